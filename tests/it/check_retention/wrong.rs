//! What is refused with every problem, and both sides of every limit.

use super::{Case, daily, every, hourly, list};
use serde_json::{Value, json};
use vaultlab::api::check_retention;
use vaultlab::scenario::Problem;
use vaultlab::units::SimDuration;

#[track_caller]
fn check_problems(file: &Value, expected: &[&str]) {
    let problems = check_retention(&file.to_string()).expect_err("it was read");
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    assert_eq!(lines, expected);
}

/// The file's text is no file of this kind: one problem, with a place in the text.
#[track_caller]
fn check_unreadable(file: &Value, found: &str) {
    let problems = check_retention(&file.to_string()).expect_err("it was read");
    let [problem] = problems.as_slice() else {
        panic!("{problems:?}");
    };
    assert!(problem.place.starts_with("line 1, column "), "{problem}");
    assert!(problem.found.contains(found), "{problem}");
}

fn seven_days() -> Case {
    Case::of(daily(json!({"daily": {"days": 7}})))
}

const A_TIME: &str = "a time such as 2026-03-04T21:00:00Z, in the years 2000 to 2199";
const A_ZONE: &str = "an IANA zone (Europe/Madrid) or a Windows zone (Romance Standard Time)";

#[test]
fn every_problem_of_a_file_is_named_in_the_order_of_the_file() {
    let mut changed = daily(json!({"weekly": {"weeks": 0, "on": ["sunday"]}}));
    changed["time_zone"] = json!("Europe/Lisboa");
    let file = json!({
        "profile": "classic",
        "policy": daily(json!({"daily": {"days": 6}})),
        "backups": ["2026-03-02T22:00:00Z", "2026-03-02T22:00:00Z", "yesterday",
                    {"time": "2026-03-01T22:00:00Z", "keep_days": 0}],
        "changes": [{"time": "2026-03-02T22:00Z", "policy": changed}],
        "as_of": ["2026-02-29T00:00:00Z", "2200-01-01T00:00:00Z", "9999-01-01T00:00:00Z"]});
    check_problems(
        &file,
        &[
            "profile: found \"classic\"; allowed: classic-2015, resource-manager-2019, current",
            "policy.retention.daily.days: found 6; allowed: 7 to 9999",
            "backups[1].time: found \"2026-03-02T22:00:00Z\"; allowed: after 2026-03-02T22:00:00Z",
            &format!("backups[2].time: found \"yesterday\"; allowed: {A_TIME}"),
            "backups[3].time: found \"2026-03-01T22:00:00Z\"; allowed: after 2026-03-02T22:00:00Z",
            "backups[3].keep_days: found 0; allowed: 1 to 36135",
            &format!("changes[0].time: found \"2026-03-02T22:00Z\"; allowed: {A_TIME}"),
            &format!("changes[0].policy.time_zone: found \"Europe/Lisboa\"; allowed: {A_ZONE}"),
            "changes[0].policy.retention.daily: found nothing; allowed: how many days: this \
             schedule needs it",
            "changes[0].policy.retention.weekly.weeks: found 0; allowed: 1 to 5163",
            &format!("as_of[0]: found \"2026-02-29T00:00:00Z\"; allowed: {A_TIME}"),
            &format!("as_of[1]: found \"2200-01-01T00:00:00Z\"; allowed: {A_TIME}"),
            &format!("as_of[2]: found \"9999-01-01T00:00:00Z\"; allowed: {A_TIME}"),
        ],
    );
}

#[test]
fn a_field_that_the_check_does_not_know_is_refused() {
    let with = |place: &str| {
        let mut file = seven_days()
            .backups(&["2026-03-01 22:00 fails"])
            .changed("2026-03-02 00:00", daily(json!({"daily": {"days": 7}})))
            .0;
        file.pointer_mut(place).unwrap()["vault"] = json!("v");
        file
    };
    for place in [
        "",
        "/policy",
        "/backups/0",
        "/changes/0",
        "/policy/retention",
    ] {
        check_unreadable(&with(place), "unknown field `vault`");
    }
    let mut file = seven_days().0;
    file["backups"] = json!([1]);
    check_unreadable(&file, "expected a time or an object with a time");
}

