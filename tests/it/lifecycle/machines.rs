//! What is done to a machine itself: power, whether it exists, disks, agent and guest.

use super::{check_told, classic, plain, with_setup};
use crate::operators::{Run, Story, back_up_now, fill, grow, machine, network, protect, stop_keep};
use serde_json::{Value, json};
use std::sync::Arc;
use vaultlab::ledger::SnapshotHeld;
use vaultlab::scenario::draft::{AgentStateDraft, PowerDraft};
use vaultlab::scenario::setup::{Agent, version_text};
use vaultlab::units::{Bytes, SimTime};

/// Every action in turn on `c`, an hour apart, and what each is told.
#[track_caller]
fn check_turns(story: Story, turns: &[(Value, &str)]) -> Run {
    let mut story = story;
    let mut expected = Vec::new();
    for (hour, (what, said)) in turns.iter().enumerate() {
        story = story.then_to("c", &format!("03-01 {hour:02}:30"), what.clone());
        let name = what["do"].as_str().expect("an action has a name");
        expected.push(format!("{name} c: {said}"));
    }
    let run = story.run();
    assert_eq!(super::told(&run), expected);
    run
}

#[test]
fn a_machine_is_started_and_shut_down_in_turn() {
    let run = check_turns(
        Story::of_days(1),
        &[
            (plain("start"), "MachineRunning"),
            (plain("restart"), "taken"),
            (plain("stop"), "taken"),
            (plain("stop"), "MachineNotRunning"),
            (plain("restart"), "MachineNotRunning"),
            (plain("deallocate"), "taken"),
            (plain("deallocate"), "MachineNotRunning"),
            (plain("start"), "taken"),
            (plain("deallocate"), "taken"),
        ],
    );
    let state = run.state("c");
    assert_eq!(state.power.state, PowerDraft::Deallocated);
    assert_eq!(state.restarted, Some(run.at("03-01 08:30")));
    let settles = run.short(state.power.settles);
    assert!(["03-01 08:31", "03-01 08:32"].contains(&settles.as_str()));
    assert!(!state.power.is_running(run.at("03-01 10:00")));
}

/// Until a machine has started, it does not run.
#[test]
fn a_machine_takes_a_moment_to_start() {
    let story = |at: &str| {
        with_setup(Story::of_days(1), json!({"power": "stopped"}))
            .then_to("c", "03-01 10:00", plain("start"))
            .then_to("c", at, plain("install-agent"))
    };
    let run = check_told(
        &story("03-01 10:00:30"),
        &["start c: taken", "install-agent c: MachineNotRunning"],
    );
    assert_eq!(run.state("c").restarted, Some(run.at("03-01 10:00")));
    check_told(
        &story("03-01 10:02"),
        &["start c: taken", "install-agent c: taken"],
    );
}

#[test]
fn a_machine_that_is_not_there_can_only_be_created() {
    let missing = "MachineMissing";
    let run = check_turns(
        with_setup(Story::of_days(1), json!({"created_later": true})),
        &[
            (plain("start"), missing),
            (plain("delete-vm"), missing),
            (network("no-outbound"), missing),
            (fill(1.0), missing),
            (grow(64), missing),
            (plain("install-agent"), missing),
            (json!({"do": "flag-agent", "flagged": false}), missing),
            (plain("create-vm"), "taken"),
            (plain("create-vm"), "MachineThere"),
            (plain("delete-vm"), "taken"),
            (plain("delete-vm"), missing),
            (plain("create-vm"), "taken"),
            (protect("daily"), "taken"),
        ],
    );
    assert_eq!(run.jobs("c"), ["03-01 22:00 daily ok"]);
}

