//! Stop, delete, undelete, resume: what becomes of schedule and points (LIF-10).

use super::{
    Run, Story, change_policy, protect, resume, resume_with, stop_delete, stop_keep, undelete,
};
use serde_json::json;
use vaultlab::model::Protection;
use vaultlab::units::{SimDuration, SimTime, VmId};

const TWO: [&str; 2] = ["03-01 22:00", "03-02 22:00"];

/// LIF-10
#[test]
fn a_stop_that_keeps_ends_the_schedule_and_no_point_goes() {
    let run = Story::of_days(30)
        .then("03-03 10:00", stop_keep())
        .check_answers(&["taken"]);
    run.check_jobs(&["03-01 22:00 daily ok", "03-02 22:00 daily ok"]);
    run.check_in_vault("03-30 23:59", &TWO);
}

/// LIF-10
#[test]
fn a_backup_that_runs_when_protection_stops_runs_to_its_end() {
    let run = Story::of_days(20)
        .then("03-02 22:01", stop_keep())
        .check_answers(&["taken"]);
    run.check_jobs(&["03-01 22:00 daily ok", "03-02 22:00 daily ok"]);
    run.check_in_vault("03-20 23:59", &TWO);
}

#[test]
fn what_expired_while_protection_was_stopped_goes_at_the_clean_up_after_it_is_resumed() {
    let story = Story::of_days(20).then("03-03 10:00", stop_keep());
    let run = story
        .then("03-15 12:00:01", resume())
        .check_answers(&["taken", "taken"]);
    run.check_in_vault("03-16 11:59", &[TWO[0], TWO[1], "03-15 22:00"]);
    run.check_in_vault("03-16 12:00", &["03-15 22:00"]);
    assert_eq!(run.jobs("a")[2], "03-15 22:00 daily ok");
}

#[test]
fn the_newest_point_outlives_a_resume_until_there_is_a_newer_one() {
    let story = Story::of_days(20).then("03-03 10:00", stop_keep());
    let run = story
        .then("03-15 12:00", resume())
        .check_answers(&["taken", "taken"]);
    run.check_in_vault("03-15 11:59", &TWO);
    run.check_in_vault("03-15 12:00", &[TWO[1]]);
    run.check_in_vault("03-16 12:00", &["03-15 22:00"]);
}

#[test]
fn a_machine_that_is_resumed_with_another_policy_follows_that() {
    let story = Story::of_days(20).then("03-03 10:00", stop_keep());
    let run = story
        .then("03-15 10:00", resume_with("long"))
        .check_answers(&["taken", "taken"]);
    assert_eq!(run.jobs("a")[2], "03-15 20:00 long ok");
    assert_eq!(run.in_vault("03-20 23:00")[..2], TWO);
}

/// LIF-10
#[test]
fn without_soft_delete_data_are_gone_at_once() {
    let story = Story::of_days(4).soft_delete(json!({"state": "off"}));
    let run = story
        .then("03-03 10:00", stop_delete())
        .check_answers(&["taken"]);
    run.check_jobs(&["03-01 22:00 daily ok", "03-02 22:00 daily ok"]);
    run.check_in_vault("03-03 09:59:59", &TWO);
    run.check_in_vault("03-03 10:00", &[]);
    let snapshots = run
        .ledger
        .points()
        .iter()
        .filter(|point| point.vm == run.vm("a"));
    assert!(
        snapshots
            .into_iter()
            .all(|point| !point.has_snapshot_at(run.at("03-03 10:00")))
    );
}

/// Deleted at 10:00 on 3 March: held for so many days, free of charge after some of them.
#[track_caller]
fn check_held(soft_delete: serde_json::Value, days: u64, billed_days: u64) -> Run {
    let days_max = u32::try_from(days + 4).expect("few days");
    let story = Story::of_days(days_max).soft_delete(soft_delete);
    let run = story
        .then("03-03 10:00", stop_delete())
        .check_answers(&["taken"]);
    let (vm, deleted) = (run.vm("a"), run.at("03-03 10:00"));
    let after = |days| deleted + SimDuration::days(days);
    let Protection::Deleted {
        free_from, purge, ..
    } = run.ledger.protection_at(vm, deleted)
    else {
        panic!("{:?}", run.ledger.protection_of(vm));
    };
    assert_eq!((free_from, purge), (after(billed_days), after(days)));
    let before = SimTime::from_nanos(purge.as_nanos() - 1);
    let held = |at| {
        run.ledger
            .points()
            .iter()
            .filter(|it| it.vm == vm && it.is_in_vault_at(at))
            .count()
    };
    assert_eq!((held(before), held(purge)), (2, 0));
    assert_eq!(run.ledger.protection_at(vm, purge), Protection::None);
    run
}

/// LIF-10
#[test]
fn soft_delete_holds_data_for_14_days_or_as_long_as_the_vault_says() {
    check_held(json!(null), 14, 0);
    check_held(json!({"state": "basic"}), 14, 0);
    check_held(json!({"state": "enhanced", "days": 14}), 14, 0);
    check_held(json!({"state": "enhanced", "days": 60}), 60, 46);
    check_held(json!({"state": "enhanced", "days": 180}), 180, 166);
}

/// LIF-10
#[test]
fn data_are_not_deleted_while_a_backup_of_them_runs() {
    let run = Story::of_days(4)
        .then("03-01 22:00:01", stop_delete())
        .then("03-01 22:10", stop_delete())
        .then("03-01 23:00", stop_delete())
        .run();
    let busy = "UserErrorBackupOperationInProgress";
    assert_eq!(run.answers(), [busy, busy, "taken"]);
    run.check_jobs(&["03-01 22:00 daily ok"]);
}

