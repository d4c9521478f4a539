//! 200 machines that are all due at one time: their night does not hold, though there is room in it.

use super::{base, daily, disk, policy, vault};
use crate::rng::{Draws, Purpose, entity_key};
use crate::scenario::draft::{
    DiskRoleDraft, NetworkDraft, OsDraft, ScenarioDraft, VaultDraft, VmDraft, WindowDraft,
};

/// Two policies, because one protects a hundred machines at most.
const POLICIES: [&str; 2] = ["daily-offices", "daily-plants"];
const MACHINES: usize = 200;
const ZONE: &str = "Europe/Madrid";
const POLICY_ZONE: &str = "Romance Standard Time";

pub(super) fn draft() -> ScenarioDraft {
    let base = base("Crowded night", ZONE);
    ScenarioDraft {
        days: 14,
        window: WindowDraft {
            opens: "19:00".to_owned(),
            closes: "03:00".to_owned(),
            ..base.window.clone()
        },
        vaults: vec![VaultDraft {
            mib_per_s: Some(240),
            ..vault("vault-madrid")
        }],
        policies: POLICIES
            .iter()
            .map(|name| policy(name, "vault-madrid", daily("22:00"), POLICY_ZONE, 30))
            .collect(),
        vms: (0..MACHINES).map(vm).collect(),
        ..base
    }
}

fn vm(index: usize) -> VmDraft {
    let name = format!("vm-{:03}", index + 1);
    let mut draw = Draws::new(0).at(entity_key(&name), 0, Purpose::Preset);
    let os = if draw.unit() < 0.6 {
        OsDraft::Windows
    } else {
        OsDraft::Linux
    };
    let used = 6.0 + (8.0 * draw.unit()).round();
    let mut data = disk("data-1", DiskRoleDraft::Data, 32, used);
    data.change_percent_per_day = Some(30.0 + (20.0 * draw.unit()).round());
    let mut system = disk(
        "os",
        DiskRoleDraft::Os,
        64,
        8.0 + (8.0 * draw.unit()).round(),
    );
    system.change_percent_per_day = Some(1.0);
    VmDraft {
        name,
        resource_group: None,
        os,
        policy: Some(POLICIES[usize::from(index >= 100)].to_owned()),
        window: None,
        network: NetworkDraft::Open,
        setup: None,
        disks: vec![system, data],
        assumptions: Vec::new(),
    }
}
