//! What became of a list of machines to restore: each machine, and the fleet. Plain data.

use super::{ByteCount, FaultView, Moment, PartView, ScenarioView};
use serde::Serialize;

/// What became of a machine that was to be restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum BackStatus {
    /// It is back.
    Back,
    /// Its disks are, the machine is not.
    Partly,
    /// Its restore failed.
    Failed,
    /// The service refused it.
    Refused,
    /// Somebody cancelled it.
    Cancelled,
    /// It was still running when the run was cut.
    Running,
    /// Its turn had not come by then.
    Waiting,
}

impl BackStatus {
    /// Its name in a document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Back => "back",
            Self::Partly => "partly",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
            Self::Running => "running",
            Self::Waiting => "waiting",
        }
    }
    /// The same in a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Back => "is back",
            Self::Partly => "is back in part",
            Self::Failed => "failed",
            Self::Refused => "was refused",
            Self::Cancelled => "was cancelled",
            Self::Running => "still ran when the run was cut",
            Self::Waiting => "still waited for its turn when the run was cut",
        }
    }
}

views! {
/// A list of machines to restore, and what became of it.
pub struct RestoresView {
    /// The scenario as it was.
    pub scenario: ScenarioView,
    /// The digest of the run with the restores.
    pub digest: String,
    /// When they were asked for.
    pub asked: Moment,
    /// What was asked for, as a sentence.
    pub order: String,
    /// The answer as a sentence.
    pub verdict: String,
    /// Every machine is back.
    pub all_back: bool,
    /// The fleet.
    pub fleet: FleetBackView,
    /// Each machine, in the order of the list.
    pub machines: Vec<MachineBackView>,
    /// What else is to know.
    pub notes: Vec<String>,
}

/// The restores of a list together.
pub struct FleetBackView {
    /// How many machines were to be restored.
    pub asked: u32,
    /// How many are back.
    pub back: u32,
    /// From the first moment until the last of these was back, for a person.
    pub after: Option<String>,
    /// The same in seconds.
    pub after_s: Option<f64>,
    /// The machine that was back first.
    pub first: Option<String>,
    /// After how long.
    pub first_after: Option<String>,
    /// The machine that was back last.
    pub last: Option<String>,
    /// Until one was back, on average.
    pub mean_after: Option<String>,
    /// How much was copied or is beside the disks, of those that are back.
    pub bytes: ByteCount,
    /// How old the oldest point is that came back, seen from when it was asked for.
    pub oldest: Option<String>,
    /// Whose.
    pub oldest_of: Option<String>,
    /// Where the time of all restores went.
    pub parts: Vec<PartView>,
    /// What they lost together to links that they shared, for a person.
    pub links: String,
    /// Its share of the time of all, in percent.
    pub links_percent: f64,
    /// What the machine that was back last spent most of its time on, as a sentence.
    pub limited: Option<String>,
}

/// A machine that was to be restored.
pub struct MachineBackView {
    /// The machine.
    pub vm: u32,
    /// Its name, with its group where two have one name.
    pub name: String,
    /// What became of it.
    pub status: BackStatus,
    /// The moment that it was restored to.
    pub point: Option<Moment>,
    /// What it has written since then is lost: how long that is.
    pub lost: Option<String>,
    /// The same in seconds.
    pub lost_s: Option<f64>,
    /// `snapshot` or `vault`.
    pub tier: Option<String>,
    /// The storage account into which it was copied, if one was named.
    pub account: Option<String>,
    /// When the service was asked for it: when its turn had come.
    pub began: Option<Moment>,
    /// When that ended, well or not.
    pub ended: Option<Moment>,
    /// From the first moment to that, for a person.
    pub after: Option<String>,
    /// The same in seconds.
    pub after_s: Option<f64>,
    /// From its own begin, for a person.
    pub took: Option<String>,
    /// How much was restored.
    pub bytes: ByteCount,
    /// Where the time went since the first moment.
    pub parts: Vec<PartView>,
    /// The largest of these as words, with its share.
    pub most: Option<String>,
    /// What it lost to links that it shared, for a person; nothing where that is nothing.
    pub links: Option<String>,
    /// Why it failed, was refused, or what there is to know of it.
    pub fault: Option<FaultView>,
    /// Which points there were, where none was the right one.
    pub there: Option<String>,
}
}
