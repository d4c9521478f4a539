//! The record of a run: what the engine wrote, in the order in which it happened. Append-only; a
//! record is completed by later facts, never taken back. Everything that is shown or billed is read
//! from here.

mod digest;
mod job;
mod point;
mod usage;

pub use job::{DiskTransfer, Job, JobOutcome, Phase};
pub use point::Point;
pub use usage::{LinkName, LinkUsage};

use crate::units::{IdVec, JobId, PointId};

/// Everything that happened.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    jobs: IdVec<JobId, Job>,
    transfers: Vec<DiskTransfer>,
    points: IdVec<PointId, Point>,
    usage: Vec<LinkUsage>,
    events: u64,
}

impl Ledger {
    /// An empty ledger that follows these links.
    #[must_use]
    pub(crate) fn new(links: impl IntoIterator<Item = LinkName>) -> Self {
        Self {
            usage: links.into_iter().map(LinkUsage::new).collect(),
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
    /// Every recovery point there ever was, in the order of their commits.
    #[must_use]
    pub const fn points(&self) -> &IdVec<PointId, Point> {
        &self.points
    }
    /// How much each followed link carried.
    #[must_use]
    pub fn usage(&self) -> &[LinkUsage] {
        &self.usage
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
    pub(crate) fn add_point(&mut self, point: Point) -> PointId {
        self.points.push(point)
    }
    pub(crate) fn point_mut(&mut self, point: PointId) -> &mut Point {
        &mut self.points[point]
    }
    pub(crate) fn usage_mut(&mut self, link: usize) -> &mut LinkUsage {
        &mut self.usage[link]
    }
    pub(crate) const fn count_event(&mut self) {
        self.events += 1;
    }
}
