//! Where time goes: what a job waits for, what limits its disks, what they share. A bill of time is
//! exact: every nanosecond is in one part.

use crate::fleets::{random, report, run};
use crate::operators::Story;
use crate::swarm::chaos;
use serde_json::{Value, json};
use vaultlab::engine::{OwnLimit, Pace, Simulation};
use vaultlab::ledger::{Job, JobOutcome, Ledger, LinkName, Phase};
use vaultlab::report::{Part, Report};
use vaultlab::scenario::presets::Preset;
use vaultlab::scenario::timeline::ActionKind;
use vaultlab::scenario::{check, draft::ScenarioDraft};
use vaultlab::units::{JobId, SimDuration, SimTime};

fn parts_are_exact(report: &Report) -> Result<(), String> {
    for (id, job) in report.ledger().jobs().enumerate() {
        let Some(ended) = job.ended() else { continue };
        let parts = report.parts(id);
        let all: SimDuration = parts.iter().map(|(_, length)| *length).sum();
        if all != ended.since(job.due) {
            return Err(format!("{job:?}: {parts:?}"));
        }
    }
    Ok(())
}

/// What a disk did not lose to others it took by itself: as long as it takes alone.
fn own_time_is_what_it_takes_alone(report: &Report) -> Result<(), String> {
    let ledger = report.ledger();
    for (id, job) in ledger.jobs().enumerate() {
        let JobOutcome::Completed(_) = job.outcome else {
            continue;
        };
        let parts = report.parts(id);
        let of = |is: fn(&Part) -> bool| -> f64 {
            let those = parts.iter().filter(|(part, _)| is(part));
            those.map(|(_, length)| length.as_secs_f64()).sum()
        };
        let own = of(|it| matches!(it, Part::Moving(_) | Part::Listing));
        let transfers = ledger.transfers_of(id).iter();
        let Some(last) = transfers.max_by_key(|it| it.ended) else {
            continue;
        };
        let scenario = report.scenario();
        let mut acts = scenario.timeline().iter();
        let is_grown =
            acts.any(|act| matches!(act.what, ActionKind::GrowDisk(disk, _) if disk == last.disk));
        if last.sent.is_zero() || is_grown {
            continue;
        }
        let disk = &scenario.disks()[last.disk];
        let pace = Pace::of_sending(last, disk, disk.size, scenario.calibration());
        let alone = last.sent.as_f64() / pace.rate;
        if (own - alone).abs() > 1e-6 + 1e-9 * alone {
            return Err(format!(
                "{job:?}: {own} s of its own, {alone} s alone: {parts:?}"
            ));
        }
    }
    Ok(())
}

#[test]
fn every_nanosecond_of_a_backup_is_in_one_part() {
    for seed in 0..60 {
        for draft in [random(seed), chaos(seed)] {
            let session = run(draft);
            let report = report(&session);
            let laws =
                parts_are_exact(report).and_then(|()| own_time_is_what_it_takes_alone(report));
            if let Err(broken) = laws {
                panic!("seed {seed}: {broken}");
            }
        }
    }
}

/// The parts of `a`'s backup of a day, as `part minutes`, those of a minute and more.
#[track_caller]
fn check_parts(story: &Story, day: usize, expected: &[&str]) {
    let session = run(draft(story));
    let report = report(&session);
    let jobs = report.ledger().jobs().enumerate();
    let of_a = jobs.filter(|(_, job)| report.scenario().vms()[job.vm].name == "a");
    let (id, _) = of_a.collect::<Vec<(JobId, &Job)>>()[day];
    let minutes = |length: SimDuration| (length.as_secs_f64() / 60.0).round();
    let line = |(part, length): &(Part, SimDuration)| {
        let link = part.link().map(|link| match link {
            LinkName::Vault(_) => " vault",
            LinkName::Account(_) => " account",
            LinkName::Requests(_) => " account's requests",
            LinkName::VaultOut(_) => " way out",
            LinkName::Vm(_) => " machine",
            LinkName::Region => " region",
        });
        let (name, link) = (part.name(), link.unwrap_or_default());
        format!("{name}{link} {}", minutes(*length))
    };
    let parts = report.parts(id);
    let is_shown = |it: &&(Part, SimDuration)| {
        let always = matches!(
            it.0,
            Part::Start | Part::Prepare | Part::Snapshot | Part::Commit
        );
        !always && minutes(it.1) >= 1.0
    };
    let lines: Vec<String> = parts.iter().filter(is_shown).map(line).collect();
    assert_eq!(lines, expected);
}

