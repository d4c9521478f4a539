//! Plans: new start times that make windows hold, judged by simulating them. What is wrong with an
//! order is in `plan/orders.rs`, the advice of good practice in `plan/advice.rs`.

mod advice;
mod orders;

use crate::fleets::run;
use serde_json::{Value, json};
use vaultlab::advisor::{LeftBecause, Objective, Plan, PlanOrder, Planner, Why};
use vaultlab::api::{self, Planning};
use vaultlab::report::view::PlanView;
use vaultlab::rng::{Draws, Purpose};
use vaultlab::scenario::draft::ScenarioDraft;
use vaultlab::scenario::parse;
use vaultlab::scenario::presets::Preset;

/// A window of eight hours with a vault that takes in so much, these policies and these machines.
pub(crate) fn document(
    mib_per_s: u64,
    policies: &[(&str, &str)],
    vms: Vec<Value>,
) -> ScenarioDraft {
    let policy = |(name, at): &(&str, &str)| {
        json!({"name": name, "vault": "vault", "time_zone": "UTC",
               "schedule": {"every": "day", "at": at}, "retention": {"daily": {"days": 7}}})
    };
    let document = json!({
        "schema": 1, "name": "plan", "start": "2026-03-01", "days": 6,
        "window": {"opens": "20:00", "closes": "04:00", "time_zone": "UTC"},
        "vaults": [{"name": "vault", "mib_per_s": mib_per_s}],
        "policies": policies.iter().map(policy).collect::<Value>(),
        "vms": vms,
    });
    parse(&document.to_string()).expect("the scenario is well formed")
}

/// A machine of one disk.
pub(crate) fn vm(name: &str, policy: &str, used_gib: f64, change_percent: f64) -> Value {
    json!({"name": name, "os": "linux", "policy": policy, "disks": [
        {"name": "os", "role": "os", "size_gib": 1024, "used_gib": used_gib,
         "change_percent_per_day": change_percent}]})
}

/// A fleet of three policies that are all due late in the night; each number draws another.
fn small_fleet(number: u64) -> ScenarioDraft {
    let mut draw = Draws::new(number).at(7, 0, Purpose::Preset);
    let policies = [("a", "00:00"), ("b", "00:00"), ("c", "01:00")];
    let mut vms = Vec::new();
    for (name, _) in policies {
        let machines = 2 + (3.0 * draw.unit()) as usize;
        for i in 0..machines {
            let used = (20.0 + 60.0 * draw.unit()).round();
            let change = (10.0 + 50.0 * draw.unit()).round();
            vms.push(vm(&format!("{name}-{i}"), name, used, change));
        }
    }
    let rate = 20 + (20.0 * draw.unit()) as u64;
    document(rate, &policies, vms)
}

fn order(budget: u32) -> PlanOrder {
    PlanOrder {
        budget,
        ..PlanOrder::default()
    }
}

#[track_caller]
fn planned(draft: ScenarioDraft, order: &PlanOrder) -> Plan {
    let planner = Planner::new(draft, order).expect("the scenario and the order are right");
    planner.finish()
}

fn crowded() -> ScenarioDraft {
    Preset::find("crowded-night").expect("it is there").draft()
}

/// Nights missed and backups late, as the report counts them.
fn counted(draft: ScenarioDraft) -> (u32, u64, String) {
    let session = run(draft);
    let summary = session.report().expect("the run is complete").summary();
    let late = summary.late + summary.skipped + summary.running;
    (summary.nights - summary.nights_held, late, summary.digest)
}

/// PRO-8: many machines at one time congest; spread, they hold. 200 of them miss their window, and
/// a plan makes it hold under either objective.
#[test]
fn two_hundred_machines_at_one_time_miss_the_window_and_a_plan_makes_it_hold() {
    for objective in [Objective::EarliestEnd, Objective::LeastChange] {
        let order = PlanOrder {
            objective,
            ..order(40)
        };
        let plan = planned(crowded(), &order);
        assert_eq!(plan.before.scenario.vms().len(), 200);
        assert!(plan.was.missed > 3, "{:?}", plan.was);
        assert_eq!((plan.is.missed, plan.is.late), (0, 0));
        assert!(plan.holds() && plan.changes() && plan.reasons.is_empty());
    }
}

