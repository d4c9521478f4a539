//! Facts about Azure and about backup workloads, as data: each row says where it comes from and
//! when. No control flow here, and no number about Azure anywhere else.

pub mod advice;
pub mod assumed;
pub mod blobs;
pub mod consistency;
pub mod disks;
pub mod errors;
pub mod fact;
pub mod guest;
pub mod limits;
pub mod prices;
pub mod profile;
pub mod queue;
pub mod rules;
pub mod timing;
pub mod troubles;
pub mod workload;
pub mod zones;
