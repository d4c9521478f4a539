//! When a machine is billed, cut into the months of a run.

use crate::ledger::{JobOutcome, Ledger};
use crate::model::Protection;
use crate::scenario::calendar::Month;
use crate::units::{Bytes, PointId, SimTime, VmId};

/// A backup that succeeded: when it ended, and how large the machine was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Success {
    pub(super) ended: SimTime,
    pub(super) protected: Bytes,
}

/// The successful backups of a machine, in the order of their ends. A backup whose transfer was
/// skipped is none.
pub(super) fn successes(ledger: &Ledger, points: &[PointId]) -> Vec<Success> {
    let success = |id: &PointId| {
        let point = ledger.points()[*id];
        let job = ledger.jobs()[point.job];
        (job.outcome == JobOutcome::Completed(*id)).then_some(())?;
        Some(Success {
            ended: job.ended()?,
            protected: point.protected,
        })
    };
    let mut all: Vec<Success> = points.iter().filter_map(success).collect();
    all.sort_by_key(|success| success.ended);
    all
}

/// From when to when a machine is billed: from the end of its first successful backup (BIL-1), on
/// while its data are kept (BIL-2), not while soft delete holds them free of charge, and not once
/// they are gone (BIL-3). Data that come anew begin anew.
pub(super) fn billed(ledger: &Ledger, vm: VmId, successes: &[Success]) -> Vec<(SimTime, SimTime)> {
    let states = ledger.protection_of(vm);
    let mut spans: Vec<(SimTime, SimTime)> = Vec::new();
    // When this life's first backup ended, once it has.
    let mut begun: Option<SimTime> = None;
    for (i, (from, state)) in states.iter().enumerate() {
        let until = states.get(i + 1).map_or(SimTime::MAX, |(next, _)| *next);
        let billed_until = match state {
            Protection::None => {
                begun = None;
                continue;
            }
            Protection::Active(_) | Protection::Stopped(_) => until,
            Protection::Deleted { free_from, .. } => until.min(*free_from),
        };
        if begun.is_none() {
            let first = successes.partition_point(|success| success.ended < *from);
            begun = successes.get(first).map(|success| success.ended);
        }
        let Some(begun) = begun else { continue };
        let begin = begun.max(*from);
        if begin >= billed_until {
            continue;
        }
        match spans.last_mut() {
            Some(last) if last.1 == begin => last.1 = billed_until,
            Some(_) | None => spans.push((begin, billed_until)),
        }
    }
    spans
}

/// A part of a billed span that lies in one month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// The month's index.
    pub(super) month: usize,
    pub(super) from: SimTime,
    pub(super) to: SimTime,
}

/// Spans cut at the ends of months; what lies outside all months is left out.
pub(super) fn pieces<'a>(
    months: impl Iterator<Item = &'a Month>,
    spans: &[(SimTime, SimTime)],
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut first = 0;
    for (month, Month { from, to, .. }) in months.enumerate() {
        first += spans[first..].partition_point(|(_, end)| end <= from);
        for (begin, end) in &spans[first..] {
            if begin >= to {
                break;
            }
            pieces.push(Piece {
                month,
                from: *from.max(begin),
                to: *to.min(end),
            });
        }
    }
    pieces
}
