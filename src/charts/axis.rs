//! Axes with steps that people count in: wall-clock times and dates, powers of two for bytes, one,
//! two and five for everything else.
//!
//! Views carry seconds since the run began, and local text for single moments. A [`Clock`] ties the
//! two together at one moment and goes on from there at a fixed offset: across a change to or from
//! daylight saving the labels after it are an hour off until the chart ends, while every value that
//! is shown in words keeps its own local text.

use super::text::grouped;
use crate::units::Bytes;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use std::ops::Range;

const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 3600;
const DAY_S: i64 = 86_400;

/// Steps of a time axis below months.
const STEPS_S: [i64; 14] = [
    5 * MINUTE_S,
    10 * MINUTE_S,
    15 * MINUTE_S,
    30 * MINUTE_S,
    HOUR_S,
    2 * HOUR_S,
    3 * HOUR_S,
    6 * HOUR_S,
    12 * HOUR_S,
    DAY_S,
    2 * DAY_S,
    7 * DAY_S,
    14 * DAY_S,
    28 * DAY_S,
];

/// Steps above them, in months.
const STEPS_MONTHS: [i16; 6] = [1, 2, 3, 6, 12, 60];

/// Past this an instant is not drawn where it is: about three thousand years.
const INSTANT_S_MAX: i64 = 100_000_000_000;

/// Which local time a second of the run is.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Seconds since the run began.
    at_s: i64,
    /// The local time then; nothing when its text could not be read.
    local: Option<DateTime>,
}

impl Clock {
    /// The clock that shows `local` (`2026-03-04 22:00` or `2026-03-04`) at this second of the run.
    #[must_use]
    pub fn new(at_s: u64, local: &str) -> Self {
        let date_time = || local.parse::<DateTime>().ok();
        let midnight = || {
            Some(
                local
                    .parse::<Date>()
                    .ok()?
                    .to_datetime(jiff::civil::Time::midnight()),
            )
        };
        Self {
            at_s: instant(at_s),
            local: date_time().or_else(midnight),
        }
    }

    fn at(&self, s: i64) -> Option<DateTime> {
        let elapsed = SignedDuration::from_secs(s - self.at_s);
        self.local?.checked_add(elapsed).ok()
    }

    /// Seconds since a local midnight that lies before the run's first second, and since a Monday.
    fn phase_s(&self) -> i64 {
        let Some(local) = self.local else {
            return -self.at_s;
        };
        let time = local.time();
        let today_s = i64::from(time.hour()) * HOUR_S
            + i64::from(time.minute()) * MINUTE_S
            + i64::from(time.second());
        let weekday = i64::from(local.weekday().to_monday_zero_offset());
        weekday * DAY_S + today_s - self.at_s
    }
}

