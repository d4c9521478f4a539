//! What hovering over a night's bars says: where a backup's time went, and why it took long.

use super::{WIDE_PX, check_drawn, example, middle};
use vaultlab::charts::{Chart, Theme};
use vaultlab::report::view::{FleetRow, PickView};

/// A pick's facts, one a line.
fn lines(pick: &PickView) -> Vec<String> {
    let facts = pick.facts.iter();
    facts
        .map(|fact| format!("{}: {}", fact.label, fact.value))
        .collect()
}

/// What is said of the first row's machine, and of its transfer.
fn said(rows: &[FleetRow]) -> [Vec<String>; 2] {
    let night = example::night();
    let map = check_drawn(&Chart::Night(&night, rows), WIDE_PX, &Theme::light());
    let (machine, strip) = map.item(0).expect("a row is an item");
    let y = middle(strip).1;
    let transfer = (0..WIDE_PX).filter_map(|x| map.pick(f64::from(x), y));
    let transfer = { transfer }.find(|pick| pick.facts[0].value == "transfer");
    [lines(machine), lines(&transfer.expect("it has one"))]
}

#[test]
fn a_machine_says_where_its_time_went_and_why_it_took_long() {
    let [machine, transfer] = said(&example::rows());
    assert_eq!(
        machine,
        [
            "Outcome: late",
            "Why: 1 h 41 min late",
            "Due: 22:00",
            "Sent: 3 GiB",
            "Something else: 47 min, 8 %",
            "Something else: 18 min, 3 %",
            "Something else: 15 min, 3 %",
            "Something else: 144 min, 25 %",
            "Moving data: 351 min, 40 %",
            "Waiting for storage account sa03: 351 min, 20 %",
            "Something else: 6 min, 1 %",
            "Long because of: contention for storage account sa03, 20 %",
        ]
    );
    assert_eq!(
        transfer,
        [
            "Phase: transfer",
            "Length: 351 min",
            "Share of the job: 60 %",
            "Moving data: 351 min, 40 %",
            "Waiting for storage account sa03: 351 min, 20 %",
            "Outcome: late",
            "Long because of: contention for storage account sa03, 20 %",
        ]
    );
}

#[test]
fn a_hostile_name_of_an_account_cannot_turn_the_line() {
    let mut rows = example::rows();
    let label = "waiting for storage account \u{202e}30as";
    for part in &mut rows[0].parts {
        part.label = label.to_owned();
    }
    rows[0].reasons[0].reason = "contention for \u{202e}30as".to_owned();
    let [machine, transfer] = said(&rows);
    let all: String = machine.into_iter().chain(transfer).collect();
    assert!(all.contains("storage account \u{fffd}30as"), "{all}");
    assert!(!all.contains('\u{202e}'), "{all}");
}

#[test]
fn a_share_too_small_for_a_digit_says_so() {
    let mut rows = example::rows();
    rows[0].parts[0].percent = 0.2;
    rows[0].parts[1].percent = 0.0;
    let [machine, _] = said(&rows);
    assert_eq!(machine[4], "Something else: 47 min, < 1 %");
    assert_eq!(machine[5], "Something else: 18 min, 0 %");
}
