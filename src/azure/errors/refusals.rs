//! What the service refuses when it is asked, in every generation, in the order of the enum.

use super::source::{DIAGNOSIS, DIAGNOSIS_2026};
use super::{Fault, FaultRow, Operation, Retry, Step, row};

/// Their rows.
pub(super) const ROWS: [FaultRow; 26] = [
    row(
        Fault::PointLimitReached,
        "RecoveryPointLimitReached",
        Operation::Backup,
        Step::Begin,
    )
    .says("The machine already has as many recovery points as the service keeps.")
    .caused_by(&["The machine has as many recovery points as its generation allows."])
    .cured_by("Keep points for a shorter time, or wait until some expire.")
    .guessed("the limit is published (support matrix, 2026-03-26), its code is not"),
    row(
        Fault::OnDemandLimitReached,
        "OnDemandBackupLimitReached",
        Operation::Backup,
        Step::Ask,
    )
    .says("The machine had as many on-demand backups today as the service takes.")
    .caused_by(&["All on-demand backups of this day (UTC) are used up."])
    .cured_by("Wait until the next day (UTC).")
    .guessed("the limit is published (support matrix, 2026-03-26), its code is not"),
    row(
        Fault::RestoreLimitReached,
        "RestoreLimitReached",
        Operation::Restore,
        Step::Ask,
    )
    .resource_manager()
    .says("The machine was restored as often in the last 24 hours as the service takes.")
    .caused_by(&["All restores of 24 hours are used up."])
    .cured_by("Wait until the oldest of them is a day old.")
    .guessed("the limit is published (FAQ, 2025-12-09), its code is not"),
    row(
        Fault::ProtectionQuotaExceeded,
        "UserErrorProtectionQuotaExceeded",
        Operation::ConfigureProtection,
        Step::Ask,
    )
    .says("The vault or the policy already protects as many machines as it may.")
    .caused_by(&["The vault is full.", "The policy is full."])
    .cured_by("Use another vault, or another policy.")
    .from(DIAGNOSIS_2026),
    row(
        Fault::AlreadyProtected,
        "ItemAlreadyProtected",
        Operation::ConfigureProtection,
        Step::Ask,
    )
    .says("The machine is already protected: it has one policy at a time.")
    .caused_by(&["Somebody protects a machine that has a policy."])
    .cured_by("Change its policy instead.")
    .guessed("the rule is published (FAQ), its code is not"),
    row(
        Fault::NotProtected,
        "ItemNotProtected",
        Operation::Manage,
        Step::Ask,
    )
    .says("The machine is not protected.")
    .caused_by(&["The machine has no policy, and no recovery points."])
    .cured_by("Protect it first.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::ProtectionStopped,
        "UserErrorBcmDatasourceNotPresent",
        Operation::Manage,
        Step::Ask,
    )
    .says("The machine's protection is stopped.")
    .caused_by(&["Protection was stopped with the data kept."])
    .cured_by("Resume protection first.")
    .from(DIAGNOSIS),
    row(
        Fault::NotStopped,
        "ProtectionNotStopped",
        Operation::Manage,
        Step::Ask,
    )
    .says("The machine's protection is not stopped with its data kept.")
    .caused_by(&["The machine is protected, or never was."])
    .cured_by("Stop protection first, or undelete its data.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::OtherVault,
        "PolicyOfOtherVault",
        Operation::Manage,
        Step::Ask,
    )
    .says("The policy belongs to another vault than the machine's recovery points.")
    .caused_by(&["The chosen policy is one of another vault."])
    .cured_by("Choose a policy of the same vault, or delete the data first.")
    .guessed("the rule is published (2015 documentation), its code is not"),
    row(
        Fault::DiskNotGrown,
        "DiskShrinkNotAllowed",
        Operation::Machine,
        Step::Ask,
    )
    .says("A disk can only become larger.")
    .caused_by(&["The new size is not above the disk's own."])
    .cured_by("Give a size above its own.")
    .guessed("the rule is published (disk documentation), the code is not"),
    row(
        Fault::DisksTooLarge,
        "VmDisksTooLarge",
        Operation::Machine,
        Step::Ask,
    )
    .says("The machine's disks would be larger together than the service backs up.")
    .caused_by(&["The sum of the disks would pass the limit of the generation."])
    .cured_by("Grow the disk less, or spread the data over several machines.")
    .guessed("the limit is published (support matrix, 2026-03-26), its code is not"),
    row(
        Fault::DiskAttached,
        "DiskAlreadyAttached",
        Operation::Machine,
        Step::Ask,
    )
    .says("The disk is already attached to the machine.")
    .caused_by(&["Somebody attaches a disk twice."])
    .cured_by("Leave it, or detach it first.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::DiskNotAttached,
        "DiskNotAttached",
        Operation::Machine,
        Step::Ask,
    )
    .says("The disk is not attached to the machine.")
    .caused_by(&["The disk was detached, or is attached later."])
    .cured_by("Attach it first.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::MachineThere,
        "VmAlreadyExists",
        Operation::Machine,
        Step::Ask,
    )
    .says("The machine exists already.")
    .caused_by(&["Somebody creates a machine that is there."])
    .cured_by("Use it as it is, or delete it first.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::MachineMissing,
        "VmNotThere",
        Operation::Machine,
        Step::Ask,
    )
    .says("The machine does not exist.")
    .caused_by(&["The machine was deleted, or is created later."])
    .cured_by("Create it first.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::MachineRunning,
        "VmAlreadyRunning",
        Operation::Machine,
        Step::Ask,
    )
    .says("The machine runs already.")
    .caused_by(&["Somebody starts a machine that runs."])
    .cured_by("Nothing needs to be done; to restart it, ask for that.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::MachineNotRunning,
        "VmNotRunning",
        Operation::Machine,
        Step::Ask,
    )
    .says("The machine does not run, and this needs a running one.")
    .caused_by(&["The machine is stopped or deallocated."])
    .cured_by("Start it first.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::AgentInUse,
        "AgentUpdateDuringBackup",
        Operation::Machine,
        Step::Ask,
    )
    .retried_by(Retry::Anyone)
    .says("The agent can't be replaced while a backup runs.")
    .caused_by(&["A backup of the machine is running."])
    .cured_by("Wait until the backup ends, then install again.")
    .guessed("the rule is published (2015 documentation), its code is not"),
    row(
        Fault::NothingToCancel,
        "NoJobToCancel",
        Operation::Cancel,
        Step::Ask,
    )
    .resource_manager()
    .says("No job of the machine is running.")
    .caused_by(&["The job has ended, or none was started."])
    .cured_by("Look at the list of jobs; there is nothing to do.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::NoPoint,
        "NoRecoveryPoint",
        Operation::Restore,
        Step::Ask,
    )
    .says("The machine has no recovery point to restore.")
    .caused_by(&[
        "No backup has succeeded yet.",
        "All points of that time have expired.",
        "None is in the tier that was asked for.",
    ])
    .cured_by("Back the machine up first, or choose another time or tier.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::NoSnapshot,
        "NoSnapshotToDelete",
        Operation::Manage,
        Step::Ask,
    )
    .resource_manager()
    .says("None of the machine's snapshots is there.")
    .caused_by(&["No snapshot was taken, or all have gone."])
    .cured_by("Back the machine up first; there is nothing to delete now.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::SnapshotLocked,
        "SnapshotGroupLocked",
        Operation::Manage,
        Step::Ask,
    )
    .resource_manager()
    .says("A lock keeps the machine's snapshots from being deleted.")
    .caused_by(&["The group of the snapshots is locked."])
    .cured_by("Take the lock away, then delete them.")
    .guessed("the consequence of a lock; the code of this refusal is not published"),
    row(
        Fault::KeysNotPermitted,
        "KeyVaultAccessDenied",
        Operation::Keys,
        Step::Ask,
    )
    .resource_manager()
    .says("This operator may not use the keys of the key vault.")
    .caused_by(&["The operator has no right to the keys."])
    .cured_by("Let somebody with the right do it, or give it.")
    .guessed("the rule is published (encrypted VMs, 2022-12-14), its code is not"),
    row(
        Fault::KeysLost,
        "KeysNotInVault",
        Operation::Keys,
        Step::Ask,
    )
    .resource_manager()
    .says("The machine's keys are not in the key vault any more.")
    .caused_by(&["Somebody deleted the keys."])
    .cured_by("Restore the keys from a recovery point.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::KeysNotInPoint,
        "KeysNotBackedUp",
        Operation::Keys,
        Step::Ask,
    )
    .resource_manager()
    .says("No recovery point of the machine holds its keys.")
    .caused_by(&["The machine was not backed up since it was encrypted."])
    .cured_by("Back the machine up while its keys are there.")
    .guessed("a plain consequence; no code is published"),
    row(
        Fault::NotEncrypted,
        "DisksNotEncrypted",
        Operation::Keys,
        Step::Ask,
    )
    .resource_manager()
    .says("The machine's disks have no keys of their own.")
    .caused_by(&["The machine does not use disk encryption."])
    .cured_by("Nothing needs to be done: the storage service encrypts at rest.")
    .guessed("a plain consequence; no code is published"),
];
