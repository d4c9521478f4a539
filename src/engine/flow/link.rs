//! One link: who uses it, who is held back by it, and by whom its other users are held back.
//!
//! Each user of a link stands in one of three places there: *held* (this link is its bottleneck and
//! it moves at the link's level), *capped* (it moves at its own cap), or *guest* (another link, its
//! *holder*, holds it back). A held flow's rate is never stored: the link's meter counts the bytes
//! that each held flow has moved, and a flow is due when the meter reaches its mark. So a change of
//! level costs the same however many flows are held.
//!
//! A link is told when a holder of its guests changes level, if it *listens*. A link with few
//! holders and room to spare does not: it leaves a *ceiling* with each, and is woken only when that
//! holder's level rises above it.

use super::heap::Heap;
use super::wide::Wide;
use std::collections::{BTreeMap, BTreeSet};

/// A level this little below a rate is the same level. More than the rounding of one division, so
/// that a flow at the border between two bottlenecks stays where it is; far below any tolerance.
pub(super) const TIE: f64 = 1.0 + 16.0 * f64::EPSILON;

/// Above which level of a holder its audience wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ceiling {
    /// At every change.
    Any,
    /// Above this level; of levels, which are not negative, the bits sort like the numbers.
    Above(u64),
    /// Never: the link cannot bind.
    Never,
}

/// How a link's guests depend on one holder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holder {
    pub(super) guests: u32,
    pub(super) ceiling: Ceiling,
}

#[derive(Clone, Debug)]
pub(super) struct Link<T> {
    pub(super) capacity: f64,
    /// The sum of the finite caps of all users.
    pub(super) caps: Wide,
    pub(super) uncapped: u32,
    /// False while the caps of all users fit: then nothing here needs to be solved or sorted.
    pub(super) can_bind: bool,

    /// Hops of held flows by cap, smallest first.
    pub(super) held: Heap<f64>,
    /// Hops of capped flows by negative cap; unsorted, all keys 0, while the link cannot bind.
    pub(super) capped: Heap<f64>,
    pub(super) guests: Heap<()>,
    /// The sum of the caps in `capped`.
    pub(super) capped_rate: Wide,
    /// The links that hold this link's guests.
    pub(super) holders: BTreeMap<u32, Holder>,
    /// The links whose guests this link holds.
    pub(super) audience: BTreeSet<(Ceiling, u32)>,

    /// While listening, the next three tell the holders whose level is final from those being
    /// solved: the total rate of the guests of the former, the guests of the latter, and the
    /// former by level.
    pub(super) listens: bool,
    pub(super) guest_rate: Wide,
    pub(super) guests_open: u32,
    pub(super) levels: BTreeSet<(u64, u32)>,

    /// The rate of each held flow; infinite when there is none.
    pub(super) level: f64,
    /// What a flow held since the meter stood at zero would have moved by `metered_at`.
    pub(super) meter: Wide,
    pub(super) metered_at: T,
    /// Held flows by the meter reading at which they finish.
    pub(super) due: Heap<Wide>,

    /// Being solved: its level may change.
    pub(super) awake: bool,
    /// What the queue of the running solve has it filed under, if anything.
    pub(super) queued: Option<u64>,
}

impl<T: super::Clock> Link<T> {
    pub(super) fn new(capacity: f64) -> Self {
        Self {
            capacity,
            caps: Wide::ZERO,
            uncapped: 0,
            can_bind: false,
            held: Heap::default(),
            capped: Heap::default(),
            guests: Heap::default(),
            capped_rate: Wide::ZERO,
            holders: BTreeMap::new(),
            audience: BTreeSet::new(),
            listens: false,
            guest_rate: Wide::ZERO,
            guests_open: 0,
            levels: BTreeSet::new(),
            level: f64::INFINITY,
            meter: Wide::ZERO,
            metered_at: T::START,
            due: Heap::default(),
            awake: false,
            queued: None,
        }
    }

    pub(super) const fn user_count(&self) -> usize {
        self.held.len() + self.capped.len() + self.guests.len()
    }

    /// True when the caps of all users together exceed this share of the capacity.
    pub(super) fn caps_exceed(&self, share: f64) -> bool {
        self.uncapped > 0 || self.caps.missing_to(self.capacity * share) < 0.0
    }

    pub(super) fn count_cap(&mut self, cap: f64) {
        if cap.is_finite() {
            self.caps = self.caps.plus(cap);
        } else {
            self.uncapped += 1;
        }
    }

