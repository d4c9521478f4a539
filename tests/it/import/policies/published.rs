//! Policies by others, read through `../shared` where that is there; none of them is part of this
//! project. What is expected was read from their texts by hand.

use super::export::check_same_again;
use super::{days, draft_of, weeks};
use crate::import::real::shared;
use vaultlab::scenario::check;
use vaultlab::scenario::draft::{
    MonthDaysDraft, MonthDraft, MonthlyDraft, PolicyDraft, PolicyKindDraft, RetentionDraft,
    ScheduleDraft, WeekOfMonthDraft, WeekdayDraft, YearlyDraft,
};

/// A published policy is read as these words, refused by the service at these places, and an export
/// of it says the same again.
#[track_caller]
fn check_published(file: &str, expected: &PolicyDraft, refused: &[&str]) {
    let Some(files) = shared(&[&format!("policies/{file}")]) else {
        return;
    };
    let draft = draft_of(&files[0].1);
    assert_eq!(draft.policies, std::slice::from_ref(expected));
    check_same_again(expected);
    let problems = check(draft).err().unwrap_or_default();
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| problem.place.as_str())
        .collect();
    assert_eq!(places, refused);
}

fn published(vault: &str, name: &str, schedule: ScheduleDraft, zone: &str) -> PolicyDraft {
    PolicyDraft {
        name: name.to_owned(),
        vault: vault.to_owned(),
        kind: PolicyKindDraft::Standard,
        schedule,
        time_zone: zone.to_owned(),
        window: None,
        instant_restore_days: None,
        retention: RetentionDraft::default(),
    }
}

#[test]
fn a_policy_of_the_command_line_is_read_as_it_says() {
    let schedule = ScheduleDraft::Day { at: "04:30".into() };
    let policy = PolicyDraft {
        instant_restore_days: Some(2),
        retention: RetentionDraft {
            daily: days(180),
            weekly: weeks(30, &[WeekdayDraft::Sunday]),
            ..RetentionDraft::default()
        },
        ..published("testvault", "testing123", schedule, "UTC")
    };
    check_published("docs_az_backup_policy_show.json", &policy, &["vms"]);
}

#[test]
fn a_weekly_policy_with_every_range_is_read_as_it_says() {
    use WeekdayDraft::{Monday, Thursday, Wednesday};
    let schedule = ScheduleDraft::Week {
        on: vec![Monday, Wednesday, Thursday],
        at: "10:00".into(),
    };
    let policy = PolicyDraft {
        retention: RetentionDraft {
            daily: None,
            weekly: weeks(1, &[]),
            monthly: Some(MonthlyDraft {
                months: 2,
                on: MonthDaysDraft::Week {
                    days: vec![Wednesday, Thursday],
                    weeks: vec![WeekOfMonthDraft::First, WeekOfMonthDraft::Third],
                },
            }),
            yearly: Some(YearlyDraft {
                years: 4,
                months: vec![MonthDraft::February, MonthDraft::November],
                on: MonthDaysDraft::Week {
                    days: vec![Monday, Thursday],
                    weeks: vec![WeekOfMonthDraft::Fourth],
                },
            }),
        },
        ..published(
            "NetSDKTestRsVault",
            "testPolicy1",
            schedule,
            "Pacific Standard Time",
        )
    };
    check_published(
        "spec_CreateOrUpdate_Complex_response.json",
        &policy,
        &["vms"],
    );
}

#[test]
fn an_hourly_policy_that_keeps_snapshots_too_long_is_read_as_it_says() {
    let first_sunday = MonthDaysDraft::Week {
        days: vec![WeekdayDraft::Sunday],
        weeks: vec![WeekOfMonthDraft::First],
    };
    let schedule = ScheduleDraft::Hours {
        interval_hours: 4,
        from: "08:00".into(),
        duration_hours: 16,
    };
    let policy = PolicyDraft {
        kind: PolicyKindDraft::Enhanced,
        instant_restore_days: Some(30),
        retention: RetentionDraft {
            daily: days(180),
            weekly: weeks(12, &[WeekdayDraft::Sunday]),
            monthly: Some(MonthlyDraft {
                months: 60,
                on: first_sunday.clone(),
            }),
            yearly: Some(YearlyDraft {
                years: 10,
                months: vec![MonthDraft::January],
                on: first_sunday,
            }),
        },
        ..published(
            "NetSDKTestRsVault",
            "v2-daily-sample",
            schedule,
            "India Standard Time",
        )
    };
    let refused = ["policies[0].instant_restore_days", "vms"];
    check_published("spec_IaaS_v2_hourly_response.json", &policy, &refused);
}

#[test]
fn a_daily_policy_that_keeps_snapshots_longer_than_points_is_read_as_it_says() {
    let schedule = ScheduleDraft::Day { at: "10:00".into() };
    let policy = PolicyDraft {
        kind: PolicyKindDraft::Enhanced,
        instant_restore_days: Some(30),
        retention: RetentionDraft::of_days(1),
        ..published(
            "NetSDKTestRsVault",
            "v2-daily-sample",
            schedule,
            "Pacific Standard Time",
        )
    };
    let refused = [
        "policies[0].retention.daily.days",
        "policies[0].instant_restore_days",
        "vms",
    ];
    check_published("spec_v2_Get_Policy_response.json", &policy, &refused);
}

#[test]
fn a_policy_of_a_template_is_read_as_it_says() {
    let schedule = ScheduleDraft::Week {
        on: vec![WeekdayDraft::Sunday],
        at: "22:00".into(),
    };
    let policy = PolicyDraft {
        instant_restore_days: Some(5),
        retention: RetentionDraft::of_weeks(12),
        ..published(
            "ace-vault",
            "ace-backup-policy-01",
            schedule,
            "Eastern Standard Time",
        )
    };
    check_published("ace_backup_arm.json", &policy, &[]);
}
