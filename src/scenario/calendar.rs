//! Civil time: dates, zones, months and the nights of a window. The only user of `jiff`.
//!
//! A run counts nanoseconds from midnight UTC of its first day; this file says which local date and
//! time that is, and the other way round.

use super::policy::Weekdays;
use crate::azure::zones::WINDOWS_ZONES;
use crate::units::{SimDuration, SimTime};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

/// A zone by its IANA name, found through its IANA or Windows name.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// The zone with this IANA or Windows name, if there is one.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name)
            .ok()
            .or_else(|| TimeZone::get(iana_of(name)?).ok())?;
        Some(Self {
            name: zone.iana_name()?.to_owned(),
            zone,
        })
    }
    /// Its IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The IANA name of a zone's Windows name.
fn iana_of(windows: &str) -> Option<&'static str> {
    let found = WINDOWS_ZONES
        .binary_search_by(|(name, _)| (*name).cmp(windows))
        .ok()?;
    Some(WINDOWS_ZONES[found].1)
}

/// What a calendar reckons with after its start: 400 years. Nanoseconds reach 584, so that an instant
/// and the longest life of a point can be added.
const DAYS_MAX: u64 = 146_097;

/// The run's first day, from which every instant is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    start: Date,
}

impl Calendar {
    /// A calendar whose instant zero is midnight UTC of this date; none if the date is not a date
    /// or outside 2000 to 2199.
    #[must_use]
    pub fn starting(date: &str) -> Option<Self> {
        let start: Date = date.parse().ok()?;
        let canonical = start.to_string() == date;
        (canonical && (2000..2200).contains(&start.year())).then_some(Self { start })
    }
    /// The first day.
    #[must_use]
    pub const fn start(self) -> Date {
        self.start
    }
    /// The instant as a timestamp.
    #[must_use]
    pub fn timestamp(self, at: SimTime) -> Timestamp {
        let secs = i64::try_from(at.whole_secs()).expect("a run is shorter than a century");
        self.origin() + secs.seconds()
    }
    /// The instant of a local date and time. In the gap of a clock change the later time is meant,
    /// in the overlap the earlier. None before the run begins.
    #[must_use]
    pub fn instant(self, local: DateTime, zone: &Zone) -> Option<SimTime> {
        let zoned = zone.zone.to_ambiguous_zoned(local).compatible().ok()?;
        self.since_origin(zoned.timestamp())
    }
    /// The instant of a local date and time under a fixed offset from UTC. None before the run
    /// begins.
    #[must_use]
    pub fn instant_at_offset(self, local: DateTime, offset: Offset) -> Option<SimTime> {
        self.since_origin(offset.to_timestamp(local).ok()?)
    }
    /// The instant of a UTC text as [`Self::utc_text`] writes it; none before the run begins, or
    /// more than 400 years after.
    #[must_use]
    pub fn utc_instant(self, text: &str) -> Option<SimTime> {
        let at: Timestamp = text.parse().ok()?;
        let is_canonical = at.subsec_nanosecond() == 0 && at.to_string() == text;
        is_canonical.then(|| self.since_origin(at)).flatten()
    }
    /// The zone's offset from UTC when the run begins.
    #[must_use]
    pub fn offset_at_start(self, zone: &Zone) -> Offset {
        self.offset_at(zone, SimTime::ZERO)
    }
    /// The zone's offset from UTC at an instant.
    #[must_use]
    pub fn offset_at(self, zone: &Zone, at: SimTime) -> Offset {
        zone.zone.to_offset(self.timestamp(at))
    }
    /// The local date and time of an instant.
    #[must_use]
    pub fn local(self, at: SimTime, zone: &Zone) -> DateTime {
        zone.zone.to_datetime(self.timestamp(at))
    }
    /// The local date and time of an instant under a fixed offset from UTC.
    #[must_use]
    pub fn local_at_offset(self, at: SimTime, offset: Offset) -> DateTime {
        offset.to_datetime(self.timestamp(at))
    }
    /// `2026-03-04T21:47:00Z`.
    #[must_use]
    pub fn utc_text(self, at: SimTime) -> String {
        self.timestamp(at).to_string()
    }
    /// `2026-03-04 22:47`.
    #[must_use]
    pub fn local_text(self, at: SimTime, zone: &Zone) -> String {
        self.local(at, zone).strftime("%Y-%m-%d %H:%M").to_string()
    }
    /// `22:47`.
    #[must_use]
    pub fn clock_text(self, at: SimTime, zone: &Zone) -> String {
        self.local(at, zone).strftime("%H:%M").to_string()
    }
    /// The calendar months (UTC) that the first `days` days touch.
    #[must_use]
    pub fn months(self, days: u32) -> Vec<Month> {
        let end = SimTime::ZERO + SimDuration::days(u64::from(days));
        let mut months = Vec::new();
        let mut first = self.start.first_of_month();
        loop {
            let next = first.saturating_add(1.month());
            let (opens, closes) = (self.midnight(first), self.midnight(next));
            if opens.is_some_and(|opens| opens >= end) {
                return months;
            }
            let closes = closes.expect("a month that the run touches ends after its start");
            months.push(Month {
                name: first.strftime("%Y-%m").to_string(),
                title: first.strftime("%B %Y").to_string(),
                days: u64::from(first.days_in_month().unsigned_abs()),
                from: opens.unwrap_or(SimTime::ZERO),
                to: closes.min(end),
                complete: opens.is_some() && closes <= end,
            });
            first = next;
        }
    }

