//! Colours, font and scale of a chart. The tokens are those of the page's style sheet; the page
//! names the theme and passes its font and the screen's pixel ratio.

use crate::report::view::{PhaseName, Verdict};
use plotters::style::RGBColor;

/// Everything about a chart's look that is not its layout.
#[derive(Clone, Debug)]
pub struct Theme {
    /// What the chart lies on: the panel's surface.
    pub background: RGBColor,
    /// Names and values.
    pub foreground: RGBColor,
    /// Axis labels and notes.
    pub muted: RGBColor,
    /// Lines that guide the eye.
    pub grid: RGBColor,
    /// Lines that bound: an axis, an empty mark.
    pub line: RGBColor,
    /// The one accent.
    pub accent: RGBColor,
    /// Held.
    pub ok: RGBColor,
    /// Late.
    pub late: RGBColor,
    /// Failed, and limits.
    pub bad: RGBColor,
    /// Behind what held.
    pub ok_soft: RGBColor,
    /// Behind what is late: the time after the window's close.
    pub late_soft: RGBColor,
    /// Behind what failed.
    pub bad_soft: RGBColor,
    /// A job's phases.
    pub phases: PhaseColors,
    /// Lines and stacks, in order; more series than colours begin again.
    pub series: [RGBColor; 7],
    /// A CSS font family list.
    pub font_family: String,
    /// Size of labels in CSS pixels.
    pub font_px: f64,
    /// Device pixels a CSS pixel.
    pub scale: f64,
}

/// The colours of a job's phases: Okabe–Ito, distinct in grey too.
#[derive(Clone, Debug)]
pub struct PhaseColors {
    /// Waiting for the job to start; drawn as an outline.
    pub start: RGBColor,
    /// Extension installed or upgraded.
    pub prepare: RGBColor,
    /// Frozen, snapshotted, thawed.
    pub snapshot: RGBColor,
    /// Waiting in the service's queue.
    pub queue: RGBColor,
    /// Changed blocks on their way.
    pub transfer: RGBColor,
    /// The point is recorded.
    pub commit: RGBColor,
}

impl PhaseColors {
    /// The colour of a phase.
    #[must_use]
    pub const fn of(&self, phase: PhaseName) -> RGBColor {
        match phase {
            PhaseName::Start => self.start,
            PhaseName::Prepare => self.prepare,
            PhaseName::Snapshot => self.snapshot,
            PhaseName::Queue => self.queue,
            PhaseName::Transfer => self.transfer,
            PhaseName::Commit => self.commit,
        }
    }
}

impl Theme {
    /// Dark on light.
    #[must_use]
    pub fn light() -> Self {
        Self {
            background: rgb(0xff_ffff),
            foreground: rgb(0x1f_1f1f),
            muted: rgb(0x56_5656),
            grid: rgb(0xe0_e0e0),
            line: rgb(0xb4_b4b4),
            accent: rgb(0x0f_6cbd),
            ok: rgb(0x0a_7a55),
            late: rgb(0x8a_5a00),
            bad: rgb(0xb3_261e),
            ok_soft: rgb(0xe6_f4ee),
            late_soft: rgb(0xfd_f3dc),
            bad_soft: rgb(0xfd_eceb),
            phases: PhaseColors {
                start: rgb(0x8f_8f8f),
                prepare: rgb(0x8f_8f8f),
                snapshot: rgb(0x56_b4e9),
                queue: rgb(0xf0_e442),
                transfer: rgb(0x00_72b2),
                commit: rgb(0x00_9e73),
            },
            series: [
                rgb(0x00_72b2),
                rgb(0xcc_79a7),
                rgb(0xd5_5e00),
                rgb(0x00_9e73),
                rgb(0xe6_9f00),
                rgb(0x56_b4e9),
                rgb(0x70_7070),
            ],
            font_family: "sans-serif".to_owned(),
            font_px: 11.0,
            scale: 1.0,
        }
    }

