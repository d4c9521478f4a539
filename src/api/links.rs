//! Links and limits of a scenario, set by the paths of their figures.

use crate::scenario::draft::parse;
use crate::scenario::{Problem, check, limits, settings};
use std::collections::BTreeMap;

/// A scenario's text with other links and limits. `edits` is a JSON object: the path of each figure
/// with what was typed, or with null where the default shall hold again.
///
/// # Errors
/// Everything that is wrong: with what was typed, and with the scenario that it makes.
pub fn set_limits(text: &str, edits: &str) -> Result<String, Vec<Problem>> {
    let mut draft = parse(text)?;
    let mut problems = settings::set(&mut draft, &read(edits)?)
        .err()
        .unwrap_or_default();
    let text = super::to_text(&draft);
    problems.extend(check(draft).err().unwrap_or_default());
    if problems.is_empty() {
        Ok(text)
    } else {
        Err(problems)
    }
}

fn read(edits: &str) -> Result<BTreeMap<String, Option<String>>, Vec<Problem>> {
    if edits.len() > limits::SETTINGS_BYTES_MAX {
        let (found, most) = (edits.len(), limits::SETTINGS_BYTES_MAX);
        let allowed = format!("at most {most} bytes");
        return Err(vec![Problem::new(
            "settings",
            format!("{found} bytes"),
            allowed,
        )]);
    }
    serde_json::from_str(edits).map_err(|error| {
        let allowed = "a JSON object of paths, each with a text or null";
        vec![Problem::new(
            "settings",
            crate::scenario::parser_said(&error.to_string()),
            allowed,
        )]
    })
}
