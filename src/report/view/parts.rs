//! Where a backup's time went, and what a night lost to the links that it shared.

use super::PhaseName;
use serde::Serialize;

views! {
/// Time that a night's transfers lost to a link that they shared.
pub struct LostView {
    /// The link, in a sentence: `storage account sa03`.
    pub link: String,
    /// `vault`, `account`, `requests`, `vm` or `region`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// How much was lost, for a person.
    pub length: String,
    /// The same, in percent of the night's transfer time.
    pub percent: f64,
}

/// A part of the time of a backup or a restore. All parts of one together are its length.
pub struct PartView {
    /// The phase of a backup that it belongs to; nothing for what only restores have.
    pub phase: Option<PhaseName>,
    /// `turn`, `start`, `prepare`, `snapshot`, `queue`, `stalled`, `reading`, `listing`, then what
    /// limited the slowest disk (`tier`, `blob`, `service` or `requests`), `shared` for each link,
    /// `commit`, `create`.
    pub part: String,
    /// The same for a person.
    pub label: String,
    /// The link that was shared, in a sentence: `storage account sa03`.
    pub link: Option<String>,
    /// How long, for a person.
    pub length: String,
    /// How long, in seconds.
    pub length_s: f64,
    /// Its share of the whole, in percent.
    pub percent: f64,
}

/// Why a backup took long.
pub struct ReasonView {
    /// What made it so.
    pub reason: String,
    /// The share of its time that this took, in percent.
    pub percent: f64,
}
}