    pub(super) fn uncount_cap(&mut self, cap: f64) {
        if cap.is_finite() {
            self.caps = self.caps.minus(cap);
        } else {
            self.uncapped -= 1;
        }
        if self.user_count() == 0 {
            assert!(self.uncapped == 0);
            (self.caps, self.capped_rate) = (Wide::ZERO, Wide::ZERO);
        }
    }

    /// Brings the meter up to `now` at the present level.
    pub(super) fn read_meter(&mut self, now: T) {
        if self.held.is_empty() {
            self.meter = Wide::ZERO;
        } else {
            let moved = self.level * now.secs_since(self.metered_at);
            self.meter = self.meter.plus(moved);
        }
        self.metered_at = now;
    }

    /// When the held flow with this mark finishes, if the level stays.
    pub(super) fn reaches(&self, mark: Wide) -> T {
        let left = mark.since(self.meter).max(0.0);
        self.metered_at.after_secs(left / self.level)
    }

    /// A level that this link's level will not be below, given what is known of its users.
    ///
    /// Whichever users are taken to move at their known rate and whichever at the level: filling
    /// the capacity so can only fall short of the true level, and hits it when each user is on its
    /// right side. Infinite when all known rates fit.
    pub(super) fn level_floor(&self) -> f64 {
        let at_level = self.held.len() + self.guests_open as usize;
        let known = self.guest_rate.combined(self.capped_rate);
        let room = known.missing_to(self.capacity);
        // Rates that fill the link to the last place fit, or the last flow to be released to its
        // cap would be taken back.
        if at_level == 0 && room >= self.capacity * (1.0 - TIE) {
            return f64::INFINITY;
        }
        let even = self.capacity / self.user_count() as f64;
        if at_level == 0 || room <= 0.0 {
            return even;
        }
        even.max(room / at_level as f64)
    }

    /// The sleeping link that wants to be woken first when this one's level rises, and from where.
    pub(super) fn lowest_ceiling(&self) -> Option<(f64, u32)> {
        let heard = self.audience.range((Ceiling::Above(0), 0)..).next();
        match *heard? {
            (Ceiling::Above(level), sleeper) => Some((f64::from_bits(level), sleeper)),
            (Ceiling::Any | Ceiling::Never, _) => None,
        }
    }

    /// The lowest level at which something can happen here.
    pub(super) fn floor_or_ceiling(&self) -> f64 {
        let floor = self.level_floor();
        self.lowest_ceiling()
            .map_or(floor, |(ceiling, _)| floor.min(ceiling))
    }

    /// Counts a guest that another link now holds; returns the ceiling to leave there if it is the
    /// first.
    pub(super) fn add_guest_of(&mut self, holder: u32) -> Option<Ceiling> {
        if self.listens {
            self.guests_open += 1;
        }
        if let Some(entry) = self.holders.get_mut(&holder) {
            entry.guests += 1;
            return None;
        }
        let ceiling = if self.listens {
            Ceiling::Any
        } else {
            Ceiling::Never
        };
        let guests = 1;
        self.holders.insert(holder, Holder { guests, ceiling });
        Some(ceiling)
    }

    /// Uncounts a guest; returns the ceiling to withdraw if it was the last from there.
    pub(super) fn remove_guest_of(&mut self, holder: u32) -> Option<Ceiling> {
        if self.listens {
            self.guests_open -= 1;
        }
        let entry = self.holders.get_mut(&holder).expect("a guest has a holder");
        entry.guests -= 1;
        if entry.guests > 0 {
            return None;
        }
        let ceiling = entry.ceiling;
        self.holders.remove(&holder);
        Some(ceiling)
    }

    /// A holder's level is final: its guests' rate is known.
    pub(super) fn close_holder(&mut self, holder: u32, level: f64) {
        let guests = self.holders[&holder].guests;
        self.guests_open -= guests;
        self.guest_rate = self.guest_rate.plus(f64::from(guests) * level);
        self.levels.insert((level.to_bits(), holder));
    }

    /// A holder is being solved: its guests' rate is unknown.
    pub(super) fn open_holder(&mut self, holder: u32, level: f64) {
        let guests = self.holders[&holder].guests;
        self.guests_open += guests;
        self.guest_rate = self.guest_rate.minus(f64::from(guests) * level);
        self.levels.remove(&(level.to_bits(), holder));
        if self.levels.is_empty() {
            self.guest_rate = Wide::ZERO;
        }
    }
}
