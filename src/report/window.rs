//! Does the night hold? The verdict over the run and night by night.

use super::view::{
    ByteCount, LostView, MissView, NightView, OffenderView, OldestPointView, SummaryView, Verdict,
};
use super::{NightJobs, Report};
use crate::ledger::Job;
use crate::scenario::calendar::Night;
use crate::units::{Bytes, Id, JobId, SimDuration, SimTime, VmId};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What a machine did wrong: on how many nights, and the worst of them as (not its first backup,
/// time over the window, the night's index).
#[derive(Clone, Debug, Default)]
struct Offences {
    nights: u32,
    worst: (bool, SimDuration, u32),
}

/// The most machines that a night names of those that missed their window.
const MISSED_NAMED_MAX: usize = 10;

/// By how much a late job misses the opening that it has to keep: at its end or, if it was due too
/// early, at its begin.
fn over(job: &Job, kept: &Night) -> SimDuration {
    let ended = job.ended().unwrap_or(SimTime::MAX);
    ended.saturating_since(kept.closes) + kept.opens.saturating_since(job.due)
}

/// How many jobs ended how.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    held: u32,
    late: u32,
    failed: u32,
    skipped: u32,
    running: u32,
}

impl Counts {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Held => self.held += 1,
            Verdict::Late => self.late += 1,
            Verdict::Failed => self.failed += 1,
            Verdict::Skipped => self.skipped += 1,
            Verdict::Running => self.running += 1,
        }
    }
    const fn due(self) -> u32 {
        self.held + self.late + self.failed + self.skipped + self.running
    }
    /// How the window went. A failure is counted beside it: a night on which all others were in time
    /// holds.
    fn verdict(self) -> Option<Verdict> {
        let found = [
            (self.late, Verdict::Late),
            (self.skipped, Verdict::Skipped),
            (self.running, Verdict::Running),
            (self.held, Verdict::Held),
            (self.failed, Verdict::Failed),
        ];
        let (_, verdict) = found.into_iter().find(|(count, _)| *count > 0)?;
        Some(verdict)
    }
    /// A night holds when something was backed up and nothing that ran missed the window; a failed
    /// backup is counted on its own.
    const fn in_time(self) -> bool {
        self.held > 0 && self.late == 0 && self.skipped == 0 && self.running == 0
    }
}

impl Report {
    /// The verdict over the whole run.
    #[must_use]
    pub fn summary(&self) -> SummaryView {
        let nights: Vec<Counts> = self.nights.iter().map(|night| self.counts(night)).collect();
        let due = nights
            .iter()
            .zip(&self.nights)
            .filter(|(_, night)| !night.jobs.is_empty());
        let nights_held = due.clone().filter(|(counts, _)| counts.in_time()).count();
        let sum = |count: fn(&Counts) -> u32| nights.iter().map(|n| u64::from(count(n))).sum();
        let end = self.scenario.end();
        let vms = || self.scenario.vms().ids();
        let alive = self
            .ledger
            .points()
            .iter()
            .filter(|point| point.is_alive_at(end));
        let mut summary = SummaryView {
            digest: format!("{:016x}", self.ledger.digest()),
            backups: sum(|c| c.held + c.late + c.failed + c.skipped),
            held: sum(|c| c.held),
            late: sum(|c| c.late),
            failed: sum(|c| c.failed),
            skipped: sum(|c| c.skipped),
            running: sum(|c| c.running),
            nights: as_u32(due.count()),
            nights_held: as_u32(nights_held),
            verdict: String::new(),
            latest: self.offender(&[Verdict::Late, Verdict::Skipped, Verdict::Running]),
            failing: self.offender(&[Verdict::Failed]),
            oldest_point: self.oldest_point(),
            stored_bytes: ByteCount(
                vms()
                    .map(|vm| self.meters.stored_at(&self.ledger, vm, end))
                    .sum(),
            ),
            protected_bytes: ByteCount(
                vms()
                    .filter_map(|vm| self.meters.protected_at(&self.ledger, vm, end))
                    .sum(),
            ),
            points: alive.count() as u64,
        };
        summary.verdict = verdict_sentence(&summary);
        summary
    }
    /// Every night of the calendar.
    #[must_use]
    pub fn nights(&self) -> Vec<NightView> {
        (0..self.night_count())
            .filter_map(|index| self.night_view(index))
            .collect()
    }
    /// One night of the calendar.
    #[must_use]
    pub fn night_view(&self, index: u32) -> Option<NightView> {
        let of_night = self.night(index)?;
        let NightJobs { night, jobs } = of_night;
        let counts = self.counts(of_night);
        let slack = self.slack(of_night).map(|slack| slack.to_string());
        let sent: Bytes = jobs.iter().map(|job| self.sent(*job)).sum();
        let lost = self.lost(jobs);
        let (missed, missed_more) = self.missed(of_night);
        Some(NightView {
            night: index,
            date: night.date.to_string(),
            title: night.date.strftime("%A %-d %B %Y").to_string(),
            opens: self.moment(night.opens),
            closes: self.moment(night.closes),
            due: as_u32(jobs.len()),
            held: counts.held,
            late: counts.late,
            failed: counts.failed,
            skipped: counts.skipped,
            running: counts.running,
            verdict: counts.verdict(),
            sentence: night_sentence(counts, slack.as_deref(), missed.first()),
            slack,
            missed,
            missed_more,
            sent_bytes: ByteCount(sent),
            lost_most: lost.first().map(|most| {
                let LostView { link, percent, .. } = most;
                format!("{percent:.0} % of this night's transfer time was lost to {link}.")
            }),
            lost,
        })
    }

