//! `check churn` as typed: sizes, times and formats.

use super::{check_fine, check_refused, fed, file};
use serde_json::Value;

const TRACE: &str = "time,op,offset,length\n0,W,65535,2\n5400,W,0,1\n";

/// With these options, blocks, their size, and the length and number of intervals are these.
#[track_caller]
fn check_counted(options: &[&str], expected: &str) {
    let trace = file("churn.csv", TRACE);
    let answer = check_fine(&[&["check", "churn", &trace], options].concat());
    let answer: Value = serde_json::from_str(&answer).expect("an answer is JSON");
    let intervals = answer["intervals"]
        .as_array()
        .expect("intervals are a list");
    let (blocks, bytes, every) = (
        &answer["blocks"],
        &answer["block_bytes"],
        &answer["every_s"],
    );
    let counted = format!("{blocks} of {bytes}, {} of {every} s", intervals.len());
    assert_eq!(counted, expected, "{options:?}");
}

#[test]
fn a_trace_is_counted_in_blocks_of_64_kib_and_half_hours_unless_told_otherwise() {
    check_counted(&[], "2 of 65536, 4 of 1800.0 s");
    for (block, expected) in [
        ("512", "3 of 512, 4 of 1800.0 s"),
        ("512B", "3 of 512, 4 of 1800.0 s"),
        ("4KiB", "3 of 4096, 4 of 1800.0 s"),
        ("64kib", "2 of 65536, 4 of 1800.0 s"),
        ("1MiB", "1 of 1048576, 4 of 1800.0 s"),
        ("4MiB", "1 of 4194304, 4 of 1800.0 s"),
    ] {
        check_counted(&["--block", block], expected);
    }
    for (every, expected) in [
        ("90s", "2 of 65536, 61 of 90.0 s"),
        ("30min", "2 of 65536, 4 of 1800.0 s"),
        ("1h", "2 of 65536, 2 of 3600.0 s"),
        ("1d", "2 of 65536, 1 of 86400.0 s"),
        ("1500ms", "2 of 65536, 3601 of 1.5 s"),
    ] {
        check_counted(&["--every", every], expected);
    }
}

#[test]
fn a_trace_can_come_from_standard_input_and_its_format_be_named() {
    let done = fed(&["check", "churn", "-", "--format", "csv"], TRACE);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    let trace = file("churn-named.csv", TRACE);
    check_refused(
        &["check", "churn", &trace, "--format", "mqsim"],
        &[
            "line 1: found \"time,op,offset,length\"; allowed: arrival_ns device lba sectors type, apart by blanks",
            "line 2: found \"0,W,65535,2\"; allowed: arrival_ns device lba sectors type, apart by blanks",
            "line 3: found \"5400,W,0,1\"; allowed: arrival_ns device lba sectors type, apart by blanks",
        ],
    );
}

#[test]
fn a_wrong_size_or_time_is_refused_with_what_would_be_right() {
    let trace = file("churn-options.csv", TRACE);
    for block in [
        "",
        "64",
        "64 KiB",
        "64KB",
        "KiB",
        "-4KiB",
        "8MiB",
        "99999999999999999999MiB",
    ] {
        let done = fed(&["check", "churn", &trace, &format!("--block={block}")], "");
        let is_refused = done.err.contains("512 B to 4 MiB") || done.err.contains("such as 512,");
        assert!(done.code == Some(2) && is_refused, "{block}: {}", done.err);
    }
    for every in ["", "30", "30m", "1.5h", "0s", "99999999999d"] {
        let done = fed(&["check", "churn", &trace, &format!("--every={every}")], "");
        let is_refused = done.err.contains("more than that") || done.err.contains("such as 90s");
        assert!(done.code == Some(2) && is_refused, "{every}: {}", done.err);
    }
}
