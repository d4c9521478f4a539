//! A backup policy, valid: which points are kept for which reasons, and for how long.
//!
//! These are the rules alone. Which points a machine has is in `model/keeper.rs`; when they are
//! asked is in `engine/retention.rs`. docs/model.md, "Recovery points and retention", says where
//! each rule comes from.

use super::calendar::{Schedule, Window, Zone};
use crate::azure::rules;
use crate::units::{SimDuration, SimTime, VaultId};
use jiff::civil::{Date, Weekday};

/// A backup policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its vault.
    pub vault: VaultId,
    /// Standard or Enhanced.
    pub kind: PolicyKind,
    /// When backups are due.
    pub schedule: Schedule,
    /// The zone of the schedule.
    pub zone: Zone,
    /// Its own window, if it has one.
    pub window: Option<Window>,
    /// How long snapshots stay for instant restore; nothing where they go after the transfer.
    pub snapshots: Option<SimDuration>,
    /// How long points are kept in the vault.
    pub retention: Retention,
}

impl Policy {
    /// When a point's snapshot dies; at once where the policy keeps none.
    #[must_use]
    pub fn snapshot_death(&self, point: &Kept) -> SimTime {
        point.taken + self.snapshots.unwrap_or_default()
    }
    /// When a point's copy in the vault dies, and for which reason it lives longest: not before its
    /// snapshot, while that is there.
    #[must_use]
    pub fn vault_death(&self, point: &Kept, has_snapshot: bool) -> (SimTime, Option<Reason>) {
        let (death, reason) = self.retention.death(point);
        if has_snapshot {
            (death.max(self.snapshot_death(point)), reason)
        } else {
            (death, reason)
        }
    }
}

/// The kind of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyKind {
    /// Snapshots of page blobs.
    Standard,
    /// Snapshots of managed disks.
    Enhanced,
}

/// Why a recovery point is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is its day's point.
    Daily,
    /// It is its week's.
    Weekly,
    /// It is its month's.
    Monthly,
    /// It is its year's.
    Yearly,
    /// A person asked for it, and for how long.
    OnDemand,
}

impl Reason {
    /// All reasons, the shortest-lived range first.
    pub const ALL: [Self; 5] = [
        Self::Daily,
        Self::Weekly,
        Self::Monthly,
        Self::Yearly,
        Self::OnDemand,
    ];

    /// Its name in a document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Yearly => "yearly",
            Self::OnDemand => "on-demand",
        }
    }
}

/// A set of reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reasons(u8);

impl Reasons {
    /// No reason: a point that never was meant for the vault.
    pub const NONE: Self = Self(0);

    /// This reason alone.
    #[must_use]
    pub const fn only(reason: Reason) -> Self {
        Self(1 << reason as u8)
    }
    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// Whether a reason is in it.
    #[must_use]
    pub const fn has(self, reason: Reason) -> bool {
        self.0 & Self::only(reason).0 != 0
    }
    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// The reasons, the shortest-lived range first.
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        Reason::ALL.into_iter().filter(move |one| self.has(*one))
    }
    /// One bit a reason, for digests.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }
}

/// How long recovery points are kept in the vault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// Every day's point.
    pub daily: Option<SimDuration>,
    /// The points of these days of the week.
    pub weekly: Option<(SimDuration, Weekdays)>,
    /// The points of these days of the month.
    pub monthly: Option<(SimDuration, MonthDays)>,
    /// The points of these days of these months.
    pub yearly: Option<(SimDuration, Months, MonthDays)>,
}

impl Retention {
    /// For which ranges the point of this day is kept. A day whose backup fails leaves a hole: no
    /// other day takes its place.
    #[must_use]
    pub fn reasons(&self, date: Date) -> Reasons {
        let ranges = [
            (Reason::Daily, self.daily.is_some()),
            (
                Reason::Weekly,
                self.weekly.is_some_and(|(_, on)| on.has(date.weekday())),
            ),
            (
                Reason::Monthly,
                self.monthly.is_some_and(|(_, on)| on.has(date)),
            ),
            (
                Reason::Yearly,
                self.yearly
                    .is_some_and(|(_, months, on)| months.has(date.month()) && on.has(date)),
            ),
        ];
        let meant = ranges.into_iter().filter(|(_, is_meant)| *is_meant);
        meant.fold(Reasons::NONE, |all, (reason, _)| {
            all.and(Reasons::only(reason))
        })
    }
    /// How long this policy keeps a point for a reason; nothing when it has no such range. A weekly
    /// point under a policy that knows only days is kept for the days.
    #[must_use]
    pub fn life(&self, reason: Reason) -> Option<SimDuration> {
        match reason {
            Reason::Daily => self.daily,
            Reason::Weekly => self.weekly.map(|(life, _)| life).or(self.daily),
            Reason::Monthly => self.monthly.map(|(life, _)| life),
            Reason::Yearly => self.yearly.map(|(life, ..)| life),
            Reason::OnDemand => None,
        }
    }
    /// When a point dies, and for which reason it lives longest. A point keeps its reasons; how long
    /// each counts is said by the policy of today. One whose ranges are all gone dies at once.
    #[must_use]
    pub fn death(&self, point: &Kept) -> (SimTime, Option<Reason>) {
        let lives = point.reasons.iter().filter_map(|reason| {
            let life = match reason {
                Reason::OnDemand => point.own_life,
                Reason::Daily | Reason::Weekly | Reason::Monthly | Reason::Yearly => {
                    self.life(reason)
                }
            };
            Some((point.taken + life?, Some(reason)))
        });
        lives.max().unwrap_or((point.taken, None))
    }
}

