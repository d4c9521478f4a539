//! The views of the catalogue: what can go wrong, and the troubles that a scenario may begin.

use super::OriginView;
use serde::Serialize;

views! {
/// What can go wrong under one generation of the service.
pub struct ErrorsView {
    /// The generation.
    pub profile: String,
    /// The errors that were asked for, in the order of the catalogue.
    pub rows: Vec<ErrorRowView>,
    /// The troubles that show as one of them, or all when all errors were asked for.
    pub troubles: Vec<CatalogueTroubleView>,
}

/// An error.
pub struct ErrorRowView {
    /// Its code.
    pub code: String,
    /// Number that the Linux extension returns for it.
    pub extension_code: Option<u16>,
    /// What was being done: `backup`, `restore`…
    pub operation: String,
    /// Where in it.
    pub step: String,
    /// Who tries again, as a sentence.
    pub retry: String,
    /// What happened, for a person.
    pub message: String,
    /// The states that lead to it, as sentences.
    pub causes: Vec<String>,
    /// What cures it.
    pub remedy: String,
    /// Where it is documented.
    pub source: OriginView,
    /// True where a crash-consistent snapshot, which asks nothing of the guest, would succeed.
    pub is_of_guest: bool,
    /// The same of a backup, as a sentence's end; nothing of what is no backup.
    pub crash_consistent: Option<String>,
    /// The troubles that show as it, by name.
    pub troubles: Vec<String>,
}

/// Something that can be wrong, or special, and that a scenario may begin and end.
pub struct CatalogueTroubleView {
    /// Its name in a scenario.
    pub name: String,
    /// The state, as a sentence.
    pub state: String,
    /// How to end it, as a sentence.
    pub cure: String,
    /// Whose it is: `guest`, `machine`, `service` or `target`.
    pub owner: String,
    /// Which guests can have it: `any`, `Windows` or `Linux`.
    pub family: String,
    /// The codes that it shows as under this generation.
    pub shows: Vec<String>,
}
}
