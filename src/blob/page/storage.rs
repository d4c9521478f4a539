//! Storage accounts and the requests that change their page blobs.

use super::history::{History, Moment};
use super::layer::Pages;
use super::lease::{Lease, LeaseId, LeaseState, LeaseTime};
use super::{
    AccountKind, BlobError, BlobName, Deletion, IncrementalCopy, Ink, PageDiff, SnapshotId, Version,
};
use crate::azure::blobs::{PAGE, PREMIUM_SNAPSHOTS_MAX, PUT_MAX, SIZE_MAX, SNAPSHOT_TICK};
use crate::units::{BlobAccountId, Bytes, IdVec, SimDuration, SimTime};
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of a page as a shift.
pub(super) const PAGE_SHIFT: u32 = PAGE.value.get().trailing_zeros();
/// Ids that the service makes up lie above those that clients propose.
const OWN_LEASES: u64 = 1 << 63;

/// Storage accounts with their page blobs, and the clock by which leases end and snapshots are named.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    accounts: IdVec<BlobAccountId, AccountKind>,
    blobs: BTreeMap<BlobName, PageBlob>,
    now: SimTime,
    /// Blobs from before then cannot tell what has changed.
    diffs_since: SimTime,
    last_snapshot: Option<SnapshotId>,
    leases_made: u64,
}

#[derive(Clone, Debug)]
pub(super) struct PageBlob {
    pub(super) history: History,
    lease: Lease,
    /// What it is an incremental copy of, and of which snapshot last.
    pub(super) copy_of: Option<(BlobName, SnapshotId)>,
}

