//! Sizes as sources write them, and used data spread over disks. MiB throughout: RVTools says MB
//! and means MiB.

use super::limits::DISK_MIB_MAX;
use crate::scenario::draft::{AssumptionDraft, AssumptionKind, DiskDraft};

const MIB_PER_GIB: u64 = 1024;

/// A whole number of MiB: `40901`, `40 901`, `1,024,000`, `12.5` (a started one counts as one).
/// `None` for anything else, above all for `40.901` and `40,901`, which one reader takes for forty
/// and another for forty thousand, and for more than [`DISK_MIB_MAX`].
pub(super) fn mib(text: &str) -> Option<u64> {
    let text: String = text.chars().filter(|c| !is_space(*c)).collect();
    let groups: Vec<&str> = text.split([',', '.']).collect();
    let is_digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !groups.iter().all(is_digits) {
        return None;
    }
    let count = match groups.as_slice() {
        [whole] => whole.parse::<u64>().ok()?,
        [_, fraction] if fraction.len() == 3 => return None,
        [whole, fraction] => {
            let is_started = fraction.bytes().any(|digit| digit != b'0');
            whole.parse::<u64>().ok()?.checked_add(is_started.into())?
        }
        [first, rest @ ..] => {
            let has_one_mark = text.contains(',') != text.contains('.');
            let are_thousands = first.len() <= 3 && rest.iter().all(|group| group.len() == 3);
            if !(has_one_mark && are_thousands) {
                return None;
            }
            groups.concat().parse().ok()?
        }
        [] => return None,
    };
    (count <= DISK_MIB_MAX).then_some(count)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '\'' | '’')
}

/// MiB as GiB, exactly.
pub(super) fn gib(mib: u64) -> f64 {
    mib as f64 / MIB_PER_GIB as f64
}

/// The whole GiB that hold this many MiB.
pub(super) fn gib_started(mib: u64) -> u64 {
    mib.div_ceil(MIB_PER_GIB)
}

/// Spreads what a machine uses over its disks, in proportion to their sizes: the sum is exactly
/// `used_mib` and no disk holds more than its size. Where the disks are too small together, the
/// largest one grows, and that is an assumption.
pub(super) fn spread(used_mib: u64, disks: &mut [DiskDraft]) -> Option<AssumptionDraft> {
    let grown = grow_to_hold(used_mib, disks);
    let sizes = disks.iter().map(|disk| disk.size_gib * MIB_PER_GIB);
    let all: u64 = sizes.sum();
    if all == 0 {
        return grown;
    }
    // Shares of a running total: rounding errors cancel, so that the parts sum to the whole.
    let share = |before: u64| {
        let exact = u128::from(used_mib) * u128::from(before);
        u64::try_from(exact.div_euclid(u128::from(all))).unwrap_or(used_mib)
    };
    let mut before = 0;
    for disk in disks {
        let after = before + disk.size_gib * MIB_PER_GIB;
        disk.used_gib = gib(share(after) - share(before));
        before = after;
    }
    grown
}

fn grow_to_hold(used_mib: u64, disks: &mut [DiskDraft]) -> Option<AssumptionDraft> {
    let all_gib: u64 = disks.iter().map(|disk| disk.size_gib).sum();
    let missing_gib = gib_started(used_mib).saturating_sub(all_gib);
    let largest = disks.iter_mut().rev().max_by_key(|disk| disk.size_gib)?;
    if missing_gib == 0 {
        return None;
    }
    let stated_gib = largest.size_gib;
    largest.size_gib += missing_gib;
    let assumed = format!(
        "more is used than its disks hold together: disk \"{}\" has {} GiB instead of {stated_gib}",
        largest.name, largest.size_gib
    );
    Some(AssumptionDraft {
        about: AssumptionKind::DiskSizeUnknown,
        assumed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::draft::{DiskKindDraft, DiskRoleDraft};

    #[track_caller]
    fn check_mib(text: &str, expected: Option<u64>) {
        assert_eq!(mib(text), expected, "{text}");
    }

    #[test]
    fn a_size_is_whole_with_or_without_marks_for_thousands() {
        check_mib("40901", Some(40_901));
        check_mib("0", Some(0));
        check_mib("40 901", Some(40_901));
        check_mib("40\u{A0}901", Some(40_901));
        check_mib("1,024,000", Some(1_024_000));
        check_mib("1.024.000", Some(1_024_000));
    }

    #[test]
    fn a_started_mib_counts_as_one() {
        check_mib("12.5", Some(13));
        check_mib("12,50", Some(13));
        check_mib("12.0", Some(12));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_not_read() {
        check_mib("40.901", None);
        check_mib("40,901", None);
        check_mib("1,024.000", None);
        check_mib("1,02,400", None);
    }

    #[test]
    fn what_is_no_size_is_not_read() {
        for text in [
            "",
            "-1",
            "n/a",
            "1e9",
            "0x10",
            ".",
            "1..2",
            "99999999999999999999",
        ] {
            check_mib(text, None);
        }
    }

    #[test]
    fn a_disk_has_at_most_one_pib() {
        check_mib(&DISK_MIB_MAX.to_string(), Some(DISK_MIB_MAX));
        check_mib(&(DISK_MIB_MAX + 1).to_string(), None);
    }

    fn disks(sizes_gib: &[u64]) -> Vec<DiskDraft> {
        let disk = |size_gib: &u64| DiskDraft {
            name: format!("d{size_gib}"),
            role: DiskRoleDraft::Data,
            added_later: false,
            kind: DiskKindDraft::default(),
            size_gib: *size_gib,
            used_gib: 0.0,
            account: None,
            change_percent_per_day: None,
            hot_percent: None,
            writes: None,
            growth_gib_per_day: None,
        };
        sizes_gib.iter().map(disk).collect()
    }

    #[track_caller]
    fn check_spread(used_mib: u64, sizes_gib: &[u64], used_each_mib: &[u64], sizes_after: &[u64]) {
        let mut disks = disks(sizes_gib);
        let grown = spread(used_mib, &mut disks);
        let used: Vec<u64> = disks.iter().map(|d| (d.used_gib * 1024.0) as u64).collect();
        let sizes: Vec<u64> = disks.iter().map(|d| d.size_gib).collect();
        assert_eq!(
            (used.as_slice(), sizes.as_slice()),
            (used_each_mib, sizes_after)
        );
        assert_eq!(used.iter().sum::<u64>(), used_mib);
        assert_eq!(grown.is_some(), sizes_gib != sizes_after);
    }

    #[test]
    fn used_data_is_spread_in_proportion_and_to_the_last_mib() {
        check_spread(1024, &[1, 1], &[512, 512], &[1, 1]);
        check_spread(100, &[1, 1, 1], &[33, 33, 34], &[1, 1, 1]);
        check_spread(3 * 1024, &[1, 2], &[1024, 2048], &[1, 2]);
    }

    #[test]
    fn the_largest_disk_grows_where_more_is_used_than_there_is() {
        check_spread(3 * 1024 + 1, &[1, 2], &[768, 2305], &[1, 3]);
    }

    #[test]
    fn no_disk_ever_holds_more_than_its_size() {
        for used_mib in 0..=6 * 1024 {
            let mut disks = disks(&[1, 3, 2]);
            assert_eq!(spread(used_mib, &mut disks), None);
            assert!(disks.iter().all(|d| d.used_gib <= d.size_gib as f64));
            let all: f64 = disks.iter().map(|d| d.used_gib).sum();
            assert_eq!(all, gib(used_mib));
        }
    }
}
