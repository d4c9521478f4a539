//! How disks are written and how closely that is simulated: both sides of every limit.

use super::{changed, check_all, check_one, problems_of};
use serde_json::{Value, json};
use vaultlab::api::to_text;
use vaultlab::scenario::draft::{ScenarioDraft, TraceDraft, TraceWriteDraft, parse};
use vaultlab::scenario::{check, limits};

const DISK: &str = "vms[0].disks[0]";
const SETUP: &str = "vms[0].setup";

#[track_caller]
fn check_writes(value: Value, expected: &[&str]) {
    check_one(&format!("{DISK}.writes"), value, expected);
}

#[test]
fn blocks_are_powers_of_two_from_4_kib_to_4_mib() {
    for kib in [4, 64, 4096] {
        check_one(SETUP, json!({"blocks": {"block_kib": kib}}), &[]);
    }
    check_one(SETUP, json!({"blocks": {}}), &[]);
    for kib in [0, 2, 5, 8192] {
        let found = format!(
            "vms[0].setup.blocks.block_kib: found {kib} KiB; allowed: a power of two from 4 to 4096 KiB"
        );
        check_one(SETUP, json!({"blocks": {"block_kib": kib}}), &[&found]);
    }
}

#[test]
fn a_run_is_4_kib_to_1_gib_long() {
    for kib in [limits::RUN_KIB.0, limits::RUN_KIB.1] {
        check_writes(json!({"run_kib": kib}), &[]);
    }
    let place = "vms[0].disks[0].writes.run_kib";
    for (kib, found) in [(3.9, "3.9"), (1_048_576.5, "1048576.5")] {
        let line = format!("{place}: found {found}; allowed: 4 to 1048576");
        check_writes(json!({"run_kib": kib}), &[&line]);
    }
}

/// A scenario whose first disk is driven by this trace.
#[track_caller]
fn check_trace(trace: Value, every_hours: Option<u32>, expected: &[&str]) {
    let mut document = changed(&[
        (SETUP, json!({"blocks": {}})),
        ("traces", json!([{"name": "t", "writes": trace}])),
    ]);
    let disk = &mut document["vms"][0]["disks"][0];
    for field in [
        "change_percent_per_day",
        "hot_percent",
        "growth_gib_per_day",
    ] {
        disk.as_object_mut().expect("a disk").remove(field);
    }
    disk["writes"] = json!({"trace": {"name": "t", "every_hours": every_hours}});
    assert_eq!(problems_of(&document.to_string()), expected);
}

#[test]
fn a_traces_writes_are_in_order_and_on_the_disk() {
    check_trace(json!([]), None, &[]);
    check_trace(json!([[0, 0, 1], [0, 512, 4096], [5, 0, 1]]), Some(1), &[]);
    check_trace(
        json!([[5, 0, 1], [4, 0, 1]]),
        None,
        &["traces[0].writes[1]: found 4 ns; allowed: in the order of time, within a year"],
    );
    check_trace(
        json!([[0, 0, 0]]),
        None,
        &[
            "traces[0].writes[0]: found 0 bytes at 0; allowed: at least one byte, below 140737488355328",
        ],
    );
    let line = "traces[0].writes[0]: found 18446744073709551615 bytes at 1; allowed: at least one byte, below 140737488355328";
    check_trace(json!([[0, 1, u64::MAX]]), None, &[line]);
}

/// The first preset, with one trace of these writes.
fn with_trace(writes: Vec<TraceWriteDraft>) -> ScenarioDraft {
    let mut draft = parse(&changed(&[]).to_string()).expect("it is a scenario");
    let name = "t".to_owned();
    draft.traces = vec![TraceDraft { name, writes }];
    draft
}

#[test]
fn a_million_writes_of_the_longest_numbers_fit_a_scenario_and_are_read_again() {
    let year_ns = 8_760 * 3_600_000_000_000_u64;
    // Below 128 TiB together.
    let (offset, length) = (100_000_000_000_000, 40_000_000_000_000);
    let write = |at: usize| TraceWriteDraft {
        after_ns: year_ns - (limits::TRACE_WRITES_MAX - at) as u64,
        offset,
        length,
    };
    let draft = with_trace((0..limits::TRACE_WRITES_MAX).map(write).collect());
    let text = to_text(&draft);
    assert!(text.len() < limits::TEXT_BYTES_MAX, "{} bytes", text.len());
    let again = parse(&text).expect("it fits");
    assert!(again == draft, "it is read as it was written");
    check(again).expect("so many are allowed");
    let more = with_trace((0..=limits::TRACE_WRITES_MAX).map(write).collect());
    let problems = check(more).expect_err("one too many");
    let expected = "traces: found 1000001 entries; allowed: 0 to 1000000";
    assert_eq!(problems[0].to_string(), expected);
}

