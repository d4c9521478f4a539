//! `vaultlab plan` and `vaultlab advise`: new start times, and good practice, each simulated.

use super::output::write;
use super::{Outcome, ScenarioArgs, TextOrJson, input};
use crate::advisor::{Objective, PlanOrder};
use crate::api;
use crate::report::text;
use crate::scenario::Problem;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Which plan for which scenario.
#[derive(Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// What the plan should be good at, once as many nights hold as can.
    #[arg(long, value_enum, default_value_t = ObjectiveArg::EarliestEnd)]
    objective: ObjectiveArg,
    /// The most machines whose backups may be due at one moment.
    #[arg(long, value_name = "N")]
    at_once: Option<u32>,
    /// The first allowed start time, in the window's zone; absent: as the window opens.
    #[arg(long, value_name = "HH:MM")]
    from: Option<String>,
    /// Before when backups start; absent: the window's close.
    #[arg(long, value_name = "HH:MM")]
    to: Option<String>,
    /// Minutes from one allowed start time to the next.
    #[arg(long, value_name = "MIN", default_value_t = 30)]
    step: u32,
    /// How many plans may be simulated, the one that is there included.
    #[arg(long, value_name = "N", default_value_t = 200)]
    budget: u32,
    /// The form.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    format: TextOrJson,
    /// Write the planned scenario to this file.
    #[arg(short, long, value_name = "NEW_SCENARIO")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ObjectiveArg {
    /// The last backup of a night ends as early as can be.
    EarliestEnd,
    /// As few policies and machines as can be are changed.
    LeastChange,
}

/// Advice for which scenario.
#[derive(Args)]
pub(super) struct AdviseArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// The form.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    format: TextOrJson,
}

pub(super) fn plan(args: &PlanArgs) -> Outcome {
    let order = PlanOrder {
        objective: match args.objective {
            ObjectiveArg::EarliestEnd => Objective::EarliestEnd,
            ObjectiveArg::LeastChange => Objective::LeastChange,
        },
        at_once: args.at_once,
        from: args.from.clone(),
        to: args.to.clone(),
        step_min: args.step,
        budget: args.budget,
    };
    let draft = input::draft(&args.scenario)?;
    let (view, planned) = api::plan_draft(draft, &order).map_err(as_options)?;
    if let Some(path) = &args.output {
        write(Some(path), &planned)?;
    }
    let text = match args.format {
        TextOrJson::Text => text::plan(&view),
        TextOrJson::Json => api::view_text(&view),
    };
    write(None, &text)
}

pub(super) fn advise(args: &AdviseArgs) -> Outcome {
    let view = api::advise_of(input::draft(&args.scenario)?)?;
    let text = match args.format {
        TextOrJson::Text => text::advice(&view),
        TextOrJson::Json => api::view_text(&view),
    };
    write(None, &text)
}

/// An order's fields by the options that set them.
fn as_options(mut problems: Vec<Problem>) -> Vec<Problem> {
    let options = [
        ("at_once", "--at-once"),
        ("from", "--from"),
        ("to", "--to"),
        ("step_min", "--step"),
        ("budget", "--budget"),
    ];
    for problem in &mut problems {
        let option = options.iter().find(|(field, _)| *field == problem.place);
        if let Some((_, option)) = option {
            (*option).clone_into(&mut problem.place);
        }
    }
    problems
}
