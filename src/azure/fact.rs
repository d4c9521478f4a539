//! A figure with where it comes from.

use std::fmt;

/// A figure and its origin.
#[derive(Clone, Copy, Debug)]
pub struct Fact<T> {
    /// The figure.
    pub value: T,
    /// Where it comes from.
    pub source: Source,
}

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Stated by a public document.
    Published {
        /// The document's title.
        title: &'static str,
        /// The document's own date, `YYYY-MM-DD` or as much of it as is known.
        date: &'static str,
    },
    /// Computed from published measurements.
    Measured {
        /// What was measured.
        what: &'static str,
        /// When it was computed.
        date: &'static str,
    },
    /// Nobody publishes it; chosen so that what is published comes out.
    Guess {
        /// Why this value.
        why: &'static str,
    },
}

impl<T> Fact<T> {
    /// A published figure.
    #[must_use]
    pub const fn published(value: T, title: &'static str, date: &'static str) -> Self {
        Self {
            value,
            source: Source::Published { title, date },
        }
    }
    /// A figure computed from published measurements.
    #[must_use]
    pub const fn measured(value: T, what: &'static str, date: &'static str) -> Self {
        Self {
            value,
            source: Source::Measured { what, date },
        }
    }
    /// A guess.
    #[must_use]
    pub const fn guess(value: T, why: &'static str) -> Self {
        Self {
            value,
            source: Source::Guess { why },
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Published { title, date } => write!(f, "{title} ({date})"),
            Self::Measured { what, date } => write!(f, "measured: {what} ({date})"),
            Self::Guess { why } => write!(f, "guess: {why}"),
        }
    }
}
