//! Why did this machine's backup end as it did? One machine on one night, explained.

use super::fleet::lateness;
use super::view::{ByteCount, DiskView, FactView, MachineView, RuleView, Verdict};
use super::{Report, assumption_view};
use crate::azure::fact::Fact;
use crate::azure::{timing, workload};
use crate::ledger::{DiskTransfer, Job, JobOutcome, LinkName, LinkUsage, Phase};
use crate::scenario::Disk;
use crate::scenario::calendar::Night;
use crate::scenario::draft::DiskRoleDraft;
use crate::units::{AccountId, DiskId, JobId, SimDuration, SimTime, VmId};

impl Report {
    /// One machine on one night; nothing when either does not exist.
    #[must_use]
    pub fn machine(&self, vm: VmId, night: u32) -> Option<MachineView> {
        let record = self.scenario.vms().get(vm)?;
        let of_night = self.night(night)?;
        let job_id = self.job_of(vm, night);
        let job = job_id.map(|job| self.ledger.jobs()[job]);
        let verdict = job.map(|job| self.verdict(&job, &of_night.night));
        let assumptions = record.assumptions.iter();
        Some(MachineView {
            vm: vm.get(),
            name: record.name.clone(),
            title: title(&record.name, verdict),
            verdict,
            why: job_id.map_or_else(
                || "No backup was due on this night.".to_owned(),
                |job| self.why(job, &of_night.night),
            ),
            facts: self.facts(vm, job_id, &of_night.night),
            phases: job.map(|job| self.phase_views(&job)).unwrap_or_default(),
            disks: self.disk_views(vm, job_id),
            rules: job_id.map(|job| self.rules(job)).unwrap_or_default(),
            assumptions: assumptions
                .map(|one| assumption_view(Some(&record.name), one))
                .collect(),
        })
    }

