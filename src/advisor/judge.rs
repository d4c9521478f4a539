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
    /// By days and start times, each with how many simulations there were before it.
    measures: BTreeMap<(u32, Starts), (u32, Arc<Measure>)>,
    /// How many simulations that took.
    pub(super) count: u32,
}

/// The judge, for as long as it may simulate now.
///
/// A search that paused is walked again from its beginning. It then meets what it was told in the
/// order in which it was told, and what it has not met again yet it does not know: so a pause
/// changes nothing.
pub(super) struct Judge<'a> {
    pub(super) fleet: &'a Fleet,
    pub(super) order: &'a Checked,
    pub(super) scenario: &'a Scenario,
    pub(super) told: &'a mut Told,
    /// How many simulations this walk has met.
    pub(super) met: u32,
    /// How many may be made before it pauses.
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
        let known = self.told.measures.get(&key);
        if let Some((before, known)) = known
            && *before < self.met
        {
            return Ok(known.clone());
        }
        if self.met >= self.most {
            return Err(Stop::Budget);
        }
        if let Some((before, known)) = known {
            assert_eq!(*before, self.met, "a walk meets everything in its order");
            self.met += 1;
            return Ok(known.clone());
        }
        assert_eq!(self.told.count, self.met, "what is new comes last");
        if self.now == 0 {
            return Err(Stop::Pause);
        }
        self.now -= 1;
        let planned = self.fleet.planned(starts);
        let draft = self.fleet.first_days(planned, self.scenario, self.days);
        let run = Run::of(valid(draft));
        let told = Arc::new(measure(self.fleet, &run.scenario, &run.ledger));
        self.told.measures.insert(key, (self.met, told.clone()));
        self.told.count += 1;
        self.met += 1;
        Ok(told)
    }
    /// Begins the walk with the first simulation, which was made before there was a judge.
    pub(super) fn begin(&mut self, starts: &Starts, measure: Arc<Measure>) {
        self.told
            .measures
            .insert((self.days, starts.clone()), (0, measure));
        self.met = 1;
    }
    /// A plan's rank.
    pub(super) fn rank(&mut self, starts: &Starts) -> Result<Rank, Stop> {
        let measure = self.measure(starts)?;
        Ok(self.rank_of(starts, &measure))
    }
    pub(super) fn rank_of(&self, starts: &Starts, measure: &Measure) -> Rank {
        let changes = self.fleet.changes(starts, None);
        measure.all.rank(self.order.objective, changes)
    }
    /// The best allowed plan of those simulated over these days; of equals the first by its times.
    pub(super) fn best(&self) -> Option<(Rank, Starts)> {
        let here = self
            .told
            .measures
            .iter()
            .filter(|((days, _), (before, _))| *days == self.days && *before < self.met);
        let allowed = here.filter(|((_, starts), _)| self.fleet.allows(starts, self.order));
        let ranked =
            allowed.map(|((_, starts), (_, measure))| (self.rank_of(starts, measure), starts));
        ranked.min().map(|(rank, starts)| (rank, starts.clone()))
    }
    /// How many more simulations may be made in all.
    pub(super) const fn left(&self) -> u32 {
        self.most.saturating_sub(self.met)
    }
}

/// A plan's scenario. Only start times and policies differ from one that is valid.
pub(super) fn valid(draft: ScenarioDraft) -> Scenario {
    check(draft).expect("a plan of a valid scenario is valid")
}
