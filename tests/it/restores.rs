//! Restores: from which tier and how long, what they make, what they leave alone. The fleet is that
//! of `operators.rs`; a test names the lines that follow.
//!
//! `restores/refused.rs`: what is refused when it is asked for, and taken once its cause is gone.
//! `restores/copies.rs`: what restores share. `restores/failed.rs`: what goes wrong on the way, warnings, cancelling. `restores/snapshots.rs`:
//! snapshots that are deleted by hand or kept by a lock. `restores/turns.rs`: so many at once, tiers.
//! `restores/lists.rs`: whole lists of machines. `restores/parts.rs`: where their time goes.

mod copies;
mod failed;
mod lists;
mod parts;
mod refused;
mod snapshots;
mod turns;

use crate::operators::{Run, Story, stop_keep};
use serde_json::{Value, json};
use vaultlab::ledger::{Point, Task};
use vaultlab::units::{Bytes, SimDuration};

/// A restore of the newest point.
pub(crate) fn restore(how: &str) -> Value {
    json!({"do": "restore", "how": how})
}
/// A restore to another place than the machine's own.
fn restore_to(how: &str, to: &str) -> Value {
    json!({"do": "restore", "how": how, "to": to})
}
/// A restore of the newest point that was taken by then.
fn restore_of(how: &str, until: &str) -> Value {
    let until = format!("2026-{}:00Z", until.replace(' ', "T"));
    json!({"do": "restore", "how": how, "until": until})
}
fn delete_snapshots() -> Value {
    json!({"do": "delete-snapshots"})
}
fn lock(on: &str) -> Value {
    json!({"do": "lock", "on": on})
}
fn unlock(on: &str) -> Value {
    json!({"do": "unlock", "on": on})
}
fn end_trouble(trouble: &str) -> Value {
    json!({"do": "end-trouble", "trouble": trouble})
}
fn begin_trouble(trouble: &str) -> Value {
    json!({"do": "begin-trouble", "trouble": trouble})
}

/// A fleet of four days, whose first machine has this set-up.
pub(crate) fn fleet(setup: Value) -> Story {
    Story::of_days(4).with("/vms/0/setup", setup)
}
fn ordinary() -> Story {
    fleet(json!({}))
}
/// The same, with its disk in a storage account.
fn unmanaged(story: Story) -> Story {
    story
        .with("/accounts", json!([{"name": "acc"}]))
        .with("/vms/0/disks/0/account", json!("acc"))
}

/// Of each action `taken`, or the refusal's name.
pub(crate) fn answers(run: &Run) -> Vec<String> {
    let records = run.ledger.operators().iter();
    let refused = records.map(|record| record.refused);
    refused
        .map(|fault| fault.map_or("taken".to_owned(), |fault| format!("{fault:?}")))
        .collect()
}
/// `03-01 22:00 from snapshot: Completed` of each restore: of which point, from where, how it ended.
pub(crate) fn restores(run: &Run) -> Vec<String> {
    let line = |task: &Task| {
        let restore = task.restore.expect("a restore says what it restores");
        let point = run.ledger.points()[restore.point];
        let due = run.short(run.ledger.jobs()[point.job].due);
        let tier = if restore.from_snapshot {
            "snapshot"
        } else {
            "vault"
        };
        format!("{due} from {tier}: {:?}", task.outcome)
    };
    run.ledger.tasks().iter().map(line).collect()
}
#[track_caller]
fn check(story: &Story, expected_answers: &[&str], expected_restores: &[&str]) -> Run {
    let run = story.run();
    assert_eq!(answers(&run), expected_answers);
    assert_eq!(restores(&run), expected_restores);
    run
}
fn lengths(run: &Run) -> Vec<SimDuration> {
    let tasks = run.ledger.tasks().iter();
    let ended = |task: &Task| task.end().expect("it has ended").since(task.began);
    tasks.map(ended).collect()
}

/// RES-4: minutes from the snapshot, however much there is; hours from the vault.
#[test]
fn a_snapshot_restores_in_minutes_and_the_vault_in_hours() {
    let large = ordinary()
        .with("/vms/0/disks/0/size_gib", json!(1024))
        .with("/vms/0/disks/0/used_gib", json!(500));
    let story = large
        .then("03-02 15:00", restore("disks"))
        .then("03-02 16:00", delete_snapshots())
        .then("03-02 17:00", restore("disks"));
    let run = check(
        &story,
        &["taken"; 3],
        &[
            "03-01 22:00 from snapshot: Completed",
            "03-01 22:00 from vault: Completed",
        ],
    );
    let [quick, slow] = lengths(&run)[..] else {
        panic!("two restores");
    };
    let minutes = SimDuration::mins(5)..=SimDuration::mins(15);
    assert!(minutes.contains(&quick), "{quick:?}");
    // 500 GiB at 30 MB/s: 17,896 seconds.
    let copy = SimDuration::secs(17_896);
    let hours = copy + SimDuration::mins(5)..=copy + SimDuration::mins(16);
    assert!(hours.contains(&slow), "{slow:?}");
}

/// RES-1: a restore from the vault waits for the service as data of a backup do; a snapshot is beside it.
#[test]
fn a_restore_from_the_vault_waits_in_the_services_queue() {
    let waits = |deleted: bool, field: &str, mean_min: u32| {
        let story = ordinary().with(&format!("/calibration/{field}"), json!(mean_min));
        let story = if deleted {
            story.then("03-03 15:00", delete_snapshots())
        } else {
            story
        };
        // All has arrived by then, whatever the wait: it is eight hours at most.
        let restore = restore_of("disks", "03-02 12:00");
        lengths(&story.then("03-03 16:00", restore).run())[0]
    };
    let mean = "queue_mean_min";
    let at_once = waits(true, mean, 0);
    let (short, long) = (waits(true, mean, 30), waits(true, mean, 60));
    assert!(at_once < short && short < long, "{short:?} {long:?}");
    // The afternoon is not busy.
    assert_eq!(waits(true, "queue_busy_mean_min", 60), at_once);
    assert_eq!(waits(false, mean, 60), waits(false, mean, 0));
}

