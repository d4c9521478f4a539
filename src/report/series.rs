//! What changes over time: how much each link carried in a night, what is stored day by day.

use super::Report;
use super::view::{ChartView, SeriesView};
use crate::ledger::LinkUsage;
use crate::units::{Bytes, SimDuration, SimTime};

const MIB: f64 = (1_u64 << 20) as f64;

/// The most links that one chart shows: those that carried most.
const LINKS_SHOWN_MAX: usize = 6;

impl Report {
    /// MiB a second on each link from the night's opening to an hour after its last job or its
    /// close, whichever is later.
    #[must_use]
    #[expect(
        clippy::integer_division,
        reason = "the slots that contain the instants"
    )]
    pub fn throughput(&self, night: u32) -> Option<ChartView> {
        let of_night = self.night(night)?;
        let jobs = of_night.jobs.iter().map(|job| self.ledger.jobs()[*job]);
        let last = jobs
            .clone()
            .filter_map(|job| job.ended())
            .max()
            .unwrap_or_default();
        let due = jobs
            .map(|job| job.due)
            .min()
            .unwrap_or(of_night.night.opens);
        let slot = LinkUsage::SLOT;
        // A day at the most: what runs longer is a first backup, and has its own nights.
        let opens = of_night.night.opens.min(due);
        let closes = of_night
            .night
            .closes
            .max(last)
            .min(opens + SimDuration::DAY);
        let first = opens.as_nanos() / slot.as_nanos();
        let count = (closes + SimDuration::hours(1)).as_nanos() / slot.as_nanos() - first + 1;
        let start = SimTime::from_nanos(first * slot.as_nanos());
        let mut series: Vec<SeriesView> = self
            .ledger
            .usage()
            .iter()
            .filter(|usage| !usage.link.is_of_requests())
            .map(|usage| self.link_series(usage, first, count))
            .filter(|series| series.values.iter().any(|value| *value > 0.0))
            .collect();
        let total = |series: &SeriesView| series.values.iter().sum::<f64>();
        series.sort_by(|a, b| total(b).total_cmp(&total(a)));
        series.truncate(LINKS_SHOWN_MAX);
        Some(ChartView {
            title: "Throughput by link".to_owned(),
            unit: "MiB/s".to_owned(),
            start_s: start.whole_secs(),
            step_s: slot.whole_secs(),
            times: (0..count)
                .map(|i| self.moment(start + slot * i).local)
                .collect(),
            series,
        })
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
    fn link_series(&self, usage: &LinkUsage, first: u64, count: u64) -> SeriesView {
        let carried = |slot: u64| usage.carried().get(day_index(slot)).copied().unwrap_or(0.0);
        let secs = LinkUsage::SLOT.as_secs_f64();
        let (kind, name) = self.link_kind(usage.link);
        SeriesView {
            name,
            kind: kind.to_owned(),
            limit: Some(self.link_rate(usage.link) / MIB),
            values: (first..first + count)
                .map(|slot| carried(slot) / secs / MIB)
                .collect(),
        }
    }
}

fn day_index(day: u64) -> usize {
    usize::try_from(day).expect("a run has few days")
}
