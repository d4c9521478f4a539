//! Block traces: what was read and written where and when on some machine's disks, as an iterator
//! over bytes. Known by the first line, or named. What blocks that dirties is the reader's business;
//! nothing here keeps a record.

mod devices;
mod disk;
mod layout;
mod number;

pub use disk::of_disk;

use super::limits::{PROBLEMS_LISTED_MAX, TRACE_BYTES_MAX};
use crate::scenario::{Problem, quoted};
use crate::units::{Bytes, SimDuration};
use devices::Devices;
use layout::{Layout, Row, Wrong};

/// Who wrote the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// MQSim's ASCII: `arrival_ns device lba sectors type`, type 0 a write and 1 a read.
    Mqsim,
    /// MSR Cambridge: `timestamp,host,disk,Read|Write,offset,size,response`, times in 100 ns.
    Msr,
    /// Alibaba: `device_id,R|W,offset,length,timestamp`, times in µs.
    Alibaba,
    /// Columns named by a header: a time, `op`, `offset`, `length` and perhaps `device`.
    Csv,
}

impl Format {
    /// As the command and its answers call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mqsim => "mqsim",
            Self::Msr => "msr",
            Self::Alibaba => "alibaba",
            Self::Csv => "csv",
        }
    }
}

/// One record of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Since the first record; never before the record that stands above it.
    pub at: SimDuration,
    /// Which of [`Trace::devices`].
    pub device: usize,
    /// Written, not read.
    pub is_write: bool,
    /// The first byte.
    pub offset: Bytes,
    /// How many bytes; perhaps none.
    pub length: Bytes,
}

/// A trace being read. Lines that are no records are skipped and noted: whoever has read to the end
/// asks [`Trace::finish`] whether what was read counts.
#[derive(Debug)]
pub struct Trace<'t> {
    rest: &'t [u8],
    layout: Layout,
    /// The number of the last line that was taken from `rest`.
    line: u64,
    devices: Devices,
    /// The first record's time, and the latest so far.
    times_ns: Option<(u64, u64)>,
    out_of_order: u64,
    problems: Vec<Problem>,
    unlisted: u64,
}

/// What is known of a trace once it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Who wrote it.
    pub format: Format,
    /// The names of its devices, by [`Access::device`].
    pub devices: Vec<String>,
    /// From the first record to the last.
    pub span: SimDuration,
    /// Records that are older than one above them. They count as if they had come when that one did.
    pub out_of_order: u64,
}

impl<'t> Trace<'t> {
    /// Opens a trace in this format, or in the one that its first line is in.
    ///
    /// # Errors
    /// The file is too large, or its first line is of no known format.
    pub fn open(bytes: &'t [u8], format: Option<Format>) -> Result<Self, Vec<Problem>> {
        if bytes.len() > TRACE_BYTES_MAX {
            let found = format!("{} bytes", bytes.len());
            let allowed = format!("at most {TRACE_BYTES_MAX}");
            return Err(vec![Problem::new("trace", found, allowed)]);
        }
        let mut lines = Lines {
            rest: bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes),
            line: 0,
        };
        let (start, first) = (lines, lines.next().unwrap_or_default());
        let layout = Layout::of(format, first)
            .map_err(|problem| vec![problem_at(lines.line.max(1), &problem)])?;
        // A header is read; a first record is still to come.
        let Lines { rest, line } = if layout.format == Format::Csv {
            lines
        } else {
            start
        };
        Ok(Self {
            rest,
            layout,
            line,
            devices: Devices::default(),
            times_ns: None,
            out_of_order: 0,
            problems: Vec::new(),
            unlisted: 0,
        })
    }
    /// The names of the devices seen so far, by [`Access::device`].
    #[must_use]
    pub fn devices(&self) -> &[String] {
        self.devices.names()
    }
    /// Reads what is left.
    ///
    /// # Errors
    /// Every line that is no record; above [`PROBLEMS_LISTED_MAX`] they are only counted.
    pub fn finish(mut self) -> Result<Ended, Vec<Problem>> {
        self.by_ref().for_each(drop);
        if self.unlisted > 0 {
            let found = format!("{} more wrong lines", self.unlisted);
            let allowed = format!("none; the first {PROBLEMS_LISTED_MAX} are listed");
            self.problems.push(Problem::new("trace", found, allowed));
        }
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let (first, latest) = self.times_ns.unwrap_or_default();
        Ok(Ended {
            format: self.layout.format,
            devices: self.devices.into_names(),
            span: SimDuration::from_nanos(latest - first),
            out_of_order: self.out_of_order,
        })
    }

    fn access(&mut self, row: &Row<'t>) -> Result<Access, Wrong<'t>> {
        let device = self.devices.index(row.device)?;
        let (first, latest) = self.times_ns.unwrap_or((row.time_ns, row.time_ns));
        self.out_of_order += u64::from(row.time_ns < latest);
        let latest = latest.max(row.time_ns);
        self.times_ns = Some((first, latest));
        Ok(Access {
            at: SimDuration::from_nanos(latest - first),
            device,
            is_write: row.is_write,
            offset: Bytes::new(row.offset),
            length: Bytes::new(row.length),
        })
    }
    fn note(&mut self, wrong: &Wrong<'_>) {
        if self.problems.len() < PROBLEMS_LISTED_MAX {
            self.problems.push(problem_at(self.line, wrong));
        } else {
            self.unlisted += 1;
        }
    }
}

impl Iterator for Trace<'_> {
    type Item = Access;
    fn next(&mut self) -> Option<Access> {
        let Self { rest, line, .. } = *self;
        let mut lines = Lines { rest, line };
        loop {
            let text = lines.next();
            Lines {
                rest: self.rest,
                line: self.line,
            } = lines;
            let row = self.layout.row(text?);
            match row.and_then(|row| self.access(&row)) {
                Ok(access) => return Some(access),
                Err(wrong) => self.note(&wrong),
            }
        }
    }
}

/// The lines that are not blank, without what ends them, and how many lines are behind.
#[derive(Clone, Copy)]
struct Lines<'t> {
    rest: &'t [u8],
    line: u64,
}

impl<'t> Iterator for Lines<'t> {
    type Item = &'t [u8];
    fn next(&mut self) -> Option<&'t [u8]> {
        while !self.rest.is_empty() {
            let end = self.rest.iter().position(|byte| *byte == b'\n');
            let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
            self.rest = rest.get(1..).unwrap_or_default();
            self.line += 1;
            let text = text.trim_ascii();
            if !text.is_empty() {
                return Some(text);
            }
        }
        None
    }
}

fn problem_at(line: u64, wrong: &Wrong<'_>) -> Problem {
    let place = match wrong.field {
        "" => format!("line {line}"),
        field => format!("line {line}, {field}"),
    };
    // Quoting cuts as well, but by characters, and a line may be as long as the file.
    let found = &wrong.found[..wrong.found.len().min(FOUND_BYTES_MAX)];
    let found = quoted(&String::from_utf8_lossy(found));
    Problem::new(place, found, wrong.allowed)
}

/// More than is shown.
const FOUND_BYTES_MAX: usize = 1_024;
