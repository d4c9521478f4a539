//! Many machines at one instant, and policies that nobody follows.

use super::{Run, Story, change_policy, machine, protect, resume, stop_keep};
use serde_json::{Value, json};
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

/// So many policies as `long` in a vault of their own, 200 in each, that nobody follows.
fn with_idle_policies(story: Story, count: usize, schedule: &Value) -> Story {
    let idle = |i: usize| {
        json!({"name": format!("idle-{i}"), "vault": format!("idle-{}", i.div_euclid(200)),
               "kind": "enhanced", "schedule": schedule, "time_zone": "UTC",
               "retention": {"daily": {"days": 30}}})
    };
    let mut story = story;
    let policies = story.0["policies"].as_array_mut().expect("policies");
    policies.extend((0..count).map(idle));
    story
}

fn hourly() -> Value {
    json!({"every": "hours", "from": "00:00", "interval_hours": 4, "duration_hours": 24})
}

#[test]
fn policies_that_nobody_follows_change_no_digest() {
    let vaults = json!([{"name": "v"}, {"name": "w"}, {"name": "idle-0"}]);
    let story = Story::of_days(20)
        .with("/vaults", vaults)
        .then("03-03 10:00", change_policy("long"))
        .then_to("c", "03-05 10:00", protect("daily"));
    let digest = story.run().ledger.digest();
    for count in [1, 196] {
        for schedule in [json!({"every": "day", "at": "22:00"}), hourly()] {
            let more = with_idle_policies(story.clone(), count, &schedule);
            assert_eq!(more.run().ledger.digest(), digest, "{count} policies");
        }
    }
}

#[test]
fn five_thousand_policies_that_nobody_follows_send_no_event() {
    let vault = |i: usize| json!({"name": format!("idle-{i}")});
    let vaults = [json!({"name": "v"}), json!({"name": "w"})].into_iter();
    let vaults: Vec<Value> = vaults.chain((0..25).map(vault)).collect();
    let story = Story::of_days(365).with("/vaults", Value::from(vaults));
    let events = story.run().ledger.events();
    let more = with_idle_policies(story, 4_996, &hourly());
    assert_eq!(more.run().ledger.events(), events);
}

/// `a` leaves `daily`, alone or not, and comes back.
#[track_caller]
fn check_back(leaves: &str, back: &str, expected: &[&str]) {
    let story = Story::of_days(6)
        .then(leaves, stop_keep())
        .then(back, resume());
    let alone = story.clone().with("/vms/1/policy", Value::Null);
    for (story, who) in [(story, "with b"), (alone, "alone")] {
        let run = story.check_answers(&["taken"; 2]);
        let jobs = run.jobs("a");
        let days: Vec<&str> = jobs
            .iter()
            .map(|job| job.strip_suffix(" 22:00 daily ok").expect("it is in order"))
            .collect();
        assert_eq!(days, expected, "{leaves} to {back}, {who}");
    }
}

#[test]
fn a_policy_that_is_empty_for_a_time_goes_on_with_the_next_due_time() {
    let all = ["03-01", "03-02", "03-03", "03-04", "03-05", "03-06"];
    // Before the pending time, at it and after it.
    check_back("03-02 10:00", "03-02 11:00", &all);
    check_back("03-02 10:00", "03-02 22:00", &all);
    check_back("03-02 21:59:59", "03-02 22:00", &all);
    check_back("03-02 22:00", "03-02 22:00", &all);
    let without_2 = ["03-01", "03-03", "03-04", "03-05", "03-06"];
    check_back("03-02 10:00", "03-02 22:00:01", &without_2);
    check_back("03-02 22:00", "03-03 22:00", &without_2);
    let without_2_to_4 = ["03-01", "03-05", "03-06"];
    check_back("03-02 10:00", "03-04 22:00:01", &without_2_to_4);
    check_back("03-02 10:00", "03-05 22:00", &without_2_to_4);
    check_back("03-02 10:00", "03-06 22:00:01", &["03-01"]);
    check_back("03-02 22:30", "03-02 22:45", &all);
    check_back("03-02 22:30", "03-03 22:00", &all);
    check_back("03-01 00:00", "03-06 22:00", &["03-06"]);
}

/// The window is open over midnight, and other policies have other machines.
#[test]
fn a_first_machine_joins_in_the_middle_of_an_hourly_day() {
    let mut story = Story::of_days(4)
        .with("/policies/2/schedule/every", json!("hours"))
        .with("/policies/2/schedule/from", json!("18:00"))
        .with("/policies/2/schedule/interval_hours", json!(4))
        .with("/policies/2/schedule/duration_hours", json!(12));
    let schedule = story.0["policies"][2]["schedule"].as_object_mut();
    schedule.expect("an object").remove("at");
    for (joins, first) in [
        ("03-03 01:59:59", "03-03 02:00"),
        ("03-03 02:00", "03-03 02:00"),
        ("03-03 02:00:01", "03-03 18:00"),
        ("03-01 00:00", "03-01 02:00"),
    ] {
        let run = story.clone().then_to("c", joins, protect("enhanced")).run();
        let first = format!("{first} enhanced ok");
        assert_eq!(run.jobs("c").first(), Some(&first), "{joins}");
        let due = ["02:00", "18:00", "22:00"];
        let all = (1..=4).flat_map(|day| due.map(|at| format!("03-{day:02} {at} enhanced ok")));
        let all: Vec<String> = all.skip_while(|line| *line != first).collect();
        assert_eq!(run.jobs("c"), all, "{joins}");
    }
}
