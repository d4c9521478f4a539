//! Retention once more, from the rules in `docs/model.md` and `docs/check.md` and from nothing in
//! `src`. Slow and plain: it walks from moment to moment, and each clean-up looks at every point.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) const SECOND: i64 = 1_000_000_000;
const HOUR: i64 = 60 * 60 * SECOND;
const DAY: i64 = 24 * HOUR;
const CLEAN_UP_AT: i64 = 12 * HOUR;

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

/// What a machine goes through. Moments are nanoseconds since 1970-01-01.
pub(super) struct History<'a> {
    pub(super) profile: &'a str,
    pub(super) first: Policy,
    /// From when on each counts.
    pub(super) changes: Vec<(i64, Policy)>,
    /// Whether a change counts for a backup that is due at the same moment.
    pub(super) changes_first: bool,
    pub(super) backups: Vec<Backup>,
    /// When somebody looks, in any order.
    pub(super) dates: Vec<i64>,
}

/// A backup: what the service decides at which of its moments.
pub(super) struct Backup {
    /// The day and the place in it.
    pub(super) due: i64,
    /// Whether the machine has too many points.
    pub(super) started: i64,
    /// Whether its data go to the vault. Also when it failed.
    pub(super) taken: i64,
    /// They have arrived, if they went.
    pub(super) committed: i64,
    pub(super) ok: bool,
    /// Of an on-demand backup.
    pub(super) keep_days: Option<i64>,
}

/// What there is on a date.
pub(super) struct AsOf {
    pub(super) points: Vec<PointAsOf>,
    /// When the backups were due that found too many points.
    pub(super) refused: Vec<i64>,
}

pub(super) struct PointAsOf {
    pub(super) time: i64,
    pub(super) reasons: Vec<&'static str>,
    pub(super) snapshot_until: Option<i64>,
    pub(super) vault_until: Option<i64>,
}

/// What happens at one moment happens in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    EarlyChange(usize),
    Due(usize),
    Started(usize),
    Taken(usize),
    Committed(usize),
    LateChange(usize),
    CleanUp,
    AsOf(usize),
}

#[derive(Clone)]
pub(super) struct Policy {
    typed: Value,
    /// Seconds east of UTC when it was saved.
    offset: i64,
    /// How long each of the first four reasons counts, where the policy has its range.
    lives: [Option<i64>; 4],
    /// How long a snapshot stays, where there is instant restore.
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

/// A scheduled backup's day, and with an hourly policy its place and the last place in it.
struct Aim {
    day: i64,
    place: Option<(i64, i64)>,
    reasons: Vec<usize>,
    /// How often the policy had changed by then.
    changes: usize,
}

struct Machine<'a> {
    profile: &'a str,
    policy: Policy,
    /// How often it has changed.
    changes: usize,
    points: Vec<Point>,
    refused: Vec<i64>,
    missed: Option<Missed>,
    /// Of each scheduled backup that is not over.
    aims: BTreeMap<usize, Aim>,
    /// Reasons of each backup whose data are on the way to the vault.
    on_the_way: BTreeMap<usize, Vec<usize>>,
    /// Backups that are taken and will be a point when their data are in the vault.
    coming: usize,
}

/// What there is on each date, in their order.
pub(super) fn retention(history: &History) -> Vec<AsOf> {
    let mut events = Vec::new();
    for (at, backup) in history.backups.iter().enumerate() {
        events.push((backup.due, Event::Due(at)));
        events.push((backup.started, Event::Started(at)));
        events.push((backup.taken, Event::Taken(at)));
        events.push((backup.committed, Event::Committed(at)));
    }
    for (at, change) in history.changes.iter().enumerate() {
        let event = if history.changes_first {
            Event::EarlyChange(at)
        } else {
            Event::LateChange(at)
        };
        events.push((change.0, event));
    }
    for (at, date) in history.dates.iter().enumerate() {
        events.push((*date, Event::AsOf(at)));
    }
    let first = events.iter().map(|event| event.0).min().unwrap_or(0);
    let last = events.iter().map(|event| event.0).max().unwrap_or(0);
    let mut clean_up = first - first.rem_euclid(DAY) + CLEAN_UP_AT;
    while clean_up <= last {
        events.push((clean_up, Event::CleanUp));
        clean_up += DAY;
    }
    events.sort_unstable();

    let mut machine = Machine {
        profile: history.profile,
        policy: history.first.clone(),
        changes: 0,
        points: Vec::new(),
        refused: Vec::new(),
        missed: None,
        aims: BTreeMap::new(),
        on_the_way: BTreeMap::new(),
        coming: 0,
    };
    let mut answers = BTreeMap::new();
    for (now, event) in events {
        match event {
            Event::Due(at) => machine.due(at, &history.backups[at]),
            Event::Started(at) => machine.start(at, &history.backups[at]),
            Event::Taken(at) => machine.take(at, &history.backups[at]),
            Event::Committed(at) => machine.commit(at, &history.backups[at]),
            Event::EarlyChange(at) | Event::LateChange(at) => {
                machine.policy = history.changes[at].1.clone();
                machine.changes += 1;
                machine.missed = None;
            }
            Event::CleanUp => machine.clean_up(now),
            Event::AsOf(at) => {
                answers.insert(at, machine.as_of());
            }
        }
    }
    answers.into_values().collect()
}

