//! How much of a disk changes in a day: what was measured on production machines, and the shape of
//! the default writer.

use super::fact::Fact;

/// Quantiles of the share of a disk's used data that is different after a day: pairs of
/// (probability, percent), linear between them.
pub const CHANGE_PERCENT_QUANTILES: Fact<[(f64, f64); 6]> = Fact::measured(
    [
        (0.0, 0.1),
        (0.25, 0.6),
        (0.5, 1.5),
        (0.75, 3.6),
        (0.9, 5.6),
        (1.0, 10.0),
    ],
    "106 production machines, about a week each; the two ends are guesses",
    "2026-11-21",
);

/// How much of a day's change hits the same blocks every day, in percent.
pub const HOT_PERCENT: Fact<f64> = Fact::guess(
    50.0,
    "the measured traces give daily change, not how much of it recurs",
);

/// How often a hot block is written on an average day. Three writes leave one block in twenty
/// untouched, so the hot set is nearly the same every day.
pub const HOT_WRITES_PER_DAY: Fact<f64> = Fact::guess(
    3.0,
    "large enough that the hot set recurs, small enough to matter within a day",
);

/// How many bytes are written in one go, on average: a run of neighbouring data.
pub const RUN_BYTES: Fact<u64> = Fact::guess(
    64 << 10,
    "measured requests are 8 to 36 KB long, and neighbours often follow each other",
);

/// The unit in which runs begin and end, in bytes: a page of memory and of most file systems.
pub const GRANULE_BYTES: u64 = 4 << 10;

/// How the disks of a machine are written that serves one purpose.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Share of the used data that is different after a day, in percent.
    pub change_percent: f64,
    /// How much of a day's change hits the same blocks every day, in percent.
    pub hot_percent: f64,
    /// Bytes written in one go, on average.
    pub run_bytes: u64,
    /// New data a day that are deleted at its end, in percent of the used data.
    pub temporary_percent: f64,
    /// Busy hours of the day, local to the window's zone: the first, and the first that is not.
    pub busy_hours: (u64, u64),
    /// Share of a day's writes that fall into them, in percent.
    pub busy_percent: f64,
}

/// A file server: Azure's cost estimator takes low to moderate change for one, 1 to 3 %.
pub const FILE_SERVER: Fact<Shape> = Fact::guess(
    Shape {
        change_percent: 2.0,
        hot_percent: 25.0,
        run_bytes: 1 << 20,
        temporary_percent: 0.0,
        busy_hours: (8, 18),
        busy_percent: 80.0,
    },
    "change from Azure's cost estimator; files are written whole, in office hours",
);
/// A database: the same estimator takes high change, 5 %.
pub const DATABASE: Fact<Shape> = Fact::guess(
    Shape {
        change_percent: 5.0,
        hot_percent: 60.0,
        run_bytes: 8 << 10,
        temporary_percent: 0.0,
        busy_hours: (8, 20),
        busy_percent: 60.0,
    },
    "change from Azure's cost estimator; pages of 8 KiB, the same tables every day",
);
/// A web server: low change, and logs that are written on and deleted every day.
pub const WEB: Fact<Shape> = Fact::guess(
    Shape {
        change_percent: 1.0,
        hot_percent: 50.0,
        run_bytes: 256 << 10,
        temporary_percent: 1.0,
        busy_hours: (9, 23),
        busy_percent: 75.0,
    },
    "low change of Azure's cost estimator; logs are written on and rotated",
);

/// How much a machine's days differ: standard deviation of the logarithm of a day's activity.
pub const ACTIVITY_SIGMA: Fact<f64> = Fact::guess(
    0.35,
    "busy days of the measured machines are about twice their quiet ones",
);

/// The unit in which change is tracked and sent, in bytes.
pub const BLOCK_BYTES: Fact<u64> =
    Fact::guess(64 << 10, "the common granularity of block-change tracking");
