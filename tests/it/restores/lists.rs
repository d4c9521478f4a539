//! Lists of machines to restore: who is meant, in which order, when, into which accounts, and what
//! is said of what is wrong with a list.

use super::{delete_snapshots, ordinary};
use crate::fleets::random;
use crate::operators::{Story, machine};
use serde_json::{Value, json};
use vaultlab::api;
use vaultlab::report::view::{BackStatus, MachineBackView, RestoresView};
use vaultlab::scenario::draft::ActionKindDraft;
use vaultlab::scenario::restores::RestoreList;

/// `a`, `b` and `c`, all backed up every night, without snapshots from noon of the third of March.
fn three() -> Story {
    ["a", "b", "c"].into_iter().fold(
        ordinary()
            .with("/vms/2", machine("c", Some("long")))
            .with("/accounts", json!([{"name": "acc", "mib_per_s": 1}])),
        |story, vm| story.then_to(vm, "03-03 12:00", delete_snapshots()),
    )
}
fn restored(story: &Story, list: &Value) -> RestoresView {
    api::restore(&story.text(), &list.to_string()).expect("scenario and list are right")
}
/// Each machine's line.
fn lines(view: &RestoresView, line: impl Fn(&MachineBackView) -> String) -> Vec<String> {
    view.machines.iter().map(line).collect()
}
#[track_caller]
fn check_order(list: &Value, expected: &[&str]) {
    let view = restored(&three(), list);
    assert_eq!(lines(&view, |it| it.name.clone()), expected);
}
#[track_caller]
fn check_wrong(list: &Value, expected: &[&str]) {
    let problems = api::restore(&three().text(), &list.to_string()).err();
    let problems = problems.unwrap_or_default();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(lines, expected);
}

#[test]
fn names_come_first_in_their_order_then_policies_then_all_others() {
    check_order(&json!({"vms": ["b", "a"]}), &["b", "a"]);
    check_order(&json!({"policies": ["daily"]}), &["a", "b"]);
    check_order(
        &json!({"vms": ["b"], "policies": ["long", "daily"]}),
        &["b", "c", "a"],
    );
    check_order(&json!({"vms": ["c"], "all": true}), &["c", "a", "b"]);
}

/// The run is of four days; its last night begins at 20:00 and 22:00 and is over before midnight.
#[test]
fn without_a_time_the_last_whole_night_is_over() {
    let view = restored(&three(), &json!({"all": true}));
    assert!(
        view.asked.utc.starts_with("2026-03-04T22:"),
        "{:?}",
        view.asked
    );
    let lost = view.machines.iter().filter_map(|it| it.lost_s);
    assert!(
        lost.clone().all(|secs| secs < 3.0 * 3_600.0),
        "{:?}",
        lost.collect::<Vec<_>>()
    );
    // One day shorter by what runs on: a night that is not over does not count.
    let late = three().with("/policies/1/schedule/at", json!("23:58"));
    let view = restored(&late, &json!({"all": true}));
    assert!(
        view.asked.utc.starts_with("2026-03-04T00:"),
        "{:?}",
        view.asked
    );
}

#[test]
fn machines_go_into_new_accounts_in_turn() {
    let at = "2026-03-03T15:00:00Z";
    let list = |accounts: u32| json!({"all": true, "at": at, "accounts": accounts});
    let into = |view: &RestoresView| lines(view, |it| it.account.clone().unwrap_or_default());
    let view = restored(&three(), &list(2));
    assert_eq!(into(&view), ["restore01", "restore02", "restore01"]);
    assert!(
        view.order
            .ends_with("in turn into 2 storage accounts of 1.172 GiB/s, all at once."),
        "{}",
        view.order
    );
    let taken = three().with("/accounts/0/name", json!("restore01"));
    assert_eq!(into(&restored(&taken, &list(1))), ["restore02"; 3]);
    let own = restored(&three(), &json!({"all": true, "at": at}));
    assert_eq!(into(&own), [""; 3]);
    let one = restored(&three(), &json!({"all": true, "at": at, "account": "acc"}));
    assert_eq!(into(&one), ["acc"; 3]);
}

