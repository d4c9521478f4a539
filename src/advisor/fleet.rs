//! What a plan may move: the machines of each policy in clusters, and from an assignment of start
//! times to clusters the scenario that it means.
//!
//! A cluster is the smallest part that is moved. Clusters of one policy that start together stay one
//! policy; those that start at another time become a new one. Backups of several times a day are not
//! moved, and machines whose policy somebody changes during the run stay with their policy.

use super::order::{Checked, DAY_MIN, Times, ahead_min, clock, minute_of};
use crate::ledger::{JobOutcome, Ledger};
use crate::scenario::draft::{ActionKindDraft, ScenarioDraft, ScheduleDraft};
use crate::scenario::{Scenario, limits};
use crate::units::{Bytes, Id, IdVec, PolicyId, SimTime, VaultId, VmId};
use std::collections::{BTreeMap, BTreeSet};

/// Into how many clusters a policy's machines fall, unless a limit asks for more.
const CLUSTERS_OF_POLICY: usize = 8;

/// The start time of each cluster, in minutes of the window's day.
pub(super) type Starts = Vec<u16>;

/// Machines of one policy that are moved together.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    /// Their policy's place in the scenario.
    pub(super) policy: usize,
    /// Their places in the scenario.
    pub(super) vms: Vec<usize>,
    /// What they send in an ordinary night.
    pub(super) weight: Bytes,
    /// Which links they share with whom.
    pub(super) part: usize,
    /// When they start as it is.
    pub(super) was: u16,
    /// On which days of the week, one bit each.
    days: u8,
}

/// A scenario as a plan sees it.
#[derive(Clone, Debug)]
pub(super) struct Fleet {
    pub(super) draft: ScenarioDraft,
    pub(super) clusters: Vec<Cluster>,
    /// The clusters of each policy that can be moved, in the order of the policies.
    pub(super) policies: Vec<Vec<usize>>,
    /// Of each machine, its cluster.
    pub(super) cluster_of: IdVec<VmId, Option<usize>>,
    /// Of each vault, its part: vaults whose machines share storage accounts are one.
    pub(super) part_of: IdVec<VaultId, usize>,
    pub(super) parts: usize,
    /// Policies that are not moved, and why.
    pub(super) left: Vec<(String, LeftBecause)>,
    /// What local times of a policy are later than those of the window, in minutes.
    offsets: Vec<u16>,
    /// When the machines of each policy of the scenario may start.
    times: Vec<Times>,
    /// The vault of each policy of the scenario.
    vaults: Vec<VaultId>,
    /// The most policies that one vault may have.
    policies_per_vault_max: usize,
}

/// Why a policy is not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftBecause {
    /// It backs up several times a day.
    Hourly,
    /// Its machines are given to it, or taken from it, during the run.
    ChangedInRun,
    /// None of the start times that the order allows is in its own window.
    OwnWindow,
    /// Its machines do not fit into its own window's start times, so many at once as the order allows.
    TooMany,
}

