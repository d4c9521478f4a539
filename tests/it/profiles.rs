//! What `vaultlab profiles` prints: the figures themselves are held by `tests/golden/profiles.txt`,
//! so that a changed figure or source is seen in a review. `UPDATE_GOLDEN=1` rewrites it.

use std::path::Path;
use vaultlab::api;
use vaultlab::azure::profile::PROFILES;
use vaultlab::report::text;

#[test]
fn the_profiles_say_what_was_reviewed() {
    let all = api::profiles(None).expect("all profiles are there");
    let answer = text::profiles(&all);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/profiles.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &answer).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(file).unwrap(),
        answer,
        "UPDATE_GOLDEN=1 rewrites it"
    );
}

#[test]
fn each_profile_says_the_same_alone_as_among_all() {
    let all = api::profiles(None).unwrap();
    for (profile, among) in PROFILES.iter().zip(&all.profiles) {
        let alone = api::profiles(Some(profile.name)).unwrap();
        assert_eq!(alone.profiles, std::slice::from_ref(among));
        assert!(alone.common.is_empty() && alone.limits.is_empty());
    }
}

#[test]
fn every_figure_has_a_source_and_every_source_but_a_guess_a_date() {
    let all = api::profiles(None).unwrap();
    let rows = all.profiles.iter().flat_map(|profile| &profile.rows);
    for figure in rows.chain(&all.common) {
        if let Some(origin) = &figure.origin {
            assert!(!origin.source.is_empty(), "{}", figure.what);
            assert_eq!(
                origin.date.is_none(),
                origin.kind == "guess",
                "{}",
                figure.what
            );
        }
    }
}

#[test]
fn a_profile_that_is_not_there_is_refused_with_the_names_of_those_that_are() {
    let problems = api::profiles(Some("classic")).unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        "profile: found \"classic\"; allowed: classic-2015, resource-manager-2019, current"
    );
}
