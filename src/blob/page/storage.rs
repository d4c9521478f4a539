//! Storage accounts, and the requests that change one of their page blobs.

use super::history::{History, Moment};
use super::layer::Pages;
use super::lease::{Lease, LeaseId};
use super::{AccountKind, BlobError, BlobName, Deletion, Ink, SnapshotId};
use crate::azure::blobs::{PAGE, PREMIUM_SNAPSHOTS_MAX, PUT_MAX, SIZE_MAX, SNAPSHOT_TICK};
use crate::units::{BlobAccountId, IdVec, SimTime};
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of a page as a shift.
pub(super) const PAGE_SHIFT: u32 = PAGE.value.get().trailing_zeros();

/// Storage accounts with their page blobs, and the clock by which leases end and snapshots are named.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    accounts: IdVec<BlobAccountId, AccountKind>,
    pub(super) blobs: BTreeMap<BlobName, PageBlob>,
    pub(super) now: SimTime,
    /// Blobs from before then cannot tell what has changed.
    pub(super) diffs_since: SimTime,
    pub(super) last_snapshot: Option<SnapshotId>,
    pub(super) leases_made: u64,
}

#[derive(Clone, Debug)]
pub(super) struct PageBlob {
    pub(super) history: History,
    pub(super) lease: Lease,
    /// What it is an incremental copy of, and of which snapshot last.
    pub(super) copy_of: Option<(BlobName, SnapshotId)>,
}

impl PageBlob {
    pub(super) const fn new(history: History) -> Self {
        Self {
            history,
            lease: Lease::NONE,
            copy_of: None,
        }
    }
    /// The moment of a snapshot, or of the blob itself; what an incremental copy itself holds is not
    /// for reading.
    pub(super) fn moment(&self, snapshot: Option<SnapshotId>) -> Result<Moment, BlobError> {
        match snapshot {
            Some(id) => self.history.moment(id).ok_or(BlobError::BlobNotFound),
            None if self.copy_of.is_some() => {
                Err(BlobError::OperationNotAllowedOnIncrementalCopyBlob)
            }
            None => Ok(self.history.base()),
        }
    }
}

impl Storage {
    /// Without accounts, on a clock that starts after 2016-01-01.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// Without accounts, on a clock that reads this at the start of 2016-01-01. A blob that is made
    /// before cannot tell what has changed since a snapshot.
    #[must_use]
    pub fn with_diffs_since(diffs_since: SimTime) -> Self {
        Self {
            diffs_since,
            ..Self::default()
        }
    }
    /// Adds an account.
    pub fn add_account(&mut self, kind: AccountKind) -> BlobAccountId {
        self.accounts.push(kind)
    }
    /// Moves the clock.
    ///
    /// # Panics
    /// If that is backwards.
    pub fn advance(&mut self, now: SimTime) {
        assert!(now >= self.now, "time runs forward");
        self.now = now;
    }
    /// The clock.
    #[must_use]
    pub const fn now(&self) -> SimTime {
        self.now
    }

    // Blobs

    /// Puts an empty blob. One of this name is overwritten as a whole; its snapshots stay.
    ///
    /// # Errors
    /// `InvalidHeaderValue` for the size; the lease; an incremental copy is not overwritten.
    pub fn create(
        &mut self,
        blob: &BlobName,
        size: u64,
        lease: Option<LeaseId>,
    ) -> Result<(), BlobError> {
        let size = whole_pages(size)?;
        self.overwrite(blob, size, lease, false)?;
        Ok(())
    }
    /// Sets a blob's size. What lies beyond a smaller one is gone for good; a larger one adds empty
    /// pages.
    ///
    /// # Errors
    /// `InvalidHeaderValue` for the size; `BlobNotFound`; the lease; an incremental copy.
    pub fn resize(
        &mut self,
        blob: &BlobName,
        size: u64,
        lease: Option<LeaseId>,
    ) -> Result<(), BlobError> {
        let size = whole_pages(size)?;
        self.write_to(blob, lease)?.history.resize(size);
        Ok(())
    }
    /// Writes pages.
    ///
    /// # Errors
    /// `InvalidHeaderValue` for a range that is not whole pages, `RequestBodyTooLarge` above 4 MiB,
    /// `InvalidPageRange` beyond the end; `BlobNotFound`; the lease; an incremental copy.
    pub fn put(
        &mut self,
        blob: &BlobName,
        range: Range<u64>,
        ink: Ink,
        lease: Option<LeaseId>,
    ) -> Result<(), BlobError> {
        let pages = page_range(&range)?;
        if range.end - range.start > PUT_MAX.value.get() {
            return Err(BlobError::RequestBodyTooLarge);
        }
        self.pages_to_write(blob, &pages, lease)?.write(pages, ink);
        Ok(())
    }
    /// Clears pages, of any number.
    ///
    /// # Errors
    /// As of a put, without its limit.
    pub fn clear(
        &mut self,
        blob: &BlobName,
        range: Range<u64>,
        lease: Option<LeaseId>,
    ) -> Result<(), BlobError> {
        let pages = page_range(&range)?;
        self.pages_to_write(blob, &pages, lease)?.clear(pages);
        Ok(())
    }
    /// Deletes a blob, its snapshots, or both.
    ///
    /// # Errors
    /// `SnapshotsPresent`; `BlobNotFound`; the lease.
    pub fn delete(
        &mut self,
        blob: &BlobName,
        what: Deletion,
        lease: Option<LeaseId>,
    ) -> Result<(), BlobError> {
        let now = self.now;
        let found = self.blobs.get_mut(blob).ok_or(BlobError::BlobNotFound)?;
        found.lease.check_write(lease, now)?;
        let has_snapshots = found.history.snapshots().len() > 0;
        match what {
            Deletion::Blob if has_snapshots => return Err(BlobError::SnapshotsPresent),
            Deletion::SnapshotsOnly => found.history.delete_snapshots(),
            Deletion::Blob | Deletion::BlobAndSnapshots => {
                self.blobs.remove(blob);
            }
        }
        Ok(())
    }

