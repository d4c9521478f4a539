//! Transfers that share links: each moves as fast as max-min fairness lets it, exactly.
//!
//! A *link* has a capacity; a *flow* crosses some links, may have a cap of its own, and ends when
//! its bytes have moved. The rates are the max-min fair ones: every flow moves at its cap, or has a
//! *bottleneck*, a full link on which no flow is faster. Any topology.
//!
//! A link may count something else than bytes, such as requests: a flow takes of each of its links
//! an amount of its own for each byte ([`Use`]). Max-min fairness is then of the flows' bytes a
//! second, under what the links carry of their own units. Flows of unequal weight are flows of
//! unequal bytes: one of weight `w` that moves `b` bytes at up to `c` and takes `a` for each is given
//! as one of `b / w` bytes with the cap `c / w` that takes `a * w`. Its rate times `w` is its own,
//! and it ends when it should.
//!
//! Starts, ends and changes of capacity at one instant are solved together by [`Network::settle`].
//! It refills only the links whose level can change (`fill.rs`), from the lowest level up. Flows
//! that keep their bottleneck cost nothing, even when its level changes (`link.rs`), and links that
//! cannot bind are only counted. Between instants the network computes the next completion itself,
//! so the caller keeps one pending event, not one for each flow.
//!
//! What it is not: there is no latency, no protocol and no loss, and it knows nothing of disks and
//! jobs. Only + - * / of doubles, so a result is the same on every machine. The slow solver and the
//! exact one that this is compared with are in `tests/it/flows.rs`.
//!
//! ```
//! use vaultlab::engine::flow::{Network, Seconds};
//! let mut network = Network::new();
//! let vault = network.add_link(100.0);
//! let slow = network.start(Seconds(0.0), &[vault], Some(20.0), 400.0);
//! let fast = network.start(Seconds(0.0), &[vault], None, 400.0);
//! network.settle(Seconds(0.0));
//! assert_eq!((network.rate(slow), network.rate(fast)), (20.0, 80.0));
//! assert_eq!(network.next_completion(), Some(Seconds(5.0)));
//! ```

mod clock;
mod fill;
mod heap;
mod link;
mod losses;
mod path;
mod place;
mod replay;
mod wide;

pub use clock::{Clock, Seconds};
pub use losses::Loss;
pub use replay::{End, FlowSpec, LinkSpec, NIGHT_SECS_MAX, replay};

use heap::{Heap, Seats};
use link::Link;
use path::{Path, Paths};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use wide::Wide;

/// A link of one network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(u32);

impl LinkId {
    /// The flow takes this much of the link for each byte that it moves.
    #[must_use]
    pub const fn at(self, per_byte: f64) -> Use {
        Use {
            link: self,
            per_byte,
        }
    }
}

/// What a flow takes of one link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Use {
    /// The link that it crosses.
    pub link: LinkId,
    /// What it takes of the link for each byte that it moves: one if the link counts bytes, the
    /// requests of the flow by its bytes if the link counts requests. More than zero.
    pub per_byte: f64,
}

/// A flow of one network. Never names another flow, also after its own has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowKey {
    slot: u32,
    generation: u32,
}

impl FlowKey {
    /// A small number that no other live flow has: an index for what the caller knows of the flow.
    #[must_use]
    pub const fn slot(self) -> usize {
        self.slot as usize
    }
}

/// Links and the flows that share them. One call of [`settle`](Self::settle) per instant, after
/// that instant's [`take_completed`](Self::take_completed), starts, cancellations and changes.
#[derive(Clone, Debug)]
pub struct Network<T> {
    links: Vec<Link<T>>,
    flows: Flows<T>,
    paths: Paths,
    /// Flows that move at their cap, by when they finish.
    at_cap: Heap<T>,
    /// Links that hold flows, by when the first of these finishes.
    at_link: Heap<T>,
    at_link_seats: Vec<u32>,
    now: T,
    started_count: u64,
    /// What the flow that is just starting takes of its links; kept for its space.
    distinct: Vec<(u32, f64)>,
    /// Flows that just end; kept for its space.
    ending: Vec<u32>,
    /// Links that are just being woken; kept for its space.
    waking: Vec<u32>,
    /// Links that were woken or whose floor may have changed since they were last queued.
    changed: Vec<u32>,
    /// Of the running solve: links to fill, by the floor of their level.
    queue: BinaryHeap<Reverse<(u64, u32)>>,
    /// Of the running solve: the level up to which all rates are final.
    filled: f64,
    follows_losses: bool,
    losses: Vec<Loss>,
}

#[derive(Clone, Debug)]
struct Flow<T> {
    generation: u32,
    path: Path,
    /// Infinite for none.
    cap: f64,
    bottleneck: Bottleneck,
    /// Flows are numbered in the order of their starts.
    number: u64,
    /// Where the flow sits in `at_cap`, or in its link's `due`; [`UNSEATED`] once it has completed.
    seat: u32,
    /// The bytes left at `since`, when it came to its bottleneck.
    left: f64,
    since: T,
    /// Held: the meter reading at which it finishes.
    mark: Wide,
}

