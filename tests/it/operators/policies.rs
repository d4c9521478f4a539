//! Which policy a machine follows, and how many machines a policy and a vault take.

use super::{Story, change_policy, machine, protect, resume_with, stop_delete, stop_keep};
use serde_json::{Value, json};
use vaultlab::model::Protection;

/// LIF-6
#[test]
fn a_vault_holds_several_policies_and_a_policy_several_machines() {
    let run = Story::of_days(1).then_to("c", "03-01 10:00", protect("long"));
    let run = run.check_answers(&["taken"]);
    assert_eq!(run.jobs("a"), ["03-01 22:00 daily ok"]);
    assert_eq!(run.jobs("b"), ["03-01 22:00 daily ok"]);
    assert_eq!(run.jobs("c"), ["03-01 20:00 long ok"]);
}

/// LIF-6
#[test]
fn a_machine_has_one_policy_at_any_time() {
    let story = Story::of_days(4)
        .then("03-01 10:00", protect("long"))
        .then("03-02 10:00", change_policy("long"))
        .then("03-03 10:00", change_policy("daily"));
    let run = story.check_answers(&["ItemAlreadyProtected", "taken", "taken"]);
    run.check_jobs(&[
        "03-01 22:00 daily ok",
        "03-02 20:00 long ok",
        "03-03 22:00 daily ok",
        "03-04 22:00 daily ok",
    ]);
}

#[test]
fn a_machine_that_is_protected_late_begins_with_the_next_backup() {
    let story = Story::of_days(3).then_to("c", "03-02 22:00:01", protect("daily"));
    assert_eq!(story.run().jobs("c"), ["03-03 22:00 daily ok"]);
}

#[test]
fn the_way_to_an_enhanced_policy_leads_not_back() {
    let story = Story::of_days(3)
        .then("03-02 10:00", change_policy("enhanced"))
        .then("03-02 11:00", change_policy("daily"))
        .then("03-02 12:00", change_policy("enhanced"))
        .then("03-02 13:00", stop_keep())
        .then("03-02 14:00", resume_with("daily"))
        .then("03-02 15:00", resume_with("enhanced"));
    let back = "PolicyTypeChangeNotAllowed";
    let run = story.check_answers(&["taken", back, "taken", "taken", back, "taken"]);
    run.check_jobs(&[
        "03-01 22:00 daily ok",
        "03-02 22:00 enhanced ok",
        "03-03 22:00 enhanced ok",
    ]);
}

#[test]
fn a_machine_whose_data_are_gone_may_begin_anew_in_another_vault() {
    let story = Story::of_days(3).soft_delete(json!({"state": "off"}));
    let story = story
        .then("03-02 10:00", stop_delete())
        .then("03-02 10:00", protect("other-vault"));
    let run = story.check_answers(&["taken", "taken"]);
    run.check_jobs(&[
        "03-01 22:00 daily ok",
        "03-02 22:00 other-vault ok",
        "03-03 22:00 other-vault ok",
    ]);
    // All data again, and only then nothing.
    let sent: Vec<u64> = run
        .ledger
        .jobs()
        .iter()
        .filter(|job| job.vm == run.vm("a"))
        .map(|job| job.sent.get() >> 30)
        .collect();
    assert_eq!(sent, [8, 8, 0]);
}

#[test]
fn a_longer_policy_counts_for_points_that_are_there() {
    let story = Story::of_days(12).then("03-03 10:00", change_policy("long"));
    let run = story.check_answers(&["taken"]);
    // By `daily` the first would have gone on 9 March.
    assert_eq!(
        run.in_vault("03-12 19:00")[..3],
        ["03-01 22:00", "03-02 22:00", "03-03 20:00"]
    );
}

#[test]
fn a_shorter_policy_lets_points_go_at_the_next_clean_up() {
    let story = Story::of_days(14)
        .with("/vms/0/policy", json!("long"))
        .then("03-12 12:00:01", change_policy("daily"));
    let run = story.check_answers(&["taken"]);
    assert_eq!(run.in_vault("03-13 11:59")[0], "03-01 20:00");
    assert_eq!(run.in_vault("03-13 12:00")[0], "03-06 20:00");
}

#[test]
fn a_change_at_the_instant_of_a_clean_up_comes_before_it() {
    let story = Story::of_days(14)
        .with("/vms/0/policy", json!("long"))
        .then("03-12 12:00", change_policy("daily"));
    assert_eq!(story.run().in_vault("03-12 12:00")[0], "03-05 20:00");
}

#[test]
fn an_action_at_the_instant_of_a_due_time_comes_before_it() {
    let run = Story::of_days(2)
        .then("03-01 22:00", change_policy("enhanced"))
        .then("03-02 22:00", stop_keep())
        .then_to("c", "03-02 22:00", protect("daily"))
        .check_answers(&["taken"; 3]);
    run.check_jobs(&["03-01 22:00 enhanced ok"]);
    assert_eq!(run.jobs("c"), ["03-02 22:00 daily ok"]);
}

