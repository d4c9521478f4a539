//! Errors of snapshots inside the guest: network, VSS, freeze and scripts, in the order of the enum.

use super::source::{AGENT, DIAGNOSIS, LINUX, SCRIPTS, TROUBLESHOOTING};
use super::{Fault, FaultRow, Operation, Retry, Step, row};

/// Their rows.
pub(super) const ROWS: [FaultRow; 23] = [
    row(
        Fault::SnapshotFailedNoNetwork,
        "ExtensionSnapshotFailedNoNetwork",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .of_guest()
    .extension(76)
    .says("The backup extension can't reach Azure's storage from inside the machine.")
    .caused_by(&[
        "Outbound traffic is blocked.",
        "Azure's names are not resolved.",
        "Azure's addresses are not allowed.",
    ])
    .cured_by("Open outbound traffic to Azure Storage, by service tag or proxy, then retry.")
    .from(AGENT),
    row(
        Fault::SnapshotFailedRestrictedNetwork,
        "FailedRetryableSnapshotFailedRestrictedNetwork",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .of_guest()
    .retried_by(Retry::Service)
    .extension(761)
    .says("Some of the machine's disks were snapshotted, others not.")
    .caused_by(&["The storage of some disks is out of reach."])
    .cured_by("Open the way to the storage of every disk; the service tries again.")
    .from(LINUX),
    row(
        Fault::SnapshotFailedNoSecureNetwork,
        "ExtensionSnapshotFailedNoSecureNetwork",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .says("The guest can't make a secure connection to storage.")
    .caused_by(&["The guest may not use strong cryptography for its calls."])
    .cured_by("Allow strong cryptography for .NET.")
    .from(TROUBLESHOOTING),
    row(
        Fault::InternetConnectivityIssue,
        "UserErrorVMInternetConnectivityIssue",
        Operation::Backup,
        Step::Install,
    )
    .resource_manager()
    .of_guest()
    .says("The machine had no way out when the extension was to be installed.")
    .caused_by(&["Outbound traffic is blocked before the first backup."])
    .cured_by("Allow the addresses of backup, storage and sign-in.")
    .from(DIAGNOSIS),
    row(
        Fault::TimeoutDelayInNetwork,
        "ExtensionFailedTimeoutDelayInNetwork",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .of_guest()
    .says("The extension's calls were delayed until they timed out.")
    .caused_by(&["A proxy delays the extension's calls."])
    .cured_by("Let the extension's account pass by the proxy.")
    .from(DIAGNOSIS),
    row(
        Fault::TimeoutNetworkUnresponsive,
        "ExtensionFailedTimeoutVMNetworkUnresponsive",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .of_guest()
    .says("Network calls took too long while the snapshot was taken.")
    .caused_by(&["The guest's network is too slow to answer."])
    .cured_by("Take the snapshot on the host first, or back up when the machine is less busy.")
    .from(TROUBLESHOOTING),
    row(
        Fault::SnapshotFailedCom,
        "ExtensionSnapshotFailedCOM",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .says("The snapshot failed because COM+ does not answer.")
    .caused_by(&["COM+ does not run."])
    .cured_by("Start the COM+ system application.")
    .from(TROUBLESHOOTING),
    row(
        Fault::OutOfMemory,
        "ExtensionFailedOutOfMemoryError",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .says("The guest has no memory left for the extension.")
    .caused_by(&["The guest has no memory left."])
    .cured_by("Restart the machine or give it more memory.")
    .from(DIAGNOSIS),
    row(
        Fault::VssWriterInBadState,
        "ExtensionFailedVssWriterInBadState",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .says("VSS writers are not stable.")
    .caused_by(&["VSS writers stay in a failed state: too little memory, disk space or speed."])
    .cured_by("Restart the writers' services and give the machine more room.")
    .from(TROUBLESHOOTING),
    row(
        Fault::VssServiceInBadState,
        "ExtensionFailedVssServiceInBadState",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .says("The VSS service is in a bad state.")
    .caused_by(&["The VSS service does not work."])
    .cured_by("Restart the VSS service, or else the machine.")
    .from(TROUBLESHOOTING),
    row(
        Fault::SnapshotBitLocker,
        "ExtensionSnapshotBitlockerError",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .says("A drive of the guest is locked.")
    .caused_by(&["A drive is locked by BitLocker."])
    .cured_by("Turn BitLocker off for the drive.")
    .from(TROUBLESHOOTING),
    row(
        Fault::FsFreezeFailed,
        "UserErrorFsFreezeFailed",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .extension(121)
    .says("A file system of the guest can't be frozen.")
    .caused_by(&["A file system is unclean or mounted twice."])
    .cured_by("Unmount it, check it and mount it once.")
    .from(TROUBLESHOOTING),
    row(
        Fault::FsFreezeTimeout,
        "UserErrorFsFreezeTimeout",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .retried_by(Retry::Service)
    .extension(122)
    .says("The guest's file systems took too long to freeze.")
    .caused_by(&["The freeze takes longer than the extension waits."])
    .cured_by(
        "Let the extension wait longer (SafeFreezeWaitInSeconds), or free the guest from load.",
    )
    .from(DIAGNOSIS),
    row(
        Fault::UnableToOpenMount,
        "UserErrorUnableToOpenMount",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .extension(123)
    .says("A mount of the guest can't be opened.")
    .caused_by(&["Recovery disks of a file recovery are still mounted."])
    .cured_by("Unmount the recovery disks.")
    .from(TROUBLESHOOTING),
    row(
        Fault::FreezeBinaryNotFound,
        "FailedSafeFreezeBinaryNotFound",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .extension(124)
    .says("The program that freezes file systems is not there.")
    .caused_by(&["The program that freezes file systems is missing."])
    .cured_by("Install the extension anew.")
    .from(LINUX),
    row(
        Fault::PreScriptFailed,
        "Pre-ScriptExecutionFailed",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .retried_by(Retry::Service)
    .extension(300)
    .says("The pre-script failed, and the backup may not go on without it.")
    .caused_by(&["The pre-script fails, and continueBackupOnFailure is off."])
    .cured_by("Mend the pre-script, or let the backup go on without it.")
    .from(SCRIPTS),
    row(
        Fault::PostScriptFailed,
        "Post-ScriptExecutionFailed",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .retried_by(Retry::Service)
    .extension(301)
    .says("The post-script failed, and the backup may not go on without it.")
    .caused_by(&["The post-script fails, and continueBackupOnFailure is off."])
    .cured_by("Mend the post-script, or let the backup go on without it.")
    .from(SCRIPTS),
    row(
        Fault::PreScriptNotFound,
        "Pre-ScriptNotFound",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .retried_by(Retry::Service)
    .extension(302)
    .says("The pre-script is not there, and the backup may not go on without it.")
    .caused_by(&["The pre-script is not where the configuration says."])
    .cured_by("Put the pre-script where the configuration says.")
    .from(SCRIPTS),
    row(
        Fault::PostScriptNotFound,
        "Post-ScriptNotFound",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .retried_by(Retry::Service)
    .extension(303)
    .says("The post-script is not there, and the backup may not go on without it.")
    .caused_by(&["The post-script is not where the configuration says."])
    .cured_by("Put the post-script where the configuration says.")
    .from(SCRIPTS),
    row(
        Fault::PreScriptPermission,
        "InsufficientPermissionforPre-Script",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .retried_by(Retry::Service)
    .extension(306)
    .says("The pre-script is not root's alone, and the backup may not go on without it.")
    .caused_by(&["Others than root may read or change the pre-script."])
    .cured_by("Give the pre-script to root alone.")
    .from(SCRIPTS),
    row(
        Fault::PostScriptPermission,
        "InsufficientPermissionforPost-Script",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .retried_by(Retry::Service)
    .extension(307)
    .says("The post-script is not root's alone, and the backup may not go on without it.")
    .caused_by(&["Others than root may read or change the post-script."])
    .cured_by("Give the post-script to root alone.")
    .from(SCRIPTS),
    row(
        Fault::PreScriptTimeout,
        "Pre-ScriptTimeout",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .retried_by(Retry::Service)
    .extension(308)
    .says("The pre-script took too long, and the backup may not go on without it.")
    .caused_by(&["The pre-script takes longer than timeoutInSeconds."])
    .cured_by("Give the pre-script more time, up to 1800 seconds, or let it do less.")
    .from(SCRIPTS),
    row(
        Fault::PostScriptTimeout,
        "Post-ScriptTimeout",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .retried_by(Retry::Service)
    .extension(309)
    .says("The post-script took too long, and the backup may not go on without it.")
    .caused_by(&["The post-script takes longer than timeoutInSeconds."])
    .cured_by("Give the post-script more time, up to 1800 seconds, or let it do less.")
    .from(SCRIPTS),
];