impl Fleet {
    pub(super) fn new(scenario: &Scenario, ledger: &Ledger, order: &Checked) -> Self {
        let draft = scenario.draft().clone();
        let (part_of, parts) = parts(scenario);
        let weights = weights(scenario, ledger);
        let pinned = pinned(&draft);
        let mut fleet = Self {
            draft,
            clusters: Vec::new(),
            policies: Vec::new(),
            cluster_of: scenario.vms().iter().map(|_| None).collect(),
            part_of,
            parts,
            left: Vec::new(),
            offsets: Vec::new(),
            times: Vec::new(),
            vaults: scenario.policies().iter().map(|it| it.vault).collect(),
            policies_per_vault_max: scenario.profile().policies_per_vault_max.value,
        };
        let mut members: IdVec<PolicyId, Vec<VmId>> =
            scenario.policies().iter().map(|_| Vec::new()).collect();
        for (id, vm) in scenario.vms().enumerate() {
            if let Some(policy) = vm.policy
                && !pinned.contains(&vm.name)
            {
                members[policy].push(id);
            }
        }
        for (id, policy) in scenario.policies().enumerate() {
            let ahead = ahead_min(scenario, &policy.zone);
            fleet.offsets.push(ahead);
            let own = policy.window.as_ref();
            let own = own.filter(|own| !own.is_as(scenario.window()));
            let times = own.map(|own| order.times_in(own, ahead_min(scenario, &own.zone)));
            let has_times = times.as_ref().is_none_or(Option::is_some);
            let times = times.flatten().unwrap_or_else(|| order.times.clone());
            fleet.times.push(times);
            let has_machines = scenario.vms().iter().any(|vm| vm.policy == Some(id));
            let because = if policy.schedule.per_day > 1 {
                LeftBecause::Hourly
            } else if !has_times {
                LeftBecause::OwnWindow
            } else if order.at_once.is_some_and(|most| {
                members[id].len() > most as usize * fleet.times[id.index()].slots.len()
            }) {
                LeftBecause::TooMany
            } else if members[id].is_empty() {
                LeftBecause::ChangedInRun
            } else {
                let was = (minute_of(policy.schedule.at) + DAY_MIN - ahead) % DAY_MIN;
                let part = fleet.part_of[policy.vault];
                let days = policy.schedule.on.bits();
                fleet.add(id, &members[id], &weights, order, (part, was, days));
                continue;
            };
            if has_machines {
                fleet.left.push((policy.name.clone(), because));
            }
        }
        fleet
    }
    /// Cuts a policy's machines into clusters of about equal weight, the heaviest machines first: so
    /// the few that matter most can be moved alone.
    fn add(
        &mut self,
        policy: PolicyId,
        members: &[VmId],
        weights: &IdVec<VmId, Bytes>,
        order: &Checked,
        (part, was, days): (usize, u16, u8),
    ) {
        let mut members = members.to_vec();
        members.sort_by_key(|vm| (std::cmp::Reverse(weights[*vm]), *vm));
        let total: Bytes = members.iter().map(|vm| weights[*vm]).sum();
        let share = total.as_f64() / CLUSTERS_OF_POLICY as f64;
        let most = order.at_once.map_or(usize::MAX, |most| most as usize);
        let mut of_policy = Vec::new();
        let (mut cut, mut vms, mut weight) = (0.0, Vec::new(), Bytes::ZERO);
        for (i, vm) in members.iter().enumerate() {
            vms.push(vm.index());
            weight += weights[*vm];
            let is_last = i + 1 == members.len();
            if is_last
                || vms.len() == most
                || cut + weight.as_f64() >= share * (of_policy.len() + 1) as f64
            {
                cut += weight.as_f64();
                for vm in &vms {
                    self.cluster_of[VmId::from_index(*vm)] = Some(self.clusters.len());
                }
                of_policy.push(self.clusters.len());
                self.clusters.push(Cluster {
                    policy: policy.index(),
                    vms: std::mem::take(&mut vms),
                    weight: std::mem::take(&mut weight),
                    part,
                    was,
                    days,
                });
            }
        }
        self.policies.push(of_policy);
    }
    /// As it is.
    pub(super) fn as_it_is(&self) -> Starts {
        self.clusters.iter().map(|cluster| cluster.was).collect()
    }
    /// Whether all start at allowed times, and nowhere too many at once.
    pub(super) fn allows(&self, starts: &Starts, order: &Checked) -> bool {
        let mut placed = self.clusters.iter().zip(starts);
        if !placed.all(|(cluster, start)| self.times[cluster.policy].allows(*start)) {
            return false;
        }
        if !self.has_room_for_policies(starts) {
            return false;
        }
        let Some(most) = order.at_once else {
            return true;
        };
        let mut due: BTreeMap<u16, [usize; 7]> = BTreeMap::new();
        for (cluster, start) in self.clusters.iter().zip(starts) {
            let counts = due.entry(*start).or_default();
            for (day, count) in counts.iter_mut().enumerate() {
                if cluster.days & (1 << day) != 0 {
                    *count += cluster.vms.len();
                }
            }
        }
        due.values().flatten().all(|count| *count <= most as usize)
    }
    /// Whether a plan's policies are no more than their vaults, and a scenario, can have.
    fn has_room_for_policies(&self, starts: &Starts) -> bool {
        let mut counts: BTreeMap<VaultId, usize> = BTreeMap::new();
        for vault in &self.vaults {
            *counts.entry(*vault).or_default() += 1;
        }
        for clusters in &self.policies {
            let times: BTreeSet<u16> = clusters.iter().map(|it| starts[*it]).collect();
            let policy = self.clusters[clusters[0]].policy;
            *counts.entry(self.vaults[policy]).or_default() += times.len() - 1;
        }
        let all: usize = counts.values().sum();
        let most = self.policies_per_vault_max;
        all <= limits::POLICIES_MAX && counts.values().all(|count| *count <= most)
    }
    /// The policies of a plan: of each that can be moved, its start times with their clusters; the
    /// first keeps the policy's name. It is the one that does not move, else that of most machines.
    pub(super) fn groups(&self, starts: &Starts) -> Vec<Vec<(u16, Vec<usize>)>> {
        let of_policy = |clusters: &Vec<usize>| {
            let times = self.times_of(clusters);
            let mut groups: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
            for cluster in clusters {
                groups.entry(starts[*cluster]).or_default().push(*cluster);
            }
            let was = self.clusters[clusters[0]].was;
            let mut groups: Vec<(u16, Vec<usize>)> = groups.into_iter().collect();
            groups.sort_by_key(|(start, clusters)| {
                let machines = self.machines(clusters);
                (
                    *start != was,
                    std::cmp::Reverse(machines),
                    times.place(*start),
                )
            });
            groups[1..].sort_by_key(|(start, _)| times.place(*start));
            groups
        };
        self.policies.iter().map(of_policy).collect()
    }
    /// When some clusters of one policy may start.
    pub(super) fn times_of(&self, clusters: &[usize]) -> &Times {
        &self.times[self.clusters[clusters[0]].policy]
    }
    /// How many machines some clusters have.
    pub(super) fn machines(&self, clusters: &[usize]) -> usize {
        clusters
            .iter()
            .map(|cluster| self.clusters[*cluster].vms.len())
            .sum()
    }
    /// How much a plan changes, of one part or of all: policies that are changed or new, machines
    /// that get another policy, minutes by which start times move.
    pub(super) fn changes(&self, starts: &Starts, part: Option<usize>) -> [u64; 3] {
        let mut changes = [0, 0, 0];
        for groups in self.groups(starts) {
            let times = self.times_of(&groups[0].1);
            let first = &self.clusters[groups[0].1[0]];
            if part.is_some_and(|part| part != first.part) {
                continue;
            }
            for (i, (start, clusters)) in groups.iter().enumerate() {
                let apart = times.place(*start).abs_diff(times.place(first.was));
                changes[0] += u64::from(i > 0 || apart > 0);
                changes[1] += if i > 0 {
                    self.machines(clusters) as u64
                } else {
                    0
                };
                changes[2] += u64::from(apart);
            }
        }
        changes
    }
    /// The scenario of a plan.
    pub(super) fn planned(&self, starts: &Starts) -> ScenarioDraft {
        let mut draft = self.draft.clone();
        let mut names: BTreeSet<String> = draft
            .policies
            .iter()
            .map(|policy| policy.name.clone())
            .collect();
        for groups in self.groups(starts) {
            let policy = self.clusters[groups[0].1[0]].policy;
            let original = draft.policies[policy].clone();
            for (i, (start, clusters)) in groups.iter().enumerate() {
                let local = (start + self.offsets[policy]) % DAY_MIN;
                if i == 0 {
                    set_start(&mut draft.policies[policy].schedule, local);
                    continue;
                }
                let mut new = original.clone();
                new.name = free_name(&original.name, &mut names);
                set_start(&mut new.schedule, local);
                for vm in clusters
                    .iter()
                    .flat_map(|cluster| &self.clusters[*cluster].vms)
                {
                    draft.vms[*vm].policy = Some(new.name.clone());
                }
                draft.policies.push(new);
            }
        }
        draft
    }
    /// The same plan's scenario for its first days only.
    pub(super) fn first_days(
        &self,
        mut draft: ScenarioDraft,
        scenario: &Scenario,
        days: u32,
    ) -> ScenarioDraft {
        if days < draft.days {
            draft.days = days;
            let end = SimTime::ZERO + crate::units::SimDuration::days(u64::from(days));
            let calendar = scenario.calendar();
            draft
                .timeline
                .retain(|action| calendar.utc_instant(&action.at).is_some_and(|at| at < end));
        }
        draft
    }
}

