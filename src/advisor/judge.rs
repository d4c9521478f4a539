//! Simulation as the judge of plans: runs each asked plan once, remembers what it told, counts.

use super::fleet::{Fleet, Starts};
use super::measure::{Measure, Rank, measure};
use super::order::Checked;
use crate::engine::Simulation;
use crate::ledger::Ledger;
use crate::model::World;
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::{Scenario, check};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A complete run.
#[derive(Clone, Debug)]
pub struct Run {
    /// What was simulated.
    pub scenario: Scenario,
    /// How it stands at the end.
    pub world: World,
    /// What happened.
    pub ledger: Ledger,
}

impl Run {
    /// Simulates a valid scenario.
    pub(super) fn of(scenario: Scenario) -> Self {
        let (scenario, world, ledger) = Simulation::new(scenario).finish();
        Self {
            scenario,
            world,
            ledger,
        }
    }
}

/// Why a search stops before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// No more simulations are allowed now; asked again, it goes on from here.
    Pause,
    /// No more are allowed at all.
    Budget,
}

/// What has been simulated so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// By days and start times.
    measures: BTreeMap<(u32, Starts), Arc<Measure>>,
    /// How many simulations that took.
    pub(super) count: u32,
}

/// The judge, for as long as it may simulate now.
pub(super) struct Judge<'a> {
    pub(super) fleet: &'a Fleet,
    pub(super) order: &'a Checked,
    pub(super) scenario: &'a Scenario,
    pub(super) told: &'a mut Told,
    /// How many simulations may be made before it pauses.
    pub(super) now: u32,
    /// How many may be made in all, for the time being.
    pub(super) most: u32,
    /// How many days are simulated.
    pub(super) days: u32,
}

impl Judge<'_> {
    /// What a plan comes to over the days that are simulated.
    pub(super) fn measure(&mut self, starts: &Starts) -> Result<Arc<Measure>, Stop> {
        let key = (self.days, starts.clone());
        if let Some(known) = self.told.measures.get(&key) {
            return Ok(known.clone());
        }
        if self.told.count >= self.most {
            return Err(Stop::Budget);
        }
        if self.now == 0 {
            return Err(Stop::Pause);
        }
        self.now -= 1;
        self.told.count += 1;
        let planned = self.fleet.planned(starts, self.order);
        let draft = self.fleet.first_days(planned, self.scenario, self.days);
        let run = Run::of(valid(draft));
        let told = Arc::new(measure(self.fleet, &run.scenario, &run.ledger));
        self.told.measures.insert(key, told.clone());
        Ok(told)
    }
    /// Notes what is known without a simulation of its own.
    pub(super) fn know(&mut self, starts: &Starts, days: u32, measure: Arc<Measure>) {
        self.told.measures.insert((days, starts.clone()), measure);
    }
    /// A plan's rank.
    pub(super) fn rank(&mut self, starts: &Starts) -> Result<Rank, Stop> {
        let measure = self.measure(starts)?;
        Ok(self.rank_of(starts, &measure))
    }
    pub(super) fn rank_of(&self, starts: &Starts, measure: &Measure) -> Rank {
        let changes = self.fleet.changes(starts, self.order, None);
        measure.all.rank(self.order.objective, changes)
    }
    /// The best allowed plan of those simulated over these days; of equals the first by its times.
    pub(super) fn best(&self) -> Option<(Rank, Starts)> {
        let here = self
            .told
            .measures
            .iter()
            .filter(|((days, _), _)| *days == self.days);
        let allowed = here.filter(|((_, starts), _)| self.fleet.allows(starts, self.order));
        let ranked = allowed.map(|((_, starts), measure)| (self.rank_of(starts, measure), starts));
        ranked.min().map(|(rank, starts)| (rank, starts.clone()))
    }
    /// How many more simulations may be made in all.
    pub(super) const fn left(&self) -> u32 {
        self.most.saturating_sub(self.told.count)
    }
}

/// A plan's scenario. Only start times and policies differ from one that is valid.
pub(super) fn valid(draft: ScenarioDraft) -> Scenario {
    check(draft).expect("a plan of a valid scenario is valid")
}
