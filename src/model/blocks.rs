//! Machines that are simulated block by block: what each of their disks holds now, what it held at
//! every moment that a recovery point needs, and what the vault keeps of it. The amounts of all
//! other machines come from the closed form of the same writer (`writer.rs`).

mod disk;
mod source;

pub use disk::BlockDisk;

use super::activity::Activity;
use super::writer::Writer;
use crate::blob::blocks::{Layer, Scratch};
use crate::units::{Bytes, DiskId, IdVec, JobId, PointId, SimTime};
use std::collections::BTreeMap;

/// A machine whose disks are simulated block by block.
#[derive(Clone, Debug)]
pub struct BlockMachine {
    /// Its own, because it is asked at other moments than the machine's.
    activity: Activity,
    disks: BTreeMap<DiskId, BlockDisk>,
    /// What jobs that have not committed took of each disk.
    taken: BTreeMap<JobId, Vec<TakenDisk>>,
    /// What the disks held at each moment of a point.
    proofs: BTreeMap<SimTime, Vec<Proof>>,
    /// What the restore that runs has read, and what that should be.
    restoring: Vec<(DiskId, Layer)>,
    expected: Vec<Proof>,
    scratch: Scratch,
}

/// What a job took of a disk.
#[derive(Clone, Debug)]
pub struct TakenDisk {
    /// The disk.
    pub disk: DiskId,
    /// What is new to the vault.
    pub change: Layer,
}

/// What a disk held at a moment, for comparison with what a restore brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The disk.
    pub disk: DiskId,
    /// How many of its blocks held data.
    pub blocks: u64,
    /// Equal for equal contents, block for block.
    pub digest: u64,
}

impl Proof {
    /// Of these contents.
    #[must_use]
    pub fn of(disk: DiskId, contents: &Layer) -> Self {
        Self {
            disk,
            blocks: contents.blocks(),
            digest: contents.digest(),
        }
    }
}

