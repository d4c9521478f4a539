//! What operators do during a run, as typed. Whether the service allows it is seen when it happens:
//! a refusal is a record of the run, not a problem of the scenario.

use super::NetworkDraft;
use super::setup::{AgentStateDraft, ScriptsDraft};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that an operator does at a moment of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("unevaluatedProperties" = false))]
pub struct ActionDraft {
    /// When, UTC: `2026-03-04T21:00:00Z`, from the run's first moment and before its end.
    pub at: String,
    /// The machine, by name; absent where the service itself or a vault is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vm: Option<String>,
    /// Tells machines of one name apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// Who, by the name of an operator; absent: somebody who may do anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What.
    #[serde(flatten)]
    pub what: ActionKindDraft,
}

/// What an operator can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ActionKindDraft {
    /// Protect a machine that is not.
    Protect {
        /// With this policy.
        policy: String,
    },
    /// Give a protected machine another policy of its vault.
    ChangePolicy {
        /// The new one.
        policy: String,
    },
    /// Back up at once.
    BackUpNow {
        /// Days for which the point is kept, whatever the policy; absent: what the portal proposes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keep_days: Option<u32>,
    },
    /// End the schedule.
    StopProtection {
        /// What becomes of the recovery points.
        data: StoppedDataDraft,
    },
    /// Protect a machine again whose data were kept.
    Resume {
        /// With this policy; absent: the one it had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<String>,
    },
    /// Take back a deletion that soft delete still holds; protection stays stopped.
    Undelete {},
    /// Open or close the guest's way to Azure's storage.
    ChangeNetwork {
        /// What it is from now on.
        network: NetworkDraft,
    },
    /// Write new data to a disk.
    FillDisk {
        /// The disk, by name.
        disk: String,
        /// How much, in GiB; the disk takes what fits.
        add_gib: f64,
    },
    /// Delete data from a disk; its file system gives the blocks back.
    DeleteData {
        /// The disk, by name.
        disk: String,
        /// How much, in GiB; at most what is there goes.
        gib: f64,
    },
    /// Make a disk larger.
    GrowDisk {
        /// The disk, by name.
        disk: String,
        /// Its new provisioned size in GiB.
        size_gib: u64,
    },
    /// Attach a disk to a machine.
    AddDisk {
        /// One of the machine's disks that is not attached, by name.
        disk: String,
    },
    /// Detach a disk from a machine.
    RemoveDisk {
        /// The disk, by name.
        disk: String,
    },
    /// Ask the subscription for its machines (classic). Takes no machine.
    Discover {},
    /// Attach the extension to a machine and associate it with the vault (classic).
    Register {},
    /// Cancel the machine's running job.
    Cancel {},
    /// Restore a machine, its disks or files.
    Restore(RestoreDraft),
    /// Start a machine.
    Start {},
    /// Shut a machine down from inside; its host is kept.
    Stop {},
    /// Shut a machine down and give its host back.
    Deallocate {},
    /// Restart a machine.
    Restart {},
    /// Create a machine that is created later, or create a deleted one anew.
    CreateVm {},
    /// Delete a machine with its disks; its protection goes on.
    DeleteVm {},
    /// Install the VM agent, or a newer one over it.
    InstallAgent {
        /// Its product version; absent: the newest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<String>,
    },
    /// Set or clear the machine's property that says that it has an agent.
    FlagAgent {
        /// Whether it says so.
        flagged: bool,
    },
    /// Break or mend the agent.
    ChangeAgent {
        /// How it does from now on.
        state: AgentStateDraft,
        /// Minutes after which it runs a command from now on.
        #[serde(default)]
        answers_after_min: u32,
    },
    /// Change how a VSS writer behaves.
    ChangeWriter {
        /// The writer, by name.
        writer: String,
        /// It answers VSS with an error.
        #[serde(default)]
        fails: bool,
        /// For how long it freezes its application, in seconds.
        #[serde(default)]
        freeze_s: u32,
    },
    /// Change for how long VSS holds back writes.
    ChangeWriteHold {
        /// Seconds.
        seconds: u32,
    },
    /// Change the registry's word on copy backups.
    ChangeVssBackup {
        /// Applications keep their logs.
        copy: bool,
    },
    /// Change how a Linux guest freezes.
    ChangeFreeze(FreezeChangeDraft),
    /// Give a Linux guest scripts, other ones, or none.
    ChangeScripts {
        /// The scripts; absent: none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scripts: Option<ScriptsDraft>,
    },
    /// Let the backup service read the machine's key vault, or not.
    ChangeKeyAccess {
        /// Whether it may.
        backup_service_may_read: bool,
    },
    /// Delete the machine's keys from its key vault.
    LoseKeys {},
    /// Restore the machine's keys from its newest recovery point to its key vault.
    RestoreKeys {},
    /// Read the machine's keys.
    ReadKeys {},
    /// Lock something.
    Lock {
        /// What.
        on: LockDraft,
    },
    /// Take a lock away.
    Unlock {
        /// From what.
        on: LockDraft,
    },
    /// Delete the machine's snapshots with the collection that holds them.
    DeleteSnapshots {},
    /// Delete a vault. Takes no machine.
    DeleteVault {
        /// The vault, by name.
        vault: String,
    },
    /// Something goes wrong: with the machine, or without one with the whole service.
    BeginTrouble {
        /// What, by name; `vaultlab errors` lists the names.
        trouble: String,
    },
    /// It is right again.
    EndTrouble {
        /// What, by name.
        trouble: String,
    },
}

