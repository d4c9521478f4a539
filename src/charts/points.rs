//! The calendar of one machine's recovery points as of a moment: weeks as columns, weekdays as
//! lines, a cell a day. A run of more than a year has a band for each year, or for each part of one
//! where a whole year has no room.

use super::axis::MONTHS;
use super::map::{ChartMap, KeyEntry, Rect, fact};
use super::pen::{Ink, Pen, Side, Weight};
use super::text::{counted, shown};
use super::{ChartError, Theme};
use crate::report::view::{DayMark, PickView, PointDay, PointsView};
use jiff::civil::Date;
use jiff::{Span, Unit};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

const PITCH_PX_MAX: f64 = 22.0;
/// Smaller, a cell has no room for its letter.
const LETTER_PITCH_PX: f64 = 15.0;
/// Cells are no lower than this, however narrow.
const PITCH_Y_PX_MIN: f64 = 8.0;
/// A calendar of many bands has flatter cells rather than grow beyond this.
const HEIGHT_PX_MAX: f64 = 880.0;
const LEFT_PX: f64 = 18.0;
const HEAD_PX: f64 = 20.0;
/// Days of a run that still are one row of weeks.
const SINGLE_DAYS_MAX: i32 = 366;
/// Into how many bands a year may be cut.
const PARTS: [i32; 5] = [1, 2, 3, 4, 6];
/// Days of a calendar; what lies beyond is left to the table.
const DAYS_MAX: i32 = 4_000;

/// Draws the calendar.
///
/// # Errors
/// If the area is too small or the backend fails.
pub fn points<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    of: &PointsView,
    theme: &Theme,
) -> Result<ChartMap, ChartError> {
    let pen = Pen::on(area, theme)?;
    let mut map = ChartMap::new(pen.size(), key(theme), summary(of));
    let Some(layout) = Layout::of(of, pen.width, theme) else {
        pen.empty("No day to show")?;
        return Ok(map);
    };
    let layout = layout.fitted(pen.height, theme);
    layout.draw_frame(&pen)?;
    let has_letters = layout.has_letters(&pen)?;
    for day in &of.days {
        let Some(cell) = date_of(day).and_then(|date| layout.cell(date)) else {
            continue;
        };
        draw_cell(&pen, cell, day.mark, has_letters)?;
        map.push_item(cell, pick(of, day));
    }
    if let Some(cell) = of
        .days
        .last()
        .and_then(date_of)
        .and_then(|d| layout.cell(d))
    {
        let around = Rect::between(cell.x - 1, cell.y - 1, cell.right() + 1, cell.bottom() + 1);
        pen.frame(around, theme.foreground)?;
        pen.frame(cell, theme.foreground)?;
    }
    Ok(map)
}

/// The height at which cells are as high as they are wide.
pub(super) fn height_px(of: &PointsView, width_px: u32, theme: &Theme) -> i32 {
    let width = i32::try_from(width_px).unwrap_or(i32::MAX);
    Layout::of(of, width, theme).map_or(0, |layout| layout.height())
}

pub(super) fn key(theme: &Theme) -> Vec<KeyEntry> {
    let shown = DayMark::ALL.into_iter();
    let shown = shown.filter(|mark| *mark != DayMark::Nothing);
    shown
        .map(|mark| KeyEntry {
            name: mark.name().to_owned(),
            color: color(theme, mark),
            glyph: letter(mark).chars().next(),
            hollow: is_hollow(mark),
        })
        .collect()
}

fn color(theme: &Theme, mark: DayMark) -> RGBColor {
    match mark {
        DayMark::Daily => theme.series[0],
        DayMark::Weekly => theme.series[3],
        DayMark::Monthly => theme.series[4],
        DayMark::Yearly => theme.series[2],
        DayMark::OnDemand => theme.series[1],
        DayMark::Snapshot => theme.series[5],
        DayMark::Failed => theme.bad,
        DayMark::Gone => theme.tint(theme.grid, 0.75),
        DayMark::Nothing => theme.line,
    }
}

