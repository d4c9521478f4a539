//! Which attempt succeeds: under a Standard policy only what the service always tries again is, three
//! times in all; under an Enhanced one the fourth, sixth and eighth ask nothing of the guest.

use super::{CLASSIC, check, enhanced, night, only, troubled};
use crate::operators::{begin_trouble, end_trouble};
use serde_json::json;
use vaultlab::azure::timing;

#[test]
fn what_a_crash_consistent_snapshot_avoids_fails_three_times_under_an_enhanced_policy() {
    for trouble in ["vss-service-broken", "manifest-removed", "runtime-missing"] {
        let story = troubled("windows", &[trouble]);
        check(&enhanced(story), &["RetriedWithoutGuest, try 4"]);
    }
    for network in ["no-outbound", "slow-proxy", "some-storage", "no-host-agent"] {
        let story = night("linux", json!({})).with("/vms/0/network", json!(network));
        check(&enhanced(story), &["RetriedWithoutGuest, try 4"]);
    }
    for agent in ["missing", "stopped", "hung"] {
        let story = night("linux", json!({"agent": {"state": agent}}));
        check(&enhanced(story), &["RetriedWithoutGuest, try 4"]);
    }
    let seen_from_outside = troubled("linux", &["selinux-blocks-agent"]);
    check(
        &enhanced(seen_from_outside),
        &["RetriedWithoutGuest, try 4"],
    );
}

/// The machine is off, so it is as after a power cut whoever is asked.
#[test]
fn a_machine_that_is_off_without_an_agent_is_backed_up_by_the_fourth_attempt() {
    let setup = json!({"power": "deallocated", "agent": {"state": "missing"}});
    check(&enhanced(night("linux", setup)), &["NotRunning, try 4"]);
}

#[test]
fn a_standard_policy_fails_at_once_where_the_service_does_not_try_again() {
    let broken = troubled("windows", &["vss-service-broken"]);
    check(&broken, &["VssServiceInBadState in Snapshot"]);
}

#[test]
fn what_is_not_the_guests_is_not_cured_by_another_attempt() {
    for policy in [false, true] {
        let story = troubled("linux", &["policy-denies-group"]);
        let story = if policy { enhanced(story) } else { story };
        check(&story, &["DisallowedByPolicy in Snapshot"]);
    }
    // The fourth asks nothing of the guest, and finds what the guest's trouble had hidden.
    let both = troubled("windows", &["vss-service-broken", "policy-denies-group"]);
    check(&enhanced(both), &["DisallowedByPolicy in Snapshot, try 4"]);
}

#[test]
fn what_the_service_always_tries_again_is_tried_three_times_or_eight() {
    let story = || troubled("linux", &["other-product-snapshots"]);
    check(&story(), &["SnapshotRateExceeded in Snapshot, try 3"]);
    check(
        &enhanced(story()),
        &["SnapshotRateExceeded in Snapshot, try 8"],
    );
    check(&story().under(CLASSIC), &["SnapshotTimedOut in Snapshot"]);
    let until = story().then("03-01 22:20", end_trouble("other-product-snapshots"));
    check(&until, &["NoScripts, try 2"]);
}

/// A trouble of the service keeps the fourth attempt from success, and is over by another one: the
/// next that asks nothing of the guest is the sixth, then the eighth.
#[test]
fn the_sixth_and_the_eighth_attempt_ask_nothing_of_the_guest_either() {
    let busy = "other-product-snapshots";
    let until = |at: &str| {
        let troubles = json!({"troubles": ["vss-service-broken", busy]});
        enhanced(only("windows", troubles, 2)).then(at, end_trouble(busy))
    };
    let fourth = "RetriedWithoutGuest, try 4";
    check(&until("03-01 22:10"), &[fourth, fourth]);
    // An attempt and the wait for the next take 20 to 25 minutes: the fourth ends by 23:30, the sixth by 00:20.
    check(
        &until("03-01 23:37"),
        &["RetriedWithoutGuest, try 6", fourth],
    );
    check(
        &until("03-02 00:24"),
        &["RetriedWithoutGuest, try 8", fourth],
    );
}

#[test]
fn scripts_without_which_a_backup_may_not_go_on_are_tried_again() {
    let setup = |disks: u32| {
        let scripts = json!({"pre": {"ends": "fails"}, "continue_on_failure": false});
        let disk = |i: u32| {
            let role = if i == 0 { "os" } else { "data" };
            json!({"name": format!("d{i}"), "role": role, "size_gib": 8, "used_gib": 1})
        };
        let disks: Vec<_> = (0..disks).map(disk).collect();
        night("linux", json!({"scripts": scripts})).with("/vms/0/disks", json!(disks))
    };
    check(&setup(2), &["PreScriptFailed in Snapshot, try 3"]);
    check(&setup(1), &["OneDisk, try 2"]);
    check(&enhanced(setup(2)), &["RetriedWithoutGuest, try 4"]);
    check(&setup(1).under(CLASSIC), &["SnapshotTimedOut in Snapshot"]);
}

#[test]
fn attempts_follow_each_other_after_a_while_and_differ_in_length() {
    let run = check(
        &enhanced(troubled("windows", &["vss-service-broken"])),
        &["RetriedWithoutGuest, try 4"],
    );
    let job = &run.ledger.jobs().iter().next().expect("a job");
    let mut phases = job.phases();
    let snapshot = phases.find(|(phase, ..)| *phase == vaultlab::ledger::Phase::Snapshot);
    let (_, from, to) = snapshot.expect("it has ended");
    let waits = timing::ATTEMPT_AFTER.value * 3;
    let (min, max) = (timing::SNAPSHOT_MIN.value, timing::SNAPSHOT_MAX.value);
    let all = to.since(from).saturating_sub(waits);
    assert!((min * 4..=max * 4).contains(&all), "{all}");
}

#[test]
fn a_cancelled_job_is_not_tried_again() {
    let story = enhanced(troubled("windows", &["vss-service-broken"]));
    let cancelled = story.then("03-01 22:20", json!({"do": "cancel"}));
    check(&cancelled, &["cancelled"]);
}

#[test]
fn a_trouble_that_begins_between_two_attempts_counts_from_then_on() {
    let story = only("windows", json!({"troubles": ["vss-service-broken"]}), 1);
    let story = enhanced(story).then("03-01 22:16", begin_trouble("shared-disk"));
    check(&story, &["SharedDisk in Snapshot, try 2"]);
}
