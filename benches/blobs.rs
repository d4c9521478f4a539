//! Page blobs of three sizes with the same number of changed ranges: what it takes to be told the
//! difference between two snapshots, to take one more, and to write the difference to a backup. Time
//! follows the ranges, not the size. Each line prints a hash of the ranges.
//!
//! `cargo bench --bench blobs` runs the full numbers; under `cargo test` everything runs small, so
//! that it keeps working.

#![expect(clippy::disallowed_types, reason = "a bench reads the wall clock")]

use std::hint::black_box;
use std::time::Instant;
use vaultlab::blob::desk::{Ask, Desk, Reply, Request};
use vaultlab::blob::page::{AccountKind, BlobName, Ink, PageDiff};
use vaultlab::units::Bytes;
use xxhash_rust::xxh3::xxh3_64;

/// Runs of each measurement; the median counts.
const REPEATS: usize = 5;
const PAGE: u64 = 512;
const SIZES: [Bytes; 3] = [Bytes::mib(512), Bytes::gib(64), Bytes::tib(8)];

/// A disk and its backup, which is at the disk's snapshot `a`; `b` is later.
struct Site {
    desk: Desk,
    disk: BlobName,
    backup: BlobName,
}

fn main() {
    let full = std::env::args().any(|arg| arg == "--bench");
    let counts = if full {
        [10_000, 100_000]
    } else {
        [100, 1_000]
    };
    for count in counts {
        println!("{count} ranges");
        for size in SIZES {
            measure(&Site::new(size, count), size);
        }
    }
}

impl Site {
    /// Of each range, a quarter of which is cleared between the snapshots and the rest written again,
    /// the place is drawn within a part of the disk of its own.
    fn new(size: Bytes, count: u64) -> Self {
        let mut desk = Desk::new();
        let disk = BlobName::new(desk.add_account("disks", AccountKind::Premium), "disk");
        let backups = desk.add_account("backups", AccountKind::Standard);
        let backup = BlobName::new(backups, "backup");
        let mut site = Self { desk, disk, backup };
        let size = size.get();
        site.ask(&site.disk.clone(), Ask::Create { size });
        let part = size.div_euclid(PAGE).div_euclid(count);
        let mut dice = Dice(count);
        for stamp in 1..=2 {
            for at in 0..count {
                let length = 1 + dice.roll() % 4;
                let start = at * part + dice.roll() % (part - length);
                let range = start * PAGE..(start + length) * PAGE;
                let ink = Ink::Fill(stamp);
                let ask = match (stamp, at % 4) {
                    (2, 0) => {
                        let range = at * part * PAGE..(at + 1) * part * PAGE;
                        Ask::Clear { range }
                    }
                    _ => Ask::Put { range, ink },
                };
                site.ask(&site.disk.clone(), ask);
            }
            let name = ["a", "b"][usize::from(stamp > 1)].to_owned();
            site.ask(&site.disk.clone(), Ask::Snapshot { name });
            if stamp == 1 {
                let (from, snapshot) = (site.disk.clone(), None);
                site.ask(&site.backup.clone(), Ask::Copy { from, snapshot });
            }
        }
        site
    }
    fn ask(&mut self, blob: &BlobName, ask: Ask) -> Reply {
        let request = Request {
            blob: blob.clone(),
            ask,
            with_lease: false,
        };
        self.desk.ask(&request).expect("the service does it")
    }
    fn copy(&self) -> Self {
        Self {
            desk: self.desk.clone(),
            disk: self.disk.clone(),
            backup: self.backup.clone(),
        }
    }
}

fn measure(site: &Site, size: Bytes) {
    let (a, b) = ("a".to_owned(), "b".to_owned());
    let diff = Ask::Diff {
        snapshot: Some(b.clone()),
        previous: a.clone(),
    };
    let apply = Ask::Apply {
        from: site.disk.clone(),
        snapshot: b,
        previous: a,
    };
    let snapshot = Ask::Snapshot {
        name: "c".to_owned(),
    };
    let (diff_ms, told) = timed(site, &site.disk, &diff);
    let (snapshot_ms, _) = timed(site, &site.disk, &snapshot);
    let (apply_ms, _) = timed(site, &site.backup, &apply);
    let told = told.diff.expect("a difference is told");
    println!(
        "  {size:>8}: diff {diff_ms:7.2} ms, snapshot {snapshot_ms:6.4} ms, apply {apply_ms:7.2} ms; \
         {} changed, {} cleared, {:016x}",
        told.changed.len(),
        told.cleared.len(),
        hash(&told)
    );
}

/// The median milliseconds of a request, each time to the same state, and its answer.
fn timed(site: &Site, blob: &BlobName, ask: &Ask) -> (f64, Reply) {
    let mut runs: Vec<(f64, Reply)> = (0..REPEATS)
        .map(|_| {
            let mut site = site.copy();
            let begun = Instant::now();
            let reply = black_box(site.ask(blob, ask.clone()));
            (begun.elapsed().as_secs_f64() * 1e3, reply)
        })
        .collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs.swap_remove(REPEATS >> 1)
}

fn hash(diff: &PageDiff) -> u64 {
    let mut bytes = Vec::new();
    for range in diff.changed.iter().chain(&diff.cleared) {
        bytes.extend_from_slice(&range.start.to_le_bytes());
        bytes.extend_from_slice(&range.end.to_le_bytes());
    }
    xxh3_64(&bytes)
}

/// Splitmix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }
}
