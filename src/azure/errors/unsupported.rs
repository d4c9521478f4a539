//! What the service does not back up, in the order of the enum.

use super::source::{DIAGNOSIS, ENHANCED, TROUBLESHOOTING};
use super::{Fault, FaultRow, Operation, Step, row};

/// Their rows.
pub(super) const ROWS: [FaultRow; 14] = [
    row(
        Fault::UnsupportedDiskCount,
        "UserErrorBCMUnsupportedDiskCount",
        Operation::ConfigureProtection,
        Step::Ask,
    )
    .resource_manager()
    .says("The machine has more data disks than can be backed up.")
    .caused_by(&["More data disks are attached than the generation allows."])
    .cured_by("Detach data disks, or leave them out of the backup.")
    .from(DIAGNOSIS),
    row(
        Fault::UnsupportedDiskSize,
        "UserErrorUnsupportedDiskSize",
        Operation::ConfigureProtection,
        Step::Ask,
    )
    .resource_manager()
    .says("A disk is larger than can be backed up.")
    .caused_by(&["A disk is above the largest size of the generation."])
    .cured_by("Spread its data over smaller disks, or leave it out.")
    .from(DIAGNOSIS),
    row(
        Fault::UnsupportedDiskConfiguration,
        "UserErrorUnsupportedDiskConfiguration",
        Operation::ConfigureProtection,
        Step::Ask,
    )
    .resource_manager()
    .says("A disk needs another kind of policy.")
    .caused_by(&["An Ultra disk is under a Standard policy."])
    .cured_by("Use an Enhanced policy, or another kind of disk.")
    .from(DIAGNOSIS),
    row(
        Fault::UnsupportedStorageType,
        "UserErrorUnsupportedStorageType",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .says("A disk is of a kind that is not backed up.")
    .caused_by(&["A disk is of a kind of storage that is not backed up."])
    .cured_by("Move its data to a supported kind of disk.")
    .from(DIAGNOSIS),
    row(
        Fault::SharedDisk,
        "UserErrorSharedDiskBackupNotSupported",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .says("A disk is shared with another machine.")
    .caused_by(&["A disk is shared with another machine."])
    .cured_by("Detach the shared disk, or leave it out of the backup.")
    .from(DIAGNOSIS),
    row(
        Fault::WriteAcceleratedDisk,
        "UserErrorWAEnabledDisksNotSupported",
        Operation::ConfigureProtection,
        Step::Ask,
    )
    .resource_manager()
    .says("A disk's writes are accelerated, which this kind of policy does not take.")
    .caused_by(&["A write-accelerated disk is under a Standard policy."])
    .cured_by("Turn write acceleration off, or use an Enhanced policy.")
    .from(DIAGNOSIS),
    row(
        Fault::StandardSsdOldStack,
        "UserErrorStandardSSDNotSupported",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .says("The old backup stack does not know Standard SSD disks.")
    .caused_by(&["On the stack of before instant restore, a disk is a Standard SSD."])
    .cured_by("Upgrade the stack.")
    .from(DIAGNOSIS),
    row(
        Fault::PremiumStorageQuota,
        "UserErrorBCMPremiumStorageQuotaError",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .says("The premium storage account has no room for a copy of the snapshot.")
    .caused_by(&[
        "On the stack of before instant restore, less than half of the premium account is free.",
    ])
    .cured_by("Free half of the account, or upgrade the stack.")
    .from(TROUBLESHOOTING),
    row(
        Fault::UnsupportedDistribution,
        "UserErrorUnsupportedDistribution",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .of_guest()
    .says("The guest's operating system is not supported.")
    .caused_by(&["The guest's operating system is not supported."])
    .cured_by("Use a supported version.")
    .from(DIAGNOSIS),
    row(
        Fault::ClassicStorage,
        "UserErrorComputeVmWithClassicStorage",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .says("The machine's disks are in a classic storage account.")
    .caused_by(&["The machine's disks are in a classic storage account."])
    .cured_by("Move the account to Resource Manager.")
    .from(DIAGNOSIS),
    row(
        Fault::LocationMismatch,
        "UserErrorVmVaultLocationMismatch",
        Operation::ConfigureProtection,
        Step::Ask,
    )
    .says("The machine and the vault are in different regions.")
    .caused_by(&["The machine is in another region than the vault."])
    .cured_by("Use a vault of the machine's region.")
    .from(DIAGNOSIS),
    row(
        Fault::InvalidNetworkV1,
        "UserErrorInvalidNetworkConfigV1",
        Operation::Backup,
        Step::Begin,
    )
    .classic()
    .says("The machine's classic network can't be saved while it runs.")
    .caused_by(&["The machine's network is a classic one that can't be saved while it runs."])
    .cured_by("Stop the machine for the backup, or move its network.")
    .from(DIAGNOSIS),
    row(
        Fault::SecurityTypeChanged,
        "UserErrorMigrationFromTrustedLaunchVMToNonTrustedVMNotAllowed",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .says("A machine of this name was a trusted launch machine before.")
    .caused_by(&["A trusted launch machine was replaced by one of the same name that is not."])
    .cured_by("Stop its protection and protect the new machine under another name.")
    .from(TROUBLESHOOTING),
    row(
        Fault::EnhancedToStandard,
        "PolicyTypeChangeNotAllowed",
        Operation::Manage,
        Step::Ask,
    )
    .resource_manager()
    .says("A machine with an Enhanced policy can't go back to a Standard one.")
    .caused_by(&["The new policy is of the Standard kind, the old one Enhanced."])
    .cured_by("Choose an Enhanced policy.")
    .from(ENHANCED),
];
