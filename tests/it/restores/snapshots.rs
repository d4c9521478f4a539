//! Snapshots that are deleted by hand, and snapshots that a lock keeps beyond their time.

use super::{answers, delete_snapshots, lock, restore, unlock};
use crate::operators::{Run, Story, back_up_now, change_policy};
use serde_json::json;
use vaultlab::ledger::Point;

/// When the jobs were due whose points of `a` are there then: as snapshots, and in the vault.
#[track_caller]
fn check_there(run: &Run, at: &str, snapshots: &[&str], in_vault: &[&str]) {
    let now = run.at(at);
    let due = |is_there: &dyn Fn(&Point) -> bool| -> Vec<String> {
        let points = run.ledger.points().iter();
        let there = points.filter(|point| point.vm == run.vm("a") && is_there(point));
        let due = there.map(|point| run.short(run.ledger.jobs()[point.job].due));
        due.map(|due| due[..5].to_owned()).collect()
    };
    assert_eq!(due(&|it| it.has_snapshot_at(now)), snapshots, "at {at}");
    assert_eq!(due(&|it| it.is_in_vault_at(now)), in_vault, "at {at}");
}

#[test]
fn deleted_snapshots_are_gone_at_once_and_the_vault_keeps_its_copies() {
    let story = Story::of_days(3)
        .then("03-01 10:00", delete_snapshots())
        .then("03-03 10:00", delete_snapshots())
        .then("03-03 10:01", delete_snapshots());
    let run = story.run();
    assert_eq!(answers(&run), ["NoSnapshot", "taken", "NoSnapshot"]);
    let both = ["03-01", "03-02"];
    check_there(&run, "03-03 09:59", &both, &both);
    check_there(&run, "03-03 10:00", &[], &both);
    check_there(
        &run,
        "03-03 23:00",
        &["03-03"],
        &["03-01", "03-02", "03-03"],
    );
}

#[test]
fn a_point_that_was_a_snapshot_only_goes_with_it() {
    let story = Story::of_days(2)
        .then("03-01 22:30", delete_snapshots())
        .then("03-01 22:31", restore("vm"))
        .with("/calibration/initial_mb_per_s", json!(1));
    assert_eq!(answers(&story.run()), ["taken", "NoPoint"]);
}

#[test]
fn locked_snapshots_are_not_deleted_by_hand() {
    let story = Story::of_days(3)
        .then("03-02 10:00", lock("snapshots"))
        .then("03-02 11:00", delete_snapshots())
        .then(
            "03-02 12:00",
            json!({"do": "stop-protection", "data": "delete"}),
        )
        .then("03-02 13:00", unlock("snapshots"))
        .then("03-02 14:00", delete_snapshots())
        .then("03-02 15:00", lock("snapshots"))
        .then(
            "03-02 16:00",
            json!({"do": "stop-protection", "data": "delete"}),
        );
    let locked = "SnapshotLocked";
    let expected = ["taken", locked, locked, "taken", "taken", "taken", "taken"];
    assert_eq!(answers(&story.run()), expected);
}

#[test]
fn a_lock_keeps_expired_snapshots_until_the_clean_up_after_it() {
    let story = Story::of_days(9)
        .then("03-02 10:00", lock("snapshots"))
        .then("03-05 10:00", change_policy("long"))
        .then("03-07 13:00", unlock("snapshots"));
    let run = story.run();
    assert_eq!(answers(&run), ["taken"; 3]);
    let there = |days: std::ops::RangeInclusive<u32>| -> Vec<String> {
        days.map(|day| format!("03-{day:02}")).collect()
    };
    let check = |at: &str, snapshots: Vec<String>, in_vault: Vec<String>| {
        let snapshots: Vec<&str> = snapshots.iter().map(String::as_str).collect();
        let in_vault: Vec<&str> = in_vault.iter().map(String::as_str).collect();
        check_there(&run, at, &snapshots, &in_vault);
    };
    check("03-07 12:59", there(1..=6), there(1..=6));
    check("03-08 11:59", there(1..=7), there(1..=7));
    // Two days of snapshots, and what has come since.
    check("03-08 12:01", there(6..=7), there(1..=7));
}

/// Backed up once a week: nothing but the end of the lock notes that there is something to remove.
#[test]
fn expired_snapshots_go_with_the_clean_up_after_their_lock_though_no_backup_comes() {
    let weekly = json!({"name": "daily", "vault": "v", "time_zone": "UTC",
        "schedule": {"every": "week", "on": ["sunday"], "at": "22:00"},
        "instant_restore_days": 5, "retention": {"weekly": {"weeks": 5}}});
    let story = Story::of_days(8)
        .with("/policies/0", weekly)
        .then("03-02 10:00", back_up_now(30))
        .then("03-03 10:00", lock("snapshots"))
        .then("03-07 13:00", unlock("snapshots"));
    let run = story.run();
    assert_eq!(answers(&run), ["taken"; 3]);
    let both = ["03-01", "03-02"];
    check_there(&run, "03-08 11:59", &both, &both);
    check_there(&run, "03-08 12:01", &["03-02"], &both);
}

#[test]
fn no_copy_in_the_vault_goes_before_a_snapshot_that_is_locked() {
    let story = Story::of_days(14)
        .then("03-02 10:00", lock("snapshots"))
        .then("03-11 13:00", unlock("snapshots"));
    let run = story.run();
    let there = |days: std::ops::RangeInclusive<u32>| -> Vec<String> {
        days.map(|day| format!("03-{day:02}")).collect()
    };
    let (all, kept, recent) = (there(1..=10), there(5..=11), there(10..=11));
    fn texts(days: &[String]) -> Vec<&str> {
        days.iter().map(String::as_str).collect()
    }
    check_there(&run, "03-11 12:59", &texts(&all), &texts(&all));
    check_there(&run, "03-12 12:01", &texts(&recent), &texts(&kept));
}

#[test]
fn copies_without_a_snapshot_expire_while_snapshots_are_locked() {
    let story = Story::of_days(12)
        .then("03-03 10:00", delete_snapshots())
        .then("03-03 11:00", lock("snapshots"));
    let run = story.run();
    let in_vault = run.in_vault("03-11 12:01");
    assert_eq!(in_vault.first().map(String::as_str), Some("03-03 22:00"));
}
