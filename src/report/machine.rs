//! Why did this machine's backup end as it did? One machine on one night, explained.

use super::fleet::lateness;
use super::view::{ByteCount, DiskView, FactView, MachineView, Verdict};
use super::{Report, assumption_view};
use crate::ledger::{DiskTransfer, Found, Job, JobOutcome, LinkName, Phase};
use crate::scenario::calendar::Night;
use crate::scenario::draft::DiskRoleDraft;
use crate::scenario::windows::WindowOf;
use crate::scenario::{Disk, limits};
use crate::units::{DiskId, JobId, PolicyId, SimDuration, SimTime, VmId};

impl Report {
    /// One machine on one night; nothing when either does not exist.
    #[must_use]
    pub fn machine(&self, vm: VmId, night: u32) -> Option<MachineView> {
        let record = self.scenario.vms().get(vm)?;
        let of_night = self.night(night)?;
        let job_id = self.job_of(vm, night);
        let job = job_id.map(|job| self.ledger.jobs()[job]);
        let night = &of_night.night;
        let verdict = job.map(|job| self.verdict(&job, night));
        let assumptions = record.assumptions.iter();
        Some(MachineView {
            vm: vm.get(),
            name: record.name.clone(),
            title: title(&record.name, verdict),
            verdict,
            why: job_id.map_or_else(
                || "No backup was due on this night.".to_owned(),
                |job| self.why_at_all(job, self.kept(&self.ledger.jobs()[job], night)),
            ),
            facts: self.facts(vm, job_id, night),
            phases: job.map(|job| self.phase_views(&job)).unwrap_or_default(),
            parts: job_id.map(|job| self.part_views(job)).unwrap_or_default(),
            reasons: job_id.map(|job| self.reason_views(job)).unwrap_or_default(),
            disks: self.disk_views(vm, job_id, night.opens),
            rules: job_id.map(|job| self.rules(job)).unwrap_or_default(),
            assumptions: assumptions
                .map(|one| assumption_view(Some(&record.name), one))
                .collect(),
        })
    }

