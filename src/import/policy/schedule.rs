//! When a policy runs. Times end in `Z` or `+00:00` and mean wall time in the policy's zone; their
//! date means nothing.

use super::Reader;
use super::shape::{Runs, Schedule};
use crate::scenario::draft::ScheduleDraft;
use crate::scenario::{Problem, quoted};

/// The schedule.
///
/// # Errors
/// It is incomplete, or a word or a time in it is none that Azure has.
pub(super) fn read(text: &Schedule, reader: &mut Reader<'_>) -> Result<ScheduleDraft, Problem> {
    let types = ["SimpleSchedulePolicy", "SimpleSchedulePolicyV2"];
    reader.one_of(
        "schedulePolicyType",
        text.schedule_policy_type.as_deref(),
        &types,
    )?;
    let frequency = text.schedule_run_frequency.as_deref().unwrap_or_default();
    match frequency.to_lowercase().as_str() {
        "daily" => {
            let at = run_time(text, text.daily_schedule.as_ref(), reader)?;
            Ok(ScheduleDraft::Day { at })
        }
        "weekly" => {
            let runs = text.weekly_schedule.as_ref();
            if let Some(weeks @ 2..) = text.schedule_weekly_frequency {
                reader.simplify(format!(
                    "a run only every {weeks} weeks: it runs every week"
                ));
            }
            let at = run_time(text, runs, reader)?;
            let days = runs.and_then(|runs| runs.schedule_run_days.as_deref());
            let days = days.or(text.schedule_run_days.as_deref());
            let on = reader.names(days, "a day of the week")?;
            if on.is_empty() {
                return Err(reader.problem("no day of a weekly run", "at least one day"));
            }
            Ok(ScheduleDraft::Week { on, at })
        }
        "hourly" => hours(text, reader),
        _ => {
            let found = format!("scheduleRunFrequency {}", quoted(frequency));
            Err(reader.problem(found, "Daily, Weekly or Hourly"))
        }
    }
}

/// The local time at which a schedule's first backup of a day is due.
pub(super) fn time_of(schedule: &ScheduleDraft) -> &str {
    match schedule {
        ScheduleDraft::Day { at } | ScheduleDraft::Week { at, .. } => at,
        ScheduleDraft::Hours { from, .. } => from,
    }
}

fn hours(text: &Schedule, reader: &Reader<'_>) -> Result<ScheduleDraft, Problem> {
    let hourly = text.hourly_schedule.as_ref();
    let parts = hourly.and_then(|hourly| {
        let from = hourly.schedule_window_start_time.as_deref()?;
        Some((hourly.interval?, from, hourly.schedule_window_duration?))
    });
    let Some((interval_hours, from, duration_hours)) = parts else {
        let allowed = "hourlySchedule with interval, scheduleWindowStartTime and \
                       scheduleWindowDuration";
        return Err(reader.problem("an hourly run without all of its parts", allowed));
    };
    Ok(ScheduleDraft::Hours {
        interval_hours,
        from: reader.time(from)?,
        duration_hours,
    })
}

/// The time of the one run of a day, of the deeper level where both are there.
fn run_time(
    text: &Schedule,
    runs: Option<&Runs>,
    reader: &mut Reader<'_>,
) -> Result<String, Problem> {
    let times = runs.and_then(|runs| runs.schedule_run_times.as_deref());
    let times = times.or(text.schedule_run_times.as_deref());
    let times = times.unwrap_or_default();
    let Some(first) = times.first() else {
        return Err(reader.problem("no time of a run", "one time"));
    };
    let at = reader.time(first)?;
    if times.len() > 1 {
        reader.simplify(format!("{} runs a day: it runs once, at {at}", times.len()));
    }
    Ok(at)
}

/// `HH:MM` of a time with or without a date.
pub(super) fn time_in(text: &str) -> Option<String> {
    let time = text.rsplit(['T', 't']).next()?;
    let (hour, rest) = time.split_once(':')?;
    let minute = rest.get(..2)?;
    let is_two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let in_range = |part: &str, max: u32| part.parse::<u32>().is_ok_and(|part| part <= max);
    let is_time = is_two_digits(hour) && is_two_digits(minute);
    (is_time && in_range(hour, 23) && in_range(minute, 59)).then(|| format!("{hour}:{minute}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_time(text: &str, expected: Option<&str>) {
        assert_eq!(time_in(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn only_hours_and_minutes_of_a_time_count() {
        check_time("2018-01-24T10:00:00Z", Some("10:00"));
        check_time("2020-08-03T04:30:00+00:00", Some("04:30"));
        check_time("23:59", Some("23:59"));
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        let texts = [
            "",
            "2018-01-24",
            "24:00",
            "10:60",
            "1:00",
            "10:0",
            "aa:bb",
            "10:é0",
        ];
        for text in texts {
            check_time(text, None);
        }
    }
}
