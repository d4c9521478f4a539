//! Both sides of the limits on products: how much for how long.

use super::check_all;
use super::limits::{disks, fleet, vaults};
use serde_json::{Value, json};

/// A fleet whose machines have as many disks, each of this size.
fn large_fleet(
    vms: usize,
    data_disks: usize,
    size_gib: u64,
    days: u32,
) -> Vec<(&'static str, Value)> {
    let mut changes = fleet(vms).to_vec();
    for vm in changes[2].1.as_array_mut().expect("machines are a list") {
        vm["disks"] = disks(data_disks, size_gib);
    }
    changes.push(("days", json!(days)));
    changes
}

#[test]
fn disks_times_days_are_at_most_16_million() {
    check_all(&large_fleet(1_000, 9, 1, 1_600), &[]);
    let refusal = "days: found 10000 disks a day × 1601 days = 16010000; allowed: a product of at most 16000000";
    check_all(&large_fleet(1_000, 9, 1, 1_601), &[refusal]);
}

#[test]
fn accounts_and_vaults_times_days_are_at_most_a_quarter_of_a_million() {
    let account = |i: usize| json!({"name": format!("a-{i}")});
    let changes = |accounts: usize, days: u32| {
        let accounts: Value = (0..accounts).map(account).collect();
        [
            ("vaults", vaults(1)),
            ("accounts", accounts),
            ("days", json!(days)),
        ]
    };
    let unused = |changes: [(&'static str, Value); 3]| {
        let [vaults, accounts, days] = changes;
        let [_, policies, vms] = fleet(1);
        vec![vaults, accounts, policies, vms, days]
    };
    check_all(&unused(changes(249, 1_000)), &[]);
    let refusal = "days: found 250 accounts and vaults × 1001 days = 250250; allowed: a product of at most 250000";
    check_all(&unused(changes(249, 1_001)), &[refusal]);
}

#[test]
fn provisioned_sizes_times_days_stay_below_what_a_sum_can_hold() {
    // 128 machines × 8 disks × 64 TiB are 2^26 GiB; 127 days and one are 2^7.
    check_all(&large_fleet(128, 7, 65_536, 127), &[]);
    let refusal = "days: found 67108864 provisioned GiB × 129 days = 8657043456; allowed: a product \
                   of at most 8589934592";
    check_all(&large_fleet(128, 7, 65_536, 128), &[refusal]);
}

/// One of 2,000 machines is backed up every four hours from the second day on.
#[test]
fn backups_of_a_run_are_counted_by_the_policies_that_operators_give() {
    let hourly = json!({"name": "hourly", "vault": "v-1", "kind": "enhanced", "time_zone": "UTC",
        "schedule": {"every": "hours", "interval_hours": 4, "from": "08:00", "duration_hours": 24},
        "retention": {"daily": {"days": 30}}});
    let mut changes = fleet(2_000).to_vec();
    changes.push(("days", json!(2_000)));
    let policies = changes[1].1.as_array_mut().expect("policies are a list");
    policies.push(hourly);
    check_all(&changes, &[]);
    let refusal = "days: found 2005 backups a day × 2000 days = 4010000; allowed: a product of at \
                   most 4000000";
    for what in ["protect", "change-policy", "resume"] {
        let action = json!([{"at": "2026-03-02T00:00:00Z", "vm": "vm-7", "do": what,
                             "policy": "hourly"}]);
        let changes = [changes.as_slice(), &[("timeline", action)]].concat();
        check_all(&changes, &[refusal]);
    }
}

#[test]
fn provisioned_sizes_are_counted_as_operators_make_them() {
    let grow = |size_gib: u64| {
        json!([{"at": "2026-03-02T00:00:00Z", "vm": "vm-0", "do": "grow-disk", "disk": "data-3",
                "size_gib": size_gib}])
    };
    let with = |days: u32, size_gib: u64| {
        let mut changes = large_fleet(128, 7, 65_536, days);
        changes[2].1[0]["disks"][4]["size_gib"] = json!(1);
        changes.push(("timeline", grow(size_gib)));
        changes
    };
    check_all(&with(127, 65_536), &[]);
    let refusal = |gib: u64| {
        let product = gib * 129;
        format!(
            "days: found {gib} provisioned GiB × 129 days = {product}; allowed: a product of at \
             most 8589934592"
        )
    };
    for (size_gib, gib) in [
        (1, (1 << 26) - 65_535),
        (2, (1 << 26) - 65_534),
        (65_536, 1 << 26),
    ] {
        check_all(&with(128, size_gib), &[refusal(gib).as_str()]);
    }
}
