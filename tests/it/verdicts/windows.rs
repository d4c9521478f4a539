//! Windows of policies and machines: whose counts, in which zone, who missed it and by how much. A
//! night of the calendar is the scenario's window's: at noon the night before is the nearer.

use super::small;
use crate::fleets::{random, report, run};
use vaultlab::report::view::{FleetRow, NightView};
use vaultlab::scenario::draft::{ScenarioDraft, WindowDraft};
use vaultlab::units::VmId;

fn window(opens: &str, closes: &str, time_zone: &str) -> Option<WindowDraft> {
    let [opens, closes, time_zone] = [opens, closes, time_zone].map(str::to_owned);
    Some(WindowDraft {
        opens,
        closes,
        time_zone,
    })
}

/// A night as a line: what held, slack, who missed.
fn line(night: &NightView) -> String {
    let missed = night.missed.iter();
    let missed: String = missed
        .map(|miss| format!("; {} {}", miss.vm, miss.by))
        .collect();
    let more = match night.missed_more {
        0 => String::new(),
        more => format!("; {more} more"),
    };
    let slack = night.slack.as_deref().unwrap_or("–");
    format!(
        "{}: {} of {} held, slack {slack}{missed}{more}",
        night.date, night.held, night.due
    )
}

#[track_caller]
fn check_nights(draft: ScenarioDraft, expected: &[&str]) {
    let session = run(draft);
    let lines: Vec<String> = report(&session).nights().iter().map(line).collect();
    assert_eq!(lines, expected);
}

#[test]
fn a_machine_with_its_own_window_is_late_though_its_policys_holds() {
    let mut draft = small(2, 2, "22:00", "UTC");
    draft.vms[1].window = window("22:00", "22:02", "UTC");
    check_nights(
        draft,
        &[
            "2026-03-01: 1 of 2 held, slack –; vm-2 30 min late",
            "2026-03-02: 1 of 2 held, slack –; vm-2 12 min late",
        ],
    );
}

#[test]
fn a_machine_with_its_own_window_holds_though_its_policys_is_missed() {
    let mut draft = small(2, 2, "22:00", "UTC");
    draft.policies[0].window = window("22:00", "22:02", "UTC");
    draft.vms[1].window = window("22:00", "06:00", "UTC");
    check_nights(
        draft,
        &[
            "2026-03-01: 1 of 2 held, slack –; vm-1 26 min late",
            "2026-03-02: 1 of 2 held, slack –; vm-1 13 min late",
        ],
    );
}

#[test]
fn a_policys_window_comes_before_the_scenarios() {
    let mut draft = small(1, 2, "12:00", "UTC");
    draft.policies[0].window = window("11:00", "13:00", "UTC");
    check_nights(
        draft,
        &[
            "2026-02-28: 1 of 1 held, slack 30 min",
            "2026-03-01: 1 of 1 held, slack 47 min",
        ],
    );
}

/// New York's clocks change on 8 March: 22:00 UTC is its 17:00 before, its 18:00 after.
#[test]
fn a_window_follows_a_zone_of_its_own() {
    let mut draft = small(1, 4, "22:00", "UTC");
    draft.start = "2026-03-06".to_owned();
    draft.vms[0].window = window("17:00", "18:00", "America/New_York");
    check_nights(
        draft,
        &[
            "2026-03-06: 1 of 1 held, slack 31 min",
            "2026-03-07: 1 of 1 held, slack 44 min",
            "2026-03-08: 0 of 1 held, slack –; vm-1 16 min late",
            "2026-03-09: 0 of 1 held, slack –; vm-1 13 min late",
        ],
    );
}

#[test]
fn a_backup_due_before_its_own_window_opens_is_late_and_told_so() {
    let mut draft = small(1, 2, "22:00", "UTC");
    draft.vms[0].window = window("23:00", "05:00", "UTC");
    let session = run(draft.clone());
    let machine = report(&session).machine(VmId::new(0), 1).unwrap();
    assert_eq!(machine.why, "It was due 1 h before the window opened.");
    check_nights(
        draft,
        &[
            "2026-03-01: 0 of 1 held, slack –; vm-1 due 1 h before its window",
            "2026-03-02: 0 of 1 held, slack –; vm-1 due 1 h before its window",
        ],
    );
}

#[test]
fn a_backup_due_after_its_own_window_closed_is_late_and_told_so() {
    let mut draft = small(1, 1, "22:00", "UTC");
    draft.policies[0].window = window("18:00", "21:30", "UTC");
    let session = run(draft);
    let machine = report(&session).machine(VmId::new(0), 0).unwrap();
    assert_eq!(
        machine.why,
        "It was due 30 min after the window had closed."
    );
}

#[test]
fn a_machines_panel_says_whose_window_it_had_to_keep() {
    let mut draft = small(3, 1, "22:00", "UTC");
    draft.policies.push(draft.policies[0].clone());
    draft.policies[1].name = "own".to_owned();
    draft.policies[1].window = window("21:00", "23:00", "Romance Standard Time");
    draft.vms[1].policy = Some("own".to_owned());
    draft.vms[2].window = window("22:00", "23:30", "UTC");
    let session = run(draft);
    let told = |vm: u32| {
        let facts = report(&session).machine(VmId::new(vm), 0).unwrap().facts;
        let facts = facts.into_iter();
        let facts = facts.filter(|fact| fact.label.starts_with("Window"));
        let facts = facts.map(|fact| format!("{}: {}", fact.label, fact.value));
        facts.collect::<Vec<_>>()
    };
    assert_eq!(told(0), ["Window closes: 2026-03-02 06:00 (06:00 UTC)"]);
    assert_eq!(
        told(1),
        [
            "Window: 21:00 → 23:00 Europe/Paris, its policy's",
            "Window closes: 2026-03-01 22:00 (22:00 UTC)"
        ]
    );
    assert_eq!(
        told(2),
        [
            "Window: 22:00 → 23:30 UTC, its own",
            "Window closes: 2026-03-01 23:30 (23:30 UTC)"
        ]
    );
}

#[test]
fn ten_machines_that_missed_their_window_are_named_and_the_others_counted() {
    let mut draft = small(12, 1, "22:00", "UTC");
    draft.policies[0].window = window("22:00", "22:02", "UTC");
    let session = run(draft);
    let night = report(&session).night_view(0).unwrap();
    assert_eq!(
        (night.late, night.missed.len(), night.missed_more),
        (12, 10, 2)
    );
}

#[test]
fn a_window_said_again_by_every_policy_and_machine_changes_nothing() {
    use vaultlab::report::query::{FleetQuery, FleetSort};
    for seed in 0..6 {
        let mut draft = random(seed);
        let clear = |draft: &mut ScenarioDraft, own: &Option<WindowDraft>| {
            draft
                .policies
                .iter_mut()
                .for_each(|p| p.window = own.clone());
            draft.vms.iter_mut().for_each(|vm| vm.window = own.clone());
        };
        clear(&mut draft, &None);
        let mut again = draft.clone();
        clear(&mut again, &Some(draft.window.clone()));
        let told = |draft: ScenarioDraft| -> (Vec<NightView>, Vec<FleetRow>, String) {
            let session = run(draft);
            let report = report(&session);
            let query = FleetQuery {
                night: 0,
                filter: String::new(),
                sort: FleetSort::Worst,
                descending: false,
                from: 0,
                count: 500,
            };
            let rows = report.fleet(&query).rows;
            (report.nights(), rows, report.summary().verdict)
        };
        assert_eq!(told(draft), told(again), "seed {seed}");
    }
}
