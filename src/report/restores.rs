//! When is a fleet back? What became of a list of machines to restore, read from the run that has it.

use super::jobs::{Names, fault_view, restored, task_status};
use super::parts::percent;
use super::view::{
    BackStatus, ByteCount, FleetBackView, JobStatus, MachineBackView, RestoresView, ScenarioView,
};
use super::{Part, Report, Spent};
use crate::azure::errors::Fault;
use crate::ledger::{LinkName, OperatorRecord, Restoring, Task};
use crate::report::text::counted;
use crate::scenario::draft::{RestoreKindDraft, RestoreTierDraft};
use crate::scenario::restores::Listed;
use crate::scenario::timeline::{ActionKind, RestoreOrder};
use crate::units::{Bytes, SimDuration, SimTime, TaskId, VmId};
use std::collections::BTreeMap;

/// A machine of the list, and its parts.
struct Told {
    view: MachineBackView,
    /// From the first moment to its end.
    after: Option<SimDuration>,
    /// How old its point is.
    lost: Option<SimDuration>,
    parts: Vec<Spent>,
}

/// What the run says of a list.
struct Answers<'r> {
    report: &'r Report,
    names: Names<'r>,
    listed: Listed,
    /// By the place of its action.
    records: BTreeMap<u32, &'r OperatorRecord>,
    /// By the place of the action that began it.
    tasks: BTreeMap<u32, TaskId>,
}

impl Report {
    /// The moment at which the last night was over whose backups have all ended inside the run.
    #[must_use]
    pub fn last_night_over(&self) -> Option<SimTime> {
        let over = |jobs: &Vec<crate::units::JobId>| {
            let ends = jobs.iter().map(|job| self.ledger.jobs()[*job].ended());
            let last = ends.collect::<Option<Vec<SimTime>>>()?.into_iter().max()?;
            // As a scenario can say it: in whole seconds.
            let at = SimTime::ZERO + SimDuration::secs(last.whole_secs() + 1);
            (at < self.scenario.end()).then_some(at)
        };
        self.nights.iter().rev().find_map(|night| over(&night.jobs))
    }
    /// What became of a list of restores of this run. `scenario` is what it was put into.
    #[must_use]
    pub fn restores(&self, scenario: ScenarioView, listed: Listed) -> RestoresView {
        let answers = Answers::of(self, listed);
        let actions = listed.first..listed.first + listed.count;
        let told: Vec<Told> = actions.map(|action| answers.told(action)).collect();
        let fleet = answers.fleet(&told);
        let notes = answers.notes(&told);
        RestoresView {
            scenario,
            digest: format!("{:016x}", self.ledger.digest()),
            asked: self.moment(listed.at),
            order: answers.order(),
            verdict: verdict(&fleet, &told),
            all_back: fleet.back == fleet.asked,
            fleet,
            machines: told.into_iter().map(|it| it.view).collect(),
            notes,
        }
    }
}

