//! What a policy may say: both sides of the limits in `src/scenario/check/policies.rs` that no
//! profile changes, and days that never come.

use super::limits::{check_edge, vm};
use super::{check_all, check_one, check_unreadable, problems_of};
use serde_json::{Value, json};

/// Retention of `daily` with another range beside its days.
pub(super) fn and(range: &str, value: Value) -> Value {
    json!({"daily": {"days": 30}, range: value})
}

fn enhanced(schedule: Value, days: u32) -> Value {
    json!({"name": "daily", "vault": "v", "kind": "enhanced", "schedule": schedule,
           "time_zone": "UTC", "retention": {"daily": {"days": days}}})
}

fn hours(interval: u32, duration: u32) -> Value {
    json!({"every": "hours", "interval_hours": interval, "from": "08:00",
           "duration_hours": duration})
}

#[test]
fn snapshots_of_an_enhanced_policy_stay_for_up_to_30_days() {
    let daily = enhanced(json!({"every": "day", "at": "22:00"}), 30);
    let mut weekly = enhanced(
        json!({"every": "week", "on": ["monday"], "at": "22:00"}),
        30,
    );
    weekly["retention"] = json!({"weekly": {"weeks": 5}});
    let check = |policy: &Value, min: u32, max: u32| {
        for (days, is_right) in [(min, true), (max, true), (min - 1, false), (max + 1, false)] {
            let mut policy = policy.clone();
            policy["instant_restore_days"] = json!(days);
            let line =
                format!("policies[0].instant_restore_days: found {days}; allowed: {min} to {max}");
            let lines = [line.as_str()];
            check_one("policies[0]", policy, if is_right { &[] } else { &lines });
        }
    };
    check(&daily, 1, 30);
    check(&weekly, 5, 20);
    for (interval, max) in [(4, 11), (6, 17), (8, 22), (12, 30), (24, 30)] {
        check(&enhanced(hours(interval, 24), 30), 1, max);
    }
}

#[test]
fn a_snapshot_does_not_outlive_its_point() {
    let policy = |snapshots: u32, days: u32| {
        let mut policy = enhanced(json!({"every": "day", "at": "22:00"}), days);
        policy["instant_restore_days"] = json!(snapshots);
        policy
    };
    check_edge_of(
        "policies[0]",
        policy(20, 20),
        policy(21, 20),
        "policies[0].instant_restore_days: found 21; allowed: at most 20 days: how long a point is kept",
    );
    let weekly = |snapshots: u32| {
        let mut policy = policy(snapshots, 7);
        policy["schedule"] = json!({"every": "week", "on": ["monday"], "at": "22:00"});
        policy["retention"] = json!({"weekly": {"weeks": 1}});
        policy
    };
    check_edge_of(
        "policies[0]",
        weekly(7),
        weekly(8),
        "policies[0].instant_restore_days: found 8; allowed: at most 7 days: how long a point is kept",
    );
    // A figure that is wrong anyway is said once, as it was typed.
    let line = "policies[0].instant_restore_days: found 31; allowed: 1 to 30";
    check_one("policies[0]", policy(31, 7), &[line]);
}

#[track_caller]
fn check_edge_of(path: &str, inside: Value, outside: Value, line: &str) {
    check_one(path, inside, &[]);
    check_one(path, outside, &[line]);
}

#[test]
fn hours_between_backups_are_one_of_a_list() {
    for interval in [4, 6, 8, 12, 24] {
        check_one("policies[0]", enhanced(hours(interval, 24), 7), &[]);
    }
    for interval in [1, 2, 3] {
        let line = format!(
            "policies[0].schedule.interval_hours: found {interval}; allowed: 4, 6, 8, 12, 24"
        );
        check_one(
            "policies[0]",
            enhanced(hours(interval, 24), 7),
            &[line.as_str()],
        );
    }
    for interval in [0, 5, 25, 6_000_000, u32::MAX] {
        let problems = problems_of(
            &super::changed(&[("policies[0]", enhanced(hours(interval, 24), 7))]).to_string(),
        );
        let line = format!(
            "policies[0].schedule.interval_hours: found {interval}; allowed: 4, 6, 8, 12, 24"
        );
        assert_eq!(problems.first(), Some(&line));
    }
}

