//! The lesson of an error, by its code: a scenario's text to be played.

use crate::azure::errors::faults;
use crate::azure::profile::PROFILES;
use crate::scenario::lessons;

/// The JSON text of a scenario that brings an error about and cures it; nothing where the profile has
/// no such error, or the error no lesson.
#[must_use]
pub fn lesson(profile: &str, code: &str) -> Option<String> {
    let profile = PROFILES.iter().find(|known| known.name == profile)?;
    let mut rows = faults().filter(|row| row.code == code);
    let draft = rows.find_map(|row| lessons::lesson(row.fault, profile))?;
    Some(super::to_text(&draft))
}
