//! Which recovery points are kept, why and until when: `vaultlab check retention` on cases that a
//! person can follow with a calendar. The rules are in docs/model.md, the format in docs/check.md.
//! 1 March 2026 is a Sunday.
//!
//! `check_retention/changes.rs`: what another policy does to points that are there.
//! `check_retention/hourly.rs`: several backups a day. `check_retention/wrong.rs`: what is refused,
//! and both sides of every limit.

mod changes;
mod hourly;
mod wrong;

use serde_json::{Value, json};
use vaultlab::api::check_retention;
use vaultlab::scenario::calendar::Calendar;
use vaultlab::units::{SimDuration, SimTime};

/// A file of one machine.
struct Case(Value);

impl Case {
    /// Under today's rules, where a daily policy's snapshots live for 2 days.
    fn of(policy: Value) -> Self {
        Self(json!({"policy": policy, "backups": [], "changes": [], "as_of": []}))
    }
    /// Under the rules of 2015, where no snapshot outlives its transfer.
    fn classic(policy: Value) -> Self {
        let mut case = Self::of(policy);
        case.0["profile"] = json!("classic-2015");
        case
    }
    /// Adds backups: `2026-03-01 22:00`, `2026-03-01 22:00 fails`, `2026-03-01 22:00 for 30`.
    fn backups(mut self, backups: &[&str]) -> Self {
        let rows = backups.iter().map(|text| backup(text));
        let list = self.0["backups"].as_array_mut();
        list.expect("a case has a list").extend(rows);
        self
    }
    /// Adds a backup every so often.
    fn backups_every(self, length: SimDuration, from: &str, count: u64) -> Self {
        let texts = every(length, from, count);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.backups(&texts)
    }
    fn backups_every_day(self, from: &str, count: u64) -> Self {
        self.backups_every(SimDuration::DAY, from, count)
    }
    fn changed(mut self, at: &str, policy: Value) -> Self {
        let row = json!({"time": utc(at), "policy": policy});
        let list = self.0["changes"].as_array_mut();
        list.expect("a case has a list").push(row);
        self
    }
    /// What the check answers for one date.
    #[track_caller]
    fn ask(&self, as_of: &str) -> Value {
        let mut file = self.0.clone();
        file["as_of"] = json!([utc(as_of)]);
        let text = check_retention(&file.to_string()).expect("the file is right");
        let mut answer: Value = serde_json::from_str(&text).expect("an answer is JSON");
        answer["as_of"][0].take()
    }
    /// A date's points, one a line, then its refusals.
    #[track_caller]
    fn check(&self, as_of: &str, expected: &[&str]) {
        let answer = self.ask(as_of);
        assert_eq!(answer["time"], utc(as_of));
        let points = list(&answer, "points").iter().map(point_line);
        let refused = list(&answer, "refused")
            .iter()
            .map(|time| format!("{} refused", short(time)));
        let lines: Vec<String> = points.chain(refused).collect();
        assert_eq!(lines, expected, "as of {as_of}");
    }
}

/// `2026-03-01 22:00: daily weekly, snapshot 2026-03-03 22:00, vault 2026-03-08 22:00`.
fn point_line(point: &Value) -> String {
    let reasons = list(point, "reasons").iter().map(text);
    let reasons: Vec<&str> = reasons.collect();
    let mut line = format!("{}: {}", short(&point["time"]), reasons.join(" "));
    for (tier, field) in [("snapshot", "snapshot_until"), ("vault", "vault_until")] {
        if let Some(until) = point.get(field) {
            line += &format!(", {tier} {}", short(until));
        }
    }
    line
}

fn list<'a>(of: &'a Value, field: &str) -> &'a [Value] {
    of[field].as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

