//! Requests about the lease of a blob.

use super::lease::{Lease, LeaseId, LeaseState, LeaseTime};
use super::storage::Storage;
use super::{BlobError, BlobName};
use crate::units::SimDuration;

/// Ids that the service makes up lie above those that clients propose.
const OWN_LEASES: u64 = 1 << 63;

impl Storage {
    /// Leases a blob, under this id or one that the service makes up. Its holder may acquire it again
    /// for another time.
    ///
    /// # Errors
    /// `InvalidHeaderValue` for the time, `LeaseAlreadyPresent`, `LeaseIsBreakingAndCannotBeAcquired`;
    /// `BlobNotFound`.
    pub fn acquire_lease(
        &mut self,
        blob: &BlobName,
        time: LeaseTime,
        proposed: Option<LeaseId>,
    ) -> Result<LeaseId, BlobError> {
        let made = LeaseId::new(OWN_LEASES + self.leases_made);
        let (now, id) = (self.now, proposed.unwrap_or(made));
        self.lease(blob)?.acquire(id, time, now)?;
        self.leases_made += 1;
        Ok(id)
    }
    /// Starts a lease's time anew.
    ///
    /// # Errors
    /// `LeaseIdMismatchWithLeaseOperation`, `LeaseNotPresentWithLeaseOperation`,
    /// `LeaseIsBrokenAndCannotBeRenewed`; `BlobNotFound`.
    pub fn renew_lease(&mut self, blob: &BlobName, id: LeaseId) -> Result<(), BlobError> {
        let now = self.now;
        self.lease(blob)?.renew(id, now)
    }
    /// Gives a lease another id.
    ///
    /// # Errors
    /// `LeaseIdMismatchWithLeaseOperation`, `LeaseNotPresentWithLeaseOperation`,
    /// `LeaseIsBreakingAndCannotBeChanged`; `BlobNotFound`.
    pub fn change_lease(
        &mut self,
        blob: &BlobName,
        id: LeaseId,
        to: LeaseId,
    ) -> Result<(), BlobError> {
        let now = self.now;
        self.lease(blob)?.change(id, to, now)
    }
    /// Gives a lease back.
    ///
    /// # Errors
    /// `LeaseIdMismatchWithLeaseOperation`, `LeaseNotPresentWithLeaseOperation`; `BlobNotFound`.
    pub fn release_lease(&mut self, blob: &BlobName, id: LeaseId) -> Result<(), BlobError> {
        self.lease(blob)?.release(id)
    }
    /// Breaks a lease, which needs no id, at the latest after this time; by default one that ends by
    /// itself runs out, and an infinite one ends at once. Returns how long it holds on.
    ///
    /// # Errors
    /// `InvalidHeaderValue` for the time, `LeaseNotPresentWithLeaseOperation`; `BlobNotFound`.
    pub fn break_lease(
        &mut self,
        blob: &BlobName,
        period: Option<SimDuration>,
    ) -> Result<SimDuration, BlobError> {
        let now = self.now;
        self.lease(blob)?.break_off(period, now)
    }
    /// What a blob's lease is now.
    ///
    /// # Errors
    /// `BlobNotFound`.
    pub fn lease_state(&self, blob: &BlobName) -> Result<LeaseState, BlobError> {
        Ok(self.found(blob)?.lease.state(self.now))
    }
    fn lease(&mut self, blob: &BlobName) -> Result<&mut Lease, BlobError> {
        let found = self.blobs.get_mut(blob).ok_or(BlobError::BlobNotFound)?;
        Ok(&mut found.lease)
    }
}