/// RES-3: three machines want 90 MB/s, and an account carries 20 MiB/s.
#[test]
fn one_account_holds_up_what_several_do_not() {
    let back = |accounts: u32| {
        let list = json!({"all": true, "at": "2026-03-03T15:00:00Z", "accounts": accounts,
                          "account_mib_per_s": 20});
        restored(&three(), &list)
    };
    let (one, own) = (back(1), back(3));
    assert!(one.all_back && own.all_back);
    assert!(one.fleet.after_s > own.fleet.after_s);
    let lost = |view: &RestoresView| {
        let parts = view.fleet.parts.iter().filter(|part| part.part == "shared");
        parts.map(|part| part.length_s).sum::<f64>()
    };
    // Alone each loses what its account is slower than 30 MB/s: 409.6 s - 286.3 s.
    assert!((lost(&own) - 3.0 * 123.27).abs() < 0.1, "{}", lost(&own));
    assert!(lost(&one) > 1.5 * lost(&own), "{}", lost(&one));
}

#[test]
fn at_most_so_many_run_at_once_in_the_order_of_the_list() {
    let list = json!({"vms": ["c", "b", "a"], "at": "2026-03-03T15:00:00Z", "at_once": 1});
    let view = restored(&three(), &list);
    let times = view.machines.iter().map(|it| {
        let [began, ended] = [&it.began, &it.ended].map(|at| at.as_ref().map(|at| at.s));
        (began.expect("it began"), ended.expect("it ended"))
    });
    let times: Vec<(u64, u64)> = times.collect();
    assert!(
        times.windows(2).all(|pair| pair[1].0 == pair[0].1),
        "{times:?}"
    );
    // Waiting for a turn is a part of the time until a machine is back.
    for it in &view.machines {
        let all: f64 = it.parts.iter().map(|part| part.length_s).sum();
        assert!((all - it.after_s.expect("it is back")).abs() < 1e-6);
    }
    assert_eq!(view.machines[2].parts[0].label, "waiting for its turn");
    let limited = view.fleet.limited.expect("one is last");
    assert!(
        limited.starts_with("a is back last. The largest part of its"),
        "{limited}"
    );
}

/// What is backed up while a machine waits for its turn is newer than what was lost.
#[test]
fn no_point_is_newer_than_the_moment_of_the_loss() {
    let slow = json!({"all": true, "at": "2026-03-03T19:00:00Z", "account": "acc", "at_once": 1});
    let view = restored(&three(), &slow);
    assert!(view.all_back);
    let points = lines(&view, |it| {
        it.point.as_ref().expect("it has one").utc[..10].to_owned()
    });
    assert_eq!(points, ["2026-03-02"; 3]);
    let until = |until: &str| {
        let list = json!({"all": true, "at": "2026-03-03T19:00:00Z", "until": until});
        lines(&restored(&three(), &list), |it| {
            it.point.as_ref().expect("it has one").utc[..10].to_owned()
        })
    };
    assert_eq!(until("2026-03-02T12:00:00Z"), ["2026-03-01"; 3]);
    assert_eq!(until("2026-03-04T12:00:00Z"), ["2026-03-02"; 3]);
}

/// Never more than were asked for, whatever else goes on, and never fewer while somebody waits.
#[test]
fn random_fleets_come_back_so_many_at_once() {
    let mut restored = 0;
    for seed in 0..40 {
        let mut draft = random(seed);
        // Others' restores would take turns, too.
        draft
            .timeline
            .retain(|it| !matches!(it.what, ActionKindDraft::Restore(_)));
        for most in [1, 3] {
            let list = RestoreList {
                all: true,
                at_once: Some(most),
                ..RestoreList::default()
            };
            let view =
                api::restore_draft(draft.clone(), &list).expect("scenario and list are right");
            let ran: Vec<(u64, u64)> = view.machines.iter().filter_map(span).collect();
            for (began, _) in &ran {
                let beside = ran.iter().filter(|it| it.0 <= *began && *began < it.1);
                assert!(beside.count() <= most as usize, "seed {seed}: {ran:?}");
                let is_end = ran.iter().any(|it| it.1 == *began);
                assert!(is_end || *began == view.asked.s, "seed {seed}: {ran:?}");
            }
            restored += ran.len();
        }
    }
    assert!(restored > 100, "{restored} restores");
}

