//! What the command reads and writes, what it says of what it can't, and that nothing foreign
//! reaches a terminal as it is.

use super::{Done, check_fine, check_refused, fed, file, path, scenario, vaultlab};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::Read;
use std::process::{Command, Stdio};

const A_FILE: &str = "a readable file, or a preset: demo, one-vm, crowded-night, retention-years, lifecycle-classic, lifecycle-current, fleet-1000, fleet-10000";

#[test]
fn a_file_that_is_not_there_is_named() {
    let found = format!(
        "no-such-file.json: found No such file or directory (os error 2); allowed: {A_FILE}"
    );
    check_refused(&["simulate", "no-such-file.json"], &[&found]);
    check_refused(&["cost", "no-such-file.json"], &[&found]);
    check_refused(
        &["cost", "one-vm", "--compare", "no-such-file.json"],
        &[&found],
    );
    check_refused(
        &["check", "flows", "no-such-file.json"],
        &[
            "no-such-file.json: found No such file or directory (os error 2); allowed: a readable file",
        ],
    );
}

#[test]
fn a_folder_is_no_scenario() {
    let found = format!("src: found Is a directory (os error 21); allowed: {A_FILE}");
    check_refused(&["simulate", "src"], &[&found]);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let name = file("latin-1.json", "");
    fs::write(&name, b"{\"name\": \"Espa\xf1a\"}").unwrap();
    let found = format!(
        "{name}: found bytes that are no text; allowed: UTF-8 text, or a preset: \
         demo, one-vm, crowded-night, retention-years, lifecycle-classic, lifecycle-current, fleet-1000, fleet-10000"
    );
    check_refused(&["simulate", &name], &[&found]);
}

#[test]
fn a_file_that_is_too_large_is_not_read_to_its_end() {
    // A terabyte on paper, nothing on the disk.
    let name = file("sparse.json", "");
    File::options()
        .write(true)
        .open(&name)
        .unwrap()
        .set_len(1 << 40)
        .unwrap();
    let found = format!(
        "{name}: found a larger file; allowed: at most 67108864 bytes, or a \
         preset: demo, one-vm, crowded-night, retention-years, lifecycle-classic, lifecycle-current, fleet-1000, fleet-10000"
    );
    check_refused(&["simulate", &name], &[&found]);
    fs::remove_file(&name).unwrap();
}

