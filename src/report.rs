//! What a run says: reads the ledger, computes tables, series and sentences, changes nothing.
//!
//! [`Report`] sorts the jobs into nights once; the files below it each answer one question:
//! `window.rs` (does the night hold?), `fleet.rs` (every machine, one night), `machine.rs` and `rules.rs` (why?),
//! `parts.rs` (where did its time go?), `limits.rs` (what limits transfers?), `series.rs` and `rpo.rs` (over time), `cost.rs` (what does it
//! cost?), `points.rs` (what could be restored, and until when?), `operators.rs` (what did people
//! do?), `policy.rs` (what does a policy say?), `jobs.rs` (which jobs were there?), `plan.rs` (what would new start times
//! bring?), `restores.rs` (when is a fleet back?), `story.rs` (what happened?), `lab.rs` (how do things stand at a
//! moment?), `profiles.rs` and `errors.rs` (what do the catalogues say?). What leaves is in `view.rs`,
//! what may be asked in `query.rs`, the same as text for a terminal in `text.rs`.

mod compare;
mod cost;
pub mod csv;
mod days;
mod errors;
mod fleet;
mod jobs;
mod lab;
mod limits;
mod links;
mod machine;
mod operators;
mod parts;
mod plan;
mod points;
pub mod policy;
mod profiles;
pub mod query;
mod restores;
mod rpo;
mod rules;
pub mod scheme;
mod series;
mod story;
pub mod text;
pub mod view;
mod window;

pub use errors::{codes as error_codes, errors};
pub use parts::{Part, Spent};
pub use plan::{advise_view, plan_progress, plan_view};
pub use profiles::profiles;

use crate::billing::Meters;
use crate::engine::Simulation;
use crate::ledger::{Job, JobOutcome, Ledger};
use crate::model::World;
use crate::scenario::calendar::Night;
use crate::scenario::draft::AssumptionDraft;
use crate::scenario::windows::Nights;
use crate::scenario::{Policy, Scenario};
use crate::units::{IdVec, JobId, SimTime, VaultId, VmId};
use view::{AssumptionView, Moment, ScenarioView, Verdict};

/// A complete run, ready to be asked.
#[derive(Debug)]
pub struct Report {
    scenario: Scenario,
    world: World,
    ledger: Ledger,
    meters: Meters,
    nights: Vec<NightJobs>,
    /// Of every window, for backups whose window is not the scenario's.
    windows: Nights,
    jobs: IdVec<VmId, Vec<JobId>>,
    /// Up to when it tells.
    now: SimTime,
}

/// A night and the jobs that belong to it.
#[derive(Clone, Debug)]
struct NightJobs {
    night: Night,
    jobs: Vec<JobId>,
}