#[test]
fn a_window_of_hours_is_4_to_24_and_a_multiple_of_the_interval() {
    let at = "policies[0].schedule.duration_hours";
    for (interval, inside, outside) in
        [(4, 4, 5), (4, 24, 22), (6, 6, 8), (6, 18, 20), (12, 12, 18)]
    {
        check_one("policies[0]", enhanced(hours(interval, inside), 7), &[]);
        let line = format!(
            "{at}: found {outside}; allowed: a multiple of the interval of {interval} hours"
        );
        check_one(
            "policies[0]",
            enhanced(hours(interval, outside), 7),
            &[line.as_str()],
        );
    }
    for outside in [28, 4_000_000_000] {
        let line = format!("{at}: found {outside}; allowed: 4 to 24");
        check_one(
            "policies[0]",
            enhanced(hours(4, outside), 7),
            &[line.as_str()],
        );
    }
    for outside in [0, 3] {
        let within = format!("{at}: found {outside}; allowed: 4 to 24");
        let multiple =
            format!("{at}: found {outside}; allowed: a multiple of the interval of 4 hours");
        let lines = [within.as_str(), multiple.as_str()];
        check_one("policies[0]", enhanced(hours(4, outside), 7), &lines);
    }
}

#[test]
fn only_an_enhanced_policy_of_today_backs_up_several_times_a_day() {
    let only = "policies[0].schedule.every: found \"hours\"; allowed: day or week: only an \
                enhanced policy backs up several times a day";
    let only = only.replace("\"hours\"", "hours");
    let mut standard = enhanced(hours(4, 24), 7);
    standard["kind"] = json!("standard");
    for profile in ["classic-2015", "resource-manager-2019", "current"] {
        let changes = [
            ("profile", json!(profile)),
            ("policies[0]", standard.clone()),
        ];
        check_all(&changes, &[only.as_str()]);
    }
    for profile in ["classic-2015", "resource-manager-2019"] {
        let kind =
            format!("policies[0].kind: found enhanced; allowed: standard: {profile} has no other");
        let daily = enhanced(json!({"every": "day", "at": "22:00"}), 7);
        check_all(
            &[("profile", json!(profile)), ("policies[0]", daily)],
            &[kind.as_str()],
        );
        let hourly = enhanced(hours(4, 24), 7);
        let lines = [kind.as_str(), only.as_str()];
        check_all(
            &[("profile", json!(profile)), ("policies[0]", hourly)],
            &lines,
        );
    }
}

#[test]
fn a_weekly_range_names_its_days_unless_its_schedule_does() {
    let at = "policies[0].retention.weekly.on";
    let of = |on: Value| and("weekly", json!({"weeks": 4, "on": on}));
    let retention = "policies[0].retention";
    check_one(retention, of(json!(["sunday", "monday"])), &[]);
    let nothing = format!("{at}: found nothing; allowed: one to seven days");
    check_one(retention, of(Value::Null), &[nothing.as_str()]);
    for (on, found) in [
        (json!([]), "0 days"),
        (json!(["sunday", "sunday"]), "2 days"),
    ] {
        let line = format!("{at}: found {found}; allowed: one to seven days, none twice");
        check_one(retention, of(on), &[line.as_str()]);
    }
    let path = "policies[1].retention.weekly.on";
    check_one(path, json!(["monday"]), &[]);
    let line = format!("{path}: found tuesday; allowed: the days of the schedule, or absent");
    check_one(path, json!(["tuesday"]), &[line.as_str()]);
}

