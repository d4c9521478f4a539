//! Both sides of every limit: of the simulator (`scenario/limits.rs`) and of the service
//! (`azure/limits.rs`, the profile). A limit that changes is changed here, too.

use super::{SMALL, check_all, check_one, problems_of};
use serde_json::{Value, json};
use vaultlab::azure::profile;
use vaultlab::scenario::limits;

/// The last value inside is taken; the first outside is refused in these words.
#[track_caller]
pub(super) fn check_edge(path: &str, inside: Value, outside: Value, refusal: &str) {
    check_one(path, inside, &[]);
    check_one(path, outside, &[format!("{path}: {refusal}").as_str()]);
}

fn os_disk(size_gib: u64) -> Value {
    json!({"name": "os", "role": "os", "size_gib": size_gib, "used_gib": 0})
}

fn data_disk(i: usize, size_gib: u64) -> Value {
    json!({"name": format!("data-{i}"), "role": "data", "size_gib": size_gib, "used_gib": 0})
}

/// An OS disk and as many data disks, each of this size.
pub(super) fn disks(data: usize, size_gib: u64) -> Value {
    let data = (0..data).map(|i| data_disk(i, size_gib));
    [os_disk(size_gib)].into_iter().chain(data).collect()
}

/// Vaults `v`, `v-1` and so on: the policies of the small scenario find theirs.
pub(super) fn vaults(count: usize) -> Value {
    let rest = (1..count).map(|i| json!({"name": format!("v-{i}")}));
    let first = (count > 0).then(|| json!({"name": "v"}));
    first.into_iter().chain(rest).collect()
}

fn policy(name: &str, vault: &str) -> Value {
    json!({"name": name, "vault": vault, "schedule": {"every": "day", "at": "22:00"},
           "time_zone": "UTC", "retention": {"daily": {"days": 30}}})
}

pub(super) fn vm(i: usize, policy: &str) -> Value {
    json!({"name": format!("vm-{i}"), "os": "linux", "policy": policy, "disks": [os_disk(32)]})
}

