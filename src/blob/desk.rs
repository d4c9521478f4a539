//! Storage as a person works with it: accounts and snapshots by the names that they gave them, and
//! of every request what it moved and how many there were. It decides nothing: what is refused is
//! refused by [`Storage`], and how long things take is for whoever asks to say.

mod ask;

pub use ask::{Ask, Cost, Reply, Request};

use super::page::{AccountKind, BlobName, LeaseId, SnapshotId, Storage, Version};
use crate::units::{BlobAccountId, Id, SimTime};
use std::collections::BTreeMap;

/// Storage, and what its parts are called.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    storage: Storage,
    accounts: Vec<(String, AccountKind)>,
    /// Snapshots that were taken, also those that are gone: a name is given once for each blob.
    snapshots: BTreeMap<(BlobName, String), SnapshotId>,
    /// The lease that this desk holds, or held, of a blob.
    leases: BTreeMap<BlobName, LeaseId>,
}

impl Desk {
    /// Without accounts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// What lies underneath, for reading.
    #[must_use]
    pub const fn storage(&self) -> &Storage {
        &self.storage
    }
    /// Adds an account.
    pub fn add_account(&mut self, name: impl Into<String>, kind: AccountKind) -> BlobAccountId {
        self.accounts.push((name.into(), kind));
        self.storage.add_account(kind)
    }
    /// Every account with its name and kind.
    pub fn accounts(&self) -> impl Iterator<Item = (BlobAccountId, &str, AccountKind)> {
        let accounts = self.accounts.iter().enumerate();
        accounts.map(|(i, (name, kind))| (BlobAccountId::from_index(i), name.as_str(), *kind))
    }
    /// The account of this name.
    #[must_use]
    pub fn account(&self, name: &str) -> Option<BlobAccountId> {
        let mut accounts = self.accounts();
        accounts.find_map(|(id, its_name, _)| (its_name == name).then_some(id))
    }
    /// What an account is called.
    #[must_use]
    pub fn account_name(&self, account: BlobAccountId) -> &str {
        &self.accounts[account.index()].0
    }
    /// Moves the clock.
    ///
    /// # Panics
    /// If that is backwards.
    pub fn advance(&mut self, now: SimTime) {
        self.storage.advance(now);
    }
    /// The snapshot of a blob that has this name; of a name that was never given, one that does not
    /// exist.
    #[must_use]
    pub fn snapshot(&self, blob: &BlobName, name: &str) -> SnapshotId {
        let key = (blob.clone(), name.to_owned());
        let never = SnapshotId::new(SimTime::MAX);
        self.snapshots.get(&key).copied().unwrap_or(never)
    }
    /// True when a snapshot of a blob was given this name, whether it is still there or not.
    #[must_use]
    pub fn is_named(&self, blob: &BlobName, name: &str) -> bool {
        self.snapshots
            .contains_key(&(blob.clone(), name.to_owned()))
    }
    /// A blob's snapshots with their names, oldest first.
    #[must_use]
    pub fn snapshots(&self, blob: &BlobName) -> Vec<(&str, SnapshotId)> {
        let there = self.storage.snapshots(blob).unwrap_or_default();
        let named = |id: &SnapshotId| {
            let mut names = self.snapshots.iter();
            let name = names.find(|((of, _), its_id)| of == blob && *its_id == id);
            (name.map_or("", |((_, name), _)| name.as_str()), *id)
        };
        there.iter().map(named).collect()
    }
    /// A blob at the snapshot of this name, or as it is now.
    #[must_use]
    pub fn version(&self, blob: &BlobName, snapshot: Option<&str>) -> Version {
        blob.version(snapshot.map(|name| self.snapshot(blob, name)))
    }
    /// Every snapshot that was given a name, oldest first: also those that are gone.
    #[must_use]
    pub fn named(&self) -> Vec<(SnapshotId, &BlobName, &str)> {
        let all = self.snapshots.iter();
        let mut named: Vec<_> = all.map(|((blob, name), id)| (*id, blob, &**name)).collect();
        named.sort_unstable();
        named
    }
    /// The lease that this desk holds of a blob, as far as it knows.
    #[must_use]
    pub fn lease(&self, blob: &BlobName) -> Option<LeaseId> {
        self.leases.get(blob).copied()
    }

    fn note_snapshot(&mut self, blob: &BlobName, name: &str, id: SnapshotId) {
        self.snapshots.insert((blob.clone(), name.to_owned()), id);
    }
}
