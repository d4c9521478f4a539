//! Which recovery points of one machine are in a tier, and which may go: plan, then apply.
//!
//! The newest point never goes; any other goes at the first clean-up after its death. The cost of a
//! clean-up follows what it removes, not what lives.

use crate::azure::timing;
use crate::units::{SimDuration, SimTime};
use std::collections::{BTreeMap, BTreeSet};

/// The living points of a machine in one tier. Keys rise with the time of the points.
#[derive(Clone, Debug)]
pub struct Keeper<K> {
    deaths: BTreeMap<K, SimTime>,
    by_death: BTreeSet<(SimTime, K)>,
}

impl<K> Default for Keeper<K> {
    fn default() -> Self {
        Self {
            deaths: BTreeMap::new(),
            by_death: BTreeSet::new(),
        }
    }
}

impl<K: Copy + Ord> Keeper<K> {
    /// Adds a point, newer than all others, that dies then.
    ///
    /// # Panics
    /// If it is not newer.
    pub fn add(&mut self, point: K, death: SimTime) {
        assert!(self.newest() < Some(point), "points are added in order");
        self.deaths.insert(point, death);
        self.by_death.insert((death, point));
    }
    /// Asks for every point's death again: the policy has changed.
    pub fn replan(&mut self, mut death: impl FnMut(K) -> SimTime) {
        for (point, planned) in &mut self.deaths {
            *planned = death(*point);
        }
        let by_death = self.deaths.iter().map(|(point, at)| (*at, *point));
        self.by_death = by_death.collect();
    }
    /// The points that may go by then, the first to die first. Changes nothing.
    pub fn plan(&self, now: SimTime) -> impl Iterator<Item = K> {
        let newest = self.newest();
        let dead = self.by_death.iter().take_while(move |(at, _)| *at <= now);
        dead.map(|(_, point)| *point)
            .filter(move |point| Some(*point) != newest)
    }
    /// Removes a point.
    ///
    /// # Panics
    /// If it does not live.
    pub fn remove(&mut self, point: K) {
        let death = self.deaths.remove(&point).expect("only living points go");
        self.by_death.remove(&(death, point));
    }
    /// When the first of the points may go, the newest aside.
    #[must_use]
    pub fn next_death(&self) -> Option<SimTime> {
        let newest = self.newest();
        let may_go = |(_, point): &&(SimTime, K)| Some(*point) != newest;
        self.by_death.iter().find(may_go).map(|(at, _)| *at)
    }
    /// The newest point.
    #[must_use]
    pub fn newest(&self) -> Option<K> {
        self.deaths.last_key_value().map(|(point, _)| *point)
    }
    /// The living points just before and just after one.
    #[must_use]
    pub fn neighbours(&self, point: K) -> (Option<K>, Option<K>) {
        use std::ops::Bound::{Excluded, Unbounded};
        let before = self.deaths.range(..point).next_back();
        let after = self.deaths.range((Excluded(point), Unbounded)).next();
        let key = |(key, _): (&K, &SimTime)| *key;
        (before.map(key), after.map(key))
    }
    /// The living points, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = K> {
        self.deaths.keys().copied()
    }
    /// Whether a point lives.
    #[must_use]
    pub fn has(&self, point: K) -> bool {
        self.deaths.contains_key(&point)
    }
    /// How many live.
    #[must_use]
    pub fn len(&self) -> usize {
        self.deaths.len()
    }
    /// Whether none lives.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deaths.is_empty()
    }
}

/// The first daily clean-up at or after an instant.
#[must_use]
pub fn clean_up_from(at: SimTime) -> SimTime {
    let today = SimTime::ZERO + SimDuration::days(at.day()) + timing::CLEAN_UP_AT.value;
    if today >= at {
        today
    } else {
        today + SimDuration::DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u64) -> SimTime {
        SimTime::ZERO + SimDuration::days(day)
    }

    /// Points 1, 2, 3… with these deaths.
    fn keeper(deaths: &[u64]) -> Keeper<usize> {
        let mut keeper = Keeper::default();
        for (i, death) in deaths.iter().enumerate() {
            keeper.add(i + 1, day(*death));
        }
        keeper
    }

    #[track_caller]
    fn check_plan(keeper: &Keeper<usize>, now: u64, expected: &[usize]) {
        let plan: Vec<usize> = keeper.plan(day(now)).collect();
        assert_eq!(plan, expected);
    }

    #[test]
    fn a_point_may_go_from_its_death_on_and_the_newest_never() {
        let keeper = keeper(&[5, 30, 4]);
        check_plan(&keeper, 4, &[]);
        check_plan(&keeper, 5, &[1]);
        check_plan(&keeper, 99, &[1, 2]);
        assert_eq!(keeper.next_death(), Some(day(5)));
    }

    #[test]
    fn a_plan_changes_nothing_until_it_is_applied() {
        let mut keeper = keeper(&[5, 30, 40]);
        check_plan(&keeper, 99, &[1, 2]);
        keeper.remove(1);
        check_plan(&keeper, 99, &[2]);
        assert_eq!(keeper.neighbours(2), (None, Some(3)));
        assert_eq!(keeper.len(), 2);
    }

    #[test]
    fn a_changed_policy_counts_for_points_that_are_there() {
        let mut keeper = keeper(&[5, 30, 40]);
        keeper.replan(|point| day(if point == 2 { 1 } else { 100 }));
        check_plan(&keeper, 1, &[2]);
    }
}
