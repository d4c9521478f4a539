//! JSON from Azure: `az vm list`, `az disk list`, `az backup policy show`, the answers of the REST
//! interface and of Resource Graph in both forms, and compiled templates. Machines, disks and
//! policies may be mixed in one file; what is none of them is counted and skipped.

mod machines;
mod shape;

use super::limits::{MACHINES_MAX, POLICIES_MAX};
use super::policy::{self, Policy};
use super::summary::{LeftOutReason, Notes};
use super::table::Budget;
use super::{Power, machine::Machine};
use crate::scenario::{Problem, quoted};
use machines::{KnownDisk, Vm};
use serde_json::value::RawValue;
use shape::{Entries, Grid, Outline, Resource, Top};
use std::collections::BTreeMap;

/// What the JSON files of an import hold, together.
#[derive(Default)]
pub(super) struct Azure {
    vms: Vec<Vm>,
    /// Disks by id in lower case.
    disks: BTreeMap<String, KnownDisk>,
    /// In the order given.
    pub(super) policies: Vec<Policy>,
}

/// What a JSON text was taken for.
pub(super) enum Taken {
    /// Resources; so many.
    Resources(u64),
    /// A scenario of our own.
    Scenario,
    /// None of what is accepted.
    Unknown,
}

impl Azure {
    /// Takes what a JSON text holds.
    ///
    /// # Errors
    /// It is not JSON, or over a limit. Nothing of it is taken then, or only part of it.
    pub(super) fn take(
        &mut self,
        place: &str,
        text: &str,
        budget: &mut Budget,
        notes: &mut Notes,
    ) -> Result<Taken, Problem> {
        let entries = match entries(text) {
            Ok(Outer::Scenario) => return Ok(Taken::Scenario),
            Ok(Outer::Unknown) => return Ok(Taken::Unknown),
            Ok(Outer::Entries(entries)) => entries,
            Err(error) => {
                let found = quoted(&error.to_string());
                return Err(Problem::new(place, found, "JSON as Azure's tools write it"));
            }
        };
        let mut known = 0_u64;
        for (index, entry) in entries.iter().enumerate() {
            budget.row(place)?;
            let place = format!("{place}, entry {}", index + 1);
            match self.take_entry(&place, entry.as_ref(), notes)? {
                Some(Kind::Other) => notes.leave_out(LeftOutReason::OtherResource, ""),
                Some(Kind::Vm | Kind::Disk | Kind::Policy) => known += 1,
                None => {}
            }
        }
        let is_known = known > 0 || entries.is_empty();
        Ok(if is_known {
            Taken::Resources(entries.len() as u64)
        } else {
            Taken::Unknown
        })
    }

    /// The machines, joined with the disks of all files.
    pub(super) fn machines(&mut self, power: Power, notes: &mut Notes) -> Vec<Machine> {
        machines::joined(std::mem::take(&mut self.vms), &self.disks, power, notes)
    }

    /// Takes one entry and says what it was, unless it was no resource at all.
    fn take_entry(
        &mut self,
        place: &str,
        text: &str,
        notes: &mut Notes,
    ) -> Result<Option<Kind>, Problem> {
        let resource: Resource<'_> = match serde_json::from_str(text) {
            Ok(resource) => resource,
            Err(error) => {
                notes.unreadable(unreadable(place, &error));
                let is_resource = serde_json::from_str::<shape::Named<'_>>(text)
                    .is_ok_and(|named| named.name.is_some() || named.kind.is_some());
                return Ok(is_resource.then_some(Kind::Vm));
            }
        };
        let kind = kind_of(&resource);
        let read = match kind {
            Kind::Vm => Vm::read(place, &resource).map(|vm| self.vms.push(vm)),
            Kind::Disk => KnownDisk::read(place, &resource).map(|(id, disk)| {
                self.disks.entry(id).or_insert(disk);
            }),
            Kind::Policy => self.take_policy(place, &resource, notes),
            Kind::Other => Ok(()),
        };
        if let Err(problem) = read {
            notes.unreadable(problem);
        }
        if self.vms.len() > MACHINES_MAX {
            let allowed = format!("at most {MACHINES_MAX} in one import");
            return Err(Problem::new(place, "more machines than that", allowed));
        }
        if self.policies.len() > POLICIES_MAX {
            let allowed = format!("at most {POLICIES_MAX} in one import");
            return Err(Problem::new(place, "more policies than that", allowed));
        }
        Ok(Some(kind))
    }

    fn take_policy(
        &mut self,
        place: &str,
        resource: &Resource<'_>,
        notes: &mut Notes,
    ) -> Result<(), Problem> {
        let name = resource.name.as_deref().unwrap_or_default();
        let id = resource.id.as_deref().unwrap_or_default();
        let properties = resource.properties.map_or("{}", RawValue::get);
        match policy::read(place, name, id, properties)? {
            policy::Read::Machines(policy) => self.policies.push(*policy),
            policy::Read::OtherWorkload => notes.leave_out(LeftOutReason::OtherWorkload, name),
        }
        Ok(())
    }
}