/// Sets a start time, local to the policy.
fn set_start(schedule: &mut ScheduleDraft, local: u16) {
    match schedule {
        ScheduleDraft::Day { at } | ScheduleDraft::Week { at, .. } => *at = clock(local),
        ScheduleDraft::Hours { .. } => unreachable!("such a policy has no cluster"),
    }
}

/// `name (2)`, or the next number that is free.
fn free_name(name: &str, names: &mut BTreeSet<String>) -> String {
    // Room for the number, whatever the name's length.
    let stem: String = name
        .chars()
        .take(crate::scenario::limits::NAME_CHARS_MAX - 8)
        .collect();
    let free = (2..).map(|number| format!("{stem} ({number})"));
    let name = free.into_iter().find(|name| !names.contains(name));
    let name = name.expect("numbers do not end");
    names.insert(name.clone());
    name
}

/// Machines whose policy somebody changes during the run, by name.
fn pinned(draft: &ScenarioDraft) -> BTreeSet<String> {
    let changes = draft.timeline.iter().filter(|action| {
        matches!(
            action.what,
            ActionKindDraft::Protect { .. }
                | ActionKindDraft::ChangePolicy { .. }
                | ActionKindDraft::Resume { .. }
        )
    });
    changes.filter_map(|action| action.vm.clone()).collect()
}

