//! What the service refuses when a restore is asked for: each refusal by its cause, and the same
//! order taken once the cause is gone.

use super::{
    answers, check, delete_snapshots, end_trouble, fleet, ordinary, restore, restore_of,
    restore_to, unmanaged,
};
use crate::operators::{Story, back_up_now};
use serde_json::{Value, json};

/// The order is refused at 10:00, and taken at 12:00 after what was done at 11:00.
#[track_caller]
fn check_cured(story: Story, order: &Value, refusal: &str, cure: Value) {
    let story = story
        .then("03-03 10:00", order.clone())
        .then("03-03 11:00", cure)
        .then("03-03 12:00", order.clone());
    assert_eq!(answers(&story.run()), [refusal, "taken", "taken"]);
}
/// The order is refused on this story and taken on that one.
#[track_caller]
fn check_one_of_two(order: &Value, refusal: &str, refused: Story, taken: Story) {
    for (story, answer) in [(refused, refusal), (taken, "taken")] {
        let story = story.then("03-03 10:00", order.clone());
        assert_eq!(answers(&story.run()), [answer]);
    }
}
fn with_trouble(trouble: &str) -> Story {
    fleet(json!({"troubles": [trouble]}))
}
fn deallocated() -> Story {
    fleet(json!({"power": "deallocated"}))
}
fn encrypted(setup: Value) -> Story {
    let mut setup = setup;
    setup["encryption"] = json!({"key_vault": "kv", "keys": "bek"});
    fleet(setup).with("/key_vaults", json!([{"name": "kv"}]))
}
/// Nothing but the vault holds the points from 09:00 on.
fn vault_only(story: Story) -> Story {
    story.then("03-03 09:00", delete_snapshots())
}

#[test]
fn a_machine_without_points_has_none_to_restore() {
    let story =
        ordinary()
            .then("03-01 10:00", restore("vm"))
            .then_to("c", "03-03 10:00", restore("vm"));
    assert_eq!(answers(&story.run()), ["NoPoint"; 2]);
}

#[test]
fn a_point_that_was_lost_before_it_reached_the_vault_is_not_found() {
    // The snapshot of 22:05 to 22:12 is deleted while its data wait for the vault.
    let story = ordinary()
        .with("/calibration/incremental_mb_per_s", json!(1))
        .then(
            "03-02 10:00",
            json!({"do": "fill-disk", "disk": "os", "add_gib": 20}),
        )
        .then("03-02 22:30", delete_snapshots())
        .then("03-02 23:00", restore_of("vm", "03-02 22:40"))
        .then("03-02 23:10", restore("vm"))
        .then("03-02 23:59", restore_of("disks", "03-02 10:00"));
    let run = story.run();
    let expected = ["taken", "taken", "InstantPointNotFound", "taken", "taken"];
    assert_eq!(answers(&run), expected);
    let older = "03-01 22:00 from vault: Completed";
    assert_eq!(super::restores(&run), [older; 2]);
}

#[test]
fn data_that_soft_delete_holds_are_not_restored() {
    let deleted = ordinary().then(
        "03-03 09:00",
        json!({"do": "stop-protection", "data": "delete"}),
    );
    let story = deleted
        .then("03-03 10:00", restore("vm"))
        .then("03-03 11:00", json!({"do": "undelete"}))
        .then("03-03 12:00", restore("vm"));
    let expected = ["taken", "DataDeleted", "taken", "taken"];
    assert_eq!(answers(&story.run()), expected);
}

#[test]
fn a_machine_is_restored_once_at_a_time() {
    let story = vault_only(ordinary())
        .then("03-03 10:00", restore("vm"))
        .then("03-03 10:01", restore("files"))
        .then_to("b", "03-03 10:01", restore("files"))
        .then("03-03 11:00", restore("files"));
    let expected = ["taken", "taken", "RestoreInProgress", "taken", "taken"];
    assert_eq!(answers(&story.run()), expected);
}

/// ERR-13: of a restore.
#[test]
fn in_2015_a_restore_waits_for_backups_too() {
    let story = ordinary()
        .under("classic-2015")
        .then("03-03 10:00", back_up_now(7))
        .then("03-03 10:01", restore("vm"))
        .then("03-03 13:00", restore("vm"))
        .then("03-03 13:01", restore("disks"))
        .then("03-03 14:00", restore("disks"));
    let busy = "OperationInProgress";
    assert_eq!(
        answers(&story.run()),
        ["taken", busy, "taken", busy, "taken"]
    );
    let today = ordinary()
        .then("03-03 10:00", back_up_now(7))
        .then("03-03 10:01", restore("vm"));
    assert_eq!(answers(&today.run()), ["taken"; 2]);
}

#[test]
fn in_2015_only_machines_and_disks_were_restored() {
    let story = deallocated()
        .under("classic-2015")
        .then("03-03 10:00", restore("replace-disks"))
        .then("03-03 10:01", restore("files"))
        .then("03-03 10:02", restore("disks"));
    let no = "ReplaceNotSupported";
    assert_eq!(answers(&story.run()), [no, no, "taken"]);
}

#[test]
fn a_new_machine_does_not_take_the_name_of_one_that_is_there() {
    let same = json!({"do": "restore", "how": "vm", "same_name": true});
    let story = ordinary()
        .then("03-03 10:00", same)
        .then("03-03 10:01", restore("vm"));
    assert_eq!(answers(&story.run()), ["NameTaken", "taken"]);
}

