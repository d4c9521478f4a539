//! A policy written as Azure writes it.

use super::schedule::time_of;
use crate::azure::zones::WINDOWS_ZONES;
use crate::scenario::draft::{
    MonthDaysDraft, PolicyDraft, PolicyKindDraft, RetentionDraft, ScheduleDraft, WeekdayDraft,
};
use serde_json::{Value, json};
use std::fmt::Debug;

/// The day of every time: Azure wants one and reads none.
const DATE: &str = "2026-01-01";

/// The policy as a resource of Azure Resource Manager, named `VAULT/POLICY` as in a template. An
/// import of it gives the same policy, with lists in order and the Windows name of its zone where
/// that has one; names are those that Azure allows, without a slash.
#[must_use]
pub fn to_arm(policy: &PolicyDraft) -> Value {
    let PolicyDraft {
        name,
        vault,
        kind,
        schedule,
        time_zone,
        // Azure's policies have none.
        window: _,
        instant_restore_days,
        retention,
    } = policy;
    let mut properties = json!({
        "backupManagementType": "AzureIaasVM",
        "policyType": match kind {
            PolicyKindDraft::Standard => "V1",
            PolicyKindDraft::Enhanced => "V2",
        },
        "schedulePolicy": schedule_policy(*kind, schedule),
        "retentionPolicy": retention_policy(schedule, retention),
        "timeZone": windows_zone(time_zone),
    });
    if let Some(days) = instant_restore_days {
        properties["instantRpRetentionRangeInDays"] = json!(days);
    }
    json!({
        "name": if vault.is_empty() { name.clone() } else { format!("{vault}/{name}") },
        "type": "Microsoft.RecoveryServices/vaults/backupPolicies",
        "properties": properties,
    })
}

/// Policy type V2 has days and times one level deeper; only there are hours.
fn schedule_policy(kind: PolicyKindDraft, schedule: &ScheduleDraft) -> Value {
    let times = [time(time_of(schedule))];
    let (frequency, part, runs) = match schedule {
        ScheduleDraft::Day { .. } => ("Daily", "dailySchedule", json!({"scheduleRunTimes": times})),
        ScheduleDraft::Week { on, .. } => {
            let runs = json!({"scheduleRunDays": names(on), "scheduleRunTimes": times});
            ("Weekly", "weeklySchedule", runs)
        }
        ScheduleDraft::Hours {
            interval_hours,
            from,
            duration_hours,
        } => {
            let hourly = json!({
                "interval": interval_hours,
                "scheduleWindowStartTime": time(from),
                "scheduleWindowDuration": duration_hours,
            });
            ("Hourly", "hourlySchedule", hourly)
        }
    };
    let is_deeper = match kind {
        PolicyKindDraft::Standard => frequency == "Hourly",
        PolicyKindDraft::Enhanced => true,
    };
    let mut text = if is_deeper {
        json!({"schedulePolicyType": "SimpleSchedulePolicyV2", part: runs})
    } else {
        let mut runs = runs;
        runs["schedulePolicyType"] = json!("SimpleSchedulePolicy");
        runs
    };
    text["scheduleRunFrequency"] = json!(frequency);
    text
}

fn retention_policy(schedule: &ScheduleDraft, retention: &RetentionDraft) -> Value {
    let RetentionDraft {
        daily,
        weekly,
        monthly,
        yearly,
    } = retention;
    let range = |count: u32, unit: &str| {
        json!({
            "retentionTimes": [time(time_of(schedule))],
            "retentionDuration": {"count": count, "durationType": unit},
        })
    };
    let mut policy = json!({"retentionPolicyType": "LongTermRetentionPolicy"});
    if let Some(daily) = daily {
        policy["dailySchedule"] = range(daily.days, "Days");
    }
    if let Some(weekly) = weekly {
        let mut range = range(weekly.weeks, "Weeks");
        if let Some(days) = weekly.on.as_deref().or(run_days(schedule)) {
            range["daysOfTheWeek"] = names(days);
        }
        policy["weeklySchedule"] = range;
    }
    if let Some(monthly) = monthly {
        policy["monthlySchedule"] = on(range(monthly.months, "Months"), &monthly.on);
    }
    if let Some(yearly) = yearly {
        let mut range = on(range(yearly.years, "Years"), &yearly.on);
        range["monthsOfYear"] = names(&yearly.months);
        policy["yearlySchedule"] = range;
    }
    policy
}

fn run_days(schedule: &ScheduleDraft) -> Option<&[WeekdayDraft]> {
    match schedule {
        ScheduleDraft::Week { on, .. } => Some(on),
        ScheduleDraft::Day { .. } | ScheduleDraft::Hours { .. } => None,
    }
}

/// The range, with its days of a month.
fn on(mut range: Value, days: &MonthDaysDraft) -> Value {
    match days {
        MonthDaysDraft::Week { days, weeks } => {
            range["retentionScheduleFormatType"] = json!("Weekly");
            range["retentionScheduleWeekly"] =
                json!({"daysOfTheWeek": names(days), "weeksOfTheMonth": names(weeks)});
        }
        MonthDaysDraft::Date { days, last_day } => {
            let last = last_day.then(|| json!({"date": 0, "isLast": true}));
            let dates = days.iter().map(|day| json!({"date": day, "isLast": false}));
            range["retentionScheduleFormatType"] = json!("Daily");
            range["retentionScheduleDaily"] =
                json!({"daysOfTheMonth": dates.chain(last).collect::<Vec<_>>()});
        }
    }
    range
}

/// Days, weeks or months: Azure's names are those of our variants.
fn names<T: Debug>(list: &[T]) -> Value {
    list.iter().map(|one| format!("{one:?}")).collect()
}

/// A local time as Azure writes it: with a date, and as if it were UTC.
fn time(at: &str) -> String {
    format!("{DATE}T{at}:00Z")
}

/// The Windows name of a zone, which is what Azure takes; another zone's stays as it is.
fn windows_zone(zone: &str) -> &str {
    let is_windows = WINDOWS_ZONES.iter().any(|(windows, _)| *windows == zone);
    let same = WINDOWS_ZONES.iter().find(|(_, iana)| *iana == zone);
    match same {
        Some((windows, _)) if !is_windows => windows,
        Some(_) | None => zone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_zone(zone: &str, written: &str) {
        assert_eq!(windows_zone(zone), written);
    }

    #[test]
    fn a_zone_is_written_under_its_windows_name_where_it_has_one() {
        check_zone("Romance Standard Time", "Romance Standard Time");
        check_zone("Europe/Paris", "Romance Standard Time");
        check_zone("UTC", "UTC");
        check_zone("Etc/UTC", "UTC");
        check_zone("Europe/Madrid", "Europe/Madrid");
    }
}
