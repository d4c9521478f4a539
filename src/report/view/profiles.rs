//! The views of the service's profiles: what each says, and how the limits moved between them.

use serde::Serialize;

views! {
/// Generations of the service, and what they have in common.
pub struct ProfilesView {
    /// The profiles that were asked for, oldest first.
    pub profiles: Vec<ProfileView>,
    /// Rules that no profile changes.
    pub common: Vec<FigureView>,
    /// How the service's limits moved.
    pub limits: Vec<LimitView>,
}

/// One generation of the service.
pub struct ProfileView {
    /// Its name in a scenario.
    pub name: String,
    /// What it stands for, as a sentence.
    pub about: String,
    /// What it says, row by row.
    pub rows: Vec<FigureView>,
}

/// A figure or a rule, and where it comes from.
pub struct FigureView {
    /// What it is about.
    pub what: String,
    /// Its value, with its unit.
    pub value: String,
    /// Where it comes from; nothing where the profile has no such thing.
    pub origin: Option<OriginView>,
}

/// Where a figure comes from.
pub struct OriginView {
    /// `published`, `measured`, `guess` or `scenario`.
    pub kind: String,
    /// The document, what was measured, why this value, or what would hold without the scenario's.
    pub source: String,
    /// The document's own date, or when it was measured; a guess has none.
    pub date: Option<String>,
}

/// A limit through the years.
pub struct LimitView {
    /// What is limited.
    pub limit: String,
    /// Its values, the oldest first.
    pub values: Vec<LimitValueView>,
}

/// A limit from one date on.
pub struct LimitValueView {
    /// The document's own date.
    pub from: String,
    /// The value, with its unit.
    pub value: String,
    /// The document.
    pub source: String,
}
}
