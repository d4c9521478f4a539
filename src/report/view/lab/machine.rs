//! One machine with everything about it, as the place "Lab" shows it. Plain data.

use super::{ItemState, LabBlocksView};
use crate::report::view::{ByteCount, FactView, Moment};
use serde::Serialize;

views! {
/// One machine with everything about it.
pub struct MachineDetailView {
    /// The machine.
    pub vm: u32,
    /// Its name.
    pub name: String,
    /// What tells machines of one name apart.
    pub group: Option<String>,
    /// `windows` or `linux`.
    pub os: String,
    /// What it is to the service.
    pub state: ItemState,
    /// The same as text.
    pub state_text: String,
    /// What is known of it, in groups: power, agent, extension, guest, network, keys, locks.
    pub sections: Vec<SectionView>,
    /// What enabling backup has changed in it (LIF-12), the oldest first.
    pub changes: Vec<ChangeView>,
    /// VSS writers of a Windows guest beside the system's own.
    pub writers: Vec<VssWriterView>,
    /// The size of the blocks in which its disks are simulated; nothing while only amounts are.
    pub block_kib: Option<u32>,
    /// The sizes that can be chosen.
    pub block_kib_allowed: Vec<u32>,
    /// Its disks, in the order of their slots.
    pub disks: Vec<LabDiskView>,
    /// The points that can be restored now, the newest first.
    pub points: Vec<LabPointView>,
    /// Everything that can be wrong with this machine, and what is.
    pub troubles: Vec<TroubleView>,
}

/// Facts that belong together.
pub struct SectionView {
    /// A stable name: `power`, `agent`, `extension`, `vss`, `freeze`, `scripts`, `network`, `keys`
    /// or `locks`.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The facts.
    pub facts: Vec<FactView>,
}

/// Something that enabling backup has changed in a machine.
pub struct ChangeView {
    /// When.
    pub at: Moment,
    /// What.
    pub text: String,
}

/// A VSS writer.
pub struct VssWriterView {
    /// Its name.
    pub name: String,
    /// Seconds for which it freezes its application.
    pub freeze_s: u32,
    /// It answers with an error.
    pub fails: bool,
    /// What its application's logs have grown to since they were last truncated.
    pub logs: ByteCount,
}

/// A disk of a machine.
pub struct LabDiskView {
    /// Its name.
    pub name: String,
    /// `os`, `data`, `excluded` or `temp`.
    pub role: String,
    /// Its provisioned size now.
    pub size: ByteCount,
    /// What is used of it now.
    pub used: ByteCount,
    /// It is attached.
    pub attached: bool,
    /// Block by block, if its machine is simulated so and it is backed up.
    pub blocks: Option<LabBlocksView>,
}

/// A point that can be restored.
pub struct LabPointView {
    /// The moment that it restores to.
    pub taken: Moment,
    /// `application-consistent`, `file-system-consistent` or `crash-consistent`.
    pub level: String,
    /// Why it is so, as a sentence.
    pub reason: String,
    /// The machine will start.
    pub boots: bool,
    /// No data will be corrupt.
    pub no_corruption: bool,
    /// No data will be lost.
    pub no_loss: bool,
    /// Data will make sense to the application.
    pub application_consistent: bool,
    /// Where it is: `snapshot`, `vault`.
    pub tiers: Vec<String>,
    /// It holds the keys of encrypted disks.
    pub has_keys: bool,
    /// It leaves out a disk that the machine had.
    pub leaves_out: bool,
}

/// Something that can be wrong with a machine or the service.
pub struct TroubleView {
    /// Its name in a scenario.
    pub name: String,
    /// The state, as a sentence.
    pub state: String,
    /// How to end it, as a sentence.
    pub cure: String,
    /// Whose it is: `guest`, `machine`, `service` or `target`.
    pub owner: String,
    /// It is there now.
    pub present: bool,
}
}