impl<'r> Answers<'r> {
    fn of(report: &'r Report, listed: Listed) -> Self {
        let records = report.ledger.operators().iter();
        Self {
            report,
            names: report.names(),
            listed,
            records: records.map(|record| (record.action, record)).collect(),
            tasks: report.ledger.restores_begun(),
        }
    }
    fn asked_for(&self, action: u32) -> (VmId, RestoreOrder) {
        let action = &self.report.scenario.timeline()[action as usize];
        match (&action.what, action.vm) {
            (ActionKind::Restore(order), Some(vm)) => (vm, *order),
            _ => unreachable!("a list holds restores of machines"),
        }
    }
    /// What became of one machine.
    fn told(&self, action: u32) -> Told {
        let (vm, order) = self.asked_for(action);
        let record = self.records.get(&action).copied();
        let refused = record.and_then(|record| record.refused);
        let task = self.tasks.get(&action).copied();
        let (status, fault) = match (task, refused) {
            (Some(id), _) => back_status(&self.report.ledger.tasks()[id]),
            (None, Some(fault)) => (BackStatus::Refused, Some(fault)),
            (None, None) => (BackStatus::Waiting, None),
        };
        let mut told = Told {
            view: MachineBackView {
                vm: vm.get(),
                name: self.names.of(vm),
                status,
                point: None,
                lost: None,
                lost_s: None,
                tier: None,
                account: None,
                began: record.map(|record| self.report.moment(record.at)),
                ended: None,
                after: None,
                after_s: None,
                took: None,
                bytes: ByteCount(Bytes::ZERO),
                parts: Vec::new(),
                most: None,
                links: None,
                fault: fault.map(fault_view),
                there: refused.and_then(|fault| self.there(vm, order, fault, record?.at)),
            },
            after: None,
            lost: None,
            parts: Vec::new(),
        };
        if let Some(task) = task {
            self.tell_restore(task, &mut told);
        }
        told
    }
    fn tell_restore(&self, id: TaskId, told: &mut Told) {
        let report = self.report;
        let task = &report.ledger.tasks()[id];
        let Some(restoring) = task.restore else {
            return;
        };
        let asked = self.listed.at;
        let taken = report.ledger.points()[restoring.point].taken;
        told.lost = Some(asked.saturating_since(taken));
        told.after = task.end().map(|end| end.since(asked));
        told.parts = vec![(Part::Turn, task.began.since(asked))];
        told.parts.extend(report.restore_parts(id));
        told.parts.retain(|(_, length)| *length > SimDuration::ZERO);
        let view = &mut told.view;
        view.point = Some(report.moment(taken));
        view.lost = told.lost.map(|it| it.to_string());
        view.lost_s = told.lost.map(SimDuration::as_secs_f64);
        view.tier = Some(tier_name(&restoring).to_owned());
        view.account = account(report, &restoring);
        view.ended = task.end().map(|end| report.moment(end));
        view.after = told.after.map(|it| it.to_string());
        view.after_s = told.after.map(SimDuration::as_secs_f64);
        view.took = task.end().map(|end| end.since(task.began).to_string());
        view.bytes = ByteCount(restoring.bytes);
        view.parts = report.views_of(&told.parts);
        let most = self.most(&told.parts);
        view.most = most.map(|(label, _, share)| format!("{label} ({share:.0} %)"));
        let lost = lost_to_links(&told.parts);
        view.links = (lost > SimDuration::ZERO).then(|| lost.to_string());
    }
    /// Which points a machine had when a restore was refused because none was the right one.
    fn there(&self, vm: VmId, order: RestoreOrder, fault: Fault, at: SimTime) -> Option<String> {
        if !matches!(fault, Fault::NoPoint | Fault::InstantPointNotFound) {
            return None;
        }
        let report = self.report;
        let by = order.until.unwrap_or(SimTime::MAX);
        let points = report.meters.points_of(vm).iter();
        let points = points.map(|id| &report.ledger.points()[*id]);
        let alive = points.filter(|point| point.taken <= by && point.is_alive_at(at));
        let (beside, in_vault): (Vec<_>, Vec<_>) =
            alive.partition(|point| point.has_snapshot_at(at));
        let newest = |points: &[&crate::ledger::Point], what: &str| {
            let taken = points.iter().map(|point| point.taken).max()?;
            let (count, taken) = (counted(points.len() as u64, "point"), report.moment(taken));
            Some(format!("{count} {what}, the newest of {}", taken.local))
        };
        let there = [
            newest(&beside, "with a snapshot"),
            newest(&in_vault, "in the vault only"),
        ];
        let there: Vec<String> = there.into_iter().flatten().collect();
        Some(if there.is_empty() {
            "It has no point.".to_owned()
        } else {
            format!("It has {}.", there.join("; "))
        })
    }

