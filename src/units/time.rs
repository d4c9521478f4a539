//! Simulated time: whole nanoseconds since the start of the run. Calendars and zones are the
//! scenario's business (`scenario/calendar.rs`); nothing here knows what a day of the week is.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::num::NonZeroU64;
use std::ops::{Add, AddAssign, Mul, Sub};

/// An instant of the run: nanoseconds since its start, which is midnight UTC of its first day.
///
/// Held as their complement, which is never zero, so that an instant that may be missing takes no
/// more room than one that is there.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SimTime(NonZeroU64);

/// A length of simulated time in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimDuration(u64);

const NANOS_PER_SEC: u64 = 1_000_000_000;

impl SimTime {
    /// The start of the run.
    pub const ZERO: Self = Self::from_nanos(0);
    /// After every instant that a run can reach.
    pub const MAX: Self = Self(NonZeroU64::MIN);

    /// The instant this many nanoseconds after the start, [`MAX`](Self::MAX) at the latest.
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Self {
        match NonZeroU64::new(!nanos) {
            Some(complement) => Self(complement),
            None => Self::MAX,
        }
    }
    /// Nanoseconds since the start.
    #[must_use]
    pub const fn as_nanos(self) -> u64 {
        !self.0.get()
    }
    /// Whole seconds since the start, rounded down.
    #[must_use]
    #[expect(clippy::integer_division, reason = "rounds down, as documented")]
    pub const fn whole_secs(self) -> u64 {
        self.as_nanos() / NANOS_PER_SEC
    }
    /// Which UTC day of the run this is in, counted from 0.
    #[must_use]
    #[expect(clippy::integer_division, reason = "the day that contains the instant")]
    pub const fn day(self) -> u64 {
        self.as_nanos() / SimDuration::DAY.0
    }
    /// The time since `earlier`.
    ///
    /// # Panics
    /// If `earlier` is later: time runs forward, so that is a bug.
    #[must_use]
    pub const fn since(self, earlier: Self) -> SimDuration {
        assert!(self.as_nanos() >= earlier.as_nanos(), "time runs forward");
        SimDuration(self.as_nanos() - earlier.as_nanos())
    }
    /// The time since `earlier`, or none if that is later.
    #[must_use]
    pub const fn saturating_since(self, earlier: Self) -> SimDuration {
        SimDuration(self.as_nanos().saturating_sub(earlier.as_nanos()))
    }
}

impl Default for SimTime {
    fn default() -> Self {
        Self::ZERO
    }
}
impl Ord for SimTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_nanos().cmp(&other.as_nanos())
    }
}
impl PartialOrd for SimTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl fmt::Debug for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SimTime").field(&self.as_nanos()).finish()
    }
}

impl SimDuration {
    /// No time.
    pub const ZERO: Self = Self(0);
    /// 24 hours. A civil day may have 23 or 25: see `scenario/calendar.rs`.
    pub const DAY: Self = Self(86_400 * NANOS_PER_SEC);

    /// This many nanoseconds.
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }
    /// This many seconds.
    #[must_use]
    pub const fn secs(count: u64) -> Self {
        Self(count * NANOS_PER_SEC)
    }
    /// This many minutes.
    #[must_use]
    pub const fn mins(count: u64) -> Self {
        Self::secs(count * 60)
    }
    /// This many hours.
    #[must_use]
    pub const fn hours(count: u64) -> Self {
        Self::mins(count * 60)
    }
    /// This many times 24 hours.
    #[must_use]
    pub const fn days(count: u64) -> Self {
        Self::hours(count * 24)
    }
    /// The next whole nanosecond after a computed number of seconds: work is never done early.
    #[must_use]
    pub fn from_secs_f64_rounded_up(secs: f64) -> Self {
        let nanos = secs * 1e9;
        let whole = nanos as u64;
        let partial = (whole as f64) < nanos;
        Self(whole.saturating_add(u64::from(partial)))
    }
    /// The raw nanoseconds.
    #[must_use]
    pub const fn as_nanos(self) -> u64 {
        self.0
    }
    /// Seconds, for rates and shares.
    #[must_use]
    pub const fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }
    /// Whole seconds, rounded down.
    #[must_use]
    #[expect(clippy::integer_division, reason = "rounds down, as documented")]
    pub const fn whole_secs(self) -> u64 {
        self.0 / NANOS_PER_SEC
    }
    /// The mean of lengths, in whole nanoseconds; nothing of none.
    #[must_use]
    pub fn mean(lengths: impl Iterator<Item = Self>) -> Option<Self> {
        let add = |(total, count), length: Self| (total + u128::from(length.0), count + 1);
        let (total, count) = lengths.fold((0_u128, 0_u128), add);
        let mean = u64::try_from(total.checked_div(count)?);
        Some(Self(mean.expect("a mean is no longer than its longest")))
    }
}

