//! What a machine has to be like to be given a policy, under the later generations.

use super::{check_told, plain, trouble, with_setup};
use crate::operators::{Story, protect};
use serde_json::{Value, json};

const POLICIES: [&str; 2] = ["daily", "enhanced"];

/// What a protection of `c` under the Standard and under the Enhanced policy is told.
#[track_caller]
fn check_protect(story: &Story, expected: [&str; 2]) {
    for (policy, expected) in POLICIES.into_iter().zip(expected) {
        let story = story.clone().then_to("c", "03-01 12:00", protect(policy));
        let run = story.run();
        let line = format!("protect c: {expected}");
        assert_eq!(super::told(&run).last(), Some(&line), "{policy}");
    }
}

fn of_trouble(name: &str) -> Story {
    with_setup(Story::of_days(1), json!({"troubles": [name]}))
}

fn with_disks(disks: &[(&str, u64)]) -> Story {
    let disk = |(i, (role, size_gib)): (usize, &(&str, u64))| json!({"name": format!("disk-{i}"), "role": role, "size_gib": size_gib, "used_gib": 1});
    let disks: Vec<Value> = disks.iter().enumerate().map(disk).collect();
    Story::of_days(1).with("/vms/2/disks", json!(disks))
}

#[test]
fn an_ordinary_machine_can_be_protected_by_either_policy() {
    check_protect(&Story::of_days(1), ["taken"; 2]);
}

#[test]
fn a_machine_has_as_many_data_disks_as_its_profile_takes() {
    let with = |count: usize| {
        let mut disks = vec![("os", 32)];
        disks.extend(vec![("data", 32); count]);
        with_disks(&disks)
    };
    check_protect(&with(32), ["taken"; 2]);
    check_protect(&with(33), ["UnsupportedDiskCount"; 2]);
    let detach = json!({"do": "remove-disk", "disk": "disk-33"});
    check_protect(&with(33).then_to("c", "03-01 11:00", detach), ["taken"; 2]);
}

#[test]
fn a_disk_is_as_large_as_its_profile_takes() {
    check_protect(&with_disks(&[("os", 32), ("data", 65_536)]), ["taken"; 2]);
    let large = |role| with_disks(&[("os", 32), (role, 65_537)]);
    check_protect(&large("data"), ["UnsupportedDiskSize"; 2]);
    // What is left out may be larger.
    check_protect(&large("excluded"), ["taken"; 2]);
}

#[test]
fn all_disks_together_are_as_large_as_the_profile_takes() {
    let with = |last| {
        let mut disks = vec![("os", last)];
        disks.extend([("data", 65_536); 7]);
        with_disks(&disks)
    };
    check_protect(&with(65_536), ["taken"; 2]);
    let mut disks = vec![("os", 1)];
    disks.extend([("data", 65_536); 8]);
    check_protect(&with_disks(&disks), ["DisksTooLarge"; 2]);
}

#[test]
fn some_disks_need_an_enhanced_policy() {
    let standard_only = |fault| [fault, "taken"];
    check_protect(
        &of_trouble("ultra-disk"),
        standard_only("UnsupportedDiskConfiguration"),
    );
    check_protect(
        &of_trouble("write-accelerated"),
        standard_only("WriteAcceleratedDisk"),
    );
}

#[test]
fn the_old_stack_knows_no_standard_ssd_and_needs_room_for_premium() {
    let story = |kind: &str| {
        let story = Story::of_days(1).with("/vms/2/disks/0/kind", json!(kind));
        story.then_in_service("03-01 10:00", trouble(true, "old-stack"))
    };
    check_protect(&story("standard-ssd"), ["StandardSsdOldStack"; 2]);
    check_protect(&story("premium-ssd"), ["taken"; 2]);
    let full = trouble(true, "premium-account-full");
    let full = story("premium-ssd").then_to("c", "03-01 11:00", full);
    check_protect(&full, ["PremiumStorageQuota"; 2]);
    // With the new stack neither matters.
    let upgraded = full.then_in_service("03-01 11:30", trouble(false, "old-stack"));
    check_protect(&upgraded, ["taken"; 2]);
}

#[test]
fn what_the_service_does_not_back_up_is_not_protected() {
    for (name, fault) in [
        ("shared-disk", "SharedDisk"),
        ("unsupported-storage", "UnsupportedStorageType"),
        ("classic-storage", "ClassicStorage"),
        ("os-unsupported", "UnsupportedDistribution"),
    ] {
        check_protect(&of_trouble(name), [fault; 2]);
        let cured = of_trouble(name).then_to("c", "03-01 11:00", trouble(false, name));
        check_protect(&cured, ["taken"; 2]);
    }
}

/// A trouble of the whole service is of those machines only that can have it.
#[test]
fn a_trouble_of_windows_does_not_show_in_a_linux_machine() {
    let wrong = trouble(true, "dot-net-too-old");
    let story = Story::of_days(1).then_in_service("03-01 10:00", wrong);
    check_protect(&story, ["taken"; 2]);
    let windows = story.with("/vms/2/os", json!("windows"));
    check_protect(&windows, ["DotNetUpgradeRequired"; 2]);
}

#[test]
fn a_machine_elsewhere_or_nowhere_is_not_protected() {
    let elsewhere = with_setup(Story::of_days(1), json!({"region": "elsewhere"}));
    check_protect(&elsewhere, ["LocationMismatch"; 2]);
    let gone = Story::of_days(1).then_to("c", "03-01 11:00", plain("delete-vm"));
    check_protect(&gone, ["MachineMissing"; 2]);
}

/// Registration has looked at a classic machine's disks: what later generations know is not told.
#[test]
fn a_classic_machine_is_told_nothing_that_its_service_does_not_know() {
    let troubles = json!({"troubles": ["shared-disk", "unsupported-storage", "ultra-disk"]});
    let story = with_setup(super::classic(1), troubles)
        .then_in_service("03-01 10:00", plain("discover"))
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 12:00", protect("daily"));
    let expected = ["discover: taken", "register c: taken", "protect c: taken"];
    check_told(&story, &expected);
}
