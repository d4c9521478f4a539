//! Machines that are simulated block by block: what the vault keeps is what was there.

pub(crate) mod form;
mod found;
mod truth;
