//! How a disk is written, in closed form: how full it is at a moment, and what is different between
//! two moments. Which share of the data that are there changes is in `writer/shape.rs`; which blocks
//! they are, where somebody wants to know that, in `blocks.rs`.

mod shape;

pub use shape::{Part, Shape};

use super::Moment;
use crate::azure::workload;
use crate::blob::blocks::BlockSize;
use crate::rng::{Draws, Purpose};
use crate::scenario::Disk;
use crate::units::{Bytes, SimDuration, SimTime};
use shape::quantile;

/// A disk's writer.
#[derive(Clone, Debug, PartialEq)]
pub struct Writer {
    /// Share of the used data that changes on an average day.
    pub change: f64,
    /// True when the share was drawn from the measured population.
    pub drawn: bool,
    /// False for a temporary disk.
    pub backed_up: bool,
    /// Which of its data change how often.
    pub shape: Shape,
    start: Filling,
    /// What operators did: each from its moment on.
    changes: Vec<Filling>,
    growth_per_day: Bytes,
    temporary_per_day: Bytes,
}

/// How full a disk of which size is at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Filling {
    at: SimTime,
    /// What is there to stay.
    lasting: Bytes,
    size: Bytes,
    is_attached: bool,
    /// Since when it is this disk, and not an earlier one in its place.
    made: SimTime,
    /// Since when nothing was put over it.
    placed: SimTime,
    /// Its size then.
    made_size: Bytes,
}

/// What differs between two moments of a disk.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Change {
    /// Written or new since, in whole blocks of what was there.
    pub written: Bytes,
    /// There before and no longer.
    pub cleared: Bytes,
    /// What is there now.
    pub there: Bytes,
    /// Runs of neighbouring blocks that were written, on average.
    pub runs: f64,
    /// Requests that carry them, on average; see [`crate::blob::blocks::BlockSet::requests`].
    pub requests: f64,
}

/// How much is on a disk at two moments.
#[derive(Clone, Copy)]
struct Levels {
    /// At the earlier one.
    before: Bytes,
    /// At the earlier one and ever since.
    low: Bytes,
    /// At the later one.
    now: Bytes,
}

/// The unit in which the change of a disk is said.
#[must_use]
pub const fn tracked() -> BlockSize {
    BlockSize::new(Bytes::new(workload::BLOCK_BYTES.value)).expect("an allowed size")
}

