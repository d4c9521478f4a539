//! How old the newest recovery point is over a run, against a second look at every minute.

use super::session;
use vaultlab::report::Report;
use vaultlab::report::view::ChartView;
use vaultlab::units::{Id, SimDuration, SimTime, VmId};

fn rpo(report: &Report, vm: VmId) -> ChartView {
    report.rpo(vm).expect("a machine")
}

/// Hours since the newest of the points that live at an instant.
fn age(report: &Report, vm: VmId, at: SimTime) -> Option<f64> {
    let points = report.ledger().points().iter();
    let alive = points.filter(|point| point.vm == vm && point.is_alive_at(at));
    let newest = alive.map(|point| point.taken).max()?;
    Some(at.since(newest).as_secs_f64() / 3600.0)
}

#[test]
fn no_moment_of_a_step_is_older_than_the_step_says() {
    for preset in ["demo", "lifecycle-current"] {
        let session = session(preset);
        let report = session.report().expect("it is complete");
        for vm in report.scenario().vms().ids() {
            let view = rpo(report, vm);
            let hours = u64::from(report.scenario().days()) * 24;
            assert_eq!(view.step_s, 3600, "{preset} is short");
            assert_eq!(view.series[0].values.len() as u64, hours);
            for (hour, said) in view.series[1].values.iter().enumerate() {
                let start = SimTime::ZERO + SimDuration::hours(hour as u64);
                let minutes = (0..60).map(|minute| start + SimDuration::mins(minute));
                // Older by less than the minute between two looks.
                let seen = minutes
                    .filter_map(|at| age(report, vm, at))
                    .fold(f64::NAN, f64::max);
                if seen.is_nan() {
                    assert!(
                        said.is_nan() || *said < 1.0,
                        "{preset} {vm:?} hour {hour}: {said}"
                    );
                } else {
                    let over = said - seen;
                    assert!(
                        (0.0..1.0 / 30.0).contains(&over),
                        "{preset} {vm:?} hour {hour}: {said}, seen {seen}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_machine_that_fails_every_night_is_the_worst_of_all() {
    let session = session("demo");
    let report = session.report().expect("it is complete");
    let failing = report.summary().failing.expect("one fails");
    let view = rpo(report, VmId::new(failing.index));
    let last = |series: usize| *view.series[series].values.last().expect("a run has hours");
    let ages: Vec<f64> = report
        .scenario()
        .vms()
        .ids()
        .filter_map(|vm| age(report, vm, report.scenario().end()))
        .collect();
    let oldest = ages.iter().copied().fold(0.0, f64::max);
    let (worst, own) = (last(0), last(1));
    assert!((worst - oldest).abs() < 1e-9);
    assert!(own.is_nan() || own == worst, "{own} of {worst}");
}

#[test]
fn a_failed_night_doubles_the_age_and_a_long_run_has_longer_steps() {
    let session = session("retention-years");
    let report = session.report().expect("it is complete");
    let view = rpo(report, VmId::from_index(0));
    assert!(view.step_s > 3600 && view.step_s.is_multiple_of(3600));
    assert!(view.series[0].values.len() <= 1_500);
    assert_eq!(view.times.len(), view.series[0].values.len());
    assert!(report.rpo(VmId::new(999)).is_none());
}
