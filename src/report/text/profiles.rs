//! Profiles as text: a table each, then what they have in common and how the limits moved.

use super::{Left, table};
use crate::report::view::{FigureView, LimitView, OriginView, ProfilesView};
use std::fmt::Write;

/// The profiles, each row with its value and its source.
#[must_use]
pub fn profiles(view: &ProfilesView) -> String {
    let ProfilesView {
        profiles,
        common,
        limits,
    } = view;
    let mut parts = Vec::new();
    for profile in profiles {
        let figures = figures(&profile.rows);
        parts.push(format!("{}\n{}\n\n{figures}", profile.name, profile.about));
    }
    if !common.is_empty() {
        parts.push(format!("In every profile\n\n{}", figures(common)));
    }
    if !limits.is_empty() {
        parts.push(format!("How the limits moved\n\n{}", history(limits)));
    }
    parts.join("\n")
}

fn figures(rows: &[FigureView]) -> String {
    let columns = [("What", Left), ("Value", Left), ("Source", Left)];
    let row = |figure: &FigureView| {
        let source = figure.origin.as_ref().map(source);
        let source = source.unwrap_or_else(|| "–".to_owned());
        vec![figure.what.clone(), figure.value.clone(), source]
    };
    table(&columns, rows.iter().map(row).collect())
}

/// Where a figure comes from.
pub(super) fn source(origin: &OriginView) -> String {
    let mut text = match origin.kind.as_str() {
        "published" => origin.source.clone(),
        kind => format!("{kind}: {}", origin.source),
    };
    if let Some(date) = &origin.date {
        let _ = write!(text, " ({date})");
    }
    text
}

fn history(limits: &[LimitView]) -> String {
    let columns = [
        ("Limit", Left),
        ("From", Left),
        ("Value", Left),
        ("Source", Left),
    ];
    let mut rows = Vec::new();
    for limit in limits {
        for (i, value) in limit.values.iter().enumerate() {
            let name = if i == 0 { limit.limit.as_str() } else { "" };
            let cells = [name, &value.from, &value.value, &value.source];
            rows.push(cells.map(str::to_owned).to_vec());
        }
    }
    table(&columns, rows)
}
