//! Discovery and registration that fail, each from a state of the machine or the service, and that
//! succeed once the state is cured (ERR-1 to ERR-8).

use super::{check_tasks, check_told, classic, plain, trouble, with_setup};
use crate::operators::{Story, back_up_now, network, protect};
use serde_json::{Value, json};

const DISCOVERED: &str = "03-01 10:00 discover: Completed";

/// `c`, seen by a discovery.
fn discovered(setup: Value) -> Story {
    with_setup(classic(2), setup).then_in_service("03-01 10:00", plain("discover"))
}

/// A registration at 11:00 fails so; after the cure one at 13:00 succeeds.
#[track_caller]
fn check_cured(story: Story, fault: &str, cure: Value) {
    let story = story
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 12:00", cure)
        .then_to("c", "03-01 13:00", plain("register"));
    let failed = format!("03-01 11:00 register c: Failed({fault})");
    let cured = "03-01 13:00 register c: Completed";
    check_tasks(&story, &[DISCOVERED, &failed, cured]);
}

/// ERR-1: and it heals by itself within 15 minutes.
#[test]
fn a_discovery_fails_inside_the_service_and_succeeds_a_quarter_of_an_hour_later() {
    let story = classic(1)
        .then_in_service("03-01 10:00", trouble(true, "discovery-fails"))
        .then_in_service("03-01 10:01", plain("discover"))
        .then_in_service("03-01 10:16", plain("discover"));
    let run = check_tasks(
        &story,
        &[
            "03-01 10:01 discover: Failed(DiscoveryInternalError)",
            "03-01 10:16 discover: Completed",
        ],
    );
    assert!(run.state("c").is_discovered);
}

/// ERR-2
#[test]
fn a_second_discovery_waits_until_the_first_has_ended() {
    let story = classic(1)
        .then_in_service("03-01 10:00", plain("discover"))
        .then_in_service("03-01 10:02:59", plain("discover"))
        .then_in_service("03-01 10:07:01", plain("discover"));
    let expected = [
        "discover: taken",
        "discover: DiscoveryInProgress",
        "discover: taken",
    ];
    check_told(&story, &expected);
}

/// ERR-3
#[test]
fn nothing_is_installed_in_a_machine_that_does_not_run() {
    for power in ["stopped", "deallocated"] {
        let story = discovered(json!({"power": power}));
        check_cured(story, "RegisterNotRunning", plain("start"));
    }
}

/// ERR-4: five data disks, six are too many; those that are not attached do not count.
#[test]
fn a_sixth_data_disk_fails_a_registration_until_it_is_detached() {
    let disk = |name: &str, role: &str| json!({"name": name, "role": role, "size_gib": 32, "used_gib": 1, "kind": "standard-hdd"});
    let with = |data: usize| {
        let mut disks = vec![disk("os", "os")];
        disks.extend((0..data).map(|i| disk(&format!("data-{i}"), "data")));
        discovered(Value::Null).with("/vms/2/disks", json!(disks))
    };
    let detach = json!({"do": "remove-disk", "disk": "data-5"});
    check_cured(with(6), "RegisterTooManyDisks", detach);
    let story = with(5).then_to("c", "03-01 11:00", plain("register"));
    check_tasks(&story, &[DISCOVERED, "03-01 11:00 register c: Completed"]);
}

/// ERR-3, ERR-4, ERR-5: with everything wrong at once, the first is told until it is cured, then the
/// next.
#[test]
fn a_registration_is_told_first_what_is_seen_of_the_machine_from_outside() {
    let disk = |name: &str, role: &str| json!({"name": name, "role": role, "size_gib": 32, "used_gib": 1, "kind": "standard-hdd"});
    let mut disks = vec![disk("os", "os")];
    disks.extend((0..6).map(|i| disk(&format!("data-{i}"), "data")));
    disks[6]["kind"] = json!("premium-ssd");
    disks[1]["kind"] = json!("premium-ssd");
    let setup = json!({"power": "stopped", "agent": {"state": "missing"}});
    let register = |story: Story, hour: u32| {
        let at = format!("03-01 {hour}:00");
        story.then_to("c", &at, plain("register"))
    };
    let detach = |disk: &str| json!({"do": "remove-disk", "disk": disk});
    let story = discovered(setup)
        .with("/vms/2/disks", json!(disks))
        .with("/vms/2/network", json!("no-outbound"));
    let story = register(story, 11).then_to("c", "03-01 11:30", plain("start"));
    let story = register(story, 12).then_to("c", "03-01 12:30", detach("data-5"));
    let story = register(story, 13).then_to("c", "03-01 13:30", detach("data-0"));
    let story = register(story, 14).then_to("c", "03-01 14:30", plain("install-agent"));
    let failed = |hour: u32, fault: &str| format!("03-01 {hour}:00 register c: Failed({fault})");
    let expected = [
        DISCOVERED.to_owned(),
        failed(11, "RegisterNotRunning"),
        failed(12, "RegisterTooManyDisks"),
        failed(13, "RegisterInternalError"),
        failed(14, "RegisterNoCertificate"),
        failed(15, "ExtensionNotInstalled"),
    ];
    let expected = expected.each_ref().map(String::as_str);
    check_tasks(&register(story, 15), &expected);
}

