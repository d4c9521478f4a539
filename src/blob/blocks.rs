//! Disks as blocks: sets of blocks, what changed between two moments, chains of such changes.
//! Which blocks a workload writes is the model's; pages of 512 bytes are in `page.rs`.

mod chain;
mod layer;
mod set;

pub use chain::Chain;
pub use layer::Layer;
pub use set::{BlockSet, Scratch};

use crate::units::Bytes;

/// The unit in which a disk's change is tracked: a power of two from 4 KiB to 4 MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockSize(u32);

impl BlockSize {
    /// The smallest.
    pub const MIN: Self = Self(12);
    /// The largest: what one request carries.
    pub const MAX: Self = Self(22);

    /// A size of so many bytes, if it is one of those allowed.
    #[must_use]
    pub const fn new(bytes: Bytes) -> Option<Self> {
        let shift = bytes.get().trailing_zeros();
        let is_allowed =
            bytes.get().is_power_of_two() && Self::MIN.0 <= shift && shift <= Self::MAX.0;
        if is_allowed { Some(Self(shift)) } else { None }
    }
    /// In bytes.
    #[must_use]
    pub const fn bytes(self) -> Bytes {
        Bytes::new(1 << self.0)
    }
    /// How many blocks hold so many bytes.
    ///
    /// # Panics
    /// If they are more than a set can number.
    #[must_use]
    pub fn blocks(self, bytes: Bytes) -> u32 {
        let blocks = bytes.get().div_ceil(self.bytes().get());
        u32::try_from(blocks).expect("a disk has at most 2^32 - 1 blocks")
    }
    /// What so many blocks hold.
    #[must_use]
    pub const fn of(self, blocks: u64) -> Bytes {
        Bytes::new(blocks << self.0)
    }
    /// How many blocks one request carries.
    #[must_use]
    pub const fn per_request(self) -> u32 {
        1 << (Self::MAX.0 - self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_sizes_are_powers_of_two_from_4_kib_to_4_mib() {
        let is_allowed = |bytes| BlockSize::new(Bytes::new(bytes)).is_some();
        assert_eq!(
            [2048, 4096, 6144, 65_536, 4 << 20, 8 << 20, 0].map(is_allowed),
            [false, true, false, true, true, false, false]
        );
    }
}
