//! The calendar of nights: weeks as columns, weekdays as lines, a cell a night. A calendar that is
//! too long for its width goes on below.

use super::axis::MONTHS;
use super::map::{ChartMap, KeyEntry, Rect, fact};
use super::night::{glyph, verdict_name};
use super::pen::{Ink, Pen, Side, Weight};
use super::text::{counted, shown};
use super::{ChartError, Theme};
use crate::report::view::{NightView, PickView, Verdict};
use jiff::civil::Date;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

const PITCH_Y_PX: f64 = 19.0;
const PITCH_X_PX_MAX: f64 = 26.0;
/// Narrower, a cell has no room for its mark.
const PITCH_X_PX_MIN: f64 = 15.0;
const GAP_PX: f64 = 4.0;
const LEFT_PX: f64 = 24.0;
const HEAD_PX: f64 = 20.0;
/// Machines that missed their window, named in a note; the night itself names more.
const MISSED_SHOWN_MAX: usize = 3;
/// Weeks of a calendar; what lies beyond is left to the table.
const WEEKS_MAX: i32 = 1000;

/// Draws the calendar.
///
/// # Errors
/// If the area is too small or the backend fails.
pub fn nights<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    of: &[NightView],
    theme: &Theme,
) -> Result<ChartMap, ChartError> {
    let pen = Pen::on(area, theme)?;
    let mut map = ChartMap::new(pen.size(), key(theme), summary(of));
    if of.is_empty() {
        pen.empty("No night to show")?;
        return Ok(map);
    }
    let layout = Layout::of(of, pen.width, theme).fitted(pen.height);
    layout.draw_weekdays(&pen)?;
    let mut month = None;
    for night in of {
        let place = layout.place(night);
        let Some(cell) = layout.cell(place) else {
            continue;
        };
        let date = date_of(night);
        let this_month = date.map(|date| (date.year(), date.month()));
        if this_month != month {
            month = this_month;
            layout.draw_month(&pen, place, date)?;
        }
        draw_cell(&pen, cell, night)?;
        map.push_item(cell, pick(night));
    }
    Ok(map)
}

/// The height at which cells are as high as they should be.
pub(super) fn height_px(of: &[NightView], width_px: u32, theme: &Theme) -> i32 {
    let width = i32::try_from(width_px).unwrap_or(i32::MAX);
    let layout = Layout::of(of, width, theme);
    let bands = (layout.weeks - 1).div_euclid(layout.weeks_a_band) + 1;
    layout.band_height.saturating_mul(bands)
}

pub(super) fn key(theme: &Theme) -> Vec<KeyEntry> {
    [
        Verdict::Held,
        Verdict::Late,
        Verdict::Failed,
        Verdict::Skipped,
    ]
    .into_iter()
    .map(|verdict| KeyEntry {
        // A failure is no verdict on the night: its mark also stands on nights that held.
        name: if verdict == Verdict::Failed {
            "a backup failed"
        } else {
            verdict_name(verdict)
        }
        .to_owned(),
        color: cell_color(theme, verdict),
        glyph: glyph(verdict).and_then(|mark| mark.chars().next()),
        hollow: false,
    })
    .collect()
}

fn cell_color(theme: &Theme, verdict: Verdict) -> RGBColor {
    match verdict {
        Verdict::Held => theme.tint(theme.ok, 0.4),
        Verdict::Late => theme.tint(theme.late, 0.88),
        Verdict::Failed => theme.tint(theme.bad, 0.88),
        Verdict::Skipped | Verdict::Running => theme.tint(theme.muted, 0.75),
    }
}

/// A night's place: weeks since the first one's, days since Monday.
type Place = (i32, i32);

struct Layout {
    /// The Monday of the first week; nothing when the dates cannot be read, and places are counted.
    monday: Option<Date>,
    weeks: i32,
    weeks_a_band: i32,
    left: i32,
    head: i32,
    pitch: (i32, i32),
    gap: i32,
    band_height: i32,
}

