//! From a machine to a protected one, and what operators do to it: the three steps of the classic
//! service (LIF-1 to LIF-5, LIF-8), refused or failed where a state of the machine says so. The
//! small fleet is `operators.rs`'s: `a` and `b` are protected, `c` is not.
//!
//! `lifecycle/errors.rs`: discovery and registration (ERR-1 to ERR-8, AGT-3, NET-1).
//! `lifecycle/protect.rs`: what may not be protected, and where troubles show. `lifecycle/machines.rs`:
//! power, existence (LIF-10), disks, agent (AGT-1, AGT-2) and guest. `lifecycle/jobs.rs`: cancelling,
//! vaults, troubles that heal. `lifecycle/random.rs`: anything in any order.

mod errors;
mod jobs;
mod machines;
mod protect;
mod random;

use crate::operators::{Run, Story, back_up_now, protect};
use serde_json::{Value, json};
use vaultlab::azure::errors::Operation;
use vaultlab::ledger::TaskOutcome;
use vaultlab::units::SimDuration;

/// The fleet under the service for classic machines.
fn classic(days: u32) -> Story {
    Story::of_days(days).under("classic-2015")
}

/// An action without figures.
fn plain(what: &str) -> Value {
    json!({"do": what})
}

fn trouble(begins: bool, name: &str) -> Value {
    let what = if begins {
        "begin-trouble"
    } else {
        "end-trouble"
    };
    json!({"do": what, "trouble": name})
}

/// `c` with something particular about it.
fn with_setup(story: Story, setup: Value) -> Story {
    story.with("/vms/2/setup", setup)
}

/// What was said to each action: `register c: NotDiscovered`.
fn told(run: &Run) -> Vec<String> {
    let line = |record: &vaultlab::ledger::OperatorRecord| {
        let name = run.scenario.timeline()[record.action as usize].what.name();
        let vm = record.vm.map_or("", |vm| &run.scenario.vms()[vm].name);
        let said = record
            .refused
            .map_or("taken".to_owned(), |fault| format!("{fault:?}"));
        format!("{name} {vm}: {said}").replace(" :", ":")
    };
    run.ledger.operators().iter().map(line).collect()
}

/// Every task: `03-01 10:00 register c: Completed`.
fn tasks(run: &Run) -> Vec<String> {
    let tasks = run.ledger.tasks().iter();
    let line = |task: &vaultlab::ledger::Task| {
        let vm = task.vm.map_or("", |vm| &run.scenario.vms()[vm].name);
        let (began, name) = (run.short(task.began), task.operation.name());
        format!("{began} {name} {vm}: {:?}", task.outcome).replace(" :", ":")
    };
    tasks.map(line).collect()
}

#[track_caller]
fn check_told(story: &Story, expected: &[&str]) -> Run {
    let run = story.run();
    assert_eq!(told(&run), expected);
    run
}

#[track_caller]
fn check_tasks(story: &Story, expected: &[&str]) -> Run {
    let run = story.run();
    assert_eq!(tasks(&run), expected);
    run
}

/// LIF-1: discover, register, protect, in this order; what comes before its turn is refused.
#[test]
fn a_classic_machine_is_discovered_then_registered_then_protected() {
    let story = classic(2)
        .then_to("c", "03-01 09:00", protect("daily"))
        .then_to("c", "03-01 09:30", plain("register"))
        .then_in_service("03-01 10:00", plain("discover"))
        .then_to("c", "03-01 10:30", protect("daily"))
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 12:00", protect("daily"));
    let run = check_told(
        &story,
        &[
            "protect c: NotRegistered",
            "register c: NotDiscovered",
            "discover: taken",
            "protect c: NotRegistered",
            "register c: taken",
            "protect c: taken",
        ],
    );
    assert_eq!(
        tasks(&run),
        [
            "03-01 10:00 discover: Completed",
            "03-01 11:00 register c: Completed",
            "03-01 12:00 configure-protection c: Completed",
        ]
    );
    assert_eq!(
        run.jobs("c"),
        ["03-01 22:00 daily ok", "03-02 22:00 daily ok"]
    );
}

/// LIF-1: later generations associate a machine with the service when it is protected.
#[test]
fn later_a_machine_is_protected_at_once() {
    for profile in ["resource-manager-2019", "current"] {
        let story = Story::of_days(1).under(profile);
        let story = story.then_to("c", "03-01 12:00", protect("daily"));
        let run = check_tasks(&story, &["03-01 12:00 configure-protection c: Completed"]);
        let task = *run.ledger.tasks().iter().next().expect("a task");
        assert_eq!(task.ended, task.began);
        assert_eq!(run.jobs("c"), ["03-01 22:00 daily ok"]);
    }
}

