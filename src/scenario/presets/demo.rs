//! The demo fleet: 25 machines of mixed kind that tell a story at first sight. Why one of them is
//! late and another fails follows from what is written here, not from a flag.

use super::{base, daily, disk, policy, vault};
use crate::scenario::draft::{
    AccountDraft, DiskDraft, DiskKindDraft, DiskRoleDraft, NetworkDraft, OsDraft, ScenarioDraft,
    ScheduleDraft, VmDraft, WeekdayDraft,
};

/// The window's zone; the policies name it the Windows way, as Azure stores them.
const ZONE: &str = "Europe/Madrid";
const POLICY_ZONE: &str = "Romance Standard Time";
const DAILY: &str = "daily-22:00";
const WEEKLY: &str = "weekly-wednesday-22:00";

/// A row: name, OS, used GiB of the OS disk, then size, used and daily change of each data disk.
type Row = (&'static str, OsDraft, f64, &'static [(u64, f64, f64)]);

const WIN: OsDraft = OsDraft::Windows;
const LIN: OsDraft = OsDraft::Linux;

const ROWS: [Row; 23] = [
    ("dc-01", WIN, 31.2, &[]),
    ("dc-02", WIN, 30.8, &[]),
    (
        "sql-prod-01",
        WIN,
        44.0,
        &[(256, 168.0, 4.2), (128, 61.5, 6.0)],
    ),
    ("sql-test-01", WIN, 42.5, &[(128, 77.0, 2.5)]),
    ("erp-db", WIN, 48.3, &[(512, 301.0, 3.6), (128, 40.0, 5.5)]),
    ("erp-app-01", WIN, 46.1, &[(64, 22.0, 1.0)]),
    ("erp-app-02", WIN, 45.7, &[(64, 21.4, 1.0)]),
    ("mail-01", WIN, 52.0, &[(512, 240.0, 2.8)]),
    (
        "files-01",
        WIN,
        38.0,
        &[(512, 290.0, 0.9), (512, 284.0, 0.7)],
    ),
    ("files-02", WIN, 37.2, &[(512, 198.0, 0.8)]),
    ("print-01", WIN, 33.0, &[]),
    ("rds-01", WIN, 71.0, &[]),
    ("rds-02", WIN, 69.5, &[]),
    // Just above the step of the instance fee: 50.4 GiB costs twice what 50 would.
    ("app-07", WIN, 38.4, &[(32, 12.0, 1.2)]),
    ("app-08", WIN, 36.9, &[(32, 11.0, 1.2)]),
    ("build-01", LIN, 18.0, &[(256, 120.0, 5.0)]),
    ("build-02", LIN, 18.2, &[(256, 131.0, 5.0)]),
    ("lin-web-01", LIN, 9.1, &[(64, 24.0, 0.6)]),
    ("lin-web-02", LIN, 9.0, &[(64, 23.6, 0.6)]),
    ("lin-web-03", LIN, 9.2, &[(64, 24.3, 0.6)]),
    ("pg-01", LIN, 11.4, &[(256, 142.0, 3.1)]),
    ("elastic-01", LIN, 10.7, &[(512, 233.0, 3.9)]),
    ("jump-01", LIN, 6.2, &[]),
];

pub(super) fn draft() -> ScenarioDraft {
    let mut vms: Vec<VmDraft> = ROWS.iter().map(|row| vm(*row, DAILY)).collect();
    vms.push(web_legacy());
    vms.push(sql_prod_02());
    ScenarioDraft {
        vaults: vec![vault("vault-madrid")],
        accounts: vec![AccountDraft {
            name: "sa03".to_owned(),
            mib_per_s: Some(12),
            ..AccountDraft::default()
        }],
        policies: vec![
            policy(DAILY, "vault-madrid", daily("22:00"), POLICY_ZONE, 30),
            policy(
                WEEKLY,
                "vault-madrid",
                ScheduleDraft::Week {
                    on: vec![WeekdayDraft::Wednesday],
                    at: "22:00".to_owned(),
                },
                POLICY_ZONE,
                12,
            ),
        ],
        vms,
        ..base("Demo fleet", ZONE)
    }
}

fn vm((name, os, used_gib, data): Row, policy: &str) -> VmDraft {
    let os_size = match os {
        OsDraft::Windows => 127,
        OsDraft::Linux => 30,
    };
    let mut disks = vec![
        disk("os", DiskRoleDraft::Os, os_size, used_gib),
        disk("temporary", DiskRoleDraft::Temp, 32, 2.0),
    ];
    disks[0].change_percent_per_day = Some(1.2);
    disks.extend(
        data.iter()
            .enumerate()
            .map(|(i, &(size_gib, used_gib, change))| DiskDraft {
                change_percent_per_day: Some(change),
                growth_gib_per_day: Some(used_gib / 2048.0),
                ..disk(
                    &format!("data-{}", i + 1),
                    DiskRoleDraft::Data,
                    size_gib,
                    used_gib,
                )
            }),
    );
    VmDraft {
        name: name.to_owned(),
        resource_group: None,
        os,
        policy: Some(policy.to_owned()),
        window: None,
        network: NetworkDraft::Open,
        setup: None,
        disks,
        assumptions: Vec::new(),
    }
}

/// Its outbound traffic was cut, so no snapshot can be reported: it fails every night.
fn web_legacy() -> VmDraft {
    let row = ("web-legacy", WIN, 41.0, [(64_u64, 21.0, 1.9)].as_slice());
    VmDraft {
        network: NetworkDraft::NoOutbound,
        ..vm(row, DAILY)
    }
}

/// Its unmanaged disks share one busy storage account, and a week of change is due at once.
fn sql_prod_02() -> VmDraft {
    let row = (
        "sql-prod-02",
        WIN,
        46.0,
        [(512_u64, 448.0, 4.6); 4].as_slice(),
    );
    let mut vm = vm(row, WEEKLY);
    for disk in vm
        .disks
        .iter_mut()
        .filter(|disk| disk.role == DiskRoleDraft::Data)
    {
        disk.account = Some("sa03".to_owned());
        disk.kind = DiskKindDraft::StandardHdd;
    }
    vm
}
