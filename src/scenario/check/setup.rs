//! What is particular about machines, key vaults and operators: every name resolved, every figure
//! inside its limits, nothing that contradicts the rest of the machine.

use super::entities::{self, Entities, Names};
use super::field::Fields;
use super::writes;
use crate::azure::guest;
use crate::azure::troubles::{Trouble, troubles};
use crate::scenario::draft::{
    AgentDraft, AgentStateDraft, FreezeDraft, OsDraft, ScenarioDraft, ScriptsDraft, SetupDraft,
    VmDraft, WriterDraft,
};
use crate::scenario::setup::{Agent, Encryption, Setup, Troubles, VssWriter, fits, parse_version};
use crate::scenario::{KeyVault, Operator, limits, quoted};
use crate::units::{Bytes, SimDuration};
use std::collections::BTreeMap;

pub(super) fn check_people(
    fields: &mut Fields,
    draft: &ScenarioDraft,
    names: &mut Names,
    entities: &mut Entities,
) {
    fields.count(
        "key_vaults",
        draft.key_vaults.len(),
        0,
        limits::KEY_VAULTS_MAX,
    );
    for (i, vault) in draft.key_vaults.iter().enumerate() {
        let place = format!("key_vaults[{i}].name");
        fields.unique_name(&place, &vault.name, i, &mut names.key_vaults);
        entities.key_vaults.push(KeyVault {
            name: vault.name.clone(),
            backup_service_may_read: vault.backup_service_may_read,
        });
    }
    fields.count("operators", draft.operators.len(), 0, limits::OPERATORS_MAX);
    for (i, operator) in draft.operators.iter().enumerate() {
        let place = format!("operators[{i}].name");
        fields.unique_name(&place, &operator.name, i, &mut names.operators);
        entities.operators.push(Operator {
            name: operator.name.clone(),
            may_use_keys: operator.may_use_keys,
        });
    }
}

/// The troubles of these names that a guest of this family can have; of any for the service's own.
pub(super) fn check_troubles(
    fields: &mut Fields,
    place: &str,
    names: &[String],
    os: Option<OsDraft>,
) -> Troubles {
    fields.count(place, names.len(), 0, Trouble::COUNT);
    let mut all = Troubles::NONE;
    for (i, name) in names.iter().enumerate().take(Trouble::COUNT) {
        if let Some(trouble) = check_trouble(fields, &format!("{place}[{i}]"), name, os) {
            all = all.with(trouble);
        }
    }
    all
}

pub(super) fn check_trouble(
    fields: &mut Fields,
    place: &str,
    name: &str,
    os: Option<OsDraft>,
) -> Option<Trouble> {
    let fits = |family| os.is_none_or(|os| fits(family, os));
    let found = troubles().find(|row| row.name == name && fits(row.family));
    if found.is_none() {
        let fitting = troubles().filter(|row| fits(row.family));
        let all: Vec<&str> = fitting.map(|row| row.name).collect();
        fields.wrong(place, quoted(name), all.join(", "));
    }
    found.map(|row| row.trouble)
}

pub(super) fn check(
    fields: &mut Fields,
    at: &str,
    draft: &SetupDraft,
    vm: &VmDraft,
    region: &str,
    names: &Names,
) -> Setup {
    let SetupDraft {
        region: own_region,
        created_later,
        power,
        agent,
        writers,
        write_hold_s,
        vss_copy_backup,
        freeze,
        scripts,
        encryption,
        workload,
        mib_per_s,
        blocks,
        troubles,
    } = draft;
    if let Some(own) = own_region {
        fields.name(&format!("{at}.region"), own);
    }
    if *created_later && vm.policy.is_some() {
        let allowed = "false, or no policy: what does not exist is not protected";
        fields.wrong(&format!("{at}.created_later"), "true", allowed);
    }
    let place = format!("{at}.scripts");
    of_family(fields, &place, vm.os, OsDraft::Linux, scripts.is_some());
    let writers = check_writers(fields, &format!("{at}.writers"), writers, vm.os);
    if let Some(seconds) = write_hold_s {
        length(fields, &format!("{at}.write_hold_s"), *seconds);
    }
    check_freeze(fields, &format!("{at}.freeze"), freeze);
    if let Some(scripts) = scripts {
        check_scripts(fields, &format!("{at}.scripts"), scripts);
    }
    let encryption = encryption.as_ref().and_then(|encryption| {
        let place = format!("{at}.encryption.key_vault");
        let name = &encryption.key_vault;
        let key_vault = fields.reference(&place, name, &names.key_vaults, "key vault")?;
        let keys = encryption.keys;
        Some(Encryption { key_vault, keys })
    });
    Setup {
        in_region: own_region.as_ref().is_none_or(|own| own == region),
        created_later: *created_later,
        power: *power,
        agent: check_agent(fields, &format!("{at}.agent"), agent),
        writers,
        write_hold_s: write_hold_s.unwrap_or(guest::WRITE_HOLD_S.value),
        vss_copy_backup: *vss_copy_backup,
        freeze: freeze.clone(),
        scripts: *scripts,
        encryption,
        workload: *workload,
        rate: entities::rate(fields, &format!("{at}.mib_per_s"), *mib_per_s),
        blocks: blocks
            .and_then(|blocks| writes::check_blocks(fields, &format!("{at}.blocks"), blocks)),
        troubles: check_troubles(fields, &format!("{at}.troubles"), troubles, Some(vm.os)),
    }
}

