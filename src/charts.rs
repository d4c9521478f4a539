//! Charts: a view's figures laid out as marks, drawn by plotters on whatever backend is given — a
//! canvas in the page, SVG from the command line.
//!
//! A chart computes nothing that a table does not also show: it places, scales and labels. Every
//! drawing returns a [`ChartMap`], which says what lies under a point, in which order a keyboard
//! walks the marks, what the colours mean and what a screen reader should say.

mod axis;
mod bill;
mod blocks;
mod frame;
mod lines;
mod map;
mod night;
mod nights;
mod pen;
mod points;
mod svg;
mod text;
mod theme;

pub use axis::{Clock, TimeAxis, ValueAxis, ValueUnit};
pub use bill::bill;
pub use blocks::blocks;
pub use lines::lines;
pub use map::{ChartMap, KeyEntry, Rect};
pub use night::night;
pub use nights::nights;
pub use points::points;
pub use svg::to_svg;
pub use text::shown;
pub use theme::{PhaseColors, Theme};

use crate::report::view::{BillView, ChartView, FleetRow, LabBlocksView, NightView, PointsView};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters_backend::DrawingBackend;
use std::fmt;

/// What can be drawn, with the views that it is drawn from.
#[derive(Clone, Copy, Debug)]
pub enum Chart<'a> {
    /// The jobs of one night, a row a machine, in the order of the rows.
    Night(&'a NightView, &'a [FleetRow]),
    /// Throughput over a night or sizes over the run.
    Lines(&'a ChartView),
    /// The calendar of nights.
    Nights(&'a [NightView]),
    /// What each month costs, by meter.
    Bill(&'a [BillView]),
    /// The calendar of one machine's recovery points.
    Points(&'a PointsView),
    /// A disk block by block.
    Blocks(&'a LabBlocksView),
}

/// The narrowest and lowest area that a chart is drawn on, in CSS pixels.
pub const AREA_PX_MIN: u32 = 64;

impl Chart<'_> {
    /// The chart's title.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Night(night, _) => format!("The night of {}", shown(&night.title)),
            Self::Lines(view) => shown(&view.title),
            Self::Nights(_) => "Nights".to_owned(),
            Self::Bill(_) => "Bill by month and meter".to_owned(),
            Self::Points(view) => format!(
                "Recovery points of {} as of {}",
                shown(&view.name),
                shown(&view.as_of.local)
            ),
            Self::Blocks(view) => format!("Blocks of {}", shown(&view.disk)),
        }
    }

    /// What the colours mean, for a legend.
    #[must_use]
    pub fn key(&self, theme: &Theme) -> Vec<KeyEntry> {
        match self {
            Self::Night(_, rows) => night::key(rows, theme),
            Self::Lines(view) => lines::key(view, theme),
            Self::Nights(_) => nights::key(theme),
            Self::Bill(months) => bill::key(months, theme),
            Self::Points(_) => points::key(theme),
            Self::Blocks(view) => blocks::key(view, theme),
        }
    }

    /// The height in device pixels at which everything has its room on an area this wide.
    #[must_use]
    pub fn height_px(&self, width_px: u32, theme: &Theme) -> u32 {
        let height_px = match self {
            Self::Night(_, rows) => night::height_px(rows.len(), theme),
            Self::Lines(_) => theme.px(160.0),
            Self::Nights(nights) => nights::height_px(nights, width_px, theme),
            Self::Bill(_) => theme.px(220.0),
            Self::Points(view) => points::height_px(view, width_px, theme),
            Self::Blocks(view) => blocks::height_px(view, theme),
        };
        height_px
            .max(theme.px(f64::from(AREA_PX_MIN)))
            .unsigned_abs()
    }

    /// Draws it on the whole of `area`.
    ///
    /// # Errors
    /// If the area is smaller than [`AREA_PX_MIN`] in a direction, or the backend fails.
    pub fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        theme: &Theme,
    ) -> Result<ChartMap, ChartError> {
        match self {
            Self::Night(of, rows) => night(area, of, rows, theme),
            Self::Lines(view) => lines(area, view, theme),
            Self::Nights(of) => nights(area, of, theme),
            Self::Bill(months) => bill(area, months, theme),
            Self::Points(view) => points(area, view, theme),
            Self::Blocks(view) => blocks(area, view, theme),
        }
    }
}

/// Why a chart could not be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChartError {
    /// The area has no room for marks.
    TooSmall {
        /// Its width in device pixels.
        width_px: u32,
        /// Its height in device pixels.
        height_px: u32,
        /// The least of either.
        px_min: u32,
    },
    /// The backend failed; in its words.
    Backend(String),
}

impl fmt::Display for ChartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooSmall {
                width_px,
                height_px,
                px_min,
            } => write!(
                f,
                "a chart needs {px_min} × {px_min} pixels at least, the area has {width_px} × {height_px}"
            ),
            Self::Backend(message) => write!(f, "the chart could not be drawn: {message}"),
        }
    }
}

impl std::error::Error for ChartError {}
