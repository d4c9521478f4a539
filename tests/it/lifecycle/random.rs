//! Anything in any order: whatever operators do, a run comes to its end, nothing is left running, and
//! it is the same run again.

use super::{plain, trouble};
use crate::operators::{
    Story, back_up_now, change_policy, fill, grow, machine, network, protect, resume, stop_delete,
    stop_keep,
};
use serde_json::{Value, json};
use vaultlab::ledger::JobOutcome;
use vaultlab::rng::{Draw, Draws, Purpose};

const DAYS: u32 = 12;

fn pick(draw: &mut Draw, count: usize) -> usize {
    ((draw.unit() * count as f64) as usize).min(count - 1)
}

/// What is done to a machine.
fn actions() -> Vec<Value> {
    let data = |what: &str| json!({"do": what, "disk": "data"});
    let mut actions: Vec<Value> = [
        "undelete",
        "cancel",
        "start",
        "stop",
        "deallocate",
        "restart",
        "create-vm",
        "create-vm",
        "delete-vm",
        "install-agent",
    ]
    .map(plain)
    .into();
    actions.extend([
        protect("daily"),
        protect("long"),
        change_policy("long"),
        back_up_now(7),
        stop_keep(),
        stop_delete(),
        resume(),
        network("no-outbound"),
        network("open"),
        fill(1.0),
        grow(40),
        data("add-disk"),
        data("remove-disk"),
        trouble(true, "several-nics"),
        trouble(false, "several-nics"),
        trouble(true, "allocation-pending"),
        json!({"do": "change-agent", "state": "missing"}),
        json!({"do": "change-agent", "state": "ready"}),
        json!({"do": "flag-agent", "flagged": true}),
        json!({"do": "lock", "on": "snapshots"}),
        json!({"do": "unlock", "on": "snapshots"}),
        json!({"do": "change-freeze", "takes_s": 70}),
        json!({"do": "restore", "how": "disks"}),
    ]);
    actions
}

fn random(profile: &str, seed: u64) -> Story {
    let mut draw = Draws::new(seed).at(1, 2, Purpose::Preset);
    let vm = |name: &str, policy: Option<&str>| {
        let mut vm = machine(name, policy);
        let disks = vm["disks"].as_array_mut().expect("disks");
        disks.push(
            json!({"name": "data", "role": "data", "size_gib": 32, "used_gib": 4,
                          "growth_gib_per_day": 0.5}),
        );
        vm
    };
    let vms = [vm("a", Some("daily")), vm("b", Some("long")), vm("c", None)];
    let mut story = Story::of_days(DAYS).under(profile).with("/vms", json!(vms));
    let classic = profile == "classic-2015";
    let actions = actions();
    for _ in 0..150 {
        // Many at the time of the backups.
        let hour = [pick(&mut draw, 24), 22][pick(&mut draw, 2)];
        let (day, minute) = (1 + pick(&mut draw, DAYS as usize), pick(&mut draw, 60));
        let at = format!("03-{day:02} {hour:02}:{minute:02}");
        let vm = ["a", "b", "c"][pick(&mut draw, 3)];
        story = match pick(&mut draw, 10) {
            0 if classic => story.then_in_service(&at, plain("discover")),
            1 | 2 if classic => story.then_to(vm, &at, plain("register")),
            3 => story.then_in_service(&at, json!({"do": "delete-vault", "vault": "v"})),
            _ => {
                let what = actions[pick(&mut draw, actions.len())].clone();
                story.then_to(vm, &at, what)
            }
        };
    }
    story
}

#[track_caller]
fn check_seeds(profile: &str) {
    for seed in 0..100 {
        let story = random(profile, seed);
        let run = story.run();
        assert_eq!(run.ledger.operators().len(), 150);
        let mut jobs = run.ledger.jobs().iter();
        assert!(jobs.all(|job| job.outcome != JobOutcome::Running), "{seed}");
        let mut tasks = run.ledger.tasks().iter();
        assert!(tasks.all(|task| task.end().is_some()), "{seed}");
        let left = run.world.vms.iter().any(|vm| vm.task.is_some());
        assert!(!left && run.world.discovery.is_none(), "{seed}");
        assert_eq!(story.run().ledger.digest(), run.ledger.digest());
    }
}

#[test]
fn anything_can_be_done_to_classic_machines() {
    check_seeds("classic-2015");
}

#[test]
fn anything_can_be_done_in_2019() {
    check_seeds("resource-manager-2019");
}

#[test]
fn anything_can_be_done_today() {
    check_seeds("current");
}
