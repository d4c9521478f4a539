//! The views of a plan and of advice: before and after, each simulated.

use super::{Moment, ScenarioView};
use serde::Serialize;

views! {
    /// How far the search for a plan has got.
    pub struct PlanProgressView {
        /// It has ended.
        pub done: bool,
        /// Simulations so far.
        pub simulations: u32,
        /// The most there may be.
        pub budget: u32,
    }

    /// New start times, and what comes of them.
    pub struct PlanView {
        /// The scenario as it was.
        pub scenario: ScenarioView,
        /// What the plan should be good at: `earliest-end` or `least-change`.
        pub objective: String,
        /// The most machines that may be due at one moment, if that was asked for.
        pub at_once: Option<u32>,
        /// The first allowed start time, in the window's zone.
        pub from: String,
        /// The last.
        pub last: String,
        /// Minutes from one allowed start time to the next.
        pub step_min: u32,
        /// The most simulations.
        pub budget: u32,
        /// How many the search took.
        pub simulations: u32,
        /// How many days it looked at; the plan itself was simulated over the whole run.
        pub days: u32,
        /// Every night holds.
        pub holds: bool,
        /// Something is to be changed.
        pub changes: bool,
        /// The answer as a sentence.
        pub verdict: String,
        /// The run as it was.
        pub before: PlanSideView,
        /// The run as planned.
        pub after: PlanSideView,
        /// What equal spacing over the allowed start times would bring, where it was tried.
        pub equal: Option<PlanEqualView>,
        /// Every policy that can be moved, or part of one.
        pub policies: Vec<PlanPolicyView>,
        /// Why backups are still late.
        pub reasons: Vec<String>,
        /// What else is to know.
        pub notes: Vec<String>,
    }

    /// A run in a few figures.
    pub struct PlanSideView {
        /// The run's digest.
        pub digest: String,
        /// Its verdict as a sentence.
        pub verdict: String,
        /// Nights on which something was due.
        pub nights: u32,
        /// Nights that hold.
        pub nights_held: u32,
        /// Backups that are late, skipped or still running.
        pub late: u32,
        /// Different machines of which a backup is.
        pub machines_late: u32,
        /// Backups that failed.
        pub failed: u32,
        /// The last end of the night that ends latest after its opening.
        pub last_end: Option<Moment>,
        /// From a night's opening to its last end, on average.
        pub mean_end: String,
        /// The least time left before the close, of the nights that hold.
        pub slack: Option<String>,
    }

    /// Equal spacing, for comparison.
    pub struct PlanEqualView {
        /// Nights that hold.
        pub nights_held: u32,
        /// Backups that are late, skipped or still running.
        pub late: u32,
        /// From a night's opening to its last end, on average.
        pub mean_end: String,
    }

    /// When some machines of a policy start.
    pub struct PlanPolicyView {
        /// The policy that they followed.
        pub of: String,
        /// The policy that they follow.
        pub policy: String,
        /// It is new.
        pub is_new: bool,
        /// How many machines.
        pub machines: u32,
        /// Start time before, in the window's zone.
        pub was: String,
        /// Start time now.
        pub start: String,
        /// It is another.
        pub moved: bool,
    }

    /// Advice for a scenario.
    pub struct AdviseView {
        /// The scenario.
        pub scenario: ScenarioView,
        /// What applies, in the order of the list.
        pub advice: Vec<AdviceView>,
    }

    /// A piece of advice, with what it brings here.
    pub struct AdviceView {
        /// Its name in the list of good practice.
        pub id: String,
        /// What to do.
        pub title: String,
        /// Why it applies here.
        pub because: String,
        /// What was changed for the second run.
        pub change: String,
        /// Where the advice comes from.
        pub source: String,
        /// What it brings.
        pub figures: Vec<AdviceFigureView>,
    }

    /// A figure before and after.
    pub struct AdviceFigureView {
        /// Of what.
        pub what: String,
        /// In the run as it is.
        pub before: String,
        /// In the run with the change.
        pub after: String,
    }
}
