//! What holds for every run: laws of conservation, independence and metering, over random fleets.

mod links;
mod months;
mod slow;

use crate::fleets::{random, report, run};
use crate::swarm::chaos;
use slow::{size_of_day, stored_slowly};
use vaultlab::api::Session;
use vaultlab::billing::{Meters, fee_of};
use vaultlab::ledger::{JobOutcome, Point};
use vaultlab::model::Protection;
use vaultlab::report::Report;
use vaultlab::scenario::Policy;
use vaultlab::scenario::calendar::Month;
use vaultlab::scenario::draft::{
    ActionKindDraft, NetworkDraft, RetentionDraft, ScenarioDraft, ScheduleDraft,
};
use vaultlab::units::{Bytes, Id, Money, PointId, SimDuration, SimTime, VmId};

const SEEDS: u64 = 150;
const CHAOS_SEEDS: u64 = 100;

/// Runs a random fleet for every seed and says which seed failed.
#[track_caller]
fn check(law: impl Fn(&Report) -> Result<(), String>) {
    for seed in 0..SEEDS {
        let session = run(random(seed));
        if let Err(broken) = law(report(&session)) {
            panic!("seed {seed}: {broken}");
        }
    }
}

/// The same, and over fleets in which anything goes wrong.
#[track_caller]
fn check_also_in_chaos(law: impl Fn(&Report) -> Result<(), String>) {
    check(&law);
    for seed in 0..CHAOS_SEEDS {
        let session = run(chaos(seed));
        if let Err(broken) = law(report(&session)) {
            panic!("chaos {seed}: {broken}");
        }
    }
}

fn ensure(holds: bool, broken: impl Fn() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(broken()) }
}

#[test]
fn every_job_ends_in_order_and_leaves_what_its_outcome_says() {
    check(|report| {
        let ledger = report.ledger();
        for (id, job) in ledger.jobs().enumerate() {
            let ordered = job.phases().all(|(_, start, end)| start <= end);
            ensure(ordered, || {
                format!("{job:?}: a phase ends before it begins")
            })?;
            let transfers = ledger.transfers_of(id);
            let arrived = transfers.iter().all(|transfer| transfer.ended.is_some());
            match job.outcome {
                JobOutcome::Completed(point) => {
                    let point = &ledger.points()[point];
                    ensure(arrived && point.job == id, || {
                        format!("{job:?} is not whole")
                    })?;
                    let in_vault = point.vault.is_some() != transfers.is_empty();
                    ensure(in_vault, || format!("{job:?}: sent is not stored"))?;
                }
                JobOutcome::TransferSkipped(_)
                | JobOutcome::Failed(_)
                | JobOutcome::Cancelled
                | JobOutcome::Withdrawn => {
                    ensure(transfers.is_empty(), || format!("{job:?} sent something"))?;
                }
                JobOutcome::Running => {
                    // Only a transfer that outlives the last day by a month is cut.
                    let slow = transfers.iter().any(|transfer| transfer.ended.is_none());
                    ensure(slow, || format!("{job:?} never ended"))?;
                }
            }
        }
        Ok(())
    });
}

#[test]
fn what_a_vault_holds_of_a_machine_is_the_sum_of_its_points_and_the_oldest_is_whole() {
    check_also_in_chaos(|report| {
        for vm in report.scenario().vms().ids() {
            let end = SimTime::MAX;
            let points = report.meters().points_of(vm).iter();
            let points = points.map(|id| report.ledger().points()[*id]);
            let end = SimTime::from_nanos(end.as_nanos() - 1);
            let alive: Vec<_> = points.filter(|point| point.is_in_vault_at(end)).collect();
            let Some(oldest) = alive.first() else {
                continue;
            };
            let held = |point: &Point| point.vault.map_or(Bytes::ZERO, |tier| tier.held);
            ensure(held(oldest) == oldest.protected, || {
                format!("{oldest:?}: not whole")
            })?;
            let expected: Bytes = alive.iter().map(held).sum();
            let stored = report.meters().stored_at(report.ledger(), vm, end);
            ensure(stored == expected, || {
                format!("{vm:?}: {stored:?} for {expected:?}")
            })?;
        }
        Ok(())
    });
}

/// While a machine is protected, a clean-up leaves nothing in a tier whose time has come, but its
/// newest; what was removed had its time come, or was deleted with all the rest.
#[test]
fn points_live_as_long_as_their_policy_says_and_the_newest_for_ever() {
    check(|report| {
        for id in report.ledger().points().ids() {
            let in_vault = |point: &Point| point.vault.map(|tier| (tier.committed, tier.removed));
            check_life(report, id, in_vault, |point, policy, at| {
                let has_snapshot = point.snapshot.is_some_and(|tier| at <= tier.removed);
                policy.vault_death(&point.kept(), has_snapshot).0
            })?;
            let snapshot = |point: &Point| Some((point.appeared, point.snapshot?.removed));
            check_life(report, id, snapshot, |point, policy, _| {
                point.taken + policy.snapshots.unwrap_or_default()
            })?;
        }
        Ok(())
    });
}

