//! Random documents of `check retention`: two years of one machine, dense in ties.

use super::naive::{MONTHS, WEEKDAYS};
use crate::dice::Dice;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;
pub(super) const DAYS: i64 = 730;
/// 2025-01-01T00:00:00Z; a document begins up to 400 days later.
pub(super) const BEGIN: i64 = 1_735_689_600;

const ZONES: [&str; 5] = [
    "Europe/Madrid",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "UTC",
];
const WEEKS: [&str; 5] = ["first", "second", "third", "fourth", "last"];
/// Hours between backups, and the most days that snapshots then stay.
const HOURLY: [(i64, i64); 5] = [(4, 11), (6, 17), (8, 22), (12, 30), (24, 30)];

impl Dice {
    /// From `least` to `most`, both included.
    pub(super) fn from(&mut self, least: i64, most: i64) -> i64 {
        least + (self.roll() % (most - least + 1) as u64) as i64
    }
    fn percent(&mut self, percent: i64) -> bool {
        self.from(1, 100) <= percent
    }
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.from(0, list.len() as i64 - 1) as usize]
    }
    /// Some of a list, one at least, in its order.
    fn some<T: Copy>(&mut self, list: &[T]) -> Vec<T> {
        let chances = self.from(1, list.len() as i64);
        let sure = self.pick(&Vec::from_iter(0..list.len()));
        let mut chosen = Vec::new();
        for (at, item) in list.iter().enumerate() {
            if at == sure || self.one_in(chances as u64) {
                chosen.push(*item);
            }
        }
        chosen
    }
    /// Rarely anything, otherwise at most so much more than the least.
    fn length(&mut self, least: i64, most: i64, more: i64) -> i64 {
        let most = if self.one_in(12) {
            most
        } else {
            most.min(least + more)
        };
        self.from(least, most)
    }
    fn time_of_day(&mut self) -> String {
        // Noon in UTC is when points go.
        let (hour, minute) = match self.from(1, 4) {
            1 => (12, 0),
            2 => (self.from(0, 23), self.from(0, 59)),
            _ => (self.from(0, 23), self.pick(&[0, 30])),
        };
        format!("{hour:02}:{minute:02}")
    }
}

/// A generation of the service, as far as policies depend on it.
#[derive(Clone, Copy)]
pub(super) struct Profile {
    pub(super) name: &'static str,
    keep_days: (i64, i64),
    keep_weeks: (i64, i64),
    long_ranges: bool,
    instant_restore: bool,
    enhanced: bool,
    on_demand_days_max: i64,
    on_demand_per_day_max: i64,
}

pub(super) const PROFILES: [Profile; 3] = [
    Profile {
        name: "classic-2015",
        keep_days: (1, 30),
        keep_weeks: (1, 4),
        long_ranges: false,
        instant_restore: false,
        enhanced: false,
        on_demand_days_max: 30,
        on_demand_per_day_max: 1,
    },
    Profile {
        name: "resource-manager-2019",
        keep_days: (7, 9999),
        keep_weeks: (1, 5163),
        long_ranges: true,
        instant_restore: true,
        enhanced: false,
        on_demand_days_max: 36_135,
        on_demand_per_day_max: 4,
    },
    Profile {
        name: "current",
        keep_days: (7, 9999),
        keep_weeks: (1, 5163),
        long_ranges: true,
        instant_restore: true,
        enhanced: true,
        on_demand_days_max: 36_135,
        on_demand_per_day_max: 9,
    },
];

