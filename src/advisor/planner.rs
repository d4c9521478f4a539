//! The planner, in steps: what is there, the search, the whole run as the last word.
//!
//! A search looks at the first days of a run only, where those tell enough; what it finds is
//! simulated over the whole run, and where that brings new misses the search goes on over more days.

use super::fleet::{Fleet, LeftBecause, Starts};
use super::judge::{Judge, Run, Stop, Told, valid};
use super::measure::{Figures, Measure, measure};
use super::order::{Checked, Objective, PlanOrder, check as check_order};
use super::reasons::{Reason, reasons};
use super::search::{equal_spacing, search};
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::windows::Nights;
use crate::scenario::{Problem, Scenario, check};
use crate::units::Id;
use std::sync::Arc;

/// The first days that a search looks at: eight nights, so that every weekday is among them.
const DAYS_LEAST: u32 = 9;
/// A run of no more backups than this is looked at whole.
const BACKUPS_WHOLE: u64 = 2_000;
/// Simulations of whole runs that a search over the first days leaves room for.
const WHOLE_RUNS: u32 = 3;
/// How often a search goes on over more days.
const ROUNDS: usize = 3;

/// A plan being searched.
#[derive(Debug)]
pub struct Planner {
    typed: PlanOrder,
    order: Checked,
    scenario: Scenario,
    /// What is there, once it has been simulated.
    before: Option<Before>,
    told: Told,
    found: Option<Found>,
}

#[derive(Debug)]
struct Before {
    run: Run,
    fleet: Fleet,
    measure: Arc<Measure>,
}

/// What a search came to.
#[derive(Debug)]
struct Found {
    starts: Starts,
    equal: Option<Figures>,
    days: u32,
}

/// How far a search has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Searched {
    /// It has ended.
    pub done: bool,
    /// Simulations so far.
    pub simulations: u32,
    /// The most there may be.
    pub budget: u32,
}

/// Some machines of a policy and when they start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The policy as it was called before.
    pub of: String,
    /// The policy that they follow now.
    pub policy: String,
    /// How many machines.
    pub machines: usize,
    /// Start time before, in minutes of the window's day.
    pub was: u16,
    /// Start time now.
    pub start: u16,
}

/// A plan: what was there, what comes of it, and why not more.
#[derive(Debug)]
pub struct Plan {
    /// What was asked for.
    pub order: PlanOrder,
    /// The allowed start times, in minutes of the window's day.
    pub slots: Vec<u16>,
    /// The scenario with the plan's policies.
    pub draft: ScenarioDraft,
    /// The whole run as it was.
    pub before: Run,
    /// Its figures.
    pub was: Figures,
    /// The whole run as planned.
    pub after: Run,
    /// Its figures.
    pub is: Figures,
    /// The figures of equal spacing, where there was room to try it.
    pub equal: Option<Figures>,
    /// What as it was is not allowed by the order.
    pub was_allowed: bool,
    /// What is planned is allowed by the order.
    pub is_allowed: bool,
    /// Policies and parts of policies, in their order.
    pub groups: Vec<Group>,
    /// Policies that are not moved.
    pub left: Vec<(String, LeftBecause)>,
    /// Why backups are still late.
    pub reasons: Vec<Reason>,
    /// How many simulations the search took.
    pub simulations: u32,
    /// How many days it looked at.
    pub days: u32,
}

impl Planner {
    /// A plan for a draft.
    ///
    /// # Errors
    /// Every problem of the draft; of one without, every problem of the order.
    pub fn new(draft: ScenarioDraft, order: &PlanOrder) -> Result<Self, Vec<Problem>> {
        let scenario = check(draft)?;
        let checked = check_order(order, &scenario)?;
        Ok(Self {
            typed: order.clone(),
            order: checked,
            scenario,
            before: None,
            told: Told::default(),
            found: None,
        })
    }
    /// Makes at most this many simulations. How a search is cut changes nothing.
    pub fn step(&mut self, simulations: u32) -> Searched {
        if self.found.is_none() && simulations > 0 {
            self.go_on(simulations);
        }
        Searched {
            done: self.found.is_some(),
            simulations: self.told.count,
            budget: self.order.budget,
        }
    }
    /// Searches to the end.
    #[must_use]
    pub fn finish(mut self) -> Plan {
        while !self.step(u32::MAX).done {}
        self.into_plan().expect("the search has ended")
    }
    /// The plan, once the search has ended. Simulates both runs once more, to show them whole.
    #[must_use]
    pub fn into_plan(self) -> Option<Plan> {
        let Found {
            starts,
            equal,
            days,
        } = self.found?;
        let Before {
            run: before,
            fleet,
            measure: was,
        } = self.before?;
        let draft = fleet.planned(&starts);
        let after = Run::of(valid(draft.clone()));
        let is = measure(&fleet, &after.scenario, &after.ledger);
        let as_it_is = fleet.as_it_is();
        Some(Plan {
            reasons: reasons(&after, &fleet),
            groups: groups(&fleet, &starts, &draft),
            was_allowed: fleet.allows(&as_it_is, &self.order),
            is_allowed: fleet.allows(&starts, &self.order),
            order: self.typed,
            slots: self.order.times.slots,
            draft,
            before,
            was: was.all,
            after,
            is: is.all,
            equal,
            left: fleet.left,
            simulations: self.told.count,
            days,
        })
    }

