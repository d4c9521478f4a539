//! What a guest answers while it is backed up: whether the extension can be installed and called, and
//! whether a snapshot comes of it. A machine that does not run answers nothing, and nothing is asked.

use super::Simulation;
use crate::azure::consistency::Quiesced;
use crate::azure::errors::Fault;
use crate::azure::guest;
use crate::azure::timing::INSTANT_POINTS_MAX;
use crate::azure::troubles::{At, Trouble};
use crate::ledger::{SnapshotHeld, SnapshotTier};
use crate::model::Attempt;
use crate::scenario::draft::{AgentStateDraft, NetworkDraft, OsDraft};
use crate::scenario::policy::PolicyKind;
use crate::units::{JobId, PointId, SimTime, VmId};

impl Simulation {
    /// Whether the machine has yet to be given the extension.
    pub(super) fn lacks_extension(&self, vm: VmId) -> bool {
        self.world.vms[vm].extension_since.is_none()
    }
    /// Why the extension can't be installed or called, if it can't. Installs it where it lacks
    /// (PRO-1, LIF-12).
    pub(super) fn call(&mut self, vm: VmId) -> Result<(), Fault> {
        if !self.world.vms[vm].exists {
            return Err(self.told(Fault::MachineNotFound, Fault::BackupInternalError));
        }
        let power = self.world.vms[vm].power;
        if !power.is_settled(self.now) {
            return Err(self.told(Fault::NotInDesirableState, Fault::SnapshotTimedOut));
        }
        if !power.is_running(self.now) {
            return Ok(());
        }
        if let Some(fault) = self.agent_fault(vm) {
            return Err(self.told(fault, Fault::ExtensionNotInstalled));
        }
        let network = self.world.vms[vm].network;
        if network == NetworkDraft::NoHostAgent {
            return Err(self.told(Fault::CrpReportedUserError, Fault::SnapshotTimedOut));
        }
        if self.lacks_extension(vm) {
            self.install(vm, network)?;
        }
        if let Some(fault) = self.shows(vm, At::Call) {
            return Err(fault);
        }
        if self.world.vms[vm].guest.agent.answers_after > guest::COMMAND_LATE_AFTER.value {
            return Err(self.told(Fault::AgentCommandTooLate, Fault::SnapshotTimedOut));
        }
        Ok(())
    }
    /// Puts the extension into the guest; of a classic machine only its registration does.
    fn install(&mut self, vm: VmId, network: NetworkDraft) -> Result<(), Fault> {
        if self.registers() {
            return Err(Fault::ExtensionNotInstalled);
        }
        if is_closed(network) {
            return Err(Fault::InternetConnectivityIssue);
        }
        if let Some(fault) = self.shows(vm, At::Install) {
            return Err(fault);
        }
        self.world.vms[vm].extension_since = Some(self.now);
        Ok(())
    }
    /// Why the agent can't take a command. Only the service for classic machines reads the machine's
    /// property that says that it has one.
    fn agent_fault(&self, vm: VmId) -> Option<Fault> {
        let agent = &self.world.vms[vm].guest.agent;
        let is_there = match agent.state {
            AgentStateDraft::Ready | AgentStateDraft::Hung => true,
            AgentStateDraft::Stopped | AgentStateDraft::Missing => false,
        };
        if !is_there || self.registers() && !agent.flagged {
            return Some(Fault::AgentStatusUnavailable);
        }
        let oldest = match self.scenario.vms()[vm].os {
            OsDraft::Windows => guest::AGENT_VERSION_MIN.value,
            OsDraft::Linux => guest::LINUX_AGENT_VERSION_MIN.value,
        };
        (agent.version < oldest).then_some(Fault::AgentVersionUnsupported)
    }

