//! Civil time: when backups are due, when nights open and close, which months a run touches,
//! across the clock changes of 2026. Dates and offsets are those of the published rules, worked out
//! by hand.

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
        let on = on.to_vec();
        Schedule { at, on }.due_keeping_utc(self.calendar(), &self.zone(), self.end())
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

/// The run's nights: local date, opening and close (UTC).
#[track_caller]
fn check_nights(run: Run, opens: &str, closes: &str, expected: &[(&str, &str, &str)]) {
    let nights: Vec<[String; 3]> = run
        .nights(opens, closes)
        .iter()
        .map(|night| {
            let date = night.date.strftime("%m-%d").to_string();
            [date, run.short(night.opens), run.short(night.closes)]
        })
        .collect();
    let expected: Vec<_> = expected.iter().map(|(a, b, c)| [*a, *b, *c]).collect();
    assert_eq!(nights, expected);
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

// When a night opens and closes

#[test]
fn the_window_follows_the_clock_change_and_that_night_is_shorter_or_longer() {
    check_nights(
        run("2026-03-28", 2, "Europe/Madrid"),
        "22:00",
        "06:00",
        &[
            ("03-27", "03-28T00:00", "03-28T05:00"),
            ("03-28", "03-28T21:00", "03-29T04:00"),
            ("03-29", "03-29T20:00", "03-30T04:00"),
        ],
    );
    check_nights(
        run("2026-10-24", 2, "Europe/Madrid"),
        "22:00",
        "06:00",
        &[
            ("10-23", "10-24T00:00", "10-24T04:00"),
            ("10-24", "10-24T20:00", "10-25T05:00"),
            ("10-25", "10-25T21:00", "10-26T05:00"),
        ],
    );
    check_nights(
        run("2026-03-08", 1, "America/New_York"),
        "22:00",
        "06:00",
        &[
            ("03-07", "03-08T03:00", "03-08T10:00"),
            ("03-08", "03-09T02:00", "03-09T10:00"),
        ],
    );
}

#[test]
fn a_night_may_be_half_an_hour_longer_or_shorter() {
    check_nights(
        run("2026-04-04", 1, "Australia/Lord_Howe"),
        "22:00",
        "06:00",
        &[
            ("04-04", "04-04T11:00", "04-04T19:30"),
            ("04-05", "04-05T11:30", "04-05T19:30"),
        ],
    );
    check_nights(
        run("2026-10-03", 1, "Australia/Lord_Howe"),
        "22:00",
        "06:00",
        &[
            ("10-03", "10-03T11:30", "10-03T19:00"),
            ("10-04", "10-04T11:00", "10-04T19:00"),
        ],
    );
}

#[test]
fn nights_far_from_utc_have_their_local_date() {
    check_nights(
        run("2026-03-01", 1, "Pacific/Kiritimati"),
        "22:00",
        "06:00",
        &[
            ("03-01", "03-01T08:00", "03-01T16:00"),
            ("03-02", "03-02T08:00", "03-02T16:00"),
        ],
    );
    check_nights(
        run("2026-03-01", 1, "Asia/Kolkata"),
        "22:00",
        "06:00",
        &[
            ("02-28", "03-01T00:00", "03-01T00:30"),
            ("03-01", "03-01T16:30", "03-02T00:30"),
        ],
    );
}

#[test]
fn a_window_within_a_day_closes_on_the_date_on_which_it_opens() {
    check_nights(
        run("2026-03-01", 1, "UTC"),
        "01:00",
        "05:00",
        &[
            ("03-01", "03-01T01:00", "03-01T05:00"),
            ("03-02", "03-02T01:00", "03-02T05:00"),
        ],
    );
}

#[test]
fn a_window_that_closes_when_it_opens_is_never_shut() {
    check_nights(
        run("2026-03-01", 1, "UTC"),
        "12:00",
        "12:00",
        &[
            ("02-28", "03-01T00:00", "03-01T12:00"),
            ("03-01", "03-01T12:00", "03-02T12:00"),
        ],
    );
    // It closes as the run ends: what is due at that instant would be the next night's.
    check_nights(
        run("2026-03-01", 1, "UTC"),
        "00:00",
        "00:00",
        &[
            ("02-28", "03-01T00:00", "03-01T00:00"),
            ("03-01", "03-01T00:00", "03-02T00:00"),
            ("03-02", "03-02T00:00", "03-03T00:00"),
        ],
    );
}

/// The night of the 28th to the 29th of March, and of the 24th to the 25th of October, in Madrid.
#[track_caller]
fn check_change(start: &'static str, opens: &str, closes: &str, expected: (&str, &str)) {
    let run = run(start, 1, "Europe/Madrid");
    let nights = run.nights(opens, closes);
    // Of a window over midnight the night before began it.
    let index = usize::from(closes > opens && run.short(nights[0].closes)[..5] != start[5..]);
    let night = nights[index];
    let found = (run.short(night.opens), run.short(night.closes));
    assert_eq!((found.0.as_str(), found.1.as_str()), expected);
}

#[test]
fn a_time_in_the_gap_of_a_clock_change_is_as_much_later_as_the_gap_is_long() {
    let start = "2026-03-29";
    check_change(start, "22:00", "02:30", ("03-29T00:00", "03-29T01:30"));
    check_change(start, "02:30", "06:00", ("03-29T01:30", "03-29T04:00"));
    check_change(start, "02:10", "02:50", ("03-29T01:10", "03-29T01:50"));
    check_change(start, "02:00", "03:00", ("03-29T01:00", "03-29T01:00"));
}

#[test]
fn a_window_that_opens_in_the_gap_does_not_close_before_it_opens() {
    let start = "2026-03-29";
    check_change(start, "02:30", "03:00", ("03-29T01:00", "03-29T01:00"));
    check_change(start, "02:30", "03:15", ("03-29T01:15", "03-29T01:15"));
    check_change(start, "02:30", "03:45", ("03-29T01:30", "03-29T01:45"));
}

#[test]
fn a_time_in_the_overlap_of_a_clock_change_is_the_first_of_the_two() {
    let start = "2026-10-25";
    check_change(start, "22:00", "02:30", ("10-25T00:00", "10-25T00:30"));
    check_change(start, "02:30", "06:00", ("10-25T00:30", "10-25T05:00"));
    check_change(start, "02:10", "02:50", ("10-25T00:10", "10-25T00:50"));
}

#[test]
fn in_every_zone_nights_are_in_order_and_cover_every_instant_before_the_end() {
    for (windows, _) in WINDOWS_ZONES {
        for (opens, closes) in [("22:00", "06:00"), ("02:30", "03:00"), ("00:00", "00:00")] {
            let run = run("2026-01-01", 400, windows);
            let what = format!("{windows} {opens} {closes}");
            let nights = run.nights(opens, closes);
            let (last, others) = nights.split_last().unwrap();
            assert!(last.closes > run.end(), "{what}");
            assert!(
                others.iter().all(|night| night.closes <= run.end()),
                "{what}"
            );
            assert!(
                nights.iter().all(|night| night.opens <= night.closes),
                "{what}"
            );
            for pair in nights.windows(2) {
                assert!(pair[0].opens <= pair[1].opens, "{what}");
                assert!(pair[0].closes < pair[1].closes, "{what}");
                assert_eq!(pair[0].date.tomorrow().unwrap(), pair[1].date, "{what}");
            }
            // A day's width before the first close there was nothing to cover.
            assert!(nights[0].closes.day() <= 1, "{what}");
        }
    }
}

#[test]
fn a_night_whose_date_was_skipped_closes_as_it_opens() {
    // Samoa had no 30 December 2011.
    check_nights(
        run("2011-12-30", 1, "Pacific/Apia"),
        "22:00",
        "06:00",
        &[
            ("12-29", "12-30T08:00", "12-30T16:00"),
            ("12-30", "12-30T16:00", "12-30T16:00"),
            ("12-31", "12-31T08:00", "12-31T16:00"),
        ],
    );
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
