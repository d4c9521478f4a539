//! What ends a transfer before its data have arrived, and what is told of a slow backup that has
//! succeeded.

use super::{CLASSIC, IN_2019, check, night, only};
use crate::operators::{Run, Story, back_up_now, end_trouble};
use serde_json::{Value, json};
use vaultlab::azure::timing;
use vaultlab::ledger::Phase;
use vaultlab::units::Bytes;

/// `a` with its disks in a storage account of 1 MiB/s: an OS disk with this much on it, and so many
/// data disks.
fn slow(os_gib: u32, data_disks: u32, days: u32) -> Story {
    let disk = |name: String, role: &str, size_gib: u32, used_gib: u32| {
        json!({"name": name, "role": role, "size_gib": size_gib, "used_gib": used_gib,
            "change_percent_per_day": 0, "account": "slow"})
    };
    let mut disks = vec![disk("os".to_owned(), "os", 1_000, os_gib)];
    disks.extend((0..data_disks).map(|i| disk(format!("d{i}"), "data", 10, 0)));
    only("linux", json!({}), days)
        .with("/accounts", json!([{"name": "slow", "mib_per_s": 1}]))
        .with("/vms/0/disks", json!(disks))
}

fn length(run: &Run, phase: Phase) -> vaultlab::units::SimDuration {
    let job = run.ledger.jobs().iter().next().expect("a job");
    let mut phases = job.phases();
    let (_, from, to) = phases.find(|it| it.0 == phase).expect("it has ended");
    to.since(from)
}

fn carried(run: &Run) -> f64 {
    let usage = run.ledger.usage().iter();
    let account = usage.filter(|it| matches!(it.link, vaultlab::ledger::LinkName::Account(_)));
    account.flat_map(|it| it.carried()).sum()
}

/// ERR-11: 100 GiB take 28 hours, 200 GiB more than two days.
#[test]
fn in_2015_a_transfer_of_too_much_data_is_cut() {
    check(&slow(100, 0, 1).under(CLASSIC), &["NoScripts"]);
    let cut = slow(200, 5, 1).under(CLASSIC);
    let run = check(&cut, &["BackupInternalError in Transfer"]);
    assert_eq!(
        length(&run, Phase::Transfer),
        timing::CLASSIC_TRANSFER_MAX.value
    );
    assert!(run.ledger.points().iter().next().is_none());
    // What was carried until then was carried.
    let two_days = Bytes::mib(2 * 24 * 3600).as_f64();
    assert!((carried(&run) / two_days - 1.0).abs() < 0.001);
}

/// ERR-9
#[test]
fn in_2015_it_has_another_name_with_more_than_five_data_disks() {
    let mut disks = slow(200, 6, 1).0["vms"][0]["disks"].clone();
    disks[6]["added_later"] = json!(true);
    let story = slow(200, 0, 1).under(CLASSIC).with("/vms/0/disks", disks);
    let story = story.then("03-01 12:00", json!({"do": "add-disk", "disk": "d5"}));
    check(&story, &["CopyTimedOut in Transfer"]);
}

/// PRO-5: later services let a first backup take its time, and say that it was slow.
#[test]
fn later_a_long_transfer_is_not_cut() {
    for profile in [IN_2019, "current"] {
        let story = slow(200, 0, 1).under(profile);
        check(&story, &["NoScripts, SlowFirstBackup"]);
    }
}

fn stalled(until: Option<&str>) -> Story {
    let troubles = || json!({"troubles": ["storage-faults"]});
    match until {
        Some(at) => only("linux", troubles(), 2).then(at, end_trouble("storage-faults")),
        None => night("linux", troubles()),
    }
}

