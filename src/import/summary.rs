//! What an import did: what it took, what it left out and why, what it could not read, and what it
//! assumed. Every list is capped and says how much it holds in truth.

use super::limits::{NAMES_LISTED_MAX, PROBLEMS_LISTED_MAX};
use crate::scenario::Problem;
use crate::scenario::draft::{AssumptionDraft, AssumptionKind, ScenarioDraft};
use std::collections::BTreeMap;

/// What an import did.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// What each file was taken for, in the order given; a workbook has a line for each sheet read.
    pub sources: Vec<Source>,
    /// Machines taken.
    pub machines: usize,
    /// What was left out on purpose, by reason.
    pub left_out: Vec<LeftOut>,
    /// What could not be read.
    pub unreadable: Unreadable,
    /// What was assumed, by kind.
    pub assumptions: Vec<AssumptionCount>,
}

/// A file, or a sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name as given, and the sheet.
    pub file: String,
    /// What it was taken for.
    pub kind: SourceKind,
    /// Rows or entries in it.
    pub rows: u64,
}

/// What a file can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// RVTools, sheet vInfo.
    RvtoolsInfo,
    /// RVTools, sheet vDisk.
    RvtoolsDisk,
    /// RVTools, sheet vPartition.
    RvtoolsPartition,
    /// Another sheet of RVTools; nothing in it is needed.
    RvtoolsOther,
    /// JSON from Azure: machines, disks or policies, as a list, an answer or a template.
    Azure,
}

/// Why something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOutReason {
    /// The machine is not running, and only running ones are wanted.
    PoweredOff,
    /// A template is not a machine.
    Template,
    /// An empty row.
    BlankRow,
    /// The same machine a second time.
    Duplicate,
    /// A disk or partition of a machine that the list of machines does not have.
    NotListed,
    /// A disk that no machine uses.
    UnattachedDisk,
    /// A policy for something other than virtual machines.
    OtherWorkload,
    /// An Azure resource that an import does not need.
    OtherResource,
}

/// What was left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Why.
    pub reason: LeftOutReason,
    /// How many.
    pub count: u64,
    /// The first of them by name; a blank row has none.
    pub names: Vec<String>,
}

/// Rows and entries that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub listed: Vec<Problem>,
}

/// How often something was assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssumptionCount {
    /// Which kind of gap.
    pub about: AssumptionKind,
    /// Statements about the whole fleet.
    pub of_fleet: usize,
    /// Statements about single machines.
    pub of_machines: usize,
}

/// What is noted on the way; becomes the summary.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) sources: Vec<Source>,
    left_out: BTreeMap<LeftOutReason, (u64, Vec<String>)>,
    unreadable: Unreadable,
    /// What was assumed about the whole fleet, each sentence once.
    pub(super) fleet: Vec<AssumptionDraft>,
}

impl Notes {
    /// Something left out; an unnamed thing is only counted.
    pub(super) fn leave_out(&mut self, reason: LeftOutReason, name: &str) {
        let (count, names) = self.left_out.entry(reason).or_default();
        *count += 1;
        if !name.is_empty() && names.len() < NAMES_LISTED_MAX {
            names.push(super::text::name(name));
        }
    }

    /// Something that can't be read.
    pub(super) fn unreadable(&mut self, problem: Problem) {
        self.unreadable.count += 1;
        if self.unreadable.listed.len() < PROBLEMS_LISTED_MAX {
            self.unreadable.listed.push(problem);
        }
    }

    /// Something assumed about the whole fleet.
    pub(super) fn assume(&mut self, about: AssumptionKind, assumed: impl Into<String>) {
        let assumption = assumption(about, assumed);
        if !self.fleet.contains(&assumption) {
            self.fleet.push(assumption);
        }
    }

    /// What can't be read, so far.
    pub(super) fn listed(&self) -> &[Problem] {
        &self.unreadable.listed
    }

    /// The summary of an import that made this draft.
    pub(super) fn into_summary(self, draft: &ScenarioDraft) -> Summary {
        let left_out = self.left_out.into_iter();
        Summary {
            sources: self.sources,
            machines: draft.vms.len(),
            left_out: left_out
                .map(|(reason, (count, names))| LeftOut {
                    reason,
                    count,
                    names,
                })
                .collect(),
            unreadable: self.unreadable,
            assumptions: counted(draft),
        }
    }
}

/// An assumption.
pub(super) fn assumption(about: AssumptionKind, assumed: impl Into<String>) -> AssumptionDraft {
    AssumptionDraft {
        about,
        assumed: assumed.into(),
    }
}

fn counted(draft: &ScenarioDraft) -> Vec<AssumptionCount> {
    let mut counts: BTreeMap<AssumptionKind, (usize, usize)> = BTreeMap::new();
    for assumption in &draft.assumptions {
        counts.entry(assumption.about).or_default().0 += 1;
    }
    for assumption in draft.vms.iter().flat_map(|vm| &vm.assumptions) {
        counts.entry(assumption.about).or_default().1 += 1;
    }
    let counts = counts.into_iter();
    counts
        .map(|(about, (of_fleet, of_machines))| AssumptionCount {
            about,
            of_fleet,
            of_machines,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_and_names_are_listed_up_to_a_limit_and_all_counted() {
        let mut notes = Notes::default();
        for _ in 0..=PROBLEMS_LISTED_MAX {
            notes.unreadable(Problem::new("a", "b", "c"));
            notes.leave_out(LeftOutReason::Template, "t");
        }
        assert_eq!(notes.unreadable.count, PROBLEMS_LISTED_MAX as u64 + 1);
        assert_eq!(notes.listed().len(), PROBLEMS_LISTED_MAX);
        let (count, names) = &notes.left_out[&LeftOutReason::Template];
        assert_eq!((*count, names.len()), (101, NAMES_LISTED_MAX));
    }

    #[test]
    fn a_sentence_about_the_fleet_is_noted_once() {
        let mut notes = Notes::default();
        notes.assume(AssumptionKind::ZoneUnknown, "UTC");
        notes.assume(AssumptionKind::ZoneUnknown, "UTC");
        assert_eq!(notes.fleet.len(), 1);
    }
}
