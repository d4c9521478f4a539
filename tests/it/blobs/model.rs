//! What page blobs must do, as plain arrays of pages: each page knows which write it comes from, and
//! nothing is shared. Random histories are played on both.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use vaultlab::blob::content::Stamp;
use vaultlab::blob::page::{
    AccountKind, Billed, BlobName, Deletion, Ink, SnapshotId, Storage, Version,
};
use vaultlab::units::SimTime;

use super::PAGE;
use crate::dice::{Dice, Told};

/// Histories, each with its own seed.
const HISTORIES: u64 = 1_000;
/// Requests of a history.
const REQUESTS: u64 = 40;
/// The largest blob of a history in pages.
const PAGES: u64 = 32;
const NAMES: [&str; 3] = ["disk", "backup", "other"];
const TRACKER: &str = "incremental";

/// A page that holds data: the number of the write, and what it wrote.
type Page = Option<(u64, Ink)>;

#[derive(Clone, Debug, Default)]
struct Image {
    pages: Vec<Page>,
    /// How often the blob was written anew.
    generation: u64,
}

#[derive(Clone, Debug, Default)]
struct Blob {
    base: Image,
    snapshots: BTreeMap<SnapshotId, Image>,
    copied: Option<(SnapshotId, Image)>,
}

/// The service beside its model.
struct Pair {
    storage: Storage,
    blobs: BTreeMap<BlobName, Blob>,
    names: Vec<BlobName>,
    tracker: BlobName,
    writes: u64,
    /// How many answers of each kind were compared.
    seen: BTreeSet<&'static str>,
}

impl Pair {
    fn new() -> Self {
        let mut storage = Storage::new();
        let near = storage.add_account(AccountKind::Premium);
        let far = storage.add_account(AccountKind::Standard);
        let account = |name: &str| if name == "disk" { near } else { far };
        let name = |name: &&str| BlobName::new(account(name), *name);
        Self {
            storage,
            blobs: BTreeMap::new(),
            names: NAMES.iter().map(name).collect(),
            tracker: BlobName::new(far, TRACKER),
            writes: 0,
            seen: BTreeSet::new(),
        }
    }

    fn create(&mut self, name: &BlobName, pages: u64) {
        self.storage
            .create(name, pages * PAGE, None)
            .expect("it is made");
        let image = vec![None; usize::try_from(pages).expect("the model has it")];
        self.overwrite(name, image);
    }
    /// Writes a blob anew; each page is a write of its own, also of what was there.
    fn overwrite(&mut self, name: &BlobName, pages: Vec<Page>) {
        let mut again = |page: Page| {
            self.writes += 1;
            page.map(|(_, ink)| (self.writes, ink))
        };
        let pages = pages.into_iter().map(&mut again).collect();
        let blob = self.blobs.entry(name.clone()).or_default();
        let generation = blob.base.generation + 1;
        blob.base = Image { pages, generation };
    }

