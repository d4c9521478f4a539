//! The event queue and the sharing of links, timed beside what they replace.
//!
//! `cargo bench --bench kernels` runs the full sizes; under `cargo test` everything runs small, so
//! that it keeps working. Each line carries a hash of its results: a faster version must print the
//! same one.

#![expect(clippy::disallowed_types, reason = "a bench reads the wall clock")]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::Instant;
use vaultlab::engine::flow::{End, FlowSpec, LinkSpec, replay};
use vaultlab::engine::wheel::Wheel;
use vaultlab::units::SimTime;
use xxhash_rust::xxh3::Xxh3;

/// Runs of each measurement; the median counts.
const REPEATS: usize = 5;

fn main() {
    let full = std::env::args().any(|arg| arg == "--bench");
    let share = if full { 1 } else { 50 };
    event_queues(share);
    flows(share);
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
    fn unit(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
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

trait Queue {
    fn push(&mut self, at: u64, event: u32);
    fn pop(&mut self) -> Option<(u64, u32)>;
}

impl Queue for Wheel<u32> {
    fn push(&mut self, at: u64, event: u32) {
        Self::push(self, SimTime::from_nanos(at), 0, event);
    }
    fn pop(&mut self) -> Option<(u64, u32)> {
        Self::pop(self).map(|(at, event)| (at.as_nanos(), event))
    }
}

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

/// A wait before the next event of one process.
type Wait = fn(now: u64, random: u64) -> u64;

/// About exponential with a mean of a second: the count of leading zeros is geometric.
fn short_wait(_now: u64, random: u64) -> u64 {
    u64::from(random.leading_zeros()) * 693_147_180 + (random & 0x3FFF_FFFF) + 1
}

/// As in a night of backups: a quarter waits for a half hour, so thousands tie.
fn aligned_wait(now: u64, random: u64) -> u64 {
    const HALF_HOUR: u64 = 1_800_000_000_000;
    let wait = short_wait(now, random);
    match random & 3 {
        0 => (now + wait).next_multiple_of(HALF_HOUR) - now,
        1 => wait,
        2 => wait * 60,
        _ => wait * 3_600,
    }
}

/// The hold model: each popped event pushes one, so that the number pending stays.
fn hold(mut queue: impl Queue, pending: u32, events: u32, wait: Wait) -> u64 {
    let mut dice = Dice(1);
    for event in 0..pending {
        queue.push(wait(0, dice.roll()), event);
    }
    let mut order = Xxh3::new();
    for _ in 0..events {
        let (now, event) = queue.pop().expect("the queue never empties");
        order.update(&event.to_le_bytes());
        queue.push(now + wait(now, dice.roll()), event);
    }
    order.digest()
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

/// What a night of transfers looks like.
#[derive(Clone, Copy)]
struct Night {
    vaults: usize,
    flows_per_vault: usize,
    /// How much of the demand a vault can carry; above one it never fills.
    vault_share: f64,
    /// With the links of machines and accounts, of which many are full now and then.
    machines: bool,
}

/// Each link once; a byte takes one of each.
fn distinct(links: &[usize]) -> Vec<(usize, f64)> {
    let mut links: Vec<(usize, f64)> = links.iter().map(|link| (*link, 1.0)).collect();
    links.dedup();
    links
}

/// Disks of 1 to 60 GB over two hours; four to a machine, forty machines to an account.
fn scenario_of(night: Night) -> (Vec<f64>, Vec<FlowSpec>) {
    const SPAN_SECS: f64 = 7_200.0;
    const CAPS: [f64; 4] = [20e6, 30e6, 60e6, 80e6];
    let mut dice = Dice(night.flows_per_vault as u64);
    let demand = night.flows_per_vault as f64 * 30.5e9 / SPAN_SECS;
    let mut link_bytes_per_s = Vec::new();
    let mut flows = Vec::new();
    for _ in 0..night.vaults {
        let vault = link_bytes_per_s.len();
        link_bytes_per_s.push(demand * night.vault_share);
        let (mut account, mut machine) = (vault, vault);
        for flow in 0..night.flows_per_vault {
            if night.machines && flow % 160 == 0 {
                account = link_bytes_per_s.len();
                link_bytes_per_s.push(3e9);
            }
            if night.machines && flow % 4 == 0 {
                machine = link_bytes_per_s.len();
                link_bytes_per_s.push([96e6, 145e6, 192e6, 384e6][(dice.roll() & 3) as usize]);
            }
            flows.push(FlowSpec {
                start_secs: dice.between(0.0, SPAN_SECS),
                bytes: dice.between(1e9, 60e9).floor(),
                links: distinct(&[machine, account, vault]),
                cap_bytes_per_s: Some(CAPS[(dice.roll() & 3) as usize]),
                ..FlowSpec::default()
            });
        }
    }
    (link_bytes_per_s, flows)
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
    let small = time_night("one full vault", one(1_000 / share, false));
    let large = time_night("one full vault", one(10_000 / share, false));
    println!(
        "  ten times the flows take {:.1} times as long",
        large / small
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
