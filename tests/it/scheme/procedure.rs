//! The procedure and the restore, step by step.

use super::{check_lines, document, line, open, open_up_to};
use serde_json::json;
use vaultlab::api::{Blobs, blobs_start};

/// INC-6: the first window copies all, each later one writes what differs, and the latest snapshot of
/// the disk is kept until the next one's difference was applied.
#[test]
fn each_window_applies_what_differs_and_then_lets_the_older_snapshot_go() {
    check_lines(
        &document(json!([])),
        "01 00:00:00",
        &[
            "01 00:00:00 0 Snapshot Blob: Takes snapshot disk_ss1 of premium/disk.",
            "01 00:00:01 0 Copy Blob: Copies snapshot disk_ss1 of premium/disk to standard/copy. =",
            "01 00:00:19 0 Snapshot Blob: Takes snapshot copy_ss1 of standard/copy. =",
            "01 12:00:00 1 Snapshot Blob: Takes snapshot disk_ss2 of premium/disk.",
            "01 12:00:01 1 Get Page Ranges: Asks what snapshot disk_ss2 of premium/disk has that \
             disk_ss1 has not.",
            "01 12:00:02 1 Put Page From URL: Writes what differs between disk_ss1 and disk_ss2 to \
             standard/copy. =",
            "01 12:00:03 1 Snapshot Blob: Takes snapshot copy_ss2 of standard/copy. =",
            "01 12:00:04 1 Delete Blob: Deletes snapshot disk_ss1 of premium/disk.",
            "02 00:00:00 2 Snapshot Blob: Takes snapshot disk_ss3 of premium/disk.",
        ],
    );
}

/// INC-6, as the worked example has it.
#[test]
fn the_worked_example_runs_sixty_windows_of_a_p30_disk() {
    let blobs = Blobs::open(&blobs_start(), None).expect("the preset is valid");
    let view = blobs.view();
    let of_window = |number| {
        view.steps
            .iter()
            .filter(move |step| step.window == Some(number))
    };
    let first: Vec<&str> = of_window(0).map(|step| step.takes.as_str()).collect();
    // 1024 GiB at 60 MiB a second.
    assert_eq!(first, ["2 ms", "4 h 51 min 16 s", "2 ms"]);
    for number in 1..60 {
        assert!(of_window(number).count() >= 4, "window {number}");
    }
    assert!(view.steps.iter().all(|step| step.refused.is_none()));
    let proven = view.steps.iter().filter_map(|step| step.proven);
    assert!(proven.clone().all(|it| it) && proven.count() >= 120);
}

/// INC-7: the snapshot becomes a blob of its own, that becomes the machine's disk, and the procedure
/// goes on from there.
#[test]
fn a_restore_promotes_a_snapshot_and_the_backup_goes_on_against_the_promoted_blob() {
    let restore = json!([{"at": "2026-03-02T01:00:00Z", "do": "restore", "snapshot": "copy_ss2"}]);
    check_lines(
        &document(restore),
        "02 01:00:00",
        &[
            "02 01:00:00 Copy Blob: Copies snapshot copy_ss2 of standard/copy to \
             standard/copyrestored.",
            "02 01:00:18 Snapshot Blob: Takes snapshot copyrestored_ss1 of standard/copyrestored.",
            "02 01:00:19 Copy Blob: Copies snapshot copyrestored_ss1 of standard/copyrestored to \
             premium/diskrestored.",
            "02 01:00:37 Snapshot Blob: Takes snapshot diskrestored_ss1 of premium/diskrestored. =",
            "02 01:00:38 Detach and attach: ds-01 gets premium/diskrestored in the place of \
             premium/disk.",
            "02 12:00:00 3 Snapshot Blob: Takes snapshot diskrestored_ss2 of premium/diskrestored.",
            "02 12:00:01 3 Get Page Ranges: Asks what snapshot diskrestored_ss2 of \
             premium/diskrestored has that diskrestored_ss1 has not.",
            "02 12:00:02 3 Put Page From URL: Writes what differs between diskrestored_ss1 and \
             diskrestored_ss2 to standard/copyrestored. =",
            "02 12:00:03 3 Snapshot Blob: Takes snapshot copyrestored_ss2 of \
             standard/copyrestored. =",
            "02 12:00:04 3 Delete Blob: Deletes snapshot diskrestored_ss1 of premium/diskrestored.",
        ],
    );
}

