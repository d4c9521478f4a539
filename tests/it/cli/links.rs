//! `links` as a command: the golden's table, the same as a document, and what it refuses.

use super::{check_fine, check_refused};
use serde_json::Value;

const GOLDEN: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/golden/every-link-and-limit-has-its-source"
);

#[test]
fn links_and_limits_are_a_table_by_default_and_a_document_on_demand() {
    let scenario = format!("{GOLDEN}/scenario.json");
    let golden = std::fs::read_to_string(format!("{GOLDEN}/links.txt"));
    let golden = golden.expect("the golden is there");
    assert_eq!(check_fine(&["links", &scenario]), golden);
    let out = check_fine(&["links", &scenario, "--format", "json"]);
    let view: Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!(view["span"], "the whole run");
    let rows = view["rows"].as_array().expect("rows");
    assert_eq!(view["matching"], rows.len());
    let requests = rows
        .iter()
        .find(|row| row["what"] == "reading a disk, requests");
    let setting = &requests.expect("it is there")["setting"];
    assert_eq!(setting["path"], "calibration.disk_requests_per_s");
    assert_eq!(
        (&setting["value"], &setting["published"]),
        (&"200".into(), &"31 requests/s".into())
    );
}

#[test]
fn links_of_what_is_no_fleet_are_refused() {
    check_refused(
        &["links", "custom-12-hourly"],
        &[
            "kind: found a custom backup; allowed: a fleet: a custom backup is for `vaultlab simulate`",
        ],
    );
}
