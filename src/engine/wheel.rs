//! The event queue: a 64-ary timing wheel.
//!
//! Events leave in the order (time, phase, insertion), always. A key is `nanos << 3 | phase`; the
//! wheel files it by the highest base-64 digit in which it differs from the wheel's own position,
//! so filing is a few shifts and an event moves at most once per digit. Every container is first in
//! first out and equal keys always share a container: insertion order needs no stored counter.
//! The queue knows nothing of what an event means, and cannot cancel one: give events a stamp.
//! The slow twin it is tested against is a `BinaryHeap` in this file's tests.

use crate::units::SimTime;
use std::collections::VecDeque;

/// How many kinds of event can be told apart at one instant; a lower phase goes first.
pub const PHASES: u8 = 8;
/// The last instant that an event can have: about 73 years after the start.
pub const NANOS_MAX: u64 = u64::MAX >> PHASE_BITS;

const PHASE_BITS: u32 = 3;
const DIGIT_BITS: u32 = 6;
const SLOTS: usize = 1 << DIGIT_BITS;
/// Eleven digits of six bits hold the 64 bits of a key.
const DIGITS: usize = 11;
/// A slot this short is sorted into the run instead of being spread over finer slots.
const RUN_MAX: usize = 32;
/// A run that grew this long by pushes at the current instant gives its later half back.
const RUN_SPILL: usize = 256;
const NONE: u32 = u32::MAX;

/// Pending events in the order in which they will happen.
#[derive(Clone, Debug)]
pub struct Wheel<E> {
    nodes: Vec<Node<E>>,
    /// The first of the unused nodes, which are chained like a slot's.
    spare: u32,
    slots: Vec<Slot>,
    /// Which slots of each digit hold anything.
    occupied: [u64; DIGITS],
    /// Which digits have an occupied slot.
    digits: u32,
    /// Where the wheel stands: no event in a slot has a smaller key.
    position: u64,
    /// The next events, sorted: the drained lowest slot.
    run: VecDeque<(u64, E)>,
    /// While the run is not empty, keys before this one belong to it.
    run_end: u64,
    popped_last: u64,
    len: usize,
}

#[derive(Clone, Copy, Debug)]
struct Node<E> {
    key: u64,
    event: E,
    next: u32,
}

/// A linked list of nodes, in insertion order. Meaningful only while its occupancy bit is set.
#[derive(Clone, Copy, Debug)]
struct Slot {
    first: u32,
    last: u32,
}

impl<E: Copy> Default for Wheel<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Copy> Wheel<E> {
    /// An empty queue at the start of time.
    #[must_use]
    pub fn new() -> Self {
        let empty = Slot {
            first: NONE,
            last: NONE,
        };
        Self {
            nodes: Vec::new(),
            spare: NONE,
            slots: vec![empty; DIGITS * SLOTS],
            occupied: [0; DIGITS],
            digits: 0,
            position: 0,
            run: VecDeque::with_capacity(RUN_MAX),
            run_end: 0,
            popped_last: 0,
            len: 0,
        }
    }

    /// Adds an event after all pending ones of the same time and phase.
    ///
    /// # Panics
    /// If `at` and `phase` lie before the event popped last, if `at` is later than [`NANOS_MAX`],
    /// or if there is no such phase.
    #[inline]
    pub fn push(&mut self, at: SimTime, phase: u8, event: E) {
        assert!(phase < PHASES, "a phase is below {PHASES}");
        assert!(at.as_nanos() <= NANOS_MAX, "an event is within 2^61 ns");
        let key = at.as_nanos() << PHASE_BITS | u64::from(phase);
        assert!(key >= self.popped_last, "an event cannot be in the past");
        self.len += 1;
        if !self.run.is_empty() && key < self.run_end {
            let place = self.run.partition_point(|(other, _)| *other <= key);
            self.run.insert(place, (key, event));
            if self.run.len() >= RUN_SPILL {
                self.spill();
            }
        } else {
            let node = self.new_node(key, event);
            self.file(node, key);
        }
    }

