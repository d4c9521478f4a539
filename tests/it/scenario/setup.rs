//! What is particular about a machine, as typed: its agent, writers, freeze, scripts, keys and
//! troubles; key vaults and operators; actions on them. Machine `a` is Linux, `b` Windows.

use super::{check_all, check_one};
use serde_json::{Value, json};
use vaultlab::scenario::limits;

fn at_noon(vm: &str, mut what: Value) -> Value {
    what["at"] = json!("2026-03-01T12:00:00Z");
    what["vm"] = json!(vm);
    json!([what])
}

#[test]
fn an_absent_setup_and_an_empty_one_are_an_ordinary_machine() {
    for vm in ["vms[0]", "vms[1]"] {
        check_one(&format!("{vm}.setup"), json!(null), &[]);
        check_one(&format!("{vm}.setup"), json!({}), &[]);
    }
}

#[test]
fn only_windows_has_vss_writers_and_only_linux_has_scripts() {
    let writer = json!([{"name": "SqlServerWriter"}]);
    check_one("vms[1].setup", json!({"writers": writer}), &[]);
    check_one("vms[0].setup", json!({"scripts": {}}), &[]);
    check_one(
        "vms[0].setup",
        json!({"writers": writer}),
        &["vms[0].setup.writers: found a Linux machine; allowed: a Windows machine"],
    );
    check_one(
        "vms[1].setup",
        json!({"scripts": {}}),
        &["vms[1].setup.scripts: found a Windows machine; allowed: a Linux machine"],
    );
    for (vm, what, only) in [
        (
            "a",
            json!({"do": "change-write-hold", "seconds": 5}),
            "a Windows machine",
        ),
        (
            "a",
            json!({"do": "change-vss-backup", "copy": true}),
            "a Windows machine",
        ),
        (
            "b",
            json!({"do": "change-freeze", "takes_s": 5}),
            "a Linux machine",
        ),
        ("b", json!({"do": "change-scripts"}), "a Linux machine"),
    ] {
        let found = if vm == "a" {
            "a Linux machine"
        } else {
            "a Windows machine"
        };
        let line = format!("timeline[0].vm: found {found}; allowed: {only}");
        check_one("timeline", at_noon(vm, what), &[line.as_str()]);
    }
}

#[test]
fn a_trouble_is_one_that_a_machine_of_this_family_can_have() {
    check_one(
        "vms[1].setup",
        json!({"troubles": ["vss-service-broken"]}),
        &[],
    );
    check_one("troubles", json!(["discovery-fails"]), &[]);
    for (path, value, place) in [
        (
            "vms[0].setup",
            json!({"troubles": ["vss-service-broken"]}),
            "vms[0].setup.troubles[0]",
        ),
        (
            "vms[1].setup",
            json!({"troubles": ["mount-unclean"]}),
            "vms[1].setup.troubles[0]",
        ),
        ("troubles", json!(["gone"]), "troubles[0]"),
        (
            "timeline",
            at_noon(
                "a",
                json!({"do": "begin-trouble", "trouble": "com-plus-stopped"}),
            ),
            "timeline[0].trouble",
        ),
    ] {
        let text = super::changed(&[(path, value)]).to_string();
        let problems = super::problems_of(&text);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems[0].starts_with(&format!("{place}: found ")),
            "{problems:?}"
        );
        assert!(problems[0].contains("memory-exhausted, "), "{problems:?}");
    }
}

/// AGT-3: versions are compared number by number; what is no version is refused.
#[test]
fn an_agents_version_is_up_to_four_numbers() {
    let agent = |version: &str| json!({"agent": {"version": version}});
    for version in ["2.6.1198.718", "2", "2.10.0"] {
        check_one("vms[0].setup", agent(version), &[]);
    }
    for version in ["", "two", "2.6.", "1.2.3.4.5", "-2"] {
        let line = format!(
            "vms[0].setup.agent.version: found \"{version}\"; allowed: up to four numbers with \
             dots between them, such as 2.6.1198.718"
        );
        check_one("vms[0].setup", agent(version), &[line.as_str()]);
    }
}

#[test]
fn what_takes_time_in_a_guest_takes_a_day_at_most() {
    let most = limits::GUEST_LENGTH_MAX;
    let over = most + 1;
    let wrong = |place: &str| format!("{place}: found {over}; allowed: 0 to {most}");
    for (vm, setup, place) in [
        (1, json!({"write_hold_s": 0}), "write_hold_s"),
        (0, json!({"freeze": {"takes_s": 0}}), "freeze.takes_s"),
        (0, json!({"freeze": {"hold_max_s": 0}}), "freeze.hold_max_s"),
        (0, json!({"freeze": {"wait_max_s": 0}}), "freeze.wait_max_s"),
        (
            0,
            json!({"scripts": {"pre": {"takes_s": 0}}}),
            "scripts.pre.takes_s",
        ),
        (
            0,
            json!({"scripts": {"post": {"takes_s": 0}}}),
            "scripts.post.takes_s",
        ),
        (
            0,
            json!({"agent": {"answers_after_min": 0}}),
            "agent.answers_after_min",
        ),
        (
            1,
            json!({"writers": [{"name": "w", "freeze_s": 0}]}),
            "writers[0].freeze_s",
        ),
    ] {
        let path = format!("vms[{vm}].setup");
        let with = |value: u32| {
            let text = setup.to_string().replace(":0", &format!(":{value}"));
            serde_json::from_str::<Value>(&text).expect("JSON")
        };
        check_one(&path, with(most), &[]);
        check_one(
            &path,
            with(over),
            &[wrong(&format!("{path}.{place}")).as_str()],
        );
    }
}

