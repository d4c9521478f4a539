//! A page blob as a map: a row for each snapshot and one for the blob as it is, the newest on top;
//! columns are equal parts of the blob. What has changed since the row below grows from a cell's
//! foot, what was cleared hangs from its head, and behind both stands what holds data.

use super::axis::{ValueAxis, ValueUnit};
use super::map::{ChartMap, KeyEntry, Rect, fact};
use super::pen::{Ink, Pen, Side, Weight};
use super::text::{counted, grouped, shown};
use super::{ChartError, Theme};
use crate::report::view::{BlobCellView, BlobLayerView, BlobMapView, PickView};
use crate::units::Bytes;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

const PITCH_PX: f64 = 27.0;
/// Many rows are lower, but not than this.
const PITCH_PX_MIN: f64 = 8.0;
/// Rows that would be higher together than this become lower.
const ROWS_PX_MAX: f64 = 432.0;
const BAR_PX: f64 = 21.0;
const FOOT_PX: f64 = 20.0;
/// Narrower, the bytes of each row are left to the table.
const SUMS_FROM_PX: f64 = 560.0;
/// Narrower, cells touch.
const GAP_FROM_PX: f64 = 4.0;
/// What is there at all is seen, however little.
const LEAST_PX: f64 = 2.0;
/// Cells of a row; what lies beyond is left to the table.
const CELLS_MAX: usize = 1_024;
/// Rows that are drawn; what is older is left to the table.
const ROWS_MAX: usize = 200;
const OVERWRITTEN: char = '≠';

/// Draws the map.
///
/// # Errors
/// If the area is too small or the backend fails.
pub fn blob<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    of: &BlobMapView,
    theme: &Theme,
) -> Result<ChartMap, ChartError> {
    let pen = Pen::on(area, theme)?;
    let mut map = ChartMap::new(pen.size(), key(theme), summary(of));
    let rows = Row::all(of);
    let columns = rows.iter().map(|row| row.layer.cells.len()).max();
    let columns = columns.unwrap_or(0).min(CELLS_MAX);
    if columns == 0 {
        pen.empty("This blob has no bytes to show")?;
        return Ok(map);
    }
    let layout = Layout::of(&pen, &rows, columns)?;
    layout.draw_axis(&pen, of)?;
    for (index, row) in rows.iter().enumerate() {
        layout.draw_row(&pen, index, row, theme)?;
        map.push_part(layout.label_of(index), row_pick(row));
    }
    // A keyboard goes down the rows of a column before it goes on to the next one.
    for column in 0..columns {
        for (index, row) in rows.iter().enumerate() {
            if let Some(cell) = row.layer.cells.get(column) {
                map.push_item(layout.cell(index, column), cell_pick(of, row, column, cell));
            }
        }
    }
    Ok(map)
}

/// The height at which every row has its room.
pub(super) fn height_px(of: &BlobMapView, theme: &Theme) -> i32 {
    let rows = of.layers.len().clamp(1, ROWS_MAX);
    let room = ROWS_PX_MAX / rows as f64;
    let pitch = theme.px(room.clamp(PITCH_PX_MIN, PITCH_PX));
    let rows = i32::try_from(rows).unwrap_or(i32::MAX);
    pitch.saturating_mul(rows) + theme.px(FOOT_PX)
}

pub(super) fn key(theme: &Theme) -> Vec<KeyEntry> {
    let entry = |name: &str, color, glyph, hollow| KeyEntry {
        name: name.to_owned(),
        color,
        glyph,
        hollow,
    };
    vec![
        entry("holds data", held_color(theme), None, false),
        entry("changed", theme.series[0], Some('+'), false),
        entry("cleared", theme.series[2], Some('−'), true),
        entry(
            "overwritten as a whole",
            theme.muted,
            Some(OVERWRITTEN),
            true,
        ),
    ]
}

/// A tint that stands back behind what has changed.
fn held_color(theme: &Theme) -> RGBColor {
    theme.tint(theme.series[6], 0.34)
}

/// A layer, with what it is compared to.
struct Row<'a> {
    layer: &'a BlobLayerView,
    name: String,
    /// Nothing for the first layer there is.
    since: Option<&'a str>,
    is_oldest: bool,
}

