//! What is told of a run: every action in words, failures once, and what they end with.

use crate::operators::{Story, back_up_now, network, protect, stop_delete, stop_keep, undelete};
use serde_json::{Value, json};
use vaultlab::api::{Lab, Session, preset_text};
use vaultlab::report::view::StoryLineView;

/// `05-05 web-legacy: …` of the lines of these kinds.
fn told(story: &[StoryLineView], kinds: &[&str]) -> Vec<String> {
    let wanted = story
        .iter()
        .filter(|line| kinds.contains(&line.kind.as_str()));
    let line = |line: &StoryLineView| {
        let (date, name) = (&line.at.local[..10], &line.name);
        format!("{date} {name}: {}", line.text)
    };
    wanted.map(line).collect()
}

fn story_of(text: &str) -> Vec<StoryLineView> {
    let mut session = Session::open(text).expect("a valid scenario");
    while !session.step(1 << 20).done {}
    session.report().expect("the run is over").story()
}

const NO_NETWORK: &str = "Backup fails. ExtensionSnapshotFailedNoNetwork: The backup extension \
    can't reach Azure's storage from inside the machine. Open outbound traffic to Azure Storage, \
    by service tag or proxy, then retry.";

#[test]
fn failures_of_one_kind_are_one_line_and_the_first_success_after_them_another() {
    let text = preset_text("retention-years").expect("a preset");
    let story = story_of(&text);
    assert_eq!(
        told(&story, &["failure", "recovery"]),
        [
            format!("2025-05-05 web-legacy: {NO_NETWORK} … and 6 more until 2025-05-11."),
            "2025-05-12 web-legacy: Backups succeed again.".to_owned(),
            format!("2026-11-16 web-legacy: {NO_NETWORK} … and 22 more until 2026-12-08."),
            "2026-12-09 web-legacy: Backups succeed again.".to_owned(),
        ]
    );
}

#[test]
fn what_becomes_of_the_points_is_told_when_protection_ends() {
    let story = story_of(&preset_text("retention-years").expect("a preset"));
    assert_eq!(
        told(&story, &["state", "refusal"]),
        [
            "2026-01-15 crm-old: Protection has ended; 50 recovery points kept.",
            "2026-02-02 crm-old: Back up now, keep for 30 d. Refused: UserErrorBcmDatasourceNotPresent: The \
             machine's protection is stopped. Resume protection first.",
            "2026-04-01 crm-old: Soft delete holds 50 recovery points until 2026-05-01 11:00.",
            "2026-04-10 crm-old: The deletion is taken back; 50 recovery points kept.",
        ]
    );
}

#[test]
fn the_story_is_in_the_order_of_time_and_every_machine_begins_once() {
    let story = story_of(&preset_text("retention-years").expect("a preset"));
    assert!(story.is_sorted_by_key(|line| line.at.s));
    let firsts = story
        .iter()
        .filter(|line| line.text.starts_with("The first backup"));
    let mut names: Vec<&str> = firsts.map(|line| line.name.as_str()).collect();
    names.sort_unstable();
    let all = [
        "app-07",
        "crm-old",
        "erp-db",
        "files-01",
        "jump-01",
        "web-legacy",
    ];
    assert_eq!(names, all);
}

/// BIL-1, BIL-2, BIL-3: billing begins with the first backup, goes on while data are kept, and ends
/// when they are gone.
#[test]
fn a_machines_billing_begins_and_ends_in_the_story() {
    let story = Story::of_days(40)
        .soft_delete(json!({"state": "off"}))
        .then("03-05 10:00", stop_keep())
        .then("03-20 10:00", stop_delete())
        .then("03-25 10:00", protect("daily"));
    let told = told(&story_of(&story.text()), &["billing", "state"]);
    let of_a: Vec<&String> = told.iter().filter(|line| line.contains(" a: ")).collect();
    assert_eq!(
        of_a,
        [
            "2026-03-01 a: Billing begins, at 8 GiB.",
            "2026-03-05 a: Protection has ended; 4 recovery points kept.",
            "2026-03-20 a: Protection has ended; 4 recovery points deleted.",
            "2026-03-20 a: Billing ends.",
            "2026-03-25 a: Billing begins, at 8 GiB.",
        ]
    );
}

