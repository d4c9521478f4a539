//! The ready scenarios, and the document that a scenario is: every preset is valid, comes back
//! unchanged from its text, and is what the JSON Schema describes.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use vaultlab::api::{
    errors, lab_start, lesson, lesson_about, preset_text, presets, schema, to_text,
};
use vaultlab::azure::profile::PROFILES;
use vaultlab::scenario::calendar::Calendar;
use vaultlab::scenario::draft::{DiskRoleDraft, ScenarioDraft};
use vaultlab::scenario::presets::{PRESETS, Preset};
use vaultlab::scenario::scheme;
use vaultlab::scenario::{Scenario, check, parse};
use vaultlab::units::Bytes;

fn draft(id: &str) -> ScenarioDraft {
    Preset::find(id).expect("the preset exists").draft()
}

fn scenario(id: &str) -> Scenario {
    check(draft(id)).expect("a preset is valid")
}

#[test]
fn every_preset_passes_its_own_check() {
    for preset in &PRESETS {
        let problems = check(preset.draft()).err();
        assert_eq!(problems, None, "{}", preset.id);
    }
}

#[test]
fn every_preset_comes_back_from_its_text_unchanged() {
    for preset in &PRESETS {
        let text = preset_text(preset.id).unwrap();
        let read = parse(&text).unwrap();
        assert!(read == preset.draft(), "{} has changed", preset.id);
        assert_eq!(to_text(&read), text, "{}", preset.id);
    }
}

#[test]
fn presets_have_names_titles_and_sentences_of_their_own() {
    let listed = presets();
    let ids: Vec<&str> = listed.iter().map(|preset| preset.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "demo",
            "one-vm",
            "crowded-night",
            "retention-years",
            "lifecycle-classic",
            "lifecycle-current",
            "fleet-1000",
            "fleet-10000"
        ]
    );
    for preset in &listed {
        assert!(!preset.title.is_empty() && preset.about.ends_with('.'));
    }
    let titles: BTreeSet<&str> = listed.iter().map(|preset| preset.title.as_str()).collect();
    assert_eq!(titles.len(), listed.len());
}

#[test]
fn an_unknown_preset_is_refused_with_the_known_ones() {
    let problem = preset_text("\u{1b}demo").unwrap_err().remove(0);
    assert_eq!(
        problem.to_string(),
        "preset: found \"\\u{1b}demo\"; allowed: demo, one-vm, retention-years, lifecycle-classic, lifecycle-current, fleet-1000, fleet-10000, custom-12-hourly"
    );
}

#[test]
fn the_demo_is_25_machines_of_two_policies_across_a_clock_change() {
    let demo = scenario("demo");
    assert_eq!((demo.vms().len(), demo.policies().len()), (25, 2));
    let zone = &demo.window().zone;
    let offset = |start| Calendar::starting(start).unwrap().offset_at_start(zone);
    assert_ne!(offset("2026-01-01"), offset("2026-07-01"));
    let (first, last) = ("2026-03-01", "2026-03-30");
    assert_ne!(offset(first), offset(last), "no clock change in the run");
    assert_eq!((demo.draft().start.as_str(), demo.days()), (first, 30));
    for policy in demo.policies() {
        assert!(
            demo.vms()
                .iter()
                .filter_map(|vm| vm.policy)
                .any(|of_vm| demo.policies()[of_vm].name == policy.name)
        );
        assert_eq!(
            policy.zone.name(),
            "Europe/Paris",
            "a Windows name of the same time"
        );
    }
}

#[test]
fn bil_5_one_vm_is_the_documents_worked_example() {
    let one = draft("one-vm");
    let [vm] = one.vms.as_slice() else {
        panic!("{} machines", one.vms.len());
    };
    let disks: Vec<(DiskRoleDraft, u64, f64)> = vm
        .disks
        .iter()
        .map(|disk| (disk.role, disk.size_gib, disk.used_gib))
        .collect();
    use DiskRoleDraft::{Data, Os, Temp};
    assert_eq!(
        disks,
        [
            (Os, 4095, 17.0),
            (Temp, 135, 5.0),
            (Data, 4095, 30.0),
            (Data, 4095, 0.0)
        ]
    );
    // Provisioned are more than 12 TB; what counts is the data on all disks but the temporary one.
    let one = scenario("one-vm");
    let vm = one.vms().ids().next().unwrap();
    let used: Bytes = one.backed_up_disks_of(vm).map(|(_, disk)| disk.used).sum();
    assert_eq!(used, Bytes::gib(47));
}

#[test]
fn a_larger_generated_fleet_begins_with_the_machines_of_a_smaller_one() {
    let (small, large) = (draft("fleet-1000"), draft("fleet-10000"));
    assert_eq!((small.vms.len(), large.vms.len()), (1_000, 10_000));
    assert!(large.vms[..1_000] == small.vms[..]);
    assert!(large.policies[..10] == small.policies[..]);
    assert!(large.vaults[..1] == small.vaults[..]);
}

