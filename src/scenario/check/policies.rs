//! Policies: schedule, instant restore and retention, against what the profile allows.

use super::field::Fields;
use crate::azure::profile::Profile;
use crate::azure::rules;
use crate::azure::rules::SnapshotDays;
use crate::scenario::calendar::{Schedule, Zone};
use crate::scenario::draft::{
    MonthDaysDraft, MonthDraft, PolicyDraft, PolicyKindDraft, RetentionDraft, ScheduleDraft,
    WeekOfMonthDraft, WeekdayDraft,
};
use crate::scenario::policy::{MonthDays, Months, Policy, PolicyKind, Retention, Weekdays, Weeks};
use crate::units::{SimDuration, VaultId};
use jiff::civil::{Time, Weekday};
use std::collections::BTreeMap;
use std::fmt::Display;

/// Reads a policy of a scenario; what is wrong is noted and replaced by something harmless.
pub(super) fn check(
    fields: &mut Fields,
    at: &str,
    draft: &PolicyDraft,
    profile: &Profile,
    vaults: &BTreeMap<String, VaultId>,
) -> Policy {
    let vault = fields.reference(&format!("{at}.vault"), &draft.vault, vaults, "vault");
    let vault = vault.unwrap_or(VaultId::new(0));
    check_rules(fields, at, draft, profile, vault)
}

/// Reads all of a policy but its vault.
pub(super) fn check_rules(
    fields: &mut Fields,
    at: &str,
    draft: &PolicyDraft,
    profile: &Profile,
    vault: VaultId,
) -> Policy {
    let PolicyDraft {
        name,
        vault: _,
        kind,
        schedule,
        time_zone,
        window,
        instant_restore_days,
        retention,
    } = draft;
    let snapshot_days = snapshot_days(fields, at, *kind, profile);
    let schedule_read = check_schedule(fields, at, schedule, snapshot_days);
    let zone = fields.zone(&format!("{at}.time_zone"), time_zone);
    let window = window.as_ref();
    let window = window.and_then(|window| fields.window(&format!("{at}.window"), window));
    let snapshots = check_snapshots(fields, at, schedule, *instant_restore_days, snapshot_days);
    let retention = check_retention(
        fields,
        &format!("{at}.retention"),
        draft,
        profile,
        retention,
    );
    // What is out of its own range is said already.
    let is_typed =
        |snapshots| instant_restore_days.is_none_or(|typed| u64::from(typed) == snapshots);
    if let Some(snapshots) = snapshots
        && is_typed(days(snapshots))
        && let Some(shortest) = retention.daily.or(retention.weekly.map(|(life, _)| life))
        && snapshots > shortest
    {
        let allowed = format!("at most {} days: how long a point is kept", days(shortest));
        let place = format!("{at}.instant_restore_days");
        fields.wrong(&place, days(snapshots), allowed);
    }
    Policy {
        name: name.clone(),
        vault,
        kind: match kind {
            PolicyKindDraft::Standard => PolicyKind::Standard,
            PolicyKindDraft::Enhanced => PolicyKind::Enhanced,
        },
        schedule: schedule_read,
        zone: zone.unwrap_or_else(|| Zone::find("UTC").expect("UTC exists")),
        window,
        snapshots,
        retention,
    }
}

#[expect(clippy::integer_division, reason = "whole days of a figure in days")]
const fn days(length: SimDuration) -> u64 {
    length.as_nanos() / SimDuration::DAY.as_nanos()
}

/// What the profile allows for this kind of policy's snapshots.
fn snapshot_days(
    fields: &mut Fields,
    at: &str,
    kind: PolicyKindDraft,
    profile: &Profile,
) -> Option<SnapshotDays> {
    match kind {
        PolicyKindDraft::Standard => profile.standard_snapshots.map(|fact| fact.value),
        PolicyKindDraft::Enhanced => {
            if profile.enhanced_snapshots.is_none() {
                let allowed = format!("standard: {} has no other", profile.name);
                fields.wrong(&format!("{at}.kind"), "enhanced", allowed);
            }
            profile.enhanced_snapshots.map(|fact| fact.value)
        }
    }
}

