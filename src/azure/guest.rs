//! What a guest's snapshot may take, what its agent has to be, and what the extension changes in it.

use super::fact::{Fact, Source};
use crate::units::SimDuration;

const EXTENSION: &str = "VM backup extension for Linux, source code";
const SCRIPTS: &str = "Application-consistent backup of Linux VMs";
const SEEDS_2015: &str = "Azure VM backup, 2015 documentation";

/// Seconds for which a VSS writer may freeze its application.
pub const WRITER_FREEZE_MAX_S: Fact<u32> =
    Fact::published(60, "Volume Shadow Copy Service", "2025");
/// Seconds for which VSS may hold back writes while it makes shadow copies.
pub const WRITE_HOLD_MAX_S: Fact<u32> = Fact::published(10, "Volume Shadow Copy Service", "2025");
/// Seconds that writes are held where nothing is said.
pub const WRITE_HOLD_S: Fact<u32> = Fact::guess(2, "well inside the limit, as most guests are");

/// Seconds that a Linux guest takes to freeze where nothing is said.
pub const FREEZE_TAKES_S: Fact<u32> = Fact::guess(5, "well inside the limits, as most guests are");
/// Seconds for which the extension holds a freeze; then it thaws by itself.
pub const FREEZE_HOLD_MAX_S: Fact<u32> = Fact::published(60, EXTENSION, "2026-08-06");
/// Seconds for which the extension waits for a freeze.
pub const FREEZE_WAIT_MAX_S: Fact<u32> = Fact::published(66, EXTENSION, "2026-08-06");
/// Disks from which on snapshots that are taken at once can make the extension hang.
pub const PARALLEL_DISKS_MAX: Fact<usize> =
    Fact::published(4, "Azure Backup diagnosis rules", "2021-04-09");
/// Seconds that a script may take where its configuration does not say, all tries together.
pub const SCRIPT_TIMEOUT_S: Fact<u32> = Fact::published(30, SCRIPTS, "2024-04-23");
/// The most seconds that a script may be given.
pub const SCRIPT_TIMEOUT_MAX_S: Fact<u32> = Fact::published(1800, SCRIPTS, "2024-04-23");
/// Seconds between two looks at a script that runs; it is timed out after as many as fit into its
/// time.
pub const SCRIPT_POLL_S: Fact<u32> = Fact::published(3, EXTENSION, "2026-08-06");
/// After this long a command is too late to be run.
pub const COMMAND_LATE_AFTER: Fact<SimDuration> =
    Fact::published(SimDuration::mins(140), EXTENSION, "2026-08-06");

/// The oldest agent that can be registered: its version, component by component.
pub const AGENT_VERSION_MIN: Fact<[u32; 4]> =
    Fact::published([2, 6, 1198, 718], SEEDS_2015, "2015-07");
/// The oldest agent of a Linux guest.
pub const LINUX_AGENT_VERSION_MIN: Fact<[u32; 4]> = Fact::guess(
    [2, 2, 0, 0],
    "that old Linux agents are refused is published, from which version on is not",
);
/// The agent that a machine has where nothing is said.
pub const AGENT_VERSION_NEWEST: Fact<[u32; 4]> =
    Fact::guess([2, 7, 41491, 1010], "any version above both minima");
/// Where a Windows guest has its agent, for the check by hand.
pub const AGENT_PATH: Fact<&str> = Fact::published(
    "C:\\WindowsAzure\\Packages\\WaAppAgent.exe",
    SEEDS_2015,
    "2015-07",
);

/// The extension's names: Windows, Linux.
pub const EXTENSION_NAMES: Fact<(&str, &str)> = Fact::published(
    ("VMSnapshot", "VMSnapshotLinux"),
    "An overview of Azure VM backup",
    "2026-01-28",
);
/// What enabling backup changes in a Windows guest.
pub const WINDOWS_CHANGES: [&str; 3] = [
    "Visual C++ 2013 redistributable (x64) 12.0.40660 installed",
    "VSS service: start type from manual to automatic",
    "Windows service IaaSVmProvider added",
];
/// Where they are documented.
pub const WINDOWS_CHANGES_SOURCE: Source = Source::Published {
    title: "Prepare to back up Azure VMs",
    date: "2019-03",
};
