//! How a guest is brought to rest for a snapshot, and how consistent the snapshot is therefore:
//! decided from the state of the guest alone. Whether the guest can be asked at all, and what becomes
//! of a fault, is the engine's.

use super::Guest;
use crate::azure::consistency::Quiesced;
use crate::azure::errors::Fault;
use crate::azure::guest::{
    SCRIPT_POLL_S, SCRIPT_TIMEOUT_MAX_S, WRITE_HOLD_MAX_S, WRITER_FREEZE_MAX_S,
};
use crate::scenario::draft::{OsDraft, ScriptDraft, ScriptEndDraft, ScriptsDraft};

/// What a snapshot is taken of, beside the guest.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    /// The guest's family.
    pub os: OsDraft,
    /// The machine runs.
    pub is_running: bool,
    /// One managed disk is backed up, no more.
    pub has_one_disk: bool,
    /// The how manyth of its job it is.
    pub number: u8,
}

impl Guest {
    /// Brings the guest to rest, or says why the snapshot fails. Of a Windows guest nothing here is
    /// worse than a file-system-consistent snapshot (CON-2, PRO-2).
    pub fn quiesce(&self, attempt: Attempt) -> Result<Quiesced, Fault> {
        if !attempt.is_running {
            return Ok(Quiesced::NotRunning);
        }
        match attempt.os {
            OsDraft::Windows => Ok(self.quiesce_windows()),
            OsDraft::Linux => self.quiesce_linux().or_else(|fault| {
                let does_without = attempt.has_one_disk && attempt.number > 1;
                does_without.then_some(Quiesced::OneDisk).ok_or(fault)
            }),
        }
    }
    /// Whether a snapshot like this has the guest's applications cut their logs (CON-5).
    #[must_use]
    pub fn cuts_logs(&self, quiesced: Quiesced) -> bool {
        quiesced == Quiesced::EveryWriter && !self.vss_copy_backup
    }
    fn quiesce_windows(&self) -> Quiesced {
        if self.writers.iter().any(|writer| writer.fails) {
            return Quiesced::WriterFailed;
        }
        let freeze_max = WRITER_FREEZE_MAX_S.value;
        if self.writers.iter().any(|it| it.freeze_s > freeze_max) {
            return Quiesced::WriterFrozeTooLong;
        }
        if self.write_hold_s > WRITE_HOLD_MAX_S.value {
            return Quiesced::WritesHeldTooLong;
        }
        Quiesced::EveryWriter
    }
    fn quiesce_linux(&self) -> Result<Quiesced, Fault> {
        let Some(scripts) = &self.scripts else {
            self.freeze_file_systems()?;
            return Ok(Quiesced::NoScripts);
        };
        if !scripts.config_readable {
            self.freeze_file_systems()?;
            return Ok(Quiesced::ScriptsUnreadable);
        }
        if let Some(fault) = unusable(scripts) {
            if !scripts.continue_on_failure {
                return Err(fault);
            }
            self.freeze_file_systems()?;
            return Ok(Quiesced::ScriptsUnusable);
        }
        let may_fail = scripts.continue_on_failure && scripts.freeze_enabled;
        let pre = run(&scripts.pre, scripts);
        if !may_fail {
            pre.map_err(End::of_pre)?;
        }
        if scripts.freeze_enabled {
            self.freeze_file_systems()?;
        }
        // It runs whatever came of the first.
        let post = run(&scripts.post, scripts);
        if !may_fail {
            post.map_err(End::of_post)?;
        }
        Ok(pre
            .and(post)
            .map_or_else(End::quiesced, |()| Quiesced::Scripts))
    }
    const fn freeze_file_systems(&self) -> Result<(), Fault> {
        let freeze = &self.freeze;
        if freeze.takes_s > freeze.wait_max_s || freeze.takes_s > freeze.hold_max_s {
            return Err(Fault::FsFreezeTimeout);
        }
        Ok(())
    }
}

/// How a script ended that did not succeed.
#[derive(Clone, Copy, Debug)]
enum End {
    Failed,
    TimedOut,
}

impl End {
    const fn of_pre(self) -> Fault {
        match self {
            Self::Failed => Fault::PreScriptFailed,
            Self::TimedOut => Fault::PreScriptTimeout,
        }
    }
    const fn of_post(self) -> Fault {
        match self {
            Self::Failed => Fault::PostScriptFailed,
            Self::TimedOut => Fault::PostScriptTimeout,
        }
    }
    const fn quiesced(self) -> Quiesced {
        match self {
            Self::Failed => Quiesced::ScriptFailed,
            Self::TimedOut => Quiesced::ScriptTimedOut,
        }
    }
}

/// Why the scripts can't be run, if one of them can't.
const fn unusable(scripts: &ScriptsDraft) -> Option<Fault> {
    match (scripts.pre.ends, scripts.post.ends) {
        (ScriptEndDraft::Missing, _) => Some(Fault::PreScriptNotFound),
        (ScriptEndDraft::NotRootOnly, _) => Some(Fault::PreScriptPermission),
        (ScriptEndDraft::Succeeds | ScriptEndDraft::Fails, ScriptEndDraft::Missing) => {
            Some(Fault::PostScriptNotFound)
        }
        (ScriptEndDraft::Succeeds | ScriptEndDraft::Fails, ScriptEndDraft::NotRootOnly) => {
            Some(Fault::PostScriptPermission)
        }
        (
            ScriptEndDraft::Succeeds | ScriptEndDraft::Fails,
            ScriptEndDraft::Succeeds | ScriptEndDraft::Fails,
        ) => None,
    }
}

/// Runs a script: one that fails is run again, and the time-out covers all tries together. It is
/// looked at now and then, as often as fits into the time-out: what is left of that does not count.
fn run(script: &ScriptDraft, scripts: &ScriptsDraft) -> Result<(), End> {
    let (tries, end) = match script.ends {
        ScriptEndDraft::Succeeds => (1, Ok(())),
        ScriptEndDraft::Fails | ScriptEndDraft::Missing | ScriptEndDraft::NotRootOnly => {
            (u64::from(scripts.retries) + 1, Err(End::Failed))
        }
    };
    let timeout = scripts.timeout_s.min(SCRIPT_TIMEOUT_MAX_S.value);
    let watched_s = timeout - timeout % SCRIPT_POLL_S.value;
    if u64::from(script.takes_s) * tries > u64::from(watched_s) {
        return Err(End::TimedOut);
    }
    end
}

#[cfg(test)]
mod tests;
