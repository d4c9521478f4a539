//! Vaultlab: the Azure VM backup engine, simulated.

pub mod charts;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod report;
pub mod scenario;
pub mod units;

#[cfg(target_arch = "wasm32")]
mod wasm;
