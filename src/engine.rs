//! The run: from a scenario to its ledger.
//!
//! [`Simulation`] owns the world, the event queue and the ledger. It is advanced in steps, so that
//! a page can show progress and a person can cancel; how it is cut changes nothing. What happens at
//! an event is in `backup.rs` (a job's life), `attempts.rs` (its snapshot, until one succeeds),
//! `transfers.rs` (flows and their links), `retention.rs` (points come and go), `restores.rs`,
//! `tasks.rs` (the service's other jobs) and `operators.rs` (what people do); `event.rs` lists
//! everything that can happen.

mod answers;
mod attempts;
mod backup;
mod blocks;
mod checks;
mod event;
pub mod flow;
mod guests;
mod keys;
mod links;
mod machines;
mod operators;
mod pace;
mod restores;
mod retention;
pub mod scheme;
mod starts;
mod tasks;
mod transfers;
mod troubles;
pub mod wheel;

pub use blocks::{BlocksNow, DiskNow};

use crate::azure::rules::ClockChanges;
pub use pace::{OwnLimit, Pace};

use crate::ledger::{Ledger, LinkUsage};
use crate::model::World;
use crate::rng::Draws;
use crate::scenario::calendar::{Due, DueTimes};
use crate::scenario::{Scenario, limits};
use crate::units::{BytesPerSec, IdVec, PolicyId, SimDuration, SimTime, VaultId, VmId};
use event::Event;
use restores::Turns;
use retention::{CleanUps, Measures};
use transfers::Transfers;
use wheel::Wheel;

/// A run in progress.
#[derive(Clone, Debug)]
pub struct Simulation {
    scenario: Scenario,
    draws: Draws,
    world: World,
    transfers: Transfers,
    wheel: Wheel<Event>,
    ledger: Ledger,
    now: SimTime,
    /// Up to when it was asked to run; nothing has happened between the last event and this.
    asked: SimTime,
    /// Up to when it is a busy hour of the region, or none.
    busy: (SimTime, bool),
    schedules: IdVec<PolicyId, PolicyRun>,
    /// How many machines the policies of each vault have together.
    vms_of_vault: IdVec<VaultId, usize>,
    clean_ups: CleanUps,
    measures: Measures,
    turns: Turns,
}

/// What is left of a policy's schedule.
#[derive(Clone, Debug)]
struct PolicyRun {
    due: DueTimes,
    /// The next, whose event is pending; none is while nobody follows the policy.
    next: Option<Due>,
    /// The machines that follow it now, in the order of the fleet.
    vms: Vec<VmId>,
}

impl PolicyRun {
    /// The backup whose time has come.
    fn take_due(&mut self) -> Due {
        self.next.take().expect("a schedule's event has a time")
    }
}

