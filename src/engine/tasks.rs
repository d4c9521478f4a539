//! Jobs that are not backups: discovery, registration, configuring protection; cancelling; deleting
//! a vault. Restores are in `restores.rs`.

use super::{Event, Simulation};
use crate::azure::errors::{Fault, Operation};
use crate::azure::fact::Fact;
use crate::azure::troubles::At;
use crate::azure::{guest, timing};
use crate::ledger::{JobOutcome, Phase, Task, TaskOutcome};
use crate::model::{Protection, VmState};
use crate::rng::Purpose;
use crate::scenario::draft::{AgentStateDraft, DiskKindDraft, NetworkDraft, OsDraft};
use crate::units::{PolicyId, SimDuration, SimTime, TaskId, VaultId, VmId};

/// What the draws of the service's own tasks are keyed by.
const SERVICE_KEY: u64 = 0;

impl Simulation {
    /// Asks the subscription for its machines (LIF-2); one discovery at a time (ERR-2).
    pub(super) fn discover(&mut self) -> Result<(), Fault> {
        if self.world.discovery.is_some() {
            return Err(Fault::DiscoveryInProgress);
        }
        let bounds = (timing::DISCOVER_MIN, timing::DISCOVER_MAX);
        let length = self.length(SERVICE_KEY, Purpose::Discover, bounds);
        let task = self.begin_task(Operation::Discover, None);
        self.world.discovery = Some(task);
        self.push(self.now + length, Event::TaskEnds(task));
        Ok(())
    }
    /// Attaches the extension to a machine and associates it with the service (LIF-3), once a
    /// machine; again only where the extension is gone.
    pub(super) fn register(&mut self, vm: VmId) -> Result<(), Fault> {
        let state = &self.world.vms[vm];
        if !state.exists {
            return Err(Fault::MachineMissing);
        }
        if !state.is_discovered {
            return Err(Fault::NotDiscovered);
        }
        if state.is_registered && state.extension_since.is_some() {
            return Err(Fault::AlreadyRegistered);
        }
        if is_busy(state) {
            return Err(Fault::RegisterOperationInProgress);
        }
        if !self.scenario.vms()[vm].is_in_region() {
            return Err(Fault::LocationMismatch);
        }
        let bounds = (timing::REGISTER_MIN, timing::REGISTER_MAX);
        let length = self.length(state.key, Purpose::Register, bounds);
        let task = self.begin_task(Operation::Register, Some(vm));
        self.push(self.now + length, Event::TaskEnds(task));
        Ok(())
    }
    /// Gives a machine a policy: at once, or for a registered machine after a short task (LIF-5).
    pub(super) fn protect(&mut self, vm: VmId, policy: PolicyId) -> Result<(), Fault> {
        match self.world.vms[vm].protection {
            Protection::None => {}
            Protection::Active(_) => return Err(Fault::AlreadyProtected),
            Protection::Stopped(_) => return Err(Fault::ProtectionStopped),
            Protection::Deleted { .. } => return Err(Fault::DataDeleted),
        }
        self.may_protect(vm, policy)?;
        let registers = self.registers();
        if registers && self.world.vms[vm].task.is_some() {
            return Err(Fault::OperationInProgress);
        }
        if registers {
            let bounds = (timing::CONFIGURE_MIN, timing::CONFIGURE_MAX);
            let key = self.world.vms[vm].key;
            let length = self.length(key, Purpose::ConfigureProtection, bounds);
            let task = self.begin_task(Operation::ConfigureProtection, Some(vm));
            let event = Event::ProtectionConfigured(task, policy);
            self.push(self.now + length, event);
        } else {
            self.ledger.add_task(Task {
                ended: self.now,
                outcome: TaskOutcome::Completed,
                ..self.new_task(Operation::ConfigureProtection, Some(vm))
            });
            self.join(vm, policy);
        }
        Ok(())
    }
    /// A discovery or a registration ends.
    pub(super) fn task_ends(&mut self, task: TaskId) {
        let Task { operation, vm, .. } = self.ledger.tasks()[task];
        let fault = match (operation, vm) {
            (Operation::Discover, _) => self.discovered(),
            (Operation::Register, Some(vm)) => self.registered(vm),
            _ => unreachable!("only these two end so"),
        };
        self.end_task(task, fault);
    }
    /// A registered machine has its policy, unless that has become impossible since.
    pub(super) fn protection_configured(&mut self, task: TaskId, policy: PolicyId) {
        let vm = self.ledger.tasks()[task].vm;
        let vm = vm.expect("a machine is given a policy");
        let fault = self.may_protect(vm, policy).err();
        if fault.is_none() {
            self.join(vm, policy);
        }
        self.end_task(task, fault);
    }
    /// Cancels the running job of a machine: a backup until its snapshot is there, or a restore.
    pub(super) fn cancel(&mut self, vm: VmId) -> Result<(), Fault> {
        let state = &self.world.vms[vm];
        let (snapshotting, task) = (state.snapshotting, state.task);
        let is_transferring = state.transferring.is_some();
        let is_waiting = self.has_waiting_backup(vm);
        if self.registers() {
            let runs = snapshotting.is_some() || task.is_some() || is_transferring || is_waiting;
            return Err(if runs {
                Fault::CancelNotOffered
            } else {
                Fault::NothingToCancel
            });
        }
        match (snapshotting, task) {
            (Some(job), _) => {
                self.cancel_backup(job);
                Ok(())
            }
            (None, Some(task)) => self.cancel_restore(task),
            (None, None) if self.forget_turns(vm) => Ok(()),
            (None, None) if is_transferring => Err(Fault::CancelNotSupported),
            (None, None) if is_waiting => Err(Fault::CancelNotInProgress),
            (None, None) => Err(Fault::NothingToCancel),
        }
    }
    /// Deletes a vault, if nothing is in it. One that is gone can be deleted again, as always in
    /// Azure's resource manager.
    pub(super) fn delete_vault(&mut self, vault: VaultId) -> Result<(), Fault> {
        let mut policies = self
            .world
            .vms
            .iter()
            .filter_map(|vm| vm.protection.policy());
        if policies.any(|policy| self.scenario.vault_of(policy) == vault) {
            return Err(Fault::VaultNotEmpty);
        }
        self.world.deleted_vaults.insert(vault);
        Ok(())
    }
    /// How long something takes that a machine or the service does now.
    pub(super) fn length(
        &self,
        key: u64,
        purpose: Purpose,
        (min, max): (Fact<SimDuration>, Fact<SimDuration>),
    ) -> SimDuration {
        let secs = self.now.since(SimTime::ZERO).whole_secs();
        let mut draw = self.draws.at(key, secs, purpose);
        draw.between(min.value, max.value)
    }

