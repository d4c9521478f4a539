//! Every refusal follows from a cause, and both sides of every limit of a page blob.

use super::{PAGE, Site, bytes};
use vaultlab::azure::blobs;
use vaultlab::blob::page::{AccountKind, BlobError, Deletion, Ink, LeaseId, LeaseTime, Storage};
use vaultlab::units::{SimDuration, SimTime};

const OWN: LeaseId = LeaseId::new(1);
const OTHER: LeaseId = LeaseId::new(2);
const PAGES: u64 = 8;

/// Brings a site where a request is refused, and asks it.
type Cause = fn(&mut Site) -> Result<(), BlobError>;

/// Requests that no state of the blob would allow, or that its snapshots don't.
const PLAIN: [(BlobError, Cause); 13] = [
    (BlobError::BlobNotFound, |it| {
        it.storage.snapshot(&it.backup).map(drop)
    }),
    (BlobError::InvalidHeaderValue, |it| put(it, 0..1, None)),
    (BlobError::InvalidPageRange, |it| {
        put(it, bytes(PAGES - 1..PAGES + 1), None)
    }),
    (BlobError::InvalidRange, |it| {
        let from = PAGES * PAGE;
        it.storage.read(&it.disk.now(), from..from + 1).map(drop)
    }),
    (BlobError::RequestBodyTooLarge, |it| {
        put(it, 0..blobs::PUT_MAX.value.get() + PAGE, None)
    }),
    (BlobError::SnapshotsPresent, |it| {
        it.snapshot();
        it.storage.delete(&it.disk, Deletion::Blob, None)
    }),
    (BlobError::SnapshotCountExceeded, |it| {
        for _ in 0..blobs::PREMIUM_SNAPSHOTS_MAX.value {
            it.snapshot();
        }
        it.storage.snapshot(&it.disk).map(drop)
    }),
    (BlobError::PreviousSnapshotNotFound, |it| {
        let gone = it.snapshot();
        it.storage.delete_snapshot(&it.disk, gone)?;
        it.storage.diff(&it.disk.now(), gone).map(drop)
    }),
    (BlobError::PreviousSnapshotCannotBeNewer, |it| {
        let (older, newer) = (it.snapshot(), it.snapshot());
        it.storage.diff(&it.disk.at(older), newer).map(drop)
    }),
    (BlobError::PreviousSnapshotOperationNotSupported, |it| {
        let tomorrow = SimTime::ZERO + SimDuration::days(1);
        let storage = Storage::with_diffs_since(tomorrow);
        *it = Site::within(storage, AccountKind::Premium, PAGES);
        let previous = it.snapshot();
        it.storage.diff(&it.disk.now(), previous).map(drop)
    }),
    (BlobError::BlobOverwritten, |it| {
        let previous = it.snapshot();
        it.storage.promote(&it.disk, previous, None)?;
        it.storage.diff(&it.disk.now(), previous).map(drop)
    }),
    (BlobError::IncrementalCopySourceMustBeSnapshot, |it| {
        let live = it.disk.now();
        it.storage
            .incremental_copy(&live, &it.backup, None)
            .map(drop)
    }),
    (BlobError::IncrementalCopyBlobMismatch, |it| {
        it.storage.create(&it.backup, PAGE, None)?;
        mirror(it)
    }),
];

/// Requests about a lease, or against one.
const LEASED: [(BlobError, Cause); 11] = [
    (BlobError::LeaseIdMissing, |it| {
        lease(it, LeaseTime::Infinite)?;
        put(it, bytes(0..1), None)
    }),
    (BlobError::LeaseIdMismatchWithBlobOperation, |it| {
        lease(it, LeaseTime::Infinite)?;
        put(it, bytes(0..1), Some(OTHER))
    }),
    (BlobError::LeaseLost, |it| {
        lease(it, SHORTEST)?;
        it.storage.advance(SimTime::ZERO + blobs::LEASE_MIN.value);
        put(it, bytes(0..1), Some(OWN))
    }),
    (BlobError::LeaseNotPresentWithBlobOperation, |it| {
        put(it, bytes(0..1), Some(OWN))
    }),
    (BlobError::InfiniteLeaseDurationRequired, |it| {
        let previous = it.snapshot();
        lease(it, SHORTEST)?;
        it.storage.promote(&it.disk, previous, Some(OWN)).map(drop)
    }),
    (BlobError::LeaseAlreadyPresent, |it| {
        lease(it, SHORTEST)?;
        it.storage
            .acquire_lease(&it.disk, SHORTEST, Some(OTHER))
            .map(drop)
    }),
    (BlobError::LeaseIdMismatchWithLeaseOperation, |it| {
        lease(it, SHORTEST)?;
        it.storage.renew_lease(&it.disk, OTHER)
    }),
    (BlobError::LeaseNotPresentWithLeaseOperation, |it| {
        it.storage.release_lease(&it.disk, OWN)
    }),
    (BlobError::LeaseIsBreakingAndCannotBeAcquired, |it| {
        lease(it, SHORTEST)?;
        it.storage.break_lease(&it.disk, None)?;
        lease(it, SHORTEST)
    }),
    (BlobError::LeaseIsBreakingAndCannotBeChanged, |it| {
        lease(it, SHORTEST)?;
        it.storage.break_lease(&it.disk, None)?;
        it.storage.change_lease(&it.disk, OWN, OTHER)
    }),
    (BlobError::LeaseIsBrokenAndCannotBeRenewed, |it| {
        lease(it, LeaseTime::Infinite)?;
        it.storage.break_lease(&it.disk, None)?;
        it.storage.renew_lease(&it.disk, OWN)
    }),
];

