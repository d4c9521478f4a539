//! Generations of the service. A profile is data: the engine reads it, nothing asks for its name.
//! Not here: figures that no profile changes (`timing.rs`, `prices.rs`), and how the limits moved
//! between the profiles (`limits.rs`).

use super::fact::Fact;
use super::queue::{self, Queue};
use super::rules::{
    ChangeDetection, ClockChanges, LifecycleStep, PointAppears, SnapshotDays, SoftDelete,
};
use crate::units::{Bytes, SimDuration};

const SEEDS_2015: &str = "Azure VM backup, 2015 documentation";
const LIMITS_2015: &str = "Azure subscription and service limits";
const MATRIX: &str = "Support matrix for Azure VM backup";
const FAQ: &str = "Frequently asked questions about Azure VM backup";
const BACKUP_FAQ: &str = "Frequently asked questions about Azure Backup";
const INSTANT_RESTORE: &str = "Instant restore of Azure VM backup";
const ENHANCED: &str = "Back up a VM with the Enhanced policy";

/// One generation of the service.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// Its name in a scenario.
    pub name: &'static str,
    /// What it stands for, as a sentence.
    pub about: &'static str,
    /// What a person does, in order, until a machine is protected.
    pub steps: Fact<&'static [LifecycleStep]>,
    /// Data disks that a machine may have (the OS disk not counted).
    pub data_disks_max: Fact<usize>,
    /// The largest disk that is backed up.
    pub disk_size_max: Fact<Bytes>,
    /// The most that the disks of one machine may hold together.
    pub vm_disks_size_max: Fact<Bytes>,
    /// Machines that one vault may protect.
    pub vms_per_vault_max: Fact<usize>,
    /// Machines that one policy may protect.
    pub vms_per_policy_max: Fact<usize>,
    /// Policies that one vault may hold.
    pub policies_per_vault_max: Fact<usize>,
    /// Recovery points that one machine may have.
    pub points_max: Fact<usize>,
    /// Days for which a daily point may be kept: least and most.
    pub keep_days: Fact<(u32, u32)>,
    /// Weeks for which a weekly point may be kept.
    pub keep_weeks: Fact<(u32, u32)>,
    /// Months for which a monthly point may be kept; absent: there are no monthly points.
    pub keep_months: Option<Fact<(u32, u32)>>,
    /// Years for which a yearly point may be kept; absent: there are no yearly points.
    pub keep_years: Option<Fact<(u32, u32)>>,
    /// Days for which a Standard policy keeps snapshots; absent: a snapshot goes after its transfer.
    pub standard_snapshots: Option<Fact<SnapshotDays>>,
    /// Days for which an Enhanced policy keeps snapshots; absent: there is no Enhanced policy.
    pub enhanced_snapshots: Option<Fact<SnapshotDays>>,
    /// Days for which an on-demand point may be kept.
    pub on_demand_days: Fact<(u32, u32)>,
    /// On-demand backups of one machine in a day (UTC).
    pub on_demand_per_day_max: Fact<u32>,
    /// Whether the first backup may be an on-demand one.
    pub first_backup_on_demand: Fact<bool>,
    /// Restores of one machine in a day; absent: no limit is published.
    pub restores_per_day_max: Option<Fact<u32>>,
    /// When a recovery point comes to be.
    pub point_appears: Fact<PointAppears>,
    /// How changed blocks are found.
    pub change_detection: Fact<ChangeDetection>,
    /// The latest a job starts after its time; a scenario's calibration may change it.
    pub start_delay_max: Fact<SimDuration>,
    /// How long data wait until they are moved.
    pub queue: Queue,
    /// Whether a schedule follows its zone's clock changes.
    pub clock_changes: Fact<ClockChanges>,
    /// What happens to deleted backup data.
    pub soft_delete: Fact<SoftDelete>,
    /// Whether points can move to the archive tier.
    pub archive: Fact<bool>,
}