/// From when until when a restore ran, in whole seconds; nothing of one that was refused.
fn span(it: &MachineBackView) -> Option<(u64, u64)> {
    it.point.as_ref()?;
    let ended = it.ended.as_ref().map_or(u64::MAX, |at| at.s);
    Some((it.began.as_ref()?.s, ended))
}

/// 1,000 GiB into an account of half a MiB a second take 24 days; the run is followed for 30 more.
#[test]
fn what_does_not_end_is_told_as_running_or_waiting() {
    let large = |story: Story, vm: usize| {
        let disk = format!("/vms/{vm}/disks/0");
        let story = story.with(&format!("{disk}/size_gib"), json!(1_024));
        story.with(&format!("{disk}/used_gib"), json!(1_000))
    };
    let story = (0..3).fold(three(), large);
    let story = story.with("/accounts/0/other_load_percent", json!(50));
    let list = json!({"all": true, "at": "2026-03-03T15:00:00Z", "account": "acc", "at_once": 1});
    let view = restored(&story, &list);
    let status = lines(&view, |it| it.status.name().to_owned());
    assert_eq!(status, ["back", "running", "waiting"]);
    assert!(
        view.verdict.ends_with("; 1 running, 1 waiting."),
        "{}",
        view.verdict
    );
    let text = vaultlab::report::text::restores(&view);
    assert!(
        text.contains("\nb still ran when the run was cut\n"),
        "{text}"
    );
    assert!(
        text.contains("\nc still waited for its turn when the run was cut\n"),
        "{text}"
    );
}

#[test]
fn a_mount_names_no_account() {
    let view = restored(&three(), &json!({"vms": ["a"], "kind": "files"}));
    assert_eq!(
        view.order,
        "1 machine: files from the newest point, all at once."
    );
    assert!(view.all_back);
}

#[test]
fn a_refused_machine_stops_no_other_and_says_what_there_is() {
    let story = ordinary()
        .then("03-03 12:00", delete_snapshots())
        .with("/vms/2", machine("c", None));
    let list = json!({"all": true, "at": "2026-03-03T15:00:00Z", "tier": "snapshot", "at_once": 1});
    let view = restored(&story, &list);
    assert!(!view.all_back);
    assert_eq!(view.verdict.split(" are").next(), Some("1 of 3 machines"));
    let status = |it: &MachineBackView| {
        let code = it.fault.as_ref().map_or("", |fault| fault.code.as_str());
        format!(
            "{} {} {code} {}",
            it.name,
            it.status.name(),
            it.there.as_deref().unwrap_or("")
        )
    };
    assert_eq!(
        lines(&view, status),
        [
            "a refused NoRecoveryPoint It has 2 points in the vault only, the newest of 2026-03-02 22:11.",
            "b back  ",
            "c refused NoRecoveryPoint It has no point."
        ]
    );
    assert_eq!(view.machines[0].status, BackStatus::Refused);
}

#[test]
fn an_older_point_of_the_vault_is_said_to_pass_over_newer_ones() {
    let list = json!({"vms": ["a"], "at": "2026-03-03T15:00:00Z", "tier": "vault"});
    let view = restored(
        &ordinary().with("/policies/0/instant_restore_days", json!(1)),
        &list,
    );
    assert_eq!(view.notes.len(), 1);
    assert!(view.notes[0].starts_with("Of 1 machine a newer point was passed over"));
    let view = restored(&three(), &list);
    assert!(
        view.notes.iter().all(|note| !note.starts_with("Of ")),
        "{:?}",
        view.notes
    );
}

#[test]
fn every_problem_of_a_list_is_said_at_once() {
    check_wrong(
        &json!({"vms": ["a", "x", "a"], "policies": ["weekly"], "at": "2026-03-05T00:00:00Z",
                "until": "noon", "accounts": 0, "account_mib_per_s": 0, "account": "none",
                "at_once": 0}),
        &[
            "vms[1]: found \"x\"; allowed: the name of a machine in this scenario",
            "vms[2]: found \"a\"; allowed: each machine once",
            "policies[0]: found \"weekly\"; allowed: the name of a policy that protects machines from the start",
            "at: found \"2026-03-05T00:00:00Z\"; allowed: a time such as 2026-03-04T21:00:00Z in the run, before 2026-03-05T00:00:00Z",
            "until: found \"noon\"; allowed: a time such as 2026-03-04T21:00:00Z in the run, before 2026-03-05T00:00:00Z",
            "accounts: found 0; allowed: 1 to 4999",
            "account_mib_per_s: found 0; allowed: 1 to 1000000",
            "account: found \"none\"; allowed: none beside a number of new storage accounts",
            "at_once: found 0; allowed: 1 to 20000",
        ],
    );
}

