//! The wheel against the obvious queue, and what it refuses.

use super::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use xxhash_rust::xxh3::Xxh3;

/// The wheel and the obvious queue, which is sorted by time, phase and a counter.
#[derive(Default)]
struct Twins {
    wheel: Wheel<u32>,
    heap: BinaryHeap<Reverse<(u64, u8, u32)>>,
    pushed: u32,
    /// Time and phase of the event popped last.
    now: (u64, u8),
    seed: u64,
    digest: Xxh3,
}

impl Twins {
    fn of(seed: u64) -> Self {
        Self {
            seed,
            digest: Xxh3::with_seed(7),
            ..Self::default()
        }
    }
    fn push(&mut self, at: u64, phase: u8) {
        let phase = if at == self.now.0 {
            phase.max(self.now.1)
        } else {
            phase
        };
        self.wheel.push(SimTime::from_nanos(at), phase, self.pushed);
        self.heap.push(Reverse((at, phase, self.pushed)));
        self.pushed += 1;
    }
    #[track_caller]
    fn peek(&mut self) {
        let expected = self.heap.peek().map(|Reverse((at, ..))| *at);
        let peeked = self.wheel.peek_time().map(SimTime::as_nanos);
        assert_eq!(peeked, expected, "seed {}", self.seed);
    }
    #[track_caller]
    fn pop(&mut self) {
        let expected = self.heap.pop().map(|Reverse(next)| next);
        let popped = self.wheel.pop().map(|(at, event)| (at.as_nanos(), event));
        let shown = expected.map(|(at, _, event)| (at, event));
        assert_eq!(popped, shown, "seed {}", self.seed);
        assert_eq!(self.wheel.len(), self.heap.len(), "seed {}", self.seed);
        if let Some((at, phase, event)) = expected {
            self.now = (at, phase);
            self.digest.update(&at.to_le_bytes());
            self.digest.update(&event.to_le_bytes());
        }
    }
    #[track_caller]
    fn pop_all(&mut self) {
        while !self.heap.is_empty() {
            self.pop();
        }
        assert_eq!(self.wheel.pop(), None, "seed {}", self.seed);
    }
}

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ mixed >> 31
}

/// A time from now on: often now itself, often on a coarse grid so that many tie, at times far.
fn later(now: u64, random: u64) -> u64 {
    let delay = match random % 7 {
        0 | 1 => 0,
        2 => random >> 60,
        3 => (random >> 58) * 1_000,
        4 => random >> 30,
        5 => (now + (random >> 20)).next_multiple_of(1_800_000_000_000) - now,
        _ => random >> (3 + (random >> 8 & 31)),
    };
    (now + delay).min(NANOS_MAX)
}

#[track_caller]
fn check_against_twin(seed: u64, pushes: u32, keep: usize) -> u64 {
    let mut state = seed;
    let mut twins = Twins::of(seed);
    while twins.pushed < pushes || !twins.wheel.is_empty() {
        let grow = splitmix(&mut state) % 64 < 33 || twins.wheel.len() < keep;
        if twins.pushed < pushes && grow {
            let at = later(twins.now.0, splitmix(&mut state));
            let lowest = if at == twins.now.0 { twins.now.1 } else { 0 };
            let phase = lowest + (splitmix(&mut state) % u64::from(PHASES - lowest)) as u8;
            twins.push(at, phase);
            continue;
        }
        twins.peek();
        twins.pop();
    }
    twins.pop_all();
    twins.digest.digest()
}

/// A large group at one instant, a look ahead that finds it, and pushes before it and at it.
#[track_caller]
fn check_look_ahead(seed: u64) {
    let mut state = seed;
    let mut twins = Twins::of(seed);
    for _ in 0..4 {
        let scale = 1 << (4 + splitmix(&mut state) % 44);
        let group_at = twins.now.0 + scale + splitmix(&mut state) % scale;
        let groups = 1 + splitmix(&mut state) % 3;
        for event in 0..1 + splitmix(&mut state) % 600 {
            twins.push(group_at + event % groups, 4);
        }
        for _ in 0..splitmix(&mut state) % 12 {
            twins.peek();
            for _ in 0..1 + splitmix(&mut state) % 40 {
                let before = group_at.saturating_sub(twins.now.0).max(1);
                let at = match splitmix(&mut state) % 4 {
                    0 => group_at.max(twins.now.0),
                    1 => twins.now.0,
                    _ => twins.now.0 + splitmix(&mut state) % before,
                };
                twins.push(at, (splitmix(&mut state) % u64::from(PHASES)) as u8);
            }
            for _ in 0..splitmix(&mut state) % 60 {
                twins.pop();
            }
        }
    }
    twins.pop_all();
}

