//! The error catalogue: a closed list and its tables. Nothing raises a fault by its name; a state of
//! the simulated machine or service does, and the engine finds the row. What such a state can be, as
//! far as it is a plain yes or no, is in `troubles.rs`.

mod agent;
mod classic;
mod fault;
mod guest;
mod jobs;
mod refusals;
mod restore;
mod rows;
mod service;
mod source;
mod transfer;
mod unsupported;

pub use fault::Fault;
pub use rows::faults;
use rows::row;

use super::fact::Source;
use super::profile::Profile;
use super::rules::LifecycleStep;

/// What a job or an operator was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// Asking the subscription for its machines.
    Discover,
    /// Attaching the extension and associating a machine with the service.
    Register,
    /// Giving a machine a policy.
    ConfigureProtection,
    /// Backing up.
    Backup,
    /// Restoring a machine, its disks, or files.
    Restore,
    /// Ending a job early.
    Cancel,
    /// Anything else about protection: stop, resume, undelete, delete a vault.
    Manage,
    /// Something done to a machine itself, its disks or its agent.
    Machine,
    /// Reading or restoring the keys of encrypted disks.
    Keys,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Self; 9] = [
        Self::Discover,
        Self::Register,
        Self::ConfigureProtection,
        Self::Backup,
        Self::Restore,
        Self::Cancel,
        Self::Manage,
        Self::Machine,
        Self::Keys,
    ];
    /// Its name in a list of jobs, and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Discover => "discover",
            Self::Register => "register",
            Self::ConfigureProtection => "configure-protection",
            Self::Backup => "backup",
            Self::Restore => "restore",
            Self::Cancel => "cancel",
            Self::Manage => "manage",
            Self::Machine => "machine",
            Self::Keys => "keys",
        }
    }
}

/// Where in an operation a fault shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// When it is asked for, before there is a job.
    Ask,
    /// As its job begins: what the service checks from outside.
    Begin,
    /// While the extension is installed.
    Install,
    /// While the extension is called through the agent.
    Call,
    /// While the guest is frozen and its disks are snapshotted.
    Snapshot,
    /// While data move to the vault.
    Transfer,
    /// While data are copied back.
    Copy,
    /// While a machine is made from restored disks.
    Create,
    /// While a recovery point is mounted for its files.
    Mount,
    /// When the job is over: it has succeeded, with a warning.
    End,
}

impl Step {
    /// Its name in the catalogue.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ask => "when asked",
            Self::Begin => "job start",
            Self::Install => "extension install",
            Self::Call => "extension call",
            Self::Snapshot => "snapshot",
            Self::Transfer => "transfer",
            Self::Copy => "copy back",
            Self::Create => "machine creation",
            Self::Mount => "mount",
            Self::End => "job end",
        }
    }
}

/// Who tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The service does, or the fault heals by itself.
    Service,
    /// A person may at once: it is transient.
    Anyone,
    /// A person, after the cause was removed.
    AfterCure,
}

/// What is known about a fault.
#[derive(Clone, Copy, Debug)]
pub struct FaultRow {
    /// Which.
    pub fault: Fault,
    /// The service's code; ours where none is published.
    pub code: &'static str,
    /// Number that the Linux extension returns for it.
    pub extension_code: Option<u16>,
    /// In which generations it can happen.
    pub era: Era,
    /// What was being done.
    pub operation: Operation,
    /// Where in it.
    pub step: Step,
    /// True where a crash-consistent snapshot, which asks nothing of the guest, would succeed.
    pub is_of_guest: bool,
    /// Who tries again.
    pub retry: Retry,
    /// What happened, for a person.
    pub message: &'static str,
    /// The states that lead to it, as sentences.
    pub causes: &'static [&'static str],
    /// What cures it.
    pub remedy: &'static str,
    /// Where it is documented.
    pub source: Source,
}

/// In which generations of the service a fault can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// In all.
    All,
    /// With classic machines only.
    Classic,
    /// With Resource Manager machines only.
    ResourceManager,
}

impl Era {
    /// Whether a generation is among them. Classic machines are those that are registered first.
    #[must_use]
    pub fn is_of(self, profile: &Profile) -> bool {
        let is_classic = profile.steps.value.contains(&LifecycleStep::Register);
        match self {
            Self::All => true,
            Self::Classic => is_classic,
            Self::ResourceManager => !is_classic,
        }
    }
}
