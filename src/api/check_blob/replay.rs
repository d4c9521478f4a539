//! The steps of a file, asked of the service one after the other.

use super::Step;
use crate::azure::blobs::PAGE;
use crate::blob::desk::{Ask, Desk, Reply, Request};
use crate::blob::page::{BlobError, BlobName, PageDiff, Version};
use serde::Serialize;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write;
use std::ops::Range;

/// The answer: each step, then the snapshots that are left and what is billed.
#[derive(Serialize)]
pub(super) struct Answer {
    steps: Vec<StepRow>,
    snapshots: Vec<SnapshotRow>,
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
    page_ranges: Option<Vec<[u64; 2]>>,
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
struct SnapshotRow {
    blob: String,
    name: String,
    #[serde(flatten)]
    state: State,
}

/// Unique pages, in bytes.
#[derive(Serialize)]
struct BilledRow {
    base: u64,
    snapshots: u64,
}

struct Replay {
    desk: Desk,
    /// Hashes of contents that were met before, by their quick digest.
    hashes: BTreeMap<u64, String>,
}

/// Asks every step, after the first blob was made with this size.
pub(super) fn replay(desk: Desk, first: BlobName, size: u64, steps: &[Step]) -> Answer {
    let hashes = BTreeMap::new();
    let mut replay = Replay { desk, hashes };
    // A size that the service refuses leaves no blob, and every step says so.
    let _ = replay.desk.ask(&Request {
        blob: first.clone(),
        ask: Ask::Create { size },
        with_lease: false,
    });
    let rows = steps.iter().map(|step| replay.row(step)).collect();
    replay.answer(rows, &first)
}

impl Replay {
    fn row(&mut self, step: &Step) -> StepRow {
        let mut row = match step {
            Step::Ask(request) => match self.desk.ask(request) {
                Ok(reply) => StepRow::of(&request.ask, &reply),
                Err(error) => StepRow {
                    error: Some(error.code()),
                    ..StepRow::default()
                },
            },
            Step::Wait(_, time) => {
                let now = self.desk.storage().now();
                self.desk.advance(now + *time);
                StepRow::default()
            }
        };
        let (blob, storage) = (step.blob(), self.desk.storage());
        // An incremental copy is not for reading: its newest snapshot is shown.
        let newest = || storage.snapshots(blob).ok()?.last().copied();
        let version = match storage.size(&blob.now()) {
            Err(BlobError::OperationNotAllowedOnIncrementalCopyBlob) => blob.version(newest()),
            Ok(_) | Err(_) => blob.now(),
        };
        row.state = self.state(&version).ok();
        row
    }
    fn state(&mut self, of: &Version) -> Result<State, BlobError> {
        let storage = self.desk.storage();
        let digest = storage.digest(of)?;
        let hash = match self.hashes.entry(digest) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(hex(&storage.sha256(of)?)),
        };
        Ok(State {
            size: storage.size(of)?,
            ranges: inclusive(&storage.page_ranges(of)?),
            content_sha256: hash.clone(),
        })
    }

    fn answer(mut self, steps: Vec<StepRow>, first: &BlobName) -> Answer {
        let named = self.desk.named().into_iter();
        let named: Vec<(Version, String)> = named
            .map(|(id, blob, name)| (blob.at(id), name.to_owned()))
            .collect();
        let mut snapshots = Vec::new();
        for (version, name) in named {
            if let Ok(state) = self.state(&version) {
                let blob = version.blob.name;
                snapshots.push(SnapshotRow { blob, name, state });
            }
        }
        let storage = self.desk.storage();
        let billed = storage.blobs(first.account).map(|blob| {
            let pages = storage.billed(blob).expect("it is listed");
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

impl StepRow {
    /// What a request was answered; how many bytes went by is told of copies.
    fn of(ask: &Ask, reply: &Reply) -> Self {
        let moved = Some(reply.cost.moved.get());
        let diff = reply.diff.as_ref();
        let none = Self::default();
        match ask {
            Ask::Create { .. }
            | Ask::Put { .. }
            | Ask::Clear { .. }
            | Ask::Resize { .. }
            | Ask::Delete { .. }
            | Ask::Snapshot { .. }
            | Ask::DeleteSnapshot { .. }
            | Ask::Acquire { .. }
            | Ask::Release
            | Ask::Break => none,
            Ask::Ranges { .. } => Self {
                page_ranges: diff.map(|diff| inclusive(&diff.changed)),
                ..none
            },
            Ask::Diff { .. } => Self {
                diff: diff.map(DiffRow::of),
                ..none
            },
            Ask::Copy { .. }
            | Ask::Promote { .. }
            | Ask::IncrementalCopy { .. }
            | Ask::Apply { .. } => Self {
                moved,
                diff: diff.map(DiffRow::of),
                ..none
            },
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
