//! Values that a field takes, and values that it refuses, each with what is said of it.

use super::{check_all, check_one, check_unreadable, read};
use serde_json::{Value, json};

const TIME: &str = "a time HH:MM from 00:00 to 23:59";
const ZONE: &str = "an IANA zone (Europe/Madrid) or a Windows zone (Romance Standard Time)";

fn line(place: &str, found: &str, allowed: &str) -> String {
    format!("{place}: found {found}; allowed: {allowed}")
}

/// Each of these texts is refused there, quoted, with what is allowed.
#[track_caller]
fn check_refused(path: &str, texts: &[&str], allowed: &str) {
    for text in texts {
        let line = line(path, &format!("\"{text}\""), allowed);
        check_one(path, json!(text), &[line.as_str()]);
    }
}

#[track_caller]
fn check_taken(path: &str, values: &[Value]) {
    for value in values {
        check_one(path, value.clone(), &[]);
    }
}

#[test]
fn the_only_schema_version_is_1() {
    check_one("schema", json!(0), &["schema: found 0; allowed: 1"]);
    check_one("schema", json!(2), &["schema: found 2; allowed: 1"]);
}

#[test]
fn a_date_is_a_real_day_written_in_ten_characters() {
    let allowed = "a date YYYY-MM-DD from 2000 to 2199";
    check_refused(
        "start",
        &[
            "",
            "2026-02-30",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "26-01-01",
            "2026-1-1",
            "20260101",
            "2026-01-01T00:00",
            "+002026-01-01",
            " 2026-01-01",
            "2026/01/01",
            "-2026-01-01",
        ],
        allowed,
    );
    check_taken("start", &[json!("2028-02-29"), json!("2026-12-31")]);
}

#[test]
fn a_year_is_from_2000_to_2199() {
    let allowed = "a date YYYY-MM-DD from 2000 to 2199";
    check_refused("start", &["1999-12-31", "2200-01-01"], allowed);
    check_taken("start", &[json!("2000-01-01"), json!("2199-12-31")]);
}

#[test]
fn the_longest_run_from_the_last_date_has_nights_and_months() {
    let text = super::changed(&[("start", json!("2199-12-31")), ("days", json!(3660))]);
    let scenario = read(&text.to_string()).unwrap();
    assert_eq!(scenario.months().last().unwrap().name, "2210-01");
    assert!(scenario.nights().last().unwrap().closes > scenario.end());
}

#[test]
fn a_time_is_two_digits_colon_two_digits() {
    let wrong = [
        "",
        "24:00",
        "9:00",
        "22:60",
        "22:0",
        "22",
        "22:00:00",
        "-1:00",
        "+9:00",
        " 9:00",
        "٠٩:٠٠",
        "22.00",
        ":",
        "22:",
    ];
    for path in ["window.opens", "window.closes", "policies[0].schedule.at"] {
        check_refused(path, &wrong, TIME);
        check_taken(path, &[json!("00:00"), json!("23:59"), json!("09:05")]);
    }
    check_refused("policies[1].schedule.at", &["24:00"], TIME);
}

#[test]
fn a_zone_has_its_iana_or_its_windows_name() {
    let wrong = [
        "",
        " ",
        "Europe/Atlantis",
        "Madrid",
        "CEST",
        "+02:00",
        "UTC+1",
        "../etc/passwd",
        "Etc/Unknown",
        "Romance  Standard Time",
    ];
    for path in ["window.time_zone", "policies[0].time_zone"] {
        check_refused(path, &wrong, ZONE);
        check_taken(
            path,
            &[
                json!("UTC"),
                json!("Etc/UTC"),
                json!("Pacific/Kiritimati"),
                json!("Line Islands Standard Time"),
                json!("UTC-11"),
            ],
        );
    }
}

