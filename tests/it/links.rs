//! Links and limits as the page and `vaultlab links` list them: what each carries, where that comes
//! from, how full it was, what it held, and how it is set and put back.

mod settings;
mod throughput;

use crate::fleets::{random, report, run};
use serde_json::{Value, json};
use vaultlab::api::{Session, preset_text};
use vaultlab::report::Report;
use vaultlab::report::query::LinksQuery;
use vaultlab::report::view::{LinkRow, LinksView};

/// The scenario whose table is a golden: something of everything.
fn every_link() -> String {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/golden/every-link-and-limit-has-its-source/scenario.json"
    );
    std::fs::read_to_string(file).expect("the scenario is there")
}

fn done(text: &str) -> Session {
    let mut session = Session::open(text).unwrap_or_else(|problems| panic!("{problems:?}"));
    while !session.step(u64::MAX).done {}
    session
}

fn query(night: Option<u32>, filter: &str) -> LinksQuery {
    let filter = filter.to_owned();
    LinksQuery {
        night,
        filter,
        from: 0,
        count: 500,
    }
}

fn links(report: &Report, night: Option<u32>, filter: &str) -> LinksView {
    let view = report.links(&query(night, filter));
    view.expect("there is such a night")
}

/// What the table says, one line a row: what, whose and how much.
fn lines(rows: &[LinkRow]) -> Vec<String> {
    let line = |row: &LinkRow| {
        let name = row.name.as_deref().unwrap_or_default();
        format!("{} {name}: {}", row.what, row.capacity)
    };
    rows.iter().map(line).collect()
}

#[test]
fn what_holds_transfers_is_never_more_than_all_of_their_time() {
    for seed in 0..40 {
        let session = run(random(seed));
        let report = report(&session);
        for night in (0..report.night_count()).map(Some).chain([None]) {
            let view = links(report, night, "");
            let held: f64 = view.rows.iter().filter_map(|row| row.held_percent).sum();
            assert!(held <= 100.0 + 1e-6, "seed {seed}, {night:?}: {held} %");
            for row in &view.rows {
                let peak = row.peak_percent.unwrap_or_default();
                let fullest = row.fullest_percent.unwrap_or_default();
                let is_right = (0.0..=peak).contains(&fullest) && peak <= 100.0 + 1e-6;
                assert!(is_right, "seed {seed}, {night:?}: {row:?}");
            }
        }
    }
}

#[test]
fn what_a_night_lost_to_a_link_is_what_its_calendar_says() {
    let session = done(&every_link());
    let report = report(&session);
    let mut lost_any = false;
    for night in report.nights() {
        let rows = links(report, Some(night.night), "").rows;
        for lost in &night.lost {
            let is_it = |row: &&LinkRow| {
                let of_requests = row.what.ends_with("requests");
                row.kind.starts_with(lost.kind.as_str()) && !of_requests
                    || lost.kind == "requests" && of_requests && row.kind == "account"
            };
            let named = |row: &&LinkRow| row.name.as_ref().is_none_or(|name| *name == lost.name);
            let row = rows.iter().find(|row| is_it(row) && named(row));
            let row = row.unwrap_or_else(|| panic!("{lost:?} has a row"));
            assert_eq!(row.held.as_ref(), Some(&lost.length), "{lost:?}");
            lost_any = true;
        }
    }
    assert!(lost_any);
}

