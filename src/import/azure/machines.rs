//! Azure's machines and disks, joined. Ids are compared without case: Azure itself writes the same
//! resource group in two cases.

use super::is_expression;
use super::shape::{
    AttachedDisk, DiskProperties, InstanceView, OsProfile, Resource, StorageProfile, VmProperties,
};
use crate::azure::assumed::{DATA_DISK_GIB, OS_DISK_GIB_LINUX, OS_DISK_GIB_WINDOWS, USED_PERCENT};
use crate::import::Power;
use crate::import::limits::CELL_CHARS_MAX;
use crate::import::machine::{self, Machine, disk};
use crate::import::summary::{LeftOutReason, Notes, assumption};
use crate::import::text;
use crate::scenario::draft::{
    AssumptionDraft, AssumptionKind, DiskDraft, DiskKindDraft, DiskRoleDraft, OsDraft,
};
use crate::scenario::{Problem, quoted};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};

/// A machine of a list.
pub(super) struct Vm {
    /// In lower case; empty in a template.
    id: String,
    name: String,
    resource_group: Option<String>,
    location: Option<String>,
    os: OsDraft,
    is_off: bool,
    disks: Vec<Attached>,
    assumptions: Vec<AssumptionDraft>,
}

/// A disk as its machine sees it.
struct Attached {
    name: String,
    role: DiskRoleDraft,
    lun: u64,
    size_gib: Option<u64>,
    /// In lower case; empty for an unmanaged disk.
    id: String,
    kind: Option<String>,
    /// The storage account of an unmanaged disk.
    account: Option<String>,
}

/// A disk of a list of disks.
pub(super) struct KnownDisk {
    name: String,
    size_gib: Option<u64>,
    kind: Option<String>,
}

impl KnownDisk {
    /// The disk and its id.
    ///
    /// # Errors
    /// A field has another type than Azure gives it.
    pub(super) fn read(place: &str, resource: &Resource<'_>) -> Result<(String, Self), Problem> {
        let properties: DiskProperties = properties(place, resource)?;
        let id = bounded(place, resource.id.as_deref().unwrap_or_default())?;
        let name = text::name(resource.name.as_deref().unwrap_or_default());
        let kind = resource.sku.as_ref().and_then(|sku| sku.name.as_deref());
        let disk = Self {
            name,
            size_gib: resource.disk_size_gb.or(properties.disk_size_gb),
            kind: kind.map(text::name),
        };
        Ok((id.to_lowercase(), disk))
    }
}

impl Vm {
    /// The machine.
    ///
    /// # Errors
    /// A field has another type than Azure gives it, or the name is missing or an expression.
    pub(super) fn read(place: &str, resource: &Resource<'_>) -> Result<Self, Problem> {
        let properties: VmProperties = properties(place, resource)?;
        let name = resource.name.as_deref().unwrap_or_default();
        if name.trim().is_empty() || is_expression(name) {
            let found = format!("a machine named {}", quoted(name));
            return Err(Problem::new(place, found, "a literal name"));
        }
        let id = bounded(place, resource.id.as_deref().unwrap_or_default())?;
        let storage = resource.storage_profile.as_ref();
        let Some(storage) = storage.or(properties.storage_profile.as_ref()) else {
            let found = format!("machine {} without a disk", quoted(name));
            return Err(Problem::new(place, found, "a storageProfile"));
        };
        let profile = resource
            .os_profile
            .as_ref()
            .or(properties.os_profile.as_ref());
        let (os, assumptions) = os_of(storage, profile);
        let group = resource.resource_group.as_deref().or(group_in(id));
        Ok(Self {
            id: id.to_lowercase(),
            name: text::name(name),
            resource_group: group.map(text::name).filter(|group| !group.is_empty()),
            location: resource.location.as_deref().map(text::name),
            os,
            is_off: is_off(resource.power_state.as_deref(), &properties),
            disks: attached(place, name, storage)?,
            assumptions,
        })
    }
}

