//! The record of a run: what the engine wrote, in the order in which it happened. Append-only; a
//! record is completed by later facts, never taken back. Everything that is shown or billed is read
//! from here.

mod carrier;
mod digest;
mod growth;
mod job;
mod losses;
mod point;
mod task;
mod usage;

pub use carrier::{Carrier, DiskCopy, Loss};
pub use growth::Growth;
pub use job::{DiskTransfer, Found, Job, JobOutcome, Phase, Trigger};
pub use point::{Point, SnapshotHeld, SnapshotTier, VaultTier};
pub use task::{Restored, Restoring, Task, TaskOutcome};
pub use usage::{LinkName, LinkUsage};

use losses::{Losses, Newest};

use crate::azure::errors::Fault;
use crate::model::Protection;
use crate::units::{Bytes, IdVec, JobId, PointId, SimTime, TaskId, VmId};
use std::collections::BTreeMap;

/// Everything that happened.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    jobs: IdVec<JobId, Job>,
    transfers: Vec<DiskTransfer>,
    points: IdVec<PointId, Point>,
    tasks: IdVec<TaskId, Task>,
    /// What snapshots of page blobs held while they grew, for those that were measured on the way.
    measured: BTreeMap<PointId, Vec<(SimTime, Bytes)>>,
    usage: Vec<LinkUsage>,
    /// Where transfers lost time to others; those that lost none are absent.
    losses: Losses,
    /// The newest of those of restores.
    losses_of_tasks: BTreeMap<TaskId, Newest>,
    /// What transfers had moved that were ended early: all of it for nothing.
    dropped: BTreeMap<Carrier, Bytes>,
    /// When jobs began to move whose storage had not delivered before.
    late_moves: BTreeMap<JobId, SimTime>,
    /// What restores from the vault copy of each disk.
    copies: BTreeMap<TaskId, Vec<DiskCopy>>,
    operators: Vec<OperatorRecord>,
    /// Of each machine, from when on it was in which state; the first from the beginning.
    protection: IdVec<VmId, Vec<(SimTime, Protection)>>,
    events: u64,
}

/// What an operator did, and whether the service took it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OperatorRecord {
    /// When.
    pub at: SimTime,
    /// To which machine, if to one.
    pub vm: Option<VmId>,
    /// What: its place in the scenario's timeline.
    pub action: u32,
    /// Why the service refused it, if it did.
    pub refused: Option<Fault>,
}

