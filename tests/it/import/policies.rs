//! Backup policies: each is read as its text says.
//!
//! `policies/export.rs`: an export says the same again. `policies/published.rs`: policies by others.

mod export;
mod published;

use super::{ALL, try_import};
use serde_json::{Value, json};
use vaultlab::scenario::draft::{
    AssumptionKind, DailyDraft, MonthDaysDraft, MonthlyDraft, PolicyDraft, PolicyKindDraft,
    RetentionDraft, ScenarioDraft, ScheduleDraft, WeekdayDraft, WeeklyDraft,
};
use vaultlab::scenario::{Problem, check};

/// The scenario of one file, which may not be one that runs.
#[track_caller]
fn draft_of(bytes: &[u8]) -> ScenarioDraft {
    match try_import(&[("policy.json", bytes)], ALL) {
        Ok(imported) => imported.draft,
        Err(problems) => panic!("{problems:#?}"),
    }
}

/// A document with the properties of one policy.
fn document(properties: &Value) -> Vec<u8> {
    let document = json!({"name": "rsv/nightly", "properties": properties});
    document.to_string().into_bytes()
}

fn daily() -> Value {
    json!({"schedulePolicyType": "SimpleSchedulePolicy", "scheduleRunFrequency": "Daily",
        "scheduleRunTimes": ["2024-01-01T22:30:00Z"]})
}

fn weekly(days: &[&str]) -> Value {
    json!({"schedulePolicyType": "SimpleSchedulePolicy", "scheduleRunFrequency": "Weekly",
        "scheduleRunDays": days, "scheduleRunTimes": ["2024-01-01T22:30:00Z"]})
}

fn for_time(count: u32, unit: &str) -> Value {
    json!({"retentionDuration": {"count": count, "durationType": unit}})
}

fn days(count: u32) -> Option<DailyDraft> {
    Some(DailyDraft { days: count })
}

fn weeks(count: u32, on: &[WeekdayDraft]) -> Option<WeeklyDraft> {
    let on = (!on.is_empty()).then(|| on.to_vec());
    Some(WeeklyDraft { weeks: count, on })
}

/// A policy is read with these sentences about what a scenario can't say of it.
#[track_caller]
fn check_read(properties: &Value, simplified: &[&str]) -> PolicyDraft {
    let mut draft = draft_of(&document(properties));
    let about_policy = |kind| kind == AssumptionKind::PolicySimplified;
    let found: Vec<&str> = draft
        .assumptions
        .iter()
        .filter(|it| about_policy(it.about))
        .map(|it| it.assumed.strip_prefix("policy \"nightly\": ").unwrap())
        .collect();
    assert_eq!(found, simplified);
    draft.policies.swap_remove(0)
}

#[track_caller]
fn check_retention(schedule: Value, retention: Value, expected: RetentionDraft, said: &[&str]) {
    let properties = json!({"schedulePolicy": schedule, "retentionPolicy": retention});
    assert_eq!(check_read(&properties, said).retention, expected);
}

#[track_caller]
fn check_refused(properties: &Value, words: &str) {
    let problems = try_import(&[("policy.json", &document(properties))], ALL).unwrap_err();
    let place = "policy.json, entry 1, policy \"rsv/nightly\"";
    let is_named = |problem: &Problem| problem.place == place && problem.found.contains(words);
    assert!(problems.iter().any(is_named), "{problems:#?}");
}

#[test]
fn the_kind_is_the_policy_type_and_standard_without_one() {
    let kind_of = |policy_type: Value| {
        let properties = json!({"policyType": policy_type, "schedulePolicy": daily(),
            "retentionPolicy": {"dailySchedule": for_time(30, "Days")}});
        check_read(&properties, &[]).kind
    };
    assert_eq!(kind_of(Value::Null), PolicyKindDraft::Standard);
    assert_eq!(kind_of(json!("V1")), PolicyKindDraft::Standard);
    assert_eq!(kind_of(json!("V2")), PolicyKindDraft::Enhanced);
    check_refused(
        &json!({"policyType": "V3", "schedulePolicy": daily()}),
        "policyType \"V3\"",
    );
}

#[track_caller]
fn check_schedule(text: Value, expected: ScheduleDraft) {
    let retention = json!({"dailySchedule": for_time(30, "Days"),
        "weeklySchedule": for_time(12, "Weeks")});
    let properties = json!({"schedulePolicy": text, "retentionPolicy": retention});
    assert_eq!(check_read(&properties, &[]).schedule, expected);
}

