//! `vaultlab check churn`: a trace's file and its options as typed.

use super::output::write;
use super::{Outcome, Stop, input};
use crate::api::{self, ChurnOptions};
use crate::import::limits::TRACE_BYTES_MAX;
use crate::import::trace::Format;
use crate::scenario::quoted;
use crate::units::{Bytes, SimDuration};
use clap::{Args, ValueEnum};

#[derive(Args)]
pub(super) struct ChurnArgs {
    /// The trace; `-` reads standard input.
    trace: String,
    /// The size of a block: a power of two from 512 to 4MiB.
    #[arg(long, value_name = "SIZE", default_value = "64KiB")]
    block: String,
    /// The length of an interval: 500ms, 90s, 30min, 1h, 1d.
    #[arg(long, value_name = "TIME", default_value = "30min")]
    every: String,
    /// The trace's format; absent: that of its first line.
    #[arg(long, value_enum)]
    format: Option<TraceFormat>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum TraceFormat {
    /// `arrival_ns device lba sectors type`, apart by blanks.
    Mqsim,
    /// `timestamp,host,disk,Read|Write,offset,size,response`.
    Msr,
    /// `device_id,R|W,offset,length,timestamp`.
    Alibaba,
    /// A header that names time, op, offset and length.
    Csv,
}

impl From<TraceFormat> for Format {
    fn from(format: TraceFormat) -> Self {
        match format {
            TraceFormat::Mqsim => Self::Mqsim,
            TraceFormat::Msr => Self::Msr,
            TraceFormat::Alibaba => Self::Alibaba,
            TraceFormat::Csv => Self::Csv,
        }
    }
}

pub(super) fn churn(args: &ChurnArgs) -> Outcome {
    let options = ChurnOptions {
        format: args.format.map(Format::from),
        block: block(&args.block)?,
        every: every(&args.every)?,
    };
    let bytes = input::bytes(&args.trace, TRACE_BYTES_MAX)?;
    write(None, &api::check_churn(&bytes, options)?)
}

fn block(text: &str) -> Result<Bytes, Stop> {
    let units = [("", 1), ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20)];
    let bytes = count_of(text, &units).map(Bytes::new);
    bytes.ok_or_else(|| {
        input::problem(
            "--block",
            &quoted(text),
            "a size such as 512, 64KiB or 4MiB",
        )
    })
}

fn every(text: &str) -> Result<SimDuration, Stop> {
    const SECOND: u64 = 1_000_000_000;
    let units = [
        ("ms", 1_000_000),
        ("s", SECOND),
        ("min", 60 * SECOND),
        ("h", 3_600 * SECOND),
        ("d", 86_400 * SECOND),
    ];
    let time = count_of(text, &units).map(SimDuration::from_nanos);
    time.ok_or_else(|| {
        input::problem(
            "--every",
            &quoted(text),
            "a time such as 90s, 30min, 1h or 1d",
        )
    })
}

/// A whole number and a unit, in any case: `64KiB` in bytes.
fn count_of(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let mut known = units.iter();
    let (_, each) = known.find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
    count.parse::<u64>().ok()?.checked_mul(*each)
}
