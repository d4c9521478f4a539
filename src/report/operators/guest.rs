//! What operators do inside a guest and to its network, in words.

use crate::report::Report;
use crate::scenario::draft::{AgentStateDraft, FreezeChangeDraft, NetworkDraft};
use crate::scenario::setup::version_text;
use crate::scenario::timeline::{Action, ActionKind};
use crate::units::SimDuration;

impl Report {
    /// What is done inside a guest.
    pub(super) fn guest_act(&self, action: &Action) -> String {
        match &action.what {
            ActionKind::InstallAgent(version) => {
                format!("Install the VM agent {}.", version_text(*version))
            }
            ActionKind::FlagAgent(true) => "Say that the machine has an agent.".to_owned(),
            ActionKind::FlagAgent(false) => "Say that the machine has no agent.".to_owned(),
            ActionKind::ChangeAgent(state, late) => agent_act(*state, *late),
            ActionKind::ChangeWriter {
                writer,
                fails,
                freeze_s,
            } => {
                let does = if *fails { "fails" } else { "succeeds" };
                let vm = action.vm.map(|vm| &self.scenario.vms()[vm]);
                let setup = vm.and_then(|vm| vm.setup.as_deref());
                let name = setup.map_or("", |setup| &setup.writers[*writer].name);
                format!("VSS writer {name} {does} from now on and freezes for {freeze_s} s.")
            }
            ActionKind::ChangeWriteHold(seconds) => {
                format!("VSS holds back writes for {seconds} s from now on.")
            }
            ActionKind::ChangeVssBackup(true) => {
                "Make VSS backups copies: logs are kept.".to_owned()
            }
            ActionKind::ChangeVssBackup(false) => {
                "Make VSS backups full: logs are truncated.".to_owned()
            }
            ActionKind::ChangeFreeze(change) => freeze_act(change),
            ActionKind::ChangeScripts(Some(_)) => "Set up a pre- and a post-script.".to_owned(),
            ActionKind::ChangeScripts(None) => "Take the scripts away.".to_owned(),
            ActionKind::Protect(_)
            | ActionKind::ChangePolicy(_)
            | ActionKind::BackUpNow(_)
            | ActionKind::StopAndKeep
            | ActionKind::StopAndDelete
            | ActionKind::Resume(_)
            | ActionKind::Undelete
            | ActionKind::ChangeNetwork(_)
            | ActionKind::FillDisk(..)
            | ActionKind::DeleteData(..)
            | ActionKind::GrowDisk(..)
            | ActionKind::AddDisk(_)
            | ActionKind::RemoveDisk(_)
            | ActionKind::Discover
            | ActionKind::Register
            | ActionKind::Cancel
            | ActionKind::Restore(_)
            | ActionKind::Start
            | ActionKind::Stop
            | ActionKind::Deallocate
            | ActionKind::Restart
            | ActionKind::CreateVm
            | ActionKind::DeleteVm
            | ActionKind::ChangeKeyAccess(_)
            | ActionKind::LoseKeys
            | ActionKind::RestoreKeys
            | ActionKind::ReadKeys
            | ActionKind::Lock(_)
            | ActionKind::Unlock(_)
            | ActionKind::DeleteSnapshots
            | ActionKind::DeleteVault(_)
            | ActionKind::BeginTrouble(_)
            | ActionKind::EndTrouble(_) => unreachable!("told before the guest is asked"),
        }
    }
}

fn agent_act(state: AgentStateDraft, late: SimDuration) -> String {
    let does = match state {
        AgentStateDraft::Ready => "answers",
        AgentStateDraft::Stopped => "stops",
        AgentStateDraft::Hung => "hangs",
        AgentStateDraft::Missing => "is removed",
    };
    if state == AgentStateDraft::Ready && late > SimDuration::ZERO {
        return format!("The VM agent {does} from now on, {late} late.");
    }
    format!("The VM agent {does} from now on.")
}

fn freeze_act(change: &FreezeChangeDraft) -> String {
    let FreezeChangeDraft {
        takes_s,
        hold_max_s,
        wait_max_s,
        sequential,
    } = change;
    let mut parts = Vec::new();
    parts.extend(takes_s.map(|s| format!("it takes {s} s")));
    parts.extend(hold_max_s.map(|s| format!("it may be held for {s} s")));
    parts.extend(wait_max_s.map(|s| format!("the extension waits {s} s for it")));
    parts.extend(sequential.map(|one_by_one| {
        let how = if one_by_one {
            "one after the other"
        } else {
            "at once"
        };
        format!("disks are snapshotted {how}")
    }));
    if parts.is_empty() {
        return "Leave the freeze as it is.".to_owned();
    }
    format!("Change the freeze: {}.", parts.join(", "))
}

/// What becomes of a machine's network.
pub(super) const fn network_act(network: NetworkDraft) -> &'static str {
    match network {
        NetworkDraft::Open => "Open the way to Azure's storage.",
        NetworkDraft::NoOutbound => "Close the way to Azure's storage.",
        NetworkDraft::NoDns => "Close the way to Azure's storage: names are not resolved.",
        NetworkDraft::NoRoutes => "Close the way to Azure's storage: addresses are not allowed.",
        NetworkDraft::SomeStorage => "Close the way to the storage of some disks.",
        NetworkDraft::SlowProxy => "Put a slow proxy in the way.",
        NetworkDraft::Unresponsive => "Make the network slow to answer.",
        NetworkDraft::NoHostAgent => "Close the way to the host's agent address.",
    }
}
