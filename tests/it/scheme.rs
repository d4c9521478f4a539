//! The custom backup by incremental snapshots (INC-6 to INC-8): its procedure, its restores, requests
//! by hand, what it proves and what it compares to.

mod by_hand;
mod documents;
mod procedure;
mod truth;
mod ways;

use serde_json::{Value, json};
use vaultlab::api::Blobs;
use vaultlab::report::view::StepView;

/// A small disk for two days, every 12 hours, with this timeline.
fn document(timeline: Value) -> Value {
    json!({
        "kind": "incremental-snapshots", "schema": 1, "name": "small", "seed": 7,
        "start": "2026-03-01", "days": 2, "every_hours": 12, "block_kib": 64, "vm": "ds-01",
        "disk": {"name": "disk", "account": "premium", "size_gib": 1, "used_gib": 0.02,
                 "change_percent_per_day": 20.0, "writes": {"temporary_gib_per_day": 0.004}},
        "backup": {"name": "copy", "account": "standard"},
        "timeline": timeline,
    })
}

#[track_caller]
fn open(document: &Value) -> Blobs {
    open_up_to(document, None)
}

#[track_caller]
fn open_up_to(document: &Value, steps: Option<u32>) -> Blobs {
    let blobs = Blobs::open(&document.to_string(), steps);
    blobs.unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// `01 12:00:00 1 Snapshot Blob: Takes snapshot … [BlobNotFound]`: day, time, window, step.
fn line(step: &StepView) -> String {
    let window = step.window.map(|window| format!(" {window}"));
    let window = window.unwrap_or_else(|| if step.by_hand { " by hand" } else { "" }.to_owned());
    let at = step.at.utc[8..19].replace('T', " ");
    let code = step.refused.as_ref().map(|why| {
        let code = why.split(':').next().unwrap_or_default();
        format!(" [{code}]")
    });
    let proven = match step.proven {
        Some(true) => " =",
        Some(false) => " ≠",
        None => "",
    };
    let code = code.unwrap_or_default();
    format!("{at}{window} {}: {}{proven}{code}", step.request, step.what)
}

fn lines(blobs: &Blobs) -> Vec<String> {
    blobs.view().steps.iter().map(line).collect()
}

/// The lines from a moment on, `02 00:00:00`, that hold a word.
#[track_caller]
fn check_lines(document: &Value, from: &str, expected: &[&str]) {
    let blobs = open(document);
    let lines = lines(&blobs);
    let later: Vec<&str> = lines
        .iter()
        .map(String::as_str)
        .filter(|line| *line >= from)
        .take(expected.len())
        .collect();
    assert_eq!(later, expected);
}
