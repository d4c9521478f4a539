//! Charts: what they look like (SVG kept in `tests/golden/charts`, rewritten with `UPDATE_GOLDEN=1`),
//! where their marks are, and that no view, however odd, breaks one.

mod blob;
mod blocks;
mod example;
mod night;
mod points;
mod windows;

use plotters::drawing::IntoDrawingArea;
use plotters_svg::SVGBackend;
use std::path::PathBuf;
use vaultlab::charts::{AREA_PX_MIN, Chart, ChartError, ChartMap, Rect, Theme, to_svg};
use vaultlab::cli::png::{PNG_SIDE_PX_MAX, PngError, png};
use vaultlab::report::view::{FleetRow, Verdict};
use vaultlab::units::{Bytes, Money};

const WIDE_PX: u32 = 1000;
/// A chart on a page that is 390 pixels wide.
const NARROW_PX: u32 = 340;

/// Draws a chart at the height that it wants and checks what must hold for every chart.
#[track_caller]
fn check_drawn(chart: &Chart<'_>, width_px: u32, theme: &Theme) -> ChartMap {
    check_drawn_in(chart, (width_px, chart.height_px(width_px, theme)), theme)
}

#[track_caller]
fn check_drawn_in(chart: &Chart<'_>, size_px: (u32, u32), theme: &Theme) -> ChartMap {
    let mut document = String::new();
    let area = SVGBackend::with_string(&mut document, size_px).into_drawing_area();
    let map = chart.draw(&area, theme).expect("there is room");
    let (width, height) = (size_px.0 as i32, size_px.1 as i32);
    for rect in map.rects() {
        assert!(rect.x >= 0 && rect.y >= 0, "{rect:?} begins outside");
        assert!(rect.width > 0 && rect.height > 0, "{rect:?} is empty");
        assert!(
            rect.right() <= width && rect.bottom() <= height,
            "{rect:?} ends outside {size_px:?}"
        );
    }
    for index in 0..map.items() {
        let (_, rect) = map.item(index).expect("an index below the count");
        let (x, y) = middle(rect);
        assert!(
            map.pick(x, y).is_some(),
            "nothing lies at the middle of item {index}"
        );
    }
    assert!(map.item(map.items()).is_none());
    assert!(
        map.summary().ends_with('.'),
        "not a sentence: {}",
        map.summary()
    );
    map
}

fn middle(rect: Rect) -> (f64, f64) {
    (
        f64::from(rect.x) + f64::from(rect.width) / 2.0,
        f64::from(rect.y) + f64::from(rect.height) / 2.0,
    )
}

/// Compares a chart's document with the kept one, after reading it as XML.
#[track_caller]
fn check_golden(name: &str, chart: &Chart<'_>, width_px: u32, theme: &Theme) {
    let svg = to_svg(chart, width_px, theme).expect("there is room");
    roxmltree::Document::parse(&svg).expect("well-formed XML");
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/charts/{name}.svg"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &svg).expect("the folder is there");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        svg == kept,
        "{name}.svg differs from the kept one; look at it, then UPDATE_GOLDEN=1"
    );
}

#[test]
fn a_night_looks_as_kept() {
    let (night, rows) = (example::night(), example::rows());
    let chart = Chart::Night(&night, &rows);
    check_golden("night-light-wide", &chart, WIDE_PX, &Theme::light());
    check_golden("night-dark-narrow", &chart, NARROW_PX, &Theme::dark());
}

#[test]
fn throughput_looks_as_kept() {
    let view = example::throughput();
    check_golden(
        "throughput-light-wide",
        &Chart::Lines(&view),
        WIDE_PX,
        &Theme::light(),
    );
    check_golden(
        "throughput-dark-narrow",
        &Chart::Lines(&view),
        NARROW_PX,
        &Theme::dark(),
    );
}

#[test]
fn sizes_look_as_kept() {
    let view = example::sizes();
    check_golden(
        "sizes-light-wide",
        &Chart::Lines(&view),
        WIDE_PX,
        &Theme::light(),
    );
    check_golden(
        "sizes-dark-narrow",
        &Chart::Lines(&view),
        NARROW_PX,
        &Theme::dark(),
    );
}

#[test]
fn nights_look_as_kept() {
    let nights = example::nights(84);
    check_golden(
        "nights-light-wide",
        &Chart::Nights(&nights),
        WIDE_PX,
        &Theme::light(),
    );
    check_golden(
        "nights-dark-narrow",
        &Chart::Nights(&nights),
        NARROW_PX,
        &Theme::dark(),
    );
}