    // Snapshots

    /// Takes a snapshot, which needs no lease.
    ///
    /// # Errors
    /// `BlobNotFound`; `SnapshotCountExceeded` on premium; an incremental copy.
    pub fn snapshot(&mut self, blob: &BlobName) -> Result<SnapshotId, BlobError> {
        self.check_snapshot_count(blob)?;
        let id = self.next_snapshot();
        let found = self.blobs.get_mut(blob).ok_or(BlobError::BlobNotFound)?;
        found.moment(None)?;
        found.history.snapshot(id);
        self.last_snapshot = Some(id);
        Ok(id)
    }
    /// Deletes a snapshot; a blob's lease doesn't protect it.
    ///
    /// # Errors
    /// `BlobNotFound`.
    pub fn delete_snapshot(
        &mut self,
        blob: &BlobName,
        snapshot: SnapshotId,
    ) -> Result<(), BlobError> {
        let found = self.blobs.get_mut(blob).ok_or(BlobError::BlobNotFound)?;
        let at = found.moment(Some(snapshot))?;
        found.history.delete_snapshot(at);
        Ok(())
    }
    pub(super) fn check_snapshot_count(&self, blob: &BlobName) -> Result<(), BlobError> {
        let is_premium = self.accounts.get(blob.account) == Some(&AccountKind::Premium);
        let count = self
            .blobs
            .get(blob)
            .map_or(0, |it| it.history.snapshots().len());
        if is_premium && count >= PREMIUM_SNAPSHOTS_MAX.value {
            return Err(BlobError::SnapshotCountExceeded);
        }
        Ok(())
    }
    /// The name of a snapshot that is taken now: later than all others.
    pub(super) fn next_snapshot(&self) -> SnapshotId {
        let after = |last: SnapshotId| last.taken() + SNAPSHOT_TICK.value;
        let free = self.last_snapshot.map_or(SimTime::ZERO, after);
        SnapshotId::new(self.now.max(free))
    }

    // What all have in common

    pub(super) fn found(&self, blob: &BlobName) -> Result<&PageBlob, BlobError> {
        self.blobs.get(blob).ok_or(BlobError::BlobNotFound)
    }
    /// A blob that this request may write.
    fn write_to(
        &mut self,
        blob: &BlobName,
        lease: Option<LeaseId>,
    ) -> Result<&mut PageBlob, BlobError> {
        let now = self.now;
        let found = self.blobs.get_mut(blob).ok_or(BlobError::BlobNotFound)?;
        found.moment(None)?;
        found.lease.check_write(lease, now)?;
        found.lease.written(now);
        Ok(found)
    }
    fn pages_to_write(
        &mut self,
        blob: &BlobName,
        pages: &Pages,
        lease: Option<LeaseId>,
    ) -> Result<&mut History, BlobError> {
        let found = self.found(blob)?;
        if pages.end > found.history.size(found.history.base()) {
            return Err(BlobError::InvalidPageRange);
        }
        Ok(&mut self.write_to(blob, lease)?.history)
    }
    /// A blob made or begun anew, empty.
    pub(super) fn overwrite(
        &mut self,
        blob: &BlobName,
        size: u64,
        lease: Option<LeaseId>,
        is_copy: bool,
    ) -> Result<&mut History, BlobError> {
        let now = self.now;
        if !self.blobs.contains_key(blob) {
            Lease::NONE.check_write(lease, now)?;
            let made = PageBlob::new(History::new(size, now));
            return Ok(&mut self.blobs.entry(blob.clone()).or_insert(made).history);
        }
        let found = self.write_to(blob, lease)?;
        if is_copy {
            found.lease.check_overwrite(now)?;
        }
        found.history.overwrite(size, now);
        Ok(&mut found.history)
    }
}

/// A size in pages.
fn whole_pages(size: u64) -> Result<u64, BlobError> {
    if !size.is_multiple_of(PAGE.value.get()) || size > SIZE_MAX.value.get() {
        return Err(BlobError::InvalidHeaderValue);
    }
    Ok(size >> PAGE_SHIFT)
}

/// A range of whole pages.
fn page_range(range: &Range<u64>) -> Result<Pages, BlobError> {
    let whole = |offset: u64| offset.is_multiple_of(PAGE.value.get());
    if !whole(range.start) || !whole(range.end) {
        return Err(BlobError::InvalidHeaderValue);
    }
    if range.is_empty() {
        return Err(BlobError::InvalidPageRange);
    }
    Ok(in_pages(range))
}

/// Whole pages.
pub(super) fn in_pages(range: &Range<u64>) -> Pages {
    range.start >> PAGE_SHIFT..range.end >> PAGE_SHIFT
}