/// Its disks are new too, so that the next backup sends all of them.
#[test]
fn a_machine_that_is_created_anew_is_as_it_was_described() {
    let story = classic(3)
        .then("03-01 12:00", fill(3.0))
        .then("03-02 10:00", plain("delete-vm"))
        .then("03-02 11:00", plain("create-vm"));
    let run = story.run();
    let state = run.state("a");
    assert!(state.exists && !state.is_discovered && !state.is_registered);
    assert_eq!(state.extension_since, None);
    let size = run.world.protected_size(run.vm("a"), run.at("03-02 12:00"));
    assert_eq!(size, Bytes::gib(8));
    let again = Story::of_days(2)
        .then("03-02 10:00", plain("delete-vm"))
        .then("03-02 11:00", plain("create-vm"))
        .run();
    let sent = again.ledger.jobs().iter();
    let sent = sent.filter(|job| job.vm == again.vm("a"));
    let sent: Vec<u64> = sent.map(|job| job.sent.get() >> 30).collect();
    assert_eq!(sent, [8, 8]);
}

/// Nothing of the old guest is in the new one: not its agent, nor what was changed in it.
#[test]
fn a_machine_that_is_created_anew_has_a_new_guest() {
    let created = |os: &str, setup: Value, changes: &[Value]| {
        let story = with_setup(Story::of_days(1), setup).with("/vms/2/os", json!(os));
        let change = |story: Story, what: &Value| story.then_to("c", "03-01 09:00", what.clone());
        let story = changes.iter().fold(story, change);
        let changed = story.run();
        let anew = story
            .then_to("c", "03-01 10:00", plain("delete-vm"))
            .then_to("c", "03-01 11:00", plain("create-vm"))
            .run();
        let at = anew.at("03-01 11:00");
        // What its applications log begins with it.
        assert_eq!(anew.state("c").logs_since, at);
        let (changed, anew) = (&changed.state("c").guest, &anew.state("c").guest);
        assert_ne!(changed.agent, anew.agent);
        assert_eq!(anew.agent, Agent::default());
        (Arc::clone(changed), Arc::clone(anew))
    };
    let agent = json!({"do": "change-agent", "state": "hung", "answers_after_min": 3});
    let linux = [
        agent.clone(),
        json!({"do": "change-scripts", "scripts": {"retries": 2}}),
        json!({"do": "change-freeze", "takes_s": 9}),
    ];
    let (changed, anew) = created("linux", json!({"freeze": {"takes_s": 7}}), &linux);
    assert!(changed.scripts.is_some() && anew.scripts.is_none());
    assert_eq!((changed.freeze.takes_s, anew.freeze.takes_s), (9, 7));
    let windows = [
        agent,
        json!({"do": "change-writer", "writer": "One", "fails": true, "freeze_s": 61}),
        json!({"do": "change-write-hold", "seconds": 11}),
        json!({"do": "change-vss-backup", "copy": true}),
    ];
    let one = json!({"writers": [{"name": "One", "freeze_s": 5}]});
    let (changed, anew) = created("windows", one, &windows);
    let writers =
        [&changed, &anew].map(|guest| (guest.writers[0].fails, guest.writers[0].freeze_s));
    assert_eq!(writers, [(true, 61), (false, 5)]);
    assert_eq!((changed.write_hold_s, anew.write_hold_s), (11, 2));
    assert!(changed.vss_copy_backup && !anew.vss_copy_backup);
}

/// LIF-10: a stop that keeps the data ends the errors of a machine that is gone.
#[test]
fn protection_of_a_machine_that_is_gone_goes_on_until_it_is_stopped() {
    let story = Story::of_days(5)
        .then("03-02 10:00", plain("delete-vm"))
        .then("03-03 10:00", stop_keep());
    let run = check_told(&story, &["delete-vm a: taken", "stop-protection a: taken"]);
    let due: Vec<String> = run
        .ledger
        .jobs()
        .iter()
        .filter(|job| job.vm == run.vm("a"))
        .map(|job| run.short(job.due))
        .collect();
    assert_eq!(due, ["03-01 22:00", "03-02 22:00"]);
    let points = run.ledger.points().iter();
    let mut kept = points.filter(|point| point.vm == run.vm("a"));
    let first = kept.next().expect("the first backup's");
    assert!(first.is_in_vault_at(run.at("03-05 23:00")));
    assert_eq!(first.protected, Bytes::gib(8));
}

