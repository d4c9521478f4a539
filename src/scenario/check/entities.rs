//! Vaults, accounts, policies, machines and disks: each is read field by field, and every reference
//! is resolved to an id.

use super::field::{Fields, Figure};
use super::writes::{self, TraceNames};
use super::{policies, setup};
use crate::azure::profile::Profile;
use crate::azure::rules::{SOFT_DELETE_FREE_DAYS, SoftDelete};
use crate::azure::timing;
use crate::rng::entity_key;
use crate::scenario::draft::{DiskDraft, DiskRoleDraft, ScenarioDraft, SoftDeleteDraft, VmDraft};
use crate::scenario::writes::Trace;
use crate::scenario::{Account, Disk, KeyVault, Operator, Policy, Vault, Vm, limits, quoted};
use crate::units::{
    AccountId, Bytes, BytesPerSec, DiskId, Id, IdVec, PolicyId, SimDuration, VaultId, VmId,
};
use std::collections::BTreeMap;

/// Everything in a scenario that has a name. Holes left by problems are skipped; the caller drops
/// it all when there was one.
#[derive(Default)]
pub(super) struct Entities {
    pub(super) vaults: IdVec<VaultId, Vault>,
    pub(super) accounts: IdVec<AccountId, Account>,
    pub(super) policies: IdVec<PolicyId, Policy>,
    pub(super) vms: IdVec<VmId, Vm>,
    pub(super) disks: IdVec<DiskId, Disk>,
    pub(super) key_vaults: Vec<KeyVault>,
    pub(super) operators: Vec<Operator>,
    pub(super) traces: Vec<Trace>,
}

/// Names of what may be referred to.
#[derive(Default)]
pub(super) struct Names {
    pub(super) vaults: BTreeMap<String, VaultId>,
    pub(super) accounts: BTreeMap<String, AccountId>,
    pub(super) policies: BTreeMap<String, PolicyId>,
    pub(super) key_vaults: BTreeMap<String, usize>,
    pub(super) operators: BTreeMap<String, usize>,
    pub(super) traces: TraceNames,
    /// By [`full_name`].
    pub(super) vms: BTreeMap<String, VmId>,
}

/// What tells a machine apart: its name in its resource group. The separator can't be part of a
/// name.
pub(super) fn full_name(group: Option<&str>, name: &str) -> String {
    group.map_or_else(|| name.to_owned(), |group| format!("{group}\n{name}"))
}

