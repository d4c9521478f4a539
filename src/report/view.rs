//! What leaves the program: the one shape that the page, the JSON output and the tests read. Plain
//! data with every figure already computed; nothing here decides.
//!
//! Sizes are bytes. Amounts of money are decimal text in the price book's currency, so that no
//! reader can lose a cent in a float. An instant carries its UTC and its local text: a reader needs
//! no calendar.

use crate::units::{Bytes, Money};
use serde::{Serialize, Serializer};

/// A size as JSON: an integer below 2^53, the nearest float above, which is all a browser can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteCount(pub Bytes);

impl Serialize for ByteCount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.get() < 1 << 53 {
            serializer.serialize_u64(self.0.get())
        } else {
            serializer.serialize_f64(self.0.as_f64())
        }
    }
}

impl From<Bytes> for ByteCount {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

/// An amount as JSON: text to the cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(pub Money);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self(money)
    }
}

/// Declares views: public data that serialises field by field.
macro_rules! views {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }
    )*};
}

mod blobs;
mod cost;
mod errors;
mod fact;
mod import;
mod lab;
mod links;
mod night;
mod parts;
mod plan;
mod points;
mod profiles;
mod restores;
mod run;

pub use blobs::{
    BlobAccountView, BlobCellView, BlobLayerView, BlobMapView, BlobSnapshotView, BlobView,
    BlobsView, StepView, WayView,
};
pub use cost::{
    BillLine, BillView, ComparisonMonth, ComparisonView, CostView, InstanceClassView, InstanceRow,
    InstancesView,
};

pub use errors::{CatalogueTroubleView, ErrorRowView, ErrorsView};
pub use fact::{FactView, RuleView};
pub use import::{AssumptionCountView, ImportView, LeftOutView, SourceView};
pub use lab::{
    BlockCountView, CandidateView, ChangeView, DashboardView, FaultView, ItemState, ItemView,
    JobStatus, JobView, JobsView, KeyVaultView, LabBlockCellView, LabBlocksView, LabDiskView,
    LabFindView, LabOperatorView, LabPointView, LabPolicyView, LabSentView, LabVaultView, LabView,
    MachineDetailView, NextView, NotificationView, OperationName, SectionView, StoryLineView,
    TroubleView, VssWriterView,
};
pub use links::{LinkRow, LinksView, SettingView};
pub use night::{MissView, NightView, OffenderView, RowWindowView};
pub use parts::{LostView, PartView, ReasonView};
pub use plan::{
    AdviceFigureView, AdviceView, AdviseView, PlanEqualView, PlanPolicyView, PlanProgressView,
    PlanSideView, PlanView,
};
pub use points::{DayMark, OperatorView, PointDay, PointRow, PointsView};
pub use profiles::{FigureView, LimitValueView, LimitView, OriginView, ProfileView, ProfilesView};
pub use restores::{BackStatus, FleetBackView, MachineBackView, RestoresView};
pub use run::RunView;

/// How a backup ended, seen against its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was due and ended inside the window.
    Held,
    /// It was due before the window opened, or ended after it had closed.
    Late,
    /// Its snapshot was taken, but the transfer of an earlier backup still ran, so nothing reached
    /// the vault.
    Skipped,
    /// It failed.
    Failed,
    /// The run ended first.
    Running,
}

impl Verdict {
    /// Its name in a document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Late => "late",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Running => "running",
        }
    }
}

/// A phase of a backup job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum PhaseName {
    /// Waiting for the service to start the job.
    Start,
    /// Extension installed or upgraded.
    Prepare,
    /// Frozen, snapshotted, thawed.
    Snapshot,
    /// Waiting in the service's queue.
    Queue,
    /// Changed blocks move to the vault, all disks at once.
    Transfer,
    /// The recovery point is recorded.
    Commit,
}

