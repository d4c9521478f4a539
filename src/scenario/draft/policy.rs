//! A backup policy as typed: when backups are due, how long snapshots stay, how long points are kept.

use super::WindowDraft;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A backup policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyDraft {
    /// Unique among policies.
    pub name: String,
    /// The vault it belongs to, by name.
    pub vault: String,
    /// Standard or Enhanced.
    #[serde(default, skip_serializing_if = "PolicyKindDraft::is_standard")]
    pub kind: PolicyKindDraft,
    /// When backups are due.
    pub schedule: ScheduleDraft,
    /// Zone of the schedule: an IANA name or the Windows name that Azure uses.
    pub time_zone: String,
    /// The window of its machines; absent: the scenario's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<WindowDraft>,
    /// Days for which snapshots stay beside the disks for instant restore; absent: what a new policy
    /// of this kind has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instant_restore_days: Option<u32>,
    /// How long recovery points are kept in the vault.
    pub retention: RetentionDraft,
}

/// The kind of a policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyKindDraft {
    /// One backup a day at most; snapshots of page blobs.
    #[default]
    Standard,
    /// Also several backups a day; snapshots of managed disks, kept longer.
    Enhanced,
}

impl PolicyKindDraft {
    pub(super) fn is_standard(&self) -> bool {
        *self == Self::Standard
    }
}

/// When backups of a policy are due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "every", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ScheduleDraft {
    /// Every day at one time.
    Day {
        /// Local time, `HH:MM`.
        at: String,
    },
    /// On some days of every week at one time.
    Week {
        /// At least one day, none twice.
        on: Vec<WeekdayDraft>,
        /// Local time, `HH:MM`.
        at: String,
    },
    /// Several times a day, in a window that opens every day. Only the window's last backup goes to
    /// the vault.
    Hours {
        /// Hours from one backup to the next.
        interval_hours: u32,
        /// Local time of the window's first backup, `HH:MM`.
        from: String,
        /// Hours that the window lasts, a multiple of the interval; at its end none is due.
        duration_hours: u32,
    },
}

/// A day of the week.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "seven names")]
pub enum WeekdayDraft {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// How long recovery points are kept in the vault. A point that is of several ranges lives as long
/// as the longest. A daily or hourly schedule needs `daily`, a weekly one `weekly` and no `daily`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionDraft {
    /// Every day's point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily: Option<DailyDraft>,
    /// The points of some days of the week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly: Option<WeeklyDraft>,
    /// The points of some days of the month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly: Option<MonthlyDraft>,
    /// The points of some days of some months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yearly: Option<YearlyDraft>,
}

impl RetentionDraft {
    /// Every day's point for this many days, and nothing else.
    #[must_use]
    pub fn of_days(days: u32) -> Self {
        Self {
            daily: Some(DailyDraft { days }),
            ..Self::default()
        }
    }
    /// Every point of a weekly schedule for this many weeks, and nothing else.
    #[must_use]
    pub fn of_weeks(weeks: u32) -> Self {
        let weekly = WeeklyDraft { weeks, on: None };
        Self {
            weekly: Some(weekly),
            ..Self::default()
        }
    }
}

/// The daily range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DailyDraft {
    /// Days for which a point is kept.
    pub days: u32,
}

/// The weekly range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeeklyDraft {
    /// Weeks for which a point is kept.
    pub weeks: u32,
    /// On which days; absent with a weekly schedule, whose days they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Vec<WeekdayDraft>>,
}

/// The monthly range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthlyDraft {
    /// Months (of 31 days) for which a point is kept.
    pub months: u32,
    /// On which days of the month.
    pub on: MonthDaysDraft,
}

/// The yearly range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearlyDraft {
    /// Years for which a point is kept.
    pub years: u32,
    /// In which months; at least one, none twice.
    pub months: Vec<MonthDraft>,
    /// On which days of these months.
    pub on: MonthDaysDraft,
}

/// Days of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum MonthDaysDraft {
    /// Such as the first and third Sunday and Monday.
    Week {
        /// At least one day, none twice.
        days: Vec<WeekdayDraft>,
        /// Which of the month's: at least one, none twice.
        weeks: Vec<WeekOfMonthDraft>,
    },
    /// Such as the 1st, the 15th and the last day.
    Date {
        /// Days 1 to 31, none twice; a month that is too short has none of them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        days: Vec<u32>,
        /// The month's last day, whichever it is.
        #[serde(default)]
        last_day: bool,
    },
}

/// Which of a month's Mondays, Tuesdays…
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "five names")]
pub enum WeekOfMonthDraft {
    First,
    Second,
    Third,
    Fourth,
    Last,
}

/// A month of the year.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "twelve names")]
pub enum MonthDraft {
    January,
    February,
    March,
    April,
    May,
    June,
    July,
    August,
    September,
    October,
    November,
    December,
}