#[test]
fn both_policy_types_say_the_same_schedules() {
    let at = "22:30".to_owned();
    let deeper = |mut runs: Value, part: &str, frequency: &str| {
        runs["scheduleRunTimes"] = json!(["2024-01-01T22:30:00+00:00"]);
        json!({"schedulePolicyType": "SimpleSchedulePolicyV2", part: runs,
            "scheduleRunFrequency": frequency})
    };
    let day = ScheduleDraft::Day { at: at.clone() };
    check_schedule(daily(), day.clone());
    check_schedule(deeper(json!({}), "dailySchedule", "Daily"), day);
    let on = vec![WeekdayDraft::Monday, WeekdayDraft::Sunday];
    let week = ScheduleDraft::Week { on, at };
    check_schedule(weekly(&["Sunday", "Monday", "Sunday"]), week.clone());
    let runs = json!({"scheduleRunDays": ["Monday", "Sunday"]});
    check_schedule(deeper(runs, "weeklySchedule", "weekly"), week);
    let hourly = json!({"interval": 6, "scheduleWindowDuration": 12,
        "scheduleWindowStartTime": "2024-01-01T07:00:00Z"});
    let hours = ScheduleDraft::Hours {
        interval_hours: 6,
        from: "07:00".to_owned(),
        duration_hours: 12,
    };
    check_schedule(deeper(hourly, "hourlySchedule", "Hourly"), hours);
}

#[test]
fn figures_that_the_service_refuses_come_in_as_they_are() {
    let properties = json!({"schedulePolicy": daily(), "instantRpRetentionRangeInDays": 400,
        "retentionPolicy": {"dailySchedule": for_time(0, "Days"),
            "weeklySchedule": for_time(9_999_999, "Weeks")}});
    let policy = check_read(&properties, &[]);
    assert_eq!(policy.instant_restore_days, Some(400));
    let expected = RetentionDraft {
        daily: days(0),
        weekly: weeks(9_999_999, &[]),
        ..RetentionDraft::default()
    };
    assert_eq!(policy.retention, expected);
}

#[test]
fn dates_and_the_last_day_of_a_month_are_read() {
    let mut monthly = for_time(60, "Months");
    monthly["retentionScheduleFormatType"] = json!("Daily");
    monthly["retentionScheduleDaily"] = json!({"daysOfTheMonth": [
        {"date": 31, "isLast": false}, {"date": 0, "isLast": true}, {"date": 1}]});
    monthly["retentionScheduleWeekly"] = Value::Null;
    let expected = RetentionDraft {
        monthly: Some(MonthlyDraft {
            months: 60,
            on: MonthDaysDraft::Date {
                days: vec![1, 31],
                last_day: true,
            },
        }),
        ..RetentionDraft::of_days(30)
    };
    let retention = json!({"dailySchedule": for_time(30, "Days"), "monthlySchedule": monthly});
    check_retention(daily(), retention, expected, &[]);
}

#[test]
fn days_of_a_weekly_range_are_said_once() {
    let (tuesday, friday) = (WeekdayDraft::Tuesday, WeekdayDraft::Friday);
    let range = |on: &[&str]| {
        let mut range = for_time(12, "Weeks");
        range["daysOfTheWeek"] = json!(on);
        json!({"weeklySchedule": range})
    };
    let own = |on: &[WeekdayDraft]| RetentionDraft {
        weekly: weeks(12, on),
        ..RetentionDraft::default()
    };
    let schedule = weekly(&["Friday", "Tuesday"]);
    check_retention(
        schedule.clone(),
        range(&["Tuesday", "Friday"]),
        own(&[]),
        &[],
    );
    check_retention(schedule, range(&["Tuesday"]), own(&[tuesday]), &[]);
    let mut retention = range(&["Friday"]);
    retention["dailySchedule"] = for_time(30, "Days");
    let expected = RetentionDraft {
        daily: days(30),
        ..own(&[friday])
    };
    check_retention(daily(), retention, expected, &[]);
}

#[test]
fn the_simple_form_keeps_what_the_schedule_makes() {
    let simple = |count, unit| {
        let mut retention = for_time(count, unit);
        retention["retentionPolicyType"] = json!("SimpleRetentionPolicy");
        retention
    };
    check_retention(
        daily(),
        simple(14, "Days"),
        RetentionDraft::of_days(14),
        &[],
    );
    let sundays = weekly(&["Sunday"]);
    check_retention(
        sundays,
        simple(9, "Weeks"),
        RetentionDraft::of_weeks(9),
        &[],
    );
}

#[test]
fn a_retention_that_nothing_states_is_assumed() {
    let said = ["no daily retention: 30 days"];
    check_retention(daily(), Value::Null, RetentionDraft::of_days(30), &said);
    let said = ["no weekly retention: 12 weeks"];
    let retention = json!({"dailySchedule": null, "weeklySchedule": {}});
    check_retention(
        weekly(&["Sunday"]),
        retention,
        RetentionDraft::of_weeks(12),
        &said,
    );
}

#[test]
fn a_duration_in_another_unit_is_converted_and_said_where_it_is_not_the_same() {
    let of = |count, unit| json!({"dailySchedule": for_time(count, unit)});
    check_retention(daily(), of(2, "Weeks"), RetentionDraft::of_days(14), &[]);
    check_retention(daily(), of(2, "months"), RetentionDraft::of_days(62), &[]);
    let of = |count| json!({"weeklySchedule": for_time(count, "Days")});
    let said = ["weekly retention of 15 days: 3 weeks"];
    check_retention(
        weekly(&["Sunday"]),
        of(15),
        RetentionDraft::of_weeks(3),
        &said,
    );
    check_retention(
        weekly(&["Sunday"]),
        of(21),
        RetentionDraft::of_weeks(3),
        &[],
    );
}

