//! A step as a sentence, and the service's name of the request.

use super::{full_name, length, moment, vm};
use crate::blob::desk::{Ask, Request};
use crate::blob::page::{Deletion, Ink, LeaseTime};
use crate::engine::scheme::{Custom, Ranges, Step, What};
use crate::report::view::{ByteCount, StepView};
use crate::units::Bytes;
use std::ops::Range;

pub(super) fn view(custom: &Custom, step: &Step, number: u32) -> StepView {
    let calendar = custom.scheme().calendar();
    let ranges = step.ranges.as_ref();
    let bytes = |of: fn(&Ranges) -> Bytes| ranges.map(|it| ByteCount(of(it)));
    StepView {
        number,
        window: step.window,
        by_hand: step.by_hand,
        at: moment(calendar, step.at),
        takes_s: step.takes.as_secs_f64(),
        takes: length(step.takes),
        request: request(&step.what).to_owned(),
        what: what(custom, step),
        moved: ByteCount(step.cost.moved),
        requests: count(step.cost.requests),
        changed: bytes(|it| it.changed),
        cleared: bytes(|it| it.cleared),
        ranges: ranges.map(|it| count(it.count as u64)),
        full_copy: step.full_copy.map(length),
        refused: step.refused.map(|refusal| refusal.to_string()),
        proven: step.proven,
    }
}

fn count(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What the service calls it.
const fn request(what: &What) -> &'static str {
    let What::Asked(request) = what else {
        return match what {
            What::Swapped { .. } => "Detach and attach",
            What::LeftOut { .. } | What::Asked(_) => "",
        };
    };
    match request.ask {
        Ask::Create { .. } => "Put Blob",
        Ask::Put { .. } => "Put Page",
        Ask::Clear { .. } => "Put Page (clear)",
        Ask::Resize { .. } => "Set Blob Properties",
        Ask::Delete { .. } | Ask::DeleteSnapshot { .. } => "Delete Blob",
        Ask::Snapshot { .. } => "Snapshot Blob",
        Ask::Ranges { .. } | Ask::Diff { .. } => "Get Page Ranges",
        Ask::Copy { .. } | Ask::Promote { .. } => "Copy Blob",
        Ask::IncrementalCopy { .. } => "Incremental Copy Blob",
        Ask::Apply { .. } => "Put Page From URL",
        Ask::Acquire { .. } | Ask::Release | Ask::Break => "Lease Blob",
    }
}

fn what(custom: &Custom, step: &Step) -> String {
    match &step.what {
        What::Asked(request) => asked(custom, request),
        What::Swapped { from, to } => {
            let (from, to) = (full_name(custom, from), full_name(custom, to));
            format!("{} gets {to} in the place of {from}.", vm(custom.scheme()))
        }
        What::LeftOut { until } => {
            let until = moment(custom.scheme().calendar(), *until).utc;
            format!("Left out: what began before still runs, until {until} or later.")
        }
    }
}

fn asked(custom: &Custom, request: &Request) -> String {
    let blob = full_name(custom, &request.blob);
    let of = |snapshot: &Option<String>, blob: &str| match snapshot {
        Some(name) => format!("snapshot {name} of {blob}"),
        None => format!("{blob} as it is"),
    };
    match &request.ask {
        Ask::Create { size } => format!("Makes {blob}, empty, of {}.", Bytes::new(*size)),
        Ask::Put { range, ink } => match ink {
            Ink::Fill(byte) => format!("Writes {byte} to {} of {blob}.", span(range)),
            Ink::Stream(_) => format!("Writes {} of {blob}.", span(range)),
        },
        Ask::Clear { range } => format!("Clears {} of {blob}.", span(range)),
        Ask::Resize { size } => format!("Makes {blob} {} large.", Bytes::new(*size)),
        Ask::Delete { what } => match what {
            Deletion::Blob => format!("Deletes {blob}."),
            Deletion::BlobAndSnapshots => format!("Deletes {blob} with its snapshots."),
            Deletion::SnapshotsOnly => format!("Deletes the snapshots of {blob}."),
        },
        Ask::Snapshot { name } => format!("Takes snapshot {name} of {blob}."),
        Ask::DeleteSnapshot { name } => format!("Deletes snapshot {name} of {blob}."),
        Ask::Ranges { snapshot } => format!("Asks where {} holds data.", of(snapshot, &blob)),
        Ask::Diff { snapshot, previous } => {
            format!(
                "Asks what {} has that {previous} has not.",
                of(snapshot, &blob)
            )
        }
        Ask::Copy { from, snapshot } => {
            format!(
                "Copies {} to {blob}.",
                of(snapshot, &full_name(custom, from))
            )
        }
        Ask::Promote { name } => format!("Overwrites {blob} with its snapshot {name}."),
        Ask::IncrementalCopy {
            from,
            snapshot,
            name,
        } => {
            let from = of(&Some(snapshot.clone()), &full_name(custom, from));
            format!("Copies to {blob} what is new in {from}, as {name}.")
        }
        Ask::Apply {
            snapshot, previous, ..
        } => format!("Writes what differs between {previous} and {snapshot} to {blob}."),
        Ask::Acquire { time } => match time {
            LeaseTime::Infinite => format!("Leases {blob} for good."),
            LeaseTime::For(time) => format!("Leases {blob} for {time}."),
        },
        Ask::Release => format!("Releases the lease of {blob}."),
        Ask::Break => format!("Breaks the lease of {blob}."),
    }
}

/// `4 MiB from 16 MiB on`.
fn span(range: &Range<u64>) -> String {
    let length = Bytes::new(range.end.saturating_sub(range.start));
    format!("{length} from {} on", Bytes::new(range.start))
}
