//! `restore` as a command: what it prints and writes, its gate, and what it refuses.

use super::{check_fine, check_missed, check_refused, file, path};
use serde_json::Value;

#[test]
fn a_fleet_that_is_back_is_fine_and_the_answer_may_go_to_a_file() {
    let out = check_fine(&["restore", "lifecycle-current", "--all"]);
    assert!(out.contains("All 3 machines are back after "), "{out}");
    let path = path("restored.json");
    let path = path.to_str().expect("the path is text");
    let json = ["restore", "one-vm", "--all", "--format", "json", "-o", path];
    assert_eq!(check_fine(&json), "");
    let text = std::fs::read_to_string(path).expect("it was written");
    let view: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(view["fleet"]["back"], 1);
    assert_eq!(view["machines"][0]["tier"], "snapshot");
}

#[test]
fn a_machine_that_does_not_come_back_misses_the_gate() {
    check_missed(
        &["restore", "demo", "--vm", "web-legacy", "--days", "4"],
        "No machine of 1 is back: 1 refused.",
    );
}

#[test]
fn an_order_from_a_file_comes_first() {
    let order = file("order.txt", "sql-prod-01\n\n  dc-02 \n");
    let args = [
        "restore",
        "demo",
        "--days",
        "4",
        "--order",
        &order,
        "--vm",
        "dc-01",
        "--kind",
        "disks",
        "--at-once",
        "1",
        "--format",
        "json",
    ];
    let view: Value = serde_json::from_str(&check_fine(&args)).expect("it is JSON");
    let machines = view["machines"].as_array().expect("machines");
    let names: Vec<&str> = machines
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(names, ["sql-prod-01", "dc-02", "dc-01"]);
}

#[test]
fn wrong_lists_are_told_by_their_options_and_lines() {
    let order = file("wrong-order.txt", "dc-01\n\nnobody\n");
    check_refused(
        &[
            "restore",
            "demo",
            "--days",
            "4",
            "--order",
            &order,
            "--vm",
            "dc-01",
            "nobody-2",
            "--policy",
            "none",
            "--at",
            "2027-01-01T00:00:00Z",
            "--accounts",
            "0",
            "--at-once",
            "0",
        ],
        &[
            &format!(
                "{order}, line 3: found \"nobody\"; allowed: the name of a machine in this scenario"
            ),
            "--vm: found \"dc-01\"; allowed: each machine once",
            "--vm: found \"nobody-2\"; allowed: the name of a machine in this scenario",
            "--policy: found \"none\"; allowed: the name of a policy that protects machines from the start",
            "--at: found \"2027-01-01T00:00:00Z\"; allowed: a time such as 2026-03-04T21:00:00Z in the run, before 2026-03-05T00:00:00Z",
            "--accounts: found 0; allowed: 1 to 4999",
            "--at-once: found 0; allowed: 1 to 20000",
        ],
    );
    check_refused(
        &["restore", "demo", "--days", "4"],
        &["--vm: found none; allowed: at least one machine: by name, by policy, or all"],
    );
}

#[test]
fn what_is_wrong_with_the_scenario_is_told_by_its_own_place() {
    let text = check_fine(&["preset", "one-vm"]);
    let mut scenario: Value = serde_json::from_str(&text).expect("a preset is JSON");
    scenario["vms"][0]["disks"][0]["used_gib"] = serde_json::json!(-1);
    let path = file("wrong-disk.json", &scenario.to_string());
    let told = super::vaultlab(&["restore", &path, "--all"]);
    assert_eq!(told.code, Some(2));
    let place = "vms[0].disks[0].used_gib: found -1";
    assert!(told.err.contains(place), "{}", told.err);
}
