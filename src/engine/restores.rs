//! Restores: from which tier, how long it takes, what it makes, and how it can be cancelled. What is
//! allowed, and which point an order means, is in `restores/allowed.rs`; how disks come back from the
//! vault, and what they share, in `restores/copy.rs`; whose turn it is, where a person wants only so
//! many at once, in `restores/turns.rs`. A point that expires while it is copied is
//! copied to its end.

mod allowed;
mod copy;
mod turns;

pub(super) use turns::Turns;

use super::{Event, Simulation};
use crate::azure::errors::{Fault, Operation};
use crate::azure::timing;
use crate::azure::troubles::{At, Trouble};
use crate::ledger::{Restoring, Task, TaskOutcome};
use crate::model::Power;
use crate::rng::{Draw, Purpose};
use crate::scenario::draft::{PowerDraft, RestoreKindDraft, RestoreTargetDraft, RestoreTierDraft};
use crate::scenario::timeline::RestoreOrder;
use crate::units::{Bytes, DiskId, SimTime, TaskId, VmId};

impl Simulation {
    /// Restores a machine, its disks or files, or says why that can't be.
    pub(super) fn restore(&mut self, vm: VmId, order: RestoreOrder) -> Result<(), Fault> {
        let point = self.may_restore(vm, order)?;
        let record = &self.ledger.points()[point];
        let bytes = match order.how {
            RestoreKindDraft::Vm | RestoreKindDraft::Disks | RestoreKindDraft::ReplaceDisks => {
                record.protected
            }
            // A mount copies nothing: what is read is read later, by whoever reads it.
            RestoreKindDraft::Files => Bytes::ZERO,
        };
        let mut draw = self.restore_draw(vm);
        let (min, max) = (timing::RESTORE_MIN.value, timing::RESTORE_MAX.value);
        let length = draw.between(min, max);
        let restoring = Restoring {
            order,
            point,
            from_snapshot: self.tier_of(point, order.to) == RestoreTierDraft::Snapshot,
            bytes,
            prepared: self.now + length,
            copied: SimTime::MAX,
            restored: None,
        };
        self.read_blocks(vm, point, restoring.from_snapshot);
        let task = self.ledger.add_task(Task {
            operation: Operation::Restore,
            vm: Some(vm),
            began: self.now,
            ended: SimTime::MAX,
            outcome: TaskOutcome::Running,
            restore: Some(restoring),
        });
        self.world.vms[vm].task = Some(task);
        if restoring.from_snapshot || restoring.bytes.is_zero() {
            self.push(restoring.prepared, Event::RestoreCopied(task));
        } else {
            let longest = self.scenario.profile().queue.longest.value;
            let wait = draw.exponential(self.queue_mean(), longest);
            self.push(restoring.prepared + wait, Event::RestoreStarts(task));
        }
        self.turns.begun();
        Ok(())
    }
    /// Everything is where it was wanted, if nothing has gone wrong with it.
    pub(super) fn restore_copied(&mut self, task: TaskId) {
        let Some((vm, restoring)) = self.running_restore(task) else {
            return;
        };
        let copied = Restoring {
            copied: self.now,
            ..restoring
        };
        self.ledger.task_mut(task).restore = Some(copied);
        self.prove_blocks(vm, task);
        let failed = match restoring.order.how {
            RestoreKindDraft::Files => self.shows(vm, At::Mount),
            RestoreKindDraft::Vm | RestoreKindDraft::Disks | RestoreKindDraft::ReplaceDisks => {
                self.shows(vm, At::Copy)
            }
        };
        if let Some(fault) = failed {
            return self.end_restore(task, TaskOutcome::Failed(fault));
        }
        match restoring.order.how {
            RestoreKindDraft::Files | RestoreKindDraft::Disks => self.end_well(task),
            RestoreKindDraft::ReplaceDisks => self.replace_disks(task, vm, &restoring),
            RestoreKindDraft::Vm => {
                let (min, max) = (timing::RESTORE_CREATE_MIN, timing::RESTORE_CREATE_MAX);
                let length = self.restore_draw(vm).between(min.value, max.value);
                self.push(self.now + length, Event::RestoreCreated(task));
            }
        }
    }
    /// The machine is made from its restored disks. Where that fails the disks are there.
    pub(super) fn restore_created(&mut self, task: TaskId) {
        let Some((vm, Restoring { order, point, .. })) = self.running_restore(task) else {
            return;
        };
        let takes_its_place = order.same_name && order.to == RestoreTargetDraft::Same;
        if takes_its_place && self.world.vms[vm].exists {
            // Somebody made one while the disks were copied.
            return self.end_restore(task, TaskOutcome::Partly(Fault::NameTaken));
        }
        let is_full = self.troubles_of(vm).has(Trouble::PairedRegionFull);
        let failed = match order.to {
            RestoreTargetDraft::PairedRegion if is_full => Some(Fault::SecondaryRegionFull),
            RestoreTargetDraft::Same
            | RestoreTargetDraft::OtherSubscription
            | RestoreTargetDraft::PairedRegion
            | RestoreTargetDraft::OtherSubscriptionPairedRegion => self.shows(vm, At::Create),
        };
        if let Some(fault) = failed {
            let outcome = if fault == Fault::MarketplaceNotSupported {
                TaskOutcome::Partly(fault)
            } else {
                TaskOutcome::Failed(fault)
            };
            return self.end_restore(task, outcome);
        }
        if takes_its_place {
            self.put_back(vm, self.ledger.points()[point].taken);
            let machine = &mut self.world.vms[vm];
            machine.exists = true;
            machine.power = Power {
                state: PowerDraft::Running,
                settles: self.now,
            };
        }
        self.end_well(task);
    }
    /// Cancels a restore, which can be done until its copy has ended.
    pub(super) fn cancel_restore(&mut self, task: TaskId) -> Result<(), Fault> {
        match self.running_restore(task) {
            None => Err(Fault::CancelNotInProgress),
            Some((_, Restoring { copied, .. })) if copied != SimTime::MAX => {
                Err(Fault::CancelNotSupported)
            }
            Some(_) => {
                self.cancel_flows(|carrier| carrier.task() == Some(task));
                self.end_restore(task, TaskOutcome::Cancelled);
                Ok(())
            }
        }
    }

