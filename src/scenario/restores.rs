//! A list of machines to restore: what a person asks, as typed and as checked, and the scenario that
//! has it in its timeline. Nothing is simulated here, and nothing is known of recovery points.

use super::draft::{
    AccountDraft, ActionDraft, ActionKindDraft, RestoreDraft, RestoreKindDraft, RestoreTargetDraft,
    RestoreTierDraft, ScenarioDraft,
};
use super::{Problem, Scenario, check, limits, parser_said, quoted};
use crate::units::{SimTime, VmId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Machines to restore, first to last, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct RestoreList {
    /// These machines, in this order: `NAME`, or `RESOURCE-GROUP/NAME`.
    pub vms: Vec<String>,
    /// Then those that these policies protect from the start, in the order of the inventory.
    pub policies: Vec<String>,
    /// Then all others, in the order of the inventory.
    pub all: bool,
    /// When, UTC; absent: as the last whole night of the run is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The latest moment that may be restored, UTC; absent, or later than that: when it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// From a point of this tier only; absent: from any, from its snapshot wherever it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<RestoreTierDraft>,
    /// What is made.
    pub kind: RestoreKindDraft,
    /// Into so many new storage accounts, in turn; absent: each machine into one of its own that
    /// limits nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<u32>,
    /// What each of these carries, MiB a second; absent: the model's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_mib_per_s: Option<u64>,
    /// All into this storage account of the scenario, instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// At most so many at once: the next begins when one ends; absent: all are asked for at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_once: Option<u32>,
    /// Fields that were read and are no numbers; told with everything else.
    #[serde(skip)]
    pub unread: Vec<Problem>,
}

impl Default for RestoreList {
    fn default() -> Self {
        Self {
            vms: Vec::new(),
            policies: Vec::new(),
            all: false,
            at: None,
            until: None,
            tier: None,
            kind: RestoreKindDraft::Vm,
            accounts: None,
            account_mib_per_s: None,
            account: None,
            at_once: None,
            unread: Vec::new(),
        }
    }
}

/// Reads a list's JSON text.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_list(text: &str) -> Result<RestoreList, Vec<Problem>> {
    let allowed = "a list: vms, policies, all, at, until, tier, kind, accounts, \
                   account_mib_per_s, account, at_once";
    let wrong = |found: String| vec![Problem::new("list", found, allowed)];
    if text.len() > limits::RESTORE_LIST_BYTES_MAX {
        return Err(wrong(format!("{} bytes", text.len())));
    }
    let said = |error: serde_json::Error| wrong(parser_said(&error.to_string()));
    let mut fields: Map<String, Value> = serde_json::from_str(text).map_err(said)?;
    let mut unread = Vec::new();
    for (name, most) in NUMBERS {
        let is_number = |value: &Value| value.as_u64().is_some_and(|number| number <= most);
        if let Some(value) = fields.get(name).filter(|value| !is_number(value)) {
            unread.push(Problem::new(
                name,
                value,
                format!("a whole number up to {most}"),
            ));
            fields.remove(name);
        }
    }
    let list: RestoreList = serde_json::from_value(Value::Object(fields)).map_err(said)?;
    Ok(RestoreList { unread, ..list })
}

/// The fields that are numbers, and the largest that one holds.
const NUMBERS: [(&str, u64); 3] = [
    ("accounts", u32::MAX as u64),
    ("account_mib_per_s", u64::MAX),
    ("at_once", u32::MAX as u64),
];

/// A list that fits its scenario.
#[derive(Clone, Debug)]
pub struct CheckedList {
    list: RestoreList,
    vms: Vec<VmId>,
    at: Option<SimTime>,
    until: Option<SimTime>,
}

/// Where a list is in its scenario's timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// When it is asked for.
    pub at: SimTime,
    /// The place of its first restore; the others follow.
    pub first: u32,
    /// How many there are.
    pub count: u32,
}

