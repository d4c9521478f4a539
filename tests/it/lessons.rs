//! Lessons: every fault happens because of what is in its lesson, nothing else goes wrong on the way,
//! and once the cause is gone the same operation succeeds. A row that is added to the catalogue has no
//! lesson, and fails here.

use std::collections::BTreeSet;
use vaultlab::azure::errors::{Fault, faults};
use vaultlab::azure::profile::{PROFILES, Profile};
use vaultlab::engine::Simulation;
use vaultlab::ledger::{JobOutcome, Ledger, TaskOutcome};
use vaultlab::scenario::lessons::lesson;
use vaultlab::scenario::{Scenario, check};
use vaultlab::units::{SimTime, VmId};

/// The same can't be done again on the same machine: nothing encrypts it or moves it to another
/// region, and in 2015 nothing is ever cancelled.
const WITHOUT_CURE: [Fault; 3] = [
    Fault::NotEncrypted,
    Fault::LocationMismatch,
    Fault::CancelNotOffered,
];

/// Faults of a generation that nothing in it can bring about.
const IMPOSSIBLE: [(&str, Fault); 6] = [
    // Thirty days of two backups a day are far from the limit.
    ("classic-2015", Fault::PointLimitReached),
    // No limit is published.
    ("resource-manager-2019", Fault::RestoreLimitReached),
    // There is no Enhanced policy.
    ("resource-manager-2019", Fault::BackupOperationFailed),
    ("resource-manager-2019", Fault::EnhancedToStandard),
    ("resource-manager-2019", Fault::InstantPointNotFound),
    ("resource-manager-2019", Fault::CrossSnapshot),
];

/// What a machine was doing, or the service without one, when it met a fault or did not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Deed {
    what: String,
    vm: Option<VmId>,
}

/// What happened, in any order: when, what, and the fault if there was one.
fn deeds(scenario: &Scenario, ledger: &Ledger) -> Vec<(SimTime, Deed, Option<Fault>)> {
    let mut deeds = Vec::new();
    let mut add = |at, what: &str, vm, fault| {
        let what = what.to_owned();
        deeds.push((at, Deed { what, vm }, fault));
    };
    for job in ledger.jobs() {
        let fault = match job.outcome {
            JobOutcome::Completed(_) => job.warning,
            JobOutcome::Failed(fault) => Some(fault),
            JobOutcome::Cancelled => Some(Fault::JobCancelled),
            JobOutcome::Running | JobOutcome::TransferSkipped(_) | JobOutcome::Withdrawn => {
                continue;
            }
        };
        let ended = job.ended().expect("it has ended");
        add(ended, "backup", Some(job.vm), fault);
    }
    for record in ledger.operators() {
        let what = scenario.timeline()[record.action as usize].what.name();
        add(record.at, what, record.vm, record.refused);
    }
    for task in ledger.tasks() {
        let fault = match task.outcome {
            TaskOutcome::Completed => None,
            TaskOutcome::Warned(fault)
            | TaskOutcome::Partly(fault)
            | TaskOutcome::Failed(fault) => Some(fault),
            TaskOutcome::Running | TaskOutcome::Cancelled => continue,
        };
        add(task.ended, task.operation.name(), task.vm, fault);
    }
    deeds
}

/// What a lesson does not show, or nothing.
fn complaint(fault: Fault, profile: &Profile) -> Option<String> {
    let draft = lesson(fault, profile).expect("it has a lesson");
    let scenario = check(draft).expect("a lesson is valid");
    let (scenario, _, ledger) = Simulation::new(scenario).finish();
    let deeds = deeds(&scenario, &ledger);
    let met = deeds.iter().filter(|(_, _, met)| *met == Some(fault));
    let Some((last, deed, _)) = met.max_by_key(|(at, _, _)| *at) else {
        return Some("not met".to_owned());
    };
    let is_other = |other: &Fault| {
        // A cancelled job is what its operator wanted.
        *other != fault && *other != Fault::JobCancelled
    };
    let others = deeds.iter().filter_map(|(_, _, met)| *met);
    let others: BTreeSet<_> = others.filter(is_other).map(|it| it.row().code).collect();
    if !others.is_empty() {
        let others: Vec<_> = others.into_iter().collect();
        return Some(format!("met with {}", others.join(", ")));
    }
    let operation = fault.row().operation.name();
    let succeeds = |(at, it, met): &(SimTime, Deed, Option<Fault>)| {
        let is_same = it.what == deed.what || it.what == operation;
        at > last && is_same && it.vm == deed.vm && met.is_none()
    };
    let is_cured = deeds.iter().any(succeeds) || WITHOUT_CURE.contains(&fault);
    (!is_cured).then(|| format!("not cured ({})", deed.what))
}

fn fitting(profile: &Profile) -> impl Iterator<Item = Fault> {
    let of_profile = faults().filter(move |row| row.era.is_of(profile));
    of_profile
        .map(|row| row.fault)
        .filter(move |fault| !IMPOSSIBLE.contains(&(profile.name, *fault)))
}

#[test]
fn every_fault_of_a_generation_has_a_lesson_that_is_a_valid_scenario() {
    for profile in &PROFILES {
        for fault in fitting(profile) {
            let code = fault.row().code;
            let draft = lesson(fault, profile).unwrap_or_else(|| panic!("{code}: no lesson"));
            assert_eq!(draft.name, code);
            if let Err(problems) = check(draft) {
                panic!("{} {code}: {}", profile.name, problems[0]);
            }
        }
    }
}

#[test]
fn what_cannot_happen_in_a_generation_has_no_lesson() {
    for profile in &PROFILES {
        let all = faults().map(|row| row.fault);
        let fitting: Vec<_> = fitting(profile).collect();
        for fault in all.filter(|fault| !fitting.contains(fault)) {
            assert!(lesson(fault, profile).is_none(), "{}", fault.row().code);
        }
    }
}

#[test]
fn every_fault_is_met_in_its_lesson_alone_and_cured() {
    let mut open = String::new();
    for profile in &PROFILES {
        for fault in fitting(profile) {
            if let Some(complaint) = complaint(fault, profile) {
                open += &format!("{} {fault:?}: {complaint}\n", profile.name);
            }
        }
    }
    assert!(open.is_empty(), "{open}");
}
