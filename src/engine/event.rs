//! Everything that can happen in a run: a closed list. Each says who sends it and what it means.

use crate::azure::troubles::Trouble;
use crate::units::{JobId, PolicyId, TaskId, VmId};

/// Something that happens at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// From `transfers.rs` to itself: the next transfer ends, unless rates have changed since.
    TransfersMove,
    /// From `transfers.rs` to itself: a slot of the links' usage ends while transfers run.
    UsageSlotEnds,
    /// From `backup.rs` to itself: the recovery point is recorded.
    Committed(JobId),
    /// From `backup.rs` to `attempts.rs`: the extension is ready; the snapshot begins.
    Prepared(JobId),
    /// From `attempts.rs` to itself: the snapshot is there, or failed.
    Snapshotted(JobId),
    /// From `attempts.rs` to itself: the service tries a failed snapshot again.
    SnapshotAgain(JobId),
    /// From `backup.rs` to `transfers.rs`: the service takes the job from its queue.
    TransferStarts(JobId),
    /// From `transfers.rs` to itself: a job may not transfer any longer.
    TransferTimesOut(JobId),
    /// From `transfers.rs` to itself: the region's busy hours begin or end, where that matters.
    RegionChanges,
    /// From `backup.rs` to itself: the service starts the job.
    JobStarts(JobId),
    /// From the schedule to `backup.rs`: a policy's time has come.
    BackupsDue(PolicyId),
    /// From the timeline to `operators.rs`: an operator does something.
    OperatorActs(u32),
    /// From `operators.rs` to itself: deleted data are not held any longer.
    SoftDeleteEnds(VmId),
    /// From `tasks.rs` to itself: a discovery or a registration ends.
    TaskEnds(TaskId),
    /// From `tasks.rs` to itself: a registered machine has been given its policy.
    ProtectionConfigured(TaskId, PolicyId),
    /// From `machines.rs` to itself: a trouble of a machine, or of the whole service, ends by itself.
    TroubleEnds(Option<VmId>, Trouble),
    /// From `restores/turns.rs` to itself: a restore has ended, and others wait for their turn.
    NextRestores,
    /// From `restores.rs` to `restores/copy.rs`: the service takes a restore from the vault from its
    /// queue.
    RestoreStarts(TaskId),
    /// From `restores.rs` to itself: a restore from a snapshot, or of files, is there.
    RestoreCopied(TaskId),
    /// From `restores.rs` to itself: a machine was made from restored disks.
    RestoreCreated(TaskId),
    /// From `retention.rs` to itself: the daily removal of expired points.
    CleanUp,
    /// From `retention.rs` to itself: a midnight at which snapshots that have grown for long are
    /// measured.
    OldSnapshotsMeasured,
    /// From the beginning to `retention.rs`: a calendar month is over, but the run goes on.
    MonthEnds,
    /// From the beginning to `retention.rs`: the last day is over.
    RunEnds,
}

impl Event {
    /// The order of events at one instant: what ends comes before what begins, reports come last,
    /// and nothing comes before what may have sent it. Events of one phase happen in the order in
    /// which they were sent.
    pub(super) const fn phase(self) -> u8 {
        match self {
            Self::TransfersMove | Self::RegionChanges => 0,
            Self::Committed(_) => 1,
            Self::Prepared(_)
            | Self::Snapshotted(_)
            | Self::SnapshotAgain(_)
            | Self::TransferStarts(_)
            | Self::TransferTimesOut(_)
            | Self::TaskEnds(_)
            | Self::ProtectionConfigured(..)
            | Self::TroubleEnds(..)
            | Self::RestoreStarts(_)
            | Self::RestoreCopied(_)
            | Self::RestoreCreated(_) => 2,
            Self::OperatorActs(_) | Self::NextRestores | Self::SoftDeleteEnds(_) => 3,
            Self::BackupsDue(_) => 4,
            Self::JobStarts(_) => 5,
            Self::CleanUp | Self::OldSnapshotsMeasured | Self::MonthEnds | Self::RunEnds => 6,
            Self::UsageSlotEnds => 7,
        }
    }
}
