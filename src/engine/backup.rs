//! A backup job's life: due, started, prepared, snapshotted, queued, (transferred,) committed.
//! The transfer itself is in `transfers.rs`, what becomes of the point in `retention.rs`.

use super::{Event, Simulation};
use crate::azure::errors::Fault;
use crate::azure::rules::{LifecycleStep, PointAppears};
use crate::azure::timing;
use crate::ledger::{DiskTransfer, Job, JobOutcome, Phase, Trigger};
use crate::model::writer::Writer;
use crate::model::{Moment, Protection, Taken, Transferring};
use crate::rng::{Draw, Purpose};
use crate::scenario::calendar::{Due, Slot};
use crate::scenario::draft::NetworkDraft;
use crate::scenario::policy::{Reason, Reasons};
use crate::units::{DiskId, JobId, PointId, PolicyId, SimDuration, SimTime, VmId};

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
    /// The service starts the job, unless the machine is in another job's snapshot or full.
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
        if state.snapshotting.is_some() {
            return self.fail(job, Fault::BackupOperationInProgress);
        }
        if self.points_of(vm) >= self.scenario.profile().points_max.value {
            return self.fail(job, Fault::PointLimitReached);
        }
        let state = &mut self.world.vms[vm];
        state.snapshotting = Some(job);
        let (min, max) = (timing::PREPARE_MIN.value, timing::PREPARE_MAX.value);
        // Where there is a registration, it has installed the extension.
        let steps = self.scenario.profile().steps.value;
        let is_installed = steps.contains(&LifecycleStep::Register) || !state.in_vault.is_empty();
        let mut length = self.draw(job, Purpose::Prepare).between(min, max);
        if !is_installed {
            length += timing::PREPARE_INSTALL.value;
        }
        self.push(self.now + length, Event::Prepared(job));
    }
    /// The snapshot begins.
    pub(super) fn prepared(&mut self, job: JobId) {
        self.end_phase(job, Phase::Prepare);
        let (min, max) = (timing::SNAPSHOT_MIN.value, timing::SNAPSHOT_MAX.value);
        let length = self.draw(job, Purpose::Snapshot).between(min, max);
        self.push(self.now + length, Event::Snapshotted(job));
    }
    /// The snapshot is there, or the guest could not report it. Whether its data go to the vault is
    /// the schedule's to say; an earlier transfer that still runs makes this one be skipped.
    pub(super) fn snapshotted(&mut self, job: JobId) {
        let vm = self.end_phase(job, Phase::Snapshot);
        let state = &mut self.world.vms[vm];
        assert_eq!(
            state.snapshotting,
            Some(job),
            "a machine is in one snapshot at a time"
        );
        state.snapshotting = None;
        match state.network {
            NetworkDraft::Open => {}
            _ => return self.fail(job, Fault::SnapshotFailedNoNetwork),
        }
        let activity_days = state.activity.days_up_to(self.now);
        let is_transferring = state.transferring.is_some();
        let taken = Taken {
            at: self.now,
            activity_days,
            protected: self.world.protected_size(vm, self.now),
            quiesced: crate::azure::consistency::Quiesced::NoScripts,
        };
        let for_vault = self.is_for_vault(vm, job);
        let is_skipped = for_vault && is_transferring;
        if is_skipped || !for_vault {
            // Without its data in the vault it is no reason's point.
            self.ledger.job_mut(job).reasons = Reasons::NONE;
        }
        let policy = self.policy_of(vm, job);
        let point = match self.scenario.profile().point_appears.value {
            PointAppears::WithSnapshot => {
                let point = self.new_point(vm, job, taken);
                self.keep_snapshot(vm, point, policy);
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
        let deltas = self.deltas(vm, taken);
        self.ledger.add_transfers(job, &deltas);
        let mean = self.queue_mean();
        let wait = self
            .draw(job, Purpose::Queue)
            .exponential(mean, timing::QUEUE_MAX.value);
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
        self.end_phase(job, Phase::Transfer);
        let (min, max) = (timing::COMMIT_MIN.value, timing::COMMIT_MAX.value);
        let length = self.draw(job, Purpose::Commit).between(min, max);
        self.push(self.now + length, Event::Committed(job));
    }
    /// The data are in the vault (PRO-6).
    pub(super) fn committed(&mut self, job: JobId) {
        let vm = self.end_phase(job, Phase::Commit);
        let transferring = self.world.vms[vm].transferring.take();
        let Transferring { taken, point, .. } =
            transferring.expect("a job that commits has transferred");
        let policy = self.policy_of(vm, job);
        let point = point.unwrap_or_else(|| {
            let point = self.new_point(vm, job, taken);
            self.keep_snapshot(vm, point, policy);
            point
        });
        self.keep_in_vault(vm, point, policy);
        self.ledger.job_mut(job).outcome = JobOutcome::Completed(point);
    }

    /// The policy that counts for a job's point: one that has changed since counts too.
    fn policy_of(&self, vm: VmId, job: JobId) -> PolicyId {
        let of_vm = self.world.vms[vm].protection.policy();
        of_vm.unwrap_or(self.ledger.jobs()[job].policy)
    }
    /// How many recovery points a machine has, in any tier, with the one that is on its way.
    fn points_of(&self, vm: VmId) -> usize {
        let state = &self.world.vms[vm];
        let is_coming = state.transferring.is_some_and(|it| it.point.is_none());
        let in_vault = state.in_vault.len() + usize::from(is_coming);
        let snapshots = state.snapshots.len();
        // Whichever tier holds more holds nearly all; only below the limit is it worth a count.
        if in_vault + snapshots < self.scenario.profile().points_max.value {
            return in_vault + snapshots;
        }
        let only_snapshot = |point: &PointId| !state.in_vault.has(*point);
        in_vault + state.snapshots.iter().filter(only_snapshot).count()
    }
    /// What each disk has to send: everything at first, then what changed since the vault's newest.
    fn deltas(&self, vm: VmId, taken: Taken) -> Vec<DiskTransfer> {
        let newest = self.world.vms[vm].in_vault.newest();
        let newest = newest.map(|point| self.moment_of(point));
        let now = Moment {
            at: taken.at,
            activity_days: taken.activity_days,
        };
        let transfer = |(disk, writer): (DiskId, &Writer)| DiskTransfer {
            disk,
            sent: newest.map_or_else(
                || writer.used(taken.at),
                |newest| writer.difference(newest, now),
            ),
            ended: None,
        };
        self.world.backed_up_writers_of(vm).map(transfer).collect()
    }
    /// Mean wait in the service's queue at this hour, local to the window's zone.
    pub(super) fn queue_mean(&self) -> SimDuration {
        let zone = &self.scenario.window().zone;
        let hour = self
            .scenario
            .calendar()
            .local(self.now, zone)
            .hour()
            .unsigned_abs();
        let (first, count) = timing::QUEUE_BUSY_HOURS.value;
        let busy = (u64::from(hour) + 24 - first) % 24 < count;
        let calibration = self.scenario.calibration();
        if busy {
            calibration.queue_busy_mean
        } else {
            calibration.queue_mean
        }
    }
    fn fail(&mut self, job: JobId, fault: Fault) {
        self.note_missed(job);
        self.ledger.job_mut(job).outcome = JobOutcome::Failed(fault);
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
        let Job { vm, due, .. } = self.ledger.jobs()[job];
        let due_secs = due.since(SimTime::ZERO).whole_secs();
        self.draws.at(self.world.vms[vm].key, due_secs, purpose)
    }
}
