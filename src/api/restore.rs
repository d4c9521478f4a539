//! Restores of a fleet: a scenario and a list of machines in, what became of each out. The run is the
//! scenario's own with the restores in its timeline; nothing is estimated.

use crate::engine::Simulation;
use crate::report::view::RestoresView;
use crate::report::{Report, scenario_view};
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::restores::{CheckedList, RestoreList, parse_list};
use crate::scenario::{Problem, Scenario, check, parse};
use crate::units::{SimDuration, SimTime};

/// What becomes of a list, both as JSON text.
///
/// # Errors
/// Every problem of both texts.
pub fn restore(text: &str, list_json: &str) -> Result<RestoresView, Vec<Problem>> {
    let (draft, list) = match (parse(text), parse_list(list_json)) {
        (Ok(draft), Ok(list)) => (draft, list),
        (draft, list) => {
            let problems = [draft.err(), list.err()].into_iter().flatten();
            return Err(problems.flatten().collect());
        }
    };
    restore_draft(draft, &list)
}

/// What becomes of a list of a draft's machines.
///
/// # Errors
/// Every problem of the draft; of one without, every problem of the list.
pub fn restore_draft(
    draft: ScenarioDraft,
    list: &RestoreList,
) -> Result<RestoresView, Vec<Problem>> {
    let scenario = check(draft)?;
    let list = list.check(&scenario)?;
    let at = list.at();
    let at = at.unwrap_or_else(|| last_night_over(&report(scenario.clone())));
    restored(&scenario, &list, at)
}

/// What becomes of a list, as JSON text, of the machines of a run.
///
/// # Errors
/// Every problem of the list.
pub fn restore_of(run: &Report, list_json: &str) -> Result<RestoresView, Vec<Problem>> {
    let scenario = run.scenario();
    let list = parse_list(list_json)?.check(scenario)?;
    let at = list.at().unwrap_or_else(|| last_night_over(run));
    restored(scenario, &list, at)
}

fn restored(
    scenario: &Scenario,
    list: &CheckedList,
    at: SimTime,
) -> Result<RestoresView, Vec<Problem>> {
    let view = scenario_view(scenario);
    let (scenario, listed) = list.put(scenario, at)?;
    Ok(report(scenario).restores(view, listed))
}

/// When the last whole night of a run is over; of a run without one, its last second.
fn last_night_over(run: &Report) -> SimTime {
    let last = run.scenario().end().whole_secs() - 1;
    run.last_night_over()
        .unwrap_or(SimTime::ZERO + SimDuration::secs(last))
}

fn report(scenario: Scenario) -> Report {
    let (scenario, world, ledger) = Simulation::new(scenario).finish();
    Report::new(scenario, world, ledger)
}
