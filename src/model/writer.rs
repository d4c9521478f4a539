//! How a disk is written, in closed form: which share of it is different after some activity.
//!
//! A disk's used data have two parts. The *hot* part is written several times on an average day,
//! the *cold* part rarely; within a part, writes hit blocks at random (a Poisson process), so the
//! share of a part that is still untouched after `a` average days is `exp(-rate × a)`. Unions over
//! several days follow without further assumption: activity adds up. docs/model.md, "Change",
//! derives the rates from the two figures that people know: change a day, and how much of it recurs.

use super::Moment;
use crate::azure::workload;
use crate::rng::{Draws, Purpose};
use crate::scenario::Disk;
use crate::units::{Bytes, SimDuration, SimTime};

/// A disk's writer.
#[derive(Clone, Debug, PartialEq)]
pub struct Writer {
    /// Share of the used data that changes on an average day.
    pub change: f64,
    /// True when the share was drawn from the measured population.
    pub drawn: bool,
    /// False for a temporary disk.
    pub backed_up: bool,
    start: Filling,
    /// What operators did: each from its moment on.
    changes: Vec<Filling>,
    growth_per_day: Bytes,
    hot_share: f64,
    cold_rate: f64,
}

/// How full a disk of which size is at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Filling {
    at: SimTime,
    used: Bytes,
    size: Bytes,
    is_attached: bool,
    /// Since when it is this disk, and not an earlier one in its place.
    made: SimTime,
}

const HOT_RATE: f64 = workload::HOT_WRITES_PER_DAY.value;

impl Writer {
    /// The writer of a machine's disk; `slot` tells the disks of one machine apart.
    #[must_use]
    pub fn new(disk: &Disk, draws: Draws, vm_key: u64, slot: u64) -> Self {
        let percent = disk
            .change_percent
            .unwrap_or_else(|| quantile(draws.at(vm_key, slot, Purpose::Change).unit()));
        let hot_percent = disk.hot_percent.unwrap_or(workload::HOT_PERCENT.value);
        let (hot_share, cold_rate) = shape(percent / 100.0, hot_percent / 100.0);
        Self {
            change: percent / 100.0,
            drawn: disk.change_percent.is_none(),
            backed_up: disk.is_backed_up(),
            start: Filling {
                at: SimTime::ZERO,
                used: disk.used,
                size: disk.size,
                is_attached: disk.is_attached,
                made: SimTime::ZERO,
            },
            changes: Vec::new(),
            growth_per_day: disk.growth_per_day,
            hot_share,
            cold_rate,
        }
    }
    /// The share of the used data that is different after this many average days of activity.
    #[must_use]
    pub fn changed_share(&self, activity_days: f64) -> f64 {
        let hot = self.hot_share * touched(HOT_RATE * activity_days);
        hot + (1.0 - self.hot_share) * touched(self.cold_rate * activity_days)
    }
    /// What the disk holds at an instant: growth fills it until it is full.
    #[must_use]
    pub fn used(&self, at: SimTime) -> Bytes {
        let since = self.filling_at(at);
        if !since.is_attached {
            return Bytes::ZERO;
        }
        self.content(since, at)
    }
    /// What is on the disk, attached or not: nothing is written while it is not.
    fn content(&self, since: Filling, at: SimTime) -> Bytes {
        if !since.is_attached {
            return since.used;
        }
        let days = at.since(since.at).as_secs_f64() / SimDuration::DAY.as_secs_f64();
        let grown = Bytes::from_f64_rounded(self.growth_per_day.as_f64() * days);
        (since.used + grown).min(since.size)
    }
    /// The disk's provisioned size at an instant.
    #[must_use]
    pub fn size(&self, at: SimTime) -> Bytes {
        self.filling_at(at).size
    }
    /// Writes new data from an instant on, as much as fits.
    pub(crate) fn fill(&mut self, at: SimTime, added: Bytes) {
        let now = self.now(at);
        let used = (now.used + added).min(now.size);
        self.changes.push(Filling { used, ..now });
    }
    /// Makes the disk larger from an instant on.
    pub(crate) fn grow(&mut self, at: SimTime, size: Bytes) {
        let now = self.now(at);
        self.changes.push(Filling { size, ..now });
    }
    /// Whether the disk is attached at an instant.
    #[must_use]
    pub fn is_attached(&self, at: SimTime) -> bool {
        self.filling_at(at).is_attached
    }
    /// Attaches or detaches the disk from an instant on.
    pub(crate) fn attach(&mut self, at: SimTime, is_attached: bool) {
        let now = self.now(at);
        self.changes.push(Filling { is_attached, ..now });
    }
    /// Puts a new disk in its place, as the scenario describes it.
    pub(crate) fn renew(&mut self, at: SimTime, disk: &Disk) {
        self.changes.push(Filling {
            at,
            used: disk.used,
            size: disk.size,
            is_attached: disk.is_attached,
            made: at,
        });
    }
    /// Makes the disk what it was at an earlier moment, from an instant on: its content, its size,
    /// and whether it is attached. What was written since is gone. Over a disk that was put in its
    /// place since, it is a new one.
    pub(crate) fn restore(&mut self, at: SimTime, then: SimTime) {
        let is_another = self.filling_at(at).made != self.filling_at(then).made;
        let then = self.now(then);
        let made = if is_another { at } else { then.made };
        self.changes.push(Filling { at, made, ..then });
    }
    /// What differs between two moments; of a new disk, everything.
    #[must_use]
    pub fn difference(&self, earlier: Moment, later: Moment) -> Bytes {
        if !self.is_attached(later.at) {
            return Bytes::ZERO;
        }
        if self.filling_at(later.at).made > earlier.at {
            return self.used(later.at);
        }
        let activity_days = later.activity_days - earlier.activity_days;
        self.delta(self.used(earlier.at), self.used(later.at), activity_days)
    }