/// A point in one tier, seen at every noon of its life there.
fn check_life(
    report: &Report,
    id: PointId,
    tier: impl Fn(&Point) -> Option<(SimTime, SimTime)>,
    death: impl Fn(&Point, &Policy, SimTime) -> SimTime,
) -> Result<(), String> {
    let (ledger, scenario) = (report.ledger(), report.scenario());
    let point = &ledger.points()[id];
    let Some((from, removed)) = tier(point) else {
        return Ok(());
    };
    let noon = |day: u64| SimTime::ZERO + SimDuration::days(day) + SimDuration::hours(12);
    for at in (from.day()..=removed.min(scenario.end()).day()).map(noon) {
        let Protection::Active(policy) = ledger.protection_at(point.vm, at) else {
            continue;
        };
        let dead = death(point, &scenario.policies()[policy], at) <= at;
        let later = report.meters().points_of(point.vm).iter();
        let mut later = later.filter(|other| **other > id);
        let newer = later.any(|other| {
            tier(&ledger.points()[*other])
                .is_some_and(|(from, removed)| from <= at && at <= removed)
        });
        if from <= at && at < removed && at < scenario.end() {
            ensure(!(dead && newer), || format!("{point:?} outlives {at:?}"))?;
        }
        if removed == at {
            ensure(dead && newer, || format!("{point:?} went early at {at:?}"))?;
        }
    }
    Ok(())
}

#[test]
fn meters_equal_a_slow_sum_over_days_and_events() {
    check_also_in_chaos(|report| {
        for meter in &report.meters().months {
            let days = meter.month.from.day()..meter.month.to.day();
            let mut fees = Money::ZERO;
            for day in days {
                for vm in report.scenario().vms().ids() {
                    fees += size_of_day(report, vm, day).map_or(Money::ZERO, fee_of);
                }
            }
            let units = [5, 10, 10].map(Money::units);
            let metered: Money = meter
                .instance_days
                .iter()
                .zip(units)
                .map(|(days, price)| price * *days)
                .sum();
            ensure(metered == fees, || {
                format!("{}: {metered} for {fees}", meter.month.name)
            })?;
            for vault in report.scenario().vaults().ids() {
                let slow = stored_slowly(report, vault, meter.month.from, meter.month.to);
                let metered = meter.stored[vault].get();
                ensure(metered == slow, || {
                    format!("{vault:?}: {metered} for {slow}")
                })?;
            }
        }
        Ok(())
    });
}

/// Metered in two parts that meet at a midnight, a run costs what it costs metered at once.
#[test]
fn however_a_run_is_cut_its_meters_are_the_same() {
    check_also_in_chaos(|report| {
        let (scenario, ledger) = (report.scenario(), report.ledger());
        let part = |from: SimTime, to: SimTime| Month {
            from,
            to,
            ..scenario.months()[0].clone()
        };
        let read = |parts: Vec<Month>| Meters::of_months(scenario, ledger, parts).months;
        let whole = &read(vec![part(SimTime::ZERO, scenario.end())])[0];
        for day in [1, 2, u64::from(scenario.days()).div_ceil(2)] {
            let cut = (SimTime::ZERO + SimDuration::days(day)).min(scenario.end());
            let parts = read(vec![part(SimTime::ZERO, cut), part(cut, scenario.end())]);
            for class in 0..3 {
                let days: u64 = parts.iter().map(|meter| meter.instance_days[class]).sum();
                ensure(days == whole.instance_days[class], || {
                    format!("{day}: {days} days of class {class}")
                })?;
            }
            for vault in scenario.vaults().ids() {
                let held: u128 = parts.iter().map(|meter| meter.stored[vault].get()).sum();
                let of_whole = whole.stored[vault].get();
                ensure(held == of_whole, || format!("{day}: {held} for {of_whole}"))?;
            }
            for kind in 0..2 {
                let held: u128 = parts.iter().map(|meter| meter.snapshots[kind].get()).sum();
                let of_whole = whole.snapshots[kind].get();
                ensure(held == of_whole, || format!("{day}: {held} for {of_whole}"))?;
            }
        }
        Ok(())
    });
}

/// Snapshots, instant by instant: the meter is what the tier holds, integrated.
#[test]
fn snapshots_are_metered_as_they_are_held() {
    check_also_in_chaos(|report| {
        let meters = report.meters();
        let metered: u128 = meters
            .months
            .iter()
            .flat_map(|month| month.snapshots)
            .map(|held| held.get())
            .sum();
        let (mut slow, mut slack) = (0.0, 0.0);
        let steps = u64::from(report.scenario().days()) * 24;
        for vm in report.scenario().vms().ids() {
            let sizes = meters.protected_over_time(report.ledger(), vm);
            // What begins or ends within an hour is half an hour off at most.
            let largest = sizes.iter().map(|(_, size)| *size).max();
            slack += largest.unwrap_or_default().as_f64();
            for hour in 0..steps {
                let at = SimTime::ZERO + SimDuration::mins(hour * 60 + 30);
                let billed = sizes.iter().rev().find(|(from, _)| *from <= at);
                if billed.is_some_and(|(_, size)| !size.is_zero()) {
                    slow += meters.snapshots_at(report.ledger(), vm, at).as_f64();
                }
            }
        }
        let metered = metered as f64 / SimDuration::hours(1).as_nanos() as f64;
        ensure((metered - slow).abs() <= slack + 0.01 * slow, || {
            format!("{metered} byte-hours for {slow}")
        })
    });
}

