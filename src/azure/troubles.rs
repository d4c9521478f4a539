//! Troubles: states of a simulated machine or of the service around it that are there or not, and
//! where each shows. States with more to them (power, agent, network, writers, scripts, locks, keys)
//! are the model's; what they lead to is the engine's.

mod around;
mod guest;

use super::errors::Fault;
use crate::units::SimDuration;

/// Something that is wrong, or special, with a machine or the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Trouble {
    /// The runtime that the extension needs (.NET, Python) is missing.
    RuntimeMissing,
    /// The agent's certificate is missing or has expired.
    AgentCertificateMissing,
    /// A rule of application control blocks the extension's program.
    ApplicationControl,
    /// Another extension of the machine is in a failed state.
    OtherExtensionFailed,
    /// SELinux keeps the agent from its files.
    SelinuxBlocksAgent,
    /// A virus scanner has removed the extension's manifest.
    ManifestRemoved,
    /// A virus scanner stops the extension's program.
    AntivirusStopsExtension,
    /// The VSS service does not work.
    VssServiceBroken,
    /// VSS writers stay in a failed state: too little memory, disk space or speed.
    VssWritersUnstable,
    /// COM+ does not run.
    ComPlusStopped,
    /// The transaction coordinator does not run.
    MsdtcStopped,
    /// The desktop heap is used up.
    DesktopHeapExhausted,
    /// The guest has no memory left.
    MemoryExhausted,
    /// The rights of the machine key folder were changed.
    MachineKeysRights,
    /// The registration of the snapshot provider is out of date.
    ProviderStale,
    /// The extension is half deleted.
    ExtensionHalfDeleted,
    /// A drive is locked by BitLocker.
    BitLockerLocked,
    /// The guest may not use strong cryptography for its calls.
    TlsTooOld,
    /// The guest's installer service is off.
    InstallerServiceOff,
    /// The guest's .NET is too old.
    DotNetTooOld,
    /// A file system is unclean or mounted twice.
    MountUnclean,
    /// Recovery disks of a file recovery are still mounted.
    RecoveryMountLeft,
    /// The program that freezes file systems is missing.
    FreezeProgramMissing,
    /// The extension's configuration is saved in a wrong encoding.
    ConfEncoding,
    /// Snapshots of more than four disks at once make the extension hang.
    GuestSnapshotsStick,
    /// Disks are encrypted partly with an application's identity, partly without.
    MixedEncryption,
    /// A disk is shared with another machine.
    SharedDisk,
    /// A disk's writes are accelerated.
    WriteAccelerated,
    /// A disk is an Ultra disk.
    UltraDisk,
    /// A disk is of a kind of storage that is not backed up.
    UnsupportedStorage,
    /// The guest's operating system is not supported.
    OsUnsupported,
    /// The machine's disks are in a classic storage account.
    ClassicStorage,
    /// The machine's network is a classic one that can't be saved while it runs.
    ClassicNetwork,
    /// A trusted launch machine was replaced by one of the same name that is not.
    SecurityTypeChanged,
    /// The machine is a trusted launch machine.
    TrustedLaunch,
    /// The machine has several network cards.
    SeveralNics,
    /// The machine is behind a load balancer.
    LoadBalancer,
    /// Another product snapshots the disks in the same minute.
    OtherProductSnapshots,
    /// Blob snapshots of others have piled up on a disk.
    ForeignSnapshotsPileUp,
    /// The compute service fails snapshots.
    ComputeFails,
    /// The compute service does not finish its restore points.
    ComputeDoesNotFinish,
    /// The service has not yet made room for the machine.
    AllocationPending,
    /// An Azure policy forbids the group that snapshots are kept in.
    PolicyDeniesGroup,
    /// The subscription is on the backup stack of before instant restore.
    OldStack,
    /// Less than half of the premium storage account is free.
    PremiumAccountFull,
    /// Discovery fails inside the service.
    DiscoveryFails,
    /// Registration fails inside the service.
    RegistrationFails,
    /// The storage account answers with faults or too few requests a second.
    StorageFaults,
    /// The machine's size is not offered where it is restored.
    SizeUnavailable,
    /// The machine's marketplace image is no longer sold.
    ImageWithdrawn,
    /// The storage account of the restore was deleted.
    RestoreAccountGone,
    /// Somebody removes the restored disk while it is written.
    RestoreBlobRemoved,
    /// The storage account of the restore is closed by its firewall.
    RestoreAccountFirewalled,
    /// The subscription's cores are all in use.
    CoreQuotaFull,
    /// The subscription's cloud services are all in use.
    CloudServiceQuotaFull,
    /// The subscription has moved to another tenant.
    SubscriptionMoved,
    /// The paired region has no room for this size.
    PairedRegionFull,
    /// The other subscription belongs to another tenant.
    TargetOtherTenant,
    /// The other subscription is not registered for backup.
    TargetNotRegistered,
    /// The recovery disks of an earlier mount were not released.
    RecoveryDisksStuck,
    /// Restores go to another storage account than the machine's.
    RestoreAccountElsewhere,
}