fn backup(text: &str) -> Value {
    let (time, rest) = text.split_at("2026-03-01 22:00".len());
    let days = |text: &str| text.parse::<u32>().expect("a number of days");
    match rest.trim().split_once(' ') {
        None if rest.is_empty() => json!(utc(time)),
        None => json!({"time": utc(time), "ok": false}),
        Some((_, keep)) => json!({"time": utc(time), "keep_days": days(keep)}),
    }
}

/// `2026-03-01 22:00` as files have it.
fn utc(short: &str) -> String {
    format!("{}:00Z", short.replace(' ', "T"))
}

/// A time of an answer as these tests have it.
fn short(time: &Value) -> String {
    let minutes = text(time).strip_suffix(":00Z").expect("a whole minute");
    minutes.replace('T', " ")
}

fn every(length: SimDuration, from: &str, count: u64) -> Vec<String> {
    let (date, _) = from.split_once(' ').expect("a date and a time");
    let calendar = Calendar::starting(date).expect("a date");
    let from = calendar.utc_instant(&utc(from)).expect("a time");
    let from = from.since(SimTime::ZERO);
    let at = |i| SimTime::ZERO + from + length * i;
    let text = |i| short(&json!(calendar.utc_text(at(i))));
    (0..count).map(text).collect()
}

/// Every day at 22:00 UTC.
fn daily(retention: Value) -> Value {
    json!({"schedule": {"every": "day", "at": "22:00"}, "time_zone": "UTC", "retention": retention})
}

/// Sundays at 22:00 UTC.
fn weekly(weeks: u32) -> Value {
    json!({"schedule": {"every": "week", "on": ["sunday"], "at": "22:00"}, "time_zone": "UTC",
           "retention": {"weekly": {"weeks": weeks}}})
}

/// Daily for 7 days, and Sundays for 4 weeks.
fn sundays_longer() -> Value {
    json!({"daily": {"days": 7}, "weekly": {"weeks": 4, "on": ["sunday"]}})
}

#[test]
fn a_daily_point_goes_at_the_first_noon_after_its_days() {
    let case = Case::classic(daily(json!({"daily": {"days": 7}})));
    let case = case.backups(&["2026-03-01 22:00", "2026-03-02 22:00"]);
    let both = [
        "2026-03-01 22:00: daily, vault 2026-03-08 22:00",
        "2026-03-02 22:00: daily, vault 2026-03-09 22:00",
    ];
    case.check("2026-03-01 21:59", &[]);
    case.check("2026-03-01 22:00", &both[..1]);
    case.check("2026-03-08 12:00", &both);
    case.check("2026-03-09 11:59", &both);
    case.check("2026-03-09 12:00", &both[1..]);
}

#[test]
fn a_point_that_dies_at_noon_goes_at_that_noon() {
    let policy = json!({"schedule": {"every": "day", "at": "12:00"}, "time_zone": "UTC",
                        "retention": {"daily": {"days": 7}}});
    let case = Case::classic(policy).backups(&["2026-03-01 12:00", "2026-03-08 12:00"]);
    case.check(
        "2026-03-08 12:00",
        &["2026-03-08 12:00: daily, vault 2026-03-15 12:00"],
    );
}

#[test]
fn a_point_lives_as_long_as_the_longest_of_its_reasons() {
    let retention = json!({
        "daily": {"days": 7},
        "weekly": {"weeks": 4, "on": ["sunday"]},
        "monthly": {"months": 2, "on": {"by": "date", "days": [1]}},
        "yearly": {"years": 1, "months": ["march"], "on": {"by": "date", "days": [1]}}});
    let case = Case::of(daily(retention)).backups(&[
        "2026-03-01 22:00",
        "2026-03-08 22:00",
        "2026-03-31 22:00",
        "2026-04-01 22:00",
    ]);
    // A year has 365 days, a week 7, a month 31.
    case.check(
        "2026-04-02 00:00",
        &[
            "2026-03-01 22:00: daily weekly monthly yearly, vault 2027-03-01 22:00",
            "2026-03-08 22:00: daily weekly, vault 2026-04-05 22:00",
            "2026-03-31 22:00: daily, snapshot 2026-04-02 22:00, vault 2026-04-07 22:00",
            "2026-04-01 22:00: daily monthly, snapshot 2026-04-03 22:00, vault 2026-06-02 22:00",
        ],
    );
}

