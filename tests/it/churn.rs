//! `check churn`: which blocks a trace dirties.
//!
//! `churn/formats.rs`: what is read. `churn/hostile.rs`: what is refused, and every limit.
//! `churn/slow.rs`: the same answer by a slow twin.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail by panicking, too"
)]

mod formats;
mod hostile;
mod slow;

use serde_json::Value;
use std::path::Path;
use vaultlab::api::{ChurnOptions, check_churn};
use vaultlab::import::trace::Format;
use vaultlab::units::{Bytes, SimDuration};

const OPTIONS: ChurnOptions = ChurnOptions {
    format: None,
    block: Bytes::kib(64),
    every: SimDuration::mins(30),
};

/// The answer to a trace that is right.
#[track_caller]
fn answer(trace: &str, options: ChurnOptions) -> Value {
    match check_churn(trace.as_bytes(), options) {
        Ok(answer) => serde_json::from_str(&answer).unwrap(),
        Err(problems) => panic!("{problems:#?}"),
    }
}

/// What a trace is refused for, a problem a line.
fn refused(trace: &[u8], options: ChurnOptions) -> Vec<String> {
    let problems = check_churn(trace, options).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

/// An answer as a person would tell it.
fn told(answer: &Value) -> Vec<String> {
    let written = |row: &Value| format!("{} writes, {} bytes", row["writes"], row["bytes"]);
    let blocks = |row: &Value| {
        let runs = &row["runs"];
        let (count, mean, longest) = (&runs["count"], &runs["mean"], &runs["longest"]);
        let blocks = &row["blocks"];
        format!("{blocks} blocks in {count} runs, mean {mean}, longest {longest}")
    };
    let mut lines = vec![format!(
        "{} records in {} s, {} out of order; {} reads, {}; {}",
        answer["records"],
        answer["span_s"],
        answer["out_of_order"],
        answer["reads"],
        written(answer),
        blocks(answer),
    )];
    for device in answer["devices"].as_array().unwrap() {
        let name = device["device"].as_str().unwrap();
        let (reads, written, blocks) = (&device["reads"], written(device), blocks(device));
        lines.push(format!("{name}: {reads} reads, {written}; {blocks}"));
    }
    for interval in answer["intervals"].as_array().unwrap() {
        let (new, all) = (&interval["new_blocks"], &interval["blocks"]);
        let (from, written) = (&interval["from_s"], written(interval));
        lines.push(format!("from {from} s: {written}, {new} new, {all} in all"));
    }
    lines
}

#[track_caller]
fn check_told(trace: &str, options: ChurnOptions, expected: &[&str]) {
    assert_eq!(told(&answer(trace, options)), expected);
}

// What counts

#[test]
fn a_write_that_straddles_blocks_dirties_each_of_them() {
    check_told(
        "time,op,offset,length\n0,W,65535,2\n0,W,65535,1\n0,W,65536,1\n0,W,0,65536\n",
        OPTIONS,
        &[
            "4 records in 0.0 s, 0 out of order; 0 reads, 4 writes, 65540 bytes; \
             2 blocks in 1 runs, mean 2.0, longest 2",
            "disk: 0 reads, 4 writes, 65540 bytes; 2 blocks in 1 runs, mean 2.0, longest 2",
            "from 0.0 s: 4 writes, 65540 bytes, 2 new, 2 in all",
        ],
    );
}

#[test]
fn a_write_of_nothing_is_a_write_and_dirties_nothing() {
    check_told(
        "time,op,offset,length\n0,W,65536,0\n",
        OPTIONS,
        &[
            "1 records in 0.0 s, 0 out of order; 0 reads, 1 writes, 0 bytes; \
             0 blocks in 0 runs, mean 0.0, longest 0",
            "disk: 0 reads, 1 writes, 0 bytes; 0 blocks in 0 runs, mean 0.0, longest 0",
            "from 0.0 s: 1 writes, 0 bytes, 0 new, 0 in all",
        ],
    );
}

#[test]
fn a_block_is_new_once_and_an_interval_begins_at_its_first_instant() {
    let options = ChurnOptions {
        every: SimDuration::secs(10),
        ..OPTIONS
    };
    check_told(
        "time,op,offset,length\n100,R,0,512\n109.999999999,W,0,1\n110,W,0,1\n110,W,131072,1\n\
         135,R,0,1\n",
        options,
        &[
            "5 records in 35.0 s, 0 out of order; 2 reads, 3 writes, 3 bytes; \
             2 blocks in 2 runs, mean 1.0, longest 1",
            "disk: 2 reads, 3 writes, 3 bytes; 2 blocks in 2 runs, mean 1.0, longest 1",
            "from 0.0 s: 1 writes, 1 bytes, 1 new, 1 in all",
            "from 10.0 s: 2 writes, 2 bytes, 1 new, 2 in all",
            "from 20.0 s: 0 writes, 0 bytes, 0 new, 2 in all",
            "from 30.0 s: 0 writes, 0 bytes, 0 new, 2 in all",
        ],
    );
}

#[test]
fn a_record_that_is_older_than_one_above_it_counts_as_if_it_came_then() {
    let options = ChurnOptions {
        every: SimDuration::secs(1),
        ..OPTIONS
    };
    check_told(
        "time,op,offset,length\n5,W,0,1\n6,W,0,1\n4,W,65536,1\n6,W,0,1\n",
        options,
        &[
            "4 records in 1.0 s, 1 out of order; 0 reads, 4 writes, 4 bytes; \
             2 blocks in 1 runs, mean 2.0, longest 2",
            "disk: 0 reads, 4 writes, 4 bytes; 2 blocks in 1 runs, mean 2.0, longest 2",
            "from 0.0 s: 1 writes, 1 bytes, 1 new, 1 in all",
            "from 1.0 s: 3 writes, 3 bytes, 1 new, 2 in all",
        ],
    );
}

#[test]
fn a_run_goes_on_where_the_set_of_blocks_is_divided() {
    // Blocks of 512 B around numbers 2^16 and 2^32, where containers and maps begin.
    let options = ChurnOptions {
        block: Bytes::new(512),
        ..OPTIONS
    };
    let trace = format!(
        "time,op,offset,length\n0,W,{},1024\n0,W,{},1024\n",
        ((1_u64 << 16) - 1) << 9,
        ((1_u64 << 32) - 1) << 9,
    );
    let runs = &answer(&trace, options)["runs"];
    assert_eq!(runs.to_string(), r#"{"count":2,"longest":2,"mean":2.0}"#);
}

#[test]
fn blocks_of_two_devices_are_two_blocks_and_no_run() {
    let trace = "time,device,op,offset,length\n0,a,W,0,1\n0,b,W,65536,1\n0,b,W,0,1\n";
    let answer = answer(trace, OPTIONS);
    let runs = &answer["runs"];
    assert_eq!(answer["blocks"], 3);
    assert_eq!(runs.to_string(), r#"{"count":2,"longest":2,"mean":1.5}"#);
}

// A real trace

#[test]
fn a_trace_of_tpc_c_gives_its_reference_figures() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/traces/tpcc-small.trace");
    let Ok(trace) = std::fs::read_to_string(&path) else {
        println!("skipped: {} not found", path.display());
        return;
    };
    // Blocks, runs and the longest run, counted by a reference program.
    for (block, blocks, runs, longest) in [
        (Bytes::new(512), 45_710, 2_477, 4_350),
        (Bytes::kib(4), 7_879, 2_477, 545),
        (Bytes::kib(64), 2_781, 2_466, 35),
        (Bytes::mib(1), 2_467, 2_407, 3),
        (Bytes::mib(4), 2_408, 2_365, 3),
    ] {
        let answer = answer(&trace, ChurnOptions { block, ..OPTIONS });
        let figure = |pointer: &str| answer.pointer(pointer).unwrap().as_u64().unwrap();
        assert_eq!(answer["format"], Format::Mqsim.name());
        assert_eq!(
            [figure("/reads"), figure("/writes"), figure("/bytes")],
            [4_381, 2_618, 23_403_520]
        );
        assert_eq!(
            [
                figure("/blocks"),
                figure("/runs/count"),
                figure("/runs/longest")
            ],
            [blocks, runs, longest],
            "blocks of {block}"
        );
    }
}
