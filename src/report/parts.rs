//! Where a backup's time went: every nanosecond from its time to its end in exactly one part. Of a
//! transfer the disk counts that arrived last; what it did not lose to a shared link it took itself.
//! The same of a restore is in `parts/restores.rs`.

mod restores;

use super::Report;
use super::fleet::phase_name;
use super::view::{LostView, PartView, ReasonView};
use crate::azure::rules::ChangeDetection;
use crate::azure::timing;
use crate::engine::{OwnLimit, Pace};
use crate::ledger::{Carrier, DiskTransfer, Found, Job, JobOutcome, LinkName, Phase};
use crate::scenario::limits;
use crate::units::{Bytes, JobId, SimDuration, SimTime};
use std::collections::BTreeMap;

/// What a part of a backup's or a restore's time was spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Others of a list of restores ran, and the person wanted no more at once.
    Turn,
    /// The service had not started it yet.
    Start,
    /// The extension was installed or called; of a restore, the service made it ready.
    Prepare,
    /// Freeze, snapshot, thaw.
    Snapshot,
    /// It waited in the service's queue.
    Queue,
    /// Storage did not deliver.
    Stalled,
    /// Everything on the disk was read to compare it, as fast as the disk alone is read.
    Reading(OwnLimit),
    /// The storage listed what has changed.
    Listing,
    /// What was found moved as fast as the disk alone does.
    Moving(OwnLimit),
    /// It was slower than that because others used the same link.
    Shared(LinkName),
    /// The recovery point was recorded.
    Commit,
    /// A machine was made from restored disks.
    Create,
}

/// A part of a backup's time, and how long it took together.
pub type Spent = (Part, SimDuration);

impl Report {
    /// Where a backup's time went, from when it was due to its end, or up to now. Parts that took no time are left out; the rest are in the order in
    /// which they began, what was lost to links after what it was lost from.
    #[must_use]
    pub fn parts(&self, job: JobId) -> Vec<Spent> {
        let record = &self.ledger.jobs()[job];
        let mut parts = Vec::new();
        for (phase, from, to) in record.phases().chain(self.running_phase(record)) {
            let whole = |part| vec![(part, to.since(from))];
            parts.extend(match phase {
                Phase::Start => whole(Part::Start),
                Phase::Prepare => whole(Part::Prepare),
                Phase::Snapshot => whole(Part::Snapshot),
                Phase::Queue => whole(Part::Queue),
                Phase::Commit => whole(Part::Commit),
                Phase::Transfer => self.parts_of_transfer(job, from, to),
            });
        }
        parts.retain(|(_, length)| *length > SimDuration::ZERO);
        parts
    }
    /// The disk that decides when a transfer ends: the one that arrived last, or has not.
    pub(super) fn deciding(&self, job: JobId) -> Option<(u32, &DiskTransfer)> {
        let transfers = (0..).zip(self.ledger.transfers_of(job));
        transfers.max_by_key(|(slot, it)| (it.ended.unwrap_or(SimTime::MAX), u32::MAX - slot))
    }
    /// The phase that a job is in, up to now or to when the run was cut.
    pub(super) fn running_phase(&self, job: &Job) -> Option<(Phase, SimTime, SimTime)> {
        if job.outcome != JobOutcome::Running {
            return None;
        }
        let (ended, start) = job
            .phases()
            .fold((0, job.due), |(n, _), (.., end)| (n + 1, end));
        Some((*Phase::ALL.get(ended)?, start, self.told_until().max(start)))
    }
    /// Up to when it tells of what runs: now, or when the run was cut.
    fn told_until(&self) -> SimTime {
        if self.now < self.scenario.end() {
            self.now
        } else {
            self.scenario.end() + SimDuration::days(limits::DRAIN_DAYS_MAX)
        }
    }
    pub(super) fn parts_of_transfer(&self, job: JobId, from: SimTime, to: SimTime) -> Vec<Spent> {
        let began = self.ledger.late_move(job).unwrap_or(from).min(to);
        let mut parts = vec![(Part::Stalled, began.since(from))];
        let Some((slot, transfer)) = self.deciding(job) else {
            parts.push((Part::Moving(OwnLimit::Service), to.since(began)));
            return parts;
        };
        let disk = &self.scenario.disks()[transfer.disk];
        let size = self.world.writers[transfer.disk].size(began);
        let calibration = self.scenario.calibration();
        let mut sends_from = began;
        if !transfer.compared().is_zero() {
            sends_from = transfer.read_ended.unwrap_or(to).min(to);
            let pace = Pace::of_reading(transfer, disk, size, calibration);
            let length = sends_from.since(began);
            let losses = self.losses(Carrier::Reads(job, slot), length);
            let own = length - losses.iter().map(|(_, lost)| *lost).sum();
            parts.push((Part::Reading(pace.limit), own));
            parts.extend(losses);
        }
        let length = to.since(sends_from);
        let losses = self.losses(Carrier::Sends(job, slot), length);
        let own = length - losses.iter().map(|(_, lost)| *lost).sum();
        let (mut limit, mut listing) = (OwnLimit::Service, SimDuration::ZERO);
        if !transfer.sent.is_zero() {
            let pace = Pace::of_sending(transfer, disk, size, calibration);
            limit = pace.limit;
            let lists = own.as_nanos() as f64 * pace.listing;
            listing = SimDuration::from_nanos(lists as u64).min(own);
        }
        parts.push((Part::Listing, listing));
        parts.push((Part::Moving(limit), own - listing));
        parts.extend(losses);
        parts
    }
    /// What a transfer of this length lost to each link, together no more than it took.
    fn losses(&self, carrier: Carrier, length: SimDuration) -> Vec<Spent> {
        let mut left = length;
        let losses = self.ledger.losses_of(carrier).into_iter();
        losses
            .map(|loss| {
                let time = loss.time.min(left);
                left = left - time;
                (Part::Shared(loss.link), time)
            })
            .collect()
    }