impl Layout {
    fn of(of: &[NightView], width: i32, theme: &Theme) -> Self {
        let first = of.first().and_then(date_of);
        let monday = first.and_then(|date| {
            let days = i32::from(date.weekday().to_monday_zero_offset());
            date.checked_sub(jiff::Span::new().days(days)).ok()
        });
        let mut layout = Self {
            monday,
            weeks: 1,
            weeks_a_band: 1,
            left: theme.px(LEFT_PX),
            head: theme.px(HEAD_PX),
            pitch: (0, theme.px(PITCH_Y_PX)),
            gap: theme.px(GAP_PX),
            band_height: theme.px(HEAD_PX + 7.0 * PITCH_Y_PX),
        };
        let weeks = of.iter().map(|night| layout.place(night).0 + 1);
        layout.weeks = weeks
            .filter(|weeks| *weeks <= WEEKS_MAX)
            .max()
            .unwrap_or(1)
            .max(1);
        let room = (width - layout.left).max(1);
        let narrowest = theme.px(PITCH_X_PX_MIN).max(1);
        let weeks_a_band_max = room.div_euclid(narrowest).max(1);
        // Bands of equal length, so that the last one is not a stub.
        let bands = (layout.weeks - 1).div_euclid(weeks_a_band_max) + 1;
        layout.weeks_a_band = (layout.weeks - 1).div_euclid(bands) + 1;
        let pitch = room.div_euclid(layout.weeks_a_band);
        layout.pitch.0 = pitch.clamp(2, theme.px(PITCH_X_PX_MAX).max(2));
        layout
    }

    /// The same, no higher than this.
    fn fitted(mut self, height: i32) -> Self {
        let bands = (self.weeks - 1).div_euclid(self.weeks_a_band) + 1;
        let room = height.div_euclid(bands);
        if room < self.band_height {
            self.pitch.1 = (room - self.head).div_euclid(7).max(2);
            self.gap = self.gap.min(self.pitch.1 >> 2);
            self.band_height = self.head + self.pitch.1 * 7;
        }
        self
    }

    fn place(&self, night: &NightView) -> Place {
        let counted = || i32::try_from(night.night).unwrap_or(i32::MAX);
        let dated = || {
            let since = date_of(night)?.since(self.monday?).ok()?;
            Some(since.get_days())
        };
        let day = dated().unwrap_or_else(counted);
        (day.div_euclid(7), day.rem_euclid(7))
    }

    /// The corner of a place's cell and of its band.
    fn corner(&self, (week, weekday): Place) -> (i32, i32) {
        let band = week.div_euclid(self.weeks_a_band);
        let column = week.rem_euclid(self.weeks_a_band);
        (
            self.left + column * self.pitch.0,
            band * self.band_height + self.head + weekday * self.pitch.1,
        )
    }

    fn cell(&self, place: Place) -> Option<Rect> {
        if !(0..self.weeks).contains(&place.0) {
            return None;
        }
        let (x, y) = self.corner(place);
        let (width, height) = (self.pitch.0 - self.gap, self.pitch.1 - self.gap);
        Some(Rect::between(x, y, x + width.max(1), y + height.max(1)))
    }

    fn draw_weekdays<DB: DrawingBackend>(&self, pen: &Pen<'_, DB>) -> Result<(), ChartError> {
        let bands = (self.weeks - 1).div_euclid(self.weeks_a_band) + 1;
        let line = pen.px(pen.theme.font_px);
        for week in (0..bands).map(|band| band * self.weeks_a_band) {
            for (name, weekday) in ["M", "T", "W", "T", "F", "S", "S"].into_iter().zip(0..) {
                let (_, y) = self.corner((week, weekday));
                if self.pitch.1 >= line || weekday == 0 {
                    let at = (pen.px(8.0), y + ((self.pitch.1 - self.gap) >> 1));
                    pen.note(name, at, Side::Middle)?;
                }
            }
        }
        Ok(())
    }

