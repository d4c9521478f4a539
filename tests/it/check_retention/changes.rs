//! What another policy does to points that are there: it counts at once, but marks no point anew.

use super::{Case, daily, sundays_longer, weekly};
use serde_json::json;

#[test]
fn longer_days_count_for_points_that_are_there() {
    let case = Case::classic(daily(json!({"daily": {"days": 7}})))
        .backups(&["2026-03-01 22:00", "2026-03-02 22:00"])
        .changed("2026-03-09 11:00", daily(json!({"daily": {"days": 30}})));
    case.check(
        "2026-03-09 12:00",
        &[
            "2026-03-01 22:00: daily, vault 2026-03-31 22:00",
            "2026-03-02 22:00: daily, vault 2026-04-01 22:00",
        ],
    );
}

#[test]
fn longer_days_do_not_bring_back_what_is_gone() {
    let case = Case::classic(daily(json!({"daily": {"days": 7}})))
        .backups(&["2026-03-01 22:00", "2026-03-02 22:00"])
        .changed("2026-03-09 12:01", daily(json!({"daily": {"days": 30}})));
    case.check(
        "2026-03-09 12:01",
        &["2026-03-02 22:00: daily, vault 2026-04-01 22:00"],
    );
}

#[test]
fn a_change_at_the_instant_of_a_clean_up_comes_before_it() {
    let case = Case::classic(daily(json!({"daily": {"days": 7}})))
        .backups(&["2026-03-01 22:00", "2026-03-02 22:00"])
        .changed("2026-03-09 12:00", daily(json!({"daily": {"days": 8}})));
    case.check(
        "2026-03-09 12:00",
        &[
            "2026-03-01 22:00: daily, vault 2026-03-09 22:00",
            "2026-03-02 22:00: daily, vault 2026-03-10 22:00",
        ],
    );
}

#[test]
fn shorter_days_count_at_the_next_clean_up() {
    let case = Case::classic(daily(json!({"daily": {"days": 30}})))
        .backups_every_day("2026-03-01 22:00", 3)
        .changed("2026-03-09 23:00", daily(json!({"daily": {"days": 7}})));
    let points = [
        "2026-03-01 22:00: daily, vault 2026-03-08 22:00",
        "2026-03-02 22:00: daily, vault 2026-03-09 22:00",
        "2026-03-03 22:00: daily, vault 2026-03-10 22:00",
    ];
    case.check("2026-03-10 11:59", &points);
    case.check("2026-03-10 12:00", &points[2..]);
}

#[test]
fn a_reason_whose_range_is_gone_no_longer_counts() {
    let case = Case::classic(daily(sundays_longer()))
        .backups(&["2026-03-01 22:00", "2026-03-12 22:00"])
        .changed("2026-03-13 09:00", daily(json!({"daily": {"days": 10}})));
    let new = "2026-03-12 22:00: daily, vault 2026-03-22 22:00";
    // The point keeps its mark, and what it still has is ten days.
    case.check(
        "2026-03-13 11:59",
        &[
            "2026-03-01 22:00: daily weekly, vault 2026-03-11 22:00",
            new,
        ],
    );
    case.check("2026-03-13 12:00", &[new]);
}

#[test]
fn a_range_that_is_new_marks_no_point_that_is_there() {
    let case = Case::classic(daily(json!({"daily": {"days": 7}})))
        .backups(&["2026-03-01 22:00"])
        .changed("2026-03-02 09:00", daily(sundays_longer()))
        .backups(&["2026-03-08 22:00"]);
    case.check(
        "2026-03-09 00:00",
        &[
            "2026-03-01 22:00: daily, vault 2026-03-08 22:00",
            "2026-03-08 22:00: daily weekly, vault 2026-04-05 22:00",
        ],
    );
}

#[test]
fn another_day_of_the_week_changes_nothing_for_points_that_are_there() {
    let mut mondays = sundays_longer();
    mondays["weekly"]["on"] = json!(["monday"]);
    let case = Case::classic(daily(sundays_longer()))
        .backups(&["2026-03-01 22:00", "2026-03-02 22:00"])
        .changed("2026-03-03 09:00", daily(mondays));
    case.check(
        "2026-03-03 12:00",
        &[
            "2026-03-01 22:00: daily weekly, vault 2026-03-29 22:00",
            "2026-03-02 22:00: daily, vault 2026-03-09 22:00",
        ],
    );
}