    /// Where a backup's time went, for a person.
    pub(super) fn part_views(&self, job: JobId) -> Vec<PartView> {
        self.views_of(&self.parts(job))
    }
    /// Parts for a person, each with its share of all of them.
    pub(super) fn views_of(&self, parts: &[Spent]) -> Vec<PartView> {
        let all: SimDuration = parts.iter().map(|(_, length)| *length).sum();
        let view = |(part, length): &Spent| PartView {
            phase: part.phase().map(phase_name),
            part: part.name().to_owned(),
            label: self.part_label(*part),
            link: part.link().map(|link| self.link_name(link)),
            length: length.to_string(),
            length_s: length.as_secs_f64(),
            percent: percent(*length, all),
        };
        parts.iter().map(view).collect()
    }
    /// What a part is, for a person.
    pub(super) fn part_label(&self, part: Part) -> String {
        let limited = |what: &str, limit| format!("{what}, limited by {}", limit_name(limit));
        match part {
            Part::Turn => "waiting for its turn".to_owned(),
            Part::Start => "until its start".to_owned(),
            Part::Prepare => "preparing".to_owned(),
            Part::Snapshot => "snapshot".to_owned(),
            Part::Queue => "the service's queue".to_owned(),
            Part::Stalled => "storage did not deliver".to_owned(),
            Part::Reading(limit) => limited("reading everything to compare it", limit),
            Part::Listing => "listing what has changed".to_owned(),
            Part::Moving(limit) => limited("moving data", limit),
            Part::Shared(link) => format!("waiting for {}", self.link_name(link)),
            Part::Commit => "recording the point".to_owned(),
            Part::Create => "making the machine".to_owned(),
        }
    }
    /// What the transfers of a night lost to each link, most first.
    pub(super) fn lost(&self, jobs: &[JobId]) -> Vec<LostView> {
        if self.ledger.has_no_losses() {
            return Vec::new();
        }
        let held = self.held(jobs.iter().copied());
        let mut lost: Vec<(LinkName, SimDuration)> = held.links().collect();
        lost.sort_by_key(|(link, time)| (std::cmp::Reverse(*time), *link));
        let view = |(link, time): (LinkName, SimDuration)| LostView {
            link: self.link_name(link),
            kind: self.link_kind(link).0.to_owned(),
            name: self.link_kind(link).1,
            length: time.to_string(),
            percent: percent(time, held.transferring),
        };
        lost.into_iter().map(view).collect()
    }
    /// Why a backup took long, as far as it did: what made it so and its share of the time, most
    /// first.
    pub(super) fn reasons(&self, job: JobId) -> Vec<(String, f64)> {
        let parts = self.parts(job);
        let all: SimDuration = parts.iter().map(|(_, length)| *length).sum();
        let mut times: BTreeMap<String, SimDuration> = BTreeMap::new();
        for (part, length) in parts {
            if let Some(reason) = self.reason(job, part) {
                *times.entry(reason).or_default() += length;
            }
        }
        let shares = times.into_iter();
        let mut shares: Vec<(String, f64)> = shares
            .map(|(reason, time)| (reason, percent(time, all)))
            .filter(|(_, share)| *share >= 1.0)
            .collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        shares
    }
    /// What made a part of a job's time long, if there is anything to say of it.
    fn reason(&self, job: JobId, part: Part) -> Option<String> {
        Some(match part {
            Part::Turn
            | Part::Start
            | Part::Prepare
            | Part::Snapshot
            | Part::Listing
            | Part::Commit
            | Part::Create => return None,
            Part::Queue => "the service's queue".to_owned(),
            Part::Stalled => "storage that did not deliver".to_owned(),
            Part::Reading(_) => "comparing everything by checksum".to_owned(),
            Part::Shared(link) => format!("contention for {}", self.link_name(link)),
            Part::Moving(limit) => self.reason_to_move(job, limit),
        })
    }
    fn reason_to_move(&self, job: JobId, limit: OwnLimit) -> String {
        let record = &self.ledger.jobs()[job];
        let is_whole = self
            .deciding(job)
            .is_some_and(|(_, it)| it.found == Found::Whole);
        let sent: Bytes = record.sent;
        if is_whole && self.is_first(record) {
            "first backup".to_owned()
        } else if is_whole {
            "new disk".to_owned()
        } else if sent > timing::CHANGE_LARGE.value {
            format!("more than 200 GB of change ({sent})")
        } else if limit == OwnLimit::Requests {
            "scattered change".to_owned()
        } else {
            format!("moving {sent}")
        }
    }
    /// The same for a document, of a job that is worth explaining.
    pub(super) fn reason_views(&self, job: JobId) -> Vec<ReasonView> {
        if self.reasons_sentence(job).is_none() {
            return Vec::new();
        }
        let reasons = self.reasons(job).into_iter();
        reasons
            .map(|(reason, percent)| ReasonView { reason, percent })
            .collect()
    }
    /// The same as a sentence, of a job that took more than the published 8 hours, or had to compare
    /// everything though its generation need not.
    pub(super) fn reasons_sentence(&self, job: JobId) -> Option<String> {
        let record = &self.ledger.jobs()[job];
        let running = self.running_phase(record).map(|(.., until)| until);
        let until = record.ended().or(running).unwrap_or(self.now);
        let took = until.saturating_since(record.due);
        let is_long = took > timing::JOB_LONG.value;
        let compares = self.compares_unusually(job);
        if !is_long && !compares {
            return None;
        }
        let reasons = self.reasons(job).into_iter();
        let reasons: Vec<String> = reasons
            .map(|(reason, share)| format!("{reason} {share:.0} %"))
            .collect();
        let what = match record.outcome {
            JobOutcome::Running => format!("So far it has taken {took}"),
            JobOutcome::Completed(_)
            | JobOutcome::TransferSkipped(_)
            | JobOutcome::Failed(_)
            | JobOutcome::Cancelled
            | JobOutcome::Withdrawn => format!("It took {took}"),
        };
        let why = if compares {
            " There was no snapshot to compare with, so every allocated block was read and compared."
        } else {
            ""
        };
        Some(if reasons.is_empty() {
            format!("{what}.{why}")
        } else {
            format!("{what}: {}.{why}", reasons.join(", "))
        })
    }
    /// Whether a backup compared a disk though its generation asks the storage what has changed.
    fn compares_unusually(&self, job: JobId) -> bool {
        match self.scenario.profile().change_detection.value {
            ChangeDetection::Checksum => false,
            ChangeDetection::PageRanges => {
                let mut transfers = self.ledger.transfers_of(job).iter();
                transfers.any(|it| it.found == Found::Checksum)
            }
        }
    }
}

