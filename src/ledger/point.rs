//! A recovery point in the vault.

use crate::units::{Bytes, JobId, SimTime, VmId};

/// A recovery point, from its commit to its expiry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The machine.
    pub vm: VmId,
    /// The job that made it.
    pub job: JobId,
    /// The moment that it restores to.
    pub taken: SimTime,
    /// When it came to be.
    pub committed: SimTime,
    /// When its policy lets it go; the newest point outlives this.
    pub expires: SimTime,
    /// When it was removed.
    pub expired: Option<SimTime>,
    /// What it added to the vault: everything for the first, changed blocks for the others.
    pub added: Bytes,
    /// What its removal freed; blocks that the next point still needs have moved to that one.
    pub freed: Bytes,
    /// Protected-instance size of the machine at that moment.
    pub protected: Bytes,
}

impl Point {
    /// Whether it is in the vault at an instant.
    #[must_use]
    pub fn is_alive_at(&self, at: SimTime) -> bool {
        self.committed <= at && self.expired.is_none_or(|expired| expired > at)
    }
}
