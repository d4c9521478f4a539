//! The error catalogue: a closed list and a table. Nothing raises a fault by its name; a state of
//! the simulated machine or service does, and the engine finds the row.

use super::fact::Source;

/// Why the service failed a backup or refused an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The guest can't reach Azure's storage.
    SnapshotFailedNoNetwork,
    /// An earlier job of the same machine is still in its snapshot.
    BackupOperationInProgress,
    /// The machine has as many recovery points as the profile allows.
    PointLimitReached,
    /// The machine had as many on-demand backups today as the profile allows.
    OnDemandLimitReached,
    /// The profile makes the first backup by schedule only.
    FirstBackupNotScheduled,
    /// The vault or the policy has as many machines as it may.
    ProtectionQuotaExceeded,
    /// The machine is protected already.
    AlreadyProtected,
    /// The machine is not protected.
    NotProtected,
    /// The machine's protection is stopped.
    ProtectionStopped,
    /// The machine's protection is not stopped.
    NotStopped,
    /// The machine's data wait for their final deletion.
    DataDeleted,
    /// Soft delete holds nothing of the machine.
    NothingDeleted,
    /// The policy belongs to another vault than the machine's data.
    OtherVault,
    /// The machine's policy is Enhanced, the new one is not.
    EnhancedToStandard,
    /// The new size is not larger than the disk.
    DiskNotGrown,
    /// With the new size the machine's disks would be larger than the profile allows together.
    DisksTooLarge,
}

/// What is known about a fault.
#[derive(Clone, Copy, Debug)]
pub struct FaultRow {
    /// Which.
    pub fault: Fault,
    /// The service's code; ours where none is published.
    pub code: &'static str,
    /// What happened, for a person.
    pub message: &'static str,
    /// What cures it.
    pub remedy: &'static str,
    /// Where it is documented.
    pub source: Source,
}

/// Every fault, in the order of the enum.
pub const FAULTS: [FaultRow; 16] = [
    FaultRow {
        fault: Fault::SnapshotFailedNoNetwork,
        code: "ExtensionSnapshotFailedNoNetwork",
        message: "The backup extension can't reach Azure's storage from inside the machine.",
        remedy: "Open outbound traffic to Azure Storage, by service tag or proxy, then retry.",
        source: Source::Published {
            title: "Troubleshoot agent and extension",
            date: "2022-05-05",
        },
    },
    FaultRow {
        fault: Fault::BackupOperationInProgress,
        code: "UserErrorBackupOperationInProgress",
        message: "An earlier backup of this machine is still running.",
        remedy: "Wait until it ends, or leave more time between backups.",
        source: Source::Published {
            title: "Troubleshoot VM backup",
            date: "2019-07-05",
        },
    },
    FaultRow {
        fault: Fault::PointLimitReached,
        code: "RecoveryPointLimitReached",
        message: "The machine already has as many recovery points as the service keeps.",
        remedy: "Keep points for a shorter time, or wait until some expire.",
        source: Source::Guess {
            why: "the limit is published (support matrix, 2026-03-26), its code is not",
        },
    },
    FaultRow {
        fault: Fault::OnDemandLimitReached,
        code: "OnDemandBackupLimitReached",
        message: "The machine had as many on-demand backups today as the service takes.",
        remedy: "Wait until the next day (UTC).",
        source: Source::Guess {
            why: "the limit is published (support matrix, 2026-03-26), its code is not",
        },
    },
    FaultRow {
        fault: Fault::FirstBackupNotScheduled,
        code: "FirstBackupOnDemandNotAllowed",
        message: "The first backup can't be made on demand.",
        remedy: "Wait for the scheduled time.",
        source: Source::Guess {
            why: "the rule is published (2015 documentation), its code is not",
        },
    },
    FaultRow {
        fault: Fault::ProtectionQuotaExceeded,
        code: "UserErrorProtectionQuotaExceeded",
        message: "The vault or the policy already protects as many machines as it may.",
        remedy: "Use another vault, or another policy.",
        source: Source::Published {
            title: "Azure Backup diagnosis rules",
            date: "2026",
        },
    },
    FaultRow {
        fault: Fault::AlreadyProtected,
        code: "ItemAlreadyProtected",
        message: "The machine is already protected: it has one policy at a time.",
        remedy: "Change its policy instead.",
        source: Source::Guess {
            why: "the rule is published (FAQ), its code is not",
        },
    },
    FaultRow {
        fault: Fault::NotProtected,
        code: "ItemNotProtected",
        message: "The machine is not protected.",
        remedy: "Protect it first.",
        source: Source::Guess {
            why: "a plain consequence; no code is published",
        },
    },
    FaultRow {
        fault: Fault::ProtectionStopped,
        code: "ProtectionStopped",
        message: "The machine's protection is stopped.",
        remedy: "Resume protection first.",
        source: Source::Guess {
            why: "the rule is published (FAQ, 2025-12-09), its code is not",
        },
    },
    FaultRow {
        fault: Fault::NotStopped,
        code: "ProtectionNotStopped",
        message: "The machine's protection is not stopped with its data kept.",
        remedy: "Stop protection first, or undelete its data.",
        source: Source::Guess {
            why: "a plain consequence; no code is published",
        },
    },
    FaultRow {
        fault: Fault::DataDeleted,
        code: "ItemSoftDeleted",
        message: "The machine's backup data are deleted and still held by soft delete.",
        remedy: "Undelete them, then resume protection.",
        source: Source::Published {
            title: "Security features of Azure Backup",
            date: "2022",
        },
    },
    FaultRow {
        fault: Fault::NothingDeleted,
        code: "NothingToUndelete",
        message: "Soft delete holds nothing of this machine.",
        remedy: "Deleted data can be taken back only while soft delete holds them.",
        source: Source::Guess {
            why: "a plain consequence; no code is published",
        },
    },
    FaultRow {
        fault: Fault::OtherVault,
        code: "PolicyOfOtherVault",
        message: "The policy belongs to another vault than the machine's recovery points.",
        remedy: "Choose a policy of the same vault, or delete the data first.",
        source: Source::Guess {
            why: "the rule is published (2015 documentation), its code is not",
        },
    },
    FaultRow {
        fault: Fault::EnhancedToStandard,
        code: "PolicyTypeChangeNotAllowed",
        message: "A machine with an Enhanced policy can't go back to a Standard one.",
        remedy: "Choose an Enhanced policy.",
        source: Source::Published {
            title: "Back up a VM with the Enhanced policy",
            date: "2025-06-11",
        },
    },
    FaultRow {
        fault: Fault::DiskNotGrown,
        code: "DiskShrinkNotAllowed",
        message: "A disk can only become larger.",
        remedy: "Give a size above its own.",
        source: Source::Guess {
            why: "the rule is published (disk documentation), the code is not",
        },
    },
    FaultRow {
        fault: Fault::DisksTooLarge,
        code: "VmDisksTooLarge",
        message: "The machine's disks would be larger together than the service backs up.",
        remedy: "Grow the disk less, or spread the data over several machines.",
        source: Source::Guess {
            why: "the limit is published (support matrix, 2026-03-26), its code is not",
        },
    },
];

impl Fault {
    /// The fault's row.
    #[must_use]
    pub const fn row(self) -> &'static FaultRow {
        &FAULTS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_finds_its_own_row() {
        for row in &FAULTS {
            assert_eq!(row.fault.row().fault, row.fault);
        }
    }
}