impl<'a> Row<'a> {
    /// The newest first.
    fn all(of: &'a BlobMapView) -> Vec<Self> {
        let before = |index: usize| index.checked_sub(1).and_then(|i| of.layers.get(i));
        let row = |(index, layer): (usize, &'a BlobLayerView)| Row {
            layer,
            name: row_name(of, layer),
            since: before(index).map(|layer| layer.snapshot.as_str()),
            is_oldest: index == 0,
        };
        let rows = of.layers.iter().enumerate().rev().take(ROWS_MAX);
        rows.map(row).collect()
    }
    /// What has changed is told as a number.
    fn sums(&self) -> (String, String) {
        if self.layer.overwritten {
            return ("overwritten".to_owned(), String::new());
        }
        let signed = |sign: &str, bytes: Bytes| {
            if bytes == Bytes::ZERO {
                "0".to_owned()
            } else {
                format!("{sign}{}", rounded(bytes))
            }
        };
        let (changed, cleared) = (self.layer.changed.0, self.layer.cleared.0);
        (signed("+", changed), signed("−", cleared))
    }
    fn since_words(&self) -> String {
        match self.since {
            Some(name) => format!("since {}", shown(name)),
            None => "since nothing, it is the first".to_owned(),
        }
    }
}

/// A snapshot mostly bears its blob's name, which the reader knows: `…_ss3`.
fn row_name(of: &BlobMapView, layer: &BlobLayerView) -> String {
    let name = layer.snapshot.as_str();
    let own = name.strip_prefix(of.blob.as_str());
    match own.filter(|rest| !of.blob.is_empty() && !rest.is_empty()) {
        Some(rest) => format!("…{}", shown(rest)),
        None if name.is_empty() => "as it is".to_owned(),
        None => shown(name),
    }
}

/// Where the rows, their names and their sums are, in device pixels.
struct Layout {
    plot: Rect,
    columns: i32,
    pitch: i32,
    bar: i32,
    gap: i32,
    least: i32,
    /// How wide a sum is; 0 where there is no room for them.
    sums: i32,
}

