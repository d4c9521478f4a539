//! What lies where in a drawn chart, and what it says: for the pointer, the keyboard, the legend
//! and the screen reader.

use crate::report::view::{FactView, PickView};
use plotters::style::RGBColor;

/// A rectangle in device pixels, from the drawn area's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

impl Rect {
    /// The rectangle between two corners, the second one outside.
    #[must_use]
    pub const fn between(left: i32, top: i32, right: i32, bottom: i32) -> Self {
        Self {
            x: left,
            y: top,
            width: right.saturating_sub(left),
            height: bottom.saturating_sub(top),
        }
    }
    /// The first column outside, at the right.
    #[must_use]
    pub const fn right(&self) -> i32 {
        self.x.saturating_add(self.width)
    }
    /// The first line outside, below.
    #[must_use]
    pub const fn bottom(&self) -> i32 {
        self.y.saturating_add(self.height)
    }
    /// True for a point inside.
    #[must_use]
    pub fn contains(&self, x: f64, y: f64) -> bool {
        x >= f64::from(self.x)
            && x < f64::from(self.right())
            && y >= f64::from(self.y)
            && y < f64::from(self.bottom())
    }
    /// What both have in common; nothing when that is empty.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let both = Self::between(
            self.x.max(other.x),
            self.y.max(other.y),
            self.right().min(other.right()),
            self.bottom().min(other.bottom()),
        );
        (both.width > 0 && both.height > 0).then_some(both)
    }
}

/// A colour and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEntry {
    /// What it stands for.
    pub name: String,
    /// The colour of its mark.
    pub color: RGBColor,
    /// The character that says the same without colour; nothing when the name alone does.
    pub glyph: Option<char>,
    /// True when the mark is an outline.
    pub hollow: bool,
}

impl KeyEntry {
    /// The colour as CSS writes it.
    #[must_use]
    pub fn css(&self) -> String {
        let RGBColor(red, green, blue) = self.color;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The marks of a drawn chart.
#[derive(Clone, Debug)]
pub struct ChartMap {
    area: Rect,
    items: Vec<Mark>,
    parts: Vec<Mark>,
    key: Vec<KeyEntry>,
    summary: String,
}

#[derive(Clone, Debug)]
struct Mark {
    rect: Rect,
    pick: PickView,
}

impl ChartMap {
    /// What lies at this point; a part, such as a phase, before the item that it belongs to.
    #[must_use]
    pub fn pick(&self, x: f64, y: f64) -> Option<PickView> {
        self.hit(x, y).map(|(pick, _)| pick.clone())
    }

    /// The same, with the rectangle to highlight.
    #[must_use]
    pub fn hit(&self, x: f64, y: f64) -> Option<(&PickView, Rect)> {
        // What was drawn last lies on top.
        let marks = self.parts.iter().rev().chain(self.items.iter().rev());
        let mark = { marks }.find(|mark| mark.rect.contains(x, y))?;
        Some((&mark.pick, mark.rect))
    }

    /// How many items a keyboard walks.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items.len()
    }

    /// An item and where it is; nothing behind the last.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<(&PickView, Rect)> {
        self.items.get(index).map(|mark| (&mark.pick, mark.rect))
    }

    /// Every rectangle that can be hit.
    pub fn rects(&self) -> impl Iterator<Item = Rect> + '_ {
        self.items.iter().chain(&self.parts).map(|mark| mark.rect)
    }

    /// What the colours mean.
    #[must_use]
    pub fn key(&self) -> &[KeyEntry] {
        &self.key
    }

    /// The chart in words.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// A map without marks for an area of this size.
    pub(super) fn new(size_px: (u32, u32), key: Vec<KeyEntry>, summary: String) -> Self {
        let side = |px: u32| i32::try_from(px).unwrap_or(i32::MAX);
        Self {
            area: Rect::between(0, 0, side(size_px.0), side(size_px.1)),
            items: Vec::new(),
            parts: Vec::new(),
            key,
            summary,
        }
    }

    /// Adds an item; outside of the area it can be neither hit nor walked to.
    pub(super) fn push_item(&mut self, rect: Rect, pick: PickView) {
        if let Some(rect) = rect.intersection(&self.area) {
            self.items.push(Mark { rect, pick });
        }
    }

    /// Adds a part of an item.
    pub(super) fn push_part(&mut self, rect: Rect, pick: PickView) {
        if let Some(rect) = rect.intersection(&self.area) {
            self.parts.push(Mark { rect, pick });
        }
    }
}

/// A label with its value.
pub(super) fn fact(label: &str, value: impl Into<String>) -> FactView {
    FactView {
        label: label.to_owned(),
        value: value.into(),
    }
}
