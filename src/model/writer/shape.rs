//! Which share of a disk's data is different after some activity, and in how many pieces.
//!
//! A disk's used data have two parts: the *hot* one is written several times on an average day, the
//! *cold* one rarely. Within a part, runs of data begin at random granules of 4 KiB (a Poisson
//! process) and are of random length, so the share of its blocks that is untouched after `a`
//! average days is `exp(-rate × a)`, whatever the lengths. Unions over several days follow without
//! further assumption: activity adds up. docs/model.md, "Change", derives the rates from the two
//! figures that people know: change a day, and how much of it recurs.

use crate::azure::workload;
use crate::blob::blocks::BlockSize;
use crate::units::Bytes;

const HOT_RATE: f64 = workload::HOT_WRITES_PER_DAY.value;

/// How a disk's data are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Share of the used data that is hot.
    pub hot_share: f64,
    /// How often a tracked block of the hot part is touched on an average day.
    hot_rate: f64,
    /// The same of the cold part.
    cold_rate: f64,
    /// Granules that are written in one go, on average.
    pub run_granules: f64,
}

/// The two parts of a disk's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Written several times a day.
    Hot,
    /// Written rarely.
    Cold,
}

/// The shares of the blocks of both parts that some activity touches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touched {
    hot: f64,
    cold: f64,
}

impl Shape {
    /// The shape of a disk of which this share changes on an average day, this part of it the same
    /// blocks every day, written in runs of this length on average.
    #[must_use]
    pub fn new(change: f64, recurring: f64, run: Bytes) -> Self {
        let hot_share = (recurring * change / touched(HOT_RATE)).min(1.0);
        let cold_change = (change - hot_share * touched(HOT_RATE)).max(0.0);
        let cold_share = 1.0 - hot_share;
        // A share of 1 would need an infinite rate; the last block in a million is let go.
        let cold_touched = if cold_share > 0.0 {
            cold_change / cold_share
        } else {
            0.0
        };
        Self {
            hot_share,
            hot_rate: HOT_RATE,
            cold_rate: -libm::log1p(-cold_touched.min(1.0 - 1e-6)),
            run_granules: (run.as_f64() / workload::GRANULE_BYTES as f64).max(1.0),
        }
    }
    /// How many runs begin in a granule of a part on an average day. A run touches a block if it
    /// begins in it, or before it and reaches it.
    #[must_use]
    pub fn starts_per_granule(&self, part: Part) -> f64 {
        let rate = match part {
            Part::Hot => self.hot_rate,
            Part::Cold => self.cold_rate,
        };
        rate / (granules(super::tracked()) + self.run_granules - 1.0)
    }
    /// How often a block of this size is touched on an average day.
    fn rate(&self, part: Part, size: BlockSize) -> f64 {
        self.starts_per_granule(part) * (granules(size) + self.run_granules - 1.0)
    }
    /// The share of the tracked blocks that is different after this many average days of activity.
    #[must_use]
    pub fn changed_share(&self, activity_days: f64) -> f64 {
        self.share(self.touched(activity_days, super::tracked()))
    }
    /// What is touched by so much activity.
    pub(super) fn touched(&self, activity_days: f64, size: BlockSize) -> Touched {
        let of = |part| touched(self.rate(part, size) * activity_days);
        Touched {
            hot: of(Part::Hot),
            cold: of(Part::Cold),
        }
    }
    fn share(&self, touched: Touched) -> f64 {
        self.hot_share * touched.hot + (1.0 - self.hot_share) * touched.cold
    }
    /// How much of data that are there all the time is different afterwards, in whole blocks.
    pub(super) fn overwritten(&self, used: Bytes, touched: Touched, size: BlockSize) -> Bytes {
        let blocks = used.get().div_ceil(size.bytes().get());
        let changed = Bytes::from_f64_rounded(blocks as f64 * self.share(touched));
        size.of(changed.get()).min(used)
    }
    /// In how many runs of blocks what was overwritten and what is new lies, and how many requests
    /// carry it, on average. New data lie behind those that are there, part by part.
    pub(super) fn fragments(
        &self,
        (there, now): (Bytes, Bytes),
        activity_days: f64,
        of_parts: Touched,
        size: BlockSize,
    ) -> (f64, f64) {
        let (mut runs, mut requests) = (0.0, 0.0);
        for (part, share, is_touched) in [
            (Part::Hot, self.hot_share, of_parts.hot),
            (Part::Cold, 1.0 - self.hot_share, of_parts.cold),
        ] {
            let starts = self.starts_per_granule(part) * activity_days;
            let blocks = |bytes: Bytes| bytes.get().div_ceil(size.bytes().get()) as f64 * share;
            let of_part = fragments_of_part(
                (blocks(there), blocks(now)),
                is_touched,
                touched(starts * granules(size)),
                f64::from(size.per_request()),
            );
            runs += of_part.0;
            requests += of_part.1;
        }
        (runs, requests)
    }
}

/// Runs and requests of one part: of so many blocks this share is touched, and in this share of
/// them a run of data begins. A block begins a run of blocks if the one before is untouched and a
/// run of data begins in it.
fn fragments_of_part(
    (there, now): (f64, f64),
    touched: f64,
    begun: f64,
    per_request: f64,
) -> (f64, f64) {
    let begins = (1.0 - touched) * begun;
    let first = (touched - begins) * there.min(1.0);
    let mut runs = there * begins + first;
    let segments = (there / per_request).ceil().min(there);
    let mut requests = there * begins + (touched - begins) * segments;
    let new = now - there;
    if new > 0.0 {
        // It continues a run that ends where it begins.
        runs += new.min(1.0) * (1.0 - touched * there.min(1.0));
        let (from, to) = (there / per_request, now / per_request);
        let is_inside = from > from.floor();
        requests += (to.ceil() - from.floor()).max(1.0) * new.min(1.0);
        requests -= if is_inside {
            touched * new.min(1.0)
        } else {
            0.0
        };
    }
    (runs, requests)
}

/// Granules of a block.
fn granules(size: BlockSize) -> f64 {
    size.bytes().as_f64() / workload::GRANULE_BYTES as f64
}

/// The share of blocks that a Poisson number of writes with this mean touches.
fn touched(mean: f64) -> f64 {
    -libm::expm1(-mean)
}

/// Percent of daily change at this quantile of the measured population.
pub(super) fn quantile(probability: f64) -> f64 {
    let table = workload::CHANGE_PERCENT_QUANTILES.value;
    let above = table
        .iter()
        .position(|(p, _)| probability < *p)
        .unwrap_or(table.len() - 1);
    let ((p0, low), (p1, high)) = (table[above - 1], table[above]);
    low + (high - low) * (probability - p0) / (p1 - p0)
}
