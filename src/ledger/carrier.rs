//! What moves data, and where it lost time.

use super::LinkName;
use crate::units::{Bytes, DiskId, JobId, SimDuration, SimTime, TaskId};

/// One disk's way through the links: of a backup or a restore, and the place among its disks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carrier {
    /// A backup reads everything on the disk to compare it.
    Reads(JobId, u32),
    /// A backup sends what it has found.
    Sends(JobId, u32),
    /// A restore brings the disk back.
    Copies(TaskId, u32),
}

impl Carrier {
    /// Its backup, if it is one's.
    #[must_use]
    pub const fn job(self) -> Option<JobId> {
        match self {
            Self::Reads(job, _) | Self::Sends(job, _) => Some(job),
            Self::Copies(..) => None,
        }
    }
    /// Its restore, if it is one's.
    #[must_use]
    pub const fn task(self) -> Option<TaskId> {
        match self {
            Self::Reads(..) | Self::Sends(..) => None,
            Self::Copies(task, _) => Some(task),
        }
    }
}

/// How much longer a disk took than it would have alone, because a link was shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Which link.
    pub link: LinkName,
    /// How much.
    pub time: SimDuration,
}

/// A disk that a restore brings back from the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskCopy {
    /// The disk.
    pub disk: DiskId,
    /// How much is copied.
    pub bytes: Bytes,
    /// When it began.
    pub began: SimTime,
    /// When the last byte was there; nothing while it runs.
    pub ended: Option<SimTime>,
}
