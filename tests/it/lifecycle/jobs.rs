//! Cancelling a job, deleting a vault, and troubles that end by themselves.

use super::{check_told, classic, plain, trouble, with_setup};
use crate::operators::{Story, protect, stop_delete, stop_keep};
use serde_json::{Value, json};
use vaultlab::azure::troubles::Trouble;
use vaultlab::ledger::{Job, Phase};
use vaultlab::units::SimDuration;

fn delete_vault(vault: &str) -> Value {
    json!({"do": "delete-vault", "vault": vault})
}

#[track_caller]
fn check_cancel(story: &Story, at: &str, expected: &str) -> crate::operators::Run {
    let story = story.clone().then(at, plain("cancel"));
    check_told(&story, &[&format!("cancel a: {expected}")])
}

/// A backup can be cancelled until its snapshot is there.
#[test]
fn a_backup_is_cancelled_while_it_is_prepared_or_snapshotted() {
    let story = Story::of_days(2);
    for (at, phase) in [
        ("03-01 22:00:10", Phase::Prepare),
        ("03-01 22:06", Phase::Snapshot),
    ] {
        let run = check_cancel(&story, at, "taken");
        let expected = ["03-01 22:00 daily cancelled", "03-02 22:00 daily ok"];
        assert_eq!(run.jobs("a"), expected);
        assert_eq!(
            run.jobs("b"),
            ["03-01 22:00 daily ok", "03-02 22:00 daily ok"]
        );
        let mut jobs = run.ledger.jobs().iter();
        let job = jobs.find(|job| job.vm == run.vm("a")).expect("a job");
        assert_eq!(job.ended(), Some(run.at(at)));
        assert_eq!(job.phases().last().map(|(last, ..)| last), Some(phase));
        let points = run.ledger.points().iter();
        assert_eq!(points.filter(|point| point.vm == run.vm("a")).count(), 1);
    }
}

#[test]
fn nothing_is_cancelled_where_nothing_runs() {
    let story = Story::of_days(1);
    check_cancel(&story, "03-01 12:00", "NothingToCancel");
    check_cancel(&story, "03-01 23:59", "NothingToCancel");
}

#[test]
fn a_backup_past_its_snapshot_runs_to_its_end() {
    let story = Story::of_days(1);
    let run = story.run();
    let mut jobs = run.ledger.jobs().iter();
    let job = jobs.find(|job| job.vm == run.vm("a")).expect("a job");
    let snapshotted = job.phase_end(Phase::Snapshot).expect("it has a snapshot");
    let later = snapshotted + SimDuration::mins(1);
    let later = &run.scenario.calendar().utc_text(later)[5..19].replace('T', " ");
    let run = check_cancel(&story, later, "CancelNotSupported");
    assert_eq!(run.jobs("a"), ["03-01 22:00 daily ok"]);
}

/// The service starts a job within two hours of its time.
#[test]
fn a_backup_that_the_service_has_not_started_is_not_cancelled() {
    let story = Story::of_days(1).with("/calibration/start_delay_max_min", json!(120));
    let run = story.run();
    let mut jobs = run.ledger.jobs().iter();
    let job = jobs.find(|job| job.vm == run.vm("a")).expect("a job");
    let started = Job::started(job).expect("it was started");
    assert!(started > run.at("03-01 22:01"), "this seed starts it late");
    let run = check_cancel(&story, "03-01 22:00:30", "CancelNotInProgress");
    assert_eq!(run.jobs("a"), ["03-01 22:00 daily ok"]);
}

/// A cancelled backup has not brought its day to the vault: the next day's first does.
#[test]
fn the_place_of_a_cancelled_backup_is_taken_as_if_it_had_failed() {
    let hourly =
        json!({"every": "hours", "interval_hours": 12, "from": "08:00", "duration_hours": 24});
    let story = Story::of_days(3)
        .with("/policies/2/schedule", hourly)
        .with("/vms/0/policy", json!("enhanced"));
    let in_vault = |story: &Story| {
        let run = story.run();
        let points = run.ledger.points().iter();
        let there = points.filter(|it| it.vm == run.vm("a") && it.vault.is_some());
        let due = there.map(|it| run.short(run.ledger.jobs()[it.job].due));
        due.collect::<Vec<_>>()
    };
    let usual = ["03-01 20:00", "03-02 20:00", "03-03 20:00"];
    assert_eq!(in_vault(&story), usual);
    let cancelled = story.then("03-01 20:00:30", plain("cancel"));
    let expected = ["03-02 08:00", "03-02 20:00", "03-03 20:00"];
    assert_eq!(in_vault(&cancelled), expected);
}

