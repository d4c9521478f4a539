//! Generated fleets of any size. Each machine is drawn by its own name, so a larger fleet begins
//! with the machines of a smaller one.

use super::{base, daily, disk, policy, vault};
use crate::azure::profile::CURRENT;
use crate::rng::{Draws, Purpose, entity_key};
use crate::scenario::draft::{DiskRoleDraft, NetworkDraft, OsDraft, ScenarioDraft, VmDraft};

const VMS_PER_VAULT: usize = CURRENT.vms_per_vault_max.value;
const VMS_PER_POLICY: usize = CURRENT.vms_per_policy_max.value;

/// The policies of a vault start at these times, in turn.
const STARTS: [&str; 5] = ["20:00", "21:00", "22:00", "23:00", "00:30"];

/// Provisioned sizes of data disks, GiB: small ones are common.
const DATA_SIZES_GIB: [u64; 6] = [32, 64, 64, 128, 256, 512];

pub(super) fn draft(vms: usize) -> ScenarioDraft {
    let vaults = vms.div_ceil(VMS_PER_VAULT);
    let policies = vms.div_ceil(VMS_PER_POLICY);
    let zone = "W. Europe Standard Time";
    ScenarioDraft {
        window: crate::scenario::draft::WindowDraft {
            opens: "20:00".to_owned(),
            ..base("", zone).window
        },
        vaults: (1..=vaults).map(|i| vault(&vault_name(i))).collect(),
        policies: (0..policies)
            .map(|i| {
                let start = daily(STARTS[i % STARTS.len()]);
                let vault = vault_name((i * VMS_PER_POLICY).div_euclid(VMS_PER_VAULT) + 1);
                policy(&policy_name(i), &vault, start, zone, 30)
            })
            .collect(),
        vms: (0..vms).map(vm).collect(),
        ..base(&format!("{vms} machines"), zone)
    }
}

fn vault_name(number: usize) -> String {
    format!("vault-{number:02}")
}

fn policy_name(index: usize) -> String {
    format!("daily-{:03}", index + 1)
}

fn vm(index: usize) -> VmDraft {
    let name = format!("vm-{:05}", index + 1);
    let mut draw = Draws::new(0).at(entity_key(&name), 0, Purpose::Preset);
    let os = if draw.unit() < 0.6 {
        OsDraft::Windows
    } else {
        OsDraft::Linux
    };
    let (os_size, os_used) = match os {
        OsDraft::Windows => (127, 25.0 + 35.0 * draw.unit()),
        OsDraft::Linux => (30, 4.0 + 12.0 * draw.unit()),
    };
    let mut disks = vec![disk("os", DiskRoleDraft::Os, os_size, to_mib(os_used))];
    // Two data disks on average, between none and four.
    let data = [0, 1, 2, 2, 3, 4][pick(&mut draw, 6)];
    for i in 1..=data {
        let size = DATA_SIZES_GIB[pick(&mut draw, DATA_SIZES_GIB.len())];
        let used = size as f64 * (0.2 + 0.6 * draw.unit());
        disks.push(disk(
            &format!("data-{i}"),
            DiskRoleDraft::Data,
            size,
            to_mib(used),
        ));
    }
    VmDraft {
        name,
        resource_group: None,
        os,
        policy: Some(policy_name(index.div_euclid(VMS_PER_POLICY))),
        window: None,
        network: NetworkDraft::Open,
        setup: None,
        disks,
        assumptions: Vec::new(),
    }
}

fn pick(draw: &mut crate::rng::Draw, count: usize) -> usize {
    (draw.unit() * count as f64) as usize
}

/// Whole MiB, so that the document shows short numbers.
fn to_mib(gib: f64) -> f64 {
    (gib * 1024.0).round() / 1024.0
}
