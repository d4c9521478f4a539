//! What is particular about a machine, as typed: where it is, its power, agent, VSS writers, freeze
//! and scripts, keys, and what is wrong with it. An absent field is what an ordinary machine has.

use super::{BlocksDraft, WorkloadDraft};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is particular about a machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SetupDraft {
    /// Its region, if it is not the scenario's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// It does not exist until an operator creates it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub created_later: bool,
    /// Whether it runs when the run begins.
    #[serde(skip_serializing_if = "is_default")]
    pub power: PowerDraft,
    /// Its VM agent.
    #[serde(skip_serializing_if = "is_default")]
    pub agent: AgentDraft,
    /// VSS writers of a Windows guest beside the system's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub writers: Vec<WriterDraft>,
    /// For how long VSS holds back writes while it makes shadow copies, in seconds; it may 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_hold_s: Option<u32>,
    /// The registry says USEVSSCOPYBACKUP: applications keep their logs.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub vss_copy_backup: bool,
    /// How a Linux guest freezes its file systems.
    #[serde(skip_serializing_if = "is_default")]
    pub freeze: FreezeDraft,
    /// Pre- and post-script of a Linux guest; absent: there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scripts: Option<ScriptsDraft>,
    /// Azure Disk Encryption; absent: the disks are encrypted at rest by the storage service only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption: Option<EncryptionDraft>,
    /// What it is for; absent: its disks are written as the measured population's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workload: Option<WorkloadDraft>,
    /// What all its disks can be read with together, MiB a second; absent: its size limits nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mib_per_s: Option<u64>,
    /// Its disks are simulated block by block; absent: in closed form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocks: Option<BlocksDraft>,
    /// What is wrong with it when the run begins, by name; `vaultlab errors` lists the names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub troubles: Vec<String>,
}

/// A machine's power.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PowerDraft {
    /// It runs.
    #[default]
    Running,
    /// Shut down, but its host is kept.
    Stopped,
    /// Shut down, its host given back.
    Deallocated,
}

/// A machine's VM agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AgentDraft {
    /// How it does.
    pub state: AgentStateDraft,
    /// Its product version; absent: the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The machine's property that says that it has an agent.
    pub flagged: bool,
    /// Minutes after which it runs a command that it was given.
    pub answers_after_min: u32,
}

impl Default for AgentDraft {
    fn default() -> Self {
        Self {
            state: AgentStateDraft::Ready,
            version: None,
            flagged: true,
            answers_after_min: 0,
        }
    }
}

/// How an agent does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AgentStateDraft {
    /// It answers.
    #[default]
    Ready,
    /// It is installed and stopped.
    Stopped,
    /// It takes commands and never answers.
    Hung,
    /// It is not installed: the machine came from elsewhere.
    Missing,
}

/// A VSS writer: an application that takes part in a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriterDraft {
    /// Its name, such as `SqlServerWriter`; unique within its machine.
    pub name: String,
    /// For how long it freezes its application, in seconds; it may 60.
    #[serde(default)]
    pub freeze_s: u32,
    /// It answers VSS with an error.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fails: bool,
    /// What its application writes to its logs a day, in GiB; the logs are part of the used data.
    #[serde(default)]
    pub log_gib_per_day: f64,
}

/// How a Linux guest freezes its file systems.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FreezeDraft {
    /// How long it takes, in seconds.
    pub takes_s: u32,
    /// How long the freeze may be held (`timeout` in vmbackup.conf), in seconds.
    pub hold_max_s: u32,
    /// How long the extension waits for it (`SafeFreezeWaitInSeconds`), in seconds.
    pub wait_max_s: u32,
    /// Disks are snapshotted one after the other (`seqsnapshot`).
    pub sequential: bool,
}

impl Default for FreezeDraft {
    fn default() -> Self {
        use crate::azure::guest;
        Self {
            takes_s: guest::FREEZE_TAKES_S.value,
            hold_max_s: guest::FREEZE_HOLD_MAX_S.value,
            wait_max_s: guest::FREEZE_WAIT_MAX_S.value,
            sequential: false,
        }
    }
}

/// Pre- and post-script with their configuration file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ScriptsDraft {
    /// The configuration can be read.
    pub config_readable: bool,
    /// Before the freeze.
    pub pre: ScriptDraft,
    /// After the thaw.
    pub post: ScriptDraft,
    /// `timeoutInSeconds`: all tries of one script together.
    pub timeout_s: u32,
    /// `preScriptNoOfRetries` and `postScriptNoOfRetries`.
    pub retries: u32,
    /// `continueBackupOnFailure`.
    pub continue_on_failure: bool,
    /// `fsFreezeEnabled`.
    pub freeze_enabled: bool,
}

impl Default for ScriptsDraft {
    fn default() -> Self {
        Self {
            config_readable: true,
            pre: ScriptDraft::default(),
            post: ScriptDraft::default(),
            timeout_s: crate::azure::guest::SCRIPT_TIMEOUT_S.value,
            retries: 0,
            continue_on_failure: true,
            freeze_enabled: true,
        }
    }
}

/// A script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ScriptDraft {
    /// What comes of running it.
    pub ends: ScriptEndDraft,
    /// How long one run takes, in seconds.
    pub takes_s: u32,
}

/// What comes of running a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScriptEndDraft {
    /// It succeeds.
    #[default]
    Succeeds,
    /// It fails, every time.
    Fails,
    /// It is not where the configuration says.
    Missing,
    /// It, or its file, is not root's alone.
    NotRootOnly,
}

/// Azure Disk Encryption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EncryptionDraft {
    /// The key vault, by name.
    pub key_vault: String,
    /// Which keys.
    pub keys: KeysDraft,
}

/// Which keys encrypt a machine's disks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KeysDraft {
    /// A BitLocker encryption key, kept as a secret.
    Bek,
    /// The same, wrapped by a key encryption key.
    BekAndKek,
}

/// A key vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyVaultDraft {
    /// Unique among key vaults.
    pub name: String,
    /// The backup service may read its keys and secrets.
    #[serde(default = "yes")]
    pub backup_service_may_read: bool,
}

/// A person who does something during the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OperatorDraft {
    /// Unique among operators.
    pub name: String,
    /// May read and write the keys of every key vault.
    #[serde(default)]
    pub may_use_keys: bool,
}

const fn yes() -> bool {
    true
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
