//! What goes wrong while a restore runs, what it warns of, and how it is cancelled.

use super::{
    answers, begin_trouble, check, delete_snapshots, end_trouble, fleet, lock, ordinary, restore,
    restore_to, restores,
};
use crate::operators::Story;
use serde_json::{Value, json};

/// The restore ends so, and well when it is asked for again after the trouble.
#[track_caller]
fn check_outcome(story: Story, trouble: &str, order: &Value, outcome: &str) {
    let story = story
        .then("03-03 08:00", begin_trouble(trouble))
        .then("03-03 10:00", order.clone())
        .then("03-03 14:00", end_trouble(trouble))
        .then("03-03 16:00", order.clone());
    let run = story.run();
    assert_eq!(answers(&run), ["taken"; 4], "{trouble}");
    let ends: Vec<String> = restores(&run)
        .iter()
        .map(|line| line.split_once(": ").expect("an outcome").1.to_owned())
        .collect();
    assert_eq!(ends, [outcome, "Completed"], "{trouble}");
}

#[test]
fn a_machine_that_cannot_be_made_fails_its_restore_until_it_can() {
    for (trouble, outcome) in [
        ("size-unavailable", "Failed(SkuNotAvailable)"),
        ("core-quota-full", "Failed(CoreQuotaReached)"),
        ("cloud-service-quota-full", "Failed(ServiceQuotaReached)"),
        ("image-withdrawn", "Partly(MarketplaceNotSupported)"),
    ] {
        check_outcome(ordinary(), trouble, &restore("vm"), outcome);
        // Disks need no machine.
        check_outcome(ordinary(), trouble, &restore("disks"), "Completed");
    }
}

#[test]
fn a_disk_that_is_removed_while_it_is_written_fails_the_restore() {
    let trouble = "restore-blob-removed";
    for how in ["vm", "disks"] {
        let outcome = "Failed(RestoreBlobNotFound)";
        check_outcome(ordinary(), trouble, &restore(how), outcome);
    }
}

#[test]
fn recovery_disks_that_were_not_released_stop_a_mount() {
    let outcome = "Failed(IscsiMountFailed)";
    check_outcome(
        ordinary(),
        "recovery-disks-stuck",
        &restore("files"),
        outcome,
    );
    check_outcome(
        ordinary(),
        "recovery-disks-stuck",
        &restore("vm"),
        "Completed",
    );
}

#[test]
fn a_full_paired_region_makes_no_machine_there() {
    let seen = || ordinary().with("/vaults/0/redundancy", json!("ra-grs"));
    let trouble = "paired-region-full";
    let order = restore_to("vm", "paired-region");
    check_outcome(seen(), trouble, &order, "Failed(SecondaryRegionFull)");
    check_outcome(seen(), trouble, &restore("vm"), "Completed");
    let disks = restore_to("disks", "paired-region");
    check_outcome(seen(), trouble, &disks, "Completed");
}

#[test]
fn disks_are_not_replaced_while_what_they_hold_cannot_be_backed_up() {
    let deallocated = || fleet(json!({"power": "deallocated"}));
    let order = restore("replace-disks");
    let outcome = "Failed(ReplaceBackupFailed)";
    check_outcome(deallocated(), "storage-faults", &order, outcome);
    let locked = deallocated()
        .then("03-03 09:00", lock("machine"))
        .then("03-03 10:00", order);
    check(
        &locked,
        &["taken"; 2],
        &["03-02 22:00 from snapshot: Failed(ReplaceBackupFailed)"],
    );
}

#[test]
fn a_restore_to_another_account_is_slow_from_the_vault() {
    let trouble = "restore-account-elsewhere";
    let warned = "Warned(SlowOtherAccount)";
    let vault_only = || ordinary().then("03-03 09:00", delete_snapshots());
    let story = vault_only()
        .then("03-03 09:30", begin_trouble(trouble))
        .then("03-03 10:00", restore("vm"));
    let from = format!("03-02 22:00 from vault: {warned}");
    check(&story, &["taken"; 3], &[&from]);
    check_outcome(ordinary(), trouble, &restore("vm"), "Completed");
}

#[test]
fn a_machine_with_more_than_eight_disks_is_slow_from_the_vault() {
    let with_disks = |count: usize| {
        let disk = |i: usize| {
            let role = if i == 0 { "os" } else { "data" };
            json!({"name": format!("d{i}"), "role": role, "size_gib": 32, "used_gib": 1,
                   "change_percent_per_day": 0})
        };
        let disks: Value = (0..count).map(disk).collect();
        ordinary()
            .with("/vms/0/disks", disks)
            .then("03-03 10:00", restore("disks"))
            .then("03-03 11:00", delete_snapshots())
            .then("03-03 12:00", restore("disks"))
    };
    let quick = "03-02 22:00 from snapshot: Completed";
    for (count, outcome) in [(8, "Completed"), (9, "Warned(SlowManyDisks)")] {
        let slow = format!("03-02 22:00 from vault: {outcome}");
        check(&with_disks(count), &["taken"; 3], &[quick, &slow]);
    }
}

#[test]
fn a_restore_can_be_cancelled_until_its_copy_has_ended() {
    let cancel = || json!({"do": "cancel"});
    let story = ordinary()
        .then("03-03 10:00", restore("vm"))
        .then("03-03 10:04", cancel())
        .then("03-03 10:05", restore("disks"));
    check(
        &story,
        &["taken"; 3],
        &[
            "03-02 22:00 from snapshot: Cancelled",
            "03-02 22:00 from snapshot: Completed",
        ],
    );
    // The copy ends within 15 minutes, and the machine is there 2 to 6 minutes later.
    let begun = ordinary().then("03-03 10:00", restore("vm"));
    let copied = begun.run().ledger.tasks().iter().next().copied();
    let copied = copied
        .and_then(|task| task.restore)
        .expect("a restore")
        .copied;
    let text = begun.run().scenario.calendar().utc_text(copied);
    let late = format!("{}:59", &text[5..16].replace('T', " "));
    let story = begun.then(&late, cancel());
    check(
        &story,
        &["taken", "CancelNotSupported"],
        &["03-02 22:00 from snapshot: Completed"],
    );
}
