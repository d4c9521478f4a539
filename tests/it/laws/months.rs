//! A closed month costs the same however long the run goes on.

use crate::fleets::{random, report, run};
use vaultlab::billing::Bill;
use vaultlab::scenario::draft::ScenarioDraft;

#[test]
fn a_longer_run_changes_no_month_that_is_over() {
    for seed in 0..40 {
        // From 1 March: two whole months, and what comes after.
        let bills = |days: u32| -> Vec<Bill> {
            let mut draft = ScenarioDraft {
                days,
                start: "2026-03-01".to_owned(),
                ..random(seed)
            };
            // What is done after the shorter run's end can't be said in it.
            let is_in_both = |at: &str| ("2026-03-01".."2026-05-01").contains(&at);
            draft.timeline.retain(|action| is_in_both(&action.at));
            let session = run(draft);
            let report = report(&session);
            let months = report.meters().months.iter().take(2);
            months
                .map(|month| Bill::of(report.scenario(), month))
                .collect()
        };
        let short = bills(61);
        for days in [62, 75, 120] {
            assert_eq!(bills(days), short, "seed {seed}, {days} days");
        }
    }
}