/// The document of this seed.
pub(super) fn document(seed: u64) -> Value {
    let dice = &mut Dice(seed);
    let profile = PROFILES[[0, 1, 2, 2, 2, 2][dice.from(0, 5) as usize]];
    let begin = BEGIN + dice.from(0, 400 * 24 * 60) * MINUTE;
    let end = begin + DAYS * DAY;

    let mut policies = vec![random_policy(dice, profile, None)];
    let (mut due, mut saved) = (Vec::new(), vec![first_due(&policies[0], begin)]);
    for _ in 0..dice.from(0, 4) {
        let previous = saved[saved.len() - 1];
        let policy = &policies[policies.len() - 1];
        let change = random_change(dice, policy, previous, end);
        let policy = random_policy(dice, profile, Some(policy));
        policies.push(policy);
        saved.push(change);
    }
    for (at, policy) in policies.iter().enumerate() {
        let until = saved.get(at + 1).copied().unwrap_or(end);
        // A backup at the moment of a change is still the earlier policy's.
        let from = saved[at] + i64::from(at > 0);
        due.extend(due_times(policy, saved[at], from, until));
    }
    disturb(dice, &mut due);
    let mut backups = random_backups(dice, profile, &due, end);
    // One machine of 2015 in two is filled to its limit, with more a day than the service takes.
    if profile.on_demand_days_max == 30 && dice.one_in(2) {
        fill(dice, &mut backups, due[0], end);
    }
    let times: Vec<i64> = backups.keys().copied().collect();
    let dates = random_dates(dice, &policies, &saved[1..], &times);

    let changes = policies.iter().zip(&saved).skip(1);
    let changes = changes.map(|(policy, time)| json!({"time": text(*time), "policy": policy}));
    let mut document = json!({
        "profile": profile.name,
        "policy": policies[0],
        "backups": backups.into_values().collect::<Value>(),
        "changes": changes.collect::<Value>(),
        "as_of": dates.into_iter().map(text).collect::<Value>(),
    });
    if let Some(fields) = document.as_object_mut() {
        fields.retain(|name, value| match name.as_str() {
            "profile" => *value != "current" || dice.one_in(2),
            "changes" => *value != json!([]) || dice.one_in(2),
            _ => true,
        });
    }
    document
}

// Policies

/// The first policy, or one that takes the place of another: Enhanced never becomes Standard again.
pub(super) fn random_policy(dice: &mut Dice, profile: Profile, previous: Option<&Value>) -> Value {
    let was_enhanced = previous.is_some_and(|previous| previous["kind"] == "enhanced");
    let enhanced = was_enhanced || profile.enhanced && dice.percent(60);
    let schedule = match previous {
        Some(previous) if dice.one_in(3) => previous["schedule"].clone(),
        _ => random_schedule(dice, enhanced),
    };
    let weekly = schedule["every"] == "week";
    let interval = schedule["interval_hours"].as_i64().unwrap_or(24);
    let hourly = HOURLY.iter().find(|(hours, _)| *hours == interval);
    let snapshots = match (weekly, enhanced) {
        (false, true) => dice.from(1, hourly.unwrap().1),
        (false, false) => dice.from(1, 5),
        (true, true) => dice.from(5, 20),
        (true, false) => 5,
    };
    let default = if enhanced { 7 } else { 2 };
    let least_days = if profile.instant_restore {
        snapshots.max(default)
    } else {
        1
    };
    let mut policy = json!({
        "retention": random_retention(dice, profile, &schedule, least_days),
        "schedule": schedule,
        "time_zone": dice.pick(&ZONES),
    });
    if enhanced {
        policy["kind"] = "enhanced".into();
    } else if dice.one_in(4) {
        policy["kind"] = "standard".into();
    }
    if profile.instant_restore && !dice.one_in(5) {
        policy["instant_restore_days"] = snapshots.into();
    }
    policy
}

fn random_schedule(dice: &mut Dice, enhanced: bool) -> Value {
    let at = dice.time_of_day();
    let most = if enhanced { 5 } else { 3 };
    match dice.from(1, most) {
        1 | 2 => json!({"every": "day", "at": at}),
        3 => json!({"every": "week", "on": dice.some(&WEEKDAYS), "at": at}),
        _ => {
            let interval = dice.pick(&HOURLY).0;
            let duration = interval * dice.from(1, 24_i64.div_euclid(interval));
            json!({
                "every": "hours",
                "from": at,
                "interval_hours": interval,
                "duration_hours": duration,
            })
        }
    }
}

/// Ranges that keep points as long as their snapshots at least, and mostly not for years.
fn random_retention(dice: &mut Dice, profile: Profile, schedule: &Value, least_days: i64) -> Value {
    let weekly = schedule["every"] == "week";
    let mut runs_on = WEEKDAYS.to_vec();
    runs_on.retain(|day| !weekly || schedule["on"].as_array().unwrap().contains(&json!(day)));
    let plain = dice.one_in(4);
    let mut retention = json!({});
    if !weekly {
        let (least, most) = profile.keep_days;
        let days = dice.length(least.max(least_days), most, 60);
        retention["daily"] = json!({"days": days});
    }
    if weekly || !plain && dice.one_in(2) {
        let (least, most) = profile.keep_weeks;
        let weeks = dice.length(least.max((least_days + 6).div_euclid(7)), most, 20);
        retention["weekly"] = json!({"weeks": weeks});
        if !weekly {
            retention["weekly"]["on"] = json!(dice.some(&WEEKDAYS));
        }
    }
    if !plain && profile.long_ranges && dice.one_in(2) {
        let on = random_month_days(dice, &runs_on);
        retention["monthly"] = json!({"months": dice.length(1, 1188, 11), "on": on});
    }
    if !plain && profile.long_ranges && dice.one_in(2) {
        let (on, mut months) = (random_month_days(dice, &runs_on), dice.some(&MONTHS[1..]));
        // January has all days; a range that never comes is refused.
        months.insert(0, "january");
        retention["yearly"] = json!({"years": dice.length(1, 99, 1), "months": months, "on": on});
    }
    retention
}