/// What retention has to know of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The moment that it restores to.
    pub taken: SimTime,
    /// Why it is kept.
    pub reasons: Reasons,
    /// How long an on-demand point lives.
    pub own_life: Option<SimDuration>,
}

/// Some days of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weekdays(u8);

impl Weekdays {
    /// All seven.
    pub const ALL: Self = Self(0b111_1111);

    /// Whether a day is among them.
    #[must_use]
    pub fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
    /// One bit a day, Monday's the first.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        let bits = days.into_iter();
        Self(bits.fold(0, |all, day| all | 1 << day.to_monday_zero_offset()))
    }
}

/// Some months of the year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Months(u16);

impl Months {
    /// Whether a month (1 to 12) is among them.
    #[must_use]
    pub const fn has(self, month: i8) -> bool {
        self.0 & (1 << month) != 0
    }
}

impl FromIterator<i8> for Months {
    /// From months 1 to 12.
    fn from_iter<I: IntoIterator<Item = i8>>(months: I) -> Self {
        Self(months.into_iter().fold(0, |all, month| all | 1 << month))
    }
}

/// Some days of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthDays {
    /// These days of the week, in these weeks of the month.
    Weeks(Weekdays, Weeks),
    /// These days, one bit each (bit 1 is the first), and perhaps the last.
    Dates(u32, bool),
}

impl MonthDays {
    /// Whether a day is among them.
    #[must_use]
    pub fn has(self, date: Date) -> bool {
        let is_last = date.day() == date.days_in_month();
        match self {
            Self::Weeks(on, weeks) => on.has(date.weekday()) && weeks.has(date),
            Self::Dates(days, last) => days & (1 << date.day()) != 0 || (last && is_last),
        }
    }
}

/// Some weeks of a month: a month's first Sunday is in its first, and its last Sunday in its last,
/// which may be its fourth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weeks(u8);

impl Weeks {
    /// The index of the last week, after the first to fourth.
    pub const LAST: u8 = 4;

    /// Whether a day is in one of them.
    #[must_use]
    #[expect(clippy::integer_division, reason = "which seven days of the month")]
    pub fn has(self, date: Date) -> bool {
        let week = (date.day() - 1) / 7;
        let is_last = date.day() + 7 > date.days_in_month();
        (week < 4 && self.0 & (1 << week) != 0) || (is_last && self.0 & (1 << Self::LAST) != 0)
    }
}

impl FromIterator<u8> for Weeks {
    /// From indices: 0 is the first, 3 the fourth, [`Weeks::LAST`] the last.
    fn from_iter<I: IntoIterator<Item = u8>>(weeks: I) -> Self {
        Self(weeks.into_iter().fold(0, |all, week| all | 1 << week))
    }
}

/// Whether a point could move to the archive tier, and if not, the first reason against it.
///
/// `death` is when it dies, `short_death` when its daily and weekly reasons end, if it has such.
#[must_use]
pub fn archive_hindrance(
    point: &Kept,
    committed: SimTime,
    death: SimTime,
    short_death: Option<SimTime>,
    now: SimTime,
) -> Option<ArchiveHindrance> {
    let months = |count: u32| rules::MONTH.value * u64::from(count);
    if !point.reasons.has(Reason::Monthly) && !point.reasons.has(Reason::Yearly) {
        Some(ArchiveHindrance::NotMonthlyOrYearly)
    } else if committed + months(rules::ARCHIVE_AFTER_MONTHS.value) > now {
        Some(ArchiveHindrance::TooYoung)
    } else if now + months(rules::ARCHIVE_LEFT_MONTHS.value) > death {
        Some(ArchiveHindrance::TooShort)
    } else if short_death.is_some_and(|death| death > now) {
        Some(ArchiveHindrance::StillDailyOrWeekly)
    } else {
        None
    }
}

/// Why a point can't move to the archive tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveHindrance {
    /// Only monthly and yearly points can.
    NotMonthlyOrYearly,
    /// It has not been in the vault for long enough.
    TooYoung,
    /// It has not long enough to live.
    TooShort,
    /// It is still needed as a daily or weekly point.
    StillDailyOrWeekly,
}
