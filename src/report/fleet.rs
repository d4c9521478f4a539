//! The fleet, one row a machine, with its backup of one night.

use super::Report;
use super::query::{FleetQuery, FleetSort, ROWS_MAX};
use super::view::{ByteCount, FleetRow, FleetView, PhaseName, PhaseView, RowWindowView, Verdict};
use crate::ledger::{Job, Phase};
use crate::scenario::Policy;
use crate::scenario::calendar::Night;
use crate::scenario::draft::OsDraft;
use crate::units::{Bytes, JobId, SimDuration, SimTime, VmId};
use std::cmp::Ordering;

/// What rows are sorted by, computed for every machine; the rows themselves only for those shown.
struct Entry {
    vm: VmId,
    job: Option<JobId>,
    verdict: Option<Verdict>,
}

impl Report {
    /// The rows that a query asks for; none for a night that does not exist.
    #[must_use]
    pub fn fleet(&self, query: &FleetQuery) -> FleetView {
        let mut entries = self.entries(query.night);
        let filter = query.filter.to_lowercase();
        entries.retain(|entry| {
            let policy = self.policy_of(entry, query.night);
            let policy = policy.map_or("", |policy| policy.name.as_str());
            [self.vm_name(entry.vm), policy]
                .into_iter()
                .any(|text| text.to_lowercase().contains(&filter))
        });
        entries.sort_by(|a, b| {
            let order = self.order(query, a, b);
            if query.descending {
                order.reverse()
            } else {
                order
            }
        });
        let rows = entries
            .iter()
            .skip(query.from as usize)
            .take(query.count.min(ROWS_MAX) as usize);
        FleetView {
            matching: u32::try_from(entries.len()).expect("limits keep machines below 2^32"),
            from: query.from,
            rows: rows.map(|entry| self.row(entry, query.night)).collect(),
        }
    }
    /// A job's phases, the running one left out.
    pub(super) fn phase_views(&self, job: &Job) -> Vec<PhaseView> {
        let whole = job.ended().map(|ended| ended.since(job.due).as_secs_f64());
        job.phases()
            .map(|(phase, start, end)| {
                let length = end.since(start);
                let share = whole.filter(|whole| *whole > 0.0);
                PhaseView {
                    phase: phase_name(phase),
                    start_s: start.whole_secs(),
                    end_s: end.whole_secs(),
                    length: length.to_string(),
                    percent: share.map_or(0.0, |whole| length.as_secs_f64() / whole * 100.0),
                }
            })
            .collect()
    }
    /// A machine's job on a night; the last one when there were several.
    pub(super) fn job_of(&self, vm: VmId, night: u32) -> Option<JobId> {
        let jobs = self.night(night)?.jobs.iter().rev();
        jobs.copied().find(|job| self.ledger.jobs()[*job].vm == vm)
    }

