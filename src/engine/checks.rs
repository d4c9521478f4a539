//! What the service looks at before it takes a machine under a policy, and again as each backup
//! begins: its disks and what is particular about them. Not quotas, and not what shows later.

use super::Simulation;
use crate::azure::errors::Fault;
use crate::azure::rules::LifecycleStep;
use crate::azure::troubles::Trouble;
use crate::scenario::Disk;
use crate::scenario::draft::{DiskKindDraft, DiskRoleDraft};
use crate::scenario::policy::PolicyKind;
use crate::units::{Bytes, DiskId, PolicyId, VmId};

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
    /// How many data disks are attached; those that the policy leaves out do not count.
    pub(super) fn data_disks(&self, vm: VmId) -> usize {
        let disks = self.attached_disks(vm);
        let data = disks.filter(|(_, disk)| disk.role == DiskRoleDraft::Data);
        data.count()
    }
    /// Whether a backup leaves out a disk that the machine has.
    pub(super) fn leaves_out(&self, vm: VmId) -> bool {
        let mut disks = self.attached_disks(vm);
        disks.any(|(_, disk)| disk.role == DiskRoleDraft::Excluded)
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
        let (mut data_disks, mut largest, mut all) = (0, Bytes::ZERO, Bytes::ZERO);
        for (id, disk) in self.attached_disks(vm) {
            let size = self.world.writers[id].size(self.now);
            data_disks += usize::from(disk.role == DiskRoleDraft::Data);
            // As in the scenario's check: all disks count, the temporary one too.
            all = all + size;
            if disk.is_backed_up() {
                largest = largest.max(size);
            }
        }
        if data_disks > profile.data_disks_max.value {
            return Some(Fault::UnsupportedDiskCount);
        }
        if largest > profile.disk_size_max.value {
            return Some(Fault::UnsupportedDiskSize);
        }
        (all > profile.vm_disks_size_max.value).then_some(Fault::DisksTooLarge)
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
