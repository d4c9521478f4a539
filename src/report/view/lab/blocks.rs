//! A disk of a machine that is simulated block by block, as the place "Lab" shows it. Plain data.

use crate::report::view::{ByteCount, Moment};
use serde::Serialize;

views! {
/// A disk block by block, up to a moment.
pub struct LabBlocksView {
    /// The disk's name.
    pub disk: String,
    /// The size of a block.
    pub block: ByteCount,
    /// How many blocks the disk has.
    pub blocks: u64,
    /// Those that hold data.
    pub held: BlockCountView,
    /// The moment of the vault's newest point, since when the changes are counted.
    pub since: Option<Moment>,
    /// The same as a sentence.
    pub since_text: String,
    /// Blocks that were written since, and hold data; if there is no point, all that hold data.
    pub written: BlockCountView,
    /// Blocks that held data then and were cleared since.
    pub cleared: BlockCountView,
    /// What the last backup that came to the vault sent of the disk.
    pub last: Option<LabSentView>,
    /// What a backup would send now; nothing while the disk is not attached.
    pub next: Option<LabFindView>,
    /// What a cell of the map stands for; the last one may be smaller.
    pub cell: ByteCount,
    /// The disk from its first block to its last.
    pub cells: Vec<LabBlockCellView>,
}

/// A number of blocks.
pub struct BlockCountView {
    /// How many.
    pub blocks: u64,
    /// What they hold.
    pub bytes: ByteCount,
}

/// What a backup sent of a disk.
pub struct LabSentView {
    /// The moment of its point.
    pub taken: Moment,
    /// What was sent.
    pub sent: BlockCountView,
    /// How much was read for that.
    pub read: ByteCount,
    /// How many requests that took.
    pub requests: u32,
    /// How it was found, as a sentence.
    pub found: String,
}

/// What a backup would send of a disk.
pub struct LabFindView {
    /// What would be sent.
    pub sent: BlockCountView,
    /// How it would be found: `whole`, `ranges` or `checksum`.
    pub by: String,
    /// The same as a sentence.
    pub found: String,
}

/// A part of a disk: how many of its blocks are so.
pub struct LabBlockCellView {
    /// How many it has.
    pub blocks: u64,
    /// Those that hold data.
    pub held: u64,
    /// Those that were written since the newest point.
    pub written: u64,
    /// Those that were cleared since.
    pub cleared: u64,
    /// Those that the last backup sent.
    pub sent: u64,
}
}
