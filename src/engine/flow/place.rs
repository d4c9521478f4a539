//! How a flow gets into and out of the network, and from one bottleneck to another.
//!
//! Whatever changes a link's users wakes it first. A link that is awake has read its meter, listens
//! to its guests' holders, and waits for `fill.rs` to find its new level.

use super::link::{Ceiling, Shares};
use super::path::Hop;
use super::{Bottleneck, Clock, Flow, Network, UNSEATED, Wide};

/// A link stops being solved when its users' caps fit into this share of it. Well below one, so that
/// a link at the border does not sort its users again and again.
const CALM_SHARE: f64 = 0.5;

impl<T: Clock> Network<T> {
    /// Makes a flow over the links of `distinct` that is not yet anywhere.
    pub(super) fn new_slot(&mut self, cap: f64, bytes: f64) -> u32 {
        let slot = self.flows.spare.last().copied();
        let slot = slot.unwrap_or(self.flows.slots.len() as u32);
        assert!(slot != UNSEATED, "memory ends before 2^32 flows");
        if bytes == 0.0 {
            self.distinct.clear();
        }
        let mut flow = Flow {
            generation: 0,
            path: self.paths.add(slot, &self.distinct),
            cap,
            bottleneck: Bottleneck::Cap,
            number: self.started_count,
            seat: UNSEATED,
            left: 0.0,
            since: self.now,
            mark: Wide::ZERO,
        };
        self.started_count += 1;
        if self.flows.spare.pop().is_some() {
            flow.generation = self.flows.slots[slot as usize].generation;
            self.flows.slots[slot as usize] = flow;
        } else {
            self.flows.slots.push(flow);
        }
        slot
    }

    /// Puts a new flow on its links: at its cap, or, if it has none, held by its first link.
    pub(super) fn enter(&mut self, slot: u32, bytes: f64) {
        let Flow { path, cap, .. } = self.flows.slots[slot as usize];
        for hop in path.hops() {
            let Hop { link, share, .. } = self.paths.hop(hop);
            self.links[link as usize].count_user(share, cap);
            self.let_bind(link);
            self.wake(link);
        }
        if cap.is_infinite()
            && let Some(hop) = path.hops().next()
        {
            self.flows.slots[slot as usize].bottleneck = Bottleneck::Link(self.paths.hop(hop).link);
        }
        self.attach(slot, bytes);
    }

    /// Takes a flow with this many bytes left off its links for good.
    pub(super) fn leave(&mut self, slot: u32, left: f64) {
        if self.follows_losses {
            self.note_loss(slot, left);
        }
        let Flow { path, cap, .. } = self.flows.slots[slot as usize];
        for hop in path.hops() {
            self.wake(self.paths.hop(hop).link);
        }
        self.detach(slot);
        for hop in path.hops() {
            let Hop { link, share, .. } = self.paths.hop(hop);
            self.links[link as usize].uncount_user(share, cap);
        }
        self.paths.remove(path);
        self.flows.slots[slot as usize].generation += 1;
        self.flows.spare.push(slot);
    }

    /// Gives a flow another bottleneck.
    pub(super) fn assign(&mut self, slot: u32, bottleneck: Bottleneck) {
        let path = self.flows.slots[slot as usize].path;
        for hop in path.hops() {
            self.wake(self.paths.hop(hop).link);
        }
        let left = self.left_at(slot, self.now);
        if self.follows_losses {
            self.note_loss(slot, left);
        }
        self.detach(slot);
        self.flows.slots[slot as usize].bottleneck = bottleneck;
        self.attach(slot, left);
        for hop in path.hops() {
            self.changed.push(self.paths.hop(hop).link);
        }
    }

    /// The bytes a flow has left, which were never fewer than none.
    pub(super) fn left_at(&self, slot: u32, now: T) -> f64 {
        let flow = &self.flows.slots[slot as usize];
        let left = match flow.bottleneck {
            Bottleneck::Cap if flow.left == 0.0 => 0.0,
            Bottleneck::Cap => flow.left - flow.cap * now.secs_since(flow.since),
            Bottleneck::Link(link) => {
                let link = &self.links[link as usize];
                let unmetered = link.level * now.secs_since(link.metered_at);
                flow.mark.since(link.meter) - if unmetered > 0.0 { unmetered } else { 0.0 }
            }
        };
        left.max(0.0)
    }

    fn attach(&mut self, slot: u32, left: f64) {
        let (flow, now) = (&mut self.flows.slots[slot as usize], self.now);
        let (path, cap, bottleneck) = (flow.path, flow.cap, flow.bottleneck);
        (flow.left, flow.since) = (left, now);
        match bottleneck {
            Bottleneck::Cap => {
                let finish = if left > 0.0 {
                    now.after_secs(left / cap)
                } else {
                    now
                };
                self.at_cap.push(finish, slot, &mut self.flows);
            }
            Bottleneck::Link(holder) => {
                let holder = &mut self.links[holder as usize];
                flow.mark = holder.meter.plus(left);
                holder
                    .due
                    .push(holder.meter.plus(left), slot, &mut self.flows);
            }
        }
        for hop in path.hops() {
            let Hop {
                link: id, share, ..
            } = self.paths.hop(hop);
            let link = &mut self.links[id as usize];
            match bottleneck {
                Bottleneck::Cap => {
                    let key = if link.can_bind { -cap } else { 0.0 };
                    link.capped.push(key, hop, &mut self.paths);
                    link.capped_rate = link.capped_rate.plus(share * cap);
                }
                Bottleneck::Link(holder) if holder == id => {
                    link.held.push(cap, hop, &mut self.paths);
                    link.add_held(share);
                }
                Bottleneck::Link(holder) => {
                    link.guests.push((), hop, &mut self.paths);
                    if let Some(ceiling) = link.add_guest_of(holder, share) {
                        self.links[holder as usize].audience.insert((ceiling, id));
                    }
                }
            }
        }
    }

