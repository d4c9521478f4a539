//! What did operators do, and what did the service refuse?

use super::Report;
use super::view::OperatorView;
use crate::ledger::OperatorRecord;
use crate::scenario::draft::NetworkDraft;
use crate::scenario::timeline::ActionKind;
use crate::units::{SimTime, VmId};

impl Report {
    /// Everything that operators did, in the order of time.
    #[must_use]
    pub fn operators(&self) -> Vec<OperatorView> {
        let records = self.ledger.operators().iter();
        records.map(|record| self.operator_view(record)).collect()
    }
    /// What operators did to a machine up to a moment.
    pub(super) fn operators_of(&self, vm: VmId, now: SimTime) -> Vec<OperatorView> {
        let records = self.ledger.operators().iter();
        let of_vm = records.filter(|record| record.vm == Some(vm) && record.at <= now);
        of_vm.map(|record| self.operator_view(record)).collect()
    }

    fn operator_view(&self, record: &OperatorRecord) -> OperatorView {
        OperatorView {
            at: self.moment(record.at),
            vm: record
                .vm
                .map(|vm| self.vm_name(vm).to_owned())
                .unwrap_or_default(),
            what: self.what(record),
            refused: record.refused.map(|fault| {
                let row = fault.row();
                format!("{}: {} {}", row.code, row.message, row.remedy)
            }),
        }
    }
    fn what(&self, record: &OperatorRecord) -> String {
        let policy = |id| &self.scenario.policies()[id].name;
        let disk = |id| &self.scenario.disks()[id].name;
        match self.scenario.timeline()[record.action as usize].what {
            ActionKind::Protect(id) => format!("Protect with policy {}.", policy(id)),
            ActionKind::ChangePolicy(id) => format!("Change the policy to {}.", policy(id)),
            ActionKind::BackUpNow(life) => format!("Back up now, keep for {life}."),
            ActionKind::StopAndKeep => "Stop protection, keep the data.".to_owned(),
            ActionKind::StopAndDelete => "Stop protection, delete the data.".to_owned(),
            ActionKind::Resume(None) => "Resume protection.".to_owned(),
            ActionKind::Resume(Some(id)) => {
                format!("Resume protection with policy {}.", policy(id))
            }
            ActionKind::Undelete => "Take back the deletion.".to_owned(),
            ActionKind::ChangeNetwork(NetworkDraft::Open) => {
                "Open the way to Azure's storage.".to_owned()
            }
            ActionKind::ChangeNetwork(_) => "Close the way to Azure's storage.".to_owned(),
            ActionKind::FillDisk(id, added) => format!("Write {added} to disk {}.", disk(id)),
            ActionKind::GrowDisk(id, size) => format!("Make disk {} {size} large.", disk(id)),
            ref other => other.name().to_owned(),
        }
    }
}