/// A second of the run as the axis counts it.
pub(super) fn instant(s: u64) -> i64 {
    i64::try_from(s).map_or(INSTANT_S_MAX, |s| s.min(INSTANT_S_MAX))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TimeStep {
    Seconds(i64),
    Months(i16),
}

/// A time axis in seconds since the run began, labelled in local time.
#[derive(Clone, Debug)]
pub struct TimeAxis {
    range: Range<i64>,
    clock: Clock,
    step: TimeStep,
}

impl TimeAxis {
    /// An axis over these seconds with at most `labels_max` labels, or two.
    #[must_use]
    pub fn new(range: Range<i64>, clock: Clock, labels_max: usize) -> Self {
        let range = range.start..range.end.max(range.start + MINUTE_S);
        let mut axis = Self {
            range,
            clock,
            step: TimeStep::Months(STEPS_MONTHS[STEPS_MONTHS.len() - 1]),
        };
        let seconds = STEPS_S.into_iter().map(TimeStep::Seconds);
        let months = STEPS_MONTHS.into_iter().map(TimeStep::Months);
        for step in seconds.chain(months) {
            axis.step = step;
            if axis.count_at_most() <= labels_max.max(2) {
                break;
            }
        }
        axis
    }

    /// The label of a tick.
    #[must_use]
    pub fn label(&self, s: i64) -> String {
        let Some(local) = self.clock.at(s) else {
            return format!("+{} h", (s - self.range.start).div_euclid(HOUR_S));
        };
        let time = local.time();
        let month = MONTHS[usize::from(local.month().unsigned_abs()) - 1];
        match self.step {
            TimeStep::Months(_) if local.month() == 1 => local.year().to_string(),
            TimeStep::Months(_) => month.to_owned(),
            TimeStep::Seconds(step) if step >= DAY_S => format!("{} {month}", local.day()),
            TimeStep::Seconds(_) if self.is_midnight_of_many(local) => {
                format!("{} {month}", local.day())
            }
            TimeStep::Seconds(_) => format!("{:02}:{:02}", time.hour(), time.minute()),
        }
    }

    /// Every tick, in order.
    #[must_use]
    pub fn ticks(&self) -> Vec<i64> {
        match self.step {
            TimeStep::Seconds(step) => {
                let phase = self.clock.phase_s();
                let first = self.range.start + (-(self.range.start + phase)).rem_euclid(step);
                let last = self.range.end;
                (0..)
                    .map_while(|n| Some(first + step * n).filter(|s| *s <= last))
                    .collect()
            }
            TimeStep::Months(step) => self.month_ticks(step),
        }
    }

    fn month_ticks(&self, step: i16) -> Vec<i64> {
        let Some(first) = self.clock.at(self.range.start) else {
            return vec![self.range.start];
        };
        // Counted from January, so that quarters and half years begin where people expect them.
        let year = first.year();
        let base = year - year.rem_euclid(step.div_euclid(12).max(1));
        let (Ok(january), Some(local)) = (Date::new(base, 1, 1), self.clock.local) else {
            return vec![self.range.start];
        };
        let mut ticks = Vec::new();
        for n in 0..TICKS_MAX {
            let Ok(date) = january.checked_add((i32::from(step) * n).months()) else {
                break;
            };
            let midnight = date.to_datetime(jiff::civil::Time::midnight());
            let s = self.clock.at_s + midnight.duration_since(local).as_secs();
            if s > self.range.end {
                break;
            }
            if s >= self.range.start {
                ticks.push(s);
            }
        }
        ticks
    }

    fn count_at_most(&self) -> usize {
        let length_s = self.range.end - self.range.start;
        let step_s = match self.step {
            TimeStep::Seconds(step) => step,
            TimeStep::Months(step) => i64::from(step) * 30 * DAY_S,
        };
        usize::try_from(length_s.div_euclid(step_s) + 1).unwrap_or(usize::MAX)
    }

    fn is_midnight_of_many(&self, local: DateTime) -> bool {
        local.time() == jiff::civil::Time::midnight() && self.range.end - self.range.start > DAY_S
    }
}

/// More ticks than any axis has room for.
const TICKS_MAX: i32 = 4000;

/// Months as axes write them.
pub(super) const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

impl Ranged for TimeAxis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = i64;

    fn map(&self, value: &i64, limit: (i32, i32)) -> i32 {
        let length = (self.range.end - self.range.start) as f64;
        along((*value - self.range.start) as f64 / length, limit)
    }
    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<i64> {
        Self::new(self.range.clone(), self.clock, hint.max_num_points()).ticks()
    }
    fn range(&self) -> Range<i64> {
        self.range.clone()
    }
}

impl ValueFormatter<i64> for TimeAxis {
    fn format_ext(&self, value: &i64) -> String {
        self.label(*value)
    }
}

/// What the values of an axis are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueUnit {
    /// Bytes: steps are powers of two, labels carry their unit.
    Bytes,
    /// Anything else: steps are 1, 2 or 5 times a power of ten, labels are bare.
    Plain,
}

/// An axis from zero to a round value.
#[derive(Clone, Debug)]
pub struct ValueAxis {
    unit: ValueUnit,
    step: f64,
    steps: u32,
}

impl ValueAxis {
    /// An axis that has `max` on it, with at most `labels_max` labels besides zero.
    #[must_use]
    pub fn new(max: f64, unit: ValueUnit, labels_max: u32) -> Self {
        let max = if max.is_finite() && max > 0.0 {
            max
        } else {
            1.0
        };
        let labels_max = f64::from(labels_max.clamp(1, 8));
        let mut step = 1.0;
        match unit {
            ValueUnit::Bytes => {
                while step * labels_max < max {
                    step *= 2.0;
                }
            }
            ValueUnit::Plain => step = plain_step(max, labels_max),
        }
        let steps = (max / step).ceil().clamp(1.0, labels_max) as u32;
        Self { unit, step, steps }
    }

    /// Zero and every step up to the top.
    #[must_use]
    pub fn ticks(&self) -> Vec<f64> {
        (0..=self.steps).map(|n| self.step * f64::from(n)).collect()
    }

    /// The label of a tick.
    #[must_use]
    pub fn label(&self, value: f64) -> String {
        match self.unit {
            ValueUnit::Bytes if value == 0.0 => "0".to_owned(),
            ValueUnit::Bytes => Bytes::from_f64_rounded(value).to_string(),
            ValueUnit::Plain => {
                let decimals = [1.0, 0.1, 0.01]
                    .iter()
                    .filter(|least| self.step < **least * 0.999);
                grouped(value, decimals.count())
            }
        }
    }

    /// The value at the top.
    #[must_use]
    pub fn top(&self) -> f64 {
        self.step * f64::from(self.steps)
    }
}

