//! The few strokes that charts are made of, on any backend.
//!
//! Straight lines are filled rectangles: they land on whole device pixels in every backend, where
//! a stroked line would straddle two.

use super::map::{KeyEntry, Rect};
use super::text::shown;
use super::{AREA_PX_MIN, ChartError, Theme};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBAColor, RGBColor, TextStyle};
use plotters_backend::DrawingBackend;
use std::fmt::Display;

/// Where a text lies from its point; upright, it is centred.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Left,
    Middle,
    Right,
}

/// How heavy a text is.
#[derive(Clone, Copy)]
pub(super) enum Weight {
    Normal,
    Bold,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Ink {
    pub(super) color: RGBColor,
    pub(super) weight: Weight,
    pub(super) side: Side,
}

pub(super) struct Pen<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    pub(super) theme: &'a Theme,
    pub(super) width: i32,
    pub(super) height: i32,
}

type Drawn = Result<(), ChartError>;

impl<'a, DB: DrawingBackend> Pen<'a, DB> {
    /// A pen on an area that it has cleared.
    pub(super) fn on(
        area: &'a DrawingArea<DB, Shift>,
        theme: &'a Theme,
    ) -> Result<Self, ChartError> {
        let (width_px, height_px) = area.dim_in_pixel();
        let px_min = theme.px(f64::from(AREA_PX_MIN)).unsigned_abs();
        let side = |px: u32| i32::try_from(px).ok().filter(|_| px >= px_min);
        let (Some(width), Some(height)) = (side(width_px), side(height_px)) else {
            return Err(ChartError::TooSmall {
                width_px,
                height_px,
                px_min,
            });
        };
        area.fill(&theme.background).map_err(failed)?;
        Ok(Self {
            area,
            theme,
            width,
            height,
        })
    }

    /// A length in CSS pixels as device pixels.
    pub(super) fn px(&self, css_px: f64) -> i32 {
        self.theme.px(css_px)
    }

    /// The thickness of a fine line.
    pub(super) fn hair(&self) -> i32 {
        self.theme.px(1.0).max(1)
    }

    pub(super) fn size(&self) -> (u32, u32) {
        self.area.dim_in_pixel()
    }

    pub(super) fn fill(&self, rect: Rect, color: RGBColor) -> Drawn {
        let corners = [(rect.x, rect.y), (rect.right(), rect.bottom())];
        self.area
            .draw(&Rectangle::new(corners, color.filled()))
            .map_err(failed)
    }

    /// A filled rectangle with rounded corners.
    pub(super) fn fill_round(&self, rect: Rect, color: RGBColor) -> Drawn {
        let (far, near) = (self.px(3.0), self.px(1.0));
        if rect.width < far * 2 || rect.height < far * 2 {
            return self.fill(rect, color);
        }
        let (left, top, right, bottom) = (rect.x, rect.y, rect.right(), rect.bottom());
        let corners = [
            [
                (left, top + far),
                (left + near, top + near),
                (left + far, top),
            ],
            [
                (right - far, top),
                (right - near, top + near),
                (right, top + far),
            ],
            [
                (right, bottom - far),
                (right - near, bottom - near),
                (right - far, bottom),
            ],
            [
                (left + far, bottom),
                (left + near, bottom - near),
                (left, bottom - far),
            ],
        ];
        self.area
            .draw(&Polygon::new(corners.concat(), color.filled()))
            .map_err(failed)
    }

    /// The outline of a rectangle, inside of it.
    pub(super) fn frame(&self, rect: Rect, color: RGBColor) -> Drawn {
        let hair = self.hair();
        if rect.width <= 2 * hair || rect.height <= 2 * hair {
            return self.fill(rect, color);
        }
        self.fill(
            Rect {
                height: hair,
                ..rect
            },
            color,
        )?;
        self.fill(
            Rect::between(rect.x, rect.bottom() - hair, rect.right(), rect.bottom()),
            color,
        )?;
        self.fill(
            Rect {
                width: hair,
                ..rect
            },
            color,
        )?;
        self.fill(
            Rect::between(rect.right() - hair, rect.y, rect.right(), rect.bottom()),
            color,
        )
    }

    /// A fine line across, from `left` to `right`.
    pub(super) fn across(&self, y: i32, left: i32, right: i32, color: RGBColor) -> Drawn {
        self.fill(Rect::between(left, y, right, y + self.hair()), color)
    }

    /// A fine line down, from `top` to `bottom`.
    pub(super) fn down(&self, x: i32, top: i32, bottom: i32, color: RGBColor) -> Drawn {
        self.fill(Rect::between(x, top, x + self.hair(), bottom), color)
    }

    /// A dashed line across.
    pub(super) fn dashes(&self, y: i32, left: i32, right: i32, color: RGBColor) -> Drawn {
        let (dash, pitch) = (self.px(4.0).max(1), self.px(7.0).max(2));
        let mut x = left;
        while x < right {
            self.across(y, x, (x + dash).min(right), color)?;
            x += pitch;
        }
        Ok(())
    }

