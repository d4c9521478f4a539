//! How long the steps of a backup and of a restore take and how fast data move. What is published bounds the rest;
//! the rest is a guess that says so. A scenario's calibration may change the rows marked so in
//! docs/model.md.

use super::fact::Fact;
use crate::units::{Bytes, BytesPerSec, SimDuration};

const OVERVIEW: &str = "An overview of Azure VM backup";
const FAQ: &str = "Frequently asked questions about Azure VM backup";
const SUPPORT_BLOG: &str = "Azure Backup support team blog, Japan";

/// Shortest preparation: the extension is there and is only called.
pub const PREPARE_MIN: Fact<SimDuration> = Fact::guess(
    SimDuration::secs(30),
    "a call through the VM agent; the published 5 to 10 minutes include it",
);
/// Longest preparation.
pub const PREPARE_MAX: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(2),
    "a call through the VM agent; the published 5 to 10 minutes include it",
);
/// What the first backup adds: the extension is installed.
pub const PREPARE_INSTALL: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(3),
    "installing an extension takes minutes; nothing is published",
);

/// Shortest snapshot step.
pub const SNAPSHOT_MIN: Fact<SimDuration> =
    Fact::published(SimDuration::mins(5), SUPPORT_BLOG, "2024");
/// Longest snapshot step.
pub const SNAPSHOT_MAX: Fact<SimDuration> =
    Fact::published(SimDuration::mins(10), SUPPORT_BLOG, "2024");

/// Shortest commit of a recovery point.
pub const COMMIT_MIN: Fact<SimDuration> =
    Fact::guess(SimDuration::secs(30), "metadata only; nothing is published");
/// Longest commit of a recovery point.
pub const COMMIT_MAX: Fact<SimDuration> =
    Fact::guess(SimDuration::secs(90), "metadata only; nothing is published");

/// What a restore takes at least beside its copy: the service prepares it, makes the disks and
/// writes the job's end. From the snapshot tier that is all. Published is "minutes".
pub const RESTORE_MIN: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(5),
    "minutes from the snapshot tier are published, not how many",
);
/// What it takes at most.
pub const RESTORE_MAX: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(15),
    "minutes from the snapshot tier are published, not how many",
);
/// What a disk is written with when it comes back from the vault.
pub const RESTORE_DISK_RATE: Fact<BytesPerSec> =
    Fact::published(BytesPerSec::mb(30), FAQ, "2025-12-09");
/// Shortest creation of a machine from restored disks.
pub const RESTORE_CREATE_MIN: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(2),
    "a machine is there some minutes after it was asked for; nothing is published",
);
/// Longest creation of a machine from restored disks.
pub const RESTORE_CREATE_MAX: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(6),
    "a machine is there some minutes after it was asked for; nothing is published",
);
/// With more disks than this a restore from the vault is slow enough for a warning.
pub const RESTORE_DISKS_QUICK_MAX: Fact<usize> =
    Fact::published(8, "Azure Backup diagnosis rules", "2021-04-09");

/// Most a disk's first backup moves: 160 Mbit/s.
pub const INITIAL_RATE: Fact<BytesPerSec> =
    Fact::published(BytesPerSec::mb(20), "VM backup planning guide", "2017");
/// Most a disk's later backups move: 640 Mbit/s.
pub const INCREMENTAL_RATE: Fact<BytesPerSec> =
    Fact::published(BytesPerSec::mb(80), "VM backup planning guide", "2017");
/// Most a single page blob is read with.
pub const BLOB_RATE: Fact<BytesPerSec> = Fact::published(
    BytesPerSec::mib(60),
    "Scalability targets for Blob storage",
    "2021",
);

/// Requests a second with which the service reads one disk, each at most 4 MiB; so scattered change
/// is slow and what lies together is not.
pub const DISK_REQUESTS_PER_SEC: Fact<u64> = Fact::guess(
    31,
    "200 GB of change a day, written in runs of the default length, then take the published 8 hours",
);

/// What a storage account's unmanaged disks share, where the scenario does not say.
pub const ACCOUNT_RATE: Fact<BytesPerSec> = Fact::guess(
    BytesPerSec::mib(1200),
    "20,000 requests a second of a standard account, at a mixed request size near 64 KiB",
);
/// Requests a second that a storage account answers, where the scenario does not say.
pub const ACCOUNT_REQUESTS_PER_SEC: Fact<u64> = Fact::published(
    20_000,
    "Scalability targets for standard storage accounts",
    "2020",
);
/// How much of an account is taken by what is no backup, in percent, where the scenario does not say.
pub const ACCOUNT_OTHER_LOAD: Fact<f64> = Fact::guess(
    0.0,
    "only its owner knows what else an account serves; without a figure it serves nothing else",
);
/// What the disks of a machine can be read with together, where the scenario does not say.
pub const VM_RATE: Fact<Option<BytesPerSec>> = Fact::guess(
    None,
    "sizes of machines are left out; without a figure a machine limits nothing",
);
/// What all backups and restores of a region share, where the scenario does not say.
pub const REGION_RATE: Fact<Option<BytesPerSec>> = Fact::guess(
    None,
    "no region's capacity is published; without a figure it limits nobody",
);
/// What all transfers into a vault share, where the scenario does not say.
pub const VAULT_RATE: Fact<BytesPerSec> = Fact::guess(
    BytesPerSec::new(3_125_000_000),
    "the published ingress of one standard storage account (25 Gbit/s), taken for a vault's",
);
/// What all restores from a vault share.
pub const VAULT_READ_RATE: Fact<BytesPerSec> = Fact::guess(
    BytesPerSec::new(6_250_000_000),
    "the published egress of one standard storage account (50 Gbit/s), taken for a vault's",
);

