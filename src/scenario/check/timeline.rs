//! What operators do: every name resolved, every time inside the run. What the service would refuse
//! is not a problem here.

use super::entities::{Entities, Names};
use super::field::Fields;
use crate::azure::profile::Profile;
use crate::azure::rules;
use crate::scenario::calendar::Calendar;
use crate::scenario::draft::{ActionDraft, ActionKindDraft, ScenarioDraft, StoppedDataDraft};
use crate::scenario::timeline::{Action, ActionKind};
use crate::scenario::{limits, quoted};
use crate::units::{Bytes, DiskId, SimDuration, SimTime, VmId};

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
        let what = check_what(fields, &place, &action.what, vm, profile, names, entities);
        let action = at.zip(vm).zip(what);
        actions.extend(action.map(|((at, vm), what)| Action { at, vm, what }));
    }
    actions.sort_by_key(|action| action.at);
    actions
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

fn check_vm(fields: &mut Fields, place: &str, action: &ActionDraft, names: &Names) -> Option<VmId> {
    let full = super::entities::full_name(action.resource_group.as_deref(), &action.vm);
    let vm = names.vms.get(&full).copied();
    if vm.is_none() {
        let allowed =
            "the name of a machine in this scenario, with its resource group if it has one";
        fields.wrong(place, quoted(&action.vm), allowed);
    }
    vm
}

fn check_what(
    fields: &mut Fields,
    place: &str,
    what: &ActionKindDraft,
    vm: Option<VmId>,
    profile: &Profile,
    names: &Names,
    entities: &Entities,
) -> Option<ActionKind> {
    let policy = |fields: &mut Fields, name: &str| {
        fields.reference(&format!("{place}.policy"), name, &names.policies, "policy")
    };
    Some(match what {
        ActionKindDraft::Protect { policy: name } => ActionKind::Protect(policy(fields, name)?),
        ActionKindDraft::ChangePolicy { policy: name } => {
            ActionKind::ChangePolicy(policy(fields, name)?)
        }
        ActionKindDraft::BackUpNow { keep_days } => {
            let (min, max) = profile.on_demand_days.value;
            let days = keep_days.unwrap_or(rules::ON_DEMAND_DAYS_DEFAULT.value);
            fields.within(&format!("{place}.keep_days"), days, min, max);
            ActionKind::BackUpNow(SimDuration::days(u64::from(days.clamp(min, max))))
        }
        ActionKindDraft::StopProtection { data } => match data {
            StoppedDataDraft::Keep => ActionKind::StopAndKeep,
            StoppedDataDraft::Delete => ActionKind::StopAndDelete,
        },
        ActionKindDraft::Resume { policy: None } => ActionKind::Resume(None),
        ActionKindDraft::Resume { policy: Some(name) } => {
            ActionKind::Resume(Some(policy(fields, name)?))
        }
        ActionKindDraft::Undelete {} => ActionKind::Undelete,
        ActionKindDraft::ChangeNetwork { network } => ActionKind::ChangeNetwork(*network),
        ActionKindDraft::FillDisk { disk, add_gib } => {
            let disk = check_disk(fields, place, disk, vm, entities);
            let added = fields.gib(
                &format!("{place}.add_gib"),
                *add_gib,
                profile.disk_size_max.value,
            );
            ActionKind::FillDisk(disk?, added)
        }
        ActionKindDraft::GrowDisk { disk, size_gib } => {
            let disk = check_disk(fields, place, disk, vm, entities);
            let max_gib = profile.disk_size_max.value.get() >> 30;
            fields.within(&format!("{place}.size_gib"), *size_gib, 1, max_gib);
            ActionKind::GrowDisk(disk?, Bytes::gib((*size_gib).clamp(1, max_gib)))
        }
    })
}

/// The disk of the action's machine with this name; nothing is said where there is no machine.
fn check_disk(
    fields: &mut Fields,
    place: &str,
    name: &str,
    vm: Option<VmId>,
    entities: &Entities,
) -> Option<DiskId> {
    let vm = &entities.vms[vm?];
    let ids = (vm.disk_first.get()..vm.disk_first.get() + vm.disk_count).map(DiskId::new);
    let disk = ids.into_iter().find(|id| entities.disks[*id].name == name);
    if disk.is_none() {
        let allowed = format!("the name of a disk of {}", quoted(&vm.name));
        fields.wrong(&format!("{place}.disk"), quoted(name), allowed);
    }
    disk
}
