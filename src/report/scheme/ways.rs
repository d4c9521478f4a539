//! Full copies, incremental copies and the service side by side, over the same days of the same disk.

use super::length;
use crate::billing::scheme::SchemeCost;
use crate::billing::{Bill, Line, LineKind, Meters};
use crate::engine::Simulation;
use crate::engine::scheme::{Backup, Custom, full_copies};
use crate::ledger::JobOutcome;
use crate::report::view::{Amount, ByteCount, WayView};
use crate::scenario::scheme::Scheme;
use crate::scenario::{Scenario, check};
use crate::units::{Bytes, Money, SimDuration, SimTime, VmId};

/// From when to when a backup ran.
type Times = (SimTime, SimTime);

/// The three ways of a run that is over.
#[must_use]
pub fn ways(custom: &Custom) -> Vec<WayView> {
    let scheme = custom.scheme();
    vec![
        by_full_copies(scheme),
        by_increments(custom),
        by_service(scheme),
    ]
}

fn by_full_copies(scheme: &Scheme) -> WayView {
    let all = full_copies(scheme);
    let months = scheme.calendar().months(scheme.draft().days);
    let cost = Cost::of(&SchemeCost::of(&months, &all.held, all.cost.requests));
    let how = "Every window's snapshot copied whole to a blob of its own, all of which are kept; \
               nothing restored, nothing by hand.";
    way(
        "Full copies",
        how,
        &times(&all.done),
        all.cost.moved,
        all.stored,
        &cost,
    )
}

fn by_increments(custom: &Custom) -> WayView {
    let of_windows = || custom.steps().iter().filter(|step| step.window.is_some());
    let moved = of_windows().map(|step| step.cost.moved).sum();
    let requests = of_windows().map(|step| step.cost.requests).sum();
    let (stored, beside) = custom.stored();
    let scheme = custom.scheme();
    let months = scheme.calendar().months(scheme.draft().days);
    let cost = Cost::of(&SchemeCost::of(&months, custom.held(), requests));
    let how = "This run: what its windows moved, and all that its accounts hold beside the disks, \
               blobs of restores too.";
    let stored = stored + beside;
    way(
        "Incremental copies",
        how,
        &times(custom.done()),
        moved,
        stored,
        &cost,
    )
}

fn by_service(scheme: &Scheme) -> WayView {
    let (scenario, _, ledger) = Simulation::new(in_closed_form(scheme)).finish();
    let meters = Meters::read(&scenario, &ledger);
    let vm = VmId::new(0);
    let completed = ledger.jobs().iter().filter_map(|job| {
        let from = job.started()?;
        let to = job.ended()?;
        let is_complete = matches!(job.outcome, JobOutcome::Completed(_));
        is_complete.then_some((from, to))
    });
    let done: Vec<Times> = completed.collect();
    let moved = ledger.jobs().iter().map(|job| job.sent).sum();
    let end = scenario.end();
    let stored = meters.stored_at(&ledger, vm, end) + meters.snapshots_at(&ledger, vm, end);
    let bills = meters.months.iter().map(|month| Bill::of(&scenario, month));
    let cost = Cost::of_bills(bills);
    let policy = scenario.policies().iter().next();
    let name = policy.map_or("", |policy| &policy.name);
    let how = format!(
        "The same disk under a policy ({name}) of the current service that backs up as often, or \
         daily where there is none that does; of several snapshots a day the last goes to the vault."
    );
    way("Azure Backup", &how, &done, moved, stored, &cost)
}

/// The machine without its blocks: of the service only amounts are asked, and every proof of a
/// point would cost all blocks.
fn in_closed_form(scheme: &Scheme) -> Scenario {
    let mut draft = scheme.fleet().draft().clone();
    for vm in &mut draft.vms {
        vm.setup = None;
    }
    check(draft).expect("it is valid with its blocks")
}

/// What a way costs, and of what.
struct Cost {
    total: Money,
    of: String,
}

impl Cost {
    fn of(cost: &SchemeCost) -> Self {
        let SchemeCost {
            backups,
            beside,
            requests,
        } = cost;
        Self {
            total: cost.total(),
            of: format!(
                "storage of backups {backups}, snapshots beside the disk {beside}, requests \
                 {requests}"
            ),
        }
    }
    fn of_bills(bills: impl Iterator<Item = Bill>) -> Self {
        let [mut fees, mut vault, mut snapshots] = [Money::ZERO; 3];
        for Line { kind, amount, .. } in bills.flat_map(|bill| bill.lines) {
            match kind {
                LineKind::Instances(_) => fees += amount,
                LineKind::Storage(_) => vault += amount,
                LineKind::Snapshots(_) => snapshots += amount,
            }
        }
        Self {
            total: fees + vault + snapshots,
            of: format!(
                "instance fee {fees}, storage of the vault {vault}, snapshots beside the disk \
                 {snapshots}"
            ),
        }
    }
}

fn times(done: &[Backup]) -> Vec<Times> {
    done.iter().map(|backup| (backup.from, backup.to)).collect()
}

fn way(name: &str, how: &str, done: &[Times], moved: Bytes, stored: Bytes, cost: &Cost) -> WayView {
    let mut lengths = done.iter().map(|(from, to)| to.since(*from));
    let first = lengths.next().unwrap_or_default();
    let later: Vec<SimDuration> = lengths.collect();
    let longest = later.iter().copied().max().unwrap_or_default();
    let sum: SimDuration = later.iter().copied().sum();
    let mean = sum.as_nanos().checked_div(later.len() as u64);
    let mean = SimDuration::from_nanos(mean.unwrap_or_default());
    WayView {
        name: name.to_owned(),
        how: how.to_owned(),
        backups: u32::try_from(done.len()).unwrap_or(u32::MAX),
        moved: ByteCount(moved),
        longest: length(longest),
        longest_s: longest.as_secs_f64(),
        mean: length(mean),
        first: length(first),
        stored: ByteCount(stored),
        cost: Amount(cost.total),
        cost_of: cost.of.clone(),
    }
}
