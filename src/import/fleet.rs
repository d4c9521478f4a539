//! Machines and policies as a scenario: who gets which policy and vault, unique names, the region
//! and the span of time. The last step; it reads no source.

use super::machine::{Machine, Names};
use super::policy::Policy;
use super::summary::{Notes, assumption};
use super::text;
use crate::azure::assumed::{BACKUP_AT, KEEP_DAYS, REGION, WINDOW, ZONE};
use crate::azure::profile::CURRENT;
use crate::scenario::calendar::Zone;
use crate::scenario::draft::{
    AccountDraft, AssumptionKind, CalibrationDraft, PolicyDraft, PolicyKindDraft, RedundancyDraft,
    RetentionDraft, SCHEMA_VERSION, ScenarioDraft, ScheduleDraft, VaultDraft, VmDraft, WindowDraft,
};
use crate::scenario::quoted;
use std::collections::{BTreeMap, BTreeSet};

/// The first day of an imported scenario: a month's first, so that months are whole.
pub const START: &str = "2026-03-01";
/// March and April: all of April lies after every machine's first backup, weekly ones included.
pub const DAYS: u32 = 61;
const SEED: u64 = 42;

const _: () = assert!(
    CURRENT
        .vms_per_vault_max
        .value
        .is_multiple_of(CURRENT.vms_per_policy_max.value),
    "a policy is in one vault"
);

/// The scenario.
pub(super) fn draft(
    name: String,
    machines: Vec<Machine>,
    policies: Vec<Policy>,
    notes: &mut Notes,
) -> ScenarioDraft {
    let policies = with_zones(policies, machines.len(), notes);
    let (first, _) = &policies[0];
    let time_zone = first.time_zone.clone();
    let region = region_of(&machines);
    let accounts = accounts_of(&machines);
    let (vaults, policies, assigned) = protection(policies, machines.len());
    let vms = named(machines, &assigned);
    ScenarioDraft {
        schema: SCHEMA_VERSION,
        name,
        seed: SEED,
        start: START.to_owned(),
        days: DAYS,
        profile: "current".to_owned(),
        region,
        window: WindowDraft {
            opens: WINDOW.value.0.to_owned(),
            closes: WINDOW.value.1.to_owned(),
            time_zone,
        },
        vaults,
        accounts,
        policies,
        vms,
        key_vaults: Vec::new(),
        operators: Vec::new(),
        troubles: Vec::new(),
        timeline: Vec::new(),
        traces: Vec::new(),
        calibration: CalibrationDraft::default(),
        assumptions: notes.fleet.clone(),
    }
}

/// The policies as drafts without a vault, at least one, and the vaults they were in.
fn with_zones(
    policies: Vec<Policy>,
    machines: usize,
    notes: &mut Notes,
) -> Vec<(PolicyDraft, Option<String>)> {
    if policies.len() > 1 && machines > 0 {
        let assumed = format!(
            "{} policies are given and none says which machines it protects: all have {}",
            policies.len(),
            quoted(&policies[0].name)
        );
        notes.assume(AssumptionKind::PolicyUnknown, assumed);
    }
    if policies.is_empty() {
        return vec![(default_policy(notes), None)];
    }
    policies
        .into_iter()
        .map(|policy| with_zone(policy, notes))
        .collect()
}

fn with_zone(policy: Policy, notes: &mut Notes) -> (PolicyDraft, Option<String>) {
    let Policy {
        name,
        vault,
        kind,
        schedule,
        time_zone,
        instant_restore_days,
        retention,
        simplified,
    } = policy;
    for what in simplified {
        let assumed = format!("policy {}: {what}", quoted(&name));
        notes.assume(AssumptionKind::PolicySimplified, assumed);
    }
    let stated = time_zone
        .as_deref()
        .map_or("no time zone".to_owned(), quoted);
    let known = time_zone.filter(|zone| Zone::find(zone).is_some());
    let time_zone = known.unwrap_or_else(|| {
        let assumed = format!("policy {} states {stated}: {}", quoted(&name), ZONE.value);
        notes.assume(AssumptionKind::ZoneUnknown, assumed);
        ZONE.value.to_owned()
    });
    let draft = PolicyDraft {
        name,
        vault: String::new(),
        kind,
        schedule,
        time_zone,
        window: None,
        instant_restore_days,
        retention,
    };
    (draft, vault)
}