pub(super) fn check(
    fields: &mut Fields,
    draft: &ScenarioDraft,
    profile: &Profile,
) -> (Entities, Names) {
    let mut entities = Entities::default();
    let mut names = Names::default();
    let members = Members::of(draft);
    entities.traces = writes::check_traces(fields, &draft.traces, &mut names.traces);
    fields.count("vaults", draft.vaults.len(), 1, limits::VAULTS_MAX);
    for (i, vault) in draft.vaults.iter().enumerate() {
        let at = format!("vaults[{i}]");
        let id = VaultId::from_index(i);
        let vms = members.vms_of_vault.get(vault.name.as_str());
        let vms_max = profile.vms_per_vault_max.value;
        at_most(fields, &at, vms, "machines", vms_max);
        let policies = members.policies_of_vault.get(vault.name.as_str());
        let policies_max = profile.policies_per_vault_max.value;
        at_most(fields, &at, policies, "policies", policies_max);
        fields.unique_name(&format!("{at}.name"), &vault.name, id, &mut names.vaults);
        let rate = rate(fields, &format!("{at}.mib_per_s"), vault.mib_per_s);
        entities.vaults.push(Vault {
            name: vault.name.clone(),
            redundancy: vault.redundancy,
            rate: rate.unwrap_or(timing::VAULT_RATE.value),
            soft_delete: soft_delete(
                fields,
                &format!("{at}.soft_delete"),
                vault.soft_delete,
                profile,
            ),
        });
    }
    check_accounts(fields, draft, &mut names, &mut entities);
    fields.count("policies", draft.policies.len(), 1, limits::POLICIES_MAX);
    for (i, policy) in draft.policies.iter().enumerate() {
        let at = format!("policies[{i}]");
        let id = PolicyId::from_index(i);
        let vms = members.vms_of_policy.get(policy.name.as_str());
        let vms_max = profile.vms_per_policy_max.value;
        at_most(fields, &at, vms, "machines", vms_max);
        fields.unique_name(&format!("{at}.name"), &policy.name, id, &mut names.policies);
        let policy = policies::check(fields, &at, policy, profile, &names.vaults);
        entities.policies.push(policy);
    }
    setup::check_people(fields, draft, &mut names, &mut entities);
    fields.count("vms", draft.vms.len(), 1, limits::VMS_MAX);
    for (i, vm) in draft.vms.iter().enumerate().take(limits::VMS_MAX) {
        let at = format!("vms[{i}]");
        let full = full_name(vm.resource_group.as_deref(), &vm.name);
        let id = VmId::from_index(i);
        if names.vms.insert(full.clone(), id).is_some() {
            let found = format!("{} again", quoted(&vm.name));
            let allowed = "a name that no other machine of its resource group has";
            fields.wrong(&format!("{at}.name"), found, allowed);
        }
        check_vm(
            fields,
            &at,
            (vm, &draft.region),
            &full,
            profile,
            &names,
            &mut entities,
        );
    }
    (entities, names)
}

fn check_accounts(
    fields: &mut Fields,
    draft: &ScenarioDraft,
    names: &mut Names,
    entities: &mut Entities,
) {
    fields.count("accounts", draft.accounts.len(), 0, limits::ACCOUNTS_MAX);
    for (i, account) in draft.accounts.iter().enumerate() {
        let at = format!("accounts[{i}]");
        let id = AccountId::from_index(i);
        fields.unique_name(
            &format!("{at}.name"),
            &account.name,
            id,
            &mut names.accounts,
        );
        let rate = rate(fields, &format!("{at}.mib_per_s"), account.mib_per_s);
        let rate = rate.unwrap_or(timing::ACCOUNT_RATE.value);
        let requests = account.requests_per_s;
        let requests = requests.unwrap_or(timing::ACCOUNT_REQUESTS_PER_SEC.value);
        let place = format!("{at}.requests_per_s");
        fields.within(&place, requests, 1, REQUESTS_PER_S_MAX);
        let left = left_by_others(fields, &at, account.other_load_percent);
        entities.accounts.push(Account {
            name: account.name.clone(),
            rate: BytesPerSec::new((rate.as_f64() * left) as u64),
            requests_per_s: requests.min(REQUESTS_PER_S_MAX) as f64 * left,
        });
    }
}

/// A hundred million requests a second: beyond any storage there is.
const REQUESTS_PER_S_MAX: u64 = 100_000_000;

/// The share of an account that others leave; of one that they fill nothing could ever be read.
fn left_by_others(fields: &mut Fields, at: &str, percent: Option<f64>) -> f64 {
    const OTHER_LOAD_MAX: f64 = 99.0;
    let percent = percent.unwrap_or(timing::ACCOUNT_OTHER_LOAD.value);
    let place = format!("{at}.other_load_percent");
    fields.within(&place, Figure(percent), Figure(0.0), Figure(OTHER_LOAD_MAX));
    1.0 - percent.clamp(0.0, OTHER_LOAD_MAX) / 100.0
}

