//! A machine's recovery points as of a date: every day of the run has its cell, what is to come is
//! not told, and the stops on the way are where something happened.

mod lives;
mod rpo;

use vaultlab::api::Session;
use vaultlab::report::Report;
use vaultlab::report::view::{DayMark, PointsView};
use vaultlab::scenario::presets::Preset;
use vaultlab::units::VmId;

fn session(preset: &str) -> Session {
    let draft = Preset::find(preset).expect("a preset").draft();
    let mut session = Session::of(draft).expect("it is valid");
    while !session.step(1_000_000).done {}
    session
}

fn view(report: &Report, vm: &str, date: &str) -> PointsView {
    let mut vms = report.scenario().vms().enumerate();
    let (id, _) = vms.find(|(_, one)| one.name == vm).expect("a machine");
    let at = report.day_named(date).expect("a day of the run");
    report
        .points(id, report.instant(at.s))
        .expect("it is there")
}

fn day<'v>(view: &'v PointsView, date: &str) -> (DayMark, &'v str) {
    let mut days = view.days.iter();
    let day = days.find(|day| day.date == date).expect("a day before");
    (day.mark, &day.about)
}

#[test]
fn every_day_of_a_run_is_a_step() {
    let session = session("demo");
    let report = session.report().expect("it is complete");
    let days = report.days();
    assert_eq!(days.len(), 30);
    assert_eq!(days[0].local, "2026-03-01 23:59");
    // The day of the clock change has 23 hours.
    let last_two = (days[28].s - days[27].s, days[28].local.as_str());
    assert_eq!(last_two, (23 * 3600, "2026-03-29 23:59"));
    assert_eq!(days[29].utc, "2026-03-31T00:00:00Z");
    for (index, moment) in days.iter().enumerate() {
        let view = report.points(VmId::new(0), report.instant(moment.s));
        let view = view.expect("a machine");
        assert_eq!(view.days.len(), index + 1);
        assert_eq!(view.run_ends, "2026-03-30");
    }
    assert_eq!(report.day_named("2026-03-31"), None);
    assert_eq!(report.day_named("soon"), None);
    assert_eq!(report.instant(u64::MAX), report.scenario().end());
}

#[test]
fn what_is_to_come_is_not_told() {
    let session = session("retention-years");
    let report = session.report().expect("it is complete");
    let zero = report.points(VmId::new(0), report.instant(0));
    let zero = zero.expect("a machine");
    assert_eq!((zero.points.len(), zero.days.len()), (0, 1));
    assert_eq!(zero.days[0].mark, DayMark::Nothing);
    let early = view(report, "web-legacy", "2025-05-04");
    assert_eq!(day(&early, "2025-05-03").0, DayMark::Daily);
    assert!(early.operators.is_empty());
    let late = view(report, "web-legacy", "2025-05-07");
    let (mark, about) = day(&late, "2025-05-06");
    assert_eq!(mark, DayMark::Failed);
    assert!(about.starts_with("Failed: "), "{about}");
    assert_eq!(late.operators.len(), 1);
}

#[test]
fn a_day_shows_its_point_that_lives_longest_and_in_the_end_that_it_is_gone() {
    let session = session("retention-years");
    let report = session.report().expect("it is complete");
    let early = view(report, "files-01", "2025-01-20");
    let marks = |view: &PointsView, dates: [&str; 4]| dates.map(|date| day(view, date).0);
    // New Year, the first Sunday, the second, and a Tuesday.
    let dates = ["2025-01-01", "2025-01-05", "2025-01-12", "2025-01-14"];
    let (year, month) = (DayMark::Yearly, DayMark::Monthly);
    let all = [year, month, DayMark::Weekly, DayMark::Daily];
    assert_eq!(marks(&early, dates), all);
    let later = view(report, "files-01", "2025-03-01");
    let no_daily = [year, month, DayMark::Weekly, DayMark::Gone];
    assert_eq!(marks(&later, dates), no_daily);
    let end = view(report, "files-01", "2026-12-31");
    let long_ones = [year, month, DayMark::Gone, DayMark::Gone];
    assert_eq!(marks(&end, dates), long_ones);
    for row in &end.points {
        assert!(!row.life.is_empty() && !row.tiers.is_empty());
    }
}

#[test]
fn changes_are_what_operators_did_and_where_failing_begins_and_ends() {
    let session = session("retention-years");
    let report = session.report().expect("it is complete");
    let view = view(report, "web-legacy", "2026-12-31");
    let ends = report.days();
    let dates: Vec<&str> = view
        .changes_s
        .iter()
        .map(|at| {
            let day = ends.iter().find(|day| day.s >= *at).expect("in the run");
            &day.local[..10]
        })
        .collect();
    for date in ["2025-05-05", "2025-05-12", "2026-11-16", "2026-12-09"] {
        assert!(dates.contains(&date), "{date} in {dates:?}");
    }
    assert!(view.changes_s.is_sorted());
    assert_eq!(view.operators.len(), 4);
    assert!(view.operators.iter().all(|one| one.refused.is_none()));
}
