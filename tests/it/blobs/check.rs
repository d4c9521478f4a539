//! `vaultlab check blob`: what it answers, what it refuses, and the steps of another implementation.

use super::PAGE;
use serde_json::{Value, json};
use vaultlab::api::check_blob;

/// What the check answers to these steps on a blob of 8 pages.
#[track_caller]
fn answer(steps: Value) -> Value {
    let text = json!({"size": 8 * PAGE, "steps": steps}).to_string();
    let answer = check_blob(&text).expect("the file is right");
    serde_json::from_str(&answer).expect("an answer is JSON")
}

#[track_caller]
fn check_problems(file: &Value, expected: &[&str]) {
    let problems = check_blob(&file.to_string()).expect_err("the file is wrong");
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, expected);
}

/// A put of whole pages.
fn put(page: u64, pages: u64, fill: u64) -> Value {
    json!({"op": "put", "offset": page * PAGE, "length": pages * PAGE, "fill": fill})
}

/// The vectors, made with another implementation; `None` and a message where they are not there.
fn vectors() -> Option<Value> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("../shared/data/blobs/azurite_vectors_7.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} not found", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("the vectors are JSON"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("it is a list")
}

#[track_caller]
fn check_state(found: &Value, expected: &Value, place: &str) {
    for field in ["size", "ranges", "content_sha256"] {
        assert_eq!(found[field], expected[field], "{place}: {field}");
    }
}

#[test]
fn another_implementation_has_the_same_ranges_and_bytes_after_each_of_its_steps() {
    let Some(vectors) = vectors() else {
        return;
    };
    let request = |step: &Value| -> Value {
        let kept = ["op", "offset", "length", "fill", "name"];
        let fields = step.as_object().expect("a step is an object").iter();
        let fields = fields.filter(|(name, _)| kept.contains(&name.as_str()));
        fields
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let steps: Vec<Value> = list(&vectors["steps"]).iter().map(request).collect();
    let file = json!({"size": vectors["initial_size"], "steps": steps}).to_string();
    let answer: Value = serde_json::from_str(&check_blob(&file).expect("it runs")).unwrap();
    let pairs = list(&answer["steps"]).iter().zip(list(&vectors["steps"]));
    assert_eq!(list(&answer["steps"]).len(), 300);
    for (at, (found, expected)) in pairs.enumerate() {
        check_state(found, expected, &format!("step {at}"));
    }
    let snapshots = list(&vectors["snapshots_at_end"]);
    assert_eq!(list(&answer["snapshots"]).len(), snapshots.len());
    for (found, expected) in list(&answer["snapshots"]).iter().zip(snapshots) {
        let name = expected["name"].as_str().unwrap();
        assert_eq!(found["name"], name);
        check_state(found, expected, name);
    }
}

#[test]
fn a_diff_tells_changed_and_cleared_ranges() {
    let answer = answer(json!([
        put(0, 2, 1),
        {"op": "snapshot", "name": "a"},
        put(1, 2, 2),
        {"op": "clear", "offset": 0, "length": PAGE},
        {"op": "diff", "previous": "a"},
    ]));
    let diff = &answer["steps"][4]["diff"];
    assert_eq!(
        *diff,
        json!({"changed": [[512, 1535]], "cleared": [[0, 511]]})
    );
    assert_eq!(
        answer["billed"]["blob"],
        json!({"base": 1024, "snapshots": 1024})
    );
}

/// What each step was refused for, or `-`.
fn told(answer: &Value) -> Vec<&str> {
    let steps = list(&answer["steps"]).iter();
    steps
        .map(|step| step["error"].as_str().unwrap_or("-"))
        .collect()
}

#[test]
fn ranges_are_those_of_the_blob_or_of_a_snapshot() {
    let answer = answer(json!([
        put(0, 2, 1),
        {"op": "snapshot", "name": "a"},
        put(4, 1, 2),
        {"op": "ranges"},
        {"op": "ranges", "name": "a"},
    ]));
    let steps = &answer["steps"];
    assert_eq!(steps[3]["page_ranges"], json!([[0, 1023], [2048, 2559]]));
    assert_eq!(steps[4]["page_ranges"], json!([[0, 1023]]));
    assert_eq!(steps[4]["ranges"], steps[3]["page_ranges"]);
}

#[test]
fn a_difference_that_is_applied_leaves_what_the_source_holds() {
    let answer = answer(json!([
        put(0, 4, 1),
        {"op": "snapshot", "name": "a"},
        {"op": "copy", "blob": "backup", "from": "blob", "name": "a"},
        put(1, 2, 2),
        {"op": "clear", "offset": 0, "length": PAGE},
        {"op": "resize", "length": 10 * PAGE},
        put(9, 1, 3),
        {"op": "snapshot", "name": "b"},
        {"op": "clear", "offset": 0, "length": 10 * PAGE},
        {"op": "apply", "blob": "backup", "from": "blob", "name": "b", "previous": "a"},
        {"op": "apply", "blob": "backup", "from": "blob", "name": "a", "previous": "b"},
    ]));
    let (steps, taken) = (&answer["steps"], &answer["snapshots"][1]);
    assert_ne!(steps[2]["content_sha256"], taken["content_sha256"]);
    assert_eq!(steps[9]["content_sha256"], taken["content_sha256"]);
    assert_eq!(steps[9]["size"], 10 * PAGE);
    assert_eq!(
        steps[9]["moved"],
        3 * PAGE,
        "what is cleared is not written"
    );
    let cleared = &steps[9]["diff"]["cleared"];
    assert_eq!(*cleared, json!([[0, 511]]));
    assert_eq!(steps[10]["error"], "PreviousSnapshotCannotBeNewer");
}

#[test]
fn a_leased_blob_is_written_with_its_lease_until_the_clock_ends_it() {
    let mut leased = put(0, 1, 2);
    leased["with_lease"] = json!(true);
    let answer = answer(json!([
        {"op": "lease-acquire", "seconds": 15},
        put(0, 1, 1),
        leased,
        {"op": "snapshot", "name": "a"},
        {"op": "wait", "seconds": 14},
        put(0, 1, 3),
        {"op": "wait", "seconds": 1},
        leased,
        put(0, 1, 4),
        leased,
    ]));
    let expected = [
        "-",
        "LeaseIdMissing",
        "-",
        "-",
        "-",
        "LeaseIdMissing",
        "-",
        "LeaseLost",
        "-",
        "LeaseNotPresentWithBlobOperation",
    ];
    assert_eq!(told(&answer), expected);
    let steps = &answer["steps"];
    assert_eq!(steps[5]["content_sha256"], steps[2]["content_sha256"]);
    assert_ne!(steps[8]["content_sha256"], steps[2]["content_sha256"]);
}

#[test]
fn an_infinite_lease_holds_until_it_is_released_or_broken() {
    let day = json!({"op": "wait", "seconds": 86_400});
    let answer = answer(json!([
        {"op": "lease-release"},
        {"op": "lease-break"},
        {"op": "lease-acquire", "seconds": 14},
        {"op": "lease-acquire"},
        day,
        put(0, 1, 1),
        {"op": "lease-release"},
        put(0, 1, 1),
        {"op": "lease-acquire"},
        {"op": "delete"},
        {"op": "lease-break"},
        {"op": "delete"},
    ]));
    let expected = [
        "LeaseNotPresentWithLeaseOperation",
        "LeaseNotPresentWithLeaseOperation",
        "InvalidHeaderValue",
        "-",
        "-",
        "LeaseIdMissing",
        "-",
        "-",
        "-",
        "LeaseIdMissing",
        "-",
        "-",
    ];
    assert_eq!(told(&answer), expected);
}

#[test]
fn a_lease_that_was_refused_is_none_to_write_with() {
    let answer = answer(json!([
        {"op": "lease-acquire", "seconds": 61},
        {"op": "resize", "length": PAGE, "with_lease": true},
        {"op": "resize", "length": PAGE, "with_lease": false},
    ]));
    let refused = "LeaseNotPresentWithBlobOperation";
    assert_eq!(told(&answer), ["InvalidHeaderValue", refused, "-"]);
}

#[test]
fn what_the_service_refuses_is_answered_and_the_run_goes_on() {
    let answer = answer(json!([
        put(7, 2, 1),
        {"op": "snapshot", "name": "a"},
        {"op": "delete"},
        {"op": "delete-snapshot", "name": "a"},
        {"op": "delete-snapshot", "name": "a"},
        {"op": "diff", "previous": "a"},
        {"op": "delete"},
        put(0, 1, 1),
        {"op": "create", "length": PAGE + 1},
        {"op": "create", "length": PAGE},
    ]));
    let expected = [
        "InvalidPageRange",
        "-",
        "SnapshotsPresent",
        "-",
        "BlobNotFound",
        "PreviousSnapshotNotFound",
        "-",
        "BlobNotFound",
        "InvalidHeaderValue",
        "-",
    ];
    assert_eq!(told(&answer), expected);
    assert!(
        answer["steps"][6].get("size").is_none(),
        "no blob, no state"
    );
    assert_eq!(answer["steps"][9]["size"], PAGE);
}

#[test]
fn copies_and_promotes_tell_what_they_moved_and_leave() {
    let answer = answer(json!([
        put(0, 1, 1),
        {"op": "snapshot", "name": "a"},
        put(4, 1, 2),
        {"op": "copy", "blob": "backup", "from": "blob"},
        {"op": "incremental-copy", "blob": "mirror", "from": "blob", "source": "a", "name": "a1"},
        {"op": "snapshot", "name": "b"},
        {"op": "incremental-copy", "blob": "mirror", "from": "blob", "source": "b", "name": "b1"},
        {"op": "promote", "name": "a"},
        {"op": "diff", "name": "b", "previous": "a"},
        {"op": "diff", "previous": "a"},
    ]));
    let steps = &answer["steps"];
    let moved: Vec<&Value> = [3, 4, 6, 7].map(|at| &steps[at]["moved"]).to_vec();
    assert_eq!(moved, [8 * PAGE, PAGE, PAGE, 8 * PAGE]);
    assert_eq!(steps[3]["ranges"], json!([[0, 511], [2048, 2559]]));
    assert_eq!(
        steps[6]["ranges"], steps[3]["ranges"],
        "its newest snapshot is shown"
    );
    assert_eq!(steps[7]["content_sha256"], steps[0]["content_sha256"]);
    assert_eq!(
        steps[8]["diff"],
        json!({"changed": [[2048, 2559]], "cleared": []})
    );
    assert_eq!(steps[9]["error"], "BlobOverwritten");
    let names: Vec<&Value> = list(&answer["snapshots"])
        .iter()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(names, ["a", "a1", "b", "b1"]);
}

#[test]
fn every_problem_of_a_file_is_named() {
    let steps = json!([
        {"op": "write"},
        {"op": "put", "offset": -1, "length": "long", "fill": 256},
        {"op": "clear", "offset": 0, "length": 512, "fill": 0},
        {"op": "snapshot"},
        {"op": "snapshot", "name": "a"},
        {"op": "snapshot", "name": "a"},
        {"op": "diff", "previous": "b", "name": 3},
        {"op": "promote", "blob": "disk", "name": ""},
        {"op": "copy", "blob": "new", "from": "old"},
        {"op": "delete", "snapshots": "some"},
        {},
        {"op": "wait", "seconds": 86_401},
        {"op": "lease-acquire", "seconds": 15.5},
        {"op": "clear", "offset": 0, "length": 512, "with_lease": "yes"},
        {"op": "promote", "name": "a", "blob": "new", "with_lease": true},
        {"op": "snapshot", "name": "c", "with_lease": true},
    ]);
    check_problems(
        &json!({"size": 512, "steps": steps}),
        &[
            "steps[0].op: found \"write\"; allowed: create, put, clear, resize, delete, snapshot, delete-snapshot, ranges, diff, copy, promote, incremental-copy, apply, lease-acquire, lease-release, lease-break, wait",
            "steps[1].offset: found -1; allowed: a whole number of bytes",
            "steps[1].length: found \"long\"; allowed: a whole number of bytes",
            "steps[1].fill: found 256; allowed: 0 to 255",
            "steps[2].fill: found a field that it does not have; allowed: of clear: offset, length, with_lease",
            "steps[3].name: found nothing; allowed: a name of 1 to 256 bytes",
            "steps[5].name: found \"a\" again; allowed: a name of its own",
            "steps[6].name: found 3; allowed: a name of 1 to 256 bytes",
            "steps[6].previous: found \"b\"; allowed: a snapshot of \"blob\" of an earlier step",
            "steps[7].blob: found \"disk\"; allowed: a blob of an earlier step",
            "steps[7].name: found \"\"; allowed: a name of 1 to 256 bytes",
            "steps[8].from: found \"old\"; allowed: a blob of an earlier step",
            "steps[9].snapshots: found \"some\"; allowed: include, only, or nothing",
            "steps[10].op: found nothing; allowed: a name of 1 to 256 bytes",
            "steps[11].seconds: found 86401; allowed: a whole number of seconds, at most 86400",
            "steps[12].seconds: found 15.5; allowed: a whole number of seconds, at most 86400",
            "steps[13].with_lease: found \"yes\"; allowed: true or false",
            "steps[14].name: found \"a\"; allowed: a snapshot of \"new\" of an earlier step",
            "steps[14].with_lease: found true; allowed: a lease-acquire of \"new\" in an earlier step",
            "steps[15].with_lease: found a field that it does not have; allowed: of snapshot: name",
        ],
    );
}

#[test]
fn a_field_that_the_check_does_not_know_is_refused() {
    let file = json!({"size": 512, "steps": [], "seed": 7}).to_string();
    let problem = check_blob(&file).unwrap_err().remove(0).to_string();
    assert!(problem.contains("unknown field `seed`"), "{problem}");
}

#[test]
fn a_blob_of_16_mib_is_hashed_and_a_larger_one_is_not() {
    const MOST: u64 = 16 << 20;
    let file = |size: u64| json!({"size": size, "steps": [{"op": "resize", "length": size}]});
    check_blob(&file(MOST).to_string()).expect("the limit itself is allowed");
    check_problems(
        &file(MOST + PAGE),
        &[
            "size: found 16777728 bytes; allowed: at most 16 MiB",
            "steps[0].length: found 16777728 bytes; allowed: at most 16 MiB",
        ],
    );
}

#[test]
fn two_thousand_steps_are_taken_and_one_more_is_not() {
    let file = |count: usize| json!({"size": 512, "steps": vec![put(0, 1, 1); count]});
    check_blob(&file(2_000).to_string()).expect("the limit itself is allowed");
    check_problems(
        &file(2_001),
        &["steps: found 2001 entries; allowed: at most 2000"],
    );
}

#[test]
fn a_name_of_256_bytes_is_taken_and_a_longer_one_is_not() {
    let file = |bytes: usize| {
        let name = "n".repeat(bytes);
        json!({"size": 512, "steps": [{"op": "snapshot", "name": name}]})
    };
    check_blob(&file(256).to_string()).expect("the limit itself is allowed");
    assert_eq!(check_blob(&file(257).to_string()).unwrap_err().len(), 1);
}
