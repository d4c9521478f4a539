//! Vaultlab: the Azure VM backup engine, simulated.

pub mod engine;
pub mod units;