#[test]
fn a_bill_looks_as_kept() {
    let months = example::bill(3);
    check_golden(
        "bill-light-wide",
        &Chart::Bill(&months),
        WIDE_PX,
        &Theme::light(),
    );
    let months = example::bill(13);
    check_golden(
        "bill-dark-narrow",
        &Chart::Bill(&months),
        NARROW_PX,
        &Theme::dark(),
    );
}

#[test]
fn every_mark_lies_within_its_chart_at_any_width_and_scale() {
    let (night, rows, months) = (example::night(), example::rows(), example::bill(13));
    let (throughput, sizes, nights) = (
        example::throughput(),
        example::sizes(),
        example::nights(365),
    );
    let (month, years) = (points::view(30, 20), points::view(1500, 1400));
    let (map, many) = (blob::view(6, 64), blob::view(60, 128));
    for chart in [
        Chart::Night(&night, &rows),
        Chart::Lines(&throughput),
        Chart::Lines(&sizes),
        Chart::Nights(&nights),
        Chart::Bill(&months),
        Chart::Points(&month),
        Chart::Points(&years),
        Chart::Blob(&map),
        Chart::Blob(&many),
    ] {
        for scale in [1.0, 1.5, 2.0, 3.0] {
            let theme = Theme::light().at_scale(scale);
            for css_px in [AREA_PX_MIN, 200, NARROW_PX, WIDE_PX, 4000] {
                let width_px = (f64::from(css_px) * scale) as u32;
                check_drawn(&chart, width_px, &theme);
                let lowest = theme.px(f64::from(AREA_PX_MIN)).unsigned_abs();
                check_drawn_in(&chart, (width_px, lowest), &theme);
            }
        }
    }
}

#[test]
fn a_point_on_a_bar_is_its_machine_and_its_phase() {
    let (night, rows) = (example::night(), example::rows());
    let map = check_drawn(&Chart::Night(&night, &rows), WIDE_PX, &Theme::light());
    assert_eq!(map.items(), rows.len(), "a keyboard walks the machines");
    for (index, row) in rows.iter().enumerate() {
        let (pick, strip) = map.item(index).expect("a row is an item");
        assert_eq!((pick.vm, pick.night), (Some(row.vm), Some(night.night)));
        let y = middle(strip).1;
        let found = (0..WIDE_PX).filter_map(|x| map.pick(f64::from(x), y));
        let mut phases: Vec<String> = found
            .inspect(|pick| assert_eq!(pick.vm, Some(row.vm)))
            .filter(|pick| pick.facts[0].label == "Phase")
            .map(|pick| pick.facts[0].value.clone())
            .collect();
        phases.dedup();
        let lasted = row
            .phases
            .iter()
            .filter(|phase| phase.end_s > phase.start_s);
        assert_eq!(
            phases.len(),
            lasted.count(),
            "every phase of {} can be hit, however short",
            row.name
        );
    }
}

#[test]
fn a_month_of_the_bill_names_its_total_and_a_block_its_line() {
    let months = example::bill(3);
    let map = check_drawn(&Chart::Bill(&months), WIDE_PX, &Theme::light());
    assert_eq!(map.items(), 3);
    let (pick, column) = map.item(1).expect("three months");
    assert_eq!(
        (pick.title.as_str(), pick.facts[0].value.as_str()),
        ("April 2026", "429.00 EUR")
    );
    let (x, bottom) = (middle(column).0, f64::from(column.bottom()));
    let block = map.pick(x, bottom - 2.0).expect("the lowest block");
    assert_eq!(block.title, "Azure VM protected instance");
    assert_eq!(block.facts[4].value, "215.00 EUR");
    assert_eq!(map.key().len(), 3, "two lines of one meter share a colour");
}

#[test]
fn a_time_of_a_line_chart_has_every_value_and_limit() {
    let view = example::throughput();
    let map = check_drawn(&Chart::Lines(&view), WIDE_PX, &Theme::light());
    assert_eq!(map.items(), view.times.len());
    let (pick, _) = map.item(40).expect("97 values");
    assert_eq!(pick.title, "2026-03-05 01:20");
    let labels: Vec<&str> = pick.facts.iter().map(|fact| fact.label.as_str()).collect();
    assert_eq!(labels, ["vault-a", "sa03", "vault-a limit", "sa03 limit"]);
    assert_eq!(pick.facts[3].value, "60 MiB/s");
}

