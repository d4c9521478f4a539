//! A custom backup by snapshots: one disk, an account to back it up to, every so many hours, without
//! the service. It is a kind of scenario of its own (`"kind": "incremental-snapshots"`); what the
//! service would make of the same disk is an ordinary scenario that is derived from it
//! (`scheme/fleet.rs`).

mod check;
pub mod draft;
mod fleet;
mod preset;

pub use check::check;
pub use preset::{CUSTOM_12_HOURLY, custom_12_hourly};

use super::calendar::Calendar;
use super::{Problem, Scenario, limits, parser_said};
use crate::blob::desk::Request;
use crate::units::{BlobAccountId, Bytes, Id, SimDuration, SimTime};
use draft::SchemeDraft;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A custom backup. Made by [`check`] only.
#[derive(Clone, Debug)]
pub struct Scheme {
    draft: SchemeDraft,
    fleet: Scenario,
    size: Bytes,
    timeline: Vec<Act>,
}

/// Something that a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: SimTime,
    /// Its place in the document's timeline.
    pub place: usize,
    /// What.
    pub what: ActKind,
}

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActKind {
    /// Restores the disk from a snapshot of the backup blob.
    Restore {
        /// The snapshot's name.
        snapshot: String,
    },
    /// Asks the storage for something.
    Ask(Request),
}

impl Scheme {
    /// The premium account: the first.
    #[must_use]
    pub fn disk_account() -> BlobAccountId {
        BlobAccountId::from_index(0)
    }
    /// The standard account: the second.
    #[must_use]
    pub fn backup_account() -> BlobAccountId {
        BlobAccountId::from_index(1)
    }
    /// As it was typed.
    #[must_use]
    pub const fn draft(&self) -> &SchemeDraft {
        &self.draft
    }
    /// The machine with its disk, and the service that would back it up as often.
    #[must_use]
    pub const fn fleet(&self) -> &Scenario {
        &self.fleet
    }
    /// Dates of its instants.
    #[must_use]
    pub const fn calendar(&self) -> Calendar {
        self.fleet.calendar()
    }
    /// The end of the last day.
    #[must_use]
    pub fn end(&self) -> SimTime {
        self.fleet.end()
    }
    /// The disk's size at the start.
    #[must_use]
    pub const fn size(&self) -> Bytes {
        self.size
    }
    /// From one window to the next.
    #[must_use]
    pub fn every(&self) -> SimDuration {
        SimDuration::hours(u64::from(self.draft.every_hours))
    }
    /// When a window begins, if the run lasts until then.
    #[must_use]
    pub fn window(&self, number: u32) -> Option<SimTime> {
        let at = SimTime::ZERO + self.every() * u64::from(number);
        (at < self.end()).then_some(at)
    }
    /// What people do, in the order of time.
    #[must_use]
    pub fn timeline(&self) -> &[Act] {
        &self.timeline
    }
}

/// Whether a text says that it is a custom backup. What says no kind is a fleet.
#[must_use]
pub fn is_scheme(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Peek {
        kind: Option<IgnoredAny>,
    }
    // A list would be read as the fields in their order.
    if text.len() > limits::TEXT_BYTES_MAX || !text.trim_start().starts_with('{') {
        return false;
    }
    match serde_json::from_str::<Peek>(text) {
        Ok(peek) => peek.kind.is_some(),
        // It is wrong somewhere, and whoever reads it says where.
        Err(_) => text.contains("\"incremental-snapshots\""),
    }
}

/// Reads a custom backup's JSON text.
///
/// # Errors
/// One problem with line and column when the text is too long, is not JSON, or has a field that does
/// not exist or is of the wrong kind.
pub fn parse(text: &str) -> Result<SchemeDraft, Vec<Problem>> {
    if text.len() > limits::SCHEME_TEXT_BYTES_MAX {
        let allowed = format!("at most {} bytes", limits::SCHEME_TEXT_BYTES_MAX);
        let found = format!("{} bytes", text.len());
        return Err(vec![Problem::new("scenario", found, allowed)]);
    }
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let found = parser_said(&error.to_string());
        let allowed = "a custom backup as `vaultlab schema incremental-snapshots` describes it";
        vec![Problem::new(place, found, allowed)]
    })
}
