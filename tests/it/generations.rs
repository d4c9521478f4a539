//! One small fleet under each generation of the service: when a point appears, in which tiers it is,
//! which of several backups a day goes to the vault, and what a first backup adds. 1 March 2026 is a
//! Sunday.

use crate::operators::{
    Run, Story, allow_snapshots, back_up_now, change_policy, forbid_snapshots, machine, resume,
    stop_keep,
};
use serde_json::{Value, json};
use vaultlab::azure::profile::PROFILES;
use vaultlab::azure::timing;
use vaultlab::ledger::{Job, JobOutcome, Phase, Point};
use vaultlab::scenario::policy::Reason;
use vaultlab::units::SimDuration;

/// Each point of `a` with its job, which has completed.
fn points(run: &Run) -> Vec<(Point, Job)> {
    let vm = run.vm("a");
    let points = run.ledger.points().iter().filter(|point| point.vm == vm);
    let with_job = points.map(|point| (*point, run.ledger.jobs()[point.job]));
    with_job.collect()
}

/// Four nights of every machine succeed; each point, its job and whether it is the newest.
#[track_caller]
fn check_points(profile: &str, is_right: impl Fn(&Point, &Job, bool)) {
    let run = Story::of_days(4).under(profile).run();
    let points = points(&run);
    assert_eq!(points.len(), 4);
    for (i, (point, job)) in points.iter().enumerate() {
        assert!(matches!(job.outcome, JobOutcome::Completed(_)));
        assert_eq!(Some(point.taken), job.phase_end(Phase::Snapshot));
        let vault = point.vault.expect("its data are in the vault");
        assert_eq!(Some(vault.committed), job.phase_end(Phase::Commit));
        is_right(point, job, i == 3);
    }
}

/// PRO-6
#[test]
fn in_2015_a_point_comes_with_its_commit_and_no_snapshot_stays() {
    check_points("classic-2015", |point, job, _| {
        assert_eq!(Some(point.appeared), job.phase_end(Phase::Commit));
        assert_eq!(point.snapshot, None);
    });
}

/// PRO-6
#[test]
fn in_2019_a_point_comes_with_its_commit_and_keeps_its_snapshot() {
    check_points("resource-manager-2019", |point, job, _| {
        assert_eq!(Some(point.appeared), job.phase_end(Phase::Commit));
        assert!(point.has_snapshot_at(point.appeared));
        assert!(
            !point.is_alive_at(point.taken),
            "it is not there before its commit"
        );
    });
}

/// PRO-6
#[test]
fn today_a_point_comes_with_its_snapshot_and_its_data_follow() {
    check_points("current", |point, job, _| {
        assert_eq!(Some(point.appeared), job.phase_end(Phase::Snapshot));
        assert!(point.has_snapshot_at(point.taken) && !point.is_in_vault_at(point.taken));
    });
}

/// PRO-6: two days where nothing else is said; gone at the first clean-up after them.
#[test]
fn a_snapshot_stays_for_the_policys_days_and_the_newest_until_there_is_a_newer() {
    for profile in ["resource-manager-2019", "current"] {
        let run = Story::of_days(10)
            .under(profile)
            .then("03-04 10:00", stop_keep());
        let run = run.then("03-08 13:00", resume()).run();
        let removed = points(&run).into_iter().map(|(point, job)| {
            let removed = point.snapshot.expect("it has had one").removed;
            let is_gone = removed <= run.scenario.end();
            (run.short(job.due), is_gone.then(|| run.short(removed)))
        });
        let expected = [
            ("03-01 22:00", Some("03-04 12:00")),
            ("03-02 22:00", Some("03-05 12:00")),
            ("03-03 22:00", Some("03-09 12:00")),
            ("03-08 22:00", None),
            ("03-09 22:00", None),
            ("03-10 22:00", None),
        ];
        let expected = expected.map(|(due, at)| (due.to_owned(), at.map(str::to_owned)));
        // Stopped at 10:00 on the 4th, before that day's clean-up: they wait for the resume.
        let mut expected = expected.to_vec();
        for point in &mut expected[..2] {
            point.1 = Some("03-09 12:00".to_owned());
        }
        assert_eq!(removed.collect::<Vec<_>>(), expected, "{profile}");
    }
}

