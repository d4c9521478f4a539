//! Which jobs were there, how did they end, and why? Backups and all others in one list.

use super::Report;
use super::query::{JobQuery, ROWS_MAX};
use super::view::{FaultView, JobStatus, JobView, JobsView, OperationName};
use crate::azure::errors::{Fault, Retry};
use crate::ledger::{Job, JobOutcome, Phase, Restoring, Task, TaskOutcome, Trigger};
use crate::scenario::draft::{RestoreKindDraft, RestoreTargetDraft};
use crate::units::{Bytes, JobId, SimTime, TaskId, VmId};
use std::collections::BTreeSet;

/// A job of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    Task(TaskId),
    Backup(JobId),
}

/// What a filter and the dashboard look at.
pub(super) struct JobSight {
    pub(super) operation: OperationName,
    pub(super) status: JobStatus,
    pub(super) vm: Option<VmId>,
    pub(super) began: SimTime,
    pub(super) ended: Option<SimTime>,
    pub(super) fault: Option<Fault>,
}

/// Names of machines, with the group where two have one name.
pub(super) struct Names<'r> {
    report: &'r Report,
    repeated: BTreeSet<&'r str>,
}

impl Names<'_> {
    pub(super) fn of(&self, vm: VmId) -> String {
        let record = &self.report.scenario.vms()[vm];
        match &record.group {
            Some(group) if self.repeated.contains(record.name.as_str()) => {
                format!("{group}/{}", record.name)
            }
            Some(_) | None => record.name.clone(),
        }
    }
}

