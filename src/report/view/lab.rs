//! What the place "Lab" shows: a run up to a moment. The dashboard, every machine, every job, what
//! may be done next, what has happened, and one machine with everything about it. Plain data.

mod blocks;
mod machine;

pub use blocks::{BlockCountView, LabBlockCellView, LabBlocksView, LabFindView, LabSentView};
pub use machine::{
    ChangeView, LabDiskView, LabPointView, MachineDetailView, SectionView, TroubleView,
    VssWriterView,
};

use super::{Moment, PartView};
use crate::azure::errors::Operation;
use serde::{Deserialize, Serialize};

/// What a job does, or an operator asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum OperationName {
    /// Asking the subscription for its machines.
    Discover,
    /// Attaching the extension and associating a machine with the service.
    Register,
    /// Giving a machine a policy.
    ConfigureProtection,
    /// Backing up.
    Backup,
    /// Restoring a machine, its disks, or files.
    Restore,
    /// Ending a job early.
    Cancel,
    /// Anything else about protection.
    Manage,
    /// Something done to a machine itself.
    Machine,
    /// Reading or restoring keys.
    Keys,
}

impl OperationName {
    /// Each.
    pub const ALL: [Self; 9] = [
        Self::Discover,
        Self::Register,
        Self::ConfigureProtection,
        Self::Backup,
        Self::Restore,
        Self::Cancel,
        Self::Manage,
        Self::Machine,
        Self::Keys,
    ];
    /// Its name in a document and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.operation().name()
    }
    /// Its name for a person.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Discover => "Discover",
            Self::Register => "Register",
            Self::ConfigureProtection => "Configure protection",
            Self::Backup => "Backup",
            Self::Restore => "Restore",
            Self::Cancel => "Cancel",
            Self::Manage => "Manage",
            Self::Machine => "Machine",
            Self::Keys => "Keys",
        }
    }
    /// What it stands for.
    #[must_use]
    pub const fn operation(self) -> Operation {
        match self {
            Self::Discover => Operation::Discover,
            Self::Register => Operation::Register,
            Self::ConfigureProtection => Operation::ConfigureProtection,
            Self::Backup => Operation::Backup,
            Self::Restore => Operation::Restore,
            Self::Cancel => Operation::Cancel,
            Self::Manage => Operation::Manage,
            Self::Machine => Operation::Machine,
            Self::Keys => Operation::Keys,
        }
    }
}

impl From<Operation> for OperationName {
    fn from(operation: Operation) -> Self {
        let is_it = |name: &Self| name.operation() == operation;
        let found = Self::ALL.into_iter().find(is_it);
        found.expect("every operation has a name")
    }
}

/// How a job stands, or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum JobStatus {
    /// It runs.
    Running,
    /// It succeeded.
    Succeeded,
    /// It succeeded, with something to know.
    Warned,
    /// In part: a restore made the disks, not the machine.
    Partly,
    /// It failed.
    Failed,
    /// An operator cancelled it.
    Cancelled,
    /// Its snapshot was taken, but the transfer of an earlier backup still ran.
    Skipped,
    /// It was due, but protection ended before the service had started it.
    Withdrawn,
}

impl JobStatus {
    /// Each.
    pub const ALL: [Self; 8] = [
        Self::Running,
        Self::Succeeded,
        Self::Warned,
        Self::Partly,
        Self::Failed,
        Self::Cancelled,
        Self::Skipped,
        Self::Withdrawn,
    ];
    /// Its name in a document and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Warned => "warned",
            Self::Partly => "partly",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
            Self::Withdrawn => "withdrawn",
        }
    }
    /// Whether a filter by one status lets another through: what succeeded with something to know,
    /// or in part, has succeeded.
    #[must_use]
    pub fn takes(self, other: Self) -> bool {
        let is_success = [Self::Warned, Self::Partly].contains(&other);
        self == other || (self == Self::Succeeded && is_success)
    }
}

/// What a machine is to the backup service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum ItemState {
    /// The machine does not exist, and nothing is held of it.
    NotThere,
    /// No discovery has seen it.
    NotDiscovered,
    /// Discovered and not registered.
    NotRegistered,
    /// Its registration runs.
    Registering,
    /// Registered and not protected.
    Registered,
    /// Not protected, where there is no registration.
    NotProtected,
    /// The job that gives it a policy runs.
    Configuring,
    /// Protected; its first backup has not ended yet.
    ProtectedPending,
    /// Protected, with a backup at least.
    Protected,
    /// Protection is stopped, its points are kept.
    Stopped,
    /// Deleted; soft delete holds its points.
    Deleted,
}

