//! Encrypted disks and their keys (ENC-1 to ENC-3): who reads them, who restores them, and that
//! nothing that leaves the program holds them.

use crate::operators::{Run, Story, change_policy};
use crate::restores::{answers, fleet, restore, restores};
use serde_json::{Value, json};
use vaultlab::api::{Lab, Session, run_text};
use vaultlab::model::secret::{Permit, Secret};
use vaultlab::report::{csv, text};
use vaultlab::rng::Draws;
use vaultlab::scenario::draft::KeysDraft;

/// `a` is encrypted; Ann may use keys, Bob may not.
fn encrypted(keys: &str) -> Story {
    fleet(json!({"encryption": {"key_vault": "kv", "keys": keys}}))
        .with("/key_vaults", json!([{"name": "kv"}]))
        .with(
            "/operators",
            json!([{"name": "Ann", "may_use_keys": true}, {"name": "Bob"}]),
        )
}
fn keys(what: &str) -> Value {
    json!({"do": format!("{what}-keys")})
}
fn by(who: &str, mut what: Value) -> Value {
    what["by"] = json!(who);
    what
}
#[track_caller]
fn check(story: &Story, expected: &[&str]) -> Run {
    let run = story.run();
    assert_eq!(answers(&run), expected);
    run
}

/// ENC-1: the storage service's own encryption is nobody's business: read, it is plain.
#[test]
fn an_ordinary_machine_is_restored_without_any_key() {
    let story = fleet(json!({}))
        .then("03-03 10:00", restore("vm"))
        .then("03-03 12:00", restore("files"));
    let run = check(&story, &["taken"; 2]);
    assert_eq!(restores(&run).len(), 2);
    assert!(run.ledger.points().iter().all(|point| !point.has_keys));
    let none = fleet(json!({}))
        .then("03-03 10:00", keys("lose"))
        .then("03-03 11:00", keys("read"))
        .then("03-03 12:00", keys("restore"));
    check(&none, &["NotEncrypted"; 3]);
}

/// ENC-2: with either kind of keys, of managed and of unmanaged disks, each point holds the keys.
#[test]
fn every_point_of_an_encrypted_machine_holds_its_keys() {
    let unmanaged = encrypted("bek-and-kek")
        .with("/accounts", json!([{"name": "acc"}]))
        .with("/vms/0/disks/0/account", json!("acc"));
    for story in [encrypted("bek"), encrypted("bek-and-kek"), unmanaged] {
        let run = story.then("03-03 10:00", restore("vm")).run();
        assert_eq!(
            restores(&run),
            ["03-02 22:00 from snapshot: Completed"],
            "with its keys in place it is restored like any other"
        );
        for point in run.ledger.points().iter() {
            assert_eq!(point.has_keys, point.vm == run.vm("a"));
        }
    }
}

/// ENC-2: keys are read with the snapshot: without them there is no backup, and no point claims them.
#[test]
fn keys_that_are_lost_or_locked_away_before_the_snapshot_fail_the_backup() {
    let access = |may: bool| json!({"do": "change-key-access", "backup_service_may_read": may});
    for (cause, minute) in [
        (keys("lose"), "22:01"),
        (access(false), "22:01"),
        (keys("lose"), "12:00"),
        (access(false), "12:00"),
    ] {
        let run = encrypted("bek")
            .then(&format!("03-03 {minute}"), cause)
            .run();
        let failed = "03-03 22:00 daily UserErrorKeyvaultPermissionsNotConfigured";
        assert!(
            run.jobs("a").iter().any(|job| job == failed),
            "{:?}",
            run.jobs("a")
        );
    }
}

/// A machine that is made anew has keys of its own, whatever became of the old one's.
#[test]
fn a_new_machine_is_encrypted_with_new_keys() {
    let story = encrypted("bek")
        .then("03-02 10:00", keys("lose"))
        .then("03-02 11:00", json!({"do": "delete-vm"}))
        .then("03-02 12:00", json!({"do": "create-vm"}))
        .then("03-02 13:00", keys("read"));
    let run = check(&story, &["taken"; 4]);
    assert!(
        run.jobs("a").iter().all(|job| job.ends_with(" ok")),
        "{:?}",
        run.jobs("a")
    );
}

/// ENC-3: only who is authorised reads keys.
#[test]
fn keys_are_read_by_who_may_and_by_nobody_else() {
    let story = encrypted("bek")
        .then("03-03 10:00", by("Ann", keys("read")))
        .then("03-03 10:01", by("Bob", keys("read")))
        .then("03-03 10:02", keys("read"))
        .then("03-03 11:00", keys("lose"))
        .then("03-03 11:01", by("Ann", keys("read")))
        .then("03-03 11:02", by("Bob", keys("read")))
        .then("03-03 11:03", keys("lose"));
    let no = "KeysNotPermitted";
    let lost = "KeysLost";
    check(&story, &["taken", no, "taken", "taken", lost, no, lost]);
}

/// ENC-3: lost keys are restored by who is authorised, and then the machine is.
#[test]
fn a_machine_whose_keys_were_lost_is_recovered_by_who_may_restore_them() {
    let story = encrypted("bek-and-kek")
        .then("03-03 10:00", keys("lose"))
        .then("03-03 10:01", by("Ann", restore("vm")))
        .then("03-03 10:02", by("Bob", keys("restore")))
        .then("03-03 10:03", by("Bob", restore("vm")))
        .then("03-03 10:04", by("Ann", keys("restore")))
        .then("03-03 10:05", by("Ann", keys("read")))
        .then("03-03 10:06", by("Ann", restore("vm")));
    let lost = "KeysLost";
    let expected = [
        "taken",
        lost,
        "KeysNotPermitted",
        lost,
        "taken",
        "taken",
        "taken",
    ];
    let run = check(&story, &expected);
    assert_eq!(restores(&run), ["03-02 22:00 from snapshot: Completed"]);
}

