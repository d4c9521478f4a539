//! The lease of a blob: who may write it, until when. Five states, as the service documents them.

use super::BlobError;
use crate::azure::blobs::{BREAK_MAX, LEASE_MAX, LEASE_MIN};
use crate::units::{SimDuration, SimTime};

/// What a holder shows to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeaseId(u64);

impl LeaseId {
    /// An id that a client proposes.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self(id)
    }
}

/// How long a lease holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseTime {
    /// 15 to 60 seconds from when it was acquired or renewed.
    For(SimDuration),
    /// Until it is released or broken.
    Infinite,
}

/// What a lease is at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseState {
    /// There is none.
    Available,
    /// Only its holder writes.
    Leased,
    /// Its time has run out; its holder may renew it until somebody writes.
    Expired,
    /// It was broken and holds for a while yet.
    Breaking,
    /// It was broken and holds no more.
    Broken,
}

/// A blob's lease. What it is depends on the time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lease(Option<Held>);

#[derive(Clone, Copy, Debug)]
struct Held {
    id: LeaseId,
    time: LeaseTime,
    /// None: never.
    until: Option<SimTime>,
    is_broken: bool,
}

impl Held {
    fn new(id: LeaseId, time: LeaseTime, now: SimTime) -> Self {
        let until = match time {
            LeaseTime::For(length) => Some(now + length),
            LeaseTime::Infinite => None,
        };
        let is_broken = false;
        Self {
            id,
            time,
            until,
            is_broken,
        }
    }
    fn state(&self, now: SimTime) -> LeaseState {
        let holds = self.until.is_none_or(|until| now < until);
        match (holds, self.is_broken) {
            (true, false) => LeaseState::Leased,
            (true, true) => LeaseState::Breaking,
            (false, false) => LeaseState::Expired,
            (false, true) => LeaseState::Broken,
        }
    }
}

impl Lease {
    pub(super) const NONE: Self = Self(None);

    pub(super) fn state(&self, now: SimTime) -> LeaseState {
        self.0.map_or(LeaseState::Available, |held| held.state(now))
    }

    /// Whether a request with this lease may write; a lease that ended is forgotten once one does.
    pub(super) fn check_write(
        &self,
        shown: Option<LeaseId>,
        now: SimTime,
    ) -> Result<(), BlobError> {
        let Some(held) = &self.0 else {
            return match shown {
                None => Ok(()),
                Some(_) => Err(BlobError::LeaseNotPresentWithBlobOperation),
            };
        };
        match (held.state(now), shown) {
            (LeaseState::Leased | LeaseState::Breaking, None) => Err(BlobError::LeaseIdMissing),
            (_, Some(id)) if id != held.id => Err(BlobError::LeaseIdMismatchWithBlobOperation),
            (LeaseState::Leased | LeaseState::Breaking, Some(_)) => Ok(()),
            (_, Some(_)) => Err(BlobError::LeaseLost),
            (_, None) => Ok(()),
        }
    }
    /// Whether a copy with this lease, which passed as a writer's, may overwrite the blob.
    pub(super) fn check_overwrite(&self, now: SimTime) -> Result<(), BlobError> {
        match self.0 {
            Some(held) if held.state(now) == LeaseState::Leased && held.until.is_some() => {
                Err(BlobError::InfiniteLeaseDurationRequired)
            }
            Some(_) | None => Ok(()),
        }
    }
    /// Something was written: a lease that had ended cannot be renewed any more.
    pub(super) fn written(&mut self, now: SimTime) {
        match self.state(now) {
            LeaseState::Expired | LeaseState::Broken => self.0 = None,
            LeaseState::Available | LeaseState::Leased | LeaseState::Breaking => {}
        }
    }

    pub(super) fn acquire(
        &mut self,
        id: LeaseId,
        time: LeaseTime,
        now: SimTime,
    ) -> Result<(), BlobError> {
        if let LeaseTime::For(length) = time
            && !(LEASE_MIN.value..=LEASE_MAX.value).contains(&length)
        {
            return Err(BlobError::InvalidHeaderValue);
        }
        let is_own = self.0.is_some_and(|held| held.id == id);
        match self.state(now) {
            LeaseState::Leased if !is_own => Err(BlobError::LeaseAlreadyPresent),
            LeaseState::Breaking if !is_own => Err(BlobError::LeaseAlreadyPresent),
            LeaseState::Breaking => Err(BlobError::LeaseIsBreakingAndCannotBeAcquired),
            LeaseState::Available
            | LeaseState::Leased
            | LeaseState::Expired
            | LeaseState::Broken => {
                self.0 = Some(Held::new(id, time, now));
                Ok(())
            }
        }
    }
    pub(super) fn renew(&mut self, id: LeaseId, now: SimTime) -> Result<(), BlobError> {
        let held = self.own(id)?;
        if held.is_broken {
            return Err(BlobError::LeaseIsBrokenAndCannotBeRenewed);
        }
        *held = Held::new(id, held.time, now);
        Ok(())
    }
    pub(super) fn change(
        &mut self,
        id: LeaseId,
        to: LeaseId,
        now: SimTime,
    ) -> Result<(), BlobError> {
        let is_changed = self.0.is_some_and(|held| held.id == to);
        let held = self.own(if is_changed { to } else { id })?;
        match held.state(now) {
            LeaseState::Leased => {
                held.id = to;
                Ok(())
            }
            LeaseState::Breaking => Err(BlobError::LeaseIsBreakingAndCannotBeChanged),
            LeaseState::Available | LeaseState::Expired | LeaseState::Broken => {
                Err(BlobError::LeaseNotPresentWithLeaseOperation)
            }
        }
    }
    pub(super) fn release(&mut self, id: LeaseId) -> Result<(), BlobError> {
        self.own(id)?;
        self.0 = None;
        Ok(())
    }
    /// Breaks it, at the latest after this time; returns how long it holds on.
    pub(super) fn break_off(
        &mut self,
        period: Option<SimDuration>,
        now: SimTime,
    ) -> Result<SimDuration, BlobError> {
        if period.is_some_and(|period| period > BREAK_MAX.value) {
            return Err(BlobError::InvalidHeaderValue);
        }
        let Some(held) = &mut self.0 else {
            return Err(BlobError::LeaseNotPresentWithLeaseOperation);
        };
        let left = held.until.map(|until| until.saturating_since(now));
        let wait = match (period, left) {
            (Some(period), Some(left)) => period.min(left),
            (Some(wait), None) | (None, Some(wait)) => wait,
            (None, None) => SimDuration::ZERO,
        };
        held.is_broken = true;
        held.until = Some(now + wait);
        Ok(wait)
    }

    /// The lease, if this is its id.
    fn own(&mut self, id: LeaseId) -> Result<&mut Held, BlobError> {
        let held = self
            .0
            .as_mut()
            .ok_or(BlobError::LeaseNotPresentWithLeaseOperation)?;
        if held.id == id {
            Ok(held)
        } else {
            Err(BlobError::LeaseIdMismatchWithLeaseOperation)
        }
    }
}
