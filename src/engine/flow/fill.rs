//! The solve: incremental progressive filling, from the lowest level up.
//!
//! Imagine the level of all links rising together. When a link is full, the flows that still rise
//! on it are held there. Seen from one instant to the next, everything below the lowest level that
//! changes stays as it was; so only links that are awake are filled again, each with the known
//! rates of the users whose bottleneck lies elsewhere and the rest at its level.
//!
//! The queue orders the awake links by a floor of their level, or by the lowest ceiling that a
//! sleeping link has left there. The lowest one moves users between its held and other users until
//! each is on its right side, which may wake more links or raise the floor; when nothing is left to
//! move and nothing else is lower, its level is final. It is at least the last final level, and no
//! step is taken visibly below an earlier one: rounding cannot make the water fall, so the solve
//! ends. (It could where the users that are left take a small part of their link: the room for them
//! is a difference of large sums. What is then too much is a last place of the capacity.)

use super::link::{Ceiling, TIE};
use super::{Bottleneck, Clock, Network, UNSEATED};
use std::cmp::Reverse;

/// With more holders than this, a link listens to them also while it has room.
const CEILINGS_MAX: usize = 8;
/// Steps of one solve for each hop and link of the network; far more than any needs.
const STEPS_MAX_PER_USER: usize = 64;

impl<T: Clock> Network<T> {
    /// Finds the rates that hold from `now` on, after everything that happens at `now`.
    ///
    /// # Panics
    /// If `now` is in the past or passes over a completion.
    pub fn settle(&mut self, now: T) {
        self.advance(now);
        self.filled = 0.0;
        self.requeue_changed();
        let user_count_max = self.paths.len() + self.links.len() + 16;
        let mut steps_left = user_count_max * STEPS_MAX_PER_USER;
        let mut reached: f64 = 0.0;
        while let Some((floor, link)) = self.lowest() {
            self.queue.pop();
            self.links[link as usize].queued = None;
            let awake = &self.links[link as usize];
            let (level_floor, ceiling) = (awake.level_floor(), awake.lowest_ceiling());
            let mut level = level_floor.max(self.filled);
            if level * TIE < reached {
                level = reached;
            }
            let lowest = ceiling.map_or(level_floor, |(ceiling, _)| level_floor.min(ceiling));
            if lowest.max(self.filled) > floor {
                self.changed.push(link);
            } else if let Some((ceiling, sleeper)) = ceiling
                && ceiling < level
            {
                // Its guests would overfill it if this link's level rose so far.
                self.wake(sleeper);
                self.changed.push(link);
            } else if self.fill_step(link, level) {
                reached = reached.max(level);
                self.changed.push(link);
            } else {
                self.finish_link(link, level);
            }
            self.requeue_changed();
            assert!(steps_left > 0, "filling ends");
            steps_left -= 1;
        }
        assert!(self.changed.is_empty());
    }

    /// The awake link where something happens at the lowest level, and that level.
    fn lowest(&mut self) -> Option<(f64, u32)> {
        while let Some(&Reverse((floor, link))) = self.queue.peek() {
            let current = &self.links[link as usize];
            if current.awake && current.queued == Some(floor) {
                return Some((f64::from_bits(floor), link));
            }
            self.queue.pop();
        }
        None
    }

    fn requeue_changed(&mut self) {
        while let Some(id) = self.changed.pop() {
            let link = &mut self.links[id as usize];
            if !link.awake {
                continue;
            }
            // Levels are not negative, so their bits sort like the numbers.
            let floor = link.floor_or_ceiling().max(self.filled).to_bits();
            if link.queued != Some(floor) {
                link.queued = Some(floor);
                self.queue.push(Reverse((floor, id)));
            }
        }
    }

    /// Moves something that is on the wrong side of this level; false if nothing is.
    fn fill_step(&mut self, id: u32, level: f64) -> bool {
        let link = &self.links[id as usize];
        if let Some((cap, hop)) = link.held.first()
            && cap <= level
        {
            self.assign(self.paths.hop(hop).flow, Bottleneck::Cap);
            return true;
        }
        if let Some((negative_cap, hop)) = link.capped.first()
            && -negative_cap > level * TIE
        {
            self.assign(self.paths.hop(hop).flow, Bottleneck::Link(id));
            return true;
        }
        if let Some(&(holder_level, holder)) = link.levels.last()
            && f64::from_bits(holder_level) > level * TIE
        {
            self.wake(holder);
            return true;
        }
        self.take_open_guests(id, level)
    }

    /// Takes over the guests whose holders are still being solved: no other floor is lower, so
    /// these flows are held here, or by their caps.
    fn take_open_guests(&mut self, id: u32, level: f64) -> bool {
        let link = &self.links[id as usize];
        if link.guests_open.count == 0 {
            return false;
        }
        let is_awake = |holder: &&u32| self.links[**holder as usize].awake;
        let holders: Vec<u32> = link.holders.keys().filter(is_awake).copied().collect();
        for holder in holders {
            for slot in self.guests_of(id, holder) {
                let capped = self.flows.slots[slot as usize].cap <= level;
                let bottleneck = if capped {
                    Bottleneck::Cap
                } else {
                    Bottleneck::Link(id)
                };
                self.assign(slot, bottleneck);
            }
        }
        true
    }

    /// The flows that cross one link and are held by the other, found on the emptier side.
    fn guests_of(&self, id: u32, holder: u32) -> Vec<u32> {
        let guests = &self.links[id as usize].guests;
        let held = &self.links[holder as usize].held;
        let flow_of = |hop| self.paths.hop(hop).flow;
        if held.len() < guests.len() {
            let crosses = |slot: &u32| {
                self.paths
                    .crosses(self.flows.slots[*slot as usize].path, id)
            };
            held.unsorted().map(flow_of).filter(crosses).collect()
        } else {
            let there = Bottleneck::Link(holder);
            let is_there = |slot: &u32| self.flows.slots[*slot as usize].bottleneck == there;
            guests.unsorted().map(flow_of).filter(is_there).collect()
        }
    }

    /// The level is final, or there is none because the link has room for all its users.
    fn finish_link(&mut self, id: u32, level: f64) {
        let link = &mut self.links[id as usize];
        assert!(link.awake && link.guests_open.count == 0);
        link.awake = false;
        if link.held.is_empty() {
            link.level = f64::INFINITY;
            self.fall_asleep(id);
        } else {
            link.level = level;
            self.filled = level;
            for listener in self.listeners(id) {
                self.links[listener as usize].close_holder(id, level);
                self.changed.push(listener);
            }
        }
        self.schedule(id);
    }

    /// A link with room stops listening when that is cheap, and asks to be woken in time.
    fn fall_asleep(&mut self, id: u32) {
        if self.let_rest(id) {
            return;
        }
        let link = &self.links[id as usize];
        if link.holders.len() > CEILINGS_MAX {
            return;
        }
        let rise = link.rise();
        self.stop_listening(id, |level| Ceiling::Above((level + rise).to_bits()));
    }

    /// Notes when the first of a link's held flows finishes.
    fn schedule(&mut self, id: u32) {
        let (link, seats) = (&self.links[id as usize], &mut self.at_link_seats);
        let seated = seats[id as usize] != UNSEATED;
        let moving = link.level > 0.0;
        match link.due.first().filter(|_| moving) {
            Some((mark, _)) if seated => self.at_link.rekey(id, link.reaches(mark), seats),
            Some((mark, _)) => self.at_link.push(link.reaches(mark), id, seats),
            None if seated => {
                self.at_link.remove(id, seats);
                seats[id as usize] = UNSEATED;
            }
            None => {}
        }
    }
}
