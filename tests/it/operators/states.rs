//! Every action in every state of protection: not protected, active, stopped with its data kept,
//! soft-deleted, gone.

use super::{
    Story, back_up_now, change_policy, fill, grow, network, protect, resume, resume_with,
    stop_delete, stop_keep, undelete,
};
use serde_json::{Value, json};
use vaultlab::model::Protection;

/// The states, each with a story in which `a` is in it on 4 March.
fn states() -> [Story; 5] {
    let story = || Story::of_days(6).soft_delete(json!({"state": "basic"}));
    let off = story().soft_delete(json!({"state": "off"}));
    [
        story().with("/vms/0/policy", Value::Null),
        story(),
        story().then("03-03 10:00", stop_keep()),
        story().then("03-03 10:00", stop_delete()),
        off.then("03-03 10:00", stop_delete()),
    ]
}

/// What the service answers to an action in each state, in the order of [`states`]. A refused
/// action changes nothing, and the other machine's backups go on.
#[track_caller]
fn check_action(what: &Value, expected: [&str; 5]) {
    for (state, (story, expected)) in states().into_iter().zip(expected).enumerate() {
        let run = story.then("03-04 10:00", what.clone()).run();
        let record = run.ledger.operators().last().expect("it was recorded");
        let name = run.scenario.timeline()[record.action as usize].what.name();
        assert_eq!(json!(name), what["do"]);
        let vm = run.vm("a");
        assert_eq!((record.at, record.vm), (run.at("03-04 10:00"), Some(vm)));
        let answers = run.answers();
        assert_eq!(answers.last(), Some(&expected), "{what} in state {state}");
        assert!(answers[..answers.len() - 1].iter().all(|it| *it == "taken"));
        let changes = run.ledger.protection_of(vm);
        let is_changed = changes.iter().any(|(at, _)| *at == record.at);
        let is_of_protection =
            !["back-up-now", "change-network", "fill-disk", "grow-disk"].contains(&name);
        assert_eq!(
            is_changed,
            expected == "taken" && is_of_protection,
            "{what} in state {state}"
        );
        let others = run.jobs("b");
        assert_eq!(others.len(), 6);
        assert!(others.iter().all(|job| job.ends_with(" ok")), "{others:?}");
    }
}

const NOT: &str = "ItemNotProtected";
const STOPPED: &str = "UserErrorBcmDatasourceNotPresent";
const DELETED: &str = "ItemSoftDeleted";
const NOT_STOPPED: &str = "ProtectionNotStopped";
const NOTHING: &str = "NothingToUndelete";

/// LIF-6: one policy at any time.
#[test]
fn only_a_machine_of_which_nothing_is_held_can_be_protected() {
    let expected = ["taken", "ItemAlreadyProtected", STOPPED, DELETED, "taken"];
    check_action(&protect("daily"), expected);
    check_action(&protect("other-vault"), expected);
}

#[test]
fn only_a_protected_machine_can_get_another_policy() {
    let expected = [NOT, "taken", STOPPED, DELETED, NOT];
    check_action(&change_policy("long"), expected);
    let other = [NOT, "PolicyOfOtherVault", STOPPED, DELETED, NOT];
    check_action(&change_policy("other-vault"), other);
}

#[test]
fn only_a_protected_machine_can_be_backed_up_on_demand() {
    check_action(&back_up_now(30), [NOT, "taken", STOPPED, DELETED, NOT]);
}

/// LIF-10
#[test]
fn only_a_protected_machine_can_be_stopped() {
    check_action(&stop_keep(), [NOT, "taken", STOPPED, DELETED, NOT]);
}

/// LIF-10
#[test]
fn data_can_be_deleted_also_after_a_stop_that_kept_them() {
    check_action(&stop_delete(), [NOT, "taken", "taken", DELETED, NOT]);
}

#[test]
fn only_a_stopped_machine_can_be_resumed() {
    let expected = [NOT_STOPPED, NOT_STOPPED, "taken", NOT_STOPPED, NOT_STOPPED];
    check_action(&resume(), expected);
    check_action(&resume_with("long"), expected);
    let other = [
        NOT_STOPPED,
        NOT_STOPPED,
        "PolicyOfOtherVault",
        NOT_STOPPED,
        NOT_STOPPED,
    ];
    check_action(&resume_with("other-vault"), other);
}

#[test]
fn only_deleted_data_that_are_still_held_can_be_undeleted() {
    check_action(&undelete(), [NOTHING, NOTHING, NOTHING, "taken", NOTHING]);
}

#[test]
fn the_machine_itself_can_be_changed_whatever_its_protection() {
    for what in [network("no-outbound"), network("open"), fill(1.0), grow(33)] {
        check_action(&what, ["taken"; 5]);
    }
    check_action(&grow(32), ["DiskShrinkNotAllowed"; 5]);
}

#[test]
fn the_states_are_those_that_these_tests_mean() {
    let at_the_end = states().map(|story| {
        let run = story.run();
        run.ledger.protection_at(run.vm("a"), run.at("03-04 10:00"))
    });
    let [none, active, stopped, deleted, gone] = at_the_end;
    assert_eq!([none, gone], [Protection::None; 2]);
    assert!(matches!(active, Protection::Active(_)), "{active:?}");
    assert!(matches!(stopped, Protection::Stopped(_)), "{stopped:?}");
    assert!(matches!(deleted, Protection::Deleted { .. }), "{deleted:?}");
}
