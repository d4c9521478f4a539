//! Requests that only read: contents, ranges, what differs, what is billed.

use super::history::join;
use super::layer::Pages;
use super::storage::{PAGE_SHIFT, Storage};
use super::{Billed, BlobError, BlobName, Ink, PageDiff, SnapshotId, Version};
use crate::units::BlobAccountId;
use sha2::{Digest, Sha256};
use std::ops::Range;
use xxhash_rust::xxh3::Xxh3;

/// Pages that are made bytes at once when a whole blob is hashed.
const CHUNK_PAGES: u64 = 128;

impl Storage {
    /// An account's blobs, by name.
    pub fn blobs(&self, account: BlobAccountId) -> impl Iterator<Item = &BlobName> {
        self.blobs
            .keys()
            .filter(move |blob| blob.account == account)
    }
    /// A blob's snapshots, oldest first.
    ///
    /// # Errors
    /// `BlobNotFound`.
    pub fn snapshots(&self, blob: &BlobName) -> Result<Vec<SnapshotId>, BlobError> {
        Ok(self.found(blob)?.history.snapshots().collect())
    }
    /// The size of a blob or a snapshot in bytes.
    ///
    /// # Errors
    /// `BlobNotFound`; an incremental copy itself.
    pub fn size(&self, of: &Version) -> Result<u64, BlobError> {
        let found = self.found(&of.blob)?;
        Ok(found.history.size(found.moment(of.snapshot)?) << PAGE_SHIFT)
    }
    /// The ranges that hold data, in order; neighbours are one range.
    ///
    /// # Errors
    /// `BlobNotFound`; an incremental copy itself.
    pub fn page_ranges(&self, of: &Version) -> Result<Vec<Range<u64>>, BlobError> {
        let found = self.found(&of.blob)?;
        let at = found.moment(of.snapshot)?;
        let held = found.history.shown(at);
        let mut ranges = Vec::new();
        for (pages, _) in held.written() {
            join(&mut ranges, pages.clone());
        }
        Ok(in_bytes(&ranges))
    }
    /// What differs from an earlier snapshot of the same blob.
    ///
    /// # Errors
    /// `PreviousSnapshotNotFound`, `PreviousSnapshotCannotBeNewer`,
    /// `PreviousSnapshotOperationNotSupported`, `BlobOverwritten`; `BlobNotFound`; an incremental copy
    /// itself.
    pub fn diff(&self, of: &Version, previous: SnapshotId) -> Result<PageDiff, BlobError> {
        let found = self.found(&of.blob)?;
        let (history, at) = (&found.history, found.moment(of.snapshot)?);
        let Some(earlier) = history.moment(previous) else {
            return Err(BlobError::PreviousSnapshotNotFound);
        };
        if earlier > at {
            return Err(BlobError::PreviousSnapshotCannotBeNewer);
        }
        if history.created(earlier) < self.diffs_since {
            return Err(BlobError::PreviousSnapshotOperationNotSupported);
        }
        if history.is_overwritten(earlier, at) {
            return Err(BlobError::BlobOverwritten);
        }
        let changes = history.changes(earlier, at);
        Ok(PageDiff {
            size: history.size(at) << PAGE_SHIFT,
            changed: in_bytes(&changes.changed),
            cleared: in_bytes(&changes.cleared),
            looked_at: changes.looked_at,
        })
    }
    /// Bytes of any range; what holds no data reads as zeros. A range that ends beyond the blob is
    /// answered up to its end.
    ///
    /// # Errors
    /// `InvalidRange` if it begins there, or is empty; `BlobNotFound`; an incremental copy itself.
    pub fn read(&self, of: &Version, range: Range<u64>) -> Result<Vec<u8>, BlobError> {
        let size = self.size(of)?;
        let range = range.start..range.end.min(size);
        if range.is_empty() {
            return Err(BlobError::InvalidRange);
        }
        let pages = range.start >> PAGE_SHIFT..((range.end - 1) >> PAGE_SHIFT) + 1;
        let mut bytes = vec![0; place(pages.end - pages.start)];
        let found = self.found(&of.blob)?;
        let held = found.history.view(found.moment(of.snapshot)?, &pages);
        for (part, ink) in held.written() {
            let (from, to) = (
                place(part.start - pages.start),
                place(part.end - pages.start),
            );
            ink.fill(part.start << PAGE_SHIFT, &mut bytes[from..to]);
        }
        let offset = pages.start << PAGE_SHIFT;
        let in_memory = |at: u64| usize::try_from(at - offset).expect("it is in memory");
        bytes.truncate(in_memory(range.end));
        bytes.drain(..in_memory(range.start));
        Ok(bytes)
    }
    /// The SHA-256 of all bytes; costs the size.
    ///
    /// # Errors
    /// `BlobNotFound`; an incremental copy itself.
    pub fn sha256(&self, of: &Version) -> Result<[u8; 32], BlobError> {
        let found = self.found(&of.blob)?;
        let at = found.moment(of.snapshot)?;
        let size = found.history.size(at);
        let held = found.history.shown(at);
        let mut hash = Sha256::new();
        let mut buffer = vec![0; place(CHUNK_PAGES)];
        let mut update = |pages: Pages, ink: Ink| {
            let mut start = pages.start;
            while start < pages.end {
                let end = pages.end.min(start + CHUNK_PAGES);
                let chunk = &mut buffer[..place(end - start)];
                ink.fill(start << PAGE_SHIFT, chunk);
                hash.update(&*chunk);
                start = end;
            }
        };
        let mut done = 0;
        for (pages, ink) in held.written() {
            update(done..pages.start, Ink::Fill(0));
            update(pages.clone(), ink);
            done = pages.end;
        }
        update(done..size, Ink::Fill(0));
        Ok(hash.finalize().into())
    }
    /// A number that is equal for equal bytes, made from the ranges alone: it costs these and never
    /// the size. Two blobs have equal digests if they are of one size and of the same bytes.
    ///
    /// # Errors
    /// `BlobNotFound`; an incremental copy itself.
    pub fn digest(&self, of: &Version) -> Result<u64, BlobError> {
        let found = self.found(&of.blob)?;
        let at = found.moment(of.snapshot)?;
        let size = found.history.size(at);
        let mut hash = Xxh3::new();
        hash.update(&size.to_le_bytes());
        for (pages, ink) in found.history.shown(at).written() {
            let Some((kind, number)) = ink.number() else {
                continue;
            };
            for word in [pages.start, pages.end, kind, number] {
                hash.update(&word.to_le_bytes());
            }
        }
        Ok(hash.digest())
    }
    /// What a blob and its snapshots are billed for.
    ///
    /// # Errors
    /// `BlobNotFound`.
    pub fn billed(&self, blob: &BlobName) -> Result<Billed, BlobError> {
        Ok(self.found(blob)?.history.billed())
    }
    /// Pages that hold data at each snapshot, oldest first. To ask each for its ranges would cost the
    /// square of their number.
    ///
    /// # Errors
    /// `BlobNotFound`.
    pub fn held(&self, blob: &BlobName) -> Result<Vec<u64>, BlobError> {
        Ok(self.found(blob)?.history.held())
    }
}

fn in_bytes(pages: &[Pages]) -> Vec<Range<u64>> {
    let bytes = |it: &Pages| it.start << PAGE_SHIFT..it.end << PAGE_SHIFT;
    pages.iter().map(bytes).collect()
}

/// How many bytes of memory so many pages take.
fn place(pages: u64) -> usize {
    usize::try_from(pages << PAGE_SHIFT).expect("what is read is in memory")
}
