//! How busy a machine has been. A day's activity is drawn around 1 for the machine; all its disks
//! are busy on the same days, and within a day writes come evenly.

use crate::azure::workload;
use crate::azure::workload::Shape;
use crate::rng::{Draws, Purpose};
use crate::units::{SimDuration, SimTime};

/// A machine's activity since the run began. Asked in the order of time, it draws each day once.
#[derive(Clone, Debug)]
pub struct Activity {
    draws: Draws,
    vm_key: u64,
    day: u64,
    /// Sum over the days before `day`.
    before: f64,
    /// Activity of the whole of `day`.
    today: f64,
    hours: Option<Hours>,
}

/// When in a day a machine is busy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hours {
    /// The first busy second of the day in UTC.
    first_secs: f64,
    /// How many there are.
    count_secs: f64,
    /// Share of the day's activity that falls into them.
    share: f64,
}

impl Activity {
    /// The activity of the machine with this key.
    #[must_use]
    pub fn new(draws: Draws, vm_key: u64) -> Self {
        let mut activity = Self {
            draws,
            vm_key,
            day: 0,
            before: 0.0,
            today: 0.0,
            hours: None,
        };
        activity.today = activity.drawn(0);
        activity
    }
    /// The same, busy in some hours of the day.
    #[must_use]
    pub const fn in_hours(self, hours: Option<Hours>) -> Self {
        Self { hours, ..self }
    }
    /// Average days of activity up to an instant.
    ///
    /// # Panics
    /// If an instant before the last one's day is asked for.
    pub fn days_up_to(&mut self, at: SimTime) -> f64 {
        assert!(
            at.day() >= self.day,
            "activity is asked for in the order of time"
        );
        while self.day < at.day() {
            self.before += self.today;
            self.day += 1;
            self.today = self.drawn(self.day);
        }
        let midnight = SimTime::ZERO + SimDuration::days(self.day);
        let secs = at.since(midnight).as_secs_f64();
        let share = self
            .hours
            .map_or(secs / DAY_SECS, |it| it.share_up_to(secs));
        self.before + self.today * share
    }

    fn drawn(&self, day: u64) -> f64 {
        let sigma = workload::ACTIVITY_SIGMA.value;
        self.draws
            .at(self.vm_key, day, Purpose::Activity)
            .log_normal_mean_one(sigma)
    }
}

impl Hours {
    /// The busy hours of a workload, in a zone that is so many seconds ahead of UTC.
    #[must_use]
    pub fn new(shape: &Shape, ahead_secs: i32) -> Self {
        let (first, end) = shape.busy_hours;
        let first = first as f64 * HOUR_SECS - f64::from(ahead_secs);
        Self {
            first_secs: first - DAY_SECS * (first / DAY_SECS).floor(),
            count_secs: (end - shape.busy_hours.0) as f64 * HOUR_SECS,
            share: shape.busy_percent / 100.0,
        }
    }
    /// Share of a day's activity up to so many seconds after its midnight.
    fn share_up_to(self, secs: f64) -> f64 {
        // The busy hours may reach beyond midnight: then they are two spans.
        let end = self.first_secs + self.count_secs;
        let within = |from: f64, to: f64| (secs.min(to) - from).max(0.0);
        let busy = within(self.first_secs, end.min(DAY_SECS)) + within(0.0, end - DAY_SECS);
        let quiet = secs - busy;
        self.share * busy / self.count_secs
            + (1.0 - self.share) * quiet / (DAY_SECS - self.count_secs)
    }
}

const HOUR_SECS: f64 = 3_600.0;
const DAY_SECS: f64 = 86_400.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::workload;

    #[track_caller]
    fn check_share(ahead_hours: i32, hour: u32, expected: f64) {
        let hours = Hours::new(&workload::FILE_SERVER.value, ahead_hours * 3_600);
        let share = hours.share_up_to(f64::from(hour) * HOUR_SECS);
        assert!((share - expected).abs() < 1e-12, "{share}");
    }

    /// Four fifths between 8 and 18.
    #[test]
    fn a_file_server_is_busy_in_office_hours_of_its_zone() {
        for (hour, expected) in [
            (0, 0.0),
            (8, 0.2 * 8.0 / 14.0),
            (13, 0.2 * 8.0 / 14.0 + 0.4),
        ] {
            check_share(0, hour, expected);
        }
        check_share(0, 24, 1.0);
        check_share(1, 7, 0.2 * 7.0 / 14.0);
    }

    #[test]
    fn busy_hours_may_reach_over_midnight() {
        // 8 to 18 in Tokyo is 23 to 9 in UTC.
        check_share(9, 9, 0.8 * 0.9);
        check_share(9, 23, 0.8 * 0.9 + 0.2);
        check_share(9, 24, 1.0);
    }
}