/// ERR-13: in 2015 a running job could not be cancelled.
#[test]
fn the_classic_service_cancels_nothing() {
    let story = classic(1);
    check_cancel(&story, "03-01 12:00", "NothingToCancel");
    check_cancel(&story, "03-01 22:01", "CancelNotOffered");
    check_cancel(&story, "03-01 22:10", "CancelNotOffered");
    let story = story
        .then_in_service("03-01 10:00", plain("discover"))
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 11:01", plain("cancel"));
    let expected = [
        "discover: taken",
        "register c: taken",
        "cancel c: CancelNotOffered",
    ];
    check_told(&story, &expected);
}

#[test]
fn a_vault_is_deleted_when_nothing_is_in_it() {
    let story = Story::of_days(3)
        .soft_delete(json!({"state": "off"}))
        .then_in_service("03-01 10:00", delete_vault("v"))
        .then("03-02 10:00", stop_keep())
        .then_to("b", "03-02 10:00", stop_delete())
        .then_in_service("03-02 11:00", delete_vault("v"))
        .then("03-02 12:00", stop_delete())
        .then_in_service("03-02 13:00", delete_vault("v"))
        .then_to("c", "03-02 14:00", protect("daily"))
        .then_to("c", "03-02 14:00", protect("other-vault"));
    let full = "delete-vault: VaultNotEmpty";
    check_told(
        &story,
        &[
            full,
            "stop-protection a: taken",
            "stop-protection b: taken",
            full,
            "stop-protection a: taken",
            "delete-vault: taken",
            "protect c: OtherVault",
            "protect c: taken",
        ],
    );
}

#[test]
fn data_that_soft_delete_holds_keep_their_vault() {
    let story = Story::of_days(20)
        .with("/vms/1/policy", Value::Null)
        .then("03-02 10:00", stop_delete())
        .then_in_service("03-02 11:00", delete_vault("v"))
        .then_in_service("03-16 09:59", delete_vault("v"))
        .then_in_service("03-16 10:01", delete_vault("v"));
    check_told(
        &story,
        &[
            "stop-protection a: taken",
            "delete-vault: VaultNotEmpty",
            "delete-vault: VaultNotEmpty",
            "delete-vault: taken",
        ],
    );
}

/// Whether the service makes room for `c` at the end of a run of so many days.
#[track_caller]
fn check_heals(story: &Story, heals: bool) {
    let run = story.run();
    let has = run.state("c").troubles.has(Trouble::AllocationPending);
    assert_eq!(has, !heals);
}

fn pending() -> Value {
    trouble(true, "allocation-pending")
}

/// Within two days: what is there from the beginning, and what begins later. The run's events go on
/// after its last day, so that only what has not begun to heal is left then.
#[test]
fn some_troubles_end_by_themselves() {
    let from_the_start = json!({"troubles": ["allocation-pending"]});
    check_heals(&with_setup(Story::of_days(3), from_the_start), true);
    let later = Story::of_days(3).then_to("c", "03-01 10:00", pending());
    check_heals(&later, true);
    let run = with_setup(Story::of_days(3), json!({"troubles": ["os-unsupported"]})).run();
    assert!(run.state("c").troubles.has(Trouble::OsUnsupported));
}

/// A discovery shows whether the service still fails: begun at 10:00 it heals at 10:15, begun anew
/// at 10:10, after it was ended, at 10:25.
#[test]
fn a_trouble_that_begins_anew_is_not_ended_by_the_one_before() {
    let name = "discovery-fails";
    let story = classic(1)
        .then_in_service("03-01 10:00", trouble(true, name))
        .then_in_service("03-01 10:05", trouble(false, name))
        .then_in_service("03-01 10:10", trouble(true, name))
        .then_in_service("03-01 10:16", plain("discover"))
        .then_in_service("03-01 10:26", plain("discover"));
    super::check_tasks(
        &story,
        &[
            "03-01 10:16 discover: Failed(DiscoveryInternalError)",
            "03-01 10:26 discover: Completed",
        ],
    );
    let ended = classic(1)
        .then_in_service("03-01 10:00", trouble(true, name))
        .then_in_service("03-01 10:05", trouble(false, name))
        .then_in_service("03-01 10:06", plain("discover"));
    super::check_tasks(&ended, &["03-01 10:06 discover: Completed"]);
}
