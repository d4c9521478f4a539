//! Windows of their own in the chart of a night: a machine's row shows when its own closes.

use super::{NARROW_PX, WIDE_PX, check_drawn, check_golden, example};
use vaultlab::charts::{Chart, Theme};
use vaultlab::report::view::RowWindowView;

#[test]
fn machines_with_windows_of_their_own_look_as_kept() {
    let hours = |opens: u64, closes: u64| RowWindowView {
        opens_s: opens * 3600,
        closes_s: closes * 3600,
    };
    let (night, mut rows) = (example::night(), example::rows());
    // The night's window is from hour 70 to 78.
    rows[6].own_window = Some(hours(70, 73));
    rows[0].own_window = Some(hours(72, 82));
    rows[9].own_window = Some(hours(60, 68));
    let chart = Chart::Night(&night, &rows);
    check_golden("night-own-windows", &chart, WIDE_PX, &Theme::light());
}

#[test]
fn an_absurd_window_is_drawn_without_a_panic() {
    let (night, mut rows) = (example::night(), example::rows());
    for (row, (opens_s, closes_s)) in
        rows.iter_mut()
            .zip([(u64::MAX, 0), (0, u64::MAX), (0, 0), (u64::MAX, u64::MAX)])
    {
        row.own_window = Some(RowWindowView { opens_s, closes_s });
    }
    let chart = Chart::Night(&night, &rows);
    check_drawn(&chart, WIDE_PX, &Theme::light());
    check_drawn(&chart, NARROW_PX, &Theme::dark());
}