/// What each machine sends in an ordinary night; of one without any, what it holds.
fn weights(scenario: &Scenario, ledger: &Ledger) -> IdVec<VmId, Bytes> {
    let mut sent: IdVec<VmId, (u64, Bytes, bool)> = scenario
        .vms()
        .iter()
        .map(|_| (0, Bytes::ZERO, false))
        .collect();
    for job in ledger.jobs().iter() {
        if let JobOutcome::Completed(_) = job.outcome {
            let (count, bytes, seen) = &mut sent[job.vm];
            // The first sends everything.
            if *seen {
                *count += 1;
                *bytes += job.sent;
            }
            *seen = true;
        }
    }
    let weight = |(vm, (count, bytes, _)): (VmId, &(u64, Bytes, bool))| {
        if *count > 0 {
            Bytes::from_f64_rounded(bytes.as_f64() / *count as f64)
        } else {
            scenario
                .backed_up_disks_of(vm)
                .map(|(_, disk)| disk.used)
                .sum()
        }
    };
    sent.enumerate().map(weight).collect()
}

/// Which vaults' machines may meet on a link: those that share storage accounts.
fn parts(scenario: &Scenario) -> (IdVec<VaultId, usize>, usize) {
    let mut part_of: Vec<usize> = (0..scenario.vaults().len()).collect();
    let mut user: Vec<Option<usize>> = vec![None; scenario.accounts().len()];
    for (id, vm) in scenario.vms().enumerate() {
        let Some(policy) = vm.policy else { continue };
        let vault = scenario.vault_of(policy).index();
        for account in scenario.disks_of(id).filter_map(|(_, disk)| disk.account) {
            match user[account.index()] {
                None => user[account.index()] = Some(vault),
                Some(other) => {
                    let (a, b) = (part_of[vault], part_of[other]);
                    for part in part_of.iter_mut().filter(|part| **part == a.max(b)) {
                        *part = a.min(b);
                    }
                }
            }
        }
    }
    let numbers: BTreeSet<usize> = part_of.iter().copied().collect();
    let numbers: Vec<usize> = numbers.into_iter().collect();
    let number = |part: &usize| numbers.binary_search(part).expect("each is listed");
    (part_of.iter().map(number).collect(), numbers.len())
}
