//! Expiry: once a day, points past their date are removed, oldest first; the newest is never.
//!
//! Removing the oldest point merges it forward: blocks that the next point overwrote are dropped,
//! the others move to it, so the oldest point that is left is whole.
//!
//! A clean-up looks only at machines that have something to remove: each commit notes on which day
//! the oldest point may go, so the cost follows the number of backups, not machines times days.

use super::{Event, Simulation};
use crate::azure::timing;
use crate::units::{Bytes, PointId, SimDuration, SimTime, VmId};
use std::collections::BTreeMap;

/// Which machines a clean-up has to look at, by its day.
#[derive(Clone, Debug, Default)]
pub(super) struct Expiry {
    vms_by_day: BTreeMap<u64, Vec<VmId>>,
}

impl Simulation {
    /// Schedules the first clean-up at or after an instant, unless the last day is over by then.
    pub(super) fn schedule_clean_up(&mut self, from: SimTime) {
        let at = clean_up_from(from);
        if at < self.scenario.end() {
            self.push(at, Event::CleanUp);
        }
    }
    pub(super) fn clean_up(&mut self) {
        let today = self.now.day();
        let mut vms = self.expiry.vms_by_day.remove(&today).unwrap_or_default();
        // In the order of the fleet, whatever the order in which they were noted.
        vms.sort_unstable();
        vms.dedup();
        for vm in vms {
            while self.oldest_may_go(vm) {
                self.expire_oldest(vm);
            }
            self.note_expiry(vm);
        }
        self.schedule_clean_up(self.now + SimDuration::from_nanos(1));
    }
    /// Notes when a machine's oldest point may go, if a newer one is there to outlive it. To be
    /// called when there is a new oldest, and when the oldest is no longer the newest.
    fn note_expiry(&mut self, vm: VmId) {
        let points = &self.world.vms[vm].points;
        if points.len() < 2 {
            return;
        }
        let expires = self.ledger.points()[points[0]].expires;
        let clean_up = clean_up_from(expires.max(self.now));
        self.expiry
            .vms_by_day
            .entry(clean_up.day())
            .or_default()
            .push(vm);
    }

    /// Adds a point to its machine's: from the second on, the oldest may go when its time comes.
    pub(super) fn keep_point(&mut self, vm: VmId, point: PointId) {
        let points = &mut self.world.vms[vm].points;
        points.push_back(point);
        if points.len() == 2 {
            self.note_expiry(vm);
        }
    }

    fn oldest_may_go(&self, vm: VmId) -> bool {
        let points = &self.world.vms[vm].points;
        points.len() > 1 && self.ledger.points()[points[0]].expires <= self.now
    }
    fn expire_oldest(&mut self, vm: VmId) {
        let points = &mut self.world.vms[vm].points;
        let oldest: PointId = points.pop_front().expect("an expired point is there");
        let next = self.ledger.points()[*points.front().expect("the newest is never removed")];
        let now = self.now;
        let oldest = self.ledger.point_mut(oldest);
        // The oldest is whole; with the next it held its size and the next one's blocks, after it
        // the next is whole.
        let held: Bytes = oldest.protected + next.added;
        oldest.freed = held.saturating_sub(next.protected);
        oldest.expired = Some(now);
    }
}

/// The first clean-up at or after an instant.
fn clean_up_from(at: SimTime) -> SimTime {
    let today = SimTime::ZERO + SimDuration::days(at.day()) + timing::CLEAN_UP_AT.value;
    if today >= at {
        today
    } else {
        today + SimDuration::DAY
    }
}
