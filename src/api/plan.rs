//! Plans and advice: a scenario in, the views and the new scenario's text out. A search can be made
//! in steps, so that a page can show progress and a person can cancel.

use crate::advisor::{Plan, PlanOrder, Planner, advise as advise_draft, parse_order};
use crate::report::view::{AdviseView, PlanProgressView, PlanView};
use crate::report::{advise_view, plan_progress, plan_view};
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::{Problem, parse};

/// A plan being searched.
#[derive(Debug)]
pub struct Planning {
    planner: Planner,
}

impl Planning {
    /// A plan for a scenario's JSON text, as an order's JSON text asks; an empty order has every
    /// default.
    ///
    /// # Errors
    /// Every problem of both texts.
    pub fn open(text: &str, order_json: &str) -> Result<Self, Vec<Problem>> {
        let (draft, order) = match (parse(text), parse_order(order_json)) {
            (Ok(draft), Ok(order)) => (draft, order),
            (draft, order) => {
                let problems = [draft.err(), order.err()].into_iter().flatten();
                return Err(problems.flatten().collect());
            }
        };
        Self::of(draft, &order)
    }
    /// A plan for a draft.
    ///
    /// # Errors
    /// Every problem of the draft; of one without, every problem of the order.
    pub fn of(draft: ScenarioDraft, order: &PlanOrder) -> Result<Self, Vec<Problem>> {
        let planner = Planner::new(draft, order)?;
        Ok(Self { planner })
    }
    /// Makes at most this many simulations.
    pub fn step(&mut self, simulations: u32) -> PlanProgressView {
        plan_progress(self.planner.step(simulations))
    }
    /// The plan, once the search has ended, and the text of the scenario that it makes.
    #[must_use]
    pub fn into_view(self) -> Option<(PlanView, String)> {
        self.planner.into_plan().map(told)
    }
}

/// A plan for a scenario's JSON text, searched to its end, and the text of the scenario that it
/// makes.
///
/// # Errors
/// Every problem of both texts.
pub fn plan(text: &str, order_json: &str) -> Result<(PlanView, String), Vec<Problem>> {
    Planning::open(text, order_json).map(|planning| told(planning.planner.finish()))
}

/// A plan for a draft, searched to its end.
///
/// # Errors
/// Every problem of the draft; of one without, every problem of the order.
pub fn plan_draft(
    draft: ScenarioDraft,
    order: &PlanOrder,
) -> Result<(PlanView, String), Vec<Problem>> {
    Planning::of(draft, order).map(|planning| told(planning.planner.finish()))
}

fn told(plan: Plan) -> (PlanView, String) {
    let text = super::to_text(&plan.draft);
    (plan_view(plan), text)
}

/// The advice that applies to a scenario's JSON text.
///
/// # Errors
/// Every problem of the text.
pub fn advise(text: &str) -> Result<AdviseView, Vec<Problem>> {
    advise_of(parse(text)?)
}

/// The advice that applies to a draft.
///
/// # Errors
/// Every problem of the draft.
pub fn advise_of(draft: ScenarioDraft) -> Result<AdviseView, Vec<Problem>> {
    let (run, advice) = advise_draft(draft)?;
    Ok(advise_view(&run.scenario, &advice))
}
