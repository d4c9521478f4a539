//! What holds after every event of every run, seen from outside the engine.

use vaultlab::engine::Simulation;
use vaultlab::ledger::{Job, JobOutcome, Phase, TaskOutcome};
use vaultlab::model::{Protection, VmState};
use vaultlab::units::{Bytes, Id, JobId, PointId, SimTime, TaskId, VmId};

/// What was seen before.
#[derive(Default)]
pub(super) struct Audit {
    protections: Vec<Protection>,
    points: usize,
    jobs: usize,
}

fn ensure(holds: bool, broken: impl Fn() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(broken()) }
}

impl Audit {
    pub(super) fn look(&mut self, run: &Simulation) -> Result<(), String> {
        for vm in run.scenario().vms().ids() {
            let state = &run.world().vms[vm];
            jobs_are_where_they_say(run, vm, state)?;
            points_are_where_they_say(run, vm, state)?;
            let attached = run.world().attached(run.scenario(), vm, run.now());
            ensure(state.attached == attached, || {
                format!("{vm:?} has {attached:?}, not {:?}", state.attached)
            })?;
            self.protection_moves_legally(vm, state.protection)?;
        }
        if let Some(task) = run.world().discovery {
            let outcome = run.ledger().tasks()[task].outcome;
            ensure(outcome == TaskOutcome::Running, || {
                format!("discovery {task:?} has ended: {outcome:?}")
            })?;
        }
        self.records_are_whole(run)
    }

    /// Protection goes from state to state only as the service allows.
    fn protection_moves_legally(&mut self, vm: VmId, now: Protection) -> Result<(), String> {
        let before = match self.protections.get(vm.index()) {
            Some(before) => *before,
            None => {
                self.protections.push(now);
                now
            }
        };
        let is_legal = before == now
            || match (before, now) {
                (Protection::None, Protection::Active(_))
                | (Protection::Active(_), _)
                | (Protection::Deleted { .. }, Protection::None | Protection::Stopped(_)) => true,
                (
                    Protection::Stopped(_),
                    Protection::Active(_) | Protection::Deleted { .. } | Protection::None,
                ) => true,
                (Protection::None | Protection::Deleted { .. } | Protection::Stopped(_), _) => {
                    false
                }
            };
        self.protections[vm.index()] = now;
        ensure(is_legal, || format!("{vm:?}: {before:?} became {now:?}"))
    }

    /// What an event has added refers to what is there. Records that were whole stay so.
    fn records_are_whole(&mut self, run: &Simulation) -> Result<(), String> {
        let ledger = run.ledger();
        for index in self.points..ledger.points().len() {
            let point = &ledger.points()[PointId::from_index(index)];
            let job = &ledger.jobs()[point.job];
            ensure(job.vm == point.vm && job.due <= point.taken, || {
                format!("an orphan: {point:?} of {job:?}")
            })?;
            ensure(point.protected <= provisioned(run, point.vm), || {
                format!("{point:?} is larger than its disks")
            })?;
        }
        ensure(ledger.jobs().len() >= self.jobs, || {
            "a job is gone".to_owned()
        })?;
        self.points = ledger.points().len();
        self.jobs = ledger.jobs().len();
        Ok(())
    }
}

fn provisioned(run: &Simulation, vm: VmId) -> Bytes {
    let writers = run.world().backed_up_writers_of(vm);
    writers.map(|(_, writer)| writer.size(run.now())).sum()
}

/// The jobs and the task that a machine is in run, are its own, and are in the phase that its state
/// says.
fn jobs_are_where_they_say(run: &Simulation, vm: VmId, state: &VmState) -> Result<(), String> {
    let ledger = run.ledger();
    let is_running = |id: JobId, in_phases: fn(&Job) -> bool| {
        let job = &ledger.jobs()[id];
        let holds = job.vm == vm && job.outcome == JobOutcome::Running && in_phases(job);
        ensure(holds, || format!("{vm:?} is in {id:?}: {job:?}"))
    };
    if let Some(id) = state.snapshotting {
        is_running(id, |job| {
            job.phase_end(Phase::Start).is_some() && job.phase_end(Phase::Snapshot).is_none()
        })?;
    }
    if let Some(transferring) = state.transferring {
        is_running(transferring.job, |job| {
            job.phase_end(Phase::Snapshot).is_some()
        })?;
    }
    if let Some(id) = state.task {
        let task: TaskId = id;
        let record = &ledger.tasks()[task];
        let holds = record.vm == Some(vm) && record.outcome == TaskOutcome::Running;
        ensure(holds, || format!("{vm:?} is in {task:?}: {record:?}"))?;
    }
    ensure(state.exists || state.extension_since.is_none(), || {
        format!("{vm:?} does not exist and has an extension")
    })
}

/// The points that a machine has in a tier are in that tier by their records, each once, oldest
/// first; none that is in a tier by its record is missing; sizes balance.
fn points_are_where_they_say(run: &Simulation, vm: VmId, state: &VmState) -> Result<(), String> {
    let ledger = run.ledger();
    let there = |removed: SimTime| removed == SimTime::MAX;
    let mut in_vault = Vec::new();
    let mut snapshots = Vec::new();
    for (id, point) in ledger
        .points()
        .enumerate()
        .filter(|(_, point)| point.vm == vm)
    {
        if let Some(tier) = point.vault {
            if there(tier.removed) {
                in_vault.push(id);
            }
            ensure(tier.freed <= tier.held, || {
                format!("{point:?} freed more than it held")
            })?;
            ensure(there(tier.removed) || tier.removed <= run.now(), || {
                format!("{point:?} goes in the future")
            })?;
        }
        if let Some(tier) = point.snapshot
            && there(tier.removed)
        {
            snapshots.push(id);
        }
    }
    let kept: Vec<PointId> = state.in_vault.iter().collect();
    ensure(kept == in_vault, || {
        format!("{vm:?}: the vault keeps {kept:?}, records say {in_vault:?}")
    })?;
    let kept: Vec<PointId> = state.snapshots.iter().collect();
    ensure(kept == snapshots, || {
        format!("{vm:?}: snapshots {kept:?}, records say {snapshots:?}")
    })?;
    let oldest = in_vault.first().map(|id| ledger.points()[*id]);
    let is_whole =
        oldest.is_none_or(|point| point.vault.is_some_and(|tier| tier.held >= point.protected));
    ensure(is_whole, || {
        format!("{vm:?}: the oldest point is not whole: {oldest:?}")
    })
}
