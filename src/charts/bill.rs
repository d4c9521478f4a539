//! The bill: a stack a month, a block a line of the invoice, the month's total on top.

use super::axis::{MONTHS, ValueAxis, ValueUnit};
use super::frame::{value_grid, value_labels_max, value_labels_width};
use super::map::{ChartMap, KeyEntry, Rect, fact};
use super::pen::{Ink, Pen, Side, Weight};
use super::text::{counted, grouped, shown};
use super::{ChartError, Theme};
use crate::report::view::{BillLine, BillView, PickView};
use crate::units::Money;
use plotters::coord::Shift;
use plotters::coord::ranged1d::Ranged;
use plotters::drawing::DrawingArea;
use plotters_backend::DrawingBackend;

const HEAD_PX: f64 = 34.0;
const FOOT_PX: f64 = 36.0;
const STACK_PX_MAX: f64 = 56.0;

/// Draws the bill, month by month.
///
/// # Errors
/// If the area is too small or the backend fails.
pub fn bill<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    months: &[BillView],
    theme: &Theme,
) -> Result<ChartMap, ChartError> {
    let pen = Pen::on(area, theme)?;
    let mut map = ChartMap::new(pen.size(), key(months, theme), summary(months));
    let Some(first) = months.first() else {
        pen.empty("No month to bill")?;
        return Ok(map);
    };
    let layout = Layout::of(&pen, months)?;
    value_grid(&pen, layout.plot, &layout.values)?;
    pen.note(
        &first.currency,
        (0, layout.plot.y - pen.px(24.0)),
        Side::Left,
    )?;
    let meters = meters(months);
    let labels = layout.month_labels(&pen, months)?;
    for (index, month) in months.iter().enumerate() {
        map.push_item(layout.column(index), month_pick(month));
        layout.draw_stack(&pen, &meters, index, month, &mut map)?;
        layout.draw_total(&pen, index, month)?;
        if let Some(label) = labels.get(index).filter(|label| !label.is_empty()) {
            layout.draw_month(&pen, index, month, label)?;
        }
    }
    Ok(map)
}

pub(super) fn key(months: &[BillView], theme: &Theme) -> Vec<KeyEntry> {
    let entry = |(index, meter): (usize, &str)| KeyEntry {
        name: shown(meter),
        color: theme.series_color(index),
        glyph: None,
        hollow: false,
    };
    meters(months).into_iter().enumerate().map(entry).collect()
}

/// Every meter, in the order of its first line.
fn meters(months: &[BillView]) -> Vec<&str> {
    let mut meters: Vec<&str> = Vec::new();
    for line in months.iter().flat_map(|month| &month.lines) {
        if !meters.contains(&line.meter.as_str()) {
            meters.push(&line.meter);
        }
    }
    meters
}

struct Layout {
    plot: Rect,
    values: ValueAxis,
    pitch: f64,
    stack_width: i32,
}

impl Layout {
    fn of<DB: DrawingBackend>(pen: &Pen<'_, DB>, months: &[BillView]) -> Result<Self, ChartError> {
        let (top, bottom) = (pen.px(HEAD_PX), pen.height - pen.px(FOOT_PX));
        let largest = months.iter().map(height_of).fold(0.0, f64::max);
        let labels_max = value_labels_max(pen, bottom - top);
        let values = ValueAxis::new(largest, ValueUnit::Plain, labels_max);
        let left = value_labels_width(pen, &values)?;
        let plot = Rect::between(left, top, pen.width, bottom);
        let pitch = f64::from(plot.width) / months.len() as f64;
        // A few months are not spread over the whole width.
        let pitch = pitch.min(f64::from(pen.px(STACK_PX_MAX * 2.0)));
        let stack_width = (pitch * 0.62).min(f64::from(pen.px(STACK_PX_MAX))).round() as i32;
        Ok(Self {
            plot,
            values,
            pitch,
            stack_width: stack_width.max(1),
        })
    }

    /// All that belongs to a month, over the whole height.
    fn column(&self, index: usize) -> Rect {
        let edge = |index: usize| {
            let along = (self.pitch * index as f64).round();
            self.plot.x + along.min(f64::from(self.plot.width)) as i32
        };
        let (left, right) = (edge(index), edge(index + 1).max(edge(index) + 1));
        Rect::between(left, 0, right, self.plot.bottom())
    }

    fn middle(&self, index: usize) -> i32 {
        let column = self.column(index);
        column.x + (column.width >> 1)
    }

    fn y(&self, amount: f64) -> i32 {
        self.values.map(&amount, (self.plot.bottom(), self.plot.y))
    }

