//! What happened, in the order of time: what a reader wants to know of a run, and not every backup of
//! every night. The jobs that are behind it are in `jobs.rs`.

mod backups;

use super::Report;
use super::jobs::{Names, task_noun};
use super::text::counted;
use super::view::StoryLineView;
use crate::azure::errors::Fault;
use crate::ledger::{Task, TaskOutcome};
use crate::model::Protection;
use crate::units::{SimDuration, SimTime, VmId};

/// What kind of thing a line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Action,
    Refusal,
    Job,
    Failure,
    Warning,
    Recovery,
    Point,
    State,
    Billing,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Refusal => "refusal",
            Self::Job => "job",
            Self::Failure => "failure",
            Self::Warning => "warning",
            Self::Recovery => "recovery",
            Self::Point => "point",
            Self::State => "state",
            Self::Billing => "billing",
        }
    }
}

/// A line of the story.
#[derive(Clone, Debug)]
struct Line {
    at: SimTime,
    vm: Option<VmId>,
    kind: Kind,
    text: String,
    /// Why, of a refusal.
    refused: Option<Fault>,
}

/// The lines so far, in any order.
struct Lines {
    all: Vec<Line>,
    now: SimTime,
}

impl Lines {
    /// Tells something, unless it is still to come.
    fn tell(&mut self, at: SimTime, vm: Option<VmId>, kind: Kind, text: String) {
        if at <= self.now {
            self.all.push(Line {
                at,
                vm,
                kind,
                text,
                refused: None,
            });
        }
    }
    /// Tells a refusal, unless it is still to come.
    fn tell_refusal(&mut self, at: SimTime, vm: Option<VmId>, text: String, fault: Fault) {
        if at <= self.now {
            self.all.push(Line {
                at,
                vm,
                kind: Kind::Refusal,
                text,
                refused: Some(fault),
            });
        }
    }
}

impl Report {
    /// Everything that is worth telling, the oldest first.
    #[must_use]
    pub fn story(&self) -> Vec<StoryLineView> {
        let mut lines = Lines {
            all: Vec::new(),
            now: self.now,
        };
        self.tell_operators(&mut lines);
        self.tell_tasks(&mut lines);
        for vm in self.scenario.vms().ids() {
            self.tell_protection(&mut lines, vm);
            self.tell_backups(&mut lines, vm);
            self.tell_billing(&mut lines, vm);
        }
        let names = self.names();
        let mut all = lines.all;
        all.sort_by_key(|line| line.at);
        let lines = all.into_iter();
        lines.map(|line| self.line_view(line, &names)).collect()
    }