/// Requests to an incremental copy.
const MIRRORED: [(BlobError, Cause); 2] = [
    (
        BlobError::IncrementalCopyOfEarlierSnapshotNotAllowed,
        |it| {
            let earlier = it.frozen();
            mirror(it)?;
            it.storage
                .incremental_copy(&earlier, &it.backup, None)
                .map(drop)
        },
    ),
    (BlobError::OperationNotAllowedOnIncrementalCopyBlob, |it| {
        mirror(it)?;
        it.storage.resize(&it.backup, PAGE, None)
    }),
];

const SHORTEST: LeaseTime = LeaseTime::For(blobs::LEASE_MIN.value);

fn put(
    site: &mut Site,
    range: std::ops::Range<u64>,
    lease: Option<LeaseId>,
) -> Result<(), BlobError> {
    site.storage.put(&site.disk, range, Ink::Fill(1), lease)
}
fn lease(site: &mut Site, time: LeaseTime) -> Result<(), BlobError> {
    let lease = site.storage.acquire_lease(&site.disk, time, Some(OWN));
    lease.map(drop)
}
/// Copies a new snapshot of the disk incrementally.
fn mirror(site: &mut Site) -> Result<(), BlobError> {
    let snapshot = site.frozen();
    let copy = site.storage.incremental_copy(&snapshot, &site.backup, None);
    copy.map(drop)
}

fn causes() -> impl Iterator<Item = (BlobError, Cause)> {
    PLAIN.into_iter().chain(LEASED).chain(MIRRORED)
}

#[test]
fn every_refusal_follows_from_its_cause() {
    for (error, cause) in causes() {
        assert_eq!(cause(&mut Site::new(PAGES)), Err(error));
    }
}

#[test]
fn no_refusal_is_without_a_cause() {
    let mut caused: Vec<BlobError> = causes().map(|(error, _)| error).collect();
    caused.sort_unstable();
    let mut all = BlobError::ALL.to_vec();
    all.sort_unstable();
    assert_eq!(caused, all);
}

#[test]
fn a_premium_blob_has_a_hundred_snapshots_and_no_more() {
    let mut site = Site::new(1);
    let ids: Vec<_> = (0..100).map(|_| site.snapshot()).collect();
    let exceeded = Err(BlobError::SnapshotCountExceeded);
    assert_eq!(site.storage.snapshot(&site.disk), exceeded);
    site.storage
        .delete_snapshot(&site.disk, ids[50])
        .expect("it is deleted");
    site.snapshot();
    assert_eq!(site.storage.snapshot(&site.disk), exceeded);
}

#[test]
fn a_standard_blob_has_any_number_of_snapshots() {
    let mut site = Site::within(Storage::new(), AccountKind::Standard, 1);
    for _ in 0..1_000 {
        site.snapshot();
    }
}

#[test]
fn a_blob_has_8_tib_at_most_in_whole_pages() {
    const MOST: u64 = 8 << 40;
    let mut site = Site::new(1);
    let mut create = |size| site.storage.create(&site.disk, size, None);
    assert_eq!(create(MOST), Ok(()));
    let refused = Err(BlobError::InvalidHeaderValue);
    assert_eq!(create(MOST + PAGE), refused);
    assert_eq!(create(PAGE + 1), refused);
    assert_eq!(create(0), Ok(()));
    assert_eq!(site.storage.resize(&site.disk, MOST, None), Ok(()));
    assert_eq!(site.storage.resize(&site.disk, MOST + PAGE, None), refused);
}

#[test]
fn a_blob_of_the_first_instant_of_2016_tells_what_has_changed_and_an_older_one_does_not() {
    let since = SimTime::from_nanos(1_000);
    let diff = |made: u64| {
        let mut storage = Storage::with_diffs_since(since);
        storage.advance(SimTime::from_nanos(made));
        let mut site = Site::within(storage, AccountKind::Standard, 1);
        site.storage.advance(since + SimDuration::days(1));
        let previous = site.snapshot();
        site.storage.diff(&site.disk.now(), previous).map(drop)
    };
    let refused = Err(BlobError::PreviousSnapshotOperationNotSupported);
    assert_eq!([999, 1_000].map(diff), [refused, Ok(())]);
}

#[test]
fn a_snapshot_is_copied_incrementally_once() {
    let mut site = Site::new(1);
    let snapshot = site.frozen();
    let mut copy = || site.storage.incremental_copy(&snapshot, &site.backup, None);
    copy().expect("the first is a full copy");
    let refused = BlobError::IncrementalCopyOfEarlierSnapshotNotAllowed;
    assert_eq!(copy(), Err(refused));
}

#[test]
fn a_clear_that_ends_beyond_the_blob_clears_nothing() {
    let mut site = Site::new(PAGES);
    site.put(0..PAGES, 1);
    let cleared = site.storage.clear(&site.disk, bytes(0..PAGES + 1), None);
    assert_eq!(cleared, Err(BlobError::InvalidPageRange));
    assert_eq!(site.pages(&site.disk.now()), [1; 8]);
}