    fn detach(&mut self, slot: u32) {
        let flow = &self.flows.slots[slot as usize];
        let (path, cap, bottleneck) = (flow.path, flow.cap, flow.bottleneck);
        if flow.seat != UNSEATED {
            match bottleneck {
                Bottleneck::Cap => self.at_cap.remove(slot, &mut self.flows),
                Bottleneck::Link(link) => {
                    self.links[link as usize].due.remove(slot, &mut self.flows);
                }
            }
        }
        for hop in path.hops() {
            let Hop {
                link: id, share, ..
            } = self.paths.hop(hop);
            let link = &mut self.links[id as usize];
            match bottleneck {
                Bottleneck::Cap => {
                    link.capped.remove(hop, &mut self.paths);
                    link.capped_rate = link.capped_rate.minus(share * cap);
                }
                Bottleneck::Link(holder) if holder == id => {
                    link.held.remove(hop, &mut self.paths);
                    link.remove_held(share);
                }
                Bottleneck::Link(holder) => {
                    link.guests.remove(hop, &mut self.paths);
                    if let Some(ceiling) = link.remove_guest_of(holder, share) {
                        self.links[holder as usize].audience.remove(&(ceiling, id));
                    }
                }
            }
        }
    }

    /// Sorts a link's users by cap as soon as their caps together exceed its capacity.
    pub(super) fn let_bind(&mut self, id: u32) {
        let link = &mut self.links[id as usize];
        if !link.can_bind && link.caps_exceed(1.0) {
            link.can_bind = true;
            let cap_of = |hop| self.flows.slots[self.paths.hop(hop).flow as usize].cap;
            let caps: Vec<f64> = link.capped.unsorted().map(|hop| -cap_of(hop)).collect();
            link.capped.rekey_all(caps.into_iter(), &mut self.paths);
        }
    }

    /// Stops solving a link that has become calm; true if it did.
    pub(super) fn let_rest(&mut self, id: u32) -> bool {
        let link = &mut self.links[id as usize];
        if link.caps_exceed(CALM_SHARE) {
            return false;
        }
        assert!(link.held.is_empty() && !link.awake);
        link.can_bind = false;
        link.capped
            .rekey_all(std::iter::repeat(0.0), &mut self.paths);
        self.stop_listening(id, |_| Ceiling::Never);
        true
    }

    /// Readies a link for being solved, and with it all links that listen to it.
    pub(super) fn wake(&mut self, id: u32) {
        if self.links[id as usize].awake || !self.links[id as usize].can_bind {
            return;
        }
        let mut waking = std::mem::take(&mut self.waking);
        waking.push(id);
        while let Some(id) = waking.pop() {
            let link = &mut self.links[id as usize];
            if link.awake || !link.can_bind {
                continue;
            }
            link.awake = true;
            link.queued = None;
            link.read_meter(self.now);
            let level = link.level;
            self.changed.push(id);
            self.listen(id);
            for listener in self.listeners(id) {
                self.links[listener as usize].open_holder(id, level);
                self.changed.push(listener);
                waking.push(listener);
            }
        }
        self.waking = waking;
    }

    /// The links that are told whenever this one's level changes.
    pub(super) fn listeners(&self, id: u32) -> Vec<u32> {
        let audience = self.links[id as usize].audience.iter();
        let listening = audience.take_while(|(ceiling, _)| *ceiling == Ceiling::Any);
        listening.map(|(_, listener)| *listener).collect()
    }

    fn listen(&mut self, id: u32) {
        let link = &mut self.links[id as usize];
        if link.listens {
            return;
        }
        link.listens = true;
        (link.guest_rate, link.guests_open) = (Wide::ZERO, Shares::NONE);
        link.levels.clear();
        let holders: Vec<u32> = link.holders.keys().copied().collect();
        for holder in holders {
            self.set_ceiling(id, holder, Ceiling::Any);
            let Self { links, .. } = self;
            let (awake, level) = (links[holder as usize].awake, links[holder as usize].level);
            let link = &mut links[id as usize];
            let guests = link.holders[&holder].guests;
            link.guests_open.add(guests);
            if !awake {
                link.close_holder(holder, level);
            }
        }
    }

    /// Leaves a ceiling with each holder, computed from its level.
    pub(super) fn stop_listening(&mut self, id: u32, ceiling: impl Fn(f64) -> Ceiling) {
        let link = &mut self.links[id as usize];
        link.listens = false;
        let holders: Vec<u32> = link.holders.keys().copied().collect();
        for holder in holders {
            let level = self.links[holder as usize].level;
            self.set_ceiling(id, holder, ceiling(level));
        }
    }

    fn set_ceiling(&mut self, id: u32, holder: u32, ceiling: Ceiling) {
        let entry = self.links[id as usize].holders.get_mut(&holder);
        let entry = entry.expect("the link names its holders");
        let old = std::mem::replace(&mut entry.ceiling, ceiling);
        let audience = &mut self.links[holder as usize].audience;
        audience.remove(&(old, id));
        audience.insert((ceiling, id));
    }
}
