//! What is refused, with which words, and both sides of every limit. Whatever the bytes, nothing
//! panics.

use super::{OPTIONS, answer, refused};
use crate::dice::Dice;
use std::fmt::Write;
use vaultlab::api::{ChurnOptions, check_churn};
use vaultlab::import::limits::{
    PROBLEMS_LISTED_MAX, TRACE_ADDRESS_MAX, TRACE_BYTES_MAX, TRACE_COLUMNS_MAX,
    TRACE_DEVICE_BYTES_MAX, TRACE_DEVICES_MAX, TRACE_LENGTH_MAX,
};
use vaultlab::import::trace::Format;
use vaultlab::units::{Bytes, SimDuration};

const HEADER: &str = "time,op,offset,length";

/// A trace of these lines below a header.
fn csv(lines: &str) -> String {
    format!("{HEADER}\n{lines}\n")
}

/// The trace is refused, with these problems.
#[track_caller]
fn check_refused(trace: &str, options: ChurnOptions, expected: &[&str]) {
    assert_eq!(refused(trace.as_bytes(), options), expected);
}

#[track_caller]
fn check_line(line: &str, expected: &str) {
    check_refused(&csv(line), OPTIONS, &[expected]);
}

// Lines

#[test]
fn each_wrong_line_is_named_with_its_field_and_what_is_allowed() {
    check_refused(
        &csv("x,W,0,1\n\n-1,W,0,1\n1,T,0,1\n1,W,0x10,1\n1,W,0,1.5\n1,W,0\n1,W,0,1,\n1,W,0,1"),
        OPTIONS,
        &[
            "line 2, time: found \"x\"; allowed: a number, zero or more, that is less than 584 years",
            "line 4, time: found \"-1\"; allowed: a number, zero or more, that is less than 584 years",
            "line 5, op: found \"T\"; allowed: R, W, Read or Write",
            "line 6, offset: found \"0x10\"; allowed: a whole number below 2^64",
            "line 7, length: found \"1.5\"; allowed: a whole number below 2^64",
            "line 8: found \"1,W,0\"; allowed: as many columns as the header has",
            "line 9: found \"1,W,0,1,\"; allowed: as many columns as the header has",
        ],
    );
}

#[test]
fn a_wrong_line_is_judged_by_its_format() {
    let named = |format| ChurnOptions {
        format: Some(format),
        ..OPTIONS
    };
    check_refused(
        "1 0 0 1 2\n1 0 36028797018963968 1 0\n1 0 0 1\n",
        named(Format::Mqsim),
        &[
            "line 1, op: found \"2\"; allowed: 0 (a write) or 1 (a read)",
            "line 2, offset: found \"36028797018963968\"; allowed: a whole number below 2^64",
            "line 3: found \"1 0 0 1\"; allowed: arrival_ns device lba sectors type, apart by blanks",
        ],
    );
    check_refused(
        "1,h,0,Write,0,1\n",
        named(Format::Msr),
        &[
            "line 1: found \"1,h,0,Write,0,1\"; allowed: timestamp,host,disk,Read|Write,offset,size,response",
        ],
    );
    check_refused(
        "device_id,opcode,offset,length,timestamp\n",
        named(Format::Alibaba),
        &[
            "line 1, time: found \"timestamp\"; allowed: a number, zero or more, that is less than 584 years",
        ],
    );
}

#[test]
fn what_a_line_holds_is_quoted_short_and_harmless() {
    let line = format!("\u{1b}[31m{}", "x".repeat(2_000));
    let shown = format!("\\u{{1b}}[31m{}…", "x".repeat(55));
    let expected = format!("line 2: found \"{shown}\"; allowed: as many columns as the header has");
    check_line(&line, &expected);
}

#[test]
fn a_hundred_wrong_lines_are_listed_and_more_are_counted() {
    let wrong = |lines: usize| refused(csv(&"x\n".repeat(lines)).as_bytes(), OPTIONS);
    assert_eq!(wrong(PROBLEMS_LISTED_MAX).len(), PROBLEMS_LISTED_MAX);
    assert!(wrong(PROBLEMS_LISTED_MAX)[99].starts_with("line 101: "));
    let more = wrong(PROBLEMS_LISTED_MAX + 2);
    assert_eq!(more.len(), PROBLEMS_LISTED_MAX + 1);
    assert_eq!(
        more[PROBLEMS_LISTED_MAX],
        "trace: found 2 more wrong lines; allowed: none; the first 100 are listed"
    );
}

