//! A machine's disks block by block, at any moment of a run: what the lab says of them is what the
//! sets of blocks hold, and what it says was written is what a backup of that moment sends.

use super::{DAY, HOUR, at, detail, lab, lines};
use crate::blocks::form::{backups, fleet, run};
use crate::operators::{Story, back_up_now};
use serde_json::{Value, json};
use vaultlab::api::lab_blocks;
use vaultlab::blob::blocks::BlockSet;
use vaultlab::engine::{BlocksNow, Simulation};
use vaultlab::ledger::Found;
use vaultlab::report::Report;
use vaultlab::report::view::{LabBlockCellView, LabBlocksView, LabDiskView};
use vaultlab::scenario::{check, parse};
use vaultlab::units::VmId;

const VM: VmId = VmId::new(0);

/// Five days of a machine in blocks of 64 KiB: two disks that change, one that is not backed up and
/// one that is detached on the third day; on the fourth data are deleted.
fn story() -> Story {
    let disk = |name: &str, role: &str| {
        json!({"name": name, "role": role, "size_gib": 4, "used_gib": 1,
               "change_percent_per_day": 10})
    };
    let vm = json!({"name": "a", "os": "linux", "policy": "daily",
        "setup": {"blocks": {"block_kib": 64}},
        "disks": [disk("os", "os"), disk("data", "data"), disk("left-out", "excluded"),
                  disk("late", "data")]});
    Story::of_days(5)
        .with("/vms/0", vm)
        .then("03-03 09:00", json!({"do": "remove-disk", "disk": "late"}))
        .then("03-03 15:00", back_up_now(5))
        .then(
            "03-04 09:00",
            json!({"do": "delete-data", "disk": "data", "gib": 0.5}),
        )
}

fn simulation(story: &Story) -> Simulation {
    Simulation::new(parse(&story.text()).and_then(check).expect("it is valid"))
}

fn disks(text: &str, at_s: u64) -> Vec<LabDiskView> {
    detail(lab(text, at_s).view(Some(0))).disks
}

fn of(disks: &[LabDiskView], name: &str) -> Option<LabBlocksView> {
    let mut disks = disks.iter();
    let disk = disks.find(|disk| disk.name == name).expect("it is there");
    disk.blocks.clone()
}

// What is shown

type CountOf = fn(&LabBlockCellView) -> u64;

#[test]
fn cells_count_what_the_sets_of_blocks_hold() {
    for at_s in [0, 12 * HOUR, DAY + 5 * HOUR, 3 * DAY + 12 * HOUR, 5 * DAY] {
        let mut simulation = simulation(&story());
        simulation.run_until(at(at_s));
        let world = (
            simulation.scenario(),
            simulation.world(),
            simulation.ledger(),
        );
        let now = BlocksNow::at(world, VM, at(at_s)).expect("it is in blocks");
        let shown = disks(&story().text(), at_s);
        for disk in now.disks {
            let name = &simulation.scenario().disks()[disk.disk].name;
            let view = of(&shown, name).expect("it is backed up");
            assert!(view.cells.len() <= 128 && view.cells.len() > 100);
            let written = disk.since.written();
            let sets: [(&BlockSet, CountOf, u64); 3] = [
                (&disk.held, |cell| cell.held, view.held.blocks),
                (&written, |cell| cell.written, view.written.blocks),
                (
                    disk.since.cleared(),
                    |cell| cell.cleared,
                    view.cleared.blocks,
                ),
            ];
            for (set, count, all) in sets {
                assert_eq!(set.len(), all, "{name} at {at_s} s");
                let mut first = 0;
                for cell in &view.cells {
                    let end = first + u32::try_from(cell.blocks).expect("a part of the disk");
                    let there = (first..end).filter(|block| set.has(*block)).count();
                    assert_eq!(
                        count(cell),
                        there as u64,
                        "{name} at {at_s} s, block {first}"
                    );
                    first = end;
                }
                assert_eq!(
                    u64::from(first),
                    view.blocks,
                    "the cells are the whole disk"
                );
            }
            let sent: u64 = view.cells.iter().map(|cell| cell.sent).sum();
            assert_eq!(sent, view.last.map_or(0, |last| last.sent.blocks));
        }
    }
}

