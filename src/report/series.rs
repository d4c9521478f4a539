//! What changes over time: how much each link carried in a night, what is stored day by day.

use super::view::{ChartView, LinkChoiceView, SeriesView};
use super::{NightJobs, Report};
use crate::ledger::{Job, LinkName, LinkUsage};
use crate::units::{Bytes, SimDuration, SimTime, VmId};
use std::ops::Range;

const MIB: f64 = (1_u64 << 20) as f64;

/// The most links that one chart shows: those that carried most.
const LINKS_SHOWN_MAX: usize = 6;
/// The most links of one kind that can be chosen: those that carried most. All are in the table of
/// links and limits.
const LINKS_OFFERED_MAX: usize = 100;

impl Report {
    /// The quarters of an hour from a night's opening to an hour after its last job or its close,
    /// whichever is later.
    #[expect(
        clippy::integer_division,
        reason = "the slots that contain the instants"
    )]
    pub(super) fn slots(&self, of_night: &NightJobs) -> Range<u64> {
        let NightJobs { night, jobs } = of_night;
        let jobs = jobs.iter().map(|job| &self.ledger.jobs()[*job]);
        let last = jobs.clone().filter_map(Job::ended).max();
        let due = jobs.map(|job| job.due).min().unwrap_or(night.opens);
        let slot = LinkUsage::SLOT;
        // A day at the most: what runs longer is a first backup, and has its own nights.
        let opens = night.opens.min(due);
        let closes = night.closes.max(last.unwrap_or_default());
        let closes = closes.min(opens + SimDuration::DAY);
        let first = opens.as_nanos() / slot.as_nanos();
        first..(closes + SimDuration::hours(1)).as_nanos() / slot.as_nanos() + 1
    }
    /// MiB a second on the links that carry most in a night, or what one of them carries, by its
    /// number among [`Self::links_of_night`]; a link of requests in requests.
    #[must_use]
    pub fn throughput(&self, night: u32, link: Option<u32>) -> Option<ChartView> {
        let slots = self.slots(self.night(night)?);
        let usage = self.ledger.usage();
        let (title, unit, series) = match link {
            Some(link) => {
                let usage = usage.get(usize::try_from(link).ok()?)?;
                let title = format!("Throughput of {}", self.link_name(usage.link));
                let unit = if usage.link.is_of_requests() {
                    "requests/s"
                } else {
                    "MiB/s"
                };
                (title, unit, vec![self.link_series(usage, &slots)])
            }
            None => (
                "Throughput by link".to_owned(),
                "MiB/s",
                self.busiest(&slots),
            ),
        };
        let slot = LinkUsage::SLOT;
        let begin = |index: u64| SimTime::ZERO + slot * index;
        Some(ChartView {
            title,
            unit: unit.to_owned(),
            start_s: begin(slots.start).whole_secs(),
            step_s: slot.whole_secs(),
            times: slots.map(|index| self.moment(begin(index)).local).collect(),
            series,
        })
    }
    /// The links that carried anything in a night: vaults, the region, accounts, those first that
    /// carried most of their kind; of machines only the one that was held most by its own.
    #[must_use]
    pub fn links_of_night(&self, night: u32) -> Option<Vec<LinkChoiceView>> {
        let of_night = self.night(night)?;
        let slots = self.slots(of_night);
        let most_held = self.most_held_vm(of_night);
        let mut links: Vec<(u8, f64, u32)> = Vec::new();
        for (number, usage) in (0..).zip(self.ledger.usage()) {
            let rank = match usage.link {
                LinkName::Vault(_) => 0,
                LinkName::VaultOut(_) => 1,
                LinkName::Region => 2,
                LinkName::Account(_) => 3,
                LinkName::Requests(_) => 4,
                LinkName::Vm(vm) if Some(vm) == most_held => 5,
                LinkName::Vm(_) => continue,
            };
            let carried = values(usage, &slots).sum();
            if carried > 0.0 {
                links.push((rank, carried, number));
            }
        }
        links.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut of_kind = [0; 6];
        links.retain(|(rank, ..)| {
            let count = &mut of_kind[usize::from(*rank)];
            *count += 1;
            *count <= LINKS_OFFERED_MAX
        });
        let view = |(_, _, link): (u8, f64, u32)| LinkChoiceView {
            link,
            name: self.link_name(self.ledger.usage()[link as usize].link),
        };
        Some(links.into_iter().map(view).collect())
    }
    /// The machine whose own link held a night's transfers longest; where none did, the busiest.
    fn most_held_vm(&self, of_night: &NightJobs) -> Option<VmId> {
        let slots = self.slots(of_night);
        let held = self.held(of_night.jobs.iter().copied());
        let vms = self
            .ledger
            .usage()
            .iter()
            .filter_map(|usage| match usage.link {
                LinkName::Vm(vm) => {
                    Some((held.by_link(usage.link), values(usage, &slots).sum(), vm))
                }
                LinkName::Vault(_)
                | LinkName::Account(_)
                | LinkName::Requests(_)
                | LinkName::VaultOut(_)
                | LinkName::Region => None,
            });
        let most = vms.max_by(|a: &(_, f64, VmId), b| {
            let first = b.2.cmp(&a.2);
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(first)
        });
        most.map(|(.., vm)| vm)
    }
    /// The links of bytes that carried most.
    fn busiest(&self, slots: &Range<u64>) -> Vec<SeriesView> {
        let usage = self.ledger.usage().iter();
        let mut links: Vec<(f64, &LinkUsage)> = usage
            .filter(|usage| !usage.link.is_of_requests())
            .map(|usage| (values(usage, slots).sum(), usage))
            .filter(|(carried, _)| *carried > 0.0)
            .collect();
        links.sort_by(|a, b| b.0.total_cmp(&a.0));
        links.truncate(LINKS_SHOWN_MAX);
        let links = links.into_iter();
        links
            .map(|(_, usage)| self.link_series(usage, slots))
            .collect()
    }
    /// Stored in the vaults and protected, at the end of each day (UTC).
    #[must_use]
    pub fn sizes(&self) -> ChartView {
        let days = u64::from(self.scenario.days());
        let end_of = |day: u64| SimTime::ZERO + SimDuration::days(day + 1);
        let values = |sizes: Vec<Bytes>| sizes.into_iter().map(Bytes::as_f64).collect();
        let series = |name: &str, sizes| SeriesView {
            name: name.to_owned(),
            kind: "size".to_owned(),
            limit: None,
            limits: Vec::new(),
            values: values(sizes),
        };
        let zone = &self.scenario.window().zone;
        let date = |day: u64| {
            let text = self.scenario.calendar().local_text(
                SimTime::ZERO + SimDuration::days(day) + SimDuration::hours(12),
                zone,
            );
            text.split(' ').next().unwrap_or_default().to_owned()
        };
        ChartView {
            title: "Stored and protected".to_owned(),
            unit: "bytes".to_owned(),
            start_s: end_of(0).whole_secs(),
            step_s: SimDuration::DAY.whole_secs(),
            times: (0..days).map(date).collect(),
            series: vec![
                series("stored in vaults", self.stored_by_day(days)),
                series("protected instances", self.protected_by_day(days)),
            ],
        }
    }

    /// One sweep over the points: cost grows with points and days, not with their product.
    fn stored_by_day(&self, days: u64) -> Vec<Bytes> {
        let mut added = vec![Bytes::ZERO; day_index(days)];
        let mut freed = added.clone();
        for point in self.ledger.points() {
            let Some(tier) = point.vault else { continue };
            if let Some(day) = added.get_mut(day_index(tier.committed.day())) {
                *day += self.ledger.jobs()[point.job].sent;
            }
            if let Some(day) = freed.get_mut(day_index(tier.removed.day())) {
                *day += tier.freed;
            }
        }
        let mut stored = Bytes::ZERO;
        let sum = |(added, freed): (&Bytes, &Bytes)| {
            stored = stored + *added - *freed;
            stored
        };
        added.iter().zip(&freed).map(sum).collect()
    }
    fn protected_by_day(&self, days: u64) -> Vec<Bytes> {
        let mut gained = vec![Bytes::ZERO; day_index(days)];
        let mut lost = gained.clone();
        for vm in self.scenario.vms().ids() {
            let mut before = Bytes::ZERO;
            for (from, size) in self.meters.protected_over_time(&self.ledger, vm) {
                let day = day_index(from.day());
                if day < gained.len() {
                    gained[day] += size;
                    lost[day] += before;
                    before = size;
                }
            }
        }
        let mut protected = Bytes::ZERO;
        let sum = |(gained, lost): (&Bytes, &Bytes)| {
            protected = protected + *gained - *lost;
            protected
        };
        gained.iter().zip(&lost).map(sum).collect()
    }
    fn link_series(&self, usage: &LinkUsage, slots: &Range<u64>) -> SeriesView {
        let unit = if usage.link.is_of_requests() {
            1.0
        } else {
            MIB
        };
        let secs = LinkUsage::SLOT.as_secs_f64();
        let (kind, name) = self.link_kind(usage.link);
        let limits = slots
            .clone()
            .map(|slot| self.carries(usage.link, slot) / unit);
        let mut limits: Vec<f64> = limits.collect();
        let is_constant = limits.windows(2).all(|pair| pair[0] == pair[1]);
        let limit = limits.first().copied().filter(|_| is_constant);
        if is_constant {
            limits.clear();
        }
        SeriesView {
            name,
            kind: kind.to_owned(),
            limit: limit.filter(|limit| limit.is_finite()),
            limits,
            values: values(usage, slots)
                .map(|much| much / secs / unit)
                .collect(),
        }
    }
}

/// What a link carried in each of these slots.
fn values(usage: &LinkUsage, slots: &Range<u64>) -> impl Iterator<Item = f64> {
    let carried = |slot: u64| usage.carried().get(day_index(slot)).copied();
    slots.clone().map(move |slot| carried(slot).unwrap_or(0.0))
}

fn day_index(day: u64) -> usize {
    usize::try_from(day).expect("a run has few days")
}
