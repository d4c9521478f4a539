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
    /// Requests a second.
    pub iops: u64,
}

const fn tier(name: &'static str, gib: u64, mb_per_s: u64, iops: u64) -> Tier {
    Tier {
        name,
        size: Bytes::gib(gib),
        throughput: BytesPerSec::mb(mb_per_s),
        iops,
    }
}

/// Premium SSD, by size.
pub const PREMIUM_SSD: Fact<&[Tier]> = Fact::published(
    &[
        tier("P1", 4, 25, 120),
        tier("P2", 8, 25, 120),
        tier("P3", 16, 25, 120),
        tier("P4", 32, 25, 120),
        tier("P6", 64, 50, 240),
        tier("P10", 128, 100, 500),
        tier("P15", 256, 125, 1100),
        tier("P20", 512, 150, 2300),
        tier("P30", 1024, 200, 5000),
        tier("P40", 2048, 250, 7500),
        tier("P50", 4096, 250, 7500),
        tier("P60", 8192, 500, 16_000),
        tier("P70", 16384, 750, 18_000),
        tier("P80", 32767, 900, 20_000),
    ],
    "Premium SSD sizes",
    "2023-03",
);

/// Standard SSD, by size.
pub const STANDARD_SSD: Fact<&[Tier]> = Fact::published(
    &[
        tier("E50", 4096, 60, 500),
        tier("E60", 8192, 400, 2000),
        tier("E70", 16384, 600, 4000),
        tier("E80", 32767, 750, 6000),
    ],
    "Standard SSD sizes",
    "2023-02",
);

/// Standard HDD, by size.
pub const STANDARD_HDD: Fact<&[Tier]> = Fact::published(
    &[
        tier("S50", 4096, 60, 500),
        tier("S60", 8192, 300, 1300),
        tier("S70", 16384, 500, 2000),
        tier("S80", 32767, 500, 2000),
    ],
    "Standard HDD sizes",
    "2019",
);
