//! Several backups a day: which one goes to the vault, and to which day it belongs.

use super::Case;
use serde_json::{Value, json};
use vaultlab::units::SimDuration;

/// The support blog's example: from 16:00 in Tokyo (07:00 UTC), every 4 hours for 24 hours.
pub(super) fn tokyo() -> Value {
    json!({"kind": "enhanced", "time_zone": "Tokyo Standard Time",
           "schedule": {"every": "hours", "interval_hours": 4, "from": "16:00", "duration_hours": 24},
           "retention": {"daily": {"days": 7}, "weekly": {"weeks": 4, "on": ["sunday"]}}})
}

/// Sunday's six.
fn sunday(last: &str) -> Case {
    Case::of(tokyo()).backups(&[
        "2026-03-01 07:00",
        "2026-03-01 11:00",
        "2026-03-01 15:00",
        "2026-03-01 19:00",
        "2026-03-01 23:00",
        last,
    ])
}

const SNAPSHOTS: [&str; 5] = [
    "2026-03-01 07:00: , snapshot 2026-03-08 07:00",
    "2026-03-01 11:00: , snapshot 2026-03-08 11:00",
    "2026-03-01 15:00: , snapshot 2026-03-08 15:00",
    "2026-03-01 19:00: , snapshot 2026-03-08 19:00",
    "2026-03-01 23:00: , snapshot 2026-03-08 23:00",
];

#[test]
fn only_the_last_of_a_day_goes_to_the_vault_and_belongs_to_the_day_on_which_the_first_was_due() {
    // In Tokyo it is Monday noon; the window opened on Sunday.
    let last = "2026-03-02 03:00: daily weekly, snapshot 2026-03-09 03:00, vault 2026-03-30 03:00";
    let all = [SNAPSHOTS.as_slice(), &[last]].concat();
    sunday("2026-03-02 03:00").check("2026-03-02 04:00", &all);
}

#[test]
fn after_a_failed_last_the_next_days_first_goes_and_keeps_the_reasons_of_the_day_that_failed() {
    let case = sunday("2026-03-02 03:00 fails").backups(&[
        "2026-03-02 07:00",
        "2026-03-02 11:00",
        "2026-03-03 03:00",
        "2026-03-03 07:00",
    ]);
    let then = [
        "2026-03-02 07:00: daily weekly, snapshot 2026-03-09 07:00, vault 2026-03-30 07:00",
        "2026-03-02 11:00: , snapshot 2026-03-09 11:00",
        "2026-03-03 03:00: daily, snapshot 2026-03-10 03:00, vault 2026-03-10 03:00",
        "2026-03-03 07:00: , snapshot 2026-03-10 07:00",
    ];
    case.check("2026-03-03 08:00", &[SNAPSHOTS.as_slice(), &then].concat());
}

#[test]
fn when_the_next_days_first_fails_too_no_other_goes_for_it() {
    let case = sunday("2026-03-02 03:00 fails").backups(&[
        "2026-03-02 07:00 fails",
        "2026-03-02 11:00",
        "2026-03-03 03:00 fails",
        "2026-03-04 07:00",
    ]);
    // The first of 4 March is not the first of the day after 2 March.
    let then = [
        "2026-03-02 11:00: , snapshot 2026-03-09 11:00",
        "2026-03-04 07:00: , snapshot 2026-03-11 07:00",
    ];
    case.check("2026-03-04 08:00", &[SNAPSHOTS.as_slice(), &then].concat());
}

#[test]
fn a_change_of_policy_forgets_that_the_last_has_failed() {
    let case = sunday("2026-03-02 03:00 fails")
        .changed("2026-03-02 05:00", tokyo())
        .backups(&["2026-03-02 07:00"]);
    let first = "2026-03-02 07:00: , snapshot 2026-03-09 07:00";
    let all = [SNAPSHOTS.as_slice(), &[first]].concat();
    case.check("2026-03-02 08:00", &all);
}

#[test]
fn each_tier_lets_its_points_go_and_keeps_its_own_newest() {
    let case = sunday("2026-03-02 03:00").backups(&["2026-03-02 07:00"]);
    let vault = "2026-03-02 03:00: daily weekly, vault 2026-03-30 03:00";
    let snapshot = "2026-03-02 07:00: , snapshot 2026-03-09 07:00";
    case.check("2026-03-09 12:00", &[vault, snapshot]);
    // The newest in the vault is the older of the two.
    case.check("2030-01-01 00:00", &[vault, snapshot]);
}

#[test]
fn an_on_demand_backup_between_goes_to_the_vault_and_takes_no_place() {
    let case = Case::of(tokyo()).backups(&["2026-03-01 09:00 for 30", "2026-03-02 03:00"]);
    case.check(
        "2026-03-02 04:00",
        &[
            "2026-03-01 09:00: on-demand, snapshot 2026-03-08 09:00, vault 2026-03-31 09:00",
            "2026-03-02 03:00: daily weekly, snapshot 2026-03-09 03:00, vault 2026-03-30 03:00",
        ],
    );
}

#[test]
fn with_a_short_window_the_last_ends_its_day() {
    let policy = json!({"kind": "enhanced", "time_zone": "UTC",
        "schedule": {"every": "hours", "interval_hours": 4, "from": "08:00", "duration_hours": 12},
        "retention": {"daily": {"days": 7}}});
    let case = Case::of(policy).backups_every(SimDuration::hours(4), "2026-03-01 08:00", 3);
    case.check(
        "2026-03-02 00:00",
        &[
            "2026-03-01 08:00: , snapshot 2026-03-08 08:00",
            "2026-03-01 12:00: , snapshot 2026-03-08 12:00",
            "2026-03-01 16:00: daily, snapshot 2026-03-08 16:00, vault 2026-03-08 16:00",
        ],
    );
}