/// The machines with what the lists of disks know about theirs.
pub(super) fn joined(
    vms: Vec<Vm>,
    known: &BTreeMap<String, KnownDisk>,
    power: Power,
    notes: &mut Notes,
) -> Vec<Machine> {
    let mut seen = BTreeSet::new();
    let mut used = BTreeSet::new();
    let mut machines = Vec::new();
    for vm in vms {
        if !vm.id.is_empty() && !seen.insert(vm.id.clone()) {
            notes.leave_out(LeftOutReason::Duplicate, &vm.name);
            continue;
        }
        used.extend(vm.disks.iter().map(|disk| disk.id.clone()));
        if vm.is_off && power == Power::PoweredOnOnly {
            notes.leave_out(LeftOutReason::PoweredOff, &vm.name);
            continue;
        }
        machines.push(vm.join(known));
    }
    for (_, disk) in known.iter().filter(|(id, _)| !used.contains(*id)) {
        notes.leave_out(LeftOutReason::UnattachedDisk, &disk.name);
    }
    if !machines.is_empty() {
        let assumed = format!(
            "Azure's lists do not say how much of a disk is used: {} % of every disk",
            USED_PERCENT.value
        );
        notes.assume(AssumptionKind::UsedSizeUnknown, assumed);
    }
    machines
}

impl Vm {
    fn join(mut self, known: &BTreeMap<String, KnownDisk>) -> Machine {
        // The operating-system disk first, then by slot.
        self.disks
            .sort_by_key(|disk| (disk.role != DiskRoleDraft::Os, disk.lun));
        let mut assumptions = self.assumptions;
        let os = self.os;
        let disks = self.disks.into_iter();
        let disks = disks.map(|disk| disk.join(known.get(&disk.id), os, &mut assumptions));
        Machine {
            disks: disks.collect(),
            name: self.name,
            resource_group: self.resource_group,
            os,
            location: self.location,
            assumptions,
        }
    }
}

impl Attached {
    fn join(
        &self,
        known: Option<&KnownDisk>,
        os: OsDraft,
        assumptions: &mut Vec<AssumptionDraft>,
    ) -> DiskDraft {
        let stated = self.size_gib.or(known.and_then(|disk| disk.size_gib));
        let size_gib = stated.filter(|gib| *gib > 0).unwrap_or_else(|| {
            let gib = match (self.role, os) {
                (DiskRoleDraft::Os, OsDraft::Windows) => OS_DISK_GIB_WINDOWS.value,
                (DiskRoleDraft::Os, OsDraft::Linux) => OS_DISK_GIB_LINUX.value,
                (DiskRoleDraft::Data | DiskRoleDraft::Excluded | DiskRoleDraft::Temp, _) => {
                    DATA_DISK_GIB.value
                }
            };
            let assumed = format!("disk {} has {gib} GiB", quoted(&self.name));
            assumptions.push(assumption(AssumptionKind::DiskSizeUnknown, assumed));
            gib
        });
        let stated = self
            .kind
            .as_deref()
            .or(known.and_then(|disk| disk.kind.as_deref()));
        let (kind, is_assumed) = kind_of(stated, self.account.is_some());
        if is_assumed {
            let what = stated.map_or("of no stated kind".to_owned(), quoted);
            let assumed = format!("disk {}, {what}, is {}", quoted(&self.name), words(kind));
            assumptions.push(assumption(AssumptionKind::DiskKindUnknown, assumed));
        }
        let mut made = disk(&self.name, self.role, kind, size_gib);
        made.account.clone_from(&self.account);
        made
    }
}