#[test]
fn an_iana_name_may_be_in_any_case_a_windows_name_may_not() {
    check_taken(
        "window.time_zone",
        &[json!("europe/madrid"), json!("EUROPE/MADRID")],
    );
    check_refused("window.time_zone", &["romance standard time"], ZONE);
    let text = super::changed(&[("window.time_zone", json!("europe/madrid"))]);
    let scenario = read(&text.to_string()).unwrap();
    assert_eq!(scenario.window().zone.name(), "Europe/Madrid");
}

#[test]
fn a_window_may_be_within_a_day_over_midnight_or_all_day() {
    for (opens, closes) in [("01:00", "05:00"), ("22:00", "06:00"), ("00:00", "00:00")] {
        check_all(
            &[
                ("window.opens", json!(opens)),
                ("window.closes", json!(closes)),
            ],
            &[],
        );
    }
}

#[test]
fn windows_of_policies_and_machines_are_checked_like_the_scenarios() {
    check_all(
        &[
            (
                "policies[1].window",
                json!({"opens": "22", "closes": "06:00", "time_zone": "CEST"}),
            ),
            (
                "vms[0].window",
                json!({"opens": "22:00", "closes": "24:00", "time_zone": "UTC"}),
            ),
        ],
        &[
            &format!("policies[1].window.opens: found \"22\"; allowed: {TIME}"),
            &format!("policies[1].window.time_zone: found \"CEST\"; allowed: {ZONE}"),
            &format!("vms[0].window.closes: found \"24:00\"; allowed: {TIME}"),
        ],
    );
    for path in ["policies[0].window", "vms[1].window"] {
        let night = json!({"opens": "20:00", "closes": "20:00", "time_zone": "Asia/Kathmandu"});
        check_taken(path, &[json!(null), night]);
    }
}

#[test]
fn every_name_refuses_nothing_at_all_and_control_characters() {
    for path in [
        "name",
        "region",
        "vms[0].name",
        "vms[0].resource_group",
        "vms[0].disks[0].name",
        "accounts[0].name",
    ] {
        // The account is referred to, and its old name is gone then.
        let gone = "vms[0].disks[1].account: found \"sa\"; allowed: the name of a storage account \
                    in this scenario";
        let more: &[&str] = if path == "accounts[0].name" {
            &[gone]
        } else {
            &[]
        };
        for (name, shown, allowed) in [
            ("", "\"\"", "a name"),
            (" \u{3000}\t", "\" \\u{3000}\\t\"", "a name"),
            ("a\nb", "\"a\\nb\"", "a name without control characters"),
            (
                "\u{1b}[2J",
                "\"\\u{1b}[2J\"",
                "a name without control characters",
            ),
            ("a\u{0}", "\"a\\0\"", "a name without control characters"),
            (
                "\u{85}a",
                "\"\\u{85}a\"",
                "a name without control characters",
            ),
        ] {
            let first = line(path, shown, allowed);
            let expected: Vec<&str> = [first.as_str()].into_iter().chain(more.to_vec()).collect();
            check_one(path, json!(name), &expected);
        }
    }
}

#[test]
fn a_name_in_any_script_is_taken() {
    for name in [
        "é",
        "数据库",
        "שרת",
        "🙂",
        "a b",
        "=1+1",
        "\u{202e}evil",
        "\"quoted\"",
    ] {
        check_taken("vms[0].name", &[json!(name)]);
    }
}

#[test]
fn a_name_is_used_once_among_its_kind() {
    let vaults = json!([{"name": "v"}, {"name": "w"}, {"name": "v"}]);
    let again = "vaults[2].name: found \"v\" again; allowed: a name that no other has";
    check_one("vaults", vaults, &[again]);
    let accounts = json!([{"name": "sa"}, {"name": "sa"}]);
    let again = "accounts[1].name: found \"sa\" again; allowed: a name that no other has";
    check_one("accounts", accounts, &[again]);
    check_all(
        &[
            ("policies[1].name", json!("daily")),
            ("vms[1].policy", json!("daily")),
        ],
        &["policies[1].name: found \"daily\" again; allowed: a name that no other has"],
    );
    let again = "vms[0].disks[1].name: found \"os\" again; allowed: a name that no other has";
    check_one("vms[0].disks[1].name", json!("os"), &[again]);
}