/// At the moment of every snapshot, the disks have to send what they are shown to have written.
#[test]
fn what_is_shown_as_written_is_what_a_backup_of_that_moment_sends() {
    let story = story();
    let whole = run(&story.0);
    let (points, mut by_ranges) = (whole.ledger().points(), 0);
    assert!(points.len() >= 6, "five nights and one on demand");
    for point in points.iter().filter(|point| point.vm == VM) {
        let mut begun = simulation(&story);
        begun.run_until(point.taken);
        let report = Report::so_far(&begun);
        let shown = report.blocks(VM);
        for transfer in whole.ledger().transfers_of(point.job) {
            let view = &shown[&transfer.disk];
            let Some(next) = &view.next else {
                assert!(transfer.sent.is_zero(), "it is not attached");
                continue;
            };
            assert_eq!(next.sent.bytes.0, transfer.sent);
            match transfer.found {
                Found::Ranges | Found::Whole => {
                    assert_eq!(view.written.bytes.0, transfer.sent);
                    by_ranges += u32::from(transfer.found == Found::Ranges);
                }
                Found::Checksum => panic!("no snapshot was deleted"),
            }
        }
    }
    assert!(by_ranges >= 10, "{by_ranges}");
}

/// What the view says of the last backup is what its record says.
#[test]
fn the_last_backup_is_shown_as_it_is_recorded() {
    let whole = run(&story().0);
    let newest = whole.ledger().points().iter().rfind(|point| point.vm == VM);
    let newest = newest.expect("there are points");
    let shown = Report::so_far(&whole).blocks(VM);
    for transfer in whole.ledger().transfers_of(newest.job) {
        let Some(last) = &shown[&transfer.disk].last else {
            panic!("each disk was sent once at least");
        };
        if transfer.sent.is_zero() {
            continue;
        }
        assert_eq!(last.sent.bytes.0, transfer.sent);
        assert_eq!(last.read.0, transfer.read);
        assert_eq!(last.requests, transfer.requests);
        assert_eq!(
            last.found,
            "The storage said what differs from the previous snapshot."
        );
    }
}

#[test]
fn before_the_first_backup_everything_is_new() {
    let disks = disks(&story().text(), 12 * HOUR);
    let data = of(&disks, "data").expect("it is backed up");
    assert_eq!(data.held.blocks, 16 * 1_024);
    assert_eq!(data.written, data.held);
    assert_eq!((data.since, data.last), (None, None));
    let expected = "No recovery point is in the vault: to it, all that is there is new.";
    assert_eq!(data.since_text, expected);
    let next = data.next.expect("it is attached");
    assert_eq!(next.by, "whole");
    let expected = "A backup now would send all 1 GiB: there is nothing to compare with.";
    assert_eq!(next.found, expected);
}

#[test]
fn a_disk_that_is_left_out_has_no_blocks_and_a_detached_one_nothing_to_send() {
    let disks = disks(&story().text(), 2 * DAY + 12 * HOUR);
    assert_eq!(of(&disks, "left-out"), None);
    let late = of(&disks, "late").expect("it is backed up");
    assert_eq!((late.next, late.held.blocks), (None, 16 * 1_024));
    assert!(late.last.is_some(), "it was sent before");
}

