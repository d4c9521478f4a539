//! The one door: text or typed values in, views out. The command and the page both come through
//! here, so what one shows the other shows.

mod blobs;
mod chart;
mod check_blob;
mod check_churn;
mod check_flows;
mod check_retention;
mod drive;
mod errors;
mod fidelity;
mod import;
mod lab;
mod lesson;
mod links;
mod plan;
mod policies;
mod restore;

pub use blobs::{
    BlobSteps, Blobs, blobs_act, blobs_cut, blobs_preset, blobs_schema, blobs_start, blobs_text,
};
pub use chart::{theme, with_chart};
pub use check_blob::check_blob;
pub use check_churn::{ChurnOptions, check_churn};
pub use check_flows::check_flows;
pub use check_retention::check_retention;
pub use drive::{Drive, drive};
pub use errors::errors;
pub use fidelity::{lab_blocks, set_blocks};
pub use import::import_files;
pub use lab::{Lab, lab_act, lab_cut};
pub use lesson::{lesson, lesson_about};
pub use links::set_limits;
pub use plan::{Planning, advise, advise_of, plan, plan_draft};
pub use policies::{policies_arm, policies_text, policy_arm, policy_text};
pub use restore::{restore, restore_draft, restore_of};

use crate::azure::profile::PROFILES;
use crate::engine::Simulation;
use crate::report::view::{
    PresetView, ProblemView, ProfilesView, ProgressView, RunView, ScenarioView,
};
use crate::report::{Report, scenario_view};
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::presets::{PRESETS, Preset};
use crate::scenario::scheme::CUSTOM_12_HOURLY;
use crate::scenario::{Problem, check, limits, parse, parser_said};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A scenario being run, or run.
#[derive(Debug)]
pub struct Session {
    view: ScenarioView,
    text: String,
    state: State,
}

#[derive(Debug)]
enum State {
    Running(Box<Simulation>),
    Done(Box<Report>),
    /// Only while one becomes the other.
    Between,
}

impl Session {
    /// Opens a scenario's JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn open(text: &str) -> Result<Self, Vec<Problem>> {
        Self::of(parse(text)?)
    }
    /// Opens a draft.
    ///
    /// # Errors
    /// Every problem of the draft.
    pub fn of(draft: ScenarioDraft) -> Result<Self, Vec<Problem>> {
        let text = to_text(&draft);
        let scenario = check(draft)?;
        let view = scenario_view(&scenario);
        Ok(Self {
            view,
            text,
            state: State::Running(Box::new(Simulation::new(scenario))),
        })
    }
    /// The scenario at a glance.
    #[must_use]
    pub const fn scenario(&self) -> &ScenarioView {
        &self.view
    }
    /// The scenario as JSON text, in the order of its schema.
    #[must_use]
    pub fn scenario_text(&self) -> &str {
        &self.text
    }
    /// Handles at most this many events.
    pub fn step(&mut self, events: u64) -> ProgressView {
        if let State::Running(simulation) = &mut self.state
            && simulation.step(events)
        {
            self.complete();
        }
        self.progress()
    }
    /// How far the run has got.
    #[must_use]
    pub fn progress(&self) -> ProgressView {
        let days = self.view.days;
        match &self.state {
            State::Running(simulation) => {
                let day = u32::try_from(simulation.now().day()).unwrap_or(days);
                let events = simulation.ledger().events();
                ProgressView {
                    done: false,
                    day: day.min(days),
                    days,
                    events,
                }
            }
            State::Done(report) => ProgressView {
                done: true,
                day: days,
                days,
                events: report.ledger().events(),
            },
            State::Between => unreachable!("a step leaves one of the two states"),
        }
    }
    /// The report, once the run is complete.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match &self.state {
            State::Done(report) => Some(report),
            State::Running(_) | State::Between => None,
        }
    }

    /// The report itself, once the run is complete.
    #[must_use]
    pub fn into_report(self) -> Option<Report> {
        match self.state {
            State::Done(report) => Some(*report),
            State::Running(_) | State::Between => None,
        }
    }

    fn complete(&mut self) {
        let State::Running(simulation) = std::mem::replace(&mut self.state, State::Between) else {
            unreachable!("only a running session completes");
        };
        let (scenario, world, ledger) = simulation.into_parts();
        self.state = State::Done(Box::new(Report::new(scenario, world, ledger)));
    }
}

/// Every preset that is a fleet; the preset of a custom backup is [`blobs_preset`].
#[must_use]
pub fn presets() -> Vec<PresetView> {
    let view = |preset: &Preset| PresetView {
        id: preset.id.to_owned(),
        title: preset.title.to_owned(),
        about: preset.about.to_owned(),
    };
    PRESETS.iter().map(view).collect()
}