    fn now(&self, at: SimTime) -> Filling {
        let since = self.filling_at(at);
        let used = self.content(since, at);
        Filling { at, used, ..since }
    }
    fn filling_at(&self, at: SimTime) -> Filling {
        let after = self.changes.partition_point(|change| change.at <= at);
        after.checked_sub(1).map_or(self.start, |i| self.changes[i])
    }
    /// What a backup has to send: changed blocks of the data that were there, and all new data.
    #[must_use]
    pub fn delta(&self, used_before: Bytes, used_now: Bytes, activity_days: f64) -> Bytes {
        let block = workload::BLOCK_BYTES.value;
        let blocks = used_before.get().div_ceil(block);
        let changed = Bytes::from_f64_rounded(blocks as f64 * self.changed_share(activity_days));
        let changed = Bytes::new(changed.get() * block).min(used_before);
        changed + used_now.saturating_sub(used_before)
    }
}

/// The hot share and the cold rate of a disk of which this share changes on an average day, this
/// part of it the same blocks every day.
fn shape(change: f64, recurring: f64) -> (f64, f64) {
    let hot_share = (recurring * change / touched(HOT_RATE)).min(1.0);
    let cold_change = (change - hot_share * touched(HOT_RATE)).max(0.0);
    let cold_share = 1.0 - hot_share;
    // A share of 1 would need an infinite rate; the last block in a million is let go.
    let cold_touched = if cold_share > 0.0 {
        cold_change / cold_share
    } else {
        0.0
    };
    (hot_share, -libm::log1p(-cold_touched.min(1.0 - 1e-6)))
}

/// The share of blocks that a Poisson number of writes with this mean touches.
fn touched(mean: f64) -> f64 {
    -libm::expm1(-mean)
}

