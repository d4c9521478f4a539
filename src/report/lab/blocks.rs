//! A machine that is simulated block by block: what is on each of its disks, what was written since
//! the last backup, how that found its change and what it sent. What is found and when is the
//! engine's (`engine/blocks/now.rs`); here it is only counted and put into words.

use crate::blob::blocks::{BlockSet, BlockSize};
use crate::engine::{BlocksNow, DiskNow};
use crate::ledger::{DiskTransfer, Found};
use crate::report::Report;
use crate::report::view::{
    BlockCountView, ByteCount, LabBlockCellView, LabBlocksView, LabFindView, LabSentView, Moment,
};
use crate::units::{Bytes, DiskId, PointId, VmId};
use std::collections::BTreeMap;

/// The most cells of a disk's map.
const CELLS_MAX: u32 = 128;

impl Report {
    /// The disks of a machine that are backed up, block by block, in the order of their slots; none
    /// if it is not simulated so.
    #[must_use]
    pub fn blocks(&self, vm: VmId) -> BTreeMap<DiskId, LabBlocksView> {
        let of = (&self.scenario, &self.world, &self.ledger);
        let Some(BlocksNow { newest, disks }) = BlocksNow::at(of, vm, self.now) else {
            return BTreeMap::new();
        };
        let since = newest.map(|point| self.moment(self.ledger.points()[point].taken));
        let view = |disk: &DiskNow| (disk.disk, self.disk_blocks(disk, since.clone()));
        disks.iter().map(view).collect()
    }

    fn disk_blocks(&self, disk: &DiskNow, since: Option<Moment>) -> LabBlocksView {
        let size = disk.size;
        let blocks = size.blocks(self.world.writers[disk.disk].size(self.now));
        let cell_blocks = blocks.div_ceil(CELLS_MAX).max(1);
        let (written, cleared) = (disk.since.written(), disk.since.cleared());
        let sent = disk.last.as_ref().map(|(_, sent)| sent);
        let cell = |index: u32| {
            let first = index * cell_blocks;
            let range = first..blocks.min(first.saturating_add(cell_blocks));
            let count = |set: &BlockSet| set.count_in(range.clone());
            LabBlockCellView {
                blocks: u64::from(range.end - range.start),
                held: count(&disk.held),
                written: count(&written),
                cleared: count(cleared),
                sent: sent.map_or(0, count),
            }
        };
        LabBlocksView {
            disk: self.scenario.disks()[disk.disk].name.clone(),
            block: ByteCount(size.bytes()),
            blocks: u64::from(blocks),
            held: counted(size, disk.held.len()),
            since_text: since_text(since.as_ref()),
            since,
            written: counted(size, written.len()),
            cleared: counted(size, cleared.len()),
            last: disk.last.as_ref().and_then(|(point, blocks)| {
                self.last_sent(disk.disk, *point, counted(size, blocks.len()))
            }),
            next: disk.next.as_ref().map(|next| would_send(size, next)),
            cell: ByteCount(size.of(u64::from(cell_blocks))),
            cells: (0..blocks.div_ceil(cell_blocks)).map(cell).collect(),
        }
    }
    fn last_sent(&self, disk: DiskId, point: PointId, sent: BlockCountView) -> Option<LabSentView> {
        let point = &self.ledger.points()[point];
        let mut transfers = self.ledger.transfers_of(point.job).iter();
        let transfer = transfers.find(|transfer| transfer.disk == disk)?;
        Some(LabSentView {
            taken: self.moment(point.taken),
            sent,
            read: ByteCount(transfer.read),
            requests: transfer.requests,
            found: how_found(transfer.found).to_owned(),
        })
    }
}

fn counted(size: BlockSize, blocks: u64) -> BlockCountView {
    BlockCountView {
        blocks,
        bytes: ByteCount(size.of(blocks)),
    }
}

fn since_text(since: Option<&Moment>) -> String {
    match since {
        Some(moment) => format!(
            "Since the snapshot of {}, whose recovery point is the newest in the vault.",
            moment.local
        ),
        None => "No recovery point is in the vault: to it, all that is there is new.".to_owned(),
    }
}

const fn how_found(found: Found) -> &'static str {
    match found {
        Found::Whole => "There was nothing to compare with, so all of it was sent.",
        Found::Ranges => "The storage said what differs from the previous snapshot.",
        Found::Checksum => "Every allocated block was read and compared.",
    }
}

fn would_send(size: BlockSize, next: &DiskTransfer) -> LabFindView {
    let (sent, read) = (&next.sent, next.compared());
    let (by, found) = match next.found {
        Found::Whole => (
            "whole",
            format!("A backup now would send all {sent}: there is nothing to compare with."),
        ),
        Found::Ranges => (
            "ranges",
            format!(
                "A backup now would send {sent}: what the storage says differs from the \
                 previous snapshot."
            ),
        ),
        Found::Checksum => (
            "checksum",
            format!("A backup now would read {read} to compare, and send {sent}."),
        ),
    };
    LabFindView {
        sent: counted(size, blocks_in(size, *sent)),
        by: by.to_owned(),
        found,
    }
}

fn blocks_in(size: BlockSize, bytes: Bytes) -> u64 {
    u64::from(size.blocks(bytes))
}
