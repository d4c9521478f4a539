//! INC-8: full copies, incremental copies and the service side by side.

use super::{document, open};
use serde_json::json;
use vaultlab::api::{Blobs, blobs_start};
use vaultlab::report::view::WayView;

fn ways(blobs: &Blobs) -> [WayView; 3] {
    let ways = blobs.view().ways;
    ways.try_into().expect("there are three")
}

/// INC-8: the same disk for the same month.
#[test]
fn increments_move_and_store_less_than_full_copies() {
    let blobs = Blobs::open(&blobs_start(), None).expect("the preset is valid");
    let [full, increments, service] = ways(&blobs);
    assert_eq!(
        [&full, &increments, &service].map(|way| (way.name.as_str(), way.backups)),
        [
            ("Full copies", 60),
            ("Incremental copies", 60),
            ("Azure Backup", 60)
        ]
    );
    // A full copy always moves the disk's size.
    assert_eq!(full.moved.0, vaultlab::units::Bytes::gib(60 * 1024));
    assert!(increments.moved.0 < full.moved.0 && increments.stored.0 < full.stored.0);
    assert!(increments.longest_s < full.longest_s);
    assert!(increments.cost.0 < full.cost.0);
    assert_eq!(full.first, full.longest);
}

/// Two days of a disk that nobody writes: what is stored is known by hand.
#[test]
fn what_is_stored_of_a_disk_that_nobody_writes_is_known_by_hand() {
    let mut document = document(json!([]));
    document["disk"]["size_gib"] = json!(64);
    document["disk"]["used_gib"] = json!(62);
    document["disk"]["change_percent_per_day"] = json!(0);
    document["disk"]["writes"] = json!(null);
    document["start"] = json!("2026-03-30");
    document["days"] = json!(1);
    document["every_hours"] = json!(24);
    let [full, increments, _] = ways(&open(&document));
    // 62 GiB for a day of a month of 31 days: 2 GiB-months at 0.045.
    for way in [full, increments] {
        assert_eq!(
            way.stored.0,
            vaultlab::units::Bytes::gib(62),
            "{}",
            way.name
        );
        assert_eq!(way.cost.0.to_string(), "0.09", "{}", way.name);
        assert_eq!(
            way.cost_of,
            "storage of backups 0.09, snapshots beside the disk 0.00, requests 0.00"
        );
    }
}

/// What snapshots beside the disk cost does not depend on how often somebody looks at other blobs.
#[test]
fn requests_about_another_blob_change_no_cost_of_snapshots_beside_the_disk() {
    let cost = |timeline| {
        let mut document = document(timeline);
        document["days"] = json!(6);
        document["disk"] = json!({"name": "disk", "account": "premium", "size_gib": 64, "used_gib": 60,
                                  "change_percent_per_day": 40.0, "writes": {"run_kib": 4096}});
        let [_, increments, _] = ways(&open(&document));
        let beside = increments
            .cost_of
            .split("snapshots beside the disk ")
            .nth(1);
        let beside = beside.and_then(|text| text.split(',').next());
        beside
            .and_then(|text| text.parse::<f64>().ok())
            .expect("it is said")
    };
    let creates = (1..12).map(|window| {
        let (day, hour) = (1 + (window >> 1), ["00", "12"][window & 1]);
        json!({"at": format!("2026-03-0{day}T{hour}:00:00Z"), "do": "create",
               "account": "standard", "blob": "other", "size_bytes": 0})
    });
    let (without, with) = (cost(json!([])), cost(creates.collect()));
    assert!(without > 0.05, "{without}");
    assert!((without - with).abs() < 0.011, "{without} and {with}");
}
