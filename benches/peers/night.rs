//! A fleet whose vaults are too small for its nights, run by the engine and written down for the
//! SimPy twin: what was drawn (how long each step of each job takes, what each disk sends) and
//! nothing of what follows from it (when transfers move, which are skipped, when points go).

use super::Took;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use vaultlab::azure::timing;
use vaultlab::engine::{Pace, Simulation};
use vaultlab::ledger::{DiskTransfer, Found, Job, JobOutcome, Ledger, Phase, Point};
use vaultlab::scenario::draft::{RetentionDraft, ScenarioDraft};
use vaultlab::scenario::presets::Preset;
use vaultlab::scenario::{Scenario, check};
use vaultlab::units::{Id, JobId, SimTime};

/// Points live for a week in the vault, so that most of them go within the run.
const KEEP_DAYS: u32 = 7;
/// What a vault of a thousand machines carries: the first backup takes it days, so that others are
/// skipped meanwhile, and every night some hours.
const VAULT_MIB_PER_S: u64 = 800;
/// What changes a day, in percent of what a disk holds.
const CHANGE_PERCENT: f64 = 6.0;
/// Days for which snapshots stay beside the disks: long enough that the first backup ends before its
/// snapshot goes, or its successor would have to read and compare everything.
const SNAPSHOT_DAYS: u32 = 5;

fn draft(vms: usize, days: usize) -> ScenarioDraft {
    let preset = Preset::find("fleet-1000").expect("the preset exists");
    let mut draft = preset.draft();
    draft.vms.truncate(vms);
    draft.days = u32::try_from(days).expect("few days");
    for policy in &mut draft.policies {
        policy.retention = RetentionDraft::of_days(KEEP_DAYS);
        policy.instant_restore_days = Some(SNAPSHOT_DAYS);
    }
    for disk in draft.vms.iter_mut().flat_map(|vm| &mut vm.disks) {
        disk.change_percent_per_day = Some(CHANGE_PERCENT);
    }
    for vault in &mut draft.vaults {
        vault.mib_per_s = Some(VAULT_MIB_PER_S);
    }
    draft
}

/// Runs the fleet: the time is the engine's from the scenario to the ledger, draws included.
pub(super) fn run(vms: usize, days: usize) {
    let scenario = check(draft(vms, days)).expect("the fleet is valid");
    let ((_, _, ledger), took) = Took::of(|| Simulation::new(scenario).finish());
    took.print();
    println!("events {}", ledger.events());
    print_digests(&ledger);
}

/// Writes what the twin reads.
pub(super) fn export(vms: usize, days: usize, file: &str) {
    let scenario = check(draft(vms, days)).expect("the fleet is valid");
    let (scenario, _, ledger) = Simulation::new(scenario).finish();
    let links = scenario.vaults().iter().map(|vault| vault.rate.as_f64());
    let rows = ledger
        .jobs()
        .enumerate()
        .map(|(id, job)| job_row(&scenario, &ledger, id, job));
    let text = format!(
        "{{\"vms\": {}, \"days\": {}, \"clean_up_ns\": {}, \"links\": {:?},\n\"jobs\": [\n{}\n]}}\n",
        scenario.vms().len(),
        days,
        timing::CLEAN_UP_AT.value.as_nanos(),
        links.collect::<Vec<f64>>(),
        rows.collect::<Vec<_>>().join(",\n"),
    );
    std::fs::write(file, text).expect("the file can be written");
    print_digests(&ledger);
}

