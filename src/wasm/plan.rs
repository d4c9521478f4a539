//! Plans and advice for JavaScript. It translates; it decides nothing.

use super::{missing, out, rejected};
use crate::api;
use crate::report::view::{AdviseView, PlanProgressView, PlanView};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// A plan being searched; dropped, it is cancelled.
#[wasm_bindgen]
pub struct Plan {
    searching: Option<api::Planning>,
    found: Option<(PlanView, String)>,
}

#[wasm_bindgen]
impl Plan {
    /// A plan for a scenario's JSON text, as an order's JSON text asks; an empty order has every
    /// default.
    pub fn open(text: &str, order: &str) -> Result<Plan, JsValue> {
        let planning = api::Planning::open(text, order).map_err(rejected)?;
        Ok(Self {
            searching: Some(planning),
            found: None,
        })
    }
    /// Makes at most this many simulations.
    pub fn step(&mut self, simulations: u32) -> Result<Ts<PlanProgressView>, JsValue> {
        let planning = self.searching.as_mut();
        let planning = planning.ok_or_else(|| missing("search: it has ended"))?;
        let progress = planning.step(simulations);
        if progress.done {
            self.found = self.searching.take().and_then(api::Planning::into_view);
        }
        out(&progress)
    }
    /// The plan, once the search has ended.
    pub fn view(&self) -> Result<Ts<PlanView>, JsValue> {
        let (view, _) = self.found.as_ref().ok_or_else(|| missing("plan yet"))?;
        out(view)
    }
    /// The JSON text of the scenario that the plan makes.
    #[wasm_bindgen(js_name = scenarioText)]
    pub fn scenario_text(&self) -> Result<String, JsValue> {
        let (_, text) = self.found.as_ref().ok_or_else(|| missing("plan yet"))?;
        Ok(text.clone())
    }
}

/// The advice that applies to a scenario's JSON text.
#[wasm_bindgen]
pub fn advise(text: &str) -> Result<Ts<AdviseView>, JsValue> {
    out(&api::advise(text).map_err(rejected)?)
}
