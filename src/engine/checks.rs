//! What the service looks at before it takes a machine under a policy, and again as each backup
//! begins: its disks and what is particular about them. Not quotas, and not what shows later.

use super::Simulation;
use crate::azure::errors::Fault;
use crate::azure::rules::LifecycleStep;
use crate::azure::troubles::Trouble;
use crate::model::writer::Writer;
use crate::scenario::Disk;
use crate::scenario::draft::DiskKindDraft;
use crate::scenario::policy::PolicyKind;
use crate::units::{DiskId, PolicyId, SimTime, VmId};

impl Simulation {
    /// Whether machines are registered before they are protected, as classic ones were.
    pub(super) fn registers(&self) -> bool {
        self.scenario.profile().has_step(LifecycleStep::Register)
    }
    /// The disks of a machine that are attached now, the temporary one included.
    pub(super) fn attached_disks(&self, vm: VmId) -> impl Iterator<Item = (DiskId, &Disk)> {
        let disks = self.scenario.disks_of(vm);
        disks.filter(|(disk, _)| self.world.writers[*disk].is_attached(self.now))
    }
    /// Changes what is on a disk or how it is attached, from now on.
    pub(super) fn change_disk(
        &mut self,
        vm: VmId,
        disk: DiskId,
        change: impl FnOnce(&mut Writer, SimTime),
    ) {
        change(&mut self.world.writers[disk], self.now);
        self.world.vms[vm].attached = self.world.attached(&self.scenario, vm, self.now);
    }
    /// Whether a disk of this kind that would be backed up is attached.
    pub(super) fn has_disk_of(&self, vm: VmId, kind: DiskKindDraft) -> bool {
        let mut disks = self.attached_disks(vm);
        disks.any(|(_, disk)| disk.is_backed_up() && disk.kind == kind)
    }
    /// Why a machine as it is now can't be backed up under a policy, if it can't. With classic
    /// machines registration looks at the disks, and a backup finds out by itself.
    pub(super) fn configuration_fault(&self, vm: VmId, policy: PolicyId) -> Option<Fault> {
        if self.registers() {
            return None;
        }
        self.disks_fault(vm)
            .or_else(|| self.special_fault(vm, policy))
    }

    fn disks_fault(&self, vm: VmId) -> Option<Fault> {
        let profile = self.scenario.profile();
        let attached = self.world.vms[vm].attached;
        if attached.data > profile.data_disks_max.value {
            return Some(Fault::UnsupportedDiskCount);
        }
        if attached.largest > profile.disk_size_max.value {
            return Some(Fault::UnsupportedDiskSize);
        }
        // As in the scenario's check: all disks count, the temporary one too.
        (attached.all > profile.vm_disks_size_max.value).then_some(Fault::DisksTooLarge)
    }
    /// What only some policies, or only some subscriptions, can back up.
    fn special_fault(&self, vm: VmId, policy: PolicyId) -> Option<Fault> {
        let troubles = self.troubles_of(vm);
        if troubles.is_empty() {
            return None;
        }
        let is_old = troubles.has(Trouble::OldStack);
        if self.scenario.policies()[policy].kind == PolicyKind::Standard {
            if troubles.has(Trouble::UltraDisk) {
                return Some(Fault::UnsupportedDiskConfiguration);
            }
            if troubles.has(Trouble::WriteAccelerated) {
                return Some(Fault::WriteAcceleratedDisk);
            }
        }
        if is_old && self.has_disk_of(vm, DiskKindDraft::StandardSsd) {
            return Some(Fault::StandardSsdOldStack);
        }
        (is_old && troubles.has(Trouble::PremiumAccountFull)).then_some(Fault::PremiumStorageQuota)
    }
}
