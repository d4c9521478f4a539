//! A few machines that nothing protects yet: where a person begins in the lab. Not a preset, as its
//! profile is the person's choice.

use super::{base, daily, disk, policy, vault};
use crate::scenario::draft::{
    DiskDraft, DiskKindDraft, DiskRoleDraft, NetworkDraft, OperatorDraft, OsDraft, ScenarioDraft,
    SetupDraft, VmDraft, WriterDraft,
};

const ZONE: &str = "Europe/Madrid";
const VAULT: &str = "vault-1";

/// Three machines, a vault and two policies of a generation of the service.
#[must_use]
pub fn lab(profile: &str) -> ScenarioDraft {
    let sql = WriterDraft {
        name: "SqlServerWriter".to_owned(),
        freeze_s: 4,
        fails: false,
        log_gib_per_day: 0.5,
    };
    let database = SetupDraft {
        writers: vec![sql],
        ..SetupDraft::default()
    };
    ScenarioDraft {
        profile: profile.to_owned(),
        days: 14,
        vaults: vec![vault(VAULT)],
        policies: vec![
            policy("daily-22:00", VAULT, daily("22:00"), ZONE, 30),
            policy("daily-12:00", VAULT, daily("12:00"), ZONE, 7),
        ],
        vms: vec![
            vm("db-01", OsDraft::Windows, Some(database), 80.0),
            vm("files-01", OsDraft::Windows, None, 140.0),
            vm("web-01", OsDraft::Linux, None, 20.0),
        ],
        operators: vec![person("Ana", true), person("Luis", false)],
        ..base("Lab", ZONE)
    }
}

/// Of the kind that every generation backs up.
fn standard(name: &str, role: DiskRoleDraft, size_gib: u64, used_gib: f64) -> DiskDraft {
    DiskDraft {
        kind: DiskKindDraft::StandardHdd,
        ..disk(name, role, size_gib, used_gib)
    }
}

fn person(name: &str, may_use_keys: bool) -> OperatorDraft {
    OperatorDraft {
        name: name.to_owned(),
        may_use_keys,
    }
}

fn vm(name: &str, os: OsDraft, setup: Option<SetupDraft>, data_gib: f64) -> VmDraft {
    VmDraft {
        name: name.to_owned(),
        resource_group: Some("lab".to_owned()),
        os,
        policy: None,
        window: None,
        network: NetworkDraft::Open,
        setup: setup.map(Box::new),
        disks: vec![
            standard("os", DiskRoleDraft::Os, 127, 18.0),
            standard("data-1", DiskRoleDraft::Data, 256, data_gib),
        ],
        assumptions: Vec::new(),
    }
}
