//! What a profile's rules can be: the closed lists that `profile.rs` chooses from, and the rules of
//! retention that no profile changes.

use super::fact::{Fact, Source};
use crate::units::SimDuration;

/// A step of a person until a machine is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifecycleStep {
    /// Ask the subscription for its machines.
    Discover,
    /// Attach the extension and associate the machine with the vault.
    Register,
    /// Give the machine a policy.
    Protect,
}

/// When a recovery point comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointAppears {
    /// When its data are in the vault.
    AfterTransfer,
    /// When its snapshot is there; its data follow.
    WithSnapshot,
}

/// How changed blocks are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeDetection {
    /// Every allocated block is read and compared by its checksum.
    Checksum,
    /// The storage is asked what differs from the previous snapshot.
    PageRanges,
}

/// What a schedule does when its zone's clocks change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChanges {
    /// It keeps the UTC time that it had when the policy was saved: an hour off local time until
    /// somebody edits the policy.
    KeepUtc,
}

/// What happens to backup data that are deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoftDelete {
    /// They are gone.
    None,
    /// They stay for [`SOFT_DELETE_FREE_DAYS`] at no cost, or soft delete is off.
    Basic,
    /// The same, or for a number of days of which the last [`SOFT_DELETE_FREE_DAYS`] are free.
    Enhanced {
        /// The fewest days.
        days_min: u32,
        /// The most days.
        days_max: u32,
    },
}

/// How long a kind of policy keeps its snapshots, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotDays {
    /// With a schedule of every day: least, most.
    pub daily: (u32, u32),
    /// With a schedule of some days of the week: least, most.
    pub weekly: (u32, u32),
    /// The most with a schedule of every so many hours: (hours between backups, days). The kind of
    /// policy has no such schedule where this is empty.
    pub hourly: &'static [(u32, u32)],
    /// What a new policy has.
    pub daily_default: u32,
    /// What a new weekly policy has.
    pub weekly_default: u32,
}

impl SnapshotDays {
    /// One to five days; a weekly policy always five.
    pub const STANDARD: Self = Self {
        daily: (1, 5),
        weekly: (5, 5),
        hourly: &[],
        daily_default: 2,
        weekly_default: 5,
    };
    /// One to thirty days. Two sources differ on hourly policies; these are the portal's, which
    /// fit a limit of about 66 snapshots.
    pub const ENHANCED: Self = Self {
        daily: (1, 30),
        weekly: (5, 20),
        hourly: &[(4, 11), (6, 17), (8, 22), (12, 30), (24, 30)],
        daily_default: 7,
        weekly_default: 7,
    };
}

/// Hours that an hourly schedule's window may last: least, most; a multiple of the interval.
pub const HOURLY_WINDOW_HOURS: Fact<(u32, u32)> = Fact::published(
    (4, 24),
    "Back up a VM with the Enhanced policy",
    "2025-06-11",
);

/// A point keeps its reasons, and a changed policy says how long each counts.
pub const REASONS: Source = Source::Published {
    title: "Support matrix for Azure VM backup",
    date: "2026-03-26",
};
/// The newest point never goes.
pub const NEWEST: Source = Source::Published {
    title: "Frequently asked questions about Azure VM backup",
    date: "2025-12-09",
};

/// Days of a month, for the life of a monthly point.
pub const MONTH: Fact<SimDuration> = Fact::published(
    SimDuration::days(31),
    "Instant restore of Azure VM backup",
    "2025-06-16",
);

/// Days of a year, for the life of a yearly point.
pub const YEAR: Fact<SimDuration> = Fact::guess(
    SimDuration::days(365),
    "the longest weekly retention, 5163 weeks, is 99 years of 365 days",
);

/// Days for which deleted data are kept at no cost.
pub const SOFT_DELETE_FREE_DAYS: Fact<u32> =
    Fact::published(14, "About enhanced soft delete", "2022-11-24");

/// Days for which an on-demand point is kept where nothing is said.
pub const ON_DEMAND_DAYS_DEFAULT: Fact<u32> = Fact::published(
    30,
    "Frequently asked questions about Azure VM backup",
    "2025-12-09",
);

/// Months that a point has to have been in the vault before it can move to the archive tier.
pub const ARCHIVE_AFTER_MONTHS: Fact<u32> =
    Fact::published(3, "Archive tier support", "2023-05-25");
/// Months of retention that a point has to have left to move to the archive tier.
pub const ARCHIVE_LEFT_MONTHS: Fact<u32> = Fact::published(6, "Archive tier support", "2023-05-25");
