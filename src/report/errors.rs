//! What the catalogue says of errors and troubles under one generation of the service. Not here: what
//! went wrong in a run, which `machine.rs` and `operators.rs` say.

use super::profiles::origin;
use super::view::{CatalogueTroubleView, ErrorRowView, ErrorsView};
use crate::azure::errors::{Fault, FaultRow, Operation, Retry, faults};
use crate::azure::fact::Source;
use crate::azure::profile::Profile;
use crate::azure::troubles::{Family, Owner, TroubleRow, troubles};

/// Every error of a generation, or the one of this code in any letters; nothing if there is none.
#[must_use]
pub fn errors(profile: &Profile, code: Option<&str>) -> Option<ErrorsView> {
    let is_asked = |row: &&FaultRow| code.is_none_or(|code| row.code.eq_ignore_ascii_case(code));
    let rows: Vec<_> = of_profile(profile).filter(is_asked).collect();
    if rows.is_empty() {
        return None;
    }
    let shows = |trouble: &&TroubleRow| {
        code.is_none() || rows.iter().any(|row| shows_as(trouble, row.fault))
    };
    let troubles = troubles().filter(shows);
    Some(ErrorsView {
        profile: profile.name.to_owned(),
        troubles: troubles.map(|row| trouble_view(row, profile)).collect(),
        rows: rows.into_iter().map(view).collect(),
    })
}

/// The codes of a generation.
pub fn codes(profile: &Profile) -> impl Iterator<Item = &'static str> {
    of_profile(profile).map(|row| row.code)
}

/// What the service publishes comes before what it only refuses.
fn of_profile(profile: &Profile) -> impl Iterator<Item = &'static FaultRow> {
    let of_profile = || faults().filter(|row| row.era.is_of(profile));
    let is_published = |row: &&FaultRow| !matches!(row.source, Source::Guess { .. });
    let ours = of_profile().filter(move |row| !is_published(row));
    of_profile().filter(is_published).chain(ours)
}

fn view(row: &FaultRow) -> ErrorRowView {
    let FaultRow {
        fault,
        code,
        extension_code,
        era: _,
        operation,
        step,
        is_of_guest,
        retry,
        message,
        causes,
        remedy,
        source,
    } = *row;
    let troubles = troubles().filter(|trouble| shows_as(trouble, fault));
    ErrorRowView {
        code: code.to_owned(),
        extension_code,
        operation: operation.name().to_owned(),
        step: step.name().to_owned(),
        retry: match retry {
            Retry::Service => "The service tries again, or it heals by itself.",
            Retry::Anyone => "Anybody can try again at once.",
            Retry::AfterCure => "Try again after the cure.",
        }
        .to_owned(),
        message: message.to_owned(),
        causes: causes.iter().map(|cause| (*cause).to_owned()).collect(),
        remedy: remedy.to_owned(),
        source: origin(source),
        is_of_guest,
        crash_consistent: crash_consistent(operation, is_of_guest).map(str::to_owned),
        troubles: troubles.map(|row| row.name.to_owned()).collect(),
    }
}

/// Whether a backup that asks nothing of the guest would come through; no question of what is no
/// backup.
const fn crash_consistent(operation: Operation, is_of_guest: bool) -> Option<&'static str> {
    match (operation, is_of_guest) {
        (Operation::Backup, true) => Some("Would succeed"),
        (Operation::Backup, false) => Some("Would fail too"),
        (
            Operation::Discover
            | Operation::Register
            | Operation::ConfigureProtection
            | Operation::Restore
            | Operation::Cancel
            | Operation::Manage
            | Operation::Machine
            | Operation::Keys,
            _,
        ) => None,
    }
}

fn trouble_view(row: &TroubleRow, profile: &Profile) -> CatalogueTroubleView {
    let mut shows: Vec<String> = Vec::new();
    for (_, fault) in row.shows {
        let FaultRow { code, era, .. } = fault.row();
        if era.is_of(profile) && !shows.iter().any(|seen| seen == code) {
            shows.push((*code).to_owned());
        }
    }
    let owner = match row.owner {
        Owner::Guest => "guest",
        Owner::Machine => "machine",
        Owner::Service => "service",
        Owner::Target => "target",
    };
    let family = match row.family {
        Family::Any => "any",
        Family::Windows => "Windows",
        Family::Linux => "Linux",
    };
    CatalogueTroubleView {
        name: row.name.to_owned(),
        state: row.state.to_owned(),
        cure: row.cure.to_owned(),
        owner: owner.to_owned(),
        family: family.to_owned(),
        shows,
    }
}

fn shows_as(trouble: &TroubleRow, fault: Fault) -> bool {
    trouble.shows.iter().any(|(_, shown)| *shown == fault)
}
