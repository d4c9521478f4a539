//! What a person types, and what is said of it. A small valid scenario is here as text; a test
//! changes some of its fields and compares the whole list of problems.
//!
//! `scenario/fields.rs`: values that a field takes or refuses. `scenario/limits.rs`: both sides of
//! every limit. `scenario/policies.rs`: policies. `scenario/profiles.rs`: limits that differ between
//! the generations of the service. `scenario/links.rs`: what transfers
//! share. `scenario/products.rs`: how much for how long.
//! `scenario/setup.rs`: what is particular about a machine. `scenario/timeline.rs`: what operators
//! do. `scenario/lifecycle.rs`: what no operator can do then. `scenario/text.rs`: what is wrong before
//! there are fields: JSON, kinds, places.

mod fields;
mod lifecycle;
mod limits;
mod links;
mod policies;
mod products;
mod profiles;
mod setup;
mod text;
mod timeline;
mod writes;

use serde_json::{Map, Value, json};
use vaultlab::scenario::{Problem, Scenario, check, parse};

/// Two machines, a policy of each kind, a vault, an account.
const SMALL: &str = r#"{
  "schema": 1,
  "name": "Small",
  "start": "2026-03-01",
  "days": 2,
  "window": {"opens": "22:00", "closes": "06:00", "time_zone": "Europe/Madrid"},
  "vaults": [{"name": "v"}],
  "accounts": [{"name": "sa"}],
  "policies": [
    {"name": "daily", "vault": "v", "schedule": {"every": "day", "at": "22:00"},
     "time_zone": "UTC", "retention": {"daily": {"days": 7}}},
    {"name": "weekly", "vault": "v", "schedule": {"every": "week", "on": ["monday"], "at": "22:00"},
     "time_zone": "Romance Standard Time", "retention": {"weekly": {"weeks": 1}}}
  ],
  "vms": [
    {"name": "a", "os": "linux", "policy": "daily", "disks": [
      {"name": "os", "role": "os", "size_gib": 32, "used_gib": 8},
      {"name": "data", "role": "data", "size_gib": 64, "used_gib": 10.5, "account": "sa"}]},
    {"name": "b", "os": "windows", "policy": "weekly", "disks": [
      {"name": "os", "role": "os", "size_gib": 127, "used_gib": 40}]}
  ]
}"#;

/// Changes `SMALL` at each path and compares every line that the check then says.
#[track_caller]
fn check_all(changes: &[(&str, Value)], expected: &[&str]) {
    let document = changed(changes).to_string();
    assert_eq!(problems_of(&document), expected, "{changes:?}");
}

/// The same for one change.
#[track_caller]
fn check_one(path: &str, value: Value, expected: &[&str]) {
    check_all(&[(path, value)], expected);
}

/// The value is no value of this field at all, so reading stops there: one problem, with a place
/// in the text.
#[track_caller]
fn check_unreadable(path: &str, value: Value, found: &str) {
    let text = changed(&[(path, value)]).to_string();
    let problems = parse(&text).expect_err("it was read");
    let [Problem { place, .. }] = problems.as_slice() else {
        panic!("{problems:?}");
    };
    assert!(place.starts_with("line 1, column "), "{place}");
    let line = format!("{place}: found {found}; allowed: {A_SCENARIO}");
    assert_eq!(problems[0].to_string(), line);
}

const A_SCENARIO: &str = "a scenario as `vaultlab schema` describes it";

/// What is said of a text: nothing when it is a valid scenario.
fn problems_of(text: &str) -> Vec<String> {
    match read(text) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(Problem::to_string).collect(),
    }
}

fn read(text: &str) -> Result<Scenario, Vec<Problem>> {
    parse(text).and_then(check)
}

/// `SMALL` with these values at these paths, such as `vms[0].disks`. A field that is not there is
/// added.
fn changed(changes: &[(&str, Value)]) -> Value {
    let mut document: Value = serde_json::from_str(SMALL).expect("the small scenario is JSON");
    for (path, value) in changes {
        *place(&mut document, path) = value.clone();
    }
    document
}

fn place<'a>(document: &'a mut Value, path: &str) -> &'a mut Value {
    let mut at = document;
    for step in path.split(['.', '[']) {
        at = match step.strip_suffix(']') {
            Some(index) => {
                let index: usize = index.parse().expect("an index is a number");
                at.get_mut(index).expect("the entry exists")
            }
            None => {
                let fields: &mut Map<String, Value> = at.as_object_mut().expect("an object");
                fields.entry(step).or_insert(Value::Null)
            }
        };
    }
    at
}

#[test]
fn the_small_scenario_is_valid() {
    assert_eq!(problems_of(SMALL), [""; 0]);
}

