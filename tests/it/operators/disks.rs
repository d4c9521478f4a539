//! What operators do to disks and to the network, and what the next backup has to send.

use super::{Run, Story, fill, grow, network, stop_keep};
use serde_json::{Value, json};
use vaultlab::ledger::{Job, Phase};

/// What each backup of `a` has sent, in GiB.
#[track_caller]
fn check_sent(story: &Story, answers: &[&str], expected: &[u64]) {
    let run = story.check_answers(answers);
    let jobs = run.ledger.jobs().iter().filter(|job| job.vm == run.vm("a"));
    let sent: Vec<u64> = jobs.map(|job| job.sent.get()).collect();
    let expected: Vec<u64> = expected.iter().map(|gib| gib << 30).collect();
    assert_eq!(sent, expected);
}

#[test]
fn the_next_backup_sends_what_was_filled_and_no_other_does() {
    let story = Story::of_days(3).then("03-02 10:00", fill(3.0));
    check_sent(&story, &["taken"], &[8, 3, 0]);
    let twice = story.then("03-02 10:00", fill(2.0));
    check_sent(&twice, &["taken"; 2], &[8, 5, 0]);
}

#[test]
fn a_disk_that_is_filled_before_the_first_backup_is_sent_with_it() {
    let story = Story::of_days(2).then("03-01 00:00", fill(1.0));
    check_sent(&story, &["taken"], &[9, 0]);
}

#[test]
fn a_disk_takes_what_fits() {
    for add_gib in [24.0, 25.0, 65_536.0] {
        let story = Story::of_days(3).then("03-02 10:00", fill(add_gib));
        check_sent(&story, &["taken"], &[8, 24, 0]);
    }
    let full = Story::of_days(3).then("03-02 10:00", fill(24.0));
    let story = full.then("03-03 10:00", fill(1.0));
    check_sent(&story, &["taken"; 2], &[8, 24, 0]);
    let nothing = Story::of_days(2).then("03-02 10:00", fill(0.0));
    check_sent(&nothing, &["taken"], &[8, 0]);
}

#[test]
fn a_disk_only_becomes_larger_and_then_takes_more() {
    let shrink = "DiskShrinkNotAllowed";
    let story = Story::of_days(3)
        .then("03-02 10:00", grow(31))
        .then("03-02 11:00", grow(32))
        .then("03-02 12:00", grow(33))
        .then("03-02 13:00", grow(33))
        .then("03-02 14:00", grow(32))
        .then("03-02 15:00", fill(100.0));
    check_sent(
        &story,
        &[shrink, shrink, "taken", shrink, shrink, "taken"],
        &[8, 25, 0],
    );
}

#[test]
fn a_temporary_disk_can_be_filled_and_no_backup_knows() {
    let temporary = json!({"name": "t", "role": "temp", "size_gib": 32, "used_gib": 0});
    let mut vm = super::machine("a", Some("daily"));
    vm["disks"].as_array_mut().expect("disks").push(temporary);
    let what = json!({"do": "fill-disk", "disk": "t", "add_gib": 5});
    let story = Story::of_days(2)
        .with("/vms/0", vm)
        .then("03-02 10:00", what);
    check_sent(&story, &["taken"], &[8, 0]);
}

const NO_NETWORK: &str = "daily ExtensionSnapshotFailedNoNetwork";

#[test]
fn nights_without_a_network_fail_and_the_first_with_one_sends_all_that_was_missed() {
    let story = Story::of_days(4)
        .then("03-02 10:00", network("no-outbound"))
        .then("03-02 11:00", fill(1.0))
        .then("03-03 11:00", fill(2.0))
        .then("03-04 10:00", network("open"));
    let answers = ["taken"; 4];
    check_sent(&story, &answers, &[8, 0, 0, 3]);
    let failed = ["03-02 22:00", "03-03 22:00"].map(|due| format!("{due} {NO_NETWORK}"));
    story.run().check_jobs(&[
        "03-01 22:00 daily ok",
        failed[0].as_str(),
        failed[1].as_str(),
        "03-04 22:00 daily ok",
    ]);
}