    fn go_on(&mut self, mut simulations: u32) {
        if self.before.is_none() {
            let run = Run::of(self.scenario.clone());
            let fleet = Fleet::new(&run.scenario, &run.ledger, &self.order);
            let measure = Arc::new(measure(&fleet, &run.scenario, &run.ledger));
            self.before = Some(Before {
                run,
                fleet,
                measure,
            });
            self.told.count += 1;
            simulations -= 1;
        }
        let Some(before) = &self.before else {
            unreachable!("it was simulated above");
        };
        let mut judge = Judge {
            fleet: &before.fleet,
            order: &self.order,
            scenario: &self.scenario,
            told: &mut self.told,
            met: 0,
            now: simulations,
            most: self.order.budget,
            days: self.scenario.days(),
        };
        let as_it_is = before.fleet.as_it_is();
        judge.begin(&as_it_is, before.measure.clone());
        match think(&mut judge, before) {
            Ok(found) => self.found = Some(found),
            Err(Stop::Pause) => {}
            Err(Stop::Budget) => unreachable!("a search that has spent its budget has ended"),
        }
    }
}

/// The whole search. What was simulated is remembered, so that it can be walked again from its
/// beginning and goes on where it paused.
fn think(judge: &mut Judge<'_>, before: &Before) -> Result<Found, Stop> {
    let (fleet, order) = (judge.fleet, judge.order);
    let whole = judge.scenario.days();
    let as_it_is = fleet.as_it_is();
    let is_allowed = fleet.allows(&as_it_is, order);
    let keeps = order.objective == Objective::LeastChange && before.measure.all.is_in_time();
    if fleet.clusters.is_empty() || (is_allowed && keeps) {
        return Ok(Found {
            starts: as_it_is,
            equal: None,
            days: whole,
        });
    }
    let mut days = first_days(judge.scenario, &before.measure);
    let equal = equal_spacing(fleet, order);
    let mut seeds: Vec<Starts> = Vec::new();
    seeds.extend(is_allowed.then_some(as_it_is.clone()));
    seeds.extend(equal.clone());
    let mut candidates = seeds.clone();
    for _ in 0..ROUNDS {
        judge.days = days;
        judge.most = if days == whole {
            order.budget
        } else {
            order.budget.saturating_sub(WHOLE_RUNS)
        };
        match search(judge, &seeds) {
            Err(Stop::Pause) => return Err(Stop::Pause),
            Ok(()) | Err(Stop::Budget) => {}
        }
        let Some((_, best)) = judge.best() else { break };
        candidates.push(best.clone());
        judge.most = order.budget;
        judge.days = whole;
        if days == whole {
            break;
        }
        let told = match judge.measure(&best) {
            Err(Stop::Pause) => return Err(Stop::Pause),
            Err(Stop::Budget) => break,
            Ok(told) => told,
        };
        // Nights that the search has not seen miss: it looks further.
        let unseen = told.late_of_night.iter().rposition(|late| *late > 0);
        let last = unseen
            .map_or(0, |night| u32::try_from(night).unwrap_or(whole) + 2)
            .min(whole);
        if last <= days {
            break;
        }
        days = last;
        seeds.push(best);
    }
    judge.most = order.budget;
    judge.days = whole;
    let mut ranked = Vec::new();
    for starts in candidates {
        match judge.rank(&starts) {
            Err(Stop::Pause) => return Err(Stop::Pause),
            Err(Stop::Budget) => {}
            Ok(rank) => ranked.push((rank, starts)),
        }
    }
    let equal = equal.and_then(|equal| judge.measure(&equal).ok());
    let best = ranked.into_iter().min();
    Ok(Found {
        starts: best.map_or(as_it_is, |(_, starts)| starts),
        equal: equal.map(|told| told.all),
        days,
    })
}

/// How many days tell enough: the first week, or up to the worst night.
fn first_days(scenario: &Scenario, told: &Measure) -> u32 {
    let whole = scenario.days();
    let backups = scenario.vms().len() as u64 * u64::from(whole);
    if backups <= BACKUPS_WHOLE {
        return whole;
    }
    // The first night sends everything; it is looked at in any case.
    let later = told.late_of_night.iter().enumerate().skip(2);
    let worst = later.max_by_key(|(night, late)| (**late, std::cmp::Reverse(*night)));
    let worst = worst.filter(|(_, late)| **late > 0);
    let up_to = worst.map_or(0, |(night, _)| u32::try_from(night).unwrap_or(whole) + 2);
    DAYS_LEAST.max(up_to).min(whole)
}

fn groups(fleet: &Fleet, starts: &Starts, draft: &ScenarioDraft) -> Vec<Group> {
    let mut groups = Vec::new();
    for of_policy in fleet.groups(starts) {
        for (start, clusters) in of_policy {
            let first = &fleet.clusters[clusters[0]];
            let policy = draft.vms[first.vms[0]].policy.clone();
            groups.push(Group {
                of: fleet.draft.policies[first.policy].name.clone(),
                policy: policy.expect("a machine of a cluster has a policy"),
                machines: fleet.machines(&clusters),
                was: first.was,
                start,
            });
        }
    }
    groups
}

impl Plan {
    /// Whether every night holds.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.is.missed == 0
    }
    /// Whether it changes anything.
    #[must_use]
    pub fn changes(&self) -> bool {
        let changed = |group: &Group| group.start != group.was || group.policy != group.of;
        self.groups.iter().any(changed)
    }
    /// How many different machines miss a window, before and after.
    #[must_use]
    pub fn machines_late(run: &Run) -> usize {
        let mut late = vec![false; run.scenario.vms().len()];
        let nights = Nights::of(&run.scenario);
        for job in run.ledger.jobs().iter() {
            let over = super::measure::over(job, job.night(&nights));
            late[job.vm.index()] |= over.is_some_and(|over| over.as_nanos() > 0);
        }
        late.into_iter().filter(|late| *late).count()
    }
}