    /// The month's name over the week in which it begins.
    fn draw_month<DB: DrawingBackend>(
        &self,
        pen: &Pen<'_, DB>,
        (week, _): Place,
        date: Option<Date>,
    ) -> Result<(), ChartError> {
        let Some(date) = date else {
            return Ok(());
        };
        let (x, y) = self.corner((week, 0));
        let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
        let is_first = week == 0 || date.month() == 1;
        let dated = format!("{month} {}", date.year());
        let room = self.pitch.0 * (self.weeks_a_band - week.rem_euclid(self.weeks_a_band));
        let name = if is_first && pen.measure(&dated)? <= room.min(self.pitch.0 * 4) {
            dated
        } else {
            month.to_owned()
        };
        // The month that begins in the last column has its name end with it.
        let x = x.min(pen.width - pen.measure(&name)?);
        pen.note(&name, (x, y - pen.px(9.0)), Side::Left)
    }
}

fn draw_cell<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    cell: Rect,
    night: &NightView,
) -> Result<(), ChartError> {
    let Some(verdict) = night.verdict else {
        return pen.frame(cell, pen.theme.grid);
    };
    pen.fill_round(cell, cell_color(pen.theme, verdict))?;
    let failed_beside = verdict == Verdict::Held && night.failed > 0;
    let marked = if failed_beside {
        Verdict::Failed
    } else {
        verdict
    };
    let Some(mark) = glyph(marked) else {
        return Ok(());
    };
    let line = pen.px(pen.theme.font_px * 0.9);
    if cell.height < line || cell.width < pen.measure(mark)? {
        return Ok(());
    }
    let ink = Ink {
        color: if failed_beside {
            pen.theme.bad
        } else {
            pen.theme.ink_on(cell_color(pen.theme, verdict))
        },
        weight: Weight::Bold,
        side: Side::Middle,
    };
    let middle = (cell.x + (cell.width >> 1), cell.y + (cell.height >> 1));
    pen.text(mark, middle, ink)
}

fn date_of(night: &NightView) -> Option<Date> {
    night.date.parse().ok()
}

fn pick(night: &NightView) -> PickView {
    let verdict = night.verdict.map_or("nothing due", verdict_name);
    let mut facts = vec![fact("Window", verdict), fact("Due", night.due.to_string())];
    for (label, count) in [
        ("Held", night.held),
        ("Late", night.late),
        ("Failed", night.failed),
        ("Transfer skipped", night.skipped),
        ("Still running", night.running),
    ] {
        if count > 0 {
            facts.push(fact(label, count.to_string()));
        }
    }
    facts.extend(
        night
            .slack
            .as_ref()
            .map(|slack| fact("To spare", slack.as_str())),
    );
    let missed = night.missed.iter().take(MISSED_SHOWN_MAX);
    facts.extend(missed.map(|miss| fact("Missed", format!("{}: {}", shown(&miss.vm), miss.by))));
    facts.extend(
        night
            .lost_most
            .as_ref()
            .map(|lost| fact("Links", shown(lost))),
    );
    facts.push(fact("Sent", night.sent_bytes.0.to_string()));
    PickView {
        title: shown(&night.title),
        facts,
        vm: None,
        night: Some(night.night),
        day: None,
    }
}

fn summary(of: &[NightView]) -> String {
    let mut text = counted(of.len(), "night");
    if let (Some(first), Some(last)) = (of.first(), of.last()) {
        text.push_str(&format!(
            " from {} to {}",
            shown(&first.date),
            shown(&last.date)
        ));
    }
    for verdict in [
        Verdict::Held,
        Verdict::Late,
        Verdict::Failed,
        Verdict::Skipped,
        Verdict::Running,
    ] {
        let count = of
            .iter()
            .filter(|night| night.verdict == Some(verdict))
            .count();
        if count > 0 {
            text.push_str(&format!(", {count} {}", verdict_name(verdict)));
        }
    }
    let failing = of.iter().filter(|night| night.failed > 0).count();
    if failing > 0 {
        text.push_str(&format!("; backups failed on {failing}"));
    }
    text.push('.');
    text
}