#[test]
fn a_generated_fleet_fills_its_vaults_to_the_limit() {
    let fleet = scenario("fleet-10000");
    assert_eq!((fleet.vaults().len(), fleet.policies().len()), (10, 100));
    for vault in fleet.vaults().ids() {
        let policies = fleet.vms().iter().filter_map(|vm| vm.policy);
        let of_vault = policies.filter(|policy| fleet.vault_of(*policy) == vault);
        assert_eq!(of_vault.count(), 1_000);
    }
    let data = |vm: &vaultlab::scenario::Vm| vm.disk_count - 1;
    let disks: u32 = fleet.vms().iter().map(data).sum();
    assert!(
        (19_000..=21_000).contains(&disks),
        "two on average, not {disks} of 10,000"
    );
}

// The JSON Schema

/// A judge of its own for the part of JSON Schema that ours uses; a keyword that it does not know
/// is a complaint, so that it can't pass for the wrong reason.
struct Judge<'a> {
    root: &'a Value,
    complaints: Vec<String>,
}

impl Judge<'_> {
    fn complaints(root: &Value, value: &Value) -> Vec<String> {
        let mut judge = Judge {
            root,
            complaints: Vec::new(),
        };
        judge.value("", root, value);
        judge.complaints
    }
    fn complain(&mut self, place: &str, what: impl std::fmt::Display) {
        self.complaints.push(format!("{place}: {what}"));
    }
    fn accepts(&self, schema: &Value, value: &Value) -> bool {
        let mut judge = Judge {
            root: self.root,
            complaints: Vec::new(),
        };
        judge.value("", schema, value);
        judge.complaints.is_empty()
    }
    fn value(&mut self, place: &str, schema: &Value, value: &Value) {
        let Some(rules) = schema.as_object() else {
            return self.complain(place, "a schema that is no object");
        };
        if rules.contains_key("unevaluatedProperties") {
            return self.flattened(place, rules, value);
        }
        for (keyword, rule) in rules {
            match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" | "default" | "format" => {}
                "$ref" => {
                    let at = rule.as_str().and_then(|at| at.strip_prefix('#'));
                    let target = at.and_then(|at| self.root.pointer(at));
                    self.value(place, target.expect("the reference leads somewhere"), value);
                }
                "oneOf" | "anyOf" => {
                    let choices = rule.as_array().expect("choices");
                    let fits = choices
                        .iter()
                        .filter(|one| self.accepts(one, value))
                        .count();
                    let right = fits == 1 || (fits > 1 && keyword == "anyOf");
                    if !right {
                        self.complain(place, format!("{value} fits {fits} of {keyword}"));
                    }
                }
                "const" if rule == value => {}
                "enum" if rule.as_array().is_some_and(|all| all.contains(value)) => {}
                "const" | "enum" => self.complain(place, format!("{value} is not {rule}")),
                "type" => self.kind(place, rule, value),
                "minimum" if value.as_f64() >= rule.as_f64() => {}
                "maximum" if value.as_f64() <= rule.as_f64() => {}
                "items" => {
                    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.value(&format!("{place}[{i}]"), rule, item);
                    }
                }
                "properties" | "required" | "additionalProperties" => {}
                other => self.complain(place, format!("{value} against {other} {rule}")),
            }
        }
        if let Some(fields) = value.as_object() {
            self.fields(place, rules, fields);
        }
    }
    /// An object with fields of its own and those of one of several others.
    fn flattened(&mut self, place: &str, rules: &Map<String, Value>, value: &Value) {
        let whole = |choice: &Value| {
            let mut whole = choice.clone();
            let own = rules["properties"].as_object().into_iter().flatten();
            for (field, rule) in own {
                whole["properties"][field] = rule.clone();
            }
            let own = rules["required"].as_array().into_iter().flatten();
            let required = whole["required"].as_array_mut().expect("a tag");
            required.extend(own.cloned());
            whole["additionalProperties"] = rules["unevaluatedProperties"].clone();
            whole
        };
        let choices = rules["oneOf"].as_array().expect("choices").iter();
        let fits = choices.filter(|one| self.accepts(&whole(one), value));
        let fits = fits.count();
        if fits != 1 {
            self.complain(place, format!("{value} fits {fits} of oneOf"));
        }
    }
    fn kind(&mut self, place: &str, rule: &Value, value: &Value) {
        let is = |kind: &str| match kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_u64(),
            "number" => value.is_number(),
            "null" => value.is_null(),
            _ => false,
        };
        let kinds = rule
            .as_array()
            .map_or(std::slice::from_ref(rule), Vec::as_slice);
        if !kinds.iter().filter_map(Value::as_str).any(is) {
            self.complain(place, format!("{value} is no {rule}"));
        }
    }
    fn fields(&mut self, place: &str, rules: &Map<String, Value>, fields: &Map<String, Value>) {
        let Some(known) = rules.get("properties").and_then(Value::as_object) else {
            return;
        };
        if rules.get("additionalProperties") != Some(&json!(false)) {
            self.complain(place, "takes any field");
        }
        for (name, value) in fields {
            match known.get(name) {
                Some(schema) => self.value(&format!("{place}.{name}"), schema, value),
                None => self.complain(place, format!("unknown field {name}")),
            }
        }
        let required = rules.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                self.complain(place, format!("no {name}"));
            }
        }
    }
}

