//! What did operators do, and what did the service refuse?

mod guest;

use super::Report;
use super::jobs::{restored, restored_to};
use super::view::OperatorView;
use crate::ledger::OperatorRecord;
use crate::scenario::draft::{LockDraft, RestoreTierDraft};
use crate::scenario::timeline::{Action, ActionKind, RestoreOrder};
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
    /// What an operator does, as a sentence.
    pub(super) fn what(&self, action: u32) -> String {
        let action = &self.scenario.timeline()[action as usize];
        let mut text = self.protection_act(action);
        if let Some(by) = &action.by {
            text += &format!(" By {}.", self.scenario.operators()[*by].name);
        }
        text
    }

    fn operator_view(&self, record: &OperatorRecord) -> OperatorView {
        OperatorView {
            at: self.moment(record.at),
            vm: record
                .vm
                .map(|vm| self.vm_name(vm).to_owned())
                .unwrap_or_default(),
            what: self.what(record.action),
            refused: record.refused.map(|fault| {
                let row = fault.row();
                format!("{}: {} {}", row.code, row.message, row.remedy)
            }),
        }
    }
    /// What is asked of the backup service.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is what is done to the machine"
    )]
    fn protection_act(&self, action: &Action) -> String {
        let policy = |id| &self.scenario.policies()[id].name;
        match action.what {
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
            ActionKind::Discover => "Discover the subscription's machines.".to_owned(),
            ActionKind::Register => "Register the machine.".to_owned(),
            ActionKind::Cancel => "Cancel the running job.".to_owned(),
            ActionKind::Restore(order) => self.restore_act(order),
            ActionKind::DeleteVault(id) => {
                format!("Delete vault {}.", self.scenario.vaults()[id].name)
            }
            ActionKind::DeleteSnapshots => "Delete the snapshots by hand.".to_owned(),
            ActionKind::ChangeKeyAccess(true) => {
                "Let the backup service read the key vault.".to_owned()
            }
            ActionKind::ChangeKeyAccess(false) => {
                "Keep the backup service from the key vault.".to_owned()
            }
            ActionKind::LoseKeys => "Delete the keys from the key vault.".to_owned(),
            ActionKind::RestoreKeys => "Restore the keys to the key vault.".to_owned(),
            ActionKind::ReadKeys => "Read the keys.".to_owned(),
            _ => self.machine_act(action),
        }
    }
    fn restore_act(&self, order: RestoreOrder) -> String {
        let RestoreOrder {
            how,
            to,
            account,
            until,
            tier,
            at_once,
            same_name,
        } = order;
        let (what, to) = (restored(how), restored_to(to));
        let into = account.map_or_else(String::new, |account| {
            format!(
                " into storage account {}",
                self.scenario.accounts()[account].name
            )
        });
        let tier = match tier {
            None => "",
            Some(RestoreTierDraft::Snapshot) => " that has a snapshot",
            Some(RestoreTierDraft::Vault) => " that is in the vault only",
        };
        let until = until.map_or_else(String::new, |until| {
            format!(" up to {}", self.moment(until).local)
        });
        let name = if same_name { ", under its name" } else { "" };
        let turn = at_once.map_or_else(String::new, |most| format!(", at most {most} at once"));
        format!("Restore {what}{to}{into} from the newest point{tier}{until}{name}{turn}.")
    }
    /// What is done to a machine, seen from outside.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is what is done inside the guest"
    )]
    fn machine_act(&self, action: &Action) -> String {
        let disk = |id| &self.scenario.disks()[id].name;
        match action.what {
            ActionKind::ChangeNetwork(network) => guest::network_act(network).to_owned(),
            ActionKind::FillDisk(id, added) => format!("Write {added} to disk {}.", disk(id)),
            ActionKind::DeleteData(id, gone) => {
                format!("Delete {gone} from disk {}.", disk(id))
            }
            ActionKind::GrowDisk(id, size) => format!("Make disk {} {size} large.", disk(id)),
            ActionKind::AddDisk(id) => format!("Attach disk {}.", disk(id)),
            ActionKind::RemoveDisk(id) => format!("Detach disk {}.", disk(id)),
            ActionKind::Start => "Start the machine.".to_owned(),
            ActionKind::Stop => "Shut the machine down, keep its host.".to_owned(),
            ActionKind::Deallocate => "Shut the machine down, give its host back.".to_owned(),
            ActionKind::Restart => "Restart the machine.".to_owned(),
            ActionKind::CreateVm => "Create the machine.".to_owned(),
            ActionKind::DeleteVm => "Delete the machine with its disks.".to_owned(),
            ActionKind::Lock(on) => format!("Lock {}.", locked(on)),
            ActionKind::Unlock(on) => format!("Unlock {}.", locked(on)),
            ActionKind::BeginTrouble(trouble) => {
                format!("Something goes wrong: {}", trouble.row().state)
            }
            ActionKind::EndTrouble(trouble) => {
                let state = trouble.row().state.trim_end_matches('.');
                format!("It is right again; no longer: {state}.")
            }
            _ => self.guest_act(action),
        }
    }
}

pub(super) const fn locked(on: LockDraft) -> &'static str {
    match on {
        LockDraft::Machine => "the machine",
        LockDraft::Snapshots => "the group of its snapshots",
        LockDraft::StorageAccount => "the storage account of its disks",
    }
}
