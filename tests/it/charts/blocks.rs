//! A disk block by block: a column a cell, a lane for what is so of it.

use super::{NARROW_PX, WIDE_PX, check_drawn, check_drawn_in, check_golden, middle};
use vaultlab::charts::{AREA_PX_MIN, Chart, Theme};
use vaultlab::report::view::{
    BlockCountView, ByteCount, LabBlockCellView, LabBlocksView, LabSentView, Moment,
};
use vaultlab::units::Bytes;

const BLOCK: Bytes = Bytes::kib(64);

fn counted(blocks: u64) -> BlockCountView {
    let bytes = Bytes::new(blocks << BLOCK.get().trailing_zeros());
    BlockCountView {
        blocks,
        bytes: ByteCount(bytes),
    }
}

/// A disk of so many cells of 16 blocks: full at its beginning, written here and there.
fn view(cells: u64, is_sent: bool) -> LabBlocksView {
    let cell = |index: u64| {
        let held = 16 * u64::from(index * 3 < cells);
        let cleared = if index % 11 == 10 { 16 - held } else { 0 };
        LabBlockCellView {
            blocks: 16,
            held,
            written: held.min(index % 17),
            cleared,
            sent: if is_sent { held.min(index % 5) } else { 0 },
        }
    };
    let cells: Vec<_> = (0..cells).map(cell).collect();
    let sum = |of: fn(&LabBlockCellView) -> u64| counted(cells.iter().map(of).sum());
    LabBlocksView {
        disk: "data".to_owned(),
        block: ByteCount(BLOCK),
        blocks: cells.iter().map(|cell| cell.blocks).sum(),
        held: sum(|cell| cell.held),
        since: None,
        since_text: String::new(),
        written: sum(|cell| cell.written),
        cleared: sum(|cell| cell.cleared),
        last: is_sent.then(|| LabSentView {
            taken: Moment {
                s: 0,
                utc: String::new(),
                local: String::new(),
            },
            sent: sum(|cell| cell.sent),
            read: ByteCount(Bytes::ZERO),
            requests: 1,
            found: String::new(),
        }),
        next: None,
        cell: ByteCount(counted(16).bytes.0),
        cells,
    }
}

#[test]
fn blocks_look_as_kept() {
    let (whole, new) = (view(128, true), view(128, false));
    check_golden("blocks", &Chart::Blocks(&whole), NARROW_PX, &Theme::light());
    check_golden(
        "blocks-dark",
        &Chart::Blocks(&whole),
        NARROW_PX,
        &Theme::dark(),
    );
    check_golden(
        "blocks-new",
        &Chart::Blocks(&new),
        NARROW_PX,
        &Theme::light(),
    );
}

#[test]
fn every_cell_is_a_column_with_its_figures() {
    let view = view(128, true);
    let map = check_drawn(&Chart::Blocks(&view), WIDE_PX, &Theme::light());
    assert_eq!(map.items(), 128);
    let (pick, rect) = map.item(3).expect("there are 128");
    assert_eq!(
        map.pick(middle(rect).0, middle(rect).1).as_ref(),
        Some(pick)
    );
    let facts: Vec<String> = { pick.facts.iter() }
        .map(|fact| format!("{}: {}", fact.label, fact.value))
        .collect();
    assert_eq!(pick.title, "3 MiB to 4 MiB");
    assert_eq!(
        facts,
        [
            "Holds data: 16 blocks, 1 MiB",
            "Written since: 3 blocks, 192 KiB",
            "Cleared since: 0 blocks, 0 B",
            "Sent last: 3 blocks, 192 KiB",
        ]
    );
    assert!(
        map.summary()
            .starts_with("data: holds data: 688 blocks, 43 MiB; written since: ")
    );
}

/// A lane that would be empty takes no room, but what is written is always shown.
#[test]
fn what_was_never_sent_or_cleared_has_no_lane() {
    let mut fresh = view(4, false);
    fresh.cleared = counted(0);
    let keys = |view: &LabBlocksView| -> Vec<String> {
        let keys = Chart::Blocks(view).key(&Theme::light());
        keys.into_iter().map(|key| key.name).collect()
    };
    assert_eq!(keys(&fresh), ["Holds data", "Written since"]);
    assert_eq!(keys(&view(128, true)).len(), 4);
}

#[test]
fn a_disk_of_no_cell_one_cell_and_more_cells_than_pixels_is_drawn() {
    for cells in [0, 1, 2, 128, 4_000] {
        let view = view(cells, true);
        let chart = Chart::Blocks(&view);
        for (theme, scale) in [(Theme::light(), 1), (Theme::dark().at_scale(2.0), 2)] {
            for width in [AREA_PX_MIN, NARROW_PX, WIDE_PX] {
                check_drawn(&chart, width * scale, &theme);
            }
            let least = AREA_PX_MIN * scale;
            check_drawn_in(&chart, (least, least), &theme);
        }
    }
}
