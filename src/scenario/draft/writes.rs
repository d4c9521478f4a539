//! How disks are written and how closely that is simulated, as typed. An absent field is the
//! model's default.

use super::TraceWriteDraft;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a machine is for: how its disks are written where they do not say so themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WorkloadDraft {
    /// Whole files, mostly in office hours.
    FileServer,
    /// Small scattered pages, many of them again and again, around the clock.
    Database,
    /// Little change, and logs that are deleted every day.
    Web,
}

/// A machine's disks are simulated block by block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BlocksDraft {
    /// Size of a block in KiB: a power of two from 4 to 4096.
    pub block_kib: u64,
}

impl Default for BlocksDraft {
    fn default() -> Self {
        Self { block_kib: 64 }
    }
}

/// How a disk is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WritesDraft {
    /// How much is written in one go on average, KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_kib: Option<f64>,
    /// New data a day that are deleted at its end (midnight UTC), GiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temporary_gib_per_day: Option<f64>,
    /// A recorded trace that writes the disk instead; its machine is simulated block by block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<DiskTraceDraft>,
}

/// A trace that writes a disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiskTraceDraft {
    /// One of the scenario's traces, by name.
    pub name: String,
    /// It begins again after so many hours; absent: it is played once, as the run begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_hours: Option<u32>,
}

/// The writes of a recorded block trace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraceDraft {
    /// Unique among traces.
    pub name: String,
    /// Each write, in the order of time.
    pub writes: Vec<TraceWriteDraft>,
}