/// PRO-6: a backup whose transfer is skipped leaves a snapshot only, where points come with them. In
/// 2015 there is no such backup (ERR-13).
#[test]
fn a_backup_during_a_transfer_leaves_a_point_only_today() {
    for profile in &PROFILES {
        let slow = json!([{"name": "slow", "mib_per_s": 1}]);
        let fill = json!({"do": "fill-disk", "disk": "os", "add_gib": 8});
        let run = Story::of_days(2)
            .under(profile.name)
            .with("/accounts", slow)
            .with("/vms/0/disks/0/account", json!("slow"))
            .then("03-02 12:00", fill)
            .then("03-02 23:00", back_up_now(7))
            .check_answers(&["taken", "taken"]);
        let last = run.jobs("a").pop().expect("it was taken");
        let expected = if profile.name == "classic-2015" {
            "03-02 23:00 daily OperationInProgressOnItem"
        } else {
            "03-02 23:00 daily skipped"
        };
        assert_eq!(last, expected, "{}", profile.name);
        let only_snapshots = points(&run)
            .iter()
            .filter(|(point, _)| point.vault.is_none())
            .count();
        assert_eq!(only_snapshots, usize::from(profile.name == "current"));
    }
}

/// Three backups a day, of which the day's last goes to the vault; Monday's for four weeks.
fn hourly(days: u32) -> Story {
    let policy = json!({"name": "daily", "vault": "v", "kind": "enhanced", "time_zone": "UTC",
        "schedule": {"every": "hours", "interval_hours": 4, "from": "08:00", "duration_hours": 12},
        "retention": {"daily": {"days": 7}, "weekly": {"weeks": 4, "on": ["monday"]}}});
    let story = Story::of_days(days).with("/policies/0", policy);
    story.with("/vms", json!([machine("a", Some("daily"))]))
}

/// `03-01 16:00 daily` of each point that went to the vault, and how many stayed snapshots.
#[track_caller]
fn check_hourly(story: &Story, in_vault: &[&str], only_snapshots: usize) {
    let run = story.run();
    assert!(run.answers().iter().all(|answer| *answer == "taken"));
    let points = points(&run);
    let (vault, rest): (Vec<_>, Vec<_>) = points
        .into_iter()
        .partition(|(point, _)| point.vault.is_some());
    let line = |(point, job): &(Point, Job)| {
        let reasons = point.reasons.iter().map(Reason::name);
        let reasons: Vec<&str> = reasons.collect();
        format!("{} {}", run.short(job.due), reasons.join(" "))
    };
    assert_eq!(vault.iter().map(line).collect::<Vec<_>>(), in_vault);
    assert_eq!(rest.len(), only_snapshots);
    assert!(
        rest.iter()
            .all(|(point, job)| point.reasons.is_empty() && job.reasons.is_empty())
    );
}

#[test]
fn of_several_backups_a_day_only_the_last_goes_to_the_vault() {
    let expected = [
        "03-01 16:00 daily",
        "03-02 16:00 daily weekly",
        "03-03 16:00 daily",
    ];
    check_hourly(&hourly(3), &expected, 6);
}

#[test]
fn when_the_days_last_fails_the_next_days_first_goes_for_its_reasons() {
    let story = hourly(4)
        .then("03-02 15:00", forbid_snapshots())
        .then("03-02 17:00", allow_snapshots());
    check_hourly(
        &story,
        &[
            "03-01 16:00 daily",
            "03-03 08:00 daily weekly",
            "03-03 16:00 daily",
            "03-04 16:00 daily",
        ],
        7,
    );
}

#[test]
fn when_the_next_days_first_fails_too_the_day_is_lost() {
    let story = hourly(4)
        .then("03-02 15:00", forbid_snapshots())
        .then("03-03 09:00", allow_snapshots());
    let expected = [
        "03-01 16:00 daily",
        "03-03 16:00 daily",
        "03-04 16:00 daily",
    ];
    check_hourly(&story, &expected, 7);
}

#[test]
fn a_first_or_middle_that_fails_takes_no_place_of_another() {
    let story = hourly(2)
        .then("03-02 07:00", forbid_snapshots())
        .then("03-02 13:00", allow_snapshots());
    check_hourly(
        &story,
        &["03-01 16:00 daily", "03-02 16:00 daily weekly"],
        2,
    );
}

