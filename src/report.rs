//! What a run says: reads the ledger, computes tables, series and sentences, changes nothing.

pub mod query;
pub mod view;
