//! Lessons: for each fault a small scenario that brings it about, removes the cause and does the same
//! again, which then succeeds. They are drafts like any other; nothing in them names the fault.
//!
//! Here: which lesson a fault has, and the one that all troubles share. Beside: `stage.rs` (the
//! machine, the vault, the policies), `refusals.rs` (what is refused when it is asked), `classic.rs`
//! (2015), `backups.rs` (what a backup meets), `restores.rs` (what a restore meets).

mod backups;
mod classic;
mod refusals;
mod restores;
mod stage;

use super::draft::{ActionKindDraft, OsDraft, RestoreKindDraft, ScenarioDraft};
use crate::azure::errors::{Fault, FaultRow, Step};
use crate::azure::profile::Profile;
use crate::azure::troubles::{At, Family, Owner, TroubleRow, troubles};
use stage::{Stage, restore};

/// The lesson of a fault under a generation of the service; nothing where it can't happen there.
#[must_use]
pub fn lesson(fault: Fault, profile: &Profile) -> Option<ScenarioDraft> {
    if !fault.row().era.is_of(profile) {
        return None;
    }
    let stage = || Stage::of(fault, profile);
    let by_hand = refusals::lesson(fault, stage)
        .or_else(|| classic::lesson(fault, stage()))
        .or_else(|| backups::lesson(fault, stage))
        .or_else(|| restores::lesson(fault, stage));
    by_hand
        .or_else(|| of_trouble(fault, stage()))
        .map(Stage::draft)
}

/// What to look at in the lesson of a fault, as sentences.
#[must_use]
pub fn about(fault: Fault) -> String {
    let FaultRow {
        step,
        message,
        remedy,
        ..
    } = fault.row();
    let look = match step {
        Step::Ask => "Look at what operators did: it is refused once, and taken after the cure.",
        Step::End => "Look at the jobs: one ends with a note, the one after the cure without.",
        Step::Begin
        | Step::Install
        | Step::Call
        | Step::Snapshot
        | Step::Transfer
        | Step::Copy
        | Step::Create
        | Step::Mount => "Look at the jobs: one fails, the one after the cure succeeds.",
    };
    format!("{message} {look} The cure: {remedy}")
}

/// The lesson of the first trouble that shows as the fault where this generation looks.
fn of_trouble(fault: Fault, stage: Stage) -> Option<Stage> {
    let looks = |at: At| match at {
        At::Discover | At::Register => stage.is_classic(),
        // In 2015 the extension came with the registration.
        At::Install | At::Protect => !stage.is_classic(),
        At::Begin | At::Call | At::Snapshot | At::Transfer => true,
        At::Ask | At::Copy | At::Create | At::Mount => true,
    };
    let shown = |row: &'static TroubleRow| {
        let mut shows = row.shows.iter();
        let place = shows.find(|(at, shown)| *shown == fault && looks(*at))?;
        Some((row, place.0))
    };
    let (row, at) = troubles().find_map(shown)?;
    let stage = match row.family {
        Family::Windows => stage.os(OsDraft::Windows),
        Family::Any | Family::Linux => stage.os(OsDraft::Linux),
    };
    let trouble = row.name.to_owned();
    let begin = ActionKindDraft::BeginTrouble {
        trouble: trouble.clone(),
    };
    let end = ActionKindDraft::EndTrouble { trouble };
    let of_service = matches!(row.owner, Owner::Service);
    let with = |stage: Stage, begins: &str, ends: &str| {
        if of_service {
            stage.of_service(begins, begin).of_service(ends, end)
        } else {
            stage.at(begins, begin).at(ends, end)
        }
    };
    Some(match at {
        At::Discover => with(stage.unprotected(), "01 05:59", "01 07:00")
            .of_service("01 06:00", ActionKindDraft::Discover {})
            .of_service("01 08:00", ActionKindDraft::Discover {}),
        At::Register => with(stage.unprotected(), "01 07:59", "01 09:00")
            .of_service("01 06:00", ActionKindDraft::Discover {})
            .at("01 08:00", ActionKindDraft::Register {})
            .at("01 10:00", ActionKindDraft::Register {}),
        At::Protect => with(stage.unprotected(), "01 08:00", "01 10:00")
            .protect("01 09:00")
            .protect("01 11:00"),
        At::Install => with(stage, "01 09:00", "02 09:00"),
        At::Begin | At::Call | At::Snapshot | At::Transfer => with(stage, "02 09:00", "03 09:00"),
        At::Ask | At::Copy => {
            twice_restored(with(stage, "02 08:00", "02 18:00"), RestoreKindDraft::Disks)
        }
        At::Create => twice_restored(with(stage, "02 08:00", "02 18:00"), RestoreKindDraft::Vm),
        At::Mount => twice_restored(with(stage, "02 08:00", "02 18:00"), RestoreKindDraft::Files),
    })
}

fn twice_restored(stage: Stage, how: RestoreKindDraft) -> Stage {
    stage
        .at("02 09:00", restore(how))
        .at("02 19:00", restore(how))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_look_at_says_what_happens_and_what_cures_it() {
        let said = about(Fault::SlowQueue);
        assert!(said.starts_with("The backup took long because it waited"));
        assert!(said.contains("ends with a note"), "{said}");
        assert!(said.ends_with("and fewer machines at once."), "{said}");
    }
}