    /// One random request; what cannot be asked of this blob is left out.
    fn ask(&mut self, dice: &mut Dice) {
        let name = self.names[dice.below(NAMES.len() as u64) as usize].clone();
        if dice.below(2) == 0 {
            let later = SimTime::from_nanos(self.storage.now().as_nanos() + dice.below(300));
            self.storage.advance(later);
        }
        if !self.blobs.contains_key(&name) {
            return self.create(&name, 1 + dice.below(PAGES));
        }
        match dice.below(20) {
            0..=6 => self.put(&name, dice),
            7..=9 => self.clear(&name, dice),
            10 => self.resize(&name, dice),
            11..=13 => self.snapshot(&name),
            14 => self.delete_snapshot(&name, dice),
            15 | 16 => self.copy(&name, dice),
            17 => self.promote(&name, dice),
            18 => self.track(dice),
            _ => self.rarely(&name, dice),
        }
    }
    fn range(&self, name: &BlobName, dice: &mut Dice) -> Option<Range<usize>> {
        let count = self.blobs[name].base.pages.len() as u64;
        let (a, b) = (dice.below(count + 1), dice.below(count + 1));
        (a != b).then(|| a.min(b) as usize..a.max(b) as usize)
    }
    fn put(&mut self, name: &BlobName, dice: &mut Dice) {
        let Some(pages) = self.range(name, dice) else {
            return;
        };
        let ink = match dice.below(4) {
            0 => Ink::Fill(0),
            1 => Ink::Fill(7),
            disk => Ink::Stream(Stamp::new(disk, dice.below(2) as u32)),
        };
        self.storage
            .put(name, in_bytes(&pages), ink, None)
            .expect("it is written");
        self.writes += 1;
        let page = Some((self.writes, ink));
        self.blobs
            .get_mut(name)
            .expect("the model has it")
            .base
            .pages[pages]
            .fill(page);
    }
    fn clear(&mut self, name: &BlobName, dice: &mut Dice) {
        if let Some(pages) = self.range(name, dice) {
            self.storage
                .clear(name, in_bytes(&pages), None)
                .expect("it is cleared");
            self.blobs
                .get_mut(name)
                .expect("the model has it")
                .base
                .pages[pages]
                .fill(None);
        }
    }
    fn resize(&mut self, name: &BlobName, dice: &mut Dice) {
        let pages = dice.below(PAGES + 1);
        self.storage
            .resize(name, pages * PAGE, None)
            .expect("it is resized");
        let base = &mut self.blobs.get_mut(name).expect("the model has it").base;
        base.pages.resize(pages as usize, None);
    }
    fn snapshot(&mut self, name: &BlobName) {
        let id = self.storage.snapshot(name).expect("a snapshot is taken");
        let blob = self.blobs.get_mut(name).expect("the model has it");
        assert!(
            blob.snapshots.keys().all(|older| *older < id),
            "names follow time"
        );
        blob.snapshots.insert(id, blob.base.clone());
    }
    fn some_snapshot(&self, name: &BlobName, dice: &mut Dice) -> Option<SnapshotId> {
        let snapshots: Vec<SnapshotId> = self.blobs.get(name)?.snapshots.keys().copied().collect();
        let last = snapshots.len() as u64;
        (last > 0).then(|| snapshots[dice.below(last) as usize])
    }
    fn delete_snapshot(&mut self, name: &BlobName, dice: &mut Dice) {
        let name = if dice.below(4) == 0 {
            self.tracker.clone()
        } else {
            name.clone()
        };
        if let Some(id) = self.some_snapshot(&name, dice) {
            self.storage
                .delete_snapshot(&name, id)
                .expect("it is deleted");
            self.blobs
                .get_mut(&name)
                .expect("the model has it")
                .snapshots
                .remove(&id);
        }
    }
    /// Copies a blob, a snapshot or a snapshot of the incremental copy over another blob, or itself.
    fn copy(&mut self, to: &BlobName, dice: &mut Dice) {
        let from = match dice.below(4) {
            3 => self.tracker.clone(),
            other => self.names[other as usize].clone(),
        };
        let snapshot = self.some_snapshot(&from, dice);
        if from == self.tracker && snapshot.is_none() || !self.blobs.contains_key(&from) {
            return;
        }
        let snapshot = snapshot.filter(|_| from == self.tracker || dice.below(2) == 0);
        let moved = self.storage.copy(&from.version(snapshot), to, None);
        let image = self.image(&from.version(snapshot)).clone();
        assert_eq!(
            moved.expect("the model has it").get(),
            image.pages.len() as u64 * PAGE
        );
        self.overwrite(to, image.pages);
    }
    fn promote(&mut self, name: &BlobName, dice: &mut Dice) {
        if let Some(id) = self.some_snapshot(name, dice) {
            self.storage
                .promote(name, id, None)
                .expect("it is promoted");
            let pages = self.blobs[name].snapshots[&id].pages.clone();
            self.overwrite(name, pages);
        }
    }
    /// The next incremental copy of the disk, where the service would make one.
    fn track(&mut self, dice: &mut Dice) {
        let disk = self.names[0].clone();
        let Some(id) = self.some_snapshot(&disk, dice) else {
            return;
        };
        let image = self.blobs[&disk].snapshots[&id].clone();
        let target = self.blobs.get(&self.tracker);
        let last = target.and_then(|blob| blob.copied.clone());
        let copied = self
            .storage
            .incremental_copy(&disk.at(id), &self.tracker, None);
        let is_allowed = last.as_ref().is_none_or(|(last, before)| {
            let is_there = self.blobs[&disk].snapshots.contains_key(last);
            *last < id && is_there && before.generation == image.generation
        });
        assert_eq!(copied.is_ok(), is_allowed, "{copied:?}");
        let Ok(copied) = copied else {
            return;
        };
        self.seen.insert("incremental copies");
        let target = self.blobs.entry(self.tracker.clone()).or_default();
        target.base.pages.resize(image.pages.len(), None);
        for (at, page) in image.pages.iter().enumerate() {
            let before = last
                .as_ref()
                .and_then(|(_, it)| it.pages.get(at).copied())
                .flatten();
            if *page != before {
                self.writes += 1;
                target.base.pages[at] = page.map(|(_, ink)| (self.writes, ink));
            }
        }
        target.copied = Some((id, image));
        target
            .snapshots
            .insert(copied.snapshot, target.base.clone());
    }
    fn rarely(&mut self, name: &BlobName, dice: &mut Dice) {
        match dice.below(4) {
            0 => self.create(name, dice.below(PAGES)),
            1 => {
                self.storage
                    .delete(name, Deletion::SnapshotsOnly, None)
                    .expect("the model has it");
                self.blobs
                    .get_mut(name)
                    .expect("the model has it")
                    .snapshots
                    .clear();
            }
            2 => {
                self.storage
                    .delete(name, Deletion::BlobAndSnapshots, None)
                    .expect("the model has it");
                self.blobs.remove(name);
                if *name == self.names[0] && self.blobs.remove(&self.tracker).is_some() {
                    let all = Deletion::BlobAndSnapshots;
                    self.storage
                        .delete(&self.tracker, all, None)
                        .expect("the model has it");
                }
            }
            _ => {}
        }
    }

