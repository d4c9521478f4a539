//! Vaultlab: the Azure VM backup engine, simulated.

pub mod scenario;
pub mod units;
