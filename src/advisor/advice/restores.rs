//! BPR-3: restores that ran together into one storage account lost time there; give each machine
//! one of its own.

use super::accounts::like;
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
    // Only what ended both times can be compared; that more of them end is better whatever they took.
    let ended = |run: &Run, task: TaskId| run.ledger.tasks()[task].end().is_some();
    let both = pairs.iter().copied();
    let both = both.filter(|(one, then)| ended(run, *one) && ended(&after, *then));
    let (both_was, both_are): (Vec<TaskId>, Vec<TaskId>) = both.unzip();
    let mean_was = mean(run, both_was.iter().copied());
    let mean_is = mean(&after, both_are.into_iter());
    let ended_was = pairs.iter().filter(|(one, _)| ended(run, *one)).count();
    let ended_are = pairs
        .iter()
        .filter(|(_, then)| ended(&after, *then))
        .count();
    if ended_are < ended_was || ended_are == ended_was && mean_is >= mean_was {
        return None;
    }
    let mean_text =
        |mean: Option<SimDuration>| mean.map_or_else(|| "–".to_owned(), |it| it.to_string());
    let mut figures = vec![(
        format!("{} restores, mean", both_was.len()),
        mean_text(mean_was),
        mean_text(mean_is),
    )];
    if ended_are > ended_was {
        let what = format!("{} restores, ended", pairs.len());
        figures.push((what, ended_was.to_string(), ended_are.to_string()));
    }
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
        *tasks = together(run, tasks);
        tasks.iter().any(|task| loses(run, *task, *account))
    });
    into
}

/// Those of some restores that were copied while another of them was. A machine has one at a time, so
/// the other is another machine's.
fn together(run: &Run, tasks: &[TaskId]) -> Vec<TaskId> {
    let spans = tasks.iter().map(|task| (copied(run, *task), *task));
    let mut spans: Vec<((SimTime, SimTime), TaskId)> = spans.collect();
    spans.sort_unstable();
    let mut busy_until = SimTime::ZERO;
    let mut together = Vec::new();
    for (i, ((from, to), task)) in spans.iter().enumerate() {
        let next = spans.get(i + 1).map(|((next, _), _)| next);
        if *from < busy_until || next.is_some_and(|next| next < to) {
            together.push(*task);
        }
        busy_until = busy_until.max(*to);
    }
    together
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
    let known = draft.accounts.len();
    // By machine and the account that was shared.
    let mut own: BTreeMap<(String, Option<String>, String), String> = BTreeMap::new();
    for (account, tasks) in crowds {
        let shared = &run.scenario.draft().accounts[account.get() as usize];
        let machines: BTreeSet<VmId> = tasks.iter().map(|task| whose(run, *task).0).collect();
        let others = machines.into_iter().skip(ACCOUNT_RESTORES_MAX.value);
        let free = like(shared, &run.scenario.draft().accounts);
        for (vm, new) in others.zip(free) {
            let vm = &run.scenario.vms()[vm];
            let key = (vm.name.clone(), vm.group.clone(), shared.name.clone());
            own.insert(key, new.name.clone());
            draft.accounts.push(new);
        }
    }
    for action in &mut draft.timeline {
        if let (ActionKindDraft::Restore(order), Some(vm)) = (&mut action.what, &action.vm)
            && let Some(shared) = &order.account
        {
            let key = (vm.clone(), action.resource_group.clone(), shared.clone());
            if let Some(name) = own.get(&key) {
                order.account = Some(name.clone());
            }
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