#[test]
fn storage_that_does_not_deliver_fails_the_transfer_after_a_while() {
    for profile in [IN_2019, "current"] {
        let run = check(
            &stalled(None).under(profile),
            &["CopyingTakesLong in Transfer"],
        );
        let max = timing::TRANSFER_STALL_MAX.value;
        assert_eq!(length(&run, Phase::Transfer), max);
        assert!(run.ledger.points().iter().all(|it| it.vault.is_none()));
    }
    let classic = stalled(None).under(CLASSIC);
    check(&classic, &["CopyTimedOut in Transfer"]);
    // Storage that delivers again by then is used.
    check(&stalled(Some("03-02 00:00")), &["NoScripts"; 2]);
}

/// What each backup of `a` has sent, in GiB, and whether it is in the vault.
fn sent(run: &Run) -> Vec<(u64, bool)> {
    let jobs = run.ledger.jobs().iter();
    let is_there = |phase: Option<_>| phase.is_some();
    jobs.map(|job| (job.sent.get() >> 30, is_there(job.phase_end(Phase::Commit))))
        .collect()
}

#[test]
fn what_a_failed_transfer_has_moved_is_dropped_and_sent_again() {
    let fill = json!({"do": "fill-disk", "disk": "os", "add_gib": 2});
    let begin = json!({"do": "begin-trouble", "trouble": "storage-faults"});
    let story = only("linux", json!({}), 3)
        .then("03-02 12:00", fill.clone())
        .then("03-02 12:00", begin)
        .then("03-03 12:00", fill)
        .then("03-03 12:00", end_trouble("storage-faults"));
    let failed = "CopyingTakesLong in Transfer";
    let run = check(&story, &["NoScripts", failed, "NoScripts"]);
    assert_eq!(sent(&run), [(8, true), (2, false), (4, true)]);
    // The point that came with the snapshot stays, beside the disks only.
    let points: Vec<_> = run.ledger.points().iter().collect();
    assert_eq!(points.len(), 3);
    assert!(points[1].vault.is_none() && points[1].snapshot.is_some());
    assert!(points[1].reasons.is_empty());
}

#[test]
fn a_transfer_whose_snapshot_is_deleted_fails_and_the_next_one_heals_it() {
    let delete = json!({"do": "delete-snapshots"});
    let story = slow(30, 0, 2).then("03-01 23:00", delete);
    let run = check(&story, &["PointCollectionDeleted in Transfer", "NoScripts"]);
    assert_eq!(sent(&run), [(30, false), (30, true)]);
    let first = run.ledger.points().iter().next().expect("a point");
    assert!(!first.is_alive_at(run.at("03-01 23:00")));
    assert!(first.is_alive_at(run.at("03-01 22:59")));
}

fn queued(hours: u32) -> Value {
    json!({"start_delay_max_min": 0, "queue_mean_min": hours * 60, "queue_busy_mean_min": hours * 60})
}

/// A wait of more than two hours is told, in every service but that of 2015.
#[test]
fn a_long_wait_in_the_queue_is_told() {
    let two_hours = timing::QUEUE_SLOW.value;
    for profile in [CLASSIC, IN_2019, "current"] {
        let story = only("linux", json!({}), 10).under(profile);
        let run = story.with("/calibration", queued(2)).run();
        let mut slow = 0;
        for job in &run.ledger.jobs().iter().copied().collect::<Vec<_>>() {
            let mut phases = job.phases();
            let queue = phases.find(|it| it.0 == Phase::Queue);
            let (_, from, to) = queue.expect("it has waited");
            let is_slow = profile != CLASSIC && to.since(from) > two_hours;
            assert_eq!(job.warning.is_some(), is_slow, "{profile}");
            slow += u32::from(is_slow);
        }
        assert_eq!(slow > 0, profile != CLASSIC);
        assert!(slow < 10);
    }
}

/// PRO-3: with a job of its own that is skipped, a transfer goes on.
#[test]
fn a_later_job_leaves_the_transfer_of_an_earlier_one_alone() {
    let story = slow(30, 0, 1).then("03-01 23:00", back_up_now(7));
    check(&story, &["NoScripts", "skipped"]);
}