impl Simulation {
    /// The run of a scenario, before its first event.
    #[must_use]
    pub fn new(scenario: Scenario) -> Self {
        let draws = Draws::new(scenario.seed());
        let transfers = Transfers::new(&scenario, is_busy_at(&scenario, SimTime::ZERO));
        let world = World::new(&scenario, draws);
        let states = world.vms.iter().map(|vm| vm.protection);
        let mut simulation = Self {
            draws,
            ledger: Ledger::new(transfers.followed_links(), states),
            world,
            transfers,
            wheel: Wheel::new(),
            now: SimTime::ZERO,
            asked: SimTime::ZERO,
            busy: (SimTime::ZERO, false),
            schedules: schedules(&scenario),
            vms_of_vault: vms_of_vaults(&scenario),
            clean_ups: CleanUps::default(),
            measures: Measures::default(),
            turns: Turns::default(),
            scenario,
        };
        for policy in simulation.scenario.policies().ids() {
            simulation.schedule_next(policy);
        }
        simulation.schedule_clean_up(SimTime::ZERO);
        simulation.schedule_timeline();
        simulation.schedule_region();
        simulation.schedule_all_healing();
        simulation.schedule_ends();
        simulation
    }
    /// Handles at most this many events and says whether the run is complete.
    pub fn step(&mut self, events_max: u64) -> bool {
        for _ in 0..events_max {
            self.settle_before_next();
            let Some((at, event)) = self.wheel.pop() else {
                return true;
            };
            if at > self.horizon() {
                return true;
            }
            assert!(at >= self.now, "time runs forward");
            self.now = at;
            self.ledger.count_event();
            self.handle(event);
        }
        false
    }
    /// Handles every event at or before a moment. What follows is as if it had never been stopped.
    pub fn run_until(&mut self, at: SimTime) {
        loop {
            self.settle_before_next();
            let is_due = self.wheel.peek_time().is_some_and(|next| next <= at);
            if !is_due || self.step(1) {
                break;
            }
        }
        self.asked = self.asked.max(at);
    }
    /// Runs to the end.
    #[must_use]
    pub fn finish(mut self) -> (Scenario, World, Ledger) {
        while !self.step(u64::MAX) {}
        self.into_parts()
    }
    /// What a complete run leaves.
    #[must_use]
    pub fn into_parts(self) -> (Scenario, World, Ledger) {
        (self.scenario, self.world, self.ledger)
    }
    /// The scenario.
    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }
    /// The record so far.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }
    /// The state of the machines and the service.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }
    /// The instant of the last event, or the later moment up to which it was asked to run.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.now.max(self.asked)
    }
    /// When the next backups under a policy are due, if somebody follows it.
    #[must_use]
    pub fn next_due(&self, policy: PolicyId) -> Option<SimTime> {
        self.schedules[policy].next.map(|due| due.at)
    }

    /// Jobs that are running when the last day ends are followed to their end, up to here.
    fn horizon(&self) -> SimTime {
        self.scenario.end() + SimDuration::days(limits::DRAIN_DAYS_MAX)
    }
    /// All changes of one instant are one solve: rates settle before time moves on. A transfer with
    /// less left than a nanosecond's worth ends in the same instant.
    fn settle_before_next(&mut self) {
        if self.wheel.peek_time() == Some(self.now) {
            return;
        }
        while let Some(at) = self.transfers.settle(self.now) {
            if at > self.now {
                return self.push(at, Event::TransfersMove);
            }
            self.transfers_move();
        }
    }
    fn schedule_ends(&mut self) {
        let end = self.scenario.end();
        for month in self.scenario.months() {
            if month.to < end {
                self.push(month.to, Event::MonthEnds);
            }
        }
        self.push(end, Event::RunEnds);
    }
    fn push(&mut self, at: SimTime, event: Event) {
        self.wheel.push(at, event.phase(), event);
    }
    fn handle(&mut self, event: Event) {
        match event {
            Event::TransfersMove => self.transfers_move(),
            Event::RegionChanges => self.region_changes(),
            Event::Committed(job) => self.committed(job),
            Event::Prepared(job) => self.prepared(job),
            Event::Snapshotted(job) => self.snapshotted(job),
            Event::SnapshotAgain(job) => self.snapshot_again(job),
            Event::TransferStarts(job) => self.transfer_starts(job),
            Event::TransferTimesOut(job) => self.transfer_times_out(job),
            Event::JobStarts(job) => self.job_starts(job),
            Event::BackupsDue(policy) => self.backups_due(policy),
            Event::OperatorActs(index) => self.operator_acts(index),
            Event::SoftDeleteEnds(vm) => self.soft_delete_ends(vm),
            Event::TaskEnds(task) => self.task_ends(task),
            Event::ProtectionConfigured(task, policy) => self.protection_configured(task, policy),
            Event::TroubleEnds(vm, trouble) => self.trouble_ends(vm, trouble),
            Event::NextRestores => self.next_restores(),
            Event::RestoreStarts(task) => self.restore_starts(task),
            Event::RestoreCopied(task) => self.restore_copied(task),
            Event::RestoreCreated(task) => self.restore_created(task),
            Event::CleanUp => self.clean_up(),
            Event::OldSnapshotsMeasured => self.measure_old(),
            Event::MonthEnds => self.measure_all(),
            Event::RunEnds => self.end_all_growth(),
            Event::UsageSlotEnds => self.usage_slot_ends(),
        }
    }
    /// Schedules the policy's next backups, unless they are pending already or there is no machine
    /// to back up. What was due while there was none is passed over.
    fn schedule_next(&mut self, policy: PolicyId) {
        let run = &mut self.schedules[policy];
        if run.next.is_some() || run.vms.is_empty() {
            return;
        }
        run.next = run.due.next_from(self.now);
        if let Some(due) = run.next {
            self.push(due.at, Event::BackupsDue(policy));
        }
    }
    /// Schedules the next begin or end of the busy hours, where the region then carries another
    /// amount.
    fn schedule_region(&mut self) {
        let is_busy = self.is_busy();
        let calibration = self.scenario.calibration();
        if calibration.region_rate == calibration.region_busy_rate {
            return;
        }
        let mut at = self.now;
        while at <= self.horizon() && is_busy_at(&self.scenario, at) == is_busy {
            at = LinkUsage::next_slot(at);
        }
        if at <= self.horizon() {
            self.push(at, Event::RegionChanges);
        }
    }
    /// Whether it is one of the region's busy hours. Local hours begin at quarters of an hour,
    /// whatever the zone, so it is looked up once in each.
    fn is_busy(&mut self) -> bool {
        let until = LinkUsage::next_slot(self.now);
        if self.busy.0 != until {
            self.busy = (until, is_busy_at(&self.scenario, self.now));
        }
        self.busy.1
    }
    fn schedule_usage_slot(&mut self) {
        self.push(LinkUsage::next_slot(self.now), Event::UsageSlotEnds);
    }
}