#[test]
fn what_a_scenario_can_not_say_is_said() {
    let mut schedule = weekly(&["Sunday"]);
    schedule["scheduleWeeklyFrequency"] = json!(2);
    schedule["scheduleRunTimes"] = json!(["T22:30", "T23:00"]);
    let mut range = for_time(12, "Weeks");
    range["retentionTimes"] = json!(["2024-01-01T02:00:00Z", "2024-01-01T03:00:00Z"]);
    let properties = json!({"schedulePolicy": schedule,
        "retentionPolicy": {"weeklySchedule": range, "monthlySchedule": for_time(7, "Months"),
            "yearlySchedule": {"monthsOfYear": ["May"]}},
        "tieringPolicy": {"ArchivedRP": {"tieringMode": "TierAfter", "duration": 3,
            "durationType": "Months"}}});
    let said = [
        "a run only every 2 weeks: it runs every week",
        "2 runs a day: it runs once, at 22:30",
        "weekly retention of the point of 02:00: of the point of 22:30",
        "monthly retention does not say on which days: left out",
        "yearly retention does not say how long: left out",
        "moving to the archive tier: left out",
    ];
    assert_eq!(
        check_read(&properties, &said).retention,
        RetentionDraft::of_weeks(12)
    );
}

#[test]
fn a_policy_that_does_not_tier_is_read_whole() {
    for tiering in [
        json!(null),
        json!({}),
        json!({"ArchivedRP": null}),
        json!({"ArchivedRP": {"tieringMode": "DoNotTier", "duration": 0, "durationType": "Invalid"}}),
    ] {
        let properties = json!({"schedulePolicy": daily(), "tieringPolicy": tiering,
            "retentionPolicy": {"dailySchedule": for_time(30, "Days")}});
        check_read(&properties, &[]);
    }
}

#[test]
fn an_expression_of_a_template_is_refused_and_named() {
    let expression = "[parameters('p')]";
    let mut in_list = daily();
    in_list["scheduleRunTimes"] = json!([expression]);
    let mut in_place_of_a_list = daily();
    in_place_of_a_list["scheduleRunTimes"] = json!(expression);
    let mut in_frequency = daily();
    in_frequency["scheduleRunFrequency"] = json!(expression);
    for schedule in [in_list, in_place_of_a_list, in_frequency] {
        check_refused(&json!({"schedulePolicy": schedule}), "parameters(");
    }
    let range = |field: &str, value: Value| {
        let mut range = for_time(12, "Weeks");
        range[field] = value;
        json!({"schedulePolicy": daily(), "retentionPolicy": {"weeklySchedule": range}})
    };
    for (field, value) in [
        ("retentionTimes", json!([expression])),
        ("daysOfTheWeek", json!([expression])),
        ("daysOfTheWeek", json!(expression)),
        (
            "retentionDuration",
            json!({"count": expression, "durationType": "Weeks"}),
        ),
        (
            "retentionDuration",
            json!({"count": 1, "durationType": expression}),
        ),
    ] {
        check_refused(&range(field, value), "parameters(");
    }
    for field in [
        "timeZone",
        "policyType",
        "instantRpRetentionRangeInDays",
        "tieringPolicy",
    ] {
        let mut properties = json!({"schedulePolicy": daily()});
        properties[field] = json!(expression);
        check_refused(&properties, "parameters(");
    }
}

#[test]
fn a_policy_without_a_whole_schedule_or_with_half_a_duration_is_refused() {
    let named = |schedule: Value| json!({"schedulePolicy": schedule});
    check_refused(&named(json!({})), "scheduleRunFrequency");
    check_refused(&named(json!({"scheduleRunFrequency": "Daily"})), "no time");
    check_refused(&named(weekly(&[])), "no day");
    check_refused(&named(weekly(&["Someday"])), "Someday");
    let hourly = json!({"scheduleRunFrequency": "Hourly", "hourlySchedule": {"interval": 4}});
    check_refused(&named(hourly), "hourly run");
    let other = json!({"scheduleRunFrequency": "Daily", "schedulePolicyType": "LogSchedulePolicy"});
    check_refused(&named(other), "LogSchedulePolicy");
    for duration in [json!({"count": 3}), json!({"durationType": "Days"})] {
        let range = json!({"retentionDuration": duration});
        let retention = json!({"dailySchedule": range});
        let properties = json!({"schedulePolicy": daily(), "retentionPolicy": retention});
        check_refused(&properties, "half of a duration");
    }
}

#[test]
fn a_policy_alone_makes_a_scenario_without_machines() {
    let retention = json!({"dailySchedule": for_time(30, "Days")});
    let properties = json!({"schedulePolicy": daily(), "retentionPolicy": retention});
    let draft = draft_of(&document(&properties));
    assert_eq!((draft.vms.len(), draft.vaults[0].name.as_str()), (0, "rsv"));
    let problems = check(draft).unwrap_err();
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| problem.place.as_str())
        .collect();
    assert_eq!(places, ["vms"]);
}