    /// A line through points.
    pub(super) fn stroke(&self, points: Vec<(i32, i32)>, color: RGBColor, css_px: f64) -> Drawn {
        let width = self.px(css_px).max(1).unsigned_abs();
        self.area
            .draw(&PathElement::new(points, color.stroke_width(width)))
            .map_err(failed)
    }

    /// The surface within points.
    pub(super) fn surface(&self, points: Vec<(i32, i32)>, color: RGBAColor) -> Drawn {
        self.area
            .draw(&Polygon::new(points, color.filled()))
            .map_err(failed)
    }

    /// A legend's mark whose left edge lies at `x` and whose middle at `y`.
    pub(super) fn swatch(&self, entry: &KeyEntry, (x, y): (i32, i32)) -> Drawn {
        let side = self.px(10.0);
        let top = y - (side >> 1);
        let rect = Rect::between(x, top, x + side, top + side);
        if entry.hollow {
            self.frame(rect, entry.color)?;
        } else {
            self.fill(rect, entry.color)?;
        }
        let Some(glyph) = entry.glyph else {
            return Ok(());
        };
        let ink = Ink {
            color: if entry.hollow {
                self.theme.foreground
            } else {
                self.theme.ink_on(entry.color)
            },
            weight: Weight::Bold,
            side: Side::Middle,
        };
        self.text(&glyph.to_string(), (x + (side >> 1), y), ink)
    }

    /// A text whose side lies at `x` and whose middle at `y`.
    pub(super) fn text(&self, text: &str, (x, y): (i32, i32), ink: Ink) -> Drawn {
        self.area
            .draw_text(&shown(text), &self.style(ink), (x, y))
            .map_err(failed)
    }

    /// A text in the middle of a place, on a ground that veils what runs below it but does not
    /// hide it.
    pub(super) fn plate(&self, text: &str, place: Rect, color: RGBColor) -> Drawn {
        let (left, top, right, bottom) = (place.x, place.y, place.right(), place.bottom());
        let corners = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
        self.surface(corners, self.theme.background.mix(0.6))?;
        let ink = Ink {
            color,
            weight: Weight::Normal,
            side: Side::Middle,
        };
        let middle = (left + (place.width >> 1), top + (place.height >> 1));
        self.text(text, middle, ink)
    }

    /// A text in the colour of notes.
    pub(super) fn note(&self, text: &str, at: (i32, i32), side: Side) -> Drawn {
        let ink = Ink {
            color: self.theme.muted,
            weight: Weight::Normal,
            side,
        };
        self.text(text, at, ink)
    }

    /// What an empty chart says instead, in its middle.
    pub(super) fn empty(&self, text: &str) -> Drawn {
        let text = self.elided(text, self.width - self.px(16.0))?;
        self.note(&text, (self.width >> 1, self.height >> 1), Side::Middle)
    }

    /// How wide a text is.
    pub(super) fn measure(&self, text: &str) -> Result<i32, ChartError> {
        let ink = Ink {
            color: self.theme.muted,
            weight: Weight::Normal,
            side: Side::Left,
        };
        let (width, _) = self
            .area
            .estimate_text_size(text, &self.style(ink))
            .map_err(failed)?;
        Ok(i32::try_from(width).unwrap_or(i32::MAX))
    }

    /// The text, or as much of it as fits with an ellipsis at its end.
    pub(super) fn elided(&self, text: &str, width: i32) -> Result<String, ChartError> {
        let text = shown(text);
        if self.measure(&text)? <= width {
            return Ok(text);
        }
        let ends: Vec<usize> = text.char_indices().map(|(index, _)| index).collect();
        // The longest prefix that fits, by halving: a measurement is not free on a canvas.
        let (mut fits, mut exceeds) = (0, ends.len());
        while exceeds - fits > 1 {
            let middle = fits + ((exceeds - fits) >> 1);
            let trial = format!("{}…", text[..ends[middle]].trim_end());
            if self.measure(&trial)? <= width {
                fits = middle;
            } else {
                exceeds = middle;
            }
        }
        if fits == 0 {
            return Ok(String::new());
        }
        Ok(format!("{}…", text[..ends[fits]].trim_end()))
    }

    fn style(&self, ink: Ink) -> TextStyle<'a> {
        let style = match ink.weight {
            Weight::Normal => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        };
        let h_pos = match ink.side {
            Side::Left => HPos::Left,
            Side::Middle => HPos::Center,
            Side::Right => HPos::Right,
        };
        let size = self.theme.font_px * self.theme.scale;
        let font = FontDesc::new(
            FontFamily::from(self.theme.font_family.as_str()),
            size,
            style,
        );
        TextStyle {
            font,
            color: ink.color.to_backend_color(),
            pos: Pos::new(h_pos, VPos::Center),
        }
    }
}

fn failed(error: impl Display) -> ChartError {
    ChartError::Backend(error.to_string())
}
