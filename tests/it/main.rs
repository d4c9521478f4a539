//! The integration tests, as one program. Each module says what belongs in it.

mod fleets;
mod flows;
mod golden;
mod import;
mod laws;
mod scenario;
mod tidy;