impl Report {
    /// The jobs that a query asks for, the newest first.
    #[must_use]
    pub fn jobs_list(&self, query: &JobQuery) -> JobsView {
        let matching = self.matching(query);
        let names = self.names();
        let shown = matching.iter().skip(query.from as usize);
        let shown = shown.take(query.count.min(ROWS_MAX) as usize);
        JobsView {
            matching: u32::try_from(matching.len()).expect("limits keep jobs below 2^32"),
            from: query.from,
            rows: shown.map(|row| self.job_view(*row, &names)).collect(),
        }
    }
    /// Every job that a query's filters let through, the newest first.
    #[must_use]
    pub fn all_jobs(&self, query: &JobQuery) -> Vec<JobView> {
        let names = self.names();
        let matching = self.matching(query).into_iter();
        matching.map(|row| self.job_view(row, &names)).collect()
    }
    pub(super) fn names(&self) -> Names<'_> {
        let (mut seen, mut repeated) = (BTreeSet::new(), BTreeSet::new());
        for vm in self.scenario.vms() {
            if !seen.insert(vm.name.as_str()) {
                repeated.insert(vm.name.as_str());
            }
        }
        Names {
            report: self,
            repeated,
        }
    }
    /// Every job as filters see it, in no order.
    pub(super) fn job_sights(&self) -> impl Iterator<Item = JobSight> {
        self.rows().map(|row| self.sight(row))
    }

    fn rows(&self) -> impl Iterator<Item = Row> + use<> {
        let tasks = self.ledger.tasks().ids().map(Row::Task);
        tasks.chain(self.ledger.jobs().ids().map(Row::Backup))
    }
    fn matching(&self, query: &JobQuery) -> Vec<Row> {
        let filter = query.filter.to_lowercase();
        let at = |s: u64| self.instant(s);
        let (from, to) = (query.from_s.map(at), query.to_s.map(at));
        let fits = |row: &Row| {
            let sight = self.sight(*row);
            let has_text = || {
                let name = sight.vm.map_or("", |vm| self.vm_name(vm));
                let code = sight.fault.map_or("", |fault| fault.row().code);
                [name, code]
                    .iter()
                    .any(|text| text.to_lowercase().contains(&filter))
            };
            query
                .operation
                .is_none_or(|wanted| wanted == sight.operation)
                && query.status.is_none_or(|wanted| wanted.takes(sight.status))
                && query
                    .vm
                    .is_none_or(|wanted| sight.vm == Some(VmId::new(wanted)))
                && from.is_none_or(|from| sight.ended.is_none_or(|ended| ended >= from))
                && to.is_none_or(|to| sight.began <= to)
                && (filter.is_empty() || has_text())
        };
        let mut rows: Vec<Row> = self.rows().filter(fits).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((self.sight(*row).began, *row)));
        rows
    }
    fn sight(&self, row: Row) -> JobSight {
        match row {
            Row::Task(id) => {
                let task = &self.ledger.tasks()[id];
                let (status, fault) = task_status(task.outcome);
                JobSight {
                    operation: task.operation.into(),
                    status,
                    vm: task.vm,
                    began: task.began,
                    ended: task.end(),
                    fault,
                }
            }
            Row::Backup(id) => {
                let job = &self.ledger.jobs()[id];
                let (status, fault) = backup_status(job);
                JobSight {
                    operation: OperationName::Backup,
                    status,
                    vm: Some(job.vm),
                    began: job.due,
                    ended: job.ended(),
                    fault,
                }
            }
        }
    }
    fn job_view(&self, row: Row, names: &Names<'_>) -> JobView {
        let sight = self.sight(row);
        let is_running = sight.status == JobStatus::Running;
        let (id, detail, phase, attempts) = match row {
            Row::Task(id) => {
                let task = &self.ledger.tasks()[id];
                let (detail, phase) = (self.task_detail(task), task_phase(task));
                (format!("t{}", id.get()), detail, phase, 0)
            }
            Row::Backup(id) => {
                let job = &self.ledger.jobs()[id];
                let (detail, phase) = (self.backup_detail(job), phase_text(job).to_owned());
                (format!("b{}", id.get()), detail, phase, job.attempts)
            }
        };
        let until = sight.ended.unwrap_or(self.now);
        JobView {
            id,
            operation: sight.operation,
            label: sight.operation.label().to_owned(),
            vm: sight.vm.map(VmId::get),
            name: sight.vm.map(|vm| names.of(vm)).unwrap_or_default(),
            began: self.moment(sight.began),
            ended: sight.ended.map(|at| self.moment(at)),
            length: until.saturating_since(sight.began).to_string(),
            status: sight.status,
            fault: sight.fault.map(fault_view),
            detail,
            phase: is_running.then_some(phase),
            attempts: u32::from(attempts),
            parts: match row {
                Row::Task(id) => self.views_of(&self.restore_parts(id)),
                Row::Backup(_) => Vec::new(),
            },
        }
    }
    /// What a backup is about, as a sentence.
    fn backup_detail(&self, job: &Job) -> String {
        let policy = &self.scenario.policies()[job.policy];
        let vault = &self.scenario.vaults()[policy.vault].name;
        let trigger = match job.trigger {
            Trigger::Schedule(_) => format!("By the schedule of {}", policy.name),
            Trigger::OnDemand(_) => "On demand".to_owned(),
        };
        let end = match job.outcome {
            JobOutcome::Running => String::new(),
            JobOutcome::Completed(point) => {
                let point = &self.ledger.points()[point];
                let level = point.quiesced.level().name();
                let sent = match point.vault {
                    Some(_) => format!("{} sent to {vault}", job.sent),
                    None => "kept as a snapshot".to_owned(),
                };
                format!(": {sent}, {level}")
            }
            JobOutcome::TransferSkipped(_) => {
                ": nothing was sent, an earlier transfer still ran".to_owned()
            }
            JobOutcome::Failed(_) => format!(": failed {}", failed_when(job)),
            JobOutcome::Cancelled => ": cancelled".to_owned(),
            JobOutcome::Withdrawn => ": protection ended before it began".to_owned(),
        };
        format!("{trigger}{end}.")
    }
    /// What any other job is about, as a sentence.
    fn task_detail(&self, task: &Task) -> String {
        let Some(restoring) = &task.restore else {
            return format!("{}.", task_noun(task));
        };
        self.restore_sentence(restoring)
    }
    /// What a restore makes, from what: `Restore of disks from the vault: point of …, 12 GiB.`
    pub(super) fn restore_sentence(&self, restoring: &Restoring) -> String {
        let Restoring {
            order,
            point,
            from_snapshot,
            prepared: _,
            copied: _,
            restored: _,
            bytes,
        } = restoring;
        let tier = if *from_snapshot {
            "its snapshot"
        } else {
            "the vault"
        };
        let taken = self.ledger.points()[*point].taken;
        let taken = self.moment(taken).local;
        let size = if *bytes == Bytes::ZERO {
            String::new()
        } else {
            format!(", {bytes}")
        };
        let (what, to) = (restored(order.how), restored_to(order.to));
        format!("Restore of {what}{to} from {tier}: point of {taken}{size}.")
    }
}

