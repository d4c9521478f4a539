//! A plan and advice as text.

use super::{Align::*, counted, heading, plain, table};
use crate::report::view::{AdviseView, PlanPolicyView, PlanSideView, PlanView};
use std::fmt::Write;

/// A plan: the answer, before and after, the new times policy by policy, what is still late.
#[must_use]
pub fn plan(view: &PlanView) -> String {
    let mut text = heading(&view.scenario);
    let at_once = view
        .at_once
        .map(|most| format!(", at most {most} machines at once"));
    let _ = writeln!(
        text,
        "Asked for: {}, starts {} to {} every {} min{}\n\n{}\n",
        view.objective,
        view.from,
        view.last,
        view.step_min,
        at_once.unwrap_or_default(),
        plain(&view.verdict)
    );
    text += &sides(view);
    text.push('\n');
    text += &policies(&view.policies);
    if !view.reasons.is_empty() {
        text += "\nStill late:\n";
    }
    for reason in &view.reasons {
        let _ = writeln!(text, "- {}", plain(reason));
    }
    text.push('\n');
    for note in &view.notes {
        let _ = writeln!(text, "{}", plain(note));
    }
    let _ = writeln!(
        text,
        "{} of the first {}; before and after are whole runs.",
        counted(view.simulations, "simulation"),
        counted(view.days, "day")
    );
    text
}

fn sides(view: &PlanView) -> String {
    let equal = view.equal.as_ref();
    let mut columns = vec![("", Left), ("Before", Right), ("After", Right)];
    columns.extend(equal.map(|_| ("Equal spacing", Right)));
    let row = |what: &str, of: &dyn Fn(&PlanSideView) -> String, equal: Option<String>| {
        let mut row = vec![what.to_owned(), of(&view.before), of(&view.after)];
        if view.equal.is_some() {
            row.push(equal.unwrap_or_default());
        }
        row
    };
    let none = || "–".to_owned();
    let end = |side: &PlanSideView| {
        side.last_end
            .as_ref()
            .map_or_else(none, |at| at.local.clone())
    };
    let rows = vec![
        row(
            "Nights that hold",
            &|side| format!("{} of {}", side.nights_held, side.nights),
            equal.map(|equal| equal.nights_held.to_string()),
        ),
        row(
            "Late backups",
            &|side| side.late.to_string(),
            equal.map(|equal| equal.late.to_string()),
        ),
        row(
            "Late machines",
            &|side| side.machines_late.to_string(),
            None,
        ),
        row("Failed backups", &|side| side.failed.to_string(), None),
        row(
            "Opening to last end, mean",
            &|side| side.mean_end.clone(),
            equal.map(|equal| equal.mean_end.clone()),
        ),
        row("Latest end", &end, None),
        row(
            "Least slack",
            &|side| side.slack.clone().unwrap_or_else(none),
            None,
        ),
        row("Digest", &|side| side.digest.clone(), None),
    ];
    table(&columns, rows)
}

fn policies(policies: &[PlanPolicyView]) -> String {
    let columns = [
        ("Policy", Left),
        ("Machines", Right),
        ("Start", Right),
        ("Planned", Right),
        ("", Left),
    ];
    let rows = policies.iter().map(|policy| {
        let what = match (policy.is_new, policy.moved) {
            (true, _) => format!("new, from {}", plain(&policy.of)),
            (false, true) => "moved".to_owned(),
            (false, false) => String::new(),
        };
        vec![
            plain(&policy.policy),
            policy.machines.to_string(),
            policy.was.clone(),
            policy.start.clone(),
            what,
        ]
    });
    table(&columns, rows.collect())
}

/// Advice: each piece with why it applies, what was changed, and what that brings.
#[must_use]
pub fn advice(view: &AdviseView) -> String {
    let mut text = heading(&view.scenario);
    if view.advice.is_empty() {
        text += "\nNo advice applies.\n";
    }
    for advice in &view.advice {
        let _ = writeln!(
            text,
            "\n{} {}\n{}\nSimulated with: {}\n",
            advice.id,
            plain(&advice.title),
            plain(&advice.because),
            plain(&advice.change)
        );
        let columns = [("", Left), ("Before", Right), ("After", Right)];
        let rows = advice.figures.iter();
        let rows = rows.map(|row| vec![plain(&row.what), row.before.clone(), row.after.clone()]);
        text += &table(&columns, rows.collect());
        let _ = writeln!(text, "Source: {}", advice.source);
    }
    text
}
