//! The lists of what can be registered and protected, under a generation that has both steps.

use super::*;
use crate::scenario::presets::Preset;
use crate::scenario::{Scenario, check};

/// Machines of the classic generation, none of them protected.
fn classic() -> Scenario {
    let mut draft = Preset::find("demo").expect("a preset").draft();
    draft.profile = "classic-2015".to_owned();
    draft.timeline.clear();
    draft.policies.truncate(1);
    draft.vms.truncate(3);
    for vm in &mut draft.vms {
        vm.policy = None;
        vm.disks.truncate(1);
    }
    draft.vms[1].name = draft.vms[0].name.clone();
    draft.vms[1].resource_group = Some("cloud-2".to_owned());
    for policy in &mut draft.policies {
        policy.instant_restore_days = None;
        policy.retention = crate::scenario::draft::RetentionDraft::of_days(7);
    }
    check(draft).expect("a valid scenario")
}

fn report() -> Report {
    Report::so_far(&Simulation::new(classic()))
}

fn lists(report: &Report) -> [Vec<u32>; 2] {
    let of = |rule: fn(&Report, VmId) -> bool| {
        let vms = report.scenario.vms().ids();
        vms.filter(|vm| rule(report, *vm)).map(VmId::get).collect()
    };
    [of(Report::can_register), of(Report::can_protect)]
}

/// LIF-2: what no discovery has seen is in no list.
#[test]
fn a_machine_that_was_not_discovered_is_in_no_list() {
    let [to_register, to_protect] = lists(&report());
    assert!(to_register.is_empty() && to_protect.is_empty());
}

/// LIF-4, LIF-5: first to register, then to protect, and machines of one name keep their groups.
#[test]
fn a_discovered_machine_is_to_be_registered_and_a_registered_one_to_be_protected() {
    let mut report = report();
    for vm in report.world.vms.iter_mut() {
        vm.is_discovered = true;
    }
    assert_eq!(lists(&report), [vec![0, 1, 2], vec![]]);
    let twins = [0, 1].map(|vm| report.candidate(VmId::new(vm)));
    assert_eq!(twins[0].name, twins[1].name);
    assert_ne!(twins[0].group, twins[1].group);
    report.world.vms[VmId::new(1)].is_registered = true;
    assert_eq!(lists(&report), [vec![0, 2], vec![1]]);
    assert_eq!(report.item(VmId::new(1)).state, ItemState::Registered);
    assert_eq!(report.item(VmId::new(0)).state, ItemState::NotRegistered);
    report.world.vms[VmId::new(0)].exists = false;
    assert_eq!(lists(&report), [vec![2], vec![1]]);
}
