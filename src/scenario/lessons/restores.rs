//! Lessons of what a restore meets, beside the troubles of where it goes.

use super::stage::{Stage, begin, end, remove_disk, restore, restore_to};
use crate::azure::errors::Fault;
use crate::scenario::draft::{
    ActionKindDraft as Do, DiskRoleDraft, LockDraft, RestoreDraft, RestoreKindDraft as Kind,
    RestoreTargetDraft as Target, ScheduleDraft,
};

/// The lesson, if the fault is one of these.
pub(super) fn lesson(fault: Fault, stage: impl Fn() -> Stage) -> Option<Stage> {
    of_replacing(fault, stage())
        .or_else(|| of_subscriptions(fault, stage()))
        .or_else(|| of_points(fault, stage()))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_replacing(fault: Fault, stage: Stage) -> Option<Stage> {
    let replace = || restore(Kind::ReplaceDisks);
    let off = |stage: Stage| stage.at("02 08:00", Do::Deallocate {});
    let locked = |is_locked: bool| {
        let on = LockDraft::Machine;
        if is_locked {
            Do::Lock { on }
        } else {
            Do::Unlock { on }
        }
    };
    Some(match fault {
        Fault::NotShutDown => stage
            .at("02 09:00", replace())
            .at("02 10:00", Do::Deallocate {})
            .at("02 11:00", replace()),
        Fault::ReplaceNotSupported => off(stage.unmanaged())
            .at("02 09:00", replace())
            .at("02 11:00", restore(Kind::Vm)),
        Fault::ReplaceBackupFailed => off(stage)
            .at("02 08:30", locked(true))
            .at("02 09:00", replace())
            .at("02 12:00", locked(false))
            .at("02 13:00", replace()),
        Fault::FilesEncrypted => stage
            .encrypted()
            .at("02 09:00", restore(Kind::Files))
            .at("02 11:00", restore(Kind::Disks)),
        Fault::ReplaceDisksExcluded => off(stage)
            .vm(|vm| vm.disks[1].role = DiskRoleDraft::Excluded)
            .at("02 09:00", replace())
            .at("02 11:00", restore(Kind::Vm)),
        _ => return None,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_subscriptions(fault: Fault, stage: Stage) -> Option<Stage> {
    let other = || restore_to(Kind::Vm, Target::OtherSubscription);
    // What the other subscription does not take goes back to the machine's own.
    let back = |stage: Stage| {
        stage
            .at("02 09:00", other())
            .at("02 11:00", restore(Kind::Vm))
    };
    let cured = |stage: Stage, trouble: &str| {
        let stage = stage.at("02 08:00", begin(trouble)).at("02 09:00", other());
        stage.at("02 10:00", end(trouble)).at("02 11:00", other())
    };
    Some(match fault {
        Fault::SecondaryRegionFull => {
            let paired = || restore_to(Kind::Vm, Target::PairedRegion);
            // A copy in the paired region is there a day or two later.
            stage
                .paired()
                .days(6)
                .at("05 08:00", begin("paired-region-full"))
                .at("05 09:00", paired())
                .at("05 18:00", end("paired-region-full"))
                .at("05 19:00", paired())
        }
        Fault::CrossReplace => {
            let replace = restore_to(Kind::ReplaceDisks, Target::OtherSubscription);
            stage
                .at("02 08:00", Do::Deallocate {})
                .at("02 09:00", replace)
                .at("02 11:00", restore(Kind::Vm))
        }
        Fault::CrossUnmanaged => back(stage.unmanaged()),
        Fault::CrossRegion => stage
            .paired()
            .at(
                "02 09:00",
                restore_to(Kind::Vm, Target::OtherSubscriptionPairedRegion),
            )
            .at("02 11:00", restore(Kind::Vm)),
        Fault::CrossTenant => cured(stage, "target-other-tenant"),
        Fault::CrossSubscriptionInvalid => cured(stage, "target-not-registered"),
        Fault::CrossEncrypted => back(stage.encrypted()),
        Fault::CrossTrustedLaunch => {
            back(stage.setup(|setup| setup.troubles.push("trusted-launch".to_owned())))
        }
        Fault::CrossSnapshot if has_hourly(&stage) => hourly(stage)
            .at("02 13:00", other())
            .at("02 15:00", restore(Kind::Vm)),
        _ => return None,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
fn of_points(fault: Fault, stage: Stage) -> Option<Stage> {
    let order = |until: Option<&str>, same_name| {
        Do::Restore(RestoreDraft {
            how: Kind::Vm,
            to: Target::Same,
            account: None,
            until: until.map(str::to_owned),
            tier: None,
            at_once: None,
            same_name,
        })
    };
    Some(match fault {
        Fault::InstantPointNotFound if has_hourly(&stage) => hourly(stage)
            .at("02 13:00", Do::DeleteSnapshots {})
            .at("02 14:00", order(Some("2026-03-02T12:30:00Z"), false))
            .at("02 15:00", order(Some("2026-03-02T00:00:00Z"), false)),
        Fault::RestoreLimitReached => return restored_too_often(stage),
        Fault::NameTaken => stage
            .at("02 09:00", order(None, true))
            .at("02 10:00", order(None, false)),
        Fault::RestoreInProgress => stage
            .at("02 09:00", restore(Kind::Disks))
            .at("02 09:00:30", restore(Kind::Disks))
            .at("02 18:00", restore(Kind::Disks)),
        Fault::SlowOtherAccount => stage
            .at("02 07:00", Do::DeleteSnapshots {})
            .at("02 08:00", begin("restore-account-elsewhere"))
            .at("02 09:00", restore(Kind::Disks))
            .at("02 18:00", end("restore-account-elsewhere"))
            .at("02 19:00", restore(Kind::Disks)),
        // Ten disks, then eight: the next backup's point holds no more.
        Fault::SlowManyDisks => stage
            .data_disks(9)
            .at("02 07:00", Do::DeleteSnapshots {})
            .at("02 09:00", restore(Kind::Disks))
            .at("02 18:00", remove_disk("data-2"))
            .at("02 18:00", remove_disk("data-3"))
            .at("03 07:00", Do::DeleteSnapshots {})
            .at("03 09:00", restore(Kind::Disks)),
        _ => return None,
    })
}

/// One restore more than a day takes, then one on the next day.
fn restored_too_often(stage: Stage) -> Option<Stage> {
    let most = stage.profile.restores_per_day_max?.value;
    // Each ends before the next begins.
    let times = (0..=most).map(|i| {
        let minutes = 60 + 25 * i;
        format!(
            "02 {:02}:{:02}",
            minutes.div_euclid(60),
            minutes.rem_euclid(60)
        )
    });
    let stage = times.fold(stage, |stage, when| stage.at(&when, restore(Kind::Files)));
    Some(stage.at("03 12:00", restore(Kind::Files)))
}

fn has_hourly(stage: &Stage) -> bool {
    stage.profile.enhanced_snapshots.is_some()
}

/// Backups at 08:00, 12:00, 16:00 and 20:00, of which only the last goes to the vault.
fn hourly(stage: Stage) -> Stage {
    stage
        .vm(|vm| vm.policy = Some("enhanced".to_owned()))
        .with(|draft| {
            let hours = ScheduleDraft::Hours {
                interval_hours: 4,
                from: "08:00".to_owned(),
                duration_hours: 16,
            };
            let mut policies = draft.policies.iter_mut();
            let policy = policies.find(|policy| policy.name == "enhanced");
            policy.expect("this generation has it").schedule = hours;
        })
}
