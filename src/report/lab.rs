//! How do things stand at a moment? A run up to it, as the place "Lab" shows it. One machine with
//! everything about it is in `lab/machine.rs`, what happens next in `lab/next.rs`.

mod blocks;
mod guest;
mod machine;
mod next;

use super::Report;
use super::fleet::os_name;
use super::jobs::backup_status;
use super::query::{JobQuery, ROWS_MAX};
use super::view::{
    CandidateView, DashboardView, ItemState, ItemView, JobStatus, KeyVaultView, LabOperatorView,
    LabPolicyView, LabVaultView, LabView, NotificationView, OperationName, TroubleView,
};
use crate::azure::rules::LifecycleStep;
use crate::azure::troubles::{Owner, TroubleRow, troubles};
use crate::engine::Simulation;
use crate::ledger::{Job, JobOutcome, Point, TaskOutcome};
use crate::model::{Protection, VmState};
use crate::scenario::draft::PowerDraft;
use crate::scenario::setup::Troubles;
use crate::units::{SimDuration, SimTime, VmId};

impl Report {
    /// The run up to its moment, with one machine if that is asked for. The report is of this
    /// simulation so far.
    #[must_use]
    pub fn lab(&self, simulation: &Simulation, vm: Option<VmId>) -> LabView {
        let scenario = &self.scenario;
        let (draft, names) = (scenario.draft(), self.names());
        let newest = JobQuery {
            count: ROWS_MAX,
            ..JobQuery::default()
        };
        let later = scenario.timeline().iter();
        let later = later.filter(|action| action.at > self.now).count();
        let can = |rule: fn(&Self, VmId) -> bool| {
            let vms = scenario.vms().ids().filter(|vm| rule(self, *vm));
            vms.map(|vm| self.candidate(vm)).collect()
        };
        LabView {
            name: scenario.name().to_owned(),
            now: self.moment(self.now),
            end: self.moment(scenario.end()),
            profile: scenario.profile().name.to_owned(),
            time_zone: scenario.window().zone.name().to_owned(),
            steps: self.steps().iter().map(|step| step_name(*step)).collect(),
            actions_later: u32::try_from(later).expect("limits keep actions below 2^32"),
            dashboard: self.dashboard(),
            items: scenario.vms().ids().map(|vm| self.item(vm)).collect(),
            jobs: self.jobs_list(&newest).rows,
            to_register: can(Self::can_register),
            to_protect: can(Self::can_protect),
            notifications: self.notifications(),
            story: self.story(),
            next: self.next(simulation, &names),
            service_troubles: trouble_views(self.world.troubles, |row| row.owner == Owner::Service),
            operators: draft.operators.iter().map(operator_view).collect(),
            key_vaults: self.key_vaults(),
            policies: self.lab_policies(),
            vaults: self.lab_vaults(),
            machine: vm.and_then(|vm| self.machine_detail(vm)),
        }
    }
    /// The service at a glance (LIF-11): exactly what the list of jobs has under the same filter.
    #[must_use]
    pub fn dashboard(&self) -> DashboardView {
        let day_ago = self.now.saturating_since(SimTime::ZERO + SimDuration::DAY);
        let since = self.instant(day_ago.whole_secs());
        let (mut succeeded, mut failed, mut running) = (0, 0, 0);
        for job in self.job_sights() {
            if job.status == JobStatus::Running {
                running += 1;
            }
            let is_recent = job.ended.is_some_and(|ended| ended >= since);
            if is_recent && JobStatus::Succeeded.takes(job.status) {
                succeeded += 1;
            }
            if is_recent && job.status == JobStatus::Failed {
                failed += 1;
            }
        }
        let is_active = |vm: &&VmState| match vm.protection {
            Protection::Active(_) => true,
            Protection::None | Protection::Stopped(_) | Protection::Deleted { .. } => false,
        };
        let protected = self.world.vms.iter().filter(is_active).count();
        DashboardView {
            protected: u32::try_from(protected).expect("limits keep machines below 2^32"),
            succeeded_24h: succeeded,
            failed_24h: failed,
            running,
            since_s: since.whole_secs(),
        }
    }
    /// A machine, one row.
    #[must_use]
    pub fn item(&self, vm: VmId) -> ItemView {
        let (record, state) = (&self.scenario.vms()[vm], &self.world.vms[vm]);
        let policy = state.protection.policy();
        let policy = policy.map(|policy| &self.scenario.policies()[policy]);
        let vault = policy.map(|policy| &self.scenario.vaults()[policy.vault]);
        let last = self.last_backup(vm);
        let newest = self.living_points(vm).last();
        let item_state = self.item_state(vm);
        ItemView {
            vm: vm.get(),
            name: record.name.clone(),
            group: record.group.clone(),
            os: os_name(record.os).to_owned(),
            exists: state.exists,
            power: self.power(vm).to_owned(),
            state: item_state,
            state_text: self.state_text(vm, item_state),
            policy: policy.map(|policy| policy.name.clone()),
            vault: vault.map(|vault| vault.name.clone()),
            last_backup: last.map(|job| backup_status(job).0),
            last_backup_at: last.map(|job| self.moment(job.ended().unwrap_or(job.due))),
            newest_point: newest.map(|point| self.moment(point.taken)),
            newest_consistency: newest.map(|point| point.quiesced.level().name().to_owned()),
        }
    }

