//! What operators change inside a machine: its agent, its VSS writers, how it freezes, its scripts.
//! What a snapshot makes of it is not here.

use super::Simulation;
use crate::azure::errors::Fault;
use crate::scenario::draft::{AgentStateDraft, FreezeChangeDraft, FreezeDraft};
use crate::scenario::timeline::ActionKind;
use crate::units::VmId;
use std::sync::Arc;

impl Simulation {
    /// Changes something inside a machine that exists.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever is done to a machine and not here was done before"
    )]
    pub(super) fn act_inside(&mut self, vm: VmId, what: &ActionKind) -> Result<(), Fault> {
        let guest = Arc::make_mut(&mut self.world.vms[vm].guest);
        match *what {
            ActionKind::InstallAgent(version) => return self.install_agent(vm, version),
            ActionKind::FlagAgent(flagged) => guest.agent.flagged = flagged,
            ActionKind::ChangeAgent(state, answers_after) => {
                guest.agent.state = state;
                guest.agent.answers_after = answers_after;
                if state == AgentStateDraft::Missing {
                    // The extension lives in the agent and goes with it.
                    self.world.vms[vm].extension_since = None;
                }
            }
            ActionKind::ChangeWriter {
                writer,
                fails,
                freeze_s,
            } => {
                let writer = &mut guest.writers[writer];
                (writer.fails, writer.freeze_s) = (fails, freeze_s);
            }
            ActionKind::ChangeWriteHold(seconds) => guest.write_hold_s = seconds,
            ActionKind::ChangeVssBackup(copy) => guest.vss_copy_backup = copy,
            ActionKind::ChangeFreeze(ref change) => change_freeze(&mut guest.freeze, change),
            ActionKind::ChangeScripts(scripts) => guest.scripts = scripts,
            _ => unreachable!("every other action is the service's or the machine's"),
        }
        Ok(())
    }
    /// Puts an agent where there is none, or over the one that is there, unless a backup uses it
    /// (AGT-2). The machine's property that says that it has one is another step (AGT-1).
    fn install_agent(&mut self, vm: VmId, version: [u32; 4]) -> Result<(), Fault> {
        let state = &mut self.world.vms[vm];
        if !state.power.is_running(self.now) {
            return Err(Fault::MachineNotRunning);
        }
        if state.snapshotting.is_some() || state.transferring.is_some() {
            return Err(Fault::AgentInUse);
        }
        let guest = Arc::make_mut(&mut state.guest);
        guest.agent.state = AgentStateDraft::Ready;
        guest.agent.version = version;
        Ok(())
    }
}

/// What is not said stays as it is.
fn change_freeze(freeze: &mut FreezeDraft, change: &FreezeChangeDraft) {
    let FreezeChangeDraft {
        takes_s,
        hold_max_s,
        wait_max_s,
        sequential,
    } = *change;
    *freeze = FreezeDraft {
        takes_s: takes_s.unwrap_or(freeze.takes_s),
        hold_max_s: hold_max_s.unwrap_or(freeze.hold_max_s),
        wait_max_s: wait_max_s.unwrap_or(freeze.wait_max_s),
        sequential: sequential.unwrap_or(freeze.sequential),
    };
}