    /// Removes and returns the next event and its time.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        if self.run.is_empty() {
            self.refill();
        }
        let (key, event) = self.run.pop_front()?;
        self.len -= 1;
        self.popped_last = key;
        Some((SimTime::from_nanos(key >> PHASE_BITS), event))
    }

    /// The time of the next event.
    pub fn peek_time(&mut self) -> Option<SimTime> {
        if self.run.is_empty() {
            self.refill();
        }
        let (key, _) = self.run.front()?;
        Some(SimTime::from_nanos(key >> PHASE_BITS))
    }

    /// How many events are pending.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// True when nothing is pending.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn new_node(&mut self, key: u64, event: E) -> u32 {
        let next = NONE;
        if let Some(node) = self.nodes.get_mut(self.spare as usize) {
            let index = self.spare;
            self.spare = node.next;
            *node = Node { key, event, next };
            return index;
        }
        let index = u32::try_from(self.nodes.len()).expect("memory ends before 2^32 events");
        assert!(index != NONE);
        self.nodes.push(Node { key, event, next });
        index
    }

    /// Appends a node to the slot of its highest digit that differs from the position's.
    #[inline]
    fn file(&mut self, node: u32, key: u64) {
        let (digit, index) = place_of(key, self.position);
        let slot = &mut self.slots[digit * SLOTS + index];
        if self.occupied[digit] >> index & 1 == 0 {
            self.occupied[digit] |= 1 << index;
            self.digits |= 1 << digit;
            slot.first = node;
        } else {
            self.nodes[slot.last as usize].next = node;
        }
        slot.last = node;
    }

    /// Moves the lowest slot into the empty run, spreading long slots over finer ones first.
    #[cold]
    #[inline(never)]
    fn refill(&mut self) {
        assert!(self.run.is_empty());
        while self.digits != 0 {
            let digit = self.digits.trailing_zeros() as usize;
            let index = self.occupied[digit].trailing_zeros() as usize;
            self.occupied[digit] &= self.occupied[digit] - 1;
            if self.occupied[digit] == 0 {
                self.digits &= !(1 << digit);
            }
            let slot = self.slots[digit * SLOTS + index];
            let (first_key, last_key) = keys_of(digit, index, self.position);
            self.position = first_key;
            if self.drain_to_run(slot, digit) {
                // Of a finest slot all keys are equal, and later ones queue up in the slot again.
                self.run_end = last_key.saturating_add(u64::from(digit > 0));
                return;
            }
            self.spread(slot);
        }
    }

    /// Puts a slot into the run, if it is short enough or its keys are all equal.
    fn drain_to_run(&mut self, slot: Slot, digit: usize) -> bool {
        let mut next = slot.first;
        while let Some(node) = self.nodes.get(next as usize) {
            if digit > 0 && self.run.len() == RUN_MAX {
                self.run.clear();
                return false;
            }
            self.run.push_back((node.key, node.event));
            next = node.next;
        }
        self.nodes[slot.last as usize].next = self.spare;
        self.spare = slot.first;
        if digit > 0 {
            sort_stable(self.run.make_contiguous());
        }
        true
    }

    /// Files the later half of a long run again, so that pushes at one instant stay cheap.
    #[cold]
    fn spill(&mut self) {
        let middle = self.run[self.run.len() >> 1].0;
        let mut kept = self.run.partition_point(|(key, _)| *key < middle);
        if kept == 0 {
            kept = self.run.partition_point(|(key, _)| *key <= middle);
        }
        let cut = self.run.get(kept).map_or(middle, |(key, _)| *key);
        if cut < self.position {
            return; // pushed after a look ahead: there are no slots before the position
        }
        let mut spilled = self.run.split_off(kept);
        self.run_end = cut;
        for (key, event) in spilled.drain(..) {
            let node = self.new_node(key, event);
            self.file(node, key);
        }
    }

    fn spread(&mut self, slot: Slot) {
        let mut next = slot.first;
        while let Some(node) = self.nodes.get_mut(next as usize) {
            let (index, key) = (next, node.key);
            next = node.next;
            node.next = NONE;
            self.file(index, key);
        }
    }
}

/// The digit and the slot where a key belongs when the wheel stands at `position`.
#[inline]
const fn place_of(key: u64, position: u64) -> (usize, usize) {
    let highest_bit = (key ^ position | 1).ilog2();
    let digit = digit_of_bit(highest_bit);
    let index = (key >> (digit * DIGIT_BITS)) as usize & (SLOTS - 1);
    (digit as usize, index)
}

#[expect(
    clippy::integer_division,
    reason = "six bits to a digit, the last one short"
)]
const fn digit_of_bit(bit: u32) -> u32 {
    bit / DIGIT_BITS
}

/// The first and the last key of a slot when the wheel stands at `position`.
const fn keys_of(digit: usize, index: usize, position: u64) -> (u64, u64) {
    let shift = digit as u32 * DIGIT_BITS;
    let below = (1 << shift) - 1;
    let through = below << DIGIT_BITS | (SLOTS as u64 - 1);
    let first = position & !through | (index as u64) << shift;
    (first, first | below)
}

/// Insertion sort: slots are short, often nearly sorted, and equal keys must keep their order.
fn sort_stable<E: Copy>(run: &mut [(u64, E)]) {
    for sorted in 1..run.len() {
        let item = run[sorted];
        let mut place = sorted;
        while place > 0 && run[place - 1].0 > item.0 {
            run[place] = run[place - 1];
            place -= 1;
        }
        run[place] = item;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;
    use xxhash_rust::xxh3::Xxh3;

    /// The obvious queue: sorted by time, phase and a counter.
    #[derive(Default)]
    struct Twin {
        heap: BinaryHeap<Reverse<(u64, u8, u32)>>,
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
        let (mut wheel, mut twin) = (Wheel::new(), Twin::default());
        let (mut now, mut phase_now, mut pushed) = (0, 0, 0);
        let mut digest = Xxh3::with_seed(7);
        while pushed < pushes || !wheel.is_empty() {
            let grow = splitmix(&mut state) % 64 < 33 || wheel.len() < keep;
            if pushed < pushes && grow {
                let at = later(now, splitmix(&mut state));
                let lowest = if at == now { phase_now } else { 0 };
                let phase = lowest + (splitmix(&mut state) % u64::from(PHASES - lowest)) as u8;
                wheel.push(SimTime::from_nanos(at), phase, pushed);
                twin.heap.push(Reverse((at, phase, pushed)));
                pushed += 1;
                continue;
            }
            let expected = twin.heap.pop().map(|Reverse(next)| next);
            let peeked = wheel.peek_time().map(SimTime::as_nanos);
            let popped = wheel.pop().map(|(at, event)| (at.as_nanos(), event));
            assert_eq!(peeked, expected.map(|(at, ..)| at), "seed {seed}");
            let shown = expected.map(|(at, _, event)| (at, event));
            assert_eq!(popped, shown, "seed {seed}");
            assert_eq!(wheel.len(), twin.heap.len(), "seed {seed}");
            if let Some((at, phase, event)) = expected {
                (now, phase_now) = (at, phase);
                digest.update(&at.to_le_bytes());
                digest.update(&event.to_le_bytes());
            }
        }
        assert_eq!(wheel.pop(), None, "seed {seed}");
        digest.digest()
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
}
