//! Charts as SVG documents: title and legend above the chart, because no page surrounds it.

use super::map::KeyEntry;
use super::pen::{Ink, Pen, Side, Weight};
use super::text::width_em;
use super::{Chart, ChartError, Theme};
use plotters::drawing::IntoDrawingArea;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontFamily, FontStyle, FontTransform, text_anchor,
};
use plotters_svg::SVGBackend;

const MARGIN_PX: f64 = 12.0;
const TITLE_PX: f64 = 24.0;
const KEY_LINE_PX: f64 = 18.0;

/// A chart as a document of its own, as high as the chart needs to be.
///
/// # Errors
/// If there is no room for the chart in the width.
pub fn to_svg(chart: &Chart<'_>, width_px: u32, theme: &Theme) -> Result<String, ChartError> {
    let margin = theme.px(MARGIN_PX);
    let inner = i32::try_from(width_px).unwrap_or(i32::MAX) - 2 * margin;
    let key = chart.key(theme);
    let key_places = places(&key, inner, theme);
    let lines = key_places.last().map_or(0, |(_, line)| line + 1);
    let head = margin + theme.px(TITLE_PX) + theme.px(KEY_LINE_PX) * lines + theme.px(4.0);
    let chart_height = chart.height_px(inner.max(0).unsigned_abs(), theme);
    let height_px = (head + margin).unsigned_abs().saturating_add(chart_height);

    let mut document = String::new();
    let summary = {
        let root = Svg(SVGBackend::with_string(
            &mut document,
            (width_px, height_px),
        ));
        let root = root.into_drawing_area();
        let pen = Pen::on(&root, theme)?;
        draw_head(&pen, chart, &key, &key_places)?;
        let inside = root.margin(head, margin, margin, margin);
        let summary = chart.draw(&inside, theme)?.summary().to_owned();
        root.present()
            .map_err(|error| ChartError::Backend(error.to_string()))?;
        summary
    };
    Ok(described(&document, &chart.title(), &summary))
}

fn draw_head<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    chart: &Chart<'_>,
    key: &[KeyEntry],
    places: &[(i32, i32)],
) -> Result<(), ChartError> {
    let margin = pen.px(MARGIN_PX);
    let title = Ink {
        color: pen.theme.foreground,
        weight: Weight::Bold,
        side: Side::Left,
    };
    let text = pen.elided(&chart.title(), pen.width - 3 * margin)?;
    pen.text(&text, (margin, margin + pen.px(8.0)), title)?;
    for (entry, (x, line)) in key.iter().zip(places) {
        let y = margin + pen.px(TITLE_PX) + pen.px(KEY_LINE_PX) * line + pen.px(8.0);
        pen.swatch(entry, (margin + x, y))?;
        let name = pen.elided(&entry.name, pen.width - 2 * margin - x - pen.px(SWATCH_PX))?;
        pen.note(&name, (margin + x + pen.px(SWATCH_PX), y), Side::Left)?;
    }
    Ok(())
}

const SWATCH_PX: f64 = 16.0;

/// Where the legend's entries lie: their left edge, and their line.
fn places(key: &[KeyEntry], width: i32, theme: &Theme) -> Vec<(i32, i32)> {
    let (mut x, mut line) = (0, 0);
    let mut places = Vec::new();
    for entry in key {
        let text = width_em(&entry.name) * theme.font_px + SWATCH_PX + 14.0;
        let needed = theme.px(text);
        if x > 0 && x + needed > width {
            (x, line) = (0, line + 1);
        }
        places.push((x, line));
        x += needed;
    }
    places
}

/// The document with its title and description for a screen reader.
fn described(document: &str, title: &str, summary: &str) -> String {
    let end = document.find('>').map_or(0, |index| index + 1);
    let (open, rest) = document.split_at(end);
    let open = open.replacen("<svg", "<svg role=\"img\"", 1);
    let (title, summary) = (escaped(title), escaped(summary));
    format!("{open}\n<title>{title}</title>\n<desc>{summary}</desc>{rest}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// plotters' SVG backend with two things corrected: texts are as wide as a wide sans-serif font
/// makes them, not 0.455 em a byte, and as high as they are asked to be, not 1/1.24 of it.
struct Svg<'a>(SVGBackend<'a>);

/// What plotters' backend divides a font's size by.
const FONT_SIZE_DIVISOR: f64 = 1.24;

type Drawn<E> = Result<(), DrawingErrorKind<E>>;

impl<'a> DrawingBackend for Svg<'a> {
    type ErrorType = <SVGBackend<'a> as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }
    fn ensure_prepared(&mut self) -> Drawn<Self::ErrorType> {
        self.0.ensure_prepared()
    }
    fn present(&mut self) -> Drawn<Self::ErrorType> {
        self.0.present()
    }
    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn<Self::ErrorType> {
        self.0.draw_pixel(point, color)
    }
    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn<Self::ErrorType> {
        self.0.draw_line(from, to, style)
    }
    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn<Self::ErrorType> {
        self.0.draw_rect(upper_left, bottom_right, style, fill)
    }
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn<Self::ErrorType> {
        self.0.draw_path(path, style)
    }
    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn<Self::ErrorType> {
        self.0.fill_polygon(path, style)
    }
    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        at: BackendCoord,
    ) -> Drawn<Self::ErrorType> {
        self.0.draw_text(text, &AsHighAsAsked(style), at)
    }
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let width = width_em(text) * style.size();
        Ok((width.ceil() as u32, (style.size() * 1.2).ceil() as u32))
    }
}

struct AsHighAsAsked<'a, S>(&'a S);

impl<S: BackendTextStyle> BackendTextStyle for AsHighAsAsked<'_, S> {
    type FontError = S::FontError;

    fn color(&self) -> BackendColor {
        self.0.color()
    }
    fn size(&self) -> f64 {
        self.0.size() * FONT_SIZE_DIVISOR
    }
    fn transform(&self) -> FontTransform {
        self.0.transform()
    }
    fn style(&self) -> FontStyle {
        self.0.style()
    }
    fn anchor(&self) -> text_anchor::Pos {
        self.0.anchor()
    }
    fn family(&self) -> FontFamily<'_> {
        self.0.family()
    }
    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        self.0.layout_box(text)
    }
    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        at: BackendCoord,
        draw: DrawFunc,
    ) -> Result<Result<(), E>, Self::FontError> {
        self.0.draw(text, at, draw)
    }
}