#[test]
fn soft_delete_ends_in_the_story() {
    let story = Story::of_days(30).then("03-05 10:00", stop_delete());
    let told = told(&story_of(&story.text()), &["state"]);
    assert_eq!(
        told,
        [
            "2026-03-05 a: Protection has ended; soft delete holds 4 recovery points until \
             2026-03-19 10:00.",
            "2026-03-19 a: Soft delete has ended; 4 recovery points deleted for good.",
        ]
    );
}

#[test]
fn a_lab_tells_nothing_that_is_still_to_come() {
    let story = Story::of_days(30)
        .then("03-02 10:00", network("no-outbound"))
        .then("03-05 10:00", stop_delete())
        .then("03-09 10:00", undelete());
    let day = 24 * 3_600;
    for at_s in [0, day, 2 * day, 5 * day, 6 * day, 20 * day] {
        let lab = Lab::open(&story.text(), at_s).expect("a small scenario");
        let view = lab.view(None);
        assert!(view.story.iter().all(|line| line.at.s <= at_s), "{at_s}");
        let whole = story_of(&story.text());
        let begun = |line: &&StoryLineView| line.at.s <= at_s && line.kind != "failure";
        let so_far: Vec<_> = whole.iter().filter(begun).collect();
        let told = view.story.iter().filter(|line| line.kind != "failure");
        assert_eq!(told.collect::<Vec<_>>(), so_far);
    }
}

/// Every action of a machine, with what is told of it.
const TOLD: &str = "
Protect with policy daily.
Change the policy to long.
Back up now, keep for 5 d.
Stop protection, keep the data.
Stop protection, delete the data.
Resume protection.
Resume protection with policy long.
Take back the deletion.
Write 1 GiB to disk os.
Make disk os 64 GiB large.
Attach disk data.
Detach disk data.
Restore a new machine from the newest point.
Restore disks in the paired region from the newest point up to 2026-03-01 09:00, under its name.
Restore the machine's own disks in another subscription from the newest point.
Restore files in another subscription and the paired region from the newest point.
Install the VM agent 2.7.1.1.
Say that the machine has an agent.
Say that the machine has no agent.
Change the freeze: it takes 7 s, disks are snapshotted one after the other.
Leave the freeze as it is.
Set up a pre- and a post-script.
Take the scripts away.
Let the backup service read the key vault.
Keep the backup service from the key vault.
Read the keys. By Ann.
Something goes wrong: The guest has no memory left.
It is right again; no longer: The guest has no memory left.
Register the machine.
Cancel the running job.
Start the machine.
Shut the machine down, keep its host.
Shut the machine down, give its host back.
Restart the machine.
Create the machine.
Delete the machine with its disks.
Delete the keys from the key vault.
Restore the keys to the key vault.
Delete the snapshots by hand.
Open the way to Azure's storage.
Close the way to Azure's storage.
Close the way to Azure's storage: names are not resolved.
Close the way to Azure's storage: addresses are not allowed.
Close the way to the storage of some disks.
Put a slow proxy in the way.
Make the network slow to answer.
Close the way to the host's agent address.
The VM agent answers from now on, 5 min late.
The VM agent stops from now on.
The VM agent hangs from now on.
The VM agent is removed from now on.
Lock the machine.
Unlock the machine.
Lock the group of its snapshots.
Unlock the group of its snapshots.
Lock the storage account of its disks.
Unlock the storage account of its disks.
VSS writer SqlServerWriter fails from now on and freezes for 70 s.
VSS holds back writes for 12 s from now on.
Make VSS backups copies: logs are kept.
Make VSS backups full: logs are truncated.
Discover the subscription's machines.
Delete vault w.
Something goes wrong: The compute service fails snapshots.
";

