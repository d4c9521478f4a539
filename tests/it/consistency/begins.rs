//! What keeps a job from starting: the machine as the service sees it from outside.

use super::{CLASSIC, IN_2019, check, night, only, troubled};
use crate::operators::{Story, back_up_now};
use serde_json::{Value, json};

/// On the second of three nights: ends so under each generation.
#[track_caller]
fn check_second(what: &[(&str, Value)], expected: [&str; 3]) {
    for (profile, expected) in [CLASSIC, IN_2019, "current"].into_iter().zip(expected) {
        let story = only("linux", json!({}), 2).under(profile);
        let add = |story: Story, (at, what): &(&str, Value)| story.then(at, what.clone());
        let story = what.iter().fold(story, add);
        check(&story, &["NoScripts", expected]);
    }
}

/// ERR-11, LIF-10
#[test]
fn a_machine_that_was_deleted_fails_every_night() {
    let delete = ("03-02 12:00", json!({"do": "delete-vm"}));
    let later = "MachineNotFound in Start";
    check_second(&[delete], ["BackupInternalError in Start", later, later]);
}

#[test]
fn a_locked_machine_is_not_backed_up_until_it_is_unlocked() {
    let lock = ("03-02 12:00", json!({"do": "lock", "on": "machine"}));
    let unlock = ("03-02 13:00", json!({"do": "unlock", "on": "machine"}));
    let locked = "MachineLocked in Start";
    check_second(
        std::slice::from_ref(&lock),
        ["BackupInternalError in Start", locked, locked],
    );
    check_second(&[lock, unlock], ["NoScripts"; 3]);
}

/// Of several reasons the first is told: that the machine is gone, that it is locked, its account.
#[test]
fn that_a_machine_is_gone_is_told_before_its_lock_and_that_before_its_accounts() {
    let lock = |on: &str| ("03-02 12:00", json!({"do": "lock", "on": on}));
    let delete = ("03-02 13:00", json!({"do": "delete-vm"}));
    let gone = "MachineNotFound in Start";
    let classic = "BackupInternalError in Start";
    check_second(&[lock("machine"), delete], [classic, gone, gone]);
    let both = [lock("machine"), lock("storage-account")];
    let story = only("linux", json!({}), 2)
        .with("/accounts", json!([{"name": "account"}]))
        .with("/vms/0/disks/0/account", json!("account"));
    let add = |story: Story, (at, what): (&str, Value)| story.then(at, what);
    let story = both.into_iter().fold(story, add);
    check(&story, &["NoScripts", "MachineLocked in Start"]);
}

#[test]
fn a_locked_storage_account_matters_to_unmanaged_disks_only() {
    let lock = json!({"do": "lock", "on": "storage-account"});
    let managed = night("linux", json!({})).then("03-01 12:00", lock);
    check(&managed, &["NoScripts"]);
    let unmanaged = managed
        .with("/accounts", json!([{"name": "account"}]))
        .with("/vms/0/disks/0/account", json!("account"));
    check(&unmanaged, &["StorageAccountLocked in Start"]);
}

#[test]
fn a_machine_between_two_states_is_in_no_state_to_be_backed_up() {
    let stop = ("03-02 21:59:30", json!({"do": "stop"}));
    let later = "NotInDesirableState in Start";
    check_second(&[stop], ["BackupInternalError in Start", later, later]);
}

/// ERR-13
#[test]
fn in_2015_one_thing_is_done_to_a_machine_at_a_time() {
    let run = only("linux", json!({}), 2)
        .under(CLASSIC)
        .then("03-02 22:01", back_up_now(7));
    check(
        &run,
        &["NoScripts", "NoScripts", "OperationInProgress in Start"],
    );
}

