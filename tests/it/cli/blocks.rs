//! `--blocks`: a machine of a run, block by block.

use super::{check_fine, check_refused};
use serde_json::Value;

#[test]
fn a_machine_is_simulated_block_by_block_by_its_name() {
    let args = [
        "status", "one-vm", "--vm", "vm-1", "--format", "json", "--days", "3",
    ];
    let status = |options: &[&str]| -> Value {
        let text = check_fine(&[&args[..], options].concat());
        serde_json::from_str(&text).expect("it is JSON")
    };
    let amounts = status(&[]);
    assert_eq!(amounts["machine"]["block_kib"], Value::Null);
    let blocks = status(&["--blocks", "vm-1", "--block-kib", "1024"]);
    assert_eq!(blocks["machine"]["block_kib"], 1_024);
    let disk = &blocks["machine"]["disks"][0]["blocks"];
    assert_eq!(disk["block"], 1 << 20);
    assert!(disk["last"]["sent"]["blocks"].as_u64().expect("a count") > 0);
}

#[test]
fn the_state_of_a_machine_says_what_was_written_and_sent_of_its_blocks() {
    let args = [
        "status", "one-vm", "--vm", "vm-1", "--days", "3", "--blocks", "vm-1",
    ];
    let text = check_fine(&args);
    for said in [
        "Since the snapshot of ",
        "Written since",
        "Sent last",
        "The storage said what differs from the previous snapshot.",
        "A backup now would send ",
    ] {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
}

#[test]
fn a_machine_that_is_not_there_and_a_size_that_is_none_are_refused() {
    check_refused(
        &["simulate", "one-vm", "--blocks", "nobody"],
        &["vm: found \"nobody\"; allowed: the name of a machine in this scenario"],
    );
    check_refused(
        &[
            "simulate",
            "one-vm",
            "--blocks",
            "vm-1",
            "--block-kib",
            "3000",
        ],
        &[
            "vms[0].setup.blocks.block_kib: found 3000 KiB; allowed: a power of two from 4 to 4096 KiB",
        ],
    );
}

#[test]
fn a_chart_of_blocks_needs_a_machine_in_blocks() {
    let file = super::file("blocks.svg", "");
    let args = ["chart", "blocks", "one-vm", "--days", "3", "-o", &file];
    check_refused(
        &args,
        &[
            "chart: found nothing to show; allowed: a disk that is backed up, of a machine \
           simulated with --blocks",
        ],
    );
    check_fine(&[&args[..], &["--blocks", "vm-1", "--disk", "data-1"]].concat());
    let svg = std::fs::read_to_string(&file).expect("it was written");
    assert!(svg.contains("Written since"), "{svg}");
}
