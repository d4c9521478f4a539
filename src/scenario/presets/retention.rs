//! Two years of points: a handful of machines whose recovery points live for days, weeks, months
//! and years, and what operators do to them meanwhile.

use super::{base, daily, disk, policy, vault};
use crate::scenario::draft::{
    ActionDraft, ActionKindDraft, DailyDraft, DiskDraft, DiskRoleDraft, MonthDaysDraft, MonthDraft,
    MonthlyDraft, NetworkDraft, OsDraft, PolicyDraft, PolicyKindDraft, RetentionDraft,
    ScenarioDraft, ScheduleDraft, SoftDeleteDraft, StoppedDataDraft, VaultDraft, VmDraft,
    WeekOfMonthDraft, WeekdayDraft, WeeklyDraft, WindowDraft, YearlyDraft,
};

const ZONE: &str = "Europe/Madrid";
const VAULT: &str = "vault-madrid";
const YEARS: &str = "years-22:00";
const DAILY: &str = "daily-22:00";
const HOURLY: &str = "hourly-4";
const WEEKLY: &str = "weekly-saturday";

pub(super) fn draft() -> ScenarioDraft {
    ScenarioDraft {
        start: "2025-01-01".to_owned(),
        days: 730,
        vaults: vec![VaultDraft {
            soft_delete: Some(SoftDeleteDraft::Enhanced { days: 30 }),
            ..vault(VAULT)
        }],
        policies: policies(),
        vms: vec![
            vm("files-01", OsDraft::Windows, YEARS, 38.0, 0.9),
            vm("erp-db", OsDraft::Windows, HOURLY, 48.0, 2.4),
            vm("crm-old", OsDraft::Windows, YEARS, 44.0, 0.6),
            vm("web-legacy", OsDraft::Linux, YEARS, 12.0, 0.8),
            vm("app-07", OsDraft::Linux, DAILY, 16.0, 1.1),
            vm("jump-01", OsDraft::Linux, WEEKLY, 6.0, 0.3),
        ],
        timeline: timeline(),
        // Some back up all day long.
        window: WindowDraft {
            opens: "08:00".to_owned(),
            closes: "06:00".to_owned(),
            time_zone: ZONE.to_owned(),
        },
        ..base("Two years of points", ZONE)
    }
}

fn policies() -> Vec<PolicyDraft> {
    let years = RetentionDraft {
        daily: Some(DailyDraft { days: 30 }),
        weekly: Some(WeeklyDraft {
            weeks: 12,
            on: Some(vec![WeekdayDraft::Sunday]),
        }),
        monthly: Some(MonthlyDraft {
            months: 24,
            on: MonthDaysDraft::Week {
                days: vec![WeekdayDraft::Sunday],
                weeks: vec![WeekOfMonthDraft::First],
            },
        }),
        yearly: Some(YearlyDraft {
            years: 5,
            months: vec![MonthDraft::January],
            on: MonthDaysDraft::Date {
                days: vec![1],
                last_day: false,
            },
        }),
    };
    let every_four_hours = ScheduleDraft::Hours {
        interval_hours: 4,
        from: "08:00".to_owned(),
        duration_hours: 12,
    };
    let saturdays = ScheduleDraft::Week {
        on: vec![WeekdayDraft::Saturday],
        at: "23:00".to_owned(),
    };
    vec![
        PolicyDraft {
            retention: years,
            ..policy(YEARS, VAULT, daily("22:00"), ZONE, 30)
        },
        PolicyDraft {
            kind: PolicyKindDraft::Enhanced,
            instant_restore_days: Some(7),
            ..policy(HOURLY, VAULT, every_four_hours, ZONE, 60)
        },
        policy(DAILY, VAULT, daily("22:00"), ZONE, 14),
        policy(WEEKLY, VAULT, saturdays, ZONE, 26),
    ]
}

fn timeline() -> Vec<ActionDraft> {
    let network = |network| ActionKindDraft::ChangeNetwork { network };
    let stop = |data| ActionKindDraft::StopProtection { data };
    let back_up = |keep_days| ActionKindDraft::BackUpNow { keep_days };
    let years = || ActionKindDraft::ChangePolicy {
        policy: YEARS.to_owned(),
    };
    [
        // A firewall rule that came and went, and came again.
        (
            "2025-05-05T08:00:00Z",
            "web-legacy",
            network(NetworkDraft::NoOutbound),
        ),
        (
            "2025-05-12T09:30:00Z",
            "web-legacy",
            network(NetworkDraft::Open),
        ),
        ("2025-06-20T14:00:00Z", "jump-01", back_up(Some(400))),
        // Kept for longer from now on, the points that are there included.
        ("2025-10-01T10:00:00Z", "app-07", years()),
        (
            "2026-01-15T09:00:00Z",
            "crm-old",
            stop(StoppedDataDraft::Keep),
        ),
        // Refused: protection is stopped.
        ("2026-02-02T11:00:00Z", "crm-old", back_up(None)),
        ("2026-03-02T10:00:00Z", "erp-db", back_up(Some(90))),
        (
            "2026-04-01T09:00:00Z",
            "crm-old",
            stop(StoppedDataDraft::Delete),
        ),
        (
            "2026-04-10T15:20:00Z",
            "crm-old",
            ActionKindDraft::Undelete {},
        ),
        (
            "2026-05-04T08:00:00Z",
            "crm-old",
            ActionKindDraft::Resume { policy: None },
        ),
        (
            "2026-11-16T16:00:00Z",
            "web-legacy",
            network(NetworkDraft::NoOutbound),
        ),
        (
            "2026-12-09T07:45:00Z",
            "web-legacy",
            network(NetworkDraft::Open),
        ),
    ]
    .into_iter()
    .map(|(at, vm, what)| ActionDraft {
        at: at.to_owned(),
        vm: Some(vm.to_owned()),
        resource_group: None,
        by: None,
        what,
    })
    .collect()
}

fn vm(name: &str, os: OsDraft, policy: &str, used_gib: f64, change: f64) -> VmDraft {
    let data = DiskDraft {
        change_percent_per_day: Some(change),
        ..disk("data-1", DiskRoleDraft::Data, 128, used_gib * 1.5)
    };
    VmDraft {
        name: name.to_owned(),
        resource_group: None,
        os,
        policy: Some(policy.to_owned()),
        window: None,
        network: NetworkDraft::Open,
        setup: None,
        disks: vec![disk("os", DiskRoleDraft::Os, 127, used_gib), data],
        assumptions: Vec::new(),
    }
}