#[test]
fn a_look_ahead_at_a_large_group_leaves_the_order_as_it_was() {
    (0..1_000).for_each(check_look_ahead);
}

#[test]
fn what_comes_before_a_large_group_that_was_seen_does_so_however_often() {
    const HOUR: u64 = 3_600_000_000_000;
    for day in 1..400 {
        let mut twins = Twins::of(day);
        let due = 24 * HOUR + day * 7 * HOUR;
        for _ in 0..300 {
            twins.push(due, 4);
        }
        twins.peek();
        twins.push(due - HOUR, 0);
        twins.pop();
        twins.push(due - HOUR + 1_000, 1);
        twins.pop();
        twins.push(due, 4);
        twins.pop_all();
    }
}

#[test]
fn events_leave_as_from_the_obvious_queue() {
    for seed in 0..300 {
        check_against_twin(seed, 400, 0);
        check_against_twin(seed, 400, 150);
    }
    for seed in 0..4 {
        check_against_twin(seed, 20_000, 5_000);
    }
}

#[test]
fn the_order_is_the_same_in_every_build() {
    assert_eq!(
        check_against_twin(42, 10_000, 1_000),
        4_070_939_874_018_789_176
    );
}

#[test]
fn equal_times_leave_by_phase_and_then_first_come_first_served() {
    let mut wheel = Wheel::new();
    let noon = SimTime::from_nanos(43_200_000_000_000);
    for (phase, event) in [(5, 'c'), (0, 'a'), (5, 'd'), (0, 'b'), (7, 'e')] {
        wheel.push(noon, phase, event);
    }
    let order: String = std::iter::from_fn(|| wheel.pop()).map(|(_, e)| e).collect();
    assert_eq!(order, "abcde");
}

#[test]
fn thousands_of_equal_events_stay_in_line() {
    let mut wheel = Wheel::new();
    let at = SimTime::from_nanos(NANOS_MAX);
    for event in 0..10_000_u32 {
        wheel.push(at, 3, event);
    }
    for event in 0..10_000 {
        assert_eq!(wheel.pop(), Some((at, event)));
    }
}

#[test]
fn an_instant_may_breed_thousands_of_events_in_two_phases() {
    let mut wheel = Wheel::new();
    let at = SimTime::from_nanos(1_000);
    for (delay, event) in [(0, 0), (3, 1), (9, 2)] {
        wheel.push(SimTime::from_nanos(1_000 + delay), 1, event);
    }
    assert_eq!(wheel.pop(), Some((at, 0)));
    for event in 0..10_000 {
        wheel.push(at, 2 + (event % 2) as u8, event);
    }
    let order: Vec<u32> = std::iter::from_fn(|| wheel.pop()).map(|(_, e)| e).collect();
    let even = (0..10_000).step_by(2);
    let odd = (1..10_000).step_by(2);
    assert_eq!(order, even.chain(odd).chain([1, 2]).collect::<Vec<_>>());
}

#[test]
fn a_clone_goes_its_own_way() {
    let mut wheel = Wheel::new();
    for event in 0..100_u64 {
        wheel.push(SimTime::from_nanos(event * 77), 0, event);
    }
    let (first, mut copy) = (wheel.pop(), wheel.clone());
    assert_eq!(first, Some((SimTime::ZERO, 0)));
    copy.push(SimTime::from_nanos(1), 0, 1_000);
    assert_eq!(copy.pop(), Some((SimTime::from_nanos(1), 1_000)));
    assert_eq!(wheel.pop(), Some((SimTime::from_nanos(77), 1)));
}

#[test]
fn nodes_are_used_again() {
    let mut wheel = Wheel::new();
    for event in 0..100_000_u64 {
        wheel.push(SimTime::from_nanos(event * 1_000_003), 0, event);
        if wheel.len() > 10 {
            wheel.pop();
        }
    }
    assert!(wheel.nodes.len() <= 64, "{} nodes", wheel.nodes.len());
    assert_eq!(size_of::<Node<u32>>(), 16);
}

#[test]
#[should_panic(expected = "an event cannot be in the past")]
fn the_past_is_refused() {
    let mut wheel = Wheel::new();
    wheel.push(SimTime::from_nanos(10), 1, ());
    wheel.pop();
    wheel.push(SimTime::from_nanos(10), 0, ());
}

#[test]
#[should_panic(expected = "an event is within 2^61 ns")]
fn times_beyond_the_limit_are_refused() {
    Wheel::new().push(SimTime::from_nanos(NANOS_MAX + 1), 0, ());
}
