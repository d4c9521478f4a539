//! The commands that run a scenario or a component.

use super::input::Named;
use super::output::{Progress, write};
use super::{Format, Outcome, OutputArgs, ScenarioArgs, Stop, TextOrJson, input};
use crate::api::{self, Blobs, Session};
use crate::report::Report;
use crate::report::{csv, text};
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::quoted;
use crate::scenario::scheme::draft::SchemeDraft;
use crate::units::{Money, VmId};
use std::path::Path;

/// Events between two looks at the progress bar.
const EVENTS_PER_STEP: u64 = 100_000;

pub(super) fn simulate(args: &ScenarioArgs, gate: bool, output: &OutputArgs) -> Outcome {
    let session = match input::scenario(args)? {
        Named::Fleet(draft) => run(*draft)?,
        Named::Scheme(draft) => return simulate_scheme(*draft, gate, output),
    };
    let report = report(&session);
    let text = match output.format {
        Format::Text => text::run(report),
        Format::Json => api::run_text(&session),
        Format::Csv => csv::backups(report),
    };
    write(output.output.as_deref(), &text)?;
    let summary = report.summary();
    if gate && (summary.nights_held < summary.nights || summary.failed > 0) {
        return Err(Stop::GateMissed(summary.verdict));
    }
    Ok(())
}

/// A custom backup: its gate is that every window is completed and proven.
fn simulate_scheme(draft: SchemeDraft, gate: bool, output: &OutputArgs) -> Outcome {
    let view = Blobs::of(draft, None)?.view();
    let text = match output.format {
        Format::Text => text::scheme(&view),
        Format::Json => api::view_text(&view),
        Format::Csv => csv::steps(&view),
    };
    write(output.output.as_deref(), &text)?;
    let missed = view.steps.iter().find(|step| {
        let is_left_out = step.request.is_empty();
        step.window.is_some()
            && (is_left_out || step.refused.is_some() || step.proven == Some(false))
    });
    match missed {
        Some(step) if gate => Err(Stop::GateMissed(format!(
            "step {}: {}",
            step.number, step.what
        ))),
        Some(_) | None => Ok(()),
    }
}

pub(super) fn cost(
    args: &ScenarioArgs,
    budget: Option<&str>,
    compare: Option<&str>,
    output: &OutputArgs,
) -> Outcome {
    let budget = budget.map(amount).transpose()?;
    let session = run(input::draft(args)?)?;
    let cost = report(&session).cost();
    let text = match compare {
        None => match output.format {
            Format::Text => text::cost(report(&session)),
            Format::Json => api::view_text(&cost),
            Format::Csv => csv::bills(&cost),
        },
        Some(other) => {
            let other = input::in_file(other, input::named(other).and_then(run))?;
            let comparison = report(&session).compare(report(&other));
            match output.format {
                Format::Text => text::comparison(&comparison),
                Format::Json => api::view_text(&comparison),
                Format::Csv => csv::comparison(&comparison),
            }
        }
    };
    write(output.output.as_deref(), &text)?;
    let over = budget.and_then(|most| cost.months.iter().find(|month| month.total.0 > most));
    match over {
        None => Ok(()),
        Some(month) => {
            let total = month.total.0;
            let why = format!(
                "{} costs {total} {}: over the budget",
                month.name, cost.currency
            );
            Err(Stop::GateMissed(why))
        }
    }
}

pub(super) fn points(
    args: &ScenarioArgs,
    vm: &str,
    as_of: Option<&str>,
    output: &OutputArgs,
) -> Outcome {
    let session = run(input::draft(args)?)?;
    let report = report(&session);
    let vm = vm_named(report, vm)?;
    let at = as_of.map(|date| {
        let allowed = "a day of the run, YYYY-MM-DD, or a moment such as 2026-03-04T21:00:00Z";
        let at = report.end_of_day_or_moment(date);
        at.ok_or_else(|| input::problem("--as-of", &quoted(date), allowed))
    });
    let at = at.transpose()?.unwrap_or_else(|| report.scenario().end());
    let view = report
        .points(vm, at)
        .expect("the machine was found by its name");
    let text = match output.format {
        Format::Text => text::points(&view),
        Format::Json => api::view_text(&view),
        Format::Csv => csv::points(&view),
    };
    write(output.output.as_deref(), &text)
}