#[test]
fn a_machine_that_limits_nothing_is_found_by_its_name_alone() {
    let session = done(&every_link());
    let report = report(&session);
    let machines = |filter: &str| {
        let rows = links(report, None, filter).rows;
        lines(
            &rows
                .into_iter()
                .filter(|row| row.kind == "vm")
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(machines(""), ["machine, all its disks sql: 50 MiB/s"]);
    assert_eq!(
        machines("FILES"),
        ["machine, all its disks files: no limit"]
    );
}

#[test]
fn rows_are_found_by_what_they_are_and_given_slice_by_slice() {
    let session = done(&every_link());
    let report = report(&session);
    let accounts = links(report, None, "storage account, bytes");
    assert_eq!(accounts.matching, 2);
    let slice = LinksQuery {
        from: 1,
        count: 1,
        ..query(None, "storage account, bytes")
    };
    let slice = report.links(&slice).expect("the whole run");
    assert_eq!((slice.matching, slice.from), (2, 1));
    assert_eq!(slice.rows, accounts.rows[1..]);
    assert!(report.links(&query(Some(99), "")).is_none());
}

/// Where a row's figure comes from, as `kind: source`.
fn origin(rows: &[LinkRow], what: &str) -> String {
    let row = rows.iter().find(|row| row.what == what);
    let row = row.unwrap_or_else(|| panic!("{what} has a row"));
    format!("{}: {}", row.origin.kind, row.origin.source)
}

#[test]
fn a_figure_of_the_scenario_says_what_would_hold_without_it() {
    let session = done(&every_link());
    let rows = links(report(&session), None, "").rows;
    for (what, from) in [
        ("storage account, bytes", "scenario: without it 1200 MiB/s"),
        ("storage account, other load", "scenario: without it 0 %"),
        (
            "reading a disk, requests",
            "scenario: without it 31 requests/s",
        ),
        ("region, all transfers", "scenario: without it no limit"),
        (
            "region, busy hours",
            "scenario: without it 80 MiB/s, as in the other hours",
        ),
        ("machine, all its disks", "scenario: without it no limit"),
        (
            "first backup of a disk",
            "published: VM backup planning guide",
        ),
    ] {
        assert_eq!(origin(&rows, what), from);
    }
}

/// What others take of an account is not its capacity: 30 % of 100 MiB/s.
#[test]
fn what_others_take_of_an_account_is_not_counted_as_its_capacity() {
    let session = done(&every_link());
    let rows = links(report(&session), None, "sa03").rows;
    assert_eq!(
        lines(&rows),
        [
            "storage account, bytes sa03: 70 MiB/s of 100 MiB/s",
            "storage account, requests sa03: 14000 of 20000 requests/s",
            "storage account, other load sa03: 30 %",
        ]
    );
}

#[test]
fn a_hostile_name_of_an_account_does_not_turn_the_table() {
    let session = done(&every_link());
    let text = vaultlab::report::text::links(&report(&session).all_links());
    assert!(text.contains("sa\u{fffd}04") && !text.contains('\u{202e}'));
}

/// The rules that the panel gives for `sql`'s first and second backup, of what is asked.
#[test]
fn rules_name_how_change_is_found_by_profile_and_requests_where_they_held() {
    let mut document: Value = serde_json::from_str(&every_link()).expect("it is JSON");
    document["calibration"] = json!({});
    document["accounts"] = json!([{"name": "sa03"}]);
    let rules = |document: &Value, night| {
        let session = done(&document.to_string());
        let view = report(&session).machine(vaultlab::units::VmId::new(0), night);
        let rules = view.expect("it is there").rules;
        let rules = rules
            .into_iter()
            .map(|rule| format!("{} [{}]", rule.rule, rule.source));
        rules.collect::<Vec<_>>().join("\n")
    };
    let later = rules(&document, 1);
    assert!(
        later.contains("Under current the storage says what has changed"),
        "{later}"
    );
    let requests = "with at most 31 requests a second, each of at most 4 MiB: change that is \
                    scattered takes longer. [guess: 200 GB of change a day";
    assert!(later.contains(requests), "{later}");
    let first = rules(&document, 0);
    assert!(
        !first.contains("requests a second"),
        "all lies together: {first}"
    );
    document["calibration"] = json!({"disk_requests_per_s": 30, "queue_mean_min": 5});
    let set = rules(&document, 1);
    let said = "30 requests a second, each of at most 4 MiB: change that is scattered takes longer. \
                [set by this scenario]";
    assert!(set.contains(said), "{set}");
    let queue = "That wait is 5 min on average, and 40 min from 22:00 to 02:00. [set by this";
    assert!(set.contains(queue), "{set}");
    document["calibration"] = json!({});
    document["profile"] = json!("classic-2015");
    document["policies"][0]["schedule"]["at"] = json!("22:00");
    let classic = preset_text("lifecycle-classic").expect("it is there");
    assert!(
        rules(&serde_json::from_str(&classic).expect("JSON"), 2)
            .contains("Under classic-2015 every allocated block is read and compared")
    );
}
