//! `vaultlab drive`: a disk of a scenario, written by a trace.

use super::{check_fine, check_refused, file};
use serde_json::Value;

const TRACE: &str = "time,op,offset,length,device\n\
    0,W,0,4096,a\n1,R,65536,4096,a\n2,W,131072,65537,a\n3,W,0,1,b\n4,W,9,0,a\n";

/// The scenario that is written has this trace, and runs.
#[test]
fn a_disk_is_driven_by_one_device_of_a_trace() {
    let trace = file("drive.csv", TRACE);
    let of_disk = ["drive", "one-vm", "--vm", "vm-1", "--disk", "data-1"];
    let options = ["--trace", &trace, "--device", "a", "--every-hours", "24"];
    let text = check_fine(&[&of_disk[..], &options].concat());
    let scenario: Value = serde_json::from_str(&text).expect("a scenario is JSON");
    assert_eq!(
        scenario["traces"][0]["writes"].to_string(),
        r#"["0 0 4096","2000000000 131072 65537"]"#,
        "reads, other devices and writes of nothing are left out"
    );
    assert_eq!(scenario["vms"][0]["setup"]["blocks"]["block_kib"], 64);
    // The data disk is the third: three of its blocks are written a day.
    let mut session = vaultlab::api::Session::open(&text).expect("it is a scenario");
    while !session.step(1_000).done {}
    let ledger = session.report().expect("it ran to its end").ledger();
    let newest = ledger.jobs().ids().last().expect("there are jobs");
    let of_disk = ledger.transfers_of(newest)[1];
    assert_eq!(of_disk.sent, vaultlab::units::Bytes::kib(3 * 64));
}

#[test]
fn what_is_not_there_is_refused() {
    let trace = file("drive-refused.csv", TRACE);
    for (vm, disk, problem) in [
        (
            "nobody",
            "data-1",
            "vm: found \"nobody\"; allowed: the name of a machine in this scenario",
        ),
        (
            "vm-1",
            "none",
            "disk: found \"none\"; allowed: \"os\", \"temporary\", \"data-1\", \"data-2\"",
        ),
        (
            "vm-1",
            "data-1",
            "device: found 2 devices and none named; allowed: one of \"a\", \"b\"",
        ),
    ] {
        let args = [
            "drive", "one-vm", "--vm", vm, "--disk", disk, "--trace", &trace,
        ];
        check_refused(&args, &[problem]);
    }
}
