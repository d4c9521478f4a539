//! What a reader may ask of the tables: which rows, in which order.

use serde::Deserialize;

/// Which machines, for one night.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct FleetQuery {
    /// The night's index.
    pub night: u32,
    /// Only machines whose name or policy contains this, without regard to case; empty: all.
    pub filter: String,
    /// The column to sort by.
    pub sort: FleetSort,
    /// Largest first.
    pub descending: bool,
    /// Index of the first row wanted.
    pub from: u32,
    /// How many rows are wanted, at most [`ROWS_MAX`].
    pub count: u32,
}

/// Which machines, for the cost table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct InstancesQuery {
    /// Only machines whose name contains this, without regard to case; empty: all.
    pub filter: String,
    /// The column to sort by.
    pub sort: InstancesSort,
    /// Largest first.
    pub descending: bool,
    /// Index of the first row wanted.
    pub from: u32,
    /// How many rows are wanted, at most [`ROWS_MAX`].
    pub count: u32,
}

/// The most rows that one query returns; a table asks for what it shows.
pub const ROWS_MAX: u32 = 500;

/// A column of the fleet table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum FleetSort {
    /// Failed, then late, then skipped, then the last to end: what needs a look first.
    Worst,
    /// By name.
    Name,
    /// By policy, then name.
    Policy,
    /// By used size.
    Used,
    /// By bytes sent.
    Sent,
    /// By start.
    Start,
    /// By end.
    End,
    /// By the job's length.
    Length,
}

/// A column of the cost table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum InstancesSort {
    /// By name.
    Name,
    /// By protected-instance size.
    Protected,
    /// By instance fee, then size.
    Fee,
    /// By bytes stored in the vault.
    Stored,
    /// By recovery points alive.
    Points,
}
