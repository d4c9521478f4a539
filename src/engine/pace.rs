//! How fast one disk moves that shares nothing with anybody: the least of what limits it alone, and
//! which that is. What it shares with others is in `links.rs`.

use super::blocks;
use crate::azure::{blobs, timing};
use crate::ledger::{DiskTransfer, Found};
use crate::scenario::{Calibration, Disk};
use crate::units::Bytes;

/// What a disk alone is limited by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnLimit {
    /// The throughput of its tier.
    Tier,
    /// What a single blob is read with.
    Blob,
    /// The service's best rate for such a backup.
    Service,
    /// How many requests a second it is read with.
    Requests,
}

impl OwnLimit {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Tier, Self::Blob, Self::Service, Self::Requests];
}

/// How fast a disk alone moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Bytes a second, lists of what has changed included.
    pub rate: f64,
    /// What keeps it from being more.
    pub limit: OwnLimit,
    /// The share of the time in which it waits for lists.
    pub listing: f64,
    /// Requests for each byte.
    pub requests_per_byte: f64,
}

impl Pace {
    /// How fast what has to be sent of a disk moves. `size` is the disk's when it begins.
    #[must_use]
    pub fn of_sending(
        transfer: &DiskTransfer,
        disk: &Disk,
        size: Bytes,
        calibration: &Calibration,
    ) -> Self {
        // A new disk is replicated whole beside the deltas of the others (PRF-1).
        let service = match transfer.found {
            Found::Whole => calibration.initial_rate,
            Found::Ranges | Found::Checksum => calibration.incremental_rate,
        };
        let compared = blocks::requests(transfer.compared()) as f64;
        let lists = f64::from(transfer.lists);
        let carried = f64::from(transfer.requests) - lists - compared;
        let service = Some(service.as_f64());
        let (rate, limit) = least(disk, size, calibration, service, (transfer.sent, carried));
        let bytes = transfer.sent.as_f64();
        let (moving, listing) = (bytes / rate, lists / blobs::REQUESTS_PER_SEC.value as f64);
        Self {
            rate: bytes / (moving + listing),
            limit,
            listing: listing / (moving + listing),
            requests_per_byte: (carried + lists) / bytes,
        }
    }
    /// How fast everything on a disk is read that has to be compared.
    #[must_use]
    pub fn of_reading(
        transfer: &DiskTransfer,
        disk: &Disk,
        size: Bytes,
        calibration: &Calibration,
    ) -> Self {
        let bytes = transfer.compared();
        let requests = blocks::requests(bytes) as f64;
        let (rate, limit) = least(disk, size, calibration, None, (bytes, requests));
        Self {
            rate,
            limit,
            listing: 0.0,
            requests_per_byte: requests / bytes.as_f64(),
        }
    }
}

/// The least of a disk's own limits, for so many bytes in so many requests.
fn least(
    disk: &Disk,
    size: Bytes,
    calibration: &Calibration,
    service: Option<f64>,
    (bytes, requests): (Bytes, f64),
) -> (f64, OwnLimit) {
    let tier = disk.tier(size);
    let of_blob = blobs::REQUESTS_PER_SEC.value;
    let per_sec = calibration.disk_requests_per_s.min(tier.iops).min(of_blob);
    let by_requests = per_sec as f64 * bytes.as_f64() / requests.max(1.0);
    let blob = timing::BLOB_RATE.value.as_f64();
    let all = [
        (tier.throughput.as_f64(), OwnLimit::Tier),
        (blob, OwnLimit::Blob),
        (service.unwrap_or(blob), OwnLimit::Service),
        (by_requests, OwnLimit::Requests),
    ];
    let first = all[0];
    all.into_iter()
        .fold(first, |least, it| if it.0 < least.0 { it } else { least })
}