/// Data that are deleted are cleared since; with the snapshot gone the next backup has to compare.
#[test]
fn deleted_data_are_cleared_and_a_deleted_snapshot_makes_a_backup_compare() {
    let story = story().then("03-04 10:00", json!({"do": "delete-snapshots"}));
    let data = |at_s| of(&disks(&story.text(), at_s), "data").expect("it is backed up");
    let before = data(3 * DAY + 9 * HOUR - 1);
    assert_eq!(before.cleared.blocks, 0);
    assert_eq!(before.next.expect("it is attached").by, "ranges");
    let after = data(3 * DAY + 9 * HOUR + 60);
    assert_eq!(after.cleared.blocks, 8 * 1_024);
    let compared = data(3 * DAY + 10 * HOUR + 60);
    let next = compared.next.expect("it is attached");
    assert_eq!(next.by, "checksum");
    assert_eq!(
        next.sent, compared.written,
        "nothing was written back as it was"
    );
    assert!(
        next.found
            .starts_with("A backup now would read 512 MiB to compare, and send ")
    );
}

// The switch

#[test]
fn a_machine_without_blocks_has_none_and_says_which_sizes_it_may_have() {
    let machine = detail(lab(&Story::of_days(2).text(), HOUR).view(Some(0)));
    assert_eq!(machine.block_kib, None);
    assert!(machine.disks.iter().all(|disk| disk.blocks.is_none()));
    let allowed = [4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096];
    assert_eq!(machine.block_kib_allowed, allowed);
    let machine = detail(lab(&story().text(), HOUR).view(Some(0)));
    assert_eq!(machine.block_kib, Some(64));
}

#[test]
fn a_machine_is_switched_by_name_and_back_and_all_others_stay_as_they_were() {
    let before = fleet(&[]).to_string();
    let switched = lab_blocks(&before, "two", Some(64)).expect("there is such a machine");
    let value = |text: &str| -> Value { serde_json::from_str(text).expect("it is JSON") };
    assert_eq!(
        value(&switched)["vms"][1]["setup"],
        json!({"blocks": {"block_kib": 64}})
    );
    let [without, with] = [&before, &switched].map(|text| run(&value(text)));
    for (vm, is_switched) in [(0, false), (1, true), (2, false), (3, false)] {
        let [before, after] = [&without, &with].map(|it| backups(it, VmId::new(vm)));
        assert_eq!(before != after, is_switched, "machine {vm}");
    }
    let untouched = lab_blocks(&before, "two", None).expect("nothing changes");
    let back = lab_blocks(&switched, "two", None).expect("there is such a machine");
    assert_eq!(value(&back)["vms"], value(&untouched)["vms"]);
}

#[test]
fn what_else_is_special_about_a_machine_stays_when_it_is_switched() {
    let setup = json!({"troubles": ["selinux-blocks-agent"]});
    let text = Story::of_days(2).with("/vms/0/setup", setup.clone()).text();
    let switched = lab_blocks(&text, "a", Some(4)).expect("there is such a machine");
    assert_eq!(detail(lab(&switched, 0).view(Some(0))).block_kib, Some(4));
    let back = lab_blocks(&switched, "a", None).expect("there is such a machine");
    let back: Value = serde_json::from_str(&back).expect("it is JSON");
    assert_eq!(back["vms"][0]["setup"], setup);
}

#[test]
fn a_name_that_nobody_or_several_have_and_a_size_that_is_none_are_refused() {
    let twin = |group: &str| {
        let mut twin = crate::operators::machine("twin", Some("daily"));
        twin["resource_group"] = json!(group);
        twin
    };
    let text = Story::of_days(2)
        .with("/vms", json!([twin("rg-1"), twin("rg-2")]))
        .text();
    let refused = |name: &str, kib| lines(lab_blocks(&text, name, kib));
    assert_eq!(
        refused("nobody", Some(64)),
        ["vm: found \"nobody\"; allowed: the name of a machine in this scenario"]
    );
    assert_eq!(
        refused("twin", Some(64)),
        ["vm: found \"twin\"; allowed: a name that one machine has, or RESOURCE-GROUP/NAME"]
    );
    assert_eq!(
        refused("rg-2/twin", Some(5)),
        ["vms[1].setup.blocks.block_kib: found 5 KiB; allowed: a power of two from 4 to 4096 KiB"]
    );
    assert!(refused("rg-2/twin", Some(4)).is_empty());
}
