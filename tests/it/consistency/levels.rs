//! How consistent points are, and what of it a person is promised.

use super::{check, night, only};
use serde_json::{Value, json};
use vaultlab::azure::consistency::{Consistency, Quiesced};
use vaultlab::engine::Simulation;
use vaultlab::scenario::{check as valid, parse};
use vaultlab::units::SimTime;

fn writer(fails: bool, freeze_s: u32) -> Value {
    json!({"writers": [
        {"name": "SqlServerWriter", "fails": fails, "freeze_s": freeze_s, "log_gib_per_day": 1.0}]})
}

/// CON-1, PRO-2, LIF-9
#[test]
fn a_running_windows_machine_is_snapshotted_by_vss() {
    check(&night("windows", json!({})), &["EveryWriter"]);
    check(&night("windows", writer(false, 60)), &["EveryWriter"]);
    assert_eq!(Quiesced::EveryWriter.level(), Consistency::Application);
}

/// CON-2, PRO-2: what VSS can't do is no error.
#[test]
fn a_windows_machine_whose_vss_does_not_end_well_falls_back_to_its_file_systems() {
    check(&night("windows", writer(true, 0)), &["WriterFailed"]);
    check(
        &night("windows", writer(false, 61)),
        &["WriterFrozeTooLong"],
    );
    let held = json!({"write_hold_s": 11});
    check(&night("windows", held), &["WritesHeldTooLong"]);
    assert_eq!(Quiesced::WriterFailed.level(), Consistency::FileSystem);
}

/// CON-2, CON-6
#[test]
fn a_linux_machine_is_what_its_scripts_make_of_it() {
    check(&night("linux", json!({})), &["NoScripts"]);
    check(&night("linux", json!({"scripts": {}})), &["Scripts"]);
    let fails = json!({"scripts": {"pre": {"ends": "fails"}}});
    check(&night("linux", fails), &["ScriptFailed"]);
    let slow = json!({"scripts": {"post": {"takes_s": 31}}});
    check(&night("linux", slow), &["ScriptTimedOut"]);
    let missing = json!({"scripts": {"post": {"ends": "missing"}}});
    check(&night("linux", missing), &["ScriptsUnusable"]);
    let unreadable = json!({"scripts": {"config_readable": false}});
    check(&night("linux", unreadable), &["ScriptsUnreadable"]);
}

/// CON-3, CON-4: whatever the guest, a point of a machine that is off promises nothing.
#[test]
fn a_machine_that_is_off_is_backed_up_as_after_a_power_cut() {
    for os in ["windows", "linux"] {
        for power in ["stopped", "deallocated"] {
            let setup = json!({"power": power, "agent": {"state": "stopped"}});
            let story = night(os, setup).with("/vms/0/network", json!("no-outbound"));
            check(&story, &["NotRunning"]);
        }
    }
    assert_eq!(Quiesced::NotRunning.level(), Consistency::Crash);
}

#[test]
fn a_machine_that_is_switched_off_for_a_night_has_one_point_of_that_kind() {
    let story = only("windows", json!({}), 3)
        .then("03-02 12:00", json!({"do": "deallocate"}))
        .then("03-03 12:00", json!({"do": "start"}));
    check(&story, &["EveryWriter", "NotRunning", "EveryWriter"]);
}

/// When the logs of the machine's applications were cut last.
fn logs_since(setup: &Value) -> SimTime {
    let story = only("windows", setup.clone(), 2).0;
    let scenario = parse(&story.to_string()).and_then(valid);
    let simulation = Simulation::new(scenario.expect("a story is valid"));
    let (scenario, world, _) = simulation.finish();
    let vm = scenario.vms().ids().next().expect("a machine");
    world.vms[vm].logs_since
}

/// CON-5
#[test]
fn a_full_vss_backup_cuts_logs_and_a_copy_does_not() {
    let mut copy = writer(false, 0);
    copy["vss_copy_backup"] = json!(true);
    assert!(logs_since(&writer(false, 0)) > SimTime::ZERO);
    assert_eq!(logs_since(&copy), SimTime::ZERO);
    assert_eq!(logs_since(&writer(true, 0)), SimTime::ZERO);
}