/// The kind by Azure's name of the storage, and whether it had to be assumed. Unmanaged disks state
/// none; Guess: most of them are in standard accounts.
fn kind_of(stated: Option<&str>, is_unmanaged: bool) -> (DiskKindDraft, bool) {
    match stated.unwrap_or_default().to_lowercase().as_str() {
        "premium_lrs" | "premium_zrs" => (DiskKindDraft::PremiumSsd, false),
        "standardssd_lrs" | "standardssd_zrs" => (DiskKindDraft::StandardSsd, false),
        "standard_lrs" => (DiskKindDraft::StandardHdd, false),
        "premiumv2_lrs" | "ultrassd_lrs" => (DiskKindDraft::PremiumSsd, true),
        "" if is_unmanaged => (DiskKindDraft::StandardHdd, true),
        _ => (DiskKindDraft::StandardSsd, true),
    }
}

fn words(kind: DiskKindDraft) -> &'static str {
    match kind {
        DiskKindDraft::PremiumSsd => "a Premium SSD",
        DiskKindDraft::StandardSsd => "a Standard SSD",
        DiskKindDraft::StandardHdd => "a Standard HDD",
    }
}

fn os_of(storage: &StorageProfile, profile: Option<&OsProfile>) -> (OsDraft, Vec<AssumptionDraft>) {
    let stated = storage
        .os_disk
        .as_ref()
        .and_then(|disk| disk.os_type.as_deref());
    if let Some(stated) = stated {
        return machine::os_of(&text::name(stated));
    }
    if profile.is_some_and(|profile| profile.windows_configuration.is_some()) {
        return (OsDraft::Windows, Vec::new());
    }
    if profile.is_some_and(|profile| profile.linux_configuration.is_some()) {
        return (OsDraft::Linux, Vec::new());
    }
    let image = storage.image_reference.as_ref();
    let words = image.map(|image| [image.publisher.as_deref(), image.offer.as_deref()]);
    let words: Vec<&str> = words.into_iter().flatten().flatten().collect();
    machine::os_of(&text::name(&words.join(" ")))
}

/// Running is what nothing contradicts.
fn is_off(listed: Option<&str>, properties: &VmProperties) -> bool {
    let extended = properties
        .extended
        .as_ref()
        .and_then(|it| it.instance_view.as_ref());
    let views = [extended, properties.instance_view.as_ref()];
    let codes = views.into_iter().flatten().flat_map(power_codes);
    listed.into_iter().chain(codes).any(|state| {
        let state = state.to_lowercase();
        ["deallocat", "stopp", "hibernat"]
            .iter()
            .any(|off| state.contains(off))
    })
}

fn power_codes(view: &InstanceView) -> impl Iterator<Item = &str> {
    let statuses = view.statuses.as_ref().map(|statuses| statuses.0.as_slice());
    let states = view.power_state.iter().chain(statuses.unwrap_or_default());
    let codes = states.filter_map(|state| state.code.as_deref());
    codes.filter(|code| code.to_lowercase().starts_with("powerstate/"))
}

fn attached(
    place: &str,
    machine: &str,
    storage: &StorageProfile,
) -> Result<Vec<Attached>, Problem> {
    let mut disks = Vec::new();
    let data = storage.data_disks.as_ref().map(|disks| disks.0.as_slice());
    let os = storage.os_disk.iter().map(|disk| (DiskRoleDraft::Os, disk));
    let data = data
        .unwrap_or_default()
        .iter()
        .map(|disk| (DiskRoleDraft::Data, disk));
    for (role, disk) in os.chain(data) {
        disks.push(attached_disk(place, machine, role, disk)?);
    }
    if !disks.iter().any(|disk| disk.role == DiskRoleDraft::Os) {
        let found = format!("machine {} without an osDisk", quoted(machine));
        return Err(Problem::new(place, found, "one osDisk"));
    }
    Ok(disks)
}