impl RestoreList {
    /// Checks a list against its scenario.
    ///
    /// # Errors
    /// Every problem of the list.
    pub fn check(&self, scenario: &Scenario) -> Result<CheckedList, Vec<Problem>> {
        let mut problems = self.unread.clone();
        let vms = self.machines(scenario, &mut problems);
        let at = self.time("at", &self.at, scenario, &mut problems);
        let until = self.time("until", &self.until, scenario, &mut problems);
        self.check_accounts(scenario, &mut problems);
        if let Some(most) = self.at_once {
            within("at_once", most, limits::RESTORES_AT_ONCE, &mut problems);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(CheckedList {
            list: self.clone(),
            vms,
            at,
            until,
        })
    }

    /// Every machine that is meant, once, first to last.
    fn machines(&self, scenario: &Scenario, problems: &mut Vec<Problem>) -> Vec<VmId> {
        let known = by_name(scenario);
        let mut counted = |place: &str, found: usize, most: usize| {
            let is_over = found > most;
            if is_over {
                problems.push(Problem::new(place, found, format!("at most {most}")));
            }
            is_over
        };
        let is_over = counted("vms", self.vms.len(), limits::VMS_MAX);
        if counted("policies", self.policies.len(), limits::POLICIES_MAX) || is_over {
            return Vec::new();
        }
        let (mut vms, mut taken) = (Vec::new(), BTreeSet::new());
        for (i, name) in self.vms.iter().enumerate() {
            let mut wrong = |allowed| {
                let place = format!("vms[{i}]");
                problems.push(Problem::new(place, quoted(name), allowed));
            };
            match known.get(name).map(Vec::as_slice) {
                None => wrong("the name of a machine in this scenario"),
                Some([vm]) if taken.insert(*vm) => vms.push(*vm),
                Some([_]) => wrong("each machine once"),
                Some(_) => wrong("a name that one machine has, or RESOURCE-GROUP/NAME"),
            }
        }
        let mut of_policies: BTreeMap<&str, Vec<VmId>> = BTreeMap::new();
        for (id, vm) in scenario.vms().enumerate() {
            if let Some(policy) = vm.policy {
                let name = scenario.policies()[policy].name.as_str();
                of_policies.entry(name).or_default().push(id);
            }
        }
        for (i, name) in self.policies.iter().enumerate() {
            let of_policy = of_policies.get_mut(name.as_str()).map(std::mem::take);
            let is_again = of_policy.as_ref().is_some_and(Vec::is_empty);
            let of_policy = of_policy.unwrap_or_default();
            if of_policy.is_empty() {
                let allowed = if is_again {
                    "each policy once"
                } else {
                    "the name of a policy that protects machines from the start"
                };
                problems.push(Problem::new(
                    format!("policies[{i}]"),
                    quoted(name),
                    allowed,
                ));
            }
            vms.extend(of_policy.into_iter().filter(|vm| taken.insert(*vm)));
        }
        if self.all {
            vms.extend(scenario.vms().ids().filter(|vm| taken.insert(*vm)));
        }
        if self.vms.is_empty() && self.policies.is_empty() && !self.all {
            let allowed = "at least one machine: by name, by policy, or all";
            problems.push(Problem::new("vms", "none", allowed));
        }
        vms
    }
    fn time(
        &self,
        place: &str,
        text: &Option<String>,
        scenario: &Scenario,
        problems: &mut Vec<Problem>,
    ) -> Option<SimTime> {
        let text = text.as_ref()?;
        let calendar = scenario.calendar();
        let at = calendar.utc_instant(text).filter(|at| *at < scenario.end());
        if at.is_none() {
            let end = calendar.utc_text(scenario.end());
            let allowed = format!("a time such as 2026-03-04T21:00:00Z in the run, before {end}");
            problems.push(Problem::new(place, quoted(text), allowed));
        }
        at
    }
    fn check_accounts(&self, scenario: &Scenario, problems: &mut Vec<Problem>) {
        let mounts = self.kind == RestoreKindDraft::Files;
        if let Some(count) = self.accounts {
            let room = limits::ACCOUNTS_MAX.saturating_sub(scenario.accounts().len());
            let room = u32::try_from(room).expect("limits keep accounts few");
            within("accounts", count, (1, room), problems);
        }
        if let Some(rate) = self.account_mib_per_s {
            let (min, max) = limits::MIB_PER_S;
            let is_unread = self.unread.iter().any(|it| it.place == "accounts");
            if self.accounts.is_none() && !is_unread {
                let allowed = "none without a number of new storage accounts";
                problems.push(Problem::new("account_mib_per_s", rate, allowed));
            } else if !(min..=max).contains(&rate) {
                let allowed = format!("{min} to {max}");
                problems.push(Problem::new("account_mib_per_s", rate, allowed));
            }
        }
        let Some(name) = &self.account else {
            if mounts && let Some(count) = self.accounts {
                problems.push(Problem::new(
                    "accounts",
                    count,
                    "none: a mount copies nothing",
                ));
            }
            return;
        };
        let mut accounts = scenario.accounts().iter();
        let allowed = if mounts {
            "none: a mount copies nothing"
        } else if self.accounts.is_some() {
            "none beside a number of new storage accounts"
        } else if accounts.all(|account| account.name != *name) {
            "the name of a storage account in this scenario"
        } else {
            return;
        };
        problems.push(Problem::new("account", quoted(name), allowed));
    }
}

impl CheckedList {
    /// When it is asked for, if the list says so.
    #[must_use]
    pub const fn at(&self) -> Option<SimTime> {
        self.at
    }
    /// The scenario with the list in its timeline, asked for at a moment of the run.
    ///
    /// # Errors
    /// What the scenario has no room for.
    pub fn put(
        &self,
        scenario: &Scenario,
        at: SimTime,
    ) -> Result<(Scenario, Listed), Vec<Problem>> {
        let mut draft = scenario.draft().clone();
        let accounts = self.new_accounts(&draft);
        draft.accounts.extend(accounts.iter().cloned());
        let into = |place: usize| match (&self.list.account, accounts.len()) {
            (Some(name), _) => Some(name.clone()),
            (None, 0) => None,
            (None, count) => Some(accounts[place % count].name.clone()),
        };
        let calendar = scenario.calendar();
        let now = calendar.utc_text(at);
        // What is backed up while a machine waits for its turn is none of what was lost.
        let until = calendar.utc_text(self.until.map_or(at, |until| until.min(at)));
        for (place, vm) in self.vms.iter().enumerate() {
            let vm = &scenario.vms()[*vm];
            draft.timeline.push(ActionDraft {
                at: now.clone(),
                vm: Some(vm.name.clone()),
                resource_group: vm.group.clone(),
                by: None,
                what: ActionKindDraft::Restore(RestoreDraft {
                    how: self.list.kind,
                    to: RestoreTargetDraft::Same,
                    account: into(place),
                    until: Some(until.clone()),
                    tier: self.list.tier,
                    at_once: self.list.at_once,
                    same_name: false,
                }),
            });
        }
        let scenario = check(draft)?;
        let timeline = scenario.timeline();
        // Of what happens at one instant, what was written last comes last.
        let end = timeline.partition_point(|action| action.at <= at);
        let place = |n: usize| u32::try_from(n).expect("limits keep actions below 2^32");
        let listed = Listed {
            at,
            first: place(end - self.vms.len()),
            count: place(self.vms.len()),
        };
        Ok((scenario, listed))
    }