#[test]
fn from_enhanced_to_standard_there_is_no_way() {
    let policy = |kind: &str| {
        let mut policy = daily(json!({"daily": {"days": 7}}));
        policy["kind"] = json!(kind);
        policy
    };
    let case = Case::of(policy("standard"))
        .changed("2026-03-03 00:00", policy("standard"))
        .changed("2026-03-02 00:00", policy("enhanced"));
    check_problems(
        &case.0,
        &[
            "changes[0].policy.kind: found standard; allowed: enhanced: the policy before is, and \
           there is no way back",
        ],
    );
}

/// LIF-7
#[test]
fn in_2015_there_is_at_most_one_backup_a_day_for_at_most_thirty_days() {
    let days = |days: u32| Case::classic(daily(json!({"daily": {"days": days}}))).0;
    check_retention(&days(30).to_string()).unwrap();
    check_problems(
        &days(31),
        &["policy.retention.daily.days: found 31; allowed: 1 to 30"],
    );
    let mut often = daily(json!({"daily": {"days": 30}}));
    often["schedule"] =
        json!({"every": "hours", "interval_hours": 4, "from": "08:00", "duration_hours": 12});
    check_problems(
        &Case::classic(often).0,
        &[
            "policy.schedule.every: found hours; allowed: day or week: only an enhanced policy \
           backs up several times a day",
        ],
    );
}

/// LIF-7
#[test]
fn an_on_demand_point_lives_as_long_as_its_profile_allows() {
    let policy = || daily(json!({"daily": {"days": 7}}));
    let keep = |mut case: Case, profile: &str, days: u32| {
        case.0["profile"] = json!(profile);
        case.0["backups"] = json!([{"time": "2026-03-01T22:00:00Z", "keep_days": days}]);
        case.0
    };
    for (profile, most) in [
        ("classic-2015", 30),
        ("resource-manager-2019", 36_135),
        ("current", 36_135),
    ] {
        for days in [1, 30, most] {
            check_retention(&keep(Case::of(policy()), profile, days).to_string()).unwrap();
        }
        for days in [0, most + 1] {
            let line = format!("backups[0].keep_days: found {days}; allowed: 1 to {most}");
            check_problems(&keep(Case::of(policy()), profile, days), &[&line]);
        }
    }
}

