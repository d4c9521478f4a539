//! BPR-2: premium disks in a storage account without instant restore: every snapshot is copied
//! inside the account before it is read, and the account needs room for that.

use super::{Advice, second, source};
use crate::advisor::Run;
use crate::azure::advice::STAGING_FREE_PERCENT;
use crate::azure::profile::CURRENT;
use crate::ledger::Phase;
use crate::scenario::draft::DiskKindDraft;
use crate::units::{AccountId, Bytes, SimTime};

pub(super) fn advice(run: &Run) -> Option<Advice> {
    let staged = staged(run);
    if staged.iter().all(|(_, peak, _)| peak.is_zero()) {
        return None;
    }
    let mut draft = run.scenario.draft().clone();
    CURRENT.name.clone_into(&mut draft.profile);
    let after = second(draft.clone())?;
    let then = self::staged(&after);
    let figures = staged
        .iter()
        .zip(&then)
        .filter(|((_, peak, _), _)| !peak.is_zero());
    let text = |peak: Bytes, held: Bytes| {
        let percent = 100.0 * peak.as_f64() / held.as_f64().max(1.0);
        format!("{peak} ({percent:.0} % of what its disks hold)")
    };
    let row = |(before, after): (&(AccountId, Bytes, Bytes), &(AccountId, Bytes, Bytes))| {
        let name = &run.scenario.accounts()[before.0].name;
        (
            format!("Copies of snapshots in {name} at the peak"),
            text(before.1, before.2),
            text(after.1, after.2),
        )
    };
    Some(Advice {
        id: "BPR-2",
        title: "Use instant restore for premium storage",
        because: format!(
            "Without instant restore a snapshot of a premium disk is copied inside its account \
             first: {} % of the account has to stay free for that.",
            STAGING_FREE_PERCENT.value
        ),
        change: format!(
            "the profile {}, whose policies keep snapshots beside the disks",
            CURRENT.name
        ),
        source: source(STAGING_FREE_PERCENT.source),
        figures: figures.map(row).collect(),
        draft,
    })
}

/// Of each account: the most that copies of snapshots held at one time, and what its disks hold.
fn staged(run: &Run) -> Vec<(AccountId, Bytes, Bytes)> {
    let scenario = &run.scenario;
    let mut changes: Vec<Vec<(SimTime, bool, Bytes)>> = vec![Vec::new(); scenario.accounts().len()];
    for job in run.ledger.jobs().iter() {
        let stages = scenario.policies()[job.policy].snapshots.is_none();
        let (Some(from), Some(to)) = (job.phase_end(Phase::Snapshot), job.ended()) else {
            continue;
        };
        for (_, disk) in scenario.backed_up_disks_of(job.vm) {
            if let Some(account) = disk.account
                && disk.kind == DiskKindDraft::PremiumSsd
                && stages
            {
                let of_account = &mut changes[crate::units::Id::index(account)];
                of_account.extend([(from, true, disk.used), (to, false, disk.used)]);
            }
        }
    }
    let held = |account| {
        let disks = scenario
            .disks()
            .iter()
            .filter(|disk| disk.account == Some(account));
        disks.map(|disk| disk.used).sum()
    };
    let peak = |mut changes: Vec<(SimTime, bool, Bytes)>| {
        // What ends makes room for what begins at the same instant.
        changes.sort_by_key(|(at, begins, _)| (*at, *begins));
        let (mut now, mut most) = (Bytes::ZERO, Bytes::ZERO);
        for (_, begins, bytes) in changes {
            now = if begins {
                now + bytes
            } else {
                now.saturating_sub(bytes)
            };
            most = most.max(now);
        }
        most
    };
    let accounts = scenario.accounts().ids().zip(changes);
    accounts
        .map(|(id, changes)| (id, peak(changes), held(id)))
        .collect()
}
