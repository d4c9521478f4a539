//! The catalogue of errors for JavaScript: every row of it, and the lesson of one. It translates; it
//! decides nothing.

use super::{out, rejected};
use crate::api;
use crate::report::view::ErrorsView;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// What can go wrong under a generation of the service.
#[wasm_bindgen]
pub fn errors(profile: &str) -> Result<Ts<ErrorsView>, JsValue> {
    out(&api::errors(Some(profile), None).map_err(rejected)?)
}

/// The JSON text of a scenario that brings an error about and cures it; nothing where there is none.
#[wasm_bindgen]
#[must_use]
pub fn lesson(profile: &str, code: &str) -> Option<String> {
    api::lesson(profile, code)
}

/// What to look at in that scenario, as sentences.
#[wasm_bindgen(js_name = lessonAbout)]
#[must_use]
pub fn lesson_about(profile: &str, code: &str) -> Option<String> {
    api::lesson_about(profile, code)
}
