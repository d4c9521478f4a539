//! Errors and warnings of the transfer to the vault, in the order of the enum.

use super::source::{DIAGNOSIS, TROUBLESHOOTING};
use super::{Fault, FaultRow, Operation, Retry, Step, row};

/// Their rows.
pub(super) const ROWS: [FaultRow; 3] = [
    row(
        Fault::CopyingTakesLong,
        "CopyingVHDsFromBackUpVaultTakingLongTime",
        Operation::Backup,
        Step::Transfer,
    )
    .retried_by(Retry::Anyone)
    .says("Copying the disks to the vault did not end in time.")
    .caused_by(&["The storage account answers with faults or too few requests a second."])
    .cured_by("Use a less loaded account, then try again.")
    .from(TROUBLESHOOTING),
    row(
        Fault::SlowFirstBackup,
        "AzureIaaSVMBackupPerfIsIR",
        Operation::Backup,
        Step::End,
    )
    .retried_by(Retry::Anyone)
    .says("The backup took long because it was the machine's first.")
    .caused_by(&["The first backup copies every used block."])
    .cured_by("Nothing needs to be done: later backups send what changed.")
    .from(DIAGNOSIS),
    row(
        Fault::SlowQueue,
        "AzureIaaSVMBackupPerfMoreBackupQueueTime",
        Operation::Backup,
        Step::End,
    )
    .retried_by(Retry::Anyone)
    .says("The backup took long because it waited for the service.")
    .caused_by(&["The job waited more than two hours in the service's queue."])
    .cured_by("Back up at a quieter time, and fewer machines at once.")
    .from(DIAGNOSIS),
];