impl Writer {
    /// The writer of a machine's disk; `slot` tells the disks of one machine apart.
    #[must_use]
    pub fn new(disk: &Disk, draws: Draws, vm_key: u64, slot: u64) -> Self {
        let writes = &disk.writes;
        let percent = writes
            .change_percent
            .unwrap_or_else(|| quantile(draws.at(vm_key, slot, Purpose::Change).unit()));
        Self {
            change: percent / 100.0,
            drawn: writes.change_percent.is_none(),
            backed_up: disk.is_backed_up(),
            shape: Shape::new(percent / 100.0, writes.hot_percent / 100.0, writes.run),
            start: Filling::new(disk, SimTime::ZERO),
            changes: Vec::new(),
            growth_per_day: writes.growth_per_day,
            temporary_per_day: writes.temporary_per_day,
        }
    }
    /// What the disk holds at an instant: growth fills it until it is full.
    #[must_use]
    pub fn used(&self, at: SimTime) -> Bytes {
        self.held(self.filling_at(at), at)
    }
    /// The same of a disk that has been filled so since.
    fn held(&self, since: &Filling, at: SimTime) -> Bytes {
        if !since.is_attached {
            return Bytes::ZERO;
        }
        self.content(since, at)
    }
    /// What is on the disk, attached or not: nothing is written while it is not.
    fn content(&self, since: &Filling, at: SimTime) -> Bytes {
        let temporary = if since.is_attached && !self.temporary_per_day.is_zero() {
            let midnight = SimTime::ZERO + SimDuration::days(at.day());
            self.temporary_per_day.as_f64() * in_days(at.since(midnight))
        } else {
            0.0
        };
        (self.lasting(since, at) + Bytes::from_f64_rounded(temporary)).min(since.size)
    }
    /// The same without what is deleted at the end of the day.
    fn lasting(&self, since: &Filling, at: SimTime) -> Bytes {
        if !since.is_attached {
            return since.lasting;
        }
        let days = in_days(at.since(since.at));
        let grown = Bytes::from_f64_rounded(self.growth_per_day.as_f64() * days);
        (since.lasting + grown).min(since.size)
    }
    /// The least that it held from after one moment to another, while it was the same disk; of the
    /// two moments themselves that is known.
    fn low_water(&self, earlier: SimTime, later: SimTime, least: Bytes) -> Bytes {
        if self.temporary_per_day.is_zero() && self.changes.is_empty() {
            return least;
        }
        let moments = self.changes.iter().map(|change| change.at);
        let moments = moments.filter(|at| earlier < *at && *at <= later);
        let since = std::iter::once(earlier).chain(moments.clone());
        let midnights = since.map(|at| SimTime::ZERO + SimDuration::days(at.day() + 1));
        let lows = moments.chain(midnights.filter(|at| *at <= later));
        lows.map(|at| self.content(self.filling_at(at), at))
            .fold(least, Bytes::min)
    }
    /// The disk's provisioned size at an instant.
    #[must_use]
    pub fn size(&self, at: SimTime) -> Bytes {
        self.filling_at(at).size
    }
    /// Since when it is this disk, and its size then.
    #[must_use]
    pub fn made(&self, at: SimTime) -> (SimTime, Bytes) {
        let filling = self.filling_at(at);
        (filling.made, filling.made_size)
    }
    /// Since when nothing else was put in its place or over it: only from then on its snapshots can
    /// be compared.
    #[must_use]
    pub fn placed(&self, at: SimTime) -> SimTime {
        self.filling_at(at).placed
    }
    /// What is on the disk at an instant, attached or not.
    #[must_use]
    pub fn level(&self, at: SimTime) -> Bytes {
        self.content(self.filling_at(at), at)
    }
    /// How often something was done to it.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.changes.len()
    }
    /// Writes new data from an instant on, as much as fits.
    pub(crate) fn fill(&mut self, at: SimTime, added: Bytes) {
        let now = self.now(at);
        let lasting = (now.lasting + added).min(now.size);
        self.changes.push(Filling { lasting, ..now });
    }
    /// Deletes data at an instant, as much as is there to stay.
    pub(crate) fn delete(&mut self, at: SimTime, gone: Bytes) {
        let now = self.now(at);
        let lasting = now.lasting.saturating_sub(gone);
        self.changes.push(Filling { lasting, ..now });
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
        self.changes.push(Filling::new(disk, at));
    }
    /// Makes the disk what it was at an earlier moment, from an instant on: its content, its size,
    /// and whether it is attached. What was written since is gone. Over a disk that was put in its
    /// place since, it is a new one.
    pub(crate) fn restore(&mut self, at: SimTime, then: SimTime) {
        let is_another = self.filling_at(at).made != self.filling_at(then).made;
        let then = self.now(then);
        let made = if is_another { at } else { then.made };
        self.changes.push(Filling {
            at,
            made,
            placed: at,
            ..then
        });
    }
    /// What differs between two moments in blocks of the tracked size; of a new disk, everything.
    #[must_use]
    pub fn difference(&self, earlier: Moment, later: Moment) -> Bytes {
        let Levels { low, now, .. } = self.levels(earlier.at, later.at);
        let activity_days = later.activity_days - earlier.activity_days;
        let touched = self.shape.touched(activity_days, tracked());
        self.shape.overwritten(low, touched, tracked()) + now.saturating_sub(low)
    }
    /// What differs between two moments in blocks of a size, with its fragmentation.
    #[must_use]
    pub fn change(&self, earlier: Moment, later: Moment, size: BlockSize) -> Change {
        let Levels { before, low, now } = self.levels(earlier.at, later.at);
        let activity_days = later.activity_days - earlier.activity_days;
        let touched = self.shape.touched(activity_days, size);
        let overwritten = self.shape.overwritten(low, touched, size);
        let (runs, requests) = self
            .shape
            .fragments((low, now), activity_days, touched, size);
        Change {
            written: overwritten + now.saturating_sub(low),
            cleared: before.saturating_sub(now),
            there: now,
            runs,
            requests,
        }
    }
    fn levels(&self, earlier: SimTime, later: SimTime) -> Levels {
        let (since_then, since_now) = (self.filling_at(earlier), self.filling_at(later));
        let before = self.held(since_then, earlier);
        let now = self.held(since_now, later);
        let is_same = since_now.made <= earlier;
        let low = if is_same && since_then.is_attached && since_now.is_attached {
            self.low_water(earlier, later, before.min(now))
        } else {
            Bytes::ZERO
        };
        Levels { before, low, now }
    }

    fn now(&self, at: SimTime) -> Filling {
        let since = *self.filling_at(at);
        let lasting = self.lasting(&since, at);
        Filling {
            at,
            lasting,
            ..since
        }
    }
    fn filling_at(&self, at: SimTime) -> &Filling {
        let after = self.changes.partition_point(|change| change.at <= at);
        after
            .checked_sub(1)
            .map_or(&self.start, |i| &self.changes[i])
    }
}

