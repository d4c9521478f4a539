//! The world at one instant: what each machine is doing and what is held of it. State only; the
//! engine changes it, the ledger remembers it.

mod activity;
mod keeper;
pub mod writer;

pub use activity::Activity;
pub use keeper::{Keeper, clean_up_from};

use crate::rng::Draws;
use crate::scenario::Scenario;
use crate::scenario::draft::NetworkDraft;
use crate::scenario::policy::Reasons;
use crate::units::{Bytes, DiskId, IdVec, JobId, PointId, PolicyId, SimTime, VmId};
use writer::Writer;

/// Everything that changes during a run.
#[derive(Clone, Debug)]
pub struct World {
    /// The machines.
    pub vms: IdVec<VmId, VmState>,
    /// How each disk is written, and what operators did to it.
    pub writers: IdVec<DiskId, Writer>,
}

/// A machine.
#[derive(Clone, Debug)]
pub struct VmState {
    /// What its draws are keyed by.
    pub key: u64,
    /// Its first disk; its disks are numbered from here.
    pub disk_first: DiskId,
    /// How many disks it has.
    pub disk_count: u32,
    /// Whether the guest reaches Azure's storage.
    pub network: NetworkDraft,
    /// Whether and how it is protected.
    pub protection: Protection,
    /// Since when it has been protected without a break. A backup that was due before has been
    /// withdrawn.
    pub protected_since: SimTime,
    /// The job that prepares or snapshots it.
    pub snapshotting: Option<JobId>,
    /// The job that waits, transfers or commits, and what it took.
    pub transferring: Option<Transferring>,
    /// How much has been written since the run began, as far as it has been asked.
    pub activity: Activity,
    /// Its recovery points in the vault.
    pub in_vault: Keeper<PointId>,
    /// Its recovery points whose snapshots are there.
    pub snapshots: Keeper<PointId>,
    /// For which reasons the day's last backup was wanted, if it failed and no other took its place.
    pub missed: Reasons,
    /// The day (UTC) of its newest on-demand backup, and how many there were on it.
    pub on_demand: (u64, u32),
}

/// Whether and how a machine is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// It is not, and nothing is held of it.
    None,
    /// By this policy.
    Active(PolicyId),
    /// No longer, but its points are kept.
    Stopped(PolicyId),
    /// No longer; soft delete holds its points.
    Deleted {
        /// The policy that it had.
        policy: PolicyId,
        /// From when on they are held free of charge.
        free_from: SimTime,
        /// When they will be gone.
        purge: SimTime,
    },
}

impl Protection {
    /// The policy that it has or had.
    #[must_use]
    pub const fn policy(self) -> Option<PolicyId> {
        match self {
            Self::None => None,
            Self::Active(policy) | Self::Stopped(policy) | Self::Deleted { policy, .. } => {
                Some(policy)
            }
        }
    }
}

/// A job past its snapshot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transferring {
    /// Which.
    pub job: JobId,
    /// What was snapshotted.
    pub taken: Taken,
    /// The point, where it is there before its data.
    pub point: Option<PointId>,
    /// Disks whose transfer has not ended.
    pub disks_left: u32,
}

/// The moment of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// When.
    pub at: SimTime,
    /// The machine's activity up to then, in average days.
    pub activity_days: f64,
    /// Its protected-instance size then.
    pub protected: Bytes,
}

impl World {
    /// The world as the run begins: nothing is held yet.
    #[must_use]
    pub fn new(scenario: &Scenario, draws: Draws) -> Self {
        let vm_state = |vm: &crate::scenario::Vm| VmState {
            key: vm.key,
            disk_first: vm.disk_first,
            disk_count: vm.disk_count,
            network: vm.network,
            protection: vm.policy.map_or(Protection::None, Protection::Active),
            protected_since: SimTime::ZERO,
            snapshotting: None,
            transferring: None,
            activity: Activity::new(draws, vm.key),
            in_vault: Keeper::default(),
            snapshots: Keeper::default(),
            missed: Reasons::NONE,
            on_demand: (0, 0),
        };
        let mut writers = IdVec::default();
        for (id, vm) in scenario.vms().enumerate() {
            for (slot, (_, disk)) in scenario.disks_of(id).enumerate() {
                writers.push(Writer::new(disk, draws, vm.key, slot as u64));
            }
        }
        Self {
            vms: scenario.vms().iter().map(vm_state).collect(),
            writers,
        }
    }
    /// The writers of a machine's disks that are backed up.
    pub fn backed_up_writers_of(&self, vm: VmId) -> impl Iterator<Item = (DiskId, &Writer)> {
        let VmState {
            disk_first,
            disk_count,
            ..
        } = self.vms[vm];
        let disks = (disk_first.get()..disk_first.get() + disk_count).map(DiskId::new);
        disks
            .map(|disk| (disk, &self.writers[disk]))
            .filter(|(_, writer)| writer.backed_up)
    }
    /// Protected-instance size: what the disks of a machine hold, the temporary one aside (BIL-5).
    #[must_use]
    pub fn protected_size(&self, vm: VmId, at: SimTime) -> Bytes {
        self.backed_up_writers_of(vm)
            .map(|(_, writer)| writer.used(at))
            .sum()
    }
    /// What differs on a machine's disks between two moments: what the later one holds over the
    /// earlier.
    #[must_use]
    pub fn difference(&self, vm: VmId, earlier: Moment, later: Moment) -> Bytes {
        self.backed_up_writers_of(vm)
            .map(|(_, writer)| writer.difference(earlier, later))
            .sum()
    }
}

/// A moment of a machine: when, and its activity up to then in average days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// When.
    pub at: SimTime,
    /// The machine's activity up to then.
    pub activity_days: f64,
}
