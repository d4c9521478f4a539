//! How disks are written: shapes filled in, traces inside their limits, nothing said twice.

use super::field::{Fields, Figure};
use crate::azure::workload;
use crate::blob::blocks::BlockSize;
use crate::scenario::draft::{
    BlocksDraft, DiskDraft, DiskTraceDraft, TraceDraft, TraceWriteDraft, VmDraft, WritesDraft,
};
use crate::scenario::limits;
use crate::scenario::writes::{Trace, TraceUse, TraceWrite, Writes};
use crate::units::{Bytes, SimDuration};
use std::collections::BTreeMap;

/// Traces by name: its place, and how long and how far it reaches.
pub(super) type TraceNames = BTreeMap<String, (usize, Reach)>;

/// How much of a disk and of time a trace takes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    span: SimDuration,
    end: Bytes,
}

pub(super) fn check_traces(
    fields: &mut Fields,
    drafts: &[TraceDraft],
    names: &mut TraceNames,
) -> Vec<Trace> {
    fields.count("traces", drafts.len(), 0, limits::TRACES_MAX);
    let writes = drafts.iter().map(|trace| trace.writes.len()).sum();
    fields.count("traces", writes, 0, limits::TRACE_WRITES_MAX);
    let mut traces = Vec::new();
    for (i, draft) in drafts.iter().enumerate().take(limits::TRACES_MAX) {
        let at = format!("traces[{i}]");
        let (writes, reach) = check_trace(fields, &at, &draft.writes);
        fields.unique_name(&format!("{at}.name"), &draft.name, (i, reach), names);
        traces.push(Trace {
            name: draft.name.clone(),
            writes,
        });
    }
    traces
}

fn check_trace(
    fields: &mut Fields,
    at: &str,
    drafts: &[TraceWriteDraft],
) -> (Vec<TraceWrite>, Reach) {
    let span_max = SimDuration::hours(u64::from(limits::TRACE_EVERY_HOURS.1));
    let mut reach = Reach::default();
    let mut writes = Vec::new();
    for (j, draft) in drafts.iter().enumerate().take(limits::TRACE_WRITES_MAX) {
        let TraceWriteDraft {
            after_ns,
            offset,
            length,
        } = *draft;
        let place = format!("{at}.writes[{j}]");
        let after = SimDuration::from_nanos(after_ns);
        if after < reach.span || after > span_max {
            let found = format!("{after_ns} ns");
            fields.wrong(&place, found, "in the order of time, within a year");
            continue;
        }
        reach.span = after;
        let disk = limits::DISK_SIZE_MAX.get();
        match offset.checked_add(length).filter(|end| *end <= disk) {
            Some(end) if length > 0 => {
                reach.end = reach.end.max(Bytes::new(end));
                writes.push(TraceWrite {
                    after,
                    offset: Bytes::new(offset),
                    length: Bytes::new(length),
                });
            }
            Some(_) | None => {
                let found = format!("{length} bytes at {offset}");
                fields.wrong(&place, found, format!("at least one byte, below {disk}"));
            }
        }
    }
    (writes, reach)
}

pub(super) fn check_blocks(fields: &mut Fields, at: &str, draft: BlocksDraft) -> Option<BlockSize> {
    let bytes = draft.block_kib.checked_mul(1 << 10).map(Bytes::new);
    let size = bytes.and_then(BlockSize::new);
    if size.is_none() {
        let found = format!("{} KiB", draft.block_kib);
        let allowed = "a power of two from 4 to 4096 KiB";
        fields.wrong(&format!("{at}.block_kib"), found, allowed);
    }
    size
}