    const fn new_task(&self, operation: Operation, vm: Option<VmId>) -> Task {
        Task {
            operation,
            vm,
            began: self.now,
            ended: SimTime::MAX,
            outcome: TaskOutcome::Running,
            restore: None,
        }
    }
    fn begin_task(&mut self, operation: Operation, vm: Option<VmId>) -> TaskId {
        let task = self.new_task(operation, vm);
        let task = self.ledger.add_task(task);
        if let Some(vm) = vm {
            self.world.vms[vm].task = Some(task);
        }
        task
    }
    fn end_task(&mut self, task: TaskId, fault: Option<Fault>) {
        let record = self.ledger.task_mut(task);
        record.ended = self.now;
        record.outcome = fault.map_or(TaskOutcome::Completed, TaskOutcome::Failed);
        if let Some(vm) = record.vm {
            self.world.vms[vm].task = None;
        }
    }
    /// Whether a machine of which nothing is held can be given a policy now.
    fn may_protect(&self, vm: VmId, policy: PolicyId) -> Result<(), Fault> {
        let state = &self.world.vms[vm];
        if !state.exists {
            return Err(Fault::MachineMissing);
        }
        let vault = self.scenario.vault_of(policy);
        if self.world.deleted_vaults.contains(&vault) {
            // The nearest that is published: the policy is of no vault that could take the machine.
            return Err(Fault::OtherVault);
        }
        if !self.scenario.vms()[vm].is_in_region() {
            return Err(Fault::LocationMismatch);
        }
        if self.registers() && !state.is_registered {
            return Err(Fault::NotRegistered);
        }
        let fault = self.configuration_fault(vm, policy);
        let fault = fault.or_else(|| self.shows(vm, At::Protect));
        fault.map_or(Ok(()), Err)?;
        self.has_room(policy, None)
    }
    /// Every machine that exists now has been seen, unless the service failed (ERR-1).
    fn discovered(&mut self) -> Option<Fault> {
        self.world.discovery = None;
        let fault = self.shows_in_service(At::Discover);
        if fault.is_none() {
            for vm in self.scenario.vms().ids() {
                let state = &mut self.world.vms[vm];
                state.is_discovered |= state.exists;
            }
        }
        fault
    }
    /// The machine is registered, unless something keeps the extension out.
    fn registered(&mut self, vm: VmId) -> Option<Fault> {
        let fault = self.registration_fault(vm);
        if fault.is_none() {
            let state = &mut self.world.vms[vm];
            state.is_registered = true;
            state.extension_since = Some(self.now);
        }
        fault
    }
    /// The first thing that keeps a registration from success, in the order in which the service
    /// comes to it: the machine from outside, its agent, the way out of it.
    fn registration_fault(&self, vm: VmId) -> Option<Fault> {
        let state = &self.world.vms[vm];
        if !state.exists {
            return Some(Fault::MachineMissing);
        }
        if !state.is_discovered {
            // Deleted and created anew meanwhile.
            return Some(Fault::NotDiscovered);
        }
        if !state.power.is_running(self.now) {
            return Some(Fault::RegisterNotRunning);
        }
        if self.world.vms[vm].attached.data > self.scenario.profile().data_disks_max.value {
            return Some(Fault::RegisterTooManyDisks);
        }
        if self.has_disk_of(vm, DiskKindDraft::PremiumSsd) {
            return Some(Fault::RegisterInternalError);
        }
        let of_troubles = self.shows(vm, At::Register);
        of_troubles
            .or_else(|| agent_fault(state, self.scenario.vms()[vm].os))
            .or_else(|| network_fault(state.network))
    }
    /// Whether a backup of the machine is due that the service has not started yet.
    fn has_waiting_backup(&self, vm: VmId) -> bool {
        let delay_max = self.scenario.calibration().start_delay_max;
        let newest = self.ledger.jobs().iter().rev();
        let mut recent = newest.take_while(|job| job.due + delay_max >= self.now);
        recent.any(|job| {
            let is_running = job.outcome == JobOutcome::Running;
            job.vm == vm && is_running && job.phase_end(Phase::Start).is_none()
        })
    }
}