// Formats

#[test]
fn what_is_no_trace_is_refused_with_what_is() {
    for text in [
        "",
        "\n\n",
        "hello",
        "{}",
        "1,2,3",
        "1 2 3 4 5\u{a0}",
        "\0\0\0",
    ] {
        let problems = refused(text.as_bytes(), OPTIONS);
        assert!(
            problems.len() == 1 && problems[0].contains("MSR Cambridge or Alibaba"),
            "{text:?}: {problems:?}"
        );
    }
}

#[test]
fn a_header_names_what_is_needed_once() {
    for header in [
        "time,op,offset",
        "time_s,time_ns,op,offset,length",
        "time,op,offset,length,length",
        "time,op,offset,size",
    ] {
        let problems = refused(format!("{header}\n1,W,0,1\n").as_bytes(), OPTIONS);
        assert!(
            problems.len() == 1 && problems[0].contains("each once, in at most 64 columns"),
            "{header}: {problems:?}"
        );
    }
}

// Limits

#[test]
fn a_trace_is_at_most_1_gib() {
    // A first line that ends the reading; the rest is never looked at.
    let mut trace = vec![0; TRACE_BYTES_MAX + 1];
    trace[1] = b'\n';
    let found = "trace: found 1073741825 bytes; allowed: at most 1073741824";
    assert_eq!(refused(&trace, OPTIONS), [found]);
    trace.pop();
    assert!(refused(&trace, OPTIONS)[0].starts_with("line 1: "));
}

#[test]
fn a_trace_has_at_most_10_000_devices() {
    let mut trace = "device,time,op,offset,length\n".to_owned();
    for device in 0..TRACE_DEVICES_MAX {
        let _ = writeln!(trace, "d{device},0,W,0,1");
    }
    let devices = answer(&trace, OPTIONS)["devices"].as_array().unwrap().len();
    assert_eq!(devices, TRACE_DEVICES_MAX);
    trace += "d0,0,W,0,1\nx,0,W,0,1\n";
    check_refused(
        &trace,
        OPTIONS,
        &["line 10003, device: found \"x\"; allowed: at most 10000 devices"],
    );
}

#[test]
fn a_devices_name_has_at_most_256_bytes() {
    let named = |bytes: usize| {
        let name = "x".repeat(bytes);
        refused(
            format!("device,{HEADER}\n{name},0,W,0,1\n").as_bytes(),
            OPTIONS,
        )
    };
    assert_eq!(named(TRACE_DEVICE_BYTES_MAX), [""; 0]);
    let problems = named(TRACE_DEVICE_BYTES_MAX + 1);
    assert!(problems[0].ends_with("allowed: a name of at most 256 bytes"));
}

#[test]
fn a_header_has_at_most_64_columns() {
    let wide = |columns: usize| format!("{HEADER}{}\n", ",x".repeat(columns - 4));
    assert_eq!(answer(&wide(TRACE_COLUMNS_MAX), OPTIONS)["records"], 0);
    assert_eq!(
        refused(wide(TRACE_COLUMNS_MAX + 1).as_bytes(), OPTIONS).len(),
        1
    );
}

#[test]
fn an_access_is_at_most_1_gib_and_ends_within_1_pib() {
    let (address, length) = (TRACE_ADDRESS_MAX, TRACE_LENGTH_MAX);
    let last = csv(&format!(
        "0,W,{},{length}\n0,W,{address},0",
        address - length
    ));
    assert_eq!(answer(&last, OPTIONS)["bytes"], length);
    check_line(
        &format!("0,W,0,{}", length + 1),
        "line 2, length: found \"1073741825\"; allowed: at most 1 GiB",
    );
    check_line(
        &format!("0,W,{address},1"),
        "line 2, offset: found \"1125899906842624\"; allowed: an access that ends within 1 PiB",
    );
    check_line(
        "0,W,18446744073709551615,1073741824",
        "line 2, offset: found \"18446744073709551615\"; allowed: an access that ends within 1 PiB",
    );
}

