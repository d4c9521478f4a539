//! The views of page blobs and of the custom backup by snapshots: what the accounts hold after a
//! step, every step so far, what the ways compare to.

use super::{Amount, ByteCount, FigureView, Moment};
use serde::Serialize;

views! {
/// A custom backup by snapshots, up to some step.
pub struct BlobsView {
    /// The scenario's name.
    pub name: String,
    /// When the last step ended; the start before the first.
    pub clock: Moment,
    /// When the run ends.
    pub end: Moment,
    /// The steps done so far, oldest first.
    pub steps: Vec<StepView>,
    /// How many steps the whole run has.
    pub steps_in_all: u32,
    /// What comes next; nothing after the last.
    pub next: Option<String>,
    /// The storage accounts.
    pub accounts: Vec<BlobAccountView>,
    /// Full copies, incremental copies and the managed service over the whole run; only after the
    /// last step.
    pub ways: Vec<WayView>,
    /// The figures about the service that all this rests on.
    pub facts: Vec<FigureView>,
}

/// One step of the procedure, or one request by hand.
pub struct StepView {
    /// Its number from 1 on.
    pub number: u32,
    /// The backup window that it belongs to, from 0 (the first copy) on; none for a restore or a
    /// request by hand.
    pub window: Option<u32>,
    /// True when a person asked for it.
    pub by_hand: bool,
    /// When it began.
    pub at: Moment,
    /// How long it took, in seconds.
    pub takes_s: f64,
    /// `12 min 3 s`.
    pub takes: String,
    /// The service's name of the request: `Snapshot Blob`.
    pub request: String,
    /// What was asked, as a sentence.
    pub what: String,
    /// Bytes that were moved.
    pub moved: ByteCount,
    /// Requests that it took.
    pub requests: u32,
    /// Bytes in ranges that have changed, where ranges were told or written.
    pub changed: Option<ByteCount>,
    /// Bytes in ranges that were cleared.
    pub cleared: Option<ByteCount>,
    /// How many ranges of both.
    pub ranges: Option<u32>,
    /// How long a full copy instead would have taken, where the step applied a difference.
    pub full_copy: Option<String>,
    /// Why it was refused: the service's code and what it means.
    pub refused: Option<String>,
    /// True when the backup blob was found to be the disk's snapshot, byte for byte; false when not.
    pub proven: Option<bool>,
}

/// A storage account.
pub struct BlobAccountView {
    /// Its name.
    pub name: String,
    /// `premium` or `standard`.
    pub kind: String,
    /// What it holds, by name.
    pub blobs: Vec<BlobView>,
}

/// A page blob.
pub struct BlobView {
    /// Its name.
    pub name: String,
    /// What it is for: `the machine's disk`, `the backup`; empty for others.
    pub role: String,
    /// Its size.
    pub size: ByteCount,
    /// Bytes of its pages that hold data.
    pub held: ByteCount,
    /// Bytes that only its snapshots still hold.
    pub held_by_snapshots: ByteCount,
    /// `leased`, `available`, …
    pub lease: String,
    /// Oldest first.
    pub snapshots: Vec<BlobSnapshotView>,
}

/// A snapshot of a page blob.
pub struct BlobSnapshotView {
    /// Its name.
    pub name: String,
    /// When it was taken.
    pub taken: Moment,
    /// Bytes of its pages that hold data.
    pub held: ByteCount,
}

/// A blob as a map: a row for each snapshot and one for the blob as it is, oldest first.
pub struct BlobMapView {
    /// The account.
    pub account: String,
    /// The blob.
    pub blob: String,
    /// Its size now, or the largest of its snapshots'.
    pub size: ByteCount,
    /// The bytes that a cell stands for.
    pub cell: ByteCount,
    /// The rows.
    pub layers: Vec<BlobLayerView>,
    /// Layers older than those shown.
    pub left_out: u32,
}

/// One row of a blob's map: the blob at a snapshot, or as it is.
pub struct BlobLayerView {
    /// The snapshot's name; empty for the blob as it is.
    pub snapshot: String,
    /// Bytes that have changed since the row before; in the first, all that is there.
    pub changed: ByteCount,
    /// Bytes that were cleared since the row before.
    pub cleared: ByteCount,
    /// True when the blob was overwritten as a whole since the row before, so that nothing can say
    /// what has changed.
    pub overwritten: bool,
    /// For each cell the share of it that holds data, that has changed, and that was cleared since
    /// the row before, 0 to 1 each.
    pub cells: Vec<BlobCellView>,
}

/// What a row holds in one cell.
pub struct BlobCellView {
    /// Share that holds data.
    pub held: f32,
    /// Share that has changed since the row before.
    pub changed: f32,
    /// Share that was cleared since the row before.
    pub cleared: f32,
}

/// One way of keeping a backup, over the whole run.
pub struct WayView {
    /// `Full copies`, `Incremental copies`, `Azure Backup`.
    pub name: String,
    /// How it was found: what was simulated.
    pub how: String,
    /// Backups that were completed.
    pub backups: u32,
    /// Bytes moved over the run.
    pub moved: ByteCount,
    /// Longest time from a backup's start to its end, without the first.
    pub longest: String,
    /// The same in seconds.
    pub longest_s: f64,
    /// Mean of the same.
    pub mean: String,
    /// The first backup's.
    pub first: String,
    /// What is stored at the end.
    pub stored: ByteCount,
    /// What it costs over the run.
    pub cost: Amount,
    /// Of what: `storage of backups 12.30, snapshots beside the disk 0.40, requests 0.01`.
    pub cost_of: String,
}
}
