//! One night: a row a machine, a bar a phase, and what lies behind the window's close.

mod words;

use super::axis::{Clock, TimeAxis, instant};
use super::frame::{time_grid, time_labels, time_labels_max};
use super::map::{ChartMap, KeyEntry, Rect};
use super::pen::{Ink, Pen, Side, Weight};
use super::text::shown;
use super::{ChartError, Theme};
use crate::report::view::{FleetRow, NightView, PhaseName, PhaseView, RowWindowView, Verdict};
use plotters::coord::Shift;
use plotters::coord::ranged1d::Ranged;
use plotters::drawing::DrawingArea;
use plotters_backend::DrawingBackend;
use std::cmp::Reverse;
use std::ops::Range;
use words::{machine_pick, phase_name, phase_pick, summary};

const ROW_PX: f64 = 19.0;
const BAR_PX: f64 = 12.0;
/// The band over the rows: what the window's edges are.
const HEAD_PX: f64 = 18.0;
/// The time labels.
const FOOT_PX: f64 = 22.0;
/// With more rows than this the time labels stand on top too: the lower ones are out of sight.
const ROWS_IN_SIGHT_MAX: usize = 25;

/// The phases in the order in which they happen.
const PHASES: [PhaseName; 6] = [
    PhaseName::Start,
    PhaseName::Prepare,
    PhaseName::Snapshot,
    PhaseName::Queue,
    PhaseName::Transfer,
    PhaseName::Commit,
];

/// Draws the jobs of one night in the order of the rows.
///
/// # Errors
/// If the area is too small or the backend fails.
pub fn night<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    of: &NightView,
    rows: &[FleetRow],
    theme: &Theme,
) -> Result<ChartMap, ChartError> {
    let pen = Pen::on(area, theme)?;
    let mut map = ChartMap::new(pen.size(), key(rows, theme), summary(of, rows));
    if rows.is_empty() {
        pen.empty("No machine to show")?;
        return Ok(map);
    }
    let layout = Layout::of(&pen, of, rows)?;
    layout.draw_window(&pen, of)?;
    for (index, row) in rows.iter().enumerate() {
        if let Some(window) = &row.own_window {
            layout.draw_own_window(&pen, index, window)?;
        }
    }
    time_grid(&pen, layout.plot, &layout.time)?;
    if rows.len() > ROWS_IN_SIGHT_MAX {
        time_labels(&pen, layout.plot, &layout.time, pen.px(9.0))?;
    }
    layout.draw_edges(&pen, of)?;
    for (index, row) in rows.iter().enumerate() {
        layout.draw_row(&pen, index, row, of.night, &mut map)?;
    }
    Ok(map)
}

/// The height at which rows are as high as they should be.
pub(super) fn height_px(rows: usize, theme: &Theme) -> i32 {
    let rows = rows.clamp(1, 10_000) as f64;
    let top = head_px(rows as usize);
    theme.px(top + rows * ROW_PX + FOOT_PX)
}

fn head_px(rows: usize) -> f64 {
    if rows > ROWS_IN_SIGHT_MAX {
        HEAD_PX * 2.0
    } else {
        HEAD_PX
    }
}

pub(super) fn key(rows: &[FleetRow], theme: &Theme) -> Vec<KeyEntry> {
    let has_phase = |name| {
        rows.iter()
            .any(|row| row.phases.iter().any(|p| p.phase == name))
    };
    PHASES
        .into_iter()
        .filter(|phase| has_phase(*phase))
        .map(|phase| KeyEntry {
            name: phase_name(phase).to_owned(),
            color: theme.phases.of(phase),
            glyph: None,
            hollow: phase == PhaseName::Start,
        })
        .collect()
}

struct Layout {
    plot: Rect,
    time: TimeAxis,
    row_height: f64,
    bar_height: i32,
    /// Only every so many rows have room for their name.
    name_every: usize,
}

impl Layout {
    fn of<DB: DrawingBackend>(
        pen: &Pen<'_, DB>,
        of: &NightView,
        rows: &[FleetRow],
    ) -> Result<Self, ChartError> {
        let mut names = 0;
        for row in rows {
            names = names.max(pen.measure(&shown(&row.name))?);
        }
        let gap = pen.px(8.0);
        let names_max = (f64::from(pen.width) * 0.3).min(f64::from(pen.px(200.0))) as i32;
        let left = names.min(names_max) + gap;
        let right = pen.width - (pen.measure("00:00")? >> 1) - pen.hair();
        let top = pen.px(head_px(rows.len()));
        let plot = Rect::between(left, top, right, pen.height - pen.px(FOOT_PX));
        let mut range = range(of, rows);
        let length = (range.end - range.start) as f64;
        let is_over = range.end > instant(of.closes.s);
        if is_over {
            range.end += (length * share_for_reasons(pen, of, rows, plot.width)?) as i64;
        }
        let labels_max = time_labels_max(pen, plot.width, &range)?;
        let clock = Clock::new(of.opens.s, &of.opens.local);
        let time = TimeAxis::new(range, clock, labels_max);
        let room = f64::from(plot.height) / rows.len() as f64;
        let row_height = room.min(f64::from(pen.px(ROW_PX)));
        let line = pen.theme.font_px * pen.theme.scale * 1.15;
        Ok(Self {
            plot: Rect {
                height: (row_height * rows.len() as f64).ceil() as i32,
                ..plot
            },
            time,
            row_height,
            bar_height: ((row_height * BAR_PX / ROW_PX).round() as i32).max(1),
            name_every: (line / row_height).ceil().max(1.0) as usize,
        })
    }

