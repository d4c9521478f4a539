//! The service's queue: how long data of a snapshot wait until they are moved. Only the longest wait
//! is published; what it is on average is a guess in every generation of the service.

use super::fact::Fact;
use crate::units::SimDuration;

const OVERVIEW: &str = "An overview of Azure VM backup";
const DOCS_2019: &str = "Azure VM backup, 2019 documentation";
const LONGEST: SimDuration = SimDuration::hours(8);

/// How long data wait.
#[derive(Clone, Copy, Debug)]
pub struct Queue {
    /// The longest.
    pub longest: Fact<SimDuration>,
    /// On average outside the busy hours; a scenario's calibration may change it.
    pub mean: Fact<SimDuration>,
    /// On average in the busy hours; a scenario's calibration may change it.
    pub busy_mean: Fact<SimDuration>,
    /// The busy hours of a region, local to the window's zone: first hour, and hours in all.
    pub busy_hours: Fact<(u64, u64)>,
}

/// Of the service for classic machines.
pub const CLASSIC: Queue = Queue {
    longest: Fact::guess(LONGEST, "not published for 2015; as in 2019"),
    ..CURRENT
};
/// As documented in 2019.
pub const OF_2019: Queue = Queue {
    longest: Fact::published(LONGEST, DOCS_2019, "2019-03"),
    ..CURRENT
};
/// As documented today.
pub const CURRENT: Queue = Queue {
    longest: Fact::published(LONGEST, OVERVIEW, "2026-01-28"),
    mean: Fact::guess(
        SimDuration::mins(10),
        "only the maximum is published; a small machine measured 31 minutes in all",
    ),
    busy_mean: Fact::guess(
        SimDuration::mins(40),
        "only the maximum is published; support calls a wait over two hours unusual",
    ),
    busy_hours: Fact::guess((22, 4), "default schedules gather in the late evening"),
};