/// Whose trouble it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The guest's operating system or what runs in it.
    Guest,
    /// The machine and its disks, seen from outside.
    Machine,
    /// Azure itself.
    Service,
    /// Where a restore goes.
    Target,
}

/// Which guests can have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Any.
    Any,
    /// Windows.
    Windows,
    /// Linux.
    Linux,
}

/// Where a trouble shows: a point in the life of a machine at which the engine looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// As a discovery ends.
    Discover,
    /// As a registration ends.
    Register,
    /// As a machine is given a policy.
    Protect,
    /// As a backup's job begins.
    Begin,
    /// As the extension has been installed.
    Install,
    /// As the extension has been called.
    Call,
    /// As a snapshot that needs the guest ends.
    Snapshot,
    /// As the transfer goes on.
    Transfer,
    /// As a restore is asked for.
    Ask,
    /// As a restore copies.
    Copy,
    /// As a restore makes a machine.
    Create,
    /// As a recovery point is mounted.
    Mount,
}

/// What is known about a trouble.
#[derive(Clone, Copy, Debug)]
pub struct TroubleRow {
    /// Which.
    pub trouble: Trouble,
    /// Its name in a scenario.
    pub name: &'static str,
    /// Whose it is.
    pub owner: Owner,
    /// Which guests can have it.
    pub family: Family,
    /// The state, as a sentence.
    pub state: &'static str,
    /// How to end it, as a sentence.
    pub cure: &'static str,
    /// Where it shows, and as what. Where nothing is listed, it matters together with other states
    /// only, and the engine says how.
    pub shows: &'static [(At, Fault)],
    /// After how long it ends by itself, if it does.
    pub heals_after: Option<SimDuration>,
}

/// Every trouble, in the order of the enum.
pub fn troubles() -> impl Iterator<Item = &'static TroubleRow> {
    guest::GUEST.iter().chain(&around::AROUND)
}

impl Trouble {
    /// How many there are.
    pub const COUNT: usize = Self::RestoreAccountElsewhere as usize + 1;

    /// The trouble's row.
    #[must_use]
    pub const fn row(self) -> &'static TroubleRow {
        match (self as usize).checked_sub(guest::GUEST.len()) {
            None => &guest::GUEST[self as usize],
            Some(index) => &around::AROUND[index],
        }
    }
    /// The trouble of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let row = troubles().find(|row| row.name == name);
        row.map(|row| row.trouble)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_finds_its_own_row() {
        assert_eq!(troubles().count(), Trouble::COUNT);
        for row in troubles() {
            assert_eq!(row.trouble.row().trouble, row.trouble);
            assert_eq!(Trouble::named(row.name), Some(row.trouble));
        }
    }
}