impl Layout {
    fn of<DB: DrawingBackend>(
        pen: &Pen<'_, DB>,
        rows: &[Row<'_>],
        columns: usize,
    ) -> Result<Self, ChartError> {
        let (mut names, mut sums) = (0, 0);
        for row in rows {
            names = names.max(pen.measure(&label(row))?);
            let (changed, cleared) = row.sums();
            sums = sums.max(pen.measure(&changed)?).max(pen.measure(&cleared)?);
        }
        let apart = pen.px(8.0);
        let sums = if pen.width >= pen.px(SUMS_FROM_PX) {
            sums + apart
        } else {
            0
        };
        let left = (names + apart).min(pen.width.div_euclid(4));
        let right = (pen.width - sums * 2).max(left + 1);
        let columns = i32::try_from(columns).unwrap_or(i32::MAX);
        let rows = i32::try_from(rows.len()).unwrap_or(i32::MAX).max(1);
        let room = (pen.height - pen.px(FOOT_PX)).max(1);
        let pitch = pen.px(PITCH_PX).min(room.div_euclid(rows)).max(1);
        let plot = Rect::between(left, 0, right, pitch.saturating_mul(rows));
        let bar = pen.px(BAR_PX).min(pitch - pitch.div_euclid(5)).max(1);
        let is_apart = plot.width >= pen.px(GAP_FROM_PX).saturating_mul(columns);
        Ok(Self {
            plot,
            columns,
            pitch,
            bar,
            gap: if is_apart { pen.hair() } else { 0 },
            least: pen.px(LEAST_PX).max(1).min(bar),
            sums,
        })
    }

    fn top(&self, row: usize) -> i32 {
        let row = i32::try_from(row).unwrap_or(i32::MAX);
        self.plot.y + row.saturating_mul(self.pitch) + self.pitch - self.bar
    }

    /// The left edge of a column; of the one behind the last, the right edge of the map.
    fn left(&self, column: usize) -> i32 {
        let column = i64::try_from(column).unwrap_or(i64::MAX);
        let along = column.saturating_mul(i64::from(self.plot.width));
        let along = along.div_euclid(i64::from(self.columns.max(1)));
        self.plot.x + i32::try_from(along).unwrap_or(self.plot.width)
    }

    fn cell(&self, row: usize, column: usize) -> Rect {
        let (left, top) = (self.left(column), self.top(row));
        let right = (self.left(column + 1) - self.gap).max(left + 1);
        Rect::between(left, top, right, top + self.bar)
    }

    /// Left of the cells: the row as a whole.
    fn label_of(&self, row: usize) -> Rect {
        let top = self.top(row);
        Rect::between(0, top, self.plot.x, top + self.bar)
    }

    /// How high a share stands. The root lets little be seen beside much.
    fn height(&self, share: f32) -> i32 {
        let share = f64::from(share);
        if share.is_nan() || share <= 0.0 {
            return 0;
        }
        let high = (share.min(1.0).sqrt() * f64::from(self.bar)).round() as i32;
        high.clamp(self.least, self.bar)
    }

    fn draw_row<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        index: usize,
        row: &Row<'_>,
        theme: &Theme,
    ) -> Result<(), ChartError> {
        let (top, bottom) = (self.top(index), self.top(index) + self.bar);
        pen.across(bottom, self.plot.x, self.plot.right(), theme.line)?;
        let cells = row.layer.cells.iter().take(CELLS_MAX);
        for (column, cell) in cells.enumerate() {
            let place = self.cell(index, column);
            let from_foot = |share| Rect::between(place.x, bottom - share, place.right(), bottom);
            let (held, changed) = (self.height(cell.held), self.height(cell.changed));
            if held > 0 {
                pen.fill(from_foot(held), held_color(theme))?;
            }
            if changed > 0 {
                pen.fill(from_foot(changed), theme.series[0])?;
            }
            let cleared = self.height(cell.cleared);
            if cleared > 0 {
                let hangs = Rect::between(place.x, top, place.right(), top + cleared);
                pen.fill(hangs, theme.series[2])?;
            }
        }
        // Where rows are lower than a line of text, only some are named.
        let line = pen.px(theme.font_px * 1.1).max(1);
        let every = (line - 1).div_euclid(self.pitch) + 1;
        if usize::try_from(every).is_ok_and(|every| index.is_multiple_of(every)) {
            self.draw_words(pen, (top + bottom) >> 1, row)?;
        }
        Ok(())
    }

    fn draw_words<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        y: i32,
        row: &Row<'_>,
    ) -> Result<(), ChartError> {
        let ink = |weight| Ink {
            color: pen.theme.foreground,
            weight,
            side: Side::Left,
        };
        let weight = if row.layer.snapshot.is_empty() {
            Weight::Bold
        } else {
            Weight::Normal
        };
        let name = pen.elided(&label(row), self.plot.x - pen.px(6.0))?;
        pen.text(&name, (0, y), ink(weight))?;
        if self.sums > 0 {
            let (changed, cleared) = row.sums();
            let right = self.plot.right();
            pen.note(&changed, (right + self.sums, y), Side::Right)?;
            pen.note(&cleared, (right + self.sums * 2, y), Side::Right)?;
        }
        Ok(())
    }

    /// Bytes below the lowest row; a label that would leave the map is moved in.
    fn draw_axis<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        of: &BlobMapView,
    ) -> Result<(), ChartError> {
        let whole = of.cell.0.as_f64() * f64::from(self.columns);
        let label = pen.measure("768 GiB")? + pen.px(14.0);
        let labels_max = self.plot.width.div_euclid(label.max(1)).clamp(1, 8);
        let axis = ValueAxis::new(whole, ValueUnit::Bytes, labels_max.unsigned_abs());
        let y = self.plot.bottom() + pen.px(12.0);
        let mut free_from = self.plot.x;
        for tick in axis.ticks() {
            let share = if whole > 0.0 { tick / whole } else { 0.0 };
            if share > 1.0 {
                break;
            }
            let x = self.plot.x + (share * f64::from(self.plot.width)).round() as i32;
            let x = x.min(self.plot.right() - pen.hair());
            pen.down(
                x,
                self.plot.y + pen.px(2.0),
                self.plot.bottom() + pen.px(4.0),
                pen.theme.grid,
            )?;
            let text = axis.label(tick);
            let width = pen.measure(&text)?;
            let left = (x - (width >> 1)).min(pen.width - width).max(0);
            if left >= free_from || tick == 0.0 {
                pen.note(&text, (left, y), Side::Left)?;
                free_from = left + width + pen.px(6.0);
            }
        }
        Ok(())
    }
}

