//! Lives, marks and costs of points in unusual states.

use super::view;
use crate::fleets::{report, run};
use serde_json::{Value, json};
use vaultlab::api::Session;
use vaultlab::report::view::{Amount, DayMark};
use vaultlab::scenario::parse;
use vaultlab::units::{Money, SimDuration, SimTime, VmId};

/// One machine from 1 March, with this policy, disk and timeline.
fn machine(days: u32, policy: &Value, disk: &Value, timeline: &Value) -> Session {
    let document = json!({
        "schema": 1, "name": "one", "start": "2026-03-01", "days": days,
        "window": {"opens": "20:00", "closes": "06:00", "time_zone": "UTC"},
        "vaults": [{"name": "vault", "soft_delete": {"state": "enhanced", "days": 20}}],
        "policies": [policy],
        "vms": [{"name": "a", "os": "linux", "policy": "policy", "disks": [disk]}],
        "timeline": timeline,
        "calibration": {"start_delay_max_min": 0, "queue_mean_min": 0, "queue_busy_mean_min": 0},
    });
    run(parse(&document.to_string()).expect("the scenario is well formed"))
}

fn policy(schedule: &Value, retention: &Value) -> Value {
    json!({"name": "policy", "vault": "vault", "time_zone": "UTC", "instant_restore_days": 5,
           "schedule": schedule, "retention": retention})
}

fn disk() -> Value {
    json!({"name": "os", "role": "os", "size_gib": 64, "used_gib": 10, "change_percent_per_day": 2})
}

fn ranges() -> Value {
    json!({"daily": {"days": 7},
           "monthly": {"months": 12, "on": {"by": "date", "days": [1]}}})
}

fn daily() -> Value {
    json!({"every": "day", "at": "22:00"})
}

#[test]
fn no_copy_in_the_vault_goes_before_its_snapshot() {
    let timeline =
        json!([{"at": "2026-03-03T08:00:00Z", "vm": "a", "do": "back-up-now", "keep_days": 1}]);
    let session = machine(20, &policy(&daily(), &ranges()), &disk(), &timeline);
    let report = report(&session);
    let demanded = report.ledger().points().iter();
    let mut demanded = demanded.filter(|point| point.own_life.is_some());
    let point = demanded.next().expect("it was made");
    let (snapshot, vault) = (point.snapshot.expect("kept"), point.vault.expect("sent"));
    assert_eq!(vault.removed, snapshot.removed, "both at one clean-up");
    assert!(vault.removed.since(point.taken) >= SimDuration::days(5));
    let row = view(report, "a", "2026-03-05").points;
    let row = row.iter().find(|row| row.reasons == ["on-demand"]);
    let until = row.and_then(|row| row.vault_until.clone());
    let until = until.expect("it is in the vault").utc;
    assert!(until.starts_with("2026-03-08T08:"), "{until}");
}

#[test]
fn a_stopped_machines_points_keep_their_marks_and_have_for_ever_to_live() {
    let timeline =
        json!([{"at": "2026-04-20T08:00:00Z", "vm": "a", "do": "stop-protection", "data": "keep"}]);
    let session = machine(200, &policy(&daily(), &ranges()), &disk(), &timeline);
    let view = view(report(&session), "a", "2026-09-10");
    let first = view.days.iter().find(|day| day.date == "2026-03-01");
    assert_eq!(first.map(|day| day.mark), Some(DayMark::Monthly));
    let first = view.points.last().expect("the month's first is kept");
    assert_eq!(first.archive, "yes", "nothing ends its life");
    assert!(view.points.iter().all(|row| row.vault_until.is_none()));
}

#[test]
fn what_is_not_billed_costs_nothing() {
    let timeline = json!([{"at": "2026-03-10T08:00:00Z", "vm": "a", "do": "stop-protection", "data": "delete"}]);
    let session = machine(40, &policy(&daily(), &ranges()), &disk(), &timeline);
    let costs = |date: &str| -> Vec<Amount> {
        let view = view(report(&session), "a", date);
        view.points.iter().map(|row| row.cost).collect()
    };
    let nothing = Amount(Money::ZERO);
    let billed = costs("2026-03-12");
    assert!(billed.iter().any(|cost| *cost != nothing), "{billed:?}");
    let free = costs("2026-03-20");
    assert!(!free.is_empty() && free.iter().all(|cost| *cost == nothing));
    assert!(costs("2026-04-05").is_empty(), "all is gone after 20 days");
}

/// Change is counted in whole blocks: a disk that changes all the time and grows by a few bytes
/// seems, between two points, to differ by less than its later point holds.
#[test]
fn an_heir_never_shrinks() {
    let weekly = json!({"every": "week", "on": ["sunday"], "at": "22:00"});
    let retention = json!({"weekly": {"weeks": 1},
        "monthly": {"months": 12, "on": {"by": "week", "days": ["sunday"], "weeks": ["first"]}}});
    for extra in 0..20 {
        let disk = json!({"name": "os", "role": "os", "size_gib": 30,
            "used_gib": 1.001 + f64::from(extra) * 1e-5, "change_percent_per_day": 50,
            "hot_percent": 100, "growth_gib_per_day": 4e-6});
        let session = machine(200, &policy(&weekly, &retention), &disk, &json!([]));
        let report = report(&session);
        for week in 1..28 {
            let at = SimTime::ZERO + SimDuration::days(7 * week);
            let view = report
                .points(VmId::new(0), at)
                .expect("the machine is there");
            let held = view.points.iter().filter_map(|row| row.held_bytes);
            let held: u64 = held.map(|held| held.0.get()).sum();
            let stored = report.meters().stored_at(report.ledger(), VmId::new(0), at);
            assert_eq!(held, stored.get(), "week {week}");
        }
    }
}

#[test]
fn deleting_before_there_is_a_point_leaves_nothing_to_hold() {
    let timeline = json!([
        {"at": "2026-03-01T08:00:00Z", "vm": "a", "do": "stop-protection", "data": "delete"},
        {"at": "2026-03-01T09:00:00Z", "vm": "a", "do": "protect", "policy": "policy"}
    ]);
    let session = machine(5, &policy(&daily(), &ranges()), &disk(), &timeline);
    let refused = report(&session).ledger().operators().iter();
    assert!(refused.clone().all(|record| record.refused.is_none()));
    assert_eq!(report(&session).ledger().points().len(), 5);
}

#[test]
fn a_day_is_its_policys_and_not_the_windows() {
    // 22:00 UTC is the next day in Kathmandu, where the window is; the policy's 1st is the 1st.
    let document = |zone: &str| {
        let session = machine(10, &policy(&daily(), &ranges()), &disk(), &json!([]));
        let mut draft = session.scenario_text().to_owned();
        draft = draft.replacen(
            "\"time_zone\": \"UTC\"",
            &format!("\"time_zone\": \"{zone}\""),
            1,
        );
        run(parse(&draft).expect("only the window's zone is another"))
    };
    for zone in ["UTC", "Asia/Kathmandu"] {
        let session = document(zone);
        let view = view(report(&session), "a", "2026-03-10");
        let monthly = view.days.iter().find(|day| day.mark == DayMark::Monthly);
        assert_eq!(
            monthly.map(|day| day.date.as_str()),
            Some("2026-03-01"),
            "{zone}"
        );
    }
}
