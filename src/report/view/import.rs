//! The view of an import: what was taken, left out, unreadable and assumed.

use super::ProblemView;
use serde::Serialize;

views! {
/// What an import found.
pub struct ImportView {
    /// The scenario that was made, as JSON text, ready for `open`.
    pub scenario: String,
    /// Machines in it.
    pub taken: u32,
    /// Every file with what it was recognised as.
    pub sources: Vec<SourceView>,
    /// Machines that were left out, by reason.
    pub left_out: Vec<LeftOutView>,
    /// Rows that could not be read.
    pub unreadable: u64,
    /// The first of them.
    pub unreadable_listed: Vec<ProblemView>,
    /// What would have to change before the scenario runs; none: it does.
    pub problems: Vec<ProblemView>,
    /// How many assumptions of each kind were made; each is listed in the scenario.
    pub assumptions: Vec<AssumptionCountView>,
}

/// A file of an import.
pub struct SourceView {
    /// Its name.
    pub file: String,
    /// What it was recognised as.
    pub kind: String,
}

/// Machines left out of an import for one reason.
pub struct LeftOutView {
    /// Why.
    pub reason: String,
    /// How many.
    pub count: u64,
    /// The first names.
    pub names: Vec<String>,
}

/// How often one kind of assumption was made.
pub struct AssumptionCountView {
    /// Which kind of gap.
    pub about: String,
    /// How often.
    pub count: u64,
}
}
