//! Limits that differ between the generations of the service: both sides under each.

use super::check_all;
use super::limits::{disks, vm};
use super::policies::and;
use serde_json::{Value, json};

/// Under a profile these values are taken, and those refused in these words.
#[track_caller]
fn check_under(profile: &str, path: &str, inside: &[u32], outside: &[u32], range: &str) {
    let with = |value: u32| {
        // Points have to outlive any snapshot, and 2015 keeps the weekly ones for four weeks.
        let mut changes = vec![("profile", json!(profile)), (path, json!(value))];
        if path != "policies[0].retention.daily.days" {
            changes.push(("policies[0].retention.daily.days", json!(30)));
        }
        changes
    };
    for value in inside {
        check_all(&with(*value), &[]);
    }
    for value in outside {
        let line = format!("{path}: found {value}; allowed: {range}");
        check_all(&with(*value), &[line.as_str()]);
    }
}

/// LIF-7: in 2015 at most 30 days.
#[test]
fn days_and_weeks_of_a_point_are_those_of_the_profile() {
    let (days, weeks) = (
        "policies[0].retention.daily.days",
        "policies[1].retention.weekly.weeks",
    );
    check_under("classic-2015", days, &[1, 30], &[0, 31, 365], "1 to 30");
    check_under("classic-2015", weeks, &[1, 4], &[0, 5], "1 to 4");
    for profile in ["resource-manager-2019", "current"] {
        check_under(
            profile,
            days,
            &[7, 9999],
            &[0, 6, 10_000, u32::MAX],
            "7 to 9999",
        );
        check_under(
            profile,
            weeks,
            &[1, 5163],
            &[0, 5164, u32::MAX],
            "1 to 5163",
        );
    }
}

#[test]
fn months_and_years_of_a_point_are_1_to_1188_and_1_to_99() {
    let date = json!({"by": "date", "days": [1]});
    let monthly = |months: u32| and("monthly", json!({"months": months, "on": date}));
    let yearly = |years: u32| {
        and(
            "yearly",
            json!({"years": years, "months": ["january"], "on": date}),
        )
    };
    let (months_at, years_at) = ("monthly.months", "yearly.years");
    let check = |profile: &str, retention: Value, refusal: Option<String>| {
        let changes = [
            ("profile", json!(profile)),
            ("policies[0].retention", retention),
        ];
        let refusal = refusal.map(|it| format!("policies[0].retention.{it}"));
        check_all(
            &changes,
            refusal
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .as_slice(),
        );
    };
    for profile in ["resource-manager-2019", "current"] {
        for (inside, outside) in [(1, 0), (1188, 1189), (12, u32::MAX)] {
            check(profile, monthly(inside), None);
            let refusal = format!("{months_at}: found {outside}; allowed: 1 to 1188");
            check(profile, monthly(outside), Some(refusal));
        }
        for (inside, outside) in [(1, 0), (99, 100), (7, u32::MAX)] {
            check(profile, yearly(inside), None);
            let refusal = format!("{years_at}: found {outside}; allowed: 1 to 99");
            check(profile, yearly(outside), Some(refusal));
        }
    }
    let none = |range: &str| {
        Some(format!(
            "{range}: found a value; allowed: absent: classic-2015 keeps daily and weekly points"
        ))
    };
    check("classic-2015", monthly(1), none("monthly"));
    check("classic-2015", yearly(1), none("yearly"));
}

#[test]
fn snapshots_stay_for_1_to_5_days_and_always_5_under_a_weekly_policy() {
    let days = |policy: usize| format!("policies[{policy}].instant_restore_days");
    for profile in ["resource-manager-2019", "current"] {
        check_under(profile, &days(0), &[1, 5], &[0, 6, u32::MAX], "1 to 5");
        check_under(profile, &days(1), &[5], &[4, 6], "5 to 5");
    }
    let none = "absent: snapshots go after the transfer in this profile";
    check_under("classic-2015", &days(0), &[], &[0, 1, 5], none);
}

/// LIF-7
#[test]
fn an_on_demand_point_lives_as_long_as_its_profile_allows() {
    let keep = |profile: &str, days: Value| {
        let action = json!({"at": "2026-03-01T12:00:00Z", "vm": "a", "do": "back-up-now",
                            "keep_days": days});
        [("profile", json!(profile)), ("timeline", json!([action]))]
    };
    for (profile, most) in [
        ("classic-2015", 30),
        ("resource-manager-2019", 36_135),
        ("current", 36_135),
    ] {
        for days in [Value::Null, json!(1), json!(most)] {
            check_all(&keep(profile, days), &[]);
        }
        for days in [0, most + 1] {
            let line = format!("timeline[0].keep_days: found {days}; allowed: 1 to {most}");
            check_all(&keep(profile, json!(days)), &[&line]);
        }
    }
}