impl Part {
    /// The link that was shared, if it is that.
    #[must_use]
    pub const fn link(self) -> Option<LinkName> {
        match self {
            Self::Shared(link) => Some(link),
            Self::Turn
            | Self::Start
            | Self::Prepare
            | Self::Snapshot
            | Self::Queue
            | Self::Stalled
            | Self::Reading(_)
            | Self::Listing
            | Self::Moving(_)
            | Self::Commit
            | Self::Create => None,
        }
    }
    /// What the disk alone was limited by, where it read or moved at a limit of its own.
    #[must_use]
    pub const fn limit(self) -> Option<OwnLimit> {
        match self {
            Self::Reading(limit) | Self::Moving(limit) => Some(limit),
            Self::Turn
            | Self::Start
            | Self::Prepare
            | Self::Snapshot
            | Self::Queue
            | Self::Stalled
            | Self::Listing
            | Self::Shared(_)
            | Self::Commit
            | Self::Create => None,
        }
    }
    /// The phase of a backup that it belongs to; none of what only restores have.
    #[must_use]
    pub const fn phase(self) -> Option<Phase> {
        Some(match self {
            Self::Turn | Self::Create => return None,
            Self::Start => Phase::Start,
            Self::Prepare => Phase::Prepare,
            Self::Snapshot => Phase::Snapshot,
            Self::Queue => Phase::Queue,
            Self::Stalled
            | Self::Reading(_)
            | Self::Listing
            | Self::Moving(_)
            | Self::Shared(_) => Phase::Transfer,
            Self::Commit => Phase::Commit,
        })
    }
    /// Its name in a document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Start => "start",
            Self::Prepare => "prepare",
            Self::Snapshot => "snapshot",
            Self::Queue => "queue",
            Self::Stalled => "stalled",
            Self::Reading(_) => "reading",
            Self::Listing => "listing",
            Self::Moving(OwnLimit::Tier) => "tier",
            Self::Moving(OwnLimit::Blob) => "blob",
            Self::Moving(OwnLimit::Service) => "service",
            Self::Moving(OwnLimit::Requests) => "requests",
            Self::Shared(_) => "shared",
            Self::Commit => "commit",
            Self::Create => "create",
        }
    }
}

/// What a disk alone is limited by, in a sentence.
const fn limit_name(limit: OwnLimit) -> &'static str {
    match limit {
        OwnLimit::Tier => "the disk's tier",
        OwnLimit::Blob => "what one blob is read with",
        OwnLimit::Service => "the service's best rate",
        OwnLimit::Requests => "requests a second",
    }
}

pub(super) fn percent(part: SimDuration, whole: SimDuration) -> f64 {
    if whole == SimDuration::ZERO {
        0.0
    } else {
        100.0 * part.as_secs_f64() / whole.as_secs_f64()
    }
}
