//! Vaultlab: the Azure VM backup engine, simulated.

pub mod api;
pub mod azure;
pub mod billing;
pub mod engine;
pub mod ledger;
pub mod model;
pub mod report;
pub mod rng;
pub mod scenario;
pub mod units;
