//! Random small scenarios for the tests that hold for any scenario. A seed makes one; what fails
//! says its seed.

use vaultlab::api::Session;
use vaultlab::report::Report;
use vaultlab::rng::{Draw, Draws, Purpose};
use vaultlab::scenario::draft::{
    AccountDraft, ActionDraft, ActionKindDraft, DailyDraft, DiskDraft, DiskRoleDraft,
    MonthDaysDraft, MonthDraft, MonthlyDraft, NetworkDraft, OsDraft, PolicyDraft, PolicyKindDraft,
    RedundancyDraft, RestoreDraft, RestoreKindDraft, RestoreTargetDraft, RetentionDraft,
    ScenarioDraft, ScheduleDraft, SoftDeleteDraft, StoppedDataDraft, VaultDraft, VmDraft,
    WeekOfMonthDraft, WeekdayDraft, WeeklyDraft, WindowDraft, YearlyDraft,
};
use vaultlab::scenario::presets::Preset;

/// A fleet of 1 to 12 machines, 1 to 3 vaults, some slow links, some blocked networks, policies of
/// every kind, and operators who do what comes to their minds.
pub(crate) fn random(seed: u64) -> ScenarioDraft {
    let mut draw = Draws::new(seed).at(0, 0, Purpose::Preset);
    let mut draft = Preset::find("one-vm").expect("the preset exists").draft();
    draft.name = format!("random {seed}");
    draft.seed = seed;
    draft.days = 1 + below(&mut draw, 40) as u32;
    let (vaults, accounts, policies) = (
        1 + below(&mut draw, 3),
        below(&mut draw, 4),
        1 + below(&mut draw, 4),
    );
    let slow = |draw: &mut Draw| (draw.unit() < 0.5).then(|| 1 + below(draw, 200) as u64);
    draft.vaults = (0..vaults)
        .map(|i| VaultDraft {
            name: format!("vault-{i}"),
            redundancy: Default::default(),
            soft_delete: [
                None,
                Some(SoftDeleteDraft::Off {}),
                Some(SoftDeleteDraft::Enhanced { days: 20 }),
            ][below(&mut draw, 3)],
            mib_per_s: slow(&mut draw),
        })
        .collect();
    draft.accounts = (0..accounts)
        .map(|i| AccountDraft {
            name: format!("sa-{i}"),
            mib_per_s: slow(&mut draw),
            ..AccountDraft::default()
        })
        .collect();
    draft.policies = (0..policies)
        .map(|i| policy(&mut draw, i, vaults))
        .collect();
    let vms = 1 + below(&mut draw, 12);
    draft.vms = (0..vms)
        .map(|i| vm(&mut draw, i, policies, accounts))
        .collect();
    draft.timeline = (0..below(&mut draw, 30))
        .map(|_| action(&mut draw, &draft))
        .collect();
    limited(&mut draw, &mut draft);
    draft
}

/// With links of every kind, some of which limit something, and restores that use them.
fn limited(draw: &mut Draw, draft: &mut ScenarioDraft) {
    let sometimes = |draw: &mut Draw| draw.unit() < 0.3;
    for account in &mut draft.accounts {
        account.requests_per_s = sometimes(draw).then(|| 5 + below(draw, 100) as u64);
        account.other_load_percent = sometimes(draw).then(|| below(draw, 100) as f64);
    }
    for vault in &mut draft.vaults {
        if sometimes(draw) {
            vault.redundancy = RedundancyDraft::RaGrs;
        }
    }
    for vm in &mut draft.vms {
        if draw.unit() < 0.2 {
            let setup = vm.setup.get_or_insert_default();
            setup.mib_per_s = Some(1 + below(draw, 100) as u64);
        }
    }
    let some = |draw: &mut Draw| (draw.unit() < 0.2).then(|| 5 + below(draw, 300) as u64);
    draft.calibration.region_mib_per_s = some(draw);
    draft.calibration.region_busy_mib_per_s = some(draw);
    for _ in 0..below(draw, 8) {
        let mut restore = action(draw, draft);
        let account = below(draw, draft.accounts.len() + 1);
        let account = draft.accounts.get(account).map(|it| it.name.clone());
        let at_once = (draw.unit() < 0.5).then(|| 1 + below(draw, 3) as u32);
        restore.what = ActionKindDraft::Restore(RestoreDraft {
            how: RestoreKindDraft::Disks,
            // Never from a snapshot.
            to: RestoreTargetDraft::PairedRegion,
            account,
            until: None,
            tier: None,
            at_once,
            same_name: false,
        });
        draft.timeline.push(restore);
    }
}

/// Runs a draft to its end.
pub(crate) fn run(draft: ScenarioDraft) -> Session {
    let mut session = Session::of(draft).expect("a random scenario is valid");
    while !session.step(1 << 20).done {}
    session
}

pub(crate) fn report(session: &Session) -> &Report {
    session.report().expect("the run is complete")
}

fn own_window(opens: &str, closes: &str, time_zone: &str) -> WindowDraft {
    let [opens, closes, time_zone] = [opens, closes, time_zone].map(str::to_owned);
    WindowDraft {
        opens,
        closes,
        time_zone,
    }
}

