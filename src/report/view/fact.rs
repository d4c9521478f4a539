//! The views of single figures and rules, as panels show them.

use serde::Serialize;

views! {
/// A fact in the explaining panel: a label and its value.
pub struct FactView {
    /// The label.
    pub label: String,
    /// The value with its unit.
    pub value: String,
}

/// A rule of the service that explains a figure, with its source.
pub struct RuleView {
    /// The rule, as a sentence.
    pub rule: String,
    /// Where it comes from, or `guess`.
    pub source: String,
}
}
