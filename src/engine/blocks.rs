//! What a backup finds on its disks, and how: by asking for what differs from the previous snapshot,
//! or by reading and comparing everything (PRO-4, PRF-4). Of machines that are simulated block by
//! block this is where the blocks themselves are found, kept and given back; what they hold is the
//! model's (`model/blocks.rs`).

mod now;

pub use now::{BlocksNow, DiskNow};

use super::Simulation;
use crate::azure::blobs;
use crate::azure::rules::ChangeDetection;
use crate::blob::blocks::{BlockSize, Layer};
use crate::ledger::{DiskTransfer, Found, Ledger, Restored};
use crate::model::blocks::{BlockDisk, TakenDisk};
use crate::model::writer::{Writer, tracked};
use crate::model::{Moment, Taken, World};
use crate::scenario::Scenario;
use crate::units::{Bytes, DiskId, JobId, PointId, SimTime, TaskId, VmId};

/// What differs on a machine's disks since one of its points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Since {
    pub(super) point: PointId,
    pub(super) differs: Bytes,
}

/// What is found on one disk.
struct Finding {
    sent: Bytes,
    /// Requests that carry it.
    carried: u64,
    /// Runs of neighbouring blocks.
    runs: u64,
    /// What is on the disk.
    allocated: Bytes,
}

/// What is known of a machine when a backup looks at its disks.
#[derive(Clone, Copy)]
struct Sight<'a> {
    scenario: &'a Scenario,
    world: &'a World,
    ledger: &'a Ledger,
    vm: VmId,
}

impl Simulation {
    /// A machine that is simulated block by block is written up to now. Has to come before anything
    /// is done to its disks.
    pub(super) fn write_up_to_now(&mut self, vm: VmId) {
        if let Some(machine) = self.world.blocks.get_mut(&vm) {
            machine.write_up_to(&self.world.writers, self.now);
        }
    }
    /// The same for a snapshot, which has to be proven when it is restored.
    pub(super) fn write_up_to_snapshot(&mut self, vm: VmId) {
        self.write_up_to_now(vm);
        if let Some(machine) = self.world.blocks.get_mut(&vm) {
            machine.prove(&self.world.writers);
        }
    }
    /// What each disk has to send, and how that was found: everything at first and of a new disk,
    /// else what changed since the vault's newest point.
    pub(super) fn deltas(&mut self, vm: VmId, job: JobId, taken: &Taken) -> Vec<DiskTransfer> {
        let newest = self.world.vms[vm].in_vault.newest();
        let sight = Sight {
            scenario: &self.scenario,
            world: &self.world,
            ledger: &self.ledger,
            vm,
        };
        let blocks = self.world.blocks.get(&vm);
        let mut taken_disks = Vec::new();
        let mut transfers = Vec::with_capacity(self.world.vms[vm].disk_count as usize);
        for (disk, writer) in self.world.backed_up_writers_of(vm) {
            let found = sight.found_by(writer, newest, taken.at);
            let of_blocks = blocks.and_then(|it| it.disk(disk));
            let finding = match of_blocks {
                Some(blocks) if writer.is_attached(taken.at) => {
                    let earlier = newest.map(|point| self.moment_of(point).at);
                    let (change, finding) = find_blocks(blocks, found, earlier);
                    taken_disks.push(TakenDisk { disk, change });
                    finding
                }
                Some(_) | None => self.find_expected(writer, found, newest, taken),
            };
            transfers.push(record(disk, found, &finding));
        }
        if let Some(machine) = self.world.blocks.get_mut(&vm) {
            machine.take(job, taken_disks);
        }
        transfers
    }
    /// The same of a disk that is simulated in closed form.
    fn find_expected(
        &self,
        writer: &Writer,
        found: Found,
        newest: Option<PointId>,
        taken: &Taken,
    ) -> Finding {
        let now = Moment {
            at: taken.at,
            activity_days: taken.activity_days,
        };
        match (found, newest) {
            (Found::Ranges | Found::Checksum, Some(newest)) => {
                let change = writer.change(self.moment_of(newest), now, tracked());
                Finding {
                    sent: change.written,
                    carried: change.requests.round() as u64,
                    runs: change.runs.round() as u64,
                    allocated: change.there,
                }
            }
            (Found::Whole, _) | (Found::Ranges | Found::Checksum, None) => {
                let allocated = writer.used(taken.at);
                Finding {
                    sent: allocated,
                    carried: requests(allocated),
                    runs: u64::from(!allocated.is_zero()),
                    allocated,
                }
            }
        }
    }
    /// What differs from the vault's newest point, where that is what a job sends: of blocks a disk
    /// may send others.
    pub(super) fn since_newest(&self, vm: VmId, transfers: &[DiskTransfer]) -> Option<Since> {
        let newest = self.world.vms[vm].in_vault.newest()?;
        let is_expected = !self.world.blocks.contains_key(&vm);
        is_expected.then(|| Since {
            point: newest,
            differs: transfers.iter().map(|transfer| transfer.sent).sum(),
        })
    }
    /// A job's data are in the vault: so are its blocks.
    pub(super) fn commit_blocks(&mut self, vm: VmId, job: JobId, point: PointId) -> Option<Bytes> {
        let machine = self.world.blocks.get_mut(&vm)?;
        machine.commit(job, point);
        Some(machine.held(point))
    }
    /// A job fails before: what it took never comes to the vault.
    pub(super) fn forget_blocks(&mut self, vm: VmId, job: JobId) {
        if let Some(machine) = self.world.blocks.get_mut(&vm) {
            machine.forget(job);
        }
    }
    /// A point leaves the vault; what its heir holds then.
    pub(super) fn expire_blocks(
        &mut self,
        vm: VmId,
        gone: PointId,
        heir: PointId,
    ) -> Option<Bytes> {
        let machine = self.world.blocks.get_mut(&vm)?;
        machine.expire(gone);
        Some(machine.held(heir))
    }
    /// Everything of a machine leaves the vault.
    pub(super) fn purge_blocks(&mut self, vm: VmId, point: PointId) {
        if let Some(machine) = self.world.blocks.get_mut(&vm) {
            machine.expire(point);
        }
    }
    /// Only moments of points that are there, or on their way, are asked about again.
    pub(super) fn forget_moments(&mut self, vm: VmId) {
        if !self.world.blocks.contains_key(&vm) {
            return;
        }
        let state = &self.world.vms[vm];
        let points = state.in_vault.iter().chain(state.snapshots.iter());
        let mut needed: Vec<SimTime> = points.map(|it| self.ledger.points()[it].taken).collect();
        needed.extend(state.transferring.map(|it| it.taken.at));
        needed.sort_unstable();
        needed.dedup();
        if let Some(machine) = self.world.blocks.get_mut(&vm) {
            machine.keep_moments(&needed);
        }
    }
    /// A restore begins: what it will bring is read from the point.
    pub(super) fn read_blocks(&mut self, vm: VmId, point: PointId, from_snapshot: bool) {
        let taken = self.ledger.points()[point].taken;
        let Some(machine) = self.world.blocks.get_mut(&vm) else {
            return;
        };
        machine.read(taken, point, from_snapshot);
    }
    /// What it has brought, proven against what was there when the point was taken.
    pub(super) fn prove_blocks(&mut self, vm: VmId, task: TaskId) {
        let Some(machine) = self.world.blocks.get(&vm) else {
            return;
        };
        let proofs = machine.restored();
        let restored = Restored {
            blocks: proofs.iter().map(|proof| proof.blocks).sum(),
            digest: proofs
                .iter()
                .fold(0, |all: u64, it| all.rotate_left(1) ^ it.digest),
        };
        if let Some(restoring) = &mut self.ledger.task_mut(task).restore {
            restoring.restored = Some(restored);
        }
    }
    /// The disks of a machine become what the restore that runs has read.
    pub(super) fn put_blocks_back(&mut self, vm: VmId) {
        if let Some(machine) = self.world.blocks.get_mut(&vm) {
            machine.put_back(&self.world.writers);
        }
    }
}