    fn draw_stack<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        meters: &[&str],
        index: usize,
        month: &BillView,
        map: &mut ChartMap,
    ) -> Result<(), ChartError> {
        let left = self.middle(index) - (self.stack_width >> 1);
        let mut below = 0.0;
        // Meters lie in the same order in every month, whatever the order of the lines.
        for (of_meter, meter) in meters.iter().enumerate() {
            let color = pen.theme.series_color(of_meter);
            for line in month.lines.iter().filter(|line| line.meter == *meter) {
                let above = below + units(line.amount.0).max(0.0);
                let block =
                    Rect::between(left, self.y(above), left + self.stack_width, self.y(below));
                below = above;
                if block.height <= 0 {
                    continue;
                }
                pen.fill(block, color)?;
                // A fine gap where two blocks meet, as long as it leaves something of them.
                if block.height > pen.hair() * 3 {
                    pen.across(block.y, block.x, block.right(), pen.theme.background)?;
                }
                map.push_part(block, line_pick(month, line));
            }
        }
        Ok(())
    }

    /// The total, as exact as there is room for.
    fn draw_total<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        index: usize,
        month: &BillView,
    ) -> Result<(), ChartError> {
        let exact = with_commas(month.total.0);
        let whole = exact.split('.').next().unwrap_or_default().to_owned();
        let room = self.pitch as i32 - pen.px(4.0);
        for text in [exact, whole] {
            if pen.measure(&text)? <= room {
                let y = self.y(height_of(month)) - pen.px(9.0);
                let ink = Ink {
                    color: pen.theme.foreground,
                    weight: Weight::Normal,
                    side: Side::Middle,
                };
                return pen.text(&text, (self.middle(index), y), ink);
            }
        }
        Ok(())
    }

    /// The months' labels, of which as many are empty as there is no room for.
    fn month_labels<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        months: &[BillView],
    ) -> Result<Vec<String>, ChartError> {
        let room = self.pitch as i32 - pen.px(4.0);
        let long: Vec<String> = months
            .iter()
            .map(|month| month_name(&month.name, Year::Shown))
            .collect();
        let mut fits = true;
        for label in &long {
            fits &= pen.measure(label)? <= room;
        }
        if fits {
            return Ok(long);
        }
        let needed = pen.measure("Mmm")? + pen.px(4.0);
        let every = (f64::from(needed) / self.pitch).ceil().max(1.0) as usize;
        let short = |(index, month): (usize, &BillView)| {
            if index.is_multiple_of(every) {
                month_name(&month.name, Year::Hidden)
            } else {
                String::new()
            }
        };
        Ok(months.iter().enumerate().map(short).collect())
    }

    fn draw_month<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        index: usize,
        month: &BillView,
        label: &str,
    ) -> Result<(), ChartError> {
        let (x, y) = (self.middle(index), self.plot.bottom() + pen.px(11.0));
        pen.note(label, (x, y), Side::Middle)?;
        let note = "in part";
        if month.complete || pen.measure(note)? > self.pitch as i32 {
            return Ok(());
        }
        pen.note(note, (x, y + pen.px(14.0)), Side::Middle)
    }
}

#[derive(Clone, Copy)]
enum Year {
    Shown,
    Hidden,
}

/// `Mar 2026` from `2026-03`; a January has its year either way.
fn month_name(name: &str, year: Year) -> String {
    let parts = name.split_once('-');
    let month = parts.and_then(|(_, month)| month.parse::<usize>().ok());
    let named = month.and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (parts, named, year) {
        (Some((of, _)), Some(named), Year::Shown) => shown(&format!("{named} {of}")),
        (Some((of, _)), Some(&"Jan"), Year::Hidden) => shown(of),
        (_, Some(named), Year::Hidden) => (*named).to_owned(),
        (_, _, Year::Shown | Year::Hidden) => shown(name),
    }
}

/// An amount as a height: the axis is not where cents are read.
fn units(amount: Money) -> f64 {
    amount.as_nanos() as f64 / 1e9
}

/// How high a month's stack is: as high as its blocks.
fn height_of(month: &BillView) -> f64 {
    month
        .lines
        .iter()
        .map(|line| units(line.amount.0).max(0.0))
        .sum()
}

/// The amount's own text with commas between thousands.
fn with_commas(amount: Money) -> String {
    let text = amount.to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    match whole.parse::<i64>() {
        Ok(number) if number.abs() < 1 << 50 && number != 0 => {
            format!("{}.{cents}", grouped(number as f64, 0))
        }
        Ok(_) | Err(_) => text,
    }
}

fn month_pick(month: &BillView) -> PickView {
    let mut facts = vec![fact("Total", priced(month, month.total.0))];
    for line in &month.lines {
        let label = format!("{}, {}", shown(&line.meter), shown(&line.item));
        facts.push(fact(&label, priced(month, line.amount.0)));
    }
    if !month.complete {
        facts.push(fact("Covers", "part of the month"));
    }
    PickView {
        title: shown(&month.title),
        facts,
        vm: None,
        night: None,
        day: None,
    }
}

fn line_pick(month: &BillView, line: &BillLine) -> PickView {
    let quantity = format!("{} {}", shown(&line.quantity), shown(&line.unit));
    PickView {
        title: shown(&line.meter),
        facts: vec![
            fact("Month", shown(&month.title)),
            fact("For", shown(&line.item)),
            fact("Quantity", quantity),
            fact("Unit price", shown(&line.unit_price)),
            fact("Amount", priced(month, line.amount.0)),
            fact("Why", line.why.as_str()),
        ],
        vm: None,
        night: None,
        day: None,
    }
}

fn priced(month: &BillView, amount: Money) -> String {
    format!("{} {}", with_commas(amount), shown(&month.currency))
}

fn summary(months: &[BillView]) -> String {
    let mut text = format!("Bill of {}", counted(months.len(), "month"));
    for month in months {
        let name = shown(&month.title);
        text.push_str(&format!("; {name} {}", priced(month, month.total.0)));
        if !month.complete {
            text.push_str(" (in part)");
        }
    }
    text.push('.');
    text
}
