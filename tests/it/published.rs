//! Worked examples that Microsoft publishes: each must come out of a run. Where a published figure
//! is an average, so is ours: over many machines, whose days differ.

use crate::fleets::{report, run};
use serde_json::{Value, json};
use vaultlab::ledger::Ledger;
use vaultlab::report::Report;
use vaultlab::scenario::parse;
use vaultlab::units::{Bytes, SimDuration, SimTime, VmId};

/// Machines over which an average is taken.
const MACHINES: usize = 100;

/// Machines of one disk under one policy, with nothing to wait for.
fn fleet(days: u32, policy: Value, disk: &Value) -> Report {
    let mut policy = policy;
    policy["name"] = json!("policy");
    policy["vault"] = json!("vault");
    policy["time_zone"] = json!("UTC");
    let vm = |i: usize| json!({"name": format!("vm-{i}"), "os": "linux", "policy": "policy", "disks": [disk]});
    let document = json!({
        "schema": 1, "name": "published", "start": "2026-03-01", "days": days,
        "window": {"opens": "22:00", "closes": "06:00", "time_zone": "UTC"},
        "vaults": [{"name": "vault"}],
        "policies": [policy],
        "vms": (0..MACHINES).map(vm).collect::<Value>(),
        // These are about sizes: every day's change arrives before the next.
        "calibration": {"start_delay_max_min": 0, "queue_mean_min": 0, "queue_busy_mean_min": 0,
                        "disk_requests_per_s": 100_000},
    });
    let draft = parse(&document.to_string()).expect("the scenario is well formed");
    let session = run(draft);
    assert!(report(&session).ledger().operators().is_empty());
    session.into_report().expect("the run is complete")
}

/// A disk that holds so much, of which so much changes on an average day, all of it anew.
fn disk(used_gib: u64, change_percent: f64) -> Value {
    json!({"name": "os", "role": "os", "kind": "premium-ssd", "size_gib": 32_767,
           "used_gib": used_gib, "change_percent_per_day": change_percent, "hot_percent": 0,
           // What lies together is sent within the day, however much it is.
           "writes": {"run_kib": 4_096}})
}

/// The average over all machines of a size, in GiB.
fn average_gib(report: &Report, size: impl Fn(&Ledger, VmId) -> Bytes) -> f64 {
    let vms = report.scenario().vms().ids();
    let all: Bytes = vms.map(|vm| size(report.ledger(), vm)).sum();
    all.as_f64() / (1_u64 << 30) as f64 / MACHINES as f64
}

/// The instant just before a machine's snapshot of this day (0 is the first) or, after the last,
/// just before the run's end.
fn before_snapshot(report: &Report, vm: VmId, day: usize) -> SimTime {
    let points = report.meters().points_of(vm);
    let taken = report.ledger().points()[points[day]].taken;
    SimTime::from_nanos(taken.as_nanos() - 1)
}

#[track_caller]
fn check_near(found: f64, published: f64) {
    let error = (found - published).abs() / published;
    assert!(error < 0.03, "{found} GiB for the published {published}");
}

fn daily(kind: &str, snapshots: u32) -> Value {
    json!({"kind": kind, "schedule": {"every": "day", "at": "22:00"},
           "instant_restore_days": snapshots, "retention": {"daily": {"days": 30}}})
}

/// 100 GB, of which 2 % change a day, snapshots for 5 days: 10 GB of snapshots. At noon the sixth
/// oldest goes; in the evening five have a day's change behind them.
#[test]
fn w2_five_days_of_snapshots_at_two_percent_hold_a_tenth_of_the_machine() {
    let report = fleet(12, daily("standard", 5), &disk(100, 2.0));
    let held = average_gib(&report, |ledger, vm| {
        report
            .meters()
            .snapshots_at(ledger, vm, before_snapshot(&report, vm, 10))
    });
    check_near(held, 10.0);
}

/// In a steady state: with a Standard policy days × change a day; with an Enhanced one the whole
/// machine and (days − 1) × change a day.
#[test]
fn w4_snapshots_in_a_steady_state_hold_what_the_published_formulas_say() {
    for (kind, days, published) in [
        ("standard", 2, 2.0 * 3.0),
        ("standard", 5, 5.0 * 3.0),
        ("enhanced", 2, 100.0 + 3.0),
        ("enhanced", 7, 100.0 + 6.0 * 3.0),
    ] {
        let report = fleet(14, daily(kind, days), &disk(100, 3.0));
        let held = average_gib(&report, |ledger, vm| {
            report
                .meters()
                .snapshots_at(ledger, vm, before_snapshot(&report, vm, 12))
        });
        check_near(held, published);
    }
}

/// 100 GB with 1 GB of change a day, four snapshots: when the fourth has been taken, 3 GB with a
/// Standard policy (0.36 a month), 103 GB with an Enhanced one (5.15 a month).
#[test]
fn w5_four_snapshots_hold_three_days_of_change_or_the_machine_and_three_days() {
    for (kind, gib, price) in [("standard", 3.0, 0.36), ("enhanced", 103.0, 5.15)] {
        let report = fleet(6, daily(kind, 5), &disk(100, 1.0));
        let held = average_gib(&report, |ledger, vm| {
            let fourth = ledger.points()[report.meters().points_of(vm)[3]].taken;
            report.meters().snapshots_at(ledger, vm, fourth)
        });
        check_near(held, gib);
        let rate = if kind == "standard" { 0.12 } else { 0.05 };
        check_near(held * rate, price);
    }
}

/// Published for Standard policies: nothing at first, then what is overwritten.
#[test]
fn w5_the_first_standard_snapshot_is_of_the_whole_machine_and_costs_nothing() {
    let report = fleet(6, daily("standard", 5), &disk(100, 1.0));
    let first = |vm: VmId| report.ledger().points()[report.meters().points_of(vm)[0]].taken;
    for vm in report.scenario().vms().ids() {
        let held = report.meters().snapshots_at(report.ledger(), vm, first(vm));
        assert_eq!(held, Bytes::ZERO);
    }
}

/// 8 TB, of which 5 % change: 0.4 TB a day go to the vault.
#[test]
fn w21_five_percent_of_eight_terabytes_are_four_tenths_of_a_terabyte() {
    // The first backup takes days, and the second compares by checksums, as the first one's snapshot is
    // gone by then; with snapshots of five days every later one asks for ranges.
    let report = fleet(30, daily("standard", 5), &disk(8 << 10, 5.0));
    let last_ten = average_gib(&report, |ledger, vm| {
        let points = report.meters().points_of(vm).iter().rev().take(10);
        let jobs = points.map(|point| ledger.points()[*point].job);
        jobs.map(|job| ledger.jobs()[job].sent).sum()
    });
    check_near(last_ten / 10.0, 0.4 * 1024.0);
}

/// Published: a policy of n days has up to n + 1 snapshots.
#[test]
fn snapshots_of_n_days_are_at_most_n_and_one() {
    for days in [1, 2, 5] {
        let report = fleet(12, daily("standard", days), &disk(10, 1.0));
        for hour in 0..12 * 24 {
            let at = SimTime::ZERO + SimDuration::hours(hour);
            let of_vm = report.meters().points_of(VmId::new(0)).iter();
            let of_vm = of_vm.map(|id| report.ledger().points()[*id]);
            let count = of_vm.filter(|point| point.has_snapshot_at(at)).count();
            assert!(
                count <= days as usize + 1,
                "{count} snapshots at hour {hour}"
            );
            assert!(count >= 1 || hour < 23, "none at hour {hour}");
        }
    }
}