views! {
/// A run up to a moment.
pub struct LabView {
    /// The scenario's name.
    pub name: String,
    /// The moment.
    pub now: Moment,
    /// The end of the run: no moment after it can be asked for.
    pub end: Moment,
    /// The service profile.
    pub profile: String,
    /// The zone of all local times, by its IANA name.
    pub time_zone: String,
    /// The steps to protection, in order: `discover`, `register`, `protect`.
    pub steps: Vec<String>,
    /// How many actions of the timeline are still to come.
    pub actions_later: u32,
    /// The service at a glance.
    pub dashboard: DashboardView,
    /// Every machine, in the order of the scenario.
    pub items: Vec<ItemView>,
    /// The newest jobs, the newest first; a query has the others.
    pub jobs: Vec<JobView>,
    /// The machines that can be registered now; none where there is no registration.
    pub to_register: Vec<CandidateView>,
    /// The machines that can be protected now.
    pub to_protect: Vec<CandidateView>,
    /// What the service notifies of, the newest first.
    pub notifications: Vec<NotificationView>,
    /// What has happened, the oldest first.
    pub story: Vec<StoryLineView>,
    /// What happens next, the nearest first.
    pub next: Vec<NextView>,
    /// What can be wrong with the service, and what is.
    pub service_troubles: Vec<TroubleView>,
    /// The people who may be named with an action.
    pub operators: Vec<LabOperatorView>,
    /// The key vaults.
    pub key_vaults: Vec<KeyVaultView>,
    /// The policies, for forms.
    pub policies: Vec<LabPolicyView>,
    /// The vaults, for forms.
    pub vaults: Vec<LabVaultView>,
    /// The machine that was asked for, with everything about it.
    pub machine: Option<MachineDetailView>,
}

/// The service at a glance (LIF-11). Each count is a filter of the list of jobs.
pub struct DashboardView {
    /// Machines that are protected now.
    pub protected: u32,
    /// Jobs that ended in the last 24 hours and succeeded, with a warning or in part too.
    pub succeeded_24h: u32,
    /// Jobs that ended in the last 24 hours and failed.
    pub failed_24h: u32,
    /// Jobs that run now.
    pub running: u32,
    /// When the last 24 hours began, in whole seconds since the run began.
    pub since_s: u64,
}

/// A machine, one row.
pub struct ItemView {
    /// The machine.
    pub vm: u32,
    /// Its name.
    pub name: String,
    /// Its resource group; of a classic machine, its cloud service.
    pub group: Option<String>,
    /// `windows` or `linux`.
    pub os: String,
    /// Whether it exists.
    pub exists: bool,
    /// `running`, `stopped` or `deallocated`; with `ing` while it is on the way there.
    pub power: String,
    /// What it is to the service.
    pub state: ItemState,
    /// The same as text, such as `Protected (initial backup pending)`.
    pub state_text: String,
    /// The policy that it has or had.
    pub policy: Option<String>,
    /// The vault of its points.
    pub vault: Option<String>,
    /// How its last backup stands or ended.
    pub last_backup: Option<JobStatus>,
    /// When that ended, or became due while it runs.
    pub last_backup_at: Option<Moment>,
    /// The newest moment that can be restored.
    pub newest_point: Option<Moment>,
    /// How consistent that is: `application-consistent`, `file-system-consistent` or
    /// `crash-consistent`.
    pub newest_consistency: Option<String>,
}

/// A job of the service.
pub struct JobView {
    /// What tells it from other jobs: `b12` for a backup, `t3` for any other.
    pub id: String,
    /// What it does.
    pub operation: OperationName,
    /// The same as text, such as `Configure protection`.
    pub label: String,
    /// The machine; none for a discovery.
    pub vm: Option<u32>,
    /// Its name, with its resource group where two have one name.
    pub name: String,
    /// When it began: a backup when it was due.
    pub began: Moment,
    /// When it ended.
    pub ended: Option<Moment>,
    /// How long it took, or has taken so far.
    pub length: String,
    /// How it stands or ended.
    pub status: JobStatus,
    /// Why, where there is something to know.
    pub fault: Option<FaultView>,
    /// What it is about, as a sentence.
    pub detail: String,
    /// What it is doing, while it runs.
    pub phase: Option<String>,
    /// How often its snapshot was tried; 0 where none was.
    pub attempts: u32,
    /// Where the time of a restore went; nothing for other jobs, whose parts the night shows.
    pub parts: Vec<PartView>,
}

/// Why a job failed, or what there is to know of it.
pub struct FaultView {
    /// The service's code.
    pub code: String,
    /// What happened.
    pub message: String,
    /// The states that lead to it.
    pub causes: Vec<String>,
    /// What cures it.
    pub remedy: String,
    /// Who tries again, as a sentence.
    pub retry: String,
}

/// Jobs that a query asks for.
pub struct JobsView {
    /// How many match.
    pub matching: u32,
    /// Index of the first row.
    pub from: u32,
    /// The rows, the newest first.
    pub rows: Vec<JobView>,
}

/// A machine that can be chosen in a step.
pub struct CandidateView {
    /// The machine.
    pub vm: u32,
    /// Its name.
    pub name: String,
    /// What tells machines of one name apart.
    pub group: Option<String>,
}

/// Something that the service notifies of.
pub struct NotificationView {
    /// Since when.
    pub at: Moment,
    /// What it says.
    pub text: String,
    /// It is about something that still runs.
    pub running: bool,
}

/// Something that has happened.
pub struct StoryLineView {
    /// When.
    pub at: Moment,
    /// The machine, if it is about one.
    pub vm: Option<u32>,
    /// Its name, with its resource group where two have one name; else empty.
    pub name: String,
    /// What kind: `action`, `refusal`, `job`, `failure`, `warning`, `recovery`, `point`, `state` or
    /// `billing`.
    pub kind: String,
    /// What, as a sentence.
    pub text: String,
    /// The code of the error, of a refusal.
    pub code: Option<String>,
}

/// Something that will happen.
pub struct NextView {
    /// When.
    pub at: Moment,
    /// What, as a sentence.
    pub text: String,
}

/// A person who does things.
pub struct LabOperatorView {
    /// Their name.
    pub name: String,
    /// May use keys.
    pub may_use_keys: bool,
}

/// A key vault.
pub struct KeyVaultView {
    /// Its name.
    pub name: String,
    /// The backup service may read it now.
    pub backup_service_may_read: bool,
}

/// A policy, for forms.
pub struct LabPolicyView {
    /// Its name.
    pub name: String,
    /// Its vault's.
    pub vault: String,
}

/// A vault, for forms.
pub struct LabVaultView {
    /// Its name.
    pub name: String,
    /// It was deleted.
    pub deleted: bool,
}
}
