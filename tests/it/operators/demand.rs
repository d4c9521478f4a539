//! Backups on demand: how many a day, how long their points live, and how many points a machine
//! may have.

use super::{Run, Story, back_up_now, stop_keep};
use serde_json::{Value, json};
use vaultlab::azure::errors::Fault;
use vaultlab::ledger::{Job, JobOutcome};
use vaultlab::units::{SimDuration, SimTime};

#[test]
fn a_point_on_demand_lives_as_long_as_was_said_whatever_the_policy() {
    let story = Story::of_days(40)
        .then("03-02 10:00", back_up_now(3))
        .then("03-02 11:00", back_up_now(20))
        .then("03-02 12:00", json!({"do": "back-up-now"}));
    let run = story.check_answers(&["taken"; 3]);
    let there = |at: &str| {
        let due = run.in_vault(at);
        ["03-02 10:00", "03-02 11:00", "03-02 12:00"].map(|it| due.iter().any(|due| due == it))
    };
    // Each dies some minutes after its time, so before noon or after it.
    assert_eq!(there("03-05 11:59"), [true, true, true]);
    assert_eq!(there("03-05 12:00"), [false, true, true]);
    assert_eq!(there("03-22 11:59"), [false, true, true]);
    assert_eq!(there("03-22 12:00"), [false, false, true]);
    // 30 days after noon of the 2nd.
    assert_eq!(there("04-02 11:59"), [false, false, true]);
    assert_eq!(there("04-02 12:00"), [false; 3]);
}

#[test]
fn a_backup_on_demand_may_be_the_first_and_takes_no_place_of_the_schedules() {
    let story = Story::of_days(2).then("03-01 10:00", back_up_now(7));
    let run = story.check_answers(&["taken"]);
    run.check_jobs(&[
        "03-01 10:00 daily ok",
        "03-01 22:00 daily ok",
        "03-02 22:00 daily ok",
    ]);
}

/// So many on 2 March (UTC) are taken, one more is not, and the next day begins anew.
#[track_caller]
fn check_per_day(story: Story, taken: usize) {
    let on = |story: Story, hour: usize| story.then(&format!("03-02 {hour:02}:00"), back_up_now(7));
    let story = (0..taken).fold(story, on);
    let story = story
        .then("03-02 23:59:59", back_up_now(7))
        .then("03-03 00:00", back_up_now(7));
    let mut expected = vec!["taken"; taken];
    expected.extend(["OnDemandBackupLimitReached", "taken"]);
    let run = story.check_answers(&expected);
    let jobs = run.jobs("a");
    // With those of three nights.
    assert_eq!(jobs.len(), taken + 4);
    assert!(jobs.iter().all(|job| job.ends_with(" ok")), "{jobs:?}");
}

#[test]
fn a_machine_is_backed_up_on_demand_as_often_a_day_as_its_profile_allows() {
    check_per_day(Story::of_days(3), 9);
    check_per_day(Story::of_days(3).under("resource-manager-2019"), 4);
    check_per_day(Story::of_days(3).under("classic-2015"), 1);
}

#[test]
fn a_refused_backup_on_demand_does_not_count() {
    let story = Story::of_days(3)
        .then("03-02 00:00", stop_keep())
        .then("03-02 00:01", back_up_now(7))
        .then("03-02 00:02", super::resume());
    let story = (1..=10).fold(story, |story, hour| {
        story.then(&format!("03-02 {hour:02}:00"), back_up_now(7))
    });
    let mut expected = vec!["taken", "UserErrorBcmDatasourceNotPresent", "taken"];
    expected.extend(["taken"; 9]);
    expected.push("OnDemandBackupLimitReached");
    story.check_answers(&expected);
}

/// LIF-8
#[test]
fn in_2015_the_first_backup_waits_for_the_scheduled_time() {
    let story = Story::of_days(2)
        .under("classic-2015")
        .then("03-01 10:00", back_up_now(7))
        .then("03-01 22:01", back_up_now(7))
        .then("03-02 10:00", back_up_now(7));
    let first = "FirstBackupOnDemandNotAllowed";
    let run = story.check_answers(&[first, first, "taken"]);
    run.check_jobs(&[
        "03-01 22:00 daily ok",
        "03-02 10:00 daily ok",
        "03-02 22:00 daily ok",
    ]);
}

#[test]
fn a_backup_on_demand_during_another_ones_snapshot_fails() {
    let story = Story::of_days(1).then("03-01 22:01", back_up_now(7));
    story.check_answers(&["taken"]).check_jobs(&[
        "03-01 22:00 daily ok",
        "03-01 22:01 daily UserErrorBackupOperationInProgress",
    ]);
}

/// `a` alone, backed up on demand so many times every day but the first two, kept for as long as it
/// may be.
fn collector(profile: &str, days: u32, per_day: usize, keep_days: u32) -> Story {
    let mut story = Story::of_days(days)
        .under(profile)
        .with("/vms", json!([super::machine("a", Some("daily"))]));
    let first: jiff::civil::Date = "2026-03-03".parse().expect("a date");
    let dates = first
        .series(jiff::Span::new().days(1))
        .take(days as usize - 2);
    let actions = dates.flat_map(|date| {
        (0..per_day).map(move |hour| {
            json!({"at": format!("{date}T{hour:02}:00:00Z"), "vm": "a", "do": "back-up-now",
                   "keep_days": keep_days})
        })
    });
    story.0["timeline"] = actions.collect::<Value>();
    story
}

