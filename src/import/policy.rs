//! A backup policy as Azure writes it (ARM and `az backup policy show`, policy types V1 and V2): read
//! as its text says, whether or not the service would accept it, and written again. What a scenario
//! can't say is named.
//!
//! `policy/shape.rs` has the fields, `policy/schedule.rs` and `policy/retention.rs` read them,
//! `policy/export.rs` writes them.

mod export;
mod retention;
mod schedule;
mod shape;

pub use export::to_arm;

use super::azure::is_expression;
use super::text;
use crate::scenario::draft::{PolicyKindDraft, RetentionDraft, ScheduleDraft};
use crate::scenario::{Problem, quoted};
use serde::de::DeserializeOwned;
use serde_json::Value;
use shape::{Properties, Tiering};

/// A policy of a source.
pub(super) struct Policy {
    pub(super) name: String,
    /// The vault it was in.
    pub(super) vault: Option<String>,
    pub(super) kind: PolicyKindDraft,
    pub(super) schedule: ScheduleDraft,
    /// As written; Azure uses Windows names.
    pub(super) time_zone: Option<String>,
    pub(super) instant_restore_days: Option<u32>,
    pub(super) retention: RetentionDraft,
    /// What was left out or replaced.
    pub(super) simplified: Vec<String>,
}

/// A policy that was read.
pub(super) enum Read {
    /// For virtual machines.
    Machines(Box<Policy>),
    /// For something else.
    OtherWorkload,
}

/// Reads a policy from its name, its id and the text of its properties.
///
/// # Errors
/// A field has another type than Azure gives it, is a template expression or a word that Azure does
/// not have, or the schedule is incomplete.
pub(super) fn read(place: &str, name: &str, id: &str, properties: &str) -> Result<Read, Problem> {
    let place = format!("{place}, policy {}", quoted(name));
    let mut reader = Reader {
        place: &place,
        simplified: Vec::new(),
    };
    let properties: Properties = serde_json::from_str(properties).map_err(|error| {
        let allowed = "a policy with literal fields, as Azure writes it";
        reader.problem(quoted(&error.to_string()), allowed)
    })?;
    let workload = properties.backup_management_type.as_deref();
    if workload.is_some_and(|workload| !workload.eq_ignore_ascii_case("AzureIaasVM")) {
        return Ok(Read::OtherWorkload);
    }
    if name.trim().is_empty() || is_expression(name) {
        return Err(reader.problem(quoted(name), "a literal name"));
    }
    let (vault, name) = vault_and_name(name.trim(), id);
    if name.is_empty() {
        return Err(reader.problem("no name after the vault's", "a name"));
    }
    let Some(schedule) = &properties.schedule_policy else {
        return Err(reader.problem("no schedulePolicy", "a schedule"));
    };
    let kind = reader.one_of(
        "policyType",
        properties.policy_type.as_deref(),
        &["V1", "V2"],
    )?;
    let schedule = schedule::read(schedule, &mut reader)?;
    let retention = properties.retention_policy.unwrap_or_default();
    let retention = retention::read(&retention, &schedule, &mut reader)?;
    for tiering in properties
        .tiering_policy
        .iter()
        .flat_map(|tiering| tiering.values())
    {
        reader.tiering(tiering.as_ref())?;
    }
    let time_zone = properties.time_zone.filter(|zone| !zone.trim().is_empty());
    if let Some(zone) = time_zone.as_deref().filter(|zone| is_expression(zone)) {
        return Err(reader.problem(quoted(zone), "a literal time zone"));
    }
    Ok(Read::Machines(Box::new(Policy {
        name: text::name(name),
        vault: vault.map(text::name),
        kind: match kind {
            Some(1) => PolicyKindDraft::Enhanced,
            Some(_) | None => PolicyKindDraft::Standard,
        },
        schedule,
        time_zone: time_zone.map(|zone| text::name(&zone)),
        instant_restore_days: properties.instant_rp_retention_range_in_days,
        retention,
        simplified: reader.simplified,
    })))
}

/// Where a policy is, and what of it a scenario can't say.
struct Reader<'p> {
    place: &'p str,
    simplified: Vec<String>,
}

impl Reader<'_> {
    fn problem(&self, found: impl Into<String>, allowed: &str) -> Problem {
        Problem::new(self.place, found.into(), allowed)
    }

    fn simplify(&mut self, what: String) {
        self.simplified.push(what);
    }

    /// Which of a field's words is there, if any.
    fn one_of(
        &self,
        field: &str,
        found: Option<&str>,
        words: &[&str],
    ) -> Result<Option<usize>, Problem> {
        let Some(found) = found else {
            return Ok(None);
        };
        let place = words
            .iter()
            .position(|word| word.eq_ignore_ascii_case(found));
        let problem = || self.problem(format!("{field} {}", quoted(found)), &words.join(" or "));
        place.map(Some).ok_or_else(problem)
    }

    /// `HH:MM` of a time.
    fn time(&self, text: &str) -> Result<String, Problem> {
        let problem = || self.problem(quoted(text), "a time such as 2026-01-01T22:00:00Z");
        schedule::time_in(text).ok_or_else(problem)
    }

    /// Days, weeks or months by name, in order, each once: Azure's names are a draft's, capitalised.
    fn names<T: DeserializeOwned + Ord>(
        &self,
        names: Option<&[String]>,
        allowed: &str,
    ) -> Result<Vec<T>, Problem> {
        let named = |name: &String| {
            let value = serde_json::from_value(Value::String(name.to_lowercase()));
            value.map_err(|_| self.problem(quoted(name), allowed))
        };
        let names = names.unwrap_or_default().iter();
        let mut found = names.map(named).collect::<Result<Vec<T>, Problem>>()?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Moving to the archive tier can't be said in a policy.
    fn tiering(&mut self, text: Option<&Tiering>) -> Result<(), Problem> {
        let mode = text.and_then(|tiering| tiering.tiering_mode.as_deref());
        let modes = ["TierAfter", "TierRecommended", "DoNotTier", "Invalid"];
        if let Some(0 | 1) = self.one_of("tieringMode", mode, &modes)? {
            self.simplify("moving to the archive tier: left out".to_owned());
        }
        Ok(())
    }
}

/// A template names a policy `VAULT/POLICY`; an id has `…/vaults/VAULT/backupPolicies/POLICY`.
fn vault_and_name<'n>(name: &'n str, id: &'n str) -> (Option<&'n str>, &'n str) {
    if let Some((vault, name)) = name.split_once('/') {
        return (Some(vault).filter(|vault| !vault.is_empty()), name);
    }
    let mut parts = id.split('/');
    let vault = parts.find(|part| part.eq_ignore_ascii_case("vaults"));
    let vault = vault
        .and_then(|_| parts.next())
        .filter(|vault| !vault.is_empty());
    (vault, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_is_in_the_name_or_in_the_id() {
        assert_eq!(vault_and_name("v/p", ""), (Some("v"), "p"));
        let id = "/Subscriptions/s/resourceGroups/g/providers/x/vaults/v/backupPolicies/p";
        assert_eq!(vault_and_name("p", id), (Some("v"), "p"));
        assert_eq!(vault_and_name("p", ""), (None, "p"));
    }
}
