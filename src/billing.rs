//! What a run costs: meters from the ledger in whole numbers ([`meter`]), then prices ([`bill`]).
//! The only place where money is made; a meter knows no price, a price changes no meter.

pub mod bill;
pub mod meter;
pub mod scheme;
mod spans;

pub use bill::{Bill, Line, LineKind, fee_of, snapshot_price, storage_price};
pub use meter::{InstanceClass, Meters, MonthMeter};
