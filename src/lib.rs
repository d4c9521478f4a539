//! Vaultlab: the Azure VM backup engine, simulated.

pub mod units;