views! {
/// An instant.
pub struct Moment {
    /// Whole seconds since the run began.
    pub s: u64,
    /// `2026-03-04T21:47:00Z`.
    pub utc: String,
    /// `2026-03-04 22:47` in the window's zone.
    pub local: String,
}

/// The scenario at a glance: what the top bar shows.
pub struct ScenarioView {
    /// Its name.
    pub name: String,
    /// Its seed.
    pub seed: u64,
    /// The service profile.
    pub profile: String,
    /// The region, by Azure's name.
    pub region: String,
    /// First day, `YYYY-MM-DD`.
    pub start: String,
    /// Days simulated.
    pub days: u32,
    /// Machines.
    pub vms: u32,
    /// Disks that are backed up.
    pub disks: u32,
    /// Policies.
    pub policies: u32,
    /// Window, as `22:00 → 06:00`.
    pub window: String,
    /// The window's zone, by its IANA name.
    pub time_zone: String,
    /// Who has a window of its own, as `1 policy and 3 machines`; nothing when nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_windows: Option<String>,
    /// What was assumed, by machine; the fleet's own assumptions have no machine.
    pub assumptions: Vec<AssumptionView>,
}

/// Something assumed at import.
pub struct AssumptionView {
    /// The machine, or nothing when it is about the fleet.
    pub vm: Option<String>,
    /// Which kind of gap, such as `used-size-unknown`.
    pub about: String,
    /// What was assumed, as a sentence.
    pub assumed: String,
}

/// How far a run has got.
pub struct ProgressView {
    /// True when the run is complete.
    pub done: bool,
    /// Days simulated so far.
    pub day: u32,
    /// Days to simulate.
    pub days: u32,
    /// Events handled so far.
    pub events: u64,
}

/// The answer to "does the night hold?" over the whole run.
pub struct SummaryView {
    /// The digest of the ledger: equal digests, equal runs.
    pub digest: String,
    /// Backups that were due and have ended.
    pub backups: u64,
    /// Of these, how many ended inside the window.
    pub held: u64,
    /// How many ended late.
    pub late: u64,
    /// How many failed.
    pub failed: u64,
    /// How many had their transfer skipped.
    pub skipped: u64,
    /// How many were still running at the end.
    pub running: u64,
    /// Nights on which at least one backup was due.
    pub nights: u32,
    /// Nights on which every backup held.
    pub nights_held: u32,
    /// The one-line verdict, a full sentence.
    pub verdict: String,
    /// The machine that was late most often, and why; nothing when none was.
    pub latest: Option<OffenderView>,
    /// The machine that failed most often, and why; nothing when none did.
    pub failing: Option<OffenderView>,
    /// The age of the oldest newest recovery point at the end of the run: the worst RPO.
    pub oldest_point: Option<OldestPointView>,
    /// Stored in all vaults at the end.
    pub stored_bytes: ByteCount,
    /// Protected-instance size of all machines at the end.
    pub protected_bytes: ByteCount,
    /// Recovery points alive at the end.
    pub points: u64,
}

/// The machine whose newest recovery point is the oldest.
pub struct OldestPointView {
    /// The machine's index, for `machine`.
    pub index: u32,
    /// Its name.
    pub vm: String,
    /// Age of its newest point at the end of the run, in seconds; nothing when it has none.
    pub age_s: Option<u64>,
    /// The same for a person: `1 d 3 h` or `no recovery point`.
    pub age: String,
}

/// A phase with its length.
pub struct PhaseView {
    /// Which.
    pub phase: PhaseName,
    /// When it began, seconds since the run began.
    pub start_s: u64,
    /// When it ended.
    pub end_s: u64,
    /// Its length for a person.
    pub length: String,
    /// Its share of the whole job, in percent.
    pub percent: f64,
}

/// One machine in the fleet table, with its backup of the chosen night.
pub struct FleetRow {
    /// The machine's index, for `machine`.
    pub vm: u32,
    /// Its name.
    pub name: String,
    /// `windows` or `linux`.
    pub os: String,
    /// Its policy.
    pub policy: String,
    /// Its vault.
    pub vault: String,
    /// Data on its disks, the temporary one aside, at the night's backup (or at the start).
    pub used_bytes: ByteCount,
    /// What this backup sent.
    pub sent_bytes: Option<ByteCount>,
    /// Local time at which the backup was due, `22:00`.
    pub due: Option<String>,
    /// Local time at which the job started.
    pub start: Option<String>,
    /// Local time at which it ended.
    pub end: Option<String>,
    /// The whole job's length.
    pub length: Option<String>,
    /// How it ended; nothing when no backup was due.
    pub verdict: Option<Verdict>,
    /// The error's code when it failed, or by how much it was late.
    pub detail: Option<String>,
    /// The window that this backup had to keep, where it is not the scenario's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_window: Option<RowWindowView>,
    /// The job's phases, for the bars.
    pub phases: Vec<PhaseView>,
    /// Where all of its time went.
    pub parts: Vec<PartView>,
    /// Why it took long, if it took more than 8 hours; most first.
    pub reasons: Vec<ReasonView>,
}

/// A slice of the fleet table.
pub struct FleetView {
    /// How many machines match the filter.
    pub matching: u32,
    /// Index of the first row returned among the matching ones.
    pub from: u32,
    /// The rows.
    pub rows: Vec<FleetRow>,
}

/// A series of values at regular times.
pub struct SeriesView {
    /// What it is: a vault's or an account's name, `stored`, `protected`…
    pub name: String,
    /// `vault`, `account`, or a unit of its own.
    pub kind: String,
    /// The most it can be, if something limits it, all the time the same.
    pub limit: Option<f64>,
    /// The same at each value, where it changes; not finite where nothing limits it. Else empty.
    pub limits: Vec<f64>,
    /// The values; not a number where there is none.
    pub values: Vec<f64>,
}

/// A link whose throughput over a night can be shown.
pub struct LinkChoiceView {
    /// Its number, for `throughput`.
    pub link: u32,
    /// Its name in a sentence: `storage account sa03`.
    pub name: String,
}

/// Throughput over a night, sizes or the age of recovery points over the run.
pub struct ChartView {
    /// What it shows, as a title.
    pub title: String,
    /// Unit of the values: `MiB/s`, `requests/s`, `bytes` or `h`.
    pub unit: String,
    /// Seconds since the run began of the first value.
    pub start_s: u64,
    /// Seconds between values.
    pub step_s: u64,
    /// Local text of every value's time, for the table twin.
    pub times: Vec<String>,
    /// One series a line.
    pub series: Vec<SeriesView>,
}

/// Everything about one machine on one night: what the panel at the right shows.
pub struct MachineView {
    /// The machine's index.
    pub vm: u32,
    /// Its name.
    pub name: String,
    /// `Why is sql-prod-02 late?` or `sql-prod-02 held`.
    pub title: String,
    /// How its backup ended that night; nothing when none was due.
    pub verdict: Option<Verdict>,
    /// What happened, as one or two sentences.
    pub why: String,
    /// Scheduled, started, ended, window, sent, size…
    pub facts: Vec<FactView>,
    /// The job's phases.
    pub phases: Vec<PhaseView>,
    /// Where all of its time went.
    pub parts: Vec<PartView>,
    /// Why it took long, if it took more than 8 hours; most first.
    pub reasons: Vec<ReasonView>,
    /// Its disks.
    pub disks: Vec<DiskView>,
    /// The rules that apply.
    pub rules: Vec<RuleView>,
    /// Its assumptions from the import.
    pub assumptions: Vec<AssumptionView>,
}

/// A disk in the explaining panel.
pub struct DiskView {
    /// Its name.
    pub name: String,
    /// `os`, `data` or `temp`.
    pub role: String,
    /// Provisioned.
    pub size_bytes: ByteCount,
    /// Used when the night's window opens.
    pub used_bytes: ByteCount,
    /// Change a day, percent of the used size.
    pub change_percent: f64,
    /// True when the change was drawn, not given.
    pub change_drawn: bool,
    /// What this night's backup sent of it.
    pub sent_bytes: Option<ByteCount>,
    /// How that was found, and what it took.
    pub found: Option<String>,
    /// How long its transfer took.
    pub transfer: Option<String>,
}

/// One thing wrong with an input.
pub struct ProblemView {
    /// Where.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What is allowed.
    pub allowed: String,
}

/// What a chart has under a point.
pub struct PickView {
    /// What it is.
    pub title: String,
    /// Its values.
    pub facts: Vec<FactView>,
    /// The machine it belongs to.
    pub vm: Option<u32>,
    /// The night it belongs to.
    pub night: Option<u32>,
    /// The day it belongs to, `2026-03-04`, in a calendar of days.
    pub day: Option<String>,
}

/// A mark of a chart, in device pixels from its upper left corner.
pub struct ChartItemView {
    /// What it says.
    pub pick: PickView,
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

/// A preset.
pub struct PresetView {
    /// Its name, for `open`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it shows, as a sentence.
    pub about: String,
}
}
