//! A slow twin: sets of (device, block) in a tree, over random traces.

use super::{OPTIONS, answer, told};
use crate::dice::Dice;
use std::collections::BTreeSet;
use std::fmt::Write;
use vaultlab::api::ChurnOptions;
use vaultlab::units::{Bytes, SimDuration};

const SEEDS: u64 = 500;
const DEVICES: [&str; 3] = ["a", "b", "c"];

#[derive(Clone, Copy)]
struct Record {
    at_ns: u64,
    device: usize,
    is_write: bool,
    offset: u64,
    length: u64,
}

/// Accesses of 0 to 8 blocks in a place of 64 blocks, which is anywhere on the disk; a tenth is older
/// than the one before.
fn records(dice: &mut Dice, block: u64) -> Vec<Record> {
    let place = dice.below(1 << 50 >> 7) & !(block - 1);
    let mut at_ns = dice.below(1 << 60);
    let mut record = |_| {
        at_ns += dice.below(20_000_000_000);
        let late_ns = dice.below(30_000_000_000) * u64::from(dice.below(10) == 0);
        Record {
            at_ns: at_ns.saturating_sub(late_ns),
            device: dice.below(DEVICES.len() as u64) as usize,
            is_write: dice.below(3) > 0,
            offset: place + dice.below(64 * block),
            length: dice.below(8 * block) * u64::from(dice.below(8) > 0),
        }
    };
    (0..200).map(&mut record).collect()
}

fn text(records: &[Record]) -> String {
    let mut text = "time_ns,device,op,offset,length\n".to_owned();
    for record in records {
        let Record {
            at_ns,
            device,
            is_write,
            offset,
            length,
        } = *record;
        let (device, op) = (DEVICES[device], if is_write { "W" } else { "R" });
        let _ = writeln!(text, "{at_ns},{device},{op},{offset},{length}");
    }
    text
}

/// Runs and the longest, block by block.
fn runs(blocks: &BTreeSet<(usize, u64)>) -> (u64, u64) {
    let (mut count, mut length, mut longest) = (0, 0, 0);
    for (device, block) in blocks {
        let goes_on = *block > 0 && blocks.contains(&(*device, block - 1));
        count += u64::from(!goes_on);
        length = if goes_on { length + 1 } else { 1 };
        longest = longest.max(length);
    }
    (count, longest)
}

fn summary(writes: (u64, u64), blocks: &BTreeSet<(usize, u64)>) -> String {
    let (count, longest) = runs(blocks);
    let mean = blocks.len() as f64 / count.max(1) as f64;
    let (writes, bytes) = writes;
    let blocks = blocks.len();
    format!(
        "{writes} writes, {bytes} bytes; {blocks} blocks in {count} runs, mean {mean:?}, longest {longest}"
    )
}

#[expect(clippy::integer_division, reason = "blocks and intervals")]
fn told_slowly(records: &[Record], block: u64, every_ns: u64) -> Vec<String> {
    let mut times: Vec<u64> = Vec::new();
    for record in records {
        times.push(record.at_ns.max(times.last().copied().unwrap_or(0)));
    }
    let first_ns = times[0];
    let blocks_of = |record: &Record| -> Vec<(usize, u64)> {
        let all = record.offset / block..=(record.offset + record.length) / block;
        let (from, to) = (record.offset, record.offset + record.length);
        let touched = all.filter(|n| from.max(n * block) < to.min((n + 1) * block));
        touched.map(|n| (record.device, n)).collect()
    };
    let timed = || records.iter().zip(&times);
    let written = |wanted: &dyn Fn(&Record, u64) -> bool| {
        let chosen = timed().filter(|(record, at)| record.is_write && wanted(record, **at));
        let chosen: Vec<&Record> = chosen.map(|(record, _)| record).collect();
        let blocks: BTreeSet<_> = chosen.iter().flat_map(|record| blocks_of(record)).collect();
        let bytes: u64 = chosen.iter().map(|record| record.length).sum();
        ((chosen.len() as u64, bytes), blocks)
    };
    let reads = |wanted: &dyn Fn(&Record) -> bool| {
        let chosen = records
            .iter()
            .filter(|record| !record.is_write && wanted(record));
        chosen.count()
    };
    let out_of_order = timed().filter(|(record, at)| record.at_ns < **at).count();
    let span_ns = times[times.len() - 1] - first_ns;
    let (writes, blocks) = written(&|_, _| true);
    let mut lines = vec![format!(
        "{} records in {:?} s, {out_of_order} out of order; {} reads, {}",
        records.len(),
        span_ns as f64 / 1e9,
        reads(&|_| true),
        summary(writes, &blocks),
    )];
    let mut devices: Vec<usize> = Vec::new();
    for record in records {
        if !devices.contains(&record.device) {
            devices.push(record.device);
        }
    }
    for device in devices {
        let (writes, blocks) = written(&|record, _| record.device == device);
        let (name, reads) = (DEVICES[device], reads(&|record| record.device == device));
        lines.push(format!(
            "{name}: {reads} reads, {}",
            summary(writes, &blocks)
        ));
    }
    let mut before = 0;
    for number in 0..=span_ns / every_ns {
        let ((count, bytes), _) = written(&|_, at| (at - first_ns) / every_ns == number);
        let (_, all) = written(&|_, at| (at - first_ns) / every_ns <= number);
        let (from, all) = ((number * every_ns) as f64 / 1e9, all.len());
        let new = all - before;
        lines.push(format!(
            "from {from:?} s: {count} writes, {bytes} bytes, {new} new, {all} in all"
        ));
        before = all;
    }
    lines
}

#[test]
fn over_500_seeds_and_all_block_sizes_the_answer_is_the_slow_twins() {
    for seed in 0..SEEDS {
        let mut dice = Dice(seed);
        let block = 512 << dice.below(14);
        let every_ns = 1_000_000_000 * (30 + dice.below(600));
        let records = records(&mut dice, block);
        let options = ChurnOptions {
            block: Bytes::new(block),
            every: SimDuration::from_nanos(every_ns),
            ..OPTIONS
        };
        let ours = told(&answer(&text(&records), options));
        let slow = told_slowly(&records, block, every_ns);
        assert_eq!(ours, slow, "seed {seed}, blocks of {block}");
    }
}
