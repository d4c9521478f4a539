//! Errors of snapshots as the service sees them, of locks, jobs and keys, in the order of the enum.

use super::source::{AGENT, DIAGNOSIS, TROUBLESHOOTING, TROUBLESHOOTING_2019};
use super::{Fault, FaultRow, Operation, Retry, Step, row};

/// Their rows.
pub(super) const ROWS: [FaultRow; 18] = [
    row(
        Fault::PointCollectionLimit,
        "UserErrorRpCollectionLimitReached",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .says("The machine has as many snapshots as the service keeps at once.")
    .caused_by(&["A lock keeps expired snapshots from being removed."])
    .cured_by("Take the lock away and wait some hours for the clean-up.")
    .from(AGENT),
    row(
        Fault::PointCollectionDeleted,
        "UserErrorRpCollectionDeleted",
        Operation::Backup,
        Step::Transfer,
    )
    .resource_manager()
    .retried_by(Retry::Anyone)
    .says("The snapshots were removed while a backup needed them.")
    .caused_by(&["Somebody deleted the machine's snapshots during a backup."])
    .cured_by("Try again, and leave the snapshots to the service.")
    .from(DIAGNOSIS),
    row(
        Fault::BackupOperationFailed,
        "BackUpOperationFailed",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .retried_by(Retry::Anyone)
    .says("The backup failed because old snapshots can't be replaced.")
    .caused_by(&[
        "A lock keeps snapshots of the Standard policy that an Enhanced one has to replace.",
    ])
    .cured_by("Take the lock away, then retry.")
    .from(AGENT),
    row(
        Fault::ComputeInternalError,
        "BCMCrpInternalError",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .retried_by(Retry::Anyone)
    .says("The compute service failed the snapshot.")
    .caused_by(&["The compute service fails snapshots."])
    .cured_by("Wait and try again.")
    .from(DIAGNOSIS),
    row(
        Fault::PointCreationFailed,
        "ManagedRPCreationFailedInCrpButExtensionSucceeded",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .retried_by(Retry::Anyone)
    .says("The guest was ready, but the compute service did not finish the restore point.")
    .caused_by(&["The compute service does not finish its restore points."])
    .cured_by("Restart the agent and try again.")
    .from(DIAGNOSIS),
    row(
        Fault::SnapshotLimitReached,
        "ExtensionFailedSnapshotLimitReachedError",
        Operation::Backup,
        Step::Snapshot,
    )
    .extension(85)
    .says("A disk has as many blob snapshots as it may.")
    .caused_by(&["Blob snapshots of others have piled up on a disk."])
    .cured_by("Delete snapshots that nobody needs.")
    .from(TROUBLESHOOTING),
    row(
        Fault::SnapshotRateExceeded,
        "ExtensionFailedSnapshotRateExceededError",
        Operation::Backup,
        Step::Snapshot,
    )
    .retried_by(Retry::Service)
    .extension(173)
    .says("A disk was snapshotted twice in a minute.")
    .caused_by(&["Another product snapshots the disks in the same minute."])
    .cured_by("Give one of the two another time.")
    .from(DIAGNOSIS),
    row(
        Fault::DisallowedByPolicy,
        "UserErrorRequestDisallowedByPolicy",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .says("An Azure policy forbids the group that snapshots are kept in.")
    .caused_by(&["An Azure policy forbids the group that snapshots are kept in."])
    .cured_by("Let the policy modify instead of deny, or make the group first.")
    .from(TROUBLESHOOTING),
    row(
        Fault::MachineLocked,
        "UserErrorResourceIsInLockedState",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .says("A lock on the machine forbids what the backup has to change.")
    .caused_by(&["The machine is locked."])
    .cured_by("Take the lock away, or lock against deletion only.")
    .from(DIAGNOSIS),
    row(
        Fault::StorageAccountLocked,
        "UserErrorStorageAccountIsLocked",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .says("A lock on the storage account forbids what the backup has to change.")
    .caused_by(&["The storage account of the disks is locked."])
    .cured_by("Take the lock away, or lock against deletion only.")
    .from(DIAGNOSIS),
    row(
        Fault::BackupOperationInProgress,
        "UserErrorBackupOperationInProgress",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .retried_by(Retry::Anyone)
    .says("An earlier backup of this machine is still running.")
    .caused_by(&["The earlier job is still in its snapshot."])
    .cured_by("Wait until it ends, or leave more time between backups.")
    .from(TROUBLESHOOTING_2019),
    row(
        Fault::ObjectLocked,
        "BMSUserErrorObjectLocked",
        Operation::Manage,
        Step::Ask,
    )
    .resource_manager()
    .retried_by(Retry::Anyone)
    .says("Another operation on this machine has not ended.")
    .caused_by(&["A configuration, a backup or a restore of the machine is running."])
    .cured_by("Wait until it ends, then try again.")
    .from(DIAGNOSIS),
    row(
        Fault::AllocationPending,
        "UserErrorProt32dAllocationPending",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .retried_by(Retry::Service)
    .says("The service has not yet made room for the machine.")
    .caused_by(&["The service has not yet made room for the machine."])
    .cured_by("Wait: it heals within two days.")
    .from(DIAGNOSIS),
    row(
        Fault::MachineNotFound,
        "UserErrorVmNotFoundV2",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .says("The machine does not exist any more, but its policy still runs.")
    .caused_by(&["The machine was deleted while it was protected."])
    .cured_by("Stop its protection and keep the data, or create it anew under the same name.")
    .from(TROUBLESHOOTING),
    row(
        Fault::CancelledOnReboot,
        "UserErrorJobCancelledOnMachineReboot",
        Operation::Backup,
        Step::Snapshot,
    )
    .retried_by(Retry::Anyone)
    .says("The machine went down while its snapshot was taken.")
    .caused_by(&["The machine was restarted or stopped during the snapshot."])
    .cured_by("Back up again, and restart outside the backup's time.")
    .from(DIAGNOSIS),
    row(
        Fault::JobCancelled,
        "UserErrorJobSuccessfullyCancelled",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .retried_by(Retry::Anyone)
    .says("An operator cancelled the backup.")
    .caused_by(&["Somebody cancelled the job."])
    .cured_by("Back up again when it suits.")
    .from(DIAGNOSIS),
    row(
        Fault::KeyVaultNotPermitted,
        "UserErrorKeyvaultPermissionsNotConfigured",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .says("The service may not read the keys of the machine's disks.")
    .caused_by(&["The backup service has no right to the key vault."])
    .cured_by("Let the service read and back up keys and secrets, then retry.")
    .from(AGENT),
    row(
        Fault::EncryptionInfoInvalid,
        "UserErrorInvalidVMEncryptionInfo",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .says("The machine's disks are encrypted in two ways at once.")
    .caused_by(&["Disks are encrypted partly with an application's identity, partly without."])
    .cured_by("Encrypt all disks in the first way.")
    .from(DIAGNOSIS),
];
