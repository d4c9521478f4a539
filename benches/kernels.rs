//! The event queue and the sharing of links, timed beside what they replace.
//!
//! `cargo bench --bench kernels` runs the full sizes; under `cargo test` everything runs small, so
//! that it keeps working. Each line carries a hash of its results: a faster version must print the
//! same one.

#![expect(clippy::disallowed_types, reason = "a bench reads the wall clock")]

mod work;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::Instant;
use vaultlab::engine::flow::{End, FlowSpec, LinkSpec, replay};
use vaultlab::engine::wheel::Wheel;
use work::{Dice, Night, Queue, Wait, aligned_wait, distinct, hold, scenario_of, short_wait};
use xxhash_rust::xxh3::Xxh3;

/// Runs of each measurement; the median counts.
const REPEATS: usize = 5;

fn main() {
    let full = std::env::args().any(|arg| arg == "--bench");
    let share = if full { 1 } else { 50 };
    event_queues(share);
    flows(share);
}

/// The median seconds of several runs, and the hash they all left.
fn timed(run: impl Fn() -> u64) -> (f64, u64) {
    let mut runs: Vec<(f64, u64)> = (0..REPEATS)
        .map(|_| {
            let start = Instant::now();
            let hash = black_box(run());
            (start.elapsed().as_secs_f64(), hash)
        })
        .collect();
    assert!(
        runs.iter().all(|(_, hash)| *hash == runs[0].1),
        "runs repeat exactly"
    );
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs[REPEATS >> 1]
}

// Event queues

/// What one would use without the wheel: sorted by time and a counter.
#[derive(Default)]
struct Sorted {
    heap: BinaryHeap<Reverse<(u64, u64, u32)>>,
    pushed: u64,
}

impl Queue for Sorted {
    fn push(&mut self, at: u64, event: u32) {
        self.pushed += 1;
        self.heap.push(Reverse((at, self.pushed, event)));
    }
    fn pop(&mut self) -> Option<(u64, u32)> {
        self.heap.pop().map(|Reverse((at, _, event))| (at, event))
    }
}

#[expect(clippy::integer_division, reason = "sizes of a bench")]
fn event_queues(share: u32) {
    let (pending, events) = (10_000 / share, 1_000_000 / share);
    println!("event queues: {pending} pending, {events} events");
    for (name, wait) in [
        ("short waits", short_wait as Wait),
        ("aligned waits", aligned_wait),
    ] {
        let (wheel_secs, wheel_hash) = timed(|| hold(Wheel::new(), pending, events, wait));
        let (heap_secs, heap_hash) = timed(|| hold(Sorted::default(), pending, events, wait));
        assert_eq!(wheel_hash, heap_hash, "the wheel keeps the order");
        let millions_per_s = f64::from(events) / wheel_secs / 1e6;
        println!(
            "  {name:14} wheel {wheel_secs:.4} s ({millions_per_s:.1} M/s), BinaryHeap {heap_secs:.4} s, \
             ratio {:.2}, {wheel_hash:016x}",
            heap_secs / wheel_secs,
        );
    }
}

// Flows

/// A flow whose bytes take more or less of its links than another's, and which has a weight.
fn scattered((number, mut flow): (usize, FlowSpec)) -> FlowSpec {
    for (_, per_byte) in &mut flow.links {
        *per_byte = [1.0, 0.3, 1.7, 5.0][number & 3];
    }
    flow.weight = [1.0, 2.0, 0.5][number % 3];
    flow
}

/// The worst kind of night: all caps are equal and the vault has room for nearly all running flows,
/// so each start or end fills it or frees it.
fn time_border(live_count: usize) -> f64 {
    const CAP: f64 = 60e6;
    const FLOW_SECS: f64 = 600.0;
    let mut dice = Dice(live_count as u64);
    let flow = |start_secs: f64, secs: f64| FlowSpec {
        start_secs,
        bytes: CAP * secs,
        links: distinct(&[0]),
        cap_bytes_per_s: Some(CAP),
        ..FlowSpec::default()
    };
    let flows: Vec<FlowSpec> = (0..live_count * 2)
        .map(|_| {
            flow(
                dice.between(0.0, 2.0 * FLOW_SECS),
                dice.between(0.9, 1.1) * FLOW_SECS,
            )
        })
        .collect();
    time_flows(
        "one vault at the border",
        &[live_count as f64 * CAP],
        &flows,
    )
}

/// The seconds that a night takes to solve.
fn time_night(name: &str, night: Night) -> f64 {
    let (links, flows) = scenario_of(night);
    time_flows(name, &links, &flows)
}

fn time_flows(name: &str, links: &[f64], flows: &[FlowSpec]) -> f64 {
    let links: Vec<LinkSpec> = links.iter().map(|capacity| (*capacity).into()).collect();
    let (secs, hash) = timed(|| {
        let mut finish = Xxh3::new();
        for end in replay(&links, flows) {
            let End::Finished(at) = end else {
                unreachable!("a night's flows all finish");
            };
            finish.update(&at.to_bits().to_le_bytes());
        }
        finish.digest()
    });
    let (count, micros) = (flows.len(), secs * 1e6 / flows.len() as f64);
    println!("  {name:36} {count:6} flows {secs:.4} s, {micros:.2} us a flow, {hash:016x}");
    secs
}

#[expect(clippy::integer_division, reason = "sizes of a bench")]
fn flows(share: u32) {
    let share = share as usize;
    println!("flows:");
    let one = |flows_per_vault, machines| Night {
        vaults: 1,
        flows_per_vault,
        vault_share: 0.5,
        machines,
    };
    let least = time_night("one full vault", one(300 / share, false));
    let small = time_night("one full vault", one(1_000 / share, false));
    let large = time_night("one full vault", one(10_000 / share, false));
    println!(
        "  ten times the flows take {:.1} times as long; growth exponent from {}: {:.2}",
        large / small,
        300 / share,
        libm::log(large / least) / libm::log((10_000 / share) as f64 / (300 / share) as f64)
    );
    let small = time_night(
        "one full vault, machines, accounts",
        one(1_000 / share, true),
    );
    let large = time_night(
        "one full vault, machines, accounts",
        one(10_000 / share, true),
    );
    println!(
        "  ten times the flows take {:.1} times as long",
        large / small
    );
    let small = time_border(300 / share);
    let large = time_border(3_000 / share);
    println!(
        "  ten times the flows take {:.1} times as long",
        large / small
    );
    let twenty = Night {
        vaults: 20,
        ..one(1_500 / share, false)
    };
    time_night("twenty full vaults", twenty);
    time_night(
        "twenty full vaults, machines, accounts",
        Night {
            machines: true,
            ..twenty
        },
    );
    let (links, flows) = scenario_of(twenty);
    let flows: Vec<FlowSpec> = flows.into_iter().enumerate().map(scattered).collect();
    time_flows("twenty full vaults, amounts, weights", &links, &flows);
    let loose = Night {
        vault_share: 1e3,
        ..twenty
    };
    time_night("twenty vaults with room", loose);
    time_night(
        "twenty vaults with room, machines",
        Night {
            machines: true,
            ..loose
        },
    );
}
