//! A custom backup as text: its steps, its windows, what the accounts hold, and the ways beside each
//! other.

use super::{Column, Left, Right, counted, plain, table};
use crate::report::view::{BlobsView, StepView, WayView};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The whole run.
#[must_use]
pub fn scheme(view: &BlobsView) -> String {
    let mut text = format!("{}, until {}\n\n", plain(&view.name), view.end.utc);
    text += &steps(&view.steps);
    let _ = writeln!(text, "\n{}", windows(&view.steps));
    text += &accounts(view);
    if !view.ways.is_empty() {
        text.push('\n');
        text += &ways(&view.ways);
    }
    text += "\nWhat all this rests on:\n";
    for fact in &view.facts {
        let source = fact.origin.as_ref().map_or("", |origin| &origin.source);
        let kind = fact.origin.as_ref().map_or("", |origin| &origin.kind);
        let _ = writeln!(text, "- {}: {} ({kind}: {source})", fact.what, fact.value);
    }
    text
}

fn steps(steps: &[StepView]) -> String {
    let columns: [Column<'_>; 9] = [
        ("Step", Right),
        ("Window", Right),
        ("Begins", Left),
        ("Takes", Right),
        ("Moved", Right),
        ("Requests", Right),
        ("Changed", Right),
        ("Cleared", Right),
        ("What", Left),
    ];
    let rows = steps.iter().map(|step| {
        let window = step.window.map(|window| window.to_string());
        let by_hand = if step.by_hand { "by hand" } else { "" };
        let size = |size: Option<crate::report::view::ByteCount>| {
            size.map(|size| size.0.to_string()).unwrap_or_default()
        };
        vec![
            step.number.to_string(),
            window.unwrap_or_else(|| by_hand.to_owned()),
            step.at.utc.clone(),
            step.takes.clone(),
            step.moved.0.to_string(),
            step.requests.to_string(),
            size(step.changed),
            size(step.cleared),
            plain(&sentence(step)),
        ]
    });
    table(&columns, rows.collect())
}

/// What was done, and what came of it.
fn sentence(step: &StepView) -> String {
    let mut sentence = step.what.clone();
    if !step.request.is_empty() {
        sentence = format!("{}: {sentence}", step.request);
    }
    if let Some(full_copy) = &step.full_copy {
        let _ = write!(sentence, " A full copy: {full_copy}.");
    }
    match step.proven {
        Some(true) => sentence += " Proven equal.",
        Some(false) => sentence += " NOT EQUAL.",
        None => {}
    }
    if let Some(refused) = &step.refused {
        let _ = write!(sentence, " Refused. {refused}");
    }
    sentence
}

fn windows(steps: &[StepView]) -> String {
    let mut all: BTreeMap<u32, Vec<&StepView>> = BTreeMap::new();
    for step in steps {
        if let Some(window) = step.window {
            all.entry(window).or_default().push(step);
        }
    }
    let is_refused = |steps: &&Vec<&StepView>| steps.iter().any(|step| step.refused.is_some());
    let is_left_out = |steps: &&Vec<&StepView>| steps.iter().all(|step| step.request.is_empty());
    let (refused, left_out) = (
        all.values().filter(is_refused).count(),
        all.values().filter(is_left_out).count(),
    );
    let count = |is: Option<bool>| steps.iter().filter(|step| step.proven == is).count();
    let (proven, wrong) = (count(Some(true)), count(Some(false)));
    format!(
        "{}: {} completed, {refused} refused, {left_out} left out. Compared with the disk {} \
         times: equal {proven}, different {wrong}.\n",
        counted(all.len() as u64, "window"),
        all.len() - refused - left_out,
        proven + wrong,
    )
}

fn accounts(view: &BlobsView) -> String {
    let columns: [Column<'_>; 7] = [
        ("Account", Left),
        ("Blob", Left),
        ("Size", Right),
        ("Holds", Right),
        ("Only in snapshots", Right),
        ("Snapshots", Right),
        ("Lease", Left),
    ];
    let mut rows = Vec::new();
    for account in &view.accounts {
        for blob in &account.blobs {
            rows.push(vec![
                plain(&account.name),
                plain(&blob.name),
                blob.size.0.to_string(),
                blob.held.0.to_string(),
                blob.held_by_snapshots.0.to_string(),
                blob.snapshots.len().to_string(),
                blob.lease.clone(),
            ]);
        }
    }
    table(&columns, rows)
}

fn ways(ways: &[WayView]) -> String {
    let columns: [Column<'_>; 8] = [
        ("Way", Left),
        ("Backups", Right),
        ("Moved", Right),
        ("First", Right),
        ("Mean", Right),
        ("Longest", Right),
        ("Stored", Right),
        ("Cost", Right),
    ];
    let row = |way: &WayView| {
        vec![
            way.name.clone(),
            way.backups.to_string(),
            way.moved.0.to_string(),
            way.first.clone(),
            way.mean.clone(),
            way.longest.clone(),
            way.stored.0.to_string(),
            way.cost.0.to_string(),
        ]
    };
    let mut text = table(&columns, ways.iter().map(row).collect());
    for way in ways {
        let _ = writeln!(
            text,
            "{}: {} Cost: {}.",
            way.name,
            plain(&way.how),
            way.cost_of
        );
    }
    text
}
