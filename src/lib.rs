//! Vaultlab: the Azure VM backup engine, simulated.

pub mod charts;
pub mod report;
pub mod scenario;
pub mod units;
