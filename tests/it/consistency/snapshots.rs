//! What fails a snapshot: the agent, the network, troubles in the guest, what is done to the machine
//! meanwhile, locks. A machine's first snapshot ends between 22:08 and 22:15.

use super::{CLASSIC, check, enhanced, night, only, troubled};
use crate::operators::{Story, back_up_now, change_policy};
use serde_json::{Value, json};

/// `a` with a trouble or a state that shows while it is snapshotted; in 2015 all are one (ERR-10).
#[track_caller]
fn check_both(story: &Story, fault: &str) {
    check(story, &[&format!("{fault} in Snapshot")]);
    let classic = story.clone().under(CLASSIC);
    check(&classic, &["SnapshotTimedOut in Snapshot"]);
}

/// ERR-10
#[test]
fn an_agent_that_hangs_can_not_report_the_snapshot() {
    let hung = night("linux", json!({"agent": {"state": "hung"}}));
    check_both(&hung, "ExtensionOperationFailedManagedDisks");
    let unmanaged = hung
        .with("/accounts", json!([{"name": "account"}]))
        .with("/vms/0/disks/0/account", json!("account"));
    check_both(&unmanaged, "AgentSnapshotTaskStatus");
}

/// ERR-10, NET-1
#[test]
fn a_slow_network_fails_the_snapshot_by_its_own_name() {
    for (network, fault) in [
        ("slow-proxy", "TimeoutDelayInNetwork"),
        ("unresponsive", "TimeoutNetworkUnresponsive"),
    ] {
        let story = night("linux", json!({})).with("/vms/0/network", json!(network));
        check_both(&story, fault);
    }
}

/// ERR-10
#[test]
fn troubles_in_the_guest_fail_the_snapshot() {
    for (os, trouble, fault) in [
        ("windows", "application-control", "AgentSnapshotTaskStatus"),
        (
            "windows",
            "antivirus-stops-extension",
            "RestorePointInternalError",
        ),
        ("windows", "vss-service-broken", "VssServiceInBadState"),
        ("windows", "vss-writers-unstable", "VssWriterInBadState"),
        ("windows", "memory-exhausted", "OutOfMemory"),
        ("windows", "bitlocker-locked", "SnapshotBitLocker"),
        ("windows", "tls-too-old", "SnapshotFailedNoSecureNetwork"),
        ("linux", "mount-unclean", "FsFreezeFailed"),
        ("linux", "recovery-mount-left", "UnableToOpenMount"),
        ("linux", "freeze-program-missing", "FreezeBinaryNotFound"),
        ("linux", "foreign-snapshots-pile-up", "SnapshotLimitReached"),
        ("linux", "compute-fails", "ComputeInternalError"),
        ("linux", "compute-does-not-finish", "PointCreationFailed"),
        ("linux", "policy-denies-group", "DisallowedByPolicy"),
    ] {
        check_both(&troubled(os, &[trouble]), fault);
    }
}

#[test]
fn what_is_done_to_a_machine_while_it_is_snapshotted_ends_the_snapshot() {
    let at = |at: &str, what: Value| only("linux", json!({}), 2).then(at, what);
    let restart = || json!({"do": "restart"});
    let rebooted = "CancelledOnReboot in Snapshot";
    check(&at("03-02 22:03", restart()), &["NoScripts", rebooted]);
    check(
        &at("03-02 22:03", json!({"do": "stop"})),
        &["NoScripts", rebooted],
    );
    // Before and after it does no harm.
    check(&at("03-02 21:55", restart()), &["NoScripts", "NoScripts"]);
    check(&at("03-02 22:13", restart()), &["NoScripts", "NoScripts"]);
    let deleted = at("03-02 22:03", json!({"do": "delete-vm"}));
    check(&deleted, &["NoScripts", "MachineNotFound in Snapshot"]);
    let collection = at("03-02 22:03", json!({"do": "delete-snapshots"}));
    check(
        &collection,
        &["NoScripts", "PointCollectionDeleted in Snapshot"],
    );
    let reshaped = at("03-02 22:03", json!({"do": "remove-disk", "disk": "data"}));
    let data = json!({"name": "data", "role": "data", "size_gib": 8, "used_gib": 1});
    let os = json!({"name": "os", "role": "os", "size_gib": 32, "used_gib": 8});
    check(
        &reshaped.with("/vms/0/disks", json!([os, data])),
        &["NoScripts", "ExtensionOperationInProgress in Snapshot"],
    );
}

