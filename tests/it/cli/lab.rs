//! `vaultlab jobs` and `vaultlab status`: what they list, and what they say of what they can't.

use super::{check_fine, check_refused};
use serde_json::Value;

#[test]
fn jobs_are_listed_newest_first_with_their_faults() {
    let text = check_fine(&["jobs", "demo", "--vm", "web-legacy", "--from", "2026-03-28"]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("Began (Europe/"), "{text}");
    assert!(lines[2].starts_with("2026-03-30"), "{text}");
    let is_failed = |line: &&&str| line.contains("UserErrorVMInternetConnectivityIssue");
    let failed = lines.iter().filter(is_failed).count();
    assert_eq!(failed, lines.len() - 2, "{text}");
}

#[test]
fn jobs_in_all_three_forms_are_as_many() {
    let of = |format: &str| {
        let args = ["jobs", "demo", "--status", "failed", "--format", format];
        check_fine(&args)
    };
    let json: Value = serde_json::from_str(&of("json")).expect("JSON");
    let count = json.as_array().expect("a list").len();
    assert!(count > 0);
    assert_eq!(of("text").lines().count() - 2, count);
    assert_eq!(of("csv").lines().count() - 1, count);
    let nothing = check_fine(&["jobs", "one-vm", "--operation", "restore"]);
    assert_eq!(nothing, "No such jobs.\n");
}

#[test]
fn an_unknown_operation_status_or_day_is_refused_with_those_there_are() {
    check_refused(
        &["jobs", "one-vm", "--operation", "dance"],
        &[
            "--operation: found \"dance\"; allowed: discover, register, configure-protection, \
           backup, restore, cancel, manage, machine, keys",
        ],
    );
    check_refused(
        &["jobs", "one-vm", "--status", "lost"],
        &[
            "--status: found \"lost\"; allowed: running, succeeded, warned, partly, failed, \
           cancelled, skipped, withdrawn",
        ],
    );
    let allowed = "a day of the run, YYYY-MM-DD, or a moment such as 2026-03-04T21:00:00Z";
    for option in ["--from", "--to"] {
        for text in ["2025-01-01", "yesterday"] {
            let found = format!("{option}: found \"{text}\"; allowed: {allowed}");
            check_refused(&["jobs", "one-vm", option, text], &[&found]);
        }
    }
}

#[test]
fn the_status_at_a_moment_has_a_dashboard_and_every_machine() {
    let text = check_fine(&["status", "demo", "--at", "2026-03-04T22:30:00Z"]);
    assert!(
        text.starts_with("Demo fleet at 2026-03-04 23:30 Europe/"),
        "{text}"
    );
    assert!(
        text.contains("25 machines protected. Jobs of the last 24 hours: "),
        "{text}"
    );
    assert!(text.contains("\nNext\n2026-03-04 "), "{text}");
    assert!(!text.contains("\nVM agent\n"), "{text}");
    let json = check_fine(&["status", "demo", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["items"].as_array().map(Vec::len), Some(25));
    assert_eq!(json["now"], json["end"]);
}

#[test]
fn the_status_of_one_machine_has_everything_about_it() {
    let text = check_fine(&["status", "demo", "--vm", "dc-01"]);
    for title in ["VM agent", "Backup extension", "Network", "Keys", "Locks"] {
        assert!(text.contains(&format!("\n{title}\n")), "{title}: {text}");
    }
}

#[test]
fn the_status_of_a_moment_outside_the_run_or_of_nobody_is_refused() {
    let found = "allowed: a moment of the run such as 2026-03-04T21:00:00Z";
    for at in ["2026-02-28T00:00:00Z", "2026-04-01T00:00:01Z", "now"] {
        let line = format!("--at: found \"{at}\"; {found}");
        check_refused(&["status", "one-vm", "--days", "31", "--at", at], &[&line]);
    }
    check_refused(
        &["status", "demo", "--vm", "nobody"],
        &["--vm: found \"nobody\"; allowed: the name of a machine in this scenario"],
    );
}