impl Add<SimDuration> for SimTime {
    type Output = Self;
    fn add(self, length: SimDuration) -> Self {
        Self::from_nanos(self.as_nanos() + length.0)
    }
}
impl Add for SimDuration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl AddAssign for SimDuration {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl SimDuration {
    /// What is left of it after a shorter time, or nothing.
    #[must_use]
    pub const fn saturating_sub(self, shorter: Self) -> Self {
        Self(self.0.saturating_sub(shorter.0))
    }
}
impl Sub for SimDuration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Mul<u64> for SimDuration {
    type Output = Self;
    fn mul(self, count: u64) -> Self {
        Self(self.0 * count)
    }
}
impl Sum for SimDuration {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, Add::add)
    }
}

/// Writes days, hours and minutes, or seconds when shorter than a minute: `1 d 2 h 5 min`, `42 s`.
impl fmt::Display for SimDuration {
    #[expect(clippy::integer_division, reason = "splits into units, rounding down")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secs = self.whole_secs();
        if secs < 60 {
            return write!(f, "{secs} s");
        }
        let (days, hours, mins) = (secs / 86_400, secs / 3_600 % 24, secs / 60 % 60);
        let parts = [(days, "d"), (hours, "h"), (mins, "min")];
        let shown: Vec<String> = parts
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, unit)| format!("{n} {unit}"))
            .collect();
        f.write_str(&shown.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_lengths_is_rounded_down_and_of_none_there_is_none() {
        let mean =
            |nanos: &[u64]| SimDuration::mean(nanos.iter().copied().map(SimDuration::from_nanos));
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[1, 2]), Some(SimDuration::from_nanos(1)));
        assert_eq!(
            mean(&[u64::MAX, u64::MAX]),
            Some(SimDuration::from_nanos(u64::MAX))
        );
    }

    #[test]
    fn lengths_print_as_people_say_them() {
        for (secs, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_600, "1 h"),
            (93_900, "1 d 2 h 5 min"),
        ] {
            assert_eq!(SimDuration::secs(secs).to_string(), text);
        }
    }

    #[test]
    fn instants_are_ordered_by_time_and_a_missing_one_takes_no_room() {
        let at = SimTime::from_nanos;
        assert!(
            SimTime::ZERO < at(1) && at(1) < at(u64::MAX - 2) && at(u64::MAX - 2) < SimTime::MAX
        );
        assert_eq!(
            [0, 1, u64::MAX - 1].map(|it| at(it).as_nanos()),
            [0, 1, u64::MAX - 1]
        );
        assert_eq!(at(u64::MAX), SimTime::MAX);
        assert_eq!(size_of::<Option<SimTime>>(), size_of::<u64>());
    }

    #[test]
    fn a_partial_nanosecond_still_takes_one() {
        assert_eq!(
            SimDuration::from_secs_f64_rounded_up(1e-9),
            SimDuration::from_nanos(1)
        );
        assert_eq!(
            SimDuration::from_secs_f64_rounded_up(1.25e-9),
            SimDuration::from_nanos(2)
        );
        assert_eq!(
            SimDuration::from_secs_f64_rounded_up(0.0),
            SimDuration::ZERO
        );
    }
}
