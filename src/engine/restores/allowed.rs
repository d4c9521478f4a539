//! Whether a restore may be done, and which recovery point it means.
//!
//! Not here: how long a point takes to reach the paired region.

use crate::azure::errors::{Fault, Operation};
use crate::azure::rules::LifecycleStep;
use crate::azure::rules::PointAppears;
use crate::azure::troubles::{At, Trouble};
use crate::engine::Simulation;
use crate::ledger::JobOutcome;
use crate::model::{Keeper, Protection};
use crate::scenario::draft::{
    PowerDraft, RedundancyDraft, RestoreKindDraft, RestoreTargetDraft, RestoreTierDraft,
};
use crate::scenario::timeline::RestoreOrder;
use crate::units::{PointId, SimDuration, SimTime, VmId};

impl Simulation {
    /// The point that an order means, if it may be restored as is ordered.
    pub(super) fn may_restore(&self, vm: VmId, order: RestoreOrder) -> Result<PointId, Fault> {
        let point = self.point_meant(vm, order)?;
        self.is_free_to_restore(vm)?;
        self.offers(order.how)?;
        self.has_restores_left(vm)?;
        let is_encrypted = self.world.vms[vm].keys.is_some();
        match order.how {
            RestoreKindDraft::Vm if order.same_name && self.world.vms[vm].exists => {
                return Err(Fault::NameTaken);
            }
            RestoreKindDraft::Files if is_encrypted => return Err(Fault::FilesEncrypted),
            RestoreKindDraft::ReplaceDisks => self.may_replace(vm, order.to, point)?,
            RestoreKindDraft::Vm | RestoreKindDraft::Disks | RestoreKindDraft::Files => {}
        }
        if let Some(fault) = self.shows_when_asked(vm, order) {
            return Err(fault);
        }
        self.may_go_to(vm, order.to, point)?;
        match (order.how, self.world.vms[vm].keys) {
            // Restored disks stay encrypted; only a machine has to be able to read them.
            (RestoreKindDraft::Disks, _) | (_, None) => Ok(point),
            (_, Some(keys)) if keys.are_there => Ok(point),
            (_, Some(_)) => Err(Fault::KeysLost),
        }
    }
    /// Whether the machine may be restored once more within 24 hours.
    fn has_restores_left(&self, vm: VmId) -> Result<(), Fault> {
        let Some(most) = self.scenario.profile().restores_per_day_max else {
            return Ok(());
        };
        let newest = self.ledger.tasks().iter().rev();
        let recent = newest.take_while(|task| task.began + SimDuration::DAY > self.now);
        let of_vm = recent.filter(|task| task.vm == Some(vm) && task.restore.is_some());
        if of_vm.count() >= most.value as usize {
            return Err(Fault::RestoreLimitReached);
        }
        Ok(())
    }
    /// Whether a machine is there to have its disks replaced, and does not hold them.
    pub(super) fn is_deallocated(&self, vm: VmId) -> Result<(), Fault> {
        let state = &self.world.vms[vm];
        if !state.exists {
            return Err(Fault::MachineMissing);
        }
        match state.power.state {
            PowerDraft::Deallocated if state.power.is_settled(self.now) => Ok(()),
            PowerDraft::Running | PowerDraft::Stopped | PowerDraft::Deallocated => {
                Err(Fault::NotShutDown)
            }
        }
    }

