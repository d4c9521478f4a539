//! A backup policy as Azure writes it (ARM and `az backup policy show`, policy types V1 and V2), as
//! far as a scenario can say it. What can't be said yet is left out and named.
//!
//! Times end in `Z` or `+00:00` and mean wall time in the policy's zone; their date means nothing.

use super::azure::is_expression;
use super::text;
use crate::azure::profile::CURRENT;
use crate::scenario::draft::{ScheduleDraft, WeekdayDraft};
use crate::scenario::{Problem, quoted};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Days a recovery point is kept where a policy does not say it; what the portal proposes.
pub const KEEP_DAYS_ASSUMED: u32 = 30;
/// Weeks a recovery point is kept where a weekly policy does not say it; what the portal proposes.
pub const KEEP_WEEKS_ASSUMED: u32 = 12;

/// A policy of a source.
pub(super) struct Policy {
    pub(super) name: String,
    /// The vault it was in.
    pub(super) vault: Option<String>,
    pub(super) schedule: ScheduleDraft,
    /// As written; Azure uses Windows names.
    pub(super) time_zone: Option<String>,
    pub(super) keep_days: Option<u32>,
    pub(super) keep_weeks: Option<u32>,
    /// What was left out or replaced.
    pub(super) simplified: Vec<String>,
}

/// A policy that was read.
pub(super) enum Read {
    /// For virtual machines.
    Machines(Box<Policy>),
    /// For something else.
    OtherWorkload,
}

/// Reads a policy from its name, its id and the text of its properties.
///
/// # Errors
/// A field has another type than Azure gives it, is a template expression, or the schedule is
/// incomplete.
pub(super) fn read(place: &str, name: &str, id: &str, properties: &str) -> Result<Read, Problem> {
    let place = format!("{place}, policy {}", quoted(name));
    let properties: Properties = serde_json::from_str(properties).map_err(|error| {
        let found = quoted(&error.to_string());
        Problem::new(
            place.as_str(),
            found,
            "a policy with literal fields, as Azure writes it",
        )
    })?;
    let workload = properties.backup_management_type.as_deref();
    if workload.is_some_and(|workload| !workload.eq_ignore_ascii_case("AzureIaasVM")) {
        return Ok(Read::OtherWorkload);
    }
    if name.trim().is_empty() || is_expression(name) {
        return Err(Problem::new(place, quoted(name), "a literal name"));
    }
    let (vault, name) = vault_and_name(name.trim(), id);
    if name.is_empty() {
        return Err(Problem::new(place, "no name after the vault's", "a name"));
    }
    let mut simplified = Vec::new();
    let Some(schedule) = &properties.schedule_policy else {
        return Err(Problem::new(place, "no schedulePolicy", "a schedule"));
    };
    let schedule = schedule.read(&place, &mut simplified)?;
    let retention = properties.retention_policy.unwrap_or_default();
    let (keep_days, keep_weeks) = retention.read(&schedule, &mut simplified);
    if let Some(days) = properties.instant_rp_retention_range_in_days {
        simplified.push(format!(
            "snapshots kept for {days} days for instant restore"
        ));
    }
    if properties.tiering_policy.is_some() {
        simplified.push("moving to the archive tier".to_owned());
    }
    let time_zone = properties.time_zone.filter(|zone| !zone.trim().is_empty());
    if let Some(zone) = time_zone.as_deref().filter(|zone| is_expression(zone)) {
        return Err(Problem::new(place, quoted(zone), "a literal time zone"));
    }
    Ok(Read::Machines(Box::new(Policy {
        name: text::name(name),
        vault: vault.map(text::name),
        schedule,
        time_zone: time_zone.map(|zone| text::name(&zone)),
        keep_days,
        keep_weeks,
        simplified,
    })))
}