impl PageBlob {
    const fn new(history: History) -> Self {
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
    pub(super) const fn diffs_since(&self) -> SimTime {
        self.diffs_since
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
    fn check_snapshot_count(&self, blob: &BlobName) -> Result<(), BlobError> {
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
    fn next_snapshot(&self) -> SnapshotId {
        let after = |last: SnapshotId| last.taken() + SNAPSHOT_TICK.value;
        let free = self.last_snapshot.map_or(SimTime::ZERO, after);
        SnapshotId::new(self.now.max(free))
    }

    // Copies

    /// Copies a blob or a snapshot to a blob that is made or overwritten as a whole, in any account.
    /// The source's snapshots are not copied, the target's stay, and the target can be written.
    /// Returns what was moved: the full size.
    ///
    /// # Errors
    /// `BlobNotFound` for the source; the target's lease, which must be infinite; an incremental copy
    /// at either end.
    pub fn copy(
        &mut self,
        from: &Version,
        to: &BlobName,
        lease: Option<LeaseId>,
    ) -> Result<Bytes, BlobError> {
        let source = self.found(&from.blob)?;
        let at = source.moment(from.snapshot)?;
        let size = source.history.size(at);
        let contents = source.history.view(at, &(0..size));
        self.overwrite(to, size, lease, true)?.lay(&contents);
        Ok(PAGE.value * size)
    }
    /// Overwrites a blob with one of its snapshots, which stays. To promote one to another name is to
    /// copy it there.
    ///
    /// # Errors
    /// As of a copy.
    pub fn promote(
        &mut self,
        blob: &BlobName,
        snapshot: SnapshotId,
        lease: Option<LeaseId>,
    ) -> Result<Bytes, BlobError> {
        self.copy(&blob.at(snapshot), blob, lease)
    }
    /// Copies a snapshot to a blob that holds such copies only, each as a snapshot of its own. The
    /// first time all of it is copied, later what differs from the last one, which must still be
    /// there: the rules of a diff hold.
    ///
    /// # Errors
    /// `IncrementalCopySourceMustBeSnapshot`, `IncrementalCopyBlobMismatch`,
    /// `IncrementalCopyOfEarlierSnapshotNotAllowed`; those of a diff; `SnapshotCountExceeded`; the
    /// lease.
    pub fn incremental_copy(
        &mut self,
        from: &Version,
        to: &BlobName,
        lease: Option<LeaseId>,
    ) -> Result<IncrementalCopy, BlobError> {
        let id = from
            .snapshot
            .ok_or(BlobError::IncrementalCopySourceMustBeSnapshot)?;
        let source = self.found(&from.blob)?;
        let at = source.moment(Some(id))?;
        let size = source.history.size(at);
        let diff = match self.blobs.get(to).map(|target| &target.copy_of) {
            None => PageDiff {
                size: size << PAGE_SHIFT,
                changed: self.page_ranges(from)?,
                ..PageDiff::default()
            },
            Some(Some((blob, last))) if *blob == from.blob => {
                if id <= *last {
                    return Err(BlobError::IncrementalCopyOfEarlierSnapshotNotAllowed);
                }
                self.diff(from, *last)?
            }
            Some(Some(_) | None) => return Err(BlobError::IncrementalCopyBlobMismatch),
        };
        self.check_snapshot_count(to)?;
        let mut delta = Vec::with_capacity(diff.changed.len());
        for range in &diff.changed {
            delta.push(source.history.view(at, &in_pages(range)));
        }
        let (now, copied) = (self.now, self.next_snapshot());
        let held = self
            .blobs
            .get(to)
            .map_or(Lease::NONE, |target| target.lease);
        held.check_write(lease, now)?;
        let target = self.blobs.entry(to.clone());
        let target = target.or_insert_with(|| PageBlob::new(History::new(size, now)));
        target.history.resize(size);
        for range in &diff.cleared {
            target.history.clear(in_pages(range));
        }
        for part in &delta {
            target.history.lay(part);
        }
        target.history.snapshot(copied);
        target.copy_of = Some((from.blob.clone(), id));
        target.lease.written(now);
        self.last_snapshot = Some(copied);
        Ok(IncrementalCopy {
            snapshot: copied,
            diff,
        })
    }

    // Leases

    /// Leases a blob, under this id or one that the service makes up. Its holder may acquire it again
    /// for another time.
    ///
    /// # Errors
    /// `InvalidHeaderValue` for the time, `LeaseAlreadyPresent`, `LeaseIsBreakingAndCannotBeAcquired`;
    /// `BlobNotFound`.
    pub fn acquire_lease(
        &mut self,
        blob: &BlobName,
        time: LeaseTime,
        proposed: Option<LeaseId>,
    ) -> Result<LeaseId, BlobError> {
        let made = LeaseId::new(OWN_LEASES + self.leases_made);
        let (now, id) = (self.now, proposed.unwrap_or(made));
        self.lease(blob)?.acquire(id, time, now)?;
        self.leases_made += 1;
        Ok(id)
    }
    /// Starts a lease's time anew.
    ///
    /// # Errors
    /// `LeaseIdMismatchWithLeaseOperation`, `LeaseNotPresentWithLeaseOperation`,
    /// `LeaseIsBrokenAndCannotBeRenewed`; `BlobNotFound`.
    pub fn renew_lease(&mut self, blob: &BlobName, id: LeaseId) -> Result<(), BlobError> {
        let now = self.now;
        self.lease(blob)?.renew(id, now)
    }
    /// Gives a lease another id.
    ///
    /// # Errors
    /// `LeaseIdMismatchWithLeaseOperation`, `LeaseNotPresentWithLeaseOperation`,
    /// `LeaseIsBreakingAndCannotBeChanged`; `BlobNotFound`.
    pub fn change_lease(
        &mut self,
        blob: &BlobName,
        id: LeaseId,
        to: LeaseId,
    ) -> Result<(), BlobError> {
        let now = self.now;
        self.lease(blob)?.change(id, to, now)
    }
    /// Gives a lease back.
    ///
    /// # Errors
    /// `LeaseIdMismatchWithLeaseOperation`, `LeaseNotPresentWithLeaseOperation`; `BlobNotFound`.
    pub fn release_lease(&mut self, blob: &BlobName, id: LeaseId) -> Result<(), BlobError> {
        self.lease(blob)?.release(id)
    }
    /// Breaks a lease, which needs no id, at the latest after this time; by default one that ends by
    /// itself runs out, and an infinite one ends at once. Returns how long it holds on.
    ///
    /// # Errors
    /// `InvalidHeaderValue` for the time, `LeaseNotPresentWithLeaseOperation`; `BlobNotFound`.
    pub fn break_lease(
        &mut self,
        blob: &BlobName,
        period: Option<SimDuration>,
    ) -> Result<SimDuration, BlobError> {
        let now = self.now;
        self.lease(blob)?.break_off(period, now)
    }
    /// What a blob's lease is now.
    ///
    /// # Errors
    /// `BlobNotFound`.
    pub fn lease_state(&self, blob: &BlobName) -> Result<LeaseState, BlobError> {
        Ok(self.found(blob)?.lease.state(self.now))
    }
    fn lease(&mut self, blob: &BlobName) -> Result<&mut Lease, BlobError> {
        let found = self.blobs.get_mut(blob).ok_or(BlobError::BlobNotFound)?;
        Ok(&mut found.lease)
    }

    // What all have in common

    pub(super) fn found(&self, blob: &BlobName) -> Result<&PageBlob, BlobError> {
        self.blobs.get(blob).ok_or(BlobError::BlobNotFound)
    }
    pub(super) fn names(&self) -> impl Iterator<Item = &BlobName> {
        self.blobs.keys()
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
    fn overwrite(
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
fn in_pages(range: &Range<u64>) -> Pages {
    range.start >> PAGE_SHIFT..range.end >> PAGE_SHIFT
}
