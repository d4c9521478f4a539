//! What a reader may ask of the tables: which rows, in which order.

use super::view::{JobStatus, OperationName};
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

/// Which links and limits, for one night or the whole run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct LinksQuery {
    /// The night's index; absent: the whole run.
    pub night: Option<u32>,
    /// Only those that contain this in what they are or whose, without regard to case; empty: all
    /// but machines that limit nothing.
    pub filter: String,
    /// Index of the first row wanted.
    pub from: u32,
    /// How many rows are wanted.
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

/// Which jobs, for the list of jobs. What is absent filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct JobQuery {
    /// Only jobs of this kind.
    pub operation: Option<OperationName>,
    /// Only jobs that stand or ended so; `succeeded` takes those with a warning or in part, too.
    pub status: Option<JobStatus>,
    /// Only jobs that ended at this moment or later, or run; in whole seconds since the run began.
    pub from_s: Option<u64>,
    /// Only jobs that began at this moment or before.
    pub to_s: Option<u64>,
    /// Only jobs of this machine.
    pub vm: Option<u32>,
    /// Only jobs whose machine or fault contains this, without regard to case; empty: all.
    pub filter: String,
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
    /// Failed, then still running, then late, then skipped, each the last to end first: what needs
    /// a look first.
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

/// A chart that can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum ChartKind {
    /// The jobs of a night, a row a machine, worst first.
    Night,
    /// Throughput by link over a night.
    Throughput,
    /// Stored and protected bytes over the run.
    Sizes,
    /// The calendar of nights.
    Nights,
    /// What each month costs, by meter.
    Bill,
    /// The calendar of one machine's recovery points as of a moment.
    Points,
    /// How old the newest recovery point of one machine is, over the run.
    Rpo,
    /// A disk of a machine that is simulated block by block: what is on it, written and sent.
    Blocks,
}

impl ChartKind {
    /// Every chart with its name.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("night", Self::Night),
        ("throughput", Self::Throughput),
        ("sizes", Self::Sizes),
        ("nights", Self::Nights),
        ("bill", Self::Bill),
        ("points", Self::Points),
        ("rpo", Self::Rpo),
        ("blocks", Self::Blocks),
    ];

    /// The chart of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, kind)| *kind)
    }
}

/// Which part of the run a chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ChartAt {
    /// The night, for the charts of one.
    pub night: u32,
    /// The first row of the night's chart.
    pub from: u32,
    /// How many rows it shows, at most [`ROWS_MAX`].
    pub count: u32,
    /// The machine, for the charts of one.
    pub vm: u32,
    /// Its disk, by place, for the charts of one.
    pub disk: u32,
    /// The link, by its number among those of the night; absent: those that carried most.
    pub link: Option<u32>,
    /// The moment of which it is said, in whole seconds since the run began; one after the run's end
    /// is its end.
    pub as_of_s: u64,
}

/// How a chart looks.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// `light` or `dark`.
    pub theme: String,
    /// A CSS font family list.
    pub font_family: String,
    /// Size of labels in CSS pixels.
    pub font_px: f64,
    /// Device pixels a CSS pixel.
    pub scale: f64,
}
