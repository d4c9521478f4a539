//! Meters: how much of what was used in which month, in whole numbers, without prices.
//!
//! A machine is metered from the day on which its first successful backup ends (BIL-1), at the size
//! of its newest backup (BIL-5, BIL-6). Stored bytes are the sum of all its recovery points
//! (BIL-7), nanosecond by nanosecond.

use crate::azure::prices::INSTANCE_FEE;
use crate::ledger::{Ledger, Point};
use crate::scenario::Scenario;
use crate::scenario::calendar::Month;
use crate::units::{ByteTime, Bytes, IdVec, PointId, SimTime, VaultId, VmId};

/// The classes of the instance fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InstanceClass {
    /// Up to the small size.
    Small,
    /// Up to the medium size.
    Medium,
    /// Above.
    Large,
}

impl InstanceClass {
    /// All classes, cheapest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// The class of a protected-instance size.
    #[must_use]
    pub fn of(size: Bytes) -> Self {
        let fee = INSTANCE_FEE.value;
        if size <= fee.small_max {
            Self::Small
        } else if size <= fee.medium_max {
            Self::Medium
        } else {
            Self::Large
        }
    }
    /// How many fee units a machine of this size is: one, or one for each started step.
    #[must_use]
    pub fn instances(size: Bytes) -> u64 {
        match Self::of(size) {
            Self::Small | Self::Medium => 1,
            Self::Large => size.steps_started(INSTANCE_FEE.value.step),
        }
    }
}

/// The meters of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthMeter {
    /// Which month.
    pub month: Month,
    /// Fee units times days, by class.
    pub instance_days: [u64; InstanceClass::ALL.len()],
    /// Bytes held for a time, by vault.
    pub stored: IdVec<VaultId, ByteTime>,
}

/// The meters of a run.
#[derive(Clone, Debug)]
pub struct Meters {
    /// Month by month.
    pub months: Vec<MonthMeter>,
    /// Each machine's points in the order of their commits.
    points: IdVec<VmId, Vec<PointId>>,
}

impl Meters {
    /// Reads the meters from a ledger.
    #[must_use]
    pub fn read(scenario: &Scenario, ledger: &Ledger) -> Self {
        let no_points = |_| Vec::new();
        let mut points: IdVec<VmId, Vec<PointId>> = scenario.vms().iter().map(no_points).collect();
        for (id, point) in ledger.points().enumerate() {
            points[point.vm].push(id);
        }
        let no_bytes = |_| ByteTime::ZERO;
        let mut months: Vec<MonthMeter> = scenario
            .months()
            .into_iter()
            .map(|month| MonthMeter {
                month,
                instance_days: [0; InstanceClass::ALL.len()],
                stored: scenario.vaults().iter().map(no_bytes).collect(),
            })
            .collect();
        for (vm, of_vm) in points.enumerate() {
            let vault = scenario.vault_of(vm);
            let of_vm: Vec<&Point> = of_vm.iter().map(|point| &ledger.points()[*point]).collect();
            for month in &mut months {
                add_instance_days(month, &of_vm);
                month.stored[vault] += stored_in(&month.month, &of_vm);
            }
        }
        Self { months, points }
    }
    /// A machine's recovery points, in the order of their commits.
    #[must_use]
    pub fn points_of(&self, vm: VmId) -> &[PointId] {
        &self.points[vm]
    }
    /// A machine's protected-instance size at an instant; nothing before its first backup has
    /// ended.
    #[must_use]
    pub fn protected_at(&self, ledger: &Ledger, vm: VmId, at: SimTime) -> Option<Bytes> {
        let points = &self.points[vm];
        let committed = points.partition_point(|id| ledger.points()[*id].committed <= at);
        Some(ledger.points()[points[committed.checked_sub(1)?]].protected)
    }
    /// What a machine's points hold at an instant.
    #[must_use]
    pub fn stored_at(&self, ledger: &Ledger, vm: VmId, at: SimTime) -> Bytes {
        let points = self.points[vm].iter().map(|id| &ledger.points()[*id]);
        let (mut added, mut freed) = (Bytes::ZERO, Bytes::ZERO);
        for point in points.take_while(|point| point.committed <= at) {
            added += point.added;
            if point.expired.is_some_and(|expired| expired <= at) {
                freed += point.freed;
            }
        }
        added - freed
    }
}

/// Days of the month on which a machine is protected, each at the size of the day's last backup or,
/// without one, of the newest before. The day of the first backup counts.
fn add_instance_days(meter: &mut MonthMeter, points: &[&Point]) {
    let Month { from, to, .. } = meter.month;
    let (first_day, end_day) = (from.day(), to.day());
    for (i, point) in points.iter().enumerate() {
        let begins = point.committed.day().max(first_day);
        let ends = points
            .get(i + 1)
            .map_or(u64::MAX, |next| next.committed.day())
            .min(end_day);
        let days = ends.saturating_sub(begins);
        let class = InstanceClass::of(point.protected);
        meter.instance_days[class as usize] += days * InstanceClass::instances(point.protected);
    }
}

/// Byte-time of a machine's points in a month: what each added from its commit on, less what its
/// expiry freed from then on.
fn stored_in(month: &Month, points: &[&Point]) -> ByteTime {
    let held_from = |at: SimTime| month.to.saturating_since(at.max(month.from));
    let added: ByteTime = points
        .iter()
        .map(|p| p.added * held_from(p.committed))
        .sum();
    let freed: ByteTime = points
        .iter()
        .filter_map(|p| Some(p.freed * held_from(p.expired?)))
        .sum();
    added.minus(freed)
}
