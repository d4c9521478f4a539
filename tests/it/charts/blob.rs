//! The map of a page blob: each cell is found, little is seen beside much, nothing is told by colour
//! alone, and no view, however odd, breaks it.

use super::{AREA_PX_MIN, NARROW_PX, WIDE_PX, check_drawn, check_drawn_in, check_golden, middle};
use vaultlab::charts::{Chart, Rect, Theme, to_svg};
use vaultlab::report::view::{BlobCellView, BlobLayerView, BlobMapView};
use vaultlab::units::Bytes;

const GIB: u64 = 1 << 30;

/// A terabyte of which the first third holds data, with so many rows and cells; in each row after
/// the first something has changed and something was cleared.
pub(super) fn view(layers: usize, cells: usize) -> BlobMapView {
    let layer = |row: usize| BlobLayerView {
        snapshot: if row + 1 == layers {
            String::new()
        } else {
            format!("mypremiumdisk_ss{}", row + 1)
        },
        changed: Bytes::new(if row == 0 { 300 * GIB } else { 3 * GIB }).into(),
        cleared: Bytes::new(if row == 0 { 0 } else { GIB >> 2 }).into(),
        overwritten: row == 3,
        cells: (0..cells).map(|column| cell(row, column, cells)).collect(),
    };
    BlobMapView {
        account: "mypremiumaccount".to_owned(),
        blob: "mypremiumdisk".to_owned(),
        size: Bytes::new(1024 * GIB).into(),
        cell: Bytes::new((1024 * GIB) >> cells.ilog2()).into(),
        layers: (0..layers).map(layer).collect(),
        left_out: 2,
    }
}

fn cell(row: usize, column: usize, cells: usize) -> BlobCellView {
    let held = if column * 3 < cells { 0.9 } else { 0.0 };
    let hit = (row * 7 + column * 3) % 11;
    let changed = match (row, hit) {
        (0, _) => held,
        (_, 0) => 0.4,
        (_, 1) => 0.01,
        _ => 0.0,
    };
    let cleared = if row > 0 && hit == 5 { 0.06 } else { 0.0 };
    BlobCellView {
        held,
        changed: if held > 0.0 { changed } else { 0.0 },
        cleared: if held > 0.0 { cleared } else { 0.0 },
    }
}

#[test]
fn a_blob_looks_as_kept() {
    let map = view(6, 128);
    let chart = Chart::Blob(&map);
    check_golden("blob-light-wide", &chart, WIDE_PX, &Theme::light());
    let map = view(6, 64);
    let chart = Chart::Blob(&map);
    check_golden("blob-dark-narrow", &chart, NARROW_PX, &Theme::dark());
}

#[test]
fn a_cell_of_a_blob_says_where_it_is_and_what_became_of_it() {
    let view = view(6, 64);
    for width_px in [NARROW_PX, WIDE_PX] {
        let map = check_drawn(&Chart::Blob(&view), width_px, &Theme::light());
        assert_eq!(map.items(), 6 * 64, "a keyboard walks the cells");
        for (index, layer) in view.layers.iter().rev().enumerate() {
            // Down the first column, then on to the next.
            let (pick, rect) = map.item(6 + index).expect("the second column");
            let name = match layer.snapshot.as_str() {
                "" => "The blob as it is",
                name => name,
            };
            assert_eq!(pick.title, name);
            assert_eq!(pick.facts[0].value, "16 GiB to 32 GiB");
            assert_eq!(pick.facts[1].value, "17,179,869,184 to 34,359,738,367");
            assert_eq!(pick.facts[2].value, "90.0 %");
            let (x, y) = middle(rect);
            assert_eq!(map.pick(x, y).as_ref(), Some(pick));
        }
    }
}

#[test]
fn a_cell_is_compared_to_the_row_below_it() {
    let view = view(6, 64);
    let map = check_drawn(&Chart::Blob(&view), WIDE_PX, &Theme::light());
    let said = |row: usize| {
        let (pick, _) = map.item(6 * 6 + row).expect("the seventh column");
        let facts = pick.facts[3..].iter();
        let facts: Vec<String> = facts.map(|f| format!("{} {}", f.label, f.value)).collect();
        facts.join(", ")
    };
    assert_eq!(
        said(1),
        "Compared since mypremiumdisk_ss4, Changed 0.0 %, Cleared 0.0 %"
    );
    assert_eq!(said(2), "Overwritten as a whole, so no difference is told");
    assert_eq!(said(5), "Changed all that it holds: it is the first");
    let changed = (0..map.items()).filter_map(|index| map.item(index));
    let changed = changed.filter(|(pick, _)| pick.facts.iter().any(|f| f.value == "1.0 %"));
    assert!(changed.count() > 5, "little changes are told");
}

