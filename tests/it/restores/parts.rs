//! Where a restore's time goes: every nanosecond is in one part, over random fleets and at any moment.

use crate::fleets::{random, report, run};
use crate::restores::{delete_snapshots, ordinary};
use crate::swarm::chaos;
use serde_json::json;
use vaultlab::azure::timing::RESTORE_DISK_RATE;
use vaultlab::engine::{OwnLimit, Simulation};
use vaultlab::ledger::{Task, TaskOutcome};
use vaultlab::report::query::JobQuery;
use vaultlab::report::view::OperationName;
use vaultlab::report::{Part, Report};
use vaultlab::scenario::check;
use vaultlab::units::{SimDuration, SimTime, TaskId};

fn restores(report: &Report) -> impl Iterator<Item = (TaskId, &Task)> {
    let tasks = report.ledger().tasks().enumerate();
    tasks.filter(|(_, task)| task.restore.is_some())
}

/// The parts of each restore add up to its length, or to how long it has run.
fn check_sums(report: &Report, now: SimTime, context: &str) {
    for (id, task) in restores(report) {
        let parts = report.restore_parts(id);
        let all: SimDuration = parts.iter().map(|(_, length)| *length).sum();
        let until = task.end().unwrap_or(now);
        assert_eq!(
            all,
            until.since(task.began),
            "{context}: {task:?} {parts:?}"
        );
    }
}

/// What the deciding disk did not lose to others it took by itself: as long as it takes alone.
fn check_own_time(report: &Report, context: &str) {
    for (id, task) in restores(report) {
        let copies = report.ledger().copies_of(id);
        let Some(last) = copies.iter().rev().max_by_key(|copy| copy.ended) else {
            continue;
        };
        if task.outcome == TaskOutcome::Cancelled || last.ended.is_none() {
            continue;
        }
        let parts = report.restore_parts(id);
        let moving = Part::Moving(OwnLimit::Service);
        let own = parts.iter().find(|(part, _)| *part == moving);
        let own = own.map_or(0.0, |(_, length)| length.as_secs_f64());
        let alone = last.bytes.as_f64() / RESTORE_DISK_RATE.value.as_f64();
        assert!(
            (own - alone).abs() < 1e-6 + 1e-9 * alone,
            "{context}: {own} s of its own, {alone} s alone: {parts:?}"
        );
    }
}

#[test]
fn every_nanosecond_of_a_restore_is_in_one_part() {
    let mut count = 0;
    for seed in 0..60 {
        for draft in [random(seed), chaos(seed)] {
            let session = run(draft);
            let report = report(&session);
            let cut = report.scenario().end() + SimDuration::days(30);
            let context = format!("seed {seed}");
            check_sums(report, cut, &context);
            check_own_time(report, &context);
            count += restores(report).count();
        }
    }
    assert!(count > 60, "only {count} restores");
}

#[test]
fn the_parts_of_a_restore_that_runs_reach_up_to_now() {
    let mut running = 0;
    for seed in 0..40 {
        let scenario = check(random(seed)).expect("it is valid");
        let mut simulation = Simulation::new(scenario);
        for hours in (0..24 * 40).step_by(7) {
            let now = SimTime::ZERO + SimDuration::hours(hours);
            if now >= simulation.scenario().end() {
                break;
            }
            simulation.run_until(now);
            let report = Report::so_far(&simulation);
            check_sums(&report, now, &format!("seed {seed}, {hours} h"));
            running += restores(&report).filter(|it| it.1.end().is_none()).count();
        }
    }
    assert!(running > 3, "only {running} restores were seen running");
}

/// RES-3: what a shared account costs is told of the job, and in the run's story.
#[test]
fn a_restore_says_what_it_lost_to_which_link() {
    let into = json!({"do": "restore", "how": "disks", "account": "acc"});
    let session = ordinary()
        .with("/accounts", json!([{"name": "acc", "mib_per_s": 20}]))
        .then("03-03 11:00", delete_snapshots())
        .then("03-03 12:00", into)
        .session();
    let report = session.report().expect("it is complete");
    let query = JobQuery {
        operation: Some(OperationName::Restore),
        ..JobQuery::default()
    };
    let jobs = report.all_jobs(&query);
    let [job] = jobs.as_slice() else {
        panic!("one restore");
    };
    let parts: Vec<&str> = job.parts.iter().map(|part| part.label.as_str()).collect();
    assert_eq!(
        parts,
        [
            "preparing",
            "moving data, limited by the service's best rate",
            "waiting for storage account acc"
        ]
    );
    let story = report.story();
    let told = story
        .iter()
        .filter(|line| line.text.starts_with("Restore has ended"));
    let told: Vec<&str> = told.map(|line| line.text.as_str()).collect();
    let [told] = told.as_slice() else {
        panic!("it is told once: {told:?}");
    };
    // 8 GiB take 409.6 s at 20 MiB/s and 286.3 s at 30 MB/s.
    assert!(
        told.contains(" It lost 2 min (") && told.ends_with("to storage account acc."),
        "{told}"
    );
}
