//! What is inside a machine's guest: agent, extension, VSS or freeze and scripts, network.

use super::Report;
use super::machine::{fact, section, yes_no};
use crate::azure::guest::{
    AGENT_PATH, AGENT_VERSION_MIN, EXTENSION_NAMES, LINUX_AGENT_VERSION_MIN, WRITE_HOLD_MAX_S,
};
use crate::report::view::{ByteCount, SectionView, VssWriterView};
use crate::scenario::draft::{AgentStateDraft, NetworkDraft, OsDraft, ScriptDraft, ScriptEndDraft};
use crate::scenario::setup::version_text;
use crate::units::{Bytes, SimDuration, VmId};

impl Report {
    pub(super) fn agent_section(&self, vm: VmId) -> SectionView {
        let os = self.scenario.vms()[vm].os;
        let agent = self.world.vms[vm].guest.agent;
        let is_installed = agent.state != AgentStateDraft::Missing;
        let least = match os {
            OsDraft::Windows => AGENT_VERSION_MIN.value,
            OsDraft::Linux => LINUX_AGENT_VERSION_MIN.value,
        };
        let state = match agent.state {
            AgentStateDraft::Ready => "Ready",
            AgentStateDraft::Stopped => "Stopped",
            AgentStateDraft::Hung => "Takes commands and never answers",
            AgentStateDraft::Missing => "Not installed",
        };
        let mut facts = vec![
            fact("Installed", yes_no(is_installed)),
            fact("State", state),
            fact("Machine says it has an agent", yes_no(agent.flagged)),
        ];
        if is_installed {
            facts.push(fact("Version", version_text(agent.version)));
            let is_met = yes_no(agent.version >= least);
            let least = version_text(least);
            facts.push(fact("Oldest that can be registered", least));
            facts.push(fact("New enough", is_met));
        }
        if agent.answers_after > SimDuration::ZERO {
            facts.push(fact("Answers after", agent.answers_after.to_string()));
        }
        if os == OsDraft::Windows {
            facts.push(fact("To check by hand", AGENT_PATH.value));
        }
        section("agent", "VM agent", facts)
    }
    pub(super) fn extension_section(&self, vm: VmId) -> SectionView {
        let state = &self.world.vms[vm];
        let name = extension_name(self.scenario.vms()[vm].os);
        let since = state.extension_since.map(|at| self.moment(at).local);
        // NET-1: the third of three things that fail without a way out.
        let status = match (&since, has_way_out(state.network)) {
            (None, _) => "None: not installed",
            (Some(_), false) => "Can't be shown: no way out of the machine",
            (Some(_), true) => "Shown",
        };
        let facts = vec![
            fact("Name", name),
            fact("Installed", since.as_deref().unwrap_or("No")),
            fact("Status", status),
        ];
        section("extension", "Backup extension", facts)
    }
    pub(super) fn vss_section(&self, vm: VmId) -> SectionView {
        let guest = &self.world.vms[vm].guest;
        let kind = if guest.vss_copy_backup {
            "Copy: applications keep their logs"
        } else {
            "Full: applications truncate their logs"
        };
        let hold = format!(
            "{} s of at most {} s",
            guest.write_hold_s, WRITE_HOLD_MAX_S.value
        );
        let facts = vec![
            fact("Kind of backup", kind),
            fact("Writes are held back", hold),
            fact(
                "Logs grow since",
                self.moment(self.world.vms[vm].logs_since).local,
            ),
        ];
        section("vss", "VSS", facts)
    }
    pub(super) fn freeze_section(&self, vm: VmId) -> SectionView {
        let freeze = &self.world.vms[vm].guest.freeze;
        let how = if freeze.sequential {
            "One after the other"
        } else {
            "At once"
        };
        let facts = vec![
            fact("Takes", format!("{} s", freeze.takes_s)),
            fact("May be held", format!("{} s", freeze.hold_max_s)),
            fact("Extension waits", format!("{} s", freeze.wait_max_s)),
            fact("Disks are snapshotted", how),
        ];
        section("freeze", "File-system freeze", facts)
    }
    pub(super) fn scripts_section(&self, vm: VmId) -> SectionView {
        let Some(scripts) = self.world.vms[vm].guest.scripts else {
            let facts = vec![fact("Scripts", "None")];
            return section("scripts", "Pre- and post-script", facts);
        };
        let facts = vec![
            fact("Configuration readable", yes_no(scripts.config_readable)),
            fact("Pre-script", script_text(scripts.pre)),
            fact("Post-script", script_text(scripts.post)),
            fact(
                "Timeout, all tries together",
                format!("{} s", scripts.timeout_s),
            ),
            fact("Retries", scripts.retries.to_string()),
            fact(
                "Backup goes on when one fails",
                yes_no(scripts.continue_on_failure),
            ),
            fact("File systems are frozen", yes_no(scripts.freeze_enabled)),
        ];
        section("scripts", "Pre- and post-script", facts)
    }
    pub(super) fn network_section(&self, vm: VmId) -> SectionView {
        let state = match self.world.vms[vm].network {
            NetworkDraft::Open => "Azure's storage is in reach",
            NetworkDraft::NoOutbound => "Outbound traffic is blocked",
            NetworkDraft::NoDns => "Azure's names are not resolved",
            NetworkDraft::NoRoutes => "Azure's addresses are not allowed",
            NetworkDraft::SomeStorage => "The storage of some disks is out of reach",
            NetworkDraft::SlowProxy => "A proxy delays the extension's calls",
            NetworkDraft::Unresponsive => "Calls take too long while a snapshot is taken",
            NetworkDraft::NoHostAgent => "The host's agent address is out of reach",
        };
        section("network", "Network", vec![fact("Way out", state)])
    }
    pub(super) fn vss_writers(&self, vm: VmId) -> Vec<VssWriterView> {
        let guest = &self.world.vms[vm].guest;
        let grown = self
            .now
            .saturating_since(self.world.vms[vm].logs_since)
            .as_secs_f64();
        let days = grown / SimDuration::DAY.as_secs_f64();
        let view = guest.writers.iter().map(|writer| VssWriterView {
            name: writer.name.clone(),
            freeze_s: writer.freeze_s,
            fails: writer.fails,
            logs: ByteCount(Bytes::from_f64_rounded(writer.log_per_day.as_f64() * days)),
        });
        view.collect()
    }
}

/// The extension's name in a guest of this family.
pub(super) const fn extension_name(os: OsDraft) -> &'static str {
    let (windows, linux) = EXTENSION_NAMES.value;
    match os {
        OsDraft::Windows => windows,
        OsDraft::Linux => linux,
    }
}

/// NET-2: names and addresses are both needed.
const fn has_way_out(network: NetworkDraft) -> bool {
    match network {
        NetworkDraft::NoOutbound | NetworkDraft::NoDns | NetworkDraft::NoRoutes => false,
        NetworkDraft::Open
        | NetworkDraft::SomeStorage
        | NetworkDraft::SlowProxy
        | NetworkDraft::Unresponsive
        | NetworkDraft::NoHostAgent => true,
    }
}

fn script_text(script: ScriptDraft) -> String {
    let ends = match script.ends {
        ScriptEndDraft::Succeeds => "Succeeds",
        ScriptEndDraft::Fails => "Fails",
        ScriptEndDraft::Missing => return "Missing".to_owned(),
        ScriptEndDraft::NotRootOnly => return "Not root's alone".to_owned(),
    };
    format!("{ends} after {} s", script.takes_s)
}
