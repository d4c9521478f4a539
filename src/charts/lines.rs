//! Values over time: throughput of a night against what limits it, sizes over the run.

use super::axis::{Clock, TimeAxis, ValueAxis, ValueUnit, instant};
use super::frame::{time_grid, time_labels_max, value_grid, value_labels_max, value_labels_width};
use super::map::{ChartMap, KeyEntry, Rect, fact};
use super::pen::{Pen, Side};
use super::text::{counted, grouped, shown};
use super::{ChartError, Theme};
use crate::report::view::{ChartView, PickView, SeriesView};
use crate::units::Bytes;
use plotters::coord::Shift;
use plotters::coord::ranged1d::Ranged;
use plotters::drawing::DrawingArea;
use plotters::style::Color;
use plotters_backend::DrawingBackend;

const HEAD_PX: f64 = 26.0;
const FOOT_PX: f64 = 22.0;
/// A limit this many times the largest value would press the values flat; it is named instead.
const LIMIT_IN_SIGHT_MAX: f64 = 4.0;
/// Surfaces below more lines than this would hide each other.
const SURFACES_MAX: usize = 2;

/// Draws one line a series, with its limit where it has one.
///
/// # Errors
/// If the area is too small or the backend fails.
pub fn lines<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    view: &ChartView,
    theme: &Theme,
) -> Result<ChartMap, ChartError> {
    let pen = Pen::on(area, theme)?;
    let mut map = ChartMap::new(pen.size(), key(view, theme), summary(view));
    let count = view.series.iter().map(|series| series.values.len()).max();
    let Some(count) = count.filter(|count| *count > 0) else {
        pen.empty("No values to show")?;
        return Ok(map);
    };
    let layout = Layout::of(&pen, view, count)?;
    value_grid(&pen, layout.plot, &layout.values)?;
    time_grid(&pen, layout.plot, &layout.time)?;
    if unit_of(view) == ValueUnit::Plain {
        let at = (0, layout.plot.y - pen.px(17.0));
        pen.note(&view.unit, at, Side::Left)?;
    }
    for (index, series) in view.series.iter().enumerate() {
        layout.draw_series(&pen, view, index, series)?;
    }
    layout.draw_limits(&pen, view)?;
    for index in 0..count {
        map.push_item(layout.strip(view, index), pick(view, index));
    }
    Ok(map)
}

pub(super) fn key(view: &ChartView, theme: &Theme) -> Vec<KeyEntry> {
    let entry = |(index, series): (usize, &SeriesView)| KeyEntry {
        name: shown(&series.name),
        color: theme.series_color(index),
        glyph: None,
        hollow: false,
    };
    view.series.iter().enumerate().map(entry).collect()
}

struct Layout {
    plot: Rect,
    time: TimeAxis,
    values: ValueAxis,
}

impl Layout {
    fn of<DB: DrawingBackend>(
        pen: &Pen<'_, DB>,
        view: &ChartView,
        count: usize,
    ) -> Result<Self, ChartError> {
        let (top, bottom) = (pen.px(HEAD_PX), pen.height - pen.px(FOOT_PX));
        let labels_max = value_labels_max(pen, bottom - top);
        let values = ValueAxis::new(top_value(view), unit_of(view), labels_max);
        let left = value_labels_width(pen, &values)?;
        let right = pen.width - (pen.measure("30 Mar")? >> 1) - pen.hair();
        let plot = Rect::between(left, top, right, bottom);
        let first = view.times.first().map_or("", String::as_str);
        let clock = Clock::new(view.start_s, first);
        let range = at(view, 0)..at(view, count - 1);
        let labels_max = time_labels_max(pen, plot.width, &range)?;
        let time = TimeAxis::new(range, clock, labels_max);
        Ok(Self { plot, time, values })
    }

    fn x(&self, s: i64) -> i32 {
        self.time.map(&s, (self.plot.x, self.plot.right()))
    }

    fn y(&self, value: f64) -> i32 {
        self.values.map(&value, (self.plot.bottom(), self.plot.y))
    }

    fn points(&self, view: &ChartView, series: &SeriesView) -> Vec<(i32, i32)> {
        let values = series.values.iter().enumerate();
        let points: Vec<(i32, i32)> = values
            .filter(|(_, value)| value.is_finite())
            .map(|(index, value)| (self.x(at(view, index)), self.y(*value)))
            .collect();
        one_stroke_a_column(&points)
    }

