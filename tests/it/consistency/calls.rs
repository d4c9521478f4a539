//! The extension is installed at the first backup that can, and called at each; the agent and the
//! network have to let it.

use super::{CLASSIC, IN_2019, check, night, only, troubled};
use serde_json::json;
use vaultlab::azure::timing;
use vaultlab::ledger::Phase;
use vaultlab::units::SimDuration;

/// How long each backup of `a` has prepared.
fn prepared(run: &crate::operators::Run) -> Vec<SimDuration> {
    let jobs = run.ledger.jobs().iter();
    let phases = jobs.filter_map(|job| {
        let mut phases = job.phases();
        phases.find(|(phase, ..)| *phase == Phase::Prepare)
    });
    phases.map(|(_, from, to)| to.since(from)).collect()
}

/// PRO-1, PRO-7, LIF-12: the first backup of a machine that runs installs it, once.
#[test]
fn the_extension_comes_with_the_first_backup_while_the_machine_runs() {
    let setup = json!({"power": "deallocated"});
    let story = only("windows", setup, 4).then("03-02 12:00", json!({"do": "start"}));
    let expected = ["NotRunning", "EveryWriter", "EveryWriter", "EveryWriter"];
    let run = check(&story, &expected);
    let install = timing::PREPARE_INSTALL.value;
    let lengths = prepared(&run);
    let is_installing: Vec<_> = lengths.iter().map(|length| *length >= install).collect();
    assert_eq!(is_installing, [false, true, false, false]);
}

/// PRO-1: an installation that was cut short is made again.
#[test]
fn an_installation_that_fails_is_made_again() {
    let story = only("linux", json!({"troubles": ["runtime-missing"]}), 3).then(
        "03-02 12:00",
        json!({"do": "end-trouble", "trouble": "runtime-missing"}),
    );
    let failed = "AgentPluginInstallFailed in Prepare";
    let run = check(&story, &[failed, "NoScripts", "NoScripts"]);
    let lengths = prepared(&run);
    let install = timing::PREPARE_INSTALL.value;
    let is_installing: Vec<_> = lengths.iter().map(|length| *length >= install).collect();
    assert_eq!(is_installing, [true, true, false]);
}

/// NET-1, NET-2: an installation needs names and addresses; without either it fails, and a snapshot
/// fails in its own way.
#[test]
fn without_a_way_out_an_installation_fails_and_later_a_snapshot() {
    for closed in ["no-outbound", "no-dns", "no-routes"] {
        let change = json!({"do": "change-network", "network": closed});
        for profile in [IN_2019, "current"] {
            let first = night("linux", json!({})).under(profile);
            let first = first.with("/vms/0/network", json!(closed));
            check(&first, &["InternetConnectivityIssue in Prepare"]);
            let later = only("linux", json!({}), 2).under(profile);
            let later = later.then("03-02 12:00", change.clone());
            check(
                &later,
                &["NoScripts", "SnapshotFailedNoNetwork in Snapshot"],
            );
        }
        // ERR-10
        let classic = only("linux", json!({}), 2).under(CLASSIC);
        let classic = classic.then("03-02 12:00", change);
        check(&classic, &["NoScripts", "SnapshotTimedOut in Snapshot"]);
    }
    let fine = night("linux", json!({})).with("/vms/0/network", json!("open"));
    check(&fine, &["NoScripts"]);
}

/// ERR-12
#[test]
fn an_agent_that_can_not_take_a_call_fails_the_backup() {
    let old = json!({"version": "2.1.9.9"});
    let rows = [
        (json!({"state": "missing"}), "AgentStatusUnavailable"),
        (json!({"state": "stopped"}), "AgentStatusUnavailable"),
        (old, "AgentVersionUnsupported"),
    ];
    for (agent, fault) in rows {
        let setup = json!({"agent": agent});
        let later = format!("{fault} in Prepare");
        check(&night("linux", setup.clone()), &[&later]);
        let classic = night("linux", setup).under(CLASSIC);
        check(&classic, &["ExtensionNotInstalled in Prepare"]);
    }
}

/// ERR-12, AGT-1: only in 2015 the machine's property matters.
#[test]
fn a_machine_that_does_not_say_that_it_has_an_agent_is_not_called_in_2015() {
    let setup = || json!({"agent": {"flagged": false}});
    check(&night("windows", setup()), &["EveryWriter"]);
    let classic = || night("windows", setup()).under(CLASSIC);
    check(&classic(), &["ExtensionNotInstalled in Prepare"]);
    let flagged = classic().then("03-01 12:00", json!({"do": "flag-agent", "flagged": true}));
    check(&flagged, &["EveryWriter"]);
}

/// AGT-3: number by number, on both sides.
#[test]
fn the_oldest_agent_that_is_taken_is_taken() {
    for (os, version, outcome) in [
        ("windows", "2.6.1198.718", "EveryWriter"),
        (
            "windows",
            "2.6.1198.717",
            "AgentVersionUnsupported in Prepare",
        ),
        ("windows", "2.10.0.0", "EveryWriter"),
        ("linux", "2.2.0.0", "NoScripts"),
        ("linux", "2.1.99.99", "AgentVersionUnsupported in Prepare"),
    ] {
        let setup = json!({"agent": {"version": version}});
        check(&night(os, setup), &[outcome]);
    }
}

#[test]
fn a_guest_without_its_hosts_agent_address_can_not_be_called() {
    let story = night("linux", json!({})).with("/vms/0/network", json!("no-host-agent"));
    check(&story, &["CrpReportedUserError in Prepare"]);
}

#[test]
fn troubles_show_as_the_extension_is_installed_or_called() {
    for (trouble, fault) in [
        ("com-plus-stopped", "InstallComFailed"),
        ("msdtc-stopped", "InstallMsdtcFailed"),
        ("desktop-heap-exhausted", "InstallComMemoryQuota"),
        ("installer-service-off", "VcRedistInstallFailed"),
        ("agent-certificate-missing", "AgentCertificateNotFound"),
        ("manifest-removed", "ExtensionOperationFailed"),
        ("machine-keys-rights", "ExtensionConfigParsing"),
        ("provider-stale", "ExtensionCommandExec"),
        ("extension-half-deleted", "ExtensionStuckInDeletion"),
    ] {
        let expected = format!("{fault} in Prepare");
        check(&troubled("windows", &[trouble]), &[&expected]);
    }
    let encoding = troubled("linux", &["conf-encoding"]);
    check(&encoding, &["ExtensionConfEncoding in Prepare"]);
}

/// A command that is run 140 minutes after it was given is still run; one minute more is too late.
#[test]
fn a_slow_agent_lengthens_a_backup_until_the_command_is_too_late() {
    let slow = |minutes: u32| night("linux", json!({"agent": {"answers_after_min": minutes}}));
    let run = check(&slow(140), &["NoScripts"]);
    assert!(prepared(&run)[0] >= SimDuration::mins(140));
    check(&slow(141), &["AgentCommandTooLate in Snapshot, try 3"]);
}
