//! What the documents promise of page blobs and their snapshots, one test a promise.

use super::{PAGE, Site, bytes};
use vaultlab::blob::page::{AccountKind, BlobError, Ink, Storage, Version};

/// INC-1
#[test]
fn a_snapshot_is_read_copied_and_deleted_and_never_changes() {
    let mut site = Site::new(4);
    site.put(0..2, 1);
    let id = site.snapshot();
    let snapshot = site.disk.at(id);
    site.put(1..3, 2);
    site.clear(0..1);
    site.storage
        .resize(&site.disk, PAGE, None)
        .expect("the disk is resized");
    site.storage
        .create(&site.disk, 2 * PAGE, None)
        .expect("the disk is overwritten");
    assert_eq!(site.pages(&snapshot), [1, 1, 0, 0]);
    site.storage
        .copy(&snapshot, &site.backup, None)
        .expect("it is copied");
    assert_eq!(site.pages(&site.backup.now()), [1, 1, 0, 0]);
    site.storage
        .delete_snapshot(&site.disk, id)
        .expect("it is deleted");
    assert_eq!(site.storage.size(&snapshot), Err(BlobError::BlobNotFound));
}

/// INC-2
#[test]
fn a_full_copy_of_a_snapshot_moves_its_full_size_and_can_be_written() {
    let mut site = Site::new(1_000);
    site.put(0..1, 1);
    let snapshot = site.frozen();
    let moved = site.storage.copy(&snapshot, &site.backup, None);
    assert_eq!(moved.expect("it is copied").get(), 1_000 * PAGE);
    site.storage
        .put(&site.backup, bytes(1..2), Ink::Fill(2), None)
        .expect("the copy is written");
    assert_eq!(site.pages(&site.backup.now())[..3], [1, 2, 0]);
    assert_eq!(site.pages(&snapshot)[..3], [1, 0, 0]);
}

/// INC-3
#[test]
fn a_copy_has_no_snapshots_and_an_overwritten_blob_keeps_its_own() {
    let mut site = Site::new(2);
    site.put(0..1, 1);
    let first = site.snapshot();
    site.put(0..2, 2);
    let second = site.snapshot();
    site.storage
        .copy(&site.disk.now(), &site.backup, None)
        .expect("the disk is copied");
    assert_eq!(site.storage.snapshots(&site.backup), Ok(vec![]));

    site.storage
        .promote(&site.disk, first, None)
        .expect("the disk is restored");
    assert_eq!(site.pages(&site.disk.now()), [1, 0]);
    assert_eq!(
        site.storage.snapshots(&site.disk),
        Ok(vec![first, second]),
        "both stay"
    );
    assert_eq!(site.pages(&site.disk.at(first)), [1, 0]);
    assert_eq!(site.pages(&site.disk.at(second)), [2, 2]);
}

/// INC-4
#[test]
fn a_diff_tells_changed_and_cleared_ranges_on_standard_and_premium_alike() {
    for kind in [AccountKind::Standard, AccountKind::Premium] {
        let mut site = Site::within(Storage::new(), kind, 8);
        site.put(0..4, 1);
        let first = site.snapshot();
        site.put(3..6, 2);
        site.clear(0..2);
        let second = site.snapshot();
        site.clear(3..4);
        let diff =
            |of: Version, previous| site.storage.diff(&of, previous).expect("both are there");

        let between = diff(site.disk.at(second), first);
        assert_eq!(between.changed, [bytes(3..6)], "{kind:?}");
        assert_eq!(between.cleared, [bytes(0..2)], "{kind:?}");
        let now = diff(site.disk.now(), first);
        assert_eq!(now.changed, [bytes(4..6)], "{kind:?}");
        assert_eq!(now.cleared, [bytes(0..2), bytes(3..4)], "{kind:?}");
        let since = diff(site.disk.now(), second);
        assert_eq!(since.changed, [], "{kind:?}");
        assert_eq!(since.cleared, [bytes(3..4)], "{kind:?}");
    }
}

/// INC-5
#[test]
fn a_put_writes_whole_pages_of_4_mib_at_most_and_a_clear_any_number() {
    const MOST: u64 = 8_192;
    assert_eq!(MOST * PAGE, 4 << 20);
    let mut site = Site::new(2 * MOST);
    let (disk, ink) = (site.disk.clone(), Ink::Fill(1));
    let put = |site: &mut Site, range| site.storage.put(&disk, range, ink, None);
    assert_eq!(put(&mut site, bytes(1..1 + MOST)), Ok(()));
    let too_large = Err(BlobError::RequestBodyTooLarge);
    assert_eq!(put(&mut site, bytes(1..2 + MOST)), too_large);
    let not_whole = Err(BlobError::InvalidHeaderValue);
    for range in [1..PAGE, 0..PAGE - 1, 0..PAGE + 1] {
        assert_eq!(put(&mut site, range.clone()), not_whole, "{range:?}");
        assert_eq!(site.storage.clear(&disk, range, None), not_whole);
    }
    site.clear(0..2 * MOST);
    assert_eq!(site.storage.page_ranges(&disk.now()), Ok(vec![]));
}
