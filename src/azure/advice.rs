//! Figures of good practice: from how many on a thing is advised against. The advice itself, with
//! what it brings, is the advisor's.

use super::fact::Fact;

const OVERVIEW_2017: &str = "An overview of Azure VM backup";
const DOCS_2019: &str = "Azure VM backup, 2019 documentation";
const OVERVIEW: &str = "An overview of Azure VM backup";
const TROUBLESHOOT: &str = "Troubleshoot backup failures on Azure virtual machines";

/// Machines that should be due at one time, at most.
pub const AT_ONCE_MAX: Fact<usize> = Fact::published(40, OVERVIEW_2017, "2017");
/// Backed-up disks in one storage account: from more than the first figure on they should be spread.
pub const ACCOUNT_DISKS_MAX: Fact<(usize, usize)> = Fact::published((5, 10), DOCS_2019, "2019");
/// Share of a premium account that has to stay free for copies of snapshots, in percent, where there
/// is no instant restore.
pub const STAGING_FREE_PERCENT: Fact<u64> = Fact::published(50, TROUBLESHOOT, "2023-09-20");
/// Machines that should be restored into one storage account, of those that are restored together.
pub const ACCOUNT_RESTORES_MAX: Fact<usize> = Fact::published(1, OVERVIEW, "2026-01-28");
