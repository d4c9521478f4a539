//! Which recovery points of one machine are in a tier, and which may go: plan, then apply.
//!
//! The newest point never goes; any other goes at the first clean-up after its death. The cost of a
//! clean-up follows what it removes, not what lives.

use crate::azure::timing;
use crate::units::{SimDuration, SimTime};
use std::collections::{BTreeSet, VecDeque};

/// The living points of a machine in one tier. Keys rise with the time of the points.
#[derive(Clone, Debug)]
pub struct Keeper<K> {
    /// Each with its death, oldest first.
    points: VecDeque<(K, SimTime)>,
    /// The same by their deaths, once a younger point has died before an older one. Until then they
    /// die in their own order: with one range of retention, always.
    by_death: Option<BTreeSet<(SimTime, K)>>,
}

impl<K> Default for Keeper<K> {
    fn default() -> Self {
        Self {
            points: VecDeque::new(),
            by_death: None,
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
        let in_order = self.points.back().is_none_or(|(_, last)| *last <= death);
        self.points.push_back((point, death));
        match &mut self.by_death {
            Some(by_death) => {
                by_death.insert((death, point));
            }
            None if in_order => {}
            None => self.sort(),
        }
    }
    /// Asks for every point's death again: the policy has changed.
    pub fn replan(&mut self, mut death: impl FnMut(K) -> SimTime) {
        for (point, planned) in &mut self.points {
            *planned = death(*point);
        }
        self.by_death = None;
        if !self.points.iter().is_sorted_by_key(|(_, death)| *death) {
            self.sort();
        }
    }
    /// The points that may go by then, the first to die first. Changes nothing.
    #[must_use]
    pub fn plan(&self, now: SimTime) -> Vec<K> {
        let newest = self.newest();
        let may_go = |point: &K| Some(*point) != newest;
        match &self.by_death {
            Some(by_death) => {
                let dead = by_death.iter().take_while(|(at, _)| *at <= now);
                dead.map(|(_, point)| *point).filter(may_go).collect()
            }
            None => {
                let dead = self.points.iter().take_while(|(_, at)| *at <= now);
                dead.map(|(point, _)| *point).filter(may_go).collect()
            }
        }
    }
    /// Removes a point.
    ///
    /// # Panics
    /// If it does not live.
    pub fn remove(&mut self, point: K) {
        let place = self.place(point).expect("only living points go");
        let gone = self.points.remove(place);
        if let (Some(by_death), Some((_, death))) = (&mut self.by_death, gone) {
            by_death.remove(&(death, point));
        }
    }
    /// When the first of the points may go, the newest aside.
    #[must_use]
    pub fn next_death(&self) -> Option<SimTime> {
        let newest = self.newest();
        match &self.by_death {
            Some(by_death) => {
                let mut others = by_death.iter().filter(|(_, it)| Some(*it) != newest);
                others.next().map(|(at, _)| *at)
            }
            None if self.points.len() < 2 => None,
            None => self.points.front().map(|(_, at)| *at),
        }
    }
    /// The newest point.
    #[must_use]
    pub fn newest(&self) -> Option<K> {
        self.points.back().map(|(point, _)| *point)
    }
    /// The living points just before and just after one that lives.
    #[must_use]
    pub fn neighbours(&self, point: K) -> (Option<K>, Option<K>) {
        let Ok(place) = self.place(point) else {
            return (None, None);
        };
        let key = |place: usize| self.points.get(place).map(|(point, _)| *point);
        (place.checked_sub(1).and_then(key), key(place + 1))
    }
    /// The living points, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = K> {
        self.points.iter().map(|(point, _)| *point)
    }
    /// Whether a point lives.
    #[must_use]
    pub fn has(&self, point: K) -> bool {
        self.place(point).is_ok()
    }
    /// How many live.
    #[must_use]
    pub fn len(&self) -> usize {
        self.points.len()
    }
    /// Whether none lives.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    fn place(&self, point: K) -> Result<usize, usize> {
        // The oldest is asked for most often: it goes first.
        match self.points.front() {
            Some((oldest, _)) if *oldest == point => Ok(0),
            Some(_) | None => self
                .points
                .binary_search_by_key(&point, |(point, _)| *point),
        }
    }
    fn sort(&mut self) {
        let by_death = self.points.iter().map(|(point, at)| (*at, *point));
        self.by_death = Some(by_death.collect());
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
        assert_eq!(keeper.plan(day(now)), expected);
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
