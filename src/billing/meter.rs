//! Meters: how much of what was used in which month, in whole numbers, without prices.
//!
//! A machine is metered while it is billed (`spans.rs`), at the size of its newest backup (BIL-4 to
//! BIL-6). Stored bytes are the sum of all its recovery points (BIL-7), nanosecond by nanosecond;
//! so are snapshots. Each event of the ledger is looked at once, whatever the number of months.

use super::spans::{self, Piece, Success};
use crate::azure::prices::INSTANCE_FEE;
use crate::ledger::{Growth, Ledger, SnapshotHeld};
use crate::scenario::Scenario;
use crate::scenario::calendar::Month;
use crate::scenario::policy::PolicyKind;
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
    /// Bytes held for a time in snapshots, by the kind of policy.
    pub snapshots: [ByteTime; 2],
}

/// The meters of a run.
#[derive(Clone, Debug)]
pub struct Meters {
    /// Month by month.
    pub months: Vec<MonthMeter>,
    /// Each machine's points in the order in which they came.
    points: IdVec<VmId, Vec<PointId>>,
}

impl Meters {
    /// Reads the meters from a ledger.
    #[must_use]
    pub fn read(scenario: &Scenario, ledger: &Ledger) -> Self {
        Self::of_months(scenario, ledger, scenario.months())
    }
    /// Reads the meters of any parts of the run, in the order of time. Parts that meet at midnight
    /// (UTC) add up to the whole.
    #[must_use]
    pub fn of_months(scenario: &Scenario, ledger: &Ledger, months: Vec<Month>) -> Self {
        let no_points = |_| Vec::new();
        let mut points: IdVec<VmId, Vec<PointId>> = scenario.vms().iter().map(no_points).collect();
        for (id, point) in ledger.points().enumerate() {
            points[point.vm].push(id);
        }
        let no_bytes = |_| ByteTime::ZERO;
        let mut months: Vec<MonthMeter> = months
            .into_iter()
            .map(|month| MonthMeter {
                month,
                instance_days: [0; InstanceClass::ALL.len()],
                stored: scenario.vaults().iter().map(no_bytes).collect(),
                snapshots: [ByteTime::ZERO; 2],
            })
            .collect();
        for (vm, of_vm) in points.enumerate() {
            let successes = spans::successes(ledger, of_vm);
            let billed = spans::billed(ledger, vm, &successes);
            let pieces = spans::pieces(months.iter().map(|meter| &meter.month), &billed);
            add_instance_days(&mut months, &pieces, &successes);
            add_stored(&mut months, &pieces, scenario, ledger, of_vm);
            add_snapshots(&mut months, &pieces, ledger, of_vm);
        }
        Self { months, points }
    }
    /// A machine's recovery points, in the order in which they came.
    #[must_use]
    pub fn points_of(&self, vm: VmId) -> &[PointId] {
        &self.points[vm]
    }
    /// A machine's protected-instance size at an instant; nothing while it is not billed.
    #[must_use]
    pub fn protected_at(&self, ledger: &Ledger, vm: VmId, at: SimTime) -> Option<Bytes> {
        let successes = spans::successes(ledger, &self.points[vm]);
        let billed = spans::billed(ledger, vm, &successes);
        billed.iter().find(|(from, to)| *from <= at && at < *to)?;
        let ended = successes.partition_point(|success| success.ended <= at);
        Some(successes[ended.checked_sub(1)?].protected)
    }
    /// A machine's protected-instance size over time: from when on it is billed for how much.
    #[must_use]
    pub fn protected_over_time(&self, ledger: &Ledger, vm: VmId) -> Vec<(SimTime, Bytes)> {
        let successes = spans::successes(ledger, &self.points[vm]);
        let mut sizes = Vec::with_capacity(successes.len() + 1);
        for (from, to) in spans::billed(ledger, vm, &successes) {
            let first = successes.partition_point(|success| success.ended <= from);
            let later = successes[first..].iter();
            let later = later.take_while(|success| success.ended < to);
            sizes.push((from, successes[first.max(1) - 1].protected));
            sizes.extend(later.map(|success| (success.ended, success.protected)));
            sizes.push((to, Bytes::ZERO));
        }
        sizes
    }
    /// What a machine's points hold in the vault at an instant.
    #[must_use]
    pub fn stored_at(&self, ledger: &Ledger, vm: VmId, at: SimTime) -> Bytes {
        let (mut added, mut freed) = (Bytes::ZERO, Bytes::ZERO);
        for point in self.points[vm].iter().map(|id| &ledger.points()[*id]) {
            let Some(tier) = point.vault.filter(|tier| tier.committed <= at) else {
                continue;
            };
            added += ledger.jobs()[point.job].sent;
            if tier.removed <= at {
                freed += tier.freed;
            }
        }
        added - freed
    }
    /// What a machine's snapshots hold at an instant.
    #[must_use]
    pub fn snapshots_at(&self, ledger: &Ledger, vm: VmId, at: SimTime) -> Bytes {
        let (mut added, mut freed) = (Bytes::ZERO, Bytes::ZERO);
        for id in &self.points[vm] {
            let point = &ledger.points()[*id];
            let Some(tier) = point.snapshot.filter(|_| point.taken <= at) else {
                continue;
            };
            let is_gone = tier.removed <= at;
            match tier.held {
                SnapshotHeld::Diverged { .. } if is_gone => {}
                SnapshotHeld::Diverged { .. } => added += ledger.snapshot_held_at(*id, at),
                SnapshotHeld::Incremental {
                    added: new,
                    freed: gone,
                } => {
                    added += new;
                    freed += if is_gone { gone } else { Bytes::ZERO };
                }
            }
        }
        added - freed
    }
}

