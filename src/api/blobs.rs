//! A custom backup by snapshots: run up to a step, and a timeline of requests by hand that grows. It
//! keeps no state between looks: what there is after a step follows from the text alone.

mod steps;

pub use steps::BlobSteps;

use crate::engine::scheme::Custom;
use crate::report::scheme as report;
use crate::report::view::{BlobMapView, BlobsView, PresetView, WayView};
use crate::scenario::Problem;
use crate::scenario::scheme::draft::{SchemeActionKindDraft, SchemeDraft};
use crate::scenario::scheme::{CUSTOM_12_HOURLY, check, custom_12_hourly, parse};
use crate::units::{SimDuration, SimTime};
use std::sync::Arc;

/// A custom backup, run up to a step.
#[derive(Debug)]
pub struct Blobs {
    custom: Custom,
    steps_in_all: u32,
    ways: Vec<WayView>,
}

impl Blobs {
    /// Runs a document up to so many steps; without a number, to its end.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn open(text: &str, steps: Option<u32>) -> Result<Self, Vec<Problem>> {
        Self::of(parse(text)?, steps)
    }
    /// The same of a draft.
    ///
    /// # Errors
    /// Every problem of the draft.
    pub fn of(draft: SchemeDraft, steps: Option<u32>) -> Result<Self, Vec<Problem>> {
        let mut run = Custom::new(Arc::new(check(draft)?));
        if steps.is_none_or(|steps| run_to(&mut run, steps) < steps) {
            while run.step() {}
            let (steps_in_all, ways) = (done(&run), report::ways(&run));
            return Ok(Self {
                custom: run,
                steps_in_all,
                ways,
            });
        }
        let custom = run.clone();
        while run.step() {}
        let steps_in_all = done(&run);
        let is_over = steps_in_all == done(&custom);
        let ways = if is_over {
            report::ways(&run)
        } else {
            Vec::new()
        };
        Ok(Self {
            custom: if is_over { run } else { custom },
            steps_in_all,
            ways,
        })
    }
    /// How things stand after the step.
    #[must_use]
    pub fn view(&self) -> BlobsView {
        report::blobs(&self.custom, self.steps_in_all, self.ways.clone())
    }
    /// A blob as a map of so many cells, if there is such a blob.
    #[must_use]
    pub fn map(&self, account: &str, blob: &str, cells: u32) -> Option<BlobMapView> {
        report::map(&self.custom, account, blob, cells)
    }
    /// The run itself.
    #[must_use]
    pub const fn custom(&self) -> &Custom {
        &self.custom
    }
}

/// The text of the worked example, for the start.
#[must_use]
pub fn blobs_start() -> String {
    blobs_text(&custom_12_hourly())
}

/// A draft as JSON text.
#[must_use]
pub fn blobs_text(draft: &SchemeDraft) -> String {
    serde_json::to_string_pretty(draft).expect("a draft is plain data") + "\n"
}

/// The worked example among the presets.
#[must_use]
pub fn blobs_preset() -> PresetView {
    PresetView {
        id: CUSTOM_12_HOURLY.to_owned(),
        title: "A custom backup".to_owned(),
        about: "A premium disk followed by a backup blob every 12 hours, by incremental snapshots \
                and without the service, and restored once."
            .to_owned(),
    }
}

/// The JSON Schema of a custom backup.
#[must_use]
pub fn blobs_schema() -> String {
    let schema = schemars::schema_for!(SchemeDraft);
    serde_json::to_string_pretty(&schema).expect("a schema is plain data") + "\n"
}

/// A document with one more request, or restore, at the moment that the clock shows after so many
/// steps: what `do` says, with `account` and `blob` where they are needed, and without `at`. Requests
/// by hand that come later go.
///
/// # Errors
/// Every problem of the text, of the request, and of the document that it would make.
pub fn blobs_act(text: &str, after: u32, request_json: &str) -> Result<String, Vec<Problem>> {
    let (run, mut draft) = cut(text, after)?;
    if report::clock(&run) > run.scheme().end() {
        let found = "a moment after the run has ended";
        let allowed = "one before: go back some steps";
        return Err(vec![Problem::new("request", found, allowed)]);
    }
    let allowed = "a request as a timeline has it, without `at`";
    let action = super::in_timeline(("request", allowed), request_json, &moment(&run))?;
    draft.timeline.push(action);
    check(draft.clone())?;
    Ok(blobs_text(&draft))
}

/// A document without the requests by hand that come after so many steps.
///
/// # Errors
/// Every problem of the text.
pub fn blobs_cut(text: &str, after: u32) -> Result<String, Vec<Problem>> {
    Ok(blobs_text(&cut(text, after)?.1))
}

fn cut(text: &str, after: u32) -> Result<(Custom, SchemeDraft), Vec<Problem>> {
    let draft = parse(text)?;
    let mut run = Custom::new(Arc::new(check(draft.clone())?));
    run_to(&mut run, after);
    let later = &run.scheme().timeline()[run.acts_done()..];
    let is_later = |place: usize| later.iter().any(|act| act.place == place);
    let mut kept = draft;
    let mut place = 0..;
    kept.timeline.retain(|action| {
        let is_later = place.next().is_some_and(is_later);
        !is_later || matches!(action.what, SchemeActionKindDraft::Restore { .. })
    });
    Ok((run, kept))
}

/// The clock in whole seconds, but not after the next step.
fn moment(run: &Custom) -> String {
    let clock = report::clock(run);
    let whole = SimTime::ZERO + SimDuration::secs(clock.whole_secs());
    let after = if whole < clock {
        whole + SimDuration::secs(1)
    } else {
        whole
    };
    let next = run.next().map_or(SimTime::MAX, |(at, _)| at);
    let end = run.scheme().end();
    run.scheme().calendar().utc_text(after.min(next).min(end))
}

/// Runs so many steps, and returns how many there were.
fn run_to(run: &mut Custom, steps: u32) -> u32 {
    while done(run) < steps && run.step() {}
    done(run)
}

fn done(run: &Custom) -> u32 {
    u32::try_from(run.steps().len()).expect("limits keep steps below 2^32")
}
