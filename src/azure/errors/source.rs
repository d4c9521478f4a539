//! The documents that the catalogue was made from, with their own dates. Not here: guesses, which
//! say why beside the row.

use crate::azure::fact::Source;

pub(super) const TROUBLESHOOTING: Source = published("Troubleshoot VM backup errors", "2023-09-20");
pub(super) const AGENT: Source = published("Troubleshoot agent and extension", "2022-05-05");
pub(super) const TROUBLESHOOTING_2019: Source = published("Troubleshoot VM backup", "2019-07-05");
pub(super) const DIAGNOSIS: Source = published("Azure Backup diagnosis rules", "2021-04-09");
pub(super) const LINUX: Source =
    published("VM backup extension for Linux, source code", "2026-08-06");
pub(super) const SCRIPTS: Source =
    published("Application-consistent backup of Linux VMs", "2024-04-23");
pub(super) const JAPAN: Source = published("Azure Backup support team blog, Japan", "2026-05");
pub(super) const FAQ: Source = published(
    "Frequently asked questions about Azure VM backup",
    "2025-12-09",
);
pub(super) const SEEDS_2015: Source = published("Azure VM backup, 2015 documentation", "2015-07");
pub(super) const SECURITY: Source = published("Security features of Azure Backup", "2022");
pub(super) const ENHANCED: Source =
    published("Back up a VM with the Enhanced policy", "2025-06-11");
pub(super) const DIAGNOSIS_2026: Source = published("Azure Backup diagnosis rules", "2026");

const fn published(title: &'static str, date: &'static str) -> Source {
    Source::Published { title, date }
}