impl Sight<'_> {
    /// How the change of a disk is found.
    fn found_by(self, writer: &Writer, newest: Option<PointId>, now: SimTime) -> Found {
        let Some(newest) = newest else {
            return Found::Whole;
        };
        let then = self.ledger.points()[newest].taken;
        let (made, _) = writer.made(now);
        if made > then || !writer.is_attached(then) {
            return Found::Whole;
        }
        match self.scenario.profile().change_detection.value {
            ChangeDetection::Checksum => Found::Checksum,
            // Nothing to compare with: the snapshot is gone, or it is of what was there before.
            ChangeDetection::PageRanges
                if !self.world.vms[self.vm].snapshots.has(newest) || writer.placed(now) > then =>
            {
                Found::Checksum
            }
            ChangeDetection::PageRanges => Found::Ranges,
        }
    }
}

/// The blocks of a disk that are new to the vault.
fn find_blocks(blocks: &BlockDisk, found: Found, earlier: Option<SimTime>) -> (Layer, Finding) {
    let now = blocks.contents();
    let newest = || blocks.vault.newest_contents();
    let change = match (found, earlier) {
        (Found::Ranges, Some(earlier)) => {
            let there = newest().written();
            blocks.change(earlier, blocks.written_up_to()).over(&there)
        }
        (Found::Checksum, _) | (Found::Ranges, None) => now.since(&newest()),
        (Found::Whole, _) => {
            let gone = newest().written().without(&now.written());
            now.clone().and_cleared(&gone)
        }
    };
    let size = blocks.size();
    let written = change.written();
    let finding = Finding {
        sent: size.of(written.len()),
        carried: written.requests(size),
        runs: written.runs(),
        allocated: size.of(now.blocks()),
    };
    (change, finding)
}

/// What a job's record says of a disk.
fn record(disk: DiskId, found: Found, finding: &Finding) -> DiskTransfer {
    let per_reply = blobs::RANGES_PER_REPLY.value as u64;
    let (read, compares, lists) = match found {
        Found::Whole => (finding.sent, 0, 0),
        Found::Checksum => {
            let read = finding.allocated + finding.sent;
            (read, requests(finding.allocated), 0)
        }
        Found::Ranges => (finding.sent, 0, finding.runs.div_ceil(per_reply).max(1)),
    };
    // What is sent takes a request, however little there is on average.
    let carried = finding.carried.max(u64::from(!finding.sent.is_zero()));
    let whole = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    DiskTransfer {
        disk,
        sent: finding.sent,
        read_ended: None,
        ended: None,
        found,
        read,
        requests: whole(compares + carried + lists),
        lists: whole(lists),
    }
}

/// Requests that read so much, one after the other.
pub(super) fn requests(bytes: Bytes) -> u64 {
    bytes.get().div_ceil(BlockSize::MAX.bytes().get())
}