    fn x(&self, s: i64) -> i32 {
        self.time.map(&s, (self.plot.x, self.plot.right()))
    }

    /// The grounds that say which time is not the window's.
    fn draw_window<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        of: &NightView,
    ) -> Result<(), ChartError> {
        let (top, bottom) = (self.plot.y - pen.px(HEAD_PX), self.plot.bottom());
        let closes = self.x(instant(of.closes.s));
        if closes < self.plot.right() {
            let late = Rect::between(closes, top, self.plot.right(), bottom);
            pen.fill(late, pen.theme.late_soft)?;
        }
        Ok(())
    }

    /// The whole width of a row.
    fn strip<DB: DrawingBackend>(&self, pen: &Pen<'_, DB>, index: usize) -> Rect {
        let top = f64::from(self.plot.y) + self.row_height * index as f64;
        let bottom = (top + self.row_height).round() as i32;
        let top = top.round() as i32;
        Rect::between(0, top, pen.width, bottom.max(top + 1))
    }

    /// The part of a row that is not in the window of its own, and where that closes.
    fn draw_own_window<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        index: usize,
        window: &RowWindowView,
    ) -> Result<(), ChartError> {
        let strip = self.strip(pen, index);
        let (top, bottom) = (strip.y, strip.bottom());
        let (left, right) = (self.plot.x, self.plot.right());
        let [opens, closes] =
            [window.opens_s, window.closes_s].map(|s| self.x(instant(s)).clamp(left, right));
        pen.fill(
            Rect::between(left, top, right, bottom),
            pen.theme.background,
        )?;
        if closes < right {
            let late = Rect::between(closes, top, right, bottom);
            pen.fill(late, pen.theme.late_soft)?;
            pen.down(closes, top, bottom, pen.theme.late)?;
        }
        if opens > left {
            pen.down(opens, top, bottom, pen.theme.line)?;
        }
        Ok(())
    }

    /// The window's edges, with their names in the band above the rows.
    fn draw_edges<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        of: &NightView,
    ) -> Result<(), ChartError> {
        let (top, bottom) = (self.plot.y - pen.px(HEAD_PX), self.plot.bottom());
        let (opens, closes) = (self.x(instant(of.opens.s)), self.x(instant(of.closes.s)));
        let (gap, y) = (pen.px(6.0), top + pen.px(9.0));
        if opens > self.plot.x {
            pen.down(opens, top, bottom, pen.theme.line)?;
            let text = format!("window opens {}", time_of_day(&of.opens.local));
            if opens + gap + pen.measure(&text)? < closes {
                pen.note(&text, (opens + gap, y), Side::Left)?;
            }
        }
        pen.down(closes, top, bottom, pen.theme.late)?;
        let text = format!("window closes {}", time_of_day(&of.closes.local));
        let width = pen.measure(&text)?;
        let ink = |side| Ink {
            color: pen.theme.late,
            weight: Weight::Normal,
            side,
        };
        if closes + gap + width <= pen.width {
            pen.text(&text, (closes + gap, y), ink(Side::Left))
        } else {
            pen.text(&text, (closes - gap, y), ink(Side::Right))
        }
    }

    fn draw_row<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        index: usize,
        row: &FleetRow,
        night: u32,
        map: &mut ChartMap,
    ) -> Result<(), ChartError> {
        let strip = self.strip(pen, index);
        let middle = strip.y + (strip.height >> 1);
        if index.is_multiple_of(self.name_every) {
            let name = pen.elided(&row.name, self.plot.x - pen.px(8.0))?;
            let color = match row.verdict {
                Some(_) => pen.theme.foreground,
                None => pen.theme.muted,
            };
            let ink = Ink {
                color,
                weight: Weight::Normal,
                side: Side::Right,
            };
            pen.text(&name, (self.plot.x - pen.px(8.0), middle), ink)?;
        }
        map.push_item(strip, machine_pick(row, night));
        let bar_top = middle - (self.bar_height >> 1);
        let mut bars: Vec<(&PhaseView, Rect)> = (row.phases.iter())
            .filter(|phase| phase.end_s > phase.start_s)
            .map(|phase| (phase, self.bar(phase, bar_top)))
            .collect();
        let end = bars.iter().map(|(_, rect)| rect.right()).max();
        // The shortest last: one of a pixel must not vanish below its neighbour.
        bars.sort_by_key(|(_, rect)| Reverse(rect.width));
        for (phase, rect) in bars {
            draw_bar(pen, phase.phase, rect)?;
            map.push_part(rect, phase_pick(row, phase, night));
        }
        let end = end.unwrap_or(self.plot.x);
        if self.row_height >= f64::from(pen.px(9.0)) {
            self.draw_verdict(pen, row, (end, middle))?;
        }
        Ok(())
    }

    /// A phase's bar: at least one pixel, however short the phase.
    fn bar(&self, phase: &PhaseView, top: i32) -> Rect {
        let (start, end) = (self.x(instant(phase.start_s)), self.x(instant(phase.end_s)));
        let start = start.min(self.plot.right() - 1);
        Rect::between(start, top, end.max(start + 1), top + self.bar_height)
    }

    /// The mark after the last bar, with its reason as far as there is room for it.
    fn draw_verdict<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        row: &FleetRow,
        (end, middle): (i32, i32),
    ) -> Result<(), ChartError> {
        let Some((verdict, mark)) = row.verdict.and_then(|v| Some((v, glyph(v)?))) else {
            return Ok(());
        };
        let ink = |weight| Ink {
            color: pen.theme.verdict(verdict),
            weight,
            side: Side::Left,
        };
        let mark_width = pen.measure(mark)?;
        let x = (end + pen.px(5.0)).min(pen.width - mark_width - pen.hair());
        pen.text(mark, (x, middle), ink(Weight::Bold))?;
        let reason = match &row.detail {
            Some(detail) => shown(detail),
            None => verdict_name(verdict).to_owned(),
        };
        let x = x + mark_width + pen.px(5.0);
        let room = pen.width - x - pen.hair();
        let text = pen.elided(&reason, room)?;
        // A few letters and an ellipsis say less than the mark alone.
        if text == reason || room >= pen.px(56.0) {
            pen.text(&text, (x, middle), ink(Weight::Normal))?;
        }
        Ok(())
    }
}

