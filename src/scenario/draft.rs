//! A scenario as typed: public, perhaps wrong, and the only shape that is read from JSON. No rule
//! is applied here; `scenario/check.rs` applies them all at once.
//!
//! Sizes are GiB (2^30 bytes), as Azure's disks are; fractions are allowed and are rounded to whole
//! bytes. Local times are `HH:MM` on a 24-hour clock.

mod policy;
mod setup;
mod timeline;
mod trace_write;
mod writes;

pub use policy::{
    DailyDraft, MonthDaysDraft, MonthDraft, MonthlyDraft, PolicyDraft, PolicyKindDraft,
    RetentionDraft, ScheduleDraft, WeekOfMonthDraft, WeekdayDraft, WeeklyDraft, YearlyDraft,
};
pub use setup::{
    AgentDraft, AgentStateDraft, EncryptionDraft, FreezeDraft, KeyVaultDraft, KeysDraft,
    OperatorDraft, PowerDraft, ScriptDraft, ScriptEndDraft, ScriptsDraft, SetupDraft, WriterDraft,
};
pub use timeline::{
    ActionDraft, ActionKindDraft, FreezeChangeDraft, LockDraft, RestoreDraft, RestoreKindDraft,
    RestoreTargetDraft, RestoreTierDraft, SoftDeleteDraft, StoppedDataDraft,
};

pub use trace_write::TraceWriteDraft;
pub use writes::{BlocksDraft, DiskTraceDraft, TraceDraft, WorkloadDraft, WritesDraft};

use super::{Problem, limits, parser_said};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of this document's shape; the only one so far.
pub const SCHEMA_VERSION: u32 = 1;

/// Reads a scenario's JSON text.
///
/// # Errors
/// One problem with line and column when the text is too long, is not JSON, or has a field that
/// does not exist or is of the wrong kind.
pub fn parse(text: &str) -> Result<ScenarioDraft, Vec<Problem>> {
    if text.len() > limits::TEXT_BYTES_MAX {
        let allowed = format!("at most {} bytes", limits::TEXT_BYTES_MAX);
        return Err(vec![Problem::new(
            "scenario",
            format!("{} bytes", text.len()),
            allowed,
        )]);
    }
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let found = parser_said(&error.to_string());
        let allowed = "a scenario as `vaultlab schema` describes it";
        vec![Problem::new(place, found, allowed)]
    })
}

/// A fleet, its policies and the service around it: everything a run depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioDraft {
    /// The version of this document's shape: 1.
    pub schema: u32,
    /// What a person calls it.
    pub name: String,
    /// Decides every draw; the same seed gives the same run. At most 2^53 - 1.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// The first day, `YYYY-MM-DD`; the run starts at its midnight UTC.
    pub start: String,
    /// How many days are simulated.
    pub days: u32,
    /// Which generation of the service: `classic-2015`, `resource-manager-2019` or `current`.
    #[serde(default = "default_profile")]
    pub profile: String,
    /// Azure's name of the region, such as `westeurope`. Prices are West Europe's, whatever it says.
    #[serde(default = "default_region")]
    pub region: String,
    /// When backups should run, where neither their machine nor its policy has a window of its own.
    /// Its openings are the nights of the calendar.
    pub window: WindowDraft,
    /// Recovery Services vaults.
    pub vaults: Vec<VaultDraft>,
    /// Storage accounts that hold unmanaged disks; managed disks need none.
    #[serde(default)]
    pub accounts: Vec<AccountDraft>,
    /// Backup policies; a machine has one at a time.
    pub policies: Vec<PolicyDraft>,
    /// The machines.
    pub vms: Vec<VmDraft>,
    /// Key vaults that hold the keys of encrypted machines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_vaults: Vec<KeyVaultDraft>,
    /// People who do something during the run, where it matters who.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operators: Vec<OperatorDraft>,
    /// What is wrong with the service when the run begins, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub troubles: Vec<String>,
    /// What operators do during the run, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<ActionDraft>,
    /// Recorded block traces that disks may be driven by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traces: Vec<TraceDraft>,
    /// Figures of the model that may be changed; each has a documented default.
    #[serde(default, skip_serializing_if = "CalibrationDraft::is_default")]
    pub calibration: CalibrationDraft,
    /// What an import had to assume about the whole fleet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<AssumptionDraft>,
}

