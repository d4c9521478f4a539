//! The built-in price sheet: list prices in US dollars. A price is an input of a bill, never part
//! of a meter; importing a region's own price list comes later.

use super::fact::{Fact, Source};
use crate::units::{Bytes, Money};

/// The currency of every price here.
pub const CURRENCY: &str = "USD";

const LIST: &str = "Azure Backup price list";
const WEST_EUROPE: &str = "Azure retail prices, West Europe";

/// The instance fee: by protected-instance size, a month.
#[derive(Clone, Copy, Debug)]
pub struct InstanceFee {
    /// Up to this size the small price holds.
    pub small_max: Bytes,
    /// Up to this size the medium price holds.
    pub medium_max: Bytes,
    /// Price of a small instance.
    pub small: Money,
    /// Price of a medium instance.
    pub medium: Money,
    /// Above: price of every started step.
    pub large_per_step: Money,
    /// The step.
    pub step: Bytes,
}

/// The instance fee. The sizes are read as binary: the documents take 4 TB and 4095 GB as equal.
pub const INSTANCE_FEE: Fact<InstanceFee> = Fact::published(
    InstanceFee {
        small_max: Bytes::gib(50),
        medium_max: Bytes::gib(500),
        small: Money::units(5),
        medium: Money::units(10),
        large_per_step: Money::units(10),
        step: Bytes::gib(500),
    },
    LIST,
    "2026-04",
);

/// What an instance is and from when it is billed (BIL-1, BIL-5).
pub const BASIS: Source = Source::Published {
    title: "An overview of Azure VM backup",
    date: "2026-01-28",
};

/// What the stored bytes of a machine are (BIL-7).
pub const STORED_BASIS: Source = Source::Published {
    title: "Manage recovery points",
    date: "2021-06-17",
};

const fn per_gib_month(ten_thousandths: i128) -> Fact<Money> {
    Fact::published(
        Money::from_nanos(ten_thousandths * 100_000),
        WEST_EUROPE,
        "2026-08",
    )
}

/// Vault storage with local redundancy, a GiB-month.
pub const STORAGE_LRS: Fact<Money> = per_gib_month(224);
/// Vault storage with zone redundancy, a GiB-month.
pub const STORAGE_ZRS: Fact<Money> = per_gib_month(280);
/// Vault storage with geo redundancy, a GiB-month.
pub const STORAGE_GRS: Fact<Money> = per_gib_month(448);
/// Vault storage with geo redundancy and cross-region restore, a GiB-month.
pub const STORAGE_RA_GRS: Fact<Money> = per_gib_month(569);

const SNAPSHOT_PRICES: &str = "Azure Backup support team blog, Japan: prices of East US 2";

/// Snapshots of page blobs (Standard policy), locally redundant, a GiB-month.
pub const SNAPSHOT_STANDARD: Fact<Money> =
    Fact::published(Money::from_nanos(120_000_000), SNAPSHOT_PRICES, "2025");
/// Snapshots of managed disks (Enhanced policy), zone redundant, a GiB-month.
pub const SNAPSHOT_ENHANCED: Fact<Money> =
    Fact::published(Money::from_nanos(50_000_000), SNAPSHOT_PRICES, "2025");
/// What a snapshot is billed for.
pub const SNAPSHOT_BASIS: Source = Source::Published {
    title: "Instant restore of Azure VM backup",
    date: "2025-06-16",
};

/// Standard page blobs with local redundancy and their snapshots, a GiB-month.
pub const PAGE_BLOBS: Fact<Money> = Fact::guess(
    Money::from_nanos(45_000_000),
    "list price as remembered; not verified here",
);
/// Requests to standard page blobs: the price of [`PAGE_BLOB_REQUESTS_COUNT`] of them.
pub const PAGE_BLOB_REQUESTS: Fact<Money> = Fact::guess(
    Money::from_nanos(360_000),
    "list price as remembered; not verified here",
);
/// The requests that [`PAGE_BLOB_REQUESTS`] is the price of.
pub const PAGE_BLOB_REQUESTS_COUNT: Fact<u64> =
    Fact::guess(10_000, "how requests are priced, as remembered");
