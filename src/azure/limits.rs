//! How the service's limits moved: each value with the date of the document that stated it. The
//! profiles pick from here; a test holds both together. The simulator's own limits are in
//! `scenario/limits.rs`.

/// A limit through the years.
#[derive(Clone, Copy, Debug)]
pub struct LimitHistory {
    /// What is limited.
    pub limit: &'static str,
    /// From when on (a date of the source, `YYYY-MM` or `YYYY-MM-DD`), the value with its unit, and
    /// the document.
    pub values: &'static [(&'static str, &'static str, &'static str)],
}

const LIMITS: &str = "Azure subscription and service limits";
const MATRIX: &str = "Support matrix for Azure VM backup";
const DOCS_2015: &str = "Azure VM backup, 2015 documentation";
const FAQ: &str = "Frequently asked questions about Azure VM backup";
const BACKUP_FAQ: &str = "Frequently asked questions about Azure Backup";

/// Every limit whose history is known.
pub const LIMIT_HISTORY: [LimitHistory; 8] = [
    LimitHistory {
        limit: "data disks of a machine",
        values: &[
            ("2015-07", "5", DOCS_2015),
            ("2018-02", "16", LIMITS),
            ("2026-03-26", "32", MATRIX),
        ],
    },
    LimitHistory {
        limit: "size of a disk",
        values: &[
            ("2018-02", "1023 GB", LIMITS),
            ("2018-09", "4095 GB", LIMITS),
            ("2019-07-02", "32 TB", MATRIX),
            ("2026-03-26", "64 TB", MATRIX),
        ],
    },
    LimitHistory {
        limit: "machines in a vault",
        values: &[
            ("2015-07", "50", LIMITS),
            ("2018-02", "200", LIMITS),
            ("2018-09", "1000", LIMITS),
        ],
    },
    LimitHistory {
        limit: "vaults in a subscription",
        values: &[
            ("2015-07", "25", LIMITS),
            ("2018-02", "25 a region", LIMITS),
            ("2018-09", "500 a region", LIMITS),
        ],
    },
    LimitHistory {
        limit: "recovery points of a machine",
        values: &[("2015-07", "366", LIMITS), ("2018-02", "9999", LIMITS)],
    },
    LimitHistory {
        limit: "scheduled backups of a machine in a day",
        values: &[("2015-07", "1", DOCS_2015), ("2023-07-05", "6", MATRIX)],
    },
    LimitHistory {
        limit: "machines of a policy",
        values: &[("2025-12-09", "100", FAQ)],
    },
    LimitHistory {
        limit: "policies of a vault",
        values: &[("2023-07-20", "200", BACKUP_FAQ)],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::fact::{Fact, Source};
    use crate::azure::profile::{PROFILES, Profile};
    use crate::units::Bytes;

    /// The value of a limit in a document of this date: the newest that is not newer.
    fn value_on(limit: &str, date: &str) -> &'static str {
        let history = LIMIT_HISTORY.iter().find(|history| history.limit == limit);
        let values = history.expect("the limit has a history").values;
        let until = values.iter().rev().find(|(from, ..)| *from <= date);
        until.expect("the history is as old as the profile").1
    }

    /// The profiles' values of a limit, oldest first; those that are published are the history's.
    #[track_caller]
    fn check_limit<T: Copy>(
        limit: &str,
        fact: impl Fn(&Profile) -> Fact<T>,
        text: impl Fn(T) -> String,
        expected: [&str; 3],
    ) {
        for (profile, expected) in PROFILES.iter().zip(expected) {
            let Fact { value, source } = fact(profile);
            assert_eq!(text(value), expected, "{}", profile.name);
            if let Source::Published { date, .. } = source {
                assert_eq!(value_on(limit, date), expected, "{}", profile.name);
            }
        }
    }

    /// As the documents say it, GB for GiB.
    fn size(bytes: Bytes) -> String {
        let gb = bytes.get() >> 30;
        if gb.is_multiple_of(1 << 10) {
            format!("{} TB", gb >> 10)
        } else {
            format!("{gb} GB")
        }
    }

    #[test]
    fn the_profiles_have_the_limits_of_their_time() {
        let count = |value: usize| value.to_string();
        let disks = ["5", "16", "32"];
        check_limit(
            "data disks of a machine",
            |p| p.data_disks_max,
            count,
            disks,
        );
        let sizes = ["1023 GB", "32 TB", "64 TB"];
        check_limit("size of a disk", |p| p.disk_size_max, size, sizes);
        let machines = ["50", "1000", "1000"];
        check_limit(
            "machines in a vault",
            |p| p.vms_per_vault_max,
            count,
            machines,
        );
        let points = ["366", "9999", "9999"];
        check_limit(
            "recovery points of a machine",
            |p| p.points_max,
            count,
            points,
        );
        let machines = ["50", "100", "100"];
        check_limit(
            "machines of a policy",
            |p| p.vms_per_policy_max,
            count,
            machines,
        );
        let policies = ["200", "200", "200"];
        check_limit(
            "policies of a vault",
            |p| p.policies_per_vault_max,
            count,
            policies,
        );
    }

    #[test]
    fn an_hourly_policy_makes_as_many_backups_a_day_as_the_limit_says() {
        let enhanced = PROFILES
            .iter()
            .filter_map(|profile| profile.enhanced_snapshots);
        for Fact { value, .. } in enhanced {
            let hours = value.hourly.iter().map(|(hours, _)| *hours).min();
            let most = hours.map(|hours| 24_u32.div_ceil(hours).to_string());
            let limit = value_on("scheduled backups of a machine in a day", "2025-06-11");
            assert_eq!(most.as_deref(), Some(limit));
        }
    }

    #[test]
    fn every_history_is_in_the_order_of_time() {
        for LimitHistory { limit, values } in LIMIT_HISTORY {
            assert!(values.is_sorted_by(|a, b| a.0 < b.0), "{limit}");
        }
    }
}
