//! `vaultlab drive`: a scenario with one disk driven by a trace.

use super::churn::TraceFormat;
use super::output::write;
use super::{Outcome, input};
use crate::api::{self, Drive};
use crate::import::limits::TRACE_BYTES_MAX;
use crate::import::trace::Format;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct DriveArgs {
    /// A file, the name of a preset, or `-` for standard input.
    scenario: String,
    /// The machine: NAME, or RESOURCE-GROUP/NAME.
    #[arg(long, value_name = "NAME")]
    vm: String,
    /// Its disk.
    #[arg(long, value_name = "NAME")]
    disk: String,
    /// The trace.
    #[arg(long, value_name = "FILE")]
    trace: String,
    /// Which device of the trace; absent: the only one.
    #[arg(long, value_name = "KEY")]
    device: Option<String>,
    /// The trace's format; absent: that of its first line.
    #[arg(long, value_enum)]
    format: Option<TraceFormat>,
    /// Begin the trace again after so many hours; absent: it is played once.
    #[arg(long, value_name = "HOURS")]
    every_hours: Option<u32>,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "SCENARIO")]
    output: Option<PathBuf>,
}

pub(super) fn drive(args: &DriveArgs) -> Outcome {
    let draft = input::named(&args.scenario)?;
    let trace = input::bytes(&args.trace, TRACE_BYTES_MAX)?;
    let drive = Drive {
        vm: &args.vm,
        disk: &args.disk,
        trace: &trace,
        format: args.format.map(Format::from),
        device: args.device.as_deref(),
        every_hours: args.every_hours,
    };
    write(args.output.as_deref(), &api::drive(draft, drive)?)
}