/// For how long a vault holds deleted data: what is said, or what the profile has.
fn soft_delete(
    fields: &mut Fields,
    place: &str,
    draft: Option<SoftDeleteDraft>,
    profile: &Profile,
) -> Option<SimDuration> {
    let free_days = u64::from(SOFT_DELETE_FREE_DAYS.value);
    let basic = Some(SimDuration::days(free_days));
    match (draft, profile.soft_delete.value) {
        (None | Some(SoftDeleteDraft::Off {}), SoftDelete::None)
        | (Some(SoftDeleteDraft::Off {}), _) => None,
        (Some(SoftDeleteDraft::Basic {} | SoftDeleteDraft::Enhanced { .. }), SoftDelete::None) => {
            let allowed = format!("off, or absent: {} deletes at once", profile.name);
            fields.wrong(place, "a value", allowed);
            None
        }
        (None | Some(SoftDeleteDraft::Basic {}), _) => basic,
        (Some(SoftDeleteDraft::Enhanced { .. }), SoftDelete::Basic) => {
            let allowed = format!("basic or off: {} has no other", profile.name);
            fields.wrong(place, "enhanced", allowed);
            basic
        }
        (Some(SoftDeleteDraft::Enhanced { days }), SoftDelete::Enhanced { days_min, days_max }) => {
            fields.within(&format!("{place}.days"), days, days_min, days_max);
            Some(SimDuration::days(u64::from(days.clamp(days_min, days_max))))
        }
    }
}

pub(super) fn rate(
    fields: &mut Fields,
    place: &str,
    mib_per_s: Option<u64>,
) -> Option<BytesPerSec> {
    let (min, max) = limits::MIB_PER_S;
    let value = mib_per_s?;
    fields.within(place, value, min, max);
    Some(BytesPerSec::mib(value.clamp(min, max)))
}

fn check_vm(
    fields: &mut Fields,
    at: &str,
    (draft, region): (&VmDraft, &str),
    full_name: &str,
    profile: &Profile,
    names: &Names,
    entities: &mut Entities,
) {
    let VmDraft {
        name,
        resource_group,
        os,
        policy,
        window,
        network,
        setup,
        disks,
        assumptions,
    } = draft;
    fields.name(&format!("{at}.name"), name);
    if let Some(group) = resource_group {
        fields.name(&format!("{at}.resource_group"), group);
    }
    let policy = policy.as_ref().and_then(|policy| {
        fields.reference(&format!("{at}.policy"), policy, &names.policies, "policy")
    });
    let window = window.as_ref();
    let window = window.and_then(|window| fields.window(&format!("{at}.window"), window));
    let setup = setup.as_ref().map(|setup| {
        let place = format!("{at}.setup");
        Box::new(setup::check(fields, &place, setup, draft, region, names))
    });
    check_disks_together(fields, at, draft, profile);
    let disk_first = DiskId::from_index(entities.disks.len());
    let mut seen = BTreeMap::new();
    for (i, disk) in disks.iter().enumerate().take(limits::DISKS_PER_VM_MAX) {
        let at = format!("{at}.disks[{i}]");
        fields.unique_name(&format!("{at}.name"), &disk.name, (), &mut seen);
        let size_max = if policy.is_some() && !disk.added_later {
            profile.disk_size_max.value
        } else {
            limits::DISK_SIZE_MAX
        };
        let disk = check_disk(fields, &at, disk, draft, size_max, names);
        entities.disks.push(disk);
    }
    fields.assumptions(&format!("{at}.assumptions"), assumptions);
    entities.vms.push(Vm {
        name: name.clone(),
        key: entity_key(full_name),
        os: *os,
        network: *network,
        group: resource_group.clone(),
        setup,
        policy,
        window: window.map(Box::new),
        disk_first,
        disk_count: DiskId::from_index(entities.disks.len()).get() - disk_first.get(),
        assumptions: assumptions.clone(),
    });
}

