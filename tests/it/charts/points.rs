//! The calendar of recovery points: each day is a cell, holes are seen, ten years have their room.

use super::{NARROW_PX, WIDE_PX, check_drawn, check_drawn_in, check_golden, middle};
use jiff::civil::Date;
use vaultlab::charts::{Chart, Theme};
use vaultlab::report::view::{DayMark, Moment, PointDay, PointsView};

/// Every day of a run from 2025-01-01 on, shown on a day of it.
pub(super) fn view(run_days: i64, shown_days: i64) -> PointsView {
    let first: Date = "2025-01-01".parse().expect("a date");
    let date = |day: i64| first.saturating_add(jiff::Span::new().days(day));
    let days = (0..shown_days).map(|day| {
        let mark = mark(day, shown_days);
        PointDay {
            date: date(day).to_string(),
            mark,
            point: None,
            points: u32::from(mark >= DayMark::Snapshot),
            about: format!("It is {}.", mark.name()),
        }
    });
    PointsView {
        vm: 3,
        name: "files-01".to_owned(),
        as_of: Moment {
            s: 0,
            utc: String::new(),
            local: format!("{} 23:59", date(shown_days - 1)),
        },
        run_ends: date(run_days - 1).to_string(),
        changes_s: Vec::new(),
        state: "Protected by policy years.".to_owned(),
        policy: Vec::new(),
        facts: Vec::new(),
        points: Vec::new(),
        days: days.collect(),
        operators: Vec::new(),
        rules: Vec::new(),
    }
}

fn mark(day: i64, shown_days: i64) -> DayMark {
    let age = shown_days - 1 - day;
    match day {
        0 => DayMark::Yearly,
        5..=7 => DayMark::Failed,
        12 => DayMark::OnDemand,
        20 => DayMark::Nothing,
        _ if age == 0 => DayMark::Snapshot,
        _ if day % 30 == 4 => DayMark::Monthly,
        _ if day % 7 == 4 && age < 84 => DayMark::Weekly,
        _ if age < 30 => DayMark::Daily,
        _ => DayMark::Gone,
    }
}

#[test]
fn points_look_as_kept() {
    let two_years = view(730, 700);
    let chart = Chart::Points(&two_years);
    check_golden("points-light-wide", &chart, WIDE_PX, &Theme::light());
    check_golden("points-dark-narrow", &chart, NARROW_PX, &Theme::dark());
}

#[test]
fn a_day_of_the_calendar_is_found_by_its_cell() {
    for (run, width_px) in [
        (30, NARROW_PX),
        (366, NARROW_PX),
        (730, WIDE_PX),
        (730, NARROW_PX),
        (3653, WIDE_PX),
        (3653, NARROW_PX),
    ] {
        let view = view(run, run);
        let map = check_drawn(&Chart::Points(&view), width_px, &Theme::light());
        assert_eq!(map.items(), view.days.len(), "{run} days, {width_px} px");
        for (index, day) in view.days.iter().enumerate() {
            let (pick, cell) = map.item(index).expect("a day is an item");
            assert_eq!(pick.day.as_ref(), Some(&day.date));
            let (x, y) = middle(cell);
            let found = map.pick(x, y).expect("a cell");
            assert_eq!((found.vm, found.day), (Some(3), Some(day.date.clone())));
            assert!(found.facts.iter().any(|fact| fact.value == day.about));
        }
    }
}

#[test]
fn the_calendar_stays_where_it_is_while_the_date_moves() {
    let (early, late) = (view(730, 40), view(730, 730));
    let draw = |view| check_drawn(&Chart::Points(view), WIDE_PX, &Theme::light());
    let (before, after) = (draw(&early), draw(&late));
    for index in 0..before.items() {
        let cells = (before.item(index), after.item(index));
        let cells = cells.0.zip(cells.1).expect("both have the day");
        assert_eq!(cells.0.1, cells.1.1);
    }
}

#[test]
fn a_month_is_not_lost_and_ten_years_have_their_room() {
    let theme = Theme::light();
    let cell = |run, width_px| {
        let view = view(run, run);
        let map = check_drawn(&Chart::Points(&view), width_px, &theme);
        map.item(9).expect("a day").1
    };
    let month = cell(30, NARROW_PX);
    assert!(month.width >= 14 && month.height >= 14, "{month:?}");
    let ten_years = Chart::Points(&view(3653, 3653)).height_px(WIDE_PX, &theme);
    assert!(ten_years <= 900, "{ten_years} px");
    let day = cell(3653, NARROW_PX);
    assert!(day.width >= 3 && day.height >= 5, "{day:?}");
}

#[test]
fn the_calendar_says_in_words_what_it_shows() {
    let view = view(60, 40);
    let map = check_drawn(&Chart::Points(&view), WIDE_PX, &Theme::light());
    assert_eq!(
        map.summary(),
        "0 recovery points of files-01 as of 2025-02-09 23:59; 40 days, 22 daily, 4 weekly, \
         2 monthly, 1 yearly, 1 on demand, 1 snapshot only, 3 failed, 5 gone, 1 no backup."
    );
}

#[test]
fn days_that_can_t_be_read_are_left_out() {
    let mut view = view(30, 10);
    view.days[3].date = "nonsense".to_owned();
    view.days[4].date = "9999-12-31".to_owned();
    view.days[5].date = "-9999-01-01".to_owned();
    view.name = "<script>\u{202e}".to_owned();
    let map = check_drawn(&Chart::Points(&view), NARROW_PX, &Theme::dark());
    assert_eq!(map.items(), 7);
    for ends in ["nonsense", "9999-12-31", "-9999-01-01"] {
        view.run_ends = ends.to_owned();
        let map = check_drawn(&Chart::Points(&view), NARROW_PX, &Theme::dark());
        assert!(map.items() >= 7);
        check_drawn_in(&Chart::Points(&view), (64, 64), &Theme::dark());
    }
    view.days.clear();
    assert_eq!(
        check_drawn(&Chart::Points(&view), NARROW_PX, &Theme::dark()).items(),
        0
    );
}
