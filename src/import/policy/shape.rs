//! The fields of a policy as Azure writes them. Any of them may be null or absent; one of another
//! type, a template expression among them, refuses the policy.

use serde::Deserialize;
use std::collections::BTreeMap;

/// `properties` of a policy.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Properties {
    pub(super) backup_management_type: Option<String>,
    pub(super) policy_type: Option<String>,
    #[serde(alias = "instantRPRetentionRangeInDays")]
    pub(super) instant_rp_retention_range_in_days: Option<u32>,
    pub(super) schedule_policy: Option<Schedule>,
    pub(super) retention_policy: Option<Retention>,
    /// By the kind of point that is moved.
    pub(super) tiering_policy: Option<BTreeMap<String, Option<Tiering>>>,
    pub(super) time_zone: Option<String>,
}

/// When a policy runs. Policy type V2 puts days and times one level deeper than V1.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schedule {
    pub(super) schedule_policy_type: Option<String>,
    pub(super) schedule_run_frequency: Option<String>,
    pub(super) schedule_run_days: Option<Vec<String>>,
    pub(super) schedule_run_times: Option<Vec<String>>,
    pub(super) schedule_weekly_frequency: Option<u32>,
    pub(super) hourly_schedule: Option<Hourly>,
    pub(super) daily_schedule: Option<Runs>,
    pub(super) weekly_schedule: Option<Runs>,
}

/// Days and times of runs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Runs {
    pub(super) schedule_run_days: Option<Vec<String>>,
    pub(super) schedule_run_times: Option<Vec<String>>,
}

/// Several runs a day.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Hourly {
    pub(super) interval: Option<u32>,
    pub(super) schedule_window_start_time: Option<String>,
    pub(super) schedule_window_duration: Option<u32>,
}

/// How long points are kept, by range.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Retention {
    pub(super) retention_policy_type: Option<String>,
    /// Of the simple form, which has nothing else.
    pub(super) retention_duration: Option<Duration>,
    pub(super) daily_schedule: Option<Range>,
    pub(super) weekly_schedule: Option<Range>,
    pub(super) monthly_schedule: Option<Range>,
    pub(super) yearly_schedule: Option<Range>,
}

/// A range: which points, and for how long.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Range {
    pub(super) retention_duration: Option<Duration>,
    pub(super) retention_times: Option<Vec<String>>,
    /// Of the weekly range.
    pub(super) days_of_the_week: Option<Vec<String>>,
    /// Of the yearly range.
    pub(super) months_of_year: Option<Vec<String>>,
    // Of the monthly and the yearly range: `Daily` means dates, `Weekly` days of some weeks.
    pub(super) retention_schedule_format_type: Option<String>,
    pub(super) retention_schedule_daily: Option<Dates>,
    pub(super) retention_schedule_weekly: Option<Weeks>,
}

/// How long.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Duration {
    pub(super) count: Option<u32>,
    pub(super) duration_type: Option<String>,
}

/// Dates of a month.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dates {
    pub(super) days_of_the_month: Option<Vec<Date>>,
}

/// A date of a month, or its last day, whose date is zero.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Date {
    pub(super) date: Option<u32>,
    pub(super) is_last: Option<bool>,
}

/// Days of some weeks of a month.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Weeks {
    pub(super) days_of_the_week: Option<Vec<String>>,
    pub(super) weeks_of_the_month: Option<Vec<String>>,
}

/// When points move to the archive tier.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tiering {
    pub(super) tiering_mode: Option<String>,
}
