//! What is done to machines themselves: power, whether they exist, disks, locks, what goes wrong.
//! What changes inside a guest is in `guests.rs`. The backup service sees the consequences.

use super::{Event, Simulation};
use crate::azure::errors::Fault;
use crate::azure::timing;
use crate::azure::troubles::Trouble;
use crate::model::{Guest, Keys, Power};
use crate::rng::Purpose;
use crate::scenario::draft::{LockDraft, PowerDraft};
use crate::scenario::setup::Setup;
use crate::scenario::timeline::ActionKind;
use crate::units::{Bytes, DiskId, VmId};
use std::sync::Arc;

impl Simulation {
    /// Does something to a machine, or says why that can't be.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other half of a long list"
    )]
    pub(super) fn act_on_machine(&mut self, vm: VmId, what: &ActionKind) -> Result<(), Fault> {
        let state = &mut self.world.vms[vm];
        match *what {
            ActionKind::CreateVm => return self.create(vm),
            // What surrounds a machine outlives it.
            ActionKind::Lock(on) => state.locks = state.locks.with(on, true),
            ActionKind::Unlock(on) => {
                state.locks = state.locks.with(on, false);
                if on == LockDraft::Snapshots {
                    self.snapshots_unlocked(vm);
                }
            }
            ActionKind::BeginTrouble(trouble) => self.begin_trouble(Some(vm), trouble),
            ActionKind::EndTrouble(trouble) => self.end_trouble(Some(vm), trouble),
            ActionKind::ChangeKeyAccess(may_read) => {
                let keys = state.keys.ok_or(Fault::NotEncrypted)?;
                self.world.key_access[keys.key_vault] = may_read;
            }
            _ if !state.exists => return Err(Fault::MachineMissing),
            _ => return self.change(vm, what),
        }
        Ok(())
    }
    /// Something goes wrong, with a machine or the whole service.
    pub(super) fn begin_trouble(&mut self, vm: Option<VmId>, trouble: Trouble) {
        let troubles = self.troubles_mut(vm);
        *troubles = troubles.with(trouble);
        self.schedule_healing(vm, trouble);
    }
    /// It is right again.
    pub(super) fn end_trouble(&mut self, vm: Option<VmId>, trouble: Trouble) {
        let troubles = self.troubles_mut(vm);
        *troubles = troubles.without(trouble);
        self.world.healing.remove(&(vm, trouble));
    }
    /// A trouble ends by itself, unless it was ended before, perhaps to begin anew.
    pub(super) fn trouble_ends(&mut self, vm: Option<VmId>, trouble: Trouble) {
        if self.world.healing.get(&(vm, trouble)) == Some(&self.now) {
            self.end_trouble(vm, trouble);
        }
    }
    /// What is wrong as the run begins heals like what goes wrong later.
    pub(super) fn schedule_all_healing(&mut self) {
        for vm in self.scenario.vms().ids() {
            for trouble in self.world.vms[vm].troubles.iter() {
                self.schedule_healing(Some(vm), trouble);
            }
        }
        for trouble in self.world.troubles.iter() {
            self.schedule_healing(None, trouble);
        }
    }

    fn schedule_healing(&mut self, vm: Option<VmId>, trouble: Trouble) {
        if let Some(length) = trouble.row().heals_after {
            let at = self.now + length;
            self.world.healing.insert((vm, trouble), at);
            self.push(at, Event::TroubleEnds(vm, trouble));
        }
    }
    fn troubles_mut(&mut self, vm: Option<VmId>) -> &mut crate::scenario::setup::Troubles {
        match vm {
            Some(vm) => &mut self.world.vms[vm].troubles,
            None => &mut self.world.troubles,
        }
    }
    /// Does something to a machine that exists.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other half of a long list"
    )]
    fn change(&mut self, vm: VmId, what: &ActionKind) -> Result<(), Fault> {
        let runs = self.world.vms[vm].power.state == PowerDraft::Running;
        match *what {
            ActionKind::Start if runs => return Err(Fault::MachineRunning),
            ActionKind::Start => self.set_power(vm, PowerDraft::Running),
            ActionKind::Stop | ActionKind::Restart if !runs => {
                return Err(Fault::MachineNotRunning);
            }
            ActionKind::Stop => self.set_power(vm, PowerDraft::Stopped),
            ActionKind::Restart => self.set_power(vm, PowerDraft::Running),
            ActionKind::Deallocate => return self.deallocate(vm),
            ActionKind::DeleteVm => self.delete_machine(vm),
            ActionKind::ChangeNetwork(network) => self.world.vms[vm].network = network,
            ActionKind::FillDisk(disk, added) => return self.fill(vm, disk, added),
            ActionKind::DeleteData(disk, gone) => return self.delete_data(vm, disk, gone),
            ActionKind::GrowDisk(disk, size) => return self.grow(vm, disk, size),
            ActionKind::AddDisk(disk) => return self.add_disk(vm, disk),
            ActionKind::RemoveDisk(disk) => return self.remove_disk(vm, disk),
            _ => return self.act_inside(vm, what),
        }
        Ok(())
    }
    /// Sends a machine into another state of power, where it is a little later.
    fn set_power(&mut self, vm: VmId, power: PowerDraft) {
        let bounds = (timing::POWER_MIN, timing::POWER_MAX);
        let length = self.length(self.world.vms[vm].key, Purpose::Power, bounds);
        let state = &mut self.world.vms[vm];
        state.power = Power {
            state: power,
            settles: self.now + length,
        };
        state.restarted = Some(self.now);
    }
    /// Gives the host back; a machine that is shut down has it still.
    fn deallocate(&mut self, vm: VmId) -> Result<(), Fault> {
        match self.world.vms[vm].power.state {
            PowerDraft::Running | PowerDraft::Stopped => {
                self.set_power(vm, PowerDraft::Deallocated);
                Ok(())
            }
            PowerDraft::Deallocated => Err(Fault::MachineNotRunning),
        }
    }
    /// A machine comes to be as the scenario describes it, new to the service and with new disks.
    fn create(&mut self, vm: VmId) -> Result<(), Fault> {
        if self.world.vms[vm].exists {
            return Err(Fault::MachineThere);
        }
        let described = &self.scenario.vms()[vm];
        let ordinary = Setup::default();
        let setup = described.setup.as_deref().unwrap_or(&ordinary);
        let guest = Guest::new(setup);
        // Its disks are encrypted with keys of their own.
        let keys = setup.encryption.map(Keys::new);
        let network = described.network;
        self.write_up_to_now(vm);
        for (id, disk) in self.scenario.disks_of(vm) {
            self.world.writers[id].renew(self.now, disk);
        }
        let attached = self.world.attached(&self.scenario, vm, self.now);
        let now = self.now;
        let state = &mut self.world.vms[vm];
        state.exists = true;
        state.network = network;
        state.attached = attached;
        state.guest = Arc::new(guest);
        state.keys = keys;
        state.logs_since = now;
        self.set_power(vm, PowerDraft::Running);
        Ok(())
    }
    /// A machine is deleted with its disks; its protection and its points are the service's.
    fn delete_machine(&mut self, vm: VmId) {
        if let Some(newest) = self.world.vms[vm].snapshots.newest() {
            self.end_growth_now(vm, newest);
        }
        let attached: Vec<DiskId> = self.attached_disks(vm).map(|(id, _)| id).collect();
        self.write_up_to_now(vm);
        for disk in attached {
            self.change_disk(vm, disk, |writer, now| writer.attach(now, false));
        }
        let state = &mut self.world.vms[vm];
        state.exists = false;
        state.is_discovered = false;
        state.is_registered = false;
        state.extension_since = None;
        state.reshaped = Some(self.now);
        self.set_power(vm, PowerDraft::Deallocated);
    }
    fn fill(&mut self, vm: VmId, disk: DiskId, added: Bytes) -> Result<(), Fault> {
        self.write_up_to_now(vm);
        if !self.world.writers[disk].is_attached(self.now) {
            return Err(Fault::DiskNotAttached);
        }
        self.change_disk(vm, disk, |writer, now| writer.fill(now, added));
        Ok(())
    }
    fn delete_data(&mut self, vm: VmId, disk: DiskId, gone: Bytes) -> Result<(), Fault> {
        if !self.world.writers[disk].is_attached(self.now) {
            return Err(Fault::DiskNotAttached);
        }
        // What is gone from the disk stays in its snapshot.
        if let Some(newest) = self.world.vms[vm].snapshots.newest() {
            self.measure(newest);
        }
        self.write_up_to_now(vm);
        self.change_disk(vm, disk, |writer, now| writer.delete(now, gone));
        Ok(())
    }
    fn add_disk(&mut self, vm: VmId, disk: DiskId) -> Result<(), Fault> {
        if self.world.writers[disk].is_attached(self.now) {
            return Err(Fault::DiskAttached);
        }
        self.write_up_to_now(vm);
        self.change_disk(vm, disk, |writer, now| writer.attach(now, true));
        self.world.vms[vm].reshaped = Some(self.now);
        Ok(())
    }
    fn remove_disk(&mut self, vm: VmId, disk: DiskId) -> Result<(), Fault> {
        if !self.world.writers[disk].is_attached(self.now) {
            return Err(Fault::DiskNotAttached);
        }
        // What was overwritten on it up to now stays in the snapshot.
        if let Some(newest) = self.world.vms[vm].snapshots.newest() {
            self.measure(newest);
        }
        self.write_up_to_now(vm);
        self.change_disk(vm, disk, |writer, now| writer.attach(now, false));
        self.world.vms[vm].reshaped = Some(self.now);
        Ok(())
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
        self.write_up_to_now(vm);
        self.change_disk(vm, disk, |writer, now| writer.grow(now, size));
        Ok(())
    }
}
