//! The lesson of an error, by its code: a scenario's text to be played, and what to look at in it.

use crate::azure::errors::{Fault, faults};
use crate::azure::profile::{PROFILES, Profile};
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::lessons;

/// The JSON text of a scenario that brings an error about and cures it; nothing where the profile has
/// no such error, or the error no lesson.
#[must_use]
pub fn lesson(profile: &str, code: &str) -> Option<String> {
    let (_, draft) = found(profile, code)?;
    Some(super::to_text(&draft))
}

/// What to look at in that scenario, as sentences.
#[must_use]
pub fn lesson_about(profile: &str, code: &str) -> Option<String> {
    let (fault, _) = found(profile, code)?;
    Some(lessons::about(fault))
}

fn found(profile: &str, code: &str) -> Option<(Fault, ScenarioDraft)> {
    let is_it = |known: &&Profile| known.name == profile;
    let profile = PROFILES.iter().find(is_it)?;
    let mut rows = faults().filter(|row| row.code == code);
    rows.find_map(|row| Some((row.fault, lessons::lesson(row.fault, profile)?)))
}
