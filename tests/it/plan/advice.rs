//! Advice of good practice: given only where it applies, with what a second run shows.

use super::{crowded, document, vm};
use serde_json::{Value, json};
use vaultlab::api;
use vaultlab::report::view::AdviceView;
use vaultlab::scenario::draft::ScenarioDraft;
use vaultlab::scenario::parse;
use vaultlab::scenario::presets::Preset;

fn advice(draft: ScenarioDraft) -> Vec<AdviceView> {
    api::advise_of(draft).expect("the scenario is right").advice
}

/// The one piece of this name.
#[track_caller]
fn piece(draft: ScenarioDraft, id: &str) -> AdviceView {
    let all = advice(draft);
    let ids: Vec<&str> = all.iter().map(|advice| advice.id.as_str()).collect();
    let found = all.iter().find(|advice| advice.id == id);
    found
        .unwrap_or_else(|| panic!("{id} is not among {ids:?}"))
        .clone()
}

/// What a figure says before and after.
#[track_caller]
fn figure(advice: &AdviceView, what: &str) -> (String, String) {
    let found = advice
        .figures
        .iter()
        .find(|figure| figure.what.starts_with(what));
    let found = found.unwrap_or_else(|| panic!("no {what} in {:?}", advice.figures));
    (found.before.clone(), found.after.clone())
}

/// A scenario with these parts replaced.
fn with(draft: &ScenarioDraft, parts: &Value) -> ScenarioDraft {
    let mut value = serde_json::to_value(draft).expect("a draft is data");
    for (name, part) in parts.as_object().expect("parts have names") {
        value[name] = part.clone();
    }
    parse(&value.to_string()).expect("the scenario is well formed")
}

/// BPR-1
#[test]
fn a_time_that_many_share_is_left_with_nights_that_hold() {
    let advice = piece(crowded(), "BPR-1");
    assert!(
        advice
            .because
            .starts_with("200 machines are due at one moment")
    );
    let (before, after) = figure(&advice, "Nights that hold");
    assert_eq!(before, "3 of 14");
    assert!(
        ["13 of 14", "14 of 14"].contains(&after.as_str()),
        "{after}"
    );
}

/// BPR-1: 40 machines at one time are as many as is advised.
#[test]
fn forty_machines_at_one_time_are_not_too_many() {
    let mut draft = crowded();
    draft.days = 3;
    draft.vms.truncate(40);
    assert!(advice(draft).iter().all(|advice| advice.id != "BPR-1"));
}

/// Machines with unmanaged premium disks in 2015.
fn premium_2015() -> ScenarioDraft {
    let vms: Vec<Value> = (0..3)
        .map(|i| {
            json!({"name": format!("vm-{i}"), "os": "linux", "policy": "a", "disks": [
                {"name": "os", "role": "os", "kind": "premium-ssd", "size_gib": 128,
                 "used_gib": 40.0, "account": "premium", "change_percent_per_day": 3.0}]})
        })
        .collect();
    let draft = document(200, &[("a", "20:00")], vec![vm("other", "a", 20.0, 3.0)]);
    with(
        &draft,
        &json!({"profile": "classic-2015", "accounts": [{"name": "premium"}], "vms": vms}),
    )
}

/// BPR-2
#[test]
fn premium_storage_without_instant_restore_stages_copies_that_instant_restore_does_without() {
    let advice = piece(premium_2015(), "BPR-2");
    assert!(advice.because.contains("50 % of the account"));
    let (before, after) = figure(&advice, "Copies of snapshots in premium");
    assert_eq!(before, "120 GiB (100 % of what its disks hold)");
    assert_eq!(after, "0 B (0 % of what its disks hold)");
    let now = with(&premium_2015(), &json!({"profile": "current"}));
    assert!(self::advice(now).iter().all(|advice| advice.id != "BPR-2"));
}

/// BPR-4
#[test]
fn a_restore_from_the_vault_is_minutes_with_a_longer_range_of_instant_restore() {
    let draft = document(200, &[("a", "20:00")], vec![vm("one", "a", 200.0, 3.0)]);
    let restore = |until: &str| {
        json!({"timeline": [{"at": "2026-03-06T12:00:00Z", "vm": "one", "do": "restore",
                             "how": "disks", "until": until}]})
    };
    let late = with(&draft, &restore("2026-03-03T12:00:00Z"));
    let advice = piece(late, "BPR-4");
    assert_eq!(advice.change, "a keeps snapshots for 4 days");
    let (before, after) = figure(&advice, "one at 2026-03-06T12:00:00Z");
    assert!(
        before.ends_with("from the vault") && before.contains(" h "),
        "{before}"
    );
    assert!(
        after.ends_with(" min from its snapshot") && !after.contains(" h "),
        "{after}"
    );
    let early = with(&draft, &restore("2026-03-06T12:00:00Z"));
    assert!(self::advice(early).is_empty());
}

