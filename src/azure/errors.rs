//! The error catalogue: a closed list and a table. Nothing raises a fault by its name; a state of
//! the simulated machine or service does, and the engine finds the row.

use super::fact::Source;

/// Why a backup failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The guest can't reach Azure's storage.
    SnapshotFailedNoNetwork,
    /// An earlier job of the same machine is still in its snapshot.
    BackupOperationInProgress,
}

/// What is known about a fault.
#[derive(Clone, Copy, Debug)]
pub struct FaultRow {
    /// Which.
    pub fault: Fault,
    /// The service's code.
    pub code: &'static str,
    /// What happened, for a person.
    pub message: &'static str,
    /// What cures it.
    pub remedy: &'static str,
    /// Where it is documented.
    pub source: Source,
}

/// Every fault, in the order of the enum.
pub const FAULTS: [FaultRow; 2] = [
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
        message: "An earlier backup of this machine is still taking its snapshot.",
        remedy: "Wait until it ends, or leave more time between backups.",
        source: Source::Published {
            title: "Troubleshoot VM backup",
            date: "2019-07-05",
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