    fn draw_series<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        view: &ChartView,
        index: usize,
        series: &SeriesView,
    ) -> Result<(), ChartError> {
        let color = pen.theme.series_color(index);
        let points = self.points(view, series);
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return Ok(());
        };
        if points.len() == 1 {
            let dot = pen.px(4.0).max(2);
            let (x, y) = (first.0 - (dot >> 1), first.1 - (dot >> 1));
            return pen.fill(Rect::between(x, y, x + dot, y + dot), color);
        }
        if view.series.len() <= SURFACES_MAX {
            let mut surface = points.clone();
            surface.extend([(last.0, self.plot.bottom()), (first.0, self.plot.bottom())]);
            pen.surface(surface, color.mix(0.12))?;
        }
        pen.stroke(points, color, 2.0)
    }

    /// Limits as dashed lines, each named where no line runs; a limit out of sight is named above
    /// the plot. A name that would lie on another one is left to the legend and the values.
    fn draw_limits<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        view: &ChartView,
    ) -> Result<(), ChartError> {
        let lines: Vec<_> = (view.series.iter())
            .map(|series| self.points(view, series))
            .collect();
        let mut named: Vec<Rect> = Vec::new();
        for series in &view.series {
            for (limit, reach) in self.limits(view, series) {
                let mut text = format!("{} limit {}", shown(&series.name), said(view, limit));
                let in_sight = limit <= self.values.top();
                if in_sight {
                    pen.dashes(self.y(limit), reach.0, reach.1, pen.theme.bad)?;
                } else {
                    text.push_str(", above");
                }
                let text = pen.elided(&text, self.plot.width - pen.px(48.0))?;
                let width = pen.measure(&text)?;
                let places = if in_sight {
                    self.places_at(pen, self.y(limit), reach, width)
                } else {
                    vec![self.place(pen, self.plot.y - pen.px(8.0), self.plot.right(), width)]
                };
                let is_bare = |place: &&Rect| named.iter().all(|n| n.intersection(place).is_none());
                let is_clear = |place: &&Rect| !lines.iter().any(|line| runs_through(line, place));
                let bare = || places.iter().filter(is_bare);
                let Some(place) = bare().find(is_clear).or_else(|| bare().next()) else {
                    continue;
                };
                named.push(*place);
                pen.plate(&text, *place, pen.theme.bad)?;
            }
        }
        Ok(())
    }

    /// The limits of a series, each with from where to where it holds.
    fn limits(&self, view: &ChartView, series: &SeriesView) -> Vec<(f64, (i32, i32))> {
        let whole = (self.plot.x, self.plot.right());
        let always = series.limit.map(|limit| (limit, whole));
        let mut limits: Vec<(f64, (i32, i32))> = always.into_iter().collect();
        let mut index = 0;
        for stretch in series.limits.chunk_by(|a, b| a == b) {
            let (from, to) = (index, index + stretch.len());
            index = to;
            let reach = [from, to].map(|index| self.x(at(view, index)).min(whole.1));
            limits.extend(stretch.first().map(|limit| (*limit, (reach[0], reach[1]))));
        }
        limits.retain(|(limit, _)| limit.is_finite());
        limits
    }

    /// A text's place that ends at `right` and whose middle is at `y`.
    fn place<DB: DrawingBackend>(&self, pen: &Pen<'_, DB>, y: i32, right: i32, width: i32) -> Rect {
        let half = pen.px(pen.theme.font_px * 0.6);
        Rect::between(right - width - pen.px(4.0), y - half, right, y + half)
    }

    /// Where the name of a limit at `y` may stand, the best place first: over the line at its
    /// right, then its left, then below. A line that is shorter than its name has none.
    fn places_at<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        y: i32,
        (from, to): (i32, i32),
        width: i32,
    ) -> Vec<Rect> {
        let (over, below) = (y - pen.px(8.0), y + pen.px(10.0));
        let left = |place: Rect| Rect { x: from, ..place };
        let [over, below] = [over, below].map(|y| self.place(pen, y, to, width));
        let mut places = vec![over, left(over), below, left(below)];
        places.retain(|place| place.bottom() <= self.plot.bottom() && over.x >= from);
        places
    }

    /// The time that belongs to a value: half-way to its neighbours, over the whole height.
    fn strip(&self, view: &ChartView, index: usize) -> Rect {
        let step_s = i64::try_from(view.step_s).unwrap_or(i64::MAX).min(1 << 40);
        let (middle, half) = (at(view, index), step_s >> 1);
        let left = self.x(middle.saturating_sub(half));
        let right = self.x(middle.saturating_add(half)).max(left + 1);
        Rect::between(left, self.plot.y, right, self.plot.bottom())
    }
}

