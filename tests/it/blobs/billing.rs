//! What a blob and its snapshots are billed for, and what a diff costs.

use super::{PAGE, Site, bytes};
use vaultlab::blob::page::{AccountKind, Billed, Deletion, Storage};

/// A disk of so many pages, all written, with a snapshot.
fn full(pages: u64) -> Site {
    let mut site = Site::new(pages);
    site.put(0..pages, 1);
    site.snapshot();
    site
}

#[track_caller]
fn check_billed(site: &Site, base: u64, snapshots: u64) {
    let billed = site.storage.billed(&site.disk);
    assert_eq!(billed, Ok(Billed { base, snapshots }));
}

#[test]
fn a_snapshot_costs_nothing_while_the_blob_stays_as_it_was() {
    check_billed(&full(3), 3, 0);
}

#[test]
fn a_page_that_is_rewritten_with_the_same_bytes_is_billed_twice() {
    let mut site = full(3);
    site.put(2..3, 1);
    check_billed(&site, 3, 1);
}

#[test]
fn a_page_that_is_replaced_is_billed_twice() {
    let mut site = full(3);
    site.put(2..3, 2);
    check_billed(&site, 3, 1);
}

#[test]
fn a_blob_that_is_rewritten_whole_is_billed_twice() {
    let mut page_by_page = full(4);
    page_by_page.put(0..4, 2);
    check_billed(&page_by_page, 4, 4);
    let mut at_once = full(4);
    at_once
        .storage
        .copy(&at_once.disk.now(), &at_once.disk, None)
        .expect("it is copied over itself");
    check_billed(&at_once, 4, 4);
}

#[test]
fn what_only_snapshots_hold_is_billed_until_they_go() {
    let mut site = full(4);
    site.clear(0..3);
    check_billed(&site, 1, 3);
    site.storage
        .delete(&site.disk, Deletion::SnapshotsOnly, None)
        .expect("the snapshots go");
    check_billed(&site, 1, 0);
}

#[test]
fn a_diff_costs_the_ranges_that_changed_whatever_the_blob_is_and_holds() {
    const LARGEST: u64 = (8 << 40) >> 9;
    let looked_at = |held: u64, size: u64| {
        let mut site = Site::within(Storage::new(), AccountKind::Premium, size);
        for at in 0..held {
            site.put(at * 64..at * 64 + 8, 1);
        }
        let previous = site.snapshot();
        site.put(size - 1..size, 2);
        site.put(64..65, 2);
        site.clear(0..4);
        let diff = site.storage.diff(&site.disk.now(), previous);
        let diff = diff.expect("both are there");
        assert_eq!(diff.changed, [bytes(64..65), bytes(size - 1..size)]);
        assert_eq!(diff.cleared, [bytes(0..4)]);
        diff.looked_at
    };
    // Two writes, a clear, and what it cleared.
    let sizes = [(10, 1_000_000), (10, LARGEST), (10_000, LARGEST)];
    assert_eq!(sizes.map(|(held, size)| looked_at(held, size)), [4; 3]);
}

#[test]
fn a_reply_tells_ten_thousand_ranges_and_one_more_takes_another_request() {
    let requests = |ranges: u64| {
        let mut site = Site::new(ranges * 2);
        let previous = site.snapshot();
        for at in 0..ranges {
            site.put(at * 2..at * 2 + 1, 1);
        }
        let diff = site.storage.diff(&site.disk.now(), previous);
        let diff = diff.expect("both are there");
        assert_eq!(diff.changed_bytes().get(), ranges * PAGE);
        diff.requests()
    };
    assert_eq!([0, 10_000, 10_001].map(requests), [1, 1, 2]);
}