/// What keeps a flow from moving faster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bottleneck {
    Cap,
    Link(u32),
}

const UNSEATED: u32 = u32::MAX;

/// Live flows, and the slots of ended ones.
#[derive(Clone, Debug)]
struct Flows<T> {
    slots: Vec<Flow<T>>,
    spare: Vec<u32>,
}

impl<T> Seats for Flows<T> {
    fn set_seat(&mut self, item: u32, seat: u32) {
        self.slots[item as usize].seat = seat;
    }
    fn seat(&self, item: u32) -> u32 {
        self.slots[item as usize].seat
    }
}

impl<T: Clock> Default for Network<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clock> Network<T> {
    /// No links, no flows, at the start of time.
    #[must_use]
    pub fn new() -> Self {
        Self {
            links: Vec::new(),
            flows: Flows {
                slots: Vec::new(),
                spare: Vec::new(),
            },
            paths: Paths::default(),
            at_cap: Heap::default(),
            at_link: Heap::default(),
            at_link_seats: Vec::new(),
            now: T::START,
            started_count: 0,
            distinct: Vec::new(),
            ending: Vec::new(),
            waking: Vec::new(),
            changed: Vec::new(),
            queue: BinaryHeap::new(),
            filled: 0.0,
            follows_losses: false,
            losses: Vec::new(),
        }
    }

    /// Adds a link that carries this many bytes a second, or of what else it counts.
    ///
    /// # Panics
    /// If the capacity is negative or not finite.
    pub fn add_link(&mut self, capacity: f64) -> LinkId {
        assert!(
            capacity >= 0.0 && capacity.is_finite(),
            "a capacity is a rate"
        );
        let id = u32::try_from(self.links.len()).expect("memory ends before 2^32 links");
        self.links.push(Link::new(capacity));
        self.at_link_seats.push(UNSEATED);
        LinkId(id)
    }

    /// Starts a flow of this many bytes, each of which takes one of every link. A link named twice
    /// counts once. A flow without bytes completes at once and takes no share.
    ///
    /// # Panics
    /// If a flow with bytes has neither a link nor a cap, if `bytes` or `cap` is not a sensible
    /// number, or if `now` is in the past or passes over a completion.
    pub fn start(&mut self, now: T, links: &[LinkId], cap: Option<f64>, bytes: f64) -> FlowKey {
        self.distinct.clear();
        self.distinct.extend(links.iter().map(|link| (link.0, 1.0)));
        self.distinct.sort_unstable_by_key(|(link, _)| *link);
        self.distinct.dedup_by_key(|(link, _)| *link);
        self.start_distinct(now, cap, bytes)
    }

    /// Starts a flow of this many bytes that takes of each link what is said; of a link that is
    /// named twice the sum.
    ///
    /// # Panics
    /// As [`start`](Self::start), or if what a byte takes of a link is not a sensible number.
    pub fn start_using(&mut self, now: T, uses: &[Use], cap: Option<f64>, bytes: f64) -> FlowKey {
        let is_sensible = |it: &Use| it.per_byte > 0.0 && it.per_byte.is_finite();
        assert!(uses.iter().all(is_sensible), "a byte takes something");
        self.distinct.clear();
        let uses = uses.iter().map(|it| (it.link.0, it.per_byte));
        self.distinct.extend(uses);
        self.distinct.sort_by_key(|(link, _)| *link);
        self.distinct.dedup_by(|next, first| {
            let same = next.0 == first.0;
            first.1 += if same { next.1 } else { 0.0 };
            same
        });
        self.start_distinct(now, cap, bytes)
    }

    /// Starts a flow over the links of `distinct`.
    fn start_distinct(&mut self, now: T, cap: Option<f64>, bytes: f64) -> FlowKey {
        assert!(bytes >= 0.0 && bytes.is_finite(), "bytes are a size");
        assert!(
            cap.is_none_or(|cap| cap > 0.0 && cap.is_finite()),
            "a cap is a rate"
        );
        assert!(
            cap.is_some() || !self.distinct.is_empty(),
            "a flow has a cap or a link"
        );
        self.advance(now);
        let slot = self.new_slot(cap.unwrap_or(f64::INFINITY), bytes);
        self.enter(slot, bytes);
        let generation = self.flows.slots[slot as usize].generation;
        FlowKey { slot, generation }
    }

    /// Ends a flow early and returns the bytes it had left.
    ///
    /// # Panics
    /// If the flow has ended before.
    pub fn cancel(&mut self, now: T, flow: FlowKey) -> f64 {
        assert!(self.is_live(flow), "a flow ends once");
        self.advance(now);
        let left = self.left_at(flow.slot, now);
        self.leave(flow.slot, left);
        left
    }