    /// What happened, and where the time went if it took long.
    fn why_at_all(&self, job: JobId, night: &Night) -> String {
        let why = self.why(job, night);
        let sentences = [Some(why), self.reasons_sentence(job)];
        let sentences: Vec<String> = sentences.into_iter().flatten().collect();
        sentences.join(" ")
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
            Verdict::Late => self.why_late(job_id, night),
            Verdict::Running => {
                let days = limits::DRAIN_DAYS_MAX;
                format!(
                    "It was still running when the run was cut, {days} days after its last. {}",
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
    /// Due outside the window, or ended after it; in the latter case also what took longest.
    fn why_late(&self, job_id: JobId, night: &Night) -> String {
        let job = self.ledger.jobs()[job_id];
        let mut why = Vec::new();
        if job.due < night.opens {
            why.push(format!(
                "It was due {} before the window opened.",
                night.opens.since(job.due)
            ));
        }
        if job.due >= night.closes {
            let after = job.due.since(night.closes);
            why.push(if after == SimDuration::ZERO {
                "It was due when the window had just closed.".to_owned()
            } else {
                format!("It was due {after} after the window had closed.")
            });
        } else if let Some(over) = lateness(&job, night) {
            why.push(format!("It ended {over} after the window closed."));
            why.push(self.longest(job_id));
        }
        why.join(" ")
    }
    /// The longest phase, and what made it long.
    fn longest(&self, job_id: JobId) -> String {
        let job = self.ledger.jobs()[job_id];
        let longest = job.phases().chain(self.running_phase(&job));
        let longest = longest.max_by_key(|(phase, start, end)| (end.since(*start), *phase));
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
                let cause = match self.most_shared(job_id, start, end) {
                    Some((link, lost)) => {
                        let limit = self.link_limit(link);
                        let name = capital(&self.link_name(link));
                        format!(" {name} ({limit}) cost it {lost} of that.")
                    }
                    None if self.is_first(&job) => {
                        " A first backup moves all data, at the service's first-backup rate."
                            .to_owned()
                    }
                    None => String::new(),
                };
                format!("Transferring {sent} took {length}.{cause}")
            }
        }
    }
    /// The shared link to which a transfer lost most, if that is a quarter of its time.
    fn most_shared(
        &self,
        job: JobId,
        start: SimTime,
        end: SimTime,
    ) -> Option<(LinkName, SimDuration)> {
        let parts = self.parts_of_transfer(job, start, end).into_iter();
        let shared = parts.filter_map(|(part, lost)| part.link().map(|link| (link, lost)));
        let most = shared.max_by_key(|(link, lost)| (*lost, std::cmp::Reverse(*link)));
        most.filter(|(_, lost)| *lost * 4 >= end.since(start))
    }
    /// Whether a job finds nothing of its machine in the vault, and so has to send everything.
    pub(super) fn is_first(&self, job: &Job) -> bool {
        let at = job.phase_end(Phase::Snapshot).unwrap_or(job.due);
        let all = self.meters.points_of(job.vm);
        let before = all.partition_point(|point| self.ledger.points()[*point].taken < at);
        let mut newest_first = all[..before].iter().rev();
        !newest_first.any(|point| self.ledger.points()[*point].is_in_vault_at(at))
    }
    fn facts(&self, vm: VmId, job: Option<JobId>, night: &Night) -> Vec<FactView> {
        let policy_id = match job {
            Some(job) => Some(self.ledger.jobs()[job].policy),
            None => self.ledger.protection_at(vm, night.opens).policy(),
        };
        let policy = policy_id.map(|policy| &self.scenario.policies()[policy]);
        let vault = policy.map(|policy| &self.scenario.vaults()[policy.vault]);
        let name = |name: Option<&String>| name.map_or("none", String::as_str).to_owned();
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
            fact("Policy", name(policy.map(|policy| &policy.name))),
            fact("Vault", name(vault.map(|vault| &vault.name))),
            fact("Used", used.to_string()),
        ];
        let window = policy_id.and_then(|policy| self.own_window(vm, policy));
        facts.extend(window.map(|window| fact("Window", window)));
        let Some(job_id) = job else { return facts };
        let job = self.ledger.jobs()[job_id];
        let night = self.kept(&job, night);
        facts.push(fact("Scheduled", at(job.due)));
        facts.extend(job.started().map(|started| fact("Started", at(started))));
        facts.extend(job.ended().map(|ended| fact("Ended", at(ended))));
        facts.push(fact("Window closes", at(night.closes)));
        facts.push(fact("Sent", self.sent(job_id).to_string()));
        facts
    }
    /// The window of a machine's backups under a policy, where it is not the scenario's.
    fn own_window(&self, vm: VmId, policy: PolicyId) -> Option<String> {
        let (window, of) = self.scenario.window_of(vm, policy);
        let whose = match of {
            WindowOf::Scenario => return None,
            WindowOf::Policy => "its policy's",
            WindowOf::Machine => "its own",
        };
        let (hours, zone) = (window.hours(), window.zone.name());
        Some(format!("{hours} {zone}, {whose}"))
    }
    fn disk_views(&self, vm: VmId, job: Option<JobId>, at: SimTime) -> Vec<DiskView> {
        let transfers = job
            .map(|job| self.ledger.transfers_of(job))
            .unwrap_or_default();
        let started = job.and_then(|job| self.ledger.jobs()[job].phase_end(Phase::Queue));
        let view = |(id, disk): (DiskId, &Disk)| {
            let transfer: Option<&DiskTransfer> = transfers.iter().find(|t| t.disk == id);
            let writer = &self.world.writers[id];
            DiskView {
                name: disk.name.clone(),
                role: role_name(disk.role).to_owned(),
                size_bytes: ByteCount(disk.size),
                used_bytes: ByteCount(writer.used(at)),
                change_percent: writer.change * 100.0,
                change_drawn: writer.drawn,
                sent_bytes: transfer.map(|transfer| ByteCount(transfer.sent)),
                found: transfer.map(found),
                transfer: transfer
                    .and_then(|transfer| Some(transfer.ended?.since(started?).to_string())),
            }
        };
        self.scenario.disks_of(vm).map(view).collect()
    }
}

/// With a capital, as a sentence begins.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
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
        DiskRoleDraft::Excluded => "excluded",
        DiskRoleDraft::Temp => "temp",
    }
}

/// How what a backup sent of a disk was found, as a sentence.
pub(super) fn found(transfer: &DiskTransfer) -> String {
    let how = match transfer.found {
        Found::Whole => "Nothing to compare with: all of it was sent",
        Found::Ranges => "The storage said what differs from the previous snapshot",
        Found::Checksum => "Every allocated block was read and compared",
    };
    let DiskTransfer { read, requests, .. } = transfer;
    format!("{how}; {read} read, {requests} requests.")
}
