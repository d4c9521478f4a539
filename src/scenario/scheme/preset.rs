//! The worked example of a custom backup: a P30 disk every 12 hours, with a restore in the middle of
//! its month.

use super::draft::{
    KindDraft, SchemeActionDraft, SchemeActionKindDraft, SchemeBackupDraft, SchemeDiskDraft,
    SchemeDraft, SchemeWritesDraft,
};
use crate::scenario::draft::SCHEMA_VERSION;

/// What it is called among the presets.
pub const CUSTOM_12_HOURLY: &str = "custom-12-hourly";

/// A premium disk of 1024 GiB whose backup blob in a standard account follows it every 12 hours for
/// 30 days; on the 16th day it is restored.
#[must_use]
pub fn custom_12_hourly() -> SchemeDraft {
    SchemeDraft {
        kind: KindDraft::IncrementalSnapshots,
        schema: SCHEMA_VERSION,
        name: "Custom backup every 12 hours".to_owned(),
        seed: 42,
        start: "2026-03-01".to_owned(),
        days: 30,
        every_hours: 12,
        block_kib: 64,
        vm: "ds-01".to_owned(),
        disk: SchemeDiskDraft {
            name: "mypremiumdisk".to_owned(),
            account: "mypremiumaccount".to_owned(),
            size_gib: 1024,
            used_gib: 300.0,
            change_percent_per_day: 2.0,
            hot_percent: None,
            growth_gib_per_day: Some(1.0),
            writes: Some(SchemeWritesDraft {
                run_kib: Some(4096.0),
                temporary_gib_per_day: Some(2.0),
            }),
        },
        backup: SchemeBackupDraft {
            name: "mybackupstdpageblob".to_owned(),
            account: "mybackupstdaccount".to_owned(),
        },
        timeline: vec![SchemeActionDraft {
            at: "2026-03-16T01:00:00Z".to_owned(),
            account: None,
            blob: None,
            with_lease: false,
            what: SchemeActionKindDraft::Restore {
                snapshot: "mybackupstdpageblob_ss29".to_owned(),
            },
        }],
    }
}
