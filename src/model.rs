//! The world at one instant: what each machine is doing and what its vault holds of it. State only;
//! the engine changes it, the ledger remembers it.

mod activity;
mod keeper;
pub mod writer;

pub use activity::Activity;
pub use keeper::Keeper;

use crate::rng::Draws;
use crate::scenario::Scenario;
use crate::units::{Bytes, DiskId, IdVec, JobId, PointId, SimTime, VmId};
use std::collections::VecDeque;
use writer::Writer;

/// Everything that changes during a run.
#[derive(Clone, Debug)]
pub struct World {
    /// The machines.
    pub vms: IdVec<VmId, VmState>,
    /// How each disk is written; constant through a run.
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
    /// The job that prepares or snapshots it.
    pub snapshotting: Option<JobId>,
    /// The job that waits, transfers or commits, and what it took.
    pub transferring: Option<Transferring>,
    /// How much has been written since the run began, as far as it has been asked.
    pub activity: Activity,
    /// The snapshot behind the newest recovery point.
    pub newest: Option<Taken>,
    /// Its recovery points in the vault, oldest first.
    pub points: VecDeque<PointId>,
}

/// A job past its snapshot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transferring {
    /// Which.
    pub job: JobId,
    /// What was snapshotted.
    pub taken: Taken,
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
    /// The world as the run begins: nothing protected yet.
    #[must_use]
    pub fn new(scenario: &Scenario, draws: Draws) -> Self {
        let vm_state = |vm: &crate::scenario::Vm| VmState {
            key: vm.key,
            disk_first: vm.disk_first,
            disk_count: vm.disk_count,
            snapshotting: None,
            transferring: None,
            activity: Activity::new(draws, vm.key),
            newest: None,
            points: VecDeque::new(),
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
}
