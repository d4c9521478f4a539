//! What is simulated: a [`Scenario`] is valid by construction. A person types a
//! [`draft::ScenarioDraft`]; [`check`] turns it into a scenario or names every problem.

pub mod calendar;
mod check;
pub mod draft;
pub mod lessons;
pub mod limits;
pub mod policy;
pub mod presets;
mod problem;
pub mod restores;
pub mod scheme;
pub mod settings;
pub mod setup;
pub mod timeline;
pub mod windows;
pub mod writes;

pub use check::{check, check_policy};
pub use draft::parse;
pub use policy::Policy;
pub(crate) use problem::parser_said;
pub use problem::{Problem, quoted};

use crate::azure::disks::{self as tiers, Tier};
use crate::azure::profile::Profile;
use crate::units::{
    AccountId, Bytes, BytesPerSec, DiskId, IdVec, PolicyId, SimDuration, SimTime, VaultId, VmId,
};
use calendar::{Calendar, Month, Night, Window};
use draft::{
    AssumptionDraft, DiskKindDraft, DiskRoleDraft, NetworkDraft, OsDraft, RedundancyDraft,
};
use setup::{Setup, Troubles};
use timeline::Action;
use writes::{Trace, Writes};

/// A fleet, its policies and the service around it. Made by [`check`] only: every reference in it
/// exists, every figure is inside its limits.
#[derive(Clone, Debug)]
pub struct Scenario {
    draft: draft::ScenarioDraft,
    calendar: Calendar,
    profile: &'static Profile,
    window: Window,
    calibration: Calibration,
    vaults: IdVec<VaultId, Vault>,
    accounts: IdVec<AccountId, Account>,
    policies: IdVec<PolicyId, Policy>,
    vms: IdVec<VmId, Vm>,
    disks: IdVec<DiskId, Disk>,
    key_vaults: Vec<KeyVault>,
    operators: Vec<Operator>,
    troubles: Troubles,
    timeline: Vec<Action>,
    traces: Vec<Trace>,
}

/// A key vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyVault {
    /// Its name.
    pub name: String,
    /// The backup service may read it when the run begins.
    pub backup_service_may_read: bool,
}

/// A person who does something during the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Their name.
    pub name: String,
    /// May read and write keys.
    pub may_use_keys: bool,
}

/// A vault.
#[derive(Clone, Debug)]
pub struct Vault {
    /// Its name.
    pub name: String,
    /// How its storage is replicated.
    pub redundancy: RedundancyDraft,
    /// What all transfers into it share.
    pub rate: BytesPerSec,
    /// For how long deleted data can be undeleted; nothing: they are gone at once.
    pub soft_delete: Option<SimDuration>,
}

/// A storage account of unmanaged disks.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// What its disks share, after what others take.
    pub rate: BytesPerSec,
    /// Requests a second that its disks share, after what others take.
    pub requests_per_s: f64,
}

/// A machine.
#[derive(Clone, Debug)]
pub struct Vm {
    /// Its name.
    pub name: String,
    /// What its draws are keyed by: its name and resource group, not its place in the list.
    pub key: u64,
    /// The guest's family.
    pub os: OsDraft,
    /// Whether the guest reaches Azure's storage.
    pub network: NetworkDraft,
    /// Its policy when the run begins, if it is protected then.
    pub policy: Option<PolicyId>,
    /// Its own window, if it has one.
    pub window: Option<Box<Window>>,
    /// Its first disk; its disks are numbered from here.
    pub disk_first: DiskId,
    /// How many disks it has.
    pub disk_count: u32,
    /// Its resource group; of a classic machine, its cloud service.
    pub group: Option<String>,
    /// What is particular about it; nothing: it is an ordinary machine.
    pub setup: Option<Box<Setup>>,
    /// What an import assumed about it.
    pub assumptions: Vec<AssumptionDraft>,
}

impl Vm {
    /// Whether it is in the region of the vaults.
    #[must_use]
    pub fn is_in_region(&self) -> bool {
        self.setup.as_ref().is_none_or(|setup| setup.in_region)
    }
}

/// A disk.
#[derive(Clone, Debug)]
pub struct Disk {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: DiskRoleDraft,
    /// It is attached when the run begins.
    pub is_attached: bool,
    /// What it is made of.
    pub kind: DiskKindDraft,
    /// Provisioned size at the start.
    pub size: Bytes,
    /// Used at the start.
    pub used: Bytes,
    /// Its storage account, if it is unmanaged.
    pub account: Option<AccountId>,
    /// How it is written.
    pub writes: Writes,
}

