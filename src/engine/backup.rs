//! A backup job's life: due, started, prepared, snapshotted, queued, (transferred,) committed.
//! What keeps a job from starting is in `starts.rs`, what the guest answers in `answers.rs`, further
//! attempts in `attempts.rs`, the transfer itself in `transfers.rs`, what becomes of the point in
//! `retention.rs`.

use super::{Event, Simulation};
use crate::azure::consistency::Quiesced;
use crate::azure::errors::Fault;
use crate::azure::rules::PointAppears;
use crate::azure::timing;
use crate::ledger::{Job, JobOutcome, Phase, Trigger};
use crate::model::{Protection, Taken, Transferring};
use crate::rng::{Draw, Purpose};
use crate::scenario::calendar::{Due, Slot};
use crate::scenario::policy::{Reason, Reasons};
use crate::units::{JobId, PointId, PolicyId, SimDuration, SimTime, VmId};

impl Simulation {
    /// One job a machine; each starts within the published delay.
    pub(super) fn backups_due(&mut self, policy: PolicyId) {
        let Due { date, slot, .. } = self.schedules[policy].take_due();
        let reasons = match slot {
            Slot::Only | Slot::Last => self.scenario.policies()[policy].retention.reasons(date),
            Slot::First | Slot::Middle => Reasons::NONE,
        };
        let delay_max = self.scenario.calibration().start_delay_max;
        for i in 0..self.schedules[policy].vms.len() {
            let vm = self.schedules[policy].vms[i];
            let trigger = Trigger::Schedule(slot);
            let job = Job::new(vm, policy, trigger, (date, reasons), self.now);
            let job = self.ledger.add_job(job);
            let delay = self
                .draw(job, Purpose::StartDelay)
                .between(SimDuration::ZERO, delay_max);
            self.push(self.now + delay, Event::JobStarts(job));
        }
        self.schedule_next(policy);
    }
    /// A person's backup starts at once.
    pub(super) fn back_up_now(&mut self, vm: VmId, policy: PolicyId, life: SimDuration) {
        let trigger = Trigger::OnDemand(life);
        let reasons = Reasons::only(Reason::OnDemand);
        let zone = &self.scenario.policies()[policy].zone;
        let calendar = self.scenario.calendar();
        let offset = calendar.offset_at_start(zone);
        let date = calendar.local_at_offset(self.now, offset).date();
        let job = Job::new(vm, policy, trigger, (date, reasons), self.now);
        let job = self.ledger.add_job(job);
        self.push(self.now, Event::JobStarts(job));
    }
    /// The service starts the job, unless something keeps it from that.
    pub(super) fn job_starts(&mut self, job: JobId) {
        let vm = self.end_phase(job, Phase::Start);
        let due = self.ledger.jobs()[job].due;
        let state = &self.world.vms[vm];
        match state.protection {
            Protection::Active(_) if state.protected_since <= due => {}
            // Protection has ended since it was due, perhaps to begin anew.
            Protection::Active(_)
            | Protection::None
            | Protection::Stopped(_)
            | Protection::Deleted { .. } => {
                self.ledger.job_mut(job).outcome = JobOutcome::Withdrawn;
                return;
            }
        }
        if let Some(fault) = self.busy_fault(vm) {
            return self.fail(job, fault);
        }
        if self.points_of(vm) >= self.scenario.profile().points_max.value {
            return self.fail(job, Fault::PointLimitReached);
        }
        self.world.vms[vm].snapshotting = Some(job);
        self.ledger.job_mut(job).attempts = 1;
        match self.begin_fault(vm, job) {
            Some(fault) => self.attempt_fails(job, fault),
            None => self.prepare(vm, job),
        }
    }
    /// The extension is installed, if it has to be, and called, as an attempt begins.
    pub(super) fn prepare(&mut self, vm: VmId, job: JobId) {
        let (min, max) = (timing::PREPARE_MIN.value, timing::PREPARE_MAX.value);
        let attempt = self.ledger.jobs()[job].attempts;
        let mut draw = self.draw_of_attempt(job, attempt, Purpose::Prepare);
        let mut length = draw.between(min, max);
        if self.world.vms[vm].power.is_running(self.now) {
            length += self.world.vms[vm].guest.agent.answers_after;
            if self.lacks_extension(vm) {
                length += timing::PREPARE_INSTALL.value;
            }
        }
        self.push(self.now + length, Event::Prepared(job));
    }
    /// What a snapshot that succeeded becomes. Whether its data go to the vault is the schedule's to
    /// say; an earlier transfer that still runs makes this one be skipped.
    pub(super) fn snapshot_taken(&mut self, vm: VmId, job: JobId, quiesced: Quiesced) {
        self.end_phase(job, Phase::Snapshot);
        self.write_up_to_snapshot(vm);
        let protected = self.world.protected_size(vm, self.now);
        let state = &mut self.world.vms[vm];
        state.snapshotting = None;
        if state.guest.cuts_logs(quiesced) {
            state.logs_since = self.now;
        }
        let is_transferring = state.transferring.is_some();
        let taken = Taken {
            at: self.now,
            activity_days: state.activity.days_up_to(self.now),
            protected,
            quiesced,
            has_keys: state.keys.is_some(),
            leaves_out: state.attached.leaves_out,
        };
        let for_vault = self.is_for_vault(vm, job);
        let is_skipped = for_vault && is_transferring;
        if is_skipped || !for_vault {
            // Without its data in the vault it is no reason's point.
            self.ledger.job_mut(job).reasons = Reasons::NONE;
        }
        let mut since = None;
        if for_vault && !is_skipped {
            let deltas = self.deltas(vm, job, &taken);
            since = self.since_newest(vm, &deltas);
            self.ledger.add_transfers(job, &deltas);
        }
        let policy = self.policy_of(vm, job);
        let point = match self.scenario.profile().point_appears.value {
            PointAppears::WithSnapshot => {
                let point = self.new_point(vm, job, taken);
                self.keep_snapshot(vm, point, policy, since);
                Some(point)
            }
            PointAppears::AfterTransfer => None,
        };
        if is_skipped {
            return self.skip(job, point);
        }
        match point {
            Some(point) if !for_vault => {
                self.ledger.job_mut(job).outcome = JobOutcome::Completed(point);
            }
            Some(_) | None => self.queue(vm, job, taken, point),
        }
    }
    /// The data wait for the service.
    fn queue(&mut self, vm: VmId, job: JobId, taken: Taken, point: Option<PointId>) {
        self.world.vms[vm].transferring = Some(Transferring {
            job,
            taken,
            point,
            disks_left: 0,
        });
        let mean = self.queue_mean();
        let longest = self.scenario.profile().queue.longest.value;
        let wait = self.draw(job, Purpose::Queue).exponential(mean, longest);
        self.push(self.now + wait, Event::TransferStarts(job));
    }
    /// Of several backups a day only the last goes to the vault; the next day's first, if that one
    /// failed, and then it is kept for the reasons of that day.
    fn is_for_vault(&mut self, vm: VmId, job: JobId) -> bool {
        match self.ledger.jobs()[job].trigger {
            Trigger::OnDemand(_) | Trigger::Schedule(Slot::Only | Slot::Last) => true,
            Trigger::Schedule(Slot::Middle) => false,
            Trigger::Schedule(Slot::First) if self.is_of_earlier_policy(vm, job) => false,
            Trigger::Schedule(Slot::First) => {
                let missed = std::mem::take(&mut self.world.vms[vm].missed);
                self.ledger.job_mut(job).reasons = missed;
                !missed.is_empty()
            }
        }
    }
    /// Every disk has arrived: the recovery point is recorded shortly after.
    pub(super) fn transferred(&mut self, job: JobId) {
        let vm = self.ledger.jobs()[job].vm;
        if self.is_collection_gone(vm) {
            return self.transfer_fails(job, Fault::PointCollectionDeleted);
        }
        self.end_phase(job, Phase::Transfer);
        let (min, max) = (timing::COMMIT_MIN.value, timing::COMMIT_MAX.value);
        let length = self.draw(job, Purpose::Commit).between(min, max);
        self.push(self.now + length, Event::Committed(job));
    }
    /// The data are in the vault (PRO-6).
    pub(super) fn committed(&mut self, job: JobId) {
        let vm = self.end_phase(job, Phase::Commit);
        let is_first = self.world.vms[vm].in_vault.is_empty();
        let transferring = self.world.vms[vm].transferring.take();
        let Transferring { taken, point, .. } =
            transferring.expect("a job that commits has transferred");
        let policy = self.policy_of(vm, job);
        let point = point.unwrap_or_else(|| {
            let point = self.new_point(vm, job, taken);
            self.keep_snapshot(vm, point, policy, None);
            point
        });
        self.keep_in_vault(vm, job, point, policy);
        self.complete(job, point, is_first);
    }
    /// The job has succeeded; if it took long, it says why. Classic machines were told nothing.
    fn complete(&mut self, job: JobId, point: PointId, is_first: bool) {
        let is_told = !self.registers();
        let record = self.ledger.job_mut(job);
        record.outcome = JobOutcome::Completed(point);
        let lasted = |from: Option<SimTime>, to: Option<SimTime>| {
            to.zip(from).map(|(to, from)| to.since(from))
        };
        let all = lasted(record.started(), record.ended());
        let snapshotted = record.phase_end(Phase::Snapshot);
        let queue = lasted(snapshotted, record.phase_end(Phase::Queue));
        if is_told && is_first && all > Some(timing::FIRST_BACKUP_SLOW.value) {
            record.warning = Some(Fault::SlowFirstBackup);
        } else if is_told && queue > Some(timing::QUEUE_SLOW.value) {
            record.warning = Some(Fault::SlowQueue);
        }
    }

