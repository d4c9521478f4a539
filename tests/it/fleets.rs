//! Random small scenarios for the tests that hold for any scenario. A seed makes one; what fails
//! says its seed.

use vaultlab::api::Session;
use vaultlab::report::Report;
use vaultlab::rng::{Draw, Draws, Purpose};
use vaultlab::scenario::draft::{
    AccountDraft, DiskDraft, DiskRoleDraft, NetworkDraft, OsDraft, PolicyDraft, ScenarioDraft,
    ScheduleDraft, VaultDraft, VmDraft, WeekdayDraft,
};
use vaultlab::scenario::presets::Preset;

/// A fleet of 1 to 12 machines, 1 to 3 vaults, some slow links, some blocked networks.
pub(crate) fn random(seed: u64) -> ScenarioDraft {
    let mut draw = Draws::new(seed).at(0, 0, Purpose::Preset);
    let mut draft = Preset::find("one-vm").expect("the preset exists").draft();
    draft.name = format!("random {seed}");
    draft.seed = seed;
    draft.days = 1 + below(&mut draw, 24) as u32;
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
            mib_per_s: slow(&mut draw),
        })
        .collect();
    draft.accounts = (0..accounts)
        .map(|i| AccountDraft {
            name: format!("sa-{i}"),
            mib_per_s: slow(&mut draw),
        })
        .collect();
    draft.policies = (0..policies)
        .map(|i| policy(&mut draw, i, vaults))
        .collect();
    let vms = 1 + below(&mut draw, 12);
    draft.vms = (0..vms)
        .map(|i| vm(&mut draw, i, policies, accounts))
        .collect();
    draft
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

fn policy(draw: &mut Draw, index: usize, vaults: usize) -> PolicyDraft {
    let at = format!("{:02}:{:02}", below(draw, 24), below(draw, 60));
    let weekly = draw.unit() < 0.25;
    let schedule = if weekly {
        ScheduleDraft::Week {
            on: vec![WeekdayDraft::Tuesday, WeekdayDraft::Saturday],
            at,
        }
    } else {
        ScheduleDraft::Day { at }
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
        schedule,
        time_zone: zones[below(draw, zones.len())].to_owned(),
        keep_days: (!weekly).then(|| 7 + below(draw, 10) as u32),
        keep_weeks: weekly.then(|| 1 + below(draw, 2) as u32),
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
        policy: format!("policy-{}", below(draw, policies)),
        network: if blocked {
            NetworkDraft::NoOutbound
        } else {
            NetworkDraft::Open
        },
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
        kind: Default::default(),
        size_gib,
        used_gib: size_gib as f64 * draw.unit(),
        account: unmanaged.then(|| format!("sa-{}", below(draw, accounts))),
        change_percent_per_day: (draw.unit() < 0.7).then(|| 100.0 * draw.unit() * draw.unit()),
        hot_percent: (draw.unit() < 0.5).then(|| 100.0 * draw.unit()),
        growth_gib_per_day: (draw.unit() < 0.5).then(|| size_gib as f64 * 0.01 * draw.unit()),
    }
}

fn below(draw: &mut Draw, count: usize) -> usize {
    (draw.unit() * count as f64) as usize
}