/// Machines that are restored from the vault at these hours of the fourth day, into one account that
/// carries so much.
fn restored_together(mib_per_s: u64, hours: &[u32]) -> ScenarioDraft {
    let names: Vec<String> = (0..hours.len()).map(|i| format!("vm-{i}")).collect();
    let vms = names.iter().map(|name| vm(name, "a", 50.0, 0.0)).collect();
    let draft = document(200, &[("a", "20:00")], vms);
    let deleted = names
        .iter()
        .map(|name| json!({"at": "2026-03-04T11:00:00Z", "vm": name, "do": "delete-snapshots"}));
    let restores = names.iter().zip(hours).map(|(name, hour)| {
        json!({"at": format!("2026-03-04T{hour}:00:00Z"), "vm": name, "do": "restore",
               "how": "disks", "account": "sa"})
    });
    let timeline: Vec<Value> = deleted.chain(restores).collect();
    let accounts = json!([{"name": "sa", "mib_per_s": mib_per_s}]);
    let none = json!({"queue_mean_min": 0, "queue_busy_mean_min": 0});
    with(
        &draft,
        &json!({"accounts": accounts, "timeline": timeline, "calibration": none}),
    )
}

/// BPR-3
#[test]
fn restores_that_share_an_account_are_faster_in_accounts_of_their_own() {
    let advice = piece(restored_together(40, &[12, 12, 12]), "BPR-3");
    assert_eq!(
        advice.because,
        "3 restores ran together into sa and lost time there."
    );
    assert_eq!(advice.change, "2 more accounts, 1 machine into each");
    let (before, after) = figure(&advice, "3 restores, mean");
    // 50 GiB at 30 MB/s are half an hour; three at 40 MiB/s share more than one takes.
    assert!(before.starts_with("1 h "), "{before}");
    assert!(after.ends_with(" min") && !after.contains(" h "), "{after}");
    let (before, after) = figure(&advice, "vm-2 at 2026-03-04T12:00:00Z");
    assert_ne!(before, after);
}

/// BPR-3: the second run is one that a person can make, and says the same.
#[test]
fn accounts_of_their_own_are_as_fast_as_the_advice_says() {
    let shared = restored_together(40, &[12, 12]);
    let advised = piece(shared.clone(), "BPR-3");
    let (_, after) = figure(&advised, "vm-1 at");
    let mut apart = shared;
    apart.accounts.push(apart.accounts[0].clone());
    apart.accounts[1].name = "sa-2".to_owned();
    let mut value = serde_json::to_value(&apart).expect("a draft is data");
    value["timeline"][3]["account"] = json!("sa-2");
    let apart = parse(&value.to_string()).expect("the scenario is well formed");
    let session = crate::fleets::run(apart);
    let tasks = crate::fleets::report(&session).ledger().tasks();
    let ended = tasks
        .iter()
        .last()
        .and_then(|task| Some(task.end()?.since(task.began)));
    assert_eq!(ended.map(|length| length.to_string()), Some(after));
}

/// BPR-3
#[test]
fn restores_that_cost_each_other_nothing_are_left_together() {
    let applies = |draft| advice(draft).iter().any(|advice| advice.id == "BPR-3");
    assert!(applies(restored_together(40, &[12, 12])));
    // Enough for both; one after the other; alone, though its account is slow.
    assert!(!applies(restored_together(400, &[12, 12])));
    assert!(!applies(restored_together(40, &[12, 16])));
    assert!(!applies(restored_together(10, &[12])));
}

/// So many machines with a disk in one storage account.
fn in_one_account(disks: usize) -> ScenarioDraft {
    let vms: Vec<Value> = (0..disks)
        .map(|i| {
            json!({"name": format!("vm-{i:02}"), "os": "linux", "policy": "a", "disks": [
                {"name": "os", "role": "os", "kind": "standard-hdd", "size_gib": 128,
                 "used_gib": 60.0, "account": "sa", "change_percent_per_day": 10.0}]})
        })
        .collect();
    let draft = document(400, &[("a", "20:00")], vec![vm("other", "a", 20.0, 3.0)]);
    with(
        &draft,
        &json!({"accounts": [{"name": "sa", "mib_per_s": 60}], "vms": vms}),
    )
}

/// BPR-5
#[test]
fn more_than_ten_disks_of_one_storage_account_are_faster_in_several() {
    let advice = piece(in_one_account(12), "BPR-5");
    assert_eq!(
        advice.change,
        "2 more accounts, at most 5 backed-up disks in each"
    );
    let (before, after) = figure(&advice, "Transfer of these machines, mean");
    assert_ne!(before, after);
    let (before, after) = figure(&advice, "Late backups");
    let number = |text: &str| text.parse::<u32>().expect("a number");
    assert!(number(&after) <= number(&before));
    let few = self::advice(in_one_account(5));
    assert!(few.iter().all(|advice| advice.id != "BPR-5"));
}

#[test]
fn a_machine_alone_gets_no_advice() {
    let draft = Preset::find("one-vm").expect("it is there").draft();
    assert!(advice(draft).is_empty());
}