/// How many disks of which role, and how large together. A machine that is protected from the start
/// is one that the service took; any other is refused, if at all, when it is to be protected.
fn check_disks_together(fields: &mut Fields, at: &str, draft: &VmDraft, profile: &Profile) {
    let place = format!("{at}.disks");
    let disks = &draft.disks;
    let attached = || disks.iter().filter(|disk| !disk.added_later);
    let count = |role| attached().filter(|disk| disk.role == role).count();
    let all = |role| disks.iter().filter(|disk| disk.role == role).count();
    if all(DiskRoleDraft::Os) != 1 {
        let found = format!("{} disks with the role os", all(DiskRoleDraft::Os));
        fields.wrong(&place, found, "exactly one");
    } else if count(DiskRoleDraft::Os) != 1 {
        let found = "a disk with the role os that is added later";
        fields.wrong(&place, found, "one that is there from the start");
    }
    if all(DiskRoleDraft::Temp) > 1 {
        let found = format!("{} temporary disks", all(DiskRoleDraft::Temp));
        fields.wrong(&place, found, "at most one");
    }
    fields.count(&place, disks.len(), 0, limits::DISKS_PER_VM_MAX);
    if draft.policy.is_none() {
        return;
    }
    let (data, data_max) = (count(DiskRoleDraft::Data), profile.data_disks_max.value);
    if data > data_max {
        let found = format!("{data} data disks");
        fields.wrong(&place, found, format!("at most {data_max}"));
    }
    // A sum of sizes as they are typed, before each is checked: only GiB are sure to fit.
    let provisioned_gib = attached().fold(0_u64, |sum, disk| sum.saturating_add(disk.size_gib));
    let gib_max = profile.vm_disks_size_max.value.get() >> 30;
    if provisioned_gib > gib_max {
        let found = format!("{provisioned_gib} GiB in all");
        fields.wrong(&place, found, format!("at most {gib_max} GiB"));
    }
}

fn check_disk(
    fields: &mut Fields,
    at: &str,
    draft: &DiskDraft,
    vm: &VmDraft,
    size_max: Bytes,
    names: &Names,
) -> Disk {
    let DiskDraft {
        name,
        role,
        added_later,
        kind,
        size_gib,
        used_gib,
        account,
        ..
    } = draft;
    let size_max_gib = size_max.get() >> 30;
    fields.within(&format!("{at}.size_gib"), *size_gib, 1, size_max_gib);
    let size = Bytes::gib((*size_gib).clamp(1, size_max_gib));
    let used = fields.gib(&format!("{at}.used_gib"), *used_gib, size);
    let account = account.as_ref().and_then(|account| {
        fields.reference(
            &format!("{at}.account"),
            account,
            &names.accounts,
            "storage account",
        )
    });
    Disk {
        name: name.clone(),
        role: *role,
        is_attached: !*added_later,
        size,
        used,
        kind: *kind,
        account,
        writes: writes::check(fields, at, draft, (size, used), vm, &names.traces),
    }
}

/// How many machines and policies name a policy or a vault. A name that nothing has counts nowhere.
#[derive(Default)]
struct Members<'a> {
    vms_of_policy: BTreeMap<&'a str, usize>,
    vms_of_vault: BTreeMap<&'a str, usize>,
    policies_of_vault: BTreeMap<&'a str, usize>,
}

impl<'a> Members<'a> {
    fn of(draft: &'a ScenarioDraft) -> Self {
        let mut members = Self::default();
        for vm in &draft.vms {
            if let Some(policy) = &vm.policy {
                *members.vms_of_policy.entry(policy).or_default() += 1;
            }
        }
        for policy in &draft.policies {
            let vms = members.vms_of_policy.get(policy.name.as_str());
            let vms = vms.copied().unwrap_or_default();
            *members.vms_of_vault.entry(&policy.vault).or_default() += vms;
            *members.policies_of_vault.entry(&policy.vault).or_default() += 1;
        }
        members
    }
}

/// What the service takes together of one kind.
fn at_most(fields: &mut Fields, place: &str, found: Option<&usize>, what: &str, max: usize) {
    let found = found.copied().unwrap_or_default();
    if found > max {
        let allowed = format!("at most {max}: the service's limit");
        fields.wrong(place, format!("{found} {what}"), allowed);
    }
}
