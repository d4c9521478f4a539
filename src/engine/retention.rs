//! Expiry: once a day, points past their date are removed, oldest first; the newest is never.
//!
//! Removing the oldest point merges it forward: blocks that the next point overwrote are dropped,
//! the others move to it, so the oldest point that is left is whole.

use super::{Event, Simulation};
use crate::azure::timing;
use crate::units::{Bytes, SimDuration, SimTime, VmId};

impl Simulation {
    pub(super) fn schedule_clean_up(&mut self) {
        let today = SimTime::ZERO + SimDuration::days(self.now.day());
        let at = today + timing::CLEAN_UP_AT.value;
        let at = if at > self.now || self.now == SimTime::ZERO {
            at
        } else {
            at + SimDuration::DAY
        };
        if at < self.scenario.end() {
            self.push(at, Event::CleanUp);
        }
    }
    pub(super) fn clean_up(&mut self) {
        for vm in self.scenario.vms().ids() {
            for _ in 0..self.expired_count(vm) {
                self.expire_oldest(vm);
            }
        }
        self.schedule_clean_up();
    }

    /// How many of a machine's points are past their date and not the newest.
    fn expired_count(&self, vm: VmId) -> usize {
        let points = &self.world.vms[vm].points;
        let older = points.iter().take(points.len().saturating_sub(1));
        older
            .take_while(|point| self.ledger.points()[**point].expires <= self.now)
            .count()
    }
    fn expire_oldest(&mut self, vm: VmId) {
        let points = &mut self.world.vms[vm].points;
        let oldest = points.pop_front().expect("an expired point is there");
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