/// So many on-demand points, one an hour, that live as long as the profile allows.
fn points(case: Case, count: u64) -> Case {
    let days = match case.0["profile"].as_str() {
        Some("classic-2015") => 30,
        _ => 36_135,
    };
    let texts = every(SimDuration::hours(1), "2015-07-01 00:00", count);
    let texts: Vec<String> = texts.iter().map(|at| format!("{at} for {days}")).collect();
    case.backups(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

#[track_caller]
fn check_count(case: &Case, as_of: &str, points: usize, refused: &[&str]) {
    let answer = case.ask(as_of);
    assert_eq!(list(&answer, "points").len(), points);
    assert_eq!(answer["refused"], json!(refused));
}

#[test]
fn a_machine_of_2015_has_at_most_366_points() {
    let case = || Case::classic(daily(json!({"daily": {"days": 7}})));
    let at = "2015-07-20 00:00";
    check_count(&points(case(), 366), at, 366, &[]);
    check_count(&points(case(), 367), at, 366, &["2015-07-16T06:00:00Z"]);
}

#[test]
fn a_machine_of_today_has_at_most_9999_points() {
    let at = "2100-01-01 00:00";
    check_count(&points(seven_days(), 9_999), at, 9_999, &[]);
    check_count(
        &points(seven_days(), 10_000),
        at,
        9_999,
        &["2016-08-20T15:00:00Z"],
    );
}

#[test]
fn a_backup_is_refused_only_as_long_as_the_machine_is_full() {
    let case = Case::classic(daily(json!({"daily": {"days": 7}})));
    let case = points(case.backups(&["2015-06-30 22:00"]), 365).backups(&[
        "2015-07-17 12:00 for 30",
        "2015-07-17 12:01",
        "2015-07-17 12:02 fails",
    ]);
    // The daily point has gone at noon on 8 July.
    let answer = case.ask("2015-07-17 12:02");
    assert_eq!(list(&answer, "points").len(), 366);
    assert_eq!(answer["refused"], json!(["2015-07-17T12:01:00Z"]));
}

#[test]
fn points_that_are_snapshots_only_count_until_they_go() {
    let case = points(Case::of(hourly::tokyo()), 9_994).backups(&[
        "2016-08-21 07:00",
        "2016-08-21 11:00",
        "2016-08-21 15:00",
        "2016-08-21 19:00",
        "2016-08-21 23:00",
        "2016-08-22 03:00",
        "2016-09-10 11:00",
    ]);
    let answer = case.ask("2016-09-10 11:00");
    // With the last of the old snapshots, which was the newest.
    assert_eq!(list(&answer, "points").len(), 9_996);
    assert_eq!(answer["refused"], json!(["2016-08-22T03:00:00Z"]));
}

fn with(field: &str, entries: Vec<Value>) -> Value {
    let mut file = seven_days().0;
    file[field] = Value::from(entries);
    file
}

#[test]
fn a_file_has_at_most_100_000_backups() {
    let minutes = every(SimDuration::mins(1), "2026-03-01 00:00", 100_001);
    let minutes: Vec<Value> = minutes.iter().map(|text| super::backup(text)).collect();
    check_retention(&with("backups", minutes[..100_000].to_vec()).to_string()).unwrap();
    check_problems(
        &with("backups", minutes),
        &["backups: found 100001 entries; allowed: at most 100000"],
    );
}

#[test]
fn a_file_has_at_most_10_000_changes() {
    let change = json!({"time": "2026-03-01T00:00:00Z", "policy": seven_days().0["policy"]});
    check_retention(&with("changes", vec![change.clone(); 10_000]).to_string()).unwrap();
    check_problems(
        &with("changes", vec![change; 10_001]),
        &["changes: found 10001 entries; allowed: at most 10000"],
    );
}

#[test]
fn a_file_has_at_most_10_000_dates() {
    let date = json!("2026-03-01T00:00:00Z");
    check_retention(&with("as_of", vec![date.clone(); 10_000]).to_string()).unwrap();
    check_problems(
        &with("as_of", vec![date; 10_001]),
        &["as_of: found 10001 entries; allowed: at most 10000"],
    );
}

#[test]
fn an_answer_has_at_most_a_million_points_and_refusals() {
    let mut file = points(seven_days(), 1_000).0;
    file["as_of"] = json!(vec!["2026-03-01T00:00:00Z"; 1_000]);
    check_retention(&file.to_string()).unwrap();
    file["as_of"] = json!(vec!["2026-03-01T00:00:00Z"; 1_001]);
    check_problems(
        &file,
        &[
            "as_of: found a longer answer; allowed: at most 1000000 points and refusals, all dates together",
        ],
    );
}

#[test]
fn time_runs_from_2000_to_2199() {
    let date = |text: &str| with("as_of", vec![json!(text)]);
    for text in ["2000-01-01T00:00:00Z", "2199-12-31T23:59:59Z"] {
        check_retention(&date(text).to_string()).unwrap();
    }
    for text in ["1999-12-31T23:59:59Z", "2200-01-01T00:00:00Z"] {
        let line = format!("as_of[0]: found \"{text}\"; allowed: {A_TIME}");
        check_problems(&date(text), &[&line]);
    }
}

#[test]
fn of_many_problems_the_first_200_are_listed_and_all_are_counted() {
    let problems = |count| {
        let file = with("as_of", vec![json!("now"); count]);
        check_retention(&file.to_string()).unwrap_err()
    };
    assert_eq!(problems(200).len(), 200);
    let many = problems(201);
    assert_eq!(many.len(), 201);
    assert_eq!(
        many[200].to_string(),
        "file: found 201 problems; allowed: none; the first 200 are listed"
    );
}
