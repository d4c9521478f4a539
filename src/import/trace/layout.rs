//! What stands where on a line, as data: one reader for all formats. It judges single lines and
//! knows nothing of the lines around them.

use super::Format;
use super::number::{nanos, whole};
use crate::import::limits::{TRACE_ADDRESS_MAX, TRACE_COLUMNS_MAX, TRACE_LENGTH_MAX};
use std::ops::Range;

/// A line's record.
#[derive(Debug)]
pub(super) struct Row<'t> {
    pub(super) time_ns: u64,
    /// Empty where the format has none.
    pub(super) device: &'t [u8],
    pub(super) is_write: bool,
    pub(super) offset: u64,
    pub(super) length: u64,
}

/// Why a line is no record.
#[derive(Debug)]
pub(super) struct Wrong<'t> {
    /// Empty where it is the whole line.
    pub(super) field: &'static str,
    pub(super) found: &'t [u8],
    pub(super) allowed: &'static str,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Time,
    /// The first part of a device's name; the second is the next column.
    Host,
    Device,
    Op,
    Offset,
    Length,
    /// Nothing that is needed.
    Other,
}

const COLUMN_KINDS: usize = Column::Other as usize + 1;

/// The columns of a format, and how their numbers and words are to be read.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) format: Format,
    columns: Vec<Column>,
    /// What a line of it looks like.
    looks: &'static str,
    time_unit_ns: u64,
    address_unit: u64,
}

const MQSIM: &str = "arrival_ns device lba sectors type, apart by blanks";
const MSR: &str = "timestamp,host,disk,Read|Write,offset,size,response";
const ALIBABA: &str = "device_id,R|W,offset,length,timestamp";
const CSV: &str = "as many columns as the header has";
const HEADER: &str = "a header with time (or time_s, time_ms, time_us, time_ns), op, offset, length \
                      and perhaps device, each once, in at most 64 columns";
const KNOWN: &str = "a trace of MQSim, MSR Cambridge or Alibaba, or CSV with a header that names \
                     time, op, offset and length";

