//! `plan` and `advise` as commands: what they print and write, and what they refuse.

use super::{check_fine, check_refused};
use serde_json::Value;

#[test]
fn a_plan_is_printed_and_its_scenario_written_to_a_file_that_simulates_the_same() {
    let file = std::env::temp_dir().join(format!("vaultlab-plan-{}.json", std::process::id()));
    let path = file.to_str().expect("the path is text");
    let plan = [
        "plan",
        "crowded-night",
        "--days",
        "4",
        "--budget",
        "8",
        "--format",
        "json",
    ];
    let out = check_fine(&[&plan[..], &["-o", path]].concat());
    let view: Value = serde_json::from_str(&out).expect("it is JSON");
    let run = check_fine(&["simulate", path, "--format", "json"]);
    std::fs::remove_file(&file).expect("it was written");
    let run: Value = serde_json::from_str(&run).expect("it is JSON");
    assert_eq!(run["summary"]["digest"], view["after"]["digest"]);
    assert_eq!(run["summary"]["nights_held"], view["after"]["nights_held"]);
    assert_ne!(view["before"]["digest"], view["after"]["digest"]);
}

#[test]
fn wrong_orders_are_told_by_their_options() {
    check_refused(
        &[
            "plan",
            "one-vm",
            "--step",
            "0",
            "--budget",
            "9999",
            "--from",
            "8",
            "--at-once",
            "0",
        ],
        &[
            "--from: found \"8\"; allowed: a time HH:MM from 00:00 to 23:59",
            "--step: found 0; allowed: 1 to 1440",
            "--budget: found 9999; allowed: 1 to 2000",
            "--at-once: found 0; allowed: at least 1, with 480 allowed start times",
        ],
    );
}

#[test]
fn a_plan_within_an_order_and_advice_are_text_by_default() {
    let out = check_fine(&[
        "plan",
        "one-vm",
        "--objective",
        "least-change",
        "--from",
        "22:00",
        "--to",
        "02:00",
        "--at-once",
        "1",
        "--days",
        "5",
    ]);
    assert!(
        out.contains("starts 22:00 to 01:30 every 30 min, at most 1 machine at once"),
        "{out}"
    );
    let out = check_fine(&["advise", "one-vm"]);
    assert!(out.ends_with("\nNo advice applies.\n"), "{out}");
}