/// Whether something runs on a machine that a registration would disturb.
const fn is_busy(state: &VmState) -> bool {
    state.task.is_some() || state.snapshotting.is_some() || state.transferring.is_some()
}

/// What the agent makes of a registration.
fn agent_fault(state: &VmState, os: OsDraft) -> Option<Fault> {
    let agent = &state.guest.agent;
    let oldest = match os {
        OsDraft::Windows => guest::AGENT_VERSION_MIN.value,
        OsDraft::Linux => guest::LINUX_AGENT_VERSION_MIN.value,
    };
    match agent.state {
        AgentStateDraft::Missing => Some(Fault::RegisterNoCertificate),
        _ if agent.version < oldest => Some(Fault::RegisterNoCertificate),
        AgentStateDraft::Ready => None,
        AgentStateDraft::Stopped | AgentStateDraft::Hung => Some(Fault::RegisterInstallTimedOut),
    }
}

/// Without a way out the extension is not installed (NET-1). The published list of registration
/// errors has none for it; this is the one that a backup has for the same state.
const fn network_fault(network: NetworkDraft) -> Option<Fault> {
    match network {
        NetworkDraft::NoOutbound | NetworkDraft::NoDns | NetworkDraft::NoRoutes => {
            Some(Fault::ExtensionNotInstalled)
        }
        NetworkDraft::Open
        | NetworkDraft::SomeStorage
        | NetworkDraft::SlowProxy
        | NetworkDraft::Unresponsive
        | NetworkDraft::NoHostAgent => None,
    }
}
