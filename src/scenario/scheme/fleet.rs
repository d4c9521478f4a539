//! The machine of a custom backup as an ordinary scenario: its one disk, and a policy of the service
//! that backs it up as often, where the service has such a policy, else daily.

use super::draft::SchemeDraft;
use crate::azure::profile::CURRENT;
use crate::azure::rules::SnapshotDays;
use crate::scenario::draft::{
    BlocksDraft, CalibrationDraft, DiskDraft, DiskKindDraft, DiskRoleDraft, NetworkDraft, OsDraft,
    PolicyDraft, PolicyKindDraft, RedundancyDraft, RetentionDraft, SCHEMA_VERSION, ScenarioDraft,
    ScheduleDraft, SetupDraft, VaultDraft, VmDraft, WindowDraft, WritesDraft,
};

const VAULT: &str = "vault";
const POLICY: &str = "enhanced";
const MIDNIGHT: &str = "00:00";
const ZONE: &str = "UTC";
/// The window of an hourly policy that never closes.
const ALL_DAY_HOURS: u32 = 24;
/// The least that a policy keeps.
const KEEP_DAYS_MIN: u32 = 7;

/// The scenario; it passes its check where the draft does.
pub(super) fn of(draft: &SchemeDraft) -> ScenarioDraft {
    ScenarioDraft {
        schema: SCHEMA_VERSION,
        name: draft.name.clone(),
        seed: draft.seed,
        start: draft.start.clone(),
        days: draft.days,
        profile: CURRENT.name.to_owned(),
        region: "westeurope".to_owned(),
        window: WindowDraft {
            opens: MIDNIGHT.to_owned(),
            closes: MIDNIGHT.to_owned(),
            time_zone: ZONE.to_owned(),
        },
        vaults: vec![VaultDraft {
            name: VAULT.to_owned(),
            redundancy: RedundancyDraft::Lrs,
            soft_delete: None,
            mib_per_s: None,
        }],
        accounts: Vec::new(),
        policies: vec![policy(draft)],
        vms: vec![vm(draft)],
        key_vaults: Vec::new(),
        operators: Vec::new(),
        troubles: Vec::new(),
        timeline: Vec::new(),
        traces: Vec::new(),
        calibration: CalibrationDraft::default(),
        assumptions: Vec::new(),
    }
}

fn policy(draft: &SchemeDraft) -> PolicyDraft {
    let at = MIDNIGHT.to_owned();
    let mut allowed = SnapshotDays::ENHANCED.hourly.iter();
    let schedule = if allowed.any(|(hours, _)| *hours == draft.every_hours) {
        ScheduleDraft::Hours {
            interval_hours: draft.every_hours,
            from: at,
            duration_hours: ALL_DAY_HOURS,
        }
    } else {
        ScheduleDraft::Day { at }
    };
    PolicyDraft {
        name: POLICY.to_owned(),
        vault: VAULT.to_owned(),
        kind: PolicyKindDraft::Enhanced,
        schedule,
        time_zone: ZONE.to_owned(),
        window: None,
        instant_restore_days: None,
        retention: RetentionDraft::of_days(draft.days.max(KEEP_DAYS_MIN)),
    }
}

fn vm(draft: &SchemeDraft) -> VmDraft {
    let blocks = Some(BlocksDraft {
        block_kib: draft.block_kib,
    });
    let setup = SetupDraft {
        blocks,
        ..SetupDraft::default()
    };
    let disk = &draft.disk;
    let writes = disk.writes.as_ref().map(|writes| WritesDraft {
        run_kib: writes.run_kib,
        temporary_gib_per_day: writes.temporary_gib_per_day,
        trace: None,
    });
    VmDraft {
        name: draft.vm.clone(),
        resource_group: None,
        os: OsDraft::Linux,
        policy: Some(POLICY.to_owned()),
        window: None,
        network: NetworkDraft::Open,
        setup: Some(Box::new(setup)),
        disks: vec![DiskDraft {
            name: disk.name.clone(),
            // A machine has one, and this machine has one disk.
            role: DiskRoleDraft::Os,
            added_later: false,
            kind: DiskKindDraft::PremiumSsd,
            size_gib: disk.size_gib,
            used_gib: disk.used_gib,
            account: None,
            change_percent_per_day: Some(disk.change_percent_per_day),
            hot_percent: disk.hot_percent,
            growth_gib_per_day: disk.growth_gib_per_day,
            writes: writes.map(Box::new),
        }],
        assumptions: Vec::new(),
    }
}