/// A template names a policy `VAULT/POLICY`; an id has `…/vaults/VAULT/backupPolicies/POLICY`.
fn vault_and_name<'n>(name: &'n str, id: &'n str) -> (Option<&'n str>, &'n str) {
    if let Some((vault, name)) = name.split_once('/') {
        return (Some(vault).filter(|vault| !vault.is_empty()), name);
    }
    let mut parts = id.split('/');
    let vault = parts.find(|part| part.eq_ignore_ascii_case("vaults"));
    let vault = vault
        .and_then(|_| parts.next())
        .filter(|vault| !vault.is_empty());
    (vault, name)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    backup_management_type: Option<String>,
    #[serde(alias = "instantRPRetentionRangeInDays")]
    instant_rp_retention_range_in_days: Option<u32>,
    schedule_policy: Option<Schedule>,
    retention_policy: Option<Retention>,
    tiering_policy: Option<IgnoredAny>,
    time_zone: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Schedule {
    schedule_run_frequency: Option<String>,
    schedule_run_days: Option<Vec<String>>,
    schedule_run_times: Option<Vec<String>>,
    schedule_weekly_frequency: Option<u32>,
    // Policy type V2 puts the same one level deeper.
    hourly_schedule: Option<Hourly>,
    daily_schedule: Option<Runs>,
    weekly_schedule: Option<Runs>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Runs {
    schedule_run_days: Option<Vec<String>>,
    schedule_run_times: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hourly {
    interval: Option<u32>,
    schedule_window_start_time: Option<String>,
    schedule_window_duration: Option<u32>,
}

impl Schedule {
    fn read(&self, place: &str, simplified: &mut Vec<String>) -> Result<ScheduleDraft, Problem> {
        let frequency = self.schedule_run_frequency.as_deref().unwrap_or_default();
        match frequency.to_lowercase().as_str() {
            "daily" => {
                let runs = self.daily_schedule.as_ref();
                let times = runs.and_then(|runs| runs.schedule_run_times.as_ref());
                let times = times.or(self.schedule_run_times.as_ref());
                let at = first_time(place, times, simplified)?;
                Ok(ScheduleDraft::Day { at })
            }
            "weekly" => {
                let runs = self.weekly_schedule.as_ref();
                let times = runs.and_then(|runs| runs.schedule_run_times.as_ref());
                let times = times.or(self.schedule_run_times.as_ref());
                let days = runs.and_then(|runs| runs.schedule_run_days.as_ref());
                let days = days.or(self.schedule_run_days.as_ref());
                if let Some(weeks @ 2..) = self.schedule_weekly_frequency {
                    simplified.push(format!(
                        "a run only every {weeks} weeks: it runs every week"
                    ));
                }
                let at = first_time(place, times, simplified)?;
                let on = weekdays(place, days.map_or(&[], Vec::as_slice))?;
                Ok(ScheduleDraft::Week { on, at })
            }
            "hourly" => {
                let hourly = self.hourly_schedule.as_ref();
                let start = hourly.and_then(|it| it.schedule_window_start_time.clone());
                let at = first_time(place, start.map(|start| vec![start]).as_ref(), simplified)?;
                let part = |part: Option<u32>| part.map_or("?".to_owned(), |it| it.to_string());
                let interval = part(hourly.and_then(|it| it.interval));
                let duration = part(hourly.and_then(|it| it.schedule_window_duration));
                simplified.push(format!(
                    "a backup every {interval} hours for {duration} hours a day: it runs once, at \
                     the start"
                ));
                Ok(ScheduleDraft::Day { at })
            }
            _ => {
                let found = format!("scheduleRunFrequency {}", quoted(frequency));
                Err(Problem::new(place, found, "Daily, Weekly or Hourly"))
            }
        }
    }
}

fn first_time(
    place: &str,
    times: Option<&Vec<String>>,
    simplified: &mut Vec<String>,
) -> Result<String, Problem> {
    let [first, rest @ ..] = times.map_or(&[][..], Vec::as_slice) else {
        return Err(Problem::new(place, "no time of a run", "one time"));
    };
    if !rest.is_empty() {
        simplified.push(format!("{} more times a day: it runs once", rest.len()));
    }
    let problem = || Problem::new(place, quoted(first), "a time such as 2026-01-01T22:00:00Z");
    time_in(first).ok_or_else(problem)
}

/// `HH:MM` of a time with or without a date.
fn time_in(text: &str) -> Option<String> {
    let time = text.rsplit(['T', 't']).next()?;
    let (hour, rest) = time.split_once(':')?;
    let minute = rest.get(..2)?;
    let is_two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let in_range = |part: &str, max: u32| part.parse::<u32>().is_ok_and(|part| part <= max);
    let is_time = is_two_digits(hour) && is_two_digits(minute);
    (is_time && in_range(hour, 23) && in_range(minute, 59)).then(|| format!("{hour}:{minute}"))
}

fn weekdays(place: &str, names: &[String]) -> Result<Vec<WeekdayDraft>, Problem> {
    let mut days = Vec::new();
    for name in names {
        let day = match name.to_lowercase().as_str() {
            "monday" => WeekdayDraft::Monday,
            "tuesday" => WeekdayDraft::Tuesday,
            "wednesday" => WeekdayDraft::Wednesday,
            "thursday" => WeekdayDraft::Thursday,
            "friday" => WeekdayDraft::Friday,
            "saturday" => WeekdayDraft::Saturday,
            "sunday" => WeekdayDraft::Sunday,
            _ => return Err(Problem::new(place, quoted(name), "a day of the week")),
        };
        days.push(day);
    }
    days.sort_unstable();
    days.dedup();
    if days.is_empty() {
        return Err(Problem::new(
            place,
            "no day of a weekly run",
            "at least one day",
        ));
    }
    Ok(days)
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Retention {
    /// Of the simple form, which has nothing else.
    retention_duration: Option<Duration>,
    daily_schedule: Option<Kept>,
    weekly_schedule: Option<Kept>,
    monthly_schedule: Option<Kept>,
    yearly_schedule: Option<Kept>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    retention_duration: Option<Duration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Duration {
    count: Option<u32>,
    duration_type: Option<String>,
}

impl Retention {
    /// Days for a daily schedule, weeks for a weekly one.
    fn read(
        &self,
        schedule: &ScheduleDraft,
        simplified: &mut Vec<String>,
    ) -> (Option<u32>, Option<u32>) {
        let weekly = self.weekly_schedule.as_ref();
        let longer = [
            ("monthly", self.monthly_schedule.as_ref()),
            ("yearly", self.yearly_schedule.as_ref()),
        ];
        let own = |kept: Option<&Kept>| {
            let duration = kept.and_then(|kept| kept.retention_duration.as_ref());
            duration
                .or(self.retention_duration.as_ref())
                .and_then(Duration::days)
        };
        let (days, weeks) = match schedule {
            ScheduleDraft::Day { .. } | ScheduleDraft::Hours { .. } => {
                left_out("weekly", weekly, simplified);
                let days = own(self.daily_schedule.as_ref()).unwrap_or_else(|| {
                    simplified.push(format!("no daily retention: {KEEP_DAYS_ASSUMED} days"));
                    KEEP_DAYS_ASSUMED
                });
                let range = CURRENT.keep_days.value;
                (Some(clamped(days, range, "days", simplified)), None)
            }
            ScheduleDraft::Week { .. } => {
                let weeks = own(weekly).map(|days| days.div_ceil(7)).unwrap_or_else(|| {
                    simplified.push(format!("no weekly retention: {KEEP_WEEKS_ASSUMED} weeks"));
                    KEEP_WEEKS_ASSUMED
                });
                let range = CURRENT.keep_weeks.value;
                (None, Some(clamped(weeks, range, "weeks", simplified)))
            }
        };
        for (name, kept) in longer {
            left_out(name, kept, simplified);
        }
        (days, weeks)
    }
}

/// Azure's examples keep daily points for one day, which Azure itself refuses.
fn clamped(count: u32, (min, max): (u32, u32), unit: &str, simplified: &mut Vec<String>) -> u32 {
    let kept = count.clamp(min, max);
    if kept != count {
        simplified.push(format!("retention of {count} {unit}: {kept} {unit}"));
    }
    kept
}

fn left_out(name: &str, kept: Option<&Kept>, simplified: &mut Vec<String>) {
    let Some(kept) = kept else {
        return;
    };
    let duration = kept.retention_duration.as_ref();
    let count = duration.and_then(|duration| duration.count);
    let unit = duration.and_then(|duration| duration.duration_type.as_deref());
    simplified.push(match (count, unit) {
        (Some(count), Some(unit)) => {
            format!(
                "{name} points kept for {count} {}",
                text::name(unit).to_lowercase()
            )
        }
        _ => format!("{name} points"),
    });
}

impl Duration {
    /// In days; `None` without a count or with a unit whose length varies.
    fn days(&self) -> Option<u32> {
        let count = self.count.filter(|count| *count > 0)?;
        match self.duration_type.as_deref()?.to_lowercase().as_str() {
            "days" => Some(count),
            "weeks" => count.checked_mul(7),
            _ => None,
        }
    }
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
        for text in [
            "",
            "2018-01-24",
            "24:00",
            "10:60",
            "1:00",
            "10:0",
            "aa:bb",
            "10:é0",
        ] {
            check_time(text, None);
        }
    }

    #[track_caller]
    fn check_policy(properties: &str, expected: &[&str]) -> Policy {
        let read = read("p.json", "nightly", "", properties).unwrap();
        let Read::Machines(policy) = read else {
            panic!("a policy for machines");
        };
        assert_eq!(policy.simplified, expected);
        *policy
    }

    const DAILY: &str = r#""schedulePolicy": {"scheduleRunFrequency": "Daily",
        "scheduleRunTimes": ["2024-01-01T22:30:00Z"]}"#;

    #[test]
    fn a_daily_policy_keeps_days() {
        let policy = check_policy(
            &format!(
                r#"{{{DAILY}, "timeZone": "Romance Standard Time", "retentionPolicy":
                {{"dailySchedule": {{"retentionDuration": {{"count": 14, "durationType": "Days"}}}}}}}}"#
            ),
            &[],
        );
        assert_eq!(policy.schedule, ScheduleDraft::Day { at: "22:30".into() });
        assert_eq!((policy.keep_days, policy.keep_weeks), (Some(14), None));
        assert_eq!(policy.time_zone.as_deref(), Some("Romance Standard Time"));
    }

    #[test]
    fn what_a_daily_policy_keeps_longer_is_named() {
        check_policy(
            &format!(
                r#"{{{DAILY}, "instantRpRetentionRangeInDays": 2, "retentionPolicy": {{
                "weeklySchedule": {{"retentionDuration": {{"count": 8, "durationType": "Weeks"}}}},
                "yearlySchedule": {{}}, "monthlySchedule": null}}}}"#
            ),
            &[
                "weekly points kept for 8 weeks",
                "no daily retention: 30 days",
                "yearly points",
                "snapshots kept for 2 days for instant restore",
            ],
        );
    }

    #[test]
    fn a_weekly_policy_runs_on_its_days_in_order() {
        let policy = check_policy(
            r#"{"schedulePolicy": {"scheduleRunFrequency": "Weekly", "weeklySchedule": {
                "scheduleRunDays": ["Sunday", "Monday", "Sunday"],
                "scheduleRunTimes": ["2024-01-01T03:00:00Z"]}}, "retentionPolicy": {
                "weeklySchedule": {"retentionDuration": {"count": 5, "durationType": "Weeks"}}}}"#,
            &[],
        );
        let on = vec![WeekdayDraft::Monday, WeekdayDraft::Sunday];
        assert_eq!(
            policy.schedule,
            ScheduleDraft::Week {
                on,
                at: "03:00".into()
            }
        );
        assert_eq!((policy.keep_days, policy.keep_weeks), (None, Some(5)));
    }

    #[track_caller]
    fn check_refused(name: &str, properties: &str, found: &str) {
        let problem = read("p.json", name, "", properties).err().unwrap();
        assert!(problem.found.contains(found), "{problem}");
    }

    #[test]
    fn an_expression_of_a_template_is_refused_and_named() {
        check_refused("[parameters('p')]", &format!("{{{DAILY}}}"), "parameters(");
        check_refused(
            "nightly",
            r#"{"schedulePolicy": {"scheduleRunFrequency": "[parameters('f')]"}}"#,
            "parameters(",
        );
        check_refused(
            "nightly",
            r#"{"schedulePolicy": {"scheduleRunFrequency": "Daily",
                "scheduleRunTimes": "[parameters('times')]"}}"#,
            "parameters(",
        );
        check_refused(
            "nightly",
            &format!(r#"{{{DAILY}, "timeZone": "[parameters('z')]"}}"#),
            "parameters(",
        );
    }

    #[test]
    fn a_policy_without_a_schedule_is_refused() {
        check_refused("nightly", "{}", "no schedulePolicy");
        check_refused(
            "nightly",
            r#"{"schedulePolicy": {}}"#,
            "scheduleRunFrequency",
        );
    }

    #[test]
    fn a_vault_is_in_the_name_or_in_the_id() {
        assert_eq!(vault_and_name("v/p", ""), (Some("v"), "p"));
        let id = "/Subscriptions/s/resourceGroups/g/providers/x/vaults/v/backupPolicies/p";
        assert_eq!(vault_and_name("p", id), (Some("v"), "p"));
        assert_eq!(vault_and_name("p", ""), (None, "p"));
    }
}