fn check_schedule(
    fields: &mut Fields,
    at: &str,
    draft: &ScheduleDraft,
    snapshot_days: Option<SnapshotDays>,
) -> Schedule {
    let once = |at: Option<Time>, on: Weekdays| Schedule {
        on,
        at: at.unwrap_or_default(),
        interval: SimDuration::DAY,
        per_day: 1,
    };
    let place = format!("{at}.schedule");
    match draft {
        ScheduleDraft::Day { at } => once(
            fields.time_of_day(&format!("{place}.at"), at),
            Weekdays::ALL,
        ),
        ScheduleDraft::Week { on, at } => {
            let on = weekdays(fields, &format!("{place}.on"), on);
            once(fields.time_of_day(&format!("{place}.at"), at), on)
        }
        ScheduleDraft::Hours {
            interval_hours,
            from,
            duration_hours,
        } => {
            let hourly = snapshot_days.map_or(&[][..], |allowed| allowed.hourly);
            if hourly.is_empty() {
                let allowed = "day or week: only an enhanced policy backs up several times a day";
                fields.wrong(&format!("{place}.every"), "hours", allowed);
            } else if !hourly.iter().any(|(hours, _)| hours == interval_hours) {
                let allowed = hourly.iter().map(|(hours, _)| hours);
                let allowed = one_of(allowed);
                fields.wrong(&format!("{place}.interval_hours"), interval_hours, allowed);
            }
            let from = fields.time_of_day(&format!("{place}.from"), from);
            let (min, max) = rules::HOURLY_WINDOW_HOURS.value;
            let duration_at = format!("{place}.duration_hours");
            fields.within(&duration_at, *duration_hours, min, max);
            // Whatever was typed, a sum of hours fits.
            let interval = (*interval_hours).clamp(1, max);
            if !duration_hours.is_multiple_of(interval) || *duration_hours == 0 {
                let allowed = format!("a multiple of the interval of {interval_hours} hours");
                fields.wrong(&duration_at, duration_hours, allowed);
            }
            Schedule {
                on: Weekdays::ALL,
                at: from.unwrap_or_default(),
                interval: SimDuration::hours(u64::from(interval)),
                per_day: duration_hours.div_ceil(interval).clamp(1, 24),
            }
        }
    }
}

fn one_of<T: Display>(allowed: impl Iterator<Item = T>) -> String {
    let allowed: Vec<String> = allowed.map(|one| one.to_string()).collect();
    allowed.join(", ")
}

/// How long snapshots stay: what is said, or what a new policy has.
fn check_snapshots(
    fields: &mut Fields,
    at: &str,
    schedule: &ScheduleDraft,
    found: Option<u32>,
    allowed: Option<SnapshotDays>,
) -> Option<SimDuration> {
    let place = format!("{at}.instant_restore_days");
    let Some(allowed) = allowed else {
        if let Some(found) = found {
            let allowed = "absent: snapshots go after the transfer in this profile";
            fields.wrong(&place, found, allowed);
        }
        return None;
    };
    let ((min, max), default) = match schedule {
        ScheduleDraft::Day { .. } => (allowed.daily, allowed.daily_default),
        ScheduleDraft::Week { .. } => (allowed.weekly, allowed.weekly_default),
        ScheduleDraft::Hours { interval_hours, .. } => {
            let row = allowed
                .hourly
                .iter()
                .find(|(hours, _)| hours == interval_hours);
            let max = row.map_or(allowed.daily.1, |(_, days)| *days);
            ((allowed.daily.0, max), allowed.daily_default)
        }
    };
    let found = found.unwrap_or(default);
    fields.within(&place, found, min, max);
    Some(SimDuration::days(u64::from(found.clamp(min, max))))
}