#[test]
fn a_night_of_the_calendar_is_found_by_its_cell() {
    let nights = example::nights(365);
    let map = check_drawn(&Chart::Nights(&nights), NARROW_PX, &Theme::dark());
    assert_eq!(map.items(), nights.len());
    for (index, night) in nights.iter().enumerate() {
        let (_, cell) = map.item(index).expect("a night is an item");
        let (x, y) = middle(cell);
        assert_eq!(map.pick(x, y).expect("a cell").night, Some(night.night));
    }
}

#[test]
fn a_chart_says_in_words_what_it_shows() {
    let (night, rows) = (example::night(), example::rows());
    let map = check_drawn(&Chart::Night(&night, &rows), WIDE_PX, &Theme::light());
    assert_eq!(
        map.summary(),
        "Wednesday 4 March 2026, window 22:00 to 06:00: 12 backups due, 8 held, 1 late, 1 failed, \
         1 skipped, 1 still running. 12 machines shown."
    );
    let months = example::bill(1);
    let map = check_drawn(&Chart::Bill(&months), WIDE_PX, &Theme::light());
    assert_eq!(
        map.summary(),
        "Bill of 1 month; March 2026 243.00 EUR (in part)."
    );
}

#[test]
fn nothing_to_show_is_said() {
    let (night, mut view) = (example::night(), example::sizes());
    for series in &mut view.series {
        series.values.clear();
    }
    let no_times = vaultlab::report::view::ChartView {
        series: Vec::new(),
        times: Vec::new(),
        ..view.clone()
    };
    for chart in [
        Chart::Night(&night, &[]),
        Chart::Lines(&view),
        Chart::Lines(&no_times),
        Chart::Nights(&[]),
        Chart::Bill(&[]),
    ] {
        for width_px in [AREA_PX_MIN, NARROW_PX, WIDE_PX] {
            let map = check_drawn(&chart, width_px, &Theme::light());
            assert_eq!(map.items(), 0);
        }
    }
}

#[test]
fn one_machine_and_five_hundred_are_drawn() {
    let night = example::night();
    for count in [1, 26, 500] {
        let row = |vm| {
            example::row(
                vm,
                &format!("vm-{vm}"),
                Verdict::Late,
                0.0,
                &[0.5, 0.1, 0.1, 1.0, 8.0, 0.1],
            )
        };
        let rows: Vec<FleetRow> = (0..count).map(row).collect();
        let chart = Chart::Night(&night, &rows);
        for width_px in [NARROW_PX, WIDE_PX] {
            assert_eq!(
                check_drawn(&chart, width_px, &Theme::light()).items(),
                rows.len()
            );
            check_drawn_in(&chart, (width_px, 200), &Theme::light());
        }
    }
}

#[test]
fn absurd_values_are_drawn_without_a_panic() {
    let mut night = example::night();
    let mut rows = example::rows();
    rows[0].phases[0].start_s = u64::MAX;
    rows[1].phases[0].end_s = u64::MAX;
    rows[2].phases[1].start_s = 0;
    rows[3].phases[1].end_s = rows[3].phases[1].start_s;
    rows[4].sent_bytes = Some(Bytes::new(u64::MAX).into());
    check_drawn(&Chart::Night(&night, &rows), WIDE_PX, &Theme::light());
    night.closes = night.opens.clone();
    night.opens.local = "nonsense".to_owned();
    check_drawn(&Chart::Night(&night, &rows), NARROW_PX, &Theme::light());
    check_drawn(
        &Chart::Night(&night, &rows[8..9]),
        NARROW_PX,
        &Theme::light(),
    );

    let mut view = example::sizes();
    view.series[0].values = vec![
        f64::from(1 << 30) * f64::from(1 << 30),
        0.0,
        -5.0,
        f64::NAN,
        f64::INFINITY,
    ];
    view.series[0].limit = Some(f64::MAX);
    view.series[1].values = vec![f64::MAX];
    check_drawn(&Chart::Lines(&view), WIDE_PX, &Theme::light());
    view.unit = "MiB/s".to_owned();
    (view.start_s, view.step_s) = (u64::MAX, u64::MAX);
    check_drawn(&Chart::Lines(&view), NARROW_PX, &Theme::light());

    let mut nights = example::nights(3);
    nights[0].date = "nonsense".to_owned();
    nights[1].night = u32::MAX;
    nights[2].date = "9999-12-31".to_owned();
    check_drawn(&Chart::Nights(&nights), NARROW_PX, &Theme::light());
    nights[0].date = "-9999-01-01".to_owned();
    check_drawn(&Chart::Nights(&nights), NARROW_PX, &Theme::light());

    let mut months = example::bill(40);
    months[0].lines[0].amount = Money::from_nanos(i128::MAX >> 8).into();
    months[1].lines[0].amount = Money::from_nanos(-7).into();
    months[2].lines.clear();
    months[3].name = "2026-99".to_owned();
    months[4].total = Money::from_nanos(i128::MAX >> 8).into();
    check_drawn(&Chart::Bill(&months), NARROW_PX, &Theme::light());
    check_drawn(&Chart::Bill(&months), WIDE_PX, &Theme::light());
}

