//! Where the lab begins: the generations of the service, and a few machines in one of them. It
//! translates; it decides nothing.

use super::{out, rejected};
use crate::api;
use crate::report::view::ProfilesView;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// What every profile says.
#[wasm_bindgen]
pub fn profiles() -> Result<Ts<ProfilesView>, JsValue> {
    out(&api::profiles(None).map_err(rejected)?)
}

/// The JSON text of a few machines that nothing protects yet.
#[wasm_bindgen(js_name = labStart)]
pub fn lab_start(profile: &str) -> Result<String, JsValue> {
    api::lab_start(profile).map_err(rejected)
}