/// LIF-7
#[test]
fn daily_at_22_and_weekly_at_6_are_possible_under_each_profile() {
    for profile in ["classic-2015", "resource-manager-2019", "current"] {
        check_all(
            &[
                ("profile", json!(profile)),
                (
                    "policies[0].schedule",
                    json!({"every": "day", "at": "22:00"}),
                ),
                (
                    "policies[1].schedule",
                    json!({"every": "week", "on": ["sunday"], "at": "06:00"}),
                ),
            ],
            &[],
        );
    }
}

#[test]
fn soft_delete_is_that_of_the_profile() {
    let check = |profile: &str, value: Value, line: Option<&str>| {
        let changes = [
            ("profile", json!(profile)),
            ("vaults[0].soft_delete", value),
        ];
        let lines = line.map(|line| format!("vaults[0].soft_delete{line}"));
        check_all(
            &changes,
            lines
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .as_slice(),
        );
    };
    let days = |days: u32| json!({"state": "enhanced", "days": days});
    for profile in ["classic-2015", "resource-manager-2019", "current"] {
        check(profile, Value::Null, None);
        check(profile, json!({"state": "off"}), None);
    }
    let none = ": found a value; allowed: off, or absent: classic-2015 deletes at once";
    check("classic-2015", json!({"state": "basic"}), Some(none));
    check("classic-2015", days(14), Some(none));
    check("resource-manager-2019", json!({"state": "basic"}), None);
    let basic = ": found enhanced; allowed: basic or off: resource-manager-2019 has no other";
    check("resource-manager-2019", days(14), Some(basic));
    for (inside, outside) in [(14, 13), (180, 181), (60, u32::MAX)] {
        check("current", days(inside), None);
        let line = format!(".days: found {outside}; allowed: 14 to 180");
        check("current", days(outside), Some(&line));
    }
}

#[test]
fn disks_are_as_many_and_as_large_as_the_profile_takes() {
    let check = |profile: &str, disks: Value, line: Option<String>| {
        let changes = [("profile", json!(profile)), ("vms[0].disks", disks)];
        let lines: Vec<&str> = line.iter().map(String::as_str).collect();
        check_all(&changes, &lines);
    };
    for (profile, most) in [
        ("classic-2015", 5),
        ("resource-manager-2019", 16),
        ("current", 32),
    ] {
        check(profile, disks(most, 4), None);
        let line = format!(
            "vms[0].disks: found {} data disks; allowed: at most {most}",
            most + 1
        );
        check(profile, disks(most + 1, 4), Some(line));
    }
    for (profile, most) in [
        ("classic-2015", 1023),
        ("resource-manager-2019", 32 << 10),
        ("current", 64 << 10),
    ] {
        check(profile, disks(0, most), None);
        let line = format!(
            "vms[0].disks[0].size_gib: found {}; allowed: 1 to {most}",
            most + 1
        );
        check(profile, disks(0, most + 1), Some(line));
    }
    // Two profiles take all disks at their largest; today's sum is smaller than that.
    check("classic-2015", disks(5, 1023), None);
    check("resource-manager-2019", disks(16, 32 << 10), None);
    check("current", disks(7, 64 << 10), None);
    let line = "vms[0].disks: found 589824 GiB in all; allowed: at most 524288 GiB";
    check("current", disks(8, 64 << 10), Some(line.to_owned()));
}

#[test]
fn machines_of_a_policy_and_a_vault_are_as_many_as_the_profile_takes() {
    let vms = |count: usize| -> Value { (0..count).map(|i| vm(i, "daily")).collect() };
    for (profile, most) in [("resource-manager-2019", 100), ("current", 100)] {
        let with = |count| [("profile", json!(profile)), ("vms", vms(count))];
        check_all(&with(most), &[]);
        let line = "policies[0]: found 101 machines; allowed: at most 100: the service's limit";
        check_all(&with(most + 1), &[line]);
    }
    let with = |count| [("profile", json!("classic-2015")), ("vms", vms(count))];
    check_all(&with(50), &[]);
    let line =
        |of: &str| format!("{of}: found 51 machines; allowed: at most 50: the service's limit");
    check_all(
        &with(51),
        &[line("vaults[0]").as_str(), line("policies[0]").as_str()],
    );
}