fn policy(draw: &mut Draw, index: usize, vaults: usize) -> PolicyDraft {
    let at = format!("{:02}:{:02}", below(draw, 24), below(draw, 60));
    let kind = if draw.unit() < 0.5 {
        PolicyKindDraft::Standard
    } else {
        PolicyKindDraft::Enhanced
    };
    let on = vec![WeekdayDraft::Tuesday, WeekdayDraft::Saturday];
    let schedule = match (below(draw, 4), kind) {
        (0, _) => ScheduleDraft::Week { on: on.clone(), at },
        (1, PolicyKindDraft::Enhanced) => ScheduleDraft::Hours {
            interval_hours: [4, 6, 8, 12][below(draw, 4)],
            from: at,
            duration_hours: 24,
        },
        _ => ScheduleDraft::Day { at },
    };
    let weekly = matches!(schedule, ScheduleDraft::Week { .. });
    let sometimes = |draw: &mut Draw| draw.unit() < 0.5;
    let months = 1 + below(draw, 3) as u32;
    let retention = RetentionDraft {
        daily: (!weekly).then(|| DailyDraft {
            days: 7 + below(draw, 10) as u32,
        }),
        weekly: (weekly || sometimes(draw)).then(|| WeeklyDraft {
            weeks: 1 + below(draw, 4) as u32,
            on: Some(on.clone()),
        }),
        monthly: sometimes(draw).then(|| MonthlyDraft {
            months,
            on: MonthDaysDraft::Week {
                days: vec![on[1]],
                weeks: vec![WeekOfMonthDraft::First, WeekOfMonthDraft::Last],
            },
        }),
        yearly: sometimes(draw).then(|| YearlyDraft {
            years: 1,
            months: vec![MonthDraft::March],
            on: MonthDaysDraft::Date {
                days: vec![3, 17],
                last_day: true,
            },
        }),
    };
    let zones = [
        "UTC",
        "Europe/Madrid",
        "Eastern Standard Time",
        "Asia/Kathmandu",
    ];
    PolicyDraft {
        name: format!("policy-{index}"),
        vault: format!("vault-{}", below(draw, vaults)),
        kind,
        schedule,
        time_zone: zones[below(draw, zones.len())].to_owned(),
        window: (index % 3 == 1).then(|| own_window("20:00", "04:30", "Asia/Kathmandu")),
        instant_restore_days: (!weekly && sometimes(draw)).then(|| 1 + below(draw, 5) as u32),
        retention,
    }
}

/// Something that somebody does to one of the machines; the service may well refuse it.
fn action(draw: &mut Draw, draft: &ScenarioDraft) -> ActionDraft {
    let vm = &draft.vms[below(draw, draft.vms.len())];
    let policy = draft.policies[below(draw, draft.policies.len())]
        .name
        .clone();
    let disk = vm.disks[0].name.clone();
    let what = match below(draw, 10) {
        0 => ActionKindDraft::Protect { policy },
        1 | 2 => ActionKindDraft::ChangePolicy { policy },
        3 => ActionKindDraft::BackUpNow {
            keep_days: Some(1 + below(draw, 20) as u32),
        },
        4 => ActionKindDraft::StopProtection {
            data: StoppedDataDraft::Keep,
        },
        5 => ActionKindDraft::StopProtection {
            data: StoppedDataDraft::Delete,
        },
        6 => ActionKindDraft::Resume {
            policy: (draw.unit() < 0.5).then_some(policy),
        },
        7 => ActionKindDraft::Undelete {},
        8 => ActionKindDraft::FillDisk {
            disk,
            add_gib: below(draw, 20) as f64,
        },
        _ => ActionKindDraft::GrowDisk {
            disk,
            size_gib: 1 + below(draw, 2_000) as u64,
        },
    };
    let day = below(draw, draft.days as usize);
    let start: jiff::civil::Date = draft.start.parse().expect("a date");
    let date = start + jiff::Span::new().days(i64::try_from(day).expect("few days"));
    ActionDraft {
        at: format!("{date}T{:02}:{:02}:00Z", below(draw, 24), below(draw, 60)),
        vm: Some(vm.name.clone()),
        resource_group: None,
        by: None,
        what,
    }
}

fn vm(draw: &mut Draw, index: usize, policies: usize, accounts: usize) -> VmDraft {
    let blocked = draw.unit() < 0.1;
    let mut disks = vec![disk(draw, 0, DiskRoleDraft::Os, accounts)];
    for i in 0..below(draw, 4) {
        disks.push(disk(draw, i + 1, DiskRoleDraft::Data, accounts));
    }
    if draw.unit() < 0.5 {
        disks.push(disk(draw, 9, DiskRoleDraft::Temp, 0));
    }
    VmDraft {
        name: format!("vm-{index}"),
        resource_group: None,
        os: if draw.unit() < 0.5 {
            OsDraft::Windows
        } else {
            OsDraft::Linux
        },
        policy: (draw.unit() < 0.9).then(|| format!("policy-{}", below(draw, policies))),
        window: (index % 5 == 3).then(|| own_window("01:00", "01:40", "Europe/Madrid")),
        network: if blocked {
            NetworkDraft::NoOutbound
        } else {
            NetworkDraft::Open
        },
        setup: None,
        disks,
        assumptions: Vec::new(),
    }
}

fn disk(draw: &mut Draw, index: usize, role: DiskRoleDraft, accounts: usize) -> DiskDraft {
    let size_gib = 1 << below(draw, 12);
    let unmanaged = accounts > 0 && draw.unit() < 0.5;
    DiskDraft {
        name: format!("disk-{index}"),
        role,
        added_later: false,
        kind: Default::default(),
        size_gib,
        used_gib: size_gib as f64 * draw.unit(),
        account: unmanaged.then(|| format!("sa-{}", below(draw, accounts))),
        change_percent_per_day: (draw.unit() < 0.7).then(|| 100.0 * draw.unit() * draw.unit()),
        hot_percent: (draw.unit() < 0.5).then(|| 100.0 * draw.unit()),
        writes: None,
        growth_gib_per_day: (draw.unit() < 0.5).then(|| size_gib as f64 * 0.01 * draw.unit()),
    }
}

fn below(draw: &mut Draw, count: usize) -> usize {
    (draw.unit() * count as f64) as usize
}
