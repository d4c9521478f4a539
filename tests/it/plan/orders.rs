//! Orders that can't be followed: every problem at once, with what would have been right.

use super::{crowded, small_fleet};
use vaultlab::advisor::{PlanOrder, parse_order};
use vaultlab::api::{self, Planning};

/// The problems of an order, as lines.
#[track_caller]
fn check_refused(order: &str, expected: &[&str]) {
    let text = api::to_text(&small_fleet(0));
    let problems = Planning::open(&text, order).expect_err("it is wrong");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(lines, expected, "{order}");
}

#[test]
fn every_problem_of_an_order_is_listed_at_once() {
    check_refused(
        r#"{"from": "25:00", "to": "7", "step_min": 0, "budget": 0, "at_once": 0}"#,
        &[
            "from: found \"25:00\"; allowed: a time HH:MM from 00:00 to 23:59",
            "to: found \"7\"; allowed: a time HH:MM from 00:00 to 23:59",
            "step_min: found 0; allowed: 1 to 1440",
            "budget: found 0; allowed: 1 to 2000",
            "at_once: found 0; allowed: at least 1, with 480 allowed start times",
        ],
    );
    check_refused(
        r#"{"step_min": 1441, "budget": 2001}"#,
        &[
            "step_min: found 1441; allowed: 1 to 1440",
            "budget: found 2001; allowed: 1 to 2000",
        ],
    );
}

#[test]
fn the_largest_and_the_smallest_order_are_followed() {
    for (step_min, budget) in [(1, 1), (1_440, 1)] {
        let order = PlanOrder {
            step_min,
            budget,
            ..PlanOrder::default()
        };
        let mut planning = Planning::of(small_fleet(0), &order).expect("it is right");
        let progress = planning.step(1);
        assert_eq!((progress.done, progress.simulations), (true, 1));
    }
    assert!(
        Planning::of(
            small_fleet(0),
            &PlanOrder {
                budget: 2_000,
                ..PlanOrder::default()
            }
        )
        .is_ok()
    );
}

#[test]
fn start_times_outside_of_the_window_are_refused() {
    check_refused(
        r#"{"from": "05:00", "to": "19:00"}"#,
        &[
            "from: found 05:00 to 19:00; allowed: start times in the window, 20:00 to 04:00: \
             outside of it no backup can hold",
        ],
    );
}

#[test]
fn more_machines_than_fit_the_start_times_are_refused() {
    let order = PlanOrder {
        at_once: Some(10),
        ..PlanOrder::default()
    };
    let problems = Planning::of(crowded(), &order).expect_err("it is wrong");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        ["at_once: found 10; allowed: at least 13, with 16 allowed start times"]
    );
}

#[test]
fn an_order_that_is_no_order_is_refused_with_the_scenario_s_own_problems() {
    let problems = Planning::open("{", r#"{"budget": "many"}"#).expect_err("both are wrong");
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| problem.place.as_str())
        .collect();
    assert_eq!(places, ["line 1, column 1", "order"]);
    assert!(parse_order(&" ".repeat(5_000)).is_err());
    assert_eq!(parse_order(""), Ok(PlanOrder::default()));
    check_refused(
        r#"{"objective": "cheapest"}"#,
        &[
            "order: found unknown variant `cheapest`, expected `earliest-end` or `least-change`; \
             allowed: an order: objective, at_once, from, to, step_min, budget",
        ],
    );
}

#[test]
fn a_scenario_in_which_nothing_can_be_moved_is_answered_as_it_is() {
    let mut draft = small_fleet(0);
    for vm in &mut draft.vms {
        vm.policy = None;
    }
    let (view, text) = api::plan_draft(draft.clone(), &PlanOrder::default()).expect("it is right");
    assert_eq!(view.verdict, "No backup was due.");
    assert_eq!(text, api::to_text(&draft));
}
