//! INC-8: at every step the backup blob is the disk's snapshot, byte for byte, whatever is written,
//! cleared, grown, shrunk and restored.

use super::document;
use serde_json::{Value, json};
use std::ops::Range;
use std::sync::Arc;
use vaultlab::blob::page::{Storage, Version};
use vaultlab::engine::scheme::{Custom, What};
use vaultlab::scenario::scheme::{check, parse};

const WINDOWS: u32 = 60;
const EVERY_HOURS: u64 = 12;
const MIB: u64 = 1 << 20;

/// Random numbers that nothing else depends on.
struct Luck(u64);

impl Luck {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33).checked_rem(most).unwrap_or_default()
    }
    fn pages(&mut self, below: u64) -> u64 {
        self.below(below >> 9) << 9
    }
}

fn at(hours: u64, minute: u64) -> String {
    let (day, hour) = (1 + hours.div_euclid(24), hours.rem_euclid(24));
    format!("2026-03-{day:02}T{hour:02}:{minute:02}:00Z")
}

/// Sixty windows of a disk of some shape, at which somebody pokes all the time, with two restores.
fn history(seed: u64) -> Value {
    let mut luck = Luck(seed);
    let hours = u64::from(WINDOWS) * EVERY_HOURS;
    let mut timeline = Vec::new();
    for _ in 0..80 {
        let (offset, length) = (luck.pages(40 * MIB), 512 + luck.pages(3 * MIB));
        let what = match luck.below(8) {
            0..4 => json!({"do": "put", "offset": offset, "length": length, "fill": luck.below(3)}),
            4..7 => json!({"do": "clear", "offset": offset, "length": length}),
            _ => {
                let size = [24 * MIB, 600 * MIB, 1024 * MIB, 2048 * MIB];
                json!({"do": "resize", "size_bytes": size[luck.below(4) as usize]})
            }
        };
        let mut action = what;
        action["at"] = json!(at(luck.below(hours), luck.below(60)));
        action["account"] = json!("premium");
        action["blob"] = json!("disk");
        action["with_lease"] = json!(true);
        timeline.push(action);
    }
    for _ in 0..2 {
        let backup = format!("copy_ss{}", 1 + luck.below(6));
        let after = 7 * EVERY_HOURS + luck.below(hours - 7 * EVERY_HOURS);
        timeline.push(json!({"at": at(after, 7), "do": "restore", "snapshot": backup}));
    }
    let mut document = document(json!(timeline));
    document["seed"] = json!(seed);
    document["days"] = json!(30);
    document["block_kib"] = json!([4, 64, 512][luck.below(3) as usize]);
    let disk = &mut document["disk"];
    disk["used_gib"] = json!(0.002 + luck.below(10) as f64 / 1000.0);
    disk["change_percent_per_day"] = json!(1 + luck.below(60));
    disk["hot_percent"] = json!(luck.below(100));
    disk["growth_gib_per_day"] = json!(luck.below(3) as f64 / 4000.0);
    disk["writes"] = json!({"run_kib": 4 << luck.below(8), "temporary_gib_per_day": luck.below(5) as f64 / 1000.0});
    document
}

/// The bytes of what two versions hold, found to be the same; how many there are.
#[track_caller]
fn check_bytes(storage: &Storage, one: &Version, other: &Version) -> u64 {
    let ranges = |of: &Version| storage.page_ranges(of).expect("it is there");
    let all: Vec<Range<u64>> = ranges(one);
    assert_eq!(all, ranges(other));
    assert_eq!(storage.size(one), storage.size(other));
    for range in &all {
        let bytes = |of: &Version| storage.read(of, range.clone()).expect("it is there");
        assert!(bytes(one) == bytes(other), "{range:?} differs");
    }
    all.iter().map(|range| range.end - range.start).sum()
}

#[derive(Debug, Default)]
struct Seen {
    steps: u64,
    windows: usize,
    cleared: u64,
    restores: usize,
    bytes: u64,
}

fn check_run(seed: u64, seen: &mut Seen) {
    let draft = parse(&history(seed).to_string()).expect("it parses");
    let scheme = check(draft).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut run = Custom::new(Arc::new(scheme));
    while run.step() {
        let step = run.steps().last().expect("one was done");
        assert_ne!(step.proven, Some(false), "{step:?}");
        assert_eq!(step.refused.filter(|_| !step.by_hand), None, "{step:?}");
        let storage = run.desk().storage();
        // From a window's difference on, until the next one's.
        if let Some(base) = run.base() {
            let (backup, disk) = (
                run.backup().now(),
                run.desk().version(run.disk(), Some(base)),
            );
            assert_eq!(storage.digest(&backup), storage.digest(&disk), "{step:?}");
            if seen.steps.is_multiple_of(67) {
                seen.bytes += check_bytes(storage, &backup, &disk);
            }
        }
        seen.steps += 1;
        seen.cleared += step.ranges.map_or(0, |ranges| ranges.cleared.get());
        seen.restores += usize::from(matches!(step.what, What::Swapped { .. }));
    }
    seen.windows += run.done().len();
}

/// INC-8, and the ruling of INC-6 in every one of them: 40 seeds of 60 windows.
#[test]
fn the_backup_blob_is_the_disk_s_snapshot_at_every_step() {
    let mut seen = Seen::default();
    for seed in 0..40 {
        println!("seed {seed}");
        check_run(seed, &mut seen);
    }
    assert_eq!(seen.windows, 40 * WINDOWS as usize);
    assert!(seen.restores > 60 && seen.steps > 12_000, "{seen:?}");
    assert!(
        seen.cleared > 100 * MIB && seen.bytes > 50 * MIB,
        "{seen:?}"
    );
}

/// The same by SHA-256 of every byte of both: of a disk that somebody made small.
#[test]
fn the_backup_blob_and_the_disk_s_snapshot_have_one_sha_256() {
    let small = json!([{"at": "2026-03-01T01:00:00Z", "do": "resize", "size_bytes": 48 * MIB,
        "account": "premium", "blob": "disk", "with_lease": true}]);
    let mut document = document(small);
    document["disk"]["hot_percent"] = json!(100);
    let draft = parse(&document.to_string()).expect("it parses");
    let mut run = Custom::new(Arc::new(check(draft).expect("it is valid")));
    while run.step() {}
    let base = run.base().expect("the last window was completed");
    let disk = run.desk().version(run.disk(), Some(base));
    let sha = |of: &Version| run.desk().storage().sha256(of).expect("it is there");
    assert_eq!(sha(&run.backup().now()), sha(&disk));
    assert_eq!(run.done().len(), 4);
}
