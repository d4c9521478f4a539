//! What holds for every run: laws of conservation, independence and metering, over random fleets.

use crate::fleets::{random, report, run};
use vaultlab::api::Session;
use vaultlab::billing::fee_of;
use vaultlab::ledger::{JobOutcome, LinkName, LinkUsage};
use vaultlab::report::Report;
use vaultlab::scenario::draft::{NetworkDraft, ScenarioDraft};
use vaultlab::units::{Bytes, Id, Money, SimDuration, SimTime, VmId};

const SEEDS: u64 = 150;

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
                    ensure(point.added == job.sent, || {
                        format!("{job:?}: sent is not stored")
                    })?;
                }
                JobOutcome::TransferSkipped | JobOutcome::Failed(_) => {
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
fn links_carry_exactly_what_was_sent_and_never_more_than_they_can() {
    check(|report| {
        let ledger = report.ledger();
        let scenario = report.scenario();
        for usage in ledger.usage() {
            let carried: f64 = usage.carried().iter().sum();
            let (mut sent, mut running, rate) = match usage.link {
                LinkName::Vault(id) => (0.0, false, scenario.vaults()[id].rate),
                LinkName::Account(id) => (0.0, false, scenario.accounts()[id].rate),
            };
            for (id, job) in ledger.jobs().enumerate() {
                for transfer in ledger.transfers_of(id) {
                    let crosses = match usage.link {
                        LinkName::Vault(vault) => scenario.vault_of(job.vm) == vault,
                        LinkName::Account(account) => {
                            scenario.disks()[transfer.disk].account == Some(account)
                        }
                    };
                    if crosses && transfer.ended.is_some() {
                        sent += transfer.sent.as_f64();
                    }
                    running |= crosses && transfer.ended.is_none();
                }
            }
            let close = (carried - sent).abs() <= 1.0 + 1e-9 * sent;
            ensure(close || running, || {
                format!("{:?}: {carried} for {sent}", usage.link)
            })?;
            let most = rate.as_f64() * LinkUsage::SLOT.as_secs_f64() * (1.0 + 1e-9) + 1.0;
            let over = usage.carried().iter().copied().fold(0.0, f64::max);
            ensure(over <= most, || {
                format!("{:?}: {over} in a slot of {most}", usage.link)
            })?;
        }
        Ok(())
    });
}

#[test]
fn what_a_vault_holds_of_a_machine_is_its_oldest_point_whole_and_the_others_deltas() {
    check(|report| {
        for vm in report.scenario().vms().ids() {
            let end = SimTime::MAX;
            let points = report.meters().points_of(vm).iter();
            let points = points.map(|id| report.ledger().points()[*id]);
            let alive: Vec<_> = points.filter(|point| point.expired.is_none()).collect();
            let Some((oldest, others)) = alive.split_first() else {
                continue;
            };
            let expected = oldest.protected + others.iter().map(|point| point.added).sum();
            let stored = report.meters().stored_at(report.ledger(), vm, end);
            ensure(stored == expected, || {
                format!("{vm:?}: {stored:?} for {expected:?}")
            })?;
        }
        Ok(())
    });
}

#[test]
fn points_live_as_long_as_their_policy_says_and_the_newest_for_ever() {
    check(|report| {
        let scenario = report.scenario();
        for vm in scenario.vms().ids() {
            let keep = scenario.policies()[scenario.vms()[vm].policy].keep;
            let points = report.meters().points_of(vm);
            for (i, id) in points.iter().enumerate() {
                let point = report.ledger().points()[*id];
                let newest = i + 1 == points.len();
                ensure(point.expires == point.taken + keep, || {
                    format!("{point:?}: its date")
                })?;
                match point.expired {
                    Some(at) => {
                        let day_late = at.since(point.expires) <= SimDuration::DAY * 2;
                        let next_is_there = points
                            .get(i + 1)
                            .is_some_and(|next| report.ledger().points()[*next].committed <= at);
                        ensure(!newest && next_is_there, || {
                            format!("{point:?}: was newest")
                        })?;
                        let waited = !day_late
                            && report.ledger().points()[points[i + 1]].committed + SimDuration::DAY
                                >= at;
                        ensure(day_late || waited, || {
                            format!("{point:?}: outlived its date")
                        })?;
                    }
                    None => {
                        let due = point.expires + SimDuration::DAY < scenario.end();
                        let kept_as_newest = report.ledger().points().iter().all(|later| {
                            later.vm != vm
                                || later.committed <= point.committed
                                || later.committed + SimDuration::DAY >= scenario.end()
                        });
                        ensure(!due || newest || kept_as_newest, || {
                            format!("{point:?}: alive")
                        })?;
                    }
                }
            }
        }
        Ok(())
    });
}

#[test]
fn meters_equal_a_slow_sum_over_days_and_events() {
    check(|report| {
        for meter in &report.meters().months {
            let days = meter.month.from.day()..meter.month.to.day();
            let mut fees = Money::ZERO;
            for day in days {
                let day_ends = SimTime::ZERO + SimDuration::days(day + 1);
                let last = SimTime::from_nanos(day_ends.as_nanos() - 1);
                for vm in report.scenario().vms().ids() {
                    let size = report.meters().protected_at(report.ledger(), vm, last);
                    fees += size.map_or(Money::ZERO, fee_of);
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

/// Byte-nanoseconds of a vault: what is stored between two changes, change by change.
fn stored_slowly(
    report: &Report,
    vault: vaultlab::units::VaultId,
    from: SimTime,
    to: SimTime,
) -> u128 {
    let points = || {
        let points = report.ledger().points().iter();
        points.filter(|point| report.scenario().vault_of(point.vm) == vault)
    };
    let mut changes: Vec<SimTime> = points()
        .flat_map(|point| [Some(point.committed), point.expired])
        .flatten()
        .collect();
    changes.extend([from, to]);
    changes.retain(|at| (from..=to).contains(at));
    changes.sort();
    let stored = |at: SimTime| -> Bytes {
        let added: Bytes = points()
            .filter(|p| p.committed <= at)
            .map(|p| p.added)
            .sum();
        let gone = points().filter(|p| p.expired.is_some_and(|expired| expired <= at));
        added - gone.map(|p| p.freed).sum()
    };
    changes
        .windows(2)
        .map(|pair| (stored(pair[0]) * pair[1].since(pair[0])).get())
        .sum()
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
        draft.policies.retain(|policy| policy.keep_days.is_some());
        if draft.policies.is_empty() {
            continue;
        }
        let first = draft.policies[0].name.clone();
        draft
            .vms
            .iter_mut()
            .for_each(|vm| vm.policy.clone_from(&first));
        let stored = |keep: u32| {
            let mut draft = draft.clone();
            draft
                .policies
                .iter_mut()
                .for_each(|policy| policy.keep_days = Some(keep));
            report(&run(draft)).summary().stored_bytes
        };
        let stored = [7, 8, 14, 30].map(stored);
        assert!(stored.is_sorted(), "seed {seed}: {stored:?}");
    }
}

#[test]
fn summaries_nights_and_rows_tell_the_same_story() {
    use vaultlab::report::query::{FleetQuery, FleetSort};
    check(|report| {
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
        ensure(due == report.ledger().jobs().len() as u64, || {
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
