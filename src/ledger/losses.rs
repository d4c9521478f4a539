//! Where transfers lost time to others: one record after the other, chained by whose they are. Most
//! transfers lose none, and nothing is kept for them.

use super::{Carrier, Loss};

/// All of them, in the order in which transfers ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Losses {
    records: Vec<Record>,
}

/// The newest of a job's or a restore's; those before follow from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Newest(
    /// One more than its place, so that zero is none.
    u32,
);

#[derive(Clone, Copy, Debug)]
struct Record {
    carrier: Carrier,
    loss: Loss,
    before: Newest,
}

impl Newest {
    pub(super) const NONE: Self = Self(0);
}

impl Losses {
    pub(super) const fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
    /// Adds one; what comes back is its owner's newest from now on.
    pub(super) fn add(&mut self, before: Newest, carrier: Carrier, loss: Loss) -> Newest {
        self.records.push(Record {
            carrier,
            loss,
            before,
        });
        Newest(u32::try_from(self.records.len()).expect("limits keep transfers below 2^32"))
    }
    /// What a carrier lost, in the order in which it was added.
    pub(super) fn of(&self, carrier: Carrier, newest: Newest) -> Vec<Loss> {
        let place = |newest: Newest| newest.0.checked_sub(1).map(|place| place as usize);
        let mut losses = Vec::new();
        let mut next = place(newest);
        while let Some(record) = next.map(|it| self.records[it]) {
            if record.carrier == carrier {
                losses.push(record.loss);
            }
            next = place(record.before);
        }
        losses.reverse();
        losses
    }
    /// Each with who lost it, in the order in which they were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Carrier, Loss)> {
        self.records.iter().map(|it| (it.carrier, it.loss))
    }
}
