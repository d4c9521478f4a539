//! Requests by hand, and what the procedure makes of them.

use super::{check_lines, document, line, lines, open, open_up_to};
use serde_json::{Value, json};
use vaultlab::api::{blobs_act, blobs_cut};

fn on_disk(at: &str, mut what: Value) -> Value {
    what["at"] = json!(at);
    what["account"] = json!("premium");
    what["blob"] = json!("disk");
    what
}

fn on_backup(at: &str, mut what: Value) -> Value {
    what["at"] = json!(at);
    what["account"] = json!("standard");
    what["blob"] = json!("copy");
    what
}

/// INC-6, its ruling: without the previous snapshot there is nothing to compare with.
#[test]
fn a_window_without_its_previous_snapshot_fails_and_the_next_copies_all() {
    let gone = json!({"do": "delete-snapshot", "name": "disk_ss1"});
    check_lines(
        &document(json!([on_disk("2026-03-01T06:00:00Z", gone)])),
        "01 06:00:00",
        &[
            "01 06:00:00 by hand Delete Blob: Deletes snapshot disk_ss1 of premium/disk.",
            "01 12:00:00 1 Snapshot Blob: Takes snapshot disk_ss2 of premium/disk.",
            "01 12:00:01 1 Get Page Ranges: Asks what snapshot disk_ss2 of premium/disk has that \
             disk_ss1 has not. [PreviousSnapshotNotFound]",
            // What is left of the window that was refused goes first; one snapshot is gone already.
            "02 00:00:00 2 Delete Blob: Deletes snapshot disk_ss1 of premium/disk. [BlobNotFound]",
            "02 00:00:00 2 Delete Blob: Deletes snapshot disk_ss2 of premium/disk.",
            "02 00:00:01 2 Snapshot Blob: Takes snapshot disk_ss3 of premium/disk.",
            "02 00:00:02 2 Copy Blob: Copies snapshot disk_ss3 of premium/disk to standard/copy. =",
            "02 00:00:20 2 Snapshot Blob: Takes snapshot copy_ss3 of standard/copy. =",
            "02 12:00:00 3 Snapshot Blob: Takes snapshot disk_ss4 of premium/disk.",
        ],
    );
}

#[test]
fn a_lease_on_the_backup_blob_stops_the_procedure_until_it_is_released() {
    let lease = on_backup("2026-03-01T06:00:00Z", json!({"do": "acquire-lease"}));
    let release = on_backup("2026-03-02T06:00:00Z", json!({"do": "release-lease"}));
    let lines = lines(&open(&document(json!([lease, release]))));
    let refused: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split_once('[').map(|(_, code)| code))
        .collect();
    assert_eq!(refused, ["LeaseIdMissing]", "LeaseIdMissing]"]);
    let last = lines.iter().rfind(|line| line.contains("Copy Blob"));
    assert!(
        last.is_some_and(|line| line.starts_with("02 12:00:0") && line.contains(" 3 ")),
        "{lines:#?}"
    );
}

#[test]
fn a_disk_that_was_overwritten_as_a_whole_is_copied_again() {
    let overwritten = json!({"do": "promote", "name": "disk_ss1", "with_lease": true});
    let view = open(&document(json!([on_disk(
        "2026-03-01T06:00:00Z",
        overwritten
    )])))
    .view();
    let refused = view.steps.iter().find(|step| step.refused.is_some());
    let refused = refused.map(line).unwrap_or_default();
    assert!(refused.starts_with("01 12:00:01 1") && refused.ends_with("[BlobOverwritten]"));
    assert!(view.steps.iter().all(|step| step.proven != Some(false)));
}

/// INC-8: nothing is taken on trust.
#[test]
fn a_write_to_the_backup_blob_by_hand_is_found_at_the_next_window() {
    let write = json!({"do": "put", "offset": 536_870_912, "length": 512, "fill": 1});
    let view = open(&document(json!([on_backup("2026-03-01T06:00:00Z", write)]))).view();
    let proven: Vec<bool> = view.steps.iter().filter_map(|step| step.proven).collect();
    assert_eq!(proven[..4], [true, true, false, false]);
}

/// The machine holds a lease of its disk.
#[test]
fn the_machine_s_disk_is_written_by_hand_only_with_its_lease() {
    let put = json!({"do": "put", "offset": 0, "length": 512, "fill": 1});
    let mut with = put.clone();
    with["with_lease"] = json!(true);
    let at = "2026-03-01T06:00:00Z";
    check_lines(
        &document(json!([on_disk(at, put), on_disk(at, with)])),
        "01 06:00:00",
        &[
            "01 06:00:00 by hand Put Page: Writes 1 to 512 B from 0 B on of premium/disk. \
             [LeaseIdMissing]",
            "01 06:00:00 by hand Put Page: Writes 1 to 512 B from 0 B on of premium/disk.",
        ],
    );
}

#[test]
fn a_name_of_a_snapshot_is_given_once() {
    let take = |at| on_disk(at, json!({"do": "snapshot", "name": "disk_ss2"}));
    let twice = json!([take("2026-03-01T06:00:00Z"), take("2026-03-01T07:00:00Z")]);
    let lines = lines(&open(&document(twice)));
    assert!(lines[4].ends_with("[A snapshot of this blob was given this name before.]"));
    // The procedure takes the next number.
    assert!(lines[5].contains("Takes snapshot disk_ss3"), "{}", lines[5]);
}

