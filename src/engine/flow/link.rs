//! One link: who uses it, who is held back by it, and by whom its other users are held back.
//!
//! Each user of a link stands in one of three places there: *held* (this link is its bottleneck and
//! it moves at the link's level), *capped* (it moves at its own cap), or *guest* (another link, its
//! *holder*, holds it back). A held flow's rate is never stored: the link's meter counts the bytes
//! that each held flow has moved, and a flow is due when the meter reaches its mark. So a change of
//! level costs the same however many flows are held.
//!
//! Rates, caps and levels are in bytes a second, whatever the link counts. What a user takes of the
//! link for each byte, its *share*, enters the sums only: those of shares say how fast the link
//! fills while some users rise together, those of share times rate how full it is.
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

/// Some users of a link: how many, and what one byte a second of each takes together.
///
/// The sum is exact, in whatever order they come and go, as long as the largest shares are not a
/// billion times the smallest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shares {
    pub(super) count: u32,
    pub(super) sum: Wide,
}

impl Shares {
    pub(super) const NONE: Self = Self {
        count: 0,
        sum: Wide::ZERO,
    };

    const fn one(share: f64) -> Self {
        Self {
            count: 1,
            sum: Wide::of(share),
        }
    }
    pub(super) fn add(&mut self, other: Self) {
        self.count += other.count;
        self.sum = self.sum.combined(other.sum);
    }
    fn remove(&mut self, other: Self) {
        self.count -= other.count;
        self.sum = if self.count == 0 {
            Wide::ZERO
        } else {
            self.sum.reduced(other.sum)
        };
    }
    /// What all of them take at one rate.
    fn at(self, rate: f64) -> f64 {
        self.sum.rounded() * rate
    }
}

/// How a link's guests depend on one holder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holder {
    pub(super) guests: Shares,
    pub(super) ceiling: Ceiling,
}

#[derive(Clone, Debug)]
pub(super) struct Link<T> {
    pub(super) capacity: f64,
    /// What all users take together for each byte that each moves.
    users: Shares,
    /// What the users with a finite cap take together at their caps.
    caps: Wide,
    uncapped: u32,
    /// False while the caps of all users fit: then nothing here needs to be solved or sorted.
    pub(super) can_bind: bool,

    /// Hops of held flows by cap, smallest first.
    pub(super) held: Heap<f64>,
    /// The shares of those in `held`.
    pub(super) held_shares: Shares,
    /// Hops of capped flows by negative cap; unsorted, all keys 0, while the link cannot bind.
    pub(super) capped: Heap<f64>,
    pub(super) guests: Heap<()>,
    /// What those in `capped` take.
    pub(super) capped_rate: Wide,
    /// The links that hold this link's guests.
    pub(super) holders: BTreeMap<u32, Holder>,
    /// The links whose guests this link holds.
    pub(super) audience: BTreeSet<(Ceiling, u32)>,

    /// While listening, the next three tell the holders whose level is final from those being
    /// solved: what the guests of the former take, the guests of the latter, and the
    /// former by level.
    pub(super) listens: bool,
    pub(super) guest_rate: Wide,
    pub(super) guests_open: Shares,
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
            users: Shares::NONE,
            caps: Wide::ZERO,
            uncapped: 0,
            can_bind: false,
            held: Heap::default(),
            held_shares: Shares::NONE,
            capped: Heap::default(),
            guests: Heap::default(),
            capped_rate: Wide::ZERO,
            holders: BTreeMap::new(),
            audience: BTreeSet::new(),
            listens: false,
            guest_rate: Wide::ZERO,
            guests_open: Shares::NONE,
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

    pub(super) fn count_user(&mut self, share: f64, cap: f64) {
        self.users.add(Shares::one(share));
        if cap.is_finite() {
            self.caps = self.caps.plus(share * cap);
        } else {
            self.uncapped += 1;
        }
    }

