//! Whatever is wrong, a backup fails by a name that its generation of the service knows, and at a step
//! at which that name shows.

use super::{CLASSIC, IN_2019, only};
use crate::operators::Story;
use serde_json::{Value, json};
use vaultlab::azure::errors::Era;
use vaultlab::azure::troubles::{Family, troubles};
use vaultlab::ledger::JobOutcome;

#[track_caller]
fn check_names(story: &Story, what: &str) {
    for profile in [CLASSIC, IN_2019, "current"] {
        let run = story.clone().under(profile).run();
        let jobs = run.ledger.jobs().iter();
        for fault in jobs.filter_map(|job| match job.outcome {
            JobOutcome::Failed(fault) => Some(fault),
            JobOutcome::Running
            | JobOutcome::Completed(_)
            | JobOutcome::TransferSkipped(_)
            | JobOutcome::Cancelled
            | JobOutcome::Withdrawn => None,
        }) {
            let fits = match fault.row().era {
                Era::All => true,
                Era::Classic => profile == CLASSIC,
                Era::ResourceManager => profile != CLASSIC,
            };
            assert!(fits, "{what} under {profile}: {fault:?}");
        }
    }
}

#[test]
fn every_trouble_fails_a_backup_by_a_name_of_its_time() {
    for row in troubles() {
        let os = match row.family {
            Family::Windows | Family::Any => "windows",
            Family::Linux => "linux",
        };
        for power in ["running", "deallocated"] {
            let setup = json!({"power": power, "troubles": [row.name]});
            check_names(&only(os, setup, 2), row.name);
            // Only from the second night on, with the extension there.
            let begin = json!({"do": "begin-trouble", "trouble": row.name});
            let later = only(os, json!({"power": power}), 2).then("03-02 12:00", begin);
            check_names(&later, row.name);
        }
    }
}

#[test]
fn every_state_of_agent_network_and_machine_does() {
    for network in [
        "no-outbound",
        "no-dns",
        "no-routes",
        "some-storage",
        "slow-proxy",
        "unresponsive",
        "no-host-agent",
    ] {
        let at_once = only("linux", json!({}), 2).with("/vms/0/network", json!(network));
        check_names(&at_once, network);
        let change = json!({"do": "change-network", "network": network});
        let later = only("linux", json!({}), 2).then("03-02 12:00", change);
        check_names(&later, network);
    }
    let agents = [
        json!({"state": "stopped"}),
        json!({"state": "hung"}),
        json!({"state": "missing"}),
        json!({"version": "1.0"}),
        json!({"flagged": false}),
        json!({"answers_after_min": 150}),
    ];
    for agent in agents {
        for power in ["running", "stopped"] {
            let setup = json!({"power": power, "agent": agent});
            check_names(&only("windows", setup, 1), &agent.to_string());
        }
    }
    let actions: [(&str, Value); 7] = [
        ("03-02 21:59:30", json!({"do": "stop"})),
        ("03-02 22:03", json!({"do": "restart"})),
        ("03-02 22:00:10", json!({"do": "delete-vm"})),
        ("03-02 22:03", json!({"do": "delete-vm"})),
        ("03-02 12:00", json!({"do": "lock", "on": "machine"})),
        ("03-02 22:03", json!({"do": "deallocate"})),
        (
            "03-02 12:00",
            json!({"do": "change-freeze", "takes_s": 600}),
        ),
    ];
    for (at, what) in actions {
        check_names(&only("linux", json!({}), 2).then(at, what.clone()), at);
    }
}
