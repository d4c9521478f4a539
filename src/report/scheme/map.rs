//! A blob as a map: for each of its snapshots, and for the blob as it is, which of its cells hold data,
//! and what of them has changed.

use crate::blob::page::{BlobError, BlobName, SnapshotId, Version};
use crate::engine::scheme::Custom;
use crate::report::view::{BlobCellView, BlobLayerView, BlobMapView, ByteCount};
use crate::units::Bytes;
use std::ops::Range;

/// Rows that are shown: the newest.
const LAYERS_MAX: usize = 64;
/// Cells of a row.
const CELLS_MAX: u32 = 4_096;
/// A cell is never smaller than this.
const CELL_MIN: u64 = 512;

/// The map of a blob in so many cells, if there is such a blob.
#[must_use]
pub fn map(custom: &Custom, account: &str, blob: &str, cells: u32) -> Option<BlobMapView> {
    let (desk, storage) = (custom.desk(), custom.desk().storage());
    let name = BlobName::new(desk.account(account)?, blob);
    let snapshots = desk.snapshots(&name);
    storage.snapshots(&name).ok()?;
    let mut versions: Vec<(String, Option<SnapshotId>)> = snapshots
        .iter()
        .map(|(name, id)| ((*name).to_owned(), Some(*id)))
        .collect();
    versions.push((String::new(), None));
    let of = |snapshot: Option<SnapshotId>| name.version(snapshot);
    let size = |(_, snapshot): &(String, Option<SnapshotId>)| storage.size(&of(*snapshot)).ok();
    let size = versions.iter().filter_map(size).max().unwrap_or_default();
    let cells = u64::from(cells.clamp(1, CELLS_MAX));
    let cell = size
        .div_ceil(cells)
        .next_multiple_of(CELL_MIN)
        .max(CELL_MIN);
    let left_out = versions.len().saturating_sub(LAYERS_MAX);
    let grid = Grid {
        cell,
        cells: usize::try_from(size.div_ceil(cell)).unwrap_or_default(),
    };
    let layers = (left_out..versions.len()).map(|at| {
        let before = at.checked_sub(1).and_then(|before| versions[before].1);
        let (snapshot, id) = &versions[at];
        layer(custom, snapshot, &of(*id), before, &grid)
    });
    Some(BlobMapView {
        account: account.to_owned(),
        blob: blob.to_owned(),
        size: ByteCount(Bytes::new(size)),
        cell: ByteCount(Bytes::new(cell)),
        layers: layers.collect(),
        left_out: u32::try_from(left_out).unwrap_or(u32::MAX),
    })
}

/// How a blob is divided.
struct Grid {
    cell: u64,
    cells: usize,
}

fn layer(
    custom: &Custom,
    snapshot: &str,
    version: &Version,
    before: Option<SnapshotId>,
    grid: &Grid,
) -> BlobLayerView {
    let storage = custom.desk().storage();
    let held = storage.page_ranges(version).unwrap_or_default();
    let diff = before.map(|before| storage.diff(version, before));
    let overwritten = matches!(diff, Some(Err(BlobError::BlobOverwritten)));
    let (changed, cleared) = match diff {
        Some(Ok(diff)) => (diff.changed, diff.cleared),
        None | Some(Err(_)) => (held.clone(), Vec::new()),
    };
    let [held, shares, gone] = [&held, &changed, &cleared].map(|ranges| grid.shares(ranges));
    let cells = held.into_iter().zip(shares).zip(gone);
    BlobLayerView {
        snapshot: snapshot.to_owned(),
        changed: ByteCount(total(&changed)),
        cleared: ByteCount(total(&cleared)),
        overwritten,
        cells: cells
            .map(|((held, changed), cleared)| BlobCellView {
                held,
                changed,
                cleared,
            })
            .collect(),
    }
}

fn total(ranges: &[Range<u64>]) -> Bytes {
    Bytes::new(ranges.iter().map(|range| range.end - range.start).sum())
}

impl Grid {
    /// The share of each cell that is in ranges; they do not overlap.
    #[expect(clippy::integer_division, reason = "the cell that contains the byte")]
    fn shares(&self, ranges: &[Range<u64>]) -> Vec<f32> {
        let mut bytes = vec![0_u64; self.cells];
        for range in ranges {
            let mut at = range.start;
            while at < range.end {
                let index = at / self.cell;
                let end = range.end.min((index + 1) * self.cell);
                let slot = usize::try_from(index).ok();
                if let Some(cell) = slot.and_then(|index| bytes.get_mut(index)) {
                    *cell += end - at;
                }
                at = end;
            }
        }
        let share = |bytes: u64| (bytes as f64 / self.cell as f64) as f32;
        bytes.into_iter().map(share).collect()
    }
}
