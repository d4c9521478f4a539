//! Retention once more, from the rules in `docs/model.md` and `docs/check.md` and from nothing in
//! `src`. Slow and plain: it walks from moment to moment, and each clean-up looks at every point.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

const DAY: i64 = 24 * 60 * 60;
const CLEAN_UP_AT: i64 = 12 * 60 * 60;

pub(super) const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const REASONS: [&str; 5] = ["daily", "weekly", "monthly", "yearly", "on-demand"];
const DAILY: usize = 0;
const WEEKLY: usize = 1;
const MONTHLY: usize = 2;
const YEARLY: usize = 3;
const ON_DEMAND: usize = 4;

/// What happens at one moment happens in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Backup(usize),
    Change(usize),
    CleanUp,
    AsOf(usize),
}

struct Policy {
    typed: Value,
    /// Seconds east of UTC when it was saved.
    offset: i64,
    /// Seconds that each of the first four reasons counts, where the policy has its range.
    lives: [Option<i64>; 4],
    /// Seconds that a snapshot stays, where there is instant restore.
    snapshots: Option<i64>,
}

struct Point {
    time: i64,
    /// Positions in [`REASONS`].
    reasons: Vec<usize>,
    /// Of an on-demand point.
    keep_days: Option<i64>,
    in_vault: bool,
    in_snapshots: bool,
}

/// A day of an hourly policy whose last backup failed.
struct Missed {
    day: i64,
    reasons: Vec<usize>,
}

struct Machine<'a> {
    profile: &'a str,
    policy: Policy,
    points: Vec<Point>,
    refused: Vec<i64>,
    missed: Option<Missed>,
}

/// What `check retention` must answer to this document.
pub(super) fn retention(document: &Value) -> Value {
    let list = |name: &str| document[name].as_array().cloned().unwrap_or_default();
    let (backups, changes, dates) = (list("backups"), list("changes"), list("as_of"));
    let time_of_backup = |backup: &Value| {
        seconds(if backup.is_string() {
            backup
        } else {
            &backup["time"]
        })
    };
    let mut events = Vec::new();
    for (at, backup) in backups.iter().enumerate() {
        events.push((time_of_backup(backup), Event::Backup(at)));
    }
    for (at, change) in changes.iter().enumerate() {
        events.push((seconds(&change["time"]), Event::Change(at)));
    }
    for (at, date) in dates.iter().enumerate() {
        events.push((seconds(date), Event::AsOf(at)));
    }
    let first = events.iter().map(|event| event.0).min().unwrap_or(0);
    let last = events.iter().map(|event| event.0).max().unwrap_or(0);
    let mut clean_up = first - first.rem_euclid(DAY) + CLEAN_UP_AT;
    while clean_up <= last {
        events.push((clean_up, Event::CleanUp));
        clean_up += DAY;
    }
    events.sort_unstable();

    let profile = document["profile"].as_str().unwrap_or("current");
    let saved = backups.first().map_or(0, time_of_backup);
    let mut machine = Machine {
        profile,
        policy: Policy::saved(&document["policy"], profile, saved),
        points: Vec::new(),
        refused: Vec::new(),
        missed: None,
    };
    let mut answers = vec![Value::Null; dates.len()];
    for (now, event) in events {
        match event {
            Event::Backup(at) => machine.back_up(now, &backups[at]),
            Event::Change(at) => {
                machine.policy = Policy::saved(&changes[at]["policy"], profile, now);
                machine.missed = None;
            }
            Event::CleanUp => machine.clean_up(now),
            Event::AsOf(at) => answers[at] = machine.as_of(now),
        }
    }
    json!({ "as_of": answers })
}