fn check_retention(
    fields: &mut Fields,
    at: &str,
    policy: &PolicyDraft,
    profile: &Profile,
    draft: &RetentionDraft,
) -> Retention {
    let RetentionDraft {
        daily,
        weekly,
        monthly,
        yearly,
    } = draft;
    let schedule_days = match &policy.schedule {
        ScheduleDraft::Day { .. } | ScheduleDraft::Hours { .. } => None,
        ScheduleDraft::Week { on, .. } => Some(on.as_slice()),
    };
    check_ranges(fields, at, schedule_days.is_some(), draft);
    let life = |fields: &mut Fields, field: &str, count: u32, (min, max): (u32, u32)| {
        fields.within(&format!("{at}.{field}"), count, min, max);
        u64::from(count.clamp(min, max))
    };
    let absent = |fields: &mut Fields, range: &str| {
        let allowed = format!("absent: {} keeps daily and weekly points", profile.name);
        fields.wrong(&format!("{at}.{range}"), "a value", allowed);
    };
    Retention {
        daily: daily.as_ref().map(|range| {
            let limits = profile.keep_days.value;
            SimDuration::days(life(fields, "daily.days", range.days, limits))
        }),
        weekly: weekly.as_ref().map(|range| {
            let limits = profile.keep_weeks.value;
            let weeks = life(fields, "weekly.weeks", range.weeks, limits);
            let place = format!("{at}.weekly.on");
            let on = weekly_days(fields, &place, range.on.as_deref(), schedule_days);
            (SimDuration::days(7 * weeks), on)
        }),
        monthly: monthly.as_ref().and_then(|range| {
            let place = format!("{at}.monthly.on");
            let on = month_days(fields, &place, &range.on, schedule_days);
            let Some(limits) = profile.keep_months else {
                absent(fields, "monthly");
                return None;
            };
            let months = life(fields, "monthly.months", range.months, limits.value);
            Some((rules::MONTH.value * months, on))
        }),
        yearly: yearly.as_ref().and_then(|range| {
            let months = months(fields, &format!("{at}.yearly.months"), &range.months);
            let place = format!("{at}.yearly.on");
            let on = month_days(fields, &place, &range.on, schedule_days);
            let Some(limits) = profile.keep_years else {
                absent(fields, "yearly");
                return None;
            };
            let years = life(fields, "yearly.years", range.years, limits.value);
            if !has_a_day(&range.months, &range.on) {
                fields.wrong(
                    &place,
                    "days that these months never have",
                    "days that come",
                );
            }
            Some((rules::YEAR.value * years, months, on))
        }),
    }
}

/// A weekly schedule needs weekly retention and has no daily points; the others need daily.
fn check_ranges(fields: &mut Fields, at: &str, is_weekly: bool, draft: &RetentionDraft) {
    let mut wanted = |range: &str, is_there: bool, is_wanted: bool, why: &str| {
        if is_there != is_wanted {
            let found = if is_there { "a value" } else { "nothing" };
            fields.wrong(&format!("{at}.{range}"), found, why);
        }
    };
    if is_weekly {
        let why = "absent: a weekly schedule has no daily points";
        wanted("daily", draft.daily.is_some(), false, why);
        let why = "how many weeks: a weekly schedule needs it";
        wanted("weekly", draft.weekly.is_some(), true, why);
    } else {
        let why = "how many days: this schedule needs it";
        wanted("daily", draft.daily.is_some(), true, why);
    }
}

/// The days of the weekly range: its own, or all of a weekly schedule.
fn weekly_days(
    fields: &mut Fields,
    place: &str,
    own: Option<&[WeekdayDraft]>,
    schedule: Option<&[WeekdayDraft]>,
) -> Weekdays {
    match (own, schedule) {
        (None, Some(schedule)) => schedule.iter().copied().map(weekday).collect(),
        (None, None) => {
            fields.wrong(place, "nothing", "one to seven days");
            Weekdays::default()
        }
        (Some(own), schedule) => {
            let days = weekdays(fields, place, own);
            let scheduled = schedule.map(|on| on.iter().copied().map(weekday).collect());
            if scheduled.is_some_and(|scheduled: Weekdays| scheduled != days) {
                fields.wrong(place, names(own), "the days of the schedule, or absent");
            }
            days
        }
    }
}

