//! A complete run as one document.

use super::{CostView, NightView, OperatorView, ScenarioView, StoryLineView, SummaryView};
use serde::Serialize;

views! {
/// A complete run as one document.
pub struct RunView {
    /// The scenario at a glance.
    pub scenario: ScenarioView,
    /// The verdict.
    pub summary: SummaryView,
    /// Every night.
    pub nights: Vec<NightView>,
    /// What operators did, and what the service refused.
    pub operators: Vec<OperatorView>,
    /// What happened, the oldest first.
    pub story: Vec<StoryLineView>,
    /// How many lines of the story are left out at its end.
    pub story_left_out: u32,
    /// What it costs.
    pub cost: CostView,
}
}