impl Machine<'_> {
    fn back_up(&mut self, now: i64, backup: &Value) {
        let keep_days = backup["keep_days"].as_i64();
        let (to_vault, reasons) = match keep_days {
            Some(_) => (true, vec![ON_DEMAND]),
            None => self.aim(now),
        };
        let points_max = match self.profile {
            "classic-2015" => 366,
            _ => 9999,
        };
        let full = self.points.len() >= points_max;
        let failed = backup["ok"] == json!(false);
        if keep_days.is_none() && self.policy.is_last_of_hours(now) {
            let day = self.policy.day(now);
            let reasons = self.policy.reasons(day);
            self.missed = (full || failed).then_some(Missed { day, reasons });
        }
        if full && !failed {
            self.refused.push(now);
        }
        if full || failed {
            return;
        }
        self.points.push(Point {
            time: now,
            reasons,
            keep_days,
            in_vault: to_vault,
            in_snapshots: self.policy.snapshots.is_some(),
        });
    }
    /// Whether a scheduled backup goes to the vault, and its reasons.
    fn aim(&mut self, now: i64) -> (bool, Vec<usize>) {
        let day = self.policy.day(now);
        let Some((place, last)) = self.policy.place(now) else {
            return (true, self.policy.reasons(day));
        };
        let missed = match place {
            0 => self.missed.take(),
            _ => None,
        };
        // A day of one backup has its own reasons, whatever became of the day before.
        if place == last {
            return (true, self.policy.reasons(day));
        }
        match missed {
            Some(missed) if missed.day + 1 == day => (true, missed.reasons),
            _ => (false, Vec::new()),
        }
    }
    fn clean_up(&mut self, now: i64) {
        let newest_in_vault = self
            .points
            .iter()
            .filter(|point| point.in_vault)
            .map(|point| point.time)
            .max();
        let newest_snapshot = self
            .points
            .iter()
            .filter(|point| point.in_snapshots)
            .map(|point| point.time)
            .max();
        for point in &mut self.points {
            if self.policy.vault_until(point) <= now && Some(point.time) != newest_in_vault {
                point.in_vault = false;
            }
            if self.policy.snapshot_until(point) <= now && Some(point.time) != newest_snapshot {
                point.in_snapshots = false;
            }
        }
        self.points
            .retain(|point| point.in_vault || point.in_snapshots);
    }
    fn as_of(&self, now: i64) -> Value {
        let points = self.points.iter().map(|point| {
            let mut shown = json!({ "time": text(point.time) });
            let reasons = point.reasons.iter().map(|reason| REASONS[*reason]);
            shown["reasons"] = reasons.collect();
            if point.in_snapshots {
                shown["snapshot_until"] = text(self.policy.snapshot_until(point)).into();
            }
            if point.in_vault {
                shown["vault_until"] = text(self.policy.vault_until(point)).into();
            }
            shown
        });
        json!({
            "time": text(now),
            "points": points.collect::<Value>(),
            "refused": self.refused.iter().map(|time| text(*time)).collect::<Value>(),
        })
    }
}

