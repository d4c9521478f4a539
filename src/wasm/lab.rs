//! The lab for JavaScript: a scenario run up to a moment, and a timeline that grows.

use super::{ChartMap, chart_height, drawn, out, read, rejected};
use crate::api;
use crate::report::query::{ChartAt, ChartKind, JobQuery, Look};
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
    /// Draws a chart on a canvas context of this size in device pixels; nothing if this moment has
    /// nothing to show.
    pub fn draw(
        &self,
        chart: &Ts<ChartKind>,
        at: &Ts<ChartAt>,
        context: JsValue,
        width: u32,
        height: u32,
        look: &Ts<Look>,
    ) -> Result<Option<ChartMap>, JsValue> {
        let of = (self.inner.report(), read(chart)?, read(at)?);
        drawn(of, context, (width, height), &read(look)?)
    }
    /// The height in device pixels at which everything of a chart has its room on this width.
    #[wasm_bindgen(js_name = chartHeight)]
    pub fn chart_height(
        &self,
        chart: &Ts<ChartKind>,
        at: &Ts<ChartAt>,
        width: u32,
        look: &Ts<Look>,
    ) -> Result<Option<u32>, JsValue> {
        let of = (self.inner.report(), read(chart)?, read(at)?);
        Ok(chart_height(of, width, &read(look)?))
    }
}

/// A scenario's text with one machine simulated in blocks of so many KiB; without a size, only its
/// amounts.
#[wasm_bindgen(js_name = labBlocks)]
pub fn lab_blocks(text: &str, vm: &str, block_kib: Option<u32>) -> Result<String, JsValue> {
    api::lab_blocks(text, vm, block_kib).map_err(rejected)
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