#[test]
fn days_and_weeks_of_a_month_are_at_least_one_and_none_twice() {
    let of = |days: Value, weeks: Value| {
        and(
            "monthly",
            json!({"months": 6, "on": {"by": "week", "days": days, "weeks": weeks}}),
        )
    };
    let at = "policies[0].retention.monthly.on";
    let check = |days: Value, weeks: Value, line: &str| {
        let lines = [format!("{at}.{line}")];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        check_one(
            "policies[0].retention",
            of(days, weeks),
            if line.is_empty() { &[] } else { &lines },
        );
    };
    let (day, week) = (json!(["sunday"]), json!(["first"]));
    check(
        json!(["sunday", "monday"]),
        json!(["first", "second", "third", "fourth", "last"]),
        "",
    );
    let (days, weeks) = (
        "allowed: one to seven days, none twice",
        "allowed: one to five weeks, none twice",
    );
    check(
        json!([]),
        week.clone(),
        &format!("days: found 0 days; {days}"),
    );
    check(
        json!(["sunday", "sunday"]),
        week,
        &format!("days: found 2 days; {days}"),
    );
    check(
        day.clone(),
        json!([]),
        &format!("weeks: found 0 weeks; {weeks}"),
    );
    check(
        day,
        json!(["last", "last"]),
        &format!("weeks: found 2 weeks; {weeks}"),
    );
}

#[test]
fn dates_of_a_month_are_1_to_31_none_twice_or_its_last_day() {
    let of = |on: Value| and("monthly", json!({"months": 6, "on": on}));
    let at = "policies[0].retention.monthly.on.days";
    let retention = "policies[0].retention";
    let all: Vec<u32> = (1..=31).collect();
    for on in [
        json!({"by": "date", "days": [1]}),
        json!({"by": "date", "days": [31]}),
        json!({"by": "date", "days": all}),
        json!({"by": "date", "last_day": true}),
        json!({"by": "date", "days": [31], "last_day": true}),
    ] {
        check_one(retention, of(on), &[]);
    }
    for day in [0, 32, u32::MAX] {
        let line = format!("{at}[1]: found {day}; allowed: 1 to 31");
        check_one(
            retention,
            of(json!({"by": "date", "days": [5, day]})),
            &[line.as_str()],
        );
    }
    for (on, count) in [
        (json!({"by": "date"}), 0),
        (json!({"by": "date", "days": []}), 0),
        (json!({"by": "date", "days": [7, 7]}), 2),
        (json!({"by": "date", "days": [7, 7], "last_day": true}), 2),
        (json!({"by": "date", "days": vec![7; 40]}), 40),
    ] {
        let line = format!("{at}: found {count} days; allowed: one to 31 days, none twice");
        check_one(retention, of(on), &[line.as_str()]);
    }
}

#[test]
fn months_of_a_year_are_at_least_one_and_none_twice() {
    let of = |months: Value| {
        and(
            "yearly",
            json!({"years": 1, "months": months, "on": {"by": "date", "days": [1]}}),
        )
    };
    let retention = "policies[0].retention";
    check_one(retention, of(json!(["january", "december"])), &[]);
    for (months, count) in [(json!([]), 0), (json!(["may", "may"]), 2)] {
        let line = format!(
            "{retention}.yearly.months: found {count} months; allowed: one to twelve months, none twice"
        );
        check_one(retention, of(months), &[line.as_str()]);
    }
}

#[test]
fn a_day_that_the_months_of_a_yearly_range_never_have_is_refused() {
    let retention = "policies[0].retention";
    let never = "policies[0].retention.yearly.on: found days that these months never have; \
                 allowed: days that come";
    let of = |months: &[&str], days: &[u32], last_day: bool| {
        let on = json!({"by": "date", "days": days, "last_day": last_day});
        and("yearly", json!({"years": 1, "months": months, "on": on}))
    };
    for (month, inside, outside) in [
        ("february", 29, 30),
        ("april", 30, 31),
        ("june", 30, 31),
        ("september", 30, 31),
        ("november", 30, 31),
    ] {
        check_one(retention, of(&[month], &[inside], false), &[]);
        check_one(retention, of(&[month], &[outside], false), &[never]);
    }
    for month in [
        "january", "march", "may", "july", "august", "october", "december",
    ] {
        check_one(retention, of(&[month], &[31], false), &[]);
    }
    // One that comes is enough.
    check_one(retention, of(&["february", "march"], &[31], false), &[]);
    check_one(retention, of(&["february"], &[28, 30], false), &[]);
    check_one(retention, of(&["february"], &[30], true), &[]);
}

