//! The only file that knows JavaScript. It translates; it decides nothing.
//!
//! Views go out as plain objects with the types of `report::view`; wrong input goes out as an error
//! with a `problems` list. A panic ends the module: the worker that holds it starts anew.

mod blobs;
mod canvas;
mod errors;
mod fresh;
mod lab;
mod plan;
mod restore;

pub use blobs::{Blobs, blobs_act, blobs_cut, blobs_start};
pub use errors::{errors, lesson, lesson_about};
pub use fresh::{lab_start, profiles};
pub use lab::{Lab, lab_act, lab_blocks, lab_cut};
pub use plan::{Plan, advise};

use crate::api;
use crate::charts;
use crate::report::Report;
use crate::report::query::{
    ChartAt, ChartKind, FleetQuery, InstancesQuery, JobQuery, LinksQuery, Look,
};
use crate::report::view::{
    ChartItemView, ChartView, CostView, FleetView, ImportView, InstancesView, JobsView,
    LinkChoiceView, LinksView, MachineView, Moment, NightView, PickView, PointsView, PresetView,
    ProgressView, ScenarioView, SummaryView,
};
use crate::scenario::Problem;
use crate::units::VmId;
use js_sys::{Error, Reflect};
use plotters::drawing::IntoDrawingArea;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** A number of bytes. */
export type ByteCount = number;
/** An amount of money as decimal text. */
export type Amount = string;
/** Thrown for wrong input. */
export interface Rejected extends Error { problems: ProblemView[] }
";

/// Wrong input, as an error with a list of problems.
fn rejected(problems: Vec<Problem>) -> JsValue {
    let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let error = Error::new(&text.join("\n"));
    let views = serde_wasm_bindgen::to_value(&api::problem_views(&problems));
    let views = views.unwrap_or_else(JsValue::from);
    // Setting a property of a fresh error cannot fail.
    let _ = Reflect::set(&error, &"problems".into(), &views);
    error.into()
}

fn out<T: Tsify + serde::Serialize>(view: &T) -> Result<Ts<T>, JsValue> {
    view.into_ts()
        .map_err(|error| Error::new(&error.to_string()).into())
}

fn read<T>(value: &Ts<T>) -> Result<T, JsValue>
where
    T: Tsify<JsType: Clone> + serde::de::DeserializeOwned,
{
    value
        .to_rust()
        .map_err(|error| Error::new(&error.to_string()).into())
}

fn missing(what: &str) -> JsValue {
    Error::new(&format!("there is no such {what}")).into()
}

/// Every preset.
#[wasm_bindgen]
pub fn presets() -> Result<Vec<Ts<PresetView>>, JsValue> {
    api::presets().iter().map(out).collect()
}

/// A preset's JSON text.
#[wasm_bindgen(js_name = presetText)]
pub fn preset_text(id: &str) -> Result<String, JsValue> {
    api::preset_text(id).map_err(rejected)
}

/// A seed that nobody has used before.
#[wasm_bindgen(js_name = freshSeed)]
pub fn fresh_seed() -> Result<f64, JsValue> {
    api::fresh_seed().map(|seed| seed as f64).map_err(rejected)
}

/// Files to import.
#[wasm_bindgen]
#[derive(Default)]
pub struct ImportFiles {
    files: Vec<(String, Vec<u8>)>,
}

#[wasm_bindgen]
impl ImportFiles {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a file.
    pub fn add(&mut self, name: String, bytes: Vec<u8>) {
        self.files.push((name, bytes));
    }
}

/// Makes a scenario from exports of an inventory.
#[wasm_bindgen(js_name = importFiles)]
pub fn import_files(files: &ImportFiles, powered_on_only: bool) -> Result<Ts<ImportView>, JsValue> {
    let files: Vec<(&str, &[u8])> = files
        .files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    out(&api::import_files(&files, powered_on_only).map_err(rejected)?)
}

/// A scenario being run, or run. Everything but the scenario waits for the end of the run.
#[wasm_bindgen]
pub struct Session {
    inner: api::Session,
}

