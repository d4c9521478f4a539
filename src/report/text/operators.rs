//! What operators did, as text.

use super::plain;
use crate::report::view::OperatorView;
use std::fmt::Write;

/// The first acts that a text lists; the JSON document has all.
const LISTED_MAX: usize = 100;

/// What operators did, one act a line; nothing when they did nothing.
pub(super) fn operators(all: &[OperatorView]) -> String {
    let mut text = String::new();
    if !all.is_empty() {
        text += "\nOperators (UTC)\n";
    }
    for OperatorView {
        at,
        vm,
        what,
        refused,
    } in all.iter().take(LISTED_MAX)
    {
        let refused = refused.as_deref();
        let refused = refused.map_or(String::new(), |why| format!(" Refused: {}", plain(why)));
        let _ = writeln!(text, "{}  {}: {}{refused}", at.utc, plain(vm), plain(what));
    }
    if all.len() > LISTED_MAX {
        let _ = writeln!(text, "and {} more", all.len() - LISTED_MAX);
    }
    text
}