#[test]
fn a_day_on_which_a_weekly_schedule_never_runs_is_refused() {
    let on = |day: &str| json!({"by": "week", "days": ["monday", day], "weeks": ["first"]});
    let line = |range: &str| {
        format!(
            "policies[1].retention.{range}.on.days: found friday; allowed: days on which the \
             schedule runs"
        )
    };
    let weekly = |range: &str, value: Value| json!({"weekly": {"weeks": 1}, range: value});
    let schedule = |days: Value| ("policies[1].schedule.on", days);
    let monthly = weekly("monthly", json!({"months": 1, "on": on("friday")}));
    let yearly = weekly(
        "yearly",
        json!({"years": 1, "months": ["may"], "on": on("friday")}),
    );
    for (range, retention) in [("monthly", monthly), ("yearly", yearly)] {
        let retention = ("policies[1].retention", retention);
        check_all(
            &[schedule(json!(["monday"])), retention.clone()],
            &[line(range).as_str()],
        );
        check_all(&[schedule(json!(["monday", "friday"])), retention], &[]);
    }
}

#[test]
fn a_field_that_a_choice_does_not_have_is_refused() {
    for (path, value) in [
        ("vaults[0].soft_delete", json!({"state": "off", "days": 14})),
        (
            "vaults[0].soft_delete",
            json!({"state": "basic", "days": 14}),
        ),
        (
            "vaults[0].soft_delete",
            json!({"state": "enhanced", "days": 14, "hours": 1}),
        ),
        (
            "policies[0].schedule",
            json!({"every": "day", "at": "22:00", "on": ["monday"]}),
        ),
        (
            "policies[0].schedule",
            json!({"every": "day", "at": "22:00", "interval_hours": 4}),
        ),
        ("policies[0].retention", and("hourly", json!({}))),
        (
            "policies[0].retention",
            json!({"daily": {"days": 7, "weeks": 1}}),
        ),
        (
            "policies[0].retention",
            and(
                "monthly",
                json!({"months": 1, "on": {"by": "date", "days": [1], "weeks": []}}),
            ),
        ),
    ] {
        let text = super::changed(&[(path, value.clone())]).to_string();
        let problems = problems_of(&text);
        let is_unknown = problems
            .first()
            .is_some_and(|it| it.contains("found unknown field `"));
        assert!(is_unknown && problems.len() == 1, "{value}: {problems:?}");
    }
    let missing = json!({"by": "week", "days": ["monday"]});
    let path = "policies[0].retention";
    let retention = and("monthly", json!({"months": 1, "on": missing}));
    check_unreadable(path, retention, "missing field `weeks`");
}

/// LIF-6
#[test]
fn a_machine_with_two_policies_is_refused() {
    let twice = json!([vm(1, "daily"), vm(1, "weekly"), vm(2, "gone")]);
    check_one(
        "vms",
        twice,
        &[
            "vms[1].name: found \"vm-1\" again; allowed: a name that no other machine of its \
             resource group has",
            "vms[2].policy: found \"gone\"; allowed: the name of a policy in this scenario",
        ],
    );
    let text = super::SMALL.replacen(
        "\"policy\": \"daily\"",
        "\"policy\": \"daily\", \"policy\": \"weekly\"",
        1,
    );
    let problems = problems_of(&text);
    assert!(
        problems[0].contains("found duplicate field `policy`;"),
        "{problems:?}"
    );
    check_unreadable(
        "vms[0].policy",
        json!(["daily", "weekly"]),
        "invalid type: sequence, expected a string",
    );
}

#[test]
fn a_zone_of_a_policy_is_checked_like_a_windows() {
    check_edge(
        "policies[1].time_zone",
        json!("Tokyo Standard Time"),
        json!("Tokyo"),
        "found \"Tokyo\"; allowed: an IANA zone (Europe/Madrid) or a Windows zone (Romance \
         Standard Time)",
    );
}
