//! BPR-3: restores that ran together into one storage account lost time there; give each machine
//! one of its own.

use super::accounts::another;
use super::{Advice, second, source};
use crate::advisor::Run;
use crate::azure::advice::ACCOUNT_RESTORES_MAX;
use crate::ledger::{Carrier, DiskCopy, LinkName, Task};
use crate::scenario::draft::{ActionKindDraft, ScenarioDraft};
use crate::scenario::timeline::ActionKind;
use crate::units::{AccountId, SimDuration, SimTime, TaskId, VmId};
use std::collections::{BTreeMap, BTreeSet};

/// Restores that are shown one by one.
const SHOWN_MAX: usize = 10;

pub(super) fn advice(run: &Run) -> Option<Advice> {
    let crowds = crowds(run);
    let (draft, added) = apart(run, &crowds);
    if added == 0 {
        return None;
    }
    let after = second(draft.clone())?;
    let (was, is) = (restores(run), restores(&after));
    let crowded: BTreeSet<TaskId> = crowds.values().flatten().copied().collect();
    let pairs: Vec<(TaskId, TaskId)> = was
        .iter()
        .filter(|(_, task)| crowded.contains(task))
        .filter_map(|(action, task)| Some((*task, *is.get(action)?)))
        .collect();
    let mean_was = mean(run, pairs.iter().map(|(task, _)| *task))?;
    let mean_is = mean(&after, pairs.iter().map(|(_, task)| *task))?;
    if mean_is >= mean_was {
        return None;
    }
    let mut figures = vec![(
        format!("{} restores, mean", pairs.len()),
        mean_was.to_string(),
        mean_is.to_string(),
    )];
    let shown = pairs.iter().take(SHOWN_MAX);
    figures.extend(shown.map(|(one, then)| {
        let (vm, began) = whose(run, *one);
        let at = run.scenario.calendar().utc_text(began);
        let what = format!("{} at {at}", run.scenario.vms()[vm].name);
        (what, length(run, *one), length(&after, *then))
    }));
    let crowd = |(account, tasks): (&AccountId, &Vec<TaskId>)| {
        let account = &run.scenario.accounts()[*account].name;
        format!("{} restores ran together into {account}", tasks.len())
    };
    let crowd: Vec<String> = crowds.iter().map(crowd).collect();
    Some(Advice {
        id: "BPR-3",
        title: "Restore machines into storage accounts of their own",
        because: format!("{} and lost time there.", crowd.join(", ")),
        change: format!(
            "{added} more accounts, {} machine into each",
            ACCOUNT_RESTORES_MAX.value
        ),
        source: source(ACCOUNT_RESTORES_MAX.source),
        figures,
        draft,
    })
}

/// Restores of several machines that were copied into one account while others were, where one of
/// them at least lost time to it; by account, first come first.
fn crowds(run: &Run) -> BTreeMap<AccountId, Vec<TaskId>> {
    let mut into: BTreeMap<AccountId, Vec<TaskId>> = BTreeMap::new();
    for (id, task) in run.ledger.tasks().enumerate() {
        let account = task.restore.and_then(|restore| restore.order.account);
        if let Some(account) = account.filter(|_| !run.ledger.copies_of(id).is_empty()) {
            into.entry(account).or_default().push(id);
        }
    }
    into.retain(|account, tasks| {
        let all = tasks.clone();
        tasks.retain(|one| all.iter().any(|other| beside(run, *one, *other)));
        tasks.iter().any(|task| loses(run, *task, *account))
    });
    into
}

/// Whether restores of two machines were copied at the same time.
fn beside(run: &Run, one: TaskId, other: TaskId) -> bool {
    let (from, to) = copied(run, one);
    let (other_from, other_to) = copied(run, other);
    whose(run, one).0 != whose(run, other).0 && from < other_to && other_from < to
}

/// From when until when a restore was copied.
fn copied(run: &Run, task: TaskId) -> (SimTime, SimTime) {
    let copies = run.ledger.copies_of(task);
    let began = copies.iter().map(|copy| copy.began).min();
    let ended = |copy: &DiskCopy| copy.ended.unwrap_or(SimTime::MAX);
    let ended = copies.iter().map(ended).max();
    let until = run.ledger.tasks()[task].ended;
    (
        began.unwrap_or(until),
        ended.map_or(until, |ended| ended.min(until)),
    )
}

fn loses(run: &Run, task: TaskId, account: AccountId) -> bool {
    let slots = (0_u32..).zip(run.ledger.copies_of(task));
    let mut losses = slots.flat_map(|(slot, _)| run.ledger.losses_of(Carrier::Copies(task, slot)));
    losses.any(|loss| match loss.link {
        LinkName::Account(id) | LinkName::Requests(id) => id == account,
        LinkName::Vault(_) | LinkName::VaultOut(_) | LinkName::Vm(_) | LinkName::Region => false,
    })
}

/// The scenario in which each machine of a crowd but the first is restored into an account of its own
/// like the one that they shared, and how many accounts that adds.
fn apart(run: &Run, crowds: &BTreeMap<AccountId, Vec<TaskId>>) -> (ScenarioDraft, usize) {
    let mut draft = run.scenario.draft().clone();
    let mut taken: Vec<String> = draft.accounts.iter().map(|one| one.name.clone()).collect();
    let known = draft.accounts.len();
    for (account, tasks) in crowds {
        let shared = draft.accounts[account.get() as usize].clone();
        let machines: BTreeSet<VmId> = tasks.iter().map(|task| whose(run, *task).0).collect();
        for vm in machines.into_iter().skip(ACCOUNT_RESTORES_MAX.value) {
            let own = another(&shared, &mut taken);
            let vm = &run.scenario.vms()[vm];
            let of_vm = draft.timeline.iter_mut();
            let of_vm = of_vm
                .filter(|it| it.vm.as_ref() == Some(&vm.name) && it.resource_group == vm.group);
            for action in of_vm {
                if let ActionKindDraft::Restore(order) = &mut action.what
                    && order.account.as_ref() == Some(&shared.name)
                {
                    order.account = Some(own.name.clone());
                }
            }
            draft.accounts.push(own);
        }
    }
    let added = draft.accounts.len() - known;
    (draft, added)
}

/// Every restore that was taken, by its place in the timeline, which is the same in both runs.
fn restores(run: &Run) -> BTreeMap<u32, TaskId> {
    let timeline = run.scenario.timeline();
    let is_restore = |action: u32| matches!(timeline[action as usize].what, ActionKind::Restore(_));
    let mut restores = run.ledger.restores_begun();
    restores.retain(|action, _| is_restore(*action));
    restores
}

fn whose(run: &Run, task: TaskId) -> (VmId, SimTime) {
    let Task { vm, began, .. } = run.ledger.tasks()[task];
    (vm.expect("a restore is of a machine"), began)
}

fn length(run: &Run, task: TaskId) -> String {
    let task = &run.ledger.tasks()[task];
    let length = task.end().map(|end| end.since(task.began).to_string());
    length.unwrap_or_else(|| "not by the end".to_owned())
}

/// How long restores take on average, of those that have ended.
fn mean(run: &Run, tasks: impl Iterator<Item = TaskId>) -> Option<SimDuration> {
    let tasks = tasks.map(|task| &run.ledger.tasks()[task]);
    SimDuration::mean(tasks.filter_map(|task| Some(task.end()?.since(task.began))))
}