#[test]
fn a_hostile_name_stays_text() {
    let name = "<script>alert('&')</script>\u{202e}\u{0}]]>\"";
    let (mut night, mut rows) = (example::night(), example::rows());
    let (mut view, mut months) = (example::throughput(), example::bill(2));
    night.title = name.to_owned();
    rows[4].name = name.to_owned();
    rows[1].detail = Some(name.to_owned());
    view.title = name.to_owned();
    view.series[1].name = name.to_owned();
    view.times[0] = name.to_owned();
    months[0].currency = name.to_owned();
    months[0].name = name.to_owned();
    months[0].lines[0].meter = name.to_owned();
    for chart in [
        Chart::Night(&night, &rows),
        Chart::Lines(&view),
        Chart::Bill(&months),
    ] {
        let svg = to_svg(&chart, 2000, &Theme::light()).expect("there is room");
        let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
        let texts = || document.descendants().filter_map(|node| node.text());
        assert!(
            texts().any(|text| text.contains("<script>")),
            "the name is shown as it is written"
        );
        for element in document.descendants().filter(|node| node.is_element()) {
            let tag = element.tag_name().name();
            let known = [
                "svg", "title", "desc", "rect", "text", "polyline", "polygon",
            ];
            assert!(known.contains(&tag), "an element {tag}");
        }
        assert!(!svg.contains('\u{202e}') && !svg.contains('\u{0}'));
    }
}

#[test]
fn an_area_without_room_is_refused() {
    let nights = example::nights(7);
    let mut document = String::new();
    let area = SVGBackend::with_string(&mut document, (AREA_PX_MIN - 1, 500)).into_drawing_area();
    let refused = Chart::Nights(&nights)
        .draw(&area, &Theme::light())
        .expect_err("too narrow");
    assert_eq!(
        refused,
        ChartError::TooSmall {
            width_px: 63,
            height_px: 500,
            px_min: 64
        }
    );
    assert_eq!(
        refused.to_string(),
        "a chart needs 64 × 64 pixels at least, the area has 63 × 500"
    );
}

#[test]
fn a_font_size_or_scale_out_of_range_is_brought_into_it() {
    let theme = Theme::named("dark")
        .with_font("serif", 1e9)
        .at_scale(f64::NAN);
    assert_eq!((theme.font_px, theme.scale), (48.0, 1.0));
    let theme = theme.with_font("serif", 0.0).at_scale(0.0);
    assert_eq!((theme.font_px, theme.scale), (6.0, 0.5));
    let view = example::throughput();
    check_drawn(&Chart::Lines(&view), WIDE_PX, &theme);
    check_drawn(
        &Chart::Lines(&view),
        WIDE_PX,
        &theme.with_font("serif", 48.0).at_scale(8.0),
    );
}

#[test]
fn a_picture_has_the_documents_size() {
    let nights = example::nights(7);
    let svg = to_svg(&Chart::Nights(&nights), NARROW_PX, &Theme::light()).expect("there is room");
    let picture = png(&svg).expect("a picture");
    assert_eq!(picture[..8], *b"\x89PNG\r\n\x1a\n");
    let width_px = picture[16..20]
        .iter()
        .fold(0, |width, byte| width << 8 | u32::from(*byte));
    assert_eq!(width_px, NARROW_PX);
}

#[test]
fn a_picture_that_is_too_large_is_refused() {
    let sized =
        |px: u32| format!("<svg xmlns='http://www.w3.org/2000/svg' width='{px}' height='1'/>");
    assert!(png(&sized(PNG_SIDE_PX_MAX)).is_ok());
    let refused = png(&sized(PNG_SIDE_PX_MAX + 1));
    assert_eq!(
        refused,
        Err(PngError::TooLarge {
            width_px: 16_385,
            height_px: 1
        })
    );
    assert!(matches!(png("no picture"), Err(PngError::Unreadable(_))));
}
