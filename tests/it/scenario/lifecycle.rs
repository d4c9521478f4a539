//! Actions that contradict the generation of the service, or the machine that they are done to.

use super::check_all;
use serde_json::{Value, json};

fn at(hour: u32, what: Value) -> Value {
    let mut action = what;
    action["at"] = json!(format!("2026-03-01T{hour:02}:00:00Z"));
    action
}

fn of_b(hour: u32, what: Value) -> Value {
    let mut action = at(hour, what);
    action["vm"] = json!("b");
    action
}

/// LIF-1: only the classic service has these steps.
#[test]
fn later_generations_neither_discover_nor_register() {
    let timeline = json!([
        at(10, json!({"do": "discover"})),
        of_b(11, json!({"do": "register"}))
    ]);
    for profile in ["resource-manager-2019", "current"] {
        let no_step = |i: usize, name: &str| {
            format!(
                "timeline[{i}].do: found \"{name}\"; allowed: another action: this is not a step of \
                 {profile}"
            )
        };
        let lines = [no_step(0, "discover"), no_step(1, "register")];
        check_all(
            &[("profile", json!(profile)), ("timeline", timeline.clone())],
            &[&lines[0], &lines[1]],
        );
    }
    check_all(
        &[("profile", json!("classic-2015")), ("timeline", timeline)],
        &[],
    );
}

/// `b` is created later, and this is done to it.
#[track_caller]
fn check_created_later(timeline: &[Value], expected: &[&str]) {
    let changes = [
        ("vms[1].policy", Value::Null),
        ("vms[1].setup", json!({"created_later": true})),
        ("timeline", json!(timeline)),
    ];
    check_all(&changes, expected);
}

#[test]
fn what_does_not_exist_yet_is_not_protected_or_backed_up() {
    let all = [
        json!({"do": "protect", "policy": "daily"}),
        json!({"do": "change-policy", "policy": "daily"}),
        json!({"do": "back-up-now"}),
    ];
    for what in all {
        let line = "timeline[0].vm: found \"b\"; allowed: a machine that exists by then: this one is \
                    created later";
        check_created_later(&[of_b(10, what.clone())], &[line]);
        let create = |hour| of_b(hour, json!({"do": "create-vm"}));
        check_created_later(&[of_b(10, what.clone()), create(11)], &[line]);
        check_created_later(&[of_b(10, what.clone()), create(9)], &[]);
        check_created_later(&[create(10), of_b(10, what)], &[]);
    }
}

#[test]
fn a_machine_that_is_protected_from_the_start_exists() {
    let line = "vms[1].setup.created_later: found true; allowed: false, or no policy: what does not \
                exist is not protected";
    check_all(&[("vms[1].setup", json!({"created_later": true}))], &[line]);
}

#[test]
fn the_disk_that_a_machine_boots_from_stays() {
    let line = "timeline[0].disk: found \"os\"; allowed: the name of a data disk";
    let remove = |disk: &str| {
        let what = json!({"do": "remove-disk", "disk": disk});
        let mut action = at(10, what);
        action["vm"] = json!("a");
        json!([action])
    };
    check_all(&[("timeline", remove("os"))], &[line]);
    check_all(&[("timeline", remove("data"))], &[]);
}
