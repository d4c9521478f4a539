//! An immutable set of a disk's blocks, compressed; made in one go from what was written.

use super::BlockSize;
use roaring::{MultiOps, RoaringBitmap};
use std::ops::Range;

/// A set of block numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlockSet(RoaringBitmap);

/// Working memory to make sets of scattered blocks: a bit a block, all zero between uses. One
/// serves any number of disks.
#[derive(Clone, Debug, Default)]
pub struct Scratch(Vec<u8>);

/// From this many ranges on, ranges that are shorter on average than [`LONG_BLOCKS`] are marked bit
/// by bit first: inserting them one by one moves the same memory again and again.
const MANY_RANGES: usize = 4096;
/// A range as long as this is worth an insertion of its own.
const LONG_BLOCKS: u64 = 256;

impl BlockSet {
    /// The blocks of one range.
    #[must_use]
    pub fn of_range(range: Range<u32>) -> Self {
        let mut set = RoaringBitmap::new();
        set.insert_range(range);
        Self(set)
    }
    /// The blocks of any ranges, in any order, overlapping or not.
    #[must_use]
    pub fn of_ranges(ranges: &[Range<u32>], scratch: &mut Scratch) -> Self {
        let blocks: u64 = ranges.iter().map(|range| u64::from(len_of(range))).sum();
        if ranges.len() >= MANY_RANGES && blocks < LONG_BLOCKS * ranges.len() as u64 {
            for range in ranges {
                scratch.mark(range.clone());
            }
            return scratch.seal();
        }
        let mut set = RoaringBitmap::new();
        for range in ranges {
            set.insert_range(range.clone());
        }
        set.optimize();
        Self(set)
    }
    /// The blocks that are in any of these.
    #[must_use]
    pub fn union_of<'s>(sets: impl IntoIterator<Item = &'s Self>, scratch: &mut Scratch) -> Self {
        let (runs, scattered): (Vec<_>, Vec<_>) =
            sets.into_iter().partition(|set| set.is_of_runs());
        for range in runs.into_iter().flat_map(Self::ranges) {
            scratch.mark(range);
        }
        let of_runs = scratch.seal();
        if scattered.is_empty() {
            return of_runs;
        }
        let all = scattered.into_iter().chain([&of_runs]);
        Self(all.map(|set| &set.0).union())
    }
    /// How many.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.0.len()
    }
    /// None.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Whether a block is in it.
    #[must_use]
    pub fn has(&self, block: u32) -> bool {
        self.0.contains(block)
    }
    /// Whether no block is in both.
    #[must_use]
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.0.is_disjoint(&other.0)
    }
    /// The blocks of both.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self(&self.0 | &other.0)
    }
    /// The blocks that are in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self(&self.0 & &other.0)
    }
    /// The blocks that the other has not.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        Self(&self.0 - &other.0)
    }
    /// How many of a range are in it.
    #[must_use]
    pub fn count_in(&self, range: Range<u32>) -> u64 {
        self.0.range_cardinality(range)
    }
    /// Its runs: the longest ranges of consecutive blocks, in order.
    pub fn ranges(&self) -> impl Iterator<Item = Range<u32>> {
        let mut blocks = self.0.iter();
        std::iter::from_fn(move || {
            let range = blocks.next_range()?;
            Some(*range.start()..range.end() + 1)
        })
    }
    /// How many runs it has.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.ranges().map(|_| 1).sum()
    }
    /// How many requests carry it: none carries more than 4 MiB, nor across a boundary of 4 MiB.
    #[must_use]
    pub fn requests(&self, size: BlockSize) -> u64 {
        let per_request = u64::from(size.per_request());
        let of_range = |range: Range<u32>| {
            let last = u64::from(range.end) - 1;
            last.div_euclid(per_request) - u64::from(range.start).div_euclid(per_request) + 1
        };
        self.ranges().map(of_range).sum()
    }
    /// Whether most of it is stored as runs, which are quicker marked than merged.
    fn is_of_runs(&self) -> bool {
        let it = self.0.statistics();
        2 * it.n_run_containers > it.n_containers
    }
    /// How much memory its blocks take, in bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        let it = self.0.statistics();
        // Two bytes a number: the statistics of this version count four.
        2 * u64::from(it.n_values_array_containers)
            + it.n_bytes_bitset_containers
            + it.n_bytes_run_containers
    }
}

impl Scratch {
    /// Marks the blocks of a range.
    fn mark(&mut self, range: Range<u32>) {
        let Range { start, end } = range;
        let bytes = end.div_ceil(8) as usize;
        if self.0.len() < bytes {
            // In steps, so that a disk that is written upwards does not grow it byte by byte.
            self.0.resize(bytes.next_multiple_of(1 << 16), 0);
        }
        let (first, last) = ((start >> 3) as usize, (end >> 3) as usize);
        let (head, tail) = (0xff << (start & 7), !(0xff << (end & 7)));
        if first == last {
            self.0[first] |= head & tail;
            return;
        }
        self.0[first] |= head;
        self.0[first + 1..last].fill(0xff);
        if tail != 0 {
            self.0[last] |= tail;
        }
    }
    /// What is marked becomes a set; nothing is marked afterwards.
    fn seal(&mut self) -> BlockSet {
        let mut set = RoaringBitmap::from_lsb0_bytes(0, &self.0);
        set.optimize();
        self.0.fill(0);
        BlockSet(set)
    }
}

fn len_of(range: &Range<u32>) -> u32 {
    range.end.saturating_sub(range.start)
}

#[cfg(test)]
#[expect(
    clippy::single_range_in_vec_init,
    reason = "a set may well have one range"
)]
mod tests {
    use super::*;
    use crate::units::Bytes;

    #[track_caller]
    fn check_ranges(ranges: &[Range<u32>], expected: &[Range<u32>]) {
        let mut scratch = Scratch::default();
        let inserted = BlockSet::of_ranges(ranges, &mut scratch);
        for range in ranges {
            scratch.mark(range.clone());
        }
        let marked = scratch.seal();
        assert_eq!(inserted, marked);
        assert!(scratch.0.iter().all(|byte| *byte == 0), "left clean");
        assert_eq!(inserted.ranges().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn ranges_become_the_same_set_whether_inserted_or_marked() {
        check_ranges(&[], &[]);
        check_ranges(&[0..1], &[0..1]);
        check_ranges(&[3..5, 5..8], &[3..8]);
        check_ranges(&[8..16], &[8..16]);
        check_ranges(&[7..25, 9..10, 100..101], &[7..25, 100..101]);
        check_ranges(&[65_530..65_540], &[65_530..65_540]);
    }

    #[test]
    fn many_short_ranges_go_through_the_scratch_bits() {
        let ranges: Vec<_> = (0..MANY_RANGES as u32).map(|i| 3 * i..3 * i + 1).collect();
        let set = BlockSet::of_ranges(&ranges, &mut Scratch::default());
        assert_eq!(set.runs(), ranges.len() as u64);
        assert!(set.ranges().eq(ranges));
    }

    #[test]
    fn a_request_carries_4_mib_and_none_crosses_a_boundary() {
        let size = BlockSize::new(Bytes::new(64 << 10)).expect("an allowed size");
        let requests = |range: Range<u32>| BlockSet::of_range(range).requests(size);
        assert_eq!(
            [0..1, 0..64, 0..65, 63..65, 64..128].map(requests),
            [1, 1, 2, 2, 1]
        );
    }
}
