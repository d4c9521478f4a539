//! Leases: who may write a blob, and until when by the clock.

use super::{Site, bytes};
use vaultlab::blob::page::{BlobError, Ink, LeaseId, LeaseState, LeaseTime};
use vaultlab::units::{SimDuration, SimTime};

const OWN: LeaseId = LeaseId::new(1);
const OTHER: LeaseId = LeaseId::new(2);
const TICK: SimDuration = SimDuration::from_nanos(1);

fn secs(count: u64) -> SimDuration {
    SimDuration::secs(count)
}

/// A disk and what is asked of its lease.
struct Leased(Site);

impl Leased {
    fn new(time: LeaseTime) -> Self {
        let mut leased = Self(Site::new(1));
        assert_eq!(leased.acquire(OWN, time), Ok(()));
        leased
    }
    fn acquire(&mut self, id: LeaseId, time: LeaseTime) -> Result<(), BlobError> {
        let Site { storage, disk, .. } = &mut self.0;
        storage.acquire_lease(disk, time, Some(id)).map(drop)
    }
    fn renew(&mut self, id: LeaseId) -> Result<(), BlobError> {
        self.0.storage.renew_lease(&self.0.disk, id)
    }
    fn change(&mut self, id: LeaseId, to: LeaseId) -> Result<(), BlobError> {
        self.0.storage.change_lease(&self.0.disk, id, to)
    }
    fn release(&mut self, id: LeaseId) -> Result<(), BlobError> {
        self.0.storage.release_lease(&self.0.disk, id)
    }
    fn break_off(&mut self, period: Option<SimDuration>) -> Result<SimDuration, BlobError> {
        self.0.storage.break_lease(&self.0.disk, period)
    }
    fn put(&mut self, shown: Option<LeaseId>) -> Result<(), BlobError> {
        let Site { storage, disk, .. } = &mut self.0;
        storage.put(disk, bytes(0..1), Ink::Fill(1), shown)
    }
    fn at(&mut self, since_start: SimDuration) -> &mut Self {
        self.0.storage.advance(SimTime::ZERO + since_start);
        self
    }
    fn state(&self) -> LeaseState {
        let state = self.0.storage.lease_state(&self.0.disk);
        state.expect("the disk is there")
    }
}

#[test]
fn a_lease_is_asked_for_15_to_60_seconds_or_for_ever() {
    let acquire = |time| Leased(Site::new(1)).acquire(OWN, time);
    let refused = Err(BlobError::InvalidHeaderValue);
    let shorter = secs(15).saturating_sub(TICK);
    let times = [shorter, secs(15), secs(60), secs(60) + TICK].map(LeaseTime::For);
    assert_eq!(times.map(acquire), [refused, Ok(()), Ok(()), refused]);
    assert_eq!(acquire(LeaseTime::Infinite), Ok(()));
}

#[test]
fn only_the_holder_writes_until_the_lease_ends_by_the_clock() {
    for length in [secs(15), secs(60)] {
        let mut disk = Leased::new(LeaseTime::For(length));
        disk.at(length.saturating_sub(TICK));
        assert_eq!(disk.state(), LeaseState::Leased);
        assert_eq!(disk.put(None), Err(BlobError::LeaseIdMissing));
        assert_eq!(disk.put(Some(OWN)), Ok(()));
        disk.at(length);
        assert_eq!(disk.state(), LeaseState::Expired);
        assert_eq!(disk.put(Some(OWN)), Err(BlobError::LeaseLost));
        let mismatch = Err(BlobError::LeaseIdMismatchWithBlobOperation);
        assert_eq!(disk.put(Some(OTHER)), mismatch);
        assert_eq!(disk.put(None), Ok(()));
    }
}

#[test]
fn an_infinite_lease_does_not_end() {
    let mut disk = Leased::new(LeaseTime::Infinite);
    disk.at(SimDuration::days(365));
    assert_eq!(disk.state(), LeaseState::Leased);
    assert_eq!(disk.put(None), Err(BlobError::LeaseIdMissing));
}

#[test]
fn a_renewed_lease_starts_anew() {
    let mut disk = Leased::new(LeaseTime::For(secs(15)));
    assert_eq!(disk.at(secs(10)).renew(OWN), Ok(()));
    let last = secs(25).saturating_sub(TICK);
    assert_eq!(disk.at(last).state(), LeaseState::Leased);
    assert_eq!(disk.at(secs(25)).state(), LeaseState::Expired);
}

