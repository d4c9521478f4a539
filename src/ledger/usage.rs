//! How much a link carried over time, in equal slots.

use crate::units::{AccountId, SimDuration, SimTime, VaultId, VmId};

/// A link that a person may want to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkName {
    /// The way into a vault.
    Vault(VaultId),
    /// Reading and writing in a storage account.
    Account(AccountId),
    /// The requests that a storage account answers.
    Requests(AccountId),
    /// The way out of a vault.
    VaultOut(VaultId),
    /// The way out of a machine's disks.
    Vm(VmId),
    /// All backups and restores of the region.
    Region,
}

impl LinkName {
    /// Whether it carries requests; any other carries bytes.
    #[must_use]
    pub const fn is_of_requests(self) -> bool {
        match self {
            Self::Requests(_) => true,
            Self::Vault(_) | Self::Account(_) | Self::VaultOut(_) | Self::Vm(_) | Self::Region => {
                false
            }
        }
    }
}

/// Bytes, or requests, carried by a link, slot by slot.
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
    /// Adds what moved in the slot that ends at or contains `until`.
    #[expect(clippy::integer_division, reason = "the slot that contains an instant")]
    pub(crate) fn add(&mut self, until: SimTime, bytes: f64) {
        let slot = until.as_nanos().saturating_sub(1) / Self::SLOT.as_nanos();
        let slot = usize::try_from(slot).expect("a run has few slots");
        if self.carried.len() <= slot {
            self.carried.resize(slot + 1, 0.0);
        }
        self.carried[slot] += bytes;
    }
    /// The first end of a slot after an instant.
    #[must_use]
    #[expect(clippy::integer_division, reason = "the slot that contains an instant")]
    pub const fn next_slot(after: SimTime) -> SimTime {
        let slot = Self::SLOT.as_nanos();
        SimTime::from_nanos((after.as_nanos() / slot + 1) * slot)
    }
    /// What was carried in each slot since the run began; slots after the last byte are absent.
    #[must_use]
    pub fn carried(&self) -> &[f64] {
        &self.carried
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_belong_to_the_slot_that_their_end_closes() {
        let mut usage = LinkUsage::new(LinkName::Vault(VaultId::new(0)));
        let minute = |m| SimTime::ZERO + SimDuration::mins(m);
        usage.add(minute(15), 1.0);
        usage.add(minute(16), 2.0);
        usage.add(minute(45), 4.0);
        assert_eq!(usage.carried(), [1.0, 2.0, 4.0]);
        assert_eq!(LinkUsage::next_slot(minute(15)), minute(30));
        assert_eq!(LinkUsage::next_slot(minute(14)), minute(15));
    }
}