#[test]
fn a_file_goes_before_a_preset_of_its_name() {
    let folder = path("folder");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("demo"), scenario(&[("/name", json!("Mine"))])).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_vaultlab"))
        .args(["simulate", "demo"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(done.stdout.starts_with("Mine · ".as_bytes()));
}

#[test]
fn problems_go_to_standard_error_one_a_line() {
    let wrong = scenario(&[
        ("/name", json!("")),
        ("/start", json!("soon")),
        ("/vms/0/disks/1/used_gib", json!(1000)),
    ]);
    let expected = [
        "name: found \"\"; allowed: a name",
        "start: found \"soon\"; allowed: a date YYYY-MM-DD from 2000 to 2199",
        "vms[0].disks[1].used_gib: found 1000; allowed: 0 to 135",
    ];
    let name = file("wrong.json", &wrong);
    check_refused(&["simulate", &name], &expected);
    let Done { code, out, err } = fed(&["cost", "-"], &wrong);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(err.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn the_problems_of_a_second_scenario_name_its_file() {
    let wrong = file("second.json", &scenario(&[("/name", json!(""))]));
    let found = format!("{wrong}: name: found \"\"; allowed: a name");
    check_refused(&["cost", "one-vm", "--compare", &wrong], &[&found]);
    let broken = file("second-broken.json", "{");
    let found = format!(
        "{broken}: line 1, column 1: found EOF while parsing an object; allowed: a scenario as \
         `vaultlab schema` describes it"
    );
    check_refused(&["cost", "one-vm", "--compare", &broken], &[&found]);
}

#[test]
fn a_wrong_file_of_flows_is_refused_with_every_problem() {
    let wrong = r#"{"links": [{"id": "a", "capacity_bytes_per_s": 0}],
                    "flows": [{"id": "x", "start_s": -1, "bytes": 1, "links": ["b"]}]}"#;
    check_refused(
        &["check", "flows", &file("wrong-flows.json", wrong)],
        &[
            "links[0].capacity_bytes_per_s: found 0; allowed: more than zero",
            "flows[0].start_s: found -1; allowed: zero or more",
            "flows[0].links: found \"b\"; allowed: the id of a link",
        ],
    );
    check_refused(
        &[
            "check",
            "flows",
            &file("no-flows.json", "{\"links\": [],\n\"flow\": []}"),
        ],
        &[
            "line 2, column 6: found unknown field `flow`, expected `links` or `flows`; allowed: the \
           format of docs/check.md",
        ],
    );
}

#[test]
fn an_unknown_preset_is_refused_with_the_known_ones() {
    check_refused(
        &["preset", "two-vm"],
        &[
            "preset: found \"two-vm\"; allowed: demo, one-vm, crowded-night, retention-years, lifecycle-classic, lifecycle-current, fleet-1000, fleet-10000",
        ],
    );
}

// Writing

#[test]
fn an_answer_goes_to_the_file_that_is_asked_for() {
    let name = file(
        "answer.txt",
        "what was there before, and is longer than the answer"
            .repeat(500)
            .as_str(),
    );
    for args in [
        ["simulate", "one-vm"].as_slice(),
        &["cost", "one-vm", "--format", "json"],
        &["preset", "one-vm"],
        &["preset"],
    ] {
        let answer = check_fine(args);
        assert_eq!(check_fine(&[args, &["-o", &name]].concat()), "");
        assert_eq!(fs::read_to_string(&name).unwrap(), answer, "{args:?}");
    }
}

#[test]
fn a_place_that_can_not_be_written_is_named() {
    let refusal =
        |place: &str, why: &str| format!("{place}: found {why}; allowed: a writable file");
    let missing = "no-such-folder/answer.txt";
    let line = refusal(missing, "No such file or directory (os error 2)");
    check_refused(&["simulate", "one-vm", "-o", missing], &[&line]);
    check_refused(&["preset", "demo", "-o", missing], &[&line]);
    let line = refusal("src", "Is a directory (os error 21)");
    check_refused(&["cost", "one-vm", "-o", "src"], &[&line]);
}

#[test]
fn a_chart_goes_to_an_svg_or_a_png() {
    let (svg, png) = (file("chart.SVG", ""), file("chart.png", ""));
    for kind in ["night", "throughput", "sizes", "nights", "bill", "points"] {
        let args = ["chart", kind, "demo", "--days", "3"];
        assert_eq!(check_fine(&[args.as_slice(), &["-o", &svg]].concat()), "");
        assert!(
            fs::read_to_string(&svg).unwrap().starts_with("<svg "),
            "{kind}"
        );
    }
    let args = [
        "chart",
        "night",
        "demo",
        "--days",
        "3",
        "--night",
        "2026-03-02",
    ];
    check_fine(&[args.as_slice(), &["--dark", "--width", "240", "-o", &png]].concat());
    assert!(fs::read(&png).unwrap().starts_with(b"\x89PNG\r\n"));
    let args = ["chart", "points", "demo", "--vm", "dc-02", "--as-of"];
    check_fine(&[args.as_slice(), &["2026-03-04", "-o", &svg]].concat());
    let title = "Recovery points of dc-02 as of 2026-03-04 23:59";
    assert!(fs::read_to_string(&svg).unwrap().contains(title));
}

#[test]
fn a_chart_that_can_not_be_drawn_is_refused() {
    let kinds = "KIND: found \"pie\"; allowed: night, throughput, sizes, nights, bill, points";
    check_refused(&["chart", "pie", "demo", "-o", "x.svg"], &[kinds]);
    let ending = "--output: found \"x.gif\"; allowed: a file ending in .svg or .png";
    check_refused(&["chart", "bill", "demo", "-o", "x.gif"], &[ending]);
    let args = ["chart", "night", "one-vm", "-o", "x.svg", "--night"];
    let night = |date: &str| {
        format!("--night: found \"{date}\"; allowed: a date on which a window of the run opens")
    };
    for date in ["2026-02-28", "2026-05-01", "", "1"] {
        check_refused(&[args.as_slice(), &[date]].concat(), &[&night(date)]);
    }
    let args = ["chart", "points", "one-vm", "-o", "x.svg"];
    let vm = "--vm: found \"vm-2\"; allowed: a machine of the scenario";
    check_refused(&[args.as_slice(), &["--vm", "vm-2"]].concat(), &[vm]);
    for date in [
        "2026-02-28",
        "2026-05-01",
        "2610-09-18",
        "9999-01-01",
        "",
        "1",
    ] {
        let as_of = format!("--as-of: found \"{date}\"; allowed: a date of the run");
        check_refused(&[args.as_slice(), &["--as-of", date]].concat(), &[&as_of]);
    }
    let missing = "no-such-folder/x.svg";
    let refusal = format!(
        "{missing}: found No such file or directory (os error 2); allowed: a writable file"
    );
    check_refused(&["chart", "bill", "one-vm", "-o", missing], &[&refusal]);
}

/// Starts the command and closes its standard output after one line, or its standard error.
fn broken_pipe(args: &[&str], close_errors: bool) -> Done {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vaultlab"))
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    if close_errors {
        drop(child.stderr.take());
    } else {
        let mut out = child.stdout.take().expect("a pipe");
        let mut first = [0];
        out.read_exact(&mut first).expect("there is an answer");
    }
    let done = child.wait_with_output().expect("the command ends");
    Done {
        code: done.status.code(),
        out: String::new(),
        err: String::from_utf8(done.stderr).expect("messages are text"),
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    // Longer than a pipe holds.
    let Done { code, err, .. } = broken_pipe(&["preset", "fleet-1000"], false);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let args = [
        "simulate",
        "fleet-1000",
        "--days",
        "1",
        "--format",
        "csv",
        "--window",
    ];
    let Done { code, err, .. } = broken_pipe(&args, false);
    assert_eq!(code, Some(3), "a gate is a gate, read or not: {err}");
}

#[test]
fn nobody_who_reads_the_problems_is_no_error_of_its_own() {
    let Done { code, .. } = broken_pipe(&["simulate", "no-such-file.json"], true);
    assert_eq!(code, Some(2));
    let Done { code, .. } = broken_pipe(&["simulate", "demo", "--window"], true);
    assert_eq!(code, Some(3));
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_does_not_fit_is_an_error() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_vaultlab"))
        .args(["simulate", "one-vm"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(done.stderr).unwrap(),
        "standard output: found No space left on device (os error 28); allowed: a writable place\n"
    );
}

// What is foreign

/// A text for a terminal has no character that moves the cursor, ends a line or turns it.
#[track_caller]
fn check_harmless(text: &str) {
    let hostile = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found: Vec<char> = text.chars().filter(hostile).collect();
    assert!(found.is_empty(), "{found:?} in {text}");
}

/// Marks and separators that a name may hold: they are no control characters.
const TURNS: &str = "a\u{202e}b\u{2066}c\u{200f}d\u{2028}e\u{61c}f";

/// A machine, an account, a policy and a vault of that name; the machine fails.
fn hostile() -> String {
    let mut document: Value = serde_json::from_str(&scenario(&[
        ("/name", json!(TURNS)),
        ("/region", json!(TURNS)),
        ("/vaults/0/name", json!(TURNS)),
        ("/policies/0/vault", json!(TURNS)),
        ("/policies/0/name", json!(TURNS)),
        ("/vms/0/policy", json!(TURNS)),
        ("/vms/0/name", json!(TURNS)),
    ]))
    .expect("a preset is JSON");
    document["accounts"] = json!([{"name": TURNS, "mib_per_s": 1}]);
    document["vms"][0]["disks"][0]["account"] = json!(TURNS);
    let mut failing = document["vms"][0].clone();
    failing["name"] = json!(format!("{TURNS}2"));
    failing["network"] = json!("no-outbound");
    document["vms"] = json!([document["vms"][0], failing]);
    document["window"]["closes"] = json!("22:30");
    document.to_string()
}

#[test]
fn hostile_names_come_out_harmless() {
    let name = file("hostile.json", &hostile());
    let text = check_fine(&["simulate", &name]);
    assert!(text.contains("misses the window on one night"), "{text}");
    assert!(text.contains("fails on one night"), "{text}");
    assert!(text.contains("Storage account a\u{fffd}b"), "{text}");
    check_harmless(&text);
    check_harmless(&check_fine(&["cost", &name]));
    check_harmless(&check_fine(&["cost", &name, "--compare", &name]));
    let missed = vaultlab(&["simulate", &name, "--window"]);
    assert_eq!(missed.code, Some(3));
    check_harmless(&missed.err);
}

#[test]
fn a_name_that_looks_like_a_formula_is_text_in_a_spreadsheet() {
    let formula = "=HYPERLINK(\"http://x\",\"y\")";
    let name = file(
        "formula.json",
        &scenario(&[("/vms/0/name", json!(formula))]),
    );
    let text = check_fine(&["simulate", &name, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(&row[1], format!("'{formula}"));
}

#[test]
fn hostile_problems_come_out_harmless() {
    let control = "\u{1b}[2J\u{202e}";
    for text in [
        scenario(&[("/vms/0/name", json!(control))]),
        scenario(&[("/vms/0/policy", json!(control))]),
        scenario(&[("/vms/0/os", json!(control))]),
        scenario(&[("/window", json!({control: 1}))]),
        format!("{{\"{TURNS}\": 1}}"),
    ] {
        let done = fed(&["simulate", "-"], &text);
        assert_eq!(done.code, Some(2), "{}", done.err);
        assert_eq!(done.err.lines().count(), 1, "{}", done.err);
        check_harmless(&done.err);
    }
    for args in [
        ["simulate", "\u{1b}[2J\n.json"].as_slice(),
        &["cost", "one-vm", "--budget", "\u{1b}[2J"],
        &["preset", "\u{202e}"],
    ] {
        let done = vaultlab(args);
        assert_eq!(
            (done.code, done.err.lines().count()),
            (Some(2), 1),
            "{}",
            done.err
        );
        check_harmless(&done.err);
    }
}

#[test]
fn a_folder_is_read_without_what_a_desktop_hides_in_it() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("export");
    std::fs::create_dir_all(&folder).expect("the folder is made");
    let list = json!([{"name": "vm-1", "id": "/x/vm-1", "location": "westeurope",
        "storageProfile": {"osDisk": {"osType": "Linux", "diskSizeGB": 30}, "dataDisks": []}}]);
    std::fs::write(folder.join("vms.json"), list.to_string()).expect("a file is written");
    std::fs::write(folder.join(".DS_Store"), [0, 1, 2]).expect("a file is written");
    let done = vaultlab(&["import", &folder.to_string_lossy()]);
    assert_eq!(done.code, Some(0), "{}", done.err);
}

/// The import is out, and so is what stands in the way of its run: exit code 2, these last lines.
#[track_caller]
fn check_in_the_way(document: &Value, expected: &[&str]) -> Value {
    let name = file(
        &format!("import-{}.json", expected.len()),
        &document.to_string(),
    );
    let Done { code, out, err } = vaultlab(&["import", &name]);
    assert_eq!(code, Some(2), "{err}");
    let lines: Vec<&str> = err.lines().collect();
    let told = lines
        .iter()
        .position(|line| *line == "The scenario does not run as it is:");
    assert_eq!(lines[told.expect("a heading") + 1..], *expected, "{err}");
    serde_json::from_str(&out).expect("a scenario is JSON")
}

#[test]
fn a_fleet_that_the_service_refuses_is_imported_with_its_problems() {
    let disks: Vec<Value> = (0..41)
        .map(|lun| json!({"lun": lun, "name": format!("d-{lun}"), "diskSizeGB": 8}))
        .collect();
    let list = json!([{"name": "vm-1", "id": "/x/vm-1", "location": "westeurope",
        "storageProfile": {"osDisk": {"osType": "Linux", "diskSizeGB": 30}, "dataDisks": disks}}]);
    let told = "vms[0].disks: found 41 data disks; allowed: at most 32";
    let scenario = check_in_the_way(&list, &[told]);
    assert_eq!(
        scenario["vms"][0]["disks"].as_array().map(Vec::len),
        Some(42)
    );
}

/// A policy that keeps points for fewer days than the service allows.
fn short_policy() -> Value {
    json!({"name": "rsv/short", "properties": {
        "policyType": "V2", "timeZone": "UTC",
        "schedulePolicy": {"scheduleRunFrequency": "Daily", "scheduleRunTimes": ["T22:00"]},
        "retentionPolicy": {
            "dailySchedule": {"retentionDuration": {"count": 3, "durationType": "Days"}}}}})
}

#[test]
fn a_policy_alone_is_imported_as_it_says_and_exported_again() {
    let scenario = check_in_the_way(
        &short_policy(),
        &[
            "policies[0].retention.daily.days: found 3; allowed: 7 to 9999",
            "vms: found 0 entries; allowed: 1 to 20000",
        ],
    );
    let name = file("short.json", &scenario.to_string());
    let text = check_fine(&["policies", &name]);
    assert!(
        text.contains("Every day's point is kept for 3 days."),
        "{text}"
    );
    let arm = check_fine(&["policies", &name, "--policy", "short", "--format", "arm"]);
    let again = file("short-arm.json", &arm);
    let done = vaultlab(&["import", &again]);
    let again: Value = serde_json::from_str(&done.out).expect("a scenario is JSON");
    assert_eq!(again["policies"], scenario["policies"]);
}

#[test]
fn an_import_with_problems_goes_to_the_file_that_is_asked_for() {
    let (policy, name) = (
        file("policy.json", &short_policy().to_string()),
        path("made.json"),
    );
    let made = name.to_str().expect("a path in ASCII");
    let Done { code, out, err } = vaultlab(&["import", &policy, "-o", made]);
    assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
    let made = fs::read_to_string(&name).expect("the scenario is written");
    assert_eq!(made, vaultlab(&["import", &policy]).out);
}