fn attached_disk(
    place: &str,
    machine: &str,
    role: DiskRoleDraft,
    disk: &AttachedDisk,
) -> Result<Attached, Problem> {
    let managed = disk.managed_disk.as_ref();
    let id = bounded(
        place,
        managed.and_then(|it| it.id.as_deref()).unwrap_or_default(),
    )?;
    let uri = disk.vhd.as_ref().and_then(|vhd| vhd.uri.as_deref());
    let stated = disk
        .name
        .as_deref()
        .filter(|name| !name.trim().is_empty() && !is_expression(name));
    let name = stated.map(text::name).unwrap_or_else(|| match role {
        DiskRoleDraft::Os => format!("{}-os", text::name(machine)),
        DiskRoleDraft::Data | DiskRoleDraft::Excluded | DiskRoleDraft::Temp => {
            format!("{}-lun{}", text::name(machine), disk.lun.unwrap_or(0))
        }
    });
    Ok(Attached {
        name: text::name(&name),
        role,
        lun: disk.lun.unwrap_or(u64::MAX),
        size_gib: disk.disk_size_gb,
        id: id.to_lowercase(),
        kind: managed
            .and_then(|it| it.storage_account_type.as_deref())
            .map(text::name),
        account: uri
            .and_then(account_in)
            .map(|account| text::name(account).to_ascii_lowercase()),
    })
}

/// `ACCOUNT` in `https://ACCOUNT.blob.core.windows.net/vhds/a.vhd`, wherever the cloud.
fn account_in(uri: &str) -> Option<&str> {
    let host = uri.split_once("://")?.1.split('/').next()?;
    let (account, rest) = host.split_once('.')?;
    (rest.starts_with("blob.") && !account.is_empty()).then_some(account)
}

/// `GROUP` in `/subscriptions/…/resourceGroups/GROUP/providers/…`.
fn group_in(id: &str) -> Option<&str> {
    let mut parts = id.split('/');
    parts.find(|part| part.eq_ignore_ascii_case("resourceGroups"))?;
    parts.next()
}

fn properties<T: for<'de> serde::Deserialize<'de> + Default>(
    place: &str,
    resource: &Resource<'_>,
) -> Result<T, Problem> {
    let text = resource.properties.map(RawValue::get);
    let read = text.map(serde_json::from_str).transpose();
    let read: Option<T> = read.map_err(|error| super::unreadable(place, &error))?;
    Ok(read.unwrap_or_default())
}

fn bounded<'i>(place: &str, id: &'i str) -> Result<&'i str, Problem> {
    if id.chars().nth(CELL_CHARS_MAX).is_some() {
        let allowed = format!("at most {CELL_CHARS_MAX} characters");
        return Err(Problem::new(place, "a longer id", allowed));
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_in_the_address_of_an_unmanaged_disk() {
        let uri = "https://stweb01.blob.core.windows.net/vhds/a.vhd";
        assert_eq!(account_in(uri), Some("stweb01"));
        assert_eq!(account_in("stweb01"), None);
        assert_eq!(account_in("https://example.org/a.vhd"), None);
    }

    #[test]
    fn a_resource_group_is_in_an_id_in_any_case() {
        assert_eq!(
            group_in("/subscriptions/s/RESOURCEGROUPS/Web/providers/x"),
            Some("Web")
        );
        assert_eq!(group_in(""), None);
    }

    #[track_caller]
    fn check_kind(stated: &str, kind: DiskKindDraft, is_assumed: bool) {
        assert_eq!(kind_of(Some(stated), false), (kind, is_assumed), "{stated}");
    }

    #[test]
    fn a_kind_without_an_equivalent_is_an_assumption() {
        check_kind("Premium_ZRS", DiskKindDraft::PremiumSsd, false);
        check_kind("StandardSSD_LRS", DiskKindDraft::StandardSsd, false);
        check_kind("Standard_LRS", DiskKindDraft::StandardHdd, false);
        check_kind("UltraSSD_LRS", DiskKindDraft::PremiumSsd, true);
        check_kind("Quantum_LRS", DiskKindDraft::StandardSsd, true);
    }
}