impl Profile {
    /// Whether a person takes this step before a machine is protected.
    #[must_use]
    pub fn has_step(&self, step: LifecycleStep) -> bool {
        self.steps.value.contains(&step)
    }
}

/// The preview and first release for classic machines.
pub const CLASSIC_2015: Profile = Profile {
    name: "classic-2015",
    about: "Classic machines in 2015: register first, one backup a day, thirty days at most.",
    steps: Fact::published(
        &[
            LifecycleStep::Discover,
            LifecycleStep::Register,
            LifecycleStep::Protect,
        ],
        SEEDS_2015,
        "2015-07",
    ),
    data_disks_max: Fact::published(5, SEEDS_2015, "2015-07"),
    disk_size_max: Fact::published(Bytes::gib(1023), LIMITS_2015, "2018-02"),
    vm_disks_size_max: Fact::guess(
        Bytes::gib(6 * 1023),
        "no sum is published: six disks of the largest size",
    ),
    vms_per_vault_max: Fact::published(50, LIMITS_2015, "2015-07"),
    vms_per_policy_max: Fact::guess(50, "no limit is published; a vault's machines"),
    policies_per_vault_max: Fact::guess(200, "no limit is published for 2015; today's"),
    points_max: Fact::published(366, LIMITS_2015, "2015-07"),
    keep_days: Fact::published((1, 30), SEEDS_2015, "2015-07"),
    keep_weeks: Fact::published((1, 4), SEEDS_2015, "2015-07"),
    keep_months: None,
    keep_years: None,
    standard_snapshots: None,
    enhanced_snapshots: None,
    on_demand_days: Fact::published((1, 30), SEEDS_2015, "2015-07"),
    on_demand_per_day_max: Fact::published(1, SEEDS_2015, "2015-07"),
    first_backup_on_demand: Fact::published(false, SEEDS_2015, "2015-07"),
    restores_per_day_max: None,
    point_appears: Fact::published(PointAppears::AfterTransfer, SEEDS_2015, "2015-07"),
    change_detection: Fact::published(ChangeDetection::Checksum, SEEDS_2015, "2015-07"),
    start_delay_max: Fact::guess(SimDuration::ZERO, "nothing is published for 2015"),
    queue: queue::CLASSIC,
    clock_changes: Fact::guess(ClockChanges::KeepUtc, "not published for 2015; as in 2019"),
    soft_delete: Fact::published(SoftDelete::None, SEEDS_2015, "2015-07"),
    archive: Fact::published(false, SEEDS_2015, "2015-07"),
};

/// Resource Manager machines, as documented from 2019 to 2021.
pub const RESOURCE_MANAGER_2019: Profile = Profile {
    name: "resource-manager-2019",
    about: "Resource Manager machines in 2019: protect at once, instant restore for up to five days.",
    steps: Fact::published(&[LifecycleStep::Protect], MATRIX, "2019-07-02"),
    data_disks_max: Fact::published(16, MATRIX, "2019-07-02"),
    disk_size_max: Fact::published(Bytes::tib(32), MATRIX, "2019-07-02"),
    vm_disks_size_max: Fact::guess(
        Bytes::tib(17 * 32),
        "no sum is published: seventeen disks of the largest size",
    ),
    vms_per_vault_max: Fact::published(1000, LIMITS_2015, "2018-09"),
    vms_per_policy_max: Fact::guess(100, "no limit is published for 2019; today's"),
    policies_per_vault_max: Fact::guess(200, "no limit is published for 2019; today's"),
    points_max: Fact::published(9999, MATRIX, "2019-07-02"),
    keep_days: Fact::guess((7, 9999), "not published for 2019; today's"),
    keep_weeks: Fact::guess((1, 5163), "not published for 2019; today's"),
    keep_months: Some(Fact::guess((1, 1188), "not published for 2019; today's")),
    keep_years: Some(Fact::guess((1, 99), "not published for 2019; today's")),
    standard_snapshots: Some(Fact::published(
        SnapshotDays::STANDARD,
        INSTANT_RESTORE,
        "2025-06-16",
    )),
    enhanced_snapshots: None,
    on_demand_days: Fact::guess((1, 36_135), "not published for 2019; today's"),
    on_demand_per_day_max: Fact::published(4, MATRIX, "2019-07-02"),
    first_backup_on_demand: Fact::published(true, MATRIX, "2019-07-02"),
    restores_per_day_max: None,
    point_appears: Fact::published(
        PointAppears::AfterTransfer,
        "An overview of Azure VM backup",
        "2019-03",
    ),
    change_detection: Fact::published(
        ChangeDetection::PageRanges,
        "An overview of Azure VM backup",
        "2019-03",
    ),
    start_delay_max: Fact::published(SimDuration::hours(2), FAQ, "2025-12-09"),
    queue: queue::OF_2019,
    clock_changes: Fact::published(ClockChanges::KeepUtc, MATRIX, "2019-07-02"),
    soft_delete: Fact::published(SoftDelete::Basic, "Manage recovery points", "2021-06-17"),
    archive: Fact::published(false, MATRIX, "2019-07-02"),
};