/// Between any two steps there is a moment for a request.
#[test]
fn a_request_is_added_after_any_step_and_is_the_next() {
    let text = document(json!([])).to_string();
    let request = json!({"do": "ranges", "account": "premium", "blob": "disk"}).to_string();
    let steps = open(&document(json!([]))).view().steps_in_all;
    for after in 0..=steps {
        let acted = blobs_act(&text, after, &request).expect("it is valid");
        let acted: Value = serde_json::from_str(&acted).expect("it is JSON");
        let view = open_up_to(&acted, Some(after + 1)).view();
        let last = view.steps.last().expect("there is one");
        assert!(
            last.by_hand && last.refused.is_none(),
            "after {after}: {}",
            line(last)
        );
        assert_eq!(view.steps.len() as u32, after + 1);
        // And another one after it.
        let again = blobs_act(&acted.to_string(), after + 1, &request).expect("it is valid");
        let again: Value = serde_json::from_str(&again).expect("it is JSON");
        let view = open_up_to(&again, Some(after + 2)).view();
        assert!(
            view.steps.last().is_some_and(|step| step.by_hand),
            "after {after}"
        );
    }
}

#[test]
fn going_back_drops_later_requests_and_keeps_restores() {
    let early = on_disk("2026-03-01T06:00:00Z", json!({"do": "ranges"}));
    let late = on_disk("2026-03-02T06:00:00Z", json!({"do": "ranges"}));
    let restore = json!({"at": "2026-03-02T07:00:00Z", "do": "restore", "snapshot": "copy_ss1"});
    let all = document(json!([late, early, restore])).to_string();
    let places = |text: &str| {
        let document: Value = serde_json::from_str(text).expect("it is JSON");
        let timeline = document["timeline"].as_array().cloned().unwrap_or_default();
        let at = timeline.iter().map(|action| action["at"].to_string());
        at.map(|at| at[9..14].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        places(&blobs_cut(&all, 4).expect("it is valid")),
        ["01T06", "02T07"]
    );
    assert_eq!(places(&blobs_cut(&all, 3).expect("it is valid")), ["02T07"]);
    assert_eq!(
        places(&blobs_cut(&all, 99).expect("it is valid")),
        ["02T06", "01T06", "02T07"]
    );
}

#[test]
fn a_request_that_is_none_is_refused() {
    let text = document(json!([])).to_string();
    let problem = |json: &str| blobs_act(&text, 0, json).unwrap_err().remove(0).to_string();
    assert!(problem("[]").starts_with("request: found no object"));
    assert!(problem("{\"at\":\"x\"}").starts_with("request: found a time of its own"));
    assert!(problem("{\"do\":\"dance\"}").starts_with("request: found unknown variant"));
    assert!(problem(&" ".repeat(70_000)).starts_with("request: found 70000 bytes"));
}

/// A lease keeps more windows from writing than a premium blob may have snapshots; once it is broken
/// the procedure goes on.
#[test]
fn a_hundred_refused_windows_leave_no_snapshots_that_would_refuse_the_next() {
    let mut document = document(json!([
        on_backup("2026-03-01T06:30:00Z", json!({"do": "acquire-lease"})),
        on_backup("2026-03-05T20:30:00Z", json!({"do": "break-lease"})),
    ]));
    document["days"] = json!(6);
    document["every_hours"] = json!(1);
    let blobs = open(&document);
    let view = blobs.view();
    let refused = view.steps.iter().filter(|step| step.refused.is_some());
    let codes: Vec<String> = refused
        .map(line)
        .filter(|line| !line.contains("LeaseIdMissing"))
        .collect();
    assert!(codes.is_empty(), "{codes:?}");
    let refused = view
        .steps
        .iter()
        .filter(|step| step.refused.is_some())
        .count();
    assert!(refused > 100, "{refused}");
    assert_eq!(view.accounts[0].blobs[0].snapshots.len(), 1);
    let last = view.steps.iter().rev().find(|step| step.proven.is_some());
    assert_eq!(last.and_then(|step| step.window), Some(143));
}

/// A snapshot that somebody else has deleted already is none to wait for: the backup is complete.
#[test]
fn a_deletion_that_comes_too_late_ends_no_window() {
    let gone = json!({"do": "delete-snapshot", "name": "disk_ss1"});
    let blobs = open(&document(json!([on_disk("2026-03-01T12:00:03Z", gone)])));
    let refused: Vec<String> = lines(&blobs)
        .into_iter()
        .filter(|line| line.ends_with(']'))
        .collect();
    assert_eq!(
        refused,
        ["01 12:00:04 1 Delete Blob: Deletes snapshot disk_ss1 of premium/disk. [BlobNotFound]"]
    );
    let ways = blobs.view().ways;
    assert_eq!(ways[1].backups, 4);
}

#[test]
fn nothing_is_asked_after_a_run_that_outlasts_its_last_day() {
    let late = json!([{"at": "2026-03-02T23:59:50Z", "do": "restore", "snapshot": "copy_ss2"}]);
    let document = document(late);
    let view = open(&document).view();
    assert!(view.clock.s > 2 * 24 * 3600);
    let steps = u32::try_from(view.steps.len()).expect("there are few");
    let request = r#"{"do": "snapshot", "account": "premium", "blob": "disk", "name": "mine"}"#;
    let refused = blobs_act(&document.to_string(), steps, request).expect_err("it is over");
    assert_eq!(
        refused[0].to_string(),
        "request: found a moment after the run has ended; allowed: one before: go back some steps"
    );
    assert!(blobs_act(&document.to_string(), steps - 6, request).is_ok());
}