#[test]
fn the_last_sunday_may_be_the_fourth_and_the_fourth_need_not_be_the_last() {
    let last = json!({"by": "week", "days": ["sunday"], "weeks": ["last"]});
    let retention = json!({"daily": {"days": 7}, "monthly": {"months": 1, "on": last}});
    let backups = ["2026-02-22 22:00", "2026-03-22 22:00", "2026-03-29 22:00"];
    let case = Case::of(daily(retention)).backups(&backups);
    case.check(
        "2026-03-23 00:00",
        &[
            "2026-02-22 22:00: daily monthly, snapshot 2026-02-24 22:00, vault 2026-03-25 22:00",
            "2026-03-22 22:00: daily, snapshot 2026-03-24 22:00, vault 2026-03-29 22:00",
        ],
    );
    case.check(
        "2026-03-30 12:00",
        &["2026-03-29 22:00: daily monthly, snapshot 2026-03-31 22:00, vault 2026-04-29 22:00"],
    );
}

#[test]
fn the_last_day_of_a_month_is_the_28th_to_the_31st() {
    let on = json!({"by": "date", "days": [30], "last_day": true});
    let retention = json!({"daily": {"days": 7}, "monthly": {"months": 12, "on": on}});
    let backups = ["2026-02-28 22:00", "2026-03-30 22:00", "2026-03-31 22:00"];
    let case = Case::of(daily(retention)).backups(&backups);
    let answer = case.ask("2026-04-20 00:00");
    assert_eq!(list(&answer, "points").len(), 3);
}

#[test]
fn the_newest_point_never_goes_until_there_is_a_newer_one() {
    let case = Case::classic(daily(json!({"daily": {"days": 1}})));
    let case = case.backups(&["2026-03-01 22:00", "2027-03-01 22:00"]);
    let [old, new] = [
        "2026-03-01 22:00: daily, vault 2026-03-02 22:00",
        "2027-03-01 22:00: daily, vault 2027-03-02 22:00",
    ];
    case.check("2027-03-01 21:59", &[old]);
    case.check("2027-03-02 11:59", &[old, new]);
    case.check("2027-03-02 12:00", &[new]);
    case.check("2199-12-31 23:59", &[new]);
}

#[test]
fn a_day_whose_backup_fails_leaves_a_hole_that_no_other_day_fills() {
    let case = Case::classic(daily(sundays_longer())).backups(&[
        "2026-03-01 22:00 fails",
        "2026-03-02 22:00",
        "2026-03-08 22:00",
    ]);
    case.check(
        "2026-03-09 00:00",
        &[
            "2026-03-02 22:00: daily, vault 2026-03-09 22:00",
            "2026-03-08 22:00: daily weekly, vault 2026-04-05 22:00",
        ],
    );
}

/// PRO-6
#[test]
fn with_instant_restore_a_snapshot_stays_for_its_days_and_the_newest_until_there_is_a_newer_one() {
    let mut policy = daily(json!({"daily": {"days": 30}}));
    policy["instant_restore_days"] = json!(5);
    let case = Case::of(policy).backups(&["2026-03-01 22:00", "2026-03-20 22:00"]);
    let [with, without] = [
        "2026-03-01 22:00: daily, snapshot 2026-03-06 22:00, vault 2026-03-31 22:00",
        "2026-03-01 22:00: daily, vault 2026-03-31 22:00",
    ];
    let new = "2026-03-20 22:00: daily, snapshot 2026-03-25 22:00, vault 2026-04-19 22:00";
    case.check("2026-03-20 12:00", &[with]);
    case.check("2026-03-21 11:59", &[with, new]);
    case.check("2026-03-21 12:00", &[without, new]);
}

