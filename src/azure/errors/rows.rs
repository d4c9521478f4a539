//! The rows of the catalogue, joined from their groups, and the words that a row is written with. The
//! rows themselves are in the files beside this one.

use super::{Era, Fault, FaultRow, Operation, Retry, Step};
use super::{agent, classic, guest, jobs, refusals, restore, service, transfer, unsupported};
use crate::azure::fact::Source;

/// The groups, in the order of the enum.
const GROUPS: [&[FaultRow]; 9] = [
    &refusals::ROWS,
    &classic::ROWS,
    &agent::ROWS,
    &guest::ROWS,
    &service::ROWS,
    &unsupported::ROWS,
    &transfer::ROWS,
    &restore::ROWS,
    &jobs::ROWS,
];

/// Every fault's row, in the order of the enum.
pub fn faults() -> impl Iterator<Item = &'static FaultRow> {
    GROUPS.iter().flat_map(|group| group.iter())
}

impl Fault {
    /// The fault's row.
    ///
    /// # Panics
    /// Never: a test finds every fault's row.
    #[must_use]
    pub const fn row(self) -> &'static FaultRow {
        let mut place = self as usize;
        let mut group = 0;
        while place >= GROUPS[group].len() {
            place -= GROUPS[group].len();
            group += 1;
        }
        &GROUPS[group][place]
    }
    /// Whether a crash-consistent snapshot, which asks nothing of the guest, would succeed.
    #[must_use]
    pub const fn is_of_guest(self) -> bool {
        self.row().is_of_guest
    }
    /// Whether the service tries again by itself, or the fault heals.
    #[must_use]
    pub const fn service_retries(self) -> bool {
        matches!(self.row().retry, Retry::Service)
    }
    /// Whether only classic machines can meet it.
    #[must_use]
    pub const fn is_classic(self) -> bool {
        matches!(self.row().era, Era::Classic)
    }
}

/// A row without its sentences: a person tries again after the cure, in every generation.
pub(super) const fn row(
    fault: Fault,
    code: &'static str,
    operation: Operation,
    step: Step,
) -> FaultRow {
    FaultRow {
        fault,
        code,
        extension_code: None,
        era: Era::All,
        operation,
        step,
        is_of_guest: false,
        retry: Retry::AfterCure,
        message: "",
        causes: &[],
        remedy: "",
        source: Source::Guess { why: "" },
    }
}

impl FaultRow {
    /// Only classic machines meet it.
    pub(super) const fn classic(self) -> Self {
        Self {
            era: Era::Classic,
            ..self
        }
    }
    /// Only Resource Manager machines meet it.
    pub(super) const fn resource_manager(self) -> Self {
        Self {
            era: Era::ResourceManager,
            ..self
        }
    }
    /// A snapshot that asks nothing of the guest would succeed.
    pub(super) const fn of_guest(self) -> Self {
        Self {
            is_of_guest: true,
            ..self
        }
    }
    /// Who tries again.
    pub(super) const fn retried_by(self, retry: Retry) -> Self {
        Self { retry, ..self }
    }
    /// Number that the Linux extension returns.
    pub(super) const fn extension(self, code: u16) -> Self {
        Self {
            extension_code: Some(code),
            ..self
        }
    }
    /// What happened.
    pub(super) const fn says(self, message: &'static str) -> Self {
        Self { message, ..self }
    }
    /// The states that lead to it.
    pub(super) const fn caused_by(self, causes: &'static [&'static str]) -> Self {
        Self { causes, ..self }
    }
    /// What cures it.
    pub(super) const fn cured_by(self, remedy: &'static str) -> Self {
        Self { remedy, ..self }
    }
    /// Where it is documented.
    pub(super) const fn from(self, source: Source) -> Self {
        Self { source, ..self }
    }
    /// Why it is like this though nobody documents it.
    pub(super) const fn guessed(self, why: &'static str) -> Self {
        Self {
            source: Source::Guess { why },
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::troubles::troubles;
    use std::collections::BTreeSet;

    #[test]
    fn every_fault_has_one_row_in_the_order_of_the_list() {
        assert_eq!(faults().count(), Fault::COUNT);
        for (place, row) in faults().enumerate() {
            assert_eq!(row.fault as usize, place, "{:?}", row.fault);
            assert_eq!(row.fault.row().fault, row.fault);
        }
    }

    #[test]
    fn a_code_means_one_fault_in_a_generation_whatever_its_letters_case() {
        for other in [Era::Classic, Era::ResourceManager] {
            let mut seen = BTreeSet::new();
            for row in faults().filter(|row| row.era == Era::All || row.era == other) {
                assert!(seen.insert(row.code.to_lowercase()), "{} twice", row.code);
            }
        }
    }

    #[test]
    fn every_row_says_what_happened_why_and_what_to_do() {
        for row in faults() {
            let of_source = match row.source {
                Source::Published { title, date } => [title, date],
                Source::Measured { what, date } => [what, date],
                Source::Guess { why } => [why, why],
            };
            assert!(
                of_source.iter().all(|text| !text.is_empty()),
                "{}",
                row.code
            );
            assert!(!row.causes.is_empty(), "{}", row.code);
            let sentences = row.causes.iter().chain([&row.message, &row.remedy]);
            for sentence in sentences {
                assert!(sentence.ends_with('.'), "{}: {sentence:?}", row.code);
                assert!(!sentence.contains("  "), "{}: {sentence:?}", row.code);
            }
        }
    }

    #[test]
    fn what_a_trouble_shows_as_names_the_troubles_state_as_a_cause() {
        for trouble in troubles() {
            for (_, fault) in trouble.shows {
                let causes = fault.row().causes;
                assert!(causes.contains(&trouble.state), "{}", trouble.name);
            }
        }
    }
}
