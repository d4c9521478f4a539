//! Quantities. The only place where a raw integer becomes a size, a time, a rate or an amount.
//!
//! An operator exists only where the physics does: sizes add, a size times a time is a meter
//! reading, a size times a size does not compile.

mod bytes;
mod id;
mod money;
mod time;

pub use bytes::{ByteTime, Bytes, BytesPerSec};
pub use id::{
    AccountId, BlobAccountId, DiskId, Id, IdVec, JobId, PointId, PolicyId, TaskId, VaultId, VmId,
};
pub use money::Money;
pub use time::{SimDuration, SimTime};
