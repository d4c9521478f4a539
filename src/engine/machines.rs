//! What is done to machines themselves: power, disks, agent, guest, locks, what goes wrong. The
//! backup service sees the consequences.

use super::Simulation;
use crate::azure::errors::Fault;
use crate::azure::troubles::Trouble;
use crate::scenario::draft::LockDraft;
use crate::scenario::timeline::ActionKind;
use crate::units::{Bytes, DiskId, VmId};

impl Simulation {
    /// Does something to a machine, or says why that can't be.
    pub(super) fn act_on_machine(&mut self, vm: VmId, what: &ActionKind) -> Result<(), Fault> {
        match *what {
            ActionKind::ChangeNetwork(network) => self.world.vms[vm].network = network,
            ActionKind::FillDisk(disk, added) => self.world.writers[disk].fill(self.now, added),
            ActionKind::GrowDisk(disk, size) => return self.grow(vm, disk, size),
            ActionKind::BeginTrouble(trouble) => self.begin_trouble(Some(vm), trouble),
            ActionKind::EndTrouble(trouble) => self.end_trouble(Some(vm), trouble),
            ActionKind::Lock(on) => {
                let state = &mut self.world.vms[vm];
                state.locks = state.locks.with(on, true);
            }
            ActionKind::Unlock(on) => {
                let state = &mut self.world.vms[vm];
                state.locks = state.locks.with(on, false);
                if on == LockDraft::Snapshots {
                    self.snapshots_unlocked(vm);
                }
            }
            _ => {}
        }
        Ok(())
    }
    /// Something goes wrong, with a machine or the whole service.
    pub(super) fn begin_trouble(&mut self, vm: Option<VmId>, trouble: Trouble) {
        let troubles = vm.map_or(&mut self.world.troubles, |vm| {
            &mut self.world.vms[vm].troubles
        });
        *troubles = troubles.with(trouble);
    }
    /// It is right again.
    pub(super) fn end_trouble(&mut self, vm: Option<VmId>, trouble: Trouble) {
        let troubles = vm.map_or(&mut self.world.troubles, |vm| {
            &mut self.world.vms[vm].troubles
        });
        *troubles = troubles.without(trouble);
    }

    fn grow(&mut self, vm: VmId, disk: DiskId, size: Bytes) -> Result<(), Fault> {
        if size <= self.world.writers[disk].size(self.now) {
            return Err(Fault::DiskNotGrown);
        }
        // As in the scenario's check: all disks count, the temporary one too.
        let others = self.scenario.disks_of(vm).filter(|(id, _)| *id != disk);
        let others = others.map(|(id, _)| self.world.writers[id].size(self.now));
        if others.sum::<Bytes>() + size > self.scenario.profile().vm_disks_size_max.value {
            return Err(Fault::DisksTooLarge);
        }
        self.world.writers[disk].grow(self.now, size);
        Ok(())
    }
}