    /// The disks of a machine become those of the point. A backup of what they hold runs beside the
    /// copy and has to succeed first; it is not a job of its own here.
    fn replace_disks(&mut self, task: TaskId, vm: VmId, restoring: &Restoring) {
        let troubles = self.troubles_of(vm);
        let cannot_back_up =
            self.world.vms[vm].locks.machine || troubles.has(Trouble::StorageFaults);
        let failed = if cannot_back_up {
            Err(Fault::ReplaceBackupFailed)
        } else {
            // Somebody may have started it while its disks were copied.
            self.is_deallocated(vm)
        };
        if let Err(fault) = failed {
            return self.end_restore(task, TaskOutcome::Failed(fault));
        }
        self.put_back(vm, self.ledger.points()[restoring.point].taken);
        self.end_well(task);
    }
    /// The machine's disks are again what they were at a moment. A simplification: what was written
    /// up to now counts as changed since the newest point in the vault, and nothing else does.
    fn put_back(&mut self, vm: VmId, then: SimTime) {
        let disks: Vec<DiskId> = self
            .world
            .backed_up_writers_of(vm)
            .map(|(id, _)| id)
            .collect();
        self.write_up_to_now(vm);
        for disk in disks {
            self.change_disk(vm, disk, |writer, now| writer.restore(now, then));
        }
        self.put_blocks_back(vm);
    }
    fn end_well(&mut self, task: TaskId) {
        let warning = self
            .running_restore(task)
            .and_then(|(vm, restoring)| self.slow_because(vm, &restoring));
        let outcome = warning.map_or(TaskOutcome::Completed, TaskOutcome::Warned);
        self.end_restore(task, outcome);
    }
    /// Why a restore from the vault was slow, if it was.
    fn slow_because(&self, vm: VmId, restoring: &Restoring) -> Option<Fault> {
        if restoring.from_snapshot || restoring.bytes.is_zero() {
            return None;
        }
        let troubles = self.troubles_of(vm);
        let is_beside = restoring.order.to == RestoreTargetDraft::Same;
        if is_beside && troubles.has(Trouble::RestoreAccountElsewhere) {
            return Some(Fault::SlowOtherAccount);
        }
        let then = self.ledger.points()[restoring.point].taken;
        let disks = self.world.backed_up_writers_of(vm);
        let count = disks.filter(|(_, writer)| writer.is_attached(then)).count();
        (count > timing::RESTORE_DISKS_QUICK_MAX.value).then_some(Fault::SlowManyDisks)
    }
    /// A restore that has not ended: of which machine, and what it does.
    fn running_restore(&self, task: TaskId) -> Option<(VmId, Restoring)> {
        let Task {
            vm, ended, restore, ..
        } = self.ledger.tasks()[task];
        vm.zip(restore).filter(|_| ended == SimTime::MAX)
    }
    fn end_restore(&mut self, task: TaskId, outcome: TaskOutcome) {
        let now = self.now;
        let record = self.ledger.task_mut(task);
        record.ended = now;
        record.outcome = outcome;
        let vm = record.vm.expect("a restore is of a machine");
        self.world.vms[vm].task = None;
        self.restore_ended();
    }
    /// A restore's draw: keyed by its machine and the instant, so that nothing else changes it.
    fn restore_draw(&self, vm: VmId) -> Draw {
        let secs = self.now.since(SimTime::ZERO).whole_secs();
        self.draws
            .at(self.world.vms[vm].key, secs, Purpose::Restore)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::check;
    use crate::scenario::presets::Preset;
    use crate::units::SimDuration;

    /// The preset of one machine, three days and a half after it began.
    fn on_the_fourth_day() -> (Simulation, VmId) {
        let preset = Preset::find("one-vm").expect("the preset exists");
        let scenario = check(preset.draft()).expect("a preset is valid");
        let mut simulation = Simulation::new(scenario);
        run_to(&mut simulation, SimTime::ZERO + SimDuration::hours(84));
        let vm = simulation.scenario.vms().ids().next();
        (simulation, vm.expect("the preset has a machine"))
    }
    fn run_to(simulation: &mut Simulation, at: SimTime) {
        while simulation.now < at && !simulation.step(1) {}
        simulation.now = simulation.now.max(at);
    }
    fn order(same_name: bool) -> RestoreOrder {
        RestoreOrder {
            how: RestoreKindDraft::Vm,
            to: RestoreTargetDraft::Same,
            account: None,
            until: None,
            tier: None,
            at_once: None,
            same_name,
        }
    }

    #[test]
    fn a_deleted_machine_is_there_again_if_it_is_restored_under_its_name() {
        for same_name in [false, true] {
            let (mut simulation, vm) = on_the_fourth_day();
            simulation.world.vms[vm].exists = false;
            simulation.world.vms[vm].power.state = PowerDraft::Deallocated;
            assert_eq!(simulation.restore(vm, order(same_name)), Ok(()));
            let later = simulation.now + SimDuration::hours(1);
            run_to(&mut simulation, later);
            let state = &simulation.world.vms[vm];
            assert_eq!(state.exists, same_name);
            assert_eq!(state.power.is_running(simulation.now), same_name);
            assert_eq!(state.task, None);
        }
    }

    #[test]
    fn a_name_that_is_taken_meanwhile_leaves_the_disks() {
        let (mut simulation, vm) = on_the_fourth_day();
        simulation.world.vms[vm].exists = false;
        assert_eq!(simulation.restore(vm, order(true)), Ok(()));
        simulation.world.vms[vm].exists = true;
        let later = simulation.now + SimDuration::hours(1);
        run_to(&mut simulation, later);
        let ends = simulation.ledger.tasks().iter().map(|task| task.outcome);
        assert_eq!(
            ends.collect::<Vec<_>>(),
            [TaskOutcome::Partly(Fault::NameTaken)]
        );
    }

    #[test]
    fn disks_are_not_replaced_under_a_machine_that_was_started_meanwhile() {
        let (mut simulation, vm) = on_the_fourth_day();
        simulation.world.vms[vm].power.state = PowerDraft::Deallocated;
        let order = RestoreOrder {
            how: RestoreKindDraft::ReplaceDisks,
            ..order(false)
        };
        assert_eq!(simulation.restore(vm, order), Ok(()));
        simulation.world.vms[vm].power.state = PowerDraft::Running;
        let later = simulation.now + SimDuration::hours(1);
        run_to(&mut simulation, later);
        let ends = simulation.ledger.tasks().iter().map(|task| task.outcome);
        assert_eq!(
            ends.collect::<Vec<_>>(),
            [TaskOutcome::Failed(Fault::NotShutDown)]
        );
    }

    #[test]
    fn a_point_that_leaves_out_a_disk_replaces_none() {
        let (mut simulation, vm) = on_the_fourth_day();
        simulation.world.vms[vm].power.state = PowerDraft::Deallocated;
        let newest = simulation.world.vms[vm].in_vault.newest();
        let newest = newest.expect("there were backups");
        simulation.ledger.point_mut(newest).leaves_out = true;
        let replace = |until| RestoreOrder {
            how: RestoreKindDraft::ReplaceDisks,
            until,
            ..order(false)
        };
        let refused = simulation.restore(vm, replace(None));
        assert_eq!(refused, Err(Fault::ReplaceDisksExcluded));
        let before = simulation.ledger.points()[newest].taken;
        let before = SimTime::from_nanos(before.as_nanos() - 1);
        assert_eq!(simulation.restore(vm, replace(Some(before))), Ok(()));
    }
}
