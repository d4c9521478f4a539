//! How good a run is, in few figures: what the search for a plan compares. Not the report's tables;
//! that both count the same nights is held by a test.

use super::fleet::Fleet;
use super::order::Objective;
use crate::ledger::{Job, JobOutcome, Ledger};
use crate::scenario::Scenario;
use crate::scenario::calendar::Night;
use crate::scenario::windows::Nights;
use crate::units::{Id, IdVec, SimDuration, SimTime, VmId};

/// How good a run is, or a part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Nights on which something was due.
    pub nights: u32,
    /// Nights that do not hold.
    pub missed: u32,
    /// Backups that are late, skipped or still running. Failed ones are not counted: no start time
    /// cures them.
    pub late: u32,
    /// By how many seconds they miss the window together.
    pub over_s: u64,
    /// Seconds from each night's opening to its last end, all nights together.
    pub ends_s: u64,
}

/// What a search compares: less is better, the first figure that differs decides.
pub(super) type Rank = [u64; 7];

impl Figures {
    /// Its rank, with what the plan changes.
    pub(super) fn rank(&self, objective: Objective, changes: [u64; 3]) -> Rank {
        let (missed, late) = (u64::from(self.missed), u64::from(self.late));
        let [policies, machines, minutes] = changes;
        let (over, ends) = (self.over_s, self.ends_s);
        match objective {
            // Machines get another policy only where that makes more of them hold.
            Objective::EarliestEnd => [missed, late, over, machines, ends, policies, minutes],
            Objective::LeastChange => [missed, late, over, policies, machines, minutes, ends],
        }
    }
    /// Every backup that ran did so inside the window.
    pub(super) const fn is_in_time(&self) -> bool {
        self.late == 0
    }
}

/// What a simulation told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) all: Figures,
    /// The same of each part.
    pub(super) parts: Vec<Figures>,
    /// Of each cluster: late backups, seconds over, and the latest end of a night.
    pub(super) clusters: Vec<(u32, u64, u64)>,
    /// Late backups of each night, the first night's first.
    pub(super) late_of_night: Vec<u32>,
}

/// How a backup stands to the opening that it has to keep: nothing if it failed, else by how much it misses the window.
pub(super) fn over(job: &Job, night: &Night) -> Option<SimDuration> {
    match job.outcome {
        JobOutcome::Withdrawn | JobOutcome::Failed(_) | JobOutcome::Cancelled => None,
        JobOutcome::Completed(_) if job.is_inside(night) => Some(SimDuration::from_nanos(0)),
        JobOutcome::Completed(_) => {
            let ended = job.ended().unwrap_or(SimTime::ZERO);
            let after = ended.saturating_since(night.closes);
            Some(after + night.opens.saturating_since(job.due) + SimDuration::from_nanos(1))
        }
        // As bad as a backup that is a day late.
        JobOutcome::Running | JobOutcome::TransferSkipped(_) => Some(SimDuration::DAY),
    }
}

/// What is counted of a night.
#[derive(Clone, Copy, Default)]
struct Tally {
    due: u32,
    held: u32,
    late: u32,
    over_s: u64,
    end: Option<SimTime>,
}

impl Tally {
    fn add(&mut self, job: &Job, over: Option<SimDuration>) {
        self.due += 1;
        let Some(over) = over else { return };
        if over.as_nanos() == 0 {
            self.held += 1;
        } else {
            self.late += 1;
            self.over_s += whole_secs_up(over);
        }
        if let JobOutcome::Completed(_) = job.outcome {
            self.end = self.end.max(job.ended());
        }
    }
    fn add_to(self, figures: &mut Figures, night: &Night) {
        if self.due == 0 {
            return;
        }
        figures.nights += 1;
        figures.missed += u32::from(self.held == 0 || self.late > 0);
        figures.late += self.late;
        figures.over_s += self.over_s;
        let end = self.end.map(|end| end.saturating_since(night.opens));
        figures.ends_s += end.map_or(0, whole_secs_up);
    }
}

/// Whole seconds, a part of one counted as one.
const fn whole_secs_up(length: SimDuration) -> u64 {
    length.as_nanos().div_ceil(1_000_000_000)
}

/// Reads the figures of a run.
pub(super) fn measure(fleet: &Fleet, scenario: &Scenario, ledger: &Ledger) -> Measure {
    let windows = Nights::of(scenario);
    let nights = windows.calendar();
    let of_night = |_| (Tally::default(), vec![Tally::default(); fleet.parts]);
    let mut tallies: Vec<(Tally, Vec<Tally>)> = nights.iter().map(of_night).collect();
    let mut clusters = vec![(0, 0, 0); fleet.clusters.len()];
    for job in ledger.jobs().iter() {
        if job.outcome == JobOutcome::Withdrawn {
            continue;
        }
        let index = windows.index(job.due);
        let night = &nights[index];
        let own = windows.own(job.vm, job.policy, job.due);
        let over = over(job, own.unwrap_or(night));
        let part = fleet.part_of[scenario.vault_of(job.policy)];
        let (all, parts) = &mut tallies[index];
        all.add(job, over);
        parts[part].add(job, over);
        if let Some(cluster) = cluster(&fleet.cluster_of, job.vm) {
            let (late, secs, end) = &mut clusters[cluster];
            let over = over.unwrap_or_default();
            *late += u32::from(over.as_nanos() > 0);
            *secs += whole_secs_up(over);
            let after = job.ended().map(|ended| ended.saturating_since(night.opens));
            *end = after.map_or(*end, |after| whole_secs_up(after).max(*end));
        }
    }
    let mut measure = Measure {
        all: Figures::default(),
        parts: vec![Figures::default(); fleet.parts],
        clusters,
        late_of_night: tallies.iter().map(|(all, _)| all.late).collect(),
    };
    for ((all, parts), night) in tallies.iter().zip(nights) {
        all.add_to(&mut measure.all, night);
        for (figures, tally) in measure.parts.iter_mut().zip(parts) {
            tally.add_to(figures, night);
        }
    }
    measure
}

fn cluster(cluster_of: &IdVec<VmId, Option<usize>>, vm: VmId) -> Option<usize> {
    debug_assert!(vm.index() < cluster_of.len(), "a plan adds no machine");
    cluster_of[vm]
}