#[test]
fn an_expired_lease_is_renewed_unless_somebody_wrote() {
    let mut quiet = Leased::new(LeaseTime::For(secs(15)));
    assert_eq!(quiet.at(secs(20)).renew(OWN), Ok(()));
    assert_eq!(quiet.state(), LeaseState::Leased);
    let mut written = Leased::new(LeaseTime::For(secs(15)));
    assert_eq!(written.at(secs(20)).put(None), Ok(()));
    let gone = Err(BlobError::LeaseNotPresentWithLeaseOperation);
    assert_eq!(written.renew(OWN), gone);
    assert_eq!(written.state(), LeaseState::Available);
}

#[test]
fn its_holder_acquires_it_again_and_nobody_else_does_until_it_ends() {
    let mut disk = Leased::new(LeaseTime::For(secs(15)));
    let time = LeaseTime::For(secs(30));
    let present = Err(BlobError::LeaseAlreadyPresent);
    assert_eq!(disk.acquire(OTHER, time), present);
    assert_eq!(disk.acquire(OWN, time), Ok(()));
    assert_eq!(disk.at(secs(29)).acquire(OTHER, time), present);
    assert_eq!(disk.at(secs(30)).acquire(OTHER, time), Ok(()));
    assert_eq!(disk.put(Some(OTHER)), Ok(()));
}

#[test]
fn a_changed_lease_has_the_other_id_alone_and_its_own_time() {
    let mut disk = Leased::new(LeaseTime::For(secs(15)));
    assert_eq!(disk.at(secs(10)).change(OWN, OTHER), Ok(()));
    assert_eq!(disk.change(OWN, OTHER), Ok(()), "a retry finds it done");
    let mismatch = Err(BlobError::LeaseIdMismatchWithLeaseOperation);
    assert_eq!(disk.renew(OWN), mismatch);
    assert_eq!(disk.put(Some(OTHER)), Ok(()));
    assert_eq!(disk.at(secs(15)).state(), LeaseState::Expired);
}

#[test]
fn a_released_lease_is_free_at_once() {
    let mut disk = Leased::new(LeaseTime::Infinite);
    let mismatch = Err(BlobError::LeaseIdMismatchWithLeaseOperation);
    assert_eq!(disk.release(OTHER), mismatch);
    assert_eq!(disk.release(OWN), Ok(()));
    assert_eq!(disk.state(), LeaseState::Available);
    assert_eq!(disk.acquire(OTHER, LeaseTime::Infinite), Ok(()));
}

#[test]
fn a_broken_lease_runs_out_and_an_infinite_one_ends_at_once() {
    let mut fixed = Leased::new(LeaseTime::For(secs(60)));
    assert_eq!(fixed.at(secs(20)).break_off(None), Ok(secs(40)));
    assert_eq!(fixed.state(), LeaseState::Breaking);
    assert_eq!(fixed.put(Some(OWN)), Ok(()), "its holder still writes");
    assert_eq!(fixed.at(secs(60)).state(), LeaseState::Broken);
    assert_eq!(fixed.acquire(OTHER, LeaseTime::Infinite), Ok(()));
    let mut infinite = Leased::new(LeaseTime::Infinite);
    assert_eq!(infinite.break_off(None), Ok(SimDuration::ZERO));
    assert_eq!(infinite.state(), LeaseState::Broken);
}

#[test]
fn a_break_asks_for_at_most_60_seconds_and_never_prolongs() {
    let mut disk = Leased::new(LeaseTime::Infinite);
    let refused = Err(BlobError::InvalidHeaderValue);
    assert_eq!(disk.break_off(Some(secs(60) + TICK)), refused);
    assert_eq!(disk.state(), LeaseState::Leased);
    assert_eq!(disk.break_off(Some(secs(60))), Ok(secs(60)));
    disk.at(secs(30));
    assert_eq!(disk.break_off(Some(secs(60))), Ok(secs(30)));
    assert_eq!(disk.break_off(Some(secs(10))), Ok(secs(10)));
    assert_eq!(disk.at(secs(40)).state(), LeaseState::Broken);
}

#[test]
fn a_snapshot_needs_no_lease_and_a_restore_over_the_disk_an_infinite_one() {
    for (time, restored) in [
        (LeaseTime::Infinite, None),
        (
            LeaseTime::For(secs(60)),
            Some(BlobError::InfiniteLeaseDurationRequired),
        ),
    ] {
        let Leased(mut site) = Leased::new(time);
        let snapshot = site.snapshot();
        let promoted = site.storage.promote(&site.disk, snapshot, Some(OWN));
        assert_eq!(promoted.err(), restored, "{time:?}");
    }
}