#[test]
fn absent_fields_have_the_documented_defaults() {
    let scenario = read(SMALL).unwrap();
    let draft = scenario.draft();
    assert_eq!(scenario.seed(), 42);
    assert_eq!(scenario.profile().name, "current");
    assert_eq!(draft.region, "westeurope");
    let written: Value = serde_json::from_str(&vaultlab::api::to_text(draft)).unwrap();
    assert_eq!(written["vaults"][0]["redundancy"], "grs");
    assert_eq!(written["vms"][0]["disks"][0]["kind"], "standard-ssd");
    for absent in ["calibration", "assumptions"] {
        assert!(written.get(absent).is_none(), "{absent} is written");
    }
}

#[test]
fn all_problems_are_listed_at_once_in_the_order_of_the_document() {
    check_all(
        &[
            ("calibration", json!({"initial_mb_per_s": 0})),
            ("vms[1].disks[0].used_gib", json!(128)),
            ("vms[1].disks[0].account", json!("gone")),
            ("vms[1].disks[0].growth_gib_per_day", json!(-1)),
            ("vms[0].policy", json!("gone")),
            ("policies[1].retention.daily", json!({"days": 7})),
            ("policies[1].retention.weekly.weeks", json!(0)),
            ("policies[0].retention.daily.days", json!(6)),
            ("policies[0].time_zone", json!("Mars")),
            ("policies[0].schedule.at", json!("25:00")),
            ("policies[0].vault", json!("gone")),
            ("accounts[0].mib_per_s", json!(0)),
            ("vaults[0].mib_per_s", json!(0)),
            ("window.time_zone", json!("")),
            ("window.closes", json!("6")),
            ("window.opens", json!("")),
            ("region", json!("")),
            ("profile", json!("future")),
            ("days", json!(0)),
            ("start", json!("today")),
            ("seed", json!(1_u64 << 53)),
            ("name", json!(" ")),
            ("schema", json!(2)),
        ],
        &[
            "schema: found 2; allowed: 1",
            "name: found \" \"; allowed: a name",
            "seed: found 9007199254740992; allowed: 0 to 9007199254740991",
            "start: found \"today\"; allowed: a date YYYY-MM-DD from 2000 to 2199",
            "days: found 0; allowed: 1 to 3660",
            "profile: found \"future\"; allowed: classic-2015, resource-manager-2019, current",
            "region: found \"\"; allowed: a name",
            "window.opens: found \"\"; allowed: a time HH:MM from 00:00 to 23:59",
            "window.closes: found \"6\"; allowed: a time HH:MM from 00:00 to 23:59",
            "window.time_zone: found \"\"; allowed: an IANA zone (Europe/Madrid) or a Windows zone \
             (Romance Standard Time)",
            "vaults[0].mib_per_s: found 0; allowed: 1 to 1000000",
            "accounts[0].mib_per_s: found 0; allowed: 1 to 1000000",
            "policies[0].vault: found \"gone\"; allowed: the name of a vault in this scenario",
            "policies[0].schedule.at: found \"25:00\"; allowed: a time HH:MM from 00:00 to 23:59",
            "policies[0].time_zone: found \"Mars\"; allowed: an IANA zone (Europe/Madrid) or a \
             Windows zone (Romance Standard Time)",
            "policies[0].retention.daily.days: found 6; allowed: 7 to 9999",
            "policies[1].retention.daily: found a value; allowed: absent: a weekly schedule has no \
             daily points",
            "policies[1].retention.weekly.weeks: found 0; allowed: 1 to 5163",
            "vms[0].policy: found \"gone\"; allowed: the name of a policy in this scenario",
            "vms[1].disks[0].used_gib: found 128; allowed: 0 to 127",
            "vms[1].disks[0].account: found \"gone\"; allowed: the name of a storage account in \
             this scenario",
            "vms[1].disks[0].growth_gib_per_day: found -1; allowed: 0 to 127",
            "calibration.initial_mb_per_s: found 0; allowed: 1 to 10000",
        ],
    );
}

#[test]
fn every_entry_of_a_wrong_kind_is_named_by_its_index() {
    check_all(
        &[
            ("vms[0].disks[0].size_gib", json!(0)),
            ("vms[0].disks[0].used_gib", json!(0)),
            ("vms[0].disks[1].used_gib", json!(65)),
            ("vms[1].name", json!("")),
        ],
        &[
            "vms[0].disks[0].size_gib: found 0; allowed: 1 to 65536",
            "vms[0].disks[1].used_gib: found 65; allowed: 0 to 64",
            "vms[1].name: found \"\"; allowed: a name",
        ],
    );
}