/// Whichever was done first: a restart is told before a change of disks, and that before snapshots
/// that are deleted.
#[test]
fn of_two_things_done_during_a_snapshot_one_is_told() {
    let (restart, delete) = (json!({"do": "restart"}), json!({"do": "delete-snapshots"}));
    let reshape = json!({"do": "remove-disk", "disk": "data"});
    let data = json!({"name": "data", "role": "data", "size_gib": 8, "used_gib": 1});
    let os = json!({"name": "os", "role": "os", "size_gib": 32, "used_gib": 8});
    for (one, other, told) in [
        (&restart, &reshape, "CancelledOnReboot"),
        (&restart, &delete, "CancelledOnReboot"),
        (&reshape, &delete, "ExtensionOperationInProgress"),
    ] {
        for (first, second) in [(one, other), (other, one)] {
            let story = only("linux", json!({}), 2)
                .with("/vms/0/disks", json!([os, data]))
                .then("03-02 22:03", first.clone())
                .then("03-02 22:03:30", second.clone());
            let told = format!("{told} in Snapshot");
            check(&story, &["NoScripts", &told]);
        }
    }
}

/// The fourth attempt asks nothing of the guest and needs no preparation: its snapshot begins 45
/// minutes after the job to the nanosecond. What is done then comes after it, and is done to it.
#[test]
fn what_is_done_in_the_instant_in_which_a_snapshot_begins_ends_it() {
    let setup = json!({"troubles": ["selinux-blocks-agent"]});
    let story = enhanced(only("linux", setup, 1)).then("03-01 12:00", back_up_now(7));
    let at = |at: &str| {
        let story = story.clone().then(at, json!({"do": "delete-snapshots"}));
        super::outcomes(&story.run())[1].clone()
    };
    let fine = "RetriedWithoutGuest, try 4";
    assert_eq!(at("03-01 22:44:59"), fine);
    let ended = "PointCollectionDeleted in Snapshot, try 4";
    assert_eq!(at("03-01 22:45:00"), ended);
    assert_eq!(at("03-01 22:45:01"), ended);
}

/// More than four disks at once.
#[test]
fn an_extension_that_sticks_hangs_over_many_disks_unless_it_takes_one_by_one() {
    let with = |disks: u32, sequential: bool| {
        let setup = json!({"troubles": ["guest-snapshots-stick"],
            "freeze": {"sequential": sequential}});
        let disk = |i: u32| {
            let role = if i == 0 { "os" } else { "data" };
            json!({"name": format!("d{i}"), "role": role, "size_gib": 8, "used_gib": 1})
        };
        let disks: Vec<Value> = (0..disks).map(disk).collect();
        night("linux", setup).with("/vms/0/disks", json!(disks))
    };
    check(&with(4, false), &["NoScripts"]);
    check(&with(5, false), &["ExtensionStatusMissing in Snapshot"]);
    check(&with(5, true), &["NoScripts"]);
}

/// Both sides of a freeze's limits; the service tries a freeze that is too long again.
#[test]
fn a_freeze_that_is_too_long_fails_the_snapshot() {
    let data = json!({"name": "data", "role": "data", "size_gib": 8, "used_gib": 1});
    let os = json!({"name": "os", "role": "os", "size_gib": 32, "used_gib": 8});
    let disks = json!([os, data]);
    let takes = |seconds: u32| {
        let setup = json!({"freeze": {"takes_s": seconds}});
        night("linux", setup).with("/vms/0/disks", disks.clone())
    };
    check(&takes(60), &["NoScripts"]);
    check(&takes(61), &["FsFreezeTimeout in Snapshot, try 3"]);
    let classic = takes(61).under(CLASSIC);
    check(&classic, &["SnapshotTimedOut in Snapshot"]);
}

/// Under a Standard policy a machine has eighteen snapshots and no more. Those of the first two days
/// live until the third.
#[test]
fn a_locked_collection_of_snapshots_fills_up() {
    let lock = json!({"do": "lock", "on": "snapshots"});
    let story = only("linux", json!({}), 2).then("03-01 10:00", lock);
    let hours = (1..=2).flat_map(|day| (12..21).map(move |hour| format!("03-0{day} {hour}:00")));
    let run = hours.fold(story, |story, at| story.then(&at, back_up_now(30)));
    let full = "PointCollectionLimit in Snapshot";
    let expected: Vec<&str> = [vec!["NoScripts"; 18], vec![full; 2]].concat();
    check(&run, &expected);
}

#[test]
fn locked_snapshots_of_page_blobs_are_in_the_way_of_an_enhanced_policy() {
    let story = || only("linux", json!({}), 14).then("03-02 12:00", change_policy("enhanced"));
    // The first snapshot is a week old by then, and the day's clean-up has not come.
    let story = || story().then("03-09 08:00", back_up_now(7));
    let lock = json!({"do": "lock", "on": "snapshots"});
    let locked = story().then("03-01 10:00", lock);
    let failed = |story: &Story| {
        let outcomes = super::outcomes(&story.run());
        outcomes
            .iter()
            .any(|it| it == "BackupOperationFailed in Snapshot")
    };
    assert!(failed(&locked));
    assert!(!failed(&story()));
}

#[test]
fn a_hung_agent_fails_no_machine_that_is_off() {
    let setup = json!({"power": "stopped", "agent": {"state": "hung"}});
    check(&night("linux", setup.clone()), &["NotRunning"]);
    check(&enhanced(night("linux", setup)), &["NotRunning"]);
}
