//! Lessons of 2015: discovery, registration, and the backups of classic machines.

use super::stage::{Stage, add_disk, begin, remove_disk};
use crate::azure::errors::Fault;
use crate::scenario::draft::{
    AccountDraft, ActionKindDraft as Do, AgentStateDraft, PowerDraft, RetentionDraft,
    ScheduleDraft, WeekdayDraft,
};

/// The lesson, if the fault is one of these.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the faults of the other lessons"
)]
pub(super) fn lesson(fault: Fault, stage: Stage) -> Option<Stage> {
    let most = stage.profile.data_disks_max.value;
    let discovered = |stage: Stage| {
        let stage = stage.unprotected();
        stage.of_service("01 06:00", Do::Discover {})
    };
    let register = || Do::Register {};
    Some(match fault {
        Fault::DiscoveryInProgress => discovered(stage)
            .of_service("01 06:01", Do::Discover {})
            .of_service("01 08:00", Do::Discover {}),
        Fault::NotDiscovered => stage
            .unprotected()
            .at("01 05:00", register())
            .of_service("01 06:00", Do::Discover {})
            .at("01 08:00", register()),
        // A machine that has lost its extension with its agent is registered again.
        Fault::AlreadyRegistered => discovered(stage)
            .at("01 08:00", register())
            .at("01 10:00", register())
            .at("01 11:00", agent(AgentStateDraft::Missing))
            .at("01 11:30", Do::InstallAgent { version: None })
            .at("01 12:00", register()),
        Fault::NotRegistered => discovered(stage)
            .protect("01 08:00")
            .at("01 09:00", register())
            .protect("01 11:00"),
        Fault::FirstBackupNotScheduled => stage.backed_up("01 09:00").backed_up("02 09:00"),
        Fault::RegisterNotRunning => discovered(stage)
            .setup(|setup| setup.power = PowerDraft::Deallocated)
            .at("01 08:00", register())
            .at("01 09:00", Do::Start {})
            .at("01 10:00", register()),
        Fault::RegisterTooManyDisks => discovered(stage)
            .data_disks(most + 1)
            .at("01 08:00", register())
            .at("01 09:00", remove_disk("data-2"))
            .at("01 10:00", register()),
        Fault::RegisterOperationInProgress => discovered(stage)
            .at("01 08:00", register())
            .at("01 08:00:30", register()),
        Fault::CopyTimedOut => too_much_to_copy(stage.data_disks(most)),
        Fault::SnapshotTimedOut => {
            stage.second_night(agent(AgentStateDraft::Hung), agent(AgentStateDraft::Ready))
        }
        Fault::BackupInternalError => stage
            .second_night(Do::DeleteVm {}, Do::CreateVm {})
            .of_service("03 10:00", Do::Discover {})
            .at("03 11:00", register()),
        Fault::ExtensionNotInstalled => stage
            .second_night(
                agent(AgentStateDraft::Missing),
                Do::InstallAgent { version: None },
            )
            .at("03 10:00", Do::FlagAgent { flagged: true })
            .at("03 11:00", register()),
        // The one on demand is still in its snapshot when the schedule's is due.
        Fault::OperationInProgress => stage.backed_up("02 21:58"),
        // Nothing ever cancels a job in 2015: it ends by itself.
        Fault::CancelNotOffered => stage.at("02 22:04", Do::Cancel {}),
        Fault::InvalidNetworkV1 => stage.second_night(begin("classic-network"), Do::Stop {}),
        _ => return None,
    })
}

/// A disk more than is supported, in a storage account so slow that two days are not enough. Backups
/// are days apart: none falls into the long one.
fn too_much_to_copy(stage: Stage) -> Stage {
    let stage = stage.extra_disk().days(9).with(|draft| {
        draft.accounts.push(AccountDraft {
            name: "slow".to_owned(),
            mib_per_s: Some(1),
            ..AccountDraft::default()
        });
        let extra = draft.vms[0].disks.last_mut();
        let extra = extra.expect("a machine has disks");
        extra.size_gib = 512;
        extra.used_gib = 200.0;
        extra.account = Some("slow".to_owned());
        draft.policies[0].schedule = ScheduleDraft::Week {
            on: vec![WeekdayDraft::Sunday, WeekdayDraft::Wednesday],
            at: "22:00".to_owned(),
        };
        draft.policies[0].retention = RetentionDraft::of_weeks(1);
    });
    stage
        .at("02 09:00", add_disk("extra"))
        .at("07 09:00", remove_disk("extra"))
}

fn agent(state: AgentStateDraft) -> Do {
    Do::ChangeAgent {
        state,
        answers_after_min: 0,
    }
}