/// INC-7: a second restore finds the names taken, and may go back before the first.
#[test]
fn a_second_restore_gets_names_of_its_own() {
    let restore = |at: &str| json!({"at": at, "do": "restore", "snapshot": "copy_ss1"});
    let twice = json!([
        restore("2026-03-01T13:00:00Z"),
        restore("2026-03-01T14:00:00Z")
    ]);
    let view = open(&document(twice)).view();
    let names = |account: usize| {
        let blobs = view.accounts[account].blobs.iter();
        blobs.map(|blob| (blob.name.clone(), blob.role.clone(), blob.lease.clone()))
    };
    let said =
        |name: &str, role: &str, lease: &str| (name.to_owned(), role.to_owned(), lease.to_owned());
    assert!(names(0).eq([
        said("disk", "", "available"),
        said("diskrestored", "", "available"),
        said("diskrestored2", "the machine's disk", "leased"),
    ]));
    assert!(names(1).eq([
        said("copy", "", "available"),
        said("copyrestored", "", "available"),
        said("copyrestored2", "the backup", "available"),
    ]));
    assert!(
        view.steps
            .iter()
            .all(|step| step.refused.is_none() && step.proven != Some(false))
    );
}

/// INC-7: refused, and the procedure goes on as before.
#[test]
fn a_restore_of_a_snapshot_that_is_not_there_is_refused() {
    let restore = json!([{"at": "2026-03-01T13:00:00Z", "do": "restore", "snapshot": "copy_ss9"}]);
    check_lines(
        &document(restore),
        "01 13:00:00",
        &[
            "01 13:00:00 Copy Blob: Copies snapshot copy_ss9 of standard/copy to \
             standard/copyrestored. [BlobNotFound]",
            "02 00:00:00 2 Snapshot Blob: Takes snapshot disk_ss3 of premium/disk.",
        ],
    );
}

/// A copy of 1024 GiB takes nearly five hours: of hourly windows the next four are left out.
#[test]
fn a_window_that_begins_while_another_runs_is_left_out_and_says_so() {
    let mut document = document(json!([]));
    document["every_hours"] = json!(1);
    document["days"] = json!(1);
    document["disk"]["size_gib"] = json!(1024);
    let view = open(&document).view();
    let left_out = view.steps.iter().filter(|step| step.request.is_empty());
    let windows: Vec<Option<u32>> = left_out.clone().map(|step| step.window).collect();
    assert_eq!(windows, [1, 2, 3, 4].map(Some));
    for step in left_out {
        assert!(
            step.what
                .starts_with("Left out: what began before still runs"),
            "{}",
            step.what
        );
    }
}

/// What a look up to a step shows is what the whole run had there.
#[test]
fn a_run_up_to_a_step_is_the_beginning_of_the_whole() {
    let restore = json!([{"at": "2026-03-01T13:00:00Z", "do": "restore", "snapshot": "copy_ss1"}]);
    let document = document(restore);
    let whole = open(&document).view();
    for steps in 0..=whole.steps_in_all + 1 {
        let part = open_up_to(&document, Some(steps)).view();
        let there = (steps as usize).min(whole.steps.len());
        assert_eq!(part.steps, whole.steps[..there]);
        assert_eq!(part.steps_in_all, whole.steps_in_all);
        let is_over = steps >= whole.steps_in_all;
        assert_eq!(part.next.is_none(), is_over, "{steps}: {:?}", part.next);
        assert_eq!(part.ways.len(), if is_over { 3 } else { 0 });
    }
    let last = whole.steps.last().expect("there are steps");
    assert!(line(last).contains("Delete Blob"));
}