impl Layout {
    /// The layout of a format, or of the one that a file's first line is in.
    pub(super) fn of(format: Option<Format>, first: &[u8]) -> Result<Self, Wrong<'_>> {
        match format {
            Some(Format::Mqsim) => Ok(Self::mqsim()),
            Some(Format::Msr) => Ok(Self::msr()),
            Some(Format::Alibaba) => Ok(Self::alibaba()),
            Some(Format::Csv) => Self::csv(first),
            None => {
                let headless = [Self::mqsim(), Self::msr(), Self::alibaba()];
                let mut matching = headless.into_iter();
                match matching.find(|layout| layout.row(first).is_ok()) {
                    Some(layout) => Ok(layout),
                    None if is_header(first) => Self::csv(first),
                    None => Err(whole_line(first, KNOWN)),
                }
            }
        }
    }
    fn mqsim() -> Self {
        use Column::{Device, Length, Offset, Op, Time};
        Self {
            format: Format::Mqsim,
            columns: vec![Time, Device, Offset, Length, Op],
            looks: MQSIM,
            time_unit_ns: 1,
            address_unit: 512,
        }
    }
    fn msr() -> Self {
        use Column::{Device, Host, Length, Offset, Op, Other, Time};
        Self {
            format: Format::Msr,
            columns: vec![Time, Host, Device, Op, Offset, Length, Other],
            looks: MSR,
            time_unit_ns: 100,
            address_unit: 1,
        }
    }
    fn alibaba() -> Self {
        use Column::{Device, Length, Offset, Op, Time};
        Self {
            format: Format::Alibaba,
            columns: vec![Device, Op, Offset, Length, Time],
            looks: ALIBABA,
            time_unit_ns: 1_000,
            address_unit: 1,
        }
    }
    fn csv(header: &[u8]) -> Result<Self, Wrong<'_>> {
        let wrong = || whole_line(header, HEADER);
        let mut columns = Vec::new();
        let mut time_unit_ns = 0;
        for name in header.split(|byte| *byte == b',') {
            let (column, unit_ns) = column_named(name);
            let is_twice = column != Column::Other && columns.contains(&column);
            if is_twice || columns.len() == TRACE_COLUMNS_MAX {
                return Err(wrong());
            }
            columns.push(column);
            time_unit_ns = unit_ns.unwrap_or(time_unit_ns);
        }
        use Column::{Length, Offset, Op, Time};
        if ![Time, Op, Offset, Length]
            .iter()
            .all(|c| columns.contains(c))
        {
            return Err(wrong());
        }
        Ok(Self {
            format: Format::Csv,
            columns,
            looks: CSV,
            time_unit_ns,
            address_unit: 1,
        })
    }

    /// Reads a line.
    pub(super) fn row<'t>(&self, line: &'t [u8]) -> Result<Row<'t>, Wrong<'t>> {
        let fields = self.fields(line);
        let fields = fields.ok_or_else(|| whole_line(line, self.looks))?;
        let range = |column: Column| fields[column as usize].clone();
        let field = |column| line[range(column)].trim_ascii();
        let wrong = |field, found, allowed| Wrong {
            field,
            found,
            allowed,
        };
        let bytes = |column| whole(field(column))?.checked_mul(self.address_unit);
        let (time, op) = (field(Column::Time), field(Column::Op));
        let (offset, length) = (field(Column::Offset), field(Column::Length));
        let device = match self.format {
            Format::Msr => range(Column::Host).start..range(Column::Device).end,
            Format::Mqsim | Format::Alibaba | Format::Csv => range(Column::Device),
        };
        let row = Row {
            time_ns: nanos(time, self.time_unit_ns).ok_or_else(|| wrong("time", time, TIME))?,
            device: line[device].trim_ascii(),
            is_write: self
                .is_write(op)
                .ok_or_else(|| wrong("op", op, self.ops()))?,
            offset: bytes(Column::Offset).ok_or_else(|| wrong("offset", offset, NUMBER))?,
            length: bytes(Column::Length).ok_or_else(|| wrong("length", length, NUMBER))?,
        };
        if row.length > TRACE_LENGTH_MAX {
            return Err(wrong("length", length, LENGTH));
        }
        if row.offset > TRACE_ADDRESS_MAX - row.length {
            return Err(wrong("offset", offset, ADDRESS));
        }
        Ok(row)
    }

    /// Where on the line each column is; none unless there are as many as there should be.
    fn fields(&self, line: &[u8]) -> Option<[Range<usize>; COLUMN_KINDS]> {
        let by_blanks = self.format == Format::Mqsim;
        let is_between = |byte: &u8| match byte {
            b' ' | b'\t' => by_blanks,
            _ => !by_blanks && *byte == b',',
        };
        let mut fields = [const { 0..0 }; COLUMN_KINDS];
        let mut next = Some(0);
        for column in &self.columns {
            let mut start = next?;
            if by_blanks {
                // Any number of blanks is one gap.
                start += line[start..].iter().take_while(|b| is_between(b)).count();
            }
            let end = line[start..].iter().position(is_between);
            fields[*column as usize] = start..end.map_or(line.len(), |length| start + length);
            next = end.map(|length| start + length + 1);
        }
        next.is_none().then_some(fields)
    }
    fn is_write(&self, op: &[u8]) -> Option<bool> {
        let is = |words: [&str; 2]| {
            let mut words = words.iter();
            words.any(|word| op.eq_ignore_ascii_case(word.as_bytes()))
        };
        match (self.format, op) {
            (Format::Mqsim, b"0") => Some(true),
            (Format::Mqsim, b"1") => Some(false),
            (Format::Mqsim, _) => None,
            (Format::Msr | Format::Alibaba | Format::Csv, _) if is(["w", "write"]) => Some(true),
            (Format::Msr | Format::Alibaba | Format::Csv, _) if is(["r", "read"]) => Some(false),
            (Format::Msr | Format::Alibaba | Format::Csv, _) => None,
        }
    }
    const fn ops(&self) -> &'static str {
        match self.format {
            Format::Mqsim => "0 (a write) or 1 (a read)",
            Format::Msr | Format::Alibaba | Format::Csv => "R, W, Read or Write",
        }
    }
}

const TIME: &str = "a number, zero or more, that is less than 584 years";
const NUMBER: &str = "a whole number below 2^64";
const LENGTH: &str = "at most 1 GiB";
const ADDRESS: &str = "an access that ends within 1 PiB";

/// What a header's name stands for, and a time's unit in nanoseconds.
fn column_named(name: &[u8]) -> (Column, Option<u64>) {
    match name.trim_ascii().to_ascii_lowercase().as_slice() {
        b"time" | b"time_s" => (Column::Time, Some(1_000_000_000)),
        b"time_ms" => (Column::Time, Some(1_000_000)),
        b"time_us" => (Column::Time, Some(1_000)),
        b"time_ns" => (Column::Time, Some(1)),
        b"op" => (Column::Op, None),
        b"offset" => (Column::Offset, None),
        b"length" => (Column::Length, None),
        b"device" => (Column::Device, None),
        _ => (Column::Other, None),
    }
}

/// Whether a line names a column that only a header would.
fn is_header(line: &[u8]) -> bool {
    let mut names = line.split(|byte| *byte == b',');
    names.any(|name| column_named(name).0 != Column::Other)
}

const fn whole_line<'t>(line: &'t [u8], allowed: &'static str) -> Wrong<'t> {
    Wrong {
        field: "",
        found: line,
        allowed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_limit_is_the_limit() {
        assert_eq!(TRACE_LENGTH_MAX, 1 << 30, "{LENGTH}");
        assert_eq!(TRACE_ADDRESS_MAX, 1 << 50, "{ADDRESS}");
    }
}