/// Notes a problem where something that only one family of guests has is said of another.
pub(super) fn of_family(fields: &mut Fields, place: &str, os: OsDraft, only: OsDraft, said: bool) {
    if said && os != only {
        let (found, allowed) = match only {
            OsDraft::Windows => ("a Linux machine", "a Windows machine"),
            OsDraft::Linux => ("a Windows machine", "a Linux machine"),
        };
        fields.wrong(place, found, allowed);
    }
}

fn check_agent(fields: &mut Fields, at: &str, draft: &AgentDraft) -> Agent {
    let AgentDraft {
        state,
        version,
        flagged,
        answers_after_min,
    } = draft;
    length(
        fields,
        &format!("{at}.answers_after_min"),
        *answers_after_min,
    );
    Agent {
        state: *state,
        version: check_version(fields, &format!("{at}.version"), version.as_deref()),
        flagged: *flagged && *state != AgentStateDraft::Missing,
        answers_after: SimDuration::mins(u64::from(*answers_after_min)),
    }
}

/// An agent's version; the newest where none is said.
pub(super) fn check_version(fields: &mut Fields, place: &str, text: Option<&str>) -> [u32; 4] {
    let newest = guest::AGENT_VERSION_NEWEST.value;
    let version = text.map_or(Some(newest), parse_version);
    if version.is_none() {
        let found = quoted(text.unwrap_or_default());
        fields.wrong(
            place,
            found,
            "up to four numbers with dots between them, such as 2.6.1198.718",
        );
    }
    version.unwrap_or(newest)
}

fn check_writers(
    fields: &mut Fields,
    at: &str,
    drafts: &[WriterDraft],
    os: OsDraft,
) -> Vec<VssWriter> {
    of_family(fields, at, os, OsDraft::Windows, !drafts.is_empty());
    fields.count(at, drafts.len(), 0, limits::WRITERS_MAX);
    let mut seen = BTreeMap::new();
    let drafts = drafts.iter().enumerate().take(limits::WRITERS_MAX);
    drafts
        .map(|(i, writer)| check_writer(fields, &format!("{at}[{i}]"), writer, &mut seen))
        .collect()
}

fn check_writer(
    fields: &mut Fields,
    at: &str,
    draft: &WriterDraft,
    seen: &mut BTreeMap<String, ()>,
) -> VssWriter {
    fields.unique_name(&format!("{at}.name"), &draft.name, (), seen);
    length(fields, &format!("{at}.freeze_s"), draft.freeze_s);
    let place = format!("{at}.log_gib_per_day");
    VssWriter {
        name: draft.name.clone(),
        freeze_s: draft.freeze_s,
        fails: draft.fails,
        log_per_day: fields.gib(&place, draft.log_gib_per_day, Bytes::tib(1)),
    }
}

fn check_freeze(fields: &mut Fields, at: &str, draft: &FreezeDraft) {
    length(fields, &format!("{at}.takes_s"), draft.takes_s);
    length(fields, &format!("{at}.hold_max_s"), draft.hold_max_s);
    length(fields, &format!("{at}.wait_max_s"), draft.wait_max_s);
}

pub(super) fn check_scripts(fields: &mut Fields, at: &str, draft: &ScriptsDraft) {
    length(fields, &format!("{at}.pre.takes_s"), draft.pre.takes_s);
    length(fields, &format!("{at}.post.takes_s"), draft.post.takes_s);
    let most = guest::SCRIPT_TIMEOUT_MAX_S.value;
    fields.within(&format!("{at}.timeout_s"), draft.timeout_s, 1, most);
    fields.within(&format!("{at}.retries"), draft.retries, 0, 100);
}

/// How long something in a guest takes.
pub(super) fn length(fields: &mut Fields, place: &str, found: u32) {
    fields.within(place, found, 0, limits::GUEST_LENGTH_MAX);
}