    /// What was asked for, as a sentence.
    fn order(&self) -> String {
        let report = self.report;
        let (_, order) = self.asked_for(self.listed.first);
        let machines = counted(self.listed.count, "machine");
        let what = restored(order.how);
        let tier = match order.tier {
            None => "",
            Some(RestoreTierDraft::Snapshot) => " that has a snapshot",
            Some(RestoreTierDraft::Vault) => " that is in the vault only",
        };
        let until = order.until.filter(|until| *until != self.listed.at);
        let until = until.map_or_else(String::new, |until| {
            format!(" up to {}", report.moment(until).local)
        });
        let actions = self.listed.first..self.listed.first + self.listed.count;
        let mut accounts: Vec<_> = actions
            .filter_map(|action| self.asked_for(action).1.account)
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        let into = match accounts.as_slice() {
            // A mount copies nothing.
            [] if order.how == RestoreKindDraft::Files => String::new(),
            [] => ", each into a storage account of its own that limits nothing".to_owned(),
            [only] => {
                let link = LinkName::Account(*only);
                let (name, limit) = (report.link_name(link), report.link_limit(link));
                format!(", all into {name} ({limit})")
            }
            [first, ..] => {
                let limit = report.link_limit(LinkName::Account(*first));
                format!(
                    ", in turn into {} storage accounts of {limit}",
                    accounts.len()
                )
            }
        };
        let turns = order.at_once.map_or_else(
            || "all at once".to_owned(),
            |most| format!("at most {most} at once"),
        );
        format!("{machines}: {what} from the newest point{tier}{until}{into}, {turns}.")
    }
    fn fleet(&self, told: &[Told]) -> FleetBackView {
        let back = || told.iter().filter(|it| it.view.status == BackStatus::Back);
        let count = |n: usize| u32::try_from(n).expect("limits keep machines below 2^32");
        let after = |it: &&Told| it.after;
        let (first, last) = (back().min_by_key(after), back().rev().max_by_key(after));
        let mean = SimDuration::mean(back().filter_map(|it| it.after));
        let oldest = back().rev().max_by_key(|it| it.lost);
        let name = |it: &Told| it.view.name.clone();
        let mut parts: BTreeMap<Part, SimDuration> = BTreeMap::new();
        for (part, length) in told.iter().flat_map(|it| &it.parts) {
            *parts.entry(*part).or_default() += *length;
        }
        let parts: Vec<Spent> = parts.into_iter().collect();
        let lost = lost_to_links(&parts);
        FleetBackView {
            asked: count(told.len()),
            back: count(back().count()),
            after: last.and_then(|it| it.view.after.clone()),
            after_s: last.and_then(|it| it.view.after_s),
            first: first.map(name),
            first_after: first.and_then(|it| it.view.after.clone()),
            last: last.map(name),
            mean_after: mean.map(|mean| mean.to_string()),
            bytes: ByteCount(back().map(|it| it.view.bytes.0).sum()),
            oldest: oldest.and_then(|it| it.view.lost.clone()),
            oldest_of: oldest.map(name),
            parts: self.report.views_of(&parts),
            links: lost.to_string(),
            links_percent: percent(lost, whole(&parts)),
            limited: last.and_then(|it| self.limited(it)),
        }
    }
    /// What the machine that was back last spent most of its time on.
    fn limited(&self, last: &Told) -> Option<String> {
        let (label, most, share) = self.most(&last.parts)?;
        let (name, after) = (&last.view.name, last.after?);
        Some(format!(
            "{name} is back last. The largest part of its {after}: {label}, {most} ({share:.0} %)."
        ))
    }
    /// The largest part, of equal ones the first: what it is, how long, and its share.
    fn most(&self, parts: &[Spent]) -> Option<(String, SimDuration, f64)> {
        let (part, most) = parts.iter().rev().max_by_key(|(_, length)| *length)?;
        let share = percent(*most, whole(parts));
        Some((self.report.part_label(*part), *most, share))
    }
    /// Machines of which a newer point was passed over, because it is not of the tier.
    fn notes(&self, told: &[Told]) -> Vec<String> {
        let report = self.report;
        let (_, order) = self.asked_for(self.listed.first);
        let has_newer = |it: &&Told| {
            let (Some(lost), vm) = (it.lost, VmId::new(it.view.vm)) else {
                return false;
            };
            let mut points = report.meters.points_of(vm).iter();
            points.any(|id| {
                let point = &report.ledger.points()[*id];
                let by = order.until.unwrap_or(self.listed.at);
                let is_newer = self.listed.at.saturating_since(point.taken) < lost;
                is_newer && point.taken <= by && point.is_alive_at(self.listed.at)
            })
        };
        let passed_over = told.iter().filter(has_newer).count();
        let mut notes = Vec::new();
        if order.tier == Some(RestoreTierDraft::Vault) && passed_over > 0 {
            let machines = counted(passed_over as u64, "machine");
            notes.push(format!(
                "Of {machines} a newer point was passed over: while its snapshot is there the \
                 service restores it from that."
            ));
        }
        notes
    }
}

fn back_status(task: &Task) -> (BackStatus, Option<Fault>) {
    let (status, fault) = task_status(task.outcome);
    let status = match status {
        JobStatus::Succeeded | JobStatus::Warned => BackStatus::Back,
        JobStatus::Partly => BackStatus::Partly,
        JobStatus::Failed | JobStatus::Skipped | JobStatus::Withdrawn => BackStatus::Failed,
        JobStatus::Cancelled => BackStatus::Cancelled,
        JobStatus::Running => BackStatus::Running,
    };
    (status, fault)
}

const fn tier_name(restoring: &Restoring) -> &'static str {
    if restoring.from_snapshot {
        "snapshot"
    } else {
        "vault"
    }
}

/// The account that was named, where something was copied into it.
fn account(report: &Report, restoring: &Restoring) -> Option<String> {
    let named = restoring.order.account.filter(|_| !restoring.from_snapshot);
    named.map(|id| report.scenario.accounts()[id].name.clone())
}

/// The answer as a sentence.
fn verdict(fleet: &FleetBackView, told: &[Told]) -> String {
    let FleetBackView {
        asked, back, after, ..
    } = fleet;
    let after = after.as_deref().unwrap_or_default();
    if back == asked {
        return match asked {
            1 => format!("The machine is back after {after}."),
            _ => format!("All {asked} machines are back after {after}."),
        };
    }
    let mut others: BTreeMap<BackStatus, u32> = BTreeMap::new();
    for it in told.iter().filter(|it| it.view.status != BackStatus::Back) {
        *others.entry(it.view.status).or_default() += 1;
    }
    let others = others.into_iter();
    let others: Vec<String> = others
        .map(|(status, count)| format!("{count} {}", status.name()))
        .collect();
    let others = others.join(", ");
    match back {
        0 => format!("No machine of {asked} is back: {others}."),
        _ => format!("{back} of {asked} machines are back, after {after}; {others}."),
    }
}

/// What was lost to links, all together.
fn lost_to_links(parts: &[Spent]) -> SimDuration {
    whole(parts.iter().filter(|(part, _)| part.link().is_some()))
}

/// All parts together.
fn whole<'p>(parts: impl IntoIterator<Item = &'p Spent>) -> SimDuration {
    parts.into_iter().map(|(_, length)| *length).sum()
}
