//! What happened, as text.

use super::plain;
use crate::report::Report;
use crate::report::view::StoryLineView;
use crate::scenario::limits::LAB_VMS_MAX;
use std::fmt::Write;

/// The first lines that a text has; the JSON document has more.
const LISTED_MAX: usize = 200;

/// What happened, one thing a line; nothing where nobody does anything. Of a large fleet only those
/// machines are told of to which something was done.
pub(super) fn story(report: &Report) -> String {
    let timeline = report.scenario().timeline();
    if timeline.is_empty() {
        return String::new();
    }
    let mut lines = report.story();
    if report.scenario().vms().len() > LAB_VMS_MAX {
        let touched: std::collections::BTreeSet<u32> = timeline
            .iter()
            .filter_map(|action| action.vm.map(crate::units::VmId::get))
            .collect();
        lines.retain(|line| line.vm.is_none_or(|vm| touched.contains(&vm)));
    }
    let zone = report.scenario().window().zone.name();
    format!("\nWhat happened ({zone})\n{}", told(&lines))
}

/// Lines of a story, the first ones.
fn told(lines: &[StoryLineView]) -> String {
    let mut text = String::new();
    for line in lines.iter().take(LISTED_MAX) {
        let who = if line.name.is_empty() {
            String::new()
        } else {
            format!("{}: ", plain(&line.name))
        };
        let _ = writeln!(text, "{}  {who}{}", line.at.local, plain(&line.text));
    }
    if lines.len() > LISTED_MAX {
        let _ = writeln!(text, "and {} more", lines.len() - LISTED_MAX);
    }
    text
}
