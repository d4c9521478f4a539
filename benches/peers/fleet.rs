//! Fleets of a fixed load for each vault: time and memory as they grow. And a preset as the page
//! runs it, to be timed beside the same in WebAssembly.

use super::{Took, memory_kib};
use vaultlab::api::Session;
use vaultlab::engine::Simulation;
use vaultlab::ledger::{DiskTransfer, Job, JobOutcome, Point};
use vaultlab::scenario::check;
use vaultlab::scenario::draft::{RetentionDraft, ScenarioDraft, VaultDraft};
use vaultlab::scenario::presets::Preset;

/// Machines of one policy and so, here, of one vault.
const VMS_PER_VAULT: usize = 100;
/// What a vault of so few machines carries: a tenth of the default, for a tenth of its machines.
const VAULT_MIB_PER_S: u64 = 298;

/// The first machines of the large fleet, each hundred with a vault of its own.
fn draft(vms: usize, days: usize) -> ScenarioDraft {
    let preset = Preset::find("fleet-10000").expect("the preset exists");
    let mut draft = preset.draft();
    draft.vms.truncate(vms);
    draft.policies.truncate(vms.div_ceil(VMS_PER_VAULT));
    draft.days = u32::try_from(days).expect("few days");
    let vault = draft.vaults.swap_remove(0);
    draft.vaults = Vec::new();
    for (i, policy) in draft.policies.iter_mut().enumerate() {
        policy.vault = format!("vault-{i:03}");
        policy.retention = RetentionDraft::of_days(30);
        draft.vaults.push(VaultDraft {
            name: policy.vault.clone(),
            mib_per_s: Some(VAULT_MIB_PER_S),
            ..vault.clone()
        });
    }
    draft
}

/// Runs such a fleet.
pub(super) fn run(vms: usize, days: usize) {
    let scenario = check(draft(vms, days)).expect("the fleet is valid");
    let scenario_kib = memory_kib("VmRSS:");
    let ((scenario, _, ledger), took) = Took::of(|| Simulation::new(scenario).finish());
    took.print();
    let end = scenario.end();
    let points = ledger.points();
    let living = points.iter().filter(|point| point.is_alive_at(end)).count();
    let failed = |outcome: JobOutcome| matches!(outcome, JobOutcome::Failed(_));
    println!("jobs {}", ledger.jobs().len());
    println!(
        "failed {}",
        ledger.jobs().iter().filter(|it| failed(it.outcome)).count()
    );
    println!("events {}", ledger.events());
    println!("points {}\nliving {living}", points.len());
    println!(
        "before_kib {scenario_kib}\npeak_kib {}",
        memory_kib("VmHWM:")
    );
    let (job, disk) = (size_of::<Job>(), size_of::<DiskTransfer>());
    println!(
        "record_b {job} a job, {} a point, {disk} a disk's transfer",
        size_of::<Point>()
    );
    println!("digest {:016x}", ledger.digest());
}

/// Runs a preset through the door that the page uses.
pub(super) fn session(preset: &str) {
    let text = vaultlab::api::preset_text(preset).expect("the preset exists");
    let mut session = Session::open(&text).expect("a preset is valid");
    let ((), took) = Took::of(|| while !session.step(1_000_000).done {});
    took.print();
    let report = session.report().expect("the run is complete");
    println!("digest {}", report.summary().digest);
}
