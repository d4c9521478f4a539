//! Restores of a fleet for JavaScript. It translates; it decides nothing.

use super::{out, rejected};
use crate::api;
use crate::report::view::RestoresView;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// What becomes of a list of machines of a scenario, both as JSON text.
#[wasm_bindgen]
pub fn restore(text: &str, list: &str) -> Result<Ts<RestoresView>, JsValue> {
    out(&api::restore(text, list).map_err(rejected)?)
}
