//! A backup job: when it was due, when each of its phases ended, how it ended.

use super::losses::Newest;
use crate::azure::errors::Fault;
use crate::scenario::calendar::{Night, Slot};
use crate::scenario::policy::Reasons;
use crate::scenario::windows::Nights;
use crate::units::{Bytes, DiskId, PointId, PolicyId, SimDuration, SimTime, VmId};
use jiff::civil::Date;

/// A phase of a backup job, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Due; the service has not started it yet.
    Start,
    /// The extension is installed or called.
    Prepare,
    /// Freeze, snapshot, thaw.
    Snapshot,
    /// Waiting in the service's queue.
    Queue,
    /// Blocks move to the vault.
    Transfer,
    /// The recovery point is recorded.
    Commit,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Self; 6] = [
        Self::Start,
        Self::Prepare,
        Self::Snapshot,
        Self::Queue,
        Self::Transfer,
        Self::Commit,
    ];
}

/// What made a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Its policy's schedule: the place among the backups of its day.
    Schedule(Slot),
    /// A person, who wants the point for this long.
    OnDemand(SimDuration),
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobOutcome {
    /// It has not.
    Running,
    /// With a recovery point, in the vault or as a snapshot only.
    Completed(PointId),
    /// The snapshot was taken, but an earlier job's transfer still ran: nothing was sent, and this
    /// is not retried. The point is a snapshot only, if the profile has such.
    TransferSkipped(Option<PointId>),
    /// It failed in the phase that ended last.
    Failed(Fault),
    /// An operator cancelled it while its snapshot was taken.
    Cancelled,
    /// It was due, but protection ended before the service had started it.
    Withdrawn,
}

/// A backup job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Job {
    /// The machine.
    pub vm: VmId,
    /// The policy that it follows.
    pub policy: PolicyId,
    /// What made it.
    pub trigger: Trigger,
    /// For which reasons the vault will keep its point.
    pub reasons: Reasons,
    /// The day to which it belongs, in the zone of its policy.
    pub date: Date,
    /// When it was due.
    pub due: SimTime,
    /// How it ended.
    pub outcome: JobOutcome,
    /// What it sends, or sent.
    pub sent: Bytes,
    /// How often its snapshot was tried.
    pub attempts: u8,
    /// What there is to know though it succeeded.
    pub warning: Option<Fault>,
    phase_ends: [SimTime; Phase::ALL.len()],
    phases_ended: u8,
    pub(super) transfer_first: u32,
    pub(super) transfer_count: u32,
    pub(super) newest_loss: Newest,
}

impl Job {
    pub(crate) const fn new(
        vm: VmId,
        policy: PolicyId,
        trigger: Trigger,
        (date, reasons): (Date, Reasons),
        due: SimTime,
    ) -> Self {
        Self {
            vm,
            policy,
            trigger,
            reasons,
            date,
            due,
            outcome: JobOutcome::Running,
            sent: Bytes::ZERO,
            attempts: 0,
            warning: None,
            phase_ends: [SimTime::ZERO; Phase::ALL.len()],
            phases_ended: 0,
            transfer_first: 0,
            transfer_count: 0,
            newest_loss: Newest::NONE,
        }
    }
    /// Notes the end of the phase that runs; phases end in order.
    pub(crate) fn end_phase(&mut self, phase: Phase, at: SimTime) {
        assert_eq!(
            usize::from(self.phases_ended),
            phase as usize,
            "phases end in order"
        );
        assert!(
            at >= self.last_phase_end(),
            "a phase ends after the one before it"
        );
        self.phase_ends[phase as usize] = at;
        self.phases_ended += 1;
    }
    /// When a phase ended, if it has.
    #[must_use]
    pub fn phase_end(&self, phase: Phase) -> Option<SimTime> {
        let ended = (phase as usize) < usize::from(self.phases_ended);
        ended.then(|| self.phase_ends[phase as usize])
    }
    /// When the service started it.
    #[must_use]
    pub fn started(&self) -> Option<SimTime> {
        self.phase_end(Phase::Start)
    }
    /// When it ended, well or not.
    #[must_use]
    pub fn ended(&self) -> Option<SimTime> {
        match self.outcome {
            JobOutcome::Running => None,
            JobOutcome::Completed(_)
            | JobOutcome::TransferSkipped(_)
            | JobOutcome::Failed(_)
            | JobOutcome::Cancelled
            | JobOutcome::Withdrawn => Some(self.last_phase_end()),
        }
    }
    /// When it ended, if well.
    #[must_use]
    pub fn completed_at(&self) -> Option<SimTime> {
        let is_well = matches!(self.outcome, JobOutcome::Completed(_));
        self.ended().filter(|_| is_well)
    }
    /// The opening of a window that it has to keep: its machine's window, its policy's or the
    /// scenario's.
    #[must_use]
    pub fn night<'n>(&self, nights: &'n Nights) -> &'n Night {
        nights.night(self.vm, self.policy, self.due)
    }
    /// Whether it was due and ended inside a night's window.
    #[must_use]
    pub fn is_inside(&self, night: &Night) -> bool {
        let in_time = self.ended().is_some_and(|ended| ended <= night.closes);
        in_time && night.opens <= self.due
    }
    /// The phases that have ended: each with its begin and its end.
    pub fn phases(&self) -> impl Iterator<Item = (Phase, SimTime, SimTime)> {
        let ended = usize::from(self.phases_ended);
        let ends = self.phase_ends;
        let due = self.due;
        Phase::ALL
            .into_iter()
            .take(ended)
            .enumerate()
            .map(move |(i, phase)| (phase, if i == 0 { due } else { ends[i - 1] }, ends[i]))
    }

    fn last_phase_end(&self) -> SimTime {
        match self.phases_ended {
            0 => self.due,
            ended => self.phase_ends[usize::from(ended) - 1],
        }
    }
}

/// What a job sends of one disk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DiskTransfer {
    /// The disk.
    pub disk: DiskId,
    /// How much.
    pub sent: Bytes,
    /// When all of it had been read and compared, where that comes first; nothing before.
    pub read_ended: Option<SimTime>,
    /// When the last byte arrived; nothing while it runs.
    pub ended: Option<SimTime>,
    /// How what has to be sent was found.
    pub found: Found,
    /// How much was read for that and to send it.
    pub read: Bytes,
    /// How many requests to the storage that took: each reads at most 4 MiB, or lists ranges. What is
    /// compared is read first, and what is sent of it is read again.
    pub requests: u32,
    /// How many of these list what has changed.
    pub lists: u32,
}

impl DiskTransfer {
    /// What is read before anything is sent, because everything is compared.
    #[must_use]
    pub fn compared(&self) -> Bytes {
        match self.found {
            Found::Whole | Found::Ranges => Bytes::ZERO,
            Found::Checksum => self.read.saturating_sub(self.sent),
        }
    }
}

/// How a backup finds what it has to send of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// There is nothing to compare with: everything is sent.
    Whole,
    /// The storage said what differs from the previous snapshot.
    Ranges,
    /// Every allocated block was read and compared.
    Checksum,
}
