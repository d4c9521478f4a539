//! A chart's SVG as a PNG. The font comes with the program, so that a picture is the same on every
//! machine and on one without fonts; characters that it lacks (Chinese, Japanese and Korean ones
//! among them) stay blank, and the SVG has them.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::fmt;

/// The longest side of a picture, in pixels.
pub const PNG_SIDE_PX_MAX: u32 = 16_384;

/// Draws the document at its own size.
///
/// # Errors
/// If the document cannot be read or is larger than [`PNG_SIDE_PX_MAX`].
pub fn png(svg: &str) -> Result<Vec<u8>, PngError> {
    let mut options = Options {
        font_family: FAMILY.to_owned(),
        ..Options::default()
    };
    let fonts = options.fontdb_mut();
    for font in [dejavu::sans::regular(), dejavu::sans::bold()] {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family(FAMILY);
    let tree = Tree::from_str(svg, &options).map_err(|e| PngError::Unreadable(e.to_string()))?;
    let size = tree.size().to_int_size();
    let (width_px, height_px) = (size.width(), size.height());
    let too_large = PngError::TooLarge {
        width_px,
        height_px,
    };
    if width_px.max(height_px) > PNG_SIDE_PX_MAX {
        return Err(too_large);
    }
    let mut pixels = Pixmap::new(width_px, height_px).ok_or(too_large)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels
        .encode_png()
        .map_err(|e| PngError::Unreadable(e.to_string()))
}

const FAMILY: &str = "DejaVu Sans";

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PngError {
    /// The document is not SVG, or the picture could not be encoded; in the library's words.
    Unreadable(String),
    /// A side is longer than [`PNG_SIDE_PX_MAX`].
    TooLarge {
        /// The picture's width.
        width_px: u32,
        /// The picture's height.
        height_px: u32,
    },
}

impl fmt::Display for PngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(message) => write!(f, "the picture could not be made: {message}"),
            Self::TooLarge {
                width_px,
                height_px,
            } => write!(
                f,
                "a picture has {PNG_SIDE_PX_MAX} pixels a side at most, this one {width_px} × {height_px}: write .svg, or draw fewer rows"
            ),
        }
    }
}

impl std::error::Error for PngError {}
