//! How a backup finds what it sends: whole, by the storage's ranges, or by comparing everything.

use serde_json::{Value, json};
use vaultlab::ledger::{DiskTransfer, Found};
use vaultlab::scenario::{check, draft};
use vaultlab::units::Bytes;

/// A machine with an operating-system disk of 8 GiB used and 1 % change, four days.
fn scenario(profile: &str, blocks: bool, timeline: &[Value]) -> Value {
    let setup = if blocks {
        json!({"blocks": {}})
    } else {
        json!({})
    };
    let disk = |name: &str, role: &str, later: bool| {
        json!({"name": name, "role": role, "size_gib": 16, "used_gib": 8, "added_later": later,
               "change_percent_per_day": 1.0})
    };
    json!({
        "schema": 1, "name": "found", "start": "2026-03-01", "days": 4, "profile": profile,
        "window": {"opens": "22:00", "closes": "06:00", "time_zone": "UTC"},
        "vaults": [{"name": "vault"}],
        "policies": [{"name": "daily", "vault": "vault", "time_zone": "UTC",
            "schedule": {"every": "day", "at": "22:00"}, "retention": {"daily": {"days": 7}}}],
        "vms": [{"name": "vm", "os": "windows", "policy": "daily", "setup": setup,
                 "disks": [disk("os", "os", false), disk("new", "data", true)]}],
        "timeline": timeline,
    })
}

/// The transfers of each job, in order.
fn transfers(scenario: &Value) -> Vec<Vec<DiskTransfer>> {
    let draft = draft::parse(&scenario.to_string()).expect("it parses");
    let scenario = check(draft).unwrap_or_else(|problems| panic!("{problems:?}"));
    let (_, _, ledger) = vaultlab::engine::Simulation::new(scenario).finish();
    let jobs = ledger.jobs().ids();
    jobs.map(|job| ledger.transfers_of(job).to_vec()).collect()
}

/// How the operating-system disk's change was found each night, in both fidelities.
#[track_caller]
fn check_found(profile: &str, timeline: &[Value], expected: &[Found]) {
    for blocks in [false, true] {
        let nights = transfers(&scenario(profile, blocks, timeline));
        let found: Vec<Found> = nights.iter().map(|disks| disks[0].found).collect();
        assert_eq!(found, expected, "{profile}, blocks: {blocks}");
        for disk in nights.iter().flatten() {
            check_cost(disk);
        }
    }
}

/// What is read follows from how it is found.
#[track_caller]
fn check_cost(transfer: &DiskTransfer) {
    let DiskTransfer {
        found, sent, read, ..
    } = *transfer;
    match found {
        Found::Ranges => assert_eq!(read, sent),
        Found::Whole => assert_eq!(read, sent),
        Found::Checksum => assert!(
            read >= Bytes::gib(8) + sent && sent < Bytes::gib(1),
            "{transfer:?}"
        ),
    }
}

/// PRO-4: each disk's blocks are read, those that changed are found, and only those are sent.
#[test]
fn after_the_first_backup_only_what_changed_is_sent() {
    use Found::{Checksum, Ranges, Whole};
    check_found("current", &[], &[Whole, Ranges, Ranges, Ranges]);
    check_found("classic-2015", &[], &[Whole, Checksum, Checksum, Checksum]);
    for blocks in [false, true] {
        let nights = transfers(&scenario("current", blocks, &[]));
        assert_eq!(nights[0][0].sent, Bytes::gib(8));
        let changed = nights[1][0].sent.as_f64() / Bytes::gib(8).as_f64();
        assert!((0.002..0.03).contains(&changed), "{changed}");
    }
}

/// PRF-4: when the snapshot was deleted, the next backup reads and compares every allocated block.
#[test]
fn without_its_snapshot_a_backup_compares_every_block() {
    use Found::{Checksum, Ranges, Whole};
    let deleted = json!({"at": "2026-03-02T12:00:00Z", "vm": "vm", "do": "delete-snapshots"});
    check_found("current", &[deleted], &[Whole, Checksum, Ranges, Ranges]);
}

/// PRF-1: a new disk is replicated whole, at the rate of a first backup, beside the others' deltas.
#[test]
fn a_new_disk_is_sent_whole_beside_the_deltas_of_the_others() {
    let added = json!({"at": "2026-03-02T12:00:00Z", "vm": "vm", "do": "add-disk", "disk": "new"});
    for blocks in [false, true] {
        let nights = transfers(&scenario("current", blocks, std::slice::from_ref(&added)));
        let found = |night: usize| [nights[night][0].found, nights[night][1].found];
        assert_eq!(found(1), [Found::Ranges, Found::Whole]);
        assert_eq!(nights[1][1].sent, Bytes::gib(8));
        assert_eq!(found(2), [Found::Ranges, Found::Ranges]);
        let secs = |disk: &DiskTransfer| disk.ended.expect("it ended");
        // 8 GiB at 20 MB/s are seven minutes; the others' change was sent long before.
        let between = secs(&nights[1][1]).since(secs(&nights[1][0])).as_secs_f64();
        assert!((400.0..430.0).contains(&between), "{between}");
    }
}