#[test]
fn a_write_is_a_line_or_a_list_of_three_numbers() {
    let most = u64::MAX;
    let writes = json!([
        "0 0 1",
        [0, 512, 4096],
        "5 0 1",
        [5, 0, most],
        format!("5 0 {most}")
    ]);
    let document = changed(&[("traces", json!([{"name": "t", "writes": writes}]))]);
    let draft = parse(&document.to_string()).expect("both are read");
    let text = to_text(&draft);
    let written: Value = serde_json::from_str(&text).expect("it is JSON");
    let last = format!("5 0 {most}");
    let expected = json!(["0 0 1", "0 512 4096", "5 0 1", last, last]);
    assert_eq!(written["traces"][0]["writes"], expected);
    assert_eq!(parse(&text), Ok(draft));
}

#[test]
fn a_line_that_is_no_write_is_refused_with_its_place() {
    let long = "7".repeat(1 << 20);
    for wrong in [
        "",
        " ",
        "1 2",
        "1 2 3 4",
        "1 2 3 ",
        " 1 2 3",
        "1  2 3",
        "1 2 -3",
        "+1 2 3",
        "1 2 3.0",
        "1,2,3",
        "1 2 \u{663}",
        "1 2 18446744073709551616",
        &long,
    ] {
        let document = changed(&[("traces", json!([{"name": "t", "writes": [wrong]}]))]);
        let problems = problems_of(&document.to_string());
        assert_eq!(problems.len(), 1, "{wrong:.20}");
        let problem = &problems[0];
        assert!(problem.starts_with("line 1, column "), "{problem:.200}");
        assert!(
            problem.contains("NANOSECONDS OFFSET LENGTH"),
            "{problem:.200}"
        );
        assert!(problem.len() < 400, "{} bytes", problem.len());
    }
    for wrong in [
        json!([1, 2]),
        json!([1, 2, 3, 4]),
        json!([1, 2, -3]),
        json!(7),
        json!(null),
    ] {
        let document = changed(&[("traces", json!([{"name": "t", "writes": [wrong]}]))]);
        let problems = problems_of(&document.to_string());
        assert!(problems[0].starts_with("line 1, column "), "{problems:?}");
    }
}

#[test]
fn a_trace_begins_again_after_it_has_ended() {
    let hour_ns = 3_600_000_000_000_u64;
    check_trace(json!([[hour_ns, 0, 1]]), Some(1), &[]);
    check_trace(
        json!([[hour_ns + 1, 0, 1]]),
        Some(1),
        &[
            "vms[0].disks[0].writes.trace.every_hours: found 1 h; allowed: at least the trace's 3600.000000001 s",
        ],
    );
    check_trace(
        json!([]),
        Some(0),
        &["vms[0].disks[0].writes.trace.every_hours: found 0; allowed: 1 to 8760"],
    );
}

#[test]
fn a_disk_is_driven_by_a_trace_alone_and_block_by_block() {
    let place = "vms[0].disks[0].writes.trace";
    let trace = json!({"trace": {"name": "t"}, "run_kib": 64});
    let expected = [
        format!(
            "{place}: found a trace beside other figures; allowed: nothing else about what is written: the trace says it"
        ),
        format!(
            "{place}: found a trace; allowed: setup.blocks of its machine: a trace is of single blocks"
        ),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let traces = ("traces", json!([{"name": "t", "writes": []}]));
    check_all(&[traces, (&format!("{DISK}.writes"), trace)], &expected);
}

#[test]
fn so_many_blocks_are_simulated_one_by_one() {
    let with = |size_gib: u64, block_kib: u64, days: u32| {
        let mut document = changed(&[
            (SETUP, json!({"blocks": {"block_kib": block_kib}})),
            ("days", json!(days)),
        ]);
        document["vms"][0]["policy"] = Value::Null;
        document["vms"][0]["disks"] = json!([
            {"name": "os", "role": "os", "size_gib": size_gib, "used_gib": 1}
        ]);
        problems_of(&document.to_string())
    };
    // 2^29 blocks of 4 KiB are 2 TiB.
    assert_eq!(with(2048, 4, 32), [""; 0]);
    assert_eq!(
        with(2049, 4, 1),
        ["vms: found 537133056 blocks simulated one by one; allowed: at most 536870912"]
    );
    assert_eq!(
        with(2048, 4, 33),
        [
            "days: found 536870912 blocks × 33 days = 17716740096; allowed: a product of at most 17179869184"
        ]
    );
}