/// A problem with a field that has another type than Azure gives it.
fn unreadable(place: &str, error: &serde_json::Error) -> Problem {
    let allowed = "the fields of a resource as Azure writes them";
    Problem::new(place, quoted(&error.to_string()), allowed)
}

/// True for a template expression such as `[parameters('name')]`, which only Azure can evaluate.
pub(super) fn is_expression(text: &str) -> bool {
    text.starts_with('[') && !text.starts_with("[[")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Vm,
    Disk,
    Policy,
    Other,
}

fn kind_of(resource: &Resource<'_>) -> Kind {
    if let Some(kind) = &resource.kind {
        return match kind.to_lowercase().as_str() {
            "microsoft.compute/virtualmachines" => Kind::Vm,
            "microsoft.compute/disks" => Kind::Disk,
            "microsoft.recoveryservices/vaults/backuppolicies" => Kind::Policy,
            _ => Kind::Other,
        };
    }
    let properties = resource.properties.map_or("{}", RawValue::get);
    let outline = serde_json::from_str::<Outline>(properties).ok();
    let has = |is_there: fn(&Outline) -> bool| outline.as_ref().is_some_and(is_there);
    if resource.storage_profile.is_some() || has(|outline| outline.storage_profile.is_some()) {
        Kind::Vm
    } else if has(|outline| outline.schedule_policy.is_some()) {
        Kind::Policy
    } else if resource.disk_size_gb.is_some() || has(|outline| outline.disk_size_gb.is_some()) {
        Kind::Disk
    } else {
        Kind::Other
    }
}

enum Outer<'j> {
    Entries(Vec<Entry<'j>>),
    Scenario,
    Unknown,
}

/// An entry as text: borrowed, or put together from a row of the table form.
enum Entry<'j> {
    Text(&'j str),
    Row(String),
}

impl AsRef<str> for Entry<'_> {
    fn as_ref(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Row(text) => text,
        }
    }
}

fn entries(text: &str) -> Result<Outer<'_>, serde_json::Error> {
    if text.trim_start().starts_with('[') {
        return Ok(Outer::Entries(list(text)?));
    }
    let top: Top<'_> = serde_json::from_str(text)?;
    if top.schema.is_some() && top.vms.is_some() {
        return Ok(Outer::Scenario);
    }
    let list_of = |raw: &'_ RawValue| raw.get().starts_with('[');
    let entries = if let Some(value) = top.value.filter(|value| list_of(value)) {
        list(value.get())?
    } else if let Some(data) = top.data {
        if list_of(data) {
            list(data.get())?
        } else {
            grid(data.get())?
        }
    } else if top.properties.is_some() || top.storage_profile.is_some() {
        vec![Entry::Text(text)]
    } else if let Some(resources) = top.resources.filter(|resources| list_of(resources)) {
        list(resources.get())?
    } else {
        return Ok(Outer::Unknown);
    };
    Ok(Outer::Entries(entries))
}

fn list(text: &str) -> Result<Vec<Entry<'_>>, serde_json::Error> {
    let entries: Entries<'_> = serde_json::from_str(text)?;
    Ok(entries
        .0
        .into_iter()
        .map(|raw| Entry::Text(raw.get()))
        .collect())
}

/// Every row of the table form as the object that the other form has.
fn grid(text: &str) -> Result<Vec<Entry<'_>>, serde_json::Error> {
    /// Longer rows are cut to their columns anyway.
    type Cells<'j> = shape::Bounded<&'j RawValue, 1_000>;
    let grid: Grid<'_> = serde_json::from_str(text)?;
    let names: Vec<&str> = grid
        .columns
        .0
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let mut rows = Vec::new();
    for row in &grid.rows.0 {
        let cells: Cells<'_> = serde_json::from_str(row.get())?;
        let wanted = names
            .iter()
            .zip(&cells.0)
            .filter(|(name, _)| is_wanted(name));
        let fields = wanted.map(|(name, cell)| format!("\"{name}\":{}", cell.get()));
        rows.push(Entry::Row(format!(
            "{{{}}}",
            fields.collect::<Vec<_>>().join(",")
        )));
    }
    Ok(rows)
}

/// Columns of the table form that have a use; their names need no escaping.
fn is_wanted(column: &str) -> bool {
    matches!(
        column,
        "id" | "name" | "type" | "location" | "resourceGroup" | "properties" | "sku"
    )
}