fn default_policy(notes: &mut Notes) -> PolicyDraft {
    let (at, days, zone) = (BACKUP_AT.value, KEEP_DAYS.value, ZONE.value);
    let assumed = format!("no policy is given: a backup every day at {at}, kept for {days} days");
    notes.assume(AssumptionKind::PolicyUnknown, assumed);
    let assumed = format!("no time zone is given: {zone}");
    notes.assume(AssumptionKind::ZoneUnknown, assumed);
    PolicyDraft {
        name: "daily".to_owned(),
        vault: String::new(),
        kind: PolicyKindDraft::Standard,
        schedule: ScheduleDraft::Day { at: at.to_owned() },
        time_zone: zone.to_owned(),
        window: None,
        instant_restore_days: None,
        retention: RetentionDraft::of_days(days),
    }
}

/// Vaults and policies for so many machines, and the policy of each machine. All machines have the
/// first policy; it and its vault are repeated where a service limit asks for it.
fn protection(
    policies: Vec<(PolicyDraft, Option<String>)>,
    machines: usize,
) -> (Vec<VaultDraft>, Vec<PolicyDraft>, Vec<String>) {
    let mut policy_names = Names::default();
    let mut vault_names = Names::default();
    // Vaults that sources name, by that name; one vault of a name is one vault.
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let (mut vaults, mut made, mut assigned) = (Vec::new(), Vec::new(), Vec::new());
    for (index, (policy, vault)) in policies.into_iter().enumerate() {
        let vault = vault.unwrap_or_else(|| "vault".to_owned());
        let served = if index == 0 { machines } else { 0 };
        let copies = served.div_ceil(CURRENT.vms_per_policy_max.value).max(1);
        let mut current = String::new();
        for copy in 0..copies {
            let before = copy * CURRENT.vms_per_policy_max.value;
            if copy == 0 && known.contains_key(&vault.to_lowercase()) {
                current.clone_from(&known[&vault.to_lowercase()]);
            } else if before.is_multiple_of(CURRENT.vms_per_vault_max.value) {
                current = vault_names.take("", &vault);
                known
                    .entry(vault.to_lowercase())
                    .or_insert_with(|| current.clone());
                vaults.push(VaultDraft {
                    name: current.clone(),
                    redundancy: RedundancyDraft::Grs,
                    soft_delete: None,
                    mib_per_s: None,
                });
            }
            let mut policy = policy.clone();
            policy.name = policy_names.take("", &policy.name);
            policy.vault.clone_from(&current);
            let here = (served - before.min(served)).min(CURRENT.vms_per_policy_max.value);
            assigned.extend(std::iter::repeat_n(policy.name.clone(), here));
            made.push(policy);
        }
    }
    (vaults, made, assigned)
}

fn named(machines: Vec<Machine>, policies: &[String]) -> Vec<VmDraft> {
    let mut names = Names::default();
    let assigned = machines.into_iter().zip(policies);
    let vms = assigned.map(|(machine, policy)| {
        let Machine {
            name,
            resource_group,
            os,
            location: _,
            mut disks,
            mut assumptions,
        } = machine;
        let group = resource_group.as_deref().unwrap_or_default();
        let unique = names.take(group, &name);
        if unique != name {
            let assumed = format!("another machine is named {} too", quoted(&name));
            assumptions.push(assumption(AssumptionKind::NameRepeated, assumed));
        }
        let mut disk_names = Names::default();
        for disk in &mut disks {
            disk.name = disk_names.take("", &disk.name);
        }
        VmDraft {
            name: unique,
            resource_group,
            os,
            policy: Some(policy.clone()),
            window: None,
            network: Default::default(),
            setup: None,
            disks,
            assumptions,
        }
    });
    vms.collect()
}

