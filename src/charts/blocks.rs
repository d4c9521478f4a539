//! A disk block by block: from its first block to its last, what holds data, what was written and
//! cleared since the last backup, and what that sent. A column is a cell of the view; each lane shows
//! how much of the cell is so. Changes are small beside a disk, so their lanes are as high as the
//! most of a cell that changed, and say how much that is.

use super::map::{ChartMap, KeyEntry, Rect, fact};
use super::pen::{Pen, Side};
use super::text::{grouped, shown};
use super::{ChartError, Theme};
use crate::report::view::{BlockCountView, FactView, LabBlockCellView, LabBlocksView, PickView};
use crate::units::Bytes;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

/// A lane's name.
const NAME_PX: f64 = 18.0;
/// Its columns.
const COLUMN_PX: f64 = 20.0;
const GAP_PX: f64 = 6.0;
/// Where the disk begins and ends.
const FOOT_PX: f64 = 16.0;

/// What a lane shows of a cell.
#[derive(Clone, Copy)]
enum Lane {
    Held,
    Written,
    Cleared,
    Sent,
}

impl Lane {
    const fn name(self) -> &'static str {
        match self {
            Self::Held => "Holds data",
            Self::Written => "Written since",
            Self::Cleared => "Cleared since",
            Self::Sent => "Sent last",
        }
    }
    const fn of(self, cell: &LabBlockCellView) -> u64 {
        match self {
            Self::Held => cell.held,
            Self::Written => cell.written,
            Self::Cleared => cell.cleared,
            Self::Sent => cell.sent,
        }
    }
    fn all(self, view: &LabBlocksView) -> Option<&BlockCountView> {
        match self {
            Self::Held => Some(&view.held),
            Self::Written => Some(&view.written),
            Self::Cleared => Some(&view.cleared),
            Self::Sent => view.last.as_ref().map(|last| &last.sent),
        }
    }
    /// The share of a cell that is as high as the lane.
    fn top(self, view: &LabBlocksView) -> f64 {
        let shares = view.cells.iter().map(|cell| self.share(cell));
        match self {
            Self::Held => 1.0,
            Self::Written | Self::Cleared | Self::Sent => shares.fold(0.0, f64::max),
        }
    }
    fn share(self, cell: &LabBlockCellView) -> f64 {
        self.of(cell) as f64 / cell.blocks.max(1) as f64
    }
    fn title(self, view: &LabBlocksView) -> String {
        let (name, top) = (self.name(), self.top(view));
        if top > 0.0 && top < 1.0 {
            format!("{name}, up to {} %", grouped(100.0 * top, 1))
        } else {
            name.to_owned()
        }
    }
    const fn color(self, theme: &Theme) -> RGBColor {
        match self {
            Self::Held => theme.series[6],
            Self::Written => theme.series[0],
            Self::Cleared => theme.series[2],
            Self::Sent => theme.series[3],
        }
    }
}

/// Those that a view has something of; the first two always.
fn lanes(view: &LabBlocksView) -> Vec<Lane> {
    let mut lanes = vec![Lane::Held, Lane::Written];
    if view.cleared.blocks > 0 {
        lanes.push(Lane::Cleared);
    }
    if view.last.is_some() {
        lanes.push(Lane::Sent);
    }
    lanes
}

/// Draws the lanes of a disk.
///
/// # Errors
/// If the area is too small or the backend fails.
pub fn blocks<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    view: &LabBlocksView,
    theme: &Theme,
) -> Result<ChartMap, ChartError> {
    let pen = Pen::on(area, theme)?;
    let mut map = ChartMap::new(pen.size(), key(view, theme), summary(view));
    if view.cells.is_empty() {
        pen.empty("No block to show")?;
        return Ok(map);
    }
    let lanes = lanes(view);
    let foot = pen.px(FOOT_PX);
    let room = f64::from(pen.height - foot) / lanes.len() as f64;
    for (index, lane) in lanes.into_iter().enumerate() {
        let top = (room * index as f64) as i32;
        let bottom = (room * (index + 1) as f64) as i32 - pen.px(GAP_PX);
        draw_lane(&pen, view, lane, (top, bottom))?;
    }
    let y = pen.height - (foot >> 1);
    pen.note("0", (0, y), Side::Left)?;
    let size = Bytes::new(view.blocks * view.block.0.get());
    pen.note(&size.to_string(), (pen.width, y), Side::Right)?;
    for (index, cell) in view.cells.iter().enumerate() {
        let (left, right) = edges(&pen, view, index);
        let column = Rect::between(left, 0, right, pen.height - foot);
        map.push_item(column, pick(view, index, cell));
    }
    Ok(map)
}

