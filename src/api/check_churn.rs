//! `check churn`: what a block trace changes on its disks, block by block, so that it can be compared
//! with other implementations. The formats are described in docs/check.md; the counting is in
//! `check_churn/tally.rs`.

mod tally;

use crate::import::trace::{Ended, Format, Trace};
use crate::scenario::Problem;
use crate::units::{Bytes, SimDuration};
use serde::Serialize;
use tally::{BLOCKS_MAX, DeviceTally, INTERVALS_MAX, Runs, Tally, Writes};

/// The smallest block: a sector.
const BLOCK_MIN: Bytes = Bytes::new(512);
/// The largest block.
const BLOCK_MAX: Bytes = Bytes::mib(4);

/// How a trace is to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChurnOptions {
    /// The trace's format; absent: that of its first line.
    pub format: Option<Format>,
    /// The size of a block.
    pub block: Bytes,
    /// How long each interval is.
    pub every: SimDuration,
}

#[derive(Serialize)]
struct Answer {
    format: &'static str,
    records: u64,
    out_of_order: u64,
    span_s: f64,
    reads: u64,
    writes: u64,
    bytes: u64,
    block_bytes: u64,
    blocks: u64,
    runs: RunsRow,
    devices: Vec<DeviceRow>,
    every_s: f64,
    intervals: Vec<IntervalRow>,
}

#[derive(Serialize)]
struct RunsRow {
    count: u64,
    mean: f64,
    longest: u64,
}

#[derive(Serialize)]
struct DeviceRow {
    device: String,
    reads: u64,
    writes: u64,
    bytes: u64,
    blocks: u64,
    runs: RunsRow,
}

#[derive(Serialize)]
struct IntervalRow {
    from_s: f64,
    writes: u64,
    bytes: u64,
    new_blocks: u64,
    /// All so far.
    blocks: u64,
}

/// What a trace writes: writes, bytes, blocks, their runs, and what is new in each interval, as JSON.
///
/// # Errors
/// Every problem of the options and of the trace.
pub fn check_churn(trace: &[u8], options: ChurnOptions) -> Result<String, Vec<Problem>> {
    let ChurnOptions {
        format,
        block,
        every,
    } = options;
    check_options(block, every)?;
    let mut tally = Tally::new(block, every);
    let mut trace = Trace::open(trace, format)?;
    trace.by_ref().for_each(|access| tally.add(access));
    let ended = trace.finish()?;
    check_counted(&tally, &ended)?;
    Ok(super::view_text(&answer(&tally, ended, block, every)))
}

fn check_options(block: Bytes, every: SimDuration) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    if !block.get().is_power_of_two() || !(BLOCK_MIN..=BLOCK_MAX).contains(&block) {
        let allowed = format!("{BLOCK_MIN} to {BLOCK_MAX}, a power of two");
        problems.push(Problem::new("block", block, allowed));
    }
    if every == SimDuration::ZERO {
        problems.push(Problem::new("every", "no time", "more than that"));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// Refuses a tally that was cut off.
fn check_counted(tally: &Tally, ended: &Ended) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    let intervals = u128::from(tally.interval_of(ended.span)) + 1;
    if intervals > u128::from(INTERVALS_MAX) {
        let found = format!("{intervals} intervals");
        let allowed = format!("at most {INTERVALS_MAX}: longer ones");
        problems.push(Problem::new("every", found, allowed));
    }
    if tally.is_full() {
        let found = format!("more than {BLOCKS_MAX} blocks written");
        let allowed = format!("at most {BLOCKS_MAX}: larger ones");
        problems.push(Problem::new("block", found, allowed));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn answer(tally: &Tally, ended: Ended, block: Bytes, every: SimDuration) -> Answer {
    let runs: Vec<Runs> = tally.devices.iter().map(DeviceTally::runs).collect();
    let all = runs.iter().copied().fold(Runs::default(), Runs::merge);
    let sum = |of: fn(&DeviceTally) -> u64| tally.devices.iter().map(of).sum::<u64>();
    let (reads, writes) = (
        sum(|device| device.reads),
        sum(|device| device.written.count),
    );
    let devices = ended.devices.into_iter().zip(&tally.devices).zip(runs);
    Answer {
        format: ended.format.name(),
        records: reads + writes,
        out_of_order: ended.out_of_order,
        span_s: ended.span.as_secs_f64(),
        reads,
        writes,
        bytes: sum(|device| device.written.bytes.get()),
        block_bytes: block.get(),
        blocks: tally.blocks,
        runs: runs_row(all),
        devices: devices
            .map(|((device, tally), runs)| DeviceRow {
                device,
                reads: tally.reads,
                writes: tally.written.count,
                bytes: tally.written.bytes.get(),
                blocks: tally.written.new_blocks,
                runs: runs_row(runs),
            })
            .collect(),
        every_s: every.as_secs_f64(),
        intervals: interval_rows(&tally.intervals, every),
    }
}

fn runs_row(runs: Runs) -> RunsRow {
    let Runs {
        count,
        blocks,
        longest,
    } = runs;
    let mean = match count {
        0 => 0.0,
        _ => blocks as f64 / count as f64,
    };
    RunsRow {
        count,
        mean,
        longest,
    }
}

fn interval_rows(intervals: &[Writes], every: SimDuration) -> Vec<IntervalRow> {
    let mut blocks = 0;
    let row = |(number, written): (u64, &Writes)| {
        blocks += written.new_blocks;
        IntervalRow {
            from_s: (every * number).as_secs_f64(),
            writes: written.count,
            bytes: written.bytes.get(),
            new_blocks: written.new_blocks,
            blocks,
        }
    };
    (0..).zip(intervals).map(row).collect()
}