/// A collector of 2015: protection is stopped over the clean-up of every day but the last ten, so
/// that points stay which live for a month at most.
fn collector_of_2015() -> Story {
    const DAYS: u32 = 210;
    let story = collector("classic-2015", DAYS, 1, 30);
    let first: jiff::civil::Date = "2026-03-02".parse().expect("a date");
    let dates = first.series(jiff::Span::new().days(1));
    dates.take(DAYS as usize - 11).fold(story, |story, date| {
        let day = &date.to_string()[5..];
        let stopped = story.then(&format!("{day} 11:59"), stop_keep());
        stopped.then(&format!("{day} 12:01"), super::resume())
    })
}

/// The machine comes to have as many points as it may, never more; backups beyond fail.
#[track_caller]
fn check_points_max(story: &Story, points_max: usize) {
    let run = story.run();
    assert!(run.answers().iter().all(|answer| *answer == "taken"));
    // Points come and go with an event each: what is there after each.
    let mut changes: Vec<(SimTime, i32)> = Vec::new();
    for point in run.ledger.points().iter() {
        let vault = point.vault.expect("nothing is skipped");
        let snapshot_until = point.snapshot.map_or(SimTime::ZERO, |tier| tier.removed);
        changes.push((point.appeared, 1));
        changes.push((vault.removed.max(snapshot_until), -1));
    }
    changes.sort_unstable();
    let mut there = 0;
    let counts = changes.iter().map(|(_, change)| {
        there += change;
        there
    });
    assert_eq!(counts.max(), i32::try_from(points_max).ok());
    let full = "RecoveryPointLimitReached";
    let jobs = run.jobs("a");
    let failed = jobs.iter().filter(|job| job.ends_with(full)).count();
    let ok = jobs.iter().filter(|job| job.ends_with(" ok")).count();
    assert!(
        failed > 0 && failed + ok == jobs.len(),
        "{failed} of {}",
        jobs.len()
    );
    // A point that goes makes room for one more.
    let first_failed = jobs.iter().position(|job| job.ends_with(full));
    let after = &jobs[first_failed.expect("one has failed")..];
    assert!(after.iter().any(|job| job.ends_with(" ok")));
}

#[test]
fn a_machine_of_2015_comes_to_366_points_and_no_more() {
    check_points_max(&collector_of_2015(), 366);
}

#[test]
fn a_machine_of_today_comes_to_9999_points_and_no_more() {
    check_points_max(&collector("current", 1_117, 9, 36_135), 9_999);
}

/// ERR-13: a machine of 2015 with 365 points has one on its way: the next backup, which begins before
/// that one's commit and would end after it, does not come to ask whether there is room.
#[test]
fn a_point_that_is_on_its_way_keeps_the_next_from_starting() {
    // Every night reads the whole disk: in 70 minutes, before the backup on demand is due.
    let slow = json!([{"name": "slow", "mib_per_s": 2}]);
    let mut story = collector_of_2015()
        .with("/accounts", slow)
        .with("/vms/0/disks/0/account", json!("slow"));
    // The day's backup on demand is the one that fails first; the night's before it still fits.
    let run = story.run();
    let calendar = run.scenario.calendar();
    let at = |at: SimTime| json!(calendar.utc_text(at));
    let mut jobs = run.ledger.jobs().iter().rev();
    let is_full = |job: &&Job| job.outcome == JobOutcome::Failed(Fault::PointLimitReached);
    let first = jobs
        .by_ref()
        .filter(is_full)
        .last()
        .expect("it is full once");
    let mut nights = run.ledger.jobs().iter().filter(|job| job.due < first.due);
    let night = nights.next_back().expect("nights before").due;
    // The night's becomes long, and the one on demand begins three minutes before its commit.
    story.0["timeline"]
        .as_array_mut()
        .expect("actions")
        .push(json!({"at": at(night), "vm": "a", "do": "fill-disk", "disk": "os", "add_gib": 7}));
    let commit = |run: &Run| {
        let mut jobs = run.ledger.jobs().iter();
        jobs.find(|job| job.due == night)
            .and_then(Job::ended)
            .expect("it ends")
    };
    let late = commit(&story.run()).since(SimTime::ZERO) - SimDuration::mins(3);
    let late = SimTime::ZERO + SimDuration::secs(late.whole_secs());
    let actions = story.0["timeline"].as_array_mut().expect("actions");
    let moved = actions
        .iter_mut()
        .find(|action| action["at"] == at(first.due));
    moved.expect("it is there")["at"] = at(late);
    let run = story.run();
    let mut jobs = run.ledger.jobs().iter();
    let job = jobs.find(|job| job.due == late).expect("it was taken");
    assert!(commit(&run) > late);
    assert_eq!(job.outcome, JobOutcome::Failed(Fault::OperationInProgress));
}