/// True if a line through these points touches the rectangle, or nearly so.
fn runs_through(points: &[(i32, i32)], rect: &Rect) -> bool {
    points.windows(2).any(|ends| {
        let ((left, from), (right, to)) = (ends[0], ends[1]);
        let stretch = Rect::between(left, from.min(to), right + 1, from.max(to) + 1);
        stretch.intersection(rect).is_some()
    })
}

/// Of the points in one pixel column, the first, the lowest, the highest and the last: the same
/// picture as all of them.
fn one_stroke_a_column(points: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let mut kept: Vec<(i32, i32)> = Vec::new();
    for column in points.chunk_by(|a, b| a.0 == b.0) {
        let (Some(first), Some(last)) = (column.first(), column.last()) else {
            continue;
        };
        let ys = || column.iter().map(|point| point.1);
        let x = first.0;
        let extremes = [ys().min().unwrap_or(first.1), ys().max().unwrap_or(first.1)];
        for y in [first.1, extremes[0], extremes[1], last.1] {
            if kept.last() != Some(&(x, y)) {
                kept.push((x, y));
            }
        }
    }
    kept
}

/// The second of the run of a value.
fn at(view: &ChartView, index: usize) -> i64 {
    let steps = u64::try_from(index).unwrap_or(u64::MAX);
    instant(
        view.start_s
            .saturating_add(view.step_s.saturating_mul(steps)),
    )
}

/// The largest value that the axis must reach.
fn top_value(view: &ChartView) -> f64 {
    let values = || view.series.iter().flat_map(|series| &series.values);
    let largest = values()
        .copied()
        .filter(|v| v.is_finite())
        .fold(0.0, f64::max);
    let steps = view.series.iter().flat_map(|series| &series.limits);
    let limits = view.series.iter().filter_map(|series| series.limit);
    let limits = limits.chain(steps.copied());
    let sight = largest * LIMIT_IN_SIGHT_MAX;
    limits
        .filter(|limit| *limit <= sight)
        .fold(largest, f64::max)
}

fn unit_of(view: &ChartView) -> ValueUnit {
    if view.unit == "bytes" {
        ValueUnit::Bytes
    } else {
        ValueUnit::Plain
    }
}

/// A value with its unit.
fn said(view: &ChartView, value: f64) -> String {
    match unit_of(view) {
        ValueUnit::Bytes => Bytes::from_f64_rounded(value).to_string(),
        ValueUnit::Plain => {
            let decimals = usize::from(value.fract() != 0.0 && value < 1000.0);
            format!("{} {}", grouped(value, decimals), shown(&view.unit))
        }
    }
}

fn pick(view: &ChartView, index: usize) -> PickView {
    let value_of = |series: &SeriesView| {
        let value = series.values.get(index)?;
        Some(fact(&shown(&series.name), said(view, *value)))
    };
    let limit_of = |series: &SeriesView| {
        let label = format!("{} limit", shown(&series.name));
        let then = series.limits.get(index).copied();
        let limit = then.or(series.limit).filter(|limit| limit.is_finite())?;
        Some(fact(&label, said(view, limit)))
    };
    let values = view.series.iter().filter_map(value_of);
    PickView {
        title: view
            .times
            .get(index)
            .map_or_else(String::new, |text| shown(text)),
        facts: values
            .chain(view.series.iter().filter_map(limit_of))
            .collect(),
        vm: None,
        night: None,
        day: None,
    }
}

fn summary(view: &ChartView) -> String {
    let mut text = format!(
        "{}: {}",
        shown(&view.title),
        counted(view.series.len(), "line")
    );
    if let (Some(first), Some(last)) = (view.times.first(), view.times.last()) {
        text.push_str(&format!(" from {} to {}", shown(first), shown(last)));
    }
    for series in view.series.iter().take(SUMMED_UP_MAX) {
        let values = || series.values.iter().copied().filter(|v| v.is_finite());
        let largest = said(view, values().fold(0.0, f64::max));
        text.push_str(&format!("; {} at most {largest}", shown(&series.name)));
        if let Some(last) = values().next_back() {
            text.push_str(&format!(", {} at the end", said(view, last)));
        }
        if let Some(limit) = series.limit {
            text.push_str(&format!(", limit {}", said(view, limit)));
        }
        let lowest = series.limits.iter().copied().fold(f64::INFINITY, f64::min);
        if lowest.is_finite() {
            text.push_str(&format!(", limit {} at the least", said(view, lowest)));
        }
    }
    text.push('.');
    text
}

/// How many lines the chart in words goes through; the table has them all.
const SUMMED_UP_MAX: usize = 4;
