//! Transfers of a run: who moves, and what becomes of it. A backup has a flow for each disk, after
//! another that reads everything where everything has to be compared; a restore from the vault has
//! one for each disk that comes back.
//!
//! A disk's own limits are its flow's cap (`pace.rs`), what it shares are links (`links.rs`), how
//! links are shared is in `flow.rs`. What becomes of restored disks is in `restores/copy.rs`.

use super::flow::{self, FlowKey, Network};
use super::links::{Links, Path, region_capacity};
use super::pace::Pace;
use super::{Event, Simulation};
use crate::azure::errors::Fault;
use crate::azure::timing;
use crate::azure::troubles::At;
use crate::ledger::{Carrier, DiskTransfer, Found, Job, LinkName, Loss, Phase};
use crate::model::{Transferring, VmState};
use crate::scenario::policy::Reasons;
use crate::scenario::{Disk, Scenario};
use crate::units::{Bytes, JobId, SimDuration, SimTime, VmId};

/// The network and what its flows stand for.
#[derive(Clone, Debug)]
pub(super) struct Transfers {
    network: Network<SimTime>,
    pub(super) links: Links,
    /// Running flows, close together: the usage of links looks at each once a slot.
    flows: Vec<DiskFlow>,
    /// Where in `flows` a running flow is, by its slot.
    places: Vec<usize>,
    completed: Vec<FlowKey>,
    /// Kept for its space, as the next.
    ended: Vec<DiskFlow>,
    /// Kept for its space.
    losses: Vec<flow::Loss>,
    /// The pending [`Event::TransfersMove`].
    wake_at: Option<SimTime>,
    /// Rates may have changed since the last settling.
    unsettled: bool,
    /// An [`Event::UsageSlotEnds`] is pending.
    slot_pending: bool,
}

#[derive(Clone, Debug)]
struct DiskFlow {
    flow: FlowKey,
    carrier: Carrier,
    path: Path,
    /// All that it has to move.
    bytes: f64,
    /// Bytes left when the links' usage was last brought up to date.
    left: f64,
    /// Seconds that it has lost to each link of its path.
    lost: [f64; Path::HOPS_MAX],
}