fn draft(story: &Story) -> ScenarioDraft {
    vaultlab::scenario::parse(&story.text()).expect("a story parses")
}

/// `a` alone with a disk of 60 GiB in an account.
fn alone() -> Story {
    let disk = json!({"name": "os", "role": "os", "size_gib": 128, "used_gib": 60,
                      "change_percent_per_day": 0, "account": "acc"});
    let story = Story::of_days(2)
        .with("/accounts", json!([{"name": "acc"}]))
        .with("/vms/0/disks", json!([disk]));
    let mut story = story.with("/vms/1/policy", Value::Null);
    story.0["vms"].as_array_mut().expect("machines").truncate(1);
    story
}

/// 60 GiB at 20 MB/s are 54 minutes: of a first backup the service is the limit.
#[test]
fn a_disk_that_shares_nothing_loses_nothing() {
    check_parts(&alone(), 0, &["service 54"]);
}

#[test]
fn what_a_full_link_costs_is_said_of_that_link() {
    // 60 GiB at 10 MiB/s are 102 minutes.
    let full = |path: &str, value: Value| alone().with(path, value);
    let account = full("/accounts/0/mib_per_s", json!(10));
    check_parts(&account, 0, &["service 54", "shared account 49"]);
    let vault = full("/vaults/0/mib_per_s", json!(10));
    check_parts(&vault, 0, &["service 54", "shared vault 49"]);
    let machine = full("/vms/0/setup", json!({"mib_per_s": 10}));
    check_parts(&machine, 0, &["service 54", "shared machine 49"]);
    let region = full("/calibration/region_mib_per_s", json!(10));
    check_parts(&region, 0, &["service 54", "shared region 49"]);
    // 15,360 requests of 4 MiB, two a second: 128 minutes.
    let requests = full("/accounts/0/requests_per_s", json!(2));
    check_parts(
        &requests,
        0,
        &["service 54", "shared account's requests 74"],
    );
}

#[test]
fn what_others_do_in_an_account_leaves_less_of_it() {
    let half = json!({"name": "acc", "mib_per_s": 20, "other_load_percent": 50});
    let story = alone().with("/accounts/0", half);
    check_parts(&story, 0, &["service 54", "shared account 49"]);
    let requests = json!({"name": "acc", "requests_per_s": 4, "other_load_percent": 50});
    let story = alone().with("/accounts/0", requests);
    check_parts(&story, 0, &["service 54", "shared account's requests 74"]);
}

/// The first job is due at 22:00, when the busy hours begin; the region carries more from 02:00 on.
#[test]
fn the_region_carries_another_amount_in_its_busy_hours() {
    let busy = |mib: u32| {
        let calibration = json!({"start_delay_max_min": 0, "queue_mean_min": 0,
            "queue_busy_mean_min": 0, "region_busy_mib_per_s": mib});
        alone().with("/calibration", calibration)
    };
    check_parts(&busy(10), 0, &["service 54", "shared region 49"]);
    // Until 02:00 it moves 1 MiB/s, about 225 minutes; the rest takes as long as it would alone.
    let session = run(draft(&busy(1)));
    let ledger = report(&session).ledger();
    let (_, job) = ledger.jobs().enumerate().next().expect("a job");
    let ended = job.ended().expect("it has ended");
    let hours = SimTime::ZERO + SimDuration::hours(26);
    assert!(
        ended > hours && ended < hours + SimDuration::mins(54),
        "{ended:?}"
    );
}

