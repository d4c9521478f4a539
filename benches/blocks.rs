//! How fast sets of blocks are made and joined: a day's delta of a disk of 4 TiB in blocks of 64 KiB,
//! of which 200 GB are written, and the union of thirty such days. Each line prints a hash of the
//! sets.
//!
//! `cargo bench --bench blocks` runs the full sizes; under `cargo test` everything runs small, so
//! that it keeps working.

#![expect(clippy::disallowed_types, reason = "a bench reads the wall clock")]

use std::ops::Range;
use std::time::Instant;
use vaultlab::blob::blocks::{BlockSet, BlockSize, Scratch};
use vaultlab::rng::{Draw, Draws, Purpose, entity_key};
use vaultlab::units::Bytes;
use xxhash_rust::xxh3::xxh3_64;

/// How a day is written: its name, and the longest run in blocks.
const DAYS: [(&str, u32); 3] = [("contiguous", 4096), ("mixed", 31), ("random", 1)];
/// What is written a day.
const WRITTEN_BYTES: u64 = 200_000_000_000;
/// Days that are joined.
const COUNT: u64 = 30;

fn main() {
    // Run as a test, a bench is only built and started.
    let is_test = !std::env::args().any(|arg| arg == "--bench");
    let (disk, written, count) = if is_test {
        (Bytes::gib(1), WRITTEN_BYTES >> 12, 3)
    } else {
        (Bytes::tib(4), WRITTEN_BYTES, COUNT)
    };
    let size = BlockSize::new(Bytes::new(64 << 10)).expect("an allowed size");
    for (name, longest) in DAYS {
        let mut scratch = Scratch::default();
        let mut sets = Vec::new();
        let mut days_ms = Vec::new();
        for day in 0..count {
            let mut draw = Draws::new(day).at(entity_key(name), day, Purpose::Writes);
            let ranges = written_in(
                size.blocks(disk),
                size.blocks(Bytes::new(written)),
                longest,
                &mut draw,
            );
            let begun = Instant::now();
            sets.push(BlockSet::of_ranges(&ranges, &mut scratch));
            days_ms.push(ms_since(begun));
        }
        days_ms.sort_unstable_by(f64::total_cmp);
        let day_ms = days_ms[days_ms.len() >> 1];
        let begun = Instant::now();
        let union = BlockSet::union_of(&sets, &mut scratch);
        let union_ms = ms_since(begun);
        let memory_mib = sets[0].memory_bytes() as f64 / f64::from(1 << 20);
        println!(
            "{name:<11} a day {day_ms:6.1} ms, {memory_mib:5.2} MiB; union of {count}: \
             {union_ms:6.1} ms, {} blocks; hash {:016x}",
            union.len(),
            hash(&union)
        );
    }
}

fn written_in(of_disk: u32, written: u32, longest: u32, draw: &mut Draw) -> Vec<Range<u32>> {
    let mut ranges = Vec::new();
    let mut left = written;
    while left > 0 {
        let length = (1 + (draw.unit() * f64::from(longest)) as u32).min(left);
        let start = (draw.unit() * f64::from(of_disk - length)) as u32;
        ranges.push(start..start + length);
        left -= length;
    }
    ranges
}

fn hash(set: &BlockSet) -> u64 {
    let mut bytes = Vec::new();
    for range in set.ranges() {
        bytes.extend_from_slice(&range.start.to_le_bytes());
        bytes.extend_from_slice(&range.end.to_le_bytes());
    }
    xxh3_64(&bytes)
}

fn ms_since(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}