/// ERR-13: a restore runs for five minutes at least, a registration for three. An extension that went
/// with its agent is registered anew.
#[test]
fn in_2015_a_backup_does_not_start_beside_a_restore_or_a_registration() {
    let agent = |state: &str| json!({"do": "change-agent", "state": state});
    let restored = |profile: &str| {
        let restore = json!({"do": "restore", "how": "disks"});
        let story = only("linux", json!({}), 3).under(profile);
        story.then("03-02 21:58", restore)
    };
    let registered = only("linux", json!({}), 3)
        .under(CLASSIC)
        .then("03-02 20:00", agent("missing"))
        .then("03-02 20:30", agent("ready"))
        .then("03-02 21:58", json!({"do": "register"}));
    let busy = "OperationInProgress in Start";
    for story in [restored(CLASSIC), registered] {
        check(&story, &["NoScripts", busy, "NoScripts"]);
    }
    for profile in [IN_2019, "current"] {
        check(&restored(profile), &["NoScripts"; 3]);
    }
}

#[test]
fn later_an_earlier_job_is_in_the_way_in_its_snapshot_only() {
    for profile in [IN_2019, "current"] {
        let story = only("linux", json!({}), 2)
            .under(profile)
            .then("03-02 22:01", back_up_now(7));
        let busy = "BackupOperationInProgress in Start";
        check(&story, &["NoScripts", "NoScripts", busy]);
    }
}

#[test]
fn troubles_that_are_seen_from_outside_fail_the_job_as_it_starts() {
    for (trouble, expected) in [
        ("other-extension-failed", "ProvisioningStateFailed in Start"),
        ("selinux-blocks-agent", "NotInDesirableState in Start"),
        ("shared-disk", "SharedDisk in Start"),
        ("mixed-encryption", "EncryptionInfoInvalid in Start"),
        ("security-type-changed", "SecurityTypeChanged in Start"),
        ("ultra-disk", "UnsupportedDiskConfiguration in Start"),
        ("write-accelerated", "WriteAcceleratedDisk in Start"),
    ] {
        check(&troubled("linux", &[trouble]), &[expected]);
    }
}

#[test]
fn a_classic_network_is_in_the_way_of_classic_machines_that_run() {
    let setup = |power: &str| json!({"power": power, "troubles": ["classic-network"]});
    let running = night("linux", setup("running"));
    check(&running, &["NoScripts"]);
    check(&running.under(CLASSIC), &["InvalidNetworkV1 in Start"]);
    let stopped = night("linux", setup("stopped")).under(CLASSIC);
    check(&stopped, &["NotRunning"]);
}

#[test]
fn what_is_wrong_in_a_guest_does_not_matter_while_it_is_off() {
    for trouble in [
        "selinux-blocks-agent",
        "other-extension-failed",
        "mount-unclean",
    ] {
        let setup = json!({"power": "deallocated", "troubles": [trouble]});
        check(&night("linux", setup), &["NotRunning"]);
    }
    let denied = json!({"power": "deallocated", "troubles": ["policy-denies-group"]});
    check(&night("linux", denied), &["DisallowedByPolicy in Snapshot"]);
}

/// ERR-12 in 2015
#[test]
fn a_machine_that_is_off_and_never_had_an_agent_can_not_get_the_extension() {
    let setup = json!({"power": "deallocated", "agent": {"state": "missing"}});
    check(&night("linux", setup), &["VmOffline in Start"]);
    let had_it = only("linux", json!({}), 2).then("03-02 12:00", json!({"do": "deallocate"}));
    check(&had_it, &["NoScripts", "NotRunning"]);
}

fn encrypted(may_read: bool) -> Story {
    let setup = json!({"encryption": {"key_vault": "keys", "keys": "bek"}});
    let key_vault = json!({"name": "keys", "backup_service_may_read": may_read});
    only("windows", setup, 2).with("/key_vaults", json!([key_vault]))
}

/// ENC-2
#[test]
fn an_encrypted_machine_needs_its_keys_to_be_readable() {
    let denied = "KeyVaultNotPermitted in Start";
    check(&encrypted(true), &["EveryWriter"; 2]);
    check(&encrypted(false), &[denied; 2]);
    let access = json!({"do": "change-key-access", "backup_service_may_read": true});
    check(
        &encrypted(false).then("03-02 12:00", access),
        &[denied, "EveryWriter"],
    );
}