    fn entries(&self, night: u32) -> Vec<Entry> {
        let none = |vm| Entry {
            vm,
            job: None,
            verdict: None,
        };
        let mut entries: Vec<Entry> = self.scenario.vms().ids().map(none).collect();
        if let Some(night) = self.night(night) {
            for id in &night.jobs {
                let job = &self.ledger.jobs()[*id];
                let entry = &mut entries[job.vm.get() as usize];
                entry.job = Some(*id);
                entry.verdict = Some(self.verdict(job, &night.night));
            }
        }
        entries
    }
    fn order(&self, query: &FleetQuery, a: &Entry, b: &Entry) -> Ordering {
        let job = |entry: &Entry| entry.job.map(|job| self.ledger.jobs()[job]);
        let ended = |entry: &Entry| job(entry).and_then(|job| job.ended());
        let by_name = || {
            self.vm_name(a.vm)
                .cmp(self.vm_name(b.vm))
                .then(a.vm.cmp(&b.vm))
        };
        let order = match query.sort {
            FleetSort::Worst => {
                let rank = |entry: &Entry| (badness(entry.verdict), ended(entry));
                rank(b).cmp(&rank(a))
            }
            FleetSort::Name => by_name(),
            FleetSort::Policy => {
                let policy = |entry: &Entry| {
                    let policy = self.policy_of(entry, query.night);
                    policy.map(|policy| policy.name.as_str())
                };
                policy(a).cmp(&policy(b))
            }
            FleetSort::Used => self.used(a).cmp(&self.used(b)),
            FleetSort::Sent => job(a).map(|job| job.sent).cmp(&job(b).map(|job| job.sent)),
            FleetSort::Start => {
                let started = |entry: &Entry| job(entry).and_then(|job| job.started());
                started(a).cmp(&started(b))
            }
            FleetSort::End => ended(a).cmp(&ended(b)),
            FleetSort::Length => {
                let length =
                    |entry: &Entry| job(entry).and_then(|job| Some(job.ended()?.since(job.due)));
                length(a).cmp(&length(b))
            }
        };
        order.then_with(by_name)
    }
    /// The policy that made the night's backup, or that the machine had when the night began.
    fn policy_of(&self, entry: &Entry, night: u32) -> Option<&Policy> {
        match entry.job {
            Some(job) => Some(&self.scenario.policies()[self.ledger.jobs()[job].policy]),
            None => self.policy_at(entry.vm, self.night(night)?.night.opens),
        }
    }
    fn used(&self, entry: &Entry) -> Bytes {
        let at = entry
            .job
            .map_or(SimTime::ZERO, |job| self.ledger.jobs()[job].due);
        self.world.protected_size(entry.vm, at)
    }
    fn row(&self, entry: &Entry, night: u32) -> FleetRow {
        let vm = &self.scenario.vms()[entry.vm];
        let policy = self.policy_of(entry, night);
        let vault = policy.map(|policy| &self.scenario.vaults()[policy.vault]);
        let name = |name: Option<&String>| name.map_or("", String::as_str).to_owned();
        let job = entry.job.map(|job| self.ledger.jobs()[job]);
        let night = self.night(night).map(|night| &night.night);
        FleetRow {
            vm: entry.vm.get(),
            name: vm.name.clone(),
            os: os_name(vm.os).to_owned(),
            policy: name(policy.map(|policy| &policy.name)),
            vault: name(vault.map(|vault| &vault.name)),
            used_bytes: ByteCount(self.used(entry)),
            sent_bytes: entry.job.map(|job| ByteCount(self.sent(job))),
            due: job.map(|job| self.clock(job.due)),
            start: job.and_then(|job| job.started()).map(|at| self.clock(at)),
            end: job.and_then(|job| job.ended()).map(|at| self.clock(at)),
            length: job.and_then(|job| Some(job.ended()?.since(job.due).to_string())),
            verdict: entry.verdict,
            detail: job
                .zip(night)
                .and_then(|(job, night)| self.detail(&job, night)),
            own_window: job.and_then(|job| {
                let night = self.windows.own(job.vm, job.policy, job.due)?;
                let [opens_s, closes_s] = [night.opens, night.closes].map(SimTime::whole_secs);
                Some(RowWindowView { opens_s, closes_s })
            }),
            phases: job.map(|job| self.phase_views(&job)).unwrap_or_default(),
            parts: entry
                .job
                .map(|job| self.part_views(job))
                .unwrap_or_default(),
            reasons: entry
                .job
                .map(|job| self.reason_views(job))
                .unwrap_or_default(),
        }
    }
    /// The error's code, or by how much a job was late.
    pub(super) fn detail(&self, job: &Job, night: &Night) -> Option<String> {
        let night = self.kept(job, night);
        match self.verdict(job, night) {
            Verdict::Held => None,
            Verdict::Late => Some(match lateness(job, night) {
                Some(over) => format!("{over} late"),
                None => {
                    let before = night.opens.saturating_since(job.due);
                    format!("due {before} before its window")
                }
            }),
            Verdict::Skipped => Some("transfer of an earlier backup still ran".to_owned()),
            Verdict::Running => Some("still running when the run ended".to_owned()),
            Verdict::Failed => {
                let crate::ledger::JobOutcome::Failed(fault) = job.outcome else {
                    return None;
                };
                Some(fault.row().code.to_owned())
            }
        }
    }
}

/// How long after the window's close a job ended.
pub(super) fn lateness(job: &Job, night: &Night) -> Option<SimDuration> {
    let over = job.ended()?.saturating_since(night.closes);
    (over > SimDuration::ZERO).then_some(over)
}

pub(super) const fn os_name(os: OsDraft) -> &'static str {
    match os {
        OsDraft::Windows => "windows",
        OsDraft::Linux => "linux",
    }
}

pub(super) const fn phase_name(phase: Phase) -> PhaseName {
    match phase {
        Phase::Start => PhaseName::Start,
        Phase::Prepare => PhaseName::Prepare,
        Phase::Snapshot => PhaseName::Snapshot,
        Phase::Queue => PhaseName::Queue,
        Phase::Transfer => PhaseName::Transfer,
        Phase::Commit => PhaseName::Commit,
    }
}

/// What needs a look first.
const fn badness(verdict: Option<Verdict>) -> u8 {
    match verdict {
        None => 0,
        Some(Verdict::Held) => 1,
        Some(Verdict::Skipped) => 2,
        Some(Verdict::Late) => 3,
        Some(Verdict::Running) => 4,
        Some(Verdict::Failed) => 5,
    }
}