/// The extension has to report when the snapshot is there: 5 to 12 minutes after the start. The first
/// backup has installed it.
#[test]
fn what_counts_is_the_network_at_the_end_of_the_snapshot() {
    let during = |network_at_first: &str, then: &str| -> Value {
        let story = Story::of_days(2).then("03-02 12:00", network(network_at_first));
        json!(story.then("03-02 22:03", network(then)).run().jobs("a")[1])
    };
    let failed = format!("03-02 22:00 {NO_NETWORK}");
    assert_eq!(during("open", "no-outbound"), json!(failed));
    assert_eq!(during("no-outbound", "open"), json!("03-02 22:00 daily ok"));
}

/// LIF-10: the recurring errors end with the schedule.
#[test]
fn a_stop_ends_the_failures_of_every_night() {
    let story = Story::of_days(5).with("/vms/0/network", json!("no-outbound"));
    let run = story
        .then("03-02 10:00", stop_keep())
        .check_answers(&["taken"]);
    run.check_jobs(&["03-01 22:00 daily UserErrorVMInternetConnectivityIssue"]);
}

/// `a` has an OS disk of 1 GiB, so many data disks of this size, and a temporary disk that takes up
/// all but 100 GiB of what the profile allows together.
fn nearly_full(profile: &str, data_disks: u64, size_gib: u64, all_gib: u64) -> Story {
    let disk = |name: &str, role: &str, size_gib: u64| json!({"name": name, "role": role, "size_gib": size_gib, "used_gib": 0});
    let mut disks = vec![disk("os", "os", 1)];
    disks.extend((0..data_disks).map(|i| disk(&format!("data-{i}"), "data", size_gib)));
    disks.push(disk(
        "temp",
        "temp",
        all_gib - 100 - 1 - data_disks * size_gib,
    ));
    let story = Story::of_days(2).under(profile);
    story.with("/vms/0/disks", Value::from(disks))
}

#[test]
fn a_disk_grows_until_the_machine_has_as_much_as_its_profile_takes() {
    let too_large = "VmDisksTooLarge";
    for (profile, data_disks, size_gib, all_gib) in [
        ("classic-2015", 5, 1_023, 6 * 1_023),
        ("resource-manager-2019", 16, 32_768, 17 * 32_768),
        ("current", 7, 65_536, 512 * 1_024),
    ] {
        let one_more = all_gib - 100 - data_disks * size_gib;
        let temp = json!({"do": "grow-disk", "disk": "temp", "size_gib": one_more});
        nearly_full(profile, data_disks, size_gib, all_gib)
            .then("03-02 10:00", grow(102))
            .then("03-02 11:00", grow(50))
            .then("03-02 12:00", grow(101))
            .then("03-02 13:00", grow(102))
            .then("03-02 14:00", grow(101))
            .then("03-02 15:00", temp)
            .check_answers(&[
                too_large,
                "taken",
                "taken",
                too_large,
                "DiskShrinkNotAllowed",
                too_large,
            ]);
    }
}

/// The length of each backup's transfer of `a` in whole seconds.
fn transfers(run: &Run) -> Vec<u64> {
    let jobs = run.ledger.jobs().iter().filter(|job| job.vm == run.vm("a"));
    let phases = jobs.flat_map(Job::phases);
    let transfers = phases.filter(|(phase, ..)| *phase == Phase::Transfer);
    let lengths = transfers.map(|(_, from, to)| to.since(from).whole_secs());
    lengths.collect()
}

/// Premium SSD: 25 MB/s up to 32 GiB, 50 up to 64, 100 up to 128; a later backup moves 62.9 at most.
#[test]
fn a_grown_disk_is_read_with_what_its_new_size_can() {
    let story = |size_gib: Option<u64>, at: &str| {
        let story = Story::of_days(3)
            .with("/vms/0/disks/0/kind", json!("premium-ssd"))
            .then("03-02 10:00", fill(20.0))
            .then("03-03 10:00", fill(4.0));
        let run = match size_gib {
            Some(size_gib) => story.then(at, grow(size_gib)).run(),
            None => story.run(),
        };
        transfers(&run)[1..].to_vec()
    };
    let early = "03-02 10:00";
    assert_eq!(story(None, early), [858, 171]);
    for (size_gib, expected) in [
        (33, [429, 85]),
        (64, [429, 85]),
        (65, [341, 68]),
        (1_024, [341, 68]),
    ] {
        assert_eq!(story(Some(size_gib), early), expected, "{size_gib} GiB");
    }
    // A transfer that runs keeps its pace: this one starts before 22:12 and takes 14 minutes.
    assert_eq!(story(Some(64), "03-02 22:14"), [858, 85]);
}