    /// `restore01`, `restore02` and so on, by names that are free.
    fn new_accounts(&self, draft: &ScenarioDraft) -> Vec<AccountDraft> {
        let taken: BTreeSet<&str> = draft.accounts.iter().map(|it| it.name.as_str()).collect();
        let names = (1_u32..).map(|number| format!("restore{number:02}"));
        let free = names.filter(|name| !taken.contains(name.as_str()));
        let wanted = self.list.accounts.unwrap_or(0) as usize;
        let account = |name| AccountDraft {
            name,
            mib_per_s: self.list.account_mib_per_s,
            requests_per_s: None,
            other_load_percent: None,
        };
        free.take(wanted).map(account).collect()
    }
}

/// Who is meant by each name, and by each name with its resource group.
fn by_name(scenario: &Scenario) -> BTreeMap<String, Vec<VmId>> {
    let mut known: BTreeMap<String, Vec<VmId>> = BTreeMap::new();
    for (id, vm) in scenario.vms().enumerate() {
        known.entry(vm.name.clone()).or_default().push(id);
        if let Some(group) = &vm.group {
            let full = format!("{group}/{}", vm.name);
            known.entry(full).or_default().push(id);
        }
    }
    known
}

fn within(place: &str, found: u32, (min, max): (u32, u32), problems: &mut Vec<Problem>) {
    if !(min..=max).contains(&found) {
        problems.push(Problem::new(place, found, format!("{min} to {max}")));
    }
}
