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
