//! The machine of a custom backup: what the model writes to its disk, written to the page blob that
//! the disk is. What the storage refuses is lost: a machine without its lease has no disk.

use crate::azure::blobs::PUT_MAX;
use crate::blob::blocks::{BlockSet, Layer};
use crate::blob::desk::{Ask, Desk, Request};
use crate::blob::page::{BlobError, BlobName, Ink, LeaseTime};
use crate::model::World;
use crate::model::blocks::BlockDisk;
use crate::rng::Draws;
use crate::scenario::Scenario;
use crate::units::{Bytes, DiskId, SimTime, VmId};
use std::ops::Range;

const VM: VmId = VmId::new(0);
const DISK: DiskId = DiskId::new(0);

/// The machine, and the blob that its disk is.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    world: World,
    disk: BlobName,
    /// Up to when it has written.
    at: SimTime,
}

impl Machine {
    /// The machine as the run begins, with its disk made, filled and leased for good.
    pub(super) fn new(fleet: &Scenario, desk: &mut Desk, disk: BlobName, size: Bytes) -> Self {
        let made = Request {
            blob: disk.clone(),
            ask: Ask::Create { size: size.get() },
            with_lease: false,
        };
        desk.ask(&made).expect("a blob of an allowed size is made");
        let machine = Self {
            world: World::new(fleet, Draws::new(fleet.seed())),
            disk,
            at: SimTime::ZERO,
        };
        machine.attach(desk).expect("nobody has leased it yet");
        machine.write(desk, machine.blocks().contents());
        machine
    }
    /// The blob that its disk is.
    pub(super) const fn disk(&self) -> &BlobName {
        &self.disk
    }
    fn blocks(&self) -> &BlockDisk {
        let disk = self.world.blocks.get(&VM).and_then(|it| it.disk(DISK));
        disk.expect("the machine is simulated block by block")
    }
    /// Writes what is written up to a moment.
    pub(super) fn write_up_to(&mut self, desk: &mut Desk, at: SimTime) {
        if at <= self.at {
            return;
        }
        let then = std::mem::replace(&mut self.at, at);
        let World {
            blocks, writers, ..
        } = &mut self.world;
        if let Some(machine) = blocks.get_mut(&VM) {
            machine.write_up_to(writers, at);
        }
        let change = self.blocks().change(then, at);
        self.write(desk, &change);
    }
    /// Its disk becomes another, which holds what its own held at an earlier moment.
    ///
    /// # Errors
    /// The other is leased, or not there. Its own stays then.
    pub(super) fn swap(
        &mut self,
        desk: &mut Desk,
        disk: BlobName,
        then: SimTime,
    ) -> Result<(), BlobError> {
        let old = std::mem::replace(&mut self.disk, disk);
        if let Err(refused) = self.attach(desk) {
            self.disk = old;
            return Err(refused);
        }
        // Somebody may have broken it.
        let _ = desk.ask(&Request {
            blob: old,
            ask: Ask::Release,
            with_lease: false,
        });
        let World {
            blocks, writers, ..
        } = &mut self.world;
        writers[DISK].restore(self.at, then);
        if let Some(machine) = blocks.get_mut(&VM) {
            machine.go_back(writers, DISK, then);
        }
        Ok(())
    }
    fn attach(&self, desk: &mut Desk) -> Result<(), BlobError> {
        let lease = Request {
            blob: self.disk.clone(),
            ask: Ask::Acquire {
                time: LeaseTime::Infinite,
            },
            with_lease: false,
        };
        desk.ask(&lease).map(drop)
    }
    fn write(&self, desk: &mut Desk, change: &Layer) {
        // Somebody may have made it smaller.
        let size = desk.storage().size(&self.disk.now()).unwrap_or_default();
        let ask = |desk: &mut Desk, ask: Ask| {
            let _ = desk.ask(&Request {
                blob: self.disk.clone(),
                ask,
                with_lease: true,
            });
        };
        for range in self.ranges(change.cleared(), size) {
            ask(desk, Ask::Clear { range });
        }
        for (stamp, set) in change.by_stamp() {
            let ink = Ink::Stream(stamp);
            for range in self.ranges(set, size) {
                let most = PUT_MAX.value.get() as usize;
                for start in range.clone().step_by(most) {
                    let range = start..range.end.min(start + PUT_MAX.value.get());
                    ask(desk, Ask::Put { range, ink });
                }
            }
        }
    }
    /// The runs of a set in bytes, as far as the disk reaches.
    fn ranges(&self, set: &BlockSet, size: u64) -> impl Iterator<Item = Range<u64>> {
        let block = self.blocks().size();
        let bytes = move |blocks: u32| block.of(u64::from(blocks)).get();
        let ranges = set.ranges().collect::<Vec<_>>().into_iter();
        let ranges = ranges.map(move |run| bytes(run.start)..bytes(run.end).min(size));
        ranges.filter(|range| !range.is_empty())
    }
}
