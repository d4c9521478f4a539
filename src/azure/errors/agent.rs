//! Errors of the VM agent and of the backup extension, in the order of the enum.

use super::source::{AGENT, DIAGNOSIS, LINUX, TROUBLESHOOTING};
use super::{Fault, FaultRow, Operation, Retry, Step, row};

/// Their rows.
pub(super) const ROWS: [FaultRow; 24] = [
    row(
        Fault::AgentStatusUnavailable,
        "UserErrorGuestAgentStatusUnavailable",
        Operation::Backup,
        Step::Call,
    )
    .resource_manager()
    .of_guest()
    .says("The VM agent does not report its state.")
    .caused_by(&[
        "The agent is stopped.",
        "The agent is not installed.",
        "The machine's property does not say that it has an agent.",
    ])
    .cured_by("Start the agent, or install it anew.")
    .from(AGENT),
    row(
        Fault::AgentSnapshotTaskStatus,
        "GuestAgentSnapshotTaskStatusError",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .retried_by(Retry::Anyone)
    .says("The agent gave no news of the snapshot.")
    .caused_by(&[
        "The agent takes commands and never answers, and the disks are unmanaged.",
        "A rule of application control blocks the extension's program.",
    ])
    .cured_by("Restart or update the agent and allow its programs, then retry.")
    .from(AGENT),
    row(
        Fault::AgentVersionUnsupported,
        "UserErrorGuestAgentVersionUnsupported",
        Operation::Backup,
        Step::Call,
    )
    .resource_manager()
    .of_guest()
    .says("The VM agent is older than the service takes.")
    .caused_by(&["The agent's version is below the least."])
    .cured_by("Install a newer agent.")
    .from(DIAGNOSIS),
    row(
        Fault::AgentCertificateNotFound,
        "GuestAgentCertificateNotFound",
        Operation::Backup,
        Step::Call,
    )
    .of_guest()
    .extension(16)
    .says("The certificate of the VM agent was not found.")
    .caused_by(&["The agent's certificate is missing or has expired."])
    .cured_by("Set the guest's clock right, then deallocate and start the machine.")
    .from(DIAGNOSIS),
    row(
        Fault::AgentPluginInstallFailed,
        "GuestAgentPluginInstallCommandProcessingFailed",
        Operation::Backup,
        Step::Install,
    )
    .of_guest()
    .says("The backup extension can't start inside the machine.")
    .caused_by(&["The runtime that the extension needs (.NET, Python) is missing."])
    .cured_by("Install the runtime.")
    .from(DIAGNOSIS),
    row(
        Fault::AgentCommandTooLate,
        "FailedGuestAgentInvokedCommandTooLate",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .of_guest()
    .retried_by(Retry::Service)
    .extension(402)
    .says("The agent ran the backup's command long after it was given.")
    .caused_by(&["The agent takes more than 140 minutes to run a command."])
    .cured_by("Find out what keeps the agent busy; the service tries again.")
    .from(LINUX),
    row(
        Fault::ProvisioningStateFailed,
        "UserErrorVmProvisioningStateFailed",
        Operation::Backup,
        Step::Begin,
    )
    .of_guest()
    .says("The machine is in a failed provisioning state.")
    .caused_by(&["Another extension of the machine is in a failed state."])
    .cured_by("Repair or remove that extension, restart the machine, then retry.")
    .from(AGENT),
    row(
        Fault::NotInDesirableState,
        "UserErrorVmNotInDesirableState",
        Operation::Backup,
        Step::Begin,
    )
    .of_guest()
    .retried_by(Retry::Anyone)
    .says("The machine is in no state that can be backed up.")
    .caused_by(&[
        "The machine is just starting or stopping.",
        "SELinux keeps the agent from its files.",
    ])
    .cured_by("Wait until it runs or is stopped; leave the agent's folder out of SELinux.")
    .from(TROUBLESHOOTING),
    row(
        Fault::VmOffline,
        "AzureVmOffline",
        Operation::Backup,
        Step::Install,
    )
    .resource_manager()
    .of_guest()
    .says("The extension can't be installed because the machine does not run.")
    .caused_by(&["The machine is off, has no agent and never had the extension."])
    .cured_by("Start the machine and install the agent.")
    .from(TROUBLESHOOTING),
    row(
        Fault::ExtensionOperationFailed,
        "ExtensionOperationFailed",
        Operation::Backup,
        Step::Call,
    )
    .of_guest()
    .says("The backup extension failed inside the machine.")
    .caused_by(&["A virus scanner has removed the extension's manifest."])
    .cured_by("Put the file back and leave its folder out of the scan.")
    .from(DIAGNOSIS),
    row(
        Fault::ExtensionOperationFailedManagedDisks,
        "ExtensionOperationFailedForManagedDisks",
        Operation::Backup,
        Step::Snapshot,
    )
    .resource_manager()
    .of_guest()
    .retried_by(Retry::Anyone)
    .says("The managed disks could not be snapshotted through the extension.")
    .caused_by(&["The agent takes commands and never answers."])
    .cured_by("Restart or update the agent, then retry.")
    .from(AGENT),
    row(
        Fault::ExtensionOperationInProgress,
        "ExtensionOperationInProgress",
        Operation::Backup,
        Step::Snapshot,
    )
    .retried_by(Retry::Anyone)
    .says("The machine was changed while its restore point was made.")
    .caused_by(&["A disk was attached or detached during the snapshot."])
    .cured_by("Try again, and change the machine outside its backup.")
    .from(DIAGNOSIS),
    row(
        Fault::ExtensionConfigParsing,
        "ExtensionConfigParsingFailure",
        Operation::Backup,
        Step::Call,
    )
    .of_guest()
    .says("The extension can't read its configuration.")
    .caused_by(&["The rights of the machine key folder were changed."])
    .cured_by("Reset the rights, delete the spoiled certificate, then retry.")
    .from(TROUBLESHOOTING),
    row(
        Fault::ExtensionCommandExec,
        "ExtensionCommandExecFailure",
        Operation::Backup,
        Step::Call,
    )
    .of_guest()
    .says("The extension could not run its command.")
    .caused_by(&["The registration of the snapshot provider is out of date."])
    .cured_by("Reset the provider's entry in the registry, then retry.")
    .from(DIAGNOSIS),
    row(
        Fault::ExtensionStuckInDeletion,
        "ExtensionStuckInDeletionState",
        Operation::Backup,
        Step::Call,
    )
    .of_guest()
    .says("The extension is stuck while it is being deleted.")
    .caused_by(&["The extension is half deleted."])
    .cured_by("Uninstall it; the next backup installs it anew.")
    .from(TROUBLESHOOTING),
    row(
        Fault::ExtensionStatusMissing,
        "NoExtensionStatusButStatusBlobAvailable",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .says("The Linux extension hangs and reports nothing.")
    .caused_by(&["Snapshots of more than four disks at once make the extension hang."])
    .cured_by("Let the extension snapshot one disk after the other.")
    .from(DIAGNOSIS),
    row(
        Fault::ExtensionConfEncoding,
        "VMBackupLinuxExtensionConfFileWrongEncodingFormat",
        Operation::Backup,
        Step::Call,
    )
    .of_guest()
    .says("The configuration of the Linux extension is not plain text.")
    .caused_by(&["The extension's configuration is saved in a wrong encoding."])
    .cured_by("Save vmbackup.conf as plain ASCII.")
    .from(DIAGNOSIS),
    row(
        Fault::RestorePointInternalError,
        "VMRestorePointInternalError",
        Operation::Backup,
        Step::Snapshot,
    )
    .of_guest()
    .says("The restore point failed because the extension's program was stopped.")
    .caused_by(&["A virus scanner stops the extension's program."])
    .cured_by("Leave the extension's folders out of the scan.")
    .from(TROUBLESHOOTING),
    row(
        Fault::VcRedistInstallFailed,
        "ExtensionVCRedistInstallationFailure",
        Operation::Backup,
        Step::Install,
    )
    .resource_manager()
    .of_guest()
    .says("The Visual C++ runtime could not be installed.")
    .caused_by(&["The guest's installer service is off."])
    .cured_by("Set the installer service to start on demand.")
    .from(TROUBLESHOOTING),
    row(
        Fault::InstallComFailed,
        "ExtensionInstallationFailedCOM",
        Operation::Backup,
        Step::Install,
    )
    .resource_manager()
    .of_guest()
    .says("The extension can't be installed because COM+ does not answer.")
    .caused_by(&["COM+ does not run."])
    .cured_by("Start the COM+ system application.")
    .from(TROUBLESHOOTING),
    row(
        Fault::InstallMsdtcFailed,
        "ExtensionInstallationFailedMDTC",
        Operation::Backup,
        Step::Install,
    )
    .resource_manager()
    .of_guest()
    .says("The extension can't be installed because the transaction coordinator does not answer.")
    .caused_by(&["The transaction coordinator does not run."])
    .cured_by("Start it under its own account, or install it anew.")
    .from(TROUBLESHOOTING),
    row(
        Fault::InstallComMemoryQuota,
        "ExtensionInstallProviderCOMMemoryQuotaReached",
        Operation::Backup,
        Step::Install,
    )
    .resource_manager()
    .of_guest()
    .says("The extension can't be installed because the desktop heap is full.")
    .caused_by(&["The desktop heap is used up."])
    .cured_by("Give the desktop heap more room and restart.")
    .from(DIAGNOSIS),
    row(
        Fault::DotNetUpgradeRequired,
        "UserErrorDotNetVersionUpgradeRequired",
        Operation::Backup,
        Step::Begin,
    )
    .resource_manager()
    .of_guest()
    .says("The guest's .NET is too old for the extension.")
    .caused_by(&["The guest's .NET is too old."])
    .cured_by("Update .NET.")
    .from(DIAGNOSIS),
    row(
        Fault::CrpReportedUserError,
        "UserErrorCrpReportedUserError",
        Operation::Backup,
        Step::Call,
    )
    .resource_manager()
    .of_guest()
    .says("The machine can't talk to the service through its host.")
    .caused_by(&["The host's agent address is out of reach."])
    .cured_by("Let the guest reach its host's agent address.")
    .from(DIAGNOSIS),
];