#[test]
fn data_can_be_taken_back_up_to_the_instant_of_their_end() {
    let deleted = || Story::of_days(30).then("03-03 10:00", stop_delete());
    for at in ["03-03 10:00", "03-17 09:59:59", "03-17 10:00"] {
        let run = deleted()
            .then(at, undelete())
            .check_answers(&["taken", "taken"]);
        run.check_in_vault("03-30 23:00", &TWO);
        let state = run.ledger.protection_at(run.vm("a"), run.at("03-30 23:00"));
        assert!(matches!(state, Protection::Stopped(_)), "{at}: {state:?}");
    }
    let run = deleted().then("03-17 10:00:01", undelete());
    let run = run.check_answers(&["taken", "NothingToUndelete"]);
    run.check_in_vault("03-17 10:00:01", &[]);
}

#[test]
fn a_machine_can_be_protected_anew_once_its_deleted_data_are_gone() {
    let story = Story::of_days(18)
        .then("03-03 10:00", stop_delete())
        .then("03-17 10:00", protect("daily"))
        .then("03-17 10:00:01", protect("other-vault"));
    let run = story.check_answers(&["taken", "ItemSoftDeleted", "taken"]);
    run.check_jobs(&[
        "03-01 22:00 daily ok",
        "03-02 22:00 daily ok",
        "03-17 22:00 other-vault ok",
        "03-18 22:00 other-vault ok",
    ]);
}

#[test]
fn undeleted_data_can_be_resumed_and_deleted_again() {
    let run = Story::of_days(40)
        .then("03-03 10:00", stop_delete())
        .then("03-10 10:00", undelete())
        .then("03-10 11:00", resume())
        .then("03-12 10:00", stop_delete())
        .check_answers(&["taken"; 4]);
    // Those of before the first deletion had expired when protection was resumed.
    let all = ["03-10 22:00", "03-11 22:00"];
    // Not on the 17th, when the first deletion would have ended.
    run.check_in_vault("03-26 09:59:59", &all);
    run.check_in_vault("03-26 10:00", &[]);
}

#[test]
fn what_an_operator_does_at_one_instant_happens_in_the_order_in_which_it_was_written() {
    let at = "03-03 10:00";
    let story = Story::of_days(4).then(at, stop_keep()).then(at, resume());
    let run = story.check_answers(&["taken", "taken"]);
    assert_eq!(run.jobs("a").len(), 4);
    let story = Story::of_days(4).then(at, resume()).then(at, stop_keep());
    let run = story.check_answers(&["ProtectionNotStopped", "taken"]);
    assert_eq!(run.jobs("a").len(), 2);
}

/// A backup is due at 22:00 and starts some time before midnight.
fn starts_late() -> Story {
    let story = Story::of_days(2).soft_delete(json!({"state": "off"}));
    story.with("/calibration/start_delay_max_min", json!(120))
}

#[test]
fn a_backup_that_was_due_before_a_stop_does_not_start_after_it() {
    for stop in [stop_keep(), stop_delete()] {
        let run = starts_late()
            .then("03-02 22:00:01", stop)
            .check_answers(&["taken"]);
        run.check_jobs(&["03-01 22:00 daily ok", "03-02 22:00 daily withdrawn"]);
    }
}

#[test]
fn a_backup_that_is_due_survives_a_change_of_policy_but_no_stop_that_is_taken_back() {
    let run = starts_late()
        .then("03-01 22:00:01", stop_keep())
        .then("03-01 22:00:02", resume())
        .then("03-02 22:00:01", change_policy("long"))
        .check_answers(&["taken"; 3]);
    run.check_jobs(&["03-01 22:00 daily withdrawn", "03-02 22:00 daily ok"]);
}

#[test]
fn a_backup_that_was_due_in_one_life_does_not_start_in_the_next_in_the_same_vault() {
    let run = starts_late()
        .then("03-02 22:00:01", stop_delete())
        .then("03-02 22:00:02", protect("daily"))
        .check_answers(&["taken", "taken"]);
    run.check_jobs(&["03-01 22:00 daily ok", "03-02 22:00 daily withdrawn"]);
}

#[test]
fn a_backup_that_was_due_for_one_vault_does_not_start_for_another() {
    let run = starts_late()
        .then("03-02 22:00:01", stop_delete())
        .then("03-02 22:00:02", protect("other-vault"))
        .check_answers(&["taken", "taken"]);
    run.check_jobs(&["03-01 22:00 daily ok", "03-02 22:00 daily withdrawn"]);
}

/// What is said of each night's backup of `a`: whether it moved all data, at the rate for that.
#[track_caller]
fn check_first(story: &Story, expected: &[&str]) {
    let session = story.session();
    let report = crate::fleets::report(&session);
    let nights = report.nights();
    let said = nights.iter().filter_map(|night| {
        let machine = report.machine(VmId::new(0), night.night)?;
        let rule = machine
            .rules
            .iter()
            .find(|rule| rule.rule.contains(" backups move at most "))?;
        let is_first = rule.rule.starts_with("A disk's first backups");
        Some(format!(
            "{} {}",
            night.date,
            if is_first { "first" } else { "later" }
        ))
    });
    assert_eq!(said.collect::<Vec<_>>(), expected);
}

#[test]
fn the_first_backup_after_a_deletion_is_told_as_a_first() {
    let story = Story::of_days(4).soft_delete(json!({"state": "off"}));
    let story = story
        .then("03-02 10:00", super::network("no-outbound"))
        .then("03-03 10:00", super::network("open"))
        .then("03-03 10:00", stop_delete())
        .then("03-03 11:00", protect("daily"));
    check_first(
        &story,
        &["2026-03-01 first", "2026-03-03 first", "2026-03-04 later"],
    );
}
