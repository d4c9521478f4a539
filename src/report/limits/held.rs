//! How long links and limits held the transfers of some jobs, and how full links were.

use crate::azure::blobs;
use crate::azure::disks::Tier;
use crate::engine::{self, OwnLimit};
use crate::ledger::{DiskTransfer, Found, LinkName, LinkUsage, Phase};
use crate::report::{Part, Report};
use crate::units::{JobId, SimDuration, SimTime};
use std::collections::BTreeMap;
use std::ops::Range;

/// What holds a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holder {
    /// A link that it shares.
    Link(LinkName),
    /// Its disk's tier, by name.
    Tier(&'static str),
    /// What one blob is read with.
    Blob,
    /// The requests that one blob answers.
    BlobRequests,
    /// The requests with which the service reads a disk.
    DiskRequests,
    /// The service's rate for a first backup.
    Initial,
    /// The service's rate for a later one.
    Incremental,
}

/// How long each held the transfers of some jobs, and how long these took together.
pub(in crate::report) struct Held {
    times: BTreeMap<Holder, SimDuration>,
    pub(in crate::report) transferring: SimDuration,
}

impl Held {
    /// How long something held transfers; nothing where it did not.
    pub(super) fn by(&self, holder: Holder) -> Option<SimDuration> {
        let time = self.times.get(&holder).copied();
        time.filter(|time| *time > SimDuration::ZERO)
    }
    /// The same of a link that is shared.
    pub(in crate::report) fn by_link(&self, link: LinkName) -> SimDuration {
        self.by(Holder::Link(link)).unwrap_or_default()
    }
    /// The links that held any.
    pub(in crate::report) fn links(&self) -> impl Iterator<Item = (LinkName, SimDuration)> {
        self.times.iter().filter_map(|(holder, time)| match holder {
            Holder::Link(link) => Some((*link, *time)),
            Holder::Tier(_)
            | Holder::Blob
            | Holder::BlobRequests
            | Holder::DiskRequests
            | Holder::Initial
            | Holder::Incremental => None,
        })
    }
    /// The tiers that held any.
    pub(super) fn tiers(&self) -> impl Iterator<Item = &'static str> {
        self.times.keys().filter_map(|holder| match holder {
            Holder::Tier(name) => Some(*name),
            Holder::Link(_)
            | Holder::Blob
            | Holder::BlobRequests
            | Holder::DiskRequests
            | Holder::Initial
            | Holder::Incremental => None,
        })
    }
}

impl Report {
    /// What held the transfers of these jobs, and for how long.
    pub(in crate::report) fn held(&self, jobs: impl Iterator<Item = JobId>) -> Held {
        let mut held = Held {
            times: BTreeMap::new(),
            transferring: SimDuration::ZERO,
        };
        for job in jobs {
            let mut phases = self.ledger.jobs()[job].phases();
            let Some((_, from, to)) = phases.find(|(phase, ..)| *phase == Phase::Transfer) else {
                continue;
            };
            held.transferring += to.since(from);
            for (part, length) in self.parts_of_transfer(job, from, to) {
                if let Some(holder) = self.holder(job, part, from) {
                    *held.times.entry(holder).or_default() += length;
                }
            }
        }
        held
    }
    /// What held a part of a job's transfer, whose turn came at a moment.
    fn holder(&self, job: JobId, part: Part, from: SimTime) -> Option<Holder> {
        if let Some(link) = part.link() {
            return Some(Holder::Link(link));
        }
        let limit = part.limit()?;
        let (_, transfer) = self.deciding(job)?;
        let began = self.ledger.late_move(job).unwrap_or(from);
        let tier = self.tier_of(transfer, began);
        Some(match limit {
            OwnLimit::Tier => Holder::Tier(tier.name),
            OwnLimit::Blob => Holder::Blob,
            OwnLimit::Service => match transfer.found {
                Found::Whole => Holder::Initial,
                Found::Ranges | Found::Checksum => Holder::Incremental,
            },
            OwnLimit::Requests => {
                let of_service = self.scenario.calibration().disk_requests_per_s;
                let of_blob = blobs::REQUESTS_PER_SEC.value;
                if of_service <= tier.iops.min(of_blob) {
                    Holder::DiskRequests
                } else if tier.iops <= of_blob {
                    Holder::Tier(tier.name)
                } else {
                    Holder::BlobRequests
                }
            }
        })
    }
    fn tier_of(&self, transfer: &DiskTransfer, at: SimTime) -> &'static Tier {
        let size = self.world.writers[transfer.disk].size(at);
        self.scenario.disks()[transfer.disk].tier(size)
    }

    /// How full a link was in the fullest quarter of an hour among these, in percent.
    pub(super) fn fullest(&self, usage: &LinkUsage, slots: Range<u64>) -> f64 {
        let carried = (0..).zip(usage.carried());
        let of_span = carried.filter(|(slot, much)| slots.contains(slot) && **much > 0.0);
        let percent = of_span.map(|(slot, much)| {
            let able = self.carries(usage.link, slot) * LinkUsage::SLOT.as_secs_f64();
            100.0 * much / able
        });
        percent.fold(0.0, f64::max)
    }
    /// Bytes, or requests, a second that a link carries at most in a quarter of an hour. Busy hours
    /// begin and end with one.
    pub(in crate::report) fn carries(&self, link: LinkName, slot: u64) -> f64 {
        if link == LinkName::Region {
            let begins = SimTime::ZERO + LinkUsage::SLOT * slot;
            let rate = engine::region_carries(&self.scenario, begins);
            rate.map_or(f64::INFINITY, |rate| rate.as_f64())
        } else {
            self.link_rate(link)
        }
    }
}
