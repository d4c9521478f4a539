//! The views of a machine's recovery points as of a date.

use super::{Amount, ByteCount, FactView, Moment, RuleView};
use crate::units::Bytes;
use serde::Serialize;

/// What a day of the calendar of recovery points shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum DayMark {
    /// No backup was due.
    Nothing,
    /// Every backup of the day failed: a hole.
    Failed,
    /// There was a point; it is gone.
    Gone,
    /// A point that is a snapshot only.
    Snapshot,
    /// A point that lives longest as its day's.
    Daily,
    /// As its week's.
    Weekly,
    /// As its month's.
    Monthly,
    /// As its year's.
    Yearly,
    /// Because somebody asked for it.
    OnDemand,
}

impl DayMark {
    /// All marks, in the order of the legend.
    pub const ALL: [Self; 9] = [
        Self::Daily,
        Self::Weekly,
        Self::Monthly,
        Self::Yearly,
        Self::OnDemand,
        Self::Snapshot,
        Self::Failed,
        Self::Gone,
        Self::Nothing,
    ];

    /// What it is called for a person.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "no backup",
            Self::Failed => "failed",
            Self::Gone => "gone",
            Self::Snapshot => "snapshot only",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Yearly => "yearly",
            Self::OnDemand => "on demand",
        }
    }
}

views! {
/// A machine's recovery points as of a date.
pub struct PointsView {
    /// The machine's index.
    pub vm: u32,
    /// Its name.
    pub name: String,
    /// The moment of which this is said.
    pub as_of: Moment,
    /// The run's last day, `2026-03-30`, local: how far the calendar goes.
    pub run_ends: String,
    /// When something other than the usual happened in the whole run, in whole seconds since it
    /// began: an operator did something, backups began or ceased to fail, a point kept for a month
    /// or longer went.
    pub changes_s: Vec<u64>,
    /// `Protected by daily-22:00.`, and what that means for its points.
    pub state: String,
    /// The policy in plain sentences; empty without one.
    pub policy: Vec<String>,
    /// How many points, how much they hold, what that costs a month.
    pub facts: Vec<FactView>,
    /// The points that live, newest first.
    pub points: Vec<PointRow>,
    /// Every day from the run's first to this one.
    pub days: Vec<PointDay>,
    /// What operators did to the machine up to then.
    pub operators: Vec<OperatorView>,
    /// The rules that decide, with their sources.
    pub rules: Vec<RuleView>,
}

/// A recovery point.
pub struct PointRow {
    /// Its index among the run's points.
    pub point: u32,
    /// The moment that it restores to.
    pub taken: Moment,
    /// Why the vault keeps it: `daily`, `weekly`…
    pub reasons: Vec<String>,
    /// Where it is: `snapshot`, `vault`.
    pub tiers: Vec<String>,
    /// When its snapshot may go, by the policy of the date.
    pub snapshot_until: Option<Moment>,
    /// When its copy in the vault may go, by the policy of the date.
    pub vault_until: Option<Moment>,
    /// Why it lives and when it dies, as a sentence.
    pub life: String,
    /// What it holds in the vault.
    pub held_bytes: Option<ByteCount>,
    /// What its snapshot holds.
    pub snapshot_bytes: Option<ByteCount>,
    /// What it costs for a month as it is, in both tiers.
    pub cost: Amount,
    /// Whether it could move to the archive tier, or why not.
    pub archive: String,
    /// What the calendar shows for it.
    pub mark: DayMark,
}

/// A day in the calendar of recovery points.
pub struct PointDay {
    /// `2026-03-04`, local.
    pub date: String,
    /// What it shows: the longest-lived point of the day.
    pub mark: DayMark,
    /// The day's point that lives longest, if one does.
    pub point: Option<u32>,
    /// How many points of the day live.
    pub points: u32,
    /// What happened and what is left, as a sentence.
    pub about: String,
}

/// What an operator did.
pub struct OperatorView {
    /// When.
    pub at: Moment,
    /// To which machine.
    pub vm: String,
    /// What, as a sentence.
    pub what: String,
    /// Why the service refused it, with its code; nothing when it did not.
    pub refused: Option<String>,
}
}

impl PointRow {
    /// Its figures as a table shows them: lists joined, instants in UTC, sizes as `size` writes
    /// them; what it has not is empty.
    pub(in crate::report) fn cells(&self, join: &str, size: fn(Bytes) -> String) -> [String; 9] {
        let moment = |at: &Option<Moment>| at.as_ref().map_or(String::new(), |at| at.utc.clone());
        let size = |held: Option<ByteCount>| held.map_or(String::new(), |held| size(held.0));
        [
            self.taken.utc.clone(),
            self.reasons.join(join),
            self.tiers.join(join),
            moment(&self.vault_until),
            moment(&self.snapshot_until),
            size(self.held_bytes),
            size(self.snapshot_bytes),
            self.cost.0.to_string(),
            self.archive.clone(),
        ]
    }
}
