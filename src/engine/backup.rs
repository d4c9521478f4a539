//! A backup job's life: due, started, prepared, snapshotted, queued, (transferred,) committed.
//! The transfer itself is in `transfers.rs`.

use super::{Event, Simulation};
use crate::azure::errors::Fault;
use crate::azure::timing;
use crate::ledger::{DiskTransfer, Job, JobOutcome, Phase, Point};
use crate::model::writer::Writer;
use crate::model::{Taken, Transferring};
use crate::rng::{Draw, Purpose};
use crate::scenario::draft::NetworkDraft;
use crate::units::{Bytes, DiskId, JobId, PolicyId, SimDuration, SimTime, VmId};

impl Simulation {
    /// One job a machine; each starts within the published delay.
    pub(super) fn backups_due(&mut self, policy: PolicyId) {
        let delay_max = self.scenario.calibration().start_delay_max;
        for i in 0..self.schedules[policy].vms.len() {
            let vm = self.schedules[policy].vms[i];
            let job = self.ledger.add_job(Job::new(vm, self.now));
            let delay = self
                .draw(job, Purpose::StartDelay)
                .between(SimDuration::ZERO, delay_max);
            self.push(self.now + delay, Event::JobStarts(job));
        }
        self.schedule_next(policy);
    }
    /// The service starts the job, unless the machine is in another job's snapshot.
    pub(super) fn job_starts(&mut self, job: JobId) {
        let vm = self.end_phase(job, Phase::Start);
        if self.world.vms[vm].snapshotting.is_some() {
            self.fail(job, Fault::BackupOperationInProgress);
            return;
        }
        self.world.vms[vm].snapshotting = Some(job);
        let (min, max) = (timing::PREPARE_MIN.value, timing::PREPARE_MAX.value);
        let mut length = self.draw(job, Purpose::Prepare).between(min, max);
        if self.world.vms[vm].newest.is_none() {
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
    /// The snapshot is there, or the guest could not report it. An earlier transfer that still
    /// runs makes this one be skipped; otherwise the job waits in the service's queue.
    pub(super) fn snapshotted(&mut self, job: JobId) {
        let vm = self.end_phase(job, Phase::Snapshot);
        let state = &mut self.world.vms[vm];
        assert_eq!(
            state.snapshotting,
            Some(job),
            "a machine is in one snapshot at a time"
        );
        state.snapshotting = None;
        match self.scenario.vms()[vm].network {
            NetworkDraft::Open => {}
            NetworkDraft::NoOutbound => return self.fail(job, Fault::SnapshotFailedNoNetwork),
        }
        let state = &mut self.world.vms[vm];
        if state.transferring.is_some() {
            self.ledger.job_mut(job).outcome = JobOutcome::TransferSkipped;
            return;
        }
        let activity_days = state.activity.days_up_to(self.now);
        let protected = self.world.protected_size(vm, self.now);
        let taken = Taken {
            at: self.now,
            activity_days,
            protected,
        };
        self.world.vms[vm].transferring = Some(Transferring {
            job,
            taken,
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
    /// Every disk has arrived: the recovery point is recorded shortly after.
    pub(super) fn transferred(&mut self, job: JobId) {
        self.end_phase(job, Phase::Transfer);
        let (min, max) = (timing::COMMIT_MIN.value, timing::COMMIT_MAX.value);
        let length = self.draw(job, Purpose::Commit).between(min, max);
        self.push(self.now + length, Event::Committed(job));
    }
    /// The recovery point exists (PRO-6).
    pub(super) fn committed(&mut self, job: JobId) {
        let vm = self.end_phase(job, Phase::Commit);
        let transferring = self.world.vms[vm].transferring.take();
        let taken = transferring
            .expect("a job that commits has transferred")
            .taken;
        let keep = self.scenario.policies()[self.scenario.vms()[vm].policy].keep;
        let point = self.ledger.add_point(Point {
            vm,
            job,
            taken: taken.at,
            committed: self.now,
            expires: taken.at + keep,
            expired: None,
            added: self.ledger.jobs()[job].sent,
            freed: Bytes::ZERO,
            protected: taken.protected,
        });
        self.ledger.job_mut(job).outcome = JobOutcome::Completed(point);
        self.world.vms[vm].newest = Some(taken);
        self.keep_point(vm, point);
    }

    /// What each disk has to send: everything at first, then what changed since the newest point.
    fn deltas(&self, vm: VmId, taken: Taken) -> Vec<DiskTransfer> {
        let newest = self.world.vms[vm].newest;
        let transfer = |(disk, writer): (DiskId, &Writer)| {
            let used_now = writer.used(taken.at);
            let sent = newest.map_or(used_now, |newest| {
                let activity_days = taken.activity_days - newest.activity_days;
                writer.delta(writer.used(newest.at), used_now, activity_days)
            });
            DiskTransfer {
                disk,
                sent,
                ended: None,
            }
        };
        self.world.backed_up_writers_of(vm).map(transfer).collect()
    }
    /// Mean wait in the service's queue at this hour, local to the window's zone.
    fn queue_mean(&self) -> SimDuration {
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
        self.ledger.job_mut(job).outcome = JobOutcome::Failed(fault);
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