impl Ledger {
    /// An empty ledger that follows these links and machines in these states.
    #[must_use]
    pub(crate) fn new(
        links: impl IntoIterator<Item = LinkName>,
        states: impl IntoIterator<Item = Protection>,
    ) -> Self {
        let begin = |state| vec![(SimTime::ZERO, state)];
        Self {
            usage: links.into_iter().map(LinkUsage::new).collect(),
            protection: states.into_iter().map(begin).collect(),
            ..Self::default()
        }
    }
    /// Every job, in the order in which they became due.
    #[must_use]
    pub const fn jobs(&self) -> &IdVec<JobId, Job> {
        &self.jobs
    }
    /// What a job sent of each disk, in the order of the disks; empty before its transfer.
    #[must_use]
    pub fn transfers_of(&self, job: JobId) -> &[DiskTransfer] {
        let Job {
            transfer_first,
            transfer_count,
            ..
        } = self.jobs[job];
        let first = transfer_first as usize;
        &self.transfers[first..first + transfer_count as usize]
    }
    /// Every recovery point there ever was, in the order in which they came to be.
    #[must_use]
    pub const fn points(&self) -> &IdVec<PointId, Point> {
        &self.points
    }
    /// Every job that is not a backup, in the order in which they began.
    #[must_use]
    pub const fn tasks(&self) -> &IdVec<TaskId, Task> {
        &self.tasks
    }
    /// How much each followed link carried.
    #[must_use]
    pub fn usage(&self) -> &[LinkUsage] {
        &self.usage
    }
    /// Where a transfer lost time to others that share its links.
    #[must_use]
    pub fn losses_of(&self, carrier: Carrier) -> Vec<Loss> {
        self.losses.of(carrier, self.newest_loss(carrier))
    }
    fn newest_loss(&self, carrier: Carrier) -> Newest {
        match carrier {
            Carrier::Reads(job, _) | Carrier::Sends(job, _) => self.jobs[job].newest_loss,
            Carrier::Copies(task, _) => {
                let newest = self.losses_of_tasks.get(&task);
                newest.copied().unwrap_or_default()
            }
        }
    }
    /// What transfers had moved that were ended before they were done.
    #[must_use]
    pub const fn dropped(&self) -> &BTreeMap<Carrier, Bytes> {
        &self.dropped
    }
    /// Whether no transfer lost time to another.
    #[must_use]
    pub const fn has_no_losses(&self) -> bool {
        self.losses.is_empty()
    }
    /// When a job's data began to move after all, if storage had not delivered when it was its turn.
    #[must_use]
    pub fn late_move(&self, job: JobId) -> Option<SimTime> {
        self.late_moves.get(&job).copied()
    }
    /// What a restore from the vault copies of each disk; empty before it begins to.
    #[must_use]
    pub fn copies_of(&self, task: TaskId) -> &[DiskCopy] {
        self.copies.get(&task).map_or(&[], Vec::as_slice)
    }
    /// The restore that each action began, by the place of the action in the timeline. What was done
    /// to a machine in the instant in which its restore began is among them.
    #[must_use]
    pub fn restores_begun(&self) -> BTreeMap<u32, TaskId> {
        let tasks = self.tasks.enumerate();
        let restores = tasks.filter(|(_, task)| task.restore.is_some());
        let restores: BTreeMap<(Option<VmId>, SimTime), TaskId> = restores
            .map(|(id, task)| ((task.vm, task.began), id))
            .collect();
        let taken = self.operators.iter().filter(|it| it.refused.is_none());
        taken
            .filter_map(|it| Some((it.action, *restores.get(&(it.vm, it.at))?)))
            .collect()
    }
    /// What operators did, in the order of time.
    #[must_use]
    pub fn operators(&self) -> &[OperatorRecord] {
        &self.operators
    }
    /// From when on a machine was in which state of protection; the first from the beginning.
    #[must_use]
    pub fn protection_of(&self, vm: VmId) -> &[(SimTime, Protection)] {
        &self.protection[vm]
    }
    /// A machine's state of protection at an instant.
    #[must_use]
    pub fn protection_at(&self, vm: VmId, at: SimTime) -> Protection {
        let states = &self.protection[vm];
        let after = states.partition_point(|(from, _)| *from <= at);
        states[after.max(1) - 1].1
    }
    /// How many events were handled.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.events
    }
    /// A hash of every record: equal digests mean equal runs.
    #[must_use]
    pub fn digest(&self) -> u64 {
        digest::digest(self)
    }

    pub(crate) fn add_job(&mut self, job: Job) -> JobId {
        self.jobs.push(job)
    }
    pub(crate) fn job_mut(&mut self, job: JobId) -> &mut Job {
        &mut self.jobs[job]
    }
    /// Adds what a job is about to send; once a job.
    pub(crate) fn add_transfers(&mut self, job: JobId, transfers: &[DiskTransfer]) {
        let first = self.transfers.len();
        self.transfers.extend_from_slice(transfers);
        let record = &mut self.jobs[job];
        assert_eq!(record.transfer_count, 0, "a job has one transfer");
        record.transfer_first = u32::try_from(first).expect("limits keep transfers below 2^32");
        record.transfer_count = u32::try_from(transfers.len()).expect("a machine has few disks");
        record.sent = transfers.iter().map(|transfer| transfer.sent).sum();
    }
    /// One disk's transfer, to note its end.
    pub(crate) fn transfer_mut(&mut self, job: JobId, slot: u32) -> &mut DiskTransfer {
        let Job {
            transfer_first,
            transfer_count,
            ..
        } = self.jobs[job];
        assert!(slot < transfer_count, "a slot is one of the job's disks");
        &mut self.transfers[(transfer_first + slot) as usize]
    }
    pub(crate) fn note_late_move(&mut self, job: JobId, at: SimTime) {
        self.late_moves.insert(job, at);
    }
    pub(crate) fn add_loss(&mut self, carrier: Carrier, loss: Loss) {
        let newest = self.losses.add(self.newest_loss(carrier), carrier, loss);
        match carrier {
            Carrier::Reads(job, _) | Carrier::Sends(job, _) => {
                self.jobs[job].newest_loss = newest;
            }
            Carrier::Copies(task, _) => {
                self.losses_of_tasks.insert(task, newest);
            }
        }
    }
    pub(crate) fn add_dropped(&mut self, carrier: Carrier, moved: Bytes) {
        self.dropped.insert(carrier, moved);
    }
    pub(crate) fn add_copies(&mut self, task: TaskId, copies: Vec<DiskCopy>) {
        self.copies.insert(task, copies);
    }
    pub(crate) fn copy_ended(&mut self, task: TaskId, slot: u32, at: SimTime) {
        let copies = self.copies.get_mut(&task).expect("its copies are noted");
        copies[slot as usize].ended = Some(at);
    }
    pub(crate) fn add_point(&mut self, point: Point) -> PointId {
        self.points.push(point)
    }
    pub(crate) fn point_mut(&mut self, point: PointId) -> &mut Point {
        &mut self.points[point]
    }
    pub(crate) fn add_task(&mut self, task: Task) -> TaskId {
        self.tasks.push(task)
    }
    pub(crate) fn task_mut(&mut self, task: TaskId) -> &mut Task {
        &mut self.tasks[task]
    }
    pub(crate) fn add_operator(&mut self, record: OperatorRecord) {
        self.operators.push(record);
    }
    pub(crate) fn set_protection(&mut self, vm: VmId, at: SimTime, state: Protection) {
        self.protection[vm].push((at, state));
    }
    pub(crate) fn usage_mut(&mut self, link: usize) -> &mut LinkUsage {
        &mut self.usage[link]
    }
    pub(crate) const fn count_event(&mut self) {
        self.events += 1;
    }
}
