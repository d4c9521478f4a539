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

/// A custom backup run up to a step.
#[wasm_bindgen]
pub struct Blobs {
    inner: api::Blobs,
}

#[wasm_bindgen]
impl Blobs {
    /// Runs the JSON text of a custom backup up to a step; without one, to its end.
    pub fn open(text: &str, steps: Option<u32>) -> Result<Blobs, JsValue> {
        let inner = api::Blobs::open(text, steps).map_err(rejected)?;
        Ok(Self { inner })
    }
    /// The accounts, the steps so far and, at the end, what the ways compare to.
    pub fn view(&self) -> Result<Ts<BlobsView>, JsValue> {
        out(&self.inner.view())
    }
    /// A blob as a map of so many cells; nothing when there is no such blob.
    pub fn map(
        &self,
        account: &str,
        blob: &str,
        cells: u32,
    ) -> Result<Option<Ts<BlobMapView>>, JsValue> {
        let map = self.inner.map(account, blob, cells);
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
        let map = self.inner.map(account, blob, 1);
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
        let Some(map) = self.inner.map(account, blob, cells) else {
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
