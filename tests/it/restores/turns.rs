//! Whose turn it is: restores of which a person wants only so many at once, and of which tier.

use super::{answers, check, delete_snapshots, ordinary, restore, restores};
use crate::operators::{Run, Story};
use serde_json::{Value, json};
use vaultlab::api::Session;
use vaultlab::units::SimTime;

fn at_once(most: u32) -> Value {
    json!({"do": "restore", "how": "disks", "at_once": most})
}
fn of_tier(how: &str, tier: &str) -> Value {
    json!({"do": "restore", "how": how, "tier": tier})
}
/// When each restore began and ended, in the order in which they began.
fn times(run: &Run) -> Vec<(SimTime, SimTime)> {
    let tasks = run.ledger.tasks().iter();
    let ended = |task: &vaultlab::ledger::Task| task.end().expect("it has ended");
    tasks.map(|task| (task.began, ended(task))).collect()
}
fn both(first: Value, second: Value) -> Story {
    ordinary()
        .then("03-03 12:00", first)
        .then_to("b", "03-03 12:00", second)
}

/// RES-1: a person may let only some run at once; the next begins in the instant in which one ends.
#[test]
fn the_next_restore_begins_when_one_ends() {
    let in_turn = times(&both(at_once(1), at_once(1)).run());
    assert_eq!(in_turn.len(), 2);
    assert_eq!(in_turn[1].0, in_turn[0].1);
    let together = times(&both(at_once(2), at_once(2)).run());
    assert_eq!(together[1].0, together[0].0);
}

#[test]
fn who_does_not_mind_how_many_run_is_not_held_up() {
    let times = times(&both(at_once(1), restore("disks")).run());
    assert_eq!(times[1].0, times[0].0);
}

#[test]
fn a_refused_restore_holds_up_nobody() {
    // Its own disks can't be replaced while it runs.
    let refused = json!({"do": "restore", "how": "replace-disks", "at_once": 1});
    let story = both(at_once(1), refused.clone()).then("03-03 12:00", at_once(1));
    let run = story.run();
    assert_eq!(answers(&run), ["taken", "NotShutDown", "taken"]);
    let times = times(&run);
    assert_eq!(times[1].0, times[0].1);
    let only = both(refused, at_once(1)).run();
    assert_eq!(answers(&only), ["NotShutDown", "taken"]);
}

#[test]
fn a_cancelled_restore_gives_its_turn_to_the_next() {
    let story = both(at_once(1), at_once(1)).then("03-03 12:03", json!({"do": "cancel"}));
    let run = story.run();
    assert_eq!(answers(&run), ["taken"; 3]);
    let times = times(&run);
    assert_eq!(run.short(times[0].1), "03-03 12:03");
    assert_eq!(times[1].0, times[0].1);
}

#[test]
fn a_restore_that_waits_for_its_turn_can_be_withdrawn() {
    let cancel = json!({"do": "cancel"});
    let story = both(at_once(1), at_once(1)).then_to("b", "03-03 12:01", cancel.clone());
    let run = story.run();
    assert_eq!(times(&run).len(), 1, "only the first has run");
    let again = story.then_to("b", "03-03 12:02", cancel).run();
    assert_eq!(answers(&again), ["taken", "taken", "NothingToCancel"]);
}

/// The service takes the snapshot of a point that has one: who wants the vault's gets an older point.
#[test]
fn a_tier_chooses_the_newest_point_that_is_in_it() {
    let story = ordinary()
        .then("03-04 12:00", of_tier("disks", "snapshot"))
        .then("03-04 14:00", of_tier("disks", "vault"))
        .then("03-04 16:00", delete_snapshots())
        .then("03-04 18:00", of_tier("disks", "vault"));
    check(
        &story,
        &["taken"; 4],
        &[
            "03-03 22:00 from snapshot: Completed",
            "03-01 22:00 from vault: Completed",
            "03-03 22:00 from vault: Completed",
        ],
    );
}

#[test]
fn a_tier_without_a_point_is_refused() {
    let story = ordinary()
        .then("03-02 12:00", of_tier("disks", "vault"))
        .then("03-02 14:00", delete_snapshots())
        .then("03-02 16:00", of_tier("disks", "snapshot"));
    let run = story.run();
    assert_eq!(answers(&run), ["NoPoint", "taken", "NoPoint"]);
    assert!(restores(&run).is_empty());
}

#[test]
fn a_restore_lets_at_least_one_run() {
    let problems = |most: u32| {
        let story = ordinary().then("03-03 12:00", at_once(most));
        let problems = Session::open(&story.text()).err().unwrap_or_default();
        problems.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let allowed = "allowed: 1 to 20000";
    assert_eq!(
        problems(0),
        [format!("timeline[0].at_once: found 0; {allowed}")]
    );
    assert!(problems(1).is_empty());
    assert!(problems(20_000).is_empty());
    assert_eq!(
        problems(20_001),
        [format!("timeline[0].at_once: found 20001; {allowed}")]
    );
}
