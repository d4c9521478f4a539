//! Errors of cancelling, of vaults and of soft delete, in the order of the enum.

use super::source::{DIAGNOSIS, SECURITY, TROUBLESHOOTING};
use super::{Fault, FaultRow, Operation, Retry, Step, row};

/// Their rows.
pub(super) const ROWS: [FaultRow; 5] = [
    row(
        Fault::CancelNotSupported,
        "CancelNotSupportedForJobState",
        Operation::Cancel,
        Step::Ask,
    )
    .resource_manager()
    .says("The job is too far on to be cancelled.")
    .caused_by(&["The job is past the phase in which it can be cancelled."])
    .cured_by("Wait: it is nearly done.")
    .from(TROUBLESHOOTING),
    row(
        Fault::CancelNotInProgress,
        "CancelJobNotInProgress",
        Operation::Cancel,
        Step::Ask,
    )
    .resource_manager()
    .retried_by(Retry::Service)
    .says("The job has not begun, so it can't be cancelled yet.")
    .caused_by(&["The service has not started the job."])
    .cured_by("Wait a minute and try again.")
    .from(TROUBLESHOOTING),
    row(
        Fault::VaultNotEmpty,
        "BMSUserErrorVaultDeletionForbidden",
        Operation::Manage,
        Step::Ask,
    )
    .says("The vault can't be deleted while something is in it.")
    .caused_by(&[
        "Machines are protected with the vault.",
        "Recovery points or deleted data are still held.",
    ])
    .cured_by("Stop protection, delete the data, and wait until soft delete lets go.")
    .from(DIAGNOSIS),
    row(
        Fault::DataDeleted,
        "ItemSoftDeleted",
        Operation::Manage,
        Step::Ask,
    )
    .resource_manager()
    .says("The machine's backup data are deleted and still held by soft delete.")
    .caused_by(&["The data were deleted, and soft delete holds them."])
    .cured_by("Undelete them, then resume protection.")
    .from(SECURITY),
    row(
        Fault::NothingDeleted,
        "NothingToUndelete",
        Operation::Manage,
        Step::Ask,
    )
    .resource_manager()
    .says("Soft delete holds nothing of this machine.")
    .caused_by(&["Nothing was deleted, or soft delete has let go."])
    .cured_by("Deleted data can be taken back only while soft delete holds them.")
    .guessed("a plain consequence; no code is published"),
];