impl Transfers {
    pub(super) fn new(scenario: &Scenario, is_busy: bool) -> Self {
        let mut network = Network::new();
        network.follow_losses(true);
        Self {
            links: Links::new(scenario, is_busy, &mut network),
            network,
            flows: Vec::new(),
            places: Vec::new(),
            completed: Vec::new(),
            ended: Vec::new(),
            losses: Vec::new(),
            wake_at: None,
            unsettled: false,
            slot_pending: false,
        }
    }
    /// The links whose usage the ledger follows.
    pub(super) fn followed_links(&self) -> Vec<LinkName> {
        self.links.names().to_vec()
    }
    /// Settles the rates of this instant. Returns when to look again, unless that is pending.
    pub(super) fn settle(&mut self, now: SimTime) -> Option<SimTime> {
        if !self.unsettled {
            return None;
        }
        self.unsettled = false;
        self.network.settle(now);
        self.share_losses();
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
        self.flows
            .iter()
            .any(|flow| flow.carrier.job() == Some(job))
    }
    /// The running flows of a job or a restore, in the order of its disks.
    fn flows_of(&self, is_of: impl Fn(Carrier) -> bool) -> Vec<FlowKey> {
        let flows = self.flows.iter().filter(|flow| is_of(flow.carrier));
        let mut flows: Vec<_> = flows.map(|flow| (flow.carrier, flow.flow)).collect();
        flows.sort_unstable_by_key(|(carrier, _)| *carrier);
        flows.into_iter().map(|(_, flow)| flow).collect()
    }
    /// Hands what flows have lost since the last time to those who lost it. Has to come before any of
    /// them is removed.
    fn share_losses(&mut self) {
        self.network.take_losses(&mut self.losses);
        for loss in self.losses.drain(..) {
            let link = self.links.place(loss.link);
            let flow = &mut self.flows[self.places[loss.flow.slot()]];
            assert_eq!(flow.flow, loss.flow, "who lost time is known");
            let hop = flow.path.hops().position(|(it, _)| it == link);
            flow.lost[hop.expect("a flow loses time to a link of its path")] += loss.secs;
        }
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
        if is_stalled {
            self.ledger.note_late_move(job, SimTime::MAX);
        }
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
            let data_disks = self.world.vms[vm].attached.data;
            let has_many = data_disks > self.scenario.profile().data_disks_max.value;
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
        self.cancel_flows(|carrier| carrier.job() == Some(job));
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
    /// Starts one flow for each disk that has something to read or to send, all at once (PRO-3).
    fn start_flows(&mut self, vm: VmId, job: JobId) {
        if Some(self.now) != self.ledger.jobs()[job].phase_end(Phase::Queue) {
            self.ledger.note_late_move(job, self.now);
        }
        let mut disks_left = 0;
        let count = self.ledger.transfers_of(job).len();
        for slot in 0..u32::try_from(count).expect("a machine has few disks") {
            let transfer = *self.ledger.transfer_mut(job, slot);
            let is_on_its_way = match transfer.found {
                Found::Checksum => self.read(job, slot),
                Found::Whole | Found::Ranges => self.send(job, slot),
            };
            disks_left += u32::from(is_on_its_way);
        }
        if disks_left == 0 {
            return self.transferred(job);
        }
        let running = self.world.vms[vm].transferring.as_mut();
        running.expect("the job is past its snapshot").disks_left = disks_left;
    }
    /// Reads a disk to compare it, then sends what differs; says whether that takes time.
    fn read(&mut self, job: JobId, slot: u32) -> bool {
        let (vm, transfer) = self.transfer_of(job, slot);
        let bytes = transfer.compared();
        if bytes.is_zero() {
            self.ledger.transfer_mut(job, slot).read_ended = Some(self.now);
            return self.send(job, slot);
        }
        let (disk, size) = self.disk_to_read(&transfer);
        let pace = Pace::of_reading(&transfer, disk, size, self.scenario.calibration());
        let links = &self.transfers.links;
        let path = links.reading(vm, disk.account, pace.requests_per_byte);
        self.start_flow(Carrier::Reads(job, slot), path, pace.rate, bytes.as_f64());
        true
    }
    /// Sends what was found on a disk; says whether there was anything.
    fn send(&mut self, job: JobId, slot: u32) -> bool {
        let (vm, transfer) = self.transfer_of(job, slot);
        if transfer.sent.is_zero() {
            self.ledger.transfer_mut(job, slot).ended = Some(self.now);
            return false;
        }
        let (disk, size) = self.disk_to_read(&transfer);
        let pace = Pace::of_sending(&transfer, disk, size, self.scenario.calibration());
        let vault = self.scenario.vault_of(self.ledger.jobs()[job].policy);
        let links = &self.transfers.links;
        let path = links.sending(vault, vm, disk.account, pace.requests_per_byte);
        let sent = transfer.sent.as_f64();
        self.start_flow(Carrier::Sends(job, slot), path, pace.rate, sent);
        true
    }
    fn transfer_of(&self, job: JobId, slot: u32) -> (VmId, DiskTransfer) {
        let vm = self.ledger.jobs()[job].vm;
        (vm, self.ledger.transfers_of(job)[slot as usize])
    }
    fn disk_to_read(&self, transfer: &DiskTransfer) -> (&Disk, Bytes) {
        let size = self.world.writers[transfer.disk].size(self.now);
        (&self.scenario.disks()[transfer.disk], size)
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
        self.transfers.share_losses();
        // All of them go before what follows them begins: it may take the slot of any.
        let mut all = std::mem::take(&mut self.transfers.ended);
        all.extend(completed.drain(..).map(|flow| self.transfers.remove(flow)));
        self.transfers.completed = completed;
        for ended in all.drain(..) {
            self.count(ended.path, ended.left);
            self.note_losses(&ended);
            match ended.carrier {
                Carrier::Reads(job, slot) => {
                    self.ledger.transfer_mut(job, slot).read_ended = Some(self.now);
                    if !self.send(job, slot) {
                        self.disk_arrived(job);
                    }
                }
                Carrier::Sends(job, slot) => {
                    self.ledger.transfer_mut(job, slot).ended = Some(self.now);
                    self.disk_arrived(job);
                }
                Carrier::Copies(task, slot) => self.disk_copied(task, slot),
            }
        }
        self.transfers.ended = all;
    }
    fn disk_arrived(&mut self, job: JobId) {
        let vm = self.ledger.jobs()[job].vm;
        let running = self.world.vms[vm].transferring.as_mut();
        let running = running.expect("a transfer belongs to a running job");
        running.disks_left -= 1;
        if running.disks_left == 0 {
            self.transferred(job);
        }
    }
    /// Brings the links' usage up to date with every running flow.
    pub(super) fn usage_slot_ends(&mut self) {
        for place in 0..self.transfers.flows.len() {
            let DiskFlow {
                flow,
                path,
                left: before,
                ..
            } = self.transfers.flows[place];
            let left = self.transfers.network.bytes_left(self.now, flow);
            self.count(path, before - left);
            self.transfers.flows[place].left = left;
        }
        if self.now == self.horizon() {
            // What still moves outlives the run; nothing happens after this.
            self.cancel_flows(|_| true);
        }
        let running = !self.transfers.flows.is_empty();
        self.transfers.slot_pending = running;
        if running {
            self.schedule_usage_slot();
        }
    }

    /// Begins to move this much at no more than this rate.
    pub(super) fn start_flow(&mut self, carrier: Carrier, path: Path, cap: f64, bytes: f64) {
        let transfers = &mut self.transfers;
        let mut uses = [transfers.links.use_of(0, 1.0); Path::HOPS_MAX];
        let mut len = 0;
        for (link, for_a_byte) in path.hops() {
            uses[len] = transfers.links.use_of(link, for_a_byte);
            len += 1;
        }
        let flow = transfers
            .network
            .start_using(self.now, &uses[..len], Some(cap), bytes);
        transfers.unsettled = true;
        transfers.add(DiskFlow {
            flow,
            carrier,
            path,
            bytes,
            left: bytes,
            lost: [0.0; Path::HOPS_MAX],
        });
        if !transfers.slot_pending {
            transfers.slot_pending = true;
            self.schedule_usage_slot();
        }
    }
    /// Ends flows before they have moved everything.
    pub(super) fn cancel_flows(&mut self, is_of: impl Fn(Carrier) -> bool) {
        for flow in self.transfers.flows_of(is_of) {
            let left = self.transfers.network.cancel(self.now, flow);
            self.transfers.share_losses();
            let ended = self.transfers.remove(flow);
            self.transfers.unsettled = true;
            self.count(ended.path, ended.left - left);
            let moved = Bytes::from_f64_rounded((ended.bytes - left).max(0.0));
            self.ledger.add_dropped(ended.carrier, moved);
            self.note_losses(&ended);
        }
    }
    /// Where a flow that has ended has lost time.
    fn note_losses(&mut self, ended: &DiskFlow) {
        for ((link, _), secs) in ended.path.hops().zip(ended.lost) {
            if secs > 0.0 {
                let link = self.transfers.links.names()[link];
                let time = SimDuration::from_secs_f64_rounded_up(secs);
                self.ledger.add_loss(ended.carrier, Loss { link, time });
            }
        }
    }
    fn count(&mut self, path: Path, moved: f64) {
        for (link, for_a_byte) in path.hops() {
            self.ledger
                .usage_mut(link)
                .add(self.now, moved * for_a_byte);
        }
    }
    /// The busy hours of the region begin or end.
    pub(super) fn region_changes(&mut self) {
        let is_busy = self.is_busy();
        let capacity = region_capacity(self.scenario.calibration(), is_busy);
        if let (Some(link), Some(capacity)) = (self.transfers.links.region(), capacity) {
            self.transfers
                .network
                .set_capacity(self.now, link, capacity);
            self.transfers.unsettled = true;
        }
        self.schedule_region();
    }
}