#[test]
fn a_list_names_somebody_and_accounts_that_there_can_be() {
    check_wrong(
        &json!({}),
        &["vms: found none; allowed: at least one machine: by name, by policy, or all"],
    );
    check_wrong(
        &json!({"all": true, "account": "none", "account_mib_per_s": 5}),
        &[
            "account_mib_per_s: found 5; allowed: none without a number of new storage accounts",
            "account: found \"none\"; allowed: the name of a storage account in this scenario",
        ],
    );
    check_wrong(
        &json!({"all": true, "kind": "files", "accounts": 2}),
        &["accounts: found 2; allowed: none: a mount copies nothing"],
    );
    check_wrong(
        &json!({"all": true, "tier": "archive"}),
        &[
            "list: found unknown variant `archive`, expected `snapshot` or `vault`; allowed: a list: vms, policies, all, at, until, tier, kind, accounts, account_mib_per_s, account, at_once",
        ],
    );
}

#[test]
fn a_list_keeps_to_its_limits() {
    let at = "2026-03-03T15:00:00Z";
    let most = json!({"all": true, "at": at, "accounts": 4_999, "account_mib_per_s": 1_000_000});
    assert!(restored(&three(), &most).all_back);
    check_wrong(
        &json!({"all": true, "accounts": 5_000, "account_mib_per_s": 1_000_001}),
        &[
            "accounts: found 5000; allowed: 1 to 4999",
            "account_mib_per_s: found 1000001; allowed: 1 to 1000000",
        ],
    );
    let text = format!(r#"{{"all": true, "at": "{at}"}}"#);
    let padded = |bytes: usize| text.clone() + &" ".repeat(bytes - text.len());
    let asked = |bytes: usize| api::restore(&three().text(), &padded(bytes));
    let limit = vaultlab::scenario::limits::RESTORE_LIST_BYTES_MAX;
    assert!(asked(limit).is_ok());
    let problems = asked(limit + 1).expect_err("it is too long");
    assert_eq!(problems[0].found, format!("{} bytes", limit + 1));
}

#[test]
fn names_that_two_machines_have_are_told_apart_by_their_group() {
    let mut twin = machine("a", Some("daily"));
    twin["resource_group"] = json!("rg");
    let story = ordinary().with("/vms/2", twin);
    let list = |name: &str| json!({"vms": [name], "at": "2026-03-03T15:00:00Z"});
    let view = restored(&story, &list("rg/a"));
    assert_eq!(lines(&view, |it| it.name.clone()), ["rg/a"]);
    let problems = api::restore(&story.text(), &list("a").to_string()).err();
    let problems = problems.expect("two have that name");
    assert_eq!(
        problems[0].to_string(),
        "vms[0]: found \"a\"; allowed: a name that one machine has, or RESOURCE-GROUP/NAME"
    );
}

#[test]
fn what_is_no_number_is_told_by_its_field_with_everything_else() {
    check_wrong(
        &json!({"all": true, "accounts": "ten", "account_mib_per_s": 100, "at_once": -1, "at": "noon"}),
        &[
            "accounts: found \"ten\"; allowed: a whole number up to 4294967295",
            "at_once: found -1; allowed: a whole number up to 4294967295",
            "at: found \"noon\"; allowed: a time such as 2026-03-04T21:00:00Z in the run, before \
             2026-03-05T00:00:00Z",
        ],
    );
}

#[test]
fn a_policy_is_named_once_and_lists_are_no_longer_than_a_scenario() {
    check_wrong(
        &json!({"policies": ["daily", "daily"]}),
        &["policies[1]: found \"daily\"; allowed: each policy once"],
    );
    let many = |count: usize| json!({"vms": vec![""; count], "policies": vec![""; 5_001]});
    check_wrong(
        &many(20_001),
        &[
            "vms: found 20001; allowed: at most 20000",
            "policies: found 5001; allowed: at most 5000",
        ],
    );
}
