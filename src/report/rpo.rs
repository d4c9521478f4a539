//! How old the newest recovery point is, over the run: what would be lost if a machine were lost
//! then. A failed night is a tooth twice as high.

use super::Report;
use super::view::{ChartView, SeriesView};
use crate::ledger::Point;
use crate::units::{SimDuration, SimTime, VmId};
use std::collections::BTreeMap;

/// The most values of one line; a longer run has longer steps.
const VALUES_MAX: u64 = 1_500;

impl Report {
    /// Hours since the newest point that could be restored, the longest of each step: of one machine,
    /// and of whichever machine is worst off. While a machine has no point it has no value.
    #[must_use]
    pub fn rpo(&self, vm: VmId) -> Option<ChartView> {
        let name = &self.scenario.vms().get(vm)?.name;
        let steps = Steps::of(self.now);
        let mut worst = vec![f64::NEG_INFINITY; steps.count()];
        for other in self.scenario.vms().ids() {
            for (worst, age) in worst.iter_mut().zip(self.ages(other, &steps)) {
                *worst = worst.max(age.unwrap_or(f64::NEG_INFINITY));
            }
        }
        let own = self.ages(vm, &steps);
        let series = |name: &str, kind: &str, values: Vec<Option<f64>>| SeriesView {
            name: name.to_owned(),
            kind: kind.to_owned(),
            limit: None,
            limits: Vec::new(),
            values: values
                .into_iter()
                .map(|age| age.unwrap_or(f64::NAN))
                .collect(),
        };
        let worst = worst.into_iter().map(|age| age.is_finite().then_some(age));
        Some(ChartView {
            title: format!("Age of the newest recovery point of {name}"),
            unit: "h".to_owned(),
            start_s: steps.end(0).whole_secs(),
            step_s: steps.length.whole_secs(),
            times: (0..steps.count)
                .map(|i| self.moment(steps.end(i)).local)
                .collect(),
            // The machine's own last: where both are equal, its line is the one to see.
            series: vec![
                series("the worst of all", "fleet", worst.collect()),
                series(name, "machine", own),
            ],
        })
    }

    /// The longest age within each step; none while there is no point to restore.
    fn ages(&self, vm: VmId, steps: &Steps) -> Vec<Option<f64>> {
        let mut ages: Vec<Option<f64>> = vec![None; steps.count()];
        let mut newest = Newest::default();
        let changes = self.comings_and_goings(vm);
        let mut changes = changes.iter().peekable();
        for (i, age) in ages.iter_mut().enumerate() {
            let end = steps.end(i as u64);
            while let Some((at, changed)) = changes.next_if(|(at, _)| **at <= end) {
                *age = longer(*age, newest.age(*at));
                for change in changed {
                    newest.apply(*change);
                }
            }
            *age = longer(*age, newest.age(end));
        }
        ages
    }
    /// When points of a machine become restorable, and when they cease to be, tier by tier.
    fn comings_and_goings(&self, vm: VmId) -> BTreeMap<SimTime, Vec<Change>> {
        let mut changes: BTreeMap<SimTime, Vec<Change>> = BTreeMap::new();
        for id in self.meters.points_of(vm) {
            let point = &self.ledger.points()[*id];
            for (from, to) in tiers(point) {
                let taken = point.taken;
                changes.entry(from).or_default().push(Change::Comes(taken));
                changes.entry(to).or_default().push(Change::Goes(taken));
            }
        }
        changes
    }
}

#[derive(Clone, Copy, Debug)]
enum Change {
    Comes(SimTime),
    Goes(SimTime),
}

/// From when to when a point can be restored from each of its tiers.
fn tiers(point: &Point) -> impl Iterator<Item = (SimTime, SimTime)> {
    let snapshot = point.snapshot.map(|tier| (point.appeared, tier.removed));
    let vault = point.vault.map(|tier| (tier.committed, tier.removed));
    let tiers = [snapshot, vault].into_iter().flatten();
    tiers.filter(|(from, to)| from < to)
}

/// The moments that can be restored, each as often as there are tiers that hold it.
#[derive(Debug, Default)]
struct Newest {
    held: BTreeMap<SimTime, u32>,
}

impl Newest {
    fn apply(&mut self, change: Change) {
        match change {
            Change::Comes(taken) => *self.held.entry(taken).or_default() += 1,
            Change::Goes(taken) => {
                let count = self.held.get_mut(&taken).expect("it came before it went");
                *count -= 1;
                if *count == 0 {
                    self.held.remove(&taken);
                }
            }
        }
    }
    /// Hours since the newest of them.
    fn age(&self, at: SimTime) -> Option<f64> {
        let (taken, _) = self.held.last_key_value()?;
        Some(at.since(*taken).as_secs_f64() / SimDuration::hours(1).as_secs_f64())
    }
}

fn longer(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

/// The run in equal steps of whole hours.
#[derive(Clone, Copy, Debug)]
struct Steps {
    length: SimDuration,
    count: u64,
    now: SimTime,
}

impl Steps {
    fn of(now: SimTime) -> Self {
        let hour = SimDuration::hours(1);
        let run = now.since(SimTime::ZERO).as_nanos();
        let hours = run.div_ceil(hour.as_nanos()).max(1);
        let length = hour * hours.div_ceil(VALUES_MAX);
        let count = run.div_ceil(length.as_nanos()).max(1);
        Self { length, count, now }
    }
    fn count(&self) -> usize {
        usize::try_from(self.count).expect("it is at most VALUES_MAX")
    }
    fn end(&self, step: u64) -> SimTime {
        (SimTime::ZERO + self.length * (step + 1)).min(self.now)
    }
}
