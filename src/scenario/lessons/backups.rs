//! Lessons of what a backup meets: agent, network, freeze, scripts, locks, operators in its way, and
//! what is not backed up.

use super::stage::{Stage, add_disk, begin, change_policy, end, lock, remove_disk, unlock};
use crate::azure::errors::Fault;
use crate::scenario::draft::{
    ActionKindDraft as Do, AgentStateDraft, DiskKindDraft, FreezeChangeDraft, LockDraft,
    NetworkDraft, PowerDraft, ScriptDraft, ScriptEndDraft, ScriptsDraft,
};

/// The lesson, if the fault is one of these.
pub(super) fn lesson(fault: Fault, stage: impl Fn() -> Stage) -> Option<Stage> {
    of_agent(fault, stage())
        .or_else(|| of_network(fault, stage()))
        .or_else(|| of_scripts(fault, stage()))
        .or_else(|| of_locks(fault, stage()))
        .or_else(|| of_operators(fault, stage()))
        .or_else(|| of_disks(fault, stage()))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_agent(fault: Fault, stage: Stage) -> Option<Stage> {
    let agent = |state, answers_after_min| Do::ChangeAgent {
        state,
        answers_after_min,
    };
    let ready = || agent(AgentStateDraft::Ready, 0);
    let install = || Do::InstallAgent { version: None };
    Some(match fault {
        Fault::AgentStatusUnavailable => {
            stage.second_night(agent(AgentStateDraft::Stopped, 0), ready())
        }
        Fault::AgentVersionUnsupported => stage
            .setup(|setup| setup.agent.version = Some("2.0.0.0".to_owned()))
            .at("02 09:00", install()),
        Fault::AgentCommandTooLate => {
            stage.second_night(agent(AgentStateDraft::Ready, 150), ready())
        }
        Fault::VmOffline => stage
            .setup(|setup| {
                setup.power = PowerDraft::Deallocated;
                setup.agent.state = AgentStateDraft::Missing;
                setup.agent.flagged = false;
            })
            .at("02 09:00", Do::Start {})
            .at("02 10:00", install())
            .at("02 11:00", Do::FlagAgent { flagged: true }),
        Fault::ExtensionOperationFailedManagedDisks => {
            stage.second_night(agent(AgentStateDraft::Hung, 0), ready())
        }
        Fault::ExtensionStatusMissing => {
            let sequential = FreezeChangeDraft {
                sequential: Some(true),
                ..FreezeChangeDraft::default()
            };
            stage
                .data_disks(4)
                .second_night(begin("guest-snapshots-stick"), Do::ChangeFreeze(sequential))
        }
        Fault::FsFreezeTimeout => {
            let slow = FreezeChangeDraft {
                takes_s: Some(120),
                ..FreezeChangeDraft::default()
            };
            let patient = FreezeChangeDraft {
                hold_max_s: Some(300),
                wait_max_s: Some(300),
                ..FreezeChangeDraft::default()
            };
            stage.second_night(Do::ChangeFreeze(slow), Do::ChangeFreeze(patient))
        }
        _ => return None,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_network(fault: Fault, stage: Stage) -> Option<Stage> {
    let network = |network| Do::ChangeNetwork { network };
    let open = || network(NetworkDraft::Open);
    let closed = match fault {
        Fault::InternetConnectivityIssue => {
            let stage = stage.vm(|vm| vm.network = NetworkDraft::NoOutbound);
            return Some(stage.at("02 09:00", open()));
        }
        Fault::SnapshotFailedNoNetwork => NetworkDraft::NoOutbound,
        Fault::SnapshotFailedRestrictedNetwork => NetworkDraft::SomeStorage,
        Fault::TimeoutDelayInNetwork => NetworkDraft::SlowProxy,
        Fault::TimeoutNetworkUnresponsive => NetworkDraft::Unresponsive,
        Fault::CrpReportedUserError => NetworkDraft::NoHostAgent,
        _ => return None,
    };
    Some(stage.second_night(network(closed), open()))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_scripts(fault: Fault, stage: Stage) -> Option<Stage> {
    let good = ScriptsDraft {
        continue_on_failure: false,
        ..ScriptsDraft::default()
    };
    let ends = |ends| ScriptDraft { ends, takes_s: 0 };
    let slow = ScriptDraft {
        ends: ScriptEndDraft::Succeeds,
        takes_s: good.timeout_s + 30,
    };
    let (pre, post) = match fault {
        Fault::PreScriptFailed => (ends(ScriptEndDraft::Fails), good.post),
        Fault::PostScriptFailed => (good.pre, ends(ScriptEndDraft::Fails)),
        Fault::PreScriptNotFound => (ends(ScriptEndDraft::Missing), good.post),
        Fault::PostScriptNotFound => (good.pre, ends(ScriptEndDraft::Missing)),
        Fault::PreScriptPermission => (ends(ScriptEndDraft::NotRootOnly), good.post),
        Fault::PostScriptPermission => (good.pre, ends(ScriptEndDraft::NotRootOnly)),
        Fault::PreScriptTimeout => (slow, good.post),
        Fault::PostScriptTimeout => (good.pre, slow),
        _ => return None,
    };
    let change = |scripts| Do::ChangeScripts {
        scripts: Some(scripts),
    };
    Some(stage.second_night(change(ScriptsDraft { pre, post, ..good }), change(good)))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_locks(fault: Fault, stage: Stage) -> Option<Stage> {
    let has_enhanced = stage.profile.enhanced_snapshots.is_some();
    Some(match fault {
        // Eighteen snapshots stay because of the lock; the nineteenth finds no room.
        Fault::PointCollectionLimit => stage
            .days(21)
            .at("01 09:00", lock(LockDraft::Snapshots))
            .at("20 09:00", unlock(LockDraft::Snapshots)),
        Fault::BackupOperationFailed if has_enhanced => stage
            .days(7)
            .at("01 09:00", lock(LockDraft::Snapshots))
            .at("05 09:00", change_policy("enhanced"))
            .at("06 09:00", unlock(LockDraft::Snapshots)),
        Fault::MachineLocked => {
            stage.second_night(lock(LockDraft::Machine), unlock(LockDraft::Machine))
        }
        Fault::StorageAccountLocked => stage.unmanaged().second_night(
            lock(LockDraft::StorageAccount),
            unlock(LockDraft::StorageAccount),
        ),
        Fault::KeyVaultNotPermitted => {
            let access = |backup_service_may_read| Do::ChangeKeyAccess {
                backup_service_may_read,
            };
            stage.encrypted().second_night(access(false), access(true))
        }
        _ => return None,
    })
}

/// What is done while a backup is in its snapshot: four minutes after it was due every one is, except
/// a machine's first, which installs the extension.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_operators(fault: Fault, stage: Stage) -> Option<Stage> {
    const IN_SNAPSHOT: &str = "02 22:04";
    Some(match fault {
        Fault::ExtensionOperationInProgress => {
            stage.extra_disk().at(IN_SNAPSHOT, add_disk("extra"))
        }
        Fault::PointCollectionDeleted => stage.at(IN_SNAPSHOT, Do::DeleteSnapshots {}),
        Fault::CancelledOnReboot => stage.at(IN_SNAPSHOT, Do::Restart {}),
        Fault::JobCancelled => stage.at(IN_SNAPSHOT, Do::Cancel {}),
        // The one on demand is still in its snapshot when the schedule's is due.
        Fault::BackupOperationInProgress => stage.backed_up("02 21:58"),
        Fault::MachineNotFound => stage.second_night(Do::DeleteVm {}, Do::CreateVm {}),
        // 1,000 GiB at the rate of a first backup are most of a day.
        Fault::SlowFirstBackup => stage.vm(|vm| {
            vm.disks[1].size_gib = 1023;
            vm.disks[1].used_gib = 1000.0;
            vm.disks[1].change_percent_per_day = Some(0.1);
        }),
        // The schedule of noon is away from the busy hours.
        Fault::SlowQueue => stage
            .with(|draft| draft.calibration.queue_busy_mean_min = Some(480))
            .at("02 08:00", change_policy("quiet")),
        _ => return None,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_disks(fault: Fault, stage: Stage) -> Option<Stage> {
    let most = stage.profile.data_disks_max.value;
    let largest = stage.profile.disk_size_max.value.get() >> 30;
    let protected_twice = |stage: Stage, cure: Do| {
        let stage = stage.unprotected().protect("01 09:00");
        stage.at("01 10:00", cure).protect("01 11:00")
    };
    let special = |stage: Stage, trouble: &str| {
        let stage = stage.setup(|setup| setup.troubles.push(trouble.to_owned()));
        protected_twice(stage, end(trouble))
    };
    Some(match fault {
        Fault::UnsupportedDiskCount => {
            protected_twice(stage.data_disks(most + 1), remove_disk("data-2"))
        }
        Fault::UnsupportedDiskSize => {
            let stage = stage.vm(|vm| vm.disks[1].size_gib = largest + 1);
            protected_twice(stage, remove_disk("data"))
        }
        Fault::UnsupportedDiskConfiguration => special(stage, "ultra-disk"),
        Fault::WriteAcceleratedDisk => special(stage, "write-accelerated"),
        Fault::StandardSsdOldStack => stage
            .vm(|vm| vm.disks[1].kind = DiskKindDraft::StandardSsd)
            .of_service("02 09:00", begin("old-stack"))
            .of_service("03 09:00", end("old-stack")),
        Fault::PremiumStorageQuota => stage
            .unmanaged()
            .vm(|vm| {
                for disk in &mut vm.disks {
                    disk.kind = DiskKindDraft::PremiumSsd;
                }
            })
            .of_service("01 08:00", begin("old-stack"))
            .second_night(begin("premium-account-full"), end("premium-account-full")),
        _ => return None,
    })
}