#[test]
fn a_script_may_be_given_half_an_hour() {
    let scripts = |secs: u32| json!({"scripts": {"timeout_s": secs}});
    check_one("vms[0].setup", scripts(1800), &[]);
    check_one("vms[0].setup", scripts(1), &[]);
    for secs in [0, 1801] {
        let line = format!("vms[0].setup.scripts.timeout_s: found {secs}; allowed: 1 to 1800");
        check_one("vms[0].setup", scripts(secs), &[line.as_str()]);
    }
}

#[test]
fn key_vaults_operators_and_writers_are_known_by_unique_names() {
    let encryption = json!({"encryption": {"key_vault": "kv", "keys": "bek"}});
    check_all(
        &[
            ("key_vaults", json!([{"name": "kv"}])),
            ("vms[0].setup", encryption.clone()),
        ],
        &[],
    );
    check_one(
        "vms[0].setup",
        encryption,
        &[
            "vms[0].setup.encryption.key_vault: found \"kv\"; allowed: the name of a key vault in \
           this scenario",
        ],
    );
    check_one(
        "key_vaults",
        json!([{"name": "kv"}, {"name": "kv"}]),
        &["key_vaults[1].name: found \"kv\" again; allowed: a name that no other has"],
    );
    check_one(
        "operators",
        json!([{"name": "eve"}, {"name": "eve", "may_use_keys": true}]),
        &["operators[1].name: found \"eve\" again; allowed: a name that no other has"],
    );
    let mut by = at_noon("a", json!({"do": "read-keys"}));
    by[0]["by"] = json!("eve");
    check_all(
        &[
            ("operators", json!([{"name": "eve"}])),
            ("timeline", by.clone()),
        ],
        &[],
    );
    check_one(
        "timeline",
        by,
        &["timeline[0].by: found \"eve\"; allowed: the name of an operator in this scenario"],
    );
    check_one(
        "timeline",
        at_noon("b", json!({"do": "change-writer", "writer": "w"})),
        &["timeline[0].writer: found \"w\"; allowed: the name of a VSS writer of \"b\""],
    );
}

#[test]
fn what_does_not_exist_yet_is_not_protected_from_the_start() {
    check_one(
        "vms[0].setup",
        json!({"created_later": true}),
        &[
            "vms[0].setup.created_later: found true; allowed: false, or no policy: what does not \
           exist is not protected",
        ],
    );
    check_all(
        &[
            ("vms[0].setup", json!({"created_later": true})),
            ("vms[0].policy", json!(null)),
        ],
        &[],
    );
}

/// What the service takes counts when a machine is protected; a machine that is not may be anything
/// that the simulator can hold.
#[test]
fn an_unprotected_machine_may_have_more_disks_than_the_service_takes() {
    let disk = |i: usize, gib: u64| {
        json!({"name": format!("d{i}"), "role": if i == 0 { "os" } else { "data" },
               "size_gib": gib, "used_gib": 1})
    };
    let disks =
        |count: usize, gib: u64| json!((0..count).map(|i| disk(i, gib)).collect::<Vec<_>>());
    let free = ("vms[0].policy", json!(null));
    let most = limits::DISKS_PER_VM_MAX;
    check_all(&[free.clone(), ("vms[0].disks", disks(most, 32))], &[]);
    let over = format!(
        "vms[0].disks: found {} entries; allowed: 0 to {most}",
        most + 1
    );
    check_all(
        &[free.clone(), ("vms[0].disks", disks(most + 1, 32))],
        &[over.as_str()],
    );
    let size_max = limits::DISK_SIZE_MAX.get() >> 30;
    check_all(&[free.clone(), ("vms[0].disks", disks(1, size_max))], &[]);
    let over = format!(
        "vms[0].disks[0].size_gib: found {}; allowed: 1 to {size_max}",
        size_max + 1
    );
    check_all(
        &[free, ("vms[0].disks", disks(1, size_max + 1))],
        &[over.as_str()],
    );
    check_one(
        "vms[0].disks",
        disks(34, 32),
        &["vms[0].disks: found 33 data disks; allowed: at most 32"],
    );
}

#[test]
fn the_disk_of_the_system_is_there_from_the_start() {
    check_one(
        "vms[0].disks[0].added_later",
        json!(true),
        &[
            "vms[0].disks: found a disk with the role os that is added later; allowed: one that is \
           there from the start",
        ],
    );
    check_one("vms[0].disks[1].added_later", json!(true), &[]);
}

#[test]
fn what_concerns_the_whole_service_takes_no_machine_and_all_else_takes_one() {
    check_one(
        "timeline",
        at_noon("a", json!({"do": "delete-vault", "vault": "v"})),
        &["timeline[0].vm: found \"a\"; allowed: none: this is not done to a machine"],
    );
    let on_service = |what: Value| {
        let mut action = at_noon("a", what);
        action[0].as_object_mut().expect("an object").remove("vm");
        action
    };
    check_one(
        "timeline",
        on_service(json!({"do": "delete-vault", "vault": "v"})),
        &[],
    );
    let trouble = json!({"do": "begin-trouble", "trouble": "compute-fails"});
    check_one("timeline", on_service(trouble), &[]);
    check_one(
        "timeline",
        on_service(json!({"do": "undelete"})),
        &["timeline[0].vm: found none; allowed: the name of a machine in this scenario"],
    );
}

#[test]
fn a_restore_names_a_time_that_exists() {
    let until = |time: &str| at_noon("a", json!({"do": "restore", "how": "vm", "until": time}));
    check_one("timeline", until("2026-03-01T11:00:00Z"), &[]);
    check_one(
        "timeline",
        until("2026-02-30T11:00:00Z"),
        &[
            "timeline[0].until: found \"2026-02-30T11:00:00Z\"; allowed: a time such as \
           2026-03-04T21:00:00Z in the run",
        ],
    );
}