/// A restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreDraft {
    /// What is made.
    pub how: RestoreKindDraft,
    /// Where.
    #[serde(default, skip_serializing_if = "super::setup::is_default")]
    pub to: RestoreTargetDraft,
    /// The storage account into which it is copied, by name, which others may be using; absent: one of
    /// its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The latest moment that may be restored, UTC; absent: the newest point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// From a point of this tier only; absent: from any, from its snapshot wherever it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<RestoreTierDraft>,
    /// The person waits until fewer restores than this run; who waits longest is first. Absent: it is
    /// asked for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_once: Option<u32>,
    /// The new machine has the name of one that exists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same_name: bool,
}

/// Where a restore comes from. The service takes the snapshot of a point that has one, so a point
/// that comes from the vault has none any more, unless the restore goes elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum RestoreTierDraft {
    /// The snapshot beside the disks.
    Snapshot,
    /// The vault.
    Vault,
}

/// What a restore makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum RestoreKindDraft {
    /// A new machine.
    Vm,
    /// Disks only.
    Disks,
    /// The disks of the machine itself, which has to be deallocated.
    ReplaceDisks,
    /// A mount, from which files are copied.
    Files,
}

/// Where a restore goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RestoreTargetDraft {
    /// The machine's own subscription and region.
    #[default]
    Same,
    /// Another subscription.
    OtherSubscription,
    /// The paired region.
    PairedRegion,
    /// Another subscription, in the paired region.
    OtherSubscriptionPairedRegion,
}

/// How a Linux guest freezes, from a moment on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FreezeChangeDraft {
    /// How long it takes, in seconds; absent: as before, like the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes_s: Option<u32>,
    /// How long the freeze may be held, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_max_s: Option<u32>,
    /// How long the extension waits for it, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_max_s: Option<u32>,
    /// Disks are snapshotted one after the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequential: Option<bool>,
}

/// What a lock is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LockDraft {
    /// The machine: nothing of it may be changed.
    Machine,
    /// The group in which its snapshots are kept: none may be deleted.
    Snapshots,
    /// The storage account of its unmanaged disks.
    StorageAccount,
}

/// What becomes of recovery points when protection stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StoppedDataDraft {
    /// All stay until they are deleted by hand, and go on being billed.
    Keep,
    /// They are deleted, or held for a while by soft delete.
    Delete,
}

/// What a vault does with deleted backup data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
// Braces without fields: without them, fields that do not exist would be passed over.
#[serde(tag = "state", rename_all = "kebab-case", deny_unknown_fields)]
pub enum SoftDeleteDraft {
    /// They are gone at once.
    Off {},
    /// They can be undeleted for 14 days, free of charge.
    Basic {},
    /// They can be undeleted for a number of days, of which the last 14 are free.
    Enhanced {
        /// How many.
        days: u32,
    },
}