/// Percent of daily change at this quantile of the measured population.
fn quantile(probability: f64) -> f64 {
    let table = workload::CHANGE_PERCENT_QUANTILES.value;
    let above = table
        .iter()
        .position(|(p, _)| probability < *p)
        .unwrap_or(table.len() - 1);
    let ((p0, low), (p1, high)) = (table[above - 1], table[above]);
    low + (high - low) * (probability - p0) / (p1 - p0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::draft::{DiskKindDraft, DiskRoleDraft};

    /// A disk that does not grow.
    fn writer(change: f64, recurring: f64) -> Writer {
        let (hot_share, cold_rate) = shape(change, recurring);
        Writer {
            change,
            drawn: false,
            backed_up: true,
            start: Filling {
                at: SimTime::ZERO,
                used: Bytes::gib(10),
                size: Bytes::gib(20),
                is_attached: true,
                made: SimTime::ZERO,
            },
            changes: Vec::new(),
            growth_per_day: Bytes::ZERO,
            hot_share,
            cold_rate,
        }
    }

    #[test]
    fn a_disk_grows_until_it_is_full() {
        let writer = Writer {
            growth_per_day: Bytes::gib(3),
            ..writer(0.0, 0.0)
        };
        let used = |days| writer.used(SimTime::ZERO + SimDuration::days(days));
        assert_eq!(
            [0, 1, 3, 4, 100].map(used),
            [10, 13, 19, 20, 20].map(Bytes::gib)
        );
    }

    #[test]
    fn an_operator_fills_and_grows_a_disk_from_that_moment_on() {
        let day = |day| SimTime::ZERO + SimDuration::days(day);
        let mut writer = writer(0.0, 0.0);
        writer.fill(day(2), Bytes::gib(4));
        writer.fill(day(3), Bytes::gib(100));
        writer.grow(day(4), Bytes::gib(30));
        writer.fill(day(5), Bytes::gib(3));
        let used = |d| writer.used(day(d));
        assert_eq!(
            [1, 2, 3, 4, 5].map(used),
            [10, 14, 20, 20, 23].map(Bytes::gib)
        );
        assert_eq!(
            [3, 4].map(|d| writer.size(day(d))),
            [20, 30].map(Bytes::gib)
        );
    }

    #[test]
    fn a_restored_disk_is_what_it_was_and_grows_from_there() {
        let day = |day| SimTime::ZERO + SimDuration::days(day);
        let mut writer = Writer {
            growth_per_day: Bytes::gib(1),
            ..writer(0.0, 0.0)
        };
        writer.grow(day(2), Bytes::gib(30));
        writer.restore(day(3), day(1));
        let used = |d| writer.used(day(d));
        assert_eq!([1, 2, 3, 4].map(used), [11, 12, 11, 12].map(Bytes::gib));
        assert_eq!(writer.size(day(3)), Bytes::gib(20));
    }

    #[test]
    fn a_disk_keeps_its_data_while_it_is_detached_and_a_new_one_has_its_own() {
        let day = |day| SimTime::ZERO + SimDuration::days(day);
        let moment = |d: u64| Moment {
            at: day(d),
            activity_days: d as f64,
        };
        let mut writer = Writer {
            growth_per_day: Bytes::gib(1),
            ..writer(0.0, 0.0)
        };
        writer.attach(day(2), false);
        writer.attach(day(5), true);
        let used = |writer: &Writer, d| writer.used(day(d));
        let held = [1, 2, 4, 5, 6].map(|d| used(&writer, d));
        assert_eq!(held, [11, 0, 0, 12, 13].map(Bytes::gib));
        assert_eq!(
            writer.difference(moment(1), moment(6)),
            Bytes::gib(2),
            "it is the same disk"
        );
        writer.renew(
            day(7),
            &Disk {
                name: "os".to_owned(),
                role: DiskRoleDraft::Os,
                is_attached: true,
                kind: DiskKindDraft::StandardHdd,
                size: Bytes::gib(40),
                used: Bytes::gib(3),
                account: None,
                change_percent: None,
                hot_percent: None,
                growth_per_day: Bytes::ZERO,
            },
        );
        assert_eq!(used(&writer, 8), Bytes::gib(4));
        assert_eq!(writer.difference(moment(6), moment(8)), Bytes::gib(4));
        assert_eq!(writer.difference(moment(7), moment(8)), Bytes::gib(1));
    }

    /// It is the old disk again, and nothing of the one that took its place is on it.
    #[test]
    fn a_disk_that_is_restored_over_a_new_one_differs_from_it_everywhere() {
        let day = |day| SimTime::ZERO + SimDuration::days(day);
        let moment = |d: u64| Moment {
            at: day(d),
            activity_days: d as f64,
        };
        let mut writer = writer(0.0, 0.0);
        let disk = Disk {
            name: "os".to_owned(),
            role: DiskRoleDraft::Os,
            is_attached: true,
            kind: DiskKindDraft::StandardHdd,
            size: Bytes::gib(20),
            used: Bytes::gib(3),
            account: None,
            change_percent: None,
            hot_percent: None,
            growth_per_day: Bytes::ZERO,
        };
        writer.renew(day(2), &disk);
        writer.restore(day(4), day(1));
        let whole = writer.used(day(5));
        assert_eq!(whole, Bytes::gib(10));
        assert_eq!(writer.difference(moment(3), moment(5)), whole);
    }

    #[track_caller]
    fn check_share(change: f64, recurring: f64, days: f64, expected: f64) {
        let share = writer(change, recurring).changed_share(days);
        assert!(
            (share - expected).abs() < 1e-9,
            "{share} instead of {expected}"
        );
    }

    #[test]
    fn after_one_average_day_the_daily_change_has_happened() {
        for change in [0.0, 0.006, 0.015, 0.056, 0.5, 0.9] {
            for recurring in [0.0, 0.5, 1.0] {
                check_share(change, recurring, 1.0, change);
            }
        }
    }

    #[test]
    fn without_a_hot_part_days_are_independent() {
        check_share(0.0444, 0.0, 30.0, 1.0 - libm::pow(1.0 - 0.0444, 30.0));
    }

    #[test]
    fn change_that_recurs_entirely_hardly_grows() {
        let writer = writer(0.02, 1.0);
        assert!(
            writer.changed_share(30.0) < 0.0211,
            "{}",
            writer.changed_share(30.0)
        );
    }

    #[test]
    fn the_share_grows_with_activity_and_stays_below_one() {
        for change in [0.001, 0.05, 0.999] {
            let writer = writer(change, 0.5);
            let shares: Vec<f64> = (0..400)
                .map(|day| writer.changed_share(f64::from(day)))
                .collect();
            assert!(shares.is_sorted());
            assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
        }
    }

    #[test]
    fn quantiles_meet_the_measured_population() {
        for (probability, percent) in [(0.25, 0.6), (0.5, 1.5), (0.75, 3.6), (0.9, 5.6)] {
            assert!((quantile(probability) - percent).abs() < 1e-12);
        }
    }

    #[test]
    fn new_data_is_sent_whole_beside_what_changed() {
        let writer = writer(0.0, 0.0);
        assert_eq!(
            writer.delta(Bytes::gib(10), Bytes::gib(12), 1.0),
            Bytes::gib(2)
        );
    }
}
