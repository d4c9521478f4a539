//! The JSON that Azure's tools write, as types that name only what an import needs; everything
//! else, passwords included, is skipped unread.

use crate::import::limits::{DATA_DISKS_MAX, ROWS_MAX};
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;
use std::fmt;
use std::marker::PhantomData;

/// An array of at most `MAX` entries; a longer one is refused before it is in memory.
pub(super) struct Bounded<T, const MAX: usize>(pub(super) Vec<T>);

/// The entries of a list, each still as text.
pub(super) type Entries<'j> = Bounded<&'j RawValue, { ROWS_MAX as usize }>;

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for Bounded<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T, const MAX: usize>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for Entries<T, MAX> {
            type Value = Vec<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "an array of at most {MAX} entries")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = seq.next_element()? {
                    if entries.len() == MAX {
                        let message = format!("more than {MAX} entries in an array");
                        return Err(de::Error::custom(message));
                    }
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        let entries = deserializer.deserialize_seq(Entries::<T, MAX>(PhantomData))?;
        Ok(Self(entries))
    }
}

/// The outermost object of a file.
#[derive(Deserialize)]
pub(super) struct Top<'j> {
    /// Of a scenario of our own.
    pub(super) schema: Option<IgnoredAny>,
    pub(super) vms: Option<IgnoredAny>,
    /// The answer of Azure's REST interface.
    #[serde(borrow)]
    pub(super) value: Option<&'j RawValue>,
    /// The answer of a Resource Graph query.
    #[serde(borrow)]
    pub(super) data: Option<&'j RawValue>,
    /// A compiled template.
    #[serde(borrow)]
    pub(super) resources: Option<&'j RawValue>,
    /// A single machine, disk or policy.
    pub(super) properties: Option<IgnoredAny>,
    #[serde(rename = "storageProfile")]
    pub(super) storage_profile: Option<IgnoredAny>,
}

/// Resource Graph's table form.
#[derive(Deserialize)]
pub(super) struct Grid<'j> {
    pub(super) columns: Bounded<GridColumn, 1_000>,
    #[serde(borrow)]
    pub(super) rows: Entries<'j>,
}

/// A column of the table form.
#[derive(Deserialize)]
pub(super) struct GridColumn {
    pub(super) name: String,
}

/// A resource: a machine, a disk, a policy or something else.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resource<'j> {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) location: Option<String>,
    pub(super) resource_group: Option<String>,
    #[serde(borrow)]
    pub(super) properties: Option<&'j RawValue>,
    pub(super) sku: Option<Sku>,
    // What the command line puts beside the name instead of into `properties`.
    pub(super) storage_profile: Option<StorageProfile>,
    pub(super) os_profile: Option<OsProfile>,
    pub(super) power_state: Option<String>,
    #[serde(alias = "diskSizeGB")]
    pub(super) disk_size_gb: Option<u64>,
}

/// What every resource has, whatever else is wrong with it.
#[derive(Deserialize)]
pub(super) struct Named<'j> {
    #[serde(borrow)]
    pub(super) name: Option<&'j RawValue>,
    #[serde(borrow, rename = "type")]
    pub(super) kind: Option<&'j RawValue>,
}

/// What it costs, and of a disk what it is made of.
#[derive(Deserialize)]
pub(super) struct Sku {
    pub(super) name: Option<String>,
}

/// What decides between kinds of resource where no type is given.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outline {
    pub(super) storage_profile: Option<IgnoredAny>,
    pub(super) schedule_policy: Option<IgnoredAny>,
    #[serde(alias = "diskSizeGB")]
    pub(super) disk_size_gb: Option<IgnoredAny>,
}

/// `properties` of a machine.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VmProperties {
    pub(super) storage_profile: Option<StorageProfile>,
    pub(super) os_profile: Option<OsProfile>,
    pub(super) extended: Option<Extended>,
    pub(super) instance_view: Option<InstanceView>,
}

/// What Resource Graph adds to a machine.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Extended {
    pub(super) instance_view: Option<InstanceView>,
}

/// A machine as it runs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InstanceView {
    pub(super) power_state: Option<PowerState>,
    pub(super) statuses: Option<Bounded<PowerState, 100>>,
}

/// `PowerState/running` and the like.
#[derive(Deserialize)]
pub(super) struct PowerState {
    pub(super) code: Option<String>,
}

/// Which family of system was set up.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OsProfile {
    pub(super) windows_configuration: Option<IgnoredAny>,
    pub(super) linux_configuration: Option<IgnoredAny>,
}

/// The disks of a machine.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StorageProfile {
    pub(super) image_reference: Option<ImageReference>,
    pub(super) os_disk: Option<AttachedDisk>,
    pub(super) data_disks: Option<Bounded<AttachedDisk, DATA_DISKS_MAX>>,
}

/// What a machine was made from.
#[derive(Deserialize)]
pub(super) struct ImageReference {
    pub(super) publisher: Option<String>,
    pub(super) offer: Option<String>,
}

/// A disk as its machine sees it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AttachedDisk {
    pub(super) name: Option<String>,
    pub(super) os_type: Option<String>,
    #[serde(alias = "diskSizeGB")]
    pub(super) disk_size_gb: Option<u64>,
    pub(super) lun: Option<u64>,
    pub(super) managed_disk: Option<ManagedDisk>,
    pub(super) vhd: Option<Vhd>,
}

/// Where a managed disk is and what it is made of.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ManagedDisk {
    pub(super) id: Option<String>,
    pub(super) storage_account_type: Option<String>,
}

/// Where an unmanaged disk is.
#[derive(Deserialize)]
pub(super) struct Vhd {
    pub(super) uri: Option<String>,
}

/// `properties` of a disk.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DiskProperties {
    #[serde(alias = "diskSizeGB")]
    pub(super) disk_size_gb: Option<u64>,
}