fn label(row: &Row<'_>) -> String {
    if row.layer.overwritten {
        format!("{OVERWRITTEN} {}", row.name)
    } else {
        row.name.clone()
    }
}

fn full_name(layer: &BlobLayerView) -> String {
    if layer.snapshot.is_empty() {
        "The blob as it is".to_owned()
    } else {
        shown(&layer.snapshot)
    }
}

fn row_pick(row: &Row<'_>) -> PickView {
    let layer = row.layer;
    let mut facts = Vec::new();
    if layer.overwritten {
        facts.push(fact("Overwritten", "as a whole, so no difference is told"));
    }
    facts.push(fact("Compared", row.since_words()));
    facts.push(fact("Changed", layer.changed.0.to_string()));
    facts.push(fact("Cleared", layer.cleared.0.to_string()));
    picked(full_name(layer), facts)
}

fn cell_pick(of: &BlobMapView, row: &Row<'_>, column: usize, cell: &BlobCellView) -> PickView {
    let size = of.cell.0.get();
    let from = size.saturating_mul(column as u64);
    let end = from.saturating_add(size).min(of.size.0.get().max(from));
    let mut facts = vec![
        fact(
            "Part",
            format!("{} to {}", Bytes::new(from), Bytes::new(end)),
        ),
        fact(
            "Bytes",
            format!("{} to {}", offset(from), offset(end.saturating_sub(1))),
        ),
        fact("Holds data", percent(cell.held)),
    ];
    let is_told = !row.layer.overwritten;
    if is_told && row.is_oldest {
        facts.push(fact("Changed", "all that it holds: it is the first"));
    } else if is_told {
        facts.push(fact("Compared", row.since_words()));
        facts.push(fact("Changed", percent(cell.changed)));
        facts.push(fact("Cleared", percent(cell.cleared)));
    } else {
        facts.push(fact("Overwritten", "as a whole, so no difference is told"));
    }
    picked(full_name(row.layer), facts)
}

fn picked(title: String, facts: Vec<crate::report::view::FactView>) -> PickView {
    PickView {
        title,
        facts,
        vm: None,
        night: None,
        day: None,
    }
}

fn offset(bytes: u64) -> String {
    grouped(bytes as f64, 0)
}

/// A size in three digits, as sums beside rows have room for.
fn rounded(bytes: Bytes) -> String {
    let text = bytes.to_string();
    let Some((number, unit)) = text.split_once(' ') else {
        return text;
    };
    let value: f64 = number.parse().unwrap_or(0.0);
    let decimals = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    let digits = format!("{value:.decimals$}");
    let digits = if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        &digits
    };
    format!("{digits} {unit}")
}

/// A share as the page writes one.
fn percent(share: f32) -> String {
    let percent = f64::from(share) * 100.0;
    if percent > 0.0 && percent < 0.05 {
        return "< 0.1 %".to_owned();
    }
    format!("{percent:.1} %")
}

fn summary(of: &BlobMapView) -> String {
    let mut text = format!(
        "{} in {}, {}: {}, the newest on top",
        shown(&of.blob),
        shown(&of.account),
        of.size.0,
        counted(of.layers.len(), "layer")
    );
    if of.left_out > 0 {
        text.push_str(&format!(", {} older left out", of.left_out));
    }
    if let [.., before, now] = of.layers.as_slice() {
        if now.overwritten {
            text.push_str("; overwritten as a whole since ");
            text.push_str(&shown(&before.snapshot));
        } else {
            text.push_str(&format!(
                "; since {}, {} changed and {} cleared",
                shown(&before.snapshot),
                now.changed.0,
                now.cleared.0
            ));
        }
    }
    text.push_str(&format!(". A cell stands for {}.", of.cell.0));
    text
}