impl BlockMachine {
    /// A machine with these disks as the run begins.
    #[must_use]
    pub fn new(activity: Activity, disks: BTreeMap<DiskId, BlockDisk>) -> Self {
        Self {
            activity,
            disks,
            taken: BTreeMap::new(),
            proofs: BTreeMap::new(),
            restoring: Vec::new(),
            expected: Vec::new(),
            scratch: Scratch::default(),
        }
    }
    /// One of its disks, if it is backed up.
    #[must_use]
    pub fn disk(&self, disk: DiskId) -> Option<&BlockDisk> {
        self.disks.get(&disk)
    }
    /// Its disks that are backed up.
    pub fn disks(&self) -> impl Iterator<Item = (DiskId, &BlockDisk)> {
        self.disks.iter().map(|(id, disk)| (*id, disk))
    }
    /// Lets everything be written that is written up to an instant.
    ///
    /// # Panics
    /// If it is asked for an earlier day than before.
    pub fn write_up_to(&mut self, writers: &IdVec<DiskId, Writer>, at: SimTime) {
        let mut moments = Vec::new();
        for midnight in super::midnights_between(self.written_up_to(), at) {
            moments.push((midnight, self.activity.days_up_to(midnight)));
        }
        moments.push((at, self.activity.days_up_to(at)));
        for (id, disk) in &mut self.disks {
            disk.write_up_to(&writers[*id], &moments, &mut self.scratch);
        }
    }
    fn written_up_to(&self) -> SimTime {
        let mut disks = self.disks.values();
        disks.next().map_or(SimTime::ZERO, BlockDisk::written_up_to)
    }
    /// Notes what a job takes of its disks.
    pub fn take(&mut self, job: JobId, taken: Vec<TakenDisk>) {
        self.taken.insert(job, taken);
    }
    /// A job's data are in the vault as a point.
    pub fn commit(&mut self, job: JobId, point: PointId) {
        let taken = self.taken.remove(&job).unwrap_or_default();
        for TakenDisk { disk, change } in taken {
            if let Some(disk) = self.disks.get_mut(&disk) {
                disk.last_sent = Some((point, change.written()));
                disk.vault.push(point, change);
            }
        }
    }
    /// Jobs that have taken their blocks and not committed.
    #[must_use]
    pub fn jobs_on_their_way(&self) -> usize {
        self.taken.len()
    }
    /// A job has ended without.
    pub fn forget(&mut self, job: JobId) {
        self.taken.remove(&job);
    }
    /// A point leaves the vault.
    pub fn expire(&mut self, point: PointId) {
        for disk in self.disks.values_mut() {
            if disk.vault.held(point).is_some() {
                disk.vault.expire(point);
            }
        }
    }
    /// What the vault holds for a point, in bytes: of all disks.
    #[must_use]
    pub fn held(&self, point: PointId) -> Bytes {
        let held = |disk: &BlockDisk| {
            let layer = disk.vault.held(point);
            disk.size().of(layer.map_or(0, Layer::blocks))
        };
        self.disks.values().map(held).sum()
    }
    /// Notes what the disks that are attached hold now, for whoever restores this moment.
    pub fn prove(&mut self, writers: &IdVec<DiskId, Writer>) {
        let at = self.written_up_to();
        let disks = self.disks.iter();
        let attached = disks.filter(|(id, _)| writers[**id].is_attached(at));
        let proofs = attached.map(|(id, disk)| Proof::of(*id, disk.contents()));
        self.proofs.insert(at, proofs.collect());
    }
    /// What the disks held at a moment of a point.
    #[must_use]
    pub fn proofs(&self, taken: SimTime) -> &[Proof] {
        self.proofs.get(&taken).map_or(&[], Vec::as_slice)
    }
    /// What differs between two moments that are kept: of a disk that the earlier one lacked,
    /// everything.
    #[must_use]
    pub fn difference(
        &self,
        writers: &IdVec<DiskId, Writer>,
        earlier: SimTime,
        later: SimTime,
    ) -> Bytes {
        let differing = |(id, disk): (&DiskId, &BlockDisk)| {
            let attached = |at| writers[*id].is_attached(at);
            let blocks = match (attached(earlier), attached(later)) {
                (_, false) => 0,
                (false, true) => disk.contents_at(later).blocks(),
                (true, true) => disk.change(earlier, later).blocks(),
            };
            disk.size().of(blocks)
        };
        self.disks.iter().map(differing).sum()
    }
    /// A restore begins: keeps what the point holds, whatever becomes of the point.
    pub fn read(&mut self, taken: SimTime, point: PointId, from_snapshot: bool) {
        let proofs = self.proofs.get(&taken);
        let disks = proofs.into_iter().flatten().map(|proof| proof.disk);
        let contents = |id: DiskId| {
            let disk = &self.disks[&id];
            let in_vault = || {
                disk.vault
                    .contents(point)
                    .expect("the point is in the vault")
            };
            (
                id,
                if from_snapshot {
                    disk.contents_at(taken)
                } else {
                    in_vault()
                },
            )
        };
        self.restoring = disks.map(contents).collect();
        self.expected = proofs.cloned().unwrap_or_default();
    }
    /// What the restore that runs brings, disk by disk.
    ///
    /// # Panics
    /// If it is not what was there when the point was taken.
    #[must_use]
    pub fn restored(&self) -> Vec<Proof> {
        let restored: Vec<Proof> = self
            .restoring
            .iter()
            .map(|(disk, contents)| Proof::of(*disk, contents))
            .collect();
        assert_eq!(restored, self.expected, "a restore brings what was taken");
        restored
    }
    /// The disks become what the restore that runs has read.
    pub fn put_back(&mut self, writers: &IdVec<DiskId, Writer>) {
        for (id, contents) in std::mem::take(&mut self.restoring) {
            if let Some(disk) = self.disks.get_mut(&id) {
                disk.put_back(&writers[id], contents);
            }
        }
    }
    /// A disk becomes what it was at a moment that is kept, as its writer already says.
    pub fn go_back(&mut self, writers: &IdVec<DiskId, Writer>, disk: DiskId, then: SimTime) {
        if let Some(blocks) = self.disks.get_mut(&disk) {
            let contents = blocks.contents_at(then);
            blocks.put_back(&writers[disk], contents);
        }
    }
    /// Lets moments go that nobody will ask about; `needed` are those of the points, in order.
    pub fn keep_moments(&mut self, needed: &[SimTime]) {
        for disk in self.disks.values_mut() {
            disk.keep_moments(needed);
        }
        self.proofs.retain(|at, _| needed.binary_search(at).is_ok());
    }
}
