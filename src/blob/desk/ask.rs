//! One request of a blob, and the answer: what came back, what was moved.

use super::Desk;
use crate::azure::blobs::{PUT_MAX, REQUESTS_PER_SEC};
use crate::azure::timing::BLOB_RATE;
use crate::blob::page::{
    BlobError, BlobName, Deletion, Ink, LeaseId, LeaseTime, PageDiff, SnapshotId, Storage, Version,
};
use crate::units::{Bytes, SimDuration};
use std::ops::Range;

/// A request, and the blob that it is about: of a copy, the one that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The blob.
    pub blob: BlobName,
    /// What is asked.
    pub ask: Ask,
    /// It names the lease that the desk holds.
    pub with_lease: bool,
}

/// What is asked of a blob. Snapshots are called by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Put Blob: an empty blob.
    Create {
        /// Its size in bytes.
        size: u64,
    },
    /// Put Page.
    Put {
        /// Bytes of the blob.
        range: Range<u64>,
        /// What is written there.
        ink: Ink,
    },
    /// Put Page that clears.
    Clear {
        /// Bytes of the blob.
        range: Range<u64>,
    },
    /// Set Blob Properties with another size.
    Resize {
        /// The size in bytes.
        size: u64,
    },
    /// Delete Blob.
    Delete {
        /// With or without snapshots.
        what: Deletion,
    },
    /// Snapshot Blob.
    Snapshot {
        /// What the snapshot is called from now on.
        name: String,
    },
    /// Delete Blob of a snapshot.
    DeleteSnapshot {
        /// Which one.
        name: String,
    },
    /// Get Page Ranges.
    Ranges {
        /// Of a snapshot, or of the blob as it is.
        snapshot: Option<String>,
    },
    /// Get Page Ranges with a previous snapshot.
    Diff {
        /// Of a snapshot, or of the blob as it is.
        snapshot: Option<String>,
        /// Since this one.
        previous: String,
    },
    /// Copy Blob to this blob.
    Copy {
        /// The blob that is copied.
        from: BlobName,
        /// One of its snapshots, or none for the blob as it is.
        snapshot: Option<String>,
    },
    /// Copy Blob of a blob's snapshot over the blob itself.
    Promote {
        /// Which one.
        name: String,
    },
    /// Incremental Copy Blob to this blob.
    IncrementalCopy {
        /// The blob that is copied.
        from: BlobName,
        /// Which of its snapshots.
        snapshot: String,
        /// What the copy is called.
        name: String,
    },
    /// What a difference says, done to this blob: Put Page From URL for each changed range, in
    /// pieces, and a clear for each cleared one, after a resize where that is needed.
    Apply {
        /// The blob that has changed.
        from: BlobName,
        /// One of its snapshots.
        snapshot: String,
        /// Since this one.
        previous: String,
    },
    /// Acquire a lease, which the desk keeps.
    Acquire {
        /// For how long.
        time: LeaseTime,
    },
    /// Release the lease that the desk holds.
    Release,
    /// Break whatever lease there is.
    Break,
}

/// What a request was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What was moved, and by how many requests.
    pub cost: Cost,
    /// The ranges that were asked for, or acted on.
    pub diff: Option<PageDiff>,
}

/// What was moved, and by how many requests to the blob that was written or asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Bytes that were read from one blob or client and written to another.
    pub moved: Bytes,
    /// Requests.
    pub requests: u64,
}

impl Cost {
    const ONE: Self = Self {
        moved: Bytes::ZERO,
        requests: 1,
    };
    /// One request that moves so much.
    const fn of(moved: Bytes) -> Self {
        Self { moved, requests: 1 }
    }
    /// How long it takes at best: a single page blob gives and takes so many bytes, and answers so
    /// many requests a second. Whichever takes longer counts.
    #[must_use]
    pub fn takes(self) -> SimDuration {
        let by_bytes = self.moved.as_f64() / BLOB_RATE.value.as_f64();
        let by_requests = self.requests as f64 / REQUESTS_PER_SEC.value as f64;
        SimDuration::from_secs_f64_rounded_up(by_bytes.max(by_requests))
    }
}

impl Reply {
    const ONE: Self = Self {
        cost: Cost::ONE,
        diff: None,
    };
    const fn moved(moved: Bytes) -> Self {
        Self {
            cost: Cost::of(moved),
            diff: None,
        }
    }
    fn with(self, diff: PageDiff) -> Self {
        let diff = Some(diff);
        Self { diff, ..self }
    }
    /// Ranges that were told.
    fn told(diff: PageDiff) -> Self {
        let requests = diff.requests() as u64;
        let cost = Cost {
            moved: Bytes::ZERO,
            requests,
        };
        let diff = Some(diff);
        Self { cost, diff }
    }
}

