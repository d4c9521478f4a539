//! Transfers of a run: one flow a disk, through the links it shares with others.
//!
//! A flow crosses its storage account (if the disk is unmanaged) and its vault; its own limits (the
//! disk's tier, the blob target, the service's best rate) are its cap. How links are shared is in
//! `flow.rs`; this file says which links there are, and turns finished flows into finished jobs.

use super::flow::{FlowKey, LinkId, Network};
use super::{Event, Simulation};
use crate::azure::errors::Fault;
use crate::azure::timing;
use crate::azure::troubles::At;
use crate::ledger::{Found, Job, LinkName, Phase};
use crate::model::{Transferring, VmState};
use crate::scenario::Scenario;
use crate::scenario::policy::Reasons;
use crate::units::{AccountId, BytesPerSec, IdVec, JobId, SimTime, VaultId, VmId};

/// The network and what its flows stand for.
#[derive(Clone, Debug)]
pub(super) struct Transfers {
    network: Network<SimTime>,
    vaults: IdVec<VaultId, LinkId>,
    accounts: IdVec<AccountId, LinkId>,
    /// Running flows, close together: the usage of links looks at each once a slot.
    flows: Vec<DiskFlow>,
    /// Where in `flows` a running flow is, by its slot.
    places: Vec<usize>,
    completed: Vec<FlowKey>,
    /// The pending [`Event::TransfersMove`].
    wake_at: Option<SimTime>,
    /// Rates may have changed since the last settling.
    unsettled: bool,
    /// An [`Event::UsageSlotEnds`] is pending.
    slot_pending: bool,
}

#[derive(Clone, Copy, Debug)]
struct DiskFlow {
    flow: FlowKey,
    job: JobId,
    /// Which of the job's transfers.
    slot: u32,
    vault: VaultId,
    account: Option<AccountId>,
    /// Bytes left when the links' usage was last brought up to date.
    left: f64,
}

impl Transfers {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let mut network = Network::new();
        let mut add = |rate: BytesPerSec| network.add_link(rate.as_f64());
        let vaults = scenario
            .vaults()
            .iter()
            .map(|vault| add(vault.rate))
            .collect();
        let accounts = scenario
            .accounts()
            .iter()
            .map(|account| add(account.rate))
            .collect();
        Self {
            network,
            vaults,
            accounts,
            flows: Vec::new(),
            places: Vec::new(),
            completed: Vec::new(),
            wake_at: None,
            unsettled: false,
            slot_pending: false,
        }
    }
    /// The links whose usage the ledger follows, in the order of [`Self::usage_index`].
    pub(super) fn followed_links(&self) -> Vec<LinkName> {
        let vaults = self.vaults.ids().map(LinkName::Vault);
        vaults
            .chain(self.accounts.ids().map(LinkName::Account))
            .collect()
    }
    /// Settles the rates of this instant. Returns when to look again, unless that is pending.
    pub(super) fn settle(&mut self, now: SimTime) -> Option<SimTime> {
        if !self.unsettled {
            return None;
        }
        self.unsettled = false;
        self.network.settle(now);
        let next = self.network.next_completion()?;
        if self.wake_at.is_some_and(|pending| pending <= next) {
            return None;
        }
        self.wake_at = Some(next);
        Some(next)
    }

    fn add(&mut self, disk_flow: DiskFlow) {
        let slot = disk_flow.flow.slot();
        if self.places.len() <= slot {
            self.places.resize(slot + 1, usize::MAX);
        }
        self.places[slot] = self.flows.len();
        self.flows.push(disk_flow);
    }
    fn remove(&mut self, flow: FlowKey) -> DiskFlow {
        let place = self.places[flow.slot()];
        let removed = self.flows.swap_remove(place);
        assert_eq!(removed.flow, flow, "a completed flow stands for a disk");
        if let Some(moved) = self.flows.get(place) {
            self.places[moved.flow.slot()] = place;
        }
        removed
    }
    /// Whether a job's data move.
    fn is_moving(&self, job: JobId) -> bool {
        self.flows.iter().any(|flow| flow.job == job)
    }
    /// The running flows of a job, in the order of its disks.
    fn flows_of(&self, job: JobId) -> Vec<FlowKey> {
        let of_job = self.flows.iter().filter(|flow| flow.job == job);
        let mut flows: Vec<_> = of_job.map(|flow| (flow.slot, flow.flow)).collect();
        flows.sort_unstable_by_key(|(slot, _)| *slot);
        flows.into_iter().map(|(_, flow)| flow).collect()
    }
    fn usage_indices(&self, flow: &DiskFlow) -> impl Iterator<Item = usize> + use<> {
        let vault = flow.vault.get() as usize;
        let account = flow.account.map(|account| account.get() as usize);
        let vaults = self.vaults.len();
        [Some(vault), account.map(|account| vaults + account)]
            .into_iter()
            .flatten()
    }
}

