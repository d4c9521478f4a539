//! How consistent a recovery point is, why, and what that promises of a restored machine.

/// The levels, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consistency {
    /// Applications took part and have written what they held.
    Application,
    /// File systems are whole; applications repair their own data.
    FileSystem,
    /// As after a power cut: what was on the disks, no more.
    Crash,
}

/// What a level promises. Nothing is promised where it says no; it may still be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guarantees {
    /// The machine starts.
    pub boots: bool,
    /// No data are corrupt.
    pub no_corruption: bool,
    /// No data are lost.
    pub no_loss: bool,
    /// Data make sense to the application.
    pub application_consistent: bool,
}

/// Why a point has its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Quiesced {
    /// VSS ran to its end and every writer succeeded.
    EveryWriter,
    /// Pre- and post-script both succeeded.
    Scripts,
    /// A VSS writer failed.
    WriterFailed,
    /// A VSS writer held its freeze for too long.
    WriterFrozeTooLong,
    /// Writes were held for too long while shadow copies were made.
    WritesHeldTooLong,
    /// A Linux guest without scripts.
    NoScripts,
    /// The scripts' configuration can't be read.
    ScriptsUnreadable,
    /// A script is missing or not root's alone, and the backup goes on without it.
    ScriptsUnusable,
    /// A script failed, and the backup goes on without it.
    ScriptFailed,
    /// A script took longer than it may, and the backup goes on without it.
    ScriptTimedOut,
    /// The machine did not run.
    NotRunning,
    /// The guest could not be asked; the service tried again without it.
    RetriedWithoutGuest,
    /// The guest could not be asked; with one disk the extension does without.
    OneDisk,
}

impl Consistency {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Application => "application-consistent",
            Self::FileSystem => "file-system-consistent",
            Self::Crash => "crash-consistent",
        }
    }
    /// What it promises. A crash-consistent point promises nothing, whether the data are on one disk
    /// or on several.
    #[must_use]
    pub const fn guarantees(self) -> Guarantees {
        let sound = match self {
            Self::Application | Self::FileSystem => true,
            Self::Crash => false,
        };
        Guarantees {
            boots: sound,
            no_corruption: sound,
            no_loss: sound,
            application_consistent: self as u8 == Self::Application as u8,
        }
    }
}

impl Quiesced {
    /// The level that follows.
    #[must_use]
    pub const fn level(self) -> Consistency {
        match self {
            Self::EveryWriter | Self::Scripts => Consistency::Application,
            Self::WriterFailed
            | Self::WriterFrozeTooLong
            | Self::WritesHeldTooLong
            | Self::NoScripts
            | Self::ScriptsUnreadable
            | Self::ScriptsUnusable
            | Self::ScriptFailed
            | Self::ScriptTimedOut => Consistency::FileSystem,
            Self::NotRunning | Self::RetriedWithoutGuest | Self::OneDisk => Consistency::Crash,
        }
    }
    /// The reason, as a sentence.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::EveryWriter => "VSS ran to its end and every writer succeeded.",
            Self::Scripts => "The pre-script and the post-script succeeded.",
            Self::WriterFailed => "A VSS writer failed.",
            Self::WriterFrozeTooLong => "A VSS writer held its freeze for too long.",
            Self::WritesHeldTooLong => "VSS held back writes for too long.",
            Self::NoScripts => "File systems were frozen; there are no scripts.",
            Self::ScriptsUnreadable => "The configuration of the scripts can't be read.",
            Self::ScriptsUnusable => "A script is missing or not root's alone.",
            Self::ScriptFailed => "A script failed.",
            Self::ScriptTimedOut => "A script took longer than it may.",
            Self::NotRunning => "The machine did not run.",
            Self::RetriedWithoutGuest => {
                "The guest could not be asked: the service tried without it."
            }
            Self::OneDisk => "The guest could not freeze; with a single disk it does without.",
        }
    }
}