fn schema_value() -> Value {
    serde_json::from_str(&schema()).expect("the schema is JSON")
}

#[test]
fn the_schema_accepts_every_preset() {
    let schema = schema_value();
    for preset in &PRESETS {
        let value = serde_json::from_str(&to_text(&preset.draft())).unwrap();
        assert_eq!(Judge::complaints(&schema, &value), [""; 0], "{}", preset.id);
    }
}

#[test]
fn the_schema_accepts_a_scenario_that_says_everything() {
    let mut value: Value = serde_json::from_str(&preset_text("demo").unwrap()).unwrap();
    value["calibration"] = json!({"start_delay_max_min": 1, "queue_mean_min": 1,
        "queue_busy_mean_min": 1, "initial_mb_per_s": 1, "incremental_mb_per_s": 1});
    value["assumptions"] = json!([{"about": "os-unknown", "assumed": "Linux"}]);
    value["vms"][0]["assumptions"] = value["assumptions"].clone();
    value["vms"][0]["resource_group"] = json!("rg");
    value["vms"][0]["disks"][0]["hot_percent"] = json!(50);
    value["vaults"][0]["mib_per_s"] = json!(100);
    assert_eq!(Judge::complaints(&schema_value(), &value), [""; 0]);
    let draft = parse(&value.to_string()).unwrap();
    assert_eq!(check(draft).err(), None);
}

#[test]
fn the_schema_refuses_what_the_parser_refuses() {
    let schema = schema_value();
    let small: Value = serde_json::from_str(&preset_text("one-vm").unwrap()).unwrap();
    for (path, wrong) in [
        ("/days", json!("61")),
        ("/days", json!(-1)),
        ("/vms", json!(null)),
        ("/vms/0/os", json!("beos")),
        ("/vms/0/disks/0", json!({"name": "os"})),
        (
            "/policies/0/schedule",
            json!({"every": "hour", "at": "22:00"}),
        ),
        (
            "/policies/0/schedule",
            json!({"every": "day", "at": "22:00", "on": []}),
        ),
        (
            "/window",
            json!({"opens": "", "closes": "", "time_zone": "", "extra": 1}),
        ),
        ("/vaults/0/redundancy", json!("GRS")),
    ] {
        let mut value = small.clone();
        *value.pointer_mut(path).unwrap() = wrong.clone();
        assert!(parse(&value.to_string()).is_err(), "{path} {wrong}");
        assert!(
            !Judge::complaints(&schema, &value).is_empty(),
            "{path} {wrong}"
        );
    }
}

#[test]
fn every_field_of_the_schema_is_described() {
    let schema = schema_value();
    let parts = schema["$defs"].as_object().unwrap().iter();
    for (name, part) in parts.chain([(&"ScenarioDraft".to_owned(), &schema)]) {
        for (field, rules) in part["properties"].as_object().into_iter().flatten() {
            assert!(
                rules["description"].is_string(),
                "{name}.{field} says nothing"
            );
        }
    }
}

#[test]
fn every_example_is_a_valid_scenario() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let files = std::fs::read_dir(folder).expect("the folder is there");
    let paths = files.map(|file| file.expect("a file is listed").path());
    let scenarios: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    assert!(!scenarios.is_empty());
    for path in scenarios {
        let text = std::fs::read_to_string(&path).expect("a file is readable");
        let problems = if scheme::is_scheme(&text) {
            scheme::parse(&text).and_then(scheme::check).err()
        } else {
            parse(&text).and_then(check).err()
        };
        assert_eq!(problems, None, "{}", path.display());
    }
}

#[test]
fn the_lab_begins_with_machines_that_nothing_protects_in_every_generation() {
    for profile in &PROFILES {
        let text = lab_start(profile.name).unwrap();
        let draft = parse(&text).unwrap();
        assert_eq!(draft.profile, profile.name);
        assert!(draft.vms.iter().all(|vm| vm.policy.is_none()));
        assert_eq!(check(draft).err(), None, "{}", profile.name);
    }
    assert!(lab_start("of the future").is_err());
}

#[test]
fn every_lesson_of_an_error_opens_and_says_what_to_look_at() {
    for profile in &PROFILES {
        for row in errors(Some(profile.name), None).unwrap().rows {
            let about = lesson_about(profile.name, &row.code);
            let text = lesson(profile.name, &row.code);
            assert_eq!(about.is_some(), text.is_some(), "{}", row.code);
            let draft = text.map(|text| parse(&text).unwrap());
            let problems = draft.and_then(|draft| check(draft).err());
            assert_eq!(problems, None, "{}", row.code);
        }
    }
    assert_eq!(lesson("current", "NoSuchError"), None);
}
