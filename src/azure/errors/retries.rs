//! Which faults are the guest's, and which the service tries again by itself. What becomes of a try
//! is the engine's.

use super::Fault;

impl Fault {
    /// Whether a crash-consistent snapshot, which asks nothing of the guest, would succeed.
    #[must_use]
    pub const fn is_of_guest(self) -> bool {
        self.is_of_agent() || self.is_inside_guest()
    }
    /// Of the agent, of the extension, or of the way to them.
    const fn is_of_agent(self) -> bool {
        matches!(
            self,
            Self::AgentStatusUnavailable
                | Self::AgentSnapshotTaskStatus
                | Self::AgentVersionUnsupported
                | Self::AgentCertificateNotFound
                | Self::AgentPluginInstallFailed
                | Self::AgentCommandTooLate
                | Self::ProvisioningStateFailed
                | Self::NotInDesirableState
                | Self::VmOffline
                | Self::ExtensionOperationFailed
                | Self::ExtensionOperationFailedManagedDisks
                | Self::ExtensionConfigParsing
                | Self::ExtensionCommandExec
                | Self::ExtensionStuckInDeletion
                | Self::ExtensionStatusMissing
                | Self::ExtensionConfEncoding
                | Self::ExtensionNotInstalled
                | Self::RestorePointInternalError
                | Self::VcRedistInstallFailed
                | Self::InstallComFailed
                | Self::InstallMsdtcFailed
                | Self::InstallComMemoryQuota
                | Self::DotNetUpgradeRequired
                | Self::CrpReportedUserError
                | Self::SnapshotTimedOut
        )
    }
    /// Of what happens in the guest while it is snapshotted.
    const fn is_inside_guest(self) -> bool {
        matches!(
            self,
            Self::SnapshotFailedNoNetwork
                | Self::SnapshotFailedRestrictedNetwork
                | Self::SnapshotFailedNoSecureNetwork
                | Self::InternetConnectivityIssue
                | Self::TimeoutDelayInNetwork
                | Self::TimeoutNetworkUnresponsive
                | Self::SnapshotFailedCom
                | Self::OutOfMemory
                | Self::VssWriterInBadState
                | Self::VssServiceInBadState
                | Self::SnapshotBitLocker
                | Self::FsFreezeFailed
                | Self::FsFreezeTimeout
                | Self::UnableToOpenMount
                | Self::FreezeBinaryNotFound
                | Self::PreScriptFailed
                | Self::PostScriptFailed
                | Self::PreScriptNotFound
                | Self::PostScriptNotFound
                | Self::PreScriptPermission
                | Self::PostScriptPermission
                | Self::PreScriptTimeout
                | Self::PostScriptTimeout
                | Self::UnsupportedDistribution
        )
    }
    /// Whether the service takes the snapshot again by itself, whatever the policy.
    #[must_use]
    pub const fn service_retries(self) -> bool {
        matches!(
            self,
            Self::SnapshotRateExceeded
                | Self::SnapshotFailedRestrictedNetwork
                | Self::FsFreezeTimeout
                | Self::PreScriptFailed
                | Self::PostScriptFailed
                | Self::PreScriptNotFound
                | Self::PostScriptNotFound
                | Self::PreScriptPermission
                | Self::PostScriptPermission
                | Self::PreScriptTimeout
                | Self::PostScriptTimeout
                | Self::AgentCommandTooLate
        )
    }
}
