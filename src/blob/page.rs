//! Page blobs: storage accounts that keep them, every request that changes or reads them, and the
//! service's own refusals. Requests take no time here and move no bytes over links; who simulates
//! time moves the clock (`Storage::advance`) and reckons with what an answer says was moved.
//!
//! `page/storage.rs` answers requests that change one blob, `page/copying.rs` copies,
//! `page/leasing.rs` leases, `page/reading.rs` what only reads. `page/history.rs` is a blob through
//! time, `page/layer.rs` its changes between two moments, `page/lease.rs` who may write it,
//! `page/error.rs` what is refused. A range is in bytes of the blob, its end excluded.

mod copying;
mod error;
mod history;
mod ink;
mod layer;
mod lease;
mod leasing;
mod reading;
mod storage;

pub use error::BlobError;
pub use ink::Ink;
pub use lease::{LeaseId, LeaseState, LeaseTime};
pub use storage::Storage;

use crate::azure::blobs::{PAGE, RANGES_PER_REPLY};
use crate::units::{BlobAccountId, Bytes, SimTime};
use std::ops::Range;

/// What kind of disk an account keeps its page blobs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// Any number of snapshots.
    Standard,
    /// 100 snapshots of a blob.
    Premium,
}

/// Where a blob is: its account and its name there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobName {
    /// The storage account.
    pub account: BlobAccountId,
    /// The name, unique in the account.
    pub name: String,
}

impl BlobName {
    /// The blob of this name.
    pub fn new(account: BlobAccountId, name: impl Into<String>) -> Self {
        let name = name.into();
        Self { account, name }
    }
    /// The blob as it is now.
    #[must_use]
    pub fn now(&self) -> Version {
        self.version(None)
    }
    /// The blob as it was at a snapshot.
    #[must_use]
    pub fn at(&self, snapshot: SnapshotId) -> Version {
        self.version(Some(snapshot))
    }
    /// The blob at a snapshot, or as it is now.
    #[must_use]
    pub fn version(&self, snapshot: Option<SnapshotId>) -> Version {
        let blob = self.clone();
        Version { blob, snapshot }
    }
}

/// A snapshot of a blob: the time at which it was taken, which no other snapshot shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotId(SimTime);

impl SnapshotId {
    /// The snapshot that was taken then.
    #[must_use]
    pub const fn new(taken: SimTime) -> Self {
        Self(taken)
    }
    /// When it was taken.
    #[must_use]
    pub const fn taken(self) -> SimTime {
        self.0
    }
}

/// What can be read: a blob as it is, or as it was at a snapshot. Only blobs are written, so a
/// snapshot never changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The blob.
    pub blob: BlobName,
    /// One of its snapshots, or none for the blob itself.
    pub snapshot: Option<SnapshotId>,
}

/// What becomes of a blob's snapshots when it is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// There are none, or the request is refused.
    Blob,
    /// They go with it.
    BlobAndSnapshots,
    /// They go, it stays.
    SnapshotsOnly,
}

/// What differs between a version of a blob and an earlier snapshot. Ranges are in order and don't
/// touch their neighbours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageDiff {
    /// The size of the newer version. What the older one held beyond it is in no range: a copy of it
    /// that is resized first is right.
    pub size: u64,
    /// Pages written since, also where the contents are the same.
    pub changed: Vec<Range<u64>>,
    /// Pages that held data then and hold none now.
    pub cleared: Vec<Range<u64>>,
    /// How many ranges were looked at to find them: what the answer cost.
    pub looked_at: usize,
}

impl PageDiff {
    /// Bytes in the changed pages: what a copy has to move.
    #[must_use]
    pub fn changed_bytes(&self) -> Bytes {
        total(&self.changed)
    }
    /// Bytes in the cleared pages.
    #[must_use]
    pub fn cleared_bytes(&self) -> Bytes {
        total(&self.cleared)
    }
    /// Requests that it takes to be told all ranges.
    #[must_use]
    pub fn requests(&self) -> usize {
        let ranges = self.changed.len() + self.cleared.len();
        ranges.div_ceil(RANGES_PER_REPLY.value).max(1)
    }
}

fn total(ranges: &[Range<u64>]) -> Bytes {
    ranges
        .iter()
        .map(|range| Bytes::new(range.end - range.start))
        .sum()
}

/// What an incremental copy left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncrementalCopy {
    /// The snapshot of the target that is a complete copy of the source's.
    pub snapshot: SnapshotId,
    /// What was copied: all that the first snapshot held, later what differs.
    pub diff: PageDiff,
}

/// What a blob and its snapshots are billed for, in pages: each page once, however many of them
/// share it. A page that was rewritten is another one, also with the same contents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Billed {
    /// Pages of the blob itself.
    pub base: u64,
    /// Pages that only snapshots still hold.
    pub snapshots: u64,
}

impl Billed {
    /// All of them as bytes.
    #[must_use]
    pub fn bytes(self) -> Bytes {
        PAGE.value * (self.base + self.snapshots)
    }
}