fn random_month_days(dice: &mut Dice, runs_on: &[&str]) -> Value {
    if dice.one_in(2) {
        return json!({"by": "week", "days": dice.some(runs_on), "weeks": dice.some(&WEEKS)});
    }
    let days = dice.some(&Vec::from_iter(1..=31));
    match dice.from(1, 4) {
        1 => json!({"by": "date", "last_day": true}),
        2 => json!({"by": "date", "days": days, "last_day": true}),
        3 => json!({"by": "date", "days": [29, 30, 31]}),
        _ => json!({"by": "date", "days": days}),
    }
}

// Moments

/// When a policy that is saved at a moment is due, from one moment to another, both included.
pub(super) fn due_times(policy: &Value, saved: i64, from: i64, until: i64) -> Vec<i64> {
    let offset = offset(policy, saved);
    let schedule = &policy["schedule"];
    let at = if schedule["every"] == "hours" {
        &schedule["from"]
    } else {
        &schedule["at"]
    };
    let (hours, minutes) = at.as_str().and_then(|at| at.split_once(':')).unwrap();
    let at = hours.parse::<i64>().unwrap() * HOUR + minutes.parse::<i64>().unwrap() * MINUTE;
    let duration = schedule["duration_hours"].as_i64().unwrap_or(1);
    let interval = schedule["interval_hours"].as_i64().unwrap_or(1);
    let mut due = Vec::new();
    let mut midnight = from + offset - (from + offset).rem_euclid(DAY) - DAY;
    while midnight <= until + 2 * DAY {
        let local = Timestamp::from_second(midnight).unwrap();
        let weekday = WEEKDAYS[weekday_number(local)];
        if schedule["on"]
            .as_array()
            .is_none_or(|on| on.contains(&json!(weekday)))
        {
            let mut passed = 0;
            while passed < duration {
                due.push(midnight + at + passed * HOUR - offset);
                passed += interval;
            }
        }
        midnight += DAY;
    }
    due.retain(|time| (from..=until).contains(time));
    due
}

fn weekday_number(day: Timestamp) -> usize {
    let weekday = day.to_zoned(TimeZone::UTC).weekday();
    weekday.to_monday_zero_offset() as usize
}

fn offset(policy: &Value, moment: i64) -> i64 {
    let zone = policy["time_zone"].as_str().unwrap();
    let moment = Timestamp::from_second(moment).unwrap();
    i64::from(TimeZone::get(zone).unwrap().to_offset(moment).seconds())
}

/// The first backup from a moment on, at the offset that the zone has at that backup itself.
fn first_due(policy: &Value, begin: i64) -> i64 {
    let mut begin = begin;
    loop {
        let first = due_times(policy, begin, begin, begin + 8 * DAY)[0];
        if offset(policy, first) == offset(policy, begin) {
            return first;
        }
        begin = first + DAY;
    }
}

/// A moment for the next change: any, when a backup is due, or when points go.
fn random_change(dice: &mut Dice, policy: &Value, saved: i64, end: i64) -> i64 {
    let any = dice.from(saved + 1, saved + (end - saved).div_euclid(2).max(1));
    let due = due_times(policy, saved, any, any + 8 * DAY);
    let moment = match dice.from(1, 6) {
        1 | 2 => dice.pick(&due),
        3 => dice.pick(&due) + dice.from(-1, 1),
        4 => next_noon(any),
        _ => any,
    };
    moment.max(saved + 1)
}

pub(super) fn next_noon(moment: i64) -> i64 {
    moment + (DAY.div_euclid(2) - moment).rem_euclid(DAY)
}

