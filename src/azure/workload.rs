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

/// How much a machine's days differ: standard deviation of the logarithm of a day's activity.
pub const ACTIVITY_SIGMA: Fact<f64> = Fact::guess(
    0.35,
    "busy days of the measured machines are about twice their quiet ones",
);

/// The unit in which change is tracked and sent, in bytes.
pub const BLOCK_BYTES: Fact<u64> =
    Fact::guess(64 << 10, "the common granularity of block-change tracking");
