//! A job of the service that is not a backup: discover, register, configure protection, restore.

use crate::azure::errors::{Fault, Operation};
use crate::scenario::timeline::RestoreOrder;
use crate::units::{Bytes, PointId, SimTime, VmId};

/// A job that is not a backup.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Task {
    /// What it does.
    pub operation: Operation,
    /// To which machine; nothing for a discovery.
    pub vm: Option<VmId>,
    /// When it began.
    pub began: SimTime,
    /// When it ended; [`SimTime::MAX`] while it runs.
    pub ended: SimTime,
    /// How it ended.
    pub outcome: TaskOutcome,
    /// What it restores, if it is a restore.
    pub restore: Option<Restoring>,
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskOutcome {
    /// It has not.
    Running,
    /// Well.
    Completed,
    /// Well, with something to know.
    Warned(Fault),
    /// In part: a restore made the disks, not the machine.
    Partly(Fault),
    /// It failed.
    Failed(Fault),
    /// An operator cancelled it.
    Cancelled,
}

/// What a restore does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Restoring {
    /// What was asked for.
    pub order: RestoreOrder,
    /// Which point.
    pub point: PointId,
    /// From its snapshot; else from the vault.
    pub from_snapshot: bool,
    /// How much is copied.
    pub bytes: Bytes,
    /// When the service has it ready; from a snapshot there is nothing more to bring.
    pub prepared: SimTime,
    /// When that ended, until which it can be cancelled; [`SimTime::MAX`] before.
    pub copied: SimTime,
    /// What it has brought, where that is simulated block by block.
    pub restored: Option<Restored>,
}

/// The contents that a restore has brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// How many blocks hold data, on all disks.
    pub blocks: u64,
    /// Equal for equal contents.
    pub digest: u64,
}

impl Task {
    /// When it ended, if it has.
    #[must_use]
    pub fn end(&self) -> Option<SimTime> {
        (self.ended != SimTime::MAX).then_some(self.ended)
    }
}