fn two_disks(story: Story, added_later: bool) -> Story {
    let mut vm = machine("a", Some("daily"));
    let disks = vm["disks"].as_array_mut().expect("disks");
    disks.push(
        json!({"name": "data", "role": "data", "size_gib": 32, "used_gib": 4,
                      "added_later": added_later, "change_percent_per_day": 0}),
    );
    story.with("/vms/0", vm)
}

fn on_disk(what: &str) -> Value {
    json!({"do": what, "disk": "data"})
}

/// What each backup of `a` has sent and its point's size, in GiB.
fn sizes(run: &Run) -> Vec<(u64, u64)> {
    let points = run.ledger.points().iter();
    let points = points.filter(|point| point.vm == run.vm("a"));
    let size = |point: &vaultlab::ledger::Point| {
        let sent = run.ledger.jobs()[point.job].sent;
        (sent.get() >> 30, point.protected.get() >> 30)
    };
    points.map(size).collect()
}

#[test]
fn a_disk_counts_while_it_is_attached() {
    let story = two_disks(Story::of_days(4), true)
        .then("03-01 10:00", on_disk("remove-disk"))
        .then("03-02 10:00", on_disk("add-disk"))
        .then("03-02 11:00", on_disk("add-disk"))
        .then("03-04 10:00", on_disk("remove-disk"));
    let run = check_told(
        &story,
        &[
            "remove-disk a: DiskNotAttached",
            "add-disk a: taken",
            "add-disk a: DiskAttached",
            "remove-disk a: taken",
        ],
    );
    assert_eq!(sizes(&run), [(8, 8), (4, 12), (0, 12), (0, 8)]);
    assert_eq!(run.state("a").reshaped, Some(run.at("03-04 10:00")));
}

#[test]
fn nothing_is_written_to_a_disk_that_is_not_attached() {
    let fill = json!({"do": "fill-disk", "disk": "data", "add_gib": 1});
    let story = two_disks(Story::of_days(1), true)
        .then("03-01 10:00", fill.clone())
        .then("03-01 11:00", on_disk("add-disk"))
        .then("03-01 12:00", fill);
    let expected = [
        "fill-disk a: DiskNotAttached",
        "add-disk a: taken",
        "fill-disk a: taken",
    ];
    assert_eq!(sizes(&check_told(&story, &expected)), [(13, 13)]);
}

/// Snapshots of page blobs hold what was overwritten: that does not shrink when a disk goes, nor
/// when the machine does.
#[test]
fn a_growing_snapshot_keeps_what_it_holds_when_a_disk_goes() {
    let busy = two_disks(Story::of_days(40), false)
        .with("/vms/0/disks/1/change_percent_per_day", json!(20));
    let held = |story: Story| {
        let run = story.run();
        let points = run.ledger.points().iter().enumerate();
        let mut of_a = points.filter(|(_, point)| point.vm == run.vm("a"));
        let last = of_a.next_back().expect("backups").0;
        let last = vaultlab::units::PointId::new(u32::try_from(last).expect("few"));
        run.ledger.snapshot_held_at(last, run.at("04-09 23:00"))
    };
    // Without backups from then on, the newest snapshot grows.
    let stopped = busy.then("03-05 10:00", stop_keep());
    let grown = held(stopped.clone());
    for what in [on_disk("remove-disk"), plain("delete-vm")] {
        let until = held(stopped.clone().then("03-20 10:00", what));
        assert!(Bytes::ZERO < until && until < grown, "{until:?} {grown:?}");
    }
}

