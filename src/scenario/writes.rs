//! How disks are written, valid: the shape of each workload resolved, traces inside their limits.

use super::draft::WorkloadDraft;
use crate::azure::workload::{self, Shape};
use crate::units::{Bytes, SimDuration};

/// How a disk is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Writes {
    /// Share of the used data that is different after a day, in percent; absent: drawn from the
    /// measured population.
    pub change_percent: Option<f64>,
    /// Share of a day's change that recurs, in percent.
    pub hot_percent: f64,
    /// Written in one go, on average.
    pub run: Bytes,
    /// New data a day.
    pub growth_per_day: Bytes,
    /// New data a day that are gone at its end.
    pub temporary_per_day: Bytes,
    /// A trace that writes it instead.
    pub trace: Option<TraceUse>,
}

impl Writes {
    /// A disk that nobody writes.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            change_percent: Some(0.0),
            hot_percent: 0.0,
            run: Bytes::new(workload::RUN_BYTES.value),
            growth_per_day: Bytes::ZERO,
            temporary_per_day: Bytes::ZERO,
            trace: None,
        }
    }
}

/// Which trace writes a disk, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceUse {
    /// By its place among the scenario's.
    pub trace: usize,
    /// It begins again after this long.
    pub every: Option<SimDuration>,
}

/// One write of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceWrite {
    /// Since the trace began.
    pub after: SimDuration,
    /// The first byte.
    pub offset: Bytes,
    /// How many.
    pub length: Bytes,
}

/// A recorded trace: its writes in the order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Its name.
    pub name: String,
    /// Its writes.
    pub writes: Vec<TraceWrite>,
}

impl WorkloadDraft {
    /// How disks of such a machine are written.
    #[must_use]
    pub const fn shape(self) -> Shape {
        match self {
            Self::FileServer => workload::FILE_SERVER.value,
            Self::Database => workload::DATABASE.value,
            Self::Web => workload::WEB.value,
        }
    }
}