    fn line_view(&self, line: Line, names: &Names<'_>) -> StoryLineView {
        StoryLineView {
            at: self.moment(line.at),
            vm: line.vm.map(VmId::get),
            name: line.vm.map(|vm| names.of(vm)).unwrap_or_default(),
            kind: line.kind.name().to_owned(),
            text: line.text,
            code: line.refused.map(|fault| fault.row().code.to_owned()),
        }
    }
    fn tell_operators(&self, lines: &mut Lines) {
        for record in self.ledger.operators() {
            let what = self.what(record.action);
            let (at, vm) = (record.at, record.vm);
            match record.refused {
                None => lines.tell(at, vm, Kind::Action, what),
                Some(fault) => {
                    let text = format!("{what} Refused: {}", why(fault));
                    lines.tell_refusal(at, vm, text, fault);
                }
            }
        }
    }
    fn tell_tasks(&self, lines: &mut Lines) {
        for (id, task) in self.ledger.tasks().enumerate() {
            let noun = task_noun(task);
            let what = task.restore.as_ref();
            let what = what.map(|restoring| self.restore_sentence(restoring));
            let what = what.map_or(String::new(), |what| format!(" {what}"));
            if task.end() != Some(task.began) {
                let text = format!("{noun} begins.{what}");
                lines.tell(task.began, task.vm, Kind::Job, text);
            }
            if let Some(ended) = task.end() {
                let (kind, mut text) = task_end(task, noun, ended);
                if let Some(lost) = self.restore_lost(id) {
                    text += &format!(" {lost}");
                }
                lines.tell(ended, task.vm, kind, text);
            }
        }
    }
    /// What became of a machine's protection. What an operator asked for is told there; here is what
    /// it means for the points.
    fn tell_protection(&self, lines: &mut Lines, vm: VmId) {
        let states = self.ledger.protection_of(vm);
        for pair in states.windows(2) {
            let ((_, before), (at, after)) = (pair[0], pair[1]);
            let points = || {
                let points = self.meters.points_of(vm).iter();
                let points = points.map(|id| &self.ledger.points()[*id]);
                // Those that went at this very moment were there.
                let just_before = SimTime::from_nanos(at.as_nanos().saturating_sub(1));
                let there = points.filter(|point| point.is_alive_at(just_before));
                counted(there.count() as u64, "recovery point")
            };
            let text = match (before, after) {
                (Protection::Active(_), Protection::Stopped(_)) => {
                    format!("Protection has ended; {} kept.", points())
                }
                (Protection::Active(_), Protection::Deleted { purge, .. }) => {
                    let until = self.moment(purge).local;
                    let points = points();
                    format!("Protection has ended; soft delete holds {points} until {until}.")
                }
                (_, Protection::Deleted { purge, .. }) => {
                    let until = self.moment(purge).local;
                    format!("Soft delete holds {} until {until}.", points())
                }
                (Protection::Deleted { .. }, Protection::None) => {
                    format!("Soft delete has ended; {} deleted for good.", points())
                }
                (Protection::Active(_) | Protection::Stopped(_), Protection::None) => {
                    format!("Protection has ended; {} deleted.", points())
                }
                (Protection::Deleted { .. }, Protection::Stopped(_)) => {
                    format!("The deletion is taken back; {} kept.", points())
                }
                (_, Protection::Active(_))
                | (Protection::None, Protection::None | Protection::Stopped(_))
                | (Protection::Stopped(_), Protection::Stopped(_)) => continue,
            };
            lines.tell(at, Some(vm), Kind::State, text);
        }
    }
    fn tell_billing(&self, lines: &mut Lines, vm: VmId) {
        let mut is_billed = false;
        for (at, size) in self.meters.protected_over_time(&self.ledger, vm) {
            let is_now = !size.is_zero();
            if is_now != is_billed {
                let text = if is_now {
                    format!("Billing begins, at {size}.")
                } else {
                    "Billing ends.".to_owned()
                };
                lines.tell(at, Some(vm), Kind::Billing, text);
            }
            is_billed = is_now;
        }
    }
}

/// A fault's code with what it says and what cures it.
fn why(fault: Fault) -> String {
    let row = fault.row();
    format!("{}: {} {}", row.code, row.message, row.remedy)
}

fn task_end(task: &Task, noun: &str, ended: SimTime) -> (Kind, String) {
    let length = ended.since(task.began);
    match task.outcome {
        TaskOutcome::Completed if length == SimDuration::ZERO => {
            (Kind::Job, format!("{noun} has ended at once."))
        }
        TaskOutcome::Running | TaskOutcome::Completed => {
            (Kind::Job, format!("{noun} has ended after {length}."))
        }
        TaskOutcome::Warned(fault) => (
            Kind::Warning,
            format!("{noun} has ended after {length}. {}", why(fault)),
        ),
        TaskOutcome::Partly(fault) => (
            Kind::Warning,
            format!("{noun} has ended in part after {length}. {}", why(fault)),
        ),
        TaskOutcome::Failed(fault) => (Kind::Failure, format!("{noun} has failed. {}", why(fault))),
        TaskOutcome::Cancelled => (Kind::Job, format!("{noun} was cancelled.")),
    }
}
