//! The catalogue as text: all errors and troubles as two tables, one error as a paragraph.

use super::profiles::source;
use super::{Left, table};
use crate::report::view::{CatalogueTroubleView, ErrorRowView, ErrorsView};
use std::fmt::Write;

/// The errors that were asked for: one with all there is to know, or a table of all.
#[must_use]
pub fn errors(view: &ErrorsView) -> String {
    if let [only] = view.rows.as_slice() {
        return one(only, &view.troubles);
    }
    format!(
        "Errors under the profile {}\n\n{}\n\
         Troubles that a scenario may begin (\"do\": \"begin-trouble\") and end\n\n{}",
        view.profile,
        list(&view.rows),
        troubles(&view.troubles)
    )
}

fn list(rows: &[ErrorRowView]) -> String {
    let columns = [
        ("Code", Left),
        ("During", Left),
        ("At", Left),
        ("What happened", Left),
    ];
    let cells = |row: &ErrorRowView| {
        let cells = [&row.code, &row.operation, &row.step, &row.message];
        cells.map(Clone::clone).to_vec()
    };
    table(&columns, rows.iter().map(cells).collect())
}

fn troubles(rows: &[CatalogueTroubleView]) -> String {
    let columns = [
        ("Name", Left),
        ("Of", Left),
        ("Guests", Left),
        ("State", Left),
        ("Cure", Left),
    ];
    let cells = |row: &CatalogueTroubleView| {
        let cells = [&row.name, &row.owner, &row.family, &row.state, &row.cure];
        cells.map(Clone::clone).to_vec()
    };
    table(&columns, rows.iter().map(cells).collect())
}

fn one(row: &ErrorRowView, troubles: &[CatalogueTroubleView]) -> String {
    let ErrorRowView {
        code,
        extension_code,
        operation,
        step,
        retry,
        message,
        causes,
        remedy,
        source: origin,
        is_of_guest,
        crash_consistent: _,
        troubles: _,
    } = row;
    let mut text = format!("{code}\n{message}\n\n");
    let _ = writeln!(text, "During:   {operation}, {step}");
    for (i, cause) in causes.iter().enumerate() {
        let head = if i == 0 { "Because:  " } else { "      or: " };
        let _ = writeln!(text, "{head}{cause}");
    }
    let _ = writeln!(text, "Cure:     {remedy}");
    let _ = writeln!(text, "Again:    {retry}");
    if *is_of_guest {
        text += "Guest:    A snapshot that asks nothing of the guest would succeed.\n";
    }
    if let Some(number) = extension_code {
        let _ = writeln!(text, "Number:   {number}, from the Linux extension");
    }
    let _ = writeln!(text, "Source:   {}", source(origin));
    for trouble in troubles {
        let CatalogueTroubleView { name, cure, .. } = trouble;
        let _ = writeln!(text, "Trouble:  {name}: {cure}");
    }
    text
}
