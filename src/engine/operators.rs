//! What operators do: each action is taken or refused by the service, and either way recorded.

use super::{Event, Simulation};
use crate::azure::errors::Fault;
use crate::azure::rules::SOFT_DELETE_FREE_DAYS;
use crate::ledger::OperatorRecord;
use crate::model::Protection;
use crate::scenario::policy::{PolicyKind, Reasons};
use crate::scenario::timeline::{Action, ActionKind};
use crate::units::{PolicyId, SimDuration, VmId};

impl Simulation {
    /// Sends every action of the timeline to its moment.
    pub(super) fn schedule_timeline(&mut self) {
        for (index, action) in self.scenario.timeline().to_vec().iter().enumerate() {
            let index = u32::try_from(index).expect("limits keep actions below 2^32");
            self.push(action.at, Event::OperatorActs(index));
        }
    }
    /// An operator does something, or puts it off.
    pub(super) fn operator_acts(&mut self, index: u32) {
        if !self.puts_off(index) {
            self.take_or_refuse(index);
        }
    }
    /// The service takes an action or refuses it.
    pub(super) fn take_or_refuse(&mut self, index: u32) {
        let Action { vm, by, what, .. } = self.scenario.timeline()[index as usize].clone();
        let refused = match vm {
            Some(vm) => self.act(vm, by, &what),
            None => self.act_on_service(&what),
        };
        self.ledger.add_operator(OperatorRecord {
            at: self.now,
            vm,
            action: index,
            refused: refused.err(),
        });
    }
    /// Soft delete lets go, unless the data were taken back.
    pub(super) fn soft_delete_ends(&mut self, vm: VmId) {
        if let Protection::Deleted { purge, .. } = self.world.vms[vm].protection
            && purge == self.now
        {
            self.purge(vm);
            self.set_protection(vm, Protection::None);
        }
    }