/// PRO-6
#[test]
fn without_instant_restore_no_snapshot_stays() {
    let case = Case::classic(daily(json!({"daily": {"days": 30}})));
    let case = case.backups(&["2026-03-01 22:00"]);
    case.check(
        "2026-03-01 22:00",
        &["2026-03-01 22:00: daily, vault 2026-03-31 22:00"],
    );
}

/// LIF-7
#[test]
fn a_weekly_policy_keeps_its_days_points_for_weeks() {
    let mut policy = weekly(2);
    policy["schedule"]["at"] = json!("06:00");
    let case = Case::classic(policy).backups(&["2026-03-01 06:00", "2026-03-08 06:00"]);
    case.check(
        "2026-03-15 12:00",
        &["2026-03-08 06:00: weekly, vault 2026-03-22 06:00"],
    );
}

#[test]
fn an_on_demand_point_lives_as_long_as_the_person_said() {
    let case = Case::of(daily(json!({"daily": {"days": 7}})));
    let case = case.backups(&["2026-03-01 10:00 for 60", "2026-03-01 22:00"]);
    case.check(
        "2026-03-20 00:00",
        &[
            "2026-03-01 10:00: on-demand, vault 2026-04-30 10:00",
            "2026-03-01 22:00: daily, snapshot 2026-03-03 22:00, vault 2026-03-08 22:00",
        ],
    );
}

#[test]
fn a_day_is_counted_by_the_offset_that_the_policy_had_when_it_was_saved() {
    let at = |time: &str| {
        json!({"schedule": {"every": "day", "at": time}, "time_zone": "Europe/Madrid",
               "retention": {"daily": {"days": 7}, "weekly": {"weeks": 4, "on": ["sunday"]}}})
    };
    // Clocks go forward on 29 March 2026. 23:30 of Sunday, 5 April, in winter time is 00:30 of
    // Monday in summer time.
    let late = Case::classic(at("23:30")).backups(&["2026-03-28 22:30", "2026-04-05 22:30"]);
    late.check(
        "2026-04-05 23:00",
        &[
            "2026-03-28 22:30: daily, vault 2026-04-04 22:30",
            "2026-04-05 22:30: daily weekly, vault 2026-05-03 22:30",
        ],
    );
    // 00:30 of Sunday, 29 March, before the change; then of Monday in winter time.
    let early = Case::classic(at("00:30")).backups(&["2026-03-28 23:30", "2026-03-29 23:30"]);
    // Saved again in summer: 00:30 of Sunday, 12 April, in summer time.
    let early = early
        .changed("2026-04-01 09:00", at("00:30"))
        .backups(&["2026-04-11 22:30"]);
    early.check(
        "2026-04-11 23:00",
        &[
            "2026-03-28 23:30: daily weekly, vault 2026-04-25 23:30",
            "2026-03-29 23:30: daily, vault 2026-04-05 23:30",
            "2026-04-11 22:30: daily weekly, vault 2026-05-09 22:30",
        ],
    );
}

#[test]
fn dates_are_answered_in_the_order_of_the_file_and_may_repeat() {
    let mut case = Case::classic(daily(json!({"daily": {"days": 7}}))).0;
    case["backups"] = json!(["2026-03-01T22:00:00Z"]);
    let dates = [
        "2026-03-09T00:00:00Z",
        "2026-03-01T00:00:00Z",
        "2026-03-09T00:00:00Z",
    ];
    case["as_of"] = json!(dates);
    let answer: Value = serde_json::from_str(&check_retention(&case.to_string()).unwrap()).unwrap();
    let rows = list(&answer, "as_of").iter();
    let rows = rows.map(|row| (row["time"].clone(), list(row, "points").len()));
    let expected = dates.into_iter().map(Value::from).zip([1, 0, 1]);
    assert_eq!(rows.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}
