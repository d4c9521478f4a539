//! What will happen next, as far as it is known: the run is continued on a copy. An operator who does
//! something meanwhile makes it come otherwise.

use super::Report;
use crate::engine::Simulation;
use crate::model::Protection;
use crate::report::jobs::{Names, task_noun};
use crate::report::view::NextView;
use crate::units::{SimDuration, SimTime};

/// How far the copy is continued: what runs now has ended by then.
const AHEAD: SimDuration = SimDuration::days(2);
/// The most that is told.
const NEXT_MAX: usize = 20;

impl Report {
    pub(super) fn next(&self, simulation: &Simulation, names: &Names<'_>) -> Vec<NextView> {
        let mut all: Vec<(SimTime, String)> = self.next_backups(simulation);
        all.extend(self.next_ends(simulation, names));
        for (vm, state) in self.world.vms.enumerate() {
            if let Protection::Deleted { purge, .. } = state.protection {
                all.push((purge, format!("Soft delete of {} ends.", names.of(vm))));
            }
            if !state.power.is_settled(self.now) {
                let text = format!("{} has done {}.", names.of(vm), self.power(vm));
                all.push((state.power.settles, text));
            }
        }
        let later = self.scenario.timeline().iter().enumerate();
        if let Some((index, action)) = later.clone().find(|(_, action)| action.at > self.now) {
            let index = u32::try_from(index).expect("limits keep actions below 2^32");
            let whom = action.vm.map(|vm| format!("{}: ", names.of(vm)));
            let what = format!("{}{}", whom.unwrap_or_default(), self.what(index));
            all.push((action.at, what));
        }
        all.retain(|(at, _)| (self.now..=self.scenario.end()).contains(at));
        all.sort();
        all.truncate(NEXT_MAX);
        let view = |(at, text): (SimTime, String)| NextView {
            at: self.moment_after(at),
            text,
        };
        all.into_iter().map(view).collect()
    }

    fn next_backups(&self, simulation: &Simulation) -> Vec<(SimTime, String)> {
        let policies = self.scenario.policies().enumerate();
        let due = policies.filter_map(|(id, policy)| {
            let at = simulation.next_due(id)?;
            Some((at, format!("Backups of {} are due.", policy.name)))
        });
        due.collect()
    }
    /// When that ends which runs now.
    fn next_ends(&self, simulation: &Simulation, names: &Names<'_>) -> Vec<(SimTime, String)> {
        let running = |ended: Option<SimTime>| ended.is_none();
        let is_busy = self.ledger.jobs().iter().any(|job| running(job.ended()))
            || self.ledger.tasks().iter().any(|task| running(task.end()));
        if !is_busy {
            return Vec::new();
        }
        let mut ahead = simulation.clone();
        ahead.run_until(self.now + AHEAD);
        let mut ends = Vec::new();
        for (now, later) in self.ledger.jobs().iter().zip(ahead.ledger().jobs()) {
            if let (None, Some(at)) = (now.ended(), later.ended()) {
                ends.push((at, format!("Backup of {} ends.", names.of(now.vm))));
            }
        }
        for (now, later) in self.ledger.tasks().iter().zip(ahead.ledger().tasks()) {
            if let (None, Some(at)) = (now.end(), later.end()) {
                let of = now.vm.map(|vm| format!(" of {}", names.of(vm)));
                let text = format!("{}{} ends.", task_noun(now), of.unwrap_or_default());
                ends.push((at, text));
            }
        }
        ends
    }
    /// The whole second at which something has happened: a lab goes to whole seconds.
    fn moment_after(&self, at: SimTime) -> crate::report::view::Moment {
        let whole = SimTime::ZERO + SimDuration::secs(at.whole_secs());
        let after = if whole < at {
            whole + SimDuration::secs(1)
        } else {
            whole
        };
        self.moment(after.min(self.scenario.end()))
    }
}