    /// What is not done to a machine.
    #[expect(clippy::wildcard_enum_match_arm, reason = "few are")]
    fn act_on_service(&mut self, what: &ActionKind) -> Result<(), Fault> {
        match what {
            ActionKind::Discover => self.discover(),
            ActionKind::DeleteVault(vault) => self.delete_vault(*vault),
            ActionKind::BeginTrouble(trouble) => {
                self.begin_trouble(None, *trouble);
                Ok(())
            }
            ActionKind::EndTrouble(trouble) => {
                self.end_trouble(None, *trouble);
                Ok(())
            }
            _ => unreachable!("the check gives a machine to every other action"),
        }
    }
    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest is the machine's")]
    fn act(&mut self, vm: VmId, by: Option<usize>, what: &ActionKind) -> Result<(), Fault> {
        let protection = self.world.vms[vm].protection;
        match *what {
            ActionKind::Protect(policy) => self.protect(vm, policy),
            ActionKind::ChangePolicy(policy) => {
                let old = active(protection)?;
                self.may_change(old, policy)?;
                self.has_room(policy, Some(old))?;
                self.leave(vm, old);
                self.join(vm, policy);
                Ok(())
            }
            ActionKind::BackUpNow(life) => self.may_back_up(vm).map(|policy| {
                self.back_up_now(vm, policy, life);
            }),
            ActionKind::StopAndKeep => {
                let policy = active(protection)?;
                self.leave(vm, policy);
                self.set_protection(vm, Protection::Stopped(policy));
                Ok(())
            }
            ActionKind::StopAndDelete => self.delete(vm, protection),
            ActionKind::Resume(policy) => {
                let Protection::Stopped(old) = protection else {
                    return Err(Fault::NotStopped);
                };
                let policy = policy.unwrap_or(old);
                self.may_change(old, policy)?;
                self.has_room(policy, None)?;
                self.join(vm, policy);
                Ok(())
            }
            ActionKind::Undelete => {
                let Protection::Deleted { policy, .. } = protection else {
                    return Err(Fault::NothingDeleted);
                };
                self.set_protection(vm, Protection::Stopped(policy));
                Ok(())
            }
            ActionKind::Register => self.register(vm),
            ActionKind::Cancel => self.cancel(vm),
            ActionKind::Restore(order) => self.restore(vm, order),
            ActionKind::DeleteSnapshots => self.delete_snapshots(vm),
            ActionKind::LoseKeys | ActionKind::RestoreKeys | ActionKind::ReadKeys => {
                self.act_on_keys(vm, by, what)
            }
            _ => self.act_on_machine(vm, what),
        }
    }
    /// Whether a policy and its vault take one more machine, which leaves another policy for it.
    pub(super) fn has_room(&self, policy: PolicyId, leaves: Option<PolicyId>) -> Result<(), Fault> {
        let profile = self.scenario.profile();
        let vault = self.scenario.vault_of(policy);
        let leaves_vault = leaves.map(|left| self.scenario.vault_of(left));
        let of_policy = self.schedules[policy].vms.len() - usize::from(leaves == Some(policy));
        let of_vault = self.vms_of_vault[vault] - usize::from(leaves_vault == Some(vault));
        if of_policy >= profile.vms_per_policy_max.value
            || of_vault >= profile.vms_per_vault_max.value
        {
            return Err(Fault::ProtectionQuotaExceeded);
        }
        Ok(())
    }
    /// The machine follows a policy from now on, which counts for the points that it has.
    pub(super) fn join(&mut self, vm: VmId, policy: PolicyId) {
        let vms = &mut self.schedules[policy].vms;
        let place = vms.partition_point(|other| *other < vm);
        vms.insert(place, vm);
        self.vms_of_vault[self.scenario.vault_of(policy)] += 1;
        self.schedule_next(policy);
        self.set_protection(vm, Protection::Active(policy));
        self.world.vms[vm].missed = Reasons::NONE;
        self.replan(vm, policy);
    }
    /// The machine follows the policy no longer, if it did.
    fn leave(&mut self, vm: VmId, policy: PolicyId) {
        let vms = &mut self.schedules[policy].vms;
        if let Ok(place) = vms.binary_search(&vm) {
            vms.remove(place);
            self.vms_of_vault[self.scenario.vault_of(policy)] -= 1;
        }
    }
    /// Whether points of one policy may follow another.
    fn may_change(&self, old: PolicyId, new: PolicyId) -> Result<(), Fault> {
        let (old, new) = (
            &self.scenario.policies()[old],
            &self.scenario.policies()[new],
        );
        if old.vault != new.vault {
            return Err(Fault::OtherVault);
        }
        match (old.kind, new.kind) {
            (PolicyKind::Enhanced, PolicyKind::Standard) => Err(Fault::EnhancedToStandard),
            (PolicyKind::Standard, _) | (PolicyKind::Enhanced, PolicyKind::Enhanced) => Ok(()),
        }
    }
    /// Whether a person may back the machine up now, and under which policy.
    fn may_back_up(&mut self, vm: VmId) -> Result<PolicyId, Fault> {
        let profile = self.scenario.profile();
        let state = &mut self.world.vms[vm];
        let policy = active(state.protection)?;
        if state.in_vault.is_empty() && !profile.first_backup_on_demand.value {
            return Err(Fault::FirstBackupNotScheduled);
        }
        let today = self.now.day();
        let count = if state.on_demand.0 == today {
            state.on_demand.1
        } else {
            0
        };
        if count >= profile.on_demand_per_day_max.value {
            return Err(Fault::OnDemandLimitReached);
        }
        state.on_demand = (today, count + 1);
        Ok(policy)
    }
    /// Ends protection and deletes the points, at once or after the vault's soft delete.
    fn delete(&mut self, vm: VmId, protection: Protection) -> Result<(), Fault> {
        let policy = match protection {
            Protection::Active(policy) | Protection::Stopped(policy) => policy,
            Protection::None => return Err(Fault::NotProtected),
            Protection::Deleted { .. } => return Err(Fault::DataDeleted),
        };
        let state = &self.world.vms[vm];
        let is_backed_up = state.snapshotting.is_some() || state.transferring.is_some();
        if self.registers() && (is_backed_up || state.task.is_some()) {
            return Err(Fault::OperationInProgress);
        }
        if is_backed_up {
            return Err(Fault::BackupOperationInProgress);
        }
        if state.task.is_some() {
            return Err(Fault::ObjectLocked);
        }
        self.snapshots_may_go(vm)?;
        // Where there is nothing yet, there is nothing to hold.
        let is_empty = state.in_vault.is_empty() && state.snapshots.is_empty();
        self.leave(vm, policy);
        let vault = &self.scenario.vaults()[self.scenario.vault_of(policy)];
        let Some(held) = vault.soft_delete.filter(|_| !is_empty) else {
            self.purge(vm);
            self.set_protection(vm, Protection::None);
            return Ok(());
        };
        let free = SimDuration::days(u64::from(SOFT_DELETE_FREE_DAYS.value));
        let purge = self.now + held;
        let free_from = self.now + held.saturating_sub(free);
        let state = Protection::Deleted {
            policy,
            free_from,
            purge,
        };
        self.set_protection(vm, state);
        self.push(purge, Event::SoftDeleteEnds(vm));
        Ok(())
    }
    fn set_protection(&mut self, vm: VmId, state: Protection) {
        let machine = &mut self.world.vms[vm];
        if let (Protection::Active(_), None) = (state, active(machine.protection).ok()) {
            machine.protected_since = self.now;
        }
        machine.protection = state;
        self.ledger.set_protection(vm, self.now, state);
    }
}

/// The policy of a machine that is protected now.
const fn active(protection: Protection) -> Result<PolicyId, Fault> {
    match protection {
        Protection::Active(policy) => Ok(policy),
        Protection::None => Err(Fault::NotProtected),
        Protection::Stopped(_) => Err(Fault::ProtectionStopped),
        Protection::Deleted { .. } => Err(Fault::DataDeleted),
    }
}
