//! The engine: what happens next, and how fast bytes move. Knows nothing of jobs, disks or bills.

pub mod flow;
pub mod wheel;