impl Simulation {
    /// The service takes the job from its queue. Storage that does not deliver, or the time that the
    /// service allows, may end its transfer.
    pub(super) fn transfer_starts(&mut self, job: JobId) {
        if self.is_over(job) {
            return;
        }
        let Job { vm, .. } = self.ledger.jobs()[job];
        if self.is_collection_gone(vm) {
            return self.transfer_fails(job, Fault::PointCollectionDeleted);
        }
        self.end_phase(job, Phase::Queue);
        self.transfer(vm, job);
    }
    /// Moves the data, unless storage does not deliver.
    fn transfer(&mut self, vm: VmId, job: JobId) {
        let is_stalled = self.shows(vm, At::Transfer).is_some();
        if self.registers() {
            let at = self.now + timing::CLASSIC_TRANSFER_MAX.value;
            self.push(at, Event::TransferTimesOut(job));
        } else if is_stalled {
            let at = self.now + timing::TRANSFER_STALL_MAX.value;
            self.push(at, Event::TransferTimesOut(job));
        }
        if !is_stalled {
            self.start_flows(vm, job);
        }
    }
    /// The time for a transfer is over. One that has not begun to move does so now if storage
    /// delivers again; what moves already is not kept from it by storage that begins to fail.
    pub(super) fn transfer_times_out(&mut self, job: JobId) {
        let record = &self.ledger.jobs()[job];
        if self.is_over(job) || record.phase_end(Phase::Transfer).is_some() {
            return;
        }
        let vm = record.vm;
        if self.transfers.is_moving(job) {
            // Only the service for classic machines has an end to that (ERR-9, ERR-11).
            let has_many = self.data_disks(vm) > self.scenario.profile().data_disks_max.value;
            let fault = if has_many {
                Fault::CopyTimedOut
            } else {
                Fault::BackupInternalError
            };
            return self.transfer_fails(job, fault);
        }
        match self.shows(vm, At::Transfer) {
            Some(fault) => self.transfer_fails(job, fault),
            None => self.transfer(vm, job),
        }
    }
    /// The job fails before all of its data are in the vault: what has arrived is dropped. A point
    /// that came with the snapshot stays, beside the disks only.
    pub(super) fn transfer_fails(&mut self, job: JobId, fault: Fault) {
        for flow in self.transfers.flows_of(job) {
            let ended = self.transfers.remove(flow);
            let left = self.transfers.network.cancel(self.now, flow);
            self.transfers.unsettled = true;
            self.count_usage(&ended, ended.left - left);
        }
        let is_queued = self.ledger.jobs()[job].phase_end(Phase::Queue).is_none();
        let phase = if is_queued {
            Phase::Queue
        } else {
            Phase::Transfer
        };
        let vm = self.end_phase(job, phase);
        let transferring = self.world.vms[vm].transferring.take();
        self.forget_blocks(vm, job);
        if let Some(point) = transferring.and_then(|it| it.point) {
            self.ledger.point_mut(point).reasons = Reasons::NONE;
        }
        self.fail(job, fault);
    }
    /// The snapshots of a machine were deleted by hand: a job that needs one fails, unless its data
    /// have arrived.
    pub(super) fn collection_deleted(&mut self, vm: VmId) {
        let Some(Transferring { job, .. }) = self.world.vms[vm].transferring else {
            return;
        };
        if self.ledger.jobs()[job].phase_end(Phase::Transfer).is_none() {
            self.transfer_fails(job, Fault::PointCollectionDeleted);
        }
    }
    /// Whether the snapshot of the job that transfers was deleted by hand.
    pub(super) fn is_collection_gone(&self, vm: VmId) -> bool {
        let VmState {
            snapshots_deleted: Some(deleted),
            transferring: Some(transferring),
            ..
        } = self.world.vms[vm]
        else {
            return false;
        };
        transferring.taken.at <= deleted
    }
    /// Starts one flow for each disk that has something to send, all at once (PRO-3).
    fn start_flows(&mut self, vm: VmId, job: JobId) {
        let calibration = *self.scenario.calibration();
        let vault = self.scenario.vault_of(self.ledger.jobs()[job].policy);
        let mut disks_left = 0;
        let count = self.ledger.transfers_of(job).len();
        for slot in 0..u32::try_from(count).expect("a machine has few disks") {
            let transfer = self.ledger.transfer_mut(job, slot);
            if transfer.sent.is_zero() {
                transfer.ended = Some(self.now);
                continue;
            }
            let sent = transfer.sent.as_f64();
            // A new disk is replicated whole beside the deltas of the others (PRF-1).
            let service_rate = match transfer.found {
                Found::Whole => calibration.initial_rate,
                Found::Ranges | Found::Checksum => calibration.incremental_rate,
            };
            let disk = &self.scenario.disks()[transfer.disk];
            let size = self.world.writers[transfer.disk].size(self.now);
            let rate = disk.rate(size);
            let cap = rate.min(service_rate).min(timing::BLOB_RATE.value);
            self.start_flow(job, slot, vault, disk.account, cap, sent);
            disks_left += 1;
        }
        if disks_left == 0 {
            return self.transferred(job);
        }
        let running = self.world.vms[vm].transferring.as_mut();
        running.expect("the job is past its snapshot").disks_left = disks_left;
        if !self.transfers.slot_pending {
            self.transfers.slot_pending = true;
            self.schedule_usage_slot();
        }
    }
    /// Transfers that have ended are noted; a job whose last disk has arrived moves on.
    pub(super) fn transfers_move(&mut self) {
        if self.transfers.wake_at == Some(self.now) {
            self.transfers.wake_at = None;
        }
        let mut completed = std::mem::take(&mut self.transfers.completed);
        self.transfers
            .network
            .take_completed(self.now, &mut completed);
        self.transfers.unsettled = true;
        for flow in completed.drain(..) {
            let ended = self.transfers.remove(flow);
            self.count_usage(&ended, ended.left);
            self.ledger.transfer_mut(ended.job, ended.slot).ended = Some(self.now);
            let vm = self.ledger.jobs()[ended.job].vm;
            let running = self.world.vms[vm].transferring.as_mut();
            let running = running.expect("a transfer belongs to a running job");
            running.disks_left -= 1;
            if running.disks_left == 0 {
                self.transferred(ended.job);
            }
        }
        self.transfers.completed = completed;
    }
    /// Brings the links' usage up to date with every running flow.
    pub(super) fn usage_slot_ends(&mut self) {
        for place in 0..self.transfers.flows.len() {
            let flow = self.transfers.flows[place];
            let left = self.transfers.network.bytes_left(self.now, flow.flow);
            self.count_usage(&flow, flow.left - left);
            self.transfers.flows[place].left = left;
        }
        let running = !self.transfers.flows.is_empty();
        self.transfers.slot_pending = running;
        if running {
            self.schedule_usage_slot();
        }
    }

    fn start_flow(
        &mut self,
        job: JobId,
        slot: u32,
        vault: VaultId,
        account: Option<AccountId>,
        cap: BytesPerSec,
        bytes: f64,
    ) {
        let vault_link = self.transfers.vaults[vault];
        let links = account.map(|account| [vault_link, self.transfers.accounts[account]]);
        let links = links
            .as_ref()
            .map_or(std::slice::from_ref(&vault_link), <[LinkId; 2]>::as_slice);
        let flow = self
            .transfers
            .network
            .start(self.now, links, Some(cap.as_f64()), bytes);
        self.transfers.unsettled = true;
        self.transfers.add(DiskFlow {
            flow,
            job,
            slot,
            vault,
            account,
            left: bytes,
        });
    }
    fn count_usage(&mut self, flow: &DiskFlow, moved: f64) {
        for link in self.transfers.usage_indices(flow) {
            self.ledger.usage_mut(link).add(self.now, moved);
        }
    }
}
