//! Errors of restores, in the order of the enum.

use super::source::{DIAGNOSIS, FAQ, JAPAN, TROUBLESHOOTING};
use super::{Fault, FaultRow, Operation, Retry, Step, row};
use crate::azure::fact::Source;

/// Their rows.
pub(super) const ROWS: [FaultRow; 28] = [
    row(
        Fault::InstantPointNotFound,
        "UserErrorInstantRpNotFound",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("The recovery point was a snapshot only, and the snapshot is gone.")
    .caused_by(&["The point never reached the vault, and its snapshot was deleted."])
    .cured_by("Choose another point.")
    .from(TROUBLESHOOTING),
    row(
        Fault::NotShutDown,
        "UserErrorVmNotShutDown",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("The machine has to be deallocated before its disks are replaced.")
    .caused_by(&["The machine runs, or is stopped with its host kept."])
    .cured_by("Deallocate the machine, then restore.")
    .from(FAQ),
    row(
        Fault::SkuNotAvailable,
        "UserErrorSkuNotAvailable",
        Operation::Restore,
        Step::Create,
    )
    .says("The machine's size is not available where it is restored.")
    .caused_by(&["The machine's size is not offered where it is restored."])
    .cured_by("Restore the disks and build a machine of another size.")
    .from(TROUBLESHOOTING),
    row(
        Fault::MarketplaceNotSupported,
        "UserErrorMarketPlaceVMNotSupported",
        Operation::Restore,
        Step::Create,
    )
    .resource_manager()
    .says("The disks were restored; the machine can't be made because its image is no longer sold.")
    .caused_by(&["The machine's marketplace image is no longer sold."])
    .cured_by("Restore the disks and remove the image's plan.")
    .from(TROUBLESHOOTING),
    row(
        Fault::ReplaceNotSupported,
        "UserErrorOlrNotSupported",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("The disks of this machine can't be replaced.")
    .caused_by(&[
        "The disks are unmanaged or encrypted.",
        "The generation of the service does not replace disks.",
    ])
    .cured_by("Restore to a new machine.")
    .from(DIAGNOSIS),
    row(
        Fault::ReplaceBackupFailed,
        "OlrBackupFailed",
        Operation::Restore,
        Step::Begin,
    )
    .resource_manager()
    .says("The backup that comes before the disks are replaced has failed.")
    .caused_by(&["The machine's present state can't be backed up."])
    .cured_by("Cure what keeps the backup from succeeding, or restore to a new machine.")
    .from(DIAGNOSIS),
    row(
        Fault::ReplaceDisksExcluded,
        "UserErrorOlrNotSupportedOnRpWithDisksExcluded",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("The recovery point leaves out disks, so the disks can't be replaced.")
    .caused_by(&["A disk of the machine is left out of its backup."])
    .cured_by("Restore to a new machine.")
    .from(DIAGNOSIS),
    row(
        Fault::NameTaken,
        "UserErrorVmAlreadyExistWithSameName",
        Operation::Restore,
        Step::Ask,
    )
    .says("A machine of this name exists.")
    .caused_by(&["The new machine was given the name of one that is there."])
    .cured_by("Give another name.")
    .from(DIAGNOSIS),
    row(
        Fault::RestoreInProgress,
        "UserErrorRestoreOperationInProgress",
        Operation::Restore,
        Step::Ask,
    )
    .retried_by(Retry::Anyone)
    .says("Another restore of this machine is running.")
    .caused_by(&["One restore of a machine runs at a time."])
    .cured_by("Wait until it ends.")
    .from(DIAGNOSIS),
    row(
        Fault::RestoreAccountNotFound,
        "UserErrorBCMRestoreStorageAccountNotFound",
        Operation::Restore,
        Step::Ask,
    )
    .says("The storage account of the restore does not exist.")
    .caused_by(&["The storage account of the restore was deleted."])
    .cured_by("Choose another account.")
    .from(DIAGNOSIS),
    row(
        Fault::RestoreBlobNotFound,
        "UserErrorRestoreDestinationBlobNotFound",
        Operation::Restore,
        Step::Copy,
    )
    .says("A restored disk disappeared while it was written.")
    .caused_by(&["Somebody removes the restored disk while it is written."])
    .cured_by("Leave the disk alone, or choose another account.")
    .from(DIAGNOSIS),
    row(
        Fault::RestoreAccountFirewalled,
        "UserErrorNetworkAclSANotSupported",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("The storage account of the restore lets nobody in.")
    .caused_by(&["The storage account of the restore is closed by its firewall."])
    .cured_by("Open the account, or choose another.")
    .from(DIAGNOSIS),
    row(
        Fault::CoreQuotaReached,
        "UserErrorCoreCountSubscriptionQuotaReached",
        Operation::Restore,
        Step::Create,
    )
    .says("The subscription may not have more cores.")
    .caused_by(&["The subscription's cores are all in use."])
    .cured_by("Raise the quota.")
    .from(DIAGNOSIS),
    row(
        Fault::ServiceQuotaReached,
        "UserErrorHostedServiceSubscriptionQuotaReached",
        Operation::Restore,
        Step::Create,
    )
    .resource_manager()
    .says("The subscription may not have more cloud services.")
    .caused_by(&["The subscription's cloud services are all in use."])
    .cured_by("Raise the quota.")
    .from(DIAGNOSIS),
    row(
        Fault::TenantMoved,
        "UserErrorInvalidAuthenticationTokenTenant",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("The subscription belongs to another tenant than before.")
    .caused_by(&["The subscription has moved to another tenant."])
    .cured_by("Restore to another place.")
    .from(DIAGNOSIS),
    row(
        Fault::SecondaryRegionFull,
        "UserErrorVmProvisioningFailedDueToLackOfResources",
        Operation::Restore,
        Step::Create,
    )
    .resource_manager()
    .says("The paired region has no room for the machine.")
    .caused_by(&["The paired region has no room for this size."])
    .cured_by("Choose another size or zone, or restore the disks.")
    .from(JAPAN),
    row(
        Fault::CrossReplace,
        "UserErrorCrossSubscriptionRestoreNotSuppportedForOLR",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("Disks can't be replaced from another subscription.")
    .caused_by(&["Disks were to be replaced in another subscription."])
    .cured_by("Restore a new machine or disks there.")
    .from(TROUBLESHOOTING),
    row(
        Fault::CrossUnmanaged,
        "UserErrorCrossSubscriptionRestoreNotSuppportedForUnManagedAzureVM",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("A machine with unmanaged disks can't go to another subscription.")
    .caused_by(&["The machine's disks are unmanaged."])
    .cured_by("Restore in its own subscription.")
    .from(TROUBLESHOOTING),
    row(
        Fault::CrossRegion,
        "UserErrorCrossSubscriptionRestoreNotSuppportedForCRR",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("A restore can't go to another subscription and to the paired region at once.")
    .caused_by(&["Both another subscription and the paired region were asked for."])
    .cured_by("Choose one of the two.")
    .from(TROUBLESHOOTING),
    row(
        Fault::CrossSnapshot,
        "UserErrorCrossSubscriptionRestoreNotSuppportedFromSnapshot",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("A snapshot can't be restored to another subscription.")
    .caused_by(&["The chosen point is not in the vault."])
    .cured_by("Choose a point that is in the vault.")
    .from(TROUBLESHOOTING),
    row(
        Fault::CrossTenant,
        "UserErrorCrossSubscriptionRestoreInvalidTenant",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("The other subscription belongs to another tenant.")
    .caused_by(&["The other subscription belongs to another tenant."])
    .cured_by("Choose a subscription of the same tenant.")
    .from(TROUBLESHOOTING),
    row(
        Fault::CrossSubscriptionInvalid,
        "UserErrorCrossSubscriptionRestoreInvalidTargetSubscription",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("The other subscription is not registered for backup.")
    .caused_by(&["The other subscription is not registered for backup."])
    .cured_by("Register the provider there.")
    .from(TROUBLESHOOTING),
    row(
        Fault::CrossEncrypted,
        "UserErrorCrossSubscriptionRestoreNotSuppportedForEncryptedAzureVM",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("An encrypted machine can't go to another subscription.")
    .caused_by(&["The machine's disks are encrypted with its own keys."])
    .cured_by("Restore in its own subscription.")
    .from(TROUBLESHOOTING),
    row(
        Fault::CrossTrustedLaunch,
        "UserErrorCrossSubscriptionRestoreNotSuppportedForTrustedLaunchAzureVM",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("A trusted launch machine can't go to another subscription.")
    .caused_by(&["The machine is a trusted launch machine."])
    .cured_by("Restore in its own subscription.")
    .from(TROUBLESHOOTING),
    row(
        Fault::IscsiMountFailed,
        "IscsiMountFailure",
        Operation::Restore,
        Step::Mount,
    )
    .resource_manager()
    .says("The recovery disks could not be mounted.")
    .caused_by(&["The recovery disks of an earlier mount were not released."])
    .cured_by("Disconnect them, then try again.")
    .from(DIAGNOSIS),
    row(
        Fault::SlowOtherAccount,
        "AzureIaaSVMRecoveryPerfDifferentSA",
        Operation::Restore,
        Step::End,
    )
    .resource_manager()
    .retried_by(Retry::Anyone)
    .says("The restore was slow because it went to another storage account.")
    .caused_by(&["Restores go to another storage account than the machine's."])
    .cured_by("Nothing needs to be done; the machine's own account is faster.")
    .from(DIAGNOSIS),
    row(
        Fault::SlowManyDisks,
        "AzureIaaSVMRecoveryPerfDiskNumberGreaterThan8",
        Operation::Restore,
        Step::End,
    )
    .resource_manager()
    .retried_by(Retry::Anyone)
    .says("The restore was slow because the machine has many disks.")
    .caused_by(&["More than eight disks were restored."])
    .cured_by("Nothing needs to be done; restore only the disks that are needed.")
    .from(DIAGNOSIS),
    row(
        Fault::FilesEncrypted,
        "FileRecoveryOfEncryptedVm",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("Files of encrypted disks can't be restored singly.")
    .caused_by(&["The machine's disks are encrypted with keys of its own."])
    .cured_by("Restore the disks or the machine.")
    .from(Source::Guess {
        why: "the rule is published (encrypted machines, 2022-12-14), its code is not",
    }),
];