    /// What happened, as one or two sentences.
    fn why(&self, job_id: JobId, night: &Night) -> String {
        let job = self.ledger.jobs()[job_id];
        match self.verdict(&job, night) {
            Verdict::Held => {
                let slack = job
                    .ended()
                    .map(|ended| night.closes.saturating_since(ended));
                let slack = slack.unwrap_or_default();
                format!("It ended {slack} before the window closed.")
            }
            Verdict::Late => {
                let over = lateness(&job, night).unwrap_or_default();
                format!(
                    "It ended {over} after the window closed. {}",
                    self.longest(job_id)
                )
            }
            Verdict::Running => {
                format!(
                    "It was still running when the run ended. {}",
                    self.longest(job_id)
                )
            }
            Verdict::Skipped => "Its snapshot was taken while the transfer of an earlier backup \
                                 still ran, so nothing was sent. The service does not retry this."
                .to_owned(),
            Verdict::Failed => {
                let JobOutcome::Failed(fault) = job.outcome else {
                    return String::new();
                };
                format!("{} {}", fault.row().message, fault.row().remedy)
            }
        }
    }
    /// The longest phase, and what made it long.
    fn longest(&self, job_id: JobId) -> String {
        let job = self.ledger.jobs()[job_id];
        let longest = job
            .phases()
            .max_by_key(|(phase, start, end)| (end.since(*start), *phase));
        let Some((phase, start, end)) = longest else {
            return String::new();
        };
        let length = end.since(start);
        match phase {
            Phase::Start => format!("The service started it {length} after its time."),
            Phase::Prepare => format!("Preparing the extension took {length}."),
            Phase::Snapshot => format!("The snapshot took {length}."),
            Phase::Queue => format!("It waited {length} in the service's queue."),
            Phase::Commit => format!("Recording the recovery point took {length}."),
            Phase::Transfer => {
                let sent = self.sent(job_id);
                let busy = self.busiest_account(job_id, start, end);
                let cause = match busy {
                    Some((account, full)) => {
                        let account = &self.scenario.accounts()[account];
                        let rate = account.rate;
                        let name = &account.name;
                        format!(" Storage account {name} was full ({rate}) for {full} of it.")
                    }
                    None if self.is_first(&job, job_id) => {
                        " A first backup moves all data, at the service's first-backup rate."
                            .to_owned()
                    }
                    None => String::new(),
                };
                format!("Transferring {sent} took {length}.{cause}")
            }
        }
    }
    /// The storage account of the job's disks that was full for longest, if for half of the time.
    fn busiest_account(
        &self,
        job: JobId,
        start: SimTime,
        end: SimTime,
    ) -> Option<(AccountId, SimDuration)> {
        let disks = self
            .ledger
            .transfers_of(job)
            .iter()
            .map(|transfer| transfer.disk);
        let accounts = disks.filter_map(|disk| self.scenario.disks()[disk].account);
        let full = |account| {
            (
                account,
                self.full_time(LinkName::Account(account), start, end),
            )
        };
        let (account, full) = accounts.map(full).max_by_key(|(_, full)| *full)?;
        (full * 2 >= end.since(start)).then_some((account, full))
    }
    /// For how long a link carried nearly all it can.
    #[expect(
        clippy::integer_division,
        reason = "the slots that contain the instants"
    )]
    fn full_time(&self, link: LinkName, start: SimTime, end: SimTime) -> SimDuration {
        let Some(usage) = self.ledger.usage().iter().find(|usage| usage.link == link) else {
            return SimDuration::ZERO;
        };
        let slot = LinkUsage::SLOT;
        let capacity = self.link_rate(link).as_f64() * slot.as_secs_f64();
        let first = start.as_nanos() / slot.as_nanos();
        let last = end.as_nanos() / slot.as_nanos();
        let carried = |slot: &u64| {
            let slot = usize::try_from(*slot).expect("a run has few slots");
            usage.carried().get(slot).copied().unwrap_or_default()
        };
        let full = (first..=last)
            .filter(|slot| carried(slot) >= 0.98 * capacity)
            .count() as u64;
        slot * full
    }
    pub(super) fn is_first(&self, job: &Job, job_id: JobId) -> bool {
        let first = self.meters.points_of(job.vm).first();
        first.is_none_or(|point| self.ledger.points()[*point].job == job_id)
    }
    fn facts(&self, vm: VmId, job: Option<JobId>, night: &Night) -> Vec<FactView> {
        let policy = &self.scenario.policies()[self.scenario.vms()[vm].policy];
        let fact = |label: &str, value: String| FactView {
            label: label.to_owned(),
            value,
        };
        let at = |at: SimTime| {
            let moment = self.moment(at);
            // `2026-03-04T21:47:00Z` → `21:47 UTC`.
            format!("{} ({} UTC)", moment.local, &moment.utc[11..16])
        };
        let used = self.world.protected_size(vm, night.opens);
        let mut facts = vec![
            fact("Policy", policy.name.clone()),
            fact("Vault", self.scenario.vaults()[policy.vault].name.clone()),
            fact("Used", used.to_string()),
        ];
        let Some(job_id) = job else { return facts };
        let job = self.ledger.jobs()[job_id];
        facts.push(fact("Scheduled", at(job.due)));
        facts.extend(job.started().map(|started| fact("Started", at(started))));
        facts.extend(job.ended().map(|ended| fact("Ended", at(ended))));
        facts.push(fact("Window closes", at(night.closes)));
        facts.push(fact("Sent", self.sent(job_id).to_string()));
        facts
    }
    fn disk_views(&self, vm: VmId, job: Option<JobId>) -> Vec<DiskView> {
        let transfers = job
            .map(|job| self.ledger.transfers_of(job))
            .unwrap_or_default();
        let started = job.and_then(|job| self.ledger.jobs()[job].phase_end(Phase::Queue));
        let view = |(id, disk): (DiskId, &Disk)| {
            let transfer: Option<&DiskTransfer> = transfers.iter().find(|t| t.disk == id);
            let writer = self.world.writers[id];
            DiskView {
                name: disk.name.clone(),
                role: role_name(disk.role).to_owned(),
                size_bytes: ByteCount(disk.size),
                used_bytes: ByteCount(disk.used),
                change_percent: writer.change * 100.0,
                change_drawn: writer.drawn,
                sent_bytes: transfer.map(|transfer| ByteCount(transfer.sent)),
                transfer: transfer
                    .and_then(|transfer| Some(transfer.ended?.since(started?).to_string())),
            }
        };
        self.scenario.disks_of(vm).map(view).collect()
    }
    /// The rules that shaped this job, with their sources.
    fn rules(&self, job_id: JobId) -> Vec<RuleView> {
        let job = self.ledger.jobs()[job_id];
        let mut rules = Vec::new();
        let mut rule = |rule: String, source: String| rules.push(RuleView { rule, source });
        if let JobOutcome::Failed(fault) = job.outcome {
            let row = fault.row();
            rule(
                format!("{}: {}", row.code, row.message),
                row.source.to_string(),
            );
        }
        let delay = timing::START_DELAY_MAX;
        let calibration = self.scenario.calibration();
        rule(
            format!(
                "A job starts within {} of its time.",
                calibration.start_delay_max
            ),
            delay.source.to_string(),
        );
        if job.phase_end(Phase::Queue).is_some() {
            let wait = timing::QUEUE_MAX;
            rule(
                format!("Data wait up to {} in the service's queue.", wait.value),
                source(&wait),
            );
            let first = self.is_first(&job, job_id);
            let (name, rate, fact) = if first {
                ("first", calibration.initial_rate, timing::INITIAL_RATE)
            } else {
                (
                    "later",
                    calibration.incremental_rate,
                    timing::INCREMENTAL_RATE,
                )
            };
            rule(
                format!("A disk's {name} backups move at most {rate}."),
                source(&fact),
            );
            let blob = timing::BLOB_RATE.value;
            rule(
                format!("A disk is read with at most {blob}."),
                source(&timing::BLOB_RATE),
            );
            rule(
                "Only blocks that changed since the newest recovery point are sent.".to_owned(),
                source(&workload::CHANGE_PERCENT_QUANTILES),
            );
        }
        rules
    }
}

fn source<T>(fact: &Fact<T>) -> String {
    fact.source.to_string()
}

fn title(name: &str, verdict: Option<Verdict>) -> String {
    match verdict {
        None => format!("{name}: no backup due"),
        Some(Verdict::Held) => format!("{name} held"),
        Some(Verdict::Late) => format!("Why is {name} late?"),
        Some(Verdict::Skipped) => format!("Why was {name} skipped?"),
        Some(Verdict::Failed) => format!("Why did {name} fail?"),
        Some(Verdict::Running) => format!("Why is {name} not done?"),
    }
}

pub(super) const fn role_name(role: DiskRoleDraft) -> &'static str {
    match role {
        DiskRoleDraft::Os => "os",
        DiskRoleDraft::Data => "data",
        DiskRoleDraft::Temp => "temp",
    }
}
