//! The built command: what it prints, where, and how it ends. Figures are other modules' business.
//!
//! `files.rs`: what it reads and writes, and what it says of what it can't. `lab.rs`: jobs, and how
//! things stand at a moment. `links.rs`: links and limits. `plan.rs`: plans, advice. `restore.rs`:
//! machines brought back. `churn.rs`: how a trace is to be counted. `scheme.rs`: custom backups.

mod blocks;
mod churn;
mod drive;
mod files;
mod lab;
mod links;
mod plan;
mod restore;
mod scheme;

use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a command did.
struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs the command with nothing on standard input.
fn vaultlab(args: &[&str]) -> Done {
    fed(args, "")
}

/// Runs the command with this text on standard input.
fn fed(args: &[&str], input: &str) -> Done {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vaultlab"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    let input = input.to_owned();
    // On a thread of its own: a command that answers before it has read all must not block. It may
    // also end without reading.
    let feeding = std::thread::spawn(move || {
        let _ = stdin.write_all(input.as_bytes());
    });
    let done = child.wait_with_output().expect("the command ends");
    feeding.join().expect("writing does not panic");
    Done {
        code: done.status.code(),
        out: String::from_utf8(done.stdout).expect("answers are text"),
        err: String::from_utf8(done.stderr).expect("messages are text"),
    }
}

/// The command is fine: exit code 0, nothing on standard error. Its answer.
#[track_caller]
fn check_fine(args: &[&str]) -> String {
    let Done { code, out, err } = vaultlab(args);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{args:?}");
    out
}

/// The command refuses its input: exit code 2, no answer, these lines on standard error.
#[track_caller]
fn check_refused(args: &[&str], expected: &[&str]) {
    let Done { code, out, err } = vaultlab(args);
    let lines: Vec<&str> = err.lines().collect();
    assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?} {err}");
    assert_eq!(lines, expected, "{args:?}");
}

/// The answer is out, but a gate was missed: exit code 3, and this line says which.
#[track_caller]
fn check_missed(args: &[&str], expected: &str) {
    let Done { code, out, err } = vaultlab(args);
    assert_eq!((code, err.trim_end()), (Some(3), expected), "{args:?}");
    assert!(
        !out.is_empty(),
        "{args:?}: a missed gate withholds no answer"
    );
}

/// A file of this test, with this text.
fn file(name: &str, text: &str) -> String {
    let path = path(name);
    std::fs::write(&path, text).expect("the folder for tests is writable");
    path.to_str().expect("a path in ASCII").to_owned()
}

fn path(name: &str) -> PathBuf {
    // Other modules' tests write here, too.
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}"))
}

/// The preset `one-vm` for a day, with some values replaced.
fn scenario(changes: &[(&str, Value)]) -> String {
    let text = vaultlab::api::preset_text("one-vm").expect("the preset exists");
    let mut document: Value = serde_json::from_str(&text).expect("a preset is JSON");
    document["days"] = json!(1);
    for (pointer, value) in changes {
        *document.pointer_mut(pointer).expect("the field exists") = value.clone();
    }
    document.to_string()
}

// Gates

#[test]
fn a_run_is_fine_whatever_its_nights_say_when_no_gate_is_asked_for() {
    let text = check_fine(&["simulate", "demo"]);
    assert!(text.contains("26 of 30 nights hold"), "{text}");
}

#[test]
fn the_window_gate_passes_when_every_night_holds_and_nothing_fails() {
    check_fine(&["simulate", "one-vm", "--window"]);
}

#[test]
fn the_window_gate_is_missed_when_a_night_does_not_hold_or_a_backup_fails() {
    check_missed(
        &["simulate", "demo", "--window"],
        "26 of 30 nights hold; sql-prod-02 misses the window on 4 nights; web-legacy fails on 30 nights.",
    );
    let narrow = scenario(&[("/window/closes", json!("22:01"))]);
    let narrow = file("narrow.json", &narrow);
    check_missed(
        &["simulate", &narrow, "--window"],
        "The night does not hold; vm-1 misses the window on one night.",
    );
    let mut own: Value = serde_json::from_str(&scenario(&[])).unwrap();
    own["policies"][0]["window"] = own["window"].clone();
    own["policies"][0]["window"]["closes"] = json!("22:01");
    let own = file("own-window.json", &own.to_string());
    check_missed(
        &["simulate", &own, "--window"],
        "The night does not hold; vm-1 misses the window on one night.",
    );
    let mut blocked: Value = serde_json::from_str(&scenario(&[])).unwrap();
    blocked["vms"][0]["network"] = json!("no-outbound");
    let blocked = file("blocked.json", &blocked.to_string());
    check_missed(
        &["simulate", &blocked, "--window"],
        "The night does not hold; vm-1 fails on one night.",
    );
}

