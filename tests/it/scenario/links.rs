//! What limits transfers that share something: both sides of every limit, and everything that is
//! wrong at once. A link that carries nothing, or that others fill, is refused: nothing over it could
//! ever end.

use super::limits::check_edge;
use super::{check_all, check_one};
use serde_json::json;

#[test]
fn an_account_answers_1_to_100_million_requests_a_second() {
    let path = "accounts[0].requests_per_s";
    let range = "allowed: 1 to 100000000";
    check_edge(path, json!(1), json!(0), &format!("found 0; {range}"));
    let over = format!("found 100000001; {range}");
    check_edge(path, json!(100_000_000), json!(100_000_001), &over);
}

#[test]
fn others_take_at_most_99_percent_of_an_account() {
    let path = "accounts[0].other_load_percent";
    let refusal = |found: &str| format!("found {found}; allowed: 0 to 99");
    check_edge(path, json!(0), json!(-0.5), &refusal("-0.5"));
    check_edge(path, json!(99), json!(100), &refusal("100"));
}

#[test]
fn a_machine_and_a_region_carry_1_to_a_million_mib_a_second() {
    let range = "allowed: 1 to 1000000";
    for path in [
        "vms[0].setup.mib_per_s",
        "calibration.region_mib_per_s",
        "calibration.region_busy_mib_per_s",
    ] {
        let (parent, field) = path.rsplit_once('.').expect("a path has a dot");
        for (inside, outside) in [(1, 0), (1_000_000, 1_000_001)] {
            check_one(parent, json!({ field: inside }), &[]);
            let refusal = format!("{path}: found {outside}; {range}");
            check_one(parent, json!({ field: outside }), &[refusal.as_str()]);
        }
    }
}

#[test]
fn a_disk_is_read_with_1_to_100_thousand_requests_a_second() {
    let path = "calibration.disk_requests_per_s";
    for (inside, outside) in [(1, 0), (100_000, 100_001)] {
        check_one("calibration", json!({ "disk_requests_per_s": inside }), &[]);
        let refusal = format!("{path}: found {outside}; allowed: 1 to 100000");
        let wrong = json!({ "disk_requests_per_s": outside });
        check_one("calibration", wrong, &[refusal.as_str()]);
    }
}

#[test]
fn a_restore_goes_into_an_account_that_is_there_and_a_mount_into_none() {
    let restore = |how: &str, account: &str| {
        json!([{"at": "2026-03-02T12:00:00Z", "vm": "a", "do": "restore", "how": how,
                "account": account}])
    };
    check_one("timeline", restore("disks", "sa"), &[]);
    let unknown = "timeline[0].account: found \"sb\"; allowed: the name of a storage account in \
                   this scenario";
    check_one("timeline", restore("disks", "sb"), &[unknown]);
    let mount = "timeline[0].account: found \"sa\"; allowed: none: a mount copies nothing";
    check_one("timeline", restore("files", "sa"), &[mount]);
}

#[test]
fn everything_that_is_wrong_with_the_links_is_said_at_once() {
    let account = json!([{"name": "sa", "mib_per_s": 0, "requests_per_s": 0,
                          "other_load_percent": 100}]);
    let calibration = json!({"disk_requests_per_s": 0, "region_mib_per_s": 0,
                             "region_busy_mib_per_s": 0});
    check_all(
        &[
            ("accounts", account),
            ("vms[0].setup", json!({"mib_per_s": 0})),
            ("calibration", calibration),
        ],
        &[
            "accounts[0].mib_per_s: found 0; allowed: 1 to 1000000",
            "accounts[0].requests_per_s: found 0; allowed: 1 to 100000000",
            "accounts[0].other_load_percent: found 100; allowed: 0 to 99",
            "vms[0].setup.mib_per_s: found 0; allowed: 1 to 1000000",
            "calibration.disk_requests_per_s: found 0; allowed: 1 to 100000",
            "calibration.region_mib_per_s: found 0; allowed: 1 to 1000000",
            "calibration.region_busy_mib_per_s: found 0; allowed: 1 to 1000000",
        ],
    );
}
