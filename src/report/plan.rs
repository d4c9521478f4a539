//! A plan and advice as views: figures of both runs, and sentences.

use super::view::{
    AdviceFigureView, AdviceView, AdviseView, PlanEqualView, PlanPolicyView, PlanProgressView,
    PlanSideView, PlanView,
};
use super::{Report, scenario_view};
use crate::advisor::{
    Advice, Figures, LeftBecause, Objective, Plan, Reason, Run, Searched, Why, clock,
};
use crate::scenario::{Scenario, limits};
use crate::units::{SimDuration, SimTime, VmId};

/// How far a search has got.
#[must_use]
pub const fn plan_progress(searched: Searched) -> PlanProgressView {
    let Searched {
        done,
        simulations,
        budget,
    } = searched;
    PlanProgressView {
        done,
        simulations,
        budget,
    }
}

/// A plan with both of its runs.
#[must_use]
pub fn plan_view(plan: Plan) -> PlanView {
    let (holds, changes) = (plan.holds(), plan.changes());
    let reasons = plan
        .reasons
        .iter()
        .map(|reason| sentence(reason, &plan.after.scenario));
    let first = plan.slots.first().copied().unwrap_or_default();
    let last = plan.slots.last().copied().unwrap_or_default();
    PlanView {
        scenario: scenario_view(&plan.before.scenario),
        objective: plan.order.objective.name().to_owned(),
        at_once: plan.order.at_once,
        from: clock(first),
        last: clock(last),
        step_min: plan.order.step_min,
        budget: plan.order.budget,
        simulations: plan.simulations,
        days: plan.days,
        holds,
        changes,
        verdict: verdict(&plan),
        reasons: reasons.collect(),
        notes: notes(&plan),
        policies: plan.groups.iter().map(policy_view).collect(),
        equal: plan.equal.map(|equal| PlanEqualView {
            nights_held: equal.nights - equal.missed,
            late: equal.late,
            mean_end: equal.mean_end().to_string(),
        }),
        before: side(plan.before, &plan.was),
        after: side(plan.after, &plan.is),
    }
}

fn policy_view(group: &crate::advisor::Group) -> PlanPolicyView {
    PlanPolicyView {
        of: group.of.clone(),
        policy: group.policy.clone(),
        is_new: group.policy != group.of,
        machines: count(group.machines),
        was: clock(group.was),
        start: clock(group.start),
        moved: group.start != group.was,
    }
}

/// The figures of a run; its nights, backups and digest are the report's own.
fn side(run: Run, figures: &Figures) -> PlanSideView {
    let machines_late = count(Plan::machines_late(&run));
    let Run {
        scenario,
        world,
        ledger,
    } = run;
    let report = Report::new(scenario, world, ledger);
    let summary = report.summary();
    let ends = report.nights.iter().filter_map(|night| {
        let jobs = night.jobs.iter().map(|job| &report.ledger.jobs()[*job]);
        let last = jobs.filter_map(crate::ledger::Job::completed_at).max()?;
        Some((last.saturating_since(night.night.opens), last))
    });
    let slacks = report.nights.iter().filter_map(|night| report.slack(night));
    PlanSideView {
        digest: summary.digest,
        verdict: summary.verdict,
        nights: summary.nights,
        nights_held: summary.nights_held,
        late: count(summary.late + summary.skipped + summary.running),
        machines_late,
        failed: count(summary.failed),
        last_end: ends
            .max()
            .map(|(_, last): (SimDuration, SimTime)| report.moment(last)),
        mean_end: figures.mean_end().to_string(),
        slack: slacks.min().map(|slack| slack.to_string()),
    }
}

/// The answer as a sentence.
fn verdict(plan: &Plan) -> String {
    let Figures { nights, missed, .. } = plan.is;
    let held = nights - missed;
    let now = match (nights, missed) {
        (0, _) => return "No backup was due.".to_owned(),
        (1, 0) => "The night holds".to_owned(),
        (_, 0) => format!("All {nights} nights hold"),
        _ => format!("{held} of {nights} nights hold"),
    };
    if !plan.is_allowed && !plan.groups.is_empty() {
        return format!("{now}: no start times that the order allows were found.");
    }
    if !plan.changes() {
        return if missed == 0 {
            format!("{now} as it is: nothing has to be changed.")
        } else {
            format!("{now} as it is, and no plan that was tried is better.")
        };
    }
    let before = plan.was.nights - plan.was.missed;
    let instead = if before == held {
        String::new()
    } else {
        format!(" instead of {before}")
    };
    format!("{now}{instead}: {}.", changed(plan))
}