    fn midnight(self, date: Date) -> Option<SimTime> {
        self.instant_at_offset(date.to_datetime(Time::midnight()), Offset::UTC)
    }
    fn origin(self) -> Timestamp {
        Offset::UTC
            .to_timestamp(self.start.to_datetime(Time::midnight()))
            .expect("years 2000 to 2199 are in range")
    }
    fn since_origin(self, at: Timestamp) -> Option<SimTime> {
        let secs = u64::try_from(at.as_second() - self.origin().as_second()).ok()?;
        let is_counted = secs <= SimDuration::days(DAYS_MAX).whole_secs();
        is_counted.then(|| SimTime::ZERO + SimDuration::secs(secs))
    }
}

/// A calendar month (UTC), cut to the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// `2026-03`.
    pub name: String,
    /// `March 2026`.
    pub title: String,
    /// Days in the whole month.
    pub days: u64,
    /// Its first instant in the run.
    pub from: SimTime,
    /// The end of its part of the run.
    pub to: SimTime,
    /// True when the run covers the whole month.
    pub complete: bool,
}

/// One opening of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Night {
    /// The local date on which it opens.
    pub date: Date,
    /// When it opens; the first may have opened before the run began.
    pub opens: SimTime,
    /// When it closes.
    pub closes: SimTime,
}

/// The night that a backup belongs to: the one in whose window it is due, else the nearest. There is
/// one that closes after it.
#[must_use]
pub fn night_of(nights: &[Night], due: SimTime) -> usize {
    let next = nights.partition_point(|night| night.closes <= due);
    let Some(before) = next.checked_sub(1) else {
        return next;
    };
    let since_close = due.since(nights[before].closes);
    let until_open = nights[next].opens.saturating_since(due);
    if since_close < until_open {
        before
    } else {
        next
    }
}

/// The daily window of a scenario.
#[derive(Clone, Debug)]
pub struct Window {
    /// Local time at which it opens.
    pub opens: Time,
    /// Local time at which it closes; at or before `opens` means the next day.
    pub closes: Time,
    /// The zone of both.
    pub zone: Zone,
}

impl Window {
    /// Whether it opens and closes when another does.
    #[must_use]
    pub fn is_as(&self, other: &Self) -> bool {
        let times = (self.opens, self.closes) == (other.opens, other.closes);
        times && self.zone.name == other.zone.name
    }
    /// `22:00 → 06:00`.
    #[must_use]
    pub fn hours(&self) -> String {
        let [opens, closes] = [self.opens, self.closes].map(|time| time.strftime("%H:%M"));
        format!("{opens} → {closes}")
    }
    /// Every opening whose close lies between the run's start and the first close after `end`, in
    /// order. So every instant before `end` has a night that closes after it.
    #[must_use]
    pub fn nights(&self, calendar: Calendar, end: SimTime) -> Vec<Night> {
        let over_midnight = self.closes <= self.opens;
        let mut nights = Vec::new();
        let mut date = calendar.start.saturating_sub(2.days());
        loop {
            let last = if over_midnight {
                date.saturating_add(1.day())
            } else {
                date
            };
            let opens = calendar.instant(date.to_datetime(self.opens), &self.zone);
            if let Some(closes) = calendar.instant(last.to_datetime(self.closes), &self.zone) {
                nights.push(Night {
                    date,
                    // A window that opens in the gap of a clock change may close before that.
                    opens: opens.unwrap_or(SimTime::ZERO).min(closes),
                    closes,
                });
                if closes > end {
                    return nights;
                }
            }
            date = date.saturating_add(1.day());
        }
    }
}

