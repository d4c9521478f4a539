//! The integration tests, as one program. Each module says what belongs in it.

mod calendar;
mod charts;
mod check_retention;
mod cli;
mod errors;
mod fleets;
mod flows;
mod generations;
mod golden;
mod import;
mod laws;
mod lessons;
mod operators;
mod points;
mod presets;
mod profiles;
mod published;
mod retention;
mod scenario;
mod tidy;
mod verdicts;