/// On the day on which the snapshot was taken no midnight has measured it yet: what it holds is
/// what it would hold if it were deleted then. The machine's end is also the end of its growth.
#[test]
fn a_snapshot_that_grows_is_measured_when_a_disk_or_the_machine_goes() {
    let at = "03-02 16:00";
    let stopped = two_disks(Story::of_days(10), false)
        .with("/vms/0/disks/1/change_percent_per_day", json!(20))
        .then("03-02 10:00", stop_keep());
    let grown = |what: Value| -> (Bytes, SimTime) {
        let run = stopped.clone().then(at, what).run();
        let mut points = run.ledger.points().iter();
        let first = points.find(|point| point.vm == run.vm("a"));
        let snapshot = first.and_then(|point| point.snapshot);
        match snapshot.expect("the first backup's snapshot").held {
            SnapshotHeld::Diverged { bytes, until } => (bytes, until),
            SnapshotHeld::Incremental { .. } => panic!("the policy is a Standard one"),
        }
    };
    let then = stopped.run().at(at);
    let deleted = grown(plain("delete-snapshots"));
    assert!(Bytes::ZERO < deleted.0 && deleted.1 == then, "{deleted:?}");
    assert_eq!(grown(plain("delete-vm")), deleted);
    // The system's disk has no changes, so that the snapshot holds what it held.
    assert_eq!(grown(on_disk("remove-disk")).0, deleted.0);
}

#[test]
fn a_point_leaves_out_what_its_policy_does() {
    let leaves_out = |role: &str, at: &str| {
        let run = two_disks(Story::of_days(2), false)
            .with("/vms/0/disks/1/role", json!(role))
            .then(at, on_disk("remove-disk"))
            .run();
        let points = run.ledger.points().iter();
        let points = points.filter(|point| point.vm == run.vm("a"));
        points.map(|point| point.leaves_out).collect::<Vec<_>>()
    };
    assert_eq!(leaves_out("data", "03-02 10:00"), [false, false]);
    assert_eq!(leaves_out("excluded", "03-02 10:00"), [true, false]);
}

/// AGT-1: the agent first, then the property that says that there is one.
#[test]
fn installing_an_agent_does_not_say_that_there_is_one() {
    let missing = json!({"agent": {"state": "missing"}});
    let run = check_turns(
        with_setup(Story::of_days(1), missing.clone()),
        &[(plain("install-agent"), "taken")],
    );
    let agent = run.state("c").guest.agent;
    assert_eq!(
        (agent.state, agent.flagged),
        (AgentStateDraft::Ready, false)
    );
    let run = check_turns(
        with_setup(Story::of_days(1), missing),
        &[
            (plain("install-agent"), "taken"),
            (json!({"do": "flag-agent", "flagged": true}), "taken"),
        ],
    );
    assert!(run.state("c").guest.agent.flagged);
}

/// AGT-2
#[test]
fn an_agent_is_not_replaced_while_a_backup_uses_it() {
    let install = json!({"do": "install-agent", "version": "2.7.1.0"});
    let story = Story::of_days(1)
        .then("03-01 21:59", install.clone())
        .then("03-01 22:01", install.clone())
        .then(
            "03-01 22:30",
            json!({"do": "install-agent", "version": "2.7.2.0"}),
        );
    let run = check_told(
        &story,
        &[
            "install-agent a: taken",
            "install-agent a: AgentInUse",
            "install-agent a: taken",
        ],
    );
    let version = run.state("a").guest.agent.version;
    assert_eq!(version_text(version), "2.7.2.0");
}

/// AGT-2: a backup runs until its data are in the vault.
#[test]
fn an_agent_is_not_replaced_while_data_move() {
    let install = json!({"do": "install-agent", "version": "2.7.1.0"});
    let story = slow(Story::of_days(1))
        .then("03-01 23:00", install.clone())
        .then("03-02 10:00", install);
    let story = story.with("/days", json!(2));
    check_told(
        &story,
        &["install-agent a: AgentInUse", "install-agent a: taken"],
    );
}

/// What a point leaves out is said of its snapshot, however long its data take.
#[test]
fn a_disk_that_is_detached_after_the_snapshot_was_left_out_all_the_same() {
    let x = json!({"name": "x", "role": "excluded", "size_gib": 32, "used_gib": 1});
    for profile in ["resource-manager-2019", "current"] {
        let mut story = slow(Story::of_days(2).under(profile));
        story = story.with("/vms/0/disks/1", x.clone());
        let run = story
            .then("03-01 22:30", json!({"do": "remove-disk", "disk": "x"}))
            .run();
        let points = run.ledger.points().iter();
        let of_a: Vec<bool> = points
            .filter(|point| point.vm == run.vm("a"))
            .map(|point| point.leaves_out)
            .collect();
        assert_eq!(of_a, [true, false], "{profile}");
    }
}