#[test]
fn every_action_is_told_in_words() {
    let disk =
        |name: &str, role: &str| json!({"name": name, "role": role, "size_gib": 32, "used_gib": 8});
    let mut story = Story::of_days(2)
        .under("classic-2015")
        .with(
            "/vms/0/disks",
            json!([disk("os", "os"), disk("data", "data")]),
        )
        .with("/operators", json!([{"name": "Ann", "may_use_keys": true}]))
        .with("/vms/1/os", json!("windows"))
        .with(
            "/vms/1/setup",
            json!({"writers": [{"name": "SqlServerWriter"}]}),
        );
    let linux: Vec<Value> = actions();
    for what in linux {
        story = story.then("03-01 10:00", what);
    }
    for what in [
        json!({"do": "change-writer", "writer": "SqlServerWriter", "fails": true, "freeze_s": 70}),
        json!({"do": "change-write-hold", "seconds": 12}),
        json!({"do": "change-vss-backup", "copy": true}),
        json!({"do": "change-vss-backup", "copy": false}),
    ] {
        story = story.then_to("b", "03-01 10:00", what);
    }
    for what in [
        json!({"do": "discover"}),
        json!({"do": "delete-vault", "vault": "w"}),
        json!({"do": "begin-trouble", "trouble": "compute-fails"}),
    ] {
        story = story.then_in_service("03-01 10:00", what);
    }
    let session = story.session();
    let report = session.report().expect("the run is over");
    let told: Vec<String> = report.operators().into_iter().map(|one| one.what).collect();
    assert_eq!(told.join("\n"), TOLD.trim());
}

fn actions() -> Vec<Value> {
    let mut all = vec![
        protect("daily"),
        json!({"do": "change-policy", "policy": "long"}),
        back_up_now(5),
        stop_keep(),
        stop_delete(),
        json!({"do": "resume"}),
        json!({"do": "resume", "policy": "long"}),
        undelete(),
        json!({"do": "fill-disk", "disk": "os", "add_gib": 1}),
        json!({"do": "grow-disk", "disk": "os", "size_gib": 64}),
        json!({"do": "add-disk", "disk": "data"}),
        json!({"do": "remove-disk", "disk": "data"}),
        json!({"do": "restore", "how": "vm"}),
        json!({"do": "restore", "how": "disks", "to": "paired-region",
               "until": "2026-03-01T09:00:00Z", "same_name": true}),
        json!({"do": "restore", "how": "replace-disks", "to": "other-subscription"}),
        json!({"do": "restore", "how": "files", "to": "other-subscription-paired-region"}),
        json!({"do": "install-agent", "version": "2.7.1.1"}),
        json!({"do": "flag-agent", "flagged": true}),
        json!({"do": "flag-agent", "flagged": false}),
        json!({"do": "change-freeze", "takes_s": 7, "sequential": true}),
        json!({"do": "change-freeze"}),
        json!({"do": "change-scripts", "scripts": {}}),
        json!({"do": "change-scripts"}),
        json!({"do": "change-key-access", "backup_service_may_read": true}),
        json!({"do": "change-key-access", "backup_service_may_read": false}),
        json!({"do": "read-keys", "by": "Ann"}),
        json!({"do": "begin-trouble", "trouble": "memory-exhausted"}),
        json!({"do": "end-trouble", "trouble": "memory-exhausted"}),
    ];
    let plain = [
        "register",
        "cancel",
        "start",
        "stop",
        "deallocate",
        "restart",
        "create-vm",
        "delete-vm",
        "lose-keys",
        "restore-keys",
        "delete-snapshots",
    ];
    all.extend(plain.map(|name| json!({"do": name})));
    let networks = [
        "open",
        "no-outbound",
        "no-dns",
        "no-routes",
        "some-storage",
        "slow-proxy",
        "unresponsive",
        "no-host-agent",
    ];
    all.extend(networks.map(network));
    let agents = ["ready", "stopped", "hung", "missing"];
    all.extend(
        agents.map(|state| json!({"do": "change-agent", "state": state, "answers_after_min": 5})),
    );
    for on in ["machine", "snapshots", "storage-account"] {
        all.push(json!({"do": "lock", "on": on}));
        all.push(json!({"do": "unlock", "on": on}));
    }
    all
}
