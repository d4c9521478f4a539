//! The lab for JavaScript: a scenario run up to a moment, and a timeline that grows.

use super::{out, read, rejected};
use crate::api;
use crate::report::query::JobQuery;
use crate::report::view::{JobsView, LabView};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// A scenario run up to a moment.
#[wasm_bindgen]
pub struct Lab {
    inner: api::Lab,
}

#[wasm_bindgen]
impl Lab {
    /// Runs a scenario's JSON text up to a moment, in whole seconds since the run began.
    pub fn open(text: &str, at_s: f64) -> Result<Lab, JsValue> {
        let inner = api::Lab::open(text, at_s as u64).map_err(rejected)?;
        Ok(Self { inner })
    }
    /// How things stand, with one machine if that is asked for.
    pub fn view(&self, vm: Option<u32>) -> Result<Ts<LabView>, JsValue> {
        out(&self.inner.view(vm))
    }
    /// Rows of the list of jobs.
    pub fn jobs(&self, query: &Ts<JobQuery>) -> Result<Ts<JobsView>, JsValue> {
        out(&self.inner.jobs(&read(query)?))
    }
}

/// A scenario's text with one more action at a moment, in whole seconds since the run began.
#[wasm_bindgen(js_name = labAct)]
pub fn lab_act(text: &str, at_s: f64, action: &str) -> Result<String, JsValue> {
    api::lab_act(text, at_s as u64, action).map_err(rejected)
}

/// A scenario's text without the actions that come after a moment.
#[wasm_bindgen(js_name = labCut)]
pub fn lab_cut(text: &str, at_s: f64) -> Result<String, JsValue> {
    api::lab_cut(text, at_s as u64).map_err(rejected)
}