/// A backup that takes longer is explained: so long may one take whose machine changes much.
pub const JOB_LONG: Fact<SimDuration> =
    Fact::published(SimDuration::hours(8), OVERVIEW, "2026-01-28");
/// More change than this a day may take longer.
pub const CHANGE_LARGE: Fact<Bytes> =
    Fact::published(Bytes::new(200_000_000_000), OVERVIEW, "2026-01-28");

/// Shortest discovery.
pub const DISCOVER_MIN: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(3),
    "several minutes are published, no figure",
);
/// Longest discovery.
pub const DISCOVER_MAX: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(7),
    "several minutes are published, no figure",
);
/// Shortest registration.
pub const REGISTER_MIN: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(3),
    "installing an extension takes minutes; nothing is published",
);
/// Longest registration.
pub const REGISTER_MAX: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(8),
    "installing an extension takes minutes; nothing is published",
);
/// The shortest that a registered machine takes to be given a policy.
pub const CONFIGURE_MIN: Fact<SimDuration> =
    Fact::guess(SimDuration::mins(1), "metadata only; nothing is published");
/// The longest that a registered machine takes to be given a policy.
pub const CONFIGURE_MAX: Fact<SimDuration> =
    Fact::guess(SimDuration::mins(2), "metadata only; nothing is published");
/// The shortest that a machine takes to start or to shut down.
pub const POWER_MIN: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(1),
    "a system's start or end; nothing is published",
);
/// The longest that a machine takes to start or to shut down.
pub const POWER_MAX: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(2),
    "a system's start or end; nothing is published",
);

/// How long after midnight UTC of each day expired recovery points are removed. Published is only
/// that it happens once in 24 hours.
pub const CLEAN_UP_AT: Fact<SimDuration> = Fact::guess(
    SimDuration::hours(12),
    "once in 24 hours is published; the hour is not, noon is away from most schedules",
);

/// How often a snapshot is tried in one job, where only what the service retries by itself is.
pub const ATTEMPTS_STANDARD: Fact<u8> = Fact::guess(
    3,
    "that the service tries again is published, how often with a Standard policy is not",
);
/// How often a snapshot is tried in one job with an Enhanced policy.
pub const ATTEMPTS_ENHANCED: Fact<u8> = Fact::published(
    8,
    "Frequently asked questions about Azure VM backup",
    "2025-12-09",
);
/// The attempts with an Enhanced policy that ask nothing of the guest.
pub const ATTEMPTS_WITHOUT_GUEST: Fact<[u8; 3]> = Fact::published(
    [4, 6, 8],
    "Frequently asked questions about Azure VM backup",
    "2025-12-09",
);
/// How long after a failed attempt the next begins.
pub const ATTEMPT_AFTER: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(15),
    "nothing is published; eight attempts then fit into a night",
);

/// After how long a transfer that storage keeps from moving is given up.
pub const TRANSFER_STALL_MAX: Fact<SimDuration> = Fact::guess(
    SimDuration::hours(4),
    "that there is a time-out is published, its length is not",
);
/// The longest transfer of the service for classic machines.
pub const CLASSIC_TRANSFER_MAX: Fact<SimDuration> = Fact::guess(
    SimDuration::days(2),
    "that copying times out is published; a first backup may take more than a day",
);

/// A first backup that takes longer is told as slow.
pub const FIRST_BACKUP_SLOW: Fact<SimDuration> = Fact::guess(
    SimDuration::hours(12),
    "the diagnosis rules name slow first backups and say nothing of when one is",
);
/// A wait in the service's queue that is told as slow.
pub const QUEUE_SLOW: Fact<SimDuration> = Fact::published(
    SimDuration::mins(120),
    "Azure Backup diagnosis rules",
    "2021-04-09",
);

/// Snapshots of one machine beside its disks under a Standard policy.
pub const INSTANT_POINTS_MAX: Fact<usize> =
    Fact::published(18, "Troubleshoot agent and extension", "2022-05-05");
