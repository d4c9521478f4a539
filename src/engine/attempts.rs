//! The attempts of a job at its snapshot: each succeeds, or fails and is perhaps made again. Which
//! faults are worth another attempt is in the catalogue; what makes an attempt fail is in `starts.rs`
//! and `answers.rs`.

use super::{Event, Simulation};
use crate::azure::errors::Fault;
use crate::azure::timing;
use crate::ledger::{Job, JobOutcome, Phase};
use crate::rng::Purpose;
use crate::scenario::policy::PolicyKind;
use crate::units::{JobId, SimDuration, VmId};

impl Simulation {
    /// The extension is ready, or can't be called.
    pub(super) fn prepared(&mut self, job: JobId) {
        if self.is_over(job) {
            return;
        }
        let vm = self.end_phase(job, Phase::Prepare);
        match self.call(vm) {
            Ok(()) => self.begin_snapshot(vm, job),
            Err(fault) => self.attempt_fails(job, fault),
        }
    }
    /// The snapshot is there, or the attempt has failed.
    pub(super) fn snapshotted(&mut self, job: JobId) {
        if self.is_over(job) {
            return;
        }
        let vm = self.ledger.jobs()[job].vm;
        assert_eq!(
            self.world.vms[vm].snapshotting,
            Some(job),
            "a machine is in one snapshot at a time"
        );
        match self.take_snapshot(vm, job) {
            Ok(quiesced) => self.snapshot_taken(vm, job, quiesced),
            Err(fault) => self.attempt_fails(job, fault),
        }
    }
    /// The service tries again.
    pub(super) fn snapshot_again(&mut self, job: JobId) {
        if self.is_over(job) {
            return;
        }
        let Job { vm, .. } = self.ledger.jobs()[job];
        self.ledger.job_mut(job).attempts += 1;
        if self.ledger.jobs()[job].phase_end(Phase::Prepare).is_none() {
            self.end_phase(job, Phase::Prepare);
        }
        if let Some(fault) = self.begin_fault(vm, job) {
            return self.attempt_fails(job, fault);
        }
        let called = if self.asks_guest(job) {
            self.call(vm)
        } else {
            Ok(())
        };
        match called {
            Ok(()) => self.begin_snapshot(vm, job),
            Err(fault) => self.attempt_fails(job, fault),
        }
    }
    /// The attempt has come to nothing: there is another, or the job has failed.
    pub(super) fn attempt_fails(&mut self, job: JobId, fault: Fault) {
        if self.may_try_again(job, fault) {
            let at = self.now + timing::ATTEMPT_AFTER.value;
            return self.push(at, Event::SnapshotAgain(job));
        }
        let Job { vm, .. } = self.ledger.jobs()[job];
        let prepared = self.ledger.jobs()[job].phase_end(Phase::Prepare);
        if prepared.is_some_and(|prepared| prepared < self.now) {
            self.end_phase(job, Phase::Snapshot);
        }
        self.world.vms[vm].snapshotting = None;
        self.fail(job, fault);
    }
    /// Whether this attempt asks the guest; some with an Enhanced policy do not.
    pub(super) fn asks_guest(&self, job: JobId) -> bool {
        let attempt = self.ledger.jobs()[job].attempts;
        let without = timing::ATTEMPTS_WITHOUT_GUEST.value;
        !(self.is_enhanced(job) && without.contains(&attempt))
    }
    /// How long the attempt takes that runs. An agent that is slow delays the further ones; the
    /// first has waited for it while it was prepared.
    pub(super) fn attempt_length(&self, vm: VmId, job: JobId) -> SimDuration {
        let attempt = self.ledger.jobs()[job].attempts;
        let (min, max) = (timing::SNAPSHOT_MIN.value, timing::SNAPSHOT_MAX.value);
        let mut draw = self.draw_of_attempt(job, attempt, Purpose::Snapshot);
        let length = draw.between(min, max);
        if attempt > 1 && self.asks_guest(job) {
            length + self.world.vms[vm].guest.agent.answers_after
        } else {
            length
        }
    }
    /// Whether a job has ended while something of it was pending.
    pub(super) fn is_over(&self, job: JobId) -> bool {
        self.ledger.jobs()[job].outcome != JobOutcome::Running
    }

    fn begin_snapshot(&mut self, vm: VmId, job: JobId) {
        let length = self.attempt_length(vm, job);
        self.push(self.now + length, Event::Snapshotted(job));
    }
    /// With an Enhanced policy the service tries again what asking nothing of the guest may cure; with
    /// any what it always tries again. The service for classic machines tries once.
    fn may_try_again(&self, job: JobId, fault: Fault) -> bool {
        let attempt = self.ledger.jobs()[job].attempts;
        if self.registers() {
            return false;
        }
        if self.is_enhanced(job) {
            let is_worth_it = fault.is_of_guest() || fault.service_retries();
            return is_worth_it && attempt < timing::ATTEMPTS_ENHANCED.value;
        }
        fault.service_retries() && attempt < timing::ATTEMPTS_STANDARD.value
    }
    fn is_enhanced(&self, job: JobId) -> bool {
        let policy = self.ledger.jobs()[job].policy;
        match self.scenario.policies()[policy].kind {
            PolicyKind::Enhanced => true,
            PolicyKind::Standard => false,
        }
    }
}