    /// Changes what a link carries from now on; zero stops it.
    ///
    /// # Panics
    /// If the capacity is negative or not finite.
    pub fn set_capacity(&mut self, now: T, link: LinkId, capacity: f64) {
        assert!(
            capacity >= 0.0 && capacity.is_finite(),
            "a capacity is a rate"
        );
        self.advance(now);
        self.links[link.0 as usize].capacity = capacity;
        self.let_bind(link.0);
        self.wake(link.0);
    }

    /// Removes the flows that complete at `now` and appends them in the order of their starts.
    /// At each instant this comes first: what starts in the same instant shares with those left.
    ///
    /// # Panics
    /// If `now` is in the past or passes over a completion.
    pub fn take_completed(&mut self, now: T, completed: &mut Vec<FlowKey>) {
        self.advance(now);
        let mut ended = std::mem::take(&mut self.ending);
        while let Some((at, slot)) = self.at_cap.first()
            && at <= now
        {
            self.at_cap.remove(slot, &mut self.flows);
            ended.push(slot);
        }
        while let Some((at, link)) = self.at_link.first()
            && at <= now
        {
            self.take_due(link, now, &mut ended);
        }
        ended.sort_unstable_by_key(|slot| self.flows.slots[*slot as usize].number);
        for slot in ended.drain(..) {
            let flow = &mut self.flows.slots[slot as usize];
            flow.seat = UNSEATED;
            let generation = flow.generation;
            completed.push(FlowKey { slot, generation });
            self.leave(slot, 0.0);
        }
        self.ending = ended;
    }

    /// When the next flow completes, if nothing else happens before. Ask after settling.
    #[must_use]
    pub fn next_completion(&self) -> Option<T> {
        let cap = self.at_cap.first().map(|(at, _)| at);
        let link = self.at_link.first().map(|(at, _)| at);
        match (cap, link) {
            (Some(cap), Some(link)) => Some(if link < cap { link } else { cap }),
            (one, other) => one.or(other),
        }
    }

    /// Bytes a second at which a live flow moves since the last settling.
    ///
    /// # Panics
    /// If the flow has ended.
    #[must_use]
    pub fn rate(&self, flow: FlowKey) -> f64 {
        assert!(self.is_live(flow), "an ended flow has no rate");
        let flow = &self.flows.slots[flow.slot()];
        match flow.bottleneck {
            Bottleneck::Cap => flow.cap,
            Bottleneck::Link(link) => self.links[link as usize].level,
        }
    }

    /// The link that holds a live flow back since the last settling; none if it moves at its cap.
    ///
    /// # Panics
    /// If the flow has ended.
    #[must_use]
    pub fn holder(&self, flow: FlowKey) -> Option<LinkId> {
        assert!(self.is_live(flow), "an ended flow is not held");
        match self.flows.slots[flow.slot()].bottleneck {
            Bottleneck::Cap => None,
            Bottleneck::Link(link) => Some(LinkId(link)),
        }
    }

    /// The bytes that a live flow has still to move.
    ///
    /// # Panics
    /// If the flow has ended.
    #[must_use]
    pub fn bytes_left(&self, now: T, flow: FlowKey) -> f64 {
        assert!(self.is_live(flow), "an ended flow has nothing left");
        self.left_at(flow.slot, now)
    }

    /// True until the flow completes or is cancelled.
    #[must_use]
    pub fn is_live(&self, flow: FlowKey) -> bool {
        let slot = self.flows.slots.get(flow.slot());
        slot.is_some_and(|slot| slot.generation == flow.generation)
    }

    /// What flows take of the link a second since the last settling. Takes longer the more full links hold
    /// back flows of this one, but not the more flows there are.
    #[must_use]
    pub fn link_load(&self, link: LinkId) -> f64 {
        let level_of = |holder| self.links[holder as usize].level;
        self.links[link.0 as usize].load(level_of)
    }

    /// How many flows cross the link.
    #[must_use]
    pub fn flow_count(&self, link: LinkId) -> usize {
        self.links[link.0 as usize].user_count()
    }

    /// How many flows are live.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.flows.slots.len() - self.flows.spare.len()
    }

    /// True when no flow is live.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Time moves on only when all changes are settled, and never past a completion.
    fn advance(&mut self, now: T) {
        if self.now < now {
            assert!(
                self.changed.is_empty(),
                "an instant is settled before the next"
            );
            let next = self.next_completion();
            assert!(
                next.is_none_or(|at| now <= at),
                "completions are taken in time"
            );
            self.now = now;
        }
        assert!(self.now <= now, "time runs forward");
    }

    /// Moves the flows that finish by `now` from one link to `ended`.
    fn take_due(&mut self, link: u32, now: T, ended: &mut Vec<u32>) {
        let source = &mut self.links[link as usize];
        while let Some((mark, slot)) = source.due.first() {
            let at = source.reaches(mark);
            if at <= now {
                source.due.remove(slot, &mut self.flows);
                ended.push(slot);
            } else {
                self.at_link.rekey(link, at, &mut self.at_link_seats);
                return;
            }
        }
        self.at_link.remove(link, &mut self.at_link_seats);
        self.at_link_seats[link as usize] = UNSEATED;
    }
}
