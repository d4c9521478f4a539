//! The event queue: a 64-ary timing wheel.
//!
//! Events leave in the order (time, phase, insertion), always. A key is `nanos << 3 | phase`; the
//! wheel files it by the highest base-64 digit in which it differs from the wheel's own position,
//! so filing is a few shifts and an event moves at most once per digit. Every container is first in
//! first out and equal keys always share a container: insertion order needs no stored counter.
//! The queue knows nothing of what an event means, and cannot cancel one: give events a stamp.
//! The slow twin it is tested against is a `BinaryHeap` in `wheel/tests.rs`.

#[cfg(test)]
mod tests;

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
        debug_assert!(key >= self.position, "no slot takes a key behind the wheel");
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

    /// Files the later part of a long run again, so that pushes at one instant stay cheap.
    ///
    /// After a look ahead the run may begin before the position, and no slot takes such a key. What
    /// stays therefore reaches the position: when it has been popped, every push lies behind it.
    #[cold]
    fn spill(&mut self) {
        let middle = self.run[self.run.len() >> 1].0;
        let mut kept = self.run.partition_point(|(key, _)| *key < middle);
        if !self.reaches_position(kept) {
            kept = self.run.partition_point(|(key, _)| *key <= middle);
        }
        if kept == self.run.len() || !self.reaches_position(kept) {
            return;
        }
        // Equal keys stay together, here or there.
        self.run_end = self.run[kept].0;
        for (key, event) in self.run.split_off(kept) {
            let node = self.new_node(key, event);
            self.file(node, key);
        }
    }

    /// Whether so many events of the run lead as far as the wheel's position.
    fn reaches_position(&self, kept: usize) -> bool {
        let last = kept.checked_sub(1).map(|last| self.run[last].0);
        last.is_some_and(|last| last >= self.position)
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
