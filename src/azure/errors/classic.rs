//! The errors of 2015, in the order of the enum. Their causes are documented; the codes are ours.

use super::source::SEEDS_2015;
use super::{Fault, FaultRow, Operation, Retry, Step, row};

/// Their rows.
pub(super) const ROWS: [FaultRow; 18] = [
    row(
        Fault::DiscoveryInternalError,
        "DiscoveryInternalError",
        Operation::Discover,
        Step::End,
    )
    .classic()
    .retried_by(Retry::Service)
    .says("The service met an internal error while it looked for machines.")
    .caused_by(&["Discovery fails inside the service."])
    .cured_by("Try again after 15 minutes.")
    .from(SEEDS_2015),
    row(
        Fault::DiscoveryInProgress,
        "DiscoveryInProgress",
        Operation::Discover,
        Step::Ask,
    )
    .classic()
    .retried_by(Retry::Anyone)
    .says("Another discovery is still running.")
    .caused_by(&["Only one discovery can run at a time."])
    .cured_by("Wait until it ends.")
    .from(SEEDS_2015),
    row(
        Fault::NotDiscovered,
        "VmNotDiscovered",
        Operation::Register,
        Step::Ask,
    )
    .classic()
    .says("No discovery has seen this machine yet.")
    .caused_by(&["The machine was created after the last discovery, or there was none."])
    .cured_by("Run a discovery first.")
    .from(SEEDS_2015),
    row(
        Fault::AlreadyRegistered,
        "VmAlreadyRegistered",
        Operation::Register,
        Step::Ask,
    )
    .classic()
    .says("The machine is registered already.")
    .caused_by(&["A machine is registered once."])
    .cured_by("Go on and protect it.")
    .from(SEEDS_2015),
    row(
        Fault::NotRegistered,
        "VmNotRegistered",
        Operation::ConfigureProtection,
        Step::Ask,
    )
    .classic()
    .says("The machine is not registered.")
    .caused_by(&["Only registered machines can be protected."])
    .cured_by("Register it first.")
    .from(SEEDS_2015),
    row(
        Fault::FirstBackupNotScheduled,
        "FirstBackupOnDemandNotAllowed",
        Operation::Backup,
        Step::Ask,
    )
    .classic()
    .says("The first backup can't be made on demand.")
    .caused_by(&["The first backup waits for its schedule."])
    .cured_by("Wait for the scheduled time.")
    .guessed("the rule is published (2015 documentation), its code is not"),
    row(
        Fault::RegisterNotRunning,
        "RegisterVmNotRunning",
        Operation::Register,
        Step::Begin,
    )
    .classic()
    .says("The machine does not run, so the extension can't be installed.")
    .caused_by(&["The machine is stopped or deallocated."])
    .cured_by("Start the machine and register it again.")
    .from(SEEDS_2015),
    row(
        Fault::RegisterTooManyDisks,
        "RegisterTooManyDataDisks",
        Operation::Register,
        Step::Begin,
    )
    .classic()
    .says("The machine has more data disks than can be backed up.")
    .caused_by(&["More data disks are attached than the generation allows."])
    .cured_by("Detach data disks and register again.")
    .from(SEEDS_2015),
    row(
        Fault::RegisterInternalError,
        "RegisterInternalError",
        Operation::Register,
        Step::Install,
    )
    .classic()
    .retried_by(Retry::Service)
    .says("Registration met an internal error.")
    .caused_by(&[
        "The machine has several network cards.",
        "The machine is behind a load balancer.",
        "A disk is on premium storage.",
        "Registration fails inside the service.",
    ])
    .cured_by("Change the unsupported part of the machine; if there is none, wait and try again.")
    .from(SEEDS_2015),
    row(
        Fault::RegisterNoCertificate,
        "RegisterAgentCertificateNotFound",
        Operation::Register,
        Step::Install,
    )
    .classic()
    .says("The certificate of the VM agent was not found.")
    .caused_by(&[
        "The agent is missing or too old.",
        "The agent's certificate is missing or has expired.",
    ])
    .cured_by("Install the newest agent, then register again.")
    .from(SEEDS_2015),
    row(
        Fault::RegisterInstallTimedOut,
        "RegisterAgentOperationTimedOut",
        Operation::Register,
        Step::Install,
    )
    .classic()
    .says("Installing the extension through the agent took too long.")
    .caused_by(&["The guest's operating system is not supported."])
    .cured_by("Check that the guest's version is supported.")
    .from(SEEDS_2015),
    row(
        Fault::RegisterOperationInProgress,
        "RegisterOperationInProgress",
        Operation::Register,
        Step::Ask,
    )
    .classic()
    .retried_by(Retry::Anyone)
    .says("Another operation runs on this machine.")
    .caused_by(&["A registration, a backup or a restore of the machine is running."])
    .cured_by("Wait until it ends, then register again.")
    .from(SEEDS_2015),
    row(
        Fault::CopyTimedOut,
        "CopyVhdsTimedOut",
        Operation::Backup,
        Step::Transfer,
    )
    .classic()
    .retried_by(Retry::Anyone)
    .says("Copying the machine's disks to the vault took too long.")
    .caused_by(&["More data disks are attached than the generation allows."])
    .cured_by("Use fewer data disks, then try again after some minutes.")
    .from(SEEDS_2015),
    row(
        Fault::SnapshotTimedOut,
        "SnapshotSubtaskTimedOut",
        Operation::Backup,
        Step::Snapshot,
    )
    .classic()
    .of_guest()
    .says("The snapshot did not report back in time.")
    .caused_by(&[
        "The agent takes commands and never answers.",
        "The guest has no way out.",
    ])
    .cured_by("Mend the agent, or open the network for it.")
    .from(SEEDS_2015),
    row(
        Fault::BackupInternalError,
        "BackupInternalError",
        Operation::Backup,
        Step::Begin,
    )
    .classic()
    .says("The backup met an internal error.")
    .caused_by(&[
        "The machine was deleted.",
        "There is too much data for the number of its disks.",
    ])
    .cured_by("Use fewer disks; of a deleted machine stop the protection and keep the data.")
    .from(SEEDS_2015),
    row(
        Fault::ExtensionNotInstalled,
        "BackupExtensionNotInstalled",
        Operation::Backup,
        Step::Call,
    )
    .classic()
    .of_guest()
    .says("The backup extension could not be installed.")
    .caused_by(&[
        "The agent is missing or stopped.",
        "The machine's property does not say that it has an agent.",
    ])
    .cured_by("Install the agent, set the property, and register again.")
    .from(SEEDS_2015),
    row(
        Fault::OperationInProgress,
        "OperationInProgressOnItem",
        Operation::Backup,
        Step::Begin,
    )
    .classic()
    .retried_by(Retry::Anyone)
    .says("Another backup or restore of this machine is running.")
    .caused_by(&["The earlier job has not ended."])
    .cured_by("Wait until it ends.")
    .from(SEEDS_2015),
    row(
        Fault::CancelNotOffered,
        "CancelNotOffered",
        Operation::Cancel,
        Step::Ask,
    )
    .classic()
    .says("A running job can't be cancelled.")
    .caused_by(&["This generation of the service has no way to cancel."])
    .cured_by("Wait until the job ends.")
    .from(SEEDS_2015),
];
