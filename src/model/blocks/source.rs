//! Where the writes of a disk come from: the writer's two parts, or a recorded trace. Each is a
//! stream of its own, so that what is written does not depend on when somebody looks.

use crate::azure::workload;
use crate::blob::blocks::BlockSize;
use crate::model::writer::{Part, Shape};
use crate::rng::Draw;
use crate::scenario::writes::{Trace, TraceWrite};
use crate::units::{Bytes, SimDuration, SimTime};
use std::ops::Range;
use std::sync::Arc;

/// One part of a disk's data: runs begin in it at random.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    draw: Draw,
    /// Runs that begin in a granule on an average day.
    starts: f64,
    /// Logarithm of the chance that a run goes on after a granule.
    goes_on: f64,
    granules_per_block: u64,
    /// Its first block.
    first: u32,
    /// How many of its blocks hold data.
    pub(super) filled: u32,
    /// How many did when the next run was drawn; only those are written on.
    drawn_for: u32,
    /// The activity at which the next run begins.
    next: f64,
}

impl Zone {
    pub(super) fn new(draw: Draw, shape: &Shape, part: Part, first: u32, size: BlockSize) -> Self {
        Self {
            draw,
            starts: shape.starts_per_granule(part),
            goes_on: libm::log1p(-1.0 / shape.run_granules),
            granules_per_block: size.bytes().get() >> workload::GRANULE_BYTES.trailing_zeros(),
            first,
            filled: 0,
            drawn_for: 0,
            next: f64::INFINITY,
        }
    }
    /// Its blocks that hold data.
    pub(super) const fn range(&self) -> Range<u32> {
        self.first..self.first + self.filled
    }
    /// So many of its blocks hold data.
    pub(super) fn filled_with(&mut self, blocks: u64) {
        self.filled = u32::try_from(blocks).expect("a part of the disk");
    }
    /// What is filled now is written on from this activity on.
    pub(super) fn begin(&mut self, activity_days: f64) {
        self.drawn_for = self.filled;
        self.next = activity_days;
        self.draw_next();
    }
    /// Nothing is written.
    pub(super) const fn pause(&mut self) {
        self.next = f64::INFINITY;
    }
    /// Calls `write` with every run of blocks up to this activity.
    pub(super) fn write_up_to(&mut self, activity_days: f64, mut write: impl FnMut(Range<u32>)) {
        let granules = u64::from(self.drawn_for) * self.granules_per_block;
        while self.next <= activity_days {
            let start = (self.draw.unit() * granules as f64) as u64;
            let length = self.draw.geometric(self.goes_on).min(granules);
            let end = start + length;
            write(self.blocks(start, end.min(granules)));
            // What does not fit goes on at the beginning, so that every block is as likely.
            if end > granules {
                write(self.blocks(0, end - granules));
            }
            self.draw_next();
        }
    }

    fn draw_next(&mut self) {
        let granules = u64::from(self.drawn_for) * self.granules_per_block;
        let rate = self.starts * granules as f64;
        // Dividing by a rate of zero: never.
        self.next += self.draw.exponential_unit() / rate;
        if rate == 0.0 {
            self.next = f64::INFINITY;
        }
    }
    fn blocks(&self, start: u64, end: u64) -> Range<u32> {
        let shift = self.granules_per_block.trailing_zeros();
        let block = |granule: u64| {
            let block = u32::try_from(granule >> shift).expect("a disk has few enough blocks");
            self.first + block
        };
        block(start)..block(end - 1) + 1
    }
}

/// A trace that is played once, or again and again.
#[derive(Clone, Debug)]
pub(super) struct Player {
    trace: Arc<Trace>,
    every: Option<SimDuration>,
    /// When it began last.
    begun: SimTime,
    /// The next write.
    next: usize,
}

impl Player {
    pub(super) const fn new(trace: Arc<Trace>, every: Option<SimDuration>) -> Self {
        Self {
            trace,
            every,
            begun: SimTime::ZERO,
            next: 0,
        }
    }
    /// Calls `write` with the blocks of every write up to an instant.
    pub(super) fn write_up_to(
        &mut self,
        at: SimTime,
        size: BlockSize,
        mut write: impl FnMut(Range<u32>),
    ) {
        let shift = size.bytes().get().trailing_zeros();
        let block = |byte: Bytes| u32::try_from(byte.get() >> shift);
        let block = |byte: Bytes| block(byte).expect("the trace ends within the disk");
        loop {
            if let Some(TraceWrite {
                after,
                offset,
                length,
            }) = self.trace.writes.get(self.next)
            {
                if self.begun + *after > at {
                    return;
                }
                let last = Bytes::new((*offset + *length).get() - 1);
                write(block(*offset)..block(last) + 1);
                self.next += 1;
                continue;
            }
            match self.every {
                Some(every) if self.begun + every <= at => {
                    self.begun = self.begun + every;
                    self.next = 0;
                }
                Some(_) | None => return,
            }
        }
    }
}