/// What says the same as the colour.
const fn letter(mark: DayMark) -> &'static str {
    match mark {
        DayMark::Daily => "D",
        DayMark::Weekly => "W",
        DayMark::Monthly => "M",
        DayMark::Yearly => "Y",
        DayMark::OnDemand => "O",
        DayMark::Snapshot => "S",
        DayMark::Failed => "×",
        DayMark::Gone | DayMark::Nothing => "",
    }
}

/// What is not in the vault is an outline.
const fn is_hollow(mark: DayMark) -> bool {
    matches!(mark, DayMark::Snapshot | DayMark::Failed)
}

/// A run of weeks.
struct Band {
    first: Date,
    last: Date,
    /// The Monday of its first column.
    monday: Date,
}

impl Band {
    fn new(first: Date, last: Date) -> Self {
        let days = i32::from(first.weekday().to_monday_zero_offset());
        let monday = first.saturating_sub(Span::new().days(days));
        Self {
            first,
            last,
            monday,
        }
    }
    fn weeks(&self) -> i32 {
        days_between(self.monday, self.last).div_euclid(7) + 1
    }
}

struct Layout {
    first: Date,
    last: Date,
    bands: Vec<Band>,
    left: i32,
    head: i32,
    pitch: (i32, i32),
    gap: i32,
}

impl Layout {
    /// Nothing when there is no day, or none that can be read.
    fn of(of: &PointsView, width: i32, theme: &Theme) -> Option<Self> {
        let first = of.days.first().and_then(date_of)?;
        let shown = of.days.last().and_then(date_of).unwrap_or(first);
        let last = of.run_ends.parse().unwrap_or(shown).max(shown).max(first);
        let last = last.min(first.saturating_add(Span::new().days(DAYS_MAX)));
        let room = (width - theme.px(LEFT_PX)).max(1);
        let letter = theme.px(LETTER_PITCH_PX).max(2);
        let make = |bands: Vec<Band>| Self::with(bands, (first, last), room, theme);
        if days_between(first, last) < SINGLE_DAYS_MAX {
            return Some(make(equal_bands(
                first,
                last,
                room.div_euclid(letter).max(1),
            )));
        }
        let height_max = theme.px(HEIGHT_PX_MAX);
        let mut best = make(bands_of_years(first, last, 1));
        for parts in PARTS {
            if best.pitch.0 >= letter {
                break;
            }
            let other = make(bands_of_years(first, last, parts));
            if other.pitch.0 > best.pitch.0 && other.height() <= height_max {
                best = other;
            }
        }
        Some(best.fitted(height_max, theme))
    }

    fn with(bands: Vec<Band>, (first, last): (Date, Date), room: i32, theme: &Theme) -> Self {
        let weeks = bands.iter().map(Band::weeks).max().unwrap_or(1).max(1);
        let across = room
            .div_euclid(weeks)
            .clamp(2, theme.px(PITCH_PX_MAX).max(2));
        let down = across.max(theme.px(PITCH_Y_PX_MIN));
        Self {
            first,
            last,
            bands,
            left: theme.px(LEFT_PX),
            head: theme.px(HEAD_PX),
            pitch: (across, down),
            gap: gap_of(across, theme),
        }
    }

    /// The same, no higher than this.
    fn fitted(mut self, height: i32, theme: &Theme) -> Self {
        if self.height() > height {
            let bands = i32::try_from(self.bands.len()).unwrap_or(i32::MAX).max(1);
            let room = height.div_euclid(bands);
            self.head = self.head.min(room >> 1);
            self.pitch.1 = (room - self.head).div_euclid(7).clamp(2, self.pitch.1);
            self.gap = gap_of(self.pitch.0.min(self.pitch.1), theme);
        }
        self
    }

    fn band_height(&self) -> i32 {
        self.head + self.pitch.1 * 7
    }

