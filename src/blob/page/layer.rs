//! A layer: what changed of a blob's pages between two moments, as ranges. What lies under a layer
//! shows through where it has nothing.

use super::ink::Ink;
use rangemap::RangeMap;
use std::ops::Range;

/// Pages by number, the end excluded.
pub(super) type Pages = Range<u64>;

/// What became of a range of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Written(Ink),
    Cleared,
}

/// Changes over whatever lies below. Neighbours of one kind are one range.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    cells: RangeMap<u64, Cell>,
    /// How many pages are written, counted as they come and go.
    written_pages: u64,
}

impl Layer {
    pub(super) fn write(&mut self, pages: Pages, ink: Ink) {
        self.put(pages, Cell::Written(ink));
    }
    fn put(&mut self, pages: Pages, cell: Cell) {
        self.written_pages -= self.written_in(&pages);
        if let Cell::Written(_) = cell {
            self.written_pages += pages.end - pages.start;
        }
        self.cells.insert(pages, cell);
    }
    /// How many of these pages are written.
    fn written_in(&self, pages: &Pages) -> u64 {
        let there = self.cells.overlapping(pages);
        let count = |(at, cell): (&Pages, &Cell)| match cell {
            Cell::Written(_) => at.end.min(pages.end) - at.start.max(pages.start),
            Cell::Cleared => 0,
        };
        there.map(count).sum()
    }
    /// Clears pages of which lower layers may hold something.
    pub(super) fn clear(&mut self, pages: Pages) {
        self.put(pages, Cell::Cleared);
    }
    /// Clears pages where no layer lies below: nothing is left of them.
    pub(super) fn forget(&mut self, pages: Pages) {
        self.written_pages -= self.written_in(&pages);
        self.cells.remove(pages);
    }
    /// Forgets what is cleared, once no layer lies below.
    pub(super) fn settle(&mut self) {
        let cleared: Vec<Pages> = self.cleared().cloned().collect();
        for pages in cleared {
            self.cells.remove(pages);
        }
    }
    /// This layer with a newer one laid over it; costs the ranges of the smaller.
    pub(super) fn under(mut self, mut newer: Self) -> Self {
        if newer.len() <= self.len() {
            for (pages, cell) in newer.cells.iter() {
                self.put(pages.clone(), *cell);
            }
            return self;
        }
        for (pages, cell) in self.cells.iter() {
            let gaps: Vec<Pages> = newer.cells.gaps(pages).collect();
            for gap in gaps {
                newer.put(gap, *cell);
            }
        }
        newer
    }
    /// Lays a part of a newer layer over this one; returns how many ranges were looked at.
    pub(super) fn cover(&mut self, newer: &Self, within: &Pages) -> usize {
        let mut looked_at = 0;
        for (pages, cell) in newer.cells.overlapping(within) {
            let part = pages.start.max(within.start)..pages.end.min(within.end);
            self.put(part, *cell);
            looked_at += 1;
        }
        looked_at
    }
    /// Its written ranges, in order.
    pub(super) fn written(&self) -> impl Iterator<Item = (&Pages, Ink)> {
        self.cells.iter().filter_map(|(pages, cell)| match cell {
            Cell::Written(ink) => Some((pages, *ink)),
            Cell::Cleared => None,
        })
    }
    /// Its cleared ranges, in order.
    pub(super) fn cleared(&self) -> impl Iterator<Item = &Pages> {
        let cells = self.cells.iter();
        cells.filter_map(|(pages, cell)| (*cell == Cell::Cleared).then_some(pages))
    }
    /// Pages that hold data of this layer.
    pub(super) const fn written_pages(&self) -> u64 {
        self.written_pages
    }
    /// True when nothing was written or cleared.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }
}