    /// The newest living point, or the newest that was taken by the moment that was ordered. Where
    /// that moment's own point is lost, no older one takes its place unasked.
    fn point_meant(&self, vm: VmId, order: RestoreOrder) -> Result<PointId, Fault> {
        let state = &self.world.vms[vm];
        if let Protection::Deleted { .. } = state.protection {
            return Err(Fault::DataDeleted);
        }
        let by = order.until.unwrap_or(SimTime::MAX);
        let in_vault = self.newest_by(&state.in_vault, by, order);
        let any = in_vault.max(self.newest_by(&state.snapshots, by, order));
        // Who wants a point that is in the vault only has asked for an older one.
        let wants_old = order.tier == Some(RestoreTierDraft::Vault);
        if order.until.is_some() && !wants_old && self.is_lost_after(vm, any, by) {
            return Err(Fault::InstantPointNotFound);
        }
        let needs_vault = match (order.how, order.to) {
            (RestoreKindDraft::ReplaceDisks, _) | (_, RestoreTargetDraft::PairedRegion) => true,
            (
                RestoreKindDraft::Vm | RestoreKindDraft::Disks | RestoreKindDraft::Files,
                RestoreTargetDraft::Same
                | RestoreTargetDraft::OtherSubscription
                | RestoreTargetDraft::OtherSubscriptionPairedRegion,
            ) => false,
        };
        let meant = if needs_vault { in_vault } else { any };
        meant.ok_or(Fault::NoPoint)
    }
    fn newest_by(
        &self,
        keeper: &Keeper<PointId>,
        by: SimTime,
        RestoreOrder { to, tier, .. }: RestoreOrder,
    ) -> Option<PointId> {
        let points = self.ledger.points();
        let taken_by = keeper.iter().filter(|id| points[*id].taken <= by);
        let of_tier = |id: &PointId| tier.is_none_or(|tier| self.tier_of(*id, to) == tier);
        taken_by.filter(of_tier).last()
    }
    /// Where a point would be restored from now: from its snapshot wherever that is there and the
    /// target is beside it.
    pub(super) fn tier_of(&self, point: PointId, to: RestoreTargetDraft) -> RestoreTierDraft {
        let is_beside = to == RestoreTargetDraft::Same;
        if is_beside && self.ledger.points()[point].has_snapshot_at(self.now) {
            RestoreTierDraft::Snapshot
        } else {
            RestoreTierDraft::Vault
        }
    }
    /// Whether the newest point that was taken by a moment is newer than the one that lives, and was
    /// lost: it never reached the vault, and its snapshot is gone. One whose snapshot was all that
    /// was wanted, and which went when its time had come, was not lost.
    fn is_lost_after(&self, vm: VmId, living: Option<PointId>, by: SimTime) -> bool {
        let points = self.ledger.points().as_slice();
        // Where points appear with their snapshots they lie in the order in which they were taken.
        let end = match self.scenario.profile().point_appears.value {
            PointAppears::WithSnapshot => points.partition_point(|point| point.taken <= by),
            PointAppears::AfterTransfer => points.len(),
        };
        let older = living.map_or(0, |living| living.get() as usize + 1);
        let newer = points[older.min(end)..end].iter().rev();
        let mut taken_by = newer.filter(|point| point.vm == vm && point.taken <= by);
        let Some((point, snapshot)) = taken_by.next().and_then(|it| Some((it, it.snapshot?)))
        else {
            return false;
        };
        if point.vault.is_some() || self.now < snapshot.removed {
            return false;
        }
        let policy = self.world.vms[vm].protection.policy();
        let death = policy.map(|id| self.scenario.policies()[id].snapshot_death(&point.kept()));
        let went_early = death.is_some_and(|death| snapshot.removed < death);
        match self.ledger.jobs()[point.job].outcome {
            JobOutcome::Completed(_) => went_early,
            JobOutcome::Running
            | JobOutcome::TransferSkipped(_)
            | JobOutcome::Failed(_)
            | JobOutcome::Cancelled
            | JobOutcome::Withdrawn => true,
        }
    }
    /// One restore at a time; where machines are registered, none beside a backup either.
    fn is_free_to_restore(&self, vm: VmId) -> Result<(), Fault> {
        let state = &self.world.vms[vm];
        let running = state.task.map(|task| self.ledger.tasks()[task].operation);
        if self.has_registration() {
            let backs_up = state.snapshotting.is_some() || state.transferring.is_some();
            if backs_up || running.is_some() {
                return Err(Fault::OperationInProgress);
            }
        }
        match running {
            None => Ok(()),
            Some(Operation::Restore) => Err(Fault::RestoreInProgress),
            Some(_) => Err(Fault::ObjectLocked),
        }
    }
    /// With registration came machines and disks; the other ways came later.
    fn offers(&self, how: RestoreKindDraft) -> Result<(), Fault> {
        match how {
            RestoreKindDraft::Vm | RestoreKindDraft::Disks => Ok(()),
            RestoreKindDraft::ReplaceDisks | RestoreKindDraft::Files if self.has_registration() => {
                Err(Fault::ReplaceNotSupported)
            }
            RestoreKindDraft::ReplaceDisks | RestoreKindDraft::Files => Ok(()),
        }
    }
    /// Whether a machine's own disks may be replaced by a point's.
    fn may_replace(&self, vm: VmId, to: RestoreTargetDraft, point: PointId) -> Result<(), Fault> {
        self.is_deallocated(vm)?;
        if self.world.vms[vm].keys.is_some() || self.has_unmanaged_disks(vm) {
            return Err(Fault::ReplaceNotSupported);
        }
        if self.ledger.points()[point].leaves_out {
            return Err(Fault::ReplaceDisksExcluded);
        }
        match to {
            RestoreTargetDraft::Same => Ok(()),
            RestoreTargetDraft::OtherSubscription
            | RestoreTargetDraft::PairedRegion
            | RestoreTargetDraft::OtherSubscriptionPairedRegion => Err(Fault::CrossReplace),
        }
    }
    /// What goes wrong at once. A mount needs no storage account, managed disks no open one, and
    /// another place than the machine's own asks nothing of its old subscription.
    fn shows_when_asked(&self, vm: VmId, order: RestoreOrder) -> Option<Fault> {
        let troubles = self.troubles_of(vm);
        let mounts = order.how == RestoreKindDraft::Files;
        let needs_open = !mounts && !self.has_unmanaged_disks(vm);
        let is_own = order.to == RestoreTargetDraft::Same;
        let matters = |trouble: &Trouble| {
            (*trouble != Trouble::RestoreAccountGone || !mounts)
                && (*trouble != Trouble::RestoreAccountFirewalled || needs_open)
                && (*trouble != Trouble::SubscriptionMoved || is_own)
        };
        let mut shown = troubles
            .iter()
            .filter(matters)
            .flat_map(|it| it.row().shows);
        shown
            .find(|(at, _)| *at == At::Ask)
            .map(|(_, fault)| *fault)
    }
    /// Whether a restore may go elsewhere.
    fn may_go_to(&self, vm: VmId, to: RestoreTargetDraft, point: PointId) -> Result<(), Fault> {
        match to {
            RestoreTargetDraft::Same => Ok(()),
            RestoreTargetDraft::OtherSubscriptionPairedRegion => Err(Fault::CrossRegion),
            RestoreTargetDraft::PairedRegion => {
                let policy = self.world.vms[vm].protection.policy();
                let vault = policy.map(|policy| self.scenario.vault_of(policy));
                let vault = vault.map(|vault| &self.scenario.vaults()[vault]);
                match vault.map(|vault| vault.redundancy) {
                    Some(RedundancyDraft::RaGrs) => Ok(()),
                    // Nothing can be seen there, so nothing is there to be restored.
                    None
                    | Some(RedundancyDraft::Lrs | RedundancyDraft::Zrs | RedundancyDraft::Grs) => {
                        Err(Fault::NoPoint)
                    }
                }
            }
            RestoreTargetDraft::OtherSubscription => {
                let troubles = self.troubles_of(vm);
                let is_in_vault = self.world.vms[vm].in_vault.has(point);
                let refusals = [
                    (self.has_unmanaged_disks(vm), Fault::CrossUnmanaged),
                    (self.world.vms[vm].keys.is_some(), Fault::CrossEncrypted),
                    (
                        troubles.has(Trouble::TrustedLaunch),
                        Fault::CrossTrustedLaunch,
                    ),
                    (!is_in_vault, Fault::CrossSnapshot),
                    (troubles.has(Trouble::TargetOtherTenant), Fault::CrossTenant),
                    (
                        troubles.has(Trouble::TargetNotRegistered),
                        Fault::CrossSubscriptionInvalid,
                    ),
                ];
                let refused = refusals.into_iter().find(|(is_so, _)| *is_so);
                refused.map_or(Ok(()), |(_, fault)| Err(fault))
            }
        }
    }
    fn has_unmanaged_disks(&self, vm: VmId) -> bool {
        let mut disks = self.scenario.backed_up_disks_of(vm);
        disks.any(|(_, disk)| disk.account.is_some())
    }
    /// Whether machines are registered, as in the classic service.
    fn has_registration(&self) -> bool {
        let steps = self.scenario.profile().steps.value;
        steps.contains(&LifecycleStep::Register)
    }
}
