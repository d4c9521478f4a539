//! What a custom backup has done: step by step.

use crate::blob::desk::{Cost, Request};
use crate::blob::page::{BlobError, BlobName, PageDiff};
use crate::units::{Bytes, SimDuration, SimTime};
use std::fmt;

/// One step of the procedure, or one request by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The window that it belongs to; none for a restore or a request by hand.
    pub window: Option<u32>,
    /// A person asked for it.
    pub by_hand: bool,
    /// When it began.
    pub at: SimTime,
    /// How long it took.
    pub takes: SimDuration,
    /// What was done.
    pub what: What,
    /// What was moved, by how many requests.
    pub cost: Cost,
    /// What was told or acted on.
    pub ranges: Option<Ranges>,
    /// How long a full copy instead would have taken, where a difference was applied.
    pub full_copy: Option<SimDuration>,
    /// Why it was refused.
    pub refused: Option<Refusal>,
    /// Whether the backup blob was found to be the disk's snapshot, byte for byte.
    pub proven: Option<bool>,
}

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A request.
    Asked(Request),
    /// The machine got another disk.
    Swapped {
        /// The one that it had.
        from: BlobName,
        /// The one that it has.
        to: BlobName,
    },
    /// A window did not begin, because what began before still ran.
    LeftOut {
        /// When that will have ended, as far as was known.
        until: SimTime,
    },
}

/// How much is in ranges that were told or acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranges {
    /// Bytes that have changed.
    pub changed: Bytes,
    /// Bytes that were cleared.
    pub cleared: Bytes,
    /// Ranges of both.
    pub count: usize,
}

impl From<&PageDiff> for Ranges {
    fn from(diff: &PageDiff) -> Self {
        Self {
            changed: diff.changed_bytes(),
            cleared: diff.cleared_bytes(),
            count: diff.changed.len() + diff.cleared.len(),
        }
    }
}

/// Why a step was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// By the service.
    Service(BlobError),
    /// A snapshot of the blob has been given this name before: here names are for good.
    NameTaken,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(error) => error.fmt(f),
            Self::NameTaken => f.write_str("A snapshot of this blob was given this name before."),
        }
    }
}

impl Step {
    /// When it ended.
    #[must_use]
    pub fn ended(&self) -> SimTime {
        self.at + self.takes
    }
}