/// A hundred machines under `daily`, one under `long`, and `c` without protection.
fn full_policy() -> Story {
    let mut vms: Vec<Value> = (0..99)
        .map(|i| machine(&format!("m-{i}"), Some("daily")))
        .collect();
    vms.push(machine("a", Some("daily")));
    vms.push(machine("b", Some("long")));
    vms.push(machine("c", None));
    Story::of_days(2).with("/vms", Value::from(vms))
}

const FULL: &str = "UserErrorProtectionQuotaExceeded";

#[test]
fn a_policy_takes_a_hundred_machines() {
    let run = full_policy()
        .then_to("c", "03-01 10:00", protect("daily"))
        .then_to("b", "03-01 10:00", change_policy("daily"))
        .then_to("a", "03-01 11:00", change_policy("long"))
        .then_to("c", "03-01 12:00", protect("daily"))
        .then_to("b", "03-01 13:00", change_policy("daily"))
        .check_answers(&[FULL, FULL, "taken", "taken", FULL]);
    assert_eq!(run.jobs("c").len(), 2);
    assert_eq!(
        run.jobs("b"),
        ["03-01 20:00 long ok", "03-02 20:00 long ok"]
    );
}

#[test]
fn a_refused_change_leaves_no_trace_in_the_history_of_protection() {
    let run = full_policy().then_to("b", "03-01 10:00", change_policy("daily"));
    let run = run.check_answers(&[FULL]);
    assert_eq!(run.ledger.protection_of(run.vm("b")).len(), 1);
}

#[test]
fn a_machine_of_a_full_policy_may_be_given_it_again() {
    full_policy()
        .then("03-01 10:00", change_policy("daily"))
        .check_answers(&["taken"]);
}

#[test]
fn a_stopped_machine_leaves_its_place_and_may_find_it_taken() {
    full_policy()
        .then("03-01 10:00", stop_keep())
        .then_to("c", "03-01 11:00", protect("daily"))
        .then("03-01 12:00", super::resume())
        .then("03-01 13:00", resume_with("long"))
        .check_answers(&["taken", "taken", FULL, "taken"]);
}

#[test]
fn a_vault_takes_a_thousand_machines() {
    let policy = |name: &str, vault: &str| {
        json!({"name": name, "vault": vault, "schedule": {"every": "day", "at": "22:00"},
               "time_zone": "UTC", "retention": {"daily": {"days": 7}}})
    };
    let policies = (0..10).map(|i| policy(&format!("p-{i}"), "v"));
    let rest = [policy("spare", "v"), policy("other-vault", "w")];
    let of_vault = |i: usize| machine(&format!("m-{i}"), Some(&format!("p-{}", i.div_euclid(100))));
    let mut vms: Vec<Value> = (0..1000).map(of_vault).collect();
    vms.push(machine("a", None));
    let run = Story::of_days(1)
        .with("/policies", policies.chain(rest).collect())
        .with("/vms", Value::from(vms))
        .then("03-01 10:00", protect("spare"))
        .then_to("m-0", "03-01 11:00", change_policy("spare"))
        .then_to("m-1", "03-01 12:00", stop_delete())
        .then("03-01 13:00", protect("spare"))
        .then_to("m-2", "03-01 14:00", change_policy("spare"))
        .check_answers(&[FULL, "taken", "taken", "taken", "taken"]);
    run.check_jobs(&["03-01 22:00 spare ok"]);
    let active = run.scenario.vms().ids().filter(|vm| {
        matches!(
            run.ledger.protection_at(*vm, run.at("03-01 22:00")),
            Protection::Active(_)
        )
    });
    assert_eq!(active.count(), 1000);
}

#[test]
fn a_machine_that_stops_and_then_deletes_leaves_one_place_in_its_vault() {
    let policy = |name: &str| {
        json!({"name": name, "vault": "v", "schedule": {"every": "day", "at": "22:00"},
               "time_zone": "UTC", "retention": {"daily": {"days": 7}}})
    };
    let policies: Vec<Value> = (0..11).map(|i| policy(&format!("p-{i}"))).collect();
    let of_vault = |i: usize| machine(&format!("m-{i}"), Some(&format!("p-{}", i.div_euclid(100))));
    let mut vms: Vec<Value> = (0..1000).map(of_vault).collect();
    vms.extend(["a", "b"].map(|name| machine(name, None)));
    Story::of_days(1)
        .with("/policies", Value::from(policies))
        .with("/vms", Value::from(vms))
        .then_to("m-0", "03-01 10:00", stop_keep())
        .then_to("m-0", "03-01 10:30", stop_delete())
        .then_to("a", "03-01 11:00", protect("p-10"))
        .then_to("b", "03-01 12:00", protect("p-10"))
        .check_answers(&["taken", "taken", "taken", FULL]);
}