#[test]
fn the_window_gate_passes_when_no_backup_is_due() {
    let weekly = json!({"name": "daily-22:00", "vault": "vault-1", "time_zone": "UTC",
        "schedule": {"every": "week", "on": ["monday"], "at": "22:00"}, "retention": {"weekly": {"weeks": 4}}});
    // 1 March 2026 is a Sunday.
    let idle = file("idle.json", &scenario(&[("/policies/0", weekly)]));
    let text = check_fine(&["simulate", &idle, "--window"]);
    assert!(text.contains("No backup was due."), "{text}");
}

#[test]
fn the_budget_gate_is_to_the_cent_of_the_dearest_month() {
    let bills = check_fine(&["cost", "one-vm"]);
    assert!(bills.contains("7.26") && bills.contains("7.51"), "{bills}");
    for budget in ["7.51", "8", "100000", "999999999999.99"] {
        check_fine(&["cost", "one-vm", "--budget", budget]);
    }
    check_missed(
        &["cost", "one-vm", "--budget", "7.50"],
        "2026-04 costs 7.51 USD: over the budget",
    );
    check_missed(
        &["cost", "one-vm", "--budget", "0"],
        "2026-03 costs 7.26 USD: over the budget",
    );
}

#[test]
fn a_budget_is_units_and_two_digits_of_cents() {
    for text in [
        "",
        ".",
        "7.",
        ".50",
        "7.5",
        "7.455",
        "7,45",
        "1e3",
        "-5",
        "+5",
        " 5",
        "5 USD",
        "NaN",
        "1000000000000",
        "٧",
    ] {
        let found =
            format!("--budget: found \"{text}\"; allowed: an amount such as 1500 or 1500.00");
        check_refused(&["cost", "one-vm", &format!("--budget={text}")], &[&found]);
    }
}

// What is asked for

#[test]
fn seed_and_days_replace_the_documents() {
    let text = check_fine(&["simulate", "one-vm", "--seed", "7", "--days", "3"]);
    assert!(
        text.contains("3 days from 2026-03-01 · current · seed 7"),
        "{text}"
    );
    let digest = |args: &[&str]| check_fine(args).lines().last().map(str::to_owned);
    let ours = digest(&["simulate", "one-vm", "--days", "3", "--seed", "42"]);
    assert_eq!(ours, digest(&["simulate", "one-vm", "--days", "3"]));
    assert_ne!(
        ours,
        digest(&["simulate", "one-vm", "--days", "3", "--seed", "43"])
    );
}

#[test]
fn seed_and_days_outside_their_limits_are_refused_like_the_documents() {
    let seed = "seed: found 9007199254740992; allowed: 0 to 9007199254740991";
    check_refused(
        &["simulate", "one-vm", "--seed", "9007199254740992"],
        &[seed],
    );
    check_refused(
        &["simulate", "one-vm", "--days", "0"],
        &["days: found 0; allowed: 1 to 3660"],
    );
    check_refused(
        &["cost", "one-vm", "--days", "3661"],
        &["days: found 3661; allowed: 1 to 3660"],
    );
}

#[test]
fn wrong_arguments_end_with_2_as_wrong_input_does() {
    for args in [
        [].as_slice(),
        &["simulate"],
        &["simulate", "demo", "extra"],
        &["simulate", "demo", "--seed", "-1"],
        &["simulate", "demo", "--days", "many"],
        &["simulate", "demo", "--format", "xml"],
        &["cost", "demo", "--window"],
        &["policies"],
        &["policies", "demo", "--format", "csv"],
        &["chart", "bill", "demo"],
        &["chart", "bill", "demo", "-o", "x.svg", "--width", "239"],
        &["check"],
        &["check", "tides", "file"],
        &["sing"],
    ] {
        let Done { code, out, err } = vaultlab(args);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}");
        assert!(!err.is_empty(), "{args:?}");
    }
}