/// Sometimes no backup is due for a while, sometimes all are off their schedule; the first stays.
fn disturb(dice: &mut Dice, due: &mut Vec<i64>) {
    let first = due[0];
    let gaps = dice.pick(&[0, 0, 1, 20]);
    for _ in 0..gaps {
        let from = dice.pick(due);
        let until = from + dice.pick(&[0, 12, 36, 300]) * HOUR;
        due.retain(|time| *time == first || !(from..=until).contains(time));
    }
    if dice.one_in(6) {
        let shift = dice.from(0, 10 * 60) * MINUTE;
        for time in &mut due[1..] {
            *time += shift;
        }
    }
}

/// Scheduled backups, of which some fail, and on-demand ones.
pub(super) fn random_backups(
    dice: &mut Dice,
    profile: Profile,
    due: &[i64],
    end: i64,
) -> BTreeMap<i64, Value> {
    let failing = dice.from(0, 40) * dice.from(0, 1);
    let mut backups = BTreeMap::new();
    for time in due {
        let ok = !dice.percent(failing);
        let backup = if ok && dice.one_in(2) {
            text(*time).into()
        } else if ok {
            json!({"time": text(*time)})
        } else {
            json!({"time": text(*time), "ok": false})
        };
        backups.insert(*time, backup);
    }
    let first = due[0];
    if profile.instant_restore && dice.one_in(5) {
        let time = first - dice.from(1, 10 * 24 * 60) * MINUTE;
        let backup = json!({"time": text(time), "keep_days": dice.from(1, 60)});
        backups.insert(time, backup);
    }
    let chances = dice.pick(&[3, 10, 50, 10_000]);
    let keep_most = dice.pick(&[3, 40, 400]).min(profile.on_demand_days_max);
    for day in first.div_euclid(DAY) + 1..end.div_euclid(DAY) {
        if !dice.one_in(chances as u64) {
            continue;
        }
        for _ in 0..dice.from(1, profile.on_demand_per_day_max.min(3)) {
            let any = dice.from(0, DAY - 1);
            let time = day * DAY + dice.pick(&[DAY.div_euclid(2), any]);
            let keep_days = if dice.one_in(20) {
                profile.on_demand_days_max
            } else {
                dice.from(1, keep_most)
            };
            let mut backup = json!({"time": text(time), "keep_days": keep_days});
            if dice.percent(failing) {
                backup["ok"] = false.into();
            }
            backups.entry(time).or_insert(backup);
        }
    }
    backups
}

/// Some weeks of on-demand backups, of which so many live at once that others are refused.
fn fill(dice: &mut Dice, backups: &mut BTreeMap<i64, Value>, first: i64, end: i64) {
    let from = first + dice.from(1, 600) * DAY;
    for day in 0..40 {
        for _ in 0..dice.from(12, 18) {
            let time = from + day * DAY + dice.from(0, DAY - 1);
            let backup = json!({"time": text(time), "keep_days": dice.from(20, 30)});
            if time < end {
                backups.entry(time).or_insert(backup);
            }
        }
    }
}

/// Dates to ask about, in no order: any, and a second around what happens.
pub(super) fn random_dates(
    dice: &mut Dice,
    policies: &[Value],
    changes: &[i64],
    backups: &[i64],
) -> Vec<i64> {
    let (first, last) = (backups[0], backups[backups.len() - 1]);
    let mut dates = Vec::new();
    for _ in 0..dice.from(6, 12) {
        let backup = dice.pick(backups);
        let policy = &policies[dice.from(0, policies.len() as i64 - 1) as usize];
        let death = backup + random_life(dice, policy);
        let moment = match dice.from(1, 7) {
            1 => dice.from(first - DAY, last + 100 * DAY),
            2 => backup,
            3 if !changes.is_empty() => dice.pick(changes),
            4 => next_noon(backup),
            5 => death,
            _ => next_noon(death),
        };
        dates.push(moment.min(last + 3 * 365 * DAY) + dice.from(-1, 1));
    }
    dates
}

/// How long one of a policy's ranges keeps a point.
fn random_life(dice: &mut Dice, policy: &Value) -> i64 {
    let ranges = &policy["retention"];
    let days = |range: &str, unit: &str, days: i64| Some(ranges[range][unit].as_i64()? * days);
    let lives = [
        policy["instant_restore_days"].as_i64(),
        days("daily", "days", 1),
        days("weekly", "weeks", 7),
        days("monthly", "months", 31),
        days("yearly", "years", 365),
    ];
    dice.pick(&Vec::from_iter(lives.into_iter().flatten())) * DAY
}

fn text(time: i64) -> String {
    Timestamp::from_second(time).unwrap().to_string()
}
