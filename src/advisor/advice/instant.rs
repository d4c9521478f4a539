//! BPR-4: restores came from the vault though a longer range of instant restore would still have
//! had the snapshot.

use super::{Advice, second, source};
use crate::advisor::Run;
use crate::azure::fact::Fact;
use crate::azure::rules::SnapshotDays;
use crate::ledger::Task;
use crate::scenario::draft::{PolicyDraft, PolicyKindDraft, RestoreTargetDraft, ScheduleDraft};
use crate::units::{Id, SimDuration, SimTime, VmId};

/// Restores that are shown one by one.
const SHOWN_MAX: usize = 10;

/// A restore that has ended: of which machine, when it began, how long it took, from its snapshot.
type Ended = (VmId, SimTime, SimDuration, bool);

pub(super) fn advice(run: &Run) -> Option<Advice> {
    let mut draft = run.scenario.draft().clone();
    let mut changed = Vec::new();
    let mut origin = None;
    for (task, days) in run
        .ledger
        .tasks()
        .iter()
        .filter_map(|task| days_wanted(run, task))
    {
        let vm = task.vm?;
        let Some(policy) = run.ledger.protection_at(vm, task.began).policy() else {
            continue;
        };
        let Some(allowed) = allowed(run, &draft.policies[policy.index()]) else {
            continue;
        };
        let (least, most) = days_allowed(&allowed.value, &draft.policies[policy.index()]);
        let policy = &mut draft.policies[policy.index()];
        let now = policy.instant_restore_days.unwrap_or(0);
        if days <= most && days.max(least) > now {
            policy.instant_restore_days = Some(days.max(least));
            changed.push(policy.name.clone());
            origin = Some(allowed.source);
        }
    }
    changed.sort();
    changed.dedup();
    let after = second(draft.clone())?;
    let (before, after) = (ended(run), ended(&after));
    let faster = before.iter().filter_map(|one| {
        let then = after
            .iter()
            .find(|then| (then.0, then.1) == (one.0, one.1))?;
        (then.3 && !one.3).then_some((one, then))
    });
    let text = |(_, _, length, from_snapshot): &Ended| {
        let from = if *from_snapshot {
            "its snapshot"
        } else {
            "the vault"
        };
        format!("{length} from {from}")
    };
    let figures: Vec<_> = faster
        .map(|(one, then)| {
            let at = run.scenario.calendar().utc_text(one.1);
            let what = format!("{} at {at}", run.scenario.vms()[one.0].name);
            (what, text(one), text(then))
        })
        .collect();
    if figures.is_empty() {
        return None;
    }
    let days = changed.iter().filter_map(|name| {
        let policy = draft.policies.iter().find(|policy| policy.name == *name)?;
        Some(format!(
            "{name} keeps snapshots for {} days",
            policy.instant_restore_days?
        ))
    });
    Some(Advice {
        id: "BPR-4",
        title: "Keep snapshots long enough for instant restore",
        because: format!(
            "{} from the vault, of points whose snapshots could still have been there.",
            if figures.len() == 1 {
                "A restore came".to_owned()
            } else {
                format!("{} restores came", figures.len())
            }
        ),
        change: days.collect::<Vec<_>>().join(", "),
        source: origin.map(source).unwrap_or_default(),
        figures: figures.into_iter().take(SHOWN_MAX).collect(),
        draft,
    })
}

/// A restore from the vault that a snapshot would have served, and for how many days that has to be
/// kept.
fn days_wanted<'t>(run: &Run, task: &'t Task) -> Option<(&'t Task, u32)> {
    let restore = task.restore?;
    let is_beside = restore.order.to == RestoreTargetDraft::Same;
    if restore.from_snapshot || restore.bytes.is_zero() || !is_beside {
        return None;
    }
    let age = task
        .began
        .saturating_since(run.ledger.points()[restore.point].taken);
    let days = age.as_nanos().div_ceil(SimDuration::DAY.as_nanos()).max(1);
    Some((task, u32::try_from(days).ok()?))
}

fn allowed(run: &Run, policy: &PolicyDraft) -> Option<Fact<SnapshotDays>> {
    match policy.kind {
        PolicyKindDraft::Standard => run.scenario.profile().standard_snapshots,
        PolicyKindDraft::Enhanced => run.scenario.profile().enhanced_snapshots,
    }
}

/// For how many days a policy may keep its snapshots.
fn days_allowed(allowed: &SnapshotDays, policy: &PolicyDraft) -> (u32, u32) {
    match &policy.schedule {
        ScheduleDraft::Day { .. } => allowed.daily,
        ScheduleDraft::Week { .. } => allowed.weekly,
        ScheduleDraft::Hours { interval_hours, .. } => {
            let row = allowed
                .hourly
                .iter()
                .find(|(hours, _)| hours == interval_hours);
            (1, row.map_or(0, |(_, days)| *days))
        }
    }
}

fn ended(run: &Run) -> Vec<Ended> {
    let ended = |task: &Task| {
        let (vm, restore, end) = (task.vm?, task.restore?, task.end()?);
        Some((vm, task.began, end.since(task.began), restore.from_snapshot))
    };
    run.ledger.tasks().iter().filter_map(ended).collect()
}
