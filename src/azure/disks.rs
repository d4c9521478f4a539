//! Managed-disk tiers: what a disk of a given kind and size can be read with.

use super::fact::Fact;
use crate::units::{Bytes, BytesPerSec};

/// One size of a kind of disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Its name on the price list.
    pub name: &'static str,
    /// Up to this provisioned size.
    pub size: Bytes,
    /// Sustained throughput.
    pub throughput: BytesPerSec,
}

const fn tier(name: &'static str, gib: u64, mb_per_s: u64) -> Tier {
    Tier {
        name,
        size: Bytes::gib(gib),
        throughput: BytesPerSec::mb(mb_per_s),
    }
}

/// Premium SSD, by size.
pub const PREMIUM_SSD: Fact<&[Tier]> = Fact::published(
    &[
        tier("P1", 4, 25),
        tier("P2", 8, 25),
        tier("P3", 16, 25),
        tier("P4", 32, 25),
        tier("P6", 64, 50),
        tier("P10", 128, 100),
        tier("P15", 256, 125),
        tier("P20", 512, 150),
        tier("P30", 1024, 200),
        tier("P40", 2048, 250),
        tier("P50", 4096, 250),
        tier("P60", 8192, 500),
        tier("P70", 16384, 750),
        tier("P80", 32767, 900),
    ],
    "Premium SSD sizes",
    "2023-03",
);

/// Standard SSD, by size.
pub const STANDARD_SSD: Fact<&[Tier]> = Fact::published(
    &[
        tier("E50", 4096, 60),
        tier("E60", 8192, 400),
        tier("E70", 16384, 600),
        tier("E80", 32767, 750),
    ],
    "Standard SSD sizes",
    "2023-02",
);

/// Standard HDD, by size.
pub const STANDARD_HDD: Fact<&[Tier]> = Fact::published(
    &[
        tier("S50", 4096, 60),
        tier("S60", 8192, 300),
        tier("S70", 16384, 500),
        tier("S80", 32767, 500),
    ],
    "Standard HDD sizes",
    "2019",
);
