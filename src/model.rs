//! The world at one instant: what each machine is doing and what its vault holds of it. State only;
//! the engine changes it, the ledger remembers it.

mod activity;
pub mod writer;

pub use activity::Activity;

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
}

impl World {
    /// The world as the run begins: nothing protected yet.
    #[must_use]
    pub fn new(scenario: &Scenario, draws: Draws) -> Self {
        let vm_state = |vm: &crate::scenario::Vm| VmState {
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
    /// What a disk holds at an instant: growth fills it until it is full.
    #[must_use]
    pub fn used(&self, scenario: &Scenario, disk: DiskId, at: SimTime) -> Bytes {
        self.writers[disk].used(&scenario.disks()[disk], at)
    }
    /// Protected-instance size: what the disks of a machine hold, the temporary one aside (BIL-5).
    #[must_use]
    pub fn protected_size(&self, scenario: &Scenario, vm: VmId, at: SimTime) -> Bytes {
        scenario
            .backed_up_disks_of(vm)
            .map(|(disk, _)| self.used(scenario, disk, at))
            .sum()
    }
}