#[test]
fn times_are_below_2_to_the_64th_nanoseconds() {
    let latest = csv("0,R,0,0\n18446744073.709551615,R,0,0");
    let options = ChurnOptions {
        every: SimDuration::from_nanos(u64::MAX),
        ..OPTIONS
    };
    assert_eq!(answer(&latest, options)["records"], 2);
    check_line(
        "18446744073.709551616,R,0,0",
        "line 2, time: found \"18446744073.709551616\"; allowed: a number, zero or more, that is less \
         than 584 years",
    );
}

#[test]
fn a_span_has_at_most_100_000_intervals() {
    let options = |nanos| ChurnOptions {
        every: SimDuration::from_nanos(nanos),
        ..OPTIONS
    };
    let spanning = |nanos: u64| format!("time_ns,op,offset,length\n0,W,0,1\n{nanos},W,0,1\n");
    let answer = answer(&spanning(999_999), options(10));
    assert_eq!(answer["intervals"].as_array().unwrap().len(), 100_000);
    check_refused(
        &spanning(1_000_000),
        options(10),
        &["every: found 100001 intervals; allowed: at most 100000: longer ones"],
    );
    check_refused(
        &spanning(u64::MAX),
        options(1),
        &["every: found 18446744073709551616 intervals; allowed: at most 100000: longer ones"],
    );
    check_refused(
        &csv(""),
        options(0),
        &["every: found no time; allowed: more than that"],
    );
}

#[test]
fn at_most_2_to_the_30th_blocks_are_counted() {
    let options = ChurnOptions {
        block: Bytes::new(512),
        ..OPTIONS
    };
    let mut trace = csv("");
    for number in 0..512_u64 {
        let _ = writeln!(trace, "0,W,{},{TRACE_LENGTH_MAX}", number << 30);
    }
    let whole = answer(&trace, options);
    assert_eq!(whole["blocks"], 1_u64 << 30);
    assert_eq!(whole["runs"]["longest"], 1_u64 << 30);
    let _ = writeln!(trace, "0,W,{},1", 1_u64 << 40);
    check_refused(
        &trace,
        options,
        &[
            "block: found more than 1073741824 blocks written; allowed: at most 1073741824: larger ones",
        ],
    );
}

#[test]
fn blocks_are_powers_of_two_from_512_bytes_to_4_mib() {
    let of = |bytes| {
        let block = Bytes::new(bytes);
        refused(csv("").as_bytes(), ChurnOptions { block, ..OPTIONS })
    };
    for bytes in [512, 4 << 20] {
        assert_eq!(of(bytes), [""; 0]);
    }
    for bytes in [0, 1, 256, 513, 4095, 8 << 20, u64::MAX] {
        let problems = of(bytes);
        assert!(
            problems.len() == 1 && problems[0].ends_with("allowed: 512 B to 4 MiB, a power of two"),
            "{bytes}: {problems:?}"
        );
    }
}

// Anything

#[test]
fn over_3000_seeds_no_bytes_make_it_panic() {
    let lines: [&[u8]; 5] = [
        b"time,op,offset,length\n1.5,W,512,4096\n2,r,0,18446744073709551615\n",
        b"938513000 4 264719034 16 0\n938828000 3 197570570 16 1\n",
        b"128166372003061629,hm,1,Read,383496192,32768,413\n",
        b"419,W,8792731648,16384,1577808144360767\n",
        b"\xEF\xBB\xBF\r\n \t,\n..,-\0",
    ];
    let formats = [Format::Mqsim, Format::Msr, Format::Alibaba, Format::Csv];
    for seed in 0..3_000 {
        let mut dice = Dice(seed);
        let mut bytes = lines[dice.below(5) as usize].repeat(1 + dice.below(3) as usize);
        for _ in 0..dice.below(6) {
            let at = dice.below(bytes.len() as u64) as usize;
            let other = lines[dice.below(5) as usize];
            match dice.below(4) {
                0 => bytes[at] = dice.below(256) as u8,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, b"9,. \n\0-W"[dice.below(8) as usize]),
                _ => bytes.splice(at..at, other.iter().copied()).for_each(drop),
            }
        }
        let format = formats.get(dice.below(8) as usize).copied();
        let digits = dice.below(60);
        let every = SimDuration::from_nanos(1 + dice.below(1 << digits));
        // Taken or refused: either is an answer.
        let _ = check_churn(
            &bytes,
            ChurnOptions {
                format,
                every,
                ..OPTIONS
            },
        );
    }
}