    fn height(&self) -> i32 {
        let bands = i32::try_from(self.bands.len()).unwrap_or(i32::MAX);
        self.band_height().saturating_mul(bands)
    }

    fn corner(&self, band: usize, column: i32, weekday: i32) -> (i32, i32) {
        let band = i32::try_from(band).unwrap_or(i32::MAX);
        (
            self.left + column * self.pitch.0,
            band.saturating_mul(self.band_height()) + self.head + weekday * self.pitch.1,
        )
    }

    fn cell(&self, date: Date) -> Option<Rect> {
        if date < self.first || date > self.last {
            return None;
        }
        let band = self.bands.iter().rposition(|band| band.first <= date)?;
        let day = days_between(self.bands[band].monday, date);
        let (x, y) = self.corner(band, day.div_euclid(7), day.rem_euclid(7));
        let (width, height) = (self.pitch.0 - self.gap, self.pitch.1 - self.gap);
        Some(Rect::between(x, y, x + width.max(1), y + height.max(1)))
    }

    /// Whether every letter has room: some with and some without would mislead.
    fn has_letters<DB: DrawingBackend>(&self, pen: &Pen<'_, DB>) -> Result<bool, ChartError> {
        let line = pen.px(pen.theme.font_px * 0.9);
        let fits_down = self.pitch.1 - self.gap >= line;
        Ok(fits_down && pen.measure("W")? <= self.pitch.0 - self.gap)
    }

    /// Weekdays at the left of each band, months above, and a dot for each day to come.
    fn draw_frame<DB: DrawingBackend>(&self, pen: &Pen<'_, DB>) -> Result<(), ChartError> {
        let line = pen.px(pen.theme.font_px * 1.15);
        for (index, band) in self.bands.iter().enumerate() {
            for (name, weekday) in ["M", "T", "W", "T", "F", "S", "S"].into_iter().zip(0..) {
                let (_, y) = self.corner(index, 0, weekday);
                if self.pitch.1 >= line || weekday % 2 == 0 {
                    let at = (pen.px(6.0), y + ((self.pitch.1 - self.gap) >> 1));
                    pen.note(name, at, Side::Middle)?;
                }
            }
            self.draw_months(pen, index, band)?;
        }
        let dot = pen.px(2.0).max(1);
        for date in days(self.first, self.last) {
            let Some(cell) = self.cell(date) else {
                continue;
            };
            let (x, y) = (cell.x + (cell.width >> 1), cell.y + (cell.height >> 1));
            let rect = Rect::between(
                x - (dot >> 1),
                y - (dot >> 1),
                x + dot - (dot >> 1),
                y + dot - (dot >> 1),
            );
            pen.fill(rect, pen.theme.line)?;
        }
        Ok(())
    }

    /// Each month's name over the column in which it begins; the first of a band with its year.
    fn draw_months<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        index: usize,
        band: &Band,
    ) -> Result<(), ChartError> {
        let mut free_from = 0;
        let mut day = band.first;
        while day <= band.last {
            let column = days_between(band.monday, day).div_euclid(7);
            let (x, y) = self.corner(index, column, 0);
            let next = day.first_of_month().saturating_add(Span::new().months(1));
            let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
            let is_dated = day == band.first || day.month() == 1;
            let name = if is_dated {
                format!("{month} {}", day.year())
            } else {
                month.to_owned()
            };
            let width = pen.measure(&name)?;
            let x = x.min(pen.width - width);
            if x >= free_from {
                pen.note(&name, (x, y - pen.px(9.0)), Side::Left)?;
                free_from = x + width + pen.px(5.0);
            }
            if next <= day {
                break;
            }
            day = next;
        }
        Ok(())
    }
}