/// Days on which a machine is billed, each at the size of the day's last successful backup or,
/// without one, of the newest before. A started day counts whole, and once.
fn add_instance_days(months: &mut [MonthMeter], pieces: &[Piece], successes: &[Success]) {
    let mut next_day = 0;
    let mut newest = 0;
    for piece in pieces {
        let mut day = piece.from.day().max(next_day);
        // The last nanosecond of the piece says which day is its last.
        let end = SimTime::from_nanos(piece.to.as_nanos() - 1).day() + 1;
        while day < end {
            newest += successes[newest..].partition_point(|success| success.ended.day() <= day);
            let until = successes
                .get(newest)
                .map_or(end, |next| next.ended.day().min(end));
            let size = successes[newest.max(1) - 1].protected;
            let class = InstanceClass::of(size) as usize;
            let units = (until - day) * InstanceClass::instances(size);
            months[piece.month].instance_days[class] += units;
            day = until;
        }
        next_day = day.max(next_day);
    }
}

/// A change of what is held, at an instant.
type Change = (SimTime, i128);

/// Byte-time of a machine's points: what each added from its commit on, less what its removal freed
/// from then on.
fn add_stored(
    months: &mut [MonthMeter],
    pieces: &[Piece],
    scenario: &Scenario,
    ledger: &Ledger,
    points: &[PointId],
) {
    let mut changes: Vec<(VaultId, Change)> = Vec::with_capacity(2 * points.len());
    for point in points.iter().map(|id| &ledger.points()[*id]) {
        let Some(tier) = point.vault else { continue };
        let job = ledger.jobs()[point.job];
        let vault = scenario.vault_of(job.policy);
        changes.push((vault, (tier.committed, signed(job.sent))));
        if tier.removed < SimTime::MAX {
            changes.push((vault, (tier.removed, -signed(tier.freed))));
        }
    }
    changes.sort_unstable();
    for of_vault in changes.chunk_by(|(a, _), (b, _)| a == b) {
        let changes = of_vault.iter().map(|(_, change)| *change);
        integrate(changes, pieces, |month, held| {
            months[month].stored[of_vault[0].0] += held;
        });
    }
}

/// Byte-time of a machine's snapshots, by kind.
fn add_snapshots(months: &mut [MonthMeter], pieces: &[Piece], ledger: &Ledger, points: &[PointId]) {
    let mut changes: [Vec<Change>; 2] = [Vec::new(), Vec::new()];
    for id in points {
        let point = &ledger.points()[*id];
        let Some(tier) = point.snapshot else { continue };
        let (kind, from, added, freed) = match tier.held {
            SnapshotHeld::Diverged { bytes, until } => {
                for part in ledger.growth_of(*id) {
                    add_growth(months, pieces, &part);
                }
                (PolicyKind::Standard, until, bytes, bytes)
            }
            SnapshotHeld::Incremental { added, freed } => {
                (PolicyKind::Enhanced, point.taken, added, freed)
            }
        };
        let changes = &mut changes[kind as usize];
        changes.push((from, signed(added)));
        if tier.removed < SimTime::MAX {
            changes.push((tier.removed, -signed(freed)));
        }
    }
    for kind in [PolicyKind::Standard, PolicyKind::Enhanced] {
        let changes = &mut changes[kind as usize];
        changes.sort_unstable();
        integrate(changes.iter().copied(), pieces, |month, held| {
            months[month].snapshots[kind as usize] += held;
        });
    }
}

/// Byte-time of a snapshot of page blobs in a part of its growth.
fn add_growth(months: &mut [MonthMeter], pieces: &[Piece], part: &Growth) {
    let (from, to) = (part.from.0, part.to.0);
    let first = pieces.partition_point(|piece| piece.to <= from);
    let overlapping = pieces[first..].iter().take_while(|piece| piece.from < to);
    for piece in overlapping {
        let held = part.held_up_to(piece.to).minus(part.held_up_to(piece.from));
        months[piece.month].snapshots[PolicyKind::Standard as usize] += held;
    }
}

/// Sums what is held over each piece, from changes in the order of time.
fn integrate(
    changes: impl Iterator<Item = Change>,
    pieces: &[Piece],
    mut add: impl FnMut(usize, ByteTime),
) {
    let mut changes = changes.peekable();
    let mut held = 0;
    for piece in pieces {
        let mut from = piece.from;
        while from < piece.to {
            while let Some((_, bytes)) = changes.next_if(|(at, _)| *at <= from) {
                held += bytes;
            }
            let to = changes.peek().map_or(piece.to, |(at, _)| piece.to.min(*at));
            let bytes = u64::try_from(held).expect("what is freed was held");
            add(piece.month, Bytes::new(bytes) * to.since(from));
            from = to;
        }
    }
}

fn signed(bytes: Bytes) -> i128 {
    i128::from(bytes.get())
}