    /// The policy that counts for a job's point: one that has changed since counts too.
    pub(super) fn policy_of(&self, vm: VmId, job: JobId) -> PolicyId {
        let of_vm = self.world.vms[vm].protection.policy();
        of_vm.unwrap_or(self.ledger.jobs()[job].policy)
    }
    /// How many recovery points a machine has, in any tier. None is on its way: where points come
    /// after their transfer, a machine has one job at a time.
    fn points_of(&self, vm: VmId) -> usize {
        let state = &self.world.vms[vm];
        let in_vault = state.in_vault.len();
        let snapshots = state.snapshots.len();
        // Whichever tier holds more holds nearly all; only below the limit is it worth a count.
        if in_vault + snapshots < self.scenario.profile().points_max.value {
            return in_vault + snapshots;
        }
        let only_snapshot = |point: &PointId| !state.in_vault.has(*point);
        in_vault + state.snapshots.iter().filter(only_snapshot).count()
    }
    /// Mean wait in the service's queue at this hour, local to the window's zone.
    pub(super) fn queue_mean(&mut self) -> SimDuration {
        let is_busy = self.is_busy();
        let calibration = self.scenario.calibration();
        if is_busy {
            calibration.queue_busy_mean
        } else {
            calibration.queue_mean
        }
    }
    pub(super) fn fail(&mut self, job: JobId, fault: Fault) {
        self.note_missed(job);
        self.ledger.job_mut(job).outcome = JobOutcome::Failed(fault);
    }
    /// An operator ends the job before its snapshot is there.
    pub(super) fn cancel_backup(&mut self, job: JobId) {
        let is_prepared = self.ledger.jobs()[job].phase_end(Phase::Prepare).is_some();
        let vm = self.end_phase(
            job,
            if is_prepared {
                Phase::Snapshot
            } else {
                Phase::Prepare
            },
        );
        self.world.vms[vm].snapshotting = None;
        self.note_missed(job);
        self.ledger.job_mut(job).outcome = JobOutcome::Cancelled;
    }
    fn skip(&mut self, job: JobId, point: Option<PointId>) {
        self.ledger.job_mut(job).outcome = JobOutcome::TransferSkipped(point);
    }
    /// When the backup that should have gone to the vault fails, the next day's first goes. A change
    /// of policy forgets it, also while the backup still runs.
    fn note_missed(&mut self, job: JobId) {
        let Job {
            vm,
            trigger,
            reasons,
            ..
        } = self.ledger.jobs()[job];
        if self.is_of_earlier_policy(vm, job) {
            return;
        }
        match trigger {
            Trigger::Schedule(Slot::Last) => self.world.vms[vm].missed = reasons,
            // It was this one's turn, and it has failed too.
            Trigger::Schedule(Slot::First) => self.world.vms[vm].missed = Reasons::NONE,
            Trigger::Schedule(Slot::Only | Slot::Middle) | Trigger::OnDemand(_) => {}
        }
    }
    /// Whether the machine was given a policy, or lost it, since the job was due.
    fn is_of_earlier_policy(&self, vm: VmId, job: JobId) -> bool {
        let states = self.ledger.protection_of(vm);
        let due = self.ledger.jobs()[job].due;
        states.last().is_some_and(|(since, _)| *since > due)
    }
    pub(super) fn end_phase(&mut self, job: JobId, phase: Phase) -> VmId {
        let now = self.now;
        let record = self.ledger.job_mut(job);
        record.end_phase(phase, now);
        record.vm
    }
    /// A job's draw: keyed by its machine and the instant at which it was due, so it is the same
    /// whatever the rest of the fleet does.
    fn draw(&self, job: JobId, purpose: Purpose) -> Draw {
        self.draw_of_attempt(job, 1, purpose)
    }
    /// The same for one attempt of the job.
    pub(super) fn draw_of_attempt(&self, job: JobId, attempt: u8, purpose: Purpose) -> Draw {
        let Job { vm, due, .. } = self.ledger.jobs()[job];
        let due_secs = due.since(SimTime::ZERO).whole_secs();
        // Runs are far shorter than 2^48 seconds.
        let key = due_secs | u64::from(attempt.saturating_sub(1)) << 48;
        self.draws.at(self.world.vms[vm].key, key, purpose)
    }
}
