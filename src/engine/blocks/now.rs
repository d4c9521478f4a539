//! How a machine's disks stand at a moment, block by block: what was written since the vault's newest
//! point, what the last backup sent, and what one would send now. It looks at a copy: the run goes on
//! as if nobody had looked.

use super::{Sight, find_blocks, record};
use crate::blob::blocks::{BlockSet, BlockSize, Layer};
use crate::ledger::{DiskTransfer, Ledger};
use crate::model::World;
use crate::model::blocks::BlockDisk;
use crate::scenario::Scenario;
use crate::units::{DiskId, PointId, SimTime, VmId};

/// A machine's disks, block by block.
#[derive(Clone, Debug)]
pub struct BlocksNow {
    /// The vault's newest point: what is new is new since it.
    pub newest: Option<PointId>,
    /// Its disks that are backed up.
    pub disks: Vec<DiskNow>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct DiskNow {
    /// The disk.
    pub disk: DiskId,
    /// The size of its blocks.
    pub size: BlockSize,
    /// The blocks that hold data.
    pub held: BlockSet,
    /// What was written and cleared since the newest point; all that is there if there is none.
    pub since: Layer,
    /// What a backup of this moment would send of it; nothing while it is not attached.
    pub next: Option<DiskTransfer>,
    /// The last point that came to the vault with something of it, and the blocks that were sent.
    pub last: Option<(PointId, BlockSet)>,
}

impl BlocksNow {
    /// At a moment that the run has come to; nothing if the machine is not simulated block by block.
    #[must_use]
    pub fn at(
        (scenario, world, ledger): (&Scenario, &World, &Ledger),
        vm: VmId,
        at: SimTime,
    ) -> Option<Self> {
        let mut machine = world.blocks.get(&vm)?.clone();
        machine.write_up_to(&world.writers, at);
        let sight = Sight {
            scenario,
            world,
            ledger,
            vm,
        };
        let newest = world.vms[vm].in_vault.newest();
        let disks = machine.disks();
        let disks = disks.map(|(id, disk)| sight.disk_now(id, disk, newest));
        Some(Self {
            newest,
            disks: disks.collect(),
        })
    }
}

impl Sight<'_> {
    fn disk_now(self, id: DiskId, disk: &BlockDisk, newest: Option<PointId>) -> DiskNow {
        let (writer, now) = (&self.world.writers[id], disk.written_up_to());
        let earlier = newest.map(|point| self.ledger.points()[point].taken);
        let since = match earlier {
            Some(earlier) => {
                let there = disk.contents_at(earlier).written();
                disk.change(earlier, now).over(&there)
            }
            None => disk.contents().clone(),
        };
        let next = writer.is_attached(now).then(|| {
            let found = self.found_by(writer, newest, now);
            let (_, finding) = find_blocks(disk, found, earlier);
            record(id, found, &finding)
        });
        DiskNow {
            disk: id,
            size: disk.size(),
            held: disk.contents().written(),
            since,
            next,
            last: disk.last_sent.clone(),
        }
    }
}
