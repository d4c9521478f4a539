//! Lessons of what the service refuses when it is asked: protection, machines, disks, keys, jobs.

use super::stage::{
    Stage, add_disk, back_up, change_policy, disk, lock, machine, protect, remove_disk, restore,
    resume, stop, unlock,
};
use crate::azure::errors::Fault;
use crate::scenario::draft::{
    ActionKindDraft as Do, DiskRoleDraft, LockDraft, OperatorDraft, PowerDraft, RestoreKindDraft,
    RetentionDraft, StoppedDataDraft,
};
use jiff::ToSpan;
use jiff::civil::date;

/// The lesson, if the fault is one of these.
pub(super) fn lesson(fault: Fault, stage: impl Fn() -> Stage) -> Option<Stage> {
    of_protection(fault, stage())
        .or_else(|| of_machines(fault, stage()))
        .or_else(|| of_keys(fault, stage()))
        .or_else(|| of_jobs(fault, stage()))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_protection(fault: Fault, stage: Stage) -> Option<Stage> {
    let keep = || stop(StoppedDataDraft::Keep);
    let delete = || stop(StoppedDataDraft::Delete);
    Some(match fault {
        Fault::OnDemandLimitReached => on_demand_limit(stage),
        Fault::ProtectionQuotaExceeded => full_policy(stage),
        Fault::AlreadyProtected => stage
            .without_soft_delete()
            .at("02 09:00", protect("daily"))
            .at("02 10:00", delete())
            .at("02 11:00", protect("daily")),
        Fault::NotProtected => stage
            .unprotected()
            .registered()
            .backed_up("01 08:00")
            .protect("01 09:00")
            .backed_up("02 10:00"),
        Fault::ProtectionStopped => stage
            .at("02 08:00", keep())
            .backed_up("02 09:00")
            .at("02 10:00", resume())
            .backed_up("02 11:00"),
        Fault::NotStopped => stage
            .at("02 09:00", resume())
            .at("02 10:00", keep())
            .at("02 11:00", resume()),
        Fault::OtherVault => stage
            .at("02 09:00", change_policy("elsewhere"))
            .at("02 10:00", change_policy("quiet")),
        Fault::EnhancedToStandard if has_enhanced(&stage) => stage
            .vm(|vm| vm.policy = Some("enhanced".to_owned()))
            .at("02 09:00", change_policy("daily"))
            .at("02 10:00", change_policy("enhanced-2")),
        Fault::DataDeleted => stage
            .at("02 08:00", delete())
            .backed_up("02 09:00")
            .at("02 10:00", Do::Undelete {})
            .at("02 11:00", resume())
            .backed_up("02 12:00"),
        Fault::NothingDeleted => stage
            .at("02 09:00", Do::Undelete {})
            .at("02 10:00", delete())
            .at("02 11:00", Do::Undelete {}),
        Fault::VaultNotEmpty => {
            let delete_vault = || Do::DeleteVault {
                vault: "vault".to_owned(),
            };
            stage
                .without_soft_delete()
                .of_service("02 09:00", delete_vault())
                .at("02 10:00", delete())
                .of_service("02 11:00", delete_vault())
        }
        Fault::LocationMismatch => wrong_region(stage),
        Fault::PointLimitReached if !stage.is_classic() => many_points(stage),
        _ => return None,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_machines(fault: Fault, stage: Stage) -> Option<Stage> {
    let grow = |size_gib| Do::GrowDisk {
        disk: "data".to_owned(),
        size_gib,
    };
    Some(match fault {
        Fault::DiskNotGrown => stage.at("02 09:00", grow(32)).at("02 10:00", grow(64)),
        Fault::DisksTooLarge => large_disks(stage),
        Fault::DiskAttached => stage
            .at("02 09:00", add_disk("data"))
            .at("02 10:00", remove_disk("data"))
            .at("02 11:00", add_disk("data")),
        Fault::DiskNotAttached => stage
            .extra_disk()
            .at("02 09:00", remove_disk("extra"))
            .at("02 10:00", add_disk("extra"))
            .at("02 11:00", remove_disk("extra")),
        Fault::MachineThere => stage
            .unprotected()
            .at("02 09:00", Do::CreateVm {})
            .at("02 10:00", Do::DeleteVm {})
            .at("02 11:00", Do::CreateVm {}),
        Fault::MachineMissing => stage
            .unprotected()
            .setup(|setup| setup.created_later = true)
            .at("02 09:00", Do::Restart {})
            .at("02 10:00", Do::CreateVm {})
            .at("02 11:00", Do::Restart {}),
        Fault::MachineRunning => stage
            .at("02 09:00", Do::Start {})
            .at("02 10:00", Do::Stop {})
            .at("02 11:00", Do::Start {}),
        Fault::MachineNotRunning => stage
            .unprotected()
            .setup(|setup| setup.power = PowerDraft::Deallocated)
            .at("02 09:00", Do::Restart {})
            .at("02 10:00", Do::Start {})
            .at("02 11:00", Do::Restart {}),
        Fault::AgentInUse => stage
            .at("02 22:04", Do::InstallAgent { version: None })
            .at("03 09:00", Do::InstallAgent { version: None }),
        Fault::NoPoint => stage
            .at("01 09:00", restore(RestoreKindDraft::Disks))
            .at("02 09:00", restore(RestoreKindDraft::Disks)),
        Fault::NoSnapshot => stage
            .at("01 09:00", Do::DeleteSnapshots {})
            .at("02 09:00", Do::DeleteSnapshots {}),
        Fault::SnapshotLocked => stage
            .at("02 08:00", lock(LockDraft::Snapshots))
            .at("02 09:00", Do::DeleteSnapshots {})
            .at("02 10:00", unlock(LockDraft::Snapshots))
            .at("02 11:00", Do::DeleteSnapshots {}),
        _ => return None,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_keys(fault: Fault, stage: Stage) -> Option<Stage> {
    Some(match fault {
        Fault::KeysNotPermitted => stage
            .encrypted()
            .with(|draft| {
                draft.operators.push(OperatorDraft {
                    name: "visitor".to_owned(),
                    may_use_keys: false,
                });
            })
            .by("visitor", "02 09:00", Do::ReadKeys {})
            .at("02 10:00", Do::ReadKeys {}),
        Fault::KeysLost => stage
            .encrypted()
            .at("02 08:00", Do::LoseKeys {})
            .at("02 09:00", Do::ReadKeys {})
            .at("02 10:00", Do::RestoreKeys {})
            .at("02 11:00", Do::ReadKeys {}),
        Fault::KeysNotInPoint => stage
            .encrypted()
            .at("01 09:00", Do::RestoreKeys {})
            .at("02 09:00", Do::LoseKeys {})
            .at("02 10:00", Do::RestoreKeys {}),
        // Nothing encrypts a machine later: there is only the refusal to see.
        Fault::NotEncrypted => stage.at("02 09:00", Do::ReadKeys {}),
        _ => return None,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_jobs(fault: Fault, stage: Stage) -> Option<Stage> {
    Some(match fault {
        Fault::NothingToCancel => stage
            .at("02 09:00", Do::Cancel {})
            .backed_up("02 10:00")
            .at("02 10:04", Do::Cancel {}),
        Fault::CancelNotSupported => stage
            .vm(|vm| {
                vm.disks[1].size_gib = 128;
                vm.disks[1].used_gib = 100.0;
            })
            .at("01 23:00", Do::Cancel {})
            .backed_up("02 10:00")
            .at("02 10:04", Do::Cancel {}),
        Fault::CancelNotInProgress => stage
            .with(|draft| draft.calibration.start_delay_max_min = Some(120))
            .at("01 22:00:01", Do::Cancel {})
            .backed_up("02 10:00")
            .at("02 10:04", Do::Cancel {}),
        Fault::ObjectLocked => stage
            .unprotected()
            .protect("01 09:00")
            .at("01 09:00:20", change_policy("quiet"))
            .at("01 10:00", change_policy("quiet")),
        _ => return None,
    })
}

fn has_enhanced(stage: &Stage) -> bool {
    stage.profile.enhanced_snapshots.is_some()
}

/// One on-demand backup more than a day takes, then one on the next day.
fn on_demand_limit(stage: Stage) -> Stage {
    let most = stage.profile.on_demand_per_day_max.value;
    let hours = (0..=most).map(|i| format!("02 {:02}:00", 8 + i));
    hours
        .fold(stage, |stage, when| stage.at(&when, back_up()))
        .backed_up("03 10:00")
}

/// As many machines as the policy takes, then one more; another vault's policy takes it.
fn full_policy(stage: Stage) -> Stage {
    let most = stage.profile.vms_per_policy_max.value;
    stage
        .unprotected()
        .registered()
        .with(|draft| {
            draft
                .vms
                .extend((1..=most).map(|i| machine(&format!("vm-{i}"))));
        })
        .protect("01 09:00")
        .at("01 10:00", protect("elsewhere"))
}

/// The machine is in another region; one beside it is in the vault's.
fn wrong_region(stage: Stage) -> Stage {
    let stage = stage
        .unprotected()
        .setup(|setup| setup.region = Some("northeurope".to_owned()));
    if stage.is_classic() {
        return stage
            .of_service("01 06:00", Do::Discover {})
            .at("01 08:00", Do::Register {});
    }
    stage.protect("01 09:00")
}

/// Disks that together are a little below the limit: one of them can grow a little, not much.
fn large_disks(stage: Stage) -> Stage {
    let largest = stage.profile.disk_size_max.value.get() >> 30;
    let together = stage.profile.vm_disks_size_max.value.get() >> 30;
    let count = usize::try_from(together.div_euclid(largest)).expect("a machine has few disks");
    let grow = |size_gib| Do::GrowDisk {
        disk: "data".to_owned(),
        size_gib,
    };
    stage
        .data_disks(count - 1)
        .vm(|vm| {
            for disk in &mut vm.disks {
                disk.size_gib = largest;
            }
            vm.disks[1].size_gib = largest - 200;
            let mut temporary = disk("temporary", DiskRoleDraft::Temp, 0.0);
            temporary.size_gib = 100;
            vm.disks.push(temporary);
        })
        .at("02 09:00", grow(largest))
        .at("02 10:00", grow(largest - 150))
}

/// As many backups on demand as a day takes, day after day, until the machine's points are as many as
/// may be; deleting them makes room.
fn many_points(stage: Stage) -> Stage {
    let per_day = stage.profile.on_demand_per_day_max.value;
    let most = u32::try_from(stage.profile.points_max.value).expect("a limit is small");
    let full_after = most.div_ceil(per_day + 1);
    let mut stage = stage
        .without_soft_delete()
        .days(full_after + 4)
        .with(|draft| draft.policies[0].retention = RetentionDraft::of_days(9999));
    let day = |i: u32| date(2026, 3, 1) + i64::from(i).days();
    for i in 0..=full_after {
        for hour in 0..per_day {
            let at = format!("{}T{:02}:00:00Z", day(i), 1 + hour);
            let keep_days = Some(9999);
            stage = stage.on(at, Do::BackUpNow { keep_days });
        }
    }
    let at = |hour| format!("{}T{hour:02}:00:00Z", day(full_after + 2));
    stage
        .on(at(9), stop(StoppedDataDraft::Delete))
        .on(at(10), protect("daily"))
        .on(at(11), back_up())
}
