//! Page blobs: what all requests together do is what plain arrays of pages do.
//!
//! `blobs/model.rs`: random histories against such arrays. `blobs/check.rs`: `vaultlab check blob`.
//! `blobs/behaviours.rs`: what the documents promise. `blobs/refusals.rs`: every refusal by its cause,
//! and both sides of every limit. `blobs/leases.rs`: who may write. `blobs/billing.rs`: what is billed,
//! and what a diff costs.

mod behaviours;
mod billing;
mod check;
mod leases;
mod model;
mod refusals;

use std::ops::Range;
use vaultlab::azure::blobs;
use vaultlab::blob::page::{AccountKind, BlobName, Ink, SnapshotId, Storage, Version};

/// Bytes of a page.
const PAGE: u64 = blobs::PAGE.value.get();

/// A disk in a premium account, and the name of a backup in a standard one.
struct Site {
    storage: Storage,
    disk: BlobName,
    backup: BlobName,
}

impl Site {
    /// With an empty disk of so many pages.
    fn new(pages: u64) -> Self {
        Self::within(Storage::new(), AccountKind::Premium, pages)
    }
    fn within(mut storage: Storage, kind: AccountKind, pages: u64) -> Self {
        let disk = BlobName::new(storage.add_account(kind), "disk");
        let backup = BlobName::new(storage.add_account(AccountKind::Standard), "backup");
        let made = storage.create(&disk, pages * PAGE, None);
        made.expect("the disk is made");
        Self {
            storage,
            disk,
            backup,
        }
    }
    fn put(&mut self, pages: Range<u64>, byte: u8) {
        let put = self
            .storage
            .put(&self.disk, bytes(pages), Ink::Fill(byte), None);
        put.expect("the disk is written");
    }
    fn clear(&mut self, pages: Range<u64>) {
        let cleared = self.storage.clear(&self.disk, bytes(pages), None);
        cleared.expect("the disk is cleared");
    }
    fn snapshot(&mut self) -> SnapshotId {
        let taken = self.storage.snapshot(&self.disk);
        taken.expect("a snapshot is taken")
    }
    /// The disk at a new snapshot.
    fn frozen(&mut self) -> Version {
        let id = self.snapshot();
        self.disk.at(id)
    }
    /// The first byte of each page.
    fn pages(&self, of: &Version) -> Vec<u8> {
        let all = self.storage.read(of, 0..u64::MAX).expect("it is read");
        let pages = all.chunks_exact(usize::try_from(PAGE).expect("a page is small"));
        pages.map(|page| page[0]).collect()
    }
}

/// The bytes of pages.
fn bytes(pages: Range<u64>) -> Range<u64> {
    pages.start * PAGE..pages.end * PAGE
}
