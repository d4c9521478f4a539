//! Block traces, read and counted, in records a second: every format, with the same accesses.
//!
//! `cargo bench --bench traces` runs the full size; under `cargo test` it runs small, so that it keeps
//! working. Each line carries a hash of its answer: a faster version must print the same one.

#![expect(clippy::disallowed_types, reason = "a bench reads the wall clock")]

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;
use vaultlab::api::{ChurnOptions, check_churn};
use vaultlab::import::trace::Trace;
use vaultlab::units::{Bytes, SimDuration};
use xxhash_rust::xxh3::xxh3_64;

/// Runs of each measurement; the median counts.
const REPEATS: usize = 5;
const DEVICES: u64 = 16;

/// One line of a format: time in µs, device, whether written, offset and length in sectors.
type Line = fn(&mut String, u64, u64, bool, u64, u64);

fn main() {
    let full = std::env::args().any(|arg| arg == "--bench");
    let records = if full { 2_000_000 } else { 20_000 };
    println!("traces: {records} records of {DEVICES} devices");
    for (name, header, line) in [
        ("csv", "time_us,device,op,offset,length\n", csv as Line),
        ("mqsim", "", mqsim),
        ("msr", "", msr),
        ("alibaba", "", alibaba),
    ] {
        measure(name, &(header.to_owned() + &lines(records, line)));
    }
}

fn measure(name: &str, text: &str) {
    let options = ChurnOptions {
        format: None,
        block: Bytes::kib(64),
        every: SimDuration::mins(30),
    };
    let (read_secs, records) = timed(|| {
        let trace = Trace::open(text.as_bytes(), None).expect("the format is known");
        trace.fold(0, |count, access| {
            count + u64::from(black_box(access).device < DEVICES as usize)
        })
    });
    let (churn_secs, hash) = timed(|| {
        let answer = check_churn(text.as_bytes(), options).expect("every line is right");
        // Beside its format's name, the answer is the same for all.
        xxh3_64(answer.replace(name, "").as_bytes())
    });
    let millions_per_s = |secs: f64| records as f64 / secs / 1e6;
    println!(
        "  {name:8} {:3} MB: read {read_secs:.3} s ({:5.1} M/s), check churn {churn_secs:.3} s ({:5.1} M/s), \
         {hash:016x}",
        text.len() >> 20,
        millions_per_s(read_secs),
        millions_per_s(churn_secs),
    );
}

/// The median seconds of several runs, and what they all came to.
fn timed(run: impl Fn() -> u64) -> (f64, u64) {
    let mut runs: Vec<(f64, u64)> = (0..REPEATS)
        .map(|_| {
            let start = Instant::now();
            let result = black_box(run());
            (start.elapsed().as_secs_f64(), result)
        })
        .collect();
    assert!(
        runs.iter().all(|(_, result)| *result == runs[0].1),
        "runs repeat exactly"
    );
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs[REPEATS >> 1]
}

/// Two accesses of three are writes, all over a TiB, of 512 B to 64 KiB; ten days in all.
fn lines(records: u64, line: Line) -> String {
    let mut dice = Dice(1);
    let mut text = String::new();
    let mut at_us = 0;
    for _ in 0..records {
        at_us += dice.roll() % 864_000;
        let (device, is_write) = (dice.roll() % DEVICES, !dice.roll().is_multiple_of(3));
        let (sector, sectors) = (dice.roll() % (1 << 31), 1 + dice.roll() % 128);
        line(&mut text, at_us, device, is_write, sector, sectors);
    }
    text
}

fn csv(text: &mut String, at_us: u64, device: u64, is_write: bool, sector: u64, sectors: u64) {
    let op = if is_write { 'W' } else { 'R' };
    let (offset, length) = (sector << 9, sectors << 9);
    let _ = writeln!(text, "{at_us},h.{device},{op},{offset},{length}");
}

fn mqsim(text: &mut String, at_us: u64, device: u64, is_write: bool, sector: u64, sectors: u64) {
    let kind = u8::from(!is_write);
    let _ = writeln!(text, "{at_us}000 h.{device} {sector} {sectors} {kind}");
}

fn msr(text: &mut String, at_us: u64, device: u64, is_write: bool, sector: u64, sectors: u64) {
    let op = if is_write { "Write" } else { "Read" };
    let (offset, length) = (sector << 9, sectors << 9);
    let _ = writeln!(text, "{at_us}0,h,{device},{op},{offset},{length},417");
}

fn alibaba(text: &mut String, at_us: u64, device: u64, is_write: bool, sector: u64, sectors: u64) {
    let op = if is_write { 'W' } else { 'R' };
    let (offset, length) = (sector << 9, sectors << 9);
    let _ = writeln!(text, "h.{device},{op},{offset},{length},{at_us}");
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }
}
