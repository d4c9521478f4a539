//! How long a policy keeps points: each range as its text says, in the range's own unit.

use super::Reader;
use super::schedule::time_of;
use super::shape::{Dates, Duration, Range, Retention, Weeks};
use crate::azure::assumed::{KEEP_DAYS, KEEP_WEEKS};
use crate::azure::rules::{MONTH, YEAR};
use crate::scenario::draft::{
    DailyDraft, MonthDaysDraft, MonthlyDraft, RetentionDraft, ScheduleDraft, WeekdayDraft,
    WeeklyDraft, YearlyDraft,
};
use crate::scenario::{Problem, quoted};
use crate::units::SimDuration;

/// The retention. What the schedule needs and nothing states is assumed.
///
/// # Errors
/// A range is half stated, or a word or a time in it is none that Azure has.
pub(super) fn read(
    text: &Retention,
    schedule: &ScheduleDraft,
    reader: &mut Reader<'_>,
) -> Result<RetentionDraft, Problem> {
    let types = ["LongTermRetentionPolicy", "SimpleRetentionPolicy"];
    reader.one_of(
        "retentionPolicyType",
        text.retention_policy_type.as_deref(),
        &types,
    )?;
    let run_days = match schedule {
        ScheduleDraft::Day { .. } | ScheduleDraft::Hours { .. } => None,
        ScheduleDraft::Week { on, .. } => Some(on.as_slice()),
    };
    let mut ranges = Ranges {
        reader,
        at: time_of(schedule),
    };
    let (daily, weekly) = (text.daily_schedule.as_ref(), text.weekly_schedule.as_ref());
    let mut days = ranges.length(daily, "daily", Unit::Days)?;
    let mut weeks = ranges.length(weekly, "weekly", Unit::Weeks)?;
    let simple = text.retention_duration.as_ref();
    if run_days.is_none() && days.is_none() {
        days = Some(ranges.needed(simple, "daily", Unit::Days, KEEP_DAYS.value)?);
    }
    if run_days.is_some() && weeks.is_none() {
        weeks = Some(ranges.needed(simple, "weekly", Unit::Weeks, KEEP_WEEKS.value)?);
    } else if weekly.is_some() && weeks.is_none() {
        ranges.leave_out("weekly", "how long");
    }
    let weekly = match weeks {
        Some(weeks) => Some(WeeklyDraft {
            weeks,
            on: ranges.weekly_days(weekly, run_days)?,
        }),
        None => None,
    };
    Ok(RetentionDraft {
        daily: days.map(|days| DailyDraft { days }),
        weekly,
        monthly: ranges.monthly(text.monthly_schedule.as_ref())?,
        yearly: ranges.yearly(text.yearly_schedule.as_ref())?,
    })
}

/// Reads the ranges of one policy.
struct Ranges<'r, 'p> {
    reader: &'r mut Reader<'p>,
    /// When the schedule runs, which is the time of every point.
    at: &'r str,
}

impl Ranges<'_, '_> {
    /// How long a range keeps its points, if it says so.
    fn length(
        &mut self,
        range: Option<&Range>,
        name: &str,
        unit: Unit,
    ) -> Result<Option<u32>, Problem> {
        let Some(range) = range else {
            return Ok(None);
        };
        let mut other = None;
        for time in range.retention_times.as_deref().unwrap_or_default() {
            let time = self.reader.time(time)?;
            other = other.or((time != self.at).then_some(time));
        }
        if let Some(time) = other {
            let at = self.at;
            let what = format!("{name} retention of the point of {time}: of the point of {at}");
            self.reader.simplify(what);
        }
        self.count(range.retention_duration.as_ref(), name, unit)
    }