/// Bands of equally many weeks, no more than these.
fn equal_bands(first: Date, last: Date, weeks_max: i32) -> Vec<Band> {
    let whole = Band::new(first, last);
    let weeks = whole.weeks();
    let bands = (weeks - 1).div_euclid(weeks_max) + 1;
    let in_band = (weeks - 1).div_euclid(bands) + 1;
    let cut = |band: i32| {
        let begins = whole
            .monday
            .saturating_add(Span::new().weeks(band * in_band));
        let ends = begins.saturating_add(Span::new().days(in_band * 7 - 1));
        Band::new(begins.max(first), ends.min(last))
    };
    let cuts = (0..bands).map(cut);
    cuts.filter(|band| band.first <= band.last).collect()
}

/// Bands that begin with a year, or with a part of one, so that the same months lie below each
/// other.
fn bands_of_years(first: Date, last: Date, parts: i32) -> Vec<Band> {
    let months = 12_i32.div_euclid(parts);
    let mut bands = Vec::new();
    let mut begins = Date::new(first.year(), 1, 1).unwrap_or(first);
    loop {
        let next = begins.saturating_add(Span::new().months(months));
        if next <= begins || begins > last {
            return bands;
        }
        let ends = next.saturating_sub(Span::new().days(1));
        if ends >= first {
            bands.push(Band::new(begins, ends));
        }
        begins = next;
    }
}

fn gap_of(pitch: i32, theme: &Theme) -> i32 {
    let wanted = if pitch >= theme.px(LETTER_PITCH_PX) {
        2.0
    } else {
        1.0
    };
    theme.px(wanted).min(pitch >> 1).max(1)
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to))
        .map_or(0, |span| span.get_days())
}

fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    let days = first.series(Span::new().days(1));
    days.take_while(move |day| *day <= last)
}

fn draw_cell<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    cell: Rect,
    mark: DayMark,
    has_letters: bool,
) -> Result<(), ChartError> {
    let own = color(pen.theme, mark);
    match mark {
        // The dot that is there already.
        DayMark::Nothing => return Ok(()),
        DayMark::Failed | DayMark::Snapshot => {
            pen.fill(cell, pen.theme.background)?;
            pen.frame(cell, own)?;
        }
        DayMark::Gone
        | DayMark::Daily
        | DayMark::Weekly
        | DayMark::Monthly
        | DayMark::Yearly
        | DayMark::OnDemand => pen.fill_round(cell, own)?,
    }
    if !has_letters {
        return Ok(());
    }
    let ink = Ink {
        color: match mark {
            DayMark::Failed => own,
            DayMark::Snapshot => pen.theme.foreground,
            DayMark::Nothing
            | DayMark::Gone
            | DayMark::Daily
            | DayMark::Weekly
            | DayMark::Monthly
            | DayMark::Yearly
            | DayMark::OnDemand => pen.theme.ink_on(own),
        },
        weight: Weight::Bold,
        side: Side::Middle,
    };
    // A capital's middle lies above that of its line.
    let y = cell.y + (cell.height >> 1) + pen.px(0.7);
    pen.text(letter(mark), (cell.x + (cell.width >> 1), y), ink)
}

fn date_of(day: &PointDay) -> Option<Date> {
    day.date.parse().ok()
}

fn pick(of: &PointsView, day: &PointDay) -> PickView {
    let mut facts = vec![fact("Shown", day.mark.name())];
    if day.points > 1 {
        facts.push(fact("Points of the day", day.points.to_string()));
    }
    facts.push(fact("Why", day.about.as_str()));
    PickView {
        title: shown(&day.date),
        facts,
        vm: Some(of.vm),
        night: None,
        day: Some(day.date.clone()),
    }
}

fn summary(of: &PointsView) -> String {
    let mut text = format!(
        "{} of {} as of {}",
        counted(of.points.len(), "recovery point"),
        shown(&of.name),
        shown(&of.as_of.local)
    );
    text.push_str(&format!("; {}", counted(of.days.len(), "day")));
    for mark in DayMark::ALL {
        let count = of.days.iter().filter(|day| day.mark == mark).count();
        if count > 0 {
            text.push_str(&format!(", {count} {}", mark.name()));
        }
    }
    text.push('.');
    text
}
