//! What would help: new start times that make every window hold, and the advice of good practice,
//! each with what it brings, simulated.
//!
//! [`Planner`] searches start times in steps; `search.rs` is how, with simulation as the judge
//! (`judge.rs`), `fleet.rs` what may be moved, `measure.rs` how good a run is, `reasons.rs` what no
//! start time cures. `advice.rs` is good practice, one file a piece. Not here: sentences and tables
//! (`report`).

mod advice;
mod fleet;
mod judge;
mod measure;
mod order;
mod planner;
mod reasons;
mod search;

pub use advice::{Advice, advise};
pub use fleet::LeftBecause;
pub use judge::Run;
pub use measure::Figures;
pub use order::{Objective, PlanOrder, clock, parse_order};
pub use planner::{Group, Plan, Planner, Searched};
pub use reasons::{Reason, Why};
