//! What becomes of a backup follows from the state of its machine: every state leads to its fault, at
//! its step, or to a point that is as consistent as the state lets it be. The machine is `a` of a
//! small fleet, backed up at 22:00; each test says what is particular about it.
//!
//! `consistency/levels.rs`: how consistent points are (CON). `consistency/begins.rs`: what keeps a job
//! from starting. `consistency/calls.rs`: the extension and the agent (PRO-1, LIF-12, NET).
//! `consistency/snapshots.rs`: what fails a snapshot (ERR-10). `consistency/retries.rs`: which attempt
//! succeeds. `consistency/transfers.rs`: what ends a transfer (ERR-9, ERR-11), and what is told of a
//! slow one. `consistency/luck.rs`: one machine's faults change nothing of another.

mod begins;
mod calls;
mod levels;
mod luck;
mod retries;
mod snapshots;
mod transfers;

use crate::operators::{Run, Story, machine};
use serde_json::{Value, json};
use vaultlab::ledger::{Job, JobOutcome, Phase};

pub(super) const CLASSIC: &str = "classic-2015";
pub(super) const IN_2019: &str = "resource-manager-2019";

/// `a` alone, of this family, with this set-up, for some days.
pub(super) fn only(os: &str, setup: Value, days: u32) -> Story {
    let mut vm = machine("a", Some("daily"));
    vm["os"] = json!(os);
    vm["setup"] = setup;
    Story::of_days(days).with("/vms", json!([vm]))
}

/// The same for one night.
pub(super) fn night(os: &str, setup: Value) -> Story {
    only(os, setup, 1)
}

/// With these troubles from the beginning.
pub(super) fn troubled(os: &str, troubles: &[&str]) -> Story {
    night(os, json!({"troubles": troubles}))
}

/// With an Enhanced policy.
pub(super) fn enhanced(story: Story) -> Story {
    story.with("/vms/0/policy", json!("enhanced"))
}

/// `EveryWriter`, or `PreScriptFailed in Snapshot`, of each backup of `a`; how often it was tried, if
/// more than once.
pub(super) fn outcomes(run: &Run) -> Vec<String> {
    let vm = run.vm("a");
    let jobs = run.ledger.jobs().iter().filter(|job| job.vm == vm);
    jobs.map(|job| outcome(run, job)).collect()
}

fn outcome(run: &Run, job: &Job) -> String {
    let mut line = match job.outcome {
        JobOutcome::Completed(point) => format!("{:?}", run.ledger.points()[point].quiesced),
        JobOutcome::Failed(fault) => {
            let last: Option<Phase> = job.phases().last().map(|(phase, ..)| phase);
            format!("{fault:?} in {:?}", last.expect("it has begun"))
        }
        JobOutcome::TransferSkipped(_) => "skipped".to_owned(),
        JobOutcome::Cancelled => "cancelled".to_owned(),
        JobOutcome::Withdrawn => "withdrawn".to_owned(),
        JobOutcome::Running => "running".to_owned(),
    };
    if job.attempts > 1 {
        line.push_str(&format!(", try {}", job.attempts));
    }
    if let Some(warning) = job.warning {
        line.push_str(&format!(", {warning:?}"));
    }
    line
}

#[track_caller]
pub(super) fn check(story: &Story, expected: &[&str]) -> Run {
    let run = story.run();
    let refused: Vec<_> = run.ledger.operators().iter().map(|it| it.refused).collect();
    assert!(refused.iter().all(Option::is_none), "{refused:?}");
    assert_eq!(outcomes(&run), expected);
    run
}
