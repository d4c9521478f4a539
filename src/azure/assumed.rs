//! What an import supposes where its source says nothing. All of it is a guess; each use is listed
//! in the scenario that is made.

use super::fact::Fact;

/// Days for which a daily point is kept.
pub const KEEP_DAYS: Fact<u32> =
    Fact::guess(30, "what the portal proposes in its own daily policy");
/// Weeks for which a weekly point is kept.
pub const KEEP_WEEKS: Fact<u32> = Fact::guess(12, "what the portal proposes for the weekly range");
/// When a fleet without a policy is backed up, every day, local time.
pub const BACKUP_AT: Fact<&str> = Fact::guess("22:00", "as the assumed window opens");
/// When the nightly window opens and closes, in the zone of the policy.
pub const WINDOW: Fact<(&str, &str)> = Fact::guess(("22:00", "06:00"), "a common night");
/// The zone of a policy that states none or an unknown one.
pub const ZONE: Fact<&str> = Fact::guess("UTC", "what Azure takes where a policy states none");
/// Where a fleet without locations is.
pub const REGION: Fact<&str> = Fact::guess("westeurope", "the region whose prices are used");

/// How much of a disk is used, in percent.
pub const USED_PERCENT: Fact<u64> = Fact::guess(
    50,
    "between a fresh server and a full one; an agent's figures would settle it",
);
/// An operating-system disk of unknown size, Windows, GiB.
pub const OS_DISK_GIB_WINDOWS: Fact<u64> =
    Fact::guess(127, "the size of Azure's own Windows images");
/// An operating-system disk of unknown size, Linux, GiB.
pub const OS_DISK_GIB_LINUX: Fact<u64> =
    Fact::guess(30, "the size of most of Azure's own Linux images");
/// A data disk of unknown size, GiB.
pub const DATA_DISK_GIB: Fact<u64> = Fact::guess(128, "a P10, a common choice");