impl Session {
    fn report(&self) -> Result<&Report, JsValue> {
        self.inner
            .report()
            .ok_or_else(|| Error::new("the run is not complete").into())
    }
}

#[wasm_bindgen]
impl Session {
    /// Opens a scenario's JSON text.
    pub fn open(text: &str) -> Result<Session, JsValue> {
        let inner = api::Session::open(text).map_err(rejected)?;
        Ok(Self { inner })
    }
    /// The scenario at a glance.
    pub fn scenario(&self) -> Result<Ts<ScenarioView>, JsValue> {
        out(self.inner.scenario())
    }
    /// The scenario as JSON text.
    #[wasm_bindgen(js_name = scenarioText)]
    pub fn scenario_text(&self) -> String {
        self.inner.scenario_text().to_owned()
    }
    /// The scenario's text with another seed and another number of days.
    pub fn reseeded(&self, seed: f64, days: u32) -> Result<String, JsValue> {
        api::reseeded(self.inner.scenario_text(), seed as u64, days).map_err(rejected)
    }
    /// Handles at most this many events.
    pub fn step(&mut self, events: u32) -> Result<Ts<ProgressView>, JsValue> {
        out(&self.inner.step(u64::from(events)))
    }
    /// The verdict over the whole run.
    pub fn summary(&self) -> Result<Ts<SummaryView>, JsValue> {
        out(&self.report()?.summary())
    }
    /// Every night of the calendar.
    pub fn nights(&self) -> Result<Vec<Ts<NightView>>, JsValue> {
        self.report()?.nights().iter().map(out).collect()
    }
    /// Rows of the fleet table.
    pub fn fleet(&self, query: &Ts<FleetQuery>) -> Result<Ts<FleetView>, JsValue> {
        out(&self.report()?.fleet(&read(query)?))
    }
    /// Rows of the list of jobs.
    pub fn jobs(&self, query: &Ts<JobQuery>) -> Result<Ts<JobsView>, JsValue> {
        out(&self.report()?.jobs_list(&read(query)?))
    }
    /// One machine on one night.
    pub fn machine(&self, vm: u32, night: u32) -> Result<Ts<MachineView>, JsValue> {
        let machine = self.report()?.machine(VmId::new(vm), night);
        out(&machine.ok_or_else(|| missing("machine or night"))?)
    }
    /// The last moment of each local day of the run.
    pub fn days(&self) -> Result<Vec<Ts<Moment>>, JsValue> {
        self.report()?.days().iter().map(out).collect()
    }
    /// One machine's recovery points as of a moment, in whole seconds since the run began.
    pub fn points(&self, vm: u32, as_of_s: f64) -> Result<Ts<PointsView>, JsValue> {
        let report = self.report()?;
        let points = report.points(VmId::new(vm), report.instant(as_of_s as u64));
        out(&points.ok_or_else(|| missing("machine"))?)
    }
    /// Rows of the table of links and limits.
    pub fn links(&self, query: &Ts<LinksQuery>) -> Result<Ts<LinksView>, JsValue> {
        let links = self.report()?.links(&read(query)?);
        out(&links.ok_or_else(|| missing("night"))?)
    }
    /// The scenario's text with other links and limits: a JSON object of paths, each with what was
    /// typed, or null where the default shall hold again.
    #[wasm_bindgen(js_name = withLimits)]
    pub fn with_limits(&self, edits: &str) -> Result<String, JsValue> {
        api::set_limits(self.inner.scenario_text(), edits).map_err(rejected)
    }
    /// Throughput over a night: of the links that carry most, or of one.
    pub fn throughput(&self, night: u32, link: Option<u32>) -> Result<Ts<ChartView>, JsValue> {
        let view = self.report()?.throughput(night, link);
        out(&view.ok_or_else(|| missing("night or link"))?)
    }
    /// The links that carried anything in a night.
    #[wasm_bindgen(js_name = linksOfNight)]
    pub fn links_of_night(&self, night: u32) -> Result<Vec<Ts<LinkChoiceView>>, JsValue> {
        let links = self.report()?.links_of_night(night);
        let links = links.ok_or_else(|| missing("night"))?;
        links.iter().map(out).collect()
    }
    /// Stored and protected bytes over the run.
    pub fn sizes(&self) -> Result<Ts<ChartView>, JsValue> {
        out(&self.report()?.sizes())
    }
    /// How old one machine's newest recovery point is, over the run.
    pub fn rpo(&self, vm: u32) -> Result<Ts<ChartView>, JsValue> {
        let view = self.report()?.rpo(VmId::new(vm));
        out(&view.ok_or_else(|| missing("machine"))?)
    }
    /// What the run costs.
    pub fn cost(&self) -> Result<Ts<CostView>, JsValue> {
        out(&self.report()?.cost())
    }
    /// Rows of the cost table.
    pub fn instances(&self, query: &Ts<InstancesQuery>) -> Result<Ts<InstancesView>, JsValue> {
        out(&self.report()?.instances(&read(query)?))
    }
    /// The height in device pixels at which everything of a chart has its room on this width.
    #[wasm_bindgen(js_name = chartHeight)]
    pub fn chart_height(
        &self,
        chart: &Ts<ChartKind>,
        at: &Ts<ChartAt>,
        width: u32,
        look: &Ts<Look>,
    ) -> Result<u32, JsValue> {
        let of = (self.report()?, read(chart)?, read(at)?);
        chart_height(of, width, &read(look)?).ok_or_else(|| missing("night or machine"))
    }
    /// Draws a chart on a canvas context of this size in device pixels.
    pub fn draw(
        &self,
        chart: &Ts<ChartKind>,
        at: &Ts<ChartAt>,
        context: JsValue,
        width: u32,
        height: u32,
        look: &Ts<Look>,
    ) -> Result<ChartMap, JsValue> {
        let of = (self.report()?, read(chart)?, read(at)?);
        let drawn = drawn(of, context, (width, height), &read(look)?)?;
        drawn.ok_or_else(|| missing("night or machine"))
    }
}