/// ERR-5: a set-up that is not supported; and the service's own error, which heals.
#[test]
fn a_setup_that_is_not_supported_fails_a_registration() {
    for name in ["several-nics", "load-balancer"] {
        let story = discovered(json!({"troubles": [name]}));
        check_cured(story, "RegisterInternalError", trouble(false, name));
    }
    let premium = discovered(Value::Null)
        .with("/vms/2/disks/0/kind", json!("premium-ssd"))
        .then_to("c", "03-01 11:00", plain("register"));
    let failed = "03-01 11:00 register c: Failed(RegisterInternalError)";
    check_tasks(&premium, &[DISCOVERED, failed]);
    let story =
        discovered(Value::Null).then_in_service("03-01 11:00", trouble(true, "registration-fails"));
    check_cured(story, "RegisterInternalError", network("open"));
}

/// ERR-6: no agent, or one that is too old.
#[test]
fn a_registration_needs_an_agent_that_is_new_enough() {
    let install = |version: &str| json!({"do": "install-agent", "version": version});
    let fault = "RegisterNoCertificate";
    let missing = discovered(json!({"agent": {"state": "missing"}}));
    check_cured(missing, fault, plain("install-agent"));
    let old = || discovered(windows_agent("2.6.1198.717")).with("/vms/2/os", json!("windows"));
    check_cured(old(), fault, install("2.6.1198.718"));
    let name = "agent-certificate-missing";
    let expired = discovered(json!({"troubles": [name]}));
    check_cured(expired, fault, trouble(false, name));
}

fn windows_agent(version: &str) -> Value {
    json!({"agent": {"version": version}})
}

/// AGT-3: versions compare number by number.
#[test]
fn an_agent_is_old_or_new_by_its_numbers_not_by_its_letters() {
    for (version, outcome) in [
        ("2.6.1198.718", "Completed"),
        ("2.6.1198.1000", "Completed"),
        ("2.10", "Completed"),
        ("10.0.0.0", "Completed"),
        ("2.6.999.999", "Failed(RegisterNoCertificate)"),
        ("2.6.1198.717", "Failed(RegisterNoCertificate)"),
        ("2.5.9999.9999", "Failed(RegisterNoCertificate)"),
    ] {
        let story = discovered(windows_agent(version))
            .with("/vms/2/os", json!("windows"))
            .then_to("c", "03-01 11:00", plain("register"));
        let line = format!("03-01 11:00 register c: {outcome}");
        check_tasks(&story, &[DISCOVERED, &line]);
    }
}

/// ERR-7: the guest's system is not supported, or its agent takes no command.
#[test]
fn an_install_times_out_where_the_guest_does_not_take_it() {
    let fault = "RegisterInstallTimedOut";
    let story = discovered(json!({"troubles": ["os-unsupported"]}));
    check_cured(story, fault, trouble(false, "os-unsupported"));
    for state in ["stopped", "hung"] {
        let story = discovered(json!({"agent": {"state": state}}));
        let mend = json!({"do": "change-agent", "state": "ready"});
        check_cured(story, fault, mend);
    }
}

/// ERR-8: a registration, a policy that is being configured, a backup.
#[test]
fn a_registration_waits_for_what_runs_on_its_machine() {
    let busy = "register c: RegisterOperationInProgress";
    let story = discovered(Value::Null)
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 11:01", plain("register"));
    check_told(&story, &["discover: taken", "register c: taken", busy]);
    // An extension that went with its agent is installed anew, but not during a backup.
    let story = discovered(Value::Null)
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 12:00", protect("daily"))
        .then_to(
            "c",
            "03-01 22:01",
            json!({"do": "change-agent", "state": "missing"}),
        )
        .then_to("c", "03-01 22:01", plain("register"));
    let run = story.run();
    assert_eq!(super::told(&run).last().map(String::as_str), Some(busy));
}

/// NET-1, the first of its three outcomes; NET-2: names and routes are both needed.
#[test]
fn without_a_way_out_the_extension_is_not_installed() {
    for closed in ["no-outbound", "no-dns", "no-routes"] {
        let story = discovered(Value::Null).with("/vms/2/network", json!(closed));
        check_cured(story, "ExtensionNotInstalled", network("open"));
    }
}

/// A machine that goes while it is registered is not registered.
#[test]
fn a_registration_fails_with_its_machine() {
    let story = discovered(Value::Null)
        .then_to("c", "03-01 11:00", plain("register"))
        .then_to("c", "03-01 11:01", plain("delete-vm"))
        .then_to("c", "03-01 12:00", plain("register"))
        .then_to("c", "03-01 12:00", protect("daily"))
        .then_to("c", "03-01 12:00", back_up_now(7));
    let run = check_told(
        &story,
        &[
            "discover: taken",
            "register c: taken",
            "delete-vm c: taken",
            "register c: MachineMissing",
            "protect c: MachineMissing",
            "back-up-now c: NotProtected",
        ],
    );
    let failed = "03-01 11:00 register c: Failed(MachineMissing)";
    assert_eq!(super::tasks(&run)[1], failed);
}
