//! The document: every problem at once, and both sides of every limit.

use super::document;
use serde_json::{Value, json};
use vaultlab::api::{Blobs, blobs_schema, blobs_start};
use vaultlab::scenario::limits;
use vaultlab::scenario::scheme::{check, custom_12_hourly, is_scheme, parse};

fn problems(document: &Value) -> Vec<String> {
    let draft = parse(&document.to_string()).expect("it parses");
    let problems = check(draft).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

/// The places of the problems of a small document with one value replaced.
#[track_caller]
fn check_places(pointer: &str, value: &Value, expected: &[&str]) {
    let mut document = document(json!([]));
    let field = document.pointer_mut(pointer);
    *field.expect("the field is there") = value.clone();
    let problems = problems(&document);
    let places = problems
        .iter()
        .filter_map(|problem| problem.split(": ").next());
    assert_eq!(
        places.collect::<Vec<_>>(),
        expected,
        "{pointer} = {value}: {problems:?}"
    );
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let timeline = json!([
        {"at": "tomorrow", "do": "restore", "snapshot": "x", "account": "premium"},
        {"at": "2026-03-03T00:00:01Z", "account": "mine", "blob": "", "do": "ranges"},
        {"at": "2026-03-01T00:00:00Z", "do": "put", "offset": u64::MAX, "length": 2, "fill": 0},
        {"at": "2026-03-01T00:00:00Z", "account": "standard", "blob": "x", "do": "acquire-lease",
         "seconds": 86_401},
    ]);
    let mut document = document(timeline);
    document["schema"] = json!(2);
    document["name"] = json!(" ");
    document["start"] = json!("2026-02-30");
    document["every_hours"] = json!(0);
    document["vm"] = json!("a\u{7}b");
    document["disk"]["used_gib"] = json!(2);
    document["backup"]["account"] = json!("premium");
    let found = problems(&document);
    let places: Vec<&str> = found
        .iter()
        .filter_map(|it| it.split(": ").next())
        .collect();
    assert_eq!(
        places,
        [
            "schema",
            "name",
            "start",
            "every_hours",
            "vm",
            "disk.used_gib",
            "backup.account",
            "timeline[0].account",
            "timeline[1].blob",
            "timeline[1].account",
            "timeline[2].blob",
            "timeline[2].account",
            "timeline[2].offset",
            "timeline[3].account",
            "timeline[3].seconds",
        ]
    );
}

#[test]
fn every_figure_has_two_sides() {
    let name = |chars| json!("x".repeat(chars));
    for (pointer, fine, wrong, places) in [
        ("/name", name(256), name(257), vec!["name"]),
        (
            "/seed",
            json!(limits::SEED_MAX),
            json!(limits::SEED_MAX + 1),
            vec!["seed"],
        ),
        ("/days", json!(1), json!(0), vec!["days"]),
        ("/days", json!(366), json!(367), vec!["days"]),
        ("/every_hours", json!(1), json!(0), vec!["every_hours"]),
        ("/every_hours", json!(168), json!(169), vec!["every_hours"]),
        ("/block_kib", json!(4), json!(2), vec!["block_kib"]),
        ("/block_kib", json!(4096), json!(8192), vec!["block_kib"]),
        (
            "/disk/size_gib",
            json!(8192),
            json!(8193),
            vec!["disk.size_gib"],
        ),
        (
            "/disk/used_gib",
            json!(1),
            json!(1.01),
            vec!["disk.used_gib"],
        ),
        (
            "/disk/change_percent_per_day",
            json!(100),
            json!(100.5),
            vec!["disk.change_percent_per_day"],
        ),
        (
            "/disk/writes",
            json!({"run_kib": 4}),
            json!({"run_kib": 3}),
            vec!["disk.writes.run_kib"],
        ),
    ] {
        check_places(pointer, &fine, &[]);
        check_places(pointer, &wrong, &places);
    }
}

#[test]
fn how_much_for_how_long_is_bounded() {
    let mut hourly = document(json!([]));
    hourly["every_hours"] = json!(1);
    hourly["days"] = json!(41);
    assert_eq!(problems(&hourly), [""; 0]);
    hourly["days"] = json!(42);
    assert_eq!(
        problems(&hourly),
        ["every_hours: found 1008 windows; allowed: at most 1000"]
    );
    let mut small_blocks = document(json!([]));
    small_blocks["disk"]["size_gib"] = json!(512);
    small_blocks["block_kib"] = json!(4);
    assert_eq!(problems(&small_blocks), [""; 0]);
    small_blocks["disk"]["size_gib"] = json!(513);
    assert_eq!(
        problems(&small_blocks),
        ["block_kib: found 134479872 blocks; allowed: at most 134217728"]
    );
    // 512 GiB of which half changes every day in pieces of 64 KiB.
    let mut busy = document(json!([]));
    busy["disk"] = json!({"name": "disk", "account": "premium", "size_gib": 512, "used_gib": 512,
        "change_percent_per_day": 2.97, "writes": {"run_kib": 64}});
    assert_eq!(problems(&busy), [""; 0]);
    busy["disk"]["change_percent_per_day"] = json!(2.99);
    assert!(
        problems(&busy)[0].starts_with("disk: found about "),
        "{:?}",
        problems(&busy)
    );
    busy["disk"]["change_percent_per_day"] = json!(1.0);
    busy["days"] = json!(5);
    busy["every_hours"] = json!(1);
    assert!(
        problems(&busy)[0].starts_with("days: found 120 windows × "),
        "{:?}",
        problems(&busy)
    );
}

#[test]
fn the_timeline_is_bounded() {
    let asked = |count: usize, what: &Value| {
        let mut action = what.clone();
        action["at"] = json!("2026-03-01T06:00:00Z");
        document(json!(vec![action; count]))
    };
    let ranges = json!({"do": "ranges", "account": "premium", "blob": "disk"});
    assert_eq!(problems(&asked(1_000, &ranges)), [""; 0]);
    assert_eq!(
        problems(&asked(1_001, &ranges)),
        ["timeline: found 1001 entries; allowed: 0 to 1000"]
    );
    let restore = json!({"do": "restore", "snapshot": "copy_ss1"});
    assert_eq!(problems(&asked(20, &restore)), [""; 0]);
    assert_eq!(
        problems(&asked(21, &restore)),
        ["timeline: found 21 copies of whole blobs; allowed: at most 20"]
    );
    let padded = document(json!([])).to_string() + &" ".repeat(limits::SCHEME_TEXT_BYTES_MAX);
    let too_long = parse(&padded).unwrap_err();
    assert!(too_long[0].allowed.contains("1048576"));
}

#[test]
fn a_kind_tells_the_two_documents_apart() {
    assert!(is_scheme(&blobs_start()));
    assert!(!is_scheme("{\"schema\": 1}") && !is_scheme("[") && !is_scheme("[1]"));
    let mut other = document(json!([]));
    other["kind"] = json!("tapes");
    let problem = parse(&other.to_string()).unwrap_err().remove(0);
    assert!(problem.found.contains("tapes") && problem.allowed.contains("incremental-snapshots"));
    other["kind"] = json!("incremental-snapshots");
    other["colour"] = json!("red");
    assert!(
        parse(&other.to_string()).unwrap_err()[0]
            .found
            .contains("colour")
    );
}

#[test]
fn the_preset_comes_back_from_its_text_unchanged() {
    assert_eq!(parse(&blobs_start()).ok(), Some(custom_12_hourly()));
    let schema: Value = serde_json::from_str(&blobs_schema()).expect("it is JSON");
    assert_eq!(schema["title"], "SchemeDraft");
    assert_eq!(schema["additionalProperties"], false);
}

/// The most that may be asked of each kind still runs.
#[test]
fn the_largest_disk_runs_in_no_time_when_little_is_written() {
    let mut document = document(json!([]));
    document["disk"]["size_gib"] = json!(8192);
    document["disk"]["used_gib"] = json!(8192);
    document["disk"]["change_percent_per_day"] = json!(0.001);
    document["disk"]["writes"] = json!(null);
    document["every_hours"] = json!(48);
    let blobs = Blobs::open(&document.to_string(), None).expect("it is valid");
    assert!(
        blobs
            .view()
            .steps
            .iter()
            .all(|step| step.proven != Some(false))
    );
    let map = blobs.map("standard", "copy", 5_000).expect("it is there");
    assert_eq!(map.layers[0].cells.len(), 4_096);
    assert!(blobs.map("standard", "nobody", 10).is_none() && blobs.map("x", "copy", 10).is_none());
}

/// What is wrong is said where it is wrong, not where the document says its kind.
#[test]
fn a_slip_in_the_text_is_told_where_it_is() {
    let text = document(json!([])).to_string();
    let slip = format!("{},}}", &text[..text.len() - 1]);
    assert!(is_scheme(&slip));
    let problems = parse(&slip).expect_err("a comma too many");
    assert!(!problems[0].to_string().contains("kind"), "{}", problems[0]);
    assert!(
        problems[0].place.starts_with("line 1, column "),
        "{}",
        problems[0]
    );
}
