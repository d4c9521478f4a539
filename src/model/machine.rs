//! What a machine and its guest are like at one instant, beside its protection: power, agent, VSS
//! writers, freeze and scripts, locks, keys. State only.

use crate::scenario::Disk;
use crate::scenario::draft::{
    DiskRoleDraft, FreezeDraft, KeysDraft, LockDraft, PowerDraft, ScriptsDraft,
};
use crate::scenario::setup::{Agent, Encryption, Setup, VssWriter};
use crate::units::{Bytes, SimTime};

/// A machine's power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Power {
    /// Where it is, or is going.
    pub state: PowerDraft,
    /// When it is there.
    pub settles: SimTime,
}

impl Power {
    /// Whether it runs at an instant.
    #[must_use]
    pub fn is_running(&self, at: SimTime) -> bool {
        self.state == PowerDraft::Running && self.is_settled(at)
    }
    /// Whether it is between two states no longer.
    #[must_use]
    pub fn is_settled(&self, at: SimTime) -> bool {
        self.settles <= at
    }
}

/// What the attached disks of a machine are together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attached {
    /// Data disks; those that the policy leaves out do not count.
    pub data: usize,
    /// Disks that are backed up.
    pub backed_up: usize,
    /// One of these is in a storage account.
    pub has_unmanaged: bool,
    /// A disk is left out of backups.
    pub leaves_out: bool,
    /// The size of the largest that is backed up.
    pub largest: Bytes,
    /// The size of all, the temporary one included.
    pub all: Bytes,
}

impl Attached {
    /// With another disk of this size.
    #[must_use]
    pub fn and(mut self, disk: &Disk, size: Bytes) -> Self {
        self.data += usize::from(disk.role == DiskRoleDraft::Data);
        self.leaves_out |= disk.role == DiskRoleDraft::Excluded;
        self.all += size;
        if disk.is_backed_up() {
            self.backed_up += 1;
            self.has_unmanaged |= disk.account.is_some();
            self.largest = self.largest.max(size);
        }
        self
    }
}

/// What happens in a guest while it is snapshotted.
#[derive(Clone, Debug, PartialEq)]
pub struct Guest {
    /// Its VM agent.
    pub agent: Agent,
    /// VSS writers beside the system's own.
    pub writers: Vec<VssWriter>,
    /// Seconds for which VSS holds back writes.
    pub write_hold_s: u32,
    /// Applications keep their logs.
    pub vss_copy_backup: bool,
    /// How a Linux guest freezes.
    pub freeze: FreezeDraft,
    /// Its scripts.
    pub scripts: Option<ScriptsDraft>,
}

impl Guest {
    /// The guest as the run begins.
    #[must_use]
    pub fn new(setup: &Setup) -> Self {
        Self {
            agent: setup.agent,
            writers: setup.writers.clone(),
            write_hold_s: setup.write_hold_s,
            vss_copy_backup: setup.vss_copy_backup,
            freeze: setup.freeze.clone(),
            scripts: setup.scripts,
        }
    }
}

/// What is locked of a machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    /// The machine itself.
    pub machine: bool,
    /// The group of its snapshots.
    pub snapshots: bool,
    /// The storage account of its disks.
    pub storage_account: bool,
}

impl Locks {
    /// With something locked, or not any longer.
    #[must_use]
    pub const fn with(mut self, on: LockDraft, locked: bool) -> Self {
        match on {
            LockDraft::Machine => self.machine = locked,
            LockDraft::Snapshots => self.snapshots = locked,
            LockDraft::StorageAccount => self.storage_account = locked,
        }
        self
    }
}

/// The keys of an encrypted machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The key vault, by its place among the scenario's.
    pub key_vault: usize,
    /// Which keys there are.
    pub kind: KeysDraft,
    /// They are in the key vault.
    pub are_there: bool,
}

impl Keys {
    /// The keys as the run begins.
    #[must_use]
    pub const fn new(encryption: Encryption) -> Self {
        let Encryption { key_vault, keys } = encryption;
        Self {
            key_vault,
            kind: keys,
            are_there: true,
        }
    }
}