#[test]
fn machines_of_one_name_need_two_resource_groups() {
    let again = "vms[1].name: found \"a\" again; allowed: a name that no other machine of its \
                 resource group has";
    let name = ("vms[1].name", json!("a"));
    check_all(std::slice::from_ref(&name), &[again]);
    check_all(&[name.clone(), ("vms[1].resource_group", json!("rg"))], &[]);
    let first = ("vms[0].resource_group", json!("rg"));
    let second = ("vms[1].resource_group", json!("rg"));
    check_all(&[name.clone(), first.clone(), second], &[again]);
    check_all(
        &[name, first, ("vms[1].resource_group", json!("rg-2"))],
        &[],
    );
}

#[test]
fn names_that_differ_in_case_are_two_names() {
    check_one("vms[1].name", json!("A"), &[]);
    check_one("vaults", json!([{"name": "v"}, {"name": "V"}]), &[]);
    let unknown = "vms[0].policy: found \"Daily\"; allowed: the name of a policy in this scenario";
    check_one("vms[0].policy", json!("Daily"), &[unknown]);
}

#[test]
fn a_reference_is_to_something_in_the_scenario() {
    for (path, kind) in [
        ("policies[0].vault", "vault"),
        ("vms[0].policy", "policy"),
        ("vms[0].disks[0].account", "storage account"),
    ] {
        let allowed = format!("the name of a {kind} in this scenario");
        check_refused(path, &["", "gone", " v"], &allowed);
    }
    let long = "x".repeat(61);
    let shown = format!("\"{}…\"", "x".repeat(60));
    let unknown = line(
        "vms[0].policy",
        &shown,
        "the name of a policy in this scenario",
    );
    check_one("vms[0].policy", json!(long), &[unknown.as_str()]);
}

#[test]
fn a_week_has_one_to_seven_days_none_twice() {
    let at = "policies[1].schedule.on";
    let allowed = "one to seven days, none twice";
    check_one(at, json!([]), &[line(at, "0 days", allowed).as_str()]);
    let twice = json!(["monday", "friday", "monday"]);
    check_one(at, twice, &[line(at, "3 days", allowed).as_str()]);
    let week = json!([
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday"
    ]);
    check_one(at, week, &[]);
}

#[test]
fn a_policy_keeps_days_or_weeks_as_its_schedule_says() {
    check_all(
        &[("policies[0].retention", json!({"weekly": {"weeks": 4}}))],
        &[
            "policies[0].retention.daily: found nothing; allowed: how many days: this schedule \
             needs it",
            "policies[0].retention.weekly.on: found nothing; allowed: one to seven days",
        ],
    );
    check_all(
        &[("policies[1].retention", json!({"daily": {"days": 30}}))],
        &[
            "policies[1].retention.daily: found a value; allowed: absent: a weekly schedule has no \
             daily points",
            "policies[1].retention.weekly: found nothing; allowed: how many weeks: a weekly \
             schedule needs it",
        ],
    );
}

#[test]
fn a_machine_has_exactly_one_disk_for_its_system() {
    let role = |role: &str| ("vms[0].disks[0].role", json!(role));
    let found =
        |n: u32| format!("vms[0].disks: found {n} disks with the role os; allowed: exactly one");
    check_all(&[role("data")], &[found(0).as_str()]);
    check_one("vms[0].disks[1].role", json!("os"), &[found(2).as_str()]);
    check_one("vms[0].disks", json!([]), &[found(0).as_str()]);
}

