//! The steps of a file, asked of the service one after the other.

use super::{FIRST_BLOB, PAGE, Request, Step, What};
use crate::blob::page::{
    AccountKind, BlobError, BlobName, Deletion, Ink, PageDiff, SnapshotId, Storage, Version,
};
use crate::units::{BlobAccountId, SimTime};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// The answer: each step, then the snapshots that are left and what is billed.
#[derive(Serialize)]
pub(super) struct Answer<'f> {
    steps: Vec<StepRow>,
    snapshots: Vec<SnapshotRow<'f>>,
    billed: BTreeMap<String, BilledRow>,
}

/// What a blob is after a step. Without the state where there is no such blob to read.
#[derive(Default, Serialize)]
struct StepRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<DiffRow>,
    #[serde(flatten)]
    state: Option<State>,
}

/// Ranges are inclusive at both ends, neighbours are merged.
#[derive(Serialize)]
struct State {
    size: u64,
    ranges: Vec<[u64; 2]>,
    content_sha256: String,
}

#[derive(Serialize)]
struct DiffRow {
    changed: Vec<[u64; 2]>,
    cleared: Vec<[u64; 2]>,
}

#[derive(Serialize)]
struct SnapshotRow<'f> {
    blob: &'f str,
    name: &'f str,
    #[serde(flatten)]
    state: State,
}

/// Unique pages, in bytes.
#[derive(Serialize)]
struct BilledRow {
    base: u64,
    snapshots: u64,
}

struct Replay<'f> {
    storage: Storage,
    account: BlobAccountId,
    /// Snapshots that were taken, by blob and name. A later one of a deleted blob has its own id.
    taken: BTreeMap<(&'f str, &'f str), SnapshotId>,
    /// Hashes of contents that were met before, by their quick digest.
    hashes: BTreeMap<u64, String>,
}

/// Asks every step of a blob of this size.
pub(super) fn replay(size: u64, premium: bool, steps: &[Step]) -> Answer<'_> {
    let mut storage = Storage::new();
    let kind = if premium {
        AccountKind::Premium
    } else {
        AccountKind::Standard
    };
    let account = storage.add_account(kind);
    // A size that the service refuses leaves no blob, and every step says so.
    let _ = storage.create(&BlobName::new(account, FIRST_BLOB), size, None);
    let mut replay = Replay {
        storage,
        account,
        taken: BTreeMap::new(),
        hashes: BTreeMap::new(),
    };
    let rows = steps.iter().map(|step| replay.row(step)).collect();
    replay.answer(rows)
}

impl<'f> Replay<'f> {
    fn row(&mut self, step: &'f Step) -> StepRow {
        let mut row = StepRow::default();
        match self.ask(step, &mut row) {
            Ok(()) => {}
            Err(error) => row.error = Some(error.code()),
        }
        let blob = self.blob(&step.blob);
        // An incremental copy is not for reading: its newest snapshot is shown.
        let newest = || self.storage.snapshots(&blob).ok()?.last().copied();
        let version = match self.storage.size(&blob.now()) {
            Err(BlobError::OperationNotAllowedOnIncrementalCopyBlob) => blob.version(newest()),
            Ok(_) | Err(_) => blob.now(),
        };
        row.state = self.state(&version).ok();
        row
    }