#[test]
fn from_daily_to_weekly_the_daily_points_are_cleaned_up() {
    let case = Case::classic(daily(json!({"daily": {"days": 30}})))
        .backups_every_day("2026-03-01 22:00", 3)
        .changed("2026-03-05 09:00", weekly(4))
        .backups(&["2026-03-08 22:00"]);
    let newest = "2026-03-03 22:00: daily, vault 2026-03-03 22:00";
    let weekly = "2026-03-08 22:00: weekly, vault 2026-04-05 22:00";
    case.check("2026-03-05 12:00", &[newest]);
    case.check("2026-03-09 00:00", &[newest, weekly]);
    case.check("2026-03-09 12:00", &[weekly]);
}

#[test]
fn from_weekly_to_daily_the_weekly_points_are_kept_for_the_days() {
    let case = Case::classic(weekly(4))
        .backups(&["2026-03-01 22:00", "2026-03-08 22:00", "2026-03-15 22:00"])
        .changed("2026-03-18 09:00", daily(json!({"daily": {"days": 10}})));
    case.check(
        "2026-03-18 12:00",
        &[
            "2026-03-08 22:00: weekly, vault 2026-03-18 22:00",
            "2026-03-15 22:00: weekly, vault 2026-03-25 22:00",
        ],
    );
}

#[test]
fn from_standard_to_enhanced_the_new_days_count_in_both_tiers() {
    let mut enhanced = daily(json!({"daily": {"days": 10}}));
    enhanced["kind"] = json!("enhanced");
    let case = Case::of(daily(json!({"daily": {"days": 7}})))
        .backups(&["2026-03-01 22:00", "2026-03-02 22:00"])
        .changed("2026-03-03 09:00", enhanced);
    case.check(
        "2026-03-03 12:00",
        &[
            "2026-03-01 22:00: daily, snapshot 2026-03-08 22:00, vault 2026-03-11 22:00",
            "2026-03-02 22:00: daily, snapshot 2026-03-09 22:00, vault 2026-03-12 22:00",
        ],
    );
}

#[test]
fn no_change_touches_an_on_demand_point_in_the_vault_but_its_snapshot_follows() {
    let mut longer = daily(json!({"daily": {"days": 7}}));
    longer["instant_restore_days"] = json!(5);
    let case = Case::of(daily(json!({"daily": {"days": 30}})))
        .backups(&["2026-03-01 10:00 for 60", "2026-03-01 22:00"])
        .changed("2026-03-02 09:00", longer);
    case.check(
        "2026-03-02 12:00",
        &[
            "2026-03-01 10:00: on-demand, snapshot 2026-03-06 10:00, vault 2026-04-30 10:00",
            "2026-03-01 22:00: daily, snapshot 2026-03-06 22:00, vault 2026-03-08 22:00",
        ],
    );
}

#[test]
fn a_backup_at_the_instant_of_a_change_belongs_to_the_policy_before() {
    let case = Case::classic(daily(json!({"daily": {"days": 7}})))
        .backups(&["2026-03-01 22:00", "2026-03-08 22:00"])
        .changed("2026-03-08 22:00", daily(sundays_longer()));
    case.check(
        "2026-03-09 12:00",
        &["2026-03-08 22:00: daily, vault 2026-03-15 22:00"],
    );
}

#[test]
fn changes_may_stand_in_any_order_and_of_one_instant_the_last_counts() {
    let days = |days: u32| daily(json!({"daily": {"days": days}}));
    let case = Case::classic(days(7))
        .backups(&["2026-03-01 22:00"])
        .changed("2026-03-03 09:00", days(3))
        .changed("2026-03-03 09:00", days(4))
        .changed("2026-03-02 09:00", days(2));
    let until = |day| {
        [format!(
            "2026-03-01 22:00: daily, vault 2026-03-{day} 22:00"
        )]
    };
    case.check(
        "2026-03-02 09:00",
        &until("03").each_ref().map(String::as_str),
    );
    case.check(
        "2026-03-03 09:00",
        &until("05").each_ref().map(String::as_str),
    );
}