#[test]
fn all_disks_come_back_at_once_so_the_fullest_decides() {
    let data = json!({"name": "data", "role": "data", "size_gib": 128, "used_gib": 100,
                      "change_percent_per_day": 0});
    let one = ordinary();
    let os = json!({"name": "os", "role": "os", "size_gib": 32, "used_gib": 8,
                    "change_percent_per_day": 0});
    let restore_both = |story: Story| {
        let story = story.then("03-02 15:00", delete_snapshots());
        lengths(&story.then("03-02 16:00", restore("disks")).run())[0]
    };
    let with = |disks: Value| restore_both(one.clone().with("/vms/0/disks", disks));
    let fullest_only = with(json!([data.clone()].map(|mut disk| {
        disk["role"] = json!("os");
        disk
    })));
    assert_eq!(with(json!([os, data])), fullest_only);
}

#[test]
fn the_newest_point_by_a_moment_is_restored() {
    let story = ordinary()
        .then("03-03 10:00", restore_of("disks", "03-02 10:00"))
        .then("03-03 12:00", restore("files"))
        .then("03-03 14:00", restore_of("vm", "03-01 21:00"));
    check(
        &story,
        &["taken", "taken", "NoPoint"],
        &[
            "03-01 22:00 from snapshot: Completed",
            "03-02 22:00 from snapshot: Completed",
        ],
    );
}

#[test]
fn a_restored_machine_takes_minutes_longer_than_its_disks() {
    let of = |how: &str| {
        let story = ordinary().then("03-03 10:00", restore(how));
        lengths(&story.run())[0]
    };
    let made = of("vm").saturating_sub(of("disks"));
    let minutes = SimDuration::mins(2)..=SimDuration::mins(6);
    assert!(minutes.contains(&made), "{made:?}");
}

#[test]
fn replaced_disks_are_those_of_the_point_and_protection_goes_on() {
    let story = fleet(json!({"power": "deallocated"}))
        .then(
            "03-02 10:00",
            json!({"do": "fill-disk", "disk": "os", "add_gib": 3}),
        )
        .then("03-03 10:00", restore_of("replace-disks", "03-01 23:30"));
    let run = check(
        &story,
        &["taken"; 2],
        &["03-01 22:00 from snapshot: Completed"],
    );
    let points = run.ledger.points().iter().filter(|it| it.vm == run.vm("a"));
    let sizes: Vec<Bytes> = points.map(|point| point.protected).collect();
    assert_eq!(sizes, [8, 11, 8, 8].map(Bytes::gib));
    let jobs = run.jobs("a");
    assert_eq!(jobs.len(), 4);
    assert!(jobs.iter().all(|job| job.ends_with("daily ok")), "{jobs:?}");
}

/// Its disks went with it; those of the point are there again, and nothing of them is new to the
/// vault.
#[test]
fn a_machine_that_is_restored_under_its_name_has_its_disks_back() {
    let fill = json!({"do": "fill-disk", "disk": "os", "add_gib": 3});
    let same_name = json!({"do": "restore", "how": "vm", "same_name": true});
    let story = ordinary()
        .then("03-01 12:00", fill)
        .then("03-02 10:00", json!({"do": "delete-vm"}))
        .then("03-03 10:00", same_name);
    let run = check(
        &story,
        &["taken"; 3],
        &["03-01 22:00 from snapshot: Completed"],
    );
    assert_eq!(
        run.jobs("a"),
        [
            "03-01 22:00 daily ok",
            "03-02 22:00 daily UserErrorVmNotFoundV2",
            "03-03 22:00 daily ok",
            "03-04 22:00 daily ok"
        ]
    );
    let points = run.ledger.points().iter().filter(|it| it.vm == run.vm("a"));
    let size = |it: &Point| (run.ledger.jobs()[it.job].sent, it.protected);
    let sizes: Vec<(Bytes, Bytes)> = points.map(size).collect();
    assert_eq!(
        sizes,
        [(11, 11), (0, 11), (0, 11)].map(|(sent, all)| (Bytes::gib(sent), Bytes::gib(all)))
    );
}

#[test]
fn what_was_stopped_with_its_data_can_be_restored() {
    let story = ordinary()
        .then("03-03 10:00", stop_keep())
        .then("03-04 10:00", restore("vm"));
    check(
        &story,
        &["taken"; 2],
        &["03-02 22:00 from snapshot: Completed"],
    );
}

#[test]
fn another_machines_restore_changes_nothing_of_this_one() {
    let alone = ordinary().then("03-03 10:00", restore("vm"));
    let both = alone.clone().then_to("b", "03-03 10:00", restore("vm"));
    let (alone, both) = (alone.run(), both.run());
    assert_eq!(lengths(&both)[0], lengths(&alone)[0]);
    assert_ne!(lengths(&both)[0], lengths(&both)[1]);
}

#[test]
fn a_restore_that_outlives_the_last_day_is_followed_to_its_end() {
    let story = ordinary().then("03-04 23:59", restore("vm"));
    check(
        &story,
        &["taken"],
        &["03-04 22:00 from snapshot: Completed"],
    );
}