    fn ask(&mut self, step: &'f Step, row: &mut StepRow) -> Result<(), BlobError> {
        let blob = &self.blob(&step.blob);
        match &step.request {
            Request::Create { size } => self.storage.create(blob, *size, None),
            Request::Put {
                offset,
                length,
                fill,
            } => {
                let range = range(*offset, *length);
                self.storage.put(blob, range, Ink::Fill(*fill), None)
            }
            Request::Clear { offset, length } => {
                self.storage.clear(blob, range(*offset, *length), None)
            }
            Request::Resize { size } => self.storage.resize(blob, *size, None),
            Request::Delete { what } => self.storage.delete(blob, (*what).into(), None),
            Request::Snapshot { name } => {
                let id = self.storage.snapshot(blob)?;
                self.taken.insert((&step.blob, name), id);
                Ok(())
            }
            Request::DeleteSnapshot { name } => {
                let id = self.id(&step.blob, name);
                self.storage.delete_snapshot(blob, id)
            }
            Request::Diff { name, previous } => {
                let of = self.version(&step.blob, name.as_deref());
                let diff = self.storage.diff(&of, self.id(&step.blob, previous))?;
                row.diff = Some(DiffRow::of(&diff));
                Ok(())
            }
            Request::Copy { from, name } => {
                let from = self.version(from, name.as_deref());
                row.moved = Some(self.storage.copy(&from, blob, None)?.get());
                Ok(())
            }
            Request::Promote { name } => {
                let id = self.id(&step.blob, name);
                row.moved = Some(self.storage.promote(blob, id, None)?.get());
                Ok(())
            }
            Request::IncrementalCopy { from, source, name } => {
                let source = self.version(from, Some(source));
                let copy = self.storage.incremental_copy(&source, blob, None)?;
                self.taken.insert((&step.blob, name), copy.snapshot);
                row.moved = Some(copy.diff.changed_bytes().get());
                row.diff = Some(DiffRow::of(&copy.diff));
                Ok(())
            }
        }
    }

    fn blob(&self, name: &str) -> BlobName {
        BlobName::new(self.account, name)
    }
    /// The snapshot of a name. One that was refused is none that the service knows.
    fn id(&self, blob: &str, name: &str) -> SnapshotId {
        let never = SnapshotId::new(SimTime::MAX);
        self.taken.get(&(blob, name)).copied().unwrap_or(never)
    }
    fn version(&self, blob: &str, name: Option<&str>) -> Version {
        let id = name.map(|name| self.id(blob, name));
        self.blob(blob).version(id)
    }
    fn state(&mut self, of: &Version) -> Result<State, BlobError> {
        let digest = self.storage.digest(of)?;
        if !self.hashes.contains_key(&digest) {
            let hash = hex(&self.storage.sha256(of)?);
            self.hashes.insert(digest, hash);
        }
        Ok(State {
            size: self.storage.size(of)?,
            ranges: inclusive(&self.storage.page_ranges(of)?),
            content_sha256: self.hashes[&digest].clone(),
        })
    }

    fn answer(mut self, steps: Vec<StepRow>) -> Answer<'f> {
        let mut by_time: Vec<_> = self.taken.iter().map(|(names, id)| (*id, *names)).collect();
        by_time.sort_unstable();
        let mut snapshots = Vec::new();
        for (id, (blob, name)) in by_time {
            let version = self.blob(blob).at(id);
            if let Ok(state) = self.state(&version) {
                snapshots.push(SnapshotRow { blob, name, state });
            }
        }
        let billed = self.storage.blobs(self.account).map(|blob| {
            let pages = self.storage.billed(blob).expect("it is listed");
            let row = BilledRow {
                base: (PAGE.value * pages.base).get(),
                snapshots: (PAGE.value * pages.snapshots).get(),
            };
            (blob.name.clone(), row)
        });
        let billed = billed.collect();
        Answer {
            steps,
            snapshots,
            billed,
        }
    }
}

impl DiffRow {
    fn of(diff: &PageDiff) -> Self {
        Self {
            changed: inclusive(&diff.changed),
            cleared: inclusive(&diff.cleared),
        }
    }
}

impl From<What> for Deletion {
    fn from(what: What) -> Self {
        match what {
            What::None => Self::Blob,
            What::Include => Self::BlobAndSnapshots,
            What::Only => Self::SnapshotsOnly,
        }
    }
}

fn range(offset: u64, length: u64) -> Range<u64> {
    offset..offset.saturating_add(length)
}

fn inclusive(ranges: &[Range<u64>]) -> Vec<[u64; 2]> {
    ranges.iter().map(|it| [it.start, it.end - 1]).collect()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a string takes everything");
    }
    text
}
