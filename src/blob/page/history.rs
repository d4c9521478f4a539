//! The pages of a blob through time: a stack of layers, the top one open, each of the others closed
//! by a snapshot. It knows no names, no leases and no limits.
//!
//! - A snapshot closes the top layer and opens an empty one: it costs nothing, whatever the size.
//! - What changed between two moments is in the layers between them; no other layer is opened,
//!   unless to see whether a cleared page held anything before.
//! - When a snapshot goes, its layer merges into the next newer one, which is what still needs it.
//! - Overwriting the blob as a whole begins another **generation**, with nothing below it. The
//!   snapshots of older generations stay as they are.

use super::ink::Ink;
use super::layer::{Layer, Pages};
use super::{Billed, SnapshotId};
use crate::units::SimTime;
use std::borrow::Cow;

/// One life of a blob, from when it was made or overwritten as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Generation {
    number: u32,
    created: SimTime,
}

/// A snapshot, and what changed up to it since the one before.
#[derive(Clone, Debug)]
struct Closed {
    id: SnapshotId,
    size: u64,
    generation: Generation,
    layer: Layer,
}

/// A moment of a blob: the place of a snapshot, or the one after all of them for the blob itself.
pub(super) type Moment = usize;

/// Sizes and places in pages.
#[derive(Clone, Debug)]
pub(super) struct History {
    size: u64,
    generation: Generation,
    top: Layer,
    /// What the blob holds now: all layers of its generation in one.
    now: Layer,
    /// Oldest first.
    snapshots: Vec<Closed>,
}

/// What differs between two moments, in pages.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) changed: Vec<Pages>,
    pub(super) cleared: Vec<Pages>,
    pub(super) looked_at: usize,
}

impl History {
    pub(super) fn new(size: u64, created: SimTime) -> Self {
        let number = 0;
        Self {
            size,
            generation: Generation { number, created },
            top: Layer::default(),
            now: Layer::default(),
            snapshots: Vec::new(),
        }
    }

    // Moments

    pub(super) fn base(&self) -> Moment {
        self.snapshots.len()
    }
    pub(super) fn moment(&self, snapshot: SnapshotId) -> Option<Moment> {
        self.snapshots
            .binary_search_by_key(&snapshot, |it| it.id)
            .ok()
    }
    pub(super) fn snapshots(&self) -> impl ExactSizeIterator<Item = SnapshotId> {
        self.snapshots.iter().map(|it| it.id)
    }
    pub(super) fn size(&self, at: Moment) -> u64 {
        self.snapshots.get(at).map_or(self.size, |it| it.size)
    }
    /// When the generation of a moment was made.
    pub(super) fn created(&self, at: Moment) -> SimTime {
        self.generation(at).created
    }
    /// True when the blob was overwritten as a whole between two moments.
    pub(super) fn is_overwritten(&self, earlier: Moment, later: Moment) -> bool {
        self.generation(earlier) != self.generation(later)
    }
    fn generation(&self, at: Moment) -> Generation {
        self.snapshots
            .get(at)
            .map_or(self.generation, |it| it.generation)
    }
    fn layer(&self, at: Moment) -> &Layer {
        self.snapshots.get(at).map_or(&self.top, |it| &it.layer)
    }
    /// The first moment of the generation of a moment: no layer lies below it.
    fn bottom(&self, at: Moment) -> Moment {
        let number = self.generation(at).number;
        self.snapshots
            .partition_point(|it| it.generation.number < number)
    }

    // Changes

