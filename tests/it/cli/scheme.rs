//! Custom backups on the command line: the other kind of scenario goes through the same commands.

use super::{check_fine, fed, vaultlab};
use serde_json::Value;

const EXAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/examples/custom-every-4-hours.json"
);

#[test]
fn the_list_of_presets_has_a_line_for_each() {
    let list = check_fine(&["preset"]);
    let names: Vec<&str> = list
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(
        names,
        [
            "demo",
            "one-vm",
            "retention-years",
            "lifecycle-classic",
            "lifecycle-current",
            "fleet-1000",
            "fleet-10000",
            "custom-12-hourly"
        ]
    );
}

#[test]
fn a_custom_backup_is_simulated_in_every_form_and_from_a_pipe() {
    let json: Value = serde_json::from_str(&check_fine(&["simulate", EXAMPLE, "--format", "json"]))
        .expect("a view is JSON");
    assert_eq!(json["ways"].as_array().map(Vec::len), Some(3));
    let csv = check_fine(&["simulate", EXAMPLE, "--format", "csv"]);
    let steps = json["steps"].as_array().map_or(0, Vec::len);
    assert_eq!(csv.lines().count(), steps + 1);
    let document = std::fs::read_to_string(EXAMPLE).expect("the example is there");
    let piped = fed(
        &["simulate", "-", "--days", "1", "--format", "csv"],
        &document,
    );
    // The timeline reaches beyond the first day.
    assert_eq!(piped.code, Some(2));
    assert!(
        piped.err.starts_with("timeline[1].at: found"),
        "{}",
        piped.err
    );
    let other = fed(
        &["simulate", "-", "--seed", "7", "--format", "csv"],
        &document,
    );
    assert_eq!(other.code, Some(0));
    assert_ne!(other.out, csv);
}

#[test]
fn a_custom_backup_misses_its_gate_when_a_window_is_refused() {
    let done = vaultlab(&["simulate", EXAMPLE, "--window"]);
    assert_eq!(done.code, Some(3));
    assert!(done.err.starts_with("step "), "{}", done.err);
}

#[test]
fn what_is_for_fleets_refuses_a_custom_backup_and_says_what_it_is_for() {
    let done = vaultlab(&["cost", "custom-12-hourly"]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("vaultlab simulate"), "{}", done.err);
    let schema = check_fine(&["schema", "incremental-snapshots"]);
    assert!(schema.contains("SchemeDraft"));
    assert_eq!(
        check_fine(&["preset", "custom-12-hourly"]),
        vaultlab::api::blobs_start()
    );
}
