//! What is wrong with an input: where, what was found there and what would have been right. A
//! check collects all of them; nothing stops at the first.

use std::fmt;

/// One thing wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: the path of a field (`vms[3].disks[0].used_gib`) or a file and row
    /// (`RVTools_tabvInfo.csv, row 12`).
    pub place: String,
    /// What was found there, short and safe to show.
    pub found: String,
    /// What would have been right.
    pub allowed: String,
}

/// The most of a foreign text that a message quotes, in characters.
pub(crate) const QUOTED_CHARS_MAX: usize = 60;

impl Problem {
    /// A problem at `place`.
    pub fn new(
        place: impl Into<String>,
        found: impl fmt::Display,
        allowed: impl fmt::Display,
    ) -> Self {
        Self {
            place: place.into(),
            found: found.to_string(),
            allowed: allowed.to_string(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            found,
            allowed,
        } = self;
        write!(f, "{place}: found {found}; allowed: {allowed}")
    }
}

/// A foreign text as a message may show it: quoted, control characters escaped, cut at
/// `QUOTED_CHARS_MAX`.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(QUOTED_CHARS_MAX)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(QUOTED_CHARS_MAX).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

/// The most of a parser's message that is shown, in characters: a list of all fields fits.
const MESSAGE_CHARS_MAX: usize = 300;

/// A parser's message as a problem may show it: without its position, which is the problem's
/// place; control characters escaped, and cut, because it quotes foreign text.
pub(crate) fn parser_said(message: &str) -> String {
    let what = message
        .rsplit_once(" at line ")
        .map_or(message, |(what, _)| what);
    let mut shown = String::new();
    for c in what.chars().take(MESSAGE_CHARS_MAX) {
        // The parser's own quotes stay as they are.
        match c {
            '"' | '\'' | '\\' => shown.push(c),
            _ => shown.extend(c.escape_debug()),
        }
    }
    if what.chars().nth(MESSAGE_CHARS_MAX).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_is_quoted_escaped_and_cut() {
        assert_eq!(quoted("a\u{1b}[31m\n"), "\"a\\u{1b}[31m\\n\"");
        assert_eq!(quoted(&"x".repeat(61)).chars().count(), 63);
        assert_eq!(quoted(&"x".repeat(60)).chars().count(), 62);
    }
}