    pub(super) fn write(&mut self, pages: Pages, ink: Ink) {
        self.top.write(pages.clone(), ink);
        self.now.write(pages, ink);
    }
    /// Writes what a view of another blob holds, at the same places.
    pub(super) fn lay(&mut self, view: &Layer) {
        for (pages, ink) in view.written() {
            self.write(pages.clone(), ink);
        }
    }
    pub(super) fn clear(&mut self, pages: Pages) {
        self.now.forget(pages.clone());
        if self.bottom(self.base()) == self.base() {
            self.top.forget(pages);
        } else {
            self.top.clear(pages);
        }
    }
    /// Cuts off what lies beyond the new size, so that it does not come back; new pages are empty.
    pub(super) fn resize(&mut self, size: u64) {
        if size < self.size {
            self.clear(size..self.size);
        }
        self.size = size;
    }
    pub(super) fn snapshot(&mut self, id: SnapshotId) {
        self.snapshots.push(Closed {
            id,
            size: self.size,
            generation: self.generation,
            layer: std::mem::take(&mut self.top),
        });
    }
    /// Begins another generation.
    pub(super) fn overwrite(&mut self, size: u64, created: SimTime) {
        self.generation = Generation {
            number: self.generation.number + 1,
            created,
        };
        self.size = size;
        self.top = Layer::default();
        self.now = Layer::default();
    }
    pub(super) fn delete_snapshot(&mut self, at: Moment) {
        let is_bottom = self.bottom(at) == at;
        let gone = self.snapshots.remove(at);
        if self.generation(at) != gone.generation {
            return;
        }
        let next = self
            .snapshots
            .get_mut(at)
            .map_or(&mut self.top, |it| &mut it.layer);
        *next = gone.layer.under(std::mem::take(next));
        if is_bottom {
            next.settle();
        }
    }
    pub(super) fn delete_snapshots(&mut self) {
        for at in (0..self.snapshots.len()).rev() {
            self.delete_snapshot(at);
        }
    }

    // Contents

    /// What the blob held at a moment, all of it.
    pub(super) fn shown(&self, at: Moment) -> Cow<'_, Layer> {
        if self.is_as_now(at) {
            Cow::Borrowed(&self.now)
        } else {
            Cow::Owned(self.view(at, &(0..self.size(at))))
        }
    }
    /// Whether nothing has happened to the blob since.
    fn is_as_now(&self, at: Moment) -> bool {
        let is_newest = at + 1 == self.base() && self.top.is_empty();
        let is_same = self.generation(at) == self.generation && self.size(at) == self.size;
        at == self.base() || (is_newest && is_same)
    }
    /// What pages held at a moment.
    pub(super) fn view(&self, at: Moment, within: &Pages) -> Layer {
        let mut view = Layer::default();
        for below in self.bottom(at)..=at {
            view.cover(self.layer(below), within);
        }
        view.settle();
        view
    }
    /// How many pages hold data at each snapshot, oldest first: one walk over all layers.
    pub(super) fn held(&self) -> Vec<u64> {
        let mut view = Layer::default();
        let mut held = Vec::with_capacity(self.snapshots.len());
        for (at, snapshot) in self.snapshots.iter().enumerate() {
            if self.bottom(at) == at {
                view = Layer::default();
            }
            // What a smaller size cut off is cleared there.
            view.cover(&snapshot.layer, &(0..u64::MAX));
            held.push(view.written_pages());
        }
        held
    }
    /// What differs at a moment from an earlier one of the same generation, within its size.
    pub(super) fn changes(&self, earlier: Moment, at: Moment) -> Changes {
        let mut between = Layer::default();
        let mut changes = Changes::default();
        let all = 0..self.size(at);
        for layer in earlier + 1..=at {
            changes.looked_at += between.cover(self.layer(layer), &all);
        }
        for (pages, _) in between.written() {
            join(&mut changes.changed, pages.clone());
        }
        for pages in between.cleared() {
            let held = self.view(earlier, pages);
            changes.looked_at += held.len();
            for (pages, _) in held.written() {
                join(&mut changes.cleared, pages.clone());
            }
        }
        changes
    }
    /// Pages that are paid for: each one once, however many moments share it.
    pub(super) fn billed(&self) -> Billed {
        let closed: u64 = self
            .snapshots
            .iter()
            .map(|it| it.layer.written_pages())
            .sum();
        let all = closed + self.top.written_pages();
        let base = self.now.written_pages();
        Billed {
            base,
            snapshots: all - base,
        }
    }
}

/// Adds a range that lies after all others; neighbours become one.
pub(super) fn join(ranges: &mut Vec<Pages>, next: Pages) {
    match ranges.last_mut() {
        Some(last) if last.end == next.start => last.end = next.end,
        Some(_) | None => ranges.push(next),
    }
}