/// The names of every preset: of fleets, then of custom backups.
#[must_use]
pub fn preset_names() -> Vec<&'static str> {
    let fleets = PRESETS.iter().map(|preset| preset.id);
    fleets.chain([CUSTOM_12_HOURLY]).collect()
}

/// A preset's JSON text.
///
/// # Errors
/// If there is no such preset.
pub fn preset_text(id: &str) -> Result<String, Vec<Problem>> {
    if id == CUSTOM_12_HOURLY {
        return Ok(blobs_start());
    }
    let preset = Preset::find(id).ok_or_else(|| {
        let names = preset_names().join(", ");
        vec![Problem::new("preset", crate::scenario::quoted(id), names)]
    })?;
    Ok(to_text(&preset.draft()))
}

/// The JSON text of a few machines that nothing protects yet, for the lab.
///
/// # Errors
/// If there is no such profile.
pub fn lab_start(profile: &str) -> Result<String, Vec<Problem>> {
    let draft = crate::scenario::presets::lab(profile);
    check(draft.clone())?;
    Ok(to_text(&draft))
}

/// What the service's profiles say; with a name, one of them.
///
/// # Errors
/// If there is no such profile.
pub fn profiles(name: Option<&str>) -> Result<ProfilesView, Vec<Problem>> {
    crate::report::profiles(name).ok_or_else(|| {
        let names: Vec<_> = PROFILES.iter().map(|profile| profile.name).collect();
        let found = crate::scenario::quoted(name.unwrap_or_default());
        vec![Problem::new("profile", found, names.join(", "))]
    })
}

/// A seed that nobody has used before, small enough for any reader of JSON.
///
/// # Errors
/// If the machine has no source of randomness.
pub fn fresh_seed() -> Result<u64, Vec<Problem>> {
    let draw = getrandom::u64().map_err(|error| {
        vec![Problem::new(
            "seed",
            error,
            "a source of randomness, or a seed of your own",
        )]
    })?;
    Ok(draw & limits::SEED_MAX)
}

/// A scenario's text with another seed and another number of days.
///
/// # Errors
/// If the text is not a scenario's.
pub fn reseeded(text: &str, seed: u64, days: u32) -> Result<String, Vec<Problem>> {
    Ok(to_text(&ScenarioDraft {
        seed,
        days,
        ..parse(text)?
    }))
}

/// The JSON Schema of a scenario.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(ScenarioDraft);
    serde_json::to_string_pretty(&schema).expect("a schema is plain data") + "\n"
}

/// What a person does by hand, as a timeline has it but for its moment, at that moment.
fn in_timeline<T: DeserializeOwned>(
    (place, allowed): (&str, &str),
    json: &str,
    at: &str,
) -> Result<T, Vec<Problem>> {
    let wrong = |found: String| vec![Problem::new(place, found, allowed)];
    if json.len() > limits::ACTION_BYTES_MAX {
        return Err(wrong(format!("{} bytes", json.len())));
    }
    let said = |error: serde_json::Error| wrong(parser_said(&error.to_string()));
    let mut action: Value = serde_json::from_str(json).map_err(said)?;
    let fields = action
        .as_object_mut()
        .ok_or_else(|| wrong("no object".to_owned()))?;
    if fields.contains_key("at") {
        return Err(wrong("a time of its own".to_owned()));
    }
    fields.insert("at".to_owned(), Value::String(at.to_owned()));
    serde_json::from_value(action).map_err(said)
}

/// A draft as JSON text.
#[must_use]
pub fn to_text(draft: &ScenarioDraft) -> String {
    serde_json::to_string_pretty(draft).expect("a draft is plain data") + "\n"
}

/// A complete run as one JSON document: the scenario at a glance, the verdict, every night, what
/// operators did, what happened, the cost.
///
/// # Panics
/// If the session's run is not complete.
#[must_use]
pub fn run_text(session: &Session) -> String {
    let report = session.report().expect("asked for after the run");
    let mut story = report.story();
    let left_out = story.len().saturating_sub(limits::STORY_LINES_MAX);
    story.truncate(limits::STORY_LINES_MAX);
    view_text(&RunView {
        scenario: session.scenario().clone(),
        summary: report.summary(),
        nights: report.nights(),
        operators: report.operators(),
        story,
        story_left_out: u32::try_from(left_out).expect("limits keep lines below 2^32"),
        cost: report.cost(),
    })
}

/// Any view as JSON text.
pub fn view_text<T: serde::Serialize>(view: &T) -> String {
    serde_json::to_string_pretty(view).expect("a view is plain data") + "\n"
}

/// Problems as they leave the program.
#[must_use]
pub fn problem_views(problems: &[Problem]) -> Vec<ProblemView> {
    let view = |problem: &Problem| ProblemView {
        place: problem.place.clone(),
        found: problem.found.clone(),
        allowed: problem.allowed.clone(),
    };
    problems.iter().map(view).collect()
}