/// A daily window in which backups should run and end. A machine's own comes before its policy's,
/// that before the scenario's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowDraft {
    /// Local time at which it opens, `HH:MM`.
    pub opens: String,
    /// Local time at which it closes, `HH:MM`; at or before `opens` means the next day, so that equal
    /// times are a whole day.
    pub closes: String,
    /// Zone of both times: an IANA name or the Windows name that Azure uses.
    pub time_zone: String,
}

/// A vault: where recovery points are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VaultDraft {
    /// Unique among vaults.
    pub name: String,
    /// How its storage is replicated.
    #[serde(default)]
    pub redundancy: RedundancyDraft,
    /// What becomes of deleted backup data; absent: the 14 free days, where the profile has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soft_delete: Option<SoftDeleteDraft>,
    /// The most it takes in from all transfers together, MiB a second; absent: the model's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mib_per_s: Option<u64>,
}

/// How a vault's storage is replicated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RedundancyDraft {
    /// Three copies in one data centre.
    Lrs,
    /// Three zones of one region.
    Zrs,
    /// A copy in the paired region: what a new vault has.
    #[default]
    Grs,
    /// The same with cross-region restore on.
    RaGrs,
}

/// A storage account; its disks share its throughput.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountDraft {
    /// Unique among accounts.
    pub name: String,
    /// The most that all its disks can be read with together, MiB a second; absent: the model's
    /// default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mib_per_s: Option<u64>,
    /// Requests a second that it answers from all its disks together; absent: the published 20,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_s: Option<u64>,
    /// How much of both is taken by what is no backup and no restore, in percent; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_load_percent: Option<f64>,
}

/// A machine and its disks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VmDraft {
    /// Unique together with the resource group.
    pub name: String,
    /// Tells machines of one name apart; of a classic machine, its cloud service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// The guest's family; decides how a snapshot is made consistent.
    pub os: OsDraft,
    /// The policy that protects it from the start, by name; absent: nothing does, until the timeline
    /// says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Its own window; absent: its policy's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<WindowDraft>,
    /// Whether the guest reaches Azure's storage.
    #[serde(default, skip_serializing_if = "NetworkDraft::is_open")]
    pub network: NetworkDraft,
    /// What is particular about it; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setup: Option<Box<SetupDraft>>,
    /// Its disks, in the order of their slots; exactly one has the role `os`.
    pub disks: Vec<DiskDraft>,
    /// What an import had to assume about this machine.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<AssumptionDraft>,
}

/// A guest's family of operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OsDraft {
    /// Snapshots by VSS.
    Windows,
    /// Snapshots by file-system freeze.
    Linux,
}

/// Whether a guest's backup extension reaches Azure's storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkDraft {
    /// It does.
    #[default]
    Open,
    /// Outbound traffic is blocked: nothing can be installed, snapshotted or reported.
    NoOutbound,
    /// Azure's names are not resolved, though its addresses are allowed: as if there were no way.
    NoDns,
    /// Azure's addresses are not allowed, though its names are resolved: as if there were no way.
    NoRoutes,
    /// The storage of some disks is out of reach.
    SomeStorage,
    /// A proxy delays the extension's calls.
    SlowProxy,
    /// Network calls take too long while a snapshot is taken.
    Unresponsive,
    /// The host's agent address is out of reach.
    NoHostAgent,
}

impl NetworkDraft {
    fn is_open(&self) -> bool {
        *self == Self::Open
    }
}