fn month_days(
    fields: &mut Fields,
    place: &str,
    draft: &MonthDaysDraft,
    schedule: Option<&[WeekdayDraft]>,
) -> MonthDays {
    match draft {
        MonthDaysDraft::Week { days, weeks } => {
            let on = weekdays(fields, &format!("{place}.days"), days);
            never_comes(fields, &format!("{place}.days"), days, schedule);
            let place = format!("{place}.weeks");
            distinct(fields, &place, weeks, "weeks", "five");
            let weeks = weeks.iter().map(|week: &WeekOfMonthDraft| *week as u8);
            MonthDays::Weeks(on, weeks.collect::<Weeks>())
        }
        MonthDaysDraft::Date { days, last_day } => {
            let place = format!("{place}.days");
            if !days.is_empty() || !last_day {
                distinct(fields, &place, days, "days", "31");
            }
            for (i, day) in days.iter().enumerate().take(31) {
                fields.within(&format!("{place}[{i}]"), *day, 1, 31);
            }
            let bits = days.iter().fold(0, |all, day| all | 1 << (*day).min(31));
            MonthDays::Dates(bits, *last_day)
        }
    }
}

/// A day on which the schedule never runs has no point to keep.
fn never_comes(
    fields: &mut Fields,
    place: &str,
    days: &[WeekdayDraft],
    schedule: Option<&[WeekdayDraft]>,
) {
    let Some(schedule) = schedule else { return };
    let never: Vec<_> = days
        .iter()
        .copied()
        .filter(|day| !schedule.contains(day))
        .collect();
    if !never.is_empty() {
        fields.wrong(place, names(&never), "days on which the schedule runs");
    }
}

/// Whether the months have one of the days at all: February has no 30th.
fn has_a_day(months: &[MonthDraft], on: &MonthDaysDraft) -> bool {
    let length = |month: &MonthDraft| match month {
        MonthDraft::February => 29,
        MonthDraft::April | MonthDraft::June | MonthDraft::September | MonthDraft::November => 30,
        MonthDraft::January
        | MonthDraft::March
        | MonthDraft::May
        | MonthDraft::July
        | MonthDraft::August
        | MonthDraft::October
        | MonthDraft::December => 31,
    };
    match on {
        MonthDaysDraft::Week { .. } | MonthDaysDraft::Date { last_day: true, .. } => true,
        MonthDaysDraft::Date { days, .. } => {
            let longest = months.iter().map(length).max().unwrap_or(31);
            days.is_empty() || days.iter().any(|day| *day <= longest)
        }
    }
}

fn months(fields: &mut Fields, place: &str, months: &[MonthDraft]) -> Months {
    distinct(fields, place, months, "months", "twelve");
    // A month's number is its place in the year.
    let numbers = months.iter().map(|month| *month as i8 + 1);
    numbers.collect()
}

fn weekdays(fields: &mut Fields, place: &str, on: &[WeekdayDraft]) -> Weekdays {
    distinct(fields, place, on, "days", "seven");
    on.iter().copied().map(weekday).collect()
}

fn weekday(day: WeekdayDraft) -> Weekday {
    match day {
        WeekdayDraft::Monday => Weekday::Monday,
        WeekdayDraft::Tuesday => Weekday::Tuesday,
        WeekdayDraft::Wednesday => Weekday::Wednesday,
        WeekdayDraft::Thursday => Weekday::Thursday,
        WeekdayDraft::Friday => Weekday::Friday,
        WeekdayDraft::Saturday => Weekday::Saturday,
        WeekdayDraft::Sunday => Weekday::Sunday,
    }
}

fn names(days: &[WeekdayDraft]) -> String {
    one_of(
        days.iter()
            .take(7)
            .map(|day| format!("{day:?}").to_lowercase()),
    )
}

/// At least one, none twice.
fn distinct<T: Ord + Clone>(fields: &mut Fields, place: &str, list: &[T], what: &str, max: &str) {
    let mut sorted = list.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.is_empty() || sorted.len() != list.len() {
        let found = format!("{} {what}", list.len());
        fields.wrong(place, found, format!("one to {max} {what}, none twice"));
    }
}
