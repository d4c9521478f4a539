//! What the accounts hold over time: bytes for how long, without prices.

use crate::azure::blobs::PAGE;
use crate::blob::page::{Billed, BlobName, Storage};
use crate::units::{BlobAccountId, Bytes, SimTime};
use std::collections::BTreeMap;

/// What was held from one moment to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// From when.
    pub from: SimTime,
    /// Until when.
    pub to: SimTime,
    /// Bytes of blobs and snapshots in the backup's account.
    pub backups: Bytes,
    /// Bytes of snapshots in the disk's account: the disks themselves are there in any case.
    pub beside: Bytes,
}

/// Measures the accounts of a custom backup.
#[derive(Clone, Debug)]
pub(super) struct Meter {
    /// The account whose blobs all count.
    backups: BlobAccountId,
    blobs: BTreeMap<BlobName, Billed>,
    at: SimTime,
    held: Vec<Held>,
}

impl Meter {
    pub(super) const fn new(backups: BlobAccountId) -> Self {
        Self {
            backups,
            blobs: BTreeMap::new(),
            at: SimTime::ZERO,
            held: Vec::new(),
        }
    }
    /// A blob has become another, now.
    pub(super) fn measure(&mut self, storage: &Storage, blob: &BlobName) {
        self.pass(storage.now());
        self.read(storage, blob);
    }
    /// A disk was written evenly since something was measured last: so its snapshots came to hold
    /// what it let go.
    pub(super) fn measure_written(&mut self, storage: &Storage, disk: &BlobName) {
        let before = self.beside();
        self.read(storage, disk);
        let grown = self.beside().saturating_sub(before);
        let held = self.held.len();
        self.pass(storage.now());
        for held in &mut self.held[held..] {
            held.beside = before + Bytes::new(grown.get() >> 1);
        }
    }
    fn read(&mut self, storage: &Storage, blob: &BlobName) {
        match storage.billed(blob) {
            Ok(billed) => self.blobs.insert(blob.clone(), billed),
            Err(_) => self.blobs.remove(blob),
        };
    }
    /// Time passes.
    pub(super) fn pass(&mut self, to: SimTime) {
        if to > self.at {
            let from = std::mem::replace(&mut self.at, to);
            let (backups, beside) = (self.stored(), self.beside());
            self.held.push(Held {
                from,
                to,
                backups,
                beside,
            });
        }
    }
    /// What the backup's account holds now.
    pub(super) fn stored(&self) -> Bytes {
        let blobs = self.blobs.iter();
        let of_account = blobs.filter(|(blob, _)| blob.account == self.backups);
        of_account
            .map(|(_, it)| PAGE.value * it.base + PAGE.value * it.snapshots)
            .sum()
    }
    /// What snapshots hold now beside the disks.
    pub(super) fn beside(&self) -> Bytes {
        let blobs = self.blobs.iter();
        let others = blobs.filter(|(blob, _)| blob.account != self.backups);
        others.map(|(_, it)| PAGE.value * it.snapshots).sum()
    }
    pub(super) fn held(&self) -> &[Held] {
        &self.held
    }
}