#[test]
fn a_backup_on_demand_between_a_failed_last_and_the_next_first_takes_no_place() {
    let story = hourly(3)
        .then("03-02 15:00", forbid_snapshots())
        .then("03-02 17:00", allow_snapshots())
        .then("03-02 20:00", back_up_now(7));
    let expected = [
        "03-01 16:00 daily",
        "03-02 20:00 on-demand",
        "03-03 08:00 daily weekly",
        "03-03 16:00 daily",
    ];
    check_hourly(&story, &expected, 5);
}

#[test]
fn a_change_of_policy_or_a_stop_forgets_that_the_last_has_failed() {
    let failed = || {
        hourly(3)
            .then("03-02 15:00", forbid_snapshots())
            .then("03-02 17:00", allow_snapshots())
    };
    let expected = ["03-01 16:00 daily", "03-03 16:00 daily"];
    check_hourly(
        &failed().then("03-02 20:00", change_policy("daily")),
        &expected,
        6,
    );
    let stopped = failed()
        .then("03-02 20:00", stop_keep())
        .then("03-02 21:00", resume());
    check_hourly(&stopped, &expected, 6);
}

#[test]
fn a_change_that_is_refused_forgets_nothing() {
    let mut vms: Vec<Value> = (0..100)
        .map(|i| machine(&format!("m-{i}"), Some("enhanced")))
        .collect();
    vms.push(machine("a", Some("daily")));
    let story = hourly(3)
        .with("/vms", Value::from(vms))
        .then("03-02 15:00", forbid_snapshots())
        .then("03-02 17:00", allow_snapshots())
        .then("03-02 20:00", change_policy("enhanced"));
    let run = story.check_answers(&["taken", "taken", "UserErrorProtectionQuotaExceeded"]);
    let in_vault = points(&run)
        .into_iter()
        .filter(|(point, _)| point.vault.is_some());
    let due: Vec<String> = in_vault.map(|(_, job)| run.short(job.due)).collect();
    assert_eq!(due, ["03-01 16:00", "03-03 08:00", "03-03 16:00"]);
}

/// How long each backup of `a` has prepared.
fn prepared(story: &Story) -> Vec<SimDuration> {
    let run = story.run();
    let of_a = run.ledger.jobs().iter().filter(|job| job.vm == run.vm("a"));
    let prepare = |job: &Job| {
        let mut phases = job.phases();
        let (_, from, to) = phases.find(|(phase, ..)| *phase == Phase::Prepare)?;
        Some(to.since(from))
    };
    of_a.map(|job| prepare(job).expect("it has prepared"))
        .collect()
}

/// PRO-1, LIF-1, LIF-3: the first backup installs the extension, unless registration has.
#[test]
fn a_first_backup_is_longer_by_the_installation_of_the_extension() {
    let (min, max) = (timing::PREPARE_MIN.value, timing::PREPARE_MAX.value);
    let install = timing::PREPARE_INSTALL.value;
    for profile in &PROFILES {
        let lengths = prepared(&Story::of_days(5).under(profile.name));
        let is_registered = profile.name == "classic-2015";
        let first = lengths[0].saturating_sub(if is_registered {
            SimDuration::ZERO
        } else {
            install
        });
        for length in [first].iter().chain(&lengths[1..]) {
            assert!((min..=max).contains(length), "{}: {length}", profile.name);
        }
    }
}

/// LIF-7, LIF-8: what a classic machine can have at most.
#[test]
fn a_year_of_2015_has_one_backup_a_day_and_thirty_points() {
    let thirty = json!({"daily": {"days": 30}});
    let story = Story::of_days(100).under("classic-2015");
    let run = story.with("/policies/0/retention", thirty).run();
    let jobs: Value = json!(run.jobs("a").len());
    assert_eq!(jobs, json!(100));
    let there = |at: &str| {
        let at = run.at(at);
        points(&run)
            .iter()
            .filter(|(point, _)| point.is_in_vault_at(at))
            .count()
    };
    // Before a day's clean-up and after it.
    assert_eq!([there("05-20 21:00"), there("05-20 11:00")], [30, 31]);
}
