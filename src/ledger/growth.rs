//! How snapshots of page blobs have grown: measured now and then, evenly between.

use super::{Ledger, Point, SnapshotHeld};
use crate::units::{ByteTime, Bytes, PointId, SimTime};

/// A part of a snapshot's growth, from one measure to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// The measure that it begins with.
    pub from: (SimTime, Bytes),
    /// The one that it ends with.
    pub to: (SimTime, Bytes),
}

impl Growth {
    /// What the snapshot holds at an instant of this part; the nearest end outside it.
    #[must_use]
    pub fn held_at(&self, at: SimTime) -> Bytes {
        let Self {
            from: (from, held),
            to: (to, grown),
        } = *self;
        held + (grown - held).share(at.min(to).saturating_since(from), to.since(from))
    }
    /// What the snapshot has held from the part's beginning to an instant of it, over time.
    #[must_use]
    pub fn held_up_to(&self, at: SimTime) -> ByteTime {
        let (from, held) = self.from;
        let time = at.min(self.to.0).saturating_since(from);
        let mut sum = held * time;
        sum += ByteTime::of_growth(self.held_at(at) - held, time);
        sum
    }
}

impl Ledger {
    /// The parts of a snapshot's growth, in the order of time; none for one of managed disks.
    pub fn growth_of(&self, id: PointId) -> impl Iterator<Item = Growth> {
        let point = &self.points[id];
        let last = match point.snapshot.map(|tier| tier.held) {
            Some(SnapshotHeld::Diverged { bytes, until }) => Some((until, bytes)),
            Some(SnapshotHeld::Incremental { .. }) | None => None,
        };
        let first = last.map(|_| (point.taken, Bytes::ZERO));
        let measured = self.measured.get(&id).map_or(&[][..], Vec::as_slice);
        // A snapshot that still grows ends with its last measure. One that has ended may have been
        // measured once more before that was known: where points appear after their transfer.
        let ended = last.filter(|(until, _)| *until > point.taken);
        let until = ended.map_or(SimTime::MAX, |(until, _)| until);
        let measured = measured
            .iter()
            .copied()
            .take_while(move |(at, _)| *at < until);
        let ends = measured.chain(ended);
        ends.scan(first, |from, to| {
            let part = from.map(|from| Growth { from, to });
            *from = Some(to);
            part
        })
    }
    /// What a snapshot of page blobs holds at an instant; what one of managed disks has added.
    #[must_use]
    pub fn snapshot_held_at(&self, id: PointId, at: SimTime) -> Bytes {
        let Point {
            snapshot: Some(tier),
            ..
        } = &self.points[id]
        else {
            return Bytes::ZERO;
        };
        match tier.held {
            SnapshotHeld::Incremental { added, .. } => added,
            SnapshotHeld::Diverged { .. } => {
                let parts = self.growth_of(id).take_while(|part| part.from.0 <= at);
                parts.last().map_or(Bytes::ZERO, |part| part.held_at(at))
            }
        }
    }
    /// What a snapshot held when it was last measured before an instant.
    pub(crate) fn measured_before(&self, id: PointId, at: SimTime) -> Bytes {
        let measured = self.measured.get(&id).into_iter().flatten();
        let before = measured.take_while(|(when, _)| *when < at);
        before.last().map_or(Bytes::ZERO, |(_, held)| *held)
    }
    /// Notes what a snapshot that still grows holds now.
    pub(crate) fn add_measure(&mut self, id: PointId, at: SimTime, held: Bytes) {
        let measured = self.measured.entry(id).or_default();
        if measured.last().is_none_or(|(last, _)| *last < at) {
            measured.push((at, held));
        }
    }
}