#[test]
fn a_machine_has_at_most_one_temporary_disk() {
    let temp = |name: &str| json!({"name": name, "role": "temp", "size_gib": 8, "used_gib": 0});
    check_one("vms[0].disks[1]", temp("t"), &[]);
    let os = json!({"name": "os", "role": "os", "size_gib": 32, "used_gib": 8});
    check_one(
        "vms[0].disks",
        json!([os, temp("t1"), temp("t2")]),
        &["vms[0].disks: found 2 temporary disks; allowed: at most one"],
    );
}

#[test]
fn a_disk_holds_nothing_less_and_its_size_at_most() {
    let at = "vms[0].disks[0].used_gib";
    check_taken(
        at,
        &[
            json!(0),
            json!(-0.0),
            json!(32),
            json!(31.999999),
            json!(1e-300),
        ],
    );
    check_one(at, json!(32.000001), &[&line(at, "32.000001", "0 to 32")]);
    check_one(at, json!(-1e-9), &[&line(at, "-1e-9", "0 to 32")]);
    check_one(at, json!(1e300), &[&line(at, "1e300", "0 to 32")]);
    let at = "vms[0].disks[0].growth_gib_per_day";
    check_taken(at, &[json!(0), json!(32), json!(null)]);
    check_one(at, json!(32.5), &[&line(at, "32.5", "0 to 32")]);
    check_one(at, json!(-0.5), &[&line(at, "-0.5", "0 to 32")]);
}

#[test]
fn a_share_is_from_0_to_100_percent() {
    for field in ["change_percent_per_day", "hot_percent"] {
        let at = format!("vms[0].disks[0].{field}");
        check_taken(&at, &[json!(0), json!(100), json!(0.1), json!(null)]);
        for (value, shown) in [(-0.1, "-0.1"), (100.1, "100.1"), (1e300, "1e300")] {
            check_one(&at, json!(value), &[&line(&at, shown, "0 to 100")]);
        }
    }
}

#[test]
fn a_choice_is_one_of_the_names_in_the_schema() {
    let unknown = |name: &str, known: &str| format!("unknown variant `{name}`, expected {known}");
    for (path, known) in [
        (
            "vaults[0].redundancy",
            "one of `lrs`, `zrs`, `grs`, `ra-grs`",
        ),
        ("vms[0].os", "`windows` or `linux`"),
        (
            "vms[0].network",
            "one of `open`, `no-outbound`, `no-dns`, `no-routes`, `some-storage`, `slow-proxy`, \
             `unresponsive`, `no-host-agent`",
        ),
        (
            "vms[0].disks[0].role",
            "one of `os`, `data`, `excluded`, `temp`",
        ),
        (
            "vms[0].disks[0].kind",
            "one of `premium-ssd`, `standard-ssd`, `standard-hdd`",
        ),
        (
            "policies[0].schedule.every",
            "one of `day`, `week`, `hours`",
        ),
        ("policies[0].kind", "`standard` or `enhanced`"),
    ] {
        check_unreadable(path, json!("Other"), &unknown("Other", known));
        for name in known.split('`').skip(1).step_by(2) {
            let of_schedule = path.ends_with("every") && name != "day";
            let of_role = path.ends_with("role") && name != "os";
            if !of_schedule && !of_role {
                check_taken(path, &[json!(name)]);
            }
        }
    }
}

#[test]
fn an_assumption_is_about_a_known_gap() {
    let known = "one of `used-size-unknown`, `no-partitions`, `disk-size-unknown`, \
                 `disk-kind-unknown`, `os-unknown`, `zone-unknown`, `policy-unknown`, \
                 `policy-simplified`, `name-repeated`";
    for path in ["assumptions", "vms[0].assumptions"] {
        for name in known.split('`').skip(1).step_by(2) {
            check_one(path, json!([{"about": name, "assumed": "half"}]), &[]);
        }
        check_unreadable(
            path,
            json!([{"about": "weather", "assumed": "fine"}]),
            &format!("unknown variant `weather`, expected {known}"),
        );
        check_unreadable(
            path,
            json!([{"about": "no-partitions"}]),
            "missing field `assumed`",
        );
    }
}