#[test]
fn disks_are_replaced_on_a_deallocated_machine_only() {
    let order = restore("replace-disks");
    check_one_of_two(&order, "NotShutDown", ordinary(), deallocated());
    let stopped = fleet(json!({"power": "stopped"}));
    check_one_of_two(&order, "NotShutDown", stopped, deallocated());
}

#[test]
fn unmanaged_and_encrypted_disks_are_not_replaced() {
    let order = restore("replace-disks");
    let no = "ReplaceNotSupported";
    check_one_of_two(&order, no, unmanaged(deallocated()), deallocated());
    let encrypted = encrypted(json!({"power": "deallocated"}));
    check_one_of_two(&order, no, encrypted, deallocated());
}

#[test]
fn disks_are_replaced_from_points_in_the_vault_only() {
    let story = deallocated()
        .then("03-01 22:13", restore("replace-disks"))
        .then("03-02 10:00", restore("replace-disks"));
    assert_eq!(answers(&story.run()), ["NoPoint", "taken"]);
}

#[test]
fn disks_are_replaced_in_place_only() {
    for to in ["other-subscription", "paired-region"] {
        let story = deallocated().with("/vaults/0/redundancy", json!("ra-grs"));
        let story = story.then("03-03 10:00", restore_to("replace-disks", to));
        assert_eq!(answers(&story.run()), ["CrossReplace"], "{to}");
    }
}

#[test]
fn a_storage_account_that_is_gone_takes_no_restore() {
    let trouble = "restore-account-gone";
    let cure = || end_trouble(trouble);
    for how in ["vm", "disks"] {
        let refusal = "RestoreAccountNotFound";
        check_cured(with_trouble(trouble), &restore(how), refusal, cure());
    }
    // A mount needs no account.
    check(
        &with_trouble(trouble).then("03-03 10:00", restore("files")),
        &["taken"],
        &["03-02 22:00 from snapshot: Completed"],
    );
}

#[test]
fn a_closed_storage_account_takes_no_managed_disks() {
    let trouble = "restore-account-firewalled";
    let refusal = "RestoreAccountFirewalled";
    let cure = end_trouble(trouble);
    check_cured(with_trouble(trouble), &restore("disks"), refusal, cure);
    let closed = || with_trouble(trouble);
    check_one_of_two(&restore("vm"), refusal, closed(), unmanaged(closed()));
}

#[test]
fn a_subscription_that_has_moved_restores_elsewhere_only() {
    let trouble = "subscription-moved";
    let cure = end_trouble(trouble);
    check_cured(with_trouble(trouble), &restore("vm"), "TenantMoved", cure);
    let elsewhere = vault_only(with_trouble(trouble))
        .then("03-03 10:00", restore_to("vm", "other-subscription"));
    assert_eq!(answers(&elsewhere.run()), ["taken"; 2]);
}

#[test]
fn some_machines_do_not_go_to_another_subscription() {
    let order = restore_to("vm", "other-subscription");
    for (refusal, story) in [
        ("CrossUnmanaged", unmanaged(ordinary())),
        ("CrossEncrypted", encrypted(json!({}))),
        ("CrossTrustedLaunch", with_trouble("trusted-launch")),
    ] {
        check_one_of_two(&order, refusal, story, ordinary());
    }
}

#[test]
fn another_subscription_has_to_be_of_the_tenant_and_registered() {
    let order = restore_to("vm", "other-subscription");
    for (trouble, refusal) in [
        ("target-other-tenant", "CrossTenant"),
        ("target-not-registered", "CrossSubscriptionInvalid"),
    ] {
        check_cured(with_trouble(trouble), &order, refusal, end_trouble(trouble));
    }
}

#[test]
fn a_snapshot_does_not_go_to_another_subscription_and_the_vaults_copy_does() {
    let order = restore_to("vm", "other-subscription");
    let story = ordinary()
        .then("03-01 22:13", order.clone())
        .then("03-02 10:00", order);
    check(
        &story,
        &["CrossSnapshot", "taken"],
        &["03-01 22:00 from vault: Completed"],
    );
}

#[test]
fn another_subscription_in_the_paired_region_is_no_target() {
    let order = restore_to("vm", "other-subscription-paired-region");
    let story = ordinary().with("/vaults/0/redundancy", json!("ra-grs"));
    let story = story.then("03-03 10:00", order);
    assert_eq!(answers(&story.run()), ["CrossRegion"]);
}

#[test]
fn the_paired_region_has_what_the_vault_lets_it_see() {
    let order = restore_to("vm", "paired-region");
    let seen = ordinary().with("/vaults/0/redundancy", json!("ra-grs"));
    check_one_of_two(&order, "NoPoint", ordinary(), seen.clone());
    let story = seen
        .then("03-01 22:13", order.clone())
        .then("03-03 10:00", order);
    check(
        &story,
        &["NoPoint", "taken"],
        &["03-02 22:00 from vault: Completed"],
    );
}

#[test]
fn files_of_encrypted_disks_are_not_restored_singly() {
    let order = restore("files");
    check_one_of_two(&order, "FilesEncrypted", encrypted(json!({})), ordinary());
}
