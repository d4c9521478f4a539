//! Many machines at one instant, and policies that nobody follows.

use super::{Run, Story, machine, protect};
use serde_json::json;
use vaultlab::ledger::Job;
use vaultlab::units::SimTime;

/// `a` and `b` under `daily`, whose transfers take less than a minute, and 300 machines under
/// nothing. Three policies take a hundred each.
fn crowd() -> Story {
    let crowded = |name: &str| {
        json!({"name": name, "vault": "v", "schedule": {"every": "day", "at": "12:00"},
               "time_zone": "UTC", "retention": {"daily": {"days": 7}}})
    };
    let mut story = Story::of_days(3);
    let policies = story.0["policies"].as_array_mut().expect("policies");
    policies.extend((0..3).map(|i| crowded(&format!("crowd-{i}"))));
    let vms = story.0["vms"].as_array_mut().expect("machines");
    for vm in &mut vms[..2] {
        vm["disks"][0]["used_gib"] = json!(0.5);
    }
    vms.extend((0..300).map(|i| machine(&format!("m-{i}"), None)));
    story
}

fn protected_at(at: &str) -> Story {
    (0..300_usize).fold(crowd(), |story, i| {
        let policy = format!("crowd-{}", i.div_euclid(100));
        story.then_to(&format!("m-{i}"), at, protect(&policy))
    })
}

fn ends(run: &Run, vm: &str) -> Vec<Option<SimTime>> {
    let vm = run.vm(vm);
    let jobs = run.ledger.jobs().iter().filter(|job| job.vm == vm);
    jobs.map(Job::ended).collect()
}

/// From before the first transfer starts to after the last has ended.
#[test]
fn three_hundred_machines_are_protected_at_one_instant_while_others_transfer() {
    let alone = crowd().run();
    for seconds in (0..=20 * 60_u32).step_by(30) {
        let at = format!("03-01 22:{:02}:{:02}", seconds.div_euclid(60), seconds % 60);
        let run = protected_at(&at).check_answers(&["taken"; 300]);
        for vm in ["a", "b"] {
            assert_eq!(ends(&run, vm), ends(&alone, vm), "{at}");
        }
        for i in 0..300 {
            let jobs = run.jobs(&format!("m-{i}"));
            assert_eq!(jobs.len(), 2, "{at}: {jobs:?}");
            assert!(jobs.iter().all(|job| job.ends_with(" ok")), "{jobs:?}");
        }
    }
}