fn draw_bar<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    phase: PhaseName,
    rect: Rect,
) -> Result<(), ChartError> {
    let color = pen.theme.phases.of(phase);
    match phase {
        // Nothing happens yet: a low outline, so that the bars proper stand out.
        PhaseName::Start => {
            let inset = rect.height >> 2;
            let low = Rect::between(rect.x, rect.y + inset, rect.right(), rect.bottom() - inset);
            pen.frame(low, color)
        }
        PhaseName::Prepare
        | PhaseName::Snapshot
        | PhaseName::Queue
        | PhaseName::Transfer
        | PhaseName::Commit => pen.fill(rect, color),
    }
}

/// From the window's opening, or the first job before it, to the hour after the last end.
fn range(of: &NightView, rows: &[FleetRow]) -> Range<i64> {
    let mut range: Range<i64> = instant(of.opens.s)..instant(of.closes.s);
    for phase in rows.iter().flat_map(|row| &row.phases) {
        range.start = range.start.min(instant(phase.start_s));
        range.end = range.end.max(instant(phase.end_s));
    }
    range
}

/// How much of the plot the reasons behind late ends need; a narrow plot has none to spare, and
/// leaves them to whoever asks for the machine.
fn share_for_reasons<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    of: &NightView,
    rows: &[FleetRow],
    width: i32,
) -> Result<f64, ChartError> {
    let is_over = |row: &&FleetRow| {
        let own = row.own_window.as_ref();
        let closes_s = own.map_or(of.closes.s, |window| window.closes_s);
        row.phases.iter().any(|phase| phase.end_s > closes_s)
    };
    let mut widest = 0;
    for reason in rows
        .iter()
        .filter(is_over)
        .filter_map(|row| row.detail.as_ref())
    {
        widest = widest.max(pen.measure(&shown(reason))? + pen.px(24.0));
    }
    let share = f64::from(widest) / f64::from(width.max(1));
    Ok(if share <= REASONS_SHARE_MAX {
        share.max(0.04)
    } else {
        0.08
    })
}

/// More of the plot than this is not given away for words.
const REASONS_SHARE_MAX: f64 = 0.2;

/// The clock time of a moment's local text.
fn time_of_day(local: &str) -> String {
    shown(local.split_once(' ').map_or(local, |(_, time)| time))
}

/// The character that marks a verdict; what held needs none.
pub(super) const fn glyph(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Held => None,
        Verdict::Late => Some("!"),
        Verdict::Failed => Some("×"),
        Verdict::Skipped => Some("–"),
        Verdict::Running => Some("…"),
    }
}

pub(super) const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Held => "held",
        Verdict::Late => "late",
        Verdict::Failed => "failed",
        Verdict::Skipped => "transfer skipped",
        Verdict::Running => "still running",
    }
}
