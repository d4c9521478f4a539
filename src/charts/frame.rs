//! The frame that charts with axes share: where the plot lies, its grid and its labels.

use super::ChartError;
use super::axis::{TimeAxis, ValueAxis};
use super::map::Rect;
use super::pen::{Pen, Side};
use plotters::coord::ranged1d::Ranged;
use plotters_backend::DrawingBackend;
use std::ops::Range;

/// How many labels such as `00:00` or `30 Mar` fit next to each other.
pub(super) fn time_labels_max<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    width: i32,
    range_s: &Range<i64>,
) -> Result<usize, ChartError> {
    const DAY_S: i64 = 86_400;
    let is_one_day = range_s.end - range_s.start <= DAY_S;
    let longest = if is_one_day { "00:00" } else { "30 Mar" };
    let label = pen.measure(longest)? + pen.px(12.0);
    let count = f64::from(width.max(0)) / f64::from(label.max(1));
    Ok(count as usize)
}

/// Grid lines down at the ticks of a time axis, with their labels below the plot.
pub(super) fn time_grid<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    plot: Rect,
    axis: &TimeAxis,
) -> Result<(), ChartError> {
    for tick in axis.ticks() {
        let x = axis.map(&tick, (plot.x, plot.right()));
        pen.down(x, plot.y, plot.bottom(), pen.theme.grid)?;
    }
    time_labels(pen, plot, axis, plot.bottom() + pen.px(12.0))
}

/// The labels of a time axis on a line; one that would leave the area is moved in.
pub(super) fn time_labels<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    plot: Rect,
    axis: &TimeAxis,
    y: i32,
) -> Result<(), ChartError> {
    let mut free_from = 0;
    for tick in axis.ticks() {
        let label = axis.label(tick);
        let width = pen.measure(&label)?;
        let left = axis.map(&tick, (plot.x, plot.right())) - (width >> 1);
        let left = left.min(pen.width - width).max(0);
        if left < free_from {
            continue;
        }
        pen.note(&label, (left, y), Side::Left)?;
        free_from = left + width + pen.px(6.0);
    }
    Ok(())
}

/// How wide the labels of a value axis are, with their distance from the plot.
pub(super) fn value_labels_width<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    axis: &ValueAxis,
) -> Result<i32, ChartError> {
    let mut widest = 0;
    for tick in axis.ticks() {
        widest = widest.max(pen.measure(&axis.label(tick))?);
    }
    Ok((widest + pen.px(8.0)).min(pen.width >> 1))
}

/// Grid lines across at the ticks of a value axis, with their labels at the left.
pub(super) fn value_grid<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    plot: Rect,
    axis: &ValueAxis,
) -> Result<(), ChartError> {
    for tick in axis.ticks() {
        let y = axis.map(&tick, (plot.bottom(), plot.y));
        let color = if tick == 0.0 {
            pen.theme.line
        } else {
            pen.theme.grid
        };
        pen.across(y, plot.x, plot.right(), color)?;
        pen.note(&axis.label(tick), (plot.x - pen.px(8.0), y), Side::Right)?;
    }
    Ok(())
}

/// How many labels a value axis of this height has room for.
pub(super) fn value_labels_max<DB: DrawingBackend>(pen: &Pen<'_, DB>, height: i32) -> u32 {
    let line = pen.theme.font_px * pen.theme.scale * 2.6;
    (f64::from(height.max(0)) / line).clamp(1.0, 6.0) as u32
}