/// How a disk of a machine is written.
pub(super) fn check(
    fields: &mut Fields,
    at: &str,
    draft: &DiskDraft,
    (size, used): (Bytes, Bytes),
    vm: &VmDraft,
    traces: &TraceNames,
) -> Writes {
    let nothing = WritesDraft::default();
    let WritesDraft {
        run_kib,
        temporary_gib_per_day,
        trace,
    } = draft.writes.as_deref().unwrap_or(&nothing);
    let (run_min, run_max) = limits::RUN_KIB;
    if let Some(kib) = *run_kib {
        let place = format!("{at}.writes.run_kib");
        fields.within(&place, Figure(kib), Figure(run_min), Figure(run_max));
    }
    let growth = draft.growth_gib_per_day.unwrap_or(0.0);
    let growth_per_day = fields.gib(&format!("{at}.growth_gib_per_day"), growth, size);
    let temporary = temporary_gib_per_day.unwrap_or(0.0);
    let place = format!("{at}.writes.temporary_gib_per_day");
    let temporary = fields.gib(&place, temporary, size);
    let percent = draft.change_percent_per_day;
    let change = fields.percent(&format!("{at}.change_percent_per_day"), percent);
    let hot = fields.percent(&format!("{at}.hot_percent"), draft.hot_percent);
    if let Some(trace) = trace {
        let used = check_use(fields, &format!("{at}.writes.trace"), trace, size, traces);
        let said = [
            change,
            hot,
            draft.growth_gib_per_day,
            *run_kib,
            *temporary_gib_per_day,
        ];
        if said.iter().any(Option::is_some) {
            let allowed = "nothing else about what is written: the trace says it";
            fields.wrong(
                &format!("{at}.writes.trace"),
                "a trace beside other figures",
                allowed,
            );
        }
        let blocks = vm.setup.as_ref().and_then(|setup| setup.blocks);
        if blocks.is_none() {
            let allowed = "setup.blocks of its machine: a trace is of single blocks";
            fields.wrong(&format!("{at}.writes.trace"), "a trace", allowed);
        }
        return Writes {
            trace: used,
            ..Writes::none()
        };
    }
    let shape = vm.setup.as_ref().and_then(|setup| setup.workload);
    let shape = shape.map(|workload| workload.shape());
    let run = run_kib.map(|kib| Bytes::from_f64_rounded(kib.clamp(run_min, run_max) * 1024.0));
    let of_shape = shape.map(|shape| Bytes::new(shape.run_bytes));
    let deleted = shape.map(|shape| used.as_f64() * shape.temporary_percent / 100.0);
    Writes {
        change_percent: change.or(shape.map(|shape| shape.change_percent)),
        hot_percent: hot
            .or(shape.map(|shape| shape.hot_percent))
            .unwrap_or(workload::HOT_PERCENT.value),
        run: run
            .or(of_shape)
            .unwrap_or(Bytes::new(workload::RUN_BYTES.value)),
        growth_per_day,
        temporary_per_day: match (temporary_gib_per_day, deleted) {
            (None, Some(deleted)) => Bytes::from_f64_rounded(deleted),
            (Some(_), _) | (None, None) => temporary,
        },
        trace: None,
    }
}

fn check_use(
    fields: &mut Fields,
    at: &str,
    draft: &DiskTraceDraft,
    size: Bytes,
    traces: &TraceNames,
) -> Option<TraceUse> {
    let DiskTraceDraft { name, every_hours } = draft;
    let (trace, reach) = fields.reference(&format!("{at}.name"), name, traces, "trace")?;
    if reach.end > size {
        let found = format!("writes up to byte {}", reach.end.get());
        let allowed = format!("the disk's {} bytes", size.get());
        fields.wrong(&format!("{at}.name"), found, allowed);
    }
    let every = every_hours.map(|hours| {
        let place = format!("{at}.every_hours");
        let (min, max) = limits::TRACE_EVERY_HOURS;
        fields.within(&place, hours, min, max);
        let every = SimDuration::hours(u64::from(hours.clamp(min, max)));
        if every < reach.span {
            let allowed = format!("at least the trace's {} s", reach.span.as_secs_f64());
            fields.wrong(&place, format!("{hours} h"), allowed);
        }
        every
    });
    Some(TraceUse { trace, every })
}

/// How many writes a disk's trace makes in a run of so many days.
pub(super) fn played(draft: &DiskDraft, traces: &[TraceDraft], days: u64) -> u64 {
    let writes = draft
        .writes
        .as_deref()
        .and_then(|writes| writes.trace.as_ref());
    let Some(DiskTraceDraft { name, every_hours }) = writes else {
        return 0;
    };
    let trace = traces.iter().find(|trace| trace.name == *name);
    let writes = trace.map_or(0, |trace| trace.writes.len() as u64);
    let every = every_hours.map_or(u64::MAX, u64::from).max(1);
    writes * (days * 24).div_ceil(every)
}