    /// What comes of the snapshot that ends now: how consistent it is, or why there is none.
    pub(super) fn take_snapshot(&self, vm: VmId, job: JobId) -> Result<Quiesced, Fault> {
        if !self.world.vms[vm].exists {
            return Err(self.told(Fault::MachineNotFound, Fault::BackupInternalError));
        }
        let quiesced = self
            .disturbance(vm, job)
            .or_else(|| self.snapshot_fault(vm, job))
            .map_or_else(|| self.quiesce(vm, job), Err);
        quiesced.map_err(|fault| self.told(fault, Fault::SnapshotTimedOut))
    }
    /// What was done to the machine since the snapshot began, and undoes it.
    fn disturbance(&self, vm: VmId, job: JobId) -> Option<Fault> {
        let state = &self.world.vms[vm];
        let disturbances = [
            (state.restarted, Fault::CancelledOnReboot),
            (state.reshaped, Fault::ExtensionOperationInProgress),
            (state.snapshots_deleted, Fault::PointCollectionDeleted),
        ];
        let is_since = |at: &SimTime| {
            let length = self.attempt_length(job);
            self.now.since(*at) <= length
        };
        let mut since = disturbances
            .into_iter()
            .filter(|(at, _)| at.as_ref().is_some_and(is_since));
        since.next().map(|(_, fault)| fault)
    }
    /// Why the guest or the service fails the snapshot.
    fn snapshot_fault(&self, vm: VmId, job: JobId) -> Option<Fault> {
        let state = &self.world.vms[vm];
        let of_guest = if self.asks_guest(job) && state.power.is_running(self.now) {
            self.report_fault(vm)
                .or_else(|| self.shows(vm, At::Snapshot))
                .or_else(|| self.hangs(vm).then_some(Fault::ExtensionStatusMissing))
        } else {
            self.shows_but_guest(vm, At::Snapshot)
        };
        // The point holds the keys: they are read with the snapshot.
        of_guest
            .or_else(|| self.keys_fault(vm))
            .or_else(|| self.collection_fault(vm, job))
    }
    /// Why the guest can't report its snapshot: the agent or the network.
    fn report_fault(&self, vm: VmId) -> Option<Fault> {
        let state = &self.world.vms[vm];
        if state.guest.agent.state == AgentStateDraft::Hung {
            return Some(if state.attached.has_unmanaged {
                Fault::AgentSnapshotTaskStatus
            } else {
                Fault::ExtensionOperationFailedManagedDisks
            });
        }
        match state.network {
            NetworkDraft::Open => None,
            NetworkDraft::NoOutbound | NetworkDraft::NoDns | NetworkDraft::NoRoutes => {
                Some(Fault::SnapshotFailedNoNetwork)
            }
            NetworkDraft::SomeStorage => Some(Fault::SnapshotFailedRestrictedNetwork),
            NetworkDraft::SlowProxy => Some(Fault::TimeoutDelayInNetwork),
            NetworkDraft::Unresponsive => Some(Fault::TimeoutNetworkUnresponsive),
            NetworkDraft::NoHostAgent => Some(Fault::CrpReportedUserError),
        }
    }
    /// Whether the extension hangs over many disks at once.
    fn hangs(&self, vm: VmId) -> bool {
        let state = &self.world.vms[vm];
        self.troubles_of(vm).has(Trouble::GuestSnapshotsStick)
            && !state.guest.freeze.sequential
            && state.attached.backed_up > guest::PARALLEL_DISKS_MAX.value
    }
    /// Why no snapshot can be added to those that are there: a lock keeps them.
    fn collection_fault(&self, vm: VmId, job: JobId) -> Option<Fault> {
        let state = &self.world.vms[vm];
        if !state.locks.snapshots {
            return None;
        }
        let policy = &self.scenario.policies()[self.policy_of(vm, job)];
        match policy.kind {
            PolicyKind::Standard => {
                let is_full = state.snapshots.len() >= INSTANT_POINTS_MAX.value;
                is_full.then_some(Fault::PointCollectionLimit)
            }
            PolicyKind::Enhanced => {
                let is_left = |point: PointId| {
                    let record = &self.ledger.points()[point];
                    let is_of_blobs = match record.snapshot {
                        Some(SnapshotTier { held, .. }) => match held {
                            SnapshotHeld::Diverged { .. } => true,
                            SnapshotHeld::Incremental { .. } => false,
                        },
                        None => false,
                    };
                    is_of_blobs && policy.snapshot_death(&record.kept()) <= self.now
                };
                let is_any_left = state.snapshots.iter().any(is_left);
                is_any_left.then_some(Fault::BackupOperationFailed)
            }
        }
    }
    fn quiesce(&self, vm: VmId, job: JobId) -> Result<Quiesced, Fault> {
        let state = &self.world.vms[vm];
        let is_running = state.power.is_running(self.now);
        let is_off = !is_running && state.power.is_settled(self.now);
        if !self.asks_guest(job) && !is_off {
            return Ok(Quiesced::RetriedWithoutGuest);
        }
        state.guest.quiesce(Attempt {
            os: self.scenario.vms()[vm].os,
            is_running,
            has_one_disk: state.attached.backed_up == 1 && !state.attached.has_unmanaged,
            number: self.ledger.jobs()[job].attempts,
        })
    }
    /// A fault as this generation of the service tells it.
    fn told(&self, fault: Fault, classic: Fault) -> Fault {
        if self.registers() && !fault.is_classic() {
            classic
        } else {
            fault
        }
    }
}

/// Whether a guest with this network reaches nothing of Azure: names and addresses are both needed
/// (NET-2).
const fn is_closed(network: NetworkDraft) -> bool {
    match network {
        NetworkDraft::NoOutbound | NetworkDraft::NoDns | NetworkDraft::NoRoutes => true,
        NetworkDraft::Open
        | NetworkDraft::SomeStorage
        | NetworkDraft::SlowProxy
        | NetworkDraft::Unresponsive
        | NetworkDraft::NoHostAgent => false,
    }
}
