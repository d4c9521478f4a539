//! How much a link carried over time, in equal slots.

use crate::units::{AccountId, SimDuration, SimTime, VaultId};

/// A link that a person may want to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkName {
    /// The way into a vault.
    Vault(VaultId),
    /// The way out of a storage account.
    Account(AccountId),
}

/// Bytes carried by a link, slot by slot.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkUsage {
    /// Which link.
    pub link: LinkName,
    carried: Vec<f64>,
}

impl LinkUsage {
    /// The length of a slot.
    pub const SLOT: SimDuration = SimDuration::mins(15);

    pub(crate) const fn new(link: LinkName) -> Self {
        Self {
            link,
            carried: Vec::new(),
        }
    }
    /// Adds a constant rate (bytes a second) between two instants.
    #[expect(clippy::integer_division, reason = "the slot that contains an instant")]
    pub(crate) fn carry(&mut self, from: SimTime, to: SimTime, bytes_per_s: f64) {
        let slot_nanos = Self::SLOT.as_nanos();
        let mut at = from;
        while at < to {
            let slot = at.as_nanos() / slot_nanos;
            let slot_end = SimTime::from_nanos((slot + 1) * slot_nanos).min(to);
            let slot = usize::try_from(slot).expect("a run has few slots");
            if self.carried.len() <= slot {
                self.carried.resize(slot + 1, 0.0);
            }
            self.carried[slot] += bytes_per_s * slot_end.since(at).as_secs_f64();
            at = slot_end;
        }
    }
    /// Bytes carried in each slot since the run began; slots after the last byte are absent.
    #[must_use]
    pub fn carried(&self) -> &[f64] {
        &self.carried
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_split_over_the_slots_that_it_touches() {
        let mut usage = LinkUsage::new(LinkName::Vault(VaultId::new(0)));
        let minute = |m| SimTime::ZERO + SimDuration::mins(m);
        usage.carry(minute(10), minute(50), 2.0);
        assert_eq!(usage.carried(), [600.0, 1800.0, 1800.0, 600.0]);
    }
}
