//! What the service allows. The simulator's own limits are in `scenario/limits.rs`.

use super::fact::Fact;
use crate::units::Bytes;

const SUPPORT_MATRIX: &str = "Support matrix for Azure VM backup";
const FAQ: &str = "Frequently asked questions about Azure VM backup";

/// Machines that one policy may protect.
pub const VMS_PER_POLICY_MAX: Fact<usize> = Fact::published(100, FAQ, "2025-12-09");

/// Machines that one vault may protect.
pub const VMS_PER_VAULT_MAX: Fact<usize> = Fact::published(
    1000,
    "Frequently asked questions about Azure Backup",
    "2023-07-20",
);

/// Policies that one vault may hold.
pub const POLICIES_PER_VAULT_MAX: Fact<usize> = Fact::published(
    200,
    "Frequently asked questions about Azure Backup",
    "2023-07-20",
);

/// The largest disk that is backed up.
pub const DISK_SIZE_MAX: Fact<Bytes> =
    Fact::published(Bytes::tib(64), SUPPORT_MATRIX, "2026-03-26");

/// The most that the disks of one machine may hold together.
pub const VM_DISKS_SIZE_MAX: Fact<Bytes> =
    Fact::published(Bytes::tib(512), SUPPORT_MATRIX, "2026-03-26");

/// Days for which a daily recovery point may be kept in the vault.
pub const KEEP_DAYS_MIN: Fact<u32> = Fact::published(7, FAQ, "2025-12-09");
/// Days for which a daily recovery point may be kept in the vault.
pub const KEEP_DAYS_MAX: Fact<u32> = Fact::published(9999, FAQ, "2025-12-09");
/// Weeks for which a weekly recovery point may be kept in the vault.
pub const KEEP_WEEKS_MIN: Fact<u32> = Fact::published(1, FAQ, "2025-12-09");
/// Weeks for which a weekly recovery point may be kept in the vault.
pub const KEEP_WEEKS_MAX: Fact<u32> = Fact::published(5163, FAQ, "2025-12-09");