    /// The machines that missed their window on a night, the worst first, and how many more there
    /// are than are named. Of several backups of a machine the worst counts.
    fn missed(&self, of_night: &NightJobs) -> (Vec<MissView>, u32) {
        let NightJobs { night, jobs } = of_night;
        let mut worst: BTreeMap<VmId, (SimDuration, JobId)> = BTreeMap::new();
        for id in jobs {
            let job = &self.ledger.jobs()[*id];
            let over = match self.verdict(job, night) {
                Verdict::Held | Verdict::Failed => continue,
                Verdict::Late => over(job, self.kept(job, night)),
                // It brought nothing: as bad as a day late.
                Verdict::Skipped => SimDuration::DAY,
                Verdict::Running => SimDuration::from_nanos(u64::MAX),
            };
            let entry = worst.entry(job.vm).or_insert((over, *id));
            if over > entry.0 {
                *entry = (over, *id);
            }
        }
        let mut worst: Vec<(VmId, (SimDuration, JobId))> = worst.into_iter().collect();
        worst.sort_by_key(|(vm, (over, _))| (Reverse(*over), *vm));
        let more = worst.len().saturating_sub(MISSED_NAMED_MAX);
        worst.truncate(MISSED_NAMED_MAX);
        let view = |(vm, (_, id)): (VmId, (SimDuration, JobId))| {
            let job = &self.ledger.jobs()[id];
            MissView {
                index: vm.get(),
                vm: self.vm_name(vm).to_owned(),
                verdict: self.verdict(job, night),
                by: self.detail(job, night).unwrap_or_default(),
            }
        };
        (worst.into_iter().map(view).collect(), as_u32(more))
    }
    /// How long before the close of its window the backup of a night that holds has ended that came
    /// nearest to it.
    pub(super) fn slack(&self, of_night: &NightJobs) -> Option<SimDuration> {
        let NightJobs { night, jobs } = of_night;
        let slacks = jobs.iter().filter_map(|job| {
            let job = &self.ledger.jobs()[*job];
            let ended = job.completed_at()?;
            Some(self.kept(job, night).closes.saturating_since(ended))
        });
        let least = slacks.min()?;
        self.counts(of_night).in_time().then_some(least)
    }
    /// What has arrived of a job.
    pub(super) fn sent(&self, job: JobId) -> Bytes {
        let transfers = self.ledger.transfers_of(job).iter();
        transfers
            .filter(|transfer| transfer.ended.is_some())
            .map(|transfer| transfer.sent)
            .sum()
    }
    fn counts(&self, night: &NightJobs) -> Counts {
        let mut counts = Counts::default();
        for job in &night.jobs {
            counts.add(self.verdict(&self.ledger.jobs()[*job], &night.night));
        }
        counts
    }
    /// The machine with the most nights of these verdicts, and the worst of them. A first backup
    /// moves everything and is late for that; where there are others, they tell more.
    fn offender(&self, verdicts: &[Verdict]) -> Option<OffenderView> {
        let mut nights = vec![Offences::default(); self.scenario.vms().len()];
        for (index, night) in self.nights.iter().enumerate() {
            for id in &night.jobs {
                let job = &self.ledger.jobs()[*id];
                if verdicts.contains(&self.verdict(job, &night.night)) {
                    let over = job.ended().unwrap_or(SimTime::MAX);
                    let closes = self.kept(job, &night.night).closes;
                    let over = over.saturating_since(closes);
                    let offences = &mut nights[job.vm.index()];
                    offences.nights += 1;
                    let worst = (!self.is_first(job), over, as_u32(index));
                    offences.worst = offences.worst.max(worst);
                }
            }
        }
        let rank = |of: &Offences| (of.nights, of.worst.1);
        let (index, offences) = nights
            .iter()
            .enumerate()
            .filter(|(_, offences)| offences.nights > 0)
            .max_by_key(|(index, offences)| (rank(offences), usize::MAX - index))?;
        let machines = nights.iter().filter(|offences| offences.nights > 0).count();
        let vm = VmId::from_index(index);
        let (_, _, worst_night) = offences.worst;
        let why = self.machine(vm, worst_night)?.why;
        Some(OffenderView {
            index: vm.get(),
            vm: self.vm_name(vm).to_owned(),
            machines: as_u32(machines),
            nights: offences.nights,
            worst_night,
            why,
        })
    }
    fn oldest_point(&self) -> Option<OldestPointView> {
        let end = self.scenario.end();
        let age = |vm: VmId| {
            let points = self
                .meters
                .points_of(vm)
                .iter()
                .map(|id| self.ledger.points()[*id]);
            let newest = points
                .filter(|point| point.is_alive_at(end))
                .map(|p| p.taken)
                .max();
            newest.map(|taken| end.since(taken))
        };
        // No point at all is older than any age; of equals the first is named.
        let oldest = self
            .scenario
            .vms()
            .ids()
            .map(|vm| (vm, age(vm)))
            .max_by_key(|(vm, age)| (age.is_none(), *age, u32::MAX - vm.get()))?;
        let (vm, age) = oldest;
        Some(OldestPointView {
            index: vm.get(),
            vm: self.vm_name(vm).to_owned(),
            age_s: age.map(SimDuration::whole_secs),
            age: age.map_or_else(|| "no recovery point".to_owned(), |age| age.to_string()),
        })
    }
}