impl Policy {
    fn saved(typed: &Value, profile: &str, now: i64) -> Self {
        let zone = TimeZone::get(typed["time_zone"].as_str().unwrap()).unwrap();
        let offset = zone.to_offset(Timestamp::from_second(now).unwrap());
        let ranges = &typed["retention"];
        let days =
            |range: &str, unit: &str, days: i64| Some(ranges[range][unit].as_i64()? * days * DAY);
        Self {
            offset: i64::from(offset.seconds()),
            lives: [
                days("daily", "days", 1),
                days("weekly", "weeks", 7),
                days("monthly", "months", 31),
                days("yearly", "years", 365),
            ],
            snapshots: snapshot_days(typed, profile).map(|days| days * DAY),
            typed: typed.clone(),
        }
    }
    /// The seconds of the local clock since midnight of 1970-01-01; an hourly policy's clock shows
    /// midnight when its window opens.
    fn clock(&self, now: i64) -> i64 {
        let opens = self.typed["schedule"]["from"].as_str().unwrap_or("00:00");
        let (hours, minutes) = opens.split_once(':').unwrap();
        let [hours, minutes] = [hours, minutes].map(|part| part.parse::<i64>().unwrap());
        now + self.offset - (hours * 60 + minutes) * 60
    }
    /// The day that a backup belongs to, counted from 1970-01-01.
    fn day(&self, now: i64) -> i64 {
        self.clock(now).div_euclid(DAY)
    }
    /// With an hourly policy: which backup of its day this is, and which is the last, from 0.
    fn place(&self, now: i64) -> Option<(i64, i64)> {
        let interval = self.typed["schedule"]["interval_hours"].as_i64()?;
        let duration = self.typed["schedule"]["duration_hours"].as_i64()?;
        let mut last = 0;
        while (last + 1) * interval < duration {
            last += 1;
        }
        let passed = self.clock(now).rem_euclid(DAY);
        let mut place = 0;
        while place < last && (place + 1) * interval * 60 * 60 <= passed {
            place += 1;
        }
        Some((place, last))
    }
    fn is_last_of_hours(&self, now: i64) -> bool {
        self.place(now).is_some_and(|(place, last)| place == last)
    }
    /// Why a point of this day is kept.
    fn reasons(&self, day: i64) -> Vec<usize> {
        let mut date = date(1970, 1, 1);
        date = date.checked_add(jiff::Span::new().days(day)).unwrap();
        let ranges = &self.typed["retention"];
        let mut reasons = Vec::new();
        if ranges["daily"].is_object() {
            reasons.push(DAILY);
        }
        let weekly = &ranges["weekly"];
        let on = if weekly["on"].is_array() {
            &weekly["on"]
        } else {
            &self.typed["schedule"]["on"]
        };
        if weekly.is_object() && has(on, weekday(date)) {
            reasons.push(WEEKLY);
        }
        let monthly = &ranges["monthly"];
        if monthly.is_object() && is_of_month(&monthly["on"], date) {
            reasons.push(MONTHLY);
        }
        let yearly = &ranges["yearly"];
        if yearly.is_object()
            && has(&yearly["months"], month(date))
            && is_of_month(&yearly["on"], date)
        {
            reasons.push(YEARLY);
        }
        reasons
    }
    fn vault_until(&self, point: &Point) -> i64 {
        if let Some(days) = point.keep_days {
            return point.time + days * DAY;
        }
        let mut longest = 0;
        for reason in &point.reasons {
            let life = match *reason {
                // A weekly point under a policy that has no weekly range.
                WEEKLY if self.lives[WEEKLY].is_none() => self.lives[DAILY],
                reason => self.lives[reason],
            };
            longest = longest.max(life.unwrap_or(0));
        }
        point.time + longest
    }
    fn snapshot_until(&self, point: &Point) -> i64 {
        point.time + self.snapshots.unwrap_or(0)
    }
}

/// Days for which a policy keeps snapshots; absent where the service has no instant restore.
fn snapshot_days(typed: &Value, profile: &str) -> Option<i64> {
    if profile == "classic-2015" {
        return None;
    }
    let enhanced = typed["kind"] == "enhanced";
    let weekly = typed["schedule"]["every"] == "week";
    let default = match (enhanced, weekly) {
        (false, false) => 2,
        (false, true) => 5,
        (true, _) => 7,
    };
    Some(typed["instant_restore_days"].as_i64().unwrap_or(default))
}

/// Whether a date is one of a range's days of the month, found by walking through the month.
fn is_of_month(on: &Value, wanted: Date) -> bool {
    let mut same_weekday = Vec::new();
    let mut last = wanted.first_of_month();
    let mut day = wanted.first_of_month();
    while day.month() == wanted.month() {
        if day.weekday() == wanted.weekday() {
            same_weekday.push(day);
        }
        last = day;
        day = day.tomorrow().unwrap();
    }
    if on["by"] == "date" {
        let days = on["days"].as_array().cloned().unwrap_or_default();
        let listed = days.contains(&json!(wanted.day()));
        return listed || (on["last_day"] == json!(true) && wanted == last);
    }
    let mut of_week = false;
    for (at, week) in ["first", "second", "third", "fourth"].iter().enumerate() {
        of_week |= has(&on["weeks"], week) && same_weekday[at] == wanted;
    }
    of_week |= has(&on["weeks"], "last") && same_weekday.last() == Some(&wanted);
    of_week && has(&on["days"], weekday(wanted))
}

fn has(list: &Value, word: &str) -> bool {
    list.as_array().unwrap().contains(&json!(word))
}

fn weekday(date: Date) -> &'static str {
    WEEKDAYS[date.weekday().to_monday_zero_offset() as usize]
}

fn month(date: Date) -> &'static str {
    MONTHS[date.month() as usize - 1]
}

fn seconds(time: &Value) -> i64 {
    time.as_str()
        .unwrap()
        .parse::<Timestamp>()
        .unwrap()
        .as_second()
}

fn text(time: i64) -> String {
    Timestamp::from_second(time).unwrap().to_string()
}