/// A job: its machine, when it is due, how long it takes to start, to prepare, to be photographed, to
/// be taken from the queue and to be committed, how long its point is kept beside the disks and in
/// the vault, and its transfers. What did not happen because it was skipped is null.
fn job_row(scenario: &Scenario, ledger: &Ledger, id: JobId, job: &Job) -> String {
    let lasted = |phase: Phase| {
        let found = job.phases().find(|(it, _, _)| *it == phase);
        found.map_or_else(
            || "null".to_owned(),
            |(_, from, to)| to.since(from).as_nanos().to_string(),
        )
    };
    let point = match job.outcome {
        JobOutcome::Completed(point) | JobOutcome::TransferSkipped(Some(point)) => point,
        JobOutcome::TransferSkipped(None)
        | JobOutcome::Running
        | JobOutcome::Failed(_)
        | JobOutcome::Cancelled
        | JobOutcome::Withdrawn => panic!("the twin knows no such end: {job:?}"),
    };
    let policy = &scenario.policies()[job.policy];
    let kept = ledger.points()[point].kept();
    let life = |death: SimTime| death.since(kept.taken).as_nanos();
    let transfers: Vec<String> = ledger
        .transfers_of(id)
        .iter()
        .map(|transfer| transfer_row(scenario, job, transfer))
        .collect();
    format!(
        "[{}, {}, {}, {}, {}, {}, {}, {}, {}, [{}]]",
        job.vm.index(),
        job.due.as_nanos(),
        lasted(Phase::Start),
        lasted(Phase::Prepare),
        lasted(Phase::Snapshot),
        lasted(Phase::Queue),
        lasted(Phase::Commit),
        life(policy.snapshot_death(&kept)),
        life(policy.vault_death(&kept, false).0.max(kept.taken)),
        transfers.join(", ")
    )
}

/// What a disk sends, the most it moves at, and the links that it crosses with what it takes of each
/// for a byte.
fn transfer_row(scenario: &Scenario, job: &Job, transfer: &DiskTransfer) -> String {
    assert!(transfer.found != Found::Checksum, "no disk is compared");
    let vault = scenario.vault_of(job.policy).index();
    let (bytes, cap) = (transfer.sent.get(), cap(scenario, transfer));
    format!("[{bytes}, {cap:?}, [[{vault}, 1.0]]]")
}

/// The most that a disk alone moves at; of one that sends nothing, anything.
fn cap(scenario: &Scenario, transfer: &DiskTransfer) -> f64 {
    if transfer.sent.is_zero() {
        return 1.0;
    }
    let disk = &scenario.disks()[transfer.disk];
    Pace::of_sending(transfer, disk, disk.size, scenario.calibration()).rate
}

/// What both sides have to agree on, to the nanosecond: when each job ended, and when each point left
/// each tier.
fn print_digests(ledger: &Ledger) {
    let jobs = ledger.jobs();
    let skipped = |job: &&Job| matches!(job.outcome, JobOutcome::TransferSkipped(_));
    println!("jobs {}", jobs.len());
    println!("skipped {}", jobs.iter().filter(skipped).count());
    let sent = jobs.ids().flat_map(|id| ledger.transfers_of(id));
    println!("transfers {}", sent.filter(|it| !it.sent.is_zero()).count());
    let ended = |job: &Job| job.ended().map_or(-1, nanos);
    let ends = jobs
        .iter()
        .map(|job| [job.vm.index() as i64, nanos(job.due), ended(job)]);
    println!("ends {}", digest(ends.collect()));
    let removed = |at: Option<SimTime>| at.filter(|at| *at < SimTime::MAX).map_or(-1, nanos);
    let row = |point: &Point| {
        let snapshot = point.snapshot.map(|tier| tier.removed);
        let vault = point.vault.map(|tier| tier.removed);
        let taken = nanos(point.taken);
        [
            point.vm.index() as i64,
            taken,
            removed(snapshot),
            removed(vault),
        ]
    };
    let points = ledger.points();
    let gone = points
        .iter()
        .filter(|it| removed(it.vault.map(|tier| tier.removed)) >= 0);
    println!("points {}\nexpired {}", points.len(), gone.count());
    println!("tiers {}", digest(points.iter().map(row).collect()));
}

fn nanos(at: SimTime) -> i64 {
    i64::try_from(at.as_nanos()).expect("a run is shorter than 292 years")
}

/// SHA-256 of sorted rows as text, so that any language can make it.
fn digest<const N: usize>(mut rows: Vec<[i64; N]>) -> String {
    rows.sort_unstable();
    let mut text = String::new();
    for row in rows {
        let words = row.map(|number| number.to_string());
        writeln!(text, "{}", words.join(" ")).expect("a string takes all");
    }
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