/// How a night went: who missed most, or how much was left; then how many failed beside that.
fn night_sentence(counts: Counts, slack: Option<&str>, worst: Option<&MissView>) -> String {
    let Some(verdict) = counts.verdict() else {
        return "No backup was due.".to_owned();
    };
    let due = counts.due();
    let went = match verdict {
        Verdict::Failed if due == 1 => return "The backup failed.".to_owned(),
        Verdict::Failed => return format!("All {due} backups failed."),
        Verdict::Held => {
            let who = if counts.failed == 0 {
                "All backups"
            } else {
                "All that ran"
            };
            let spare = slack.map(|slack| format!(", {slack} to spare"));
            format!("{who} held{}.", spare.unwrap_or_default())
        }
        Verdict::Late | Verdict::Skipped | Verdict::Running => {
            let missed = counts.late + counts.skipped + counts.running;
            let worst = worst.map(|miss| format!("; worst {}, {}", miss.vm, miss.by));
            let worst = worst.unwrap_or_default();
            format!("{missed} of {due} missed the window{worst}.")
        }
    };
    match counts.failed {
        0 => went,
        1 => format!("{went} One failed."),
        failed => format!("{went} {failed} failed."),
    }
}

fn verdict_sentence(summary: &SummaryView) -> String {
    let nights = match (summary.nights, summary.nights_held) {
        (0, _) => return "No backup was due.".to_owned(),
        (1, 1) => "The night holds".to_owned(),
        (1, _) => "The night does not hold".to_owned(),
        (nights, held) if nights == held => format!("All {nights} nights hold"),
        (nights, held) => format!("{held} of {nights} nights hold"),
    };
    let part = |offender: &Option<OffenderView>, one: &str, several: &str| {
        let Some(OffenderView {
            vm,
            nights,
            machines,
            ..
        }) = offender
        else {
            return String::new();
        };
        let on = if *nights == 1 {
            "one night".to_owned()
        } else {
            format!("{nights} nights")
        };
        match machines {
            1 => format!("; {vm} {one} on {on}"),
            machines => format!("; {machines} machines {several}, {vm} most often, on {on}"),
        }
    };
    let late = part(&summary.latest, "misses the window", "miss the window");
    let failing = part(&summary.failing, "fails", "fail");
    format!("{nights}{late}{failing}.")
}

fn as_u32(count: usize) -> u32 {
    u32::try_from(count).expect("limits keep every count below 2^32")
}
