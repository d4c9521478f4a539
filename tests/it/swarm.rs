//! Random scenarios in which anything may go wrong and anybody may do anything, audited after every
//! event: no orphan point, no job without end, legal states, sizes and meters that balance. The last
//! days are quiet: everything is mended, nobody does anything, and every job ends. What fails says
//! its seed.
//!
//! `swarm/chaos.rs` makes the scenarios, `swarm/audit.rs` looks.

mod audit;
mod chaos;

use audit::Audit;
pub(crate) use chaos::chaos;
use chaos::{DAYS, QUIET_FROM_DAY};
use vaultlab::engine::Simulation;
use vaultlab::ledger::{JobOutcome, Ledger, Phase, TaskOutcome};
use vaultlab::scenario::check;
use vaultlab::scenario::draft::{BlocksDraft, ScenarioDraft};
use vaultlab::units::{SimDuration, SimTime};

/// Seeds in one run of the tests.
const SEEDS: u64 = 200;

/// A run to its end, looked at after every event.
fn audited(seed: u64) -> Result<Simulation, String> {
    audited_run(seed, chaos(seed))
}

fn audited_run(seed: u64, draft: ScenarioDraft) -> Result<Simulation, String> {
    let scenario = check(draft).expect("a random scenario is valid");
    let mut run = Simulation::new(scenario);
    let mut audit = Audit::default();
    loop {
        let is_done = run.step(1);
        audit.look(&run).map_err(|broken| {
            let at = run.scenario().calendar().utc_text(run.now());
            format!("seed {seed}, {at}: {broken}")
        })?;
        if is_done {
            return Ok(run);
        }
    }
}

#[test]
fn whatever_goes_wrong_every_state_is_legal_and_every_sum_balances() {
    let mut seen = Seen::default();
    for seed in 0..SEEDS {
        match audited(seed) {
            Ok(run) => {
                seen.count(run.ledger());
                if let Err(broken) = quiet_days_are_quiet(&run) {
                    panic!("seed {seed}: {broken}");
                }
            }
            Err(broken) => panic!("{broken}"),
        }
    }
    seen.check();
}

/// The same with every machine simulated block by block: each restore is proven against what was
/// there, whatever has become of its point, its snapshot or its disks.
#[test]
fn whatever_goes_wrong_a_restore_brings_back_the_blocks_that_were_there() {
    let (mut restored, mut failed) = (0, 0);
    for seed in 0..SEEDS {
        let mut draft = chaos(seed);
        for vm in &mut draft.vms {
            let setup = vm.setup.get_or_insert_default();
            setup.blocks = Some(BlocksDraft { block_kib: 1024 });
        }
        println!("seed {seed}");
        let run = audited_run(seed, draft).unwrap_or_else(|broken| panic!("{broken}"));
        let restores = run.ledger().tasks().iter().filter_map(|task| task.restore);
        restored += restores.filter(|it| it.restored.is_some()).count();
        failed += failed_transfers(&run);
    }
    assert!(restored > 50 && failed > 50, "{restored} {failed}");
}

/// Jobs that failed after they had taken their blocks; nothing of them is kept.
fn failed_transfers(run: &Simulation) -> usize {
    for machine in run.world().blocks.values() {
        assert_eq!(
            machine.jobs_on_their_way(),
            0,
            "what failed jobs took is kept"
        );
    }
    let ledger = run.ledger();
    let failed = |job: &&vaultlab::ledger::Job| matches!(job.outcome, JobOutcome::Failed(_));
    let jobs = ledger.jobs().iter().filter(failed);
    jobs.filter(|job| job.phase_end(Phase::Snapshot).is_some())
        .count()
}

/// Every job and task that began has ended; backups of machines that are there succeed.
fn quiet_days_are_quiet(run: &Simulation) -> Result<(), String> {
    let ledger = run.ledger();
    let quiet = SimTime::ZERO + SimDuration::days(QUIET_FROM_DAY + 1);
    for (id, job) in ledger.jobs().enumerate() {
        if job.outcome == JobOutcome::Running {
            return Err(format!("{id:?} never ended: {job:?}"));
        }
        if let (JobOutcome::Failed(fault), true) = (job.outcome, job.due >= quiet) {
            return Err(format!(
                "{id:?} failed in the quiet days with {fault:?}: {job:?}"
            ));
        }
    }
    for (id, task) in ledger.tasks().enumerate() {
        if task.outcome == TaskOutcome::Running {
            return Err(format!("{id:?} never ended: {task:?}"));
        }
    }
    Ok(())
}

/// What all seeds together have met: a swarm that meets nothing proves nothing.
#[derive(Debug, Default)]
struct Seen {
    backups: u32,
    failed: std::collections::BTreeSet<&'static str>,
    refused: std::collections::BTreeSet<&'static str>,
    cancelled: u32,
    retried: u32,
    restores: u32,
}

impl Seen {
    fn count(&mut self, ledger: &Ledger) {
        for job in ledger.jobs().iter() {
            match job.outcome {
                JobOutcome::Completed(_) => self.backups += 1,
                JobOutcome::Failed(fault) => {
                    self.failed.insert(fault.row().code);
                }
                JobOutcome::Cancelled => self.cancelled += 1,
                JobOutcome::Running | JobOutcome::TransferSkipped(_) | JobOutcome::Withdrawn => {}
            }
            self.retried += u32::from(job.attempts > 1);
        }
        for task in ledger.tasks().iter() {
            match task.outcome {
                TaskOutcome::Failed(fault) | TaskOutcome::Partly(fault) => {
                    self.failed.insert(fault.row().code);
                }
                TaskOutcome::Completed | TaskOutcome::Warned(_) => {
                    self.restores += u32::from(task.restore.is_some());
                }
                TaskOutcome::Running | TaskOutcome::Cancelled => {}
            }
        }
        let refused = ledger
            .operators()
            .iter()
            .filter_map(|record| record.refused);
        self.refused.extend(refused.map(|fault| fault.row().code));
    }
    fn check(&self) {
        let Self {
            backups,
            failed,
            refused,
            cancelled,
            retried,
            restores,
        } = self;
        assert!(*backups > 3_000, "{backups} backups");
        assert!(failed.len() >= 40, "{} kinds: {failed:?}", failed.len());
        assert!(refused.len() >= 30, "{} kinds: {refused:?}", refused.len());
        assert!(*cancelled > 0 && *retried > 0 && *restores > 0, "{self:?}");
    }
}

#[test]
fn a_run_with_faults_is_the_same_however_it_is_cut() {
    for seed in 0..20 {
        let digest = |events: u64| {
            let mut run = Simulation::new(check(chaos(seed)).expect("valid"));
            while !run.step(events) {}
            run.ledger().digest()
        };
        assert_eq!(digest(1), digest(u64::MAX), "seed {seed}");
    }
    assert_eq!(u64::from(chaos(0).days), DAYS);
}
