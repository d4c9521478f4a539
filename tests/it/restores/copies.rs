//! What restores from the vault share: the account into which they go, with each other and with
//! backups; and what becomes of the rest when one is cancelled.

use super::{delete_snapshots, lengths, ordinary};
use crate::operators::{Run, Story};
use serde_json::{Value, json};
use vaultlab::ledger::{Carrier, LinkName, TaskOutcome};
use vaultlab::units::{Bytes, SimDuration, TaskId};

fn into(account: &str) -> Value {
    json!({"do": "restore", "how": "disks", "account": account})
}

/// Seconds for which the first disk of a restore is copied.
fn copied(run: &Run, task: u32) -> f64 {
    let copy = run.ledger.copies_of(TaskId::new(task))[0];
    let ended = copy.ended.expect("it has ended");
    ended.since(copy.began).as_secs_f64()
}

/// `a` and `b` without snapshots, and an account like this.
fn without_snapshots(account: Value) -> Story {
    ordinary()
        .with("/accounts", json!([account, {"name": "other"}]))
        .then("03-03 11:00", delete_snapshots())
        .then_to("b", "03-03 11:00", delete_snapshots())
}

#[track_caller]
fn check_copy(account: Value, secs: f64) {
    let run = without_snapshots(account)
        .then("03-03 12:00", into("acc"))
        .run();
    let took = copied(&run, 0);
    assert!((took - secs).abs() < 1.0, "{took} s instead of {secs}");
}

/// RES-2: 8 GiB at 30 MB/s are 286 s; the account may carry less, for its bytes or its requests, and
/// others may use it.
#[test]
fn how_long_a_copy_takes_depends_on_its_account() {
    check_copy(json!({"name": "acc"}), 286.33);
    check_copy(json!({"name": "acc", "mib_per_s": 10}), 819.2);
    // 2,048 requests of 4 MiB.
    check_copy(json!({"name": "acc", "requests_per_s": 2}), 1_024.0);
    let busy = json!({"name": "acc", "mib_per_s": 20, "other_load_percent": 75});
    check_copy(busy, 1_638.4);
}

/// RES-1: several at once, each after its own wait; into one account they share it.
#[test]
fn restores_into_one_account_share_it_and_into_two_do_not() {
    let restored = |second: &str| {
        let account = json!({"name": "acc", "mib_per_s": 1});
        let story = without_snapshots(account).then("03-03 12:00", into("acc"));
        story.then_to("b", "03-03 12:00", into(second)).run()
    };
    // Alone 8,192 s; two that begin minutes apart take nearly twice that.
    let apart = restored("other");
    assert!((copied(&apart, 0) - 8_192.0).abs() < 1.0);
    let together = restored("acc");
    let both = copied(&together, 0) + copied(&together, 1);
    assert!((30_000.0..32_768.5).contains(&both), "{both}");
    let lost = together
        .ledger
        .losses_of(Carrier::Copies(TaskId::new(0), 0));
    let links: Vec<LinkName> = lost.iter().map(|loss| loss.link).collect();
    let account = together
        .scenario
        .accounts()
        .ids()
        .next()
        .expect("an account");
    assert_eq!(links, [LinkName::Account(account)]);
}

/// A disk in the account into which something is restored is read more slowly meanwhile.
#[test]
fn a_restore_and_a_backup_in_one_account_slow_each_other() {
    let sent = |account: &str| {
        let story = without_snapshots(json!({"name": "acc", "mib_per_s": 5}))
            .with("/vms/1/disks/0/account", json!("acc"))
            .then("03-03 12:00", into(account))
            .then_to(
                "b",
                "03-03 12:05",
                json!({"do": "fill-disk", "disk": "os", "add_gib": 8}),
            )
            .then_to("b", "03-03 12:06", json!({"do": "back-up-now"}));
        copied(&story.run(), 0)
    };
    let (shared, own) = (sent("acc"), sent("other"));
    assert!(shared > 1_700.0 && own < 290.0, "{shared} {own}");
}

#[test]
fn a_cancelled_copy_leaves_its_share_to_others() {
    let account = json!({"name": "acc", "mib_per_s": 1});
    let story = without_snapshots(account)
        .then("03-03 12:00", into("acc"))
        .then_to("b", "03-03 12:00", into("acc"))
        .then_to("b", "03-03 13:00", json!({"do": "cancel"}));
    let run = story.run();
    let ends: Vec<TaskOutcome> = run.ledger.tasks().iter().map(|it| it.outcome).collect();
    assert_eq!(ends, [TaskOutcome::Completed, TaskOutcome::Cancelled]);
    // The 50 minutes or so that the other moved at half the rate cost it half of them.
    let took = copied(&run, 0);
    assert!((9_000.0..10_300.0).contains(&took), "{took}");
    let dropped: Bytes = run.ledger.dropped().values().copied().sum();
    assert!(
        Bytes::gib(1) < dropped && dropped < Bytes::gib(2),
        "{dropped:?}"
    );
    assert!(run.ledger.copies_of(TaskId::new(1))[0].ended.is_none());
    assert!(lengths(&run)[1] == SimDuration::hours(1));
}

/// It is beside the disks: nothing is copied over any link.
#[test]
fn a_restore_from_the_snapshot_uses_no_account() {
    let story = ordinary()
        .with("/accounts", json!([{"name": "acc", "mib_per_s": 1}]))
        .then("03-03 12:00", into("acc"));
    let run = story.run();
    assert!(lengths(&run)[0] <= SimDuration::mins(15));
    assert!(run.ledger.copies_of(TaskId::new(0)).is_empty());
    let usage = run.ledger.usage().iter();
    let account = usage.filter(|it| matches!(it.link, LinkName::Account(_)));
    assert!(account.flat_map(|it| it.carried()).all(|much| *much == 0.0));
}
