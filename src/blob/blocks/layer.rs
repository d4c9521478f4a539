//! What changed on a disk between two moments: blocks that were written, each with its stamp, and
//! blocks that were cleared. A layer over nothing is a disk's whole contents.

use super::{BlockSet, BlockSize};
use crate::blob::content::Stamp;

/// A change of contents. No block is in two of its sets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// By stamp, in order; none is empty.
    written: Vec<(Stamp, BlockSet)>,
    cleared: BlockSet,
}

impl Layer {
    /// Blocks written with one stamp, and blocks cleared; what is in both was written last.
    #[must_use]
    pub fn new(stamp: Stamp, written: BlockSet, cleared: &BlockSet) -> Self {
        let cleared = cleared.without(&written);
        let written = Some((stamp, written)).filter(|(_, set)| !set.is_empty());
        Self {
            written: written.into_iter().collect(),
            cleared,
        }
    }
    /// Nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.cleared.is_empty()
    }
    /// How many blocks were written.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.written.iter().map(|(_, set)| set.len()).sum()
    }
    /// The blocks that were written.
    #[must_use]
    pub fn written(&self) -> BlockSet {
        let sets = self.written.iter().map(|(_, set)| set);
        sets.fold(BlockSet::default(), |all, set| all.or(set))
    }
    /// The blocks that were cleared.
    #[must_use]
    pub const fn cleared(&self) -> &BlockSet {
        &self.cleared
    }
    /// What was written in a block, if it was.
    #[must_use]
    pub fn stamp(&self, block: u32) -> Option<Stamp> {
        let mut written = self.written.iter();
        written
            .find(|(_, set)| set.has(block))
            .map(|(stamp, _)| *stamp)
    }
    /// The bytes of a block, if it was written.
    pub fn read(&self, block: u32, size: BlockSize, out: &mut Vec<u8>) -> bool {
        let Some(stamp) = self.stamp(block) else {
            return false;
        };
        out.resize(1 << size.bytes().get().trailing_zeros(), 0);
        stamp.fill(size.of(u64::from(block)).get(), out);
        true
    }
    /// The blocks of each stamp.
    pub fn by_stamp(&self) -> impl Iterator<Item = (Stamp, &BlockSet)> {
        self.written.iter().map(|(stamp, set)| (*stamp, set))
    }
    /// This change and then a newer one, as one.
    #[must_use]
    pub fn then(&self, newer: &Self) -> Self {
        let over = newer.written().or(&newer.cleared);
        let mut written = Vec::with_capacity(self.written.len() + newer.written.len());
        for (stamp, set) in &self.written {
            let left = if set.is_disjoint(&over) {
                set.clone()
            } else {
                set.without(&over)
            };
            written.push((*stamp, left));
        }
        for (stamp, set) in &newer.written {
            match written.iter_mut().find(|(other, _)| other == stamp) {
                Some((_, old)) => *old = old.or(set),
                None => written.push((*stamp, set.clone())),
            }
        }
        written.retain(|(_, set)| !set.is_empty());
        written.sort_unstable_by_key(|(stamp, _)| *stamp);
        Self {
            written,
            cleared: self.cleared.without(&newer.written()).or(&newer.cleared),
        }
    }
    /// The same over nothing: what was cleared was not there.
    #[must_use]
    pub fn whole(mut self) -> Self {
        self.cleared = BlockSet::default();
        self
    }
    /// The same, with blocks cleared that it does not write.
    #[must_use]
    pub fn and_cleared(mut self, cleared: &BlockSet) -> Self {
        self.cleared = self.cleared.or(&cleared.without(&self.written()));
        self
    }
    /// The same over contents that had only these blocks: no other could be cleared.
    #[must_use]
    pub fn over(mut self, there: &BlockSet) -> Self {
        self.cleared = self.cleared.and(there);
        self
    }
    /// What makes these contents of earlier ones, found by comparing every block of both: the same
    /// stamp means the same bytes, and nothing else does.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let mut written = Vec::new();
        for (stamp, set) in &self.written {
            let same = earlier.written.iter().find(|(other, _)| other == stamp);
            let changed = same.map_or_else(|| set.clone(), |(_, same)| set.without(same));
            if !changed.is_empty() {
                written.push((*stamp, changed));
            }
        }
        Self {
            written,
            cleared: earlier.written().without(&self.written()),
        }
    }
    /// A digest of every block's place and bytes: equal for equal contents.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut runs = Vec::new();
        for (stamp, set) in &self.written {
            runs.extend(set.ranges().map(|run| (run.start, run.end, *stamp)));
        }
        runs.sort_unstable();
        let mut hasher = xxhash_rust::xxh3::Xxh3Default::new();
        for (start, end, stamp) in runs {
            for block in start..end {
                hasher.update(&block.to_le_bytes());
                hasher.update(&stamp.word(u64::from(block) << 3).to_le_bytes());
            }
        }
        hasher.digest()
    }
}
