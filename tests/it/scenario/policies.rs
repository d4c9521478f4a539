//! What a policy may say under each profile: both sides of every limit in
//! `src/scenario/check/policies.rs`, and days that never come.

use super::limits::{check_edge, disks, vm};
use super::{check_all, check_one, check_unreadable, problems_of};
use serde_json::{Value, json};

/// Retention of `daily` with another range beside its days.
fn and(range: &str, value: Value) -> Value {
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

/// Under a profile these values are taken, and those refused in these words.
#[track_caller]
fn check_under(profile: &str, path: &str, inside: &[u32], outside: &[u32], range: &str) {
    let with = |value: u32| {
        // Points have to outlive any snapshot, and 2015 keeps the weekly ones for four weeks.
        let mut changes = vec![("profile", json!(profile)), (path, json!(value))];
        if path != "policies[0].retention.daily.days" {
            changes.push(("policies[0].retention.daily.days", json!(30)));
        }
        changes
    };
    for value in inside {
        check_all(&with(*value), &[]);
    }
    for value in outside {
        let line = format!("{path}: found {value}; allowed: {range}");
        check_all(&with(*value), &[line.as_str()]);
    }
}

/// LIF-7: in 2015 at most 30 days.
#[test]
fn days_and_weeks_of_a_point_are_those_of_the_profile() {
    let (days, weeks) = (
        "policies[0].retention.daily.days",
        "policies[1].retention.weekly.weeks",
    );
    check_under("classic-2015", days, &[1, 30], &[0, 31, 365], "1 to 30");
    check_under("classic-2015", weeks, &[1, 4], &[0, 5], "1 to 4");
    for profile in ["resource-manager-2019", "current"] {
        check_under(
            profile,
            days,
            &[7, 9999],
            &[0, 6, 10_000, u32::MAX],
            "7 to 9999",
        );
        check_under(
            profile,
            weeks,
            &[1, 5163],
            &[0, 5164, u32::MAX],
            "1 to 5163",
        );
    }
}

#[test]
fn months_and_years_of_a_point_are_1_to_1188_and_1_to_99() {
    let date = json!({"by": "date", "days": [1]});
    let monthly = |months: u32| and("monthly", json!({"months": months, "on": date}));
    let yearly = |years: u32| {
        and(
            "yearly",
            json!({"years": years, "months": ["january"], "on": date}),
        )
    };
    let (months_at, years_at) = ("monthly.months", "yearly.years");
    let check = |profile: &str, retention: Value, refusal: Option<String>| {
        let changes = [
            ("profile", json!(profile)),
            ("policies[0].retention", retention),
        ];
        let refusal = refusal.map(|it| format!("policies[0].retention.{it}"));
        check_all(
            &changes,
            refusal
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .as_slice(),
        );
    };
    for profile in ["resource-manager-2019", "current"] {
        for (inside, outside) in [(1, 0), (1188, 1189), (12, u32::MAX)] {
            check(profile, monthly(inside), None);
            let refusal = format!("{months_at}: found {outside}; allowed: 1 to 1188");
            check(profile, monthly(outside), Some(refusal));
        }
        for (inside, outside) in [(1, 0), (99, 100), (7, u32::MAX)] {
            check(profile, yearly(inside), None);
            let refusal = format!("{years_at}: found {outside}; allowed: 1 to 99");
            check(profile, yearly(outside), Some(refusal));
        }
    }
    let none = |range: &str| {
        Some(format!(
            "{range}: found a value; allowed: absent: classic-2015 keeps daily and weekly points"
        ))
    };
    check("classic-2015", monthly(1), none("monthly"));
    check("classic-2015", yearly(1), none("yearly"));
}

#[test]
fn snapshots_stay_for_1_to_5_days_and_always_5_under_a_weekly_policy() {
    let days = |policy: usize| format!("policies[{policy}].instant_restore_days");
    for profile in ["resource-manager-2019", "current"] {
        check_under(profile, &days(0), &[1, 5], &[0, 6, u32::MAX], "1 to 5");
        check_under(profile, &days(1), &[5], &[4, 6], "5 to 5");
    }
    let none = "absent: snapshots go after the transfer in this profile";
    check_under("classic-2015", &days(0), &[], &[0, 1, 5], none);
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

/// LIF-7
#[test]
fn daily_at_22_and_weekly_at_6_are_possible_under_each_profile() {
    for profile in ["classic-2015", "resource-manager-2019", "current"] {
        check_all(
            &[
                ("profile", json!(profile)),
                (
                    "policies[0].schedule",
                    json!({"every": "day", "at": "22:00"}),
                ),
                (
                    "policies[1].schedule",
                    json!({"every": "week", "on": ["sunday"], "at": "06:00"}),
                ),
            ],
            &[],
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
fn soft_delete_is_that_of_the_profile() {
    let check = |profile: &str, value: Value, line: Option<&str>| {
        let changes = [
            ("profile", json!(profile)),
            ("vaults[0].soft_delete", value),
        ];
        let lines = line.map(|line| format!("vaults[0].soft_delete{line}"));
        check_all(
            &changes,
            lines
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .as_slice(),
        );
    };
    let days = |days: u32| json!({"state": "enhanced", "days": days});
    for profile in ["classic-2015", "resource-manager-2019", "current"] {
        check(profile, Value::Null, None);
        check(profile, json!({"state": "off"}), None);
    }
    let none = ": found a value; allowed: off, or absent: classic-2015 deletes at once";
    check("classic-2015", json!({"state": "basic"}), Some(none));
    check("classic-2015", days(14), Some(none));
    check("resource-manager-2019", json!({"state": "basic"}), None);
    let basic = ": found enhanced; allowed: basic or off: resource-manager-2019 has no other";
    check("resource-manager-2019", days(14), Some(basic));
    for (inside, outside) in [(14, 13), (180, 181), (60, u32::MAX)] {
        check("current", days(inside), None);
        let line = format!(".days: found {outside}; allowed: 14 to 180");
        check("current", days(outside), Some(&line));
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

#[test]
fn disks_are_as_many_and_as_large_as_the_profile_takes() {
    let check = |profile: &str, disks: Value, line: Option<String>| {
        let changes = [("profile", json!(profile)), ("vms[0].disks", disks)];
        let lines: Vec<&str> = line.iter().map(String::as_str).collect();
        check_all(&changes, &lines);
    };
    for (profile, most) in [
        ("classic-2015", 5),
        ("resource-manager-2019", 16),
        ("current", 32),
    ] {
        check(profile, disks(most, 4), None);
        let line = format!(
            "vms[0].disks: found {} data disks; allowed: at most {most}",
            most + 1
        );
        check(profile, disks(most + 1, 4), Some(line));
    }
    for (profile, most) in [
        ("classic-2015", 1023),
        ("resource-manager-2019", 32 << 10),
        ("current", 64 << 10),
    ] {
        check(profile, disks(0, most), None);
        let line = format!(
            "vms[0].disks[0].size_gib: found {}; allowed: 1 to {most}",
            most + 1
        );
        check(profile, disks(0, most + 1), Some(line));
    }
    // Two profiles take all disks at their largest; today's sum is smaller than that.
    check("classic-2015", disks(5, 1023), None);
    check("resource-manager-2019", disks(16, 32 << 10), None);
    check("current", disks(7, 64 << 10), None);
    let line = "vms[0].disks: found 589824 GiB in all; allowed: at most 524288 GiB";
    check("current", disks(8, 64 << 10), Some(line.to_owned()));
}

#[test]
fn machines_of_a_policy_and_a_vault_are_as_many_as_the_profile_takes() {
    let vms = |count: usize| -> Value { (0..count).map(|i| vm(i, "daily")).collect() };
    for (profile, most) in [("resource-manager-2019", 100), ("current", 100)] {
        let with = |count| [("profile", json!(profile)), ("vms", vms(count))];
        check_all(&with(most), &[]);
        let line = "policies[0]: found 101 machines; allowed: at most 100: the service's limit";
        check_all(&with(most + 1), &[line]);
    }
    let with = |count| [("profile", json!("classic-2015")), ("vms", vms(count))];
    check_all(&with(50), &[]);
    let line =
        |of: &str| format!("{of}: found 51 machines; allowed: at most 50: the service's limit");
    check_all(
        &with(51),
        &[line("vaults[0]").as_str(), line("policies[0]").as_str()],
    );
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
