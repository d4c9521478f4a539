//! BPR-1: many machines share a start time; spread them.

use super::{Advice, is_better, nights, source};
use crate::advisor::order::{PlanOrder, clock};
use crate::advisor::{Planner, Run};
use crate::azure::advice::AT_ONCE_MAX;
use std::collections::BTreeMap;

/// Simulations that the advice may take.
const BUDGET: u32 = 40;

pub(super) fn advice(run: &Run) -> Option<Advice> {
    let (machines, _) = crowd(run)?;
    let order = PlanOrder {
        budget: BUDGET,
        ..PlanOrder::default()
    };
    let plan = Planner::new(run.scenario.draft().clone(), &order)
        .ok()?
        .finish();
    if !plan.changes() || !is_better(&plan.was, &plan.is) {
        return None;
    }
    let starts: Vec<String> = plan
        .groups
        .iter()
        .filter(|group| group.start != group.was || group.policy != group.of)
        .map(|group| format!("{} at {}", group.policy, clock(group.start)))
        .collect();
    Some(Advice {
        id: "BPR-1",
        title: "Move backups off the time that many share",
        because: format!(
            "{machines} machines are due at one moment; more than {} are advised against.",
            AT_ONCE_MAX.value
        ),
        change: format!("{} (`plan` searches further)", starts.join(", ")),
        source: source(AT_ONCE_MAX.source),
        figures: nights(&plan.was, &plan.is),
        draft: plan.draft,
    })
}

/// The most machines that were due at one moment, if they are too many, and when.
fn crowd(run: &Run) -> Option<(usize, u64)> {
    let mut due: BTreeMap<u64, usize> = BTreeMap::new();
    for job in run.ledger.jobs().iter() {
        *due.entry(job.due.as_nanos()).or_default() += 1;
    }
    let most = due.into_iter().map(|(at, machines)| (machines, at)).max()?;
    (most.0 > AT_ONCE_MAX.value).then_some(most)
}
