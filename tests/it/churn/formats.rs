//! What is read: four formats with the same accesses, and what their writers leave open.

use super::{OPTIONS, answer, told};
use vaultlab::api::ChurnOptions;
use vaultlab::import::trace::Format;
use vaultlab::units::SimDuration;

const MQSIM: &str = "\
938513000 h.0 127 2 0
1938513000 h.0 0 8 1
3938513000 h.1 0 0 0
3938513000  h.0\t256 1 0
10938513000 h.1 8388608 129 0
12938513000 h.0 0 128 0
";
const MSR: &str = "\
128166372003061629,h,0,Write,65024,1024,417
128166372013061629,h,0,Read,0,4096,1
128166372033061629,h,1,Write,0,0,0
128166372033061629,h,0,Write,131072,512,9
128166372103061629,h,1,Write,4294967296,66048,100
128166372123061629,h,0,Write,0,65536,100
";
const ALIBABA: &str = "\
h.0,W,65024,1024,1577808000000046
h.0,R,0,4096,1577808001000046
h.1,W,0,0,1577808003000046
h.0,W,131072,512,1577808003000046
h.1,W,4294967296,66048,1577808010000046
h.0,W,0,65536,1577808012000046
";
const CSV: &str = "\
length,time,op,offset,queue,device
1024,0.5,W,65024,9,h.0
4096,1.5,read,0,9,h.0
0,3.5,write,0,9,h.1
512,3.500,w,131072,,h.0
66048,10.5,Write,4294967296,x,h.1
65536,12.5,W,0,\"\",h.0
";

/// Six accesses, in blocks of 64 KiB and intervals of 5 s.
const TOLD: [&str; 6] = [
    "6 records in 12.0 s, 0 out of order; 1 reads, 5 writes, 133120 bytes; \
     5 blocks in 2 runs, mean 2.5, longest 3",
    "h.0: 1 reads, 3 writes, 67072 bytes; 3 blocks in 1 runs, mean 3.0, longest 3",
    "h.1: 0 reads, 2 writes, 66048 bytes; 2 blocks in 1 runs, mean 2.0, longest 2",
    "from 0.0 s: 3 writes, 1536 bytes, 3 new, 3 in all",
    "from 5.0 s: 0 writes, 0 bytes, 0 new, 3 in all",
    "from 10.0 s: 2 writes, 131584 bytes, 2 new, 5 in all",
];

#[track_caller]
fn check_six(text: &str, format: Format) {
    for named in [None, Some(format)] {
        let answer = answer(
            text,
            ChurnOptions {
                format: named,
                every: SimDuration::secs(5),
                ..OPTIONS
            },
        );
        assert_eq!(answer["format"], format.name());
        assert_eq!(told(&answer), TOLD);
    }
}

#[test]
fn the_same_accesses_give_the_same_answer_in_every_format_known_or_named() {
    check_six(MQSIM, Format::Mqsim);
    check_six(MSR, Format::Msr);
    check_six(ALIBABA, Format::Alibaba);
    check_six(CSV, Format::Csv);
}

#[test]
fn line_ends_blank_lines_and_a_byte_order_mark_change_nothing() {
    for (text, format) in [(MQSIM, Format::Mqsim), (CSV, Format::Csv)] {
        check_six(&text.replace('\n', "\r\n"), format);
        check_six(&text.replace('\n', "\n \n\n"), format);
        check_six(&format!("\n\n{text}"), format);
        check_six(&format!("\u{feff}{text}"), format);
        check_six(text.trim_end(), format);
    }
}

#[test]
fn a_header_says_in_which_unit_times_are() {
    for (name, times) in [
        ("time", ["1", "3.5"]),
        ("Time_S", ["1.0", "3.500000000"]),
        ("time_ms", ["0", "2500"]),
        ("time_us", ["1000000", "3500000.0"]),
        ("TIME_NS", ["7", "2500000007"]),
    ] {
        let [first, last] = times;
        let trace = format!("{name}, op,Offset ,length\n{first},R,0,1\n {last} , W, 0, 1\n");
        let answer = answer(&trace, OPTIONS);
        assert_eq!(answer["span_s"], 2.5, "{name}");
    }
}

#[test]
fn a_header_without_records_is_a_trace_in_which_nothing_happens() {
    assert_eq!(
        told(&answer("time,op,offset,length\n", OPTIONS)),
        [
            "0 records in 0.0 s, 0 out of order; 0 reads, 0 writes, 0 bytes; \
          0 blocks in 0 runs, mean 0.0, longest 0"
        ]
    );
}

#[test]
fn devices_are_listed_as_they_come_and_their_names_are_safe_to_show() {
    let trace =
        "time,op,offset,length,device\n0,R,0,1,b\n0,R,0,1,a\n0,R,0,1,\n0,R,0,1,\u{1b}[31m\n";
    let answer = answer(trace, OPTIONS);
    let devices = answer["devices"].as_array().unwrap().iter();
    let names: Vec<&str> = devices.map(|row| row["device"].as_str().unwrap()).collect();
    assert_eq!(names, ["b", "a", "disk", "\u{fffd}[31m"]);
}