    fn image(&self, of: &Version) -> &Image {
        let blob = &self.blobs[&of.blob];
        of.snapshot.map_or(&blob.base, |id| &blob.snapshots[&id])
    }

    /// Compares everything that can be asked of every blob.
    fn compare(&mut self) {
        for name in self.blobs.keys().cloned().collect::<Vec<_>>() {
            let snapshots: Vec<SnapshotId> = self.blobs[&name].snapshots.keys().copied().collect();
            assert_eq!(
                self.storage.snapshots(&name).expect("the model has it"),
                snapshots
            );
            assert_eq!(
                self.storage.billed(&name).expect("the model has it"),
                self.billed(&name)
            );
            let base = (name != self.tracker).then_some(None);
            for snapshot in snapshots.iter().copied().map(Some).chain(base) {
                let version = name.version(snapshot);
                self.compare_contents(&version);
                for previous in &snapshots {
                    self.compare_diff(&version, *previous);
                }
            }
        }
    }
    fn compare_contents(&self, of: &Version) {
        let Image { pages, .. } = self.image(of);
        let size = pages.len() as u64 * PAGE;
        assert_eq!(self.storage.size(of), Ok(size));
        let held = ranges(pages.iter().map(Option::is_some));
        assert_eq!(
            self.storage.page_ranges(of).expect("the model has it"),
            held
        );
        let mut bytes = vec![0; size as usize];
        let pages = pages
            .iter()
            .enumerate()
            .zip(bytes.chunks_exact_mut(PAGE as usize));
        for ((at, page), bytes) in pages {
            match page {
                Some((_, Ink::Fill(byte))) => bytes.fill(*byte),
                Some((_, Ink::Stream(stamp))) => stamp.fill(at as u64 * PAGE, bytes),
                None => {}
            }
        }
        if size > 0 {
            assert_eq!(
                self.storage
                    .read(of, 0..u64::MAX)
                    .expect("the model has it"),
                bytes
            );
        }
    }
    fn compare_diff(&mut self, of: &Version, previous: SnapshotId) {
        let (earlier, later) = (self.image(&of.blob.at(previous)), self.image(of));
        let diff = self.storage.diff(of, previous);
        if of.snapshot.is_some_and(|id| id < previous) || earlier.generation != later.generation {
            assert!(diff.is_err());
            self.seen.insert("refused diffs");
            return;
        }
        let before = |at: usize| earlier.pages.get(at).copied().flatten();
        let pages = || later.pages.iter().enumerate();
        let changed = ranges(pages().map(|(at, page)| page.is_some() && *page != before(at)));
        let cleared = ranges(pages().map(|(at, page)| page.is_none() && before(at).is_some()));
        let diff = diff.expect("both are of one generation");
        assert_eq!((diff.changed, diff.cleared), (changed, cleared));
        assert_eq!(diff.size, later.pages.len() as u64 * PAGE);
        self.seen.insert("diffs");
    }
    /// Counts each page once by the write it comes from.
    fn billed(&self, name: &BlobName) -> Billed {
        let blob = &self.blobs[name];
        let written = |image: &Image| -> BTreeSet<(usize, u64)> {
            let pages = image.pages.iter().enumerate();
            pages
                .filter_map(|(at, page)| page.map(|(write, _)| (at, write)))
                .collect()
        };
        let base = written(&blob.base);
        let all = blob
            .snapshots
            .values()
            .flat_map(written)
            .chain(base.iter().copied());
        let all: BTreeSet<(usize, u64)> = all.collect();
        Billed {
            base: base.len() as u64,
            snapshots: (all.len() - base.len()) as u64,
        }
    }
}

fn in_bytes(pages: &Range<usize>) -> Range<u64> {
    pages.start as u64 * PAGE..pages.end as u64 * PAGE
}

/// The ranges of bytes whose pages are marked.
fn ranges(marks: impl Iterator<Item = bool>) -> Vec<Range<u64>> {
    let mut ranges: Vec<Range<u64>> = Vec::new();
    for (at, _) in marks.enumerate().filter(|(_, is_marked)| *is_marked) {
        let page = in_bytes(&(at..at + 1));
        match ranges.last_mut() {
            Some(last) if last.end == page.start => last.end = page.end,
            _ => ranges.push(page),
        }
    }
    ranges
}

/// INC-1 to INC-4, over everything that can happen to three blobs and an incremental copy.
#[test]
fn a_thousand_random_histories_are_what_plain_arrays_of_pages_are() {
    let mut seen = BTreeSet::new();
    for seed in 0..HISTORIES {
        let _told = Told(seed);
        let (mut dice, mut pair) = (Dice(seed), Pair::new());
        for _ in 0..REQUESTS {
            pair.ask(&mut dice);
            pair.compare();
        }
        seen.append(&mut pair.seen);
    }
    let all = ["diffs", "incremental copies", "refused diffs"];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all);
}
