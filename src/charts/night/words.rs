//! What a night's chart says in words: of a machine, of a phase of its backup, of the whole.

use super::{time_of_day, verdict_name};
use crate::charts::map::fact;
use crate::charts::text::{counted, shown};
use crate::report::view::{
    FactView, FleetRow, NightView, PartView, PhaseName, PhaseView, PickView, ReasonView,
};

/// A machine's backup: how it went, where its time went, and why it took long if it did.
pub(super) fn machine_pick(row: &FleetRow, night: u32) -> PickView {
    let verdict = row.verdict.map_or("no backup was due", verdict_name);
    let mut facts = vec![fact("Outcome", verdict)];
    let texts = [
        ("Why", &row.detail),
        ("Due", &row.due),
        ("Started", &row.start),
        ("Ended", &row.end),
        ("Length", &row.length),
    ];
    for (label, text) in texts {
        facts.extend(text.as_ref().map(|text| fact(label, text.as_str())));
    }
    facts.extend(row.sent_bytes.map(|sent| fact("Sent", sent.0.to_string())));
    facts.extend(
        row.parts
            .iter()
            .filter(|part| is_shown(part))
            .map(part_fact),
    );
    facts.extend(row.reasons.iter().map(reason_fact));
    pick(row, night, facts)
}

/// One phase, and what its time was spent on.
pub(super) fn phase_pick(row: &FleetRow, phase: &PhaseView, night: u32) -> PickView {
    let mut facts = vec![
        fact("Phase", phase_name(phase.phase)),
        fact("Length", phase.length.as_str()),
        fact("Share of the job", share(phase.percent)),
    ];
    let parts = row
        .parts
        .iter()
        .filter(|part| part.phase == Some(phase.phase));
    let parts = parts.filter(|part| is_shown(part));
    // Only a transfer has parts of its own.
    if phase.phase == PhaseName::Transfer {
        facts.extend(parts.map(part_fact));
    }
    facts.extend(
        row.verdict
            .map(|verdict| fact("Outcome", verdict_name(verdict))),
    );
    facts.extend(row.reasons.iter().map(reason_fact));
    pick(row, night, facts)
}

fn pick(row: &FleetRow, night: u32, facts: Vec<FactView>) -> PickView {
    PickView {
        title: shown(&row.name),
        facts,
        vm: Some(row.vm),
        night: Some(night),
        day: None,
    }
}

/// A part of less than a second says nothing of a backup's hours.
fn is_shown(part: &PartView) -> bool {
    part.length_s >= 1.0
}

fn part_fact(part: &PartView) -> FactView {
    let label = capital(&shown(&part.label));
    fact(&label, format!("{}, {}", part.length, share(part.percent)))
}

fn reason_fact(reason: &ReasonView) -> FactView {
    let value = format!("{}, {}", shown(&reason.reason), share(reason.percent));
    fact("Long because of", value)
}

/// A share of a backup's time; one too small for a digit says so.
fn share(percent: f64) -> String {
    if percent > 0.0 && percent < 0.5 {
        "< 1 %".to_owned()
    } else {
        format!("{percent:.0} %")
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

pub(super) fn summary(of: &NightView, rows: &[FleetRow]) -> String {
    let mut text = format!(
        "{}, window {} to {}: {} due, {} held",
        shown(&of.title),
        time_of_day(&of.opens.local),
        time_of_day(&of.closes.local),
        counted(of.due as usize, "backup"),
        of.held,
    );
    for (count, name) in [
        (of.late, "late"),
        (of.failed, "failed"),
        (of.skipped, "skipped"),
        (of.running, "still running"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {count} {name}"));
        }
    }
    text.push_str(&format!(". {} shown.", counted(rows.len(), "machine")));
    text
}

pub(super) const fn phase_name(phase: PhaseName) -> &'static str {
    match phase {
        PhaseName::Start => "waiting to start",
        PhaseName::Prepare => "prepare",
        PhaseName::Snapshot => "snapshot",
        PhaseName::Queue => "queue",
        PhaseName::Transfer => "transfer",
        PhaseName::Commit => "commit",
    }
}