/// Machines in full policies, and policies in full vaults: a hundred a policy, ten policies a
/// vault.
pub(super) fn fleet(vms: usize) -> [(&'static str, Value); 3] {
    let policies = vms.div_ceil(100);
    let vault_of = |policy: usize| match policy.div_euclid(10) {
        0 => "v".to_owned(),
        vault => format!("v-{vault}"),
    };
    let machines = (0..vms).map(|i| vm(i, &format!("p-{}", i.div_euclid(100))));
    let policies_list = (0..policies).map(|i| policy(&format!("p-{i}"), &vault_of(i)));
    [
        ("vaults", vaults(policies.div_ceil(10))),
        ("policies", policies_list.collect()),
        ("vms", machines.collect()),
    ]
}

/// A fleet of this many machines for this many days.
#[track_caller]
fn check_fleet(vms: usize, days: u32, expected: &[&str]) {
    let mut changes = fleet(vms).to_vec();
    changes.push(("days", json!(days)));
    check_all(&changes, expected);
}

#[test]
fn the_limits_are_those_that_these_tests_stand_on_both_sides_of() {
    let of_the_simulator = [
        limits::TEXT_BYTES_MAX,
        limits::VMS_MAX,
        limits::VAULTS_MAX,
        limits::ACCOUNTS_MAX,
        limits::POLICIES_MAX,
        limits::NAME_CHARS_MAX,
        limits::PROBLEMS_LISTED_MAX,
    ];
    assert_eq!(
        of_the_simulator,
        [64 << 20, 20_000, 500, 5_000, 5_000, 256, 200]
    );
    let days = [
        u64::from(limits::DAYS_MAX),
        limits::VM_DAYS_MAX,
        limits::DISK_DAYS_MAX,
    ];
    assert_eq!(days, [3_660, 4_000_000, 16_000_000]);
    assert_eq!(
        [limits::LINK_DAYS_MAX, limits::GIB_DAYS_MAX],
        [250_000, 1 << 33]
    );
    assert_eq!(limits::DRAIN_DAYS_MAX, 30);
    assert_eq!(limits::SEED_MAX, (1 << 53) - 1);
    let of_the_service = [
        profile::CURRENT.vms_per_policy_max.value,
        profile::CURRENT.vms_per_vault_max.value,
        profile::CURRENT.policies_per_vault_max.value,
    ];
    assert_eq!(of_the_service, [100, 1_000, 200]);
    let data_disks = profile::PROFILES.map(|profile| profile.data_disks_max.value);
    assert_eq!(data_disks, [5, 16, 32]);
}

#[test]
fn a_text_has_at_most_64_mib() {
    let padded = |bytes: usize| SMALL.to_owned() + &" ".repeat(bytes - SMALL.len());
    assert_eq!(problems_of(&padded(64 << 20)), [""; 0]);
    assert_eq!(
        problems_of(&padded((64 << 20) + 1)),
        ["scenario: found 67108865 bytes; allowed: at most 67108864 bytes"]
    );
}

#[test]
fn a_seed_is_what_a_browser_holds_exactly() {
    check_one("seed", json!(0), &[]);
    check_edge(
        "seed",
        json!((1_u64 << 53) - 1),
        json!(1_u64 << 53),
        "found 9007199254740992; allowed: 0 to 9007199254740991",
    );
    let refusal = "seed: found 18446744073709551615; allowed: 0 to 9007199254740991";
    check_one("seed", json!(u64::MAX), &[refusal]);
}

#[test]
fn a_run_has_1_to_3660_days() {
    check_edge("days", json!(1), json!(0), "found 0; allowed: 1 to 3660");
    check_edge(
        "days",
        json!(3660),
        json!(3661),
        "found 3661; allowed: 1 to 3660",
    );
    check_one(
        "days",
        json!(u32::MAX),
        &["days: found 4294967295; allowed: 1 to 3660"],
    );
}

#[test]
fn a_name_has_at_most_256_characters_however_many_bytes() {
    let name = |chars: usize| json!("é".repeat(chars));
    let refusal = "found 257 characters; allowed: at most 256 characters";
    for path in [
        "name",
        "region",
        "vms[0].name",
        "vms[0].resource_group",
        "vms[0].disks[0].name",
    ] {
        check_edge(path, name(256), name(257), refusal);
    }
    let vaults = |chars: usize| json!([{"name": "v"}, {"name": "x".repeat(chars)}]);
    check_one("vaults", vaults(256), &[]);
    check_one(
        "vaults",
        vaults(257),
        &[format!("vaults[1].name: {refusal}").as_str()],
    );
    let accounts = |chars: usize| json!([{"name": "sa"}, {"name": "x".repeat(chars)}]);
    check_one("accounts", accounts(256), &[]);
    check_one(
        "accounts",
        accounts(257),
        &[format!("accounts[1].name: {refusal}").as_str()],
    );
    let renamed = |chars: usize| {
        let name = json!("x".repeat(chars));
        [("policies[0].name", name.clone()), ("vms[0].policy", name)]
    };
    check_all(&renamed(256), &[]);
    check_all(
        &renamed(257),
        &[format!("policies[0].name: {refusal}").as_str()],
    );
}

#[test]
fn a_scenario_has_1_to_500_vaults() {
    check_edge(
        "vaults",
        vaults(500),
        vaults(501),
        "found 501 entries; allowed: 1 to 500",
    );
    let unknown = "vault: found \"v\"; allowed: the name of a vault in this scenario";
    check_one(
        "vaults",
        json!([]),
        &[
            "vaults: found 0 entries; allowed: 1 to 500",
            format!("policies[0].{unknown}").as_str(),
            format!("policies[1].{unknown}").as_str(),
        ],
    );
}

#[test]
fn a_scenario_has_at_most_5000_accounts() {
    let accounts = |count: usize| -> Value {
        let names = (1..count).map(|i| json!({"name": format!("sa-{i}")}));
        [json!({"name": "sa"})].into_iter().chain(names).collect()
    };
    let refusal = "found 5001 entries; allowed: 0 to 5000";
    check_edge("accounts", accounts(5_000), accounts(5_001), refusal);
    check_all(
        &[
            ("accounts", json!([])),
            ("vms[0].disks[1].account", json!(null)),
        ],
        &[],
    );
}

#[test]
fn a_scenario_has_1_to_5000_policies() {
    // In vaults of 200 policies each; the small scenario's two come first.
    let changes = |count: usize| {
        let small = super::changed(&[])["policies"].as_array().cloned();
        let rest = (2..count).map(|i| policy(&format!("p-{i}"), &format!("v-{}", 1 + i % 26)));
        let policies: Value = small.into_iter().flatten().chain(rest).collect();
        [("vaults", vaults(27)), ("policies", policies)]
    };
    check_all(&changes(5_000), &[]);
    check_all(
        &changes(5_001),
        &["policies: found 5001 entries; allowed: 1 to 5000"],
    );
    check_one(
        "policies",
        json!([]),
        &[
            "policies: found 0 entries; allowed: 1 to 5000",
            "vms[0].policy: found \"daily\"; allowed: the name of a policy in this scenario",
            "vms[1].policy: found \"weekly\"; allowed: the name of a policy in this scenario",
        ],
    );
}

#[test]
fn a_scenario_has_1_to_20000_machines() {
    check_fleet(20_000, 1, &[]);
    check_fleet(
        20_001,
        1,
        &["vms: found 20001 entries; allowed: 1 to 20000"],
    );
    check_one(
        "vms",
        json!([]),
        &["vms: found 0 entries; allowed: 1 to 20000"],
    );
}

#[test]
fn backups_of_a_run_are_at_most_four_million() {
    check_fleet(2_000, 2_000, &[]);
    check_fleet(
        2_000,
        2_001,
        &[
            "days: found 2000 backups a day × 2001 days = 4002000; allowed: a product of at most 4000000",
        ],
    );
}

#[test]
fn a_policy_protects_at_most_100_machines() {
    let vms = |count: usize| -> Value { (0..count).map(|i| vm(i, "daily")).collect() };
    check_one("vms", vms(100), &[]);
    let refusal = "policies[0]: found 101 machines; allowed: at most 100: the service's limit";
    check_one("vms", vms(101), &[refusal]);
}

#[test]
fn a_vault_protects_at_most_1000_machines() {
    let changes = |vms: usize| {
        let mut changes = fleet(vms);
        // One vault for all.
        let policies = (0..vms.div_ceil(100)).map(|i| policy(&format!("p-{i}"), "v"));
        (changes[0].1, changes[1].1) = (vaults(1), policies.collect());
        changes
    };
    check_all(&changes(1_000), &[]);
    check_all(
        &changes(1_001),
        &["vaults[0]: found 1001 machines; allowed: at most 1000: the service's limit"],
    );
}

#[test]
fn a_vault_holds_at_most_200_policies() {
    let policies = |count: usize| -> Value {
        let rest = (2..count).map(|i| policy(&format!("p-{i}"), "v"));
        ["daily", "weekly"]
            .map(|name| policy(name, "v"))
            .into_iter()
            .chain(rest)
            .collect()
    };
    check_one("policies", policies(200), &[]);
    let refusal = "vaults[0]: found 201 policies; allowed: at most 200: the service's limit";
    check_one("policies", policies(201), &[refusal]);
}

#[test]
fn a_policy_that_nothing_has_fills_no_other() {
    let vms: Value = (0..101).map(|i| vm(i, "gone")).collect();
    let unknown = |i| {
        format!("vms[{i}].policy: found \"gone\"; allowed: the name of a policy in this scenario")
    };
    let expected: Vec<String> = (0..101).map(unknown).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check_one("vms", vms, &expected);
}

#[test]
fn a_machine_has_at_most_32_data_disks() {
    check_edge(
        "vms[0].disks",
        disks(32, 4),
        disks(33, 4),
        "found 33 data disks; allowed: at most 32",
    );
    // With the OS disk and a temporary one.
    let mut all = disks(32, 4);
    let temp = json!({"name": "t", "role": "temp", "size_gib": 4, "used_gib": 0});
    all.as_array_mut().unwrap().push(temp);
    check_one("vms[0].disks", all, &[]);
}

#[test]
fn a_disk_has_1_gib_to_64_tib() {
    let path = "vms[1].disks[0].size_gib";
    let sized = |size_gib: u64| {
        [
            (path, json!(size_gib)),
            ("vms[1].disks[0].used_gib", json!(0)),
        ]
    };
    check_all(&sized(1), &[]);
    check_all(
        &sized(0),
        &[&format!("{path}: found 0; allowed: 1 to 65536")],
    );
    check_all(&sized(65_536), &[]);
    check_all(
        &sized(65_537),
        &[&format!("{path}: found 65537; allowed: 1 to 65536")],
    );
}

#[test]
fn the_disks_of_a_machine_hold_at_most_512_tib_together() {
    let path = "vms[0].disks";
    let full = disks(7, 65_536);
    let mut over = full.clone();
    over.as_array_mut().unwrap().push(data_disk(7, 1));
    check_edge(
        path,
        full,
        over,
        "found 524289 GiB in all; allowed: at most 524288 GiB",
    );
}

#[test]
fn sizes_that_are_too_large_to_add_are_refused_all_the_same() {
    for size_gib in [1 << 30, u64::MAX] {
        let total = size_gib.saturating_mul(16);
        let mut expected = vec![format!(
            "vms[0].disks: found {total} GiB in all; allowed: at most 524288 GiB"
        )];
        expected.extend(
            (0..16).map(|i| {
                format!("vms[0].disks[{i}].size_gib: found {size_gib}; allowed: 1 to 65536")
            }),
        );
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check_one("vms[0].disks", disks(15, size_gib), &expected);
    }
}

#[test]
fn points_are_kept_7_to_9999_days_or_1_to_5163_weeks() {
    let refusal = |found: u32, range: &str| format!("found {found}; allowed: {range}");
    let (days, weeks) = (
        "policies[0].retention.daily.days",
        "policies[1].retention.weekly.weeks",
    );
    for (path, range, inside, outside) in [
        (days, "7 to 9999", 7, 6),
        (days, "7 to 9999", 9999, 10_000),
        (days, "7 to 9999", 30, 0),
        (weeks, "1 to 5163", 1, 0),
        (weeks, "1 to 5163", 5163, 5164),
        (weeks, "1 to 5163", 52, u32::MAX),
    ] {
        check_edge(
            path,
            json!(inside),
            json!(outside),
            &refusal(outside, range),
        );
    }
}

#[test]
fn shared_rates_are_1_to_a_million_mib_a_second() {
    for path in ["vaults[0].mib_per_s", "accounts[0].mib_per_s"] {
        let range = "allowed: 1 to 1000000";
        check_edge(path, json!(1), json!(0), &format!("found 0; {range}"));
        check_edge(
            path,
            json!(1_000_000),
            json!(1_000_001),
            &format!("found 1000001; {range}"),
        );
        check_one(path, json!(null), &[]);
    }
}

#[test]
fn calibrated_times_are_at_most_a_day_and_rates_at_most_10000_mb_a_second() {
    for field in [
        "start_delay_max_min",
        "queue_mean_min",
        "queue_busy_mean_min",
    ] {
        let calibrated = |value: u64| json!({ field: value });
        check_one("calibration", calibrated(0), &[]);
        check_one("calibration", calibrated(1440), &[]);
        let refusal = format!("calibration.{field}: found 1441; allowed: 0 to 1440");
        check_one("calibration", calibrated(1441), &[refusal.as_str()]);
    }
    for field in ["initial_mb_per_s", "incremental_mb_per_s"] {
        let calibrated = |value: u64| json!({ field: value });
        for (inside, outside) in [(1, 0), (10_000, 10_001)] {
            check_one("calibration", calibrated(inside), &[]);
            let refusal = format!("calibration.{field}: found {outside}; allowed: 1 to 10000");
            check_one("calibration", calibrated(outside), &[refusal.as_str()]);
        }
    }
}

#[test]
fn two_hundred_problems_are_listed_and_the_rest_are_counted() {
    let accounts = |wrong: usize| -> Value {
        let named = (0..wrong).map(|i| json!({"name": format!("sa-{i}"), "mib_per_s": 0}));
        [json!({"name": "sa"})].into_iter().chain(named).collect()
    };
    let line = |i| format!("accounts[{i}].mib_per_s: found 0; allowed: 1 to 1000000");
    let mut expected: Vec<String> = (1..=200).map(line).collect();
    let lines: Vec<&str> = expected.iter().map(String::as_str).collect();
    check_one("accounts", accounts(200), &lines);
    expected
        .push("scenario: found 201 problems; allowed: none; the first 200 are listed".to_owned());
    let lines: Vec<&str> = expected.iter().map(String::as_str).collect();
    check_one("accounts", accounts(201), &lines);
}

fn assumptions(count: usize, chars: usize) -> Value {
    let one = json!({"about": "os-unknown", "assumed": "x".repeat(chars)});
    vec![one; count].into()
}

#[test]
fn assumptions_are_bounded_in_number_and_length_for_the_fleet_and_for_a_machine() {
    let (count, chars) = (limits::ASSUMPTIONS_MAX, limits::ASSUMPTION_CHARS_MAX);
    for place in ["assumptions", "vms[0].assumptions"] {
        let refusal = "found 2001 entries; allowed: 0 to 2000";
        check_edge(
            place,
            assumptions(count, 1),
            assumptions(count + 1, 1),
            refusal,
        );
        check_one(place, assumptions(1, chars), &[]);
        let line =
            format!("{place}[0].assumed: found 1001 characters; allowed: at most 1000 characters");
        check_one(place, assumptions(1, chars + 1), &[line.as_str()]);
        let hostile = json!([{"about": "os-unknown", "assumed": "a\u{1b}[2J"}]);
        let line = format!(
            "{place}[0].assumed: found \"a\\u{{1b}}[2J\"; allowed: a sentence without control characters"
        );
        check_one(place, hostile, &[line.as_str()]);
    }
}
