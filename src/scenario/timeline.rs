//! What operators do during a run, valid: every name resolved, in the order of time. Whether the
//! service allows it is the engine's to say.

use super::draft::{
    AgentStateDraft, FreezeChangeDraft, LockDraft, NetworkDraft, RestoreKindDraft,
    RestoreTargetDraft, RestoreTierDraft, ScriptsDraft,
};
use crate::azure::troubles::Trouble;
use crate::units::{AccountId, Bytes, DiskId, PolicyId, SimDuration, SimTime, VaultId, VmId};

/// Something that an operator does.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// When.
    pub at: SimTime,
    /// To which machine; nothing where the service or a vault is meant.
    pub vm: Option<VmId>,
    /// Who, by the place among the scenario's operators; nothing is somebody who may do anything.
    pub by: Option<usize>,
    /// What.
    pub what: ActionKind,
}

/// What an operator can do.
#[derive(Clone, Debug, PartialEq)]
pub enum ActionKind {
    /// Protect the machine.
    Protect(PolicyId),
    /// Give it another policy.
    ChangePolicy(PolicyId),
    /// Back it up at once, and keep the point for this long.
    BackUpNow(SimDuration),
    /// End its schedule and keep its points.
    StopAndKeep,
    /// End its schedule and delete its points.
    StopAndDelete,
    /// Protect it again, with this policy or the one it had.
    Resume(Option<PolicyId>),
    /// Take back a deletion.
    Undelete,
    /// Open or close the guest's way to Azure's storage.
    ChangeNetwork(NetworkDraft),
    /// Write this much new data to a disk.
    FillDisk(DiskId, Bytes),
    /// Delete data from a disk.
    DeleteData(DiskId, Bytes),
    /// Give a disk this size.
    GrowDisk(DiskId, Bytes),
    /// Attach a disk.
    AddDisk(DiskId),
    /// Detach a disk.
    RemoveDisk(DiskId),
    /// Ask the subscription for its machines.
    Discover,
    /// Attach the extension and associate the machine with the vault.
    Register,
    /// Cancel the machine's running job.
    Cancel,
    /// Restore.
    Restore(RestoreOrder),
    /// Start the machine.
    Start,
    /// Shut it down, keeping its host.
    Stop,
    /// Shut it down and give its host back.
    Deallocate,
    /// Restart it.
    Restart,
    /// Create it.
    CreateVm,
    /// Delete it with its disks.
    DeleteVm,
    /// Install an agent of this version.
    InstallAgent([u32; 4]),
    /// Say whether it has an agent.
    FlagAgent(bool),
    /// Break or mend the agent: how it does, and after how long it answers.
    ChangeAgent(AgentStateDraft, SimDuration),
    /// Change how a VSS writer behaves.
    ChangeWriter {
        /// The writer, by its place.
        writer: usize,
        /// It answers with an error.
        fails: bool,
        /// Seconds for which it freezes.
        freeze_s: u32,
    },
    /// Change for how many seconds VSS holds back writes.
    ChangeWriteHold(u32),
    /// Say whether applications keep their logs.
    ChangeVssBackup(bool),
    /// Change how a Linux guest freezes.
    ChangeFreeze(FreezeChangeDraft),
    /// Give a Linux guest these scripts, or none.
    ChangeScripts(Option<ScriptsDraft>),
    /// Say whether the backup service may read the machine's key vault.
    ChangeKeyAccess(bool),
    /// Delete the machine's keys from its key vault.
    LoseKeys,
    /// Restore the machine's keys to its key vault.
    RestoreKeys,
    /// Read the machine's keys.
    ReadKeys,
    /// Lock something.
    Lock(LockDraft),
    /// Take a lock away.
    Unlock(LockDraft),
    /// Delete the machine's snapshots.
    DeleteSnapshots,
    /// Delete a vault.
    DeleteVault(VaultId),
    /// Something goes wrong, with the machine or the whole service.
    BeginTrouble(Trouble),
    /// It is right again.
    EndTrouble(Trouble),
}

/// What is to be restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestoreOrder {
    /// What is made.
    pub how: RestoreKindDraft,
    /// Where.
    pub to: RestoreTargetDraft,
    /// The storage account into which it is copied; nothing: one of its own.
    pub account: Option<AccountId>,
    /// The latest moment that may be restored; nothing: the newest point.
    pub until: Option<SimTime>,
    /// Of which tier the point has to be; nothing: of any.
    pub tier: Option<RestoreTierDraft>,
    /// It is asked for when fewer restores than this run; nothing: at once.
    pub at_once: Option<u32>,
    /// The new machine has the name of one that exists.
    pub same_name: bool,
}

impl ActionKind {
    /// Its name in a scenario.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Protect(_) => "protect",
            Self::ChangePolicy(_) => "change-policy",
            Self::BackUpNow(_) => "back-up-now",
            Self::StopAndKeep | Self::StopAndDelete => "stop-protection",
            Self::Resume(_) => "resume",
            Self::Undelete => "undelete",
            Self::ChangeNetwork(_) => "change-network",
            Self::FillDisk(..) => "fill-disk",
            Self::DeleteData(..) => "delete-data",
            Self::GrowDisk(..) => "grow-disk",
            Self::AddDisk(_) => "add-disk",
            Self::RemoveDisk(_) => "remove-disk",
            Self::Discover => "discover",
            Self::Register => "register",
            Self::Cancel => "cancel",
            Self::Restore(_) => "restore",
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Deallocate => "deallocate",
            Self::Restart => "restart",
            Self::CreateVm => "create-vm",
            Self::DeleteVm => "delete-vm",
            Self::InstallAgent(_) => "install-agent",
            Self::FlagAgent(_) => "flag-agent",
            Self::ChangeAgent(..) => "change-agent",
            Self::ChangeWriter { .. } => "change-writer",
            Self::ChangeWriteHold(_) => "change-write-hold",
            Self::ChangeVssBackup(_) => "change-vss-backup",
            Self::ChangeFreeze(_) => "change-freeze",
            Self::ChangeScripts(_) => "change-scripts",
            Self::ChangeKeyAccess(_) => "change-key-access",
            Self::LoseKeys => "lose-keys",
            Self::RestoreKeys => "restore-keys",
            Self::ReadKeys => "read-keys",
            Self::Lock(_) => "lock",
            Self::Unlock(_) => "unlock",
            Self::DeleteSnapshots => "delete-snapshots",
            Self::DeleteVault(_) => "delete-vault",
            Self::BeginTrouble(_) => "begin-trouble",
            Self::EndTrouble(_) => "end-trouble",
        }
    }
}
