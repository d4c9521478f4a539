//! Civil time: when backups are due, when nights open and close, which months a run touches,
//! across the clock changes of 2026. Dates and offsets are those of the published rules, worked out
//! by hand. Nights are in `calendar/nights.rs`.

mod nights;

use jiff::civil::Weekday::{self, Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
use vaultlab::azure::zones::WINDOWS_ZONES;
use vaultlab::scenario::calendar::{Calendar, Night, Schedule, Window, Zone, time_of_day};
use vaultlab::units::{SimDuration, SimTime};

const EVERY_DAY: [Weekday; 7] = [
    Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday,
];

/// A run of some days from a date, seen from a zone.
#[derive(Clone, Copy)]
struct Run {
    start: &'static str,
    days: u64,
    zone: &'static str,
}

const fn run(start: &'static str, days: u64, zone: &'static str) -> Run {
    Run { start, days, zone }
}

impl Run {
    fn calendar(self) -> Calendar {
        Calendar::starting(self.start).expect("the start is a date")
    }
    fn zone(self) -> Zone {
        Zone::find(self.zone).expect("the zone exists")
    }
    fn end(self) -> SimTime {
        SimTime::ZERO + SimDuration::days(self.days)
    }
    fn due(self, at: &str, on: &[Weekday]) -> Vec<SimTime> {
        let at = time_of_day(at).expect("a time");
        let schedule = Schedule {
            on: on.iter().copied().collect(),
            at,
            interval: SimDuration::DAY,
            per_day: 1,
        };
        let due = schedule.due_keeping_utc(self.calendar(), &self.zone(), self.end());
        due.map(|due| due.at).collect()
    }
    fn nights(self, opens: &str, closes: &str) -> Vec<Night> {
        let [opens, closes] = [opens, closes].map(|text| time_of_day(text).expect("a time"));
        let zone = self.zone();
        Window {
            opens,
            closes,
            zone,
        }
        .nights(self.calendar(), self.end())
    }
    /// `03-28T21:00`: an instant in UTC, without what is the same everywhere.
    fn short(self, at: SimTime) -> String {
        self.calendar().utc_text(at)[5..16].to_owned()
    }
}

/// Backups on these days at this local time are due at these instants (UTC), and are then at these
/// local times.
#[track_caller]
fn check_due(run: Run, at: &str, on: &[Weekday], expected: &[(&str, &str)]) {
    let local = |at| run.calendar().clock_text(at, &run.zone());
    let due: Vec<(String, String)> = run
        .due(at, on)
        .into_iter()
        .map(|at| (run.short(at), local(at)))
        .collect();
    let due: Vec<(&str, &str)> = due.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(due, expected);
}

// When a backup is due

#[test]
fn a_schedule_keeps_its_utc_time_when_the_clocks_go_forward() {
    check_due(
        run("2026-03-28", 3, "Europe/Madrid"),
        "22:00",
        &EVERY_DAY,
        &[
            ("03-28T21:00", "22:00"),
            ("03-29T21:00", "23:00"),
            ("03-30T21:00", "23:00"),
        ],
    );
    check_due(
        run("2026-03-07", 3, "America/New_York"),
        "22:00",
        &EVERY_DAY,
        &[
            ("03-07T03:00", "22:00"),
            ("03-08T03:00", "22:00"),
            ("03-09T03:00", "23:00"),
        ],
    );
}

#[test]
fn a_schedule_keeps_its_utc_time_when_the_clocks_go_back() {
    check_due(
        run("2026-10-24", 3, "Romance Standard Time"),
        "22:00",
        &EVERY_DAY,
        &[
            ("10-24T20:00", "22:00"),
            ("10-25T20:00", "21:00"),
            ("10-26T20:00", "21:00"),
        ],
    );
    check_due(
        run("2026-11-01", 2, "Eastern Standard Time"),
        "22:00",
        &EVERY_DAY,
        &[("11-01T02:00", "22:00"), ("11-02T02:00", "21:00")],
    );
}

#[test]
fn the_offset_that_a_schedule_keeps_is_that_of_the_first_midnight_utc() {
    let zone = "Europe/Madrid";
    // The clocks change at 01:00 UTC of the 29th.
    let before = run("2026-03-29", 1, zone);
    check_due(before, "22:00", &EVERY_DAY, &[("03-29T21:00", "23:00")]);
    let after = run("2026-03-30", 1, zone);
    check_due(after, "22:00", &EVERY_DAY, &[("03-30T20:00", "22:00")]);
}

#[test]
fn a_time_that_the_clock_change_leaves_out_or_repeats_is_due_once_a_day() {
    check_due(
        run("2026-03-28", 3, "Europe/Madrid"),
        "02:30",
        &EVERY_DAY,
        &[
            ("03-28T01:30", "02:30"),
            ("03-29T01:30", "03:30"),
            ("03-30T01:30", "03:30"),
        ],
    );
    check_due(
        run("2026-10-24", 3, "Europe/Madrid"),
        "02:30",
        &EVERY_DAY,
        &[
            ("10-24T00:30", "02:30"),
            ("10-25T00:30", "02:30"),
            ("10-26T00:30", "01:30"),
        ],
    );
}

#[test]
fn a_clock_change_of_half_an_hour_moves_the_local_time_by_half_an_hour() {
    check_due(
        run("2026-04-04", 2, "Australia/Lord_Howe"),
        "22:00",
        &EVERY_DAY,
        &[("04-04T11:00", "22:00"), ("04-05T11:00", "21:30")],
    );
    check_due(
        run("2026-10-03", 2, "Lord Howe Standard Time"),
        "22:00",
        &EVERY_DAY,
        &[("10-03T11:30", "22:00"), ("10-04T11:30", "22:30")],
    );
}

#[test]
fn a_zone_far_from_utc_has_a_backup_on_every_utc_day() {
    // 14 hours ahead: 01:00 local is the day before in UTC.
    check_due(
        run("2026-03-01", 2, "Pacific/Kiritimati"),
        "01:00",
        &EVERY_DAY,
        &[("03-01T11:00", "01:00"), ("03-02T11:00", "01:00")],
    );
    // 12 hours behind: 22:00 local is the day after.
    check_due(
        run("2026-03-01", 2, "Dateline Standard Time"),
        "22:00",
        &EVERY_DAY,
        &[("03-01T10:00", "22:00"), ("03-02T10:00", "22:00")],
    );
    check_due(
        run("2026-03-01", 1, "Asia/Kolkata"),
        "22:00",
        &EVERY_DAY,
        &[("03-01T16:30", "22:00")],
    );
}

#[test]
fn a_weekly_schedule_counts_local_days() {
    // Monday 2 March in Kiritimati begins on Sunday in UTC.
    check_due(
        run("2026-03-01", 7, "Pacific/Kiritimati"),
        "01:00",
        &[Monday],
        &[("03-01T11:00", "01:00")],
    );
    // Wednesday evening in New York is Thursday in UTC; the clocks change on Sunday 8.
    check_due(
        run("2026-03-01", 14, "America/New_York"),
        "22:00",
        &[Wednesday],
        &[("03-05T03:00", "22:00"), ("03-12T03:00", "23:00")],
    );
}

#[test]
fn a_weekly_schedule_has_as_many_days_a_week_as_it_names() {
    check_due(
        run("2026-03-01", 14, "UTC"),
        "22:00",
        &[Saturday, Tuesday],
        &[
            ("03-03T22:00", "22:00"),
            ("03-07T22:00", "22:00"),
            ("03-10T22:00", "22:00"),
            ("03-14T22:00", "22:00"),
        ],
    );
    // From a Monday to the Saturday of the same week there is no Sunday.
    check_due(run("2026-03-02", 6, "UTC"), "22:00", &[Sunday], &[]);
}

#[test]
fn a_leap_day_is_a_day_like_any_other() {
    check_due(
        run("2028-02-28", 3, "UTC"),
        "22:00",
        &EVERY_DAY,
        &[
            ("02-28T22:00", "22:00"),
            ("02-29T22:00", "22:00"),
            ("03-01T22:00", "22:00"),
        ],
    );
    // 29 February 2028 is a Tuesday.
    let week = run("2028-02-28", 3, "UTC");
    check_due(week, "22:00", &[Tuesday], &[("02-29T22:00", "22:00")]);
}

#[test]
fn the_first_instant_of_a_run_is_in_it_and_its_end_is_not() {
    check_due(
        run("2026-03-01", 2, "UTC"),
        "00:00",
        &EVERY_DAY,
        &[("03-01T00:00", "00:00"), ("03-02T00:00", "00:00")],
    );
}

#[test]
fn in_every_zone_a_daily_backup_is_due_once_in_each_24_hours() {
    for (windows, _) in WINDOWS_ZONES {
        for at in ["00:00", "02:30", "23:59"] {
            let run = run("2026-01-01", 400, windows);
            let due = run.due(at, &EVERY_DAY);
            assert_eq!(due.len(), 400, "{windows} {at}");
            let day_apart = |pair: &[SimTime]| pair[1].since(pair[0]) == SimDuration::DAY;
            assert!(due.windows(2).all(day_apart), "{windows} {at}");
            assert!(due[399] < run.end(), "{windows} {at}");
        }
    }
}

// Zones and months

#[test]
fn every_windows_zone_is_found_and_has_an_iana_name() {
    assert!(WINDOWS_ZONES.len() > 130);
    for (windows, iana) in WINDOWS_ZONES {
        let zone = Zone::find(windows).unwrap_or_else(|| panic!("{windows} is not found"));
        let same = Zone::find(iana).unwrap_or_else(|| panic!("{iana} is not found"));
        let calendar = Calendar::starting("2026-07-01").unwrap();
        assert_eq!(
            calendar.offset_at_start(&zone),
            calendar.offset_at_start(&same)
        );
        assert!(!zone.name().contains(' '), "{}", zone.name());
    }
}

/// Months as name, days, first and last day of its part of the run, whether complete.
#[track_caller]
fn check_months(start: &str, days: u32, expected: &[(&str, u64, u64, u64, bool)]) {
    let months = Calendar::starting(start).expect("a date").months(days);
    let whole = |at: SimTime| {
        assert_eq!(SimTime::ZERO + SimDuration::days(at.day()), at);
        at.day()
    };
    let found: Vec<_> = months
        .iter()
        .map(|m| {
            (
                m.name.as_str(),
                m.days,
                whole(m.from),
                whole(m.to),
                m.complete,
            )
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn months_are_cut_to_the_run() {
    check_months(
        "2026-01-15",
        60,
        &[
            ("2026-01", 31, 0, 17, false),
            ("2026-02", 28, 17, 45, true),
            ("2026-03", 31, 45, 60, false),
        ],
    );
    check_months("2026-03-31", 1, &[("2026-03", 31, 0, 1, false)]);
    check_months("2026-03-01", 30, &[("2026-03", 31, 0, 30, false)]);
}

#[test]
fn a_month_from_its_first_day_to_its_last_is_complete() {
    check_months("2026-03-01", 31, &[("2026-03", 31, 0, 31, true)]);
    check_months("2028-02-01", 29, &[("2028-02", 29, 0, 29, true)]);
    check_months("2100-02-01", 28, &[("2100-02", 28, 0, 28, true)]);
    check_months(
        "2026-12-01",
        32,
        &[("2026-12", 31, 0, 31, true), ("2027-01", 31, 31, 32, false)],
    );
}

/// Nanoseconds since the start end after 584 years.
#[test]
fn an_instant_is_at_most_400_years_after_the_start() {
    let calendar = run("2026-03-01", 1, "UTC").calendar();
    let last = SimTime::ZERO + SimDuration::days(146_097);
    assert_eq!(calendar.utc_instant("2426-03-01T00:00:00Z"), Some(last));
    assert_eq!(calendar.utc_text(last), "2426-03-01T00:00:00Z");
    for late in [
        "2426-03-01T00:00:01Z",
        "2610-09-17T23:34:33Z",
        "2610-09-19T00:00:00Z",
        "9999-01-01T00:00:00Z",
        "9999-12-30T22:00:00Z",
    ] {
        assert_eq!(calendar.utc_instant(late), None, "{late}");
    }
}