    fn steps(&self) -> &'static [LifecycleStep] {
        self.scenario.profile().steps.value
    }
    fn last_backup(&self, vm: VmId) -> Option<&Job> {
        let jobs = self.jobs_of(vm).iter().rev();
        let mut jobs = jobs.map(|id| &self.ledger.jobs()[*id]);
        jobs.find(|job| job.outcome != JobOutcome::Withdrawn)
    }
    /// The points of a machine that can be restored now, the oldest first.
    fn living_points(&self, vm: VmId) -> impl DoubleEndedIterator<Item = &Point> {
        let points = self.meters.points_of(vm).iter();
        let points = points.map(|id| &self.ledger.points()[*id]);
        points.filter(|point| point.is_alive_at(self.now))
    }
    /// What runs on a machine that is not a backup.
    fn task_on(&self, vm: VmId) -> Option<OperationName> {
        let tasks = self.ledger.tasks();
        let of_vm = self.world.vms[vm].task.map(|task| &tasks[task]);
        let running = of_vm.filter(|task| task.outcome == TaskOutcome::Running);
        running.map(|task| task.operation.into())
    }
    fn item_state(&self, vm: VmId) -> ItemState {
        let state = &self.world.vms[vm];
        let task = self.task_on(vm);
        match state.protection {
            Protection::Stopped(_) => return ItemState::Stopped,
            Protection::Deleted { .. } => return ItemState::Deleted,
            Protection::Active(_) => {
                // A snapshot whose transfer failed is a point, and no backup.
                let is_made = |point: &Point| match self.ledger.jobs()[point.job].outcome {
                    JobOutcome::Completed(_) | JobOutcome::TransferSkipped(_) => true,
                    JobOutcome::Running
                    | JobOutcome::Failed(_)
                    | JobOutcome::Cancelled
                    | JobOutcome::Withdrawn => false,
                };
                return if self.living_points(vm).any(is_made) {
                    ItemState::Protected
                } else {
                    ItemState::ProtectedPending
                };
            }
            Protection::None => {}
        }
        let steps = self.steps();
        let (discovers, registers) = (
            steps.contains(&LifecycleStep::Discover),
            steps.contains(&LifecycleStep::Register),
        );
        if task == Some(OperationName::ConfigureProtection) {
            ItemState::Configuring
        } else if task == Some(OperationName::Register) {
            ItemState::Registering
        } else if !state.exists {
            ItemState::NotThere
        } else if registers && state.is_registered {
            ItemState::Registered
        } else if discovers && !state.is_discovered {
            ItemState::NotDiscovered
        } else if registers {
            ItemState::NotRegistered
        } else {
            ItemState::NotProtected
        }
    }
    fn state_text(&self, vm: VmId, state: ItemState) -> String {
        let text = match state {
            ItemState::NotThere => "Not there",
            ItemState::NotDiscovered => "Not discovered",
            ItemState::NotRegistered => "Not registered",
            ItemState::Registering => "Registering",
            ItemState::Registered => "Registered",
            ItemState::NotProtected => "Not protected",
            ItemState::Configuring => "Configuring protection",
            ItemState::ProtectedPending => "Protected (initial backup pending)",
            ItemState::Protected => "Protected",
            ItemState::Stopped => "Protection stopped, data kept",
            ItemState::Deleted => match self.world.vms[vm].protection {
                Protection::Deleted { purge, .. } => {
                    let until = self.moment(purge).local;
                    return format!("Deleted (soft delete until {until})");
                }
                Protection::None | Protection::Active(_) | Protection::Stopped(_) => "Deleted",
            },
        };
        text.to_owned()
    }
    fn power(&self, vm: VmId) -> &'static str {
        let power = self.world.vms[vm].power;
        match (power.state, power.is_settled(self.now)) {
            (PowerDraft::Running, true) => "running",
            (PowerDraft::Running, false) => "starting",
            (PowerDraft::Stopped, true) => "stopped",
            (PowerDraft::Stopped, false) => "stopping",
            (PowerDraft::Deallocated, true) => "deallocated",
            (PowerDraft::Deallocated, false) => "deallocating",
        }
    }
    /// Whether it is there, in the vaults' region, and a discovery has seen it where there are such.
    fn is_seen(&self, vm: VmId) -> bool {
        let state = &self.world.vms[vm];
        let discovers = self.steps().contains(&LifecycleStep::Discover);
        let is_in_region = self.scenario.vms()[vm].is_in_region();
        state.exists && is_in_region && (state.is_discovered || !discovers)
    }
    /// LIF-4.
    fn can_register(&self, vm: VmId) -> bool {
        let state = &self.world.vms[vm];
        let registers = self.steps().contains(&LifecycleStep::Register);
        let is_free = self.task_on(vm) != Some(OperationName::Register);
        registers && self.is_seen(vm) && !state.is_registered && is_free
    }
    /// LIF-5.
    fn can_protect(&self, vm: VmId) -> bool {
        let state = &self.world.vms[vm];
        let registers = self.steps().contains(&LifecycleStep::Register);
        let is_free = self.task_on(vm) != Some(OperationName::ConfigureProtection);
        self.is_seen(vm)
            && (state.is_registered || !registers)
            && state.protection == Protection::None
            && is_free
    }
    fn candidate(&self, vm: VmId) -> CandidateView {
        let record = &self.scenario.vms()[vm];
        CandidateView {
            vm: vm.get(),
            name: record.name.clone(),
            group: record.group.clone(),
        }
    }
    /// LIF-2: a discovery notifies while it runs and when it ends.
    fn notifications(&self) -> Vec<NotificationView> {
        let tasks = self.ledger.tasks().iter().rev();
        let discoveries =
            tasks.filter(|task| OperationName::from(task.operation) == OperationName::Discover);
        let notification = |task: &crate::ledger::Task| {
            let text = match task.outcome {
                TaskOutcome::Running => "Discovery is running.".to_owned(),
                TaskOutcome::Completed => "Discovery has ended.".to_owned(),
                TaskOutcome::Warned(fault) | TaskOutcome::Partly(fault) => {
                    format!("Discovery has ended. {}", fault.row().message)
                }
                TaskOutcome::Failed(fault) => {
                    let row = fault.row();
                    format!("Discovery has failed. {} {}", row.message, row.remedy)
                }
                TaskOutcome::Cancelled => "Discovery was cancelled.".to_owned(),
            };
            NotificationView {
                at: self.moment(task.end().unwrap_or(task.began)),
                text,
                running: task.outcome == TaskOutcome::Running,
            }
        };
        discoveries.map(notification).collect()
    }
    fn key_vaults(&self) -> Vec<KeyVaultView> {
        let vaults = self.scenario.key_vaults().iter();
        let with_access = vaults.zip(&self.world.key_access);
        let view = with_access.map(|(vault, may_read)| KeyVaultView {
            name: vault.name.clone(),
            backup_service_may_read: *may_read,
        });
        view.collect()
    }
    fn lab_policies(&self) -> Vec<LabPolicyView> {
        let policies = self.scenario.policies().iter();
        let view = policies.map(|policy| LabPolicyView {
            name: policy.name.clone(),
            vault: self.scenario.vaults()[policy.vault].name.clone(),
        });
        view.collect()
    }
    fn lab_vaults(&self) -> Vec<LabVaultView> {
        let vaults = self.scenario.vaults().enumerate();
        let view = vaults.map(|(id, vault)| LabVaultView {
            name: vault.name.clone(),
            deleted: self.world.deleted_vaults.contains(&id),
        });
        view.collect()
    }
}

fn operator_view(operator: &crate::scenario::draft::OperatorDraft) -> LabOperatorView {
    LabOperatorView {
        name: operator.name.clone(),
        may_use_keys: operator.may_use_keys,
    }
}

fn step_name(step: LifecycleStep) -> String {
    let name = match step {
        LifecycleStep::Discover => "discover",
        LifecycleStep::Register => "register",
        LifecycleStep::Protect => "protect",
    };
    name.to_owned()
}

/// The troubles of a kind, with those that are there.
fn trouble_views(present: Troubles, takes: impl Fn(&TroubleRow) -> bool) -> Vec<TroubleView> {
    let rows = troubles().filter(|row| takes(row) || present.has(row.trouble));
    let view = |row: &TroubleRow| TroubleView {
        name: row.name.to_owned(),
        state: row.state.to_owned(),
        cure: row.cure.to_owned(),
        owner: owner_name(row.owner).to_owned(),
        present: present.has(row.trouble),
    };
    rows.map(view).collect()
}

const fn owner_name(owner: Owner) -> &'static str {
    match owner {
        Owner::Guest => "guest",
        Owner::Machine => "machine",
        Owner::Service => "service",
        Owner::Target => "target",
    }
}

#[cfg(test)]
mod tests;
