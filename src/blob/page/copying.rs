//! Requests that copy a blob or a snapshot to another blob, as a whole or what differs.

use super::history::History;
use super::lease::{Lease, LeaseId};
use super::storage::{PAGE_SHIFT, PageBlob, Storage, in_pages};
use super::{BlobError, BlobName, IncrementalCopy, Ink, PageDiff, SnapshotId, Version};
use crate::azure::blobs::PAGE;
use crate::units::Bytes;
use std::ops::Range;

impl Storage {
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
        let contents = source.history.shown(at).into_owned();
        self.overwrite(to, size, lease, true)?.lay(&contents);
        Ok(PAGE.value * size)
    }
    /// Writes pages with what another version holds at the same places, as a Put Page From URL: pages
    /// that hold nothing there are written with zeros.
    ///
    /// # Errors
    /// As of a put; `BlobNotFound` for the source, `InvalidRange` beyond its end.
    pub fn put_from(
        &mut self,
        from: &Version,
        range: Range<u64>,
        to: &BlobName,
        lease: Option<LeaseId>,
    ) -> Result<(), BlobError> {
        let source = self.found(&from.blob)?;
        let at = source.moment(from.snapshot)?;
        if range.end > self.size(from)? {
            return Err(BlobError::InvalidRange);
        }
        let contents = source.history.view(at, &in_pages(&range));
        self.put(to, range, Ink::Fill(0), lease)?;
        let target = self.blobs.get_mut(to).ok_or(BlobError::BlobNotFound)?;
        target.history.lay(&contents);
        Ok(())
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
}