/// What a plan changes.
fn changed(plan: &Plan) -> String {
    let new = plan.groups.iter().filter(|group| group.policy != group.of);
    let machines: usize = new.clone().map(|group| group.machines).sum();
    let new = new.count();
    let moved =
        |group: &&crate::advisor::Group| group.policy == group.of && group.start != group.was;
    let moved = plan.groups.iter().filter(moved).count();
    let policies = |count: usize, one: &str, several: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {several}"),
    };
    let mut parts = Vec::new();
    if moved > 0 {
        parts.push(policies(
            moved,
            "policy starts at another time",
            "policies start at other times",
        ));
    }
    if new > 0 {
        let new = policies(new, "new policy takes", "new policies take");
        parts.push(format!(
            "{new} {}",
            super::text::counted(machines as u64, "machine")
        ));
    }
    parts.join(", ")
}

/// Why backups are late though a plan was searched, as a sentence.
fn sentence(reason: &Reason, scenario: &Scenario) -> String {
    let Reason {
        why,
        backups,
        machines,
        worst,
        over,
    } = reason;
    let late = super::text::counted(*backups, "late backup");
    let of = super::text::counted(*machines, "machine");
    let name = |vm: VmId| &scenario.vms()[vm].name;
    let why = match why {
        Why::FirstBackup => "first backups send everything".to_owned(),
        Why::TooLarge => {
            "even alone, from the opening on, they would take longer than the window".to_owned()
        }
        Why::NotMoved => "their policies are not moved".to_owned(),
        Why::EarlierStillRuns => "an earlier backup of the machine was still sending".to_owned(),
        Why::Vault(vault) => {
            format!("what {vault} has to take in on such a night does not fit into the window")
        }
        Why::Account(account) => format!(
            "what has to be read from {account} on such a night does not fit into the window"
        ),
        Why::NoneBetter => "no plan that was tried is better".to_owned(),
    };
    format!(
        "{late} of {of}: {why}; {} by most, by {over}.",
        name(*worst)
    )
}

fn notes(plan: &Plan) -> Vec<String> {
    let mut notes: Vec<String> = plan
        .left
        .iter()
        .map(|(policy, because)| match because {
            LeftBecause::Hourly => {
                format!("{policy} backs up several times a day and is not moved.")
            }
            LeftBecause::OwnWindow => {
                format!("{policy} is left: no allowed start time is in its own window.")
            }
            LeftBecause::TooMany => {
                format!(
                    "{policy} is left: its own window has too few start times for so many at once."
                )
            }
            LeftBecause::ChangedInRun => {
                format!("{policy} is left: somebody changes who follows it during the run.")
            }
        })
        .collect();
    let own = plan.after.scenario.vms().iter();
    let own = own.filter(|vm| vm.window.is_some()).count();
    if own > 0 {
        notes.push(format!(
            "{own} machines have windows of their own: they are judged by them, and start with their policies."
        ));
    }
    if !plan.was_allowed {
        notes.push("As it is, start times are not what the order allows.".to_owned());
    }
    if plan.simulations >= plan.order.budget && plan.is.late > 0 {
        notes.push(format!(
            "The search has spent its {} simulations; a larger budget may find more.",
            plan.order.budget
        ));
    }
    if plan.order.objective == Objective::EarliestEnd && plan.changes() {
        notes.push("The plan is made for this seed's luck; try it under others.".to_owned());
    }
    notes
}

/// Advice with its figures.
#[must_use]
pub fn advise_view(scenario: &Scenario, advice: &[Advice]) -> AdviseView {
    let figure = |(what, before, after): &(String, String, String)| AdviceFigureView {
        what: what.clone(),
        before: before.clone(),
        after: after.clone(),
    };
    let view = |advice: &Advice| AdviceView {
        id: advice.id.to_owned(),
        title: advice.title.to_owned(),
        because: advice.because.clone(),
        change: advice.change.clone(),
        source: advice.source.to_owned(),
        figures: advice.figures.iter().map(figure).collect(),
    };
    AdviseView {
        scenario: scenario_view(scenario),
        advice: advice.iter().take(limits::POLICIES_MAX).map(view).collect(),
    }
}

fn count(count: impl TryInto<u32>) -> u32 {
    count
        .try_into()
        .unwrap_or_else(|_| panic!("limits keep every count below 2^32"))
}
