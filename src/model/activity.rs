//! How busy a machine has been. A day's activity is drawn around 1 for the machine; all its disks
//! are busy on the same days, and within a day writes come evenly.

use crate::azure::workload;
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
        };
        activity.today = activity.drawn(0);
        activity
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
        let share = at.since(midnight).as_secs_f64() / SimDuration::DAY.as_secs_f64();
        self.before + self.today * share
    }

    fn drawn(&self, day: u64) -> f64 {
        let sigma = workload::ACTIVITY_SIGMA.value;
        self.draws
            .at(self.vm_key, day, Purpose::Activity)
            .log_normal_mean_one(sigma)
    }
}