/// The least of 1, 2, 5, 10, 20 … or ½, ⅕, ⅒ … that reaches `max` in `count` steps.
fn plain_step(max: f64, count: f64) -> f64 {
    let mut power = 1.0;
    while power * count < max {
        power *= 10.0;
    }
    while power > 1e-3 && power * 0.1 * count >= max {
        power *= 0.1;
    }
    let shares = [0.2, 0.5];
    let share = shares
        .into_iter()
        .find(|share| power * share * count >= max);
    power * share.unwrap_or(1.0)
}

impl Ranged for ValueAxis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        along(value / self.top(), limit)
    }
    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        let labels_max = u32::try_from(hint.max_num_points()).unwrap_or(u32::MAX);
        Self::new(self.top(), self.unit, labels_max).ticks()
    }
    fn range(&self) -> Range<f64> {
        0.0..self.top()
    }
}

impl ValueFormatter<f64> for ValueAxis {
    fn format_ext(&self, value: &f64) -> String {
        self.label(*value)
    }
}

/// The pixel at a share of the way between two; never outside.
fn along(share: f64, (from, to): (i32, i32)) -> i32 {
    let length = f64::from(to) - f64::from(from);
    (f64::from(from) + share.clamp(0.0, 1.0) * length).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_time(length_s: i64, labels_max: usize, labels: &[&str]) {
        let clock = Clock::new(0, "2026-03-04 22:00");
        let axis = TimeAxis::new(0..length_s, clock, labels_max);
        let drawn: Vec<String> = axis.ticks().into_iter().map(|s| axis.label(s)).collect();
        assert_eq!(drawn, labels);
    }

    #[test]
    fn a_night_is_labelled_by_the_hour() {
        check_time(
            8 * HOUR_S,
            9,
            &[
                "22:00", "23:00", "00:00", "01:00", "02:00", "03:00", "04:00", "05:00", "06:00",
            ],
        );
    }

    #[test]
    fn a_narrow_night_is_labelled_at_round_hours() {
        check_time(
            8 * HOUR_S,
            5,
            &["22:00", "00:00", "02:00", "04:00", "06:00"],
        );
        check_time(8 * HOUR_S, 3, &["00:00", "03:00", "06:00"]);
    }

    #[test]
    fn several_days_show_the_date_at_midnight() {
        check_time(36 * HOUR_S, 4, &["5 Mar", "12:00", "6 Mar"]);
    }

    #[test]
    fn weeks_begin_on_monday() {
        check_time(30 * DAY_S, 5, &["9 Mar", "16 Mar", "23 Mar", "30 Mar"]);
    }

    #[test]
    fn a_year_is_labelled_by_months_from_january() {
        check_time(365 * DAY_S, 7, &["May", "Jul", "Sep", "Nov", "2027", "Mar"]);
        check_time(365 * DAY_S, 5, &["Apr", "Jul", "Oct", "2027"]);
        check_time(10 * 365 * DAY_S, 5, &["2030", "2035"]);
    }

    #[test]
    fn a_time_that_cannot_be_read_counts_hours() {
        let axis = TimeAxis::new(0..8 * HOUR_S, Clock::new(0, "tonight"), 3);
        assert_eq!(
            axis.ticks()
                .into_iter()
                .map(|s| axis.label(s))
                .collect::<Vec<_>>(),
            ["+0 h", "+3 h", "+6 h"]
        );
    }

    #[track_caller]
    fn check_values(max: f64, unit: ValueUnit, labels: &[&str]) {
        let axis = ValueAxis::new(max, unit, 5);
        let drawn: Vec<String> = axis.ticks().into_iter().map(|v| axis.label(v)).collect();
        assert_eq!(drawn, labels);
    }

    #[test]
    fn bytes_go_in_powers_of_two() {
        let gib = f64::from(1 << 30);
        check_values(
            3.0 * gib,
            ValueUnit::Bytes,
            &["0", "1 GiB", "2 GiB", "3 GiB"],
        );
        check_values(
            1100.0 * gib,
            ValueUnit::Bytes,
            &["0", "256 GiB", "512 GiB", "768 GiB", "1 TiB", "1.25 TiB"],
        );
        check_values(0.0, ValueUnit::Bytes, &["0", "1 B"]);
    }

    #[test]
    fn other_values_go_in_ones_twos_and_fives() {
        check_values(60.0, ValueUnit::Plain, &["0", "20", "40", "60"]);
        check_values(
            5000.0,
            ValueUnit::Plain,
            &["0", "1,000", "2,000", "3,000", "4,000", "5,000"],
        );
        check_values(
            0.9,
            ValueUnit::Plain,
            &["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"],
        );
        check_values(
            f64::NAN,
            ValueUnit::Plain,
            &["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"],
        );
    }
}