impl Filling {
    fn new(disk: &Disk, at: SimTime) -> Self {
        Self {
            at,
            lasting: disk.used,
            size: disk.size,
            is_attached: disk.is_attached,
            made: at,
            placed: at,
            made_size: disk.size,
        }
    }
}

fn in_days(length: SimDuration) -> f64 {
    length.as_secs_f64() / SimDuration::DAY.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::draft::{DiskKindDraft, DiskRoleDraft};
    use crate::scenario::writes::Writes;

    /// A disk that does not grow.
    fn writer(change: f64, recurring: f64) -> Writer {
        Writer {
            change,
            drawn: false,
            backed_up: true,
            shape: Shape::new(change, recurring, Bytes::new(workload::RUN_BYTES.value)),
            start: Filling {
                at: SimTime::ZERO,
                lasting: Bytes::gib(10),
                size: Bytes::gib(20),
                is_attached: true,
                made: SimTime::ZERO,
                placed: SimTime::ZERO,
                made_size: Bytes::gib(20),
            },
            changes: Vec::new(),
            growth_per_day: Bytes::ZERO,
            temporary_per_day: Bytes::ZERO,
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
                writes: Writes::none(),
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
            writes: Writes::none(),
        };
        writer.renew(day(2), &disk);
        writer.restore(day(4), day(1));
        let whole = writer.used(day(5));
        assert_eq!(whole, Bytes::gib(10));
        assert_eq!(writer.difference(moment(3), moment(5)), whole);
    }

    #[track_caller]
    fn check_share(change: f64, recurring: f64, days: f64, expected: f64) {
        let share = writer(change, recurring).shape.changed_share(days);
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
            writer.shape.changed_share(30.0) < 0.0211,
            "{}",
            writer.shape.changed_share(30.0)
        );
    }

    #[test]
    fn the_share_grows_with_activity_and_stays_below_one() {
        for change in [0.001, 0.05, 0.999] {
            let writer = writer(change, 0.5);
            let shares: Vec<f64> = (0..400)
                .map(|day| writer.shape.changed_share(f64::from(day)))
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
        let mut writer = writer(0.0, 0.0);
        writer.fill(SimTime::ZERO + SimDuration::hours(1), Bytes::gib(2));
        let moment = |hour| Moment {
            at: SimTime::ZERO + SimDuration::hours(hour),
            activity_days: 0.0,
        };
        assert_eq!(writer.difference(moment(0), moment(2)), Bytes::gib(2));
    }
}