/// The figures of a plan are those of its scenario, simulated by anybody.
#[test]
fn a_plan_simulated_again_gives_exactly_what_it_reported() {
    for number in 0..4 {
        let draft = small_fleet(number);
        let text = api::to_text(&draft);
        let (view, planned) = api::plan(&text, r#"{"budget": 30}"#).expect("it is right");
        for (side, text) in [(&view.before, text), (&view.after, planned)] {
            let (missed, late, digest) = counted(parse(&text).expect("it is a scenario"));
            assert_eq!(side.digest, digest);
            assert_eq!(side.nights - side.nights_held, missed);
            assert_eq!(u64::from(side.late), late);
        }
    }
}

/// The advisor counts nights and backups as the report does.
#[test]
fn what_the_search_counts_is_what_the_report_counts() {
    let plan = planned(small_fleet(1), &order(10));
    for (run, figures) in [(&plan.before, plan.was), (&plan.after, plan.is)] {
        let (missed, late, _) = counted(run.scenario.draft().clone());
        assert_eq!((figures.missed, u64::from(figures.late)), (missed, late));
    }
}

#[test]
fn the_same_order_gives_the_same_plan_however_its_search_is_cut() {
    let text = api::to_text(&small_fleet(2));
    let order = r#"{"budget": 25}"#;
    let at_once = api::plan(&text, order).expect("it is right");
    let mut planning = Planning::open(&text, order).expect("it is right");
    let mut steps = 0;
    while !planning.step(1 + steps % 3).done {
        steps += 1;
    }
    assert!(steps > 5, "{steps} steps");
    let cut = planning.into_view().expect("the search has ended");
    assert_eq!(cut, at_once);
}

#[test]
fn a_plan_of_least_change_changes_nothing_where_every_night_holds() {
    let vms = vec![vm("one", "a", 20.0, 3.0), vm("two", "b", 20.0, 3.0)];
    let draft = document(200, &[("a", "20:00"), ("b", "21:00")], vms);
    let order = PlanOrder {
        objective: Objective::LeastChange,
        ..order(50)
    };
    let plan = planned(draft.clone(), &order);
    assert_eq!(plan.was.missed, 0, "{:?}", plan.was);
    assert_eq!((plan.simulations, plan.changes()), (1, false));
    assert!(plan.draft == draft);
}

/// Every assignment of the allowed start times to whole policies, by hand: nights missed and
/// backups late of the best.
fn best_of_all(draft: &ScenarioDraft, starts: &[&str]) -> (u32, u64) {
    let mut best = (u32::MAX, u64::MAX);
    let count = starts.len().pow(3);
    for number in 0..count {
        let mut draft = draft.clone();
        for (i, policy) in draft.policies.iter_mut().enumerate() {
            let digit = number
                .div_euclid(starts.len().pow(i as u32))
                .rem_euclid(starts.len());
            let at = starts[digit].to_owned();
            policy.schedule = vaultlab::scenario::draft::ScheduleDraft::Day { at };
        }
        let (missed, late, _) = counted(draft);
        best = best.min((missed, late));
    }
    best
}

/// With room for all assignments the planner tries them; with less it finds as good a plan.
#[test]
fn on_small_fleets_a_plan_is_as_good_as_the_best_of_all_assignments() {
    let starts = ["20:00", "22:00", "00:00", "02:00"];
    for number in 0..3 {
        let draft = small_fleet(number);
        let best = best_of_all(&draft, &starts);
        for budget in [300, 60] {
            let order = PlanOrder {
                step_min: 120,
                ..order(budget)
            };
            let plan = planned(draft.clone(), &order);
            let found = (plan.is.missed, u64::from(plan.is.late));
            assert!(
                found <= best,
                "fleet {number}, {budget}: {found:?}, best {best:?}"
            );
        }
    }
}

#[test]
fn a_plan_is_never_worse_than_equal_spacing_which_it_also_tries() {
    for number in 0..8 {
        let plan = planned(small_fleet(number), &order(20));
        let equal = plan.equal.expect("there was room for it");
        let rank = |of: vaultlab::advisor::Figures| (of.missed, of.late, of.over_s);
        assert!(rank(plan.is) <= rank(equal), "fleet {number}");
        assert!(rank(plan.is) <= rank(plan.was), "fleet {number}");
    }
}

#[test]
fn no_more_machines_are_due_at_once_than_the_order_allows() {
    let order = PlanOrder {
        at_once: Some(2),
        ..order(20)
    };
    let plan = planned(small_fleet(0), &order);
    assert!(plan.is_allowed && !plan.was_allowed);
    let mut due = std::collections::BTreeMap::new();
    for group in &plan.groups {
        *due.entry(group.start).or_insert(0) += group.machines;
    }
    assert!(due.values().all(|machines| *machines <= 2), "{due:?}");
    let parted = plan
        .draft
        .policies
        .iter()
        .filter(|policy| policy.name.ends_with(" (2)"));
    assert!(parted.count() > 0);
    assert_eq!(
        plan.groups
            .iter()
            .map(|group| group.machines)
            .sum::<usize>(),
        plan.draft.vms.len()
    );
}

#[test]
fn a_policy_of_several_backups_a_day_is_left_as_it_is_and_that_is_said() {
    let mut draft = small_fleet(3);
    let hourly = json!({"name": "c", "vault": "vault", "kind": "enhanced", "time_zone": "UTC",
        "schedule": {"every": "hours", "interval_hours": 4, "from": "08:00", "duration_hours": 12},
        "retention": {"daily": {"days": 30}}});
    draft.policies[2] = serde_json::from_value(hourly).expect("it is a policy");
    let before = draft.policies[2].clone();
    let (view, text) = api::plan_draft(draft, &order(12)).expect("it is right");
    assert!(parse(&text).expect("it is a scenario").policies[2] == before);
    let expected = "c backs up several times a day and is not moved.";
    assert!(
        view.notes.iter().any(|note| note == expected),
        "{:?}",
        view.notes
    );
    assert!(view.policies.iter().all(|policy| policy.of != "c"));
}

/// A weekly policy keeps its days; the planned times are those of its own zone.
#[test]
fn a_weekly_policy_of_another_zone_keeps_its_days_and_gets_a_time_of_its_zone() {
    let mut draft = small_fleet(4);
    draft.days = 15;
    draft.policies[1].time_zone = "Asia/Tokyo".to_owned();
    let weekly = json!({"every": "week", "on": ["wednesday"], "at": "09:30"});
    draft.policies[1].schedule = serde_json::from_value(weekly).expect("it is a schedule");
    draft.policies[1].retention = vaultlab::scenario::draft::RetentionDraft::of_weeks(4);
    let plan = planned(draft, &order(25));
    let group = plan
        .groups
        .iter()
        .find(|group| group.policy == "b")
        .expect("it is there");
    assert_eq!(group.was, 30, "09:30 in Tokyo is 00:30 UTC");
    let text = serde_json::to_value(&plan.draft.policies[1].schedule).expect("it is data");
    assert_eq!(text["on"], json!(["wednesday"]));
    let local = (group.start + 9 * 60).rem_euclid(24 * 60);
    assert_eq!(text["at"], json!(vaultlab::advisor::clock(local)));
}

/// What no start time cures is said: here a machine that alone takes longer than the window.
#[test]
fn a_machine_that_is_too_large_for_the_window_is_the_reason() {
    let vms = vec![vm("small", "a", 20.0, 3.0), vm("huge", "b", 1000.0, 100.0)];
    let mut draft = document(2000, &[("a", "22:00"), ("b", "22:00")], vms);
    draft.calibration.incremental_mb_per_s = Some(10);
    let plan = planned(draft, &order(15));
    assert!(!plan.holds());
    let whys: Vec<&Why> = plan.reasons.iter().map(|reason| &reason.why).collect();
    assert!(whys.contains(&&Why::TooLarge), "{whys:?}");
    assert!(whys.contains(&&Why::FirstBackup), "{whys:?}");
    let worst = plan
        .reasons
        .iter()
        .map(|reason| plan.after.scenario.vms()[reason.worst].name.as_str());
    assert!(worst.clone().all(|name| name == "huge"));
}

/// Machines of full vaults and policies are moved without any limit of the service being passed.
#[test]
fn what_a_plan_makes_is_a_scenario_like_any_other() {
    let mut draft = Preset::find("fleet-1000").expect("it is there").draft();
    draft.vms.truncate(300);
    draft.days = 3;
    draft.vaults[0].mib_per_s = Some(120);
    let order = PlanOrder {
        at_once: Some(40),
        ..order(6)
    };
    let plan = planned(draft, &order);
    assert!(plan.is_allowed);
    let view: PlanView = vaultlab::report::plan_view(plan);
    assert!(view.policies.iter().all(|policy| policy.machines <= 40));
}

/// Half of the machines have to be done in the night, half in an afternoon of Tokyo, which is from
/// 3 to 9 in UTC.
fn two_windows(noon: &str) -> ScenarioDraft {
    let vms = (0..6)
        .map(|i| vm(&format!("vm-{i}"), ["night", "noon"][i % 2], 40.0, 10.0))
        .collect();
    let mut draft = document(200, &[("night", "05:00"), ("noon", noon)], vms);
    draft.policies[1].window = Some(vaultlab::scenario::draft::WindowDraft {
        opens: "12:00".to_owned(),
        closes: "18:00".to_owned(),
        time_zone: "Asia/Tokyo".to_owned(),
    });
    draft
}

#[test]
fn a_policy_with_a_window_of_its_own_is_judged_by_it_and_moved_within_it() {
    let draft = two_windows("08:30");
    let (missed, late, _) = counted(draft.clone());
    let plan = planned(draft, &order(60));
    assert_eq!((plan.was.missed, u64::from(plan.was.late)), (missed, late));
    assert!(plan.was.late > 0 && plan.holds(), "{:?}", plan.is);
    assert_eq!(plan.left, []);
    let noon = plan.groups.iter().filter(|group| group.of == "noon");
    let starts: Vec<u16> = noon.map(|group| group.start).collect();
    assert!(!starts.is_empty());
    assert!(
        starts.iter().all(|start| (180..540).contains(start)),
        "{starts:?}"
    );
}

#[test]
fn a_policy_is_left_where_no_allowed_start_time_is_in_its_own_window() {
    let order = |from: &str, to: &str| PlanOrder {
        from: Some(from.to_owned()),
        to: Some(to.to_owned()),
        ..order(20)
    };
    let left = |from, to| planned(two_windows("04:00"), &order(from, to)).left;
    let own = vec![("noon".to_owned(), LeftBecause::OwnWindow)];
    assert_eq!(left("22:00", "03:00"), own);
    assert_eq!(left("22:00", "03:31"), []);
}

/// A vault may have 200 policies: four machines at once of a thousand would need more.
#[test]
fn a_plan_has_no_more_policies_than_its_vault_can_have() {
    let mut draft = Preset::find("fleet-1000").expect("it is there").draft();
    draft.days = 2;
    let order = PlanOrder {
        at_once: Some(4),
        step_min: 1,
        ..order(4)
    };
    let plan = planned(draft, &order);
    assert!(!plan.is_allowed);
    assert!(plan.after.scenario.policies().len() <= 200);
}

#[test]
fn a_policy_is_left_whose_own_window_has_too_few_start_times_and_the_others_are_planned() {
    let mut draft = two_windows("04:00");
    let own = draft.policies[1].window.as_mut().expect("it has one");
    own.closes = "12:30".to_owned();
    let order = PlanOrder {
        at_once: Some(2),
        ..order(40)
    };
    let plan = planned(draft, &order);
    assert_eq!(plan.left, [("noon".to_owned(), LeftBecause::TooMany)]);
    assert!(plan.is_allowed && plan.groups.iter().any(|group| group.of == "night"));
}

/// 4:00 to 9:00 lies outside of the scenario's window, and in an afternoon of Tokyo.
#[test]
fn start_times_may_be_those_of_a_policys_own_window() {
    let own = PlanOrder {
        from: Some("04:00".to_owned()),
        to: Some("09:00".to_owned()),
        ..order(20)
    };
    assert_eq!(planned(two_windows("08:30"), &own).left, []);
}