/// The height at which every lane has its room.
pub(super) fn height_px(view: &LabBlocksView, theme: &Theme) -> i32 {
    let lanes = lanes(view).len() as f64;
    theme.px(lanes * (NAME_PX + COLUMN_PX + GAP_PX) + FOOT_PX)
}

pub(super) fn key(view: &LabBlocksView, theme: &Theme) -> Vec<KeyEntry> {
    let entry = |lane: Lane| KeyEntry {
        name: lane.name().to_owned(),
        color: lane.color(theme),
        glyph: None,
        hollow: false,
    };
    lanes(view).into_iter().map(entry).collect()
}

fn draw_lane<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    view: &LabBlocksView,
    lane: Lane,
    (top, bottom): (i32, i32),
) -> Result<(), ChartError> {
    let y = top + (pen.px(NAME_PX) >> 1);
    let sum = lane.all(view).map(|all| all.bytes.0.to_string());
    let sum = sum.unwrap_or_default();
    let room = pen.width - pen.measure(&sum)? - pen.px(8.0);
    let title = pen.elided(&lane.title(view), room)?;
    pen.note(&title, (0, y), Side::Left)?;
    pen.note(&sum, (pen.width, y), Side::Right)?;
    let highest = (bottom - top - pen.px(NAME_PX)).max(1);
    let top = lane.top(view);
    for (index, cell) in view.cells.iter().enumerate() {
        if lane.of(cell) == 0 {
            continue;
        }
        let height = (lane.share(cell) / top * f64::from(highest)).round() as i32;
        let height = height.clamp(pen.hair().min(highest), highest);
        let (left, right) = edges(pen, view, index);
        let column = Rect::between(left, bottom - height, right.max(left + 1), bottom);
        pen.fill(column, lane.color(pen.theme))?;
    }
    pen.across(bottom, 0, pen.width, pen.theme.line)
}

/// Where a cell's column begins and ends.
fn edges<DB: DrawingBackend>(pen: &Pen<'_, DB>, view: &LabBlocksView, index: usize) -> (i32, i32) {
    let pitch = f64::from(pen.width) / view.cells.len() as f64;
    let x = |index: usize| (pitch * index as f64).round() as i32;
    (x(index), x(index + 1))
}

fn pick(view: &LabBlocksView, index: usize, cell: &LabBlockCellView) -> PickView {
    let size = |blocks: u64| Bytes::new(blocks * view.block.0.get());
    let begin = Bytes::new(view.cell.0.get() * index as u64);
    let value = |lane: Lane| {
        let count = lane.of(cell);
        format!("{}, {}", in_blocks(count), size(count))
    };
    let facts: Vec<FactView> = lanes(view)
        .into_iter()
        .map(|lane| fact(lane.name(), value(lane)))
        .collect();
    PickView {
        title: format!("{begin} to {}", begin + size(cell.blocks)),
        facts,
        vm: None,
        night: None,
        day: None,
    }
}

fn summary(view: &LabBlocksView) -> String {
    let of = |lane: Lane| {
        let all = lane.all(view)?;
        let (blocks, bytes) = (in_blocks(all.blocks), all.bytes.0);
        Some(format!("{}: {blocks}, {bytes}", lane.name().to_lowercase()))
    };
    let lanes: Vec<String> = lanes(view).into_iter().filter_map(of).collect();
    format!("{}: {}.", shown(&view.disk), lanes.join("; "))
}

fn in_blocks(count: u64) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} block{plural}", grouped(count as f64, 0))
}
