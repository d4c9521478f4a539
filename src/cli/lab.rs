//! The commands that tell how things stand: jobs, and the state of every machine at a moment.

use super::output::write;
use super::run::{report, run, vm_named};
use super::{Format, Outcome, OutputArgs, ScenarioArgs, Stop, TextOrJson, input};
use crate::api::{self, Lab};
use crate::report::query::JobQuery;
use crate::report::view::{JobStatus, OperationName};
use crate::report::{csv, text};
use crate::scenario::calendar::Calendar;
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::{limits, quoted};
use crate::units::{SimDuration, SimTime, VmId};
use clap::Args;

/// Which jobs of which run.
#[derive(Args)]
pub(super) struct JobsArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Only jobs of this kind, such as `backup` or `restore`.
    #[arg(long, value_name = "OPERATION")]
    operation: Option<String>,
    /// Only jobs that stand or ended so, such as `failed`.
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// Only jobs of this machine, by name.
    #[arg(long, value_name = "NAME")]
    vm: Option<String>,
    /// Only jobs that ended on this day or later, or run: `YYYY-MM-DD`, or a moment.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only jobs that began on this day or before: `YYYY-MM-DD`, or a moment.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Which run, up to when.
#[derive(Args)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// The moment, such as `2026-03-04T21:00:00Z`; absent: the run's end.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// With everything about this machine, by name.
    #[arg(long, value_name = "NAME")]
    vm: Option<String>,
    /// The form.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    format: TextOrJson,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "PATH")]
    output: Option<std::path::PathBuf>,
}

pub(super) fn jobs(args: &JobsArgs) -> Outcome {
    let operations = OperationName::ALL.map(|one| (one.name(), one));
    let operation = chosen("--operation", args.operation.as_deref(), &operations)?;
    let statuses = JobStatus::ALL.map(|one| (one.name(), one));
    let status = chosen("--status", args.status.as_deref(), &statuses)?;
    let session = run(input::draft(&args.scenario)?)?;
    let report = report(&session);
    let vm = args.vm.as_deref().map(|name| vm_named(report, name));
    let allowed = "a day of the run, YYYY-MM-DD, or a moment such as 2026-03-04T21:00:00Z";
    let moment = |option: &str, text: &Option<String>, of: fn(&_, &str) -> Option<SimTime>| {
        let at = text.as_deref().map(|text| {
            of(report, text).ok_or_else(|| input::problem(option, &quoted(text), allowed))
        });
        at.transpose().map(|at| at.map(SimTime::whole_secs))
    };
    let query = JobQuery {
        operation,
        status,
        from_s: moment("--from", &args.from, |report, text| {
            crate::report::Report::start_of_day_or_moment(report, text)
        })?,
        to_s: moment("--to", &args.to, |report, text| {
            crate::report::Report::end_of_day_or_moment(report, text)
        })?,
        vm: vm.transpose()?.map(VmId::get),
        ..JobQuery::default()
    };
    let all = report.all_jobs(&query);
    let text = match args.output.format {
        Format::Text => text::jobs(&all, report.scenario().window().zone.name()),
        Format::Json => api::view_text(&all),
        Format::Csv => csv::jobs(&all),
    };
    write(args.output.output.as_deref(), &text)
}

pub(super) fn status(args: &StatusArgs) -> Outcome {
    let draft = input::draft(&args.scenario)?;
    let at_s = args.at.as_deref().map(|text| moment(&draft, text));
    let lab = Lab::of(draft, at_s.transpose()?.unwrap_or(u64::MAX))?;
    let vm = args.vm.as_deref().map(|name| vm_named(lab.report(), name));
    let view = lab.view(vm.transpose()?.map(VmId::get));
    let text = match args.format {
        TextOrJson::Text => text::lab(&view),
        TextOrJson::Json => api::view_text(&view),
    };
    write(args.output.as_deref(), &text)
}

/// A moment of a run as whole seconds since it began. Whether the scenario is right is said later.
fn moment(draft: &ScenarioDraft, text: &str) -> Result<u64, Stop> {
    let Some(calendar) = Calendar::starting(&draft.start) else {
        return Ok(0);
    };
    let at = calendar.utc_instant(text);
    let end = SimTime::ZERO + SimDuration::days(u64::from(draft.days.min(limits::DAYS_MAX)));
    let inside = at.filter(|at| *at <= end);
    let allowed = "a moment of the run such as 2026-03-04T21:00:00Z";
    let at = inside.ok_or_else(|| input::problem("--at", &quoted(text), allowed))?;
    Ok(at.whole_secs())
}

/// The one of these names.
fn chosen<T: Copy>(
    option: &str,
    text: Option<&str>,
    known: &[(&str, T)],
) -> Result<Option<T>, Stop> {
    let Some(text) = text else {
        return Ok(None);
    };
    let found = known.iter().find(|(name, _)| *name == text);
    let found = found.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        input::problem(option, &quoted(text), &names.join(", "))
    })?;
    Ok(Some(found.1))
}