/// The service with today's published limits.
pub const CURRENT: Profile = Profile {
    name: "current",
    about: "The service with the limits and policies published up to 2026.",
    steps: Fact::published(&[LifecycleStep::Protect], MATRIX, "2026-03-26"),
    data_disks_max: Fact::published(32, MATRIX, "2026-03-26"),
    disk_size_max: Fact::published(Bytes::tib(64), MATRIX, "2026-03-26"),
    vm_disks_size_max: Fact::published(Bytes::tib(512), MATRIX, "2026-03-26"),
    vms_per_vault_max: Fact::published(1000, BACKUP_FAQ, "2023-07-20"),
    vms_per_policy_max: Fact::published(100, FAQ, "2025-12-09"),
    policies_per_vault_max: Fact::published(200, BACKUP_FAQ, "2023-07-20"),
    points_max: Fact::published(9999, MATRIX, "2026-03-26"),
    keep_days: Fact::published((7, 9999), FAQ, "2025-12-09"),
    keep_weeks: Fact::published((1, 5163), FAQ, "2025-12-09"),
    keep_months: Some(Fact::published((1, 1188), FAQ, "2025-12-09")),
    keep_years: Some(Fact::published((1, 99), FAQ, "2025-12-09")),
    standard_snapshots: Some(Fact::published(
        SnapshotDays::STANDARD,
        INSTANT_RESTORE,
        "2025-06-16",
    )),
    enhanced_snapshots: Some(Fact::published(
        SnapshotDays::ENHANCED,
        ENHANCED,
        "2025-06-11",
    )),
    on_demand_days: Fact::published(
        (1, 36_135),
        "Azure Backup support team blog, Japan: at most 99 years",
        "2025",
    ),
    on_demand_per_day_max: Fact::published(9, MATRIX, "2026-03-26"),
    first_backup_on_demand: Fact::published(true, FAQ, "2025-12-09"),
    restores_per_day_max: Some(Fact::published(20, FAQ, "2025-12-09")),
    point_appears: Fact::published(PointAppears::WithSnapshot, INSTANT_RESTORE, "2025-06-16"),
    change_detection: Fact::published(
        ChangeDetection::PageRanges,
        "An overview of Azure VM backup",
        "2026-01-28",
    ),
    start_delay_max: Fact::published(SimDuration::hours(2), FAQ, "2025-12-09"),
    queue: queue::CURRENT,
    clock_changes: Fact::published(ClockChanges::KeepUtc, MATRIX, "2026-03-26"),
    soft_delete: Fact::published(
        SoftDelete::Enhanced {
            days_min: 14,
            days_max: 180,
        },
        "About enhanced soft delete",
        "2022-11-24",
    ),
    archive: Fact::published(true, "Archive tier support", "2023-05-25"),
};

/// The profiles that a scenario may name, oldest first.
pub const PROFILES: [Profile; 3] = [CLASSIC_2015, RESOURCE_MANAGER_2019, CURRENT];