/// The region of most machines; of two with as many the first by name.
fn region_of(machines: &[Machine]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for location in machines
        .iter()
        .filter_map(|machine| machine.location.as_deref())
    {
        let letters = location.chars().filter(char::is_ascii_alphanumeric);
        let region: String = letters.map(|c| c.to_ascii_lowercase()).collect();
        let is_name = !region.is_empty() && !super::azure::is_expression(location);
        if is_name {
            *counts.entry(region).or_default() += 1;
        }
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map_or_else(|| REGION.value.to_owned(), |(region, _)| region)
}

fn accounts_of(machines: &[Machine]) -> Vec<AccountDraft> {
    let disks = machines.iter().flat_map(|machine| &machine.disks);
    let names: BTreeSet<String> = disks.filter_map(|disk| disk.account.clone()).collect();
    let account = |name| AccountDraft {
        name,
        mib_per_s: None,
        ..AccountDraft::default()
    };
    names.into_iter().map(account).collect()
}

/// What to call the scenario: the folder of the first file, or its stem, unless that is RVTools' own
/// name of a sheet.
pub(super) fn name_of(file: &str) -> String {
    let path = file.replace('\\', "/");
    let mut parts = path.rsplit('/').filter(|part| !part.is_empty());
    let file = parts.next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let folder = parts.next().filter(|folder| !matches!(*folder, "." | ".."));
    let is_generic = stem.to_lowercase().contains("tabv") || stem.trim().is_empty();
    let name = text::name(folder.unwrap_or(if is_generic { "" } else { stem }));
    if name.is_empty() {
        "Imported fleet".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(name: &str) -> PolicyDraft {
        PolicyDraft {
            name: name.to_owned(),
            ..default_policy(&mut Notes::default())
        }
    }

    #[track_caller]
    fn check_split(machines: usize, vaults: usize, policies: usize) {
        let given = vec![(policy("nightly"), Some("rsv".to_owned()))];
        let (found_vaults, found_policies, assigned) = protection(given, machines);
        assert_eq!(
            (found_vaults.len(), found_policies.len()),
            (vaults, policies)
        );
        assert_eq!(assigned.len(), machines);
        for policy in &found_policies {
            let count = assigned.iter().filter(|name| **name == policy.name).count();
            assert!(count <= CURRENT.vms_per_policy_max.value);
            assert!(found_vaults.iter().any(|vault| vault.name == policy.vault));
        }
        for vault in &found_vaults {
            let inside = |name: &&String| {
                let policy = found_policies.iter().find(|policy| policy.name == **name);
                policy.unwrap().vault == vault.name
            };
            assert!(assigned.iter().filter(inside).count() <= CURRENT.vms_per_vault_max.value);
        }
    }

    #[test]
    fn a_policy_is_repeated_above_100_machines_and_a_vault_above_1000() {
        check_split(1, 1, 1);
        check_split(100, 1, 1);
        check_split(101, 1, 2);
        check_split(1_000, 1, 10);
        check_split(1_001, 2, 11);
        check_split(2_500, 3, 25);
    }

    #[test]
    fn policies_that_no_machine_has_keep_their_vault() {
        let given = [("a", "one"), ("b", "two"), ("a", "one")];
        let given = given.map(|(name, vault)| (policy(name), Some(vault.to_owned())));
        let (vaults, policies, _) = protection(given.into(), 5);
        let vaults: Vec<&str> = vaults.iter().map(|vault| vault.name.as_str()).collect();
        let policies: Vec<(&str, &str)> = policies
            .iter()
            .map(|p| (p.name.as_str(), p.vault.as_str()))
            .collect();
        assert_eq!(vaults, ["one", "two"]);
        assert_eq!(policies, [("a", "one"), ("b", "two"), ("a (2)", "one")]);
    }

    #[track_caller]
    fn check_name(file: &str, name: &str) {
        assert_eq!(name_of(file), name);
    }

    #[test]
    fn a_scenario_is_named_after_the_folder_or_the_file() {
        check_name("contoso/RVTools_tabvInfo.csv", "contoso");
        check_name("exports\\contoso\\vms.json", "contoso");
        check_name("contoso.xlsx", "contoso");
        check_name("RVTools_tabvInfo.csv", "Imported fleet");
        check_name("", "Imported fleet");
        check_name("./x\0.json", "x\u{FFFD}");
    }
}