/// `HH:MM` as a time of day, strictly.
#[must_use]
pub fn time_of_day(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| -> Option<i8> {
        let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok())?
    };
    Time::new(two_digits(hour)?, two_digits(minute)?, 0, 0).ok()
}

/// When backups of a policy are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// On which days of the week; all seven for a daily or hourly schedule.
    pub on: Weekdays,
    /// Local time of the day's first backup.
    pub at: Time,
    /// Time from one backup of a day to the next.
    pub interval: SimDuration,
    /// Backups a day. Those after midnight belong to the day on which the first was due.
    pub per_day: u32,
}

/// A backup's place in its schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// When it is due.
    pub at: SimTime,
    /// The day to which it belongs.
    pub date: Date,
    /// Its place among the day's.
    pub slot: Slot,
}

/// A backup's place among those of its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The only one.
    Only,
    /// The first of several.
    First,
    /// One between.
    Middle,
    /// The last of several: the one that goes to the vault.
    Last,
}

impl Slot {
    const fn of(index: u32, per_day: u32) -> Self {
        match (index, per_day) {
            (_, 1) => Self::Only,
            (0, _) => Self::First,
            (index, _) if index + 1 == per_day => Self::Last,
            _ => Self::Middle,
        }
    }
}

impl Schedule {
    /// The day to which a backup of an hourly schedule belongs, and its place in it: a day begins
    /// with its first backup, and its last lasts until the next day begins.
    #[must_use]
    #[expect(clippy::integer_division, reason = "whole intervals")]
    pub fn place_in_window(&self, local: DateTime) -> (Date, Slot) {
        let is_early = local.time() < self.at;
        let date = local.date().saturating_sub(i64::from(is_early).days());
        let since = local.duration_since(date.to_datetime(self.at));
        let since = u64::try_from(since.as_secs()).expect("a day's window has opened");
        let index = since / self.interval.whole_secs();
        let last = self.per_day - 1;
        let index = u32::try_from(index).map_or(last, |index| index.min(last));
        (date, Slot::of(index, self.per_day))
    }
    /// Every instant before `end` at which a backup is due, in order, under the rule that the
    /// schedule keeps the UTC time that it had when the run began.
    #[must_use]
    pub fn due_keeping_utc(&self, calendar: Calendar, zone: &Zone, end: SimTime) -> DueTimes {
        DueTimes {
            schedule: *self,
            calendar,
            offset: calendar.offset_at_start(zone),
            end,
            // The window of the day before may still be open when the run begins.
            date: calendar.start.saturating_sub(2.days()),
            index: 0,
        }
    }
}

/// The instants of a schedule, one after the other.
#[derive(Clone, Debug)]
pub struct DueTimes {
    schedule: Schedule,
    calendar: Calendar,
    offset: Offset,
    end: SimTime,
    date: Date,
    index: u32,
}

impl DueTimes {
    /// The next at or after an instant. Days that lie before it are not looked at.
    pub fn next_from(&mut self, from: SimTime) -> Option<Due> {
        // A day's last backup is due on the day after it at the latest.
        let date = self.calendar.local_at_offset(from, self.offset).date();
        let date = date.saturating_sub(1.day());
        if self.date < date {
            self.date = date;
            self.index = 0;
        }
        self.find(|due| due.at >= from)
    }
}

impl Iterator for DueTimes {
    type Item = Due;

    fn next(&mut self) -> Option<Due> {
        let Schedule {
            on,
            at,
            interval,
            per_day,
        } = self.schedule;
        loop {
            if self.index == per_day || !on.has(self.date.weekday()) {
                self.date = self.date.saturating_add(1.day());
                self.index = 0;
                if self.calendar.midnight(self.date) > Some(self.end + SimDuration::DAY) {
                    return None;
                }
                continue;
            }
            let (date, index) = (self.date, self.index);
            self.index += 1;
            let secs = (interval * u64::from(index)).whole_secs();
            let secs = i64::try_from(secs).expect("a day has few seconds");
            let local = date.to_datetime(at).saturating_add(secs.seconds());
            let Some(at) = self.calendar.instant_at_offset(local, self.offset) else {
                continue;
            };
            if at >= self.end {
                continue;
            }
            let slot = Slot::of(index, per_day);
            return Some(Due { at, date, slot });
        }
    }
}