    /// A duration in the unit of its range.
    fn count(
        &mut self,
        duration: Option<&Duration>,
        name: &str,
        unit: Unit,
    ) -> Result<Option<u32>, Problem> {
        let count = duration.and_then(|duration| duration.count);
        let stated = duration.and_then(|duration| duration.duration_type.as_deref());
        let (count, stated) = match (count, stated) {
            (Some(count), Some(stated)) => (count, stated),
            (None, None) => return Ok(None),
            (Some(_), None) | (None, Some(_)) => {
                let found = format!("half of a duration in the {name} retention");
                return Err(self.reader.problem(found, "count and durationType"));
            }
        };
        let Some(from) = Unit::named(stated) else {
            let found = format!("durationType {}", quoted(stated));
            return Err(self.reader.problem(found, "Days, Weeks, Months or Years"));
        };
        let (converted, is_exact) = from.convert(count, unit);
        if !is_exact {
            let (from, unit) = (from.name(), unit.name());
            let what = format!("{name} retention of {count} {from}: {converted} {unit}");
            self.reader.simplify(what);
        }
        Ok(Some(converted))
    }

    /// What the range that a schedule needs keeps where it doesn't say so itself.
    fn needed(
        &mut self,
        simple: Option<&Duration>,
        name: &str,
        unit: Unit,
        assumed: u32,
    ) -> Result<u32, Problem> {
        let count = self.count(simple, name, unit)?;
        if count.is_none() {
            let what = format!("no {name} retention: {assumed} {}", unit.name());
            self.reader.simplify(what);
        }
        Ok(count.unwrap_or(assumed))
    }

    fn leave_out(&mut self, name: &str, missing: &str) {
        let what = format!("{name} retention does not say {missing}: left out");
        self.reader.simplify(what);
    }

    /// Days of the weekly range; those of a weekly schedule are its own and not said twice.
    fn weekly_days(
        &self,
        range: Option<&Range>,
        run_days: Option<&[WeekdayDraft]>,
    ) -> Result<Option<Vec<WeekdayDraft>>, Problem> {
        let Some(days) = range.and_then(|range| range.days_of_the_week.as_deref()) else {
            return Ok(None);
        };
        let days: Vec<WeekdayDraft> = self.reader.names(Some(days), "a day of the week")?;
        Ok((run_days != Some(days.as_slice())).then_some(days))
    }

    fn monthly(&mut self, range: Option<&Range>) -> Result<Option<MonthlyDraft>, Problem> {
        let long = self.long(range, "monthly", Unit::Months)?;
        Ok(long.map(|(months, on)| MonthlyDraft { months, on }))
    }

    fn yearly(&mut self, range: Option<&Range>) -> Result<Option<YearlyDraft>, Problem> {
        let long = self.long(range, "yearly", Unit::Years)?;
        let months = range.and_then(|range| range.months_of_year.as_deref());
        let months = self.reader.names(months, "a month of the year")?;
        Ok(long.map(|(years, on)| YearlyDraft { years, months, on }))
    }

    /// What the monthly and the yearly range have in common.
    fn long(
        &mut self,
        range: Option<&Range>,
        name: &str,
        unit: Unit,
    ) -> Result<Option<(u32, MonthDaysDraft)>, Problem> {
        let Some(range) = range else {
            return Ok(None);
        };
        let length = self.length(Some(range), name, unit)?;
        let days = self.month_days(range)?;
        match (length, days) {
            (Some(length), Some(days)) => return Ok(Some((length, days))),
            (None, _) => self.leave_out(name, "how long"),
            (Some(_), None) => self.leave_out(name, "on which days"),
        }
        Ok(None)
    }

    fn month_days(&self, range: &Range) -> Result<Option<MonthDaysDraft>, Problem> {
        let format = range.retention_schedule_format_type.as_deref();
        let (daily, weekly) = (
            range.retention_schedule_daily.as_ref(),
            range.retention_schedule_weekly.as_ref(),
        );
        let name = "retentionScheduleFormatType";
        self.reader.one_of(name, format, &["Daily", "Weekly"])?;
        let is = |wanted: &str| format.is_none_or(|format| format.eq_ignore_ascii_case(wanted));
        match (daily, weekly) {
            (Some(dates), _) if is("Daily") => self.dates(dates).map(Some),
            (_, Some(weeks)) if is("Weekly") => self.weeks(weeks).map(Some),
            _ => Ok(None),
        }
    }

