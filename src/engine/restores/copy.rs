//! Disks come back from the vault: when the service takes a restore from its queue, one flow for
//! each, out of the vault and into a storage account.

use crate::azure::timing;
use crate::engine::links::Path;
use crate::engine::{Simulation, blocks};
use crate::ledger::{Carrier, DiskCopy, Restoring};
use crate::units::{Bytes, TaskId, VmId};

impl Simulation {
    /// Begins to copy every disk that the point holds something of, all at once.
    pub(in crate::engine) fn restore_starts(&mut self, task: TaskId) {
        let Some((vm, restoring)) = self.running_restore(task) else {
            return;
        };
        let copies = self.copies(vm, &restoring);
        for (slot, copy) in (0..).zip(&copies) {
            let path = self.way_back(&restoring, copy.bytes);
            let cap = timing::RESTORE_DISK_RATE.value.as_f64();
            self.start_flow(Carrier::Copies(task, slot), path, cap, copy.bytes.as_f64());
        }
        let is_empty = copies.is_empty();
        self.ledger.add_copies(task, copies);
        if is_empty {
            self.restore_copied(task);
        }
    }
    /// One of a restore's disks is there; with the last of them it goes on.
    pub(in crate::engine) fn disk_copied(&mut self, task: TaskId, slot: u32) {
        self.ledger.copy_ended(task, slot, self.now);
        let mut copies = self.ledger.copies_of(task).iter();
        if copies.all(|copy| copy.ended.is_some()) {
            self.restore_copied(task);
        }
    }
    fn copies(&self, vm: VmId, restoring: &Restoring) -> Vec<DiskCopy> {
        let then = self.ledger.points()[restoring.point].taken;
        let disks = self.world.backed_up_writers_of(vm);
        let copy = |(disk, bytes)| DiskCopy {
            disk,
            bytes,
            began: self.now,
            ended: None,
        };
        let sizes = disks.map(|(disk, writer)| (disk, writer.used(then)));
        let held = sizes.filter(|(_, bytes): &(_, Bytes)| !bytes.is_zero());
        held.map(copy).collect()
    }
    fn way_back(&self, restoring: &Restoring, bytes: Bytes) -> Path {
        let job = self.ledger.points()[restoring.point].job;
        let vault = self.scenario.vault_of(self.ledger.jobs()[job].policy);
        let requests = blocks::requests(bytes) as f64 / bytes.as_f64();
        let links = &self.transfers.links;
        links.copying(vault, restoring.order.account, requests)
    }
}
