//! A custom backup by snapshots as typed: perhaps wrong, and the only shape that is read from JSON.
//! `check.rs` applies the rules.

use crate::scenario::draft::BlocksDraft;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A disk that a person backs up by snapshots, without the service: everything a run depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemeDraft {
    /// Which kind of scenario this is.
    pub kind: KindDraft,
    /// The version of this document's shape: 1.
    pub schema: u32,
    /// What a person calls it.
    pub name: String,
    /// Decides every draw; the same seed gives the same run. At most 2^53 - 1.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// The first day, `YYYY-MM-DD`; the run starts at its midnight UTC.
    pub start: String,
    /// How many days are simulated.
    pub days: u32,
    /// Hours from one backup window to the next; the first is at the run's start.
    pub every_hours: u32,
    /// Size of the blocks in which the disk is written, in KiB: a power of two from 4 to 4096.
    #[serde(default = "default_block_kib")]
    pub block_kib: u64,
    /// The machine that writes the disk.
    pub vm: String,
    /// The disk.
    pub disk: SchemeDiskDraft,
    /// Where it is backed up to.
    pub backup: SchemeBackupDraft,
    /// Restores, and requests that a person makes by hand, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<SchemeActionDraft>,
}

/// The kinds of scenario that say theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KindDraft {
    /// A custom backup of a disk by incremental snapshots.
    IncrementalSnapshots,
}

/// The disk: a page blob in a premium account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemeDiskDraft {
    /// The blob's name.
    pub name: String,
    /// The premium account.
    pub account: String,
    /// Its size in whole GiB.
    pub size_gib: u64,
    /// Data on it at the start, in GiB.
    pub used_gib: f64,
    /// How much of the used data is different after a day, in percent.
    pub change_percent_per_day: f64,
    /// How much of a day's change hits the same blocks every day, in percent; absent: the model's
    /// default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hot_percent: Option<f64>,
    /// New data a day in GiB, until the disk is full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth_gib_per_day: Option<f64>,
    /// What else is particular about how it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writes: Option<SchemeWritesDraft>,
}

/// How the disk is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SchemeWritesDraft {
    /// How much is written in one go on average, KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_kib: Option<f64>,
    /// New data a day that are deleted at its end (midnight UTC), GiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temporary_gib_per_day: Option<f64>,
}

/// The backup: a page blob in a standard account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemeBackupDraft {
    /// The blob's name.
    pub name: String,
    /// The standard account.
    pub account: String,
}

/// A restore, or a request by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("unevaluatedProperties" = false))]
pub struct SchemeActionDraft {
    /// When, UTC: `2026-03-04T21:00:00Z`, within the run. It comes before any step of the procedure
    /// that begins at that moment or later.
    pub at: String,
    /// The account of the blob, by name; a restore has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The blob that is asked, of a copy the one that is written; a restore has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<String>,
    /// The request names the blob's lease.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_lease: bool,
    /// What.
    #[serde(flatten)]
    pub what: SchemeActionKindDraft,
}

/// What a person can do by hand. Ranges are in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum SchemeActionKindDraft {
    /// Restore the disk from a snapshot of the backup blob, and go on from there.
    Restore {
        /// The snapshot's name.
        snapshot: String,
    },
    /// Put Blob: an empty blob.
    Create {
        /// Its size.
        size_bytes: u64,
    },
    /// Put Page.
    Put {
        /// The first byte.
        offset: u64,
        /// How many.
        length: u64,
        /// The byte that is written over and over.
        fill: u8,
    },
    /// Put Page that clears.
    Clear {
        /// The first byte.
        offset: u64,
        /// How many.
        length: u64,
    },
    /// Set Blob Properties with another size.
    Resize {
        /// The new size.
        size_bytes: u64,
    },
    /// Delete Blob.
    Delete {
        /// What becomes of its snapshots.
        #[serde(default)]
        snapshots: SnapshotsDraft,
    },
    /// Snapshot Blob.
    Snapshot {
        /// What the snapshot is called.
        name: String,
    },
    /// Delete Blob of a snapshot.
    DeleteSnapshot {
        /// Its name.
        name: String,
    },
    /// Get Page Ranges.
    Ranges {
        /// Of this snapshot; absent: of the blob as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Get Page Ranges with a previous snapshot.
    Diff {
        /// Of this snapshot; absent: of the blob as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Since this one.
        previous: String,
    },
    /// Copy Blob.
    Copy {
        /// The account of the source.
        from_account: String,
        /// The source.
        from: String,
        /// One of its snapshots; absent: the blob as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Copy Blob of a blob's snapshot over the blob itself.
    Promote {
        /// The snapshot's name.
        name: String,
    },
    /// Incremental Copy Blob.
    IncrementalCopy {
        /// The account of the source.
        from_account: String,
        /// The source.
        from: String,
        /// Which of its snapshots.
        source: String,
        /// What the copy is called.
        name: String,
    },
    /// Lease Blob: acquire.
    AcquireLease {
        /// For how long; absent: for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<u64>,
    },
    /// Lease Blob: release.
    ReleaseLease {},
    /// Lease Blob: break.
    BreakLease {},
}

/// What becomes of a blob's snapshots when it is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SnapshotsDraft {
    /// There are none, or the request is refused.
    #[default]
    None,
    /// They go with it.
    Include,
    /// They go, it stays.
    Only,
}

fn default_seed() -> u64 {
    42
}
fn default_block_kib() -> u64 {
    BlocksDraft::default().block_kib
}
