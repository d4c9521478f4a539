//! One machine's faults change nothing of another: draws are a machine's own.

use super::{enhanced, outcome};
use crate::operators::{Story, begin_trouble, network};
use serde_json::json;

/// Everything about each job of a machine but its numbers among all.
fn jobs_of(story: &Story, vm: &str) -> Vec<String> {
    let run = story.run();
    let vm = run.vm(vm);
    let jobs = run.ledger.jobs().iter().filter(|job| job.vm == vm);
    jobs.map(|job| {
        let phases: Vec<_> = job.phases().collect();
        let (due, sent) = (job.due, job.sent);
        format!("{due:?} {sent:?} {phases:?} {}", outcome(&run, job))
    })
    .collect()
}

#[test]
fn a_fault_in_one_machine_changes_no_draw_of_another() {
    let delays =
        json!({"start_delay_max_min": 60, "queue_mean_min": 20, "queue_busy_mean_min": 40});
    let fine = Story::of_days(6).with("/calibration", delays);
    let of_b = jobs_of(&fine, "b");
    for story in [
        fine.clone().then("03-02 12:00", network("no-outbound")),
        fine.clone()
            .then("03-02 12:00", begin_trouble("other-product-snapshots")),
        fine.clone().then("03-02 12:00", json!({"do": "delete-vm"})),
        enhanced(fine.clone()).then("03-02 12:00", begin_trouble("mount-unclean")),
    ] {
        assert_eq!(jobs_of(&story, "b"), of_b);
        assert_ne!(jobs_of(&story, "a"), jobs_of(&fine, "a"));
    }
}