    fn dates(&self, text: &Dates) -> Result<MonthDaysDraft, Problem> {
        let (mut days, mut last_day) = (Vec::new(), false);
        for date in text.days_of_the_month.as_deref().unwrap_or_default() {
            match (date.is_last, date.date) {
                (Some(true), _) => last_day = true,
                (Some(false) | None, Some(day)) => days.push(day),
                (Some(false) | None, None) => {
                    return Err(self
                        .reader
                        .problem("a day of a month without a date", "its date"));
                }
            }
        }
        days.sort_unstable();
        days.dedup();
        Ok(MonthDaysDraft::Date { days, last_day })
    }

    fn weeks(&self, text: &Weeks) -> Result<MonthDaysDraft, Problem> {
        let weeks = text.weeks_of_the_month.as_deref();
        let days = text.days_of_the_week.as_deref();
        Ok(MonthDaysDraft::Week {
            days: self.reader.names(days, "a day of the week")?,
            weeks: self
                .reader
                .names(weeks, "First, Second, Third, Fourth or Last")?,
        })
    }
}

/// The unit of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

impl Unit {
    fn named(name: &str) -> Option<Self> {
        match name.to_lowercase().as_str() {
            "days" => Some(Self::Days),
            "weeks" => Some(Self::Weeks),
            "months" => Some(Self::Months),
            "years" => Some(Self::Years),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Years => "years",
        }
    }

    /// How long a point lives that is kept for one of them.
    fn life(self) -> SimDuration {
        match self {
            Self::Days => SimDuration::DAY,
            Self::Weeks => SimDuration::days(7),
            Self::Months => MONTH.value,
            Self::Years => YEAR.value,
        }
    }

    /// So many of them in another unit, rounded up, and whether a point lives as long by both.
    fn convert(self, count: u32, to: Self) -> (u32, bool) {
        let nanos = |unit: Self| u128::from(unit.life().as_nanos());
        // Twelve months are meant as a year, though a point lives longer by the one than by the other.
        let (from_length, to_length) = match (self, to) {
            (Self::Months, Self::Years) => (1, 12),
            (Self::Years, Self::Months) => (12, 1),
            _ => (nanos(self), nanos(to)),
        };
        let converted = (u128::from(count) * from_length).div_ceil(to_length);
        let is_same = u128::from(count) * nanos(self) == converted * nanos(to);
        match u32::try_from(converted) {
            Ok(converted) => (converted, is_same),
            Err(_) => (u32::MAX, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_converted(count: u32, from: Unit, to: Unit, expected: (u32, bool)) {
        assert_eq!(
            from.convert(count, to),
            expected,
            "{count} {from:?} in {to:?}"
        );
    }

    #[test]
    fn a_duration_in_another_unit_is_exact_or_rounded_up() {
        check_converted(9999, Unit::Days, Unit::Days, (9999, true));
        check_converted(2, Unit::Weeks, Unit::Days, (14, true));
        check_converted(14, Unit::Days, Unit::Weeks, (2, true));
        check_converted(15, Unit::Days, Unit::Weeks, (3, false));
        check_converted(62, Unit::Days, Unit::Months, (2, true));
        check_converted(1, Unit::Months, Unit::Weeks, (5, false));
        check_converted(0, Unit::Years, Unit::Days, (0, true));
    }

    #[test]
    fn twelve_months_are_a_year_but_not_exactly() {
        check_converted(12, Unit::Months, Unit::Years, (1, false));
        check_converted(13, Unit::Months, Unit::Years, (2, false));
        check_converted(7, Unit::Years, Unit::Months, (84, false));
    }

    #[test]
    fn a_duration_too_long_for_any_service_is_still_a_number() {
        check_converted(u32::MAX, Unit::Years, Unit::Days, (u32::MAX, false));
    }
}