impl Disk {
    /// Whether it is backed up and billed while it is attached.
    #[must_use]
    pub fn is_backed_up(&self) -> bool {
        match self.role {
            DiskRoleDraft::Os | DiskRoleDraft::Data => true,
            DiskRoleDraft::Excluded | DiskRoleDraft::Temp => false,
        }
    }
    /// Its tier at this size: the smallest that holds it, the largest above all.
    #[must_use]
    pub fn tier(&self, size: Bytes) -> &'static Tier {
        let tiers = match self.kind {
            DiskKindDraft::PremiumSsd => tiers::PREMIUM_SSD.value,
            DiskKindDraft::StandardSsd => tiers::STANDARD_SSD.value,
            DiskKindDraft::StandardHdd => tiers::STANDARD_HDD.value,
        };
        let largest = tiers.last().expect("no tier table is empty");
        let tier = tiers.iter().find(|tier| size <= tier.size);
        tier.unwrap_or(largest)
    }
}

/// Figures of the model, with the scenario's changes applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calibration {
    /// The latest a job starts after its scheduled time.
    pub start_delay_max: SimDuration,
    /// Mean wait in the service's queue outside busy hours.
    pub queue_mean: SimDuration,
    /// Mean wait in busy hours.
    pub queue_busy_mean: SimDuration,
    /// Most a disk's first backup moves.
    pub initial_rate: BytesPerSec,
    /// Most a disk's later backups move.
    pub incremental_rate: BytesPerSec,
    /// Requests a second with which the service reads one disk.
    pub disk_requests_per_s: u64,
    /// What all transfers of the region share, if that limits them.
    pub region_rate: Option<BytesPerSec>,
    /// The same in the busy hours.
    pub region_busy_rate: Option<BytesPerSec>,
}

impl Scenario {
    /// As it was typed.
    #[must_use]
    pub const fn draft(&self) -> &draft::ScenarioDraft {
        &self.draft
    }
    /// What a person calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.draft.name
    }
    /// The seed of every draw.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.draft.seed
    }
    /// How many days are simulated.
    #[must_use]
    pub const fn days(&self) -> u32 {
        self.draft.days
    }
    /// The end of the last day.
    #[must_use]
    pub fn end(&self) -> SimTime {
        SimTime::ZERO + SimDuration::days(u64::from(self.draft.days))
    }
    /// Dates of its instants.
    #[must_use]
    pub const fn calendar(&self) -> Calendar {
        self.calendar
    }
    /// The generation of the service.
    #[must_use]
    pub const fn profile(&self) -> &'static Profile {
        self.profile
    }
    /// The window in which backups should end.
    #[must_use]
    pub const fn window(&self) -> &Window {
        &self.window
    }
    /// The nights of the window that the run touches.
    #[must_use]
    pub fn nights(&self) -> Vec<Night> {
        self.window.nights(self.calendar, self.end())
    }
    /// The calendar months that the run touches.
    #[must_use]
    pub fn months(&self) -> Vec<Month> {
        self.calendar.months(self.draft.days)
    }
    /// The model's figures.
    #[must_use]
    pub const fn calibration(&self) -> &Calibration {
        &self.calibration
    }
    /// Its vaults.
    #[must_use]
    pub const fn vaults(&self) -> &IdVec<VaultId, Vault> {
        &self.vaults
    }
    /// Its storage accounts.
    #[must_use]
    pub const fn accounts(&self) -> &IdVec<AccountId, Account> {
        &self.accounts
    }
    /// Its policies.
    #[must_use]
    pub const fn policies(&self) -> &IdVec<PolicyId, Policy> {
        &self.policies
    }
    /// Its machines.
    #[must_use]
    pub const fn vms(&self) -> &IdVec<VmId, Vm> {
        &self.vms
    }
    /// All disks of all machines.
    #[must_use]
    pub const fn disks(&self) -> &IdVec<DiskId, Disk> {
        &self.disks
    }
    /// The disks of a machine, temporary ones included.
    pub fn disks_of(&self, vm: VmId) -> impl Iterator<Item = (DiskId, &Disk)> {
        let Vm {
            disk_first,
            disk_count,
            ..
        } = self.vms[vm];
        (disk_first.get()..disk_first.get() + disk_count)
            .map(|index| (DiskId::new(index), &self.disks[DiskId::new(index)]))
    }
    /// The disks of a machine that are backed up.
    pub fn backed_up_disks_of(&self, vm: VmId) -> impl Iterator<Item = (DiskId, &Disk)> {
        self.disks_of(vm).filter(|(_, disk)| disk.is_backed_up())
    }
    /// Recorded traces that disks may be driven by.
    #[must_use]
    pub fn traces(&self) -> &[Trace] {
        &self.traces
    }
    /// Its key vaults.
    #[must_use]
    pub fn key_vaults(&self) -> &[KeyVault] {
        &self.key_vaults
    }
    /// The people who do something, where it matters who.
    #[must_use]
    pub fn operators(&self) -> &[Operator] {
        &self.operators
    }
    /// What is wrong with the service when the run begins.
    #[must_use]
    pub const fn troubles(&self) -> Troubles {
        self.troubles
    }
    /// What operators do, in the order of time.
    #[must_use]
    pub fn timeline(&self) -> &[Action] {
        &self.timeline
    }
    /// The vault of a policy.
    #[must_use]
    pub fn vault_of(&self, policy: PolicyId) -> VaultId {
        self.policies[policy].vault
    }
}
