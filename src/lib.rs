//! Vaultlab: Azure VM backup, simulated, from a fleet and its policies to every job, recovery point
//! and line of the bill.
//!
//! The modules in the order in which they build on each other: [`units`] and [`rng`]; [`azure`]
//! (facts); [`blob`] (contents, block sets, page blobs); [`scenario`] and [`import`] (what a person says); [`model`], [`ledger`] and [`engine`]
//! (what happens); [`billing`], [`advisor`], [`report`] and [`charts`] (what it means); [`api`] (the one door).
//! `ARCHITECTURE.md` says where to start reading.
//!
//! ```
//! let text = vaultlab::api::preset_text("one-vm").expect("the preset exists");
//! let mut session = vaultlab::api::Session::open(&text).expect("a preset is valid");
//! while !session.step(1_000).done {}
//! let cost = session.report().expect("the run is complete").cost();
//! assert_eq!(cost.instance_fee_full_month.0.to_string(), "5.00");
//! ```

pub mod advisor;
pub mod api;
pub mod azure;
pub mod billing;
pub mod blob;
pub mod charts;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod engine;
pub mod import;
pub mod ledger;
pub mod model;
pub mod report;
pub mod rng;
pub mod scenario;
pub mod units;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
