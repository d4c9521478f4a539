//! The integration tests, as one program. Each module says what belongs in it.

mod calendar;
mod charts;
mod check_retention;
mod cli;
mod encryption;
mod errors;
mod fleets;
mod flows;
mod generations;
mod golden;
mod import;
mod laws;
mod lessons;
mod lifecycle;
mod operators;
mod points;
mod presets;
mod profiles;
mod published;
mod restores;
mod retention;
mod scenario;
mod swarm;
mod tidy;
mod verdicts;
