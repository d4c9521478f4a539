//! What operators do during a run, valid: every name resolved, in the order of time. Whether the
//! service allows it is the engine's to say.

use super::draft::NetworkDraft;
use crate::units::{Bytes, DiskId, PolicyId, SimDuration, SimTime, VmId};

/// Something that an operator does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Action {
    /// When.
    pub at: SimTime,
    /// To which machine.
    pub vm: VmId,
    /// What.
    pub what: ActionKind,
}

/// What an operator can do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ActionKind {
    /// Protect the machine.
    Protect(PolicyId),
    /// Give it another policy.
    ChangePolicy(PolicyId),
    /// Back it up at once, and keep the point for this long.
    BackUpNow(SimDuration),
    /// End its schedule and keep its points.
    StopAndKeep,
    /// End its schedule and delete its points.
    StopAndDelete,
    /// Protect it again, with this policy or the one it had.
    Resume(Option<PolicyId>),
    /// Take back a deletion.
    Undelete,
    /// Open or close the guest's way to Azure's storage.
    ChangeNetwork(NetworkDraft),
    /// Write this much new data to a disk.
    FillDisk(DiskId, Bytes),
    /// Give a disk this size.
    GrowDisk(DiskId, Bytes),
}

impl ActionKind {
    /// Its name in a scenario.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Protect(_) => "protect",
            Self::ChangePolicy(_) => "change-policy",
            Self::BackUpNow(_) => "back-up-now",
            Self::StopAndKeep | Self::StopAndDelete => "stop-protection",
            Self::Resume(_) => "resume",
            Self::Undelete => "undelete",
            Self::ChangeNetwork(_) => "change-network",
            Self::FillDisk(..) => "fill-disk",
            Self::GrowDisk(..) => "grow-disk",
        }
    }
}
