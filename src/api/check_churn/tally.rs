//! Which blocks a trace dirties, as compressed sets: how many, in which runs, and in which interval
//! each came first. It knows no file.

use crate::import::trace::Access;
use crate::units::{Bytes, SimDuration};
use roaring::RoaringTreemap;

/// Blocks of all devices together.
pub(super) const BLOCKS_MAX: u64 = 1 << 30;
/// Intervals from the first record to the last.
pub(super) const INTERVALS_MAX: u64 = 100_000;

/// What was counted of a trace.
#[derive(Debug)]
pub(super) struct Tally {
    /// Blocks are 2 to the power of this many bytes.
    block_shift: u32,
    every: SimDuration,
    pub(super) devices: Vec<DeviceTally>,
    /// Up to the one that the last record is in.
    pub(super) intervals: Vec<Writes>,
    /// Of all devices; above [`BLOCKS_MAX`] nothing more is counted.
    pub(super) blocks: u64,
}

#[derive(Debug, Default)]
pub(super) struct DeviceTally {
    pub(super) reads: u64,
    pub(super) written: Writes,
    dirty: RoaringTreemap,
}

/// Writes, their bytes, and the blocks that no write before had dirtied.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Writes {
    pub(super) count: u64,
    pub(super) bytes: Bytes,
    pub(super) new_blocks: u64,
}

impl Writes {
    fn add(&mut self, bytes: Bytes, new_blocks: u64) {
        self.count += 1;
        self.bytes += bytes;
        self.new_blocks += new_blocks;
    }
}

/// Series of dirty blocks without a gap, each as long as can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Runs {
    pub(super) count: u64,
    pub(super) blocks: u64,
    pub(super) longest: u64,
}

impl Runs {
    fn add(&mut self, blocks: u64) {
        self.count += 1;
        self.blocks += blocks;
        self.longest = self.longest.max(blocks);
    }
    pub(super) fn merge(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            blocks: self.blocks + other.blocks,
            longest: self.longest.max(other.longest),
        }
    }
}

impl DeviceTally {
    /// The runs of its dirty blocks.
    pub(super) fn runs(&self) -> Runs {
        let mut runs = Runs::default();
        let mut open: Option<(u64, u64)> = None;
        for (high, low) in self.dirty.bitmaps() {
            let base = u64::from(high) << 32;
            let mut ranges = low.iter();
            while let Some(range) = ranges.next_range() {
                let (start, end) = (
                    base + u64::from(*range.start()),
                    base + u64::from(*range.end()),
                );
                // A range ends where a bitmap does, but a run goes on.
                open = match open {
                    Some((first, last)) if last + 1 == start => Some((first, end)),
                    Some((first, last)) => {
                        runs.add(last - first + 1);
                        Some((start, end))
                    }
                    None => Some((start, end)),
                };
            }
        }
        if let Some((first, last)) = open {
            runs.add(last - first + 1);
        }
        runs
    }
}

impl Tally {
    /// Nothing counted yet. The block's size is a power of two and the interval is not empty.
    pub(super) fn new(block: Bytes, every: SimDuration) -> Self {
        Self {
            block_shift: block.get().trailing_zeros(),
            every,
            devices: Vec::new(),
            intervals: Vec::new(),
            blocks: 0,
        }
    }
    /// Which interval an instant is in, counted from the first record.
    #[expect(
        clippy::integer_division,
        reason = "the interval that contains the instant"
    )]
    pub(super) const fn interval_of(&self, at: SimDuration) -> u64 {
        at.as_nanos() / self.every.as_nanos()
    }
    /// Whether there are so many blocks or intervals that the tally has stopped.
    pub(super) const fn is_full(&self) -> bool {
        self.blocks > BLOCKS_MAX
    }

    pub(super) fn add(&mut self, access: Access) {
        let interval = self.interval_of(access.at);
        if self.is_full() || interval >= INTERVALS_MAX {
            return;
        }
        let interval = usize::try_from(interval).expect("the limit is far below 2^32");
        if interval >= self.intervals.len() {
            self.intervals.resize(interval + 1, Writes::default());
        }
        if access.device >= self.devices.len() {
            self.devices
                .resize_with(access.device + 1, DeviceTally::default);
        }
        let device = &mut self.devices[access.device];
        if !access.is_write {
            device.reads += 1;
            return;
        }
        let new_blocks = match access.length.get() {
            0 => 0,
            length => {
                let first = access.offset.get() >> self.block_shift;
                let last = (access.offset.get() + length - 1) >> self.block_shift;
                dirty(&mut device.dirty, first, last)
            }
        };
        device.written.add(access.length, new_blocks);
        self.intervals[interval].add(access.length, new_blocks);
        self.blocks += new_blocks;
    }
}

/// Adds blocks to a set and says how many were not in it. Most writes are of one or two.
fn dirty(set: &mut RoaringTreemap, first: u64, last: u64) -> u64 {
    if first == last {
        u64::from(set.insert(first))
    } else {
        set.insert_range(first..=last)
    }
}
