//! Vaultlab: the Azure VM backup engine, simulated.

pub mod azure;
pub mod import;
pub mod ledger;
pub mod model;
pub mod report;
pub mod rng;
pub mod scenario;
pub mod units;
