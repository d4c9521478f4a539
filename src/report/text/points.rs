//! A machine's recovery points as text.

use super::{Left, Right, plain, table};
use crate::report::view::PointsView;
use std::fmt::Write;

/// A machine's recovery points as of a date: its protection, each point, what operators did.
#[must_use]
pub fn points(view: &PointsView) -> String {
    let as_of = &view.as_of.utc;
    let mut text = format!(
        "{} as of {as_of}\n{}\n",
        plain(&view.name),
        plain(&view.state)
    );
    for sentence in &view.policy {
        let _ = writeln!(text, "{}", plain(sentence));
    }
    text.push('\n');
    for fact in &view.facts {
        let _ = writeln!(text, "{}: {}", fact.label, plain(&fact.value));
    }
    if !view.points.is_empty() {
        text.push('\n');
        text += &living(view);
    }
    let failed: Vec<&str> = view
        .days
        .iter()
        .filter(|day| day.mark == crate::report::view::DayMark::Failed)
        .map(|day| day.date.as_str())
        .collect();
    if !failed.is_empty() {
        let _ = writeln!(text, "\nFailed: {}", failed.join(", "));
    }
    text += &super::operators::operators(&view.operators);
    text
}

fn living(view: &PointsView) -> String {
    let columns = [
        ("Taken (UTC)", Left),
        ("Reasons", Left),
        ("Tiers", Left),
        ("Vault until", Left),
        ("Snapshot until", Left),
        ("Vault holds", Right),
        ("Snapshot holds", Right),
        ("A month", Right),
        ("Archive", Left),
    ];
    let cells = view.points.iter();
    let rows = cells.map(|point| point.cells(", ", |size| size.to_string()).to_vec());
    table(&columns, rows.collect())
}