pub(super) fn links(args: &ScenarioArgs, format: TextOrJson) -> Outcome {
    let session = run(input::draft(args)?)?;
    let view = report(&session).all_links();
    let text = match format {
        TextOrJson::Text => text::links(&view),
        TextOrJson::Json => api::view_text(&view),
    };
    write(None, &text)
}

pub(super) fn preset(name: Option<&str>, output: Option<&Path>) -> Outcome {
    let text = match name {
        Some(name) => api::preset_text(name)?,
        None => {
            let line = |preset: crate::report::view::PresetView| {
                format!("{:<12} {}\n", preset.id, preset.about)
            };
            let all = api::presets().into_iter().chain([api::blobs_preset()]);
            all.map(line).collect()
        }
    };
    write(output, &text)
}

pub(super) fn profiles(name: Option<&str>, format: TextOrJson) -> Outcome {
    let view = api::profiles(name)?;
    let text = match format {
        TextOrJson::Text => text::profiles(&view),
        TextOrJson::Json => api::view_text(&view),
    };
    write(None, &text)
}

pub(super) fn errors(code: Option<&str>, profile: Option<&str>, format: TextOrJson) -> Outcome {
    let view = api::errors(profile, code)?;
    let text = match format {
        TextOrJson::Text => text::errors(&view),
        TextOrJson::Json => api::view_text(&view),
    };
    write(None, &text)
}

pub(super) fn check_blob(file: &str) -> Outcome {
    write(None, &api::check_blob(&input::text(file)?)?)
}

pub(super) fn check_flows(file: &str) -> Outcome {
    write(None, &api::check_flows(&input::text(file)?)?)
}

pub(super) fn check_retention(file: &str) -> Outcome {
    write(None, &api::check_retention(&input::text(file)?)?)
}

/// Runs a scenario to its end, with a progress bar.
pub(super) fn run(draft: ScenarioDraft) -> Result<Session, Stop> {
    let mut session = Session::of(draft)?;
    let bar = Progress::new(session.scenario().days);
    loop {
        let progress = session.step(EVENTS_PER_STEP);
        bar.show(&progress);
        if progress.done {
            return Ok(session);
        }
    }
}

/// The one machine that `--vm` names.
pub(super) fn vm_named(report: &Report, name: &str) -> Result<VmId, Stop> {
    let vms = report.vms_named(name);
    if let [vm] = vms.as_slice() {
        return Ok(*vm);
    }
    let allowed = if vms.is_empty() {
        "the name of a machine in this scenario"
    } else {
        "a name that one machine has, or RESOURCE-GROUP/NAME"
    };
    Err(input::problem("--vm", &quoted(name), allowed))
}

pub(super) fn report(session: &Session) -> &Report {
    session
        .report()
        .expect("a session that ran to its end has a report")
}

/// An amount such as `1500` or `1500.00`.
fn amount(text: &str) -> Result<Money, Stop> {
    let wrong = || {
        input::problem(
            "--budget",
            &quoted(text),
            "an amount such as 1500 or 1500.00",
        )
    };
    let (units, cents) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |part: &str, most: usize| {
        let digits = !part.is_empty() && part.len() <= most;
        (digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i64>().ok())?
    };
    let units = digits(units, 12).ok_or_else(wrong)?;
    let cents = digits(cents, 2)
        .filter(|_| cents.len() == 2)
        .ok_or_else(wrong)?;
    Ok(Money::units(units) + Money::from_nanos(i128::from(cents) * 10_000_000))
}
