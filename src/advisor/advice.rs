//! Advice of good practice (BPR), each piece only where it applies, with a second run that has the
//! change: `stagger.rs`, `staging.rs`, `restores.rs`, `instant.rs`, `accounts.rs`.
//!
//! A piece whose second run is no better than the first is not given.

mod accounts;
mod instant;
mod restores;
mod stagger;
mod staging;

use super::fleet::Fleet;
use super::judge::Run;
use super::measure::{Figures, measure};
use super::order::{PlanOrder, check as check_order};
use crate::azure::fact::Source;
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::{Problem, check};
use crate::units::SimDuration;

/// A piece of advice, with what it brings here.
#[derive(Clone, Debug)]
pub struct Advice {
    /// Its name in the list of good practice.
    pub id: &'static str,
    /// What to do.
    pub title: &'static str,
    /// Why it applies here.
    pub because: String,
    /// What was changed for the second run.
    pub change: String,
    /// Where the advice comes from.
    pub source: String,
    /// What, before, after.
    pub figures: Vec<(String, String, String)>,
    /// The scenario with the change.
    pub draft: ScenarioDraft,
}

/// All advice that applies to a scenario, and the run that it is measured against.
///
/// # Errors
/// Every problem of the draft.
pub fn advise(draft: ScenarioDraft) -> Result<(Run, Vec<Advice>), Vec<Problem>> {
    let run = Run::of(check(draft)?);
    let pieces = [
        stagger::advice(&run),
        staging::advice(&run),
        restores::advice(&run),
        instant::advice(&run),
        accounts::advice(&run),
    ];
    Ok((run, pieces.into_iter().flatten().collect()))
}

/// The run of a changed draft; none if the service does not allow the change here.
fn second(draft: ScenarioDraft) -> Option<Run> {
    Some(Run::of(check(draft).ok()?))
}

/// The figures of a run.
fn figures(run: &Run) -> Figures {
    let order = check_order(&PlanOrder::default(), &run.scenario);
    let order = order.expect("an order with every default fits any scenario");
    let fleet = Fleet::new(&run.scenario, &run.ledger, &order);
    measure(&fleet, &run.scenario, &run.ledger).all
}

/// Nights, late backups and ends of two runs.
fn nights(before: &Figures, after: &Figures) -> Vec<(String, String, String)> {
    let row =
        |what: &str, of: &dyn Fn(&Figures) -> String| (what.to_owned(), of(before), of(after));
    vec![
        row("Nights that hold", &|of| {
            format!("{} of {}", of.nights - of.missed, of.nights)
        }),
        row("Late backups", &|of| of.late.to_string()),
        row("Opening to last end, mean", &|of| of.mean_end().to_string()),
    ]
}

/// Whether the nights of the second are better: fewer missed, fewer late, or earlier ends.
fn is_better(before: &Figures, after: &Figures) -> bool {
    let rank = |of: &Figures| (of.missed, of.late, of.ends_s);
    rank(after) < rank(before)
}

fn source(source: Source) -> String {
    match source {
        Source::Published { title, date } => format!("{title}, {date}"),
        Source::Measured { what, date } => format!("measured: {what}, {date}"),
        Source::Guess { why } => format!("guess: {why}"),
    }
}

impl Figures {
    /// From a night's opening to its last end, on average.
    #[must_use]
    #[expect(clippy::integer_division, reason = "whole seconds of a mean")]
    pub fn mean_end(&self) -> SimDuration {
        SimDuration::secs(self.ends_s / u64::from(self.nights.max(1)))
    }
}
