//! What operators do during a run, as typed. Whether the service allows it is seen when it happens:
//! a refusal is a record of the run, not a problem of the scenario.

use super::NetworkDraft;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that an operator does to a machine at a moment of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("unevaluatedProperties" = false))]
pub struct ActionDraft {
    /// When, UTC: `2026-03-04T21:00:00Z`, from the run's first moment and before its end.
    pub at: String,
    /// The machine, by name.
    pub vm: String,
    /// Tells machines of one name apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// What.
    #[serde(flatten)]
    pub what: ActionKindDraft,
}

/// What an operator can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ActionKindDraft {
    /// Protect a machine that is not.
    Protect {
        /// With this policy.
        policy: String,
    },
    /// Give a protected machine another policy of its vault.
    ChangePolicy {
        /// The new one.
        policy: String,
    },
    /// Back up at once.
    BackUpNow {
        /// Days for which the point is kept, whatever the policy; absent: what the portal proposes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keep_days: Option<u32>,
    },
    /// End the schedule.
    StopProtection {
        /// What becomes of the recovery points.
        data: StoppedDataDraft,
    },
    /// Protect a machine again whose data were kept.
    Resume {
        /// With this policy; absent: the one it had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<String>,
    },
    /// Take back a deletion that soft delete still holds; protection stays stopped.
    Undelete {},
    /// Open or close the guest's way to Azure's storage.
    ChangeNetwork {
        /// What it is from now on.
        network: NetworkDraft,
    },
    /// Write new data to a disk.
    FillDisk {
        /// The disk, by name.
        disk: String,
        /// How much, in GiB; the disk takes what fits.
        add_gib: f64,
    },
    /// Make a disk larger.
    GrowDisk {
        /// The disk, by name.
        disk: String,
        /// Its new provisioned size in GiB.
        size_gib: u64,
    },
}

/// What becomes of recovery points when protection stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StoppedDataDraft {
    /// All stay until they are deleted by hand, and go on being billed.
    Keep,
    /// They are deleted, or held for a while by soft delete.
    Delete,
}

/// What a vault does with deleted backup data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
// Braces without fields: without them, fields that do not exist would be passed over.
#[serde(tag = "state", rename_all = "kebab-case", deny_unknown_fields)]
pub enum SoftDeleteDraft {
    /// They are gone at once.
    Off {},
    /// They can be undeleted for 14 days, free of charge.
    Basic {},
    /// They can be undeleted for a number of days, of which the last 14 are free.
    Enhanced {
        /// How many.
        days: u32,
    },
}
