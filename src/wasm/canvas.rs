//! A plotters backend over a canvas' drawing context, in the page or in a worker.
//!
//! Not plotters-canvas: that one needs a canvas element, which a worker has not, and measures text
//! with styled elements in the document, which the page's content security policy forbids. Here a
//! text is measured by the context that will draw it. Lengths are device pixels. A context keeps
//! its settings between strokes, and setting one is slow: they are set only when they change.

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
};
use std::cell::RefCell;
use std::f64::consts::{FRAC_PI_2, PI, TAU};
use std::fmt;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CanvasRenderingContext2d;

/// The backend, for one drawing: it takes the context to be as another left it.
pub(crate) struct Canvas {
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    family: String,
    set: RefCell<Set>,
}

/// What the context was last told.
#[derive(Default)]
struct Set {
    fill: Option<Paint>,
    stroke: Option<Paint>,
    line_width: Option<u32>,
    font: String,
    baseline: &'static str,
    align: &'static str,
}

/// A colour with the bits of its opacity.
type Paint = ((u8, u8, u8), u64);

/// What a context's method threw.
#[derive(Debug)]
pub(crate) struct CanvasError(String);

type Drawn<T = ()> = Result<T, DrawingErrorKind<CanvasError>>;

impl Canvas {
    /// A backend on the context `2d` of a canvas or an offscreen canvas of this size in device
    /// pixels; `family` is the CSS font family that stands for `sans-serif`.
    pub(crate) fn new(context: JsValue, width_px: u32, height_px: u32, family: &str) -> Self {
        Self {
            // Both kinds of context have the methods used here.
            context: context.unchecked_into(),
            size: (width_px, height_px),
            family: family.to_owned(),
            set: RefCell::default(),
        }
    }

    fn set_fill(&self, color: BackendColor) {
        let paint = paint(color);
        let mut set = self.set.borrow_mut();
        if set.fill != Some(paint) {
            set.fill = Some(paint);
            self.context.set_fill_style_str(&css(color));
        }
    }

    fn set_stroke<S: BackendStyle>(&self, style: &S) {
        let paint = paint(style.color());
        let mut set = self.set.borrow_mut();
        if set.stroke != Some(paint) {
            set.stroke = Some(paint);
            self.context.set_stroke_style_str(&css(style.color()));
        }
        let width = style.stroke_width();
        if set.line_width != Some(width) {
            set.line_width = Some(width);
            self.context.set_line_width(f64::from(width));
            self.context.set_line_join("round");
        }
    }

    fn set_font<S: BackendTextStyle>(&self, style: &S) {
        let family = style.family();
        let family = match family.as_str() {
            "sans-serif" => self.family.as_str(),
            other => other,
        };
        let weight = match style.style() {
            FontStyle::Normal => "",
            FontStyle::Bold => "bold ",
            FontStyle::Italic => "italic ",
            FontStyle::Oblique => "oblique ",
        };
        let font = format!("{weight}{}px {family}", style.size());
        let mut set = self.set.borrow_mut();
        if set.font != font {
            self.context.set_font(&font);
            set.font = font;
        }
    }

    fn set_anchor<S: BackendTextStyle>(&self, style: &S) {
        let baseline = match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        };
        let align = match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Right => "right",
            HPos::Center => "center",
        };
        let mut set = self.set.borrow_mut();
        if set.baseline != baseline {
            set.baseline = baseline;
            self.context.set_text_baseline(baseline);
        }
        if set.align != align {
            set.align = align;
            self.context.set_text_align(align);
        }
    }

    fn trace(&self, path: impl IntoIterator<Item = BackendCoord>) {
        self.context.begin_path();
        // The first `lineTo` of a path only moves there.
        for (x, y) in path {
            self.context.line_to(f64::from(x), f64::from(y));
        }
    }

    fn draw_turned(&self, text: &str, angle: f64, (x, y): (f64, f64)) -> Drawn {
        self.context.save();
        let turned = self
            .context
            .translate(x, y)
            .and_then(|()| self.context.rotate(angle))
            .and_then(|()| self.context.fill_text(text, 0.0, 0.0));
        self.context.restore();
        turned.map_err(thrown)
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = CanvasError;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.set_fill(color);
        self.context
            .fill_rect(f64::from(point.0), f64::from(point.1), 1.0, 1.0);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        self.set_stroke(style);
        // An odd width is centred on a pixel, not between two: a straight line stays crisp.
        let half = if style.stroke_width() % 2 == 1 {
            0.5
        } else {
            0.0
        };
        let (aside, down) = match (from.0 == to.0, from.1 == to.1) {
            (true, false) => (half, 0.0),
            (false, true) => (0.0, half),
            (true, true) | (false, false) => (0.0, 0.0),
        };
        self.context.begin_path();
        self.context
            .move_to(f64::from(from.0) + aside, f64::from(from.1) + down);
        self.context
            .line_to(f64::from(to.0) + aside, f64::from(to.1) + down);
        self.context.stroke();
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        let (x, y) = (f64::from(upper_left.0), f64::from(upper_left.1));
        let (width, height) = (f64::from(bottom_right.0) - x, f64::from(bottom_right.1) - y);
        if fill {
            self.set_fill(style.color());
            self.context.fill_rect(x, y, width, height);
        } else {
            self.set_stroke(style);
            let half = f64::from(style.stroke_width()) / 2.0;
            let inset = half * 2.0;
            self.context
                .stroke_rect(x + half, y + half, width - inset, height - inset);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        self.set_stroke(style);
        self.trace(path);
        self.context.stroke();
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        let (x, y) = (f64::from(center.0), f64::from(center.1));
        self.context.begin_path();
        self.context
            .arc(x, y, f64::from(radius), 0.0, TAU)
            .map_err(thrown)?;
        if fill {
            self.set_fill(style.color());
            self.context.fill();
        } else {
            self.set_stroke(style);
            self.context.stroke();
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        self.set_fill(style.color());
        self.trace(corners);
        self.context.fill();
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        self.set_font(style);
        self.set_fill(style.color());
        self.set_anchor(style);
        let at = (f64::from(at.0), f64::from(at.1));
        match style.transform() {
            FontTransform::None => self.context.fill_text(text, at.0, at.1).map_err(thrown),
            FontTransform::Rotate90 => self.draw_turned(text, FRAC_PI_2, at),
            FontTransform::Rotate180 => self.draw_turned(text, PI, at),
            FontTransform::Rotate270 => self.draw_turned(text, -FRAC_PI_2, at),
        }
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Drawn<(u32, u32)> {
        self.set_font(style);
        let width = self.context.measure_text(text).map_err(thrown)?.width();
        Ok((width.ceil() as u32, (style.size() * 1.2).ceil() as u32))
    }
}

fn paint(color: BackendColor) -> Paint {
    (color.rgb, color.alpha.to_bits())
}

fn css(color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    if color.alpha >= 1.0 {
        format!("#{red:02x}{green:02x}{blue:02x}")
    } else {
        format!("rgba({red},{green},{blue},{})", color.alpha)
    }
}

fn thrown(value: JsValue) -> DrawingErrorKind<CanvasError> {
    DrawingErrorKind::DrawingError(CanvasError(format!("{value:?}")))
}

impl fmt::Display for CanvasError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CanvasError {}