#[test]
fn however_a_run_is_cut_it_is_the_same_run() {
    for seed in 0..20 {
        let whole = report(&run(random(seed))).ledger().digest();
        for step in [1, 7, 1000] {
            let mut session = Session::of(random(seed)).unwrap();
            while !session.step(step).done {}
            assert_eq!(
                report(&session).ledger().digest(),
                whole,
                "seed {seed}, {step} a step"
            );
        }
    }
}

#[test]
fn another_seed_is_another_run() {
    let digest = |seed| {
        let draft = ScenarioDraft { seed, ..random(1) };
        report(&run(draft)).ledger().digest()
    };
    assert_ne!(digest(1), digest(2));
}

/// When nothing is shared, what happens to one machine is no business of the others.
#[test]
fn a_machine_more_or_a_fault_in_another_changes_no_draw_of_the_rest() {
    for seed in 0..40 {
        let mut draft = random(seed);
        draft.accounts.clear();
        draft
            .vaults
            .iter_mut()
            .for_each(|vault| vault.mib_per_s = Some(1_000_000));
        let disks = draft.vms.iter_mut().flat_map(|vm| &mut vm.disks);
        disks.for_each(|disk| disk.account = None);
        draft.calibration.region_mib_per_s = None;
        draft.calibration.region_busy_mib_per_s = None;
        for action in &mut draft.timeline {
            if let ActionKindDraft::Restore(order) = &mut action.what {
                order.account = None;
            }
        }
        let alone = run(draft.clone());
        let mut changed = draft.clone();
        let mut newcomer = draft.vms[0].clone();
        newcomer.name = "newcomer".to_owned();
        changed.vms.insert(0, newcomer);
        changed.vms[1].network = NetworkDraft::NoOutbound;
        let together = run(changed);
        for vm in 1..draft.vms.len() {
            let of = |session: &Session, vm: usize| -> Vec<String> {
                let jobs = report(session).ledger().jobs().iter();
                let jobs = jobs.filter(|job| job.vm == VmId::from_index(vm));
                jobs.map(|job| {
                    let phases: Vec<_> = job.phases().collect();
                    format!("{:?} {:?} {:?}", job.due, phases, job.sent)
                })
                .collect()
            };
            assert_eq!(
                of(&alone, vm),
                of(&together, vm + 1),
                "seed {seed}, machine {vm}"
            );
        }
    }
}

#[test]
fn keeping_points_longer_never_stores_less() {
    for seed in 0..40 {
        let mut draft = random(seed);
        draft.timeline.clear();
        draft
            .policies
            .retain(|policy| matches!(policy.schedule, ScheduleDraft::Day { .. }));
        if draft.policies.is_empty() {
            continue;
        }
        let first = draft.policies[0].name.clone();
        draft
            .vms
            .iter_mut()
            .for_each(|vm| vm.policy = Some(first.clone()));
        let stored = |keep: u32| {
            let mut draft = draft.clone();
            draft
                .policies
                .iter_mut()
                .for_each(|policy| policy.retention = RetentionDraft::of_days(keep));
            report(&run(draft)).summary().stored_bytes
        };
        let stored = [7, 8, 14, 30].map(stored);
        assert!(stored.is_sorted(), "seed {seed}: {stored:?}");
    }
}

#[test]
fn summaries_nights_and_rows_tell_the_same_story() {
    use vaultlab::report::query::{FleetQuery, FleetSort};
    check_also_in_chaos(|report| {
        let summary = report.summary();
        let nights = report.nights();
        let sum = |count: fn(&vaultlab::report::view::NightView) -> u32| -> u64 {
            nights.iter().map(|night| u64::from(count(night))).sum()
        };
        let told = [
            summary.held,
            summary.late,
            summary.failed,
            summary.skipped,
            summary.running,
        ];
        let counted = [
            sum(|n| n.held),
            sum(|n| n.late),
            sum(|n| n.failed),
            sum(|n| n.skipped),
            sum(|n| n.running),
        ];
        ensure(told == counted, || format!("{told:?} for {counted:?}"))?;
        let due: u64 = sum(|n| n.due);
        let jobs = report.ledger().jobs().iter();
        let jobs = jobs.filter(|job| job.outcome != JobOutcome::Withdrawn);
        ensure(due == jobs.count() as u64, || {
            format!("{due} jobs in nights")
        })?;
        for night in &nights {
            let query = FleetQuery {
                night: night.night,
                filter: String::new(),
                sort: FleetSort::Worst,
                descending: false,
                from: 0,
                count: 500,
            };
            let rows = report.fleet(&query).rows;
            let all = rows.len() == report.scenario().vms().len();
            ensure(all, || format!("{} rows", rows.len()))?;
        }
        Ok(())
    });
}
