//! Page blobs and their snapshots: sizes, limits, leases, what an account may hold. How fast one is
//! read is in `timing.rs`.

use super::fact::Fact;
use crate::units::{Bytes, SimDuration};

const OVERVIEW: &str = "Overview of Azure page blobs";
const PUT_PAGE: &str = "Put Page, Azure Storage REST API";
const PAGE_RANGES: &str = "Get Page Ranges, Azure Storage REST API";
const LEASE: &str = "Lease Blob, Azure Storage REST API";
const PREMIUM: &str = "Scalability targets for premium page blob storage accounts";
const TARGETS: &str = "Scalability targets for Blob storage";
const INCREMENTAL: &str = "Back up Azure unmanaged VM disks with incremental snapshots";

/// What a page blob is read, written and billed by.
pub const PAGE: Fact<Bytes> = Fact::published(Bytes::new(512), OVERVIEW, "2019-05-13");
/// The largest page blob.
pub const SIZE_MAX: Fact<Bytes> = Fact::published(Bytes::tib(8), TARGETS, "2021-04-01");
/// The most that one Put Page writes; a clear may be as large as the blob.
pub const PUT_MAX: Fact<Bytes> = Fact::published(Bytes::mib(4), PUT_PAGE, "2019");
/// Snapshots that a premium page blob may have; elsewhere there is no limit.
pub const PREMIUM_SNAPSHOTS_MAX: Fact<usize> = Fact::published(100, PREMIUM, "2021-09-24");
/// Ranges in one reply to Get Page Ranges, by the version of the service from which it says so; more
/// take another request.
pub const RANGES_PER_REPLY: Fact<usize> = Fact::published(10_000, PAGE_RANGES, "2020-10-02");
/// The shortest lease that ends by itself.
pub const LEASE_MIN: Fact<SimDuration> =
    Fact::published(SimDuration::secs(15), OVERVIEW, "2019-05-13");
/// The longest lease that ends by itself.
pub const LEASE_MAX: Fact<SimDuration> =
    Fact::published(SimDuration::secs(60), OVERVIEW, "2019-05-13");
/// The longest that a lease can be asked to hold on after it was broken.
pub const BREAK_MAX: Fact<SimDuration> = Fact::published(SimDuration::secs(60), LEASE, "2019");
/// The first day of page blobs that can tell what has changed since a snapshot.
pub const DIFF_SINCE: Fact<&str> = Fact::published("2016-01-01", INCREMENTAL, "2018-09-15");
/// Requests a second that one page blob answers.
pub const REQUESTS_PER_SEC: Fact<u64> = Fact::published(500, TARGETS, "2021-04-01");
/// The disks that a premium page-blob account holds. The page says TB, as it does of a disk of 4 TiB:
/// that it means powers of two is a guess.
pub const PREMIUM_DISKS: Fact<Bytes> = Fact::published(Bytes::tib(35), PREMIUM, "2021-09-24");
/// The snapshots that a premium page-blob account holds; of TB as above.
pub const PREMIUM_SNAPSHOTS: Fact<Bytes> = Fact::published(Bytes::tib(10), PREMIUM, "2021-09-24");
/// How finely snapshots are told apart by their time.
pub const SNAPSHOT_TICK: Fact<SimDuration> = Fact::guess(
    SimDuration::from_nanos(100),
    "the name of a snapshot has seven decimals of a second",
);
/// How long it takes to detach a machine's disk and attach another in its place.
pub const SWAP: Fact<SimDuration> = Fact::guess(
    SimDuration::mins(2),
    "two operations on a running machine, each about a minute; nobody publishes a figure",
);