/// A disk of a machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiskDraft {
    /// Unique within its machine.
    pub name: String,
    /// What it is for; a temporary disk is neither backed up nor billed.
    pub role: DiskRoleDraft,
    /// It is not attached until an operator adds it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub added_later: bool,
    /// What it is made of; decides its throughput.
    #[serde(default)]
    pub kind: DiskKindDraft,
    /// Provisioned size in whole GiB.
    pub size_gib: u64,
    /// Data actually on it at the start, in GiB; at most `size_gib`.
    pub used_gib: f64,
    /// The storage account of an unmanaged disk, by name; absent: a managed disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// How much of the used data is different after a day, in percent; absent: drawn for this disk
    /// from the measured population.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_percent_per_day: Option<f64>,
    /// How much of a day's change hits the same blocks every day, in percent; absent: the model's
    /// default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hot_percent: Option<f64>,
    /// New data a day in GiB, until the disk is full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth_gib_per_day: Option<f64>,
    /// What else is particular about how it is written; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writes: Option<Box<WritesDraft>>,
}

/// What a disk is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DiskRoleDraft {
    /// The machine boots from it.
    Os,
    /// Anything else that lasts.
    Data,
    /// A data disk that the backup leaves out.
    Excluded,
    /// The temporary disk: lost at any restart, never backed up.
    Temp,
}

/// What a disk is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DiskKindDraft {
    /// Premium SSD.
    PremiumSsd,
    /// Standard SSD.
    #[default]
    StandardSsd,
    /// Standard HDD.
    StandardHdd,
}

/// Figures of the model that a person may change. Each is documented, with its source or the word
/// "guess", in `docs/model.md`; an absent one has the default given there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalibrationDraft {
    /// The latest a job starts after its scheduled time, minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_delay_max_min: Option<u64>,
    /// Mean wait in the service's queue outside busy hours, minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_mean_min: Option<u64>,
    /// Mean wait in the service's queue in busy hours, minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_busy_mean_min: Option<u64>,
    /// Most a disk's first backup moves, MB (10^6 bytes) a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial_mb_per_s: Option<u64>,
    /// Most a disk's later backups move, MB (10^6 bytes) a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incremental_mb_per_s: Option<u64>,
    /// Requests a second with which the service reads one disk, each of at most 4 MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_requests_per_s: Option<u64>,
    /// What all backups and restores of the region share, MiB a second; absent: it limits nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region_mib_per_s: Option<u64>,
    /// The same in the busy hours; absent: as in all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region_busy_mib_per_s: Option<u64>,
}

impl CalibrationDraft {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Something that an import had to assume because the source did not say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssumptionDraft {
    /// Which kind of gap.
    pub about: AssumptionKind,
    /// What was assumed instead, as a sentence.
    pub assumed: String,
}

/// The gaps that an import can meet.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum AssumptionKind {
    /// Nothing says how much of the disk is used.
    UsedSizeUnknown,
    /// The machine has no partitions in the source (often because it is powered off).
    NoPartitions,
    /// The size of a disk is missing.
    DiskSizeUnknown,
    /// The kind of a disk is missing or has no equivalent.
    DiskKindUnknown,
    /// The operating system is not stated or not recognised.
    OsUnknown,
    /// The time zone is missing or unknown.
    ZoneUnknown,
    /// No policy was given for the machine.
    PolicyUnknown,
    /// Part of a policy can't be said in a scenario and was left out or replaced.
    PolicySimplified,
    /// Two machines had one name and one resource group.
    NameRepeated,
}

fn default_seed() -> u64 {
    42
}
fn default_profile() -> String {
    "current".to_owned()
}
fn default_region() -> String {
    "westeurope".to_owned()
}

impl AssumptionKind {
    /// Its name in a document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UsedSizeUnknown => "used-size-unknown",
            Self::NoPartitions => "no-partitions",
            Self::DiskSizeUnknown => "disk-size-unknown",
            Self::DiskKindUnknown => "disk-kind-unknown",
            Self::OsUnknown => "os-unknown",
            Self::ZoneUnknown => "zone-unknown",
            Self::PolicyUnknown => "policy-unknown",
            Self::PolicySimplified => "policy-simplified",
            Self::NameRepeated => "name-repeated",
        }
    }
}
