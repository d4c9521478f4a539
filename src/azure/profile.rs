//! Generations of the service. A profile is data: the engine reads it, nothing asks for its name.

use super::fact::Fact;

/// One generation of the service.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// Its name in a scenario.
    pub name: &'static str,
    /// Data disks that a machine may have (the OS disk not counted).
    pub data_disks_max: Fact<usize>,
    /// Whether a schedule follows its zone's clock changes.
    pub clock_changes: Fact<ClockChanges>,
}

/// What a schedule does when its zone's clocks change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChanges {
    /// It keeps the UTC time that it had when the policy was saved: an hour off local time until
    /// somebody edits the policy.
    KeepUtc,
}

/// The profiles that a scenario may name.
pub const PROFILES: [Profile; 1] = [Profile {
    name: "current",
    data_disks_max: Fact::published(32, "Support matrix for Azure VM backup", "2026-03-26"),
    clock_changes: Fact::published(
        ClockChanges::KeepUtc,
        "Support matrix for Azure VM backup",
        "2026-03-26",
    ),
}];