    /// Light on dark.
    #[must_use]
    pub fn dark() -> Self {
        Self {
            background: rgb(0x1f_1f1f),
            foreground: rgb(0xf2_f2f2),
            muted: rgb(0xc4_c4c4),
            grid: rgb(0x33_3333),
            line: rgb(0x5c_5c5c),
            accent: rgb(0x62_abf5),
            ok: rgb(0x5e_c99a),
            late: rgb(0xe6_b450),
            bad: rgb(0xf1_837b),
            ok_soft: rgb(0x12_291f),
            late_soft: rgb(0x2e_2510),
            bad_soft: rgb(0x33_1a18),
            phases: PhaseColors {
                start: rgb(0x8f_8f8f),
                prepare: rgb(0x8f_8f8f),
                // Lighter than by day, and transfer less light than the links: the two touch in
                // every job and must not look alike.
                snapshot: rgb(0xa2_d9f7),
                queue: rgb(0xe5_d94a),
                transfer: rgb(0x34_8fd3),
                commit: rgb(0x1f_b58a),
            },
            series: [
                rgb(0x4a_a3df),
                rgb(0xdd_9bc0),
                rgb(0xf0_833a),
                rgb(0x2f_c08f),
                rgb(0xf0_b840),
                rgb(0xa2_d9f7),
                rgb(0xa8_a8a8),
            ],
            ..Self::light()
        }
    }

    /// The theme by its name on the page: `dark`, or light for anything else.
    #[must_use]
    pub fn named(name: &str) -> Self {
        if name == "dark" {
            Self::dark()
        } else {
            Self::light()
        }
    }

    /// The same with this font; sizes from 6 to 48 CSS pixels are taken, others brought there.
    #[must_use]
    pub fn with_font(self, family: &str, font_px: f64) -> Self {
        Self {
            font_family: family.to_owned(),
            font_px: within(font_px, 6.0, 48.0, self.font_px),
            ..self
        }
    }

    /// The same for a screen with this many device pixels a CSS pixel, from ½ to 8.
    #[must_use]
    pub fn at_scale(self, scale: f64) -> Self {
        Self {
            scale: within(scale, 0.5, 8.0, 1.0),
            ..self
        }
    }

    /// A length in CSS pixels as whole device pixels.
    #[must_use]
    pub fn px(&self, css_px: f64) -> i32 {
        (css_px * self.scale).round() as i32
    }

    /// The colour of the series at this index.
    #[must_use]
    pub fn series_color(&self, index: usize) -> RGBColor {
        self.series[index % self.series.len()]
    }

    /// The colour of a verdict's mark.
    #[must_use]
    pub const fn verdict(&self, verdict: Verdict) -> RGBColor {
        match verdict {
            Verdict::Held => self.ok,
            Verdict::Late => self.late,
            Verdict::Failed => self.bad,
            Verdict::Skipped | Verdict::Running => self.muted,
        }
    }

    /// Dark or white, whichever is easier to read on this colour.
    #[must_use]
    pub fn ink_on(&self, ground: RGBColor) -> RGBColor {
        let share = |part: u8| f64::from(part) / 255.0;
        let light = |part: u8| share(part) * share(part);
        let luminance =
            0.2126 * light(ground.0) + 0.7152 * light(ground.1) + 0.0722 * light(ground.2);
        // Where both have the same contrast; a square is near enough to the screen's curve.
        if luminance > 0.24 {
            rgb(0x1f_1f1f)
        } else {
            rgb(0xff_ffff)
        }
    }

    /// `share` of a colour over the background.
    #[must_use]
    pub fn tint(&self, color: RGBColor, share: f64) -> RGBColor {
        let mix = |top: u8, below: u8| {
            (f64::from(top) * share + f64::from(below) * (1.0 - share)).round() as u8
        };
        RGBColor(
            mix(color.0, self.background.0),
            mix(color.1, self.background.1),
            mix(color.2, self.background.2),
        )
    }
}

const fn rgb(hex: u32) -> RGBColor {
    let [_, red, green, blue] = hex.to_be_bytes();
    RGBColor(red, green, blue)
}

fn within(value: f64, min: f64, max: f64, otherwise: f64) -> f64 {
    if value.is_finite() {
        value.clamp(min, max)
    } else {
        otherwise
    }
}
