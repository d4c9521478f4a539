//! The lab: a scenario run up to a moment, and a timeline that grows action by action. It keeps no
//! state between moments: what happens at one follows from the text alone.

use crate::engine::Simulation;
use crate::report::Report;
use crate::report::query::JobQuery;
use crate::report::view::{JobsView, LabView};
use crate::scenario::calendar::Calendar;
use crate::scenario::draft::{ActionDraft, ScenarioDraft};
use crate::scenario::{Problem, check, limits, parse};
use crate::units::{SimDuration, SimTime, VmId};

/// A scenario run up to a moment.
#[derive(Debug)]
pub struct Lab {
    simulation: Simulation,
    report: Report,
}

impl Lab {
    /// Runs a scenario's JSON text up to a moment, in whole seconds since the run began; a moment
    /// after the run's end is its end. Only a small fleet for a while: each look runs it anew.
    ///
    /// # Errors
    /// Every problem of the text, and a fleet or a run that is too large for a lab.
    pub fn open(text: &str, at_s: u64) -> Result<Self, Vec<Problem>> {
        let draft = parse(text)?;
        check_size(&draft)?;
        Self::of(draft, at_s)
    }
    /// Runs a draft of any size up to a moment.
    ///
    /// # Errors
    /// Every problem of the draft.
    pub fn of(draft: ScenarioDraft, at_s: u64) -> Result<Self, Vec<Problem>> {
        let scenario = check(draft)?;
        let end = scenario.end();
        let at = SimTime::ZERO + SimDuration::secs(at_s.min(end.whole_secs()));
        let mut simulation = Simulation::new(scenario);
        simulation.run_until(at);
        let report = Report::so_far(&simulation);
        Ok(Self { simulation, report })
    }
    /// How things stand, with one machine if that is asked for.
    #[must_use]
    pub fn view(&self, vm: Option<u32>) -> LabView {
        self.report.lab(&self.simulation, vm.map(VmId::new))
    }
    /// The jobs that a query asks for.
    #[must_use]
    pub fn jobs(&self, query: &JobQuery) -> JobsView {
        self.report.jobs_list(query)
    }
    /// The report of the run so far.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }
}

/// A scenario's text with one more action at a moment, after those that are there: what `do` says,
/// with `vm`, `resource_group` and `by` where they are needed, and without `at`.
///
/// # Errors
/// Every problem of the text, of the action, and of the scenario that it would make.
pub fn lab_act(text: &str, at_s: u64, action_json: &str) -> Result<String, Vec<Problem>> {
    let mut draft = parse(text)?;
    let action = action(&draft, at_s, action_json)?;
    draft.timeline.push(action);
    check(draft.clone())?;
    Ok(super::to_text(&draft))
}

/// A scenario's text without the actions that come after a moment.
///
/// # Errors
/// Every problem of the text.
pub fn lab_cut(text: &str, at_s: u64) -> Result<String, Vec<Problem>> {
    let mut draft = parse(text)?;
    let calendar = calendar(&draft)?;
    let is_later = |action: &ActionDraft| {
        let at = calendar.utc_instant(&action.at);
        at.is_some_and(|at| at.whole_secs() > at_s)
    };
    draft.timeline.retain(|action| !is_later(action));
    check(draft.clone())?;
    Ok(super::to_text(&draft))
}

fn action(draft: &ScenarioDraft, at_s: u64, json: &str) -> Result<ActionDraft, Vec<Problem>> {
    // A moment that no calendar reaches is after the run's end, and so the check says.
    let end = u64::from(draft.days.min(limits::DAYS_MAX)) + 1;
    let at_s = at_s.min(SimDuration::days(end).whole_secs());
    let at = SimTime::ZERO + SimDuration::secs(at_s);
    let at = calendar(draft)?.utc_text(at);
    let allowed = "an action as a timeline has it, without `at`";
    super::in_timeline(("action", allowed), json, &at)
}

fn calendar(draft: &ScenarioDraft) -> Result<Calendar, Vec<Problem>> {
    Calendar::starting(&draft.start).ok_or_else(|| {
        let problems = check(draft.clone()).err();
        problems.unwrap_or_default()
    })
}

fn check_size(draft: &ScenarioDraft) -> Result<(), Vec<Problem>> {
    let (vms, days) = (draft.vms.len(), draft.days);
    let mut problems = Vec::new();
    if vms > limits::LAB_VMS_MAX {
        let allowed = format!("at most {} in a lab", limits::LAB_VMS_MAX);
        problems.push(Problem::new("vms", format!("{vms} machines"), allowed));
    }
    if days > limits::LAB_DAYS_MAX {
        let allowed = format!("at most {} in a lab", limits::LAB_DAYS_MAX);
        problems.push(Problem::new("days", days, allowed));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}
