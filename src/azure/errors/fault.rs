//! The closed list of what can go wrong: in a job, or when an operator asks for something. What is
//! known about each is in the tables beside this file.

/// Why the service failed a job or refused an operator. Each is the consequence of a state of the
/// simulated machine or service; nothing raises one by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Fault {
    // Refusals and limits that every generation has.
    /// The machine has as many recovery points as the profile allows.
    PointLimitReached,
    /// The machine had as many on-demand backups today as the profile allows.
    OnDemandLimitReached,
    /// The machine was restored as often in the last 24 hours as the profile allows.
    RestoreLimitReached,
    /// The vault or the policy has as many machines as it may.
    ProtectionQuotaExceeded,
    /// The machine is protected already.
    AlreadyProtected,
    /// The machine is not protected.
    NotProtected,
    /// The machine's protection is stopped.
    ProtectionStopped,
    /// The machine's protection is not stopped.
    NotStopped,
    /// The policy belongs to another vault than the machine's data.
    OtherVault,
    /// The new size is not larger than the disk.
    DiskNotGrown,
    /// With the new size the machine's disks would be larger than the profile allows together.
    DisksTooLarge,
    /// The disk is attached already.
    DiskAttached,
    /// The disk is not attached.
    DiskNotAttached,
    /// The machine exists already.
    MachineThere,
    /// The machine does not exist, or no longer.
    MachineMissing,
    /// The machine runs already.
    MachineRunning,
    /// The machine does not run, and only a running one can do that.
    MachineNotRunning,
    /// A backup runs, and the agent can't be replaced meanwhile.
    AgentInUse,
    /// No job of the machine runs.
    NothingToCancel,
    /// The machine has no such recovery point.
    NoPoint,
    /// None of the machine's snapshots is there.
    NoSnapshot,
    /// A lock keeps the machine's snapshots.
    SnapshotLocked,
    /// The operator has no right to the key vault.
    KeysNotPermitted,
    /// The machine's keys are not in the key vault.
    KeysLost,
    /// No recovery point of the machine holds its keys.
    KeysNotInPoint,
    /// The machine's disks are not encrypted.
    NotEncrypted,
    // The 2015 service.
    /// Discovery met an error of the service (ERR-1).
    DiscoveryInternalError,
    /// Another discovery runs (ERR-2).
    DiscoveryInProgress,
    /// No discovery has seen the machine yet.
    NotDiscovered,
    /// The machine is registered already.
    AlreadyRegistered,
    /// The machine is not registered.
    NotRegistered,
    /// The profile makes the first backup by schedule only.
    FirstBackupNotScheduled,
    /// The machine does not run, so nothing can be installed (ERR-3).
    RegisterNotRunning,
    /// The machine has more data disks than the profile allows (ERR-4).
    RegisterTooManyDisks,
    /// The machine's set-up is not supported, or the service failed (ERR-5).
    RegisterInternalError,
    /// The agent is missing or too old, so its certificate is not found (ERR-6).
    RegisterNoCertificate,
    /// The agent's operation timed out: the guest's system is not supported (ERR-7).
    RegisterInstallTimedOut,
    /// Another operation runs on the machine (ERR-8).
    RegisterOperationInProgress,
    /// Copying the disks took too long, with more disks than supported (ERR-9).
    CopyTimedOut,
    /// The snapshot took too long: the agent or the network (ERR-10).
    SnapshotTimedOut,
    /// Too much data for the number of disks, or the machine is gone (ERR-11).
    BackupInternalError,
    /// The extension can't be installed: no agent, or its flag is not set (ERR-12).
    ExtensionNotInstalled,
    /// Another backup or restore runs on the machine (ERR-13).
    OperationInProgress,
    /// The profile can't cancel a running job.
    CancelNotOffered,
    // Agent and extension.
    /// The agent is stopped or missing.
    AgentStatusUnavailable,
    /// The agent does not answer while the snapshot is taken.
    AgentSnapshotTaskStatus,
    /// The agent is older than the service takes.
    AgentVersionUnsupported,
    /// The agent's certificate is missing or has expired.
    AgentCertificateNotFound,
    /// The extension's runtime is missing in the guest.
    AgentPluginInstallFailed,
    /// The agent ran the command long after it was given.
    AgentCommandTooLate,
    /// Another extension of the machine has failed.
    ProvisioningStateFailed,
    /// The machine is between two states, or its agent is blocked.
    NotInDesirableState,
    /// The machine does not run and has no agent, so nothing can be installed.
    VmOffline,
    /// A file of the extension was removed.
    ExtensionOperationFailed,
    /// The agent does not answer, so managed disks can't be snapshotted.
    ExtensionOperationFailedManagedDisks,
    /// The machine was changed while its snapshot was taken.
    ExtensionOperationInProgress,
    /// The rights of the guest's key folder were changed.
    ExtensionConfigParsing,
    /// The provider's registration in the guest is out of date.
    ExtensionCommandExec,
    /// The extension is half deleted.
    ExtensionStuckInDeletion,
    /// The extension hangs on a Linux guest with many disks.
    ExtensionStatusMissing,
    /// The Linux extension's configuration is not plain text.
    ExtensionConfEncoding,
    /// A virus scanner stops the extension's program.
    RestorePointInternalError,
    /// The guest's installer service is off.
    VcRedistInstallFailed,
    /// COM+ does not run while the extension is installed.
    InstallComFailed,
    /// The transaction coordinator does not run while the extension is installed.
    InstallMsdtcFailed,
    /// The guest's desktop heap is used up.
    InstallComMemoryQuota,
    /// The guest's .NET is too old.
    DotNetUpgradeRequired,
    /// The guest does not reach the host's agent address.
    CrpReportedUserError,
    // Snapshots of the guest.
    /// The guest can't reach Azure's storage.
    SnapshotFailedNoNetwork,
    /// The guest reaches the storage of some disks only.
    SnapshotFailedRestrictedNetwork,
    /// The guest can't speak a TLS that storage takes.
    SnapshotFailedNoSecureNetwork,
    /// The guest had no way out when the extension was to be installed.
    InternetConnectivityIssue,
    /// A proxy delays the extension's calls.
    TimeoutDelayInNetwork,
    /// Network calls took too long during the snapshot.
    TimeoutNetworkUnresponsive,
    /// COM+ does not run while the snapshot is taken.
    SnapshotFailedCom,
    /// The guest has no memory left.
    OutOfMemory,
    /// VSS writers are not stable.
    VssWriterInBadState,
    /// The VSS service is not working.
    VssServiceInBadState,
    /// A drive is locked by BitLocker.
    SnapshotBitLocker,
    /// A file system can't be frozen.
    FsFreezeFailed,
    /// File systems took longer to freeze than the extension waits.
    FsFreezeTimeout,
    /// A mount can't be opened, left behind by a file recovery.
    UnableToOpenMount,
    /// The program that freezes is missing.
    FreezeBinaryNotFound,
    /// The pre-script failed, and the backup may not go on without it.
    PreScriptFailed,
    /// The post-script failed, and the backup may not go on without it.
    PostScriptFailed,
    /// The pre-script is not there, and the backup may not go on without it.
    PreScriptNotFound,
    /// The post-script is not there, and the backup may not go on without it.
    PostScriptNotFound,
    /// The pre-script is not root's alone, and the backup may not go on without it.
    PreScriptPermission,
    /// The post-script is not root's alone, and the backup may not go on without it.
    PostScriptPermission,
    /// The pre-script took longer than it may, and the backup may not go on without it.
    PreScriptTimeout,
    /// The post-script took longer than it may, and the backup may not go on without it.
    PostScriptTimeout,
    // Snapshots as the service sees them.
    /// A lock keeps expired snapshots, and there are as many as may be.
    PointCollectionLimit,
    /// The collection of snapshots was removed while a backup needed it.
    PointCollectionDeleted,
    /// A lock keeps snapshots that the new kind of policy has to replace.
    BackupOperationFailed,
    /// The compute service failed the snapshot.
    ComputeInternalError,
    /// The compute service did not finish the snapshot.
    PointCreationFailed,
    /// A disk has as many blob snapshots as it may.
    SnapshotLimitReached,
    /// Another product took a snapshot of the disk in the same minute.
    SnapshotRateExceeded,
    /// An Azure policy forbids the group that snapshots are kept in.
    DisallowedByPolicy,
    /// A lock on the machine forbids what a backup changes.
    MachineLocked,
    /// A lock on the storage account forbids what a backup changes.
    StorageAccountLocked,
    /// An earlier job of the same machine is still in its snapshot.
    BackupOperationInProgress,
    /// Another operation of the machine has not ended.
    ObjectLocked,
    /// The service has not yet made room; it heals by itself.
    AllocationPending,
    /// The machine was deleted, and its policy still runs.
    MachineNotFound,
    /// The machine was restarted or stopped while its snapshot was taken.
    CancelledOnReboot,
    /// An operator cancelled the job.
    JobCancelled,
    /// The service may not read the machine's keys.
    KeyVaultNotPermitted,
    /// The disks are encrypted in two ways at once.
    EncryptionInfoInvalid,
    // What the service does not back up.
    /// The machine has more data disks than the profile allows.
    UnsupportedDiskCount,
    /// A disk is larger than the profile allows.
    UnsupportedDiskSize,
    /// A disk needs another kind of policy.
    UnsupportedDiskConfiguration,
    /// A disk is of a kind that is not backed up.
    UnsupportedStorageType,
    /// A disk is shared with another machine.
    SharedDisk,
    /// A disk's writes are accelerated, which needs another kind of policy.
    WriteAcceleratedDisk,
    /// The subscription is on the old stack, which does not know Standard SSD.
    StandardSsdOldStack,
    /// The old stack needs room for a copy in the premium account.
    PremiumStorageQuota,
    /// The guest's system is not supported.
    UnsupportedDistribution,
    /// The disks of a Resource Manager machine are in a classic storage account.
    ClassicStorage,
    /// The machine and the vault are in different regions.
    LocationMismatch,
    /// The network of a classic machine can't be saved while it runs.
    InvalidNetworkV1,
    /// A machine of this name was a trusted launch before.
    SecurityTypeChanged,
    /// The machine's policy is Enhanced, the new one is not.
    EnhancedToStandard,
    // Transfer.
    /// The storage account does not deliver in time.
    CopyingTakesLong,
    /// The first backup took long.
    SlowFirstBackup,
    /// The job waited long for the service.
    SlowQueue,
    // Restore.
    /// The point never reached the vault, and its snapshot is gone.
    InstantPointNotFound,
    /// The machine has to be deallocated before its disks are replaced.
    NotShutDown,
    /// The machine's size is not available.
    SkuNotAvailable,
    /// The machine's image is no longer sold: its disks are restored, the machine is not.
    MarketplaceNotSupported,
    /// The disks of this machine can't be replaced.
    ReplaceNotSupported,
    /// The backup before the disks are replaced failed.
    ReplaceBackupFailed,
    /// The point leaves out disks, so they can't be replaced.
    ReplaceDisksExcluded,
    /// A machine of this name exists.
    NameTaken,
    /// Another restore of the machine runs.
    RestoreInProgress,
    /// The storage account of the restore is gone.
    RestoreAccountNotFound,
    /// A restored disk was removed while it was written.
    RestoreBlobNotFound,
    /// The storage account of the restore is closed by its firewall.
    RestoreAccountFirewalled,
    /// The subscription may not have more cores.
    CoreQuotaReached,
    /// The subscription may not have more cloud services.
    ServiceQuotaReached,
    /// The subscription has moved to another tenant.
    TenantMoved,
    /// The paired region has no room for the machine.
    SecondaryRegionFull,
    /// Disks can't be replaced from another subscription.
    CrossReplace,
    /// A machine with unmanaged disks can't go to another subscription.
    CrossUnmanaged,
    /// A restore can't go to another subscription in the paired region.
    CrossRegion,
    /// A snapshot can't be restored to another subscription.
    CrossSnapshot,
    /// The other subscription belongs to another tenant.
    CrossTenant,
    /// The other subscription is not registered for backup.
    CrossSubscriptionInvalid,
    /// An encrypted machine can't go to another subscription.
    CrossEncrypted,
    /// A trusted launch machine can't go to another subscription.
    CrossTrustedLaunch,
    /// An earlier mount of the recovery disks was not released.
    IscsiMountFailed,
    /// The restore was slow: it went to another storage account.
    SlowOtherAccount,
    /// The restore was slow: the machine has many disks.
    SlowManyDisks,
    /// Files of encrypted disks can't be restored singly.
    FilesEncrypted,
    // Jobs, vaults, soft delete.
    /// The job is past the phase in which it can be cancelled.
    CancelNotSupported,
    /// The job has not begun yet, so it can't be cancelled.
    CancelNotInProgress,
    /// The vault still holds machines or their data.
    VaultNotEmpty,
    /// The machine's data wait for their final deletion.
    DataDeleted,
    /// Soft delete holds nothing of the machine.
    NothingDeleted,
}

impl Fault {
    /// How many there are.
    pub const COUNT: usize = Self::NothingDeleted as usize + 1;
}
