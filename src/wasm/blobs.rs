//! Page blobs for JavaScript: a custom backup by snapshots run up to a step, its map, and requests
//! by hand. It translates; it decides nothing.

use super::{ChartMap, canvas, out, read, rejected};
use crate::api;
use crate::charts::Chart;
use crate::report::query::Look;
use crate::report::view::{BlobMapView, BlobsView};
use js_sys::Error;
use plotters::drawing::IntoDrawingArea;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// A custom backup that is gone through step by step.
#[wasm_bindgen]
pub struct Blobs {
    inner: api::BlobSteps,
}

#[wasm_bindgen]
impl Blobs {
    /// Opens the JSON text of a custom backup before its first step.
    pub fn open(text: &str) -> Result<Blobs, JsValue> {
        let inner = api::BlobSteps::open(text).map_err(rejected)?;
        Ok(Self { inner })
    }
    /// Steps done.
    pub fn at(&self) -> u32 {
        self.inner.at()
    }
    /// Does one more step; false when there is none.
    pub fn step(&mut self) -> bool {
        self.inner.step()
    }
    /// Goes back to so many steps, or to a few before.
    pub fn back(&mut self, steps: u32) {
        self.inner.back(steps);
    }
    /// True between windows and restores, and at the end.
    #[wasm_bindgen(js_name = isBetween)]
    pub fn is_between(&self) -> bool {
        self.inner.is_between()
    }
    /// Requests by hand that are still to come.
    #[wasm_bindgen(js_name = handsToCome)]
    pub fn hands_to_come(&self) -> usize {
        self.inner.hands_to_come()
    }
    /// The accounts, the steps so far and, once the end was seen, how many there are in all and what
    /// the ways compare to.
    pub fn view(&self) -> Result<Ts<BlobsView>, JsValue> {
        out(&self.inner.now().view())
    }
    /// A blob as a map of so many cells; nothing when there is no such blob.
    pub fn map(
        &self,
        account: &str,
        blob: &str,
        cells: u32,
    ) -> Result<Option<Ts<BlobMapView>>, JsValue> {
        let map = self.inner.now().map(account, blob, cells);
        map.as_ref().map(out).transpose()
    }
    /// The height in device pixels at which every row of a blob's map has its room on this width.
    #[wasm_bindgen(js_name = mapHeight)]
    pub fn map_height(
        &self,
        account: &str,
        blob: &str,
        width: u32,
        look: &Ts<Look>,
    ) -> Result<Option<u32>, JsValue> {
        let theme = api::theme(&read(look)?);
        let map = self.inner.now().map(account, blob, 1);
        Ok(map.map(|map| Chart::Blob(&map).height_px(width, &theme)))
    }
    /// Draws a blob's map on a canvas context of this size in device pixels; nothing when there is
    /// no such blob.
    #[expect(clippy::too_many_arguments, reason = "JavaScript calls by place")]
    pub fn draw(
        &self,
        account: &str,
        blob: &str,
        cells: u32,
        context: JsValue,
        width: u32,
        height: u32,
        look: &Ts<Look>,
    ) -> Result<Option<ChartMap>, JsValue> {
        let look = read(look)?;
        let Some(map) = self.inner.now().map(account, blob, cells) else {
            return Ok(None);
        };
        let canvas = canvas::Canvas::new(context, width, height, &look.font_family);
        let area = canvas.into_drawing_area();
        let drawn = Chart::Blob(&map).draw(&area, &api::theme(&look));
        let inner = drawn.map_err(|error| Error::new(&error.to_string()))?;
        Ok(Some(ChartMap { inner }))
    }
}

/// The JSON text of the custom backup that the page begins with.
#[wasm_bindgen(js_name = blobsStart)]
pub fn blobs_start() -> String {
    api::blobs_start()
}

/// A text with one more request by hand after a step; later requests by hand are dropped.
#[wasm_bindgen(js_name = blobsAct)]
pub fn blobs_act(text: &str, after: u32, request: &str) -> Result<String, JsValue> {
    api::blobs_act(text, after, request).map_err(rejected)
}

/// A text without the requests by hand after a step.
#[wasm_bindgen(js_name = blobsCut)]
pub fn blobs_cut(text: &str, after: u32) -> Result<String, JsValue> {
    api::blobs_cut(text, after).map_err(rejected)
}
