//! The views of nights: how a night went, and who missed its window.

use super::{ByteCount, LostView, Moment, Verdict};
use serde::Serialize;

views! {
/// A machine that breaks the window or fails.
pub struct OffenderView {
    /// The machine's index, for `machine`; names repeat across resource groups.
    pub index: u32,
    /// Its name.
    pub vm: String,
    /// How many machines offend in this way, this one included.
    pub machines: u32,
    /// On how many nights.
    pub nights: u32,
    /// The worst of them (a night's index), its first backup aside where there are others.
    pub worst_night: u32,
    /// Why, as a sentence.
    pub why: String,
}

/// One night in the calendar.
pub struct NightView {
    /// Its index; 0 is the first.
    pub night: u32,
    /// The local date on which its window opens, `2026-03-04`.
    pub date: String,
    /// `Wednesday 4 March 2026`.
    pub title: String,
    /// The scenario's window opens.
    pub opens: Moment,
    /// The scenario's window closes.
    pub closes: Moment,
    /// Backups that were due.
    pub due: u32,
    /// How many held.
    pub held: u32,
    /// How many were late.
    pub late: u32,
    /// How many failed.
    pub failed: u32,
    /// How many had their transfer skipped.
    pub skipped: u32,
    /// How many were still running when the run ended.
    pub running: u32,
    /// How the window went, a failure aside where other backups ran; nothing when none was due.
    pub verdict: Option<Verdict>,
    /// The same as a sentence, with who missed most or how much was left.
    pub sentence: String,
    /// The least time between a backup's end and the close of its window; nothing when one was not
    /// held.
    pub slack: Option<String>,
    /// Who missed its window and by how much, the worst first; at most ten machines.
    pub missed: Vec<MissView>,
    /// How many machines more missed theirs.
    pub missed_more: u32,
    /// Bytes that reached the vaults.
    pub sent_bytes: ByteCount,
    /// What transfers lost to links that they shared, most first.
    pub lost: Vec<LostView>,
    /// The most of it, as a sentence; nothing where none was lost.
    pub lost_most: Option<String>,
}

/// A machine that missed its window on a night.
pub struct MissView {
    /// The machine's index, for `machine`; names repeat across resource groups.
    pub index: u32,
    /// Its name.
    pub vm: String,
    /// How: late, skipped or still running.
    pub verdict: Verdict,
    /// By how much, such as `1 h 20 min late`, or what became of it instead.
    pub by: String,
}

/// An opening of a window of its own.
pub struct RowWindowView {
    /// It opens, in seconds since the run began.
    pub opens_s: u64,
    /// It closes.
    pub closes_s: u64,
}
}