impl Machine<'_> {
    fn due(&mut self, at: usize, backup: &Backup) {
        if backup.keep_days.is_some() {
            self.on_the_way.insert(at, vec![ON_DEMAND]);
            return;
        }
        let day = self.policy.day(backup.due);
        let aim = Aim {
            day,
            place: self.policy.place(backup.due),
            reasons: self.policy.reasons(day),
            changes: self.changes,
        };
        self.aims.insert(at, aim);
    }
    fn start(&mut self, at: usize, backup: &Backup) {
        let points_max = match self.profile {
            "classic-2015" => 366,
            _ => 9999,
        };
        if backup.ok && self.points.len() + self.coming >= points_max {
            self.refused.push(backup.due);
            self.fail(at);
        }
    }
    fn fail(&mut self, at: usize) {
        self.on_the_way.remove(&at);
        let Some(aim) = self.aims.remove(&at) else {
            return;
        };
        self.carried_over(&aim);
        let is_last = aim.place.is_some_and(|(place, last)| place == last);
        // A change forgets, also what is not yet over.
        if is_last && aim.changes == self.changes {
            self.missed = Some(Missed {
                day: aim.day,
                reasons: aim.reasons,
            });
        }
    }
    fn take(&mut self, at: usize, backup: &Backup) {
        if !backup.ok {
            return self.fail(at);
        }
        if let Some(aim) = self.aims.remove(&at) {
            let carried_over = self.carried_over(&aim);
            let to_vault = match aim.place {
                // A day of one backup has its own reasons, whatever became of the day before.
                Some((place, last)) if place != last => carried_over,
                _ => Some(aim.reasons),
            };
            self.on_the_way
                .extend(to_vault.map(|reasons| (at, reasons)));
        } else if !self.on_the_way.contains_key(&at) {
            // It was refused.
            return;
        }
        if self.profile == "current" {
            let reasons = self.on_the_way.get(&at).cloned().unwrap_or_default();
            self.add(backup, reasons, false);
        } else {
            self.coming += 1;
        }
    }
    /// The reasons of yesterday's last, if it failed and this is the day's first.
    fn carried_over(&mut self, aim: &Aim) -> Option<Vec<usize>> {
        let missed = match aim.place {
            Some((0, _)) if aim.changes == self.changes => self.missed.take()?,
            _ => return None,
        };
        (missed.day + 1 == aim.day).then_some(missed.reasons)
    }
    fn commit(&mut self, at: usize, backup: &Backup) {
        let Some(reasons) = self.on_the_way.remove(&at) else {
            return;
        };
        let taken = |point: &&mut Point| point.time == backup.taken;
        match self.points.iter_mut().find(taken) {
            Some(point) => point.in_vault = true,
            None => {
                self.coming -= 1;
                self.add(backup, reasons, true);
            }
        }
    }
    fn add(&mut self, backup: &Backup, reasons: Vec<usize>, in_vault: bool) {
        self.points.push(Point {
            time: backup.taken,
            reasons,
            keep_days: backup.keep_days,
            in_vault,
            in_snapshots: self.policy.snapshots.is_some(),
        });
    }
    fn clean_up(&mut self, now: i64) {
        let newest = |in_tier: fn(&&Point) -> bool| {
            let in_tier = self.points.iter().filter(in_tier);
            in_tier.map(|point| point.time).max()
        };
        let newest_in_vault = newest(|point| point.in_vault);
        let newest_snapshot = newest(|point| point.in_snapshots);
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
    fn as_of(&self) -> AsOf {
        let policy = &self.policy;
        let points = self.points.iter().map(|point| PointAsOf {
            time: point.time,
            reasons: point
                .reasons
                .iter()
                .map(|reason| REASONS[*reason])
                .collect(),
            snapshot_until: point.in_snapshots.then(|| policy.snapshot_until(point)),
            vault_until: point.in_vault.then(|| policy.vault_until(point)),
        });
        AsOf {
            points: points.collect(),
            refused: self.refused.clone(),
        }
    }
}

impl Policy {
    /// A policy that is saved at a moment.
    pub(super) fn saved(typed: &Value, profile: &str, now: i64) -> Self {
        let zone = TimeZone::get(typed["time_zone"].as_str().unwrap()).unwrap();
        let now = Timestamp::from_nanosecond(now.into()).unwrap();
        let ranges = &typed["retention"];
        let days =
            |range: &str, unit: &str, days: i64| Some(ranges[range][unit].as_i64()? * days * DAY);
        Self {
            offset: i64::from(zone.to_offset(now).seconds()),
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
    /// What has passed on the local clock since midnight of 1970-01-01; an hourly policy's clock shows
    /// midnight when its window opens.
    fn clock(&self, now: i64) -> i64 {
        let opens = self.typed["schedule"]["from"].as_str().unwrap_or("00:00");
        let (hours, minutes) = opens.split_once(':').unwrap();
        let [hours, minutes] = [hours, minutes].map(|part| part.parse::<i64>().unwrap());
        now + (self.offset - (hours * 60 + minutes) * 60) * SECOND
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
        while place < last && (place + 1) * interval * HOUR <= passed {
            place += 1;
        }
        Some((place, last))
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
        // Not before its snapshot.
        let snapshot = point.in_snapshots.then(|| self.snapshot_until(point));
        self.by_reasons_until(point).max(snapshot.unwrap_or(0))
    }
    fn by_reasons_until(&self, point: &Point) -> i64 {
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