    pub(super) fn uncount_user(&mut self, share: f64, cap: f64) {
        self.users.remove(Shares::one(share));
        if cap.is_finite() {
            self.caps = self.caps.minus(share * cap);
        } else {
            self.uncapped -= 1;
        }
        if self.users.count == 0 {
            assert!(self.uncapped == 0 && self.user_count() == 0);
            (self.caps, self.capped_rate) = (Wide::ZERO, Wide::ZERO);
        }
    }

    pub(super) fn add_held(&mut self, share: f64) {
        self.held_shares.add(Shares::one(share));
    }

    pub(super) fn remove_held(&mut self, share: f64) {
        self.held_shares.remove(Shares::one(share));
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
        let mut at_level = self.held_shares;
        if self.guests_open.count > 0 {
            at_level.add(self.guests_open);
        }
        let known = self.guest_rate.combined(self.capped_rate);
        let room = known.missing_to(self.capacity);
        // Rates that fill the link to the last place fit, or the last flow to be released to its
        // cap would be taken back.
        if at_level.count == 0 && room >= self.capacity * (1.0 - TIE) {
            return f64::INFINITY;
        }
        let even = self.capacity / self.users.sum.rounded();
        if at_level.count == 0 || room <= 0.0 {
            return even;
        }
        even.max(room / at_level.sum.rounded())
    }

    /// What of the link is in use.
    pub(super) fn load(&self, level_of: impl Fn(u32) -> f64) -> f64 {
        let guests = self.holders.iter();
        let load = guests.fold(self.capped_rate, |sum, (holder, its)| {
            sum.plus(its.guests.at(level_of(*holder)))
        });
        // Without held flows the level is infinite.
        let held = match self.held_shares.count {
            0 => 0.0,
            _ => self.held_shares.at(self.level),
        };
        load.plus(held).rounded()
    }

    /// How much the guests of all holders may rise together before the link is full.
    pub(super) fn rise(&self) -> f64 {
        let known = self.guest_rate.combined(self.capped_rate);
        let room = known.missing_to(self.capacity).max(0.0);
        let guests = self.holders.values();
        let guests = guests.fold(Wide::ZERO, |sum, its| sum.combined(its.guests.sum));
        room / guests.rounded()
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
    pub(super) fn add_guest_of(&mut self, holder: u32, share: f64) -> Option<Ceiling> {
        let guests = Shares::one(share);
        if self.listens {
            self.guests_open.add(guests);
        }
        if let Some(entry) = self.holders.get_mut(&holder) {
            entry.guests.add(guests);
            return None;
        }
        let ceiling = if self.listens {
            Ceiling::Any
        } else {
            Ceiling::Never
        };
        self.holders.insert(holder, Holder { guests, ceiling });
        Some(ceiling)
    }

    /// Uncounts a guest; returns the ceiling to withdraw if it was the last from there.
    pub(super) fn remove_guest_of(&mut self, holder: u32, share: f64) -> Option<Ceiling> {
        let guest = Shares::one(share);
        if self.listens {
            self.guests_open.remove(guest);
        }
        let entry = self.holders.get_mut(&holder).expect("a guest has a holder");
        entry.guests.remove(guest);
        if entry.guests.count > 0 {
            return None;
        }
        let ceiling = entry.ceiling;
        self.holders.remove(&holder);
        Some(ceiling)
    }

    /// A holder's level is final: its guests' rate is known.
    pub(super) fn close_holder(&mut self, holder: u32, level: f64) {
        let guests = self.holders[&holder].guests;
        self.guests_open.remove(guests);
        self.guest_rate = self.guest_rate.plus(guests.at(level));
        self.levels.insert((level.to_bits(), holder));
    }

    /// A holder is being solved: its guests' rate is unknown.
    pub(super) fn open_holder(&mut self, holder: u32, level: f64) {
        let guests = self.holders[&holder].guests;
        self.guests_open.add(guests);
        self.guest_rate = self.guest_rate.minus(guests.at(level));
        self.levels.remove(&(level.to_bits(), holder));
        if self.levels.is_empty() {
            self.guest_rate = Wide::ZERO;
        }
    }
}