#[test]
fn a_disk_is_limited_by_the_least_of_its_own_limits() {
    let limit = |change: f64, run_kib: u32, size_gib: u32, calibration: Value| {
        let disk = json!({"name": "os", "role": "os", "kind": "premium-ssd", "size_gib": size_gib,
            "used_gib": 25, "hot_percent": 0, "change_percent_per_day": change,
            "writes": {"run_kib": run_kib}});
        let mut story = alone().with("/vms/0/disks", json!([disk]));
        for (field, value) in calibration.as_object().expect("fields") {
            story = story.with(&format!("/calibration/{field}"), value.clone());
        }
        let session = run(draft(&story));
        let parts = report(&session).parts(JobId::new(1));
        let moving = parts.iter().find_map(|(part, _)| {
            let Part::Moving(limit) = part else {
                return None;
            };
            Some(*limit)
        });
        moving.expect("it has moved")
    };
    assert_eq!(limit(5.0, 4, 32, json!({})), OwnLimit::Requests);
    assert_eq!(limit(5.0, 65_536, 32, json!({})), OwnLimit::Tier);
    assert_eq!(limit(5.0, 65_536, 1_024, json!({})), OwnLimit::Blob);
    let slow = json!({"incremental_mb_per_s": 10});
    assert_eq!(limit(5.0, 65_536, 1_024, slow), OwnLimit::Service);
    // With enough of them a request is no limit.
    let many = json!({"disk_requests_per_s": 100_000});
    assert_eq!(limit(5.0, 65_536, 1_024, many), OwnLimit::Blob);
}

/// PRO-5: a job waits for the service, longer in the busy hours, never more than 8 hours. An ordinary
/// fleet's daily backups end within 24 hours because of what they have to do, not by decree; a first
/// backup may take longer.
#[test]
fn data_wait_for_the_service_and_an_ordinary_day_is_enough() {
    let mut draft = Preset::find("fleet-1000").expect("it is there").draft();
    draft.days = 8;
    draft.vms.truncate(300);
    let (_, _, ledger) = Simulation::new(check(draft).expect("valid")).finish();
    let waits = |is: fn(&Job) -> bool| -> Vec<SimDuration> {
        let jobs = ledger.jobs().iter().filter(|job| is(job));
        jobs.filter_map(|job| {
            let from = job.phase_end(Phase::Snapshot)?;
            Some(job.phase_end(Phase::Queue)?.since(from))
        })
        .collect()
    };
    let all = waits(|_| true);
    assert!(all.iter().all(|wait| *wait <= SimDuration::hours(8)));
    let some_wait = all.iter().filter(|wait| **wait > SimDuration::mins(30));
    assert!(some_wait.count() > 50, "of {}", all.len());
    let lasted = |first: bool| longest(&ledger, first);
    assert!(
        lasted(false) < SimDuration::hours(24),
        "{:?}",
        lasted(false)
    );
    assert!(lasted(true) > lasted(false));
}

/// The longest backup from its time to its end: of first ones, or of all others.
fn longest(ledger: &Ledger, first: bool) -> SimDuration {
    let mut seen = std::collections::BTreeSet::new();
    let jobs = ledger.jobs().iter();
    let those = jobs.filter(|job| seen.insert(job.vm) == first);
    let lengths = those.filter_map(|job| Some(job.ended()?.since(job.due)));
    lengths.max().unwrap_or_default()
}

/// 8,000 GiB at 1 MiB/s are three months.
#[test]
fn a_night_that_cannot_end_is_cut_and_says_so() {
    let disk = json!({"name": "os", "role": "os", "size_gib": 8192, "used_gib": 8000,
                      "change_percent_per_day": 0});
    let story = alone()
        .with("/vms/0/disks", json!([disk]))
        .with("/calibration/region_mib_per_s", json!(1));
    let session = run(draft(&story));
    let report = report(&session);
    let (_, job) = report.ledger().jobs().enumerate().next().expect("a job");
    assert_eq!(job.outcome, JobOutcome::Running);
    let moved = report.ledger().dropped().values().next().expect("it moved");
    // From the first night to 30 days after the second.
    let days = moved.as_f64() / f64::from(1 << 20) / 86_400.0;
    assert!((30.9..31.2).contains(&days), "{days}");
    let view = report.machine(job.vm, 0).expect("it was due");
    assert!(
        view.why.contains("cut, 30 days after its last"),
        "{}",
        view.why
    );
    assert!(
        view.why.contains("contention for the region"),
        "{}",
        view.why
    );
}