pub(super) fn fault_view(fault: Fault) -> FaultView {
    let row = fault.row();
    let retry = match row.retry {
        Retry::Service => "The service tries again, or it heals by itself.",
        Retry::Anyone => "It may be tried again at once.",
        Retry::AfterCure => "It can be tried again once the cause is gone.",
    };
    FaultView {
        code: row.code.to_owned(),
        message: row.message.to_owned(),
        causes: row.causes.iter().map(|cause| (*cause).to_owned()).collect(),
        remedy: row.remedy.to_owned(),
        retry: retry.to_owned(),
    }
}

pub(super) fn backup_status(job: &Job) -> (JobStatus, Option<Fault>) {
    match job.outcome {
        JobOutcome::Running => (JobStatus::Running, None),
        JobOutcome::Completed(_) => match job.warning {
            Some(fault) => (JobStatus::Warned, Some(fault)),
            None => (JobStatus::Succeeded, None),
        },
        JobOutcome::TransferSkipped(_) => (JobStatus::Skipped, job.warning),
        JobOutcome::Failed(fault) => (JobStatus::Failed, Some(fault)),
        JobOutcome::Cancelled => (JobStatus::Cancelled, None),
        JobOutcome::Withdrawn => (JobStatus::Withdrawn, None),
    }
}

pub(super) const fn task_status(outcome: TaskOutcome) -> (JobStatus, Option<Fault>) {
    match outcome {
        TaskOutcome::Running => (JobStatus::Running, None),
        TaskOutcome::Completed => (JobStatus::Succeeded, None),
        TaskOutcome::Warned(fault) => (JobStatus::Warned, Some(fault)),
        TaskOutcome::Partly(fault) => (JobStatus::Partly, Some(fault)),
        TaskOutcome::Failed(fault) => (JobStatus::Failed, Some(fault)),
        TaskOutcome::Cancelled => (JobStatus::Cancelled, None),
    }
}

/// What a job is called in a sentence.
pub(super) fn task_noun(task: &Task) -> &'static str {
    match OperationName::from(task.operation) {
        OperationName::Discover => "Discovery",
        OperationName::Register => "Registration",
        OperationName::ConfigureProtection => "Configuring protection",
        OperationName::Restore => "Restore",
        other @ (OperationName::Backup
        | OperationName::Cancel
        | OperationName::Manage
        | OperationName::Machine
        | OperationName::Keys) => other.label(),
    }
}

fn task_phase(task: &Task) -> String {
    let doing = match OperationName::from(task.operation) {
        OperationName::Discover => "asking the subscription for its machines",
        OperationName::Register => "attaching the extension",
        OperationName::ConfigureProtection => "giving the machine its policy",
        OperationName::Restore => "restoring",
        OperationName::Backup
        | OperationName::Cancel
        | OperationName::Manage
        | OperationName::Machine
        | OperationName::Keys => "running",
    };
    doing.to_owned()
}

/// What a backup that runs is doing.
fn phase_text(job: &Job) -> &'static str {
    let ended = job.phases().count();
    match Phase::ALL.get(ended) {
        Some(Phase::Start) => "waiting for its start",
        Some(Phase::Prepare) => "calling the extension",
        Some(Phase::Snapshot) => "taking the snapshot",
        Some(Phase::Queue) => "waiting for the service",
        Some(Phase::Transfer) => "transferring data to the vault",
        Some(Phase::Commit) | None => "recording the recovery point",
    }
}

/// During what a backup failed.
fn failed_when(job: &Job) -> &'static str {
    match job.phases().last().map(|(phase, ..)| phase) {
        None | Some(Phase::Start) => "as it began",
        Some(Phase::Prepare) => "as the extension was called",
        Some(Phase::Snapshot) => "as the snapshot was taken",
        Some(Phase::Queue) => "as it waited for the service",
        Some(Phase::Transfer) => "in the transfer",
        Some(Phase::Commit) => "as the point was recorded",
    }
}

pub(super) const fn restored(how: RestoreKindDraft) -> &'static str {
    match how {
        RestoreKindDraft::Vm => "a new machine",
        RestoreKindDraft::Disks => "disks",
        RestoreKindDraft::ReplaceDisks => "the machine's own disks",
        RestoreKindDraft::Files => "files",
    }
}

pub(super) const fn restored_to(to: RestoreTargetDraft) -> &'static str {
    match to {
        RestoreTargetDraft::Same => "",
        RestoreTargetDraft::OtherSubscription => " in another subscription",
        RestoreTargetDraft::PairedRegion => " in the paired region",
        RestoreTargetDraft::OtherSubscriptionPairedRegion => {
            " in another subscription and the paired region"
        }
    }
}
