//! What `vaultlab errors` prints: the catalogue itself is held by `tests/golden/errors.txt`, so that a
//! changed sentence is seen in a review. `UPDATE_GOLDEN=1` rewrites it.

use std::path::Path;
use vaultlab::api;
use vaultlab::azure::errors::faults;
use vaultlab::azure::profile::PROFILES;
use vaultlab::azure::troubles::Trouble;
use vaultlab::report::text;
use vaultlab::report::view::ErrorsView;

fn all(profile: &str) -> ErrorsView {
    api::errors(Some(profile), None).expect("the profile is there")
}

#[track_caller]
fn check_refused(profile: Option<&str>, code: Option<&str>, expected: &str) {
    let problems = api::errors(profile, code).expect_err("it is not there");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(lines, [expected]);
}

#[test]
fn the_catalogue_says_what_was_reviewed() {
    let lists = PROFILES.map(|profile| text::errors(&all(profile.name)));
    let mut answer = format!("{}\n{}", lists[0], lists[2]);
    for code in faults().map(|row| row.code) {
        let found = PROFILES
            .iter()
            .rev()
            .find_map(|profile| api::errors(Some(profile.name), Some(code)).ok());
        answer.push('\n');
        answer += &text::errors(&found.expect("a code is one of a generation"));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/errors.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &answer).unwrap();
    }
    assert!(
        std::fs::read_to_string(file).unwrap() == answer,
        "UPDATE_GOLDEN=1 rewrites it"
    );
}

#[test]
fn every_error_is_of_some_generation_and_of_all_that_have_resource_manager_machines_alike() {
    let [classic, of_2019, current] = PROFILES.map(|profile| all(profile.name).rows);
    assert_eq!(of_2019, current);
    for row in faults() {
        let rows = classic.iter().chain(&current);
        assert!(
            rows.into_iter().any(|it| it.code == row.code),
            "{}",
            row.code
        );
    }
}

#[test]
fn an_error_says_the_same_alone_as_among_all() {
    let among = all("current");
    for row in &among.rows {
        let alone = api::errors(None, Some(&row.code)).expect("it is there");
        assert_eq!(alone.rows, std::slice::from_ref(row));
        let names: Vec<_> = alone.troubles.into_iter().map(|it| it.name).collect();
        assert_eq!(names, row.troubles);
    }
}

#[test]
fn every_trouble_is_listed_whatever_the_generation() {
    for profile in PROFILES {
        assert_eq!(all(profile.name).troubles.len(), Trouble::COUNT);
    }
}

#[test]
fn an_error_is_found_in_any_letters() {
    let upper = api::errors(None, Some("USERERRORFSFREEZETIMEOUT")).expect("it is there");
    assert_eq!(upper.rows[0].code, "UserErrorFsFreezeTimeout");
    assert_eq!(upper.rows[0].extension_code, Some(122));
    assert!(upper.rows[0].is_of_guest);
}

#[test]
fn a_code_that_is_not_there_is_answered_with_those_that_look_like_it() {
    check_refused(
        None,
        Some("FsFrezeTimeout"),
        "code: found \"FsFrezeTimeout\"; allowed: an error of current, such as \
         UserErrorFsFreezeTimeout, Pre-ScriptTimeout, Post-ScriptTimeout, UserErrorFsFreezeFailed, \
         ExtensionFailedTimeoutDelayInNetwork",
    );
    check_refused(
        Some("classic"),
        None,
        "profile: found \"classic\"; allowed: classic-2015, resource-manager-2019, current",
    );
}

#[test]
fn an_error_of_another_generation_is_not_there() {
    assert!(api::errors(None, Some("SnapshotSubtaskTimedOut")).is_err());
    assert!(api::errors(Some("classic-2015"), Some("SnapshotSubtaskTimedOut")).is_ok());
}
