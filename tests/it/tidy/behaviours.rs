//! Behaviours: every row of docs/behaviours.md is held by a test that bears its ID.

use super::assert_none;
use super::tree::{File, Tree, root};
use std::fs;

/// The IDs of the rows of a page's table.
fn ids(page: &str) -> Vec<&str> {
    let cells = page.lines().filter_map(|line| line.strip_prefix("| "));
    let first = cells.filter_map(|line| line.split(" |").next());
    first
        .filter(|cell| {
            let (family, number) = cell.split_once('-').unwrap_or_default();
            let is_family = !family.is_empty() && family.bytes().all(|b| b.is_ascii_uppercase());
            is_family && number.parse::<u32>().is_ok()
        })
        .collect()
}

/// Whether a text bears an ID: `BIL-1`, and not as part of `BIL-12`.
fn bears(text: &str, id: &str) -> bool {
    let follows = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit());
    text.match_indices(id)
        .any(|(at, found)| follows(&text[at + found.len()..]))
}

fn check_rows(page: &str, tests: &[File]) -> Vec<String> {
    let is_held = |id: &&str| tests.iter().any(|test| bears(&test.text, id));
    let ids = ids(page);
    let loose = ids.into_iter().filter(|id| !is_held(id));
    loose
        .map(|id| format!("docs/behaviours.md: no test bears {id}"))
        .collect()
}

/// Every test, and what the goldens say of themselves.
fn tests() -> Vec<File> {
    let all = Tree::read().all;
    let is_test = |file: &File| file.path.starts_with("tests/") || file.path.contains("/e2e/");
    let mut tests: Vec<File> = all.into_iter().filter(is_test).collect();
    let goldens = fs::read_dir(root().join("tests/golden")).expect("there are goldens");
    for golden in goldens {
        let why = golden.expect("a folder is readable").path().join("why.md");
        tests.extend(
            fs::read_to_string(why)
                .ok()
                .map(|text| File::new("why.md", &text)),
        );
    }
    tests
}

#[test]
fn every_behaviour_is_held_by_a_test_that_bears_its_id() {
    let page = fs::read_to_string(root().join("docs/behaviours.md")).expect("the page is there");
    assert!(ids(&page).len() >= 11, "only {:?}", ids(&page));
    // This file names IDs that are no behaviour of its own.
    let tests: Vec<File> = tests()
        .into_iter()
        .filter(|test| !test.path.ends_with("tidy/behaviours.rs"))
        .collect();
    assert_none(&check_rows(&page, &tests));
}

#[test]
fn a_behaviour_without_a_test_is_caught() {
    let page = "| ID | behaviour |\n| --- | --- |\n| XYZ-1 | It does. |\n";
    let with = |text: &str| check_rows(page, &[File::new("tests/a.rs", text)]);
    assert_eq!(
        with("// XYZ-12"),
        ["docs/behaviours.md: no test bears XYZ-1"]
    );
    assert_none(&with("// XYZ-1: it does"));
}
