//! What a bill is made of, worked out slowly: day by day, change by change.

use vaultlab::ledger::Point;
use vaultlab::report::Report;
use vaultlab::units::{Bytes, SimDuration, SimTime, VmId};

/// The last size at which a machine is billed on a day, if it is at all.
pub(super) fn size_of_day(report: &Report, vm: VmId, day: u64) -> Option<Bytes> {
    let sizes = report.meters().protected_over_time(report.ledger(), vm);
    let midnight = |day: u64| SimTime::ZERO + SimDuration::days(day);
    let mut of_day = None;
    for (i, (from, size)) in sizes.iter().enumerate() {
        let to = sizes.get(i + 1).map_or(SimTime::MAX, |(next, _)| *next);
        let overlaps = *from < midnight(day + 1) && to > midnight(day) && *from < to;
        if overlaps && !size.is_zero() {
            of_day = Some(*size);
        }
    }
    of_day
}

/// Byte-nanoseconds of a vault: what is stored between two changes, change by change.
pub(super) fn stored_slowly(
    report: &Report,
    vault: vaultlab::units::VaultId,
    from: SimTime,
    to: SimTime,
) -> u128 {
    let points = || {
        let points = report.ledger().points().iter();
        let sent = |point: &Point| report.ledger().jobs()[point.job].sent;
        let in_vault = points.filter(move |point| {
            let policy = report.ledger().jobs()[point.job].policy;
            report.scenario().vault_of(policy) == vault
        });
        in_vault.filter_map(move |point| Some((point.vm, point.vault?, sent(point))))
    };
    let billed = |vm: VmId, at: SimTime| {
        let sizes = report.meters().protected_over_time(report.ledger(), vm);
        let size = sizes.iter().rev().find(|(from, _)| *from <= at);
        size.is_some_and(|(_, size)| !size.is_zero())
    };
    let mut changes: Vec<SimTime> = points()
        .flat_map(|(_, tier, _)| [tier.committed, tier.removed])
        .collect();
    for vm in report.scenario().vms().ids() {
        let sizes = report.meters().protected_over_time(report.ledger(), vm);
        changes.extend(sizes.into_iter().map(|(from, _)| from));
    }
    changes.extend([from, to]);
    changes.retain(|at| (from..=to).contains(at));
    changes.sort();
    let stored = |at: SimTime| -> Bytes {
        let mut held = Bytes::ZERO;
        for vm in report.scenario().vms().ids().filter(|vm| billed(*vm, at)) {
            let of_vm = || points().filter(|(of, ..)| *of == vm);
            let added = of_vm().filter(|(_, tier, _)| tier.committed <= at);
            let gone = of_vm().filter(|(_, tier, _)| tier.removed <= at);
            let added: Bytes = added.map(|(.., sent)| sent).sum();
            held += added - gone.map(|(_, tier, _)| tier.freed).sum();
        }
        held
    };
    changes
        .windows(2)
        .map(|pair| (stored(pair[0]) * pair[1].since(pair[0])).get())
        .sum()
}
