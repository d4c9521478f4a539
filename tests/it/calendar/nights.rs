//! When a night opens and closes: the window follows its zone, and the night of a clock change is
//! shorter or longer.

use super::{Run, run};
use vaultlab::azure::zones::WINDOWS_ZONES;

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