/// Its disk takes more than two hours to copy.
fn slow(story: Story) -> Story {
    story
        .with("/accounts", json!([{"name": "slow", "mib_per_s": 1}]))
        .with("/vms/0/disks/0/account", json!("slow"))
}

#[test]
fn what_is_changed_inside_a_guest_is_changed_and_the_rest_is_as_before() {
    let before = json!({"freeze": {"takes_s": 7, "hold_max_s": 50}});
    let run = check_turns(
        with_setup(Story::of_days(1), before),
        &[
            (
                json!({"do": "change-freeze", "wait_max_s": 40, "sequential": true}),
                "taken",
            ),
            (
                json!({"do": "change-scripts", "scripts": {"retries": 2}}),
                "taken",
            ),
            (
                json!({"do": "change-agent", "state": "hung", "answers_after_min": 3}),
                "taken",
            ),
            (json!({"do": "lock", "on": "snapshots"}), "taken"),
            (json!({"do": "lock", "on": "machine"}), "taken"),
            (json!({"do": "unlock", "on": "machine"}), "taken"),
        ],
    );
    let state = run.state("c");
    let freeze = &state.guest.freeze;
    let lengths = (freeze.takes_s, freeze.hold_max_s, freeze.wait_max_s);
    assert_eq!((lengths, freeze.sequential), ((7, 50, 40), true));
    assert_eq!(state.guest.scripts.map(|scripts| scripts.retries), Some(2));
    assert_eq!(state.guest.agent.state, AgentStateDraft::Hung);
    assert_eq!((state.locks.machine, state.locks.snapshots), (false, true));
}

#[test]
fn a_windows_guests_writers_are_changed_by_name() {
    let writers = json!({"writers": [{"name": "One"}, {"name": "Two", "freeze_s": 5}]});
    let story = with_setup(Story::of_days(1), writers).with("/vms/2/os", json!("windows"));
    let run = check_turns(
        story,
        &[
            (
                json!({"do": "change-writer", "writer": "Two", "fails": true, "freeze_s": 61}),
                "taken",
            ),
            (json!({"do": "change-write-hold", "seconds": 11}), "taken"),
            (json!({"do": "change-vss-backup", "copy": true}), "taken"),
        ],
    );
    let guest = &run.state("c").guest;
    let writers = guest.writers.iter();
    let writers: Vec<_> = writers.map(|it| (it.fails, it.freeze_s)).collect();
    assert_eq!(writers, [(false, 0), (true, 61)]);
    assert_eq!((guest.write_hold_s, guest.vss_copy_backup), (11, true));
}

#[test]
fn the_service_may_read_the_key_vault_of_an_encrypted_machine_only() {
    let may = json!({"do": "change-key-access", "backup_service_may_read": true});
    check_turns(Story::of_days(1), &[(may.clone(), "NotEncrypted")]);
    let encryption = json!({"encryption": {"key_vault": "kv", "keys": "bek"}});
    let story = with_setup(Story::of_days(1), encryption);
    let story = story.with(
        "/key_vaults",
        json!([{"name": "kv", "backup_service_may_read": false}]),
    );
    let run = check_turns(story, &[(may, "taken")]);
    assert_eq!(run.world.key_access, [true]);
}

/// A backup on demand of a machine that exists goes on as before.
#[test]
fn a_restart_long_before_a_backup_does_not_matter() {
    let run = Story::of_days(1)
        .then("03-01 10:00", plain("restart"))
        .then("03-01 12:00", back_up_now(7))
        .run();
    assert_eq!(
        run.jobs("a"),
        ["03-01 12:00 daily ok", "03-01 22:00 daily ok"]
    );
}