#[test]
fn disks_come_back_encrypted_without_their_keys() {
    let story = encrypted("bek")
        .then("03-03 10:00", keys("lose"))
        .then("03-03 10:01", restore("disks"));
    check(&story, &["taken"; 2]);
}

#[test]
fn keys_that_no_point_holds_are_lost_for_good() {
    let story = encrypted("bek")
        .then("03-01 10:00", keys("lose"))
        .then("03-01 10:01", by("Ann", keys("restore")));
    check(&story, &["taken", "KeysNotInPoint"]);
    let deleted = encrypted("bek")
        .then("03-03 10:00", keys("lose"))
        .then(
            "03-03 10:01",
            json!({"do": "stop-protection", "data": "delete"}),
        )
        .then("03-03 10:02", keys("restore"))
        .then("03-03 10:03", json!({"do": "undelete"}))
        .then("03-03 10:04", keys("restore"));
    check(
        &deleted,
        &["taken", "taken", "DataDeleted", "taken", "taken"],
    );
}

/// ENC-3: what the service writes down and what leaves the program holds no key.
#[test]
fn no_record_and_no_output_holds_a_key() {
    let story = encrypted("bek-and-kek")
        .then("03-02 10:00", keys("lose"))
        .then("03-02 11:00", by("Ann", keys("restore")))
        .then("03-02 12:00", by("Ann", keys("read")))
        .then("03-03 10:00", change_policy("long"))
        .then("03-03 11:00", restore("vm"));
    let run = check(&story, &["taken"; 5]);
    let session = story.session();
    let spellings = spellings(&run);
    for (what, output) in outputs(&run, &session) {
        assert!(!output.is_empty(), "{what} is empty");
        for spelling in &spellings {
            assert!(!holds(&output, spelling), "{what} holds a key");
        }
    }
}

fn holds(output: impl AsRef<[u8]>, spelling: &[u8]) -> bool {
    let mut places = output.as_ref().windows(spelling.len());
    places.any(|place| place == spelling)
}

/// Everything that a run writes, with its name.
fn outputs(run: &Run, session: &Session) -> Vec<(&'static str, String)> {
    let report = session.report().expect("the run is complete");
    let at = run.scenario.end();
    let points = report.points(run.vm("a"), at).expect("a machine");
    let lab = Lab::open(session.scenario_text(), at.whole_secs() - 1).expect("it is small");
    let lab = lab.view(Some(run.vm("a").get()));
    vec![
        ("the lab", vaultlab::api::view_text(&lab)),
        ("the lab's text", text::lab(&lab)),
        ("the jobs", text::jobs(&lab.jobs, "UTC")),
        ("the jobs' file", csv::jobs(&lab.jobs)),
        ("the ledger", format!("{:?}", run.ledger)),
        ("the ledger at length", format!("{:#?}", run.ledger)),
        ("the scenario", format!("{:?}", run.scenario)),
        ("the run's document", run_text(session)),
        (
            "the scenario's document",
            session.scenario_text().to_owned(),
        ),
        ("the text", text::run(report)),
        ("the costs", text::cost(report)),
        ("the points", vaultlab::api::view_text(&points)),
        ("the points' file", csv::points(&points)),
        ("the backups' file", csv::backups(report)),
        ("the bills' file", csv::bills(&report.cost())),
    ]
}

/// The keys of `a` as somebody might write them: bytes, hex in both cases, base64.
fn spellings(run: &Run) -> Vec<Vec<u8>> {
    let permit = Permit::of(&run.scenario, None).expect("nobody in particular may");
    let vm = &run.scenario.vms()[run.vm("a")];
    let draws = Draws::new(run.scenario.seed());
    let secrets = Secret::of_machine(draws, vm.key, KeysDraft::BekAndKek);
    let of = |secret: &Secret| {
        let bytes = secret.read(&permit);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let list = format!("{bytes:?}");
        let texts = [
            hex.to_uppercase(),
            hex,
            base64(&bytes),
            list.trim_matches(['[', ']']).to_owned(),
            list.replace(' ', ""),
        ];
        let texts = texts.into_iter().map(String::into_bytes);
        texts.chain([bytes.to_vec()]).collect::<Vec<_>>()
    };
    secrets.iter().flat_map(of).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letters = bytes.chunks(3).flat_map(|chunk| {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        let letter = move |i: usize| LETTERS[(bits >> (18 - 6 * i) & 63) as usize];
        (0..=chunk.len()).map(letter)
    });
    letters.map(char::from).collect()
}

#[test]
fn the_search_for_keys_would_find_them() {
    assert_eq!(base64(b"Man"), "TWFu");
    assert_eq!(base64(b"Mango"), "TWFuZ28");
    let run = encrypted("bek").run();
    let all = spellings(&run);
    assert_eq!(all.len(), 12);
    for spelling in all {
        let text = [b"before ".to_vec(), spelling.clone(), b" after".to_vec()].concat();
        assert!(holds(&text, &spelling) && !holds(b"before after", &spelling));
    }
}
