//! Restores of a fleet for JavaScript. It translates; it decides nothing.

use super::{Session, out, rejected};
use crate::api;
use crate::report::view::RestoresView;
use tsify::Ts;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Session {
    /// What becomes of a list of the machines of this run, as JSON text.
    pub fn restore(&self, list: &str) -> Result<Ts<RestoresView>, JsValue> {
        out(&api::restore_of(self.report()?, list).map_err(rejected)?)
    }
}