/// LIF-2: several minutes, one at a time, and a machine that comes later waits for the next one.
#[test]
fn a_discovery_takes_minutes_and_sees_what_exists_then() {
    let story = with_setup(classic(1), json!({"created_later": true}))
        .then_in_service("03-01 10:00", plain("discover"))
        .then_in_service("03-01 10:02", plain("discover"))
        .then_to("c", "03-01 11:00", plain("create-vm"))
        .then_to("c", "03-01 11:30", plain("register"))
        .then_in_service("03-01 12:00", plain("discover"))
        .then_to("c", "03-01 12:02", plain("register"))
        .then_to("c", "03-01 12:08", plain("register"));
    let run = check_told(
        &story,
        &[
            "discover: taken",
            "discover: DiscoveryInProgress",
            "create-vm c: taken",
            "register c: NotDiscovered",
            "discover: taken",
            "register c: NotDiscovered",
            "register c: taken",
        ],
    );
    for task in run.ledger.tasks().iter() {
        let length = task.end().expect("it is over").since(task.began);
        let bounds = SimDuration::mins(3)..=SimDuration::mins(8);
        assert!(bounds.contains(&length), "{length:?}");
    }
}

/// LIF-3: the extension comes with the registration, once.
#[test]
fn a_machine_is_registered_once() {
    let story = classic(1)
        .then_in_service("03-01 10:00", plain("discover"))
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 12:00", plain("register"))
        .then("03-01 12:00", plain("register"));
    let run = check_told(
        &story,
        &[
            "discover: taken",
            "register c: taken",
            "register c: AlreadyRegistered",
            // What is protected from the start is registered.
            "register a: AlreadyRegistered",
        ],
    );
    let register = run.ledger.tasks().iter().last().expect("it was taken");
    assert_eq!(run.state("c").extension_since, register.end());
}

/// LIF-4: one task a machine, for machines of the vaults' region only.
#[test]
fn machines_of_the_vaults_region_are_registered_each_by_its_own_task() {
    let story = with_setup(classic(1), json!({"region": "elsewhere"}))
        .with("/vms/0/policy", Value::Null)
        .with("/vms/1/policy", Value::Null)
        .then_in_service("03-01 10:00", plain("discover"))
        .then("03-01 11:00", plain("register"))
        .then_to("b", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 12:00", protect("daily"));
    let run = check_told(
        &story,
        &[
            "discover: taken",
            "register a: taken",
            "register b: taken",
            "register c: LocationMismatch",
            "protect c: LocationMismatch",
        ],
    );
    assert_eq!(
        tasks(&run)[1..],
        [
            "03-01 11:00 register a: Completed",
            "03-01 11:00 register b: Completed"
        ]
    );
}

/// LIF-5: one task a machine, which takes a moment; the policy is followed from its end on.
#[test]
fn a_registered_machine_is_given_its_policy_by_a_task_of_its_own() {
    let story = classic(1)
        .then_in_service("03-01 10:00", plain("discover"))
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 12:00", protect("daily"))
        .then_to("c", "03-01 12:00:30", protect("daily"))
        .then_to("c", "03-01 12:03", protect("daily"));
    let run = check_told(
        &story,
        &[
            "discover: taken",
            "register c: taken",
            "protect c: taken",
            "protect c: OperationInProgress",
            "protect c: AlreadyProtected",
        ],
    );
    let configured = run.ledger.tasks().iter().last().expect("it was taken");
    assert_eq!(configured.operation, Operation::ConfigureProtection);
    assert_eq!(configured.outcome, TaskOutcome::Completed);
    let states = run.ledger.protection_of(run.vm("c"));
    assert_eq!(Some(states[1].0), configured.end());
    assert!(states[1].0 > configured.began);
}

/// LIF-8: the first backup is the schedule's; a person may ask for one only after it.
#[test]
fn a_protected_machine_waits_for_the_scheduled_time_of_its_first_backup() {
    let story = classic(2)
        .then_in_service("03-01 10:00", plain("discover"))
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 12:00", protect("daily"))
        .then_to("c", "03-01 13:00", back_up_now(7))
        .then_to("c", "03-02 13:00", back_up_now(7));
    let run = check_told(
        &story,
        &[
            "discover: taken",
            "register c: taken",
            "protect c: taken",
            "back-up-now c: FirstBackupNotScheduled",
            "back-up-now c: taken",
        ],
    );
    assert_eq!(
        run.jobs("c"),
        [
            "03-01 22:00 daily ok",
            "03-02 13:00 daily ok",
            "03-02 22:00 daily ok"
        ]
    );
}

/// The vault may have filled up while the task ran: `a` and `b` with 48 others, `c` and `d` for one
/// place.
#[test]
fn a_policy_that_is_full_when_the_task_ends_fails_it() {
    let mut vms: Vec<Value> = (0..49)
        .map(|i| crate::operators::machine(&format!("vm-{i}"), Some("daily")))
        .collect();
    vms.extend(["c", "d"].map(|name| crate::operators::machine(name, None)));
    let story = classic(1)
        .with("/vms", json!(vms))
        .then_in_service("03-01 10:00", plain("discover"))
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("d", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 12:00", protect("daily"))
        .then_to("d", "03-01 12:00", protect("daily"));
    let lines = tasks(&story.run());
    let mut configured = lines[3..].to_vec();
    configured.sort_unstable();
    let ended = configured
        .iter()
        .filter(|line| line.ends_with("Completed"))
        .count();
    let full = configured
        .iter()
        .filter(|line| line.ends_with("Failed(ProtectionQuotaExceeded)"));
    assert_eq!((ended, full.count()), (1, 1), "{lines:?}");
}