#[test]
fn every_command_has_its_help() {
    for args in [
        [].as_slice(),
        &["simulate"],
        &["cost"],
        &["import"],
        &["policies"],
        &["preset"],
        &["schema"],
        &["chart"],
        &["check"],
        &["check", "flows"],
    ] {
        let help = check_fine(&[args, &["--help"]].concat());
        assert!(help.contains("Usage: vaultlab"), "{args:?} {help}");
    }
    assert_eq!(
        check_fine(&["--version"]),
        format!("vaultlab {}\n", env!("CARGO_PKG_VERSION"))
    );
}

// Answers

#[test]
fn json_and_text_are_the_same_run() {
    let view: Value =
        serde_json::from_str(&check_fine(&["simulate", "demo", "--format", "json"])).unwrap();
    let digest = view["summary"]["digest"].as_str().unwrap();
    let text = check_fine(&["simulate", "demo"]);
    assert!(
        text.ends_with(&format!("Digest of the run: {digest}\n")),
        "{digest}"
    );
    let verdict = view["summary"]["verdict"].as_str().unwrap();
    assert!(text.contains(verdict));
}

#[test]
fn csv_has_a_row_for_every_backup() {
    let view: Value =
        serde_json::from_str(&check_fine(&["simulate", "demo", "--format", "json"])).unwrap();
    let text = check_fine(&["simulate", "demo", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(
        reader.headers().unwrap(),
        &csv::StringRecord::from(vec![
            "night",
            "machine",
            "policy",
            "due",
            "started",
            "ended",
            "verdict",
            "detail",
            "sent_bytes"
        ])
    );
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(view["summary"]["running"], 0);
    assert_eq!(Some(rows.len() as u64), view["summary"]["backups"].as_u64());
    let with = |verdict: &str| rows.iter().filter(|row| &row[6] == verdict).count() as u64;
    for verdict in ["held", "late", "failed", "skipped"] {
        assert_eq!(
            Some(with(verdict)),
            view["summary"][verdict].as_u64(),
            "{verdict}"
        );
    }
}

#[test]
fn bills_are_the_same_in_every_form() {
    let view: Value =
        serde_json::from_str(&check_fine(&["cost", "demo", "--format", "json"])).unwrap();
    let text = check_fine(&["cost", "demo", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    let months = view["months"].as_array().unwrap().iter();
    let lines: Vec<&Value> = months
        .flat_map(|month| month["lines"].as_array().unwrap())
        .collect();
    assert_eq!(rows.len(), lines.len());
    for (row, line) in rows.iter().zip(lines) {
        assert_eq!(Some(&row[7]), line["amount"].as_str());
    }
}

#[test]
fn two_bills_are_compared_in_every_form() {
    let args = ["cost", "one-vm", "--compare", "demo"];
    let with =
        |format: &'static str| check_fine(&[args.as_slice(), &["--format", format]].concat());
    let view: Value = serde_json::from_str(&with("json")).unwrap();
    let difference = |i: usize| view["months"][i]["difference"].as_str().unwrap().to_owned();
    assert_eq!(difference(1), "-7.51", "the second run has no April");
    assert!(with("text").contains(&difference(0)));
    let csv = with("csv");
    assert!(csv.contains(&format!(",{},USD", difference(0))), "{csv}");
    assert!(
        csv.contains(",-7.51,USD"),
        "a difference below zero is a number: {csv}"
    );
}

#[test]
fn the_profiles_are_printed_as_text_and_as_json() {
    let text = check_fine(&["profiles"]);
    assert!(text.contains("In every profile"), "{text}");
    let args = ["profiles", "classic-2015", "--format", "json"];
    let view: Value = serde_json::from_str(&check_fine(&args)).unwrap();
    let row = &view["profiles"][0]["rows"][0];
    assert_eq!(
        (&row["value"], &row["origin"]["date"]),
        (&json!("5"), &json!("2015-07"))
    );
    check_refused(
        &["profiles", "classic"],
        &["profile: found \"classic\"; allowed: classic-2015, resource-manager-2019, current"],
    );
}

#[test]
fn the_errors_are_printed_as_text_and_as_json() {
    let text = check_fine(&["errors", "--profile", "classic-2015"]);
    assert!(text.contains("CopyVhdsTimedOut"), "{text}");
    let args = ["errors", "usererrorfsfreezetimeout", "--format", "json"];
    let view: Value = serde_json::from_str(&check_fine(&args)).unwrap();
    assert_eq!(view["rows"][0]["extension_code"], json!(122));
}

#[test]
fn a_preset_in_a_pipe_is_the_preset_by_name() {
    for name in ["demo", "one-vm"] {
        let document = check_fine(&["preset", name]);
        let piped = fed(&["simulate", "-"], &document);
        assert_eq!((piped.code, piped.err.as_str()), (Some(0), ""));
        assert_eq!(piped.out, check_fine(&["simulate", name]));
    }
}

#[test]
fn the_policies_of_a_scenario_are_sentences_or_azures_json() {
    let text = check_fine(&["policies", "one-vm"]);
    assert!(
        text.starts_with("daily-22:00\n  Standard policy of vault vault-1.\n"),
        "{text}"
    );
    assert!(text.contains("A backup every day at 22:00, UTC."), "{text}");
    assert_eq!(
        check_fine(&["policies", "one-vm", "--policy", "daily-22:00"]),
        text
    );
    let arm = |args: &[&str]| -> Value {
        let args = [&["policies", "one-vm", "--format", "arm"], args].concat();
        serde_json::from_str(&check_fine(&args)).expect("an export is JSON")
    };
    let all = arm(&[]);
    assert_eq!(all, json!([arm(&["--policy", "daily-22:00"])]));
    assert_eq!(all[0]["name"], "vault-1/daily-22:00");
    assert_eq!(
        all[0]["properties"]["schedulePolicy"]["scheduleRunFrequency"],
        "Daily"
    );
    check_refused(
        &["policies", "one-vm", "--policy", "weekly"],
        &["policy: found \"weekly\"; allowed: \"daily-22:00\""],
    );
}

#[test]
fn the_schema_is_json_and_names_the_fields() {
    let schema: Value = serde_json::from_str(&check_fine(&["schema"])).unwrap();
    assert_eq!(schema["title"], "ScenarioDraft");
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn the_sharing_of_links_can_be_checked_alone() {
    let flows = file(
        "flows.json",
        r#"{"links": [{"id": "vault", "capacity_bytes_per_s": 100}],
            "flows": [{"id": "a", "start_s": 0, "bytes": 1000, "links": ["vault"], "cap_bytes_per_s": 40},
                      {"id": "b", "start_s": 0, "bytes": "600", "links": ["vault"]}]}"#,
    );
    let answer: Value = serde_json::from_str(&check_fine(&["check", "flows", &flows])).unwrap();
    assert_eq!(answer, json!({"finish_s": {"a": 25.0, "b": 10.0}}));
}

#[test]
fn the_keeping_of_points_can_be_checked_alone() {
    // The example of docs/check.md.
    let text = r#"{
        "policy": {"schedule": {"every": "day", "at": "22:00"}, "time_zone": "UTC",
                   "retention": {"daily": {"days": 30}}},
        "backups": ["2026-03-01T22:00:00Z", {"time": "2026-03-02T22:00:00Z", "ok": false}],
        "as_of": ["2026-03-15T00:00:00Z"]}"#;
    let retention = file("retention.json", text);
    let answer = check_fine(&["check", "retention", &retention]);
    let point = json!({"time": "2026-03-01T22:00:00Z", "reasons": ["daily"],
        "snapshot_until": "2026-03-03T22:00:00Z", "vault_until": "2026-03-31T22:00:00Z"});
    assert_eq!(
        serde_json::from_str::<Value>(&answer).unwrap(),
        json!({"as_of": [{"time": "2026-03-15T00:00:00Z", "points": [point], "refused": []}]})
    );
    let wrong = file("retention-wrong.json", &text.replace("30", "3"));
    check_refused(
        &["check", "retention", &wrong],
        &["policy.retention.daily.days: found 3; allowed: 7 to 9999"],
    );
}

#[test]
fn points_of_a_moment_after_the_run_are_refused() {
    let of_run = "a day of the run, YYYY-MM-DD, or a moment such as 2026-03-04T21:00:00Z";
    for date in [
        "2026-05-01",
        "2610-09-18",
        "9999-01-01",
        "9999-12-31",
        "2026-05-01T00:00:01Z",
        "2610-09-18T00:00:00Z",
        "9999-01-01T00:00:00Z",
    ] {
        let line = format!("--as-of: found \"{date}\"; allowed: {of_run}");
        let args = ["points", "one-vm", "--vm", "vm-1", "--as-of", date];
        check_refused(&args, &[&line]);
    }
}