#[test]
fn a_row_of_a_blob_says_its_bytes() {
    let view = view(6, 64);
    let map = check_drawn(&Chart::Blob(&view), WIDE_PX, &Theme::light());
    let (_, first) = map.item(0).expect("a cell");
    let pick = map.pick(2.0, middle(first).1).expect("the row's name");
    assert_eq!(pick.title, "The blob as it is");
    let said: Vec<&str> = pick.facts.iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!(said, ["since mypremiumdisk_ss5", "3 GiB", "256 MiB"]);
}

#[test]
fn changed_stands_below_cleared_and_little_is_still_seen() {
    let mut view = view(2, 1);
    let cell = &mut view.layers[1].cells[0];
    (cell.held, cell.changed, cell.cleared) = (1.0, 1e-9, 1e-9);
    let theme = Theme::light();
    let svg = to_svg(&Chart::Blob(&view), WIDE_PX, &theme).expect("there is room");
    let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
    let of_color = |color: &str| -> Rect {
        let mut rects = document.descendants().filter(|node| {
            let fill = node.attribute("fill").unwrap_or_default();
            node.tag_name().name() == "rect" && fill.eq_ignore_ascii_case(color)
        });
        // The swatch of the document's legend is square.
        let px = |node: &roxmltree::Node<'_, '_>, name| -> i32 {
            let value = node.attribute(name).and_then(|value| value.parse().ok());
            value.unwrap_or(0)
        };
        let rect = rects.find(|node| px(node, "width") > 100);
        let rect = rect.unwrap_or_else(|| panic!("nothing is {color}"));
        let (x, y) = (px(&rect, "x"), px(&rect, "y"));
        Rect::between(x, y, x + px(&rect, "width"), y + px(&rect, "height"))
    };
    let (changed, cleared) = (of_color("#0072B2"), of_color("#D55E00"));
    assert_eq!((changed.height, cleared.height), (2, 2));
    assert!(cleared.bottom() + 10 < changed.y, "{cleared:?} {changed:?}");
}

#[test]
fn a_blob_is_told_in_words() {
    let map = view(6, 64);
    let drawn = check_drawn(&Chart::Blob(&map), WIDE_PX, &Theme::light());
    assert_eq!(
        drawn.summary(),
        "mypremiumdisk in mypremiumaccount, 1 TiB: 6 layers, the newest on top, 2 older left out; \
         since mypremiumdisk_ss5, 3 GiB changed and 256 MiB cleared. A cell stands for 16 GiB."
    );
    let mut map = view(4, 64);
    map.left_out = 0;
    let drawn = check_drawn(&Chart::Blob(&map), WIDE_PX, &Theme::light());
    assert_eq!(
        drawn.summary(),
        "mypremiumdisk in mypremiumaccount, 1 TiB: 4 layers, the newest on top; overwritten as a \
         whole since mypremiumdisk_ss3. A cell stands for 16 GiB."
    );
}

#[test]
fn a_blob_without_bytes_or_with_absurd_ones_is_drawn() {
    let mut map = view(3, 4);
    let theme = Theme::dark();
    for cell in map.layers.iter_mut().flat_map(|layer| &mut layer.cells) {
        (cell.held, cell.changed, cell.cleared) = (f32::NAN, f32::INFINITY, -1.0);
    }
    (map.size, map.cell) = (Bytes::new(u64::MAX).into(), Bytes::new(u64::MAX).into());
    map.layers[1].changed = Bytes::new(u64::MAX).into();
    map.layers[0].cells.clear();
    map.blob = "<script>\u{202e}".repeat(40);
    map.layers[1].snapshot = map.blob.clone() + "'\u{0}";
    for width_px in [AREA_PX_MIN, NARROW_PX, WIDE_PX] {
        let drawn = check_drawn(&Chart::Blob(&map), width_px, &theme);
        assert_eq!(drawn.items(), 8);
        check_drawn_in(&Chart::Blob(&map), (width_px, 64), &theme);
    }
    map.layers.clear();
    assert_eq!(
        check_drawn(&Chart::Blob(&map), NARROW_PX, &theme).items(),
        0
    );
}