/// Whether an instant is in a busy hour of the region, local to the window's zone.
fn is_busy_at(scenario: &Scenario, at: SimTime) -> bool {
    let local = scenario.calendar().local(at, &scenario.window().zone);
    let hour = u64::from(local.hour().unsigned_abs());
    let (first, count) = scenario.profile().queue.busy_hours.value;
    (hour + 24 - first) % 24 < count
}

/// What the region carries at an instant; nothing where it limits nobody then.
#[must_use]
pub fn region_carries(scenario: &Scenario, at: SimTime) -> Option<BytesPerSec> {
    let calibration = scenario.calibration();
    if is_busy_at(scenario, at) {
        calibration.region_busy_rate
    } else {
        calibration.region_rate
    }
}

/// When each policy's backups are due, and of which machines.
fn schedules(scenario: &Scenario) -> IdVec<PolicyId, PolicyRun> {
    let mut runs: IdVec<PolicyId, PolicyRun> = scenario
        .policies()
        .iter()
        .map(|policy| {
            let ClockChanges::KeepUtc = scenario.profile().clock_changes.value;
            let calendar = scenario.calendar();
            let due = policy
                .schedule
                .due_keeping_utc(calendar, &policy.zone, scenario.end());
            PolicyRun {
                due,
                next: None,
                vms: Vec::new(),
            }
        })
        .collect();
    for (id, vm) in scenario.vms().enumerate() {
        if let Some(policy) = vm.policy {
            runs[policy].vms.push(id);
        }
    }
    runs
}

fn vms_of_vaults(scenario: &Scenario) -> IdVec<VaultId, usize> {
    let mut counts: IdVec<VaultId, usize> = scenario.vaults().iter().map(|_| 0).collect();
    for policy in scenario.vms().iter().filter_map(|vm| vm.policy) {
        counts[scenario.vault_of(policy)] += 1;
    }
    counts
}
