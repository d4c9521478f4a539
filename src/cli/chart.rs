//! `vaultlab chart`: draws a chart of a run into a file, as SVG or PNG by the file's ending.

use super::input::problem;
use super::png::png;
use super::run::{report, run};
use super::{Outcome, ScenarioArgs, Stop, input};
use crate::api;
use crate::charts::{Chart, Theme, to_svg};
use crate::report::Report;
use crate::report::query::{ChartAt, ChartKind, ROWS_MAX};
use crate::scenario::quoted;
use crate::units::VmId;
use clap::Args;
use std::path::{Path, PathBuf};

/// Which chart, of what, and how it looks.
#[derive(Args)]
pub(super) struct ChartArgs {
    /// `night`, `throughput`, `sizes`, `nights`, `bill`, `points`, `rpo` or `blocks`.
    kind: String,
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// The night, `YYYY-MM-DD`, for the charts of one; absent: the first.
    #[arg(long, value_name = "DATE")]
    night: Option<String>,
    /// The machine, by name, for the chart of one; absent: the first.
    #[arg(long, value_name = "NAME")]
    vm: Option<String>,
    /// Its disk, by name, for the chart of one; absent: the first.
    #[arg(long, value_name = "NAME")]
    disk: Option<String>,
    /// The day, `YYYY-MM-DD`, at whose end the points are shown; absent: the end of the run.
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// How many machines the chart of a night shows, worst first.
    #[arg(long, default_value_t = 40)]
    rows: u32,
    /// Width in pixels.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(240..=8000))]
    width: u32,
    /// Light on dark.
    #[arg(long)]
    dark: bool,
    /// The file: `.svg` or `.png`.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub(super) fn chart(args: &ChartArgs) -> Outcome {
    let kind = ChartKind::named(&args.kind).ok_or_else(|| {
        let names: Vec<_> = ChartKind::NAMES.iter().map(|(name, _)| *name).collect();
        problem("KIND", &quoted(&args.kind), &names.join(", "))
    })?;
    let as_png = ends_in_png(&args.output)?;
    let session = run(input::draft(&args.scenario)?)?;
    let report = report(&session);
    let theme = if args.dark {
        Theme::dark()
    } else {
        Theme::light()
    };
    let at = at(args, report)?;
    let draw = |chart: &Chart<'_>| to_svg(chart, args.width, &theme);
    let svg = api::with_chart(report, kind, at, draw)
        .ok_or_else(|| problem("chart", "nothing to show", needed(kind)))?
        .map_err(|error| problem("chart", &error.to_string(), "a larger picture"))?;
    let bytes = if as_png {
        png(&svg).map_err(|error| problem("chart", &error.to_string(), "a smaller picture"))?
    } else {
        svg.into_bytes()
    };
    let name = args.output.display().to_string();
    std::fs::write(&args.output, bytes)
        .map_err(|error| problem(&name, &error.to_string(), "a writable file"))
}

/// Which part of the run the chart shows.
fn at(args: &ChartArgs, report: &Report) -> Result<ChartAt, Stop> {
    let night = match &args.night {
        None => 0,
        Some(date) => report
            .nights()
            .iter()
            .find(|night| night.date == *date)
            .map(|night| night.night)
            .ok_or_else(|| {
                let allowed = "a date on which a window of the run opens";
                problem("--night", &quoted(date), allowed)
            })?,
    };
    let vm = match &args.vm {
        None => VmId::new(0),
        Some(name) => {
            let mut vms = report.scenario().vms().enumerate();
            vms.find(|(_, vm)| vm.name == *name)
                .map(|(id, _)| id)
                .ok_or_else(|| problem("--vm", &quoted(name), "a machine of the scenario"))?
        }
    };
    let disk = match &args.disk {
        None => 0,
        Some(name) => {
            let is_there = report.scenario().vms().get(vm).is_some();
            let mut disks = is_there
                .then(|| report.scenario().disks_of(vm))
                .into_iter()
                .flatten();
            let place = disks.position(|(_, disk)| disk.name == *name);
            place.ok_or_else(|| problem("--disk", &quoted(name), "a disk of the machine"))?
        }
    };
    let as_of_s = match &args.as_of {
        None => u64::MAX,
        Some(date) => report
            .day_named(date)
            .map(|moment| moment.s)
            .ok_or_else(|| problem("--as-of", &quoted(date), "a date of the run"))?,
    };
    Ok(ChartAt {
        night,
        from: 0,
        count: args.rows.min(ROWS_MAX),
        vm: vm.get(),
        disk: u32::try_from(disk).expect("a machine has few disks"),
        link: None,
        as_of_s,
    })
}

/// What there has to be for a chart to show something.
const fn needed(kind: ChartKind) -> &'static str {
    match kind {
        ChartKind::Blocks => "a disk that is backed up, of a machine simulated with --blocks",
        ChartKind::Night
        | ChartKind::Throughput
        | ChartKind::Sizes
        | ChartKind::Nights
        | ChartKind::Bill
        | ChartKind::Points
        | ChartKind::Rpo => "a scenario in which a backup is due",
    }
}

fn ends_in_png(path: &Path) -> Result<bool, Stop> {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "png" => Ok(true),
        "svg" => Ok(false),
        _ => Err(problem(
            "--output",
            &quoted(&path.display().to_string()),
            "a file ending in .svg or .png",
        )),
    }
}