/// A chart of a report, by name.
type ChartOf<'r> = (&'r Report, ChartKind, ChartAt);

/// Draws a chart on a canvas context; nothing if there is nothing of that kind.
fn drawn(
    (report, kind, at): ChartOf<'_>,
    context: JsValue,
    (width, height): (u32, u32),
    look: &Look,
) -> Result<Option<ChartMap>, JsValue> {
    let theme = api::theme(look);
    let canvas = canvas::Canvas::new(context, width, height, &look.font_family);
    let area = canvas.into_drawing_area();
    let draw = |chart: &charts::Chart<'_>| chart.draw(&area, &theme);
    let drawn = api::with_chart(report, kind, at, draw).transpose();
    let drawn = drawn.map_err(|error| Error::new(&error.to_string()))?;
    Ok(drawn.map(|inner| ChartMap { inner }))
}

fn chart_height((report, kind, at): ChartOf<'_>, width: u32, look: &Look) -> Option<u32> {
    let theme = api::theme(look);
    let height = |chart: &charts::Chart<'_>| chart.height_px(width, &theme);
    api::with_chart(report, kind, at, height)
}

/// What lies where on a drawn chart, in device pixels.
#[wasm_bindgen]
pub struct ChartMap {
    inner: charts::ChartMap,
}

#[wasm_bindgen]
impl ChartMap {
    /// What is under a point.
    pub fn pick(&self, x: f64, y: f64) -> Result<Option<Ts<PickView>>, JsValue> {
        self.inner.pick(x, y).as_ref().map(out).transpose()
    }
    /// How many marks a keyboard can walk.
    pub fn items(&self) -> usize {
        self.inner.items()
    }
    /// A mark: what it says and where it is; nothing when there is no such mark.
    pub fn item(&self, index: usize) -> Result<Option<Ts<ChartItemView>>, JsValue> {
        let item = self.inner.item(index);
        let view = item.map(|(pick, rect)| ChartItemView {
            pick: pick.clone(),
            x: rect.x,
            y: rect.y,
            width: rect.width,
            height: rect.height,
        });
        view.as_ref().map(out).transpose()
    }
    /// What a screen reader says of the chart.
    pub fn summary(&self) -> String {
        self.inner.summary().to_owned()
    }
}