impl Desk {
    /// Asks it of the service, at the time that the clock shows.
    ///
    /// # Errors
    /// What the service refuses. Nothing has happened then, but for an [`Ask::Apply`] of which the
    /// first requests were done.
    pub fn ask(&mut self, request: &Request) -> Result<Reply, BlobError> {
        let Request { blob, ask, .. } = request;
        let lease = request.with_lease.then(|| self.shown_lease(blob));
        let storage = &mut self.storage;
        match ask {
            Ask::Create { size } => storage.create(blob, *size, lease)?,
            Ask::Put { range, ink } => {
                storage.put(blob, range.clone(), *ink, lease)?;
                return Ok(Reply::moved(Bytes::new(range.end - range.start)));
            }
            Ask::Clear { range } => storage.clear(blob, range.clone(), lease)?,
            Ask::Resize { size } => storage.resize(blob, *size, lease)?,
            Ask::Delete { what } => storage.delete(blob, *what, lease)?,
            Ask::Snapshot { name } => {
                let id = storage.snapshot(blob)?;
                self.note_snapshot(blob, name, id);
            }
            Ask::DeleteSnapshot { name } => {
                let id = self.snapshot(blob, name);
                self.storage.delete_snapshot(blob, id)?;
            }
            Ask::Ranges { snapshot } => {
                return self.ranges(&self.version(blob, snapshot.as_deref()));
            }
            Ask::Diff { snapshot, previous } => {
                let of = self.version(blob, snapshot.as_deref());
                let previous = self.snapshot(blob, previous);
                return Ok(Reply::told(self.storage.diff(&of, previous)?));
            }
            Ask::Copy { from, snapshot } => {
                let from = self.version(from, snapshot.as_deref());
                return Ok(Reply::moved(self.storage.copy(&from, blob, lease)?));
            }
            Ask::Promote { name } => {
                let id = self.snapshot(blob, name);
                return Ok(Reply::moved(self.storage.promote(blob, id, lease)?));
            }
            Ask::IncrementalCopy {
                from,
                snapshot,
                name,
            } => {
                let from = self.version(from, Some(snapshot));
                let copy = self.storage.incremental_copy(&from, blob, lease)?;
                self.note_snapshot(blob, name, copy.snapshot);
                let moved = copy.diff.changed_bytes();
                return Ok(Reply::moved(moved).with(copy.diff));
            }
            Ask::Apply {
                from,
                snapshot,
                previous,
            } => {
                let previous = self.snapshot(from, previous);
                let from = self.version(from, Some(snapshot));
                return apply(&mut self.storage, &from, previous, blob, lease);
            }
            Ask::Acquire { time } => {
                let held = self.lease(blob);
                let id = self.storage.acquire_lease(blob, *time, held)?;
                self.leases.insert(blob.clone(), id);
            }
            Ask::Release => {
                let id = self.shown_lease(blob);
                self.storage.release_lease(blob, id)?;
            }
            Ask::Break => {
                storage.break_lease(blob, None)?;
            }
        }
        Ok(Reply::ONE)
    }

    /// The lease that a request names: whoever holds none names one that is none.
    fn shown_lease(&self, blob: &BlobName) -> LeaseId {
        self.lease(blob).unwrap_or(LeaseId::new(0))
    }
    fn ranges(&self, of: &Version) -> Result<Reply, BlobError> {
        Ok(Reply::told(PageDiff {
            size: self.storage.size(of)?,
            changed: self.storage.page_ranges(of)?,
            ..PageDiff::default()
        }))
    }
}

/// Writes to a blob what differs between a version of another and an earlier snapshot of it.
fn apply(
    storage: &mut Storage,
    from: &Version,
    previous: SnapshotId,
    to: &BlobName,
    lease: Option<LeaseId>,
) -> Result<Reply, BlobError> {
    let diff = storage.diff(from, previous)?;
    let mut requests = 0;
    if storage.size(&to.now())? != diff.size {
        storage.resize(to, diff.size, lease)?;
        requests += 1;
    }
    for range in &diff.cleared {
        storage.clear(to, range.clone(), lease)?;
        requests += 1;
    }
    for range in &diff.changed {
        for piece in pieces(range) {
            storage.put_from(from, piece, to, lease)?;
            requests += 1;
        }
    }
    let moved = diff.changed_bytes();
    let cost = Cost { moved, requests };
    let diff = Some(diff);
    Ok(Reply { cost, diff })
}

/// A range in pieces that one Put Page takes.
fn pieces(range: &Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let (end, most) = (range.end, PUT_MAX.value.get());
    let starts = std::iter::successors(Some(range.start), move |at| Some(at + most));
    let starts = starts.take_while(move |at| *at < end);
    starts.map(move |at| at..end.min(at + most))
}
