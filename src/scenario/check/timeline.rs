//! What operators do: every name resolved, every time inside the run, nothing that this generation
//! of the service does not have or that comes before its machine. What the service would refuse is
//! not a problem here.

mod what;

use super::entities::{Entities, Names};
use super::field::Fields;
use crate::azure::profile::Profile;
use crate::azure::rules::LifecycleStep;
use crate::scenario::calendar::Calendar;
use crate::scenario::draft::{ActionDraft, ActionKindDraft, ScenarioDraft};
use crate::scenario::timeline::{Action, ActionKind};
use crate::scenario::{limits, quoted};
use crate::units::{SimDuration, SimTime, VmId};
use std::collections::BTreeSet;
use what::Around;

/// Reads the timeline and puts it in the order of time; what happens at one instant stays in the
/// order in which it was written.
pub(super) fn check(
    fields: &mut Fields,
    draft: &ScenarioDraft,
    profile: &Profile,
    calendar: Option<Calendar>,
    names: &Names,
    entities: &Entities,
) -> Vec<Action> {
    fields.count("timeline", draft.timeline.len(), 0, limits::ACTIONS_MAX);
    let days = draft.days.min(limits::DAYS_MAX);
    let end = SimTime::ZERO + SimDuration::days(u64::from(days));
    let mut actions = Vec::new();
    for (i, action) in draft.timeline.iter().enumerate().take(limits::ACTIONS_MAX) {
        let place = format!("timeline[{i}]");
        let at = check_time(fields, &format!("{place}.at"), &action.at, calendar, end);
        let vm = check_vm(fields, &format!("{place}.vm"), action, names);
        let by = check_operator(fields, &format!("{place}.by"), action, names);
        let around = Around {
            vm: vm.flatten(),
            calendar,
            profile,
            names,
            entities,
        };
        let what = around.check(fields, &place, &action.what);
        check_step(fields, &place, what.as_ref(), profile);
        let action = at.zip(vm).zip(by).zip(what);
        let action = action.map(|(((at, vm), by), what)| Action { at, vm, by, what });
        actions.extend(action.map(|action| (i, action)));
    }
    actions.sort_by_key(|(_, action)| action.at);
    check_existence(fields, &actions, entities);
    actions.into_iter().map(|(_, action)| action).collect()
}

/// Only some generations of the service ask their machines to be discovered and registered.
fn check_step(fields: &mut Fields, place: &str, what: Option<&ActionKind>, profile: &Profile) {
    let Some(what) = what else { return };
    let is_missing = |kind, step| *what == kind && !profile.has_step(step);
    if is_missing(ActionKind::Discover, LifecycleStep::Discover)
        || is_missing(ActionKind::Register, LifecycleStep::Register)
    {
        let allowed = format!("another action: this is not a step of {}", profile.name);
        fields.wrong(&format!("{place}.do"), quoted(what.name()), allowed);
    }
}

/// What does not exist yet can't be registered, protected or backed up. That a machine may have been
/// deleted is for the run to find out.
fn check_existence(fields: &mut Fields, actions: &[(usize, Action)], entities: &Entities) {
    let mut created = BTreeSet::new();
    for (i, Action { vm, what, .. }) in actions {
        let Some(vm) = *vm else { continue };
        if *what == ActionKind::CreateVm {
            created.insert(vm);
        }
        let wants_it = matches!(
            what,
            ActionKind::Register
                | ActionKind::Protect(_)
                | ActionKind::ChangePolicy(_)
                | ActionKind::BackUpNow(_)
        );
        let draft = &entities.vms[vm];
        let setup = draft.setup.as_deref();
        let is_later = setup.is_some_and(|setup| setup.created_later);
        if wants_it && is_later && !created.contains(&vm) {
            let allowed = "a machine that exists by then: this one is created later";
            fields.wrong(&format!("timeline[{i}].vm"), quoted(&draft.name), allowed);
        }
    }
}

fn check_time(
    fields: &mut Fields,
    place: &str,
    text: &str,
    calendar: Option<Calendar>,
    end: SimTime,
) -> Option<SimTime> {
    let calendar = calendar?;
    let at = calendar.utc_instant(text);
    let inside = at.filter(|at| *at < end);
    if inside.is_none() {
        let last = calendar.utc_text(end);
        let allowed = format!("a time such as 2026-03-04T21:00:00Z in the run, before {last}");
        fields.wrong(place, quoted(text), allowed);
    }
    inside
}

/// The machine of an action: one that needs it has it, any other has none.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "nearly all are done to a machine"
)]
fn check_vm(
    fields: &mut Fields,
    place: &str,
    action: &ActionDraft,
    names: &Names,
) -> Option<Option<VmId>> {
    let wants = match &action.what {
        ActionKindDraft::Discover {} | ActionKindDraft::DeleteVault { .. } => Some(false),
        // With a machine its own, without one the service's.
        ActionKindDraft::BeginTrouble { .. } | ActionKindDraft::EndTrouble { .. } => None,
        _ => Some(true),
    };
    let Some(name) = &action.vm else {
        if wants == Some(true) {
            fields.wrong(place, "none", "the name of a machine in this scenario");
            return None;
        }
        return Some(None);
    };
    if wants == Some(false) {
        fields.wrong(place, quoted(name), "none: this is not done to a machine");
        return None;
    }
    let full = super::entities::full_name(action.resource_group.as_deref(), name);
    let vm = names.vms.get(&full).copied();
    if vm.is_none() {
        let allowed =
            "the name of a machine in this scenario, with its resource group if it has one";
        fields.wrong(place, quoted(name), allowed);
    }
    vm.map(Some)
}

fn check_operator(
    fields: &mut Fields,
    place: &str,
    action: &ActionDraft,
    names: &Names,
) -> Option<Option<usize>> {
    let Some(name) = &action.by else {
        return Some(None);
    };
    fields
        .reference(place, name, &names.operators, "operator")
        .map(Some)
}
