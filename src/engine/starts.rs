//! What keeps a backup from starting: what else is done to the machine, and what the service sees of
//! it from outside. Not the guest's answers, which are in `answers.rs`.

use super::Simulation;
use crate::azure::errors::{Fault, Operation};
use crate::azure::troubles::{At, Trouble};
use crate::scenario::draft::AgentStateDraft;
use crate::units::{JobId, VmId};

impl Simulation {
    /// What else is done to the machine and keeps a new job from starting. A restore does not, but
    /// the service for classic machines does one thing at a time.
    pub(super) fn busy_fault(&self, vm: VmId) -> Option<Fault> {
        let state = &self.world.vms[vm];
        if self.registers() {
            let is_backed_up = state.snapshotting.is_some() || state.transferring.is_some();
            return (is_backed_up || state.task.is_some()).then_some(Fault::OperationInProgress);
        }
        if state.snapshotting.is_some() {
            return Some(Fault::BackupOperationInProgress);
        }
        let hinders = |task| self.ledger.tasks()[task].operation != Operation::Restore;
        let is_hindered = state.task.is_some_and(hinders);
        is_hindered.then_some(Fault::ObjectLocked)
    }
    /// What the service sees from outside as an attempt begins.
    pub(super) fn begin_fault(&self, vm: VmId, job: JobId) -> Option<Fault> {
        let asks_guest = self.asks_guest(job);
        let fault = self
            .closed_fault(vm)
            .or_else(|| self.state_fault(vm, asks_guest))
            .or_else(|| self.configuration_fault(vm, self.policy_of(vm, job)))
            .or_else(|| self.special_start_fault(vm, asks_guest))?;
        Some(if self.registers() {
            in_classic(fault)
        } else {
            fault
        })
    }
    /// The machine is gone or locked.
    fn closed_fault(&self, vm: VmId) -> Option<Fault> {
        let state = &self.world.vms[vm];
        if !state.exists {
            return Some(Fault::MachineNotFound);
        }
        if state.locks.machine {
            return Some(Fault::MachineLocked);
        }
        let is_locked = state.locks.storage_account && state.attached.has_unmanaged;
        is_locked.then_some(Fault::StorageAccountLocked)
    }
    /// The machine is in no state to be backed up, or in trouble.
    fn state_fault(&self, vm: VmId, asks_guest: bool) -> Option<Fault> {
        let power = self.world.vms[vm].power;
        if asks_guest && !power.is_settled(self.now) {
            return Some(Fault::NotInDesirableState);
        }
        if asks_guest && power.is_running(self.now) {
            self.shows(vm, At::Begin)
        } else {
            self.shows_but_guest(vm, At::Begin)
        }
    }
    /// What matters together with other states only.
    fn special_start_fault(&self, vm: VmId, asks_guest: bool) -> Option<Fault> {
        let state = &self.world.vms[vm];
        let is_running = state.power.is_running(self.now);
        let has_no_agent = state.guest.agent.state == AgentStateDraft::Missing;
        if asks_guest && !is_running && has_no_agent && self.lacks_extension(vm) {
            return Some(Fault::VmOffline);
        }
        let is_classic = self.registers() && self.troubles_of(vm).has(Trouble::ClassicNetwork);
        if is_classic && is_running {
            return Some(Fault::InvalidNetworkV1);
        }
        self.keys_fault(vm)
    }
    /// Why the service can't read the keys of encrypted disks.
    pub(super) fn keys_fault(&self, vm: VmId) -> Option<Fault> {
        let keys = self.world.vms[vm].keys?;
        let are_readable = keys.are_there && self.world.key_access[keys.key_vault];
        (!are_readable).then_some(Fault::KeyVaultNotPermitted)
    }
    /// What shows where nothing is asked of the guest.
    pub(super) fn shows_but_guest(&self, vm: VmId, at: At) -> Option<Fault> {
        let troubles = self.troubles_of(vm);
        if troubles.is_empty() {
            return None;
        }
        let shown = troubles.iter().flat_map(|trouble| trouble.row().shows);
        let mut here = shown.filter(|(place, _)| *place == at);
        let (_, fault) = here.find(|(_, fault)| !fault.is_of_guest())?;
        Some(*fault)
    }
}

/// The service for classic machines tells little apart (ERR-11, ERR-12).
fn in_classic(fault: Fault) -> Fault {
    if fault == Fault::VmOffline {
        Fault::ExtensionNotInstalled
    } else if fault.is_classic() || fault == Fault::InvalidNetworkV1 {
        fault
    } else {
        Fault::BackupInternalError
    }
}
