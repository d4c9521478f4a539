//! A recovery point: a moment that can be restored from a snapshot, from the vault, or both.

use crate::azure::consistency::Quiesced;
use crate::scenario::policy::{Kept, Reasons};
use crate::units::{Bytes, JobId, PointId, SimDuration, SimTime, VmId};

/// A recovery point, from its snapshot to its removal from every tier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The machine.
    pub vm: VmId,
    /// The job that made it.
    pub job: JobId,
    /// The moment that it restores to.
    pub taken: SimTime,
    /// When it came to be: with its snapshot, or with its commit, as the profile says.
    pub appeared: SimTime,
    /// The machine's activity up to then, in average days: what tells two points' difference.
    pub activity_days: f64,
    /// Protected-instance size of the machine at that moment.
    pub protected: Bytes,
    /// Why the vault keeps it; none for a point that is a snapshot only.
    pub reasons: Reasons,
    /// Why it is as consistent as it is.
    pub quiesced: Quiesced,
    /// It holds the keys of its encrypted disks, themselves encrypted.
    pub has_keys: bool,
    /// It leaves out a disk that the machine had.
    pub leaves_out: bool,
    /// How long an on-demand point lives.
    pub own_life: Option<SimDuration>,
    /// Its snapshot, if it outlived the transfer.
    pub snapshot: Option<SnapshotTier>,
    /// Its copy in the vault, once there is one.
    pub vault: Option<VaultTier>,
}

/// A point's snapshot beside the disks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SnapshotTier {
    /// What it holds.
    pub held: SnapshotHeld,
    /// When it was removed; [`SimTime::MAX`] while it is there.
    pub removed: SimTime,
}

/// What a snapshot holds, by its kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SnapshotHeld {
    /// Of page blobs (Standard policy): what was overwritten on the disks since. Nothing at first,
    /// growing until the next snapshot holds what comes after.
    Diverged {
        /// In the end.
        bytes: Bytes,
        /// When it has stopped to grow; its beginning while it still grows.
        until: SimTime,
    },
    /// Of managed disks (Enhanced policy): everything in the first, then what has changed since the
    /// one before.
    Incremental {
        /// When it was taken.
        added: Bytes,
        /// By its removal; blocks that the next one still needs have moved to that one.
        freed: Bytes,
    },
}

/// A point's copy in the vault.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VaultTier {
    /// When it came to be.
    pub committed: SimTime,
    /// What it holds, in the end: what its job sent, and what has moved to it from removed points.
    pub held: Bytes,
    /// When it was removed; [`SimTime::MAX`] while it is there.
    pub removed: SimTime,
    /// What its removal freed; the rest of what it held has moved to its heir.
    pub freed: Bytes,
    /// The point that took over the rest.
    pub heir: Option<PointId>,
}

impl Point {
    /// What retention has to know of it.
    #[must_use]
    pub const fn kept(&self) -> Kept {
        Kept {
            taken: self.taken,
            reasons: self.reasons,
            own_life: self.own_life,
        }
    }
    /// Whether its snapshot is of page blobs and still grows.
    #[must_use]
    pub fn is_growing(&self) -> bool {
        match self.snapshot {
            Some(SnapshotTier {
                held: SnapshotHeld::Diverged { until, .. },
                removed: SimTime::MAX,
            }) => until == self.taken,
            Some(_) | None => false,
        }
    }
    /// Whether it can be restored from its snapshot at an instant.
    #[must_use]
    pub fn has_snapshot_at(&self, at: SimTime) -> bool {
        self.appeared <= at && self.snapshot.is_some_and(|tier| at < tier.removed)
    }
    /// Whether its copy is in the vault at an instant.
    #[must_use]
    pub fn is_in_vault_at(&self, at: SimTime) -> bool {
        self.vault
            .is_some_and(|tier| tier.committed <= at && at < tier.removed)
    }
    /// Whether it can be restored at an instant, from one tier at least.
    #[must_use]
    pub fn is_alive_at(&self, at: SimTime) -> bool {
        self.has_snapshot_at(at) || self.is_in_vault_at(at)
    }
}