impl Report {
    /// Sorts a complete run into nights and reads its meters.
    #[must_use]
    pub fn new(scenario: Scenario, world: World, ledger: Ledger) -> Self {
        let windows = Nights::of(&scenario);
        let calendar = windows.calendar().iter();
        let mut nights: Vec<NightJobs> = calendar
            .map(|night| NightJobs {
                night: *night,
                jobs: Vec::new(),
            })
            .collect();
        let none = |_| Vec::new();
        let mut jobs: IdVec<VmId, Vec<JobId>> = scenario.vms().iter().map(none).collect();
        for (id, job) in ledger.jobs().enumerate() {
            jobs[job.vm].push(id);
            // What was withdrawn is no backup of any night.
            if job.outcome != JobOutcome::Withdrawn {
                nights[windows.index(job.due)].jobs.push(id);
            }
        }
        // The calendar begins and ends with a night on which something was due.
        let last = nights.iter().rposition(|night| !night.jobs.is_empty());
        nights.truncate(last.map_or(1, |last| last + 1));
        let first = nights
            .iter()
            .position(|night| !night.jobs.is_empty())
            .unwrap_or(0);
        nights.drain(..first);
        let meters = Meters::read(&scenario, &ledger);
        Self {
            now: scenario.end(),
            scenario,
            world,
            ledger,
            meters,
            nights,
            windows,
            jobs,
        }
    }
    /// A run up to a moment.
    #[must_use]
    pub fn so_far(simulation: &Simulation) -> Self {
        let now = simulation.now();
        let (scenario, world, ledger) = simulation.clone().into_parts();
        Self {
            now,
            ..Self::new(scenario, world, ledger)
        }
    }
    /// The scenario.
    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }
    /// The record.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }
    /// The meters.
    #[must_use]
    pub const fn meters(&self) -> &Meters {
        &self.meters
    }
    /// How many nights the calendar has.
    #[must_use]
    pub fn night_count(&self) -> u32 {
        u32::try_from(self.nights.len()).expect("a run has few nights")
    }

    /// The opening of a window that a job of a night has to keep: of its own window if it has one,
    /// else that night's.
    fn kept<'n>(&'n self, job: &Job, night: &'n Night) -> &'n Night {
        let own = self.windows.own(job.vm, job.policy, job.due);
        own.unwrap_or(night)
    }
    /// How a job of a night went, seen against the window that it has to keep.
    fn verdict(&self, job: &Job, night: &Night) -> Verdict {
        match job.outcome {
            JobOutcome::Running | JobOutcome::Withdrawn => Verdict::Running,
            JobOutcome::TransferSkipped(_) => Verdict::Skipped,
            JobOutcome::Failed(_) | JobOutcome::Cancelled => Verdict::Failed,
            JobOutcome::Completed(_) => {
                if job.is_inside(self.kept(job, night)) {
                    Verdict::Held
                } else {
                    Verdict::Late
                }
            }
        }
    }
    fn night(&self, index: u32) -> Option<&NightJobs> {
        self.nights.get(index as usize)
    }
    /// The policy of a machine at an instant, if it has or had one.
    fn policy_at(&self, vm: VmId, at: SimTime) -> Option<&Policy> {
        let policy = self.ledger.protection_at(vm, at).policy()?;
        Some(&self.scenario.policies()[policy])
    }
    /// The vault that holds a machine's points at the end of the run.
    fn vault_at_end(&self, vm: VmId) -> Option<VaultId> {
        self.policy_at(vm, self.scenario.end())
            .map(|policy| policy.vault)
    }
    /// A machine's jobs, in the order in which they became due.
    fn jobs_of(&self, vm: VmId) -> &[JobId] {
        &self.jobs[vm]
    }
    fn vm_name(&self, vm: VmId) -> &str {
        &self.scenario.vms()[vm].name
    }
    fn moment(&self, at: SimTime) -> Moment {
        let calendar = self.scenario.calendar();
        Moment {
            s: at.whole_secs(),
            utc: calendar.utc_text(at),
            local: calendar.local_text(at, &self.scenario.window().zone),
        }
    }
    fn clock(&self, at: SimTime) -> String {
        self.scenario
            .calendar()
            .clock_text(at, &self.scenario.window().zone)
    }
}

/// A scenario at a glance; needs no run.
#[must_use]
pub fn scenario_view(scenario: &Scenario) -> ScenarioView {
    let count = |n: usize| u32::try_from(n).expect("limits keep every count below 2^32");
    let window = scenario.window();
    let of_vms = scenario.vms().iter().flat_map(|vm| {
        vm.assumptions
            .iter()
            .map(|assumption| assumption_view(Some(&vm.name), assumption))
    });
    let of_fleet = scenario
        .draft()
        .assumptions
        .iter()
        .map(|one| assumption_view(None, one));
    ScenarioView {
        name: scenario.name().to_owned(),
        seed: scenario.seed(),
        profile: scenario.profile().name.to_owned(),
        region: scenario.draft().region.clone(),
        start: scenario.draft().start.clone(),
        days: scenario.days(),
        vms: count(scenario.vms().len()),
        disks: count(
            scenario
                .disks()
                .iter()
                .filter(|disk| disk.is_backed_up())
                .count(),
        ),
        policies: count(scenario.policies().len()),
        window: window.hours(),
        time_zone: window.zone.name().to_owned(),
        own_windows: own_windows(scenario),
        assumptions: of_fleet.chain(of_vms).collect(),
    }
}

/// Who has a window of its own.
fn own_windows(scenario: &Scenario) -> Option<String> {
    let policies = scenario.policies().iter();
    let policies = policies.filter(|policy| policy.window.is_some()).count();
    let vms = scenario
        .vms()
        .iter()
        .filter(|vm| vm.window.is_some())
        .count();
    let policies = match policies {
        0 => None,
        1 => Some("1 policy".to_owned()),
        policies => Some(format!("{policies} policies")),
    };
    let vms = match vms {
        0 => None,
        1 => Some("1 machine".to_owned()),
        vms => Some(format!("{vms} machines")),
    };
    let named: Vec<String> = policies.into_iter().chain(vms).collect();
    (!named.is_empty()).then(|| named.join(" and "))
}

fn assumption_view(vm: Option<&str>, assumption: &AssumptionDraft) -> AssumptionView {
    AssumptionView {
        vm: vm.map(str::to_owned),
        about: assumption.about.name().to_owned(),
        assumed: assumption.assumed.clone(),
    }
}
