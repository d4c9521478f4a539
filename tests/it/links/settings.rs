//! Setting links and limits in a scenario's text: taken, put back, or refused with everything that is
//! wrong.

use super::{done, every_link, links};
use crate::fleets::report;
use serde_json::{Value, json};
use vaultlab::api::{preset_text, set_limits};
use vaultlab::scenario::limits;

/// A scenario with these figures set has these values at these pointers.
#[track_caller]
fn check_set(text: &str, edits: Value, expected: &[(&str, Value)]) -> String {
    let set = set_limits(text, &edits.to_string());
    let set = set.unwrap_or_else(|problems| panic!("{problems:?}"));
    let document: Value = serde_json::from_str(&set).expect("it is JSON");
    for (pointer, value) in expected {
        let found = document.pointer(pointer).unwrap_or(&Value::Null);
        assert_eq!(found, value, "{pointer}");
    }
    set
}

/// These edits are refused for exactly these reasons.
#[track_caller]
fn check_refused(edits: &Value, expected: &[&str]) {
    let problems = set_limits(&every_link(), &edits.to_string()).expect_err("it is wrong");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(lines, expected);
}

#[test]
fn every_figure_that_the_table_says_may_be_set_can_be_set_and_put_back() {
    let text = preset_text("demo").expect("it is there");
    let session = done(&text);
    let mut count = 0;
    for row in links(report(&session), None, "").rows {
        let Some(setting) = row.setting else { continue };
        let pointer = setting.path.replace(['.', '['], "/").replace(']', "");
        let pointer = format!("/{pointer}");
        let before = text.clone();
        let set = check_set(
            &before,
            json!({ setting.path.as_str(): "7" }),
            &[(
                &pointer,
                json!(if setting.unit == "%" {
                    json!(7.0)
                } else {
                    json!(7)
                }),
            )],
        );
        let put_back = json!({ setting.path.as_str(): setting.value });
        assert_eq!(check_set(&set, put_back, &[]), before, "{}", setting.path);
        count += 1;
    }
    assert!(count > 10, "{count} figures");
}

#[test]
fn a_machine_gets_a_limit_and_loses_its_setup_with_it() {
    let text = preset_text("one-vm").expect("it is there");
    let path = "vms[0].setup.mib_per_s";
    let pointer = "/vms/0/setup/mib_per_s";
    let set = check_set(&text, json!({ path: " 40 " }), &[(pointer, json!(40))]);
    let put_back = check_set(
        &set,
        json!({ path: null }),
        &[("/vms/0/setup", Value::Null)],
    );
    assert_eq!(put_back, text);
}

#[test]
fn what_is_set_is_simulated_and_what_is_put_back_is_the_run_before() {
    let text = preset_text("demo").expect("it is there");
    let digest = |text: &str| report(&done(text)).summary().digest;
    let before = digest(&text);
    let path = "calibration.region_mib_per_s";
    let slow = check_set(&text, json!({ path: "30" }), &[]);
    assert_ne!(digest(&slow), before);
    assert_eq!(
        digest(&check_set(&slow, json!({ path: null }), &[])),
        before
    );
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_where() {
    check_refused(
        &json!({
            "accounts[0].mib_per_s": "fast", "accounts[0].other_load_percent": "100",
            "accounts[9].requests_per_s": "5", "calibration.disk_requests_per_s": "0",
            "calibration.region_mib_per_s": "-1", "calibration.initial_mb_per_s": "",
            "calibration.colour": "7", "vms[01].setup.mib_per_s": "7",
        }),
        &[
            "accounts[0].mib_per_s: found \"fast\"; allowed: a whole number",
            "accounts[9].requests_per_s: found nothing there; allowed: one of the 2 accounts of \
             this scenario",
            "settings: found \"calibration.colour\"; allowed: the path of a link or limit that may \
             be set; `vaultlab links` lists them",
            "calibration.initial_mb_per_s: found \"\"; allowed: a whole number",
            "calibration.region_mib_per_s: found \"-1\"; allowed: a whole number",
            "settings: found \"vms[01].setup.mib_per_s\"; allowed: the path of a link or limit that \
             may be set; `vaultlab links` lists them",
            "accounts[0].other_load_percent: found 100; allowed: 0 to 99",
            "calibration.disk_requests_per_s: found 0; allowed: 1 to 100000",
        ],
    );
}

#[test]
fn a_thousand_figures_are_set_at_once_and_no_more() {
    let text = preset_text("fleet-1000").expect("it is there");
    let edits = |count: usize| -> Value {
        let one = |i| (format!("vms[{i}].setup.mib_per_s"), json!("50"));
        (0..count)
            .map(one)
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    assert_eq!(limits::SETTINGS_MAX, 1000);
    assert!(set_limits(&text, &edits(1000).to_string()).is_ok());
    let mut more = edits(1000);
    more["calibration.queue_mean_min"] = json!("1");
    let problems = set_limits(&text, &more.to_string()).expect_err("too many");
    let last = problems.last().expect("there is one").to_string();
    assert_eq!(last, "settings: found 1001; allowed: at most 1000 at once");
}

#[test]
fn settings_that_are_no_object_or_too_long_are_refused() {
    let refused = |edits: &str| {
        let problems = set_limits(&every_link(), edits).expect_err("it is wrong");
        problems[0].to_string()
    };
    assert!(refused("[1]").ends_with("allowed: a JSON object of paths, each with a text or null"));
    let padding = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
    assert!(set_limits(&every_link(), &padding(limits::SETTINGS_BYTES_MAX)).is_ok());
    assert_eq!(
        refused(&padding(limits::SETTINGS_BYTES_MAX + 1)),
        "settings: found 1048577 bytes; allowed: at most 1048576 bytes"
    );
}
