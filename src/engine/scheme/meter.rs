//! What the accounts hold over time: bytes for how long, without prices.

use crate::azure::blobs::PAGE;
use crate::blob::page::{Billed, BlobName, Storage};
use crate::units::{BlobAccountId, Bytes, SimDuration, SimTime};
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
    /// When a blob beside the backups was measured last, and how much of `held` lies before.
    read_at: SimTime,
    read_held: usize,
}

impl Meter {
    pub(super) const fn new(backups: BlobAccountId) -> Self {
        Self {
            backups,
            blobs: BTreeMap::new(),
            at: SimTime::ZERO,
            held: Vec::new(),
            read_at: SimTime::ZERO,
            read_held: 0,
        }
    }
    /// A blob has become another, now.
    pub(super) fn measure(&mut self, storage: &Storage, blob: &BlobName) {
        self.pass(storage.now());
        self.read(storage, blob);
    }
    /// A disk was written evenly since it was measured last: so its snapshots came to hold what it let
    /// go, whatever was done to other blobs meanwhile.
    pub(super) fn measure_written(&mut self, storage: &Storage, disk: &BlobName) {
        self.pass(storage.now());
        let before = self.beside();
        let (since, first) = (self.read_at, self.read_held);
        self.read(storage, disk);
        let grown = self.beside().saturating_sub(before);
        for held in &mut self.held[first..] {
            let middle = held.from.since(since) + half(held.to.since(held.from));
            held.beside += grown.share(middle, self.at.since(since));
        }
    }
    fn read(&mut self, storage: &Storage, blob: &BlobName) {
        match storage.billed(blob) {
            Ok(billed) => self.blobs.insert(blob.clone(), billed),
            Err(_) => self.blobs.remove(blob),
        };
        if blob.account != self.backups {
            (self.read_at, self.read_held) = (self.at, self.held.len());
        }
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

const fn half(length: SimDuration) -> SimDuration {
    SimDuration::from_nanos(length.as_nanos() >> 1)
}
