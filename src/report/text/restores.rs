//! What became of a list of machines to restore, as text.

use super::{Align::*, heading, plain, table};
use crate::report::view::{BackStatus, FleetBackView, MachineBackView, PartView, RestoresView};
use crate::units::SimDuration;
use std::fmt::Write;

/// The answer, the machines that are back with where their time went, those that are not and why,
/// and the fleet.
#[must_use]
pub fn restores(view: &RestoresView) -> String {
    let mut text = heading(&view.scenario);
    let _ = writeln!(
        text,
        "Asked for at {}: {}\n\n{}\n",
        view.asked.local,
        plain(&view.order),
        plain(&view.verdict)
    );
    let begun: Vec<&MachineBackView> = view
        .machines
        .iter()
        .filter(|it| it.point.is_some())
        .collect();
    if !begun.is_empty() {
        text += &machines(&begun);
        text.push('\n');
    }
    let missing = view
        .machines
        .iter()
        .filter(|it| it.status != BackStatus::Back);
    for it in missing {
        let name = plain(&it.name);
        let fault = it.fault.as_ref();
        let why = fault.map(|it| format!(": {}: {} {}", it.code, it.message, it.remedy));
        let (why, there) = (
            why.unwrap_or_default(),
            it.there.as_deref().unwrap_or_default(),
        );
        let line = format!("{name} {}{} {there}", it.status.words(), plain(&why));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if !view.all_back {
        text.push('\n');
    }
    text += &fleet(&view.fleet);
    for note in &view.notes {
        let _ = writeln!(text, "{}", plain(note));
    }
    let _ = writeln!(text, "Digest of the run: {}", view.digest);
    text
}

/// A part's column: its head, and which parts it adds up.
const PARTS: [(&str, &[&str]); 6] = [
    ("Turn", &["turn"]),
    ("Prepare", &["prepare"]),
    ("Queue", &["queue"]),
    ("Copy", &["service"]),
    ("Lost to links", &["shared"]),
    ("Make", &["create"]),
];

fn machines(machines: &[&MachineBackView]) -> String {
    let spent = |it: &MachineBackView, names: &[&str]| -> f64 {
        let parts = it.parts.iter();
        let of_names = parts.filter(|part| names.contains(&part.part.as_str()));
        of_names.map(|part| part.length_s).sum()
    };
    let is_used = |names: &[&str]| machines.iter().any(|it| spent(it, names) > 0.0);
    let used: Vec<_> = PARTS.into_iter().filter(|it| is_used(it.1)).collect();
    let mut columns = vec![
        ("Machine", Left),
        ("Point", Left),
        ("Lost data", Right),
        ("From", Left),
        ("Ended", Left),
        ("After", Right),
    ];
    columns.extend(used.iter().map(|(head, _)| (*head, Right)));
    columns.push(("Size", Right));
    let row = |it: &&MachineBackView| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        let local = |at: &Option<crate::report::view::Moment>| {
            at.as_ref()
                .map_or_else(|| "–".to_owned(), |at| at.local.clone())
        };
        let mut row = vec![
            plain(&it.name),
            local(&it.point),
            text(&it.lost),
            text(&it.tier),
            local(&it.ended),
            text(&it.after),
        ];
        row.extend(used.iter().map(|(_, names)| match spent(it, names) {
            0.0 => "–".to_owned(),
            secs => SimDuration::from_secs_f64_rounded_up(secs).to_string(),
        }));
        row.push(it.bytes.0.to_string());
        row
    };
    table(&columns, machines.iter().map(row).collect())
}

fn fleet(fleet: &FleetBackView) -> String {
    let mut text = String::new();
    let FleetBackView {
        first,
        first_after,
        last,
        after,
        mean_after,
        oldest,
        oldest_of,
        ..
    } = fleet;
    if let (Some(first), Some(first_after), Some(last), Some(after), Some(mean)) =
        (first, first_after, last, after, mean_after)
    {
        let (first, last) = (plain(first), plain(last));
        let _ = writeln!(
            text,
            "First back: {first} after {first_after}. Last: {last} after {after}. Mean: {mean}. \
             Restored: {}.",
            fleet.bytes.0
        );
    }
    if let (Some(oldest), Some(of)) = (oldest, oldest_of) {
        let _ = writeln!(
            text,
            "Oldest point that came back: {oldest} old, of {}.",
            plain(of)
        );
    }
    if let Some(limited) = &fleet.limited {
        let _ = writeln!(text, "{}", plain(limited));
    }
    if !fleet.parts.is_empty() {
        let columns = [
            ("All restores together", Left),
            ("Time", Right),
            ("Share", Right),
        ];
        let row = |part: &PartView| {
            let share = format!("{:.1} %", part.percent);
            vec![plain(&part.label), part.length.clone(), share]
        };
        let rows = fleet.parts.iter().map(row).collect();
        let _ = writeln!(text, "\n{}", table(&columns, rows));
    }
    text
}
