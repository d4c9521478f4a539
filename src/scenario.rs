//! What is simulated: a `Scenario` is valid by construction. A person types a
//! [`draft::ScenarioDraft`]; `check` turns it into a scenario or names every problem.

pub mod draft;
mod problem;

pub use problem::{Problem, quoted};
