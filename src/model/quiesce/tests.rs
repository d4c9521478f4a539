//! The decision tables of a snapshot, row by row, and both sides of every limit.

use super::{Attempt, Guest};
use crate::azure::consistency::Quiesced;
use crate::azure::errors::Fault;
use crate::scenario::draft::{OsDraft, ScriptEndDraft, ScriptsDraft};
use crate::scenario::setup::{Setup, VssWriter};
use crate::units::Bytes;

fn attempt(os: OsDraft) -> Attempt {
    Attempt {
        os,
        is_running: true,
        has_one_disk: false,
        number: 1,
    }
}

fn guest() -> Guest {
    Guest::new(&Setup::default())
}

/// A Windows guest with a writer that freezes for so long, and writes held for so long.
fn windows(fails: bool, freeze_s: u32, write_hold_s: u32) -> Guest {
    let mut guest = guest();
    guest.write_hold_s = write_hold_s;
    guest.writers = vec![VssWriter {
        name: "SqlServerWriter".to_owned(),
        freeze_s,
        fails,
        log_per_day: Bytes::ZERO,
    }];
    guest
}

fn linux(scripts: ScriptsDraft) -> Guest {
    let scripts = Some(scripts);
    Guest { scripts, ..guest() }
}

/// Scripts of which one or the other ends so, after this many seconds.
fn scripts(pre: (ScriptEndDraft, u32), post: (ScriptEndDraft, u32), goes_on: bool) -> ScriptsDraft {
    let mut scripts = ScriptsDraft {
        continue_on_failure: goes_on,
        ..ScriptsDraft::default()
    };
    (scripts.pre.ends, scripts.pre.takes_s) = pre;
    (scripts.post.ends, scripts.post.takes_s) = post;
    scripts
}

#[track_caller]
fn check_windows(guest: &Guest, expected: Quiesced) {
    assert_eq!(guest.quiesce(attempt(OsDraft::Windows)), Ok(expected));
}

#[track_caller]
fn check_linux(guest: &Guest, expected: Result<Quiesced, Fault>) {
    assert_eq!(guest.quiesce(attempt(OsDraft::Linux)), expected);
}

/// CON-1, CON-2
#[test]
fn a_windows_guest_is_as_consistent_as_its_worst_writer_lets_it() {
    check_windows(&guest(), Quiesced::EveryWriter);
    check_windows(&windows(false, 60, 10), Quiesced::EveryWriter);
    check_windows(&windows(true, 0, 0), Quiesced::WriterFailed);
    check_windows(&windows(false, 61, 10), Quiesced::WriterFrozeTooLong);
    check_windows(&windows(false, 60, 11), Quiesced::WritesHeldTooLong);
    check_windows(&windows(true, 61, 11), Quiesced::WriterFailed);
}

/// CON-3
#[test]
fn a_machine_that_does_not_run_is_asked_nothing() {
    for os in [OsDraft::Windows, OsDraft::Linux] {
        let off = Attempt {
            is_running: false,
            ..attempt(os)
        };
        let broken = linux(scripts(
            (ScriptEndDraft::Missing, 0),
            (ScriptEndDraft::Fails, 0),
            false,
        ));
        assert_eq!(broken.quiesce(off), Ok(Quiesced::NotRunning));
    }
}

/// CON-2
#[test]
fn a_linux_guest_without_scripts_freezes_its_file_systems() {
    check_linux(&guest(), Ok(Quiesced::NoScripts));
    let frozen_for = |takes_s, wait_max_s, hold_max_s| {
        let mut guest = guest();
        guest.freeze.takes_s = takes_s;
        guest.freeze.wait_max_s = wait_max_s;
        guest.freeze.hold_max_s = hold_max_s;
        guest
    };
    check_linux(&frozen_for(60, 60, 60), Ok(Quiesced::NoScripts));
    check_linux(&frozen_for(61, 60, 61), Err(Fault::FsFreezeTimeout));
    check_linux(&frozen_for(61, 61, 60), Err(Fault::FsFreezeTimeout));
    check_linux(&frozen_for(61, 61, 61), Ok(Quiesced::NoScripts));
}

/// What scripts that end so lead to if the backup may go on without them, and if it may not.
#[track_caller]
fn check_scripts(
    pre: (ScriptEndDraft, u32),
    post: (ScriptEndDraft, u32),
    goes_on: Quiesced,
    stops: Fault,
) {
    check_linux(&linux(scripts(pre, post, true)), Ok(goes_on));
    check_linux(&linux(scripts(pre, post, false)), Err(stops));
}

/// CON-1, CON-6
#[test]
fn scripts_that_both_succeed_in_time_make_an_application_consistent_snapshot() {
    let fine = (ScriptEndDraft::Succeeds, 30);
    for goes_on in [true, false] {
        let guest = linux(scripts(fine, fine, goes_on));
        check_linux(&guest, Ok(Quiesced::Scripts));
    }
}

/// CON-2, CON-6
#[test]
fn scripts_that_can_not_be_run_are_left_out_or_fail_the_backup() {
    use ScriptEndDraft::{Fails, Missing, NotRootOnly, Succeeds};
    let (fine, gone, open) = ((Succeeds, 30), (Missing, 0), (NotRootOnly, 0));
    let left_out = Quiesced::ScriptsUnusable;
    check_scripts(gone, fine, left_out, Fault::PreScriptNotFound);
    check_scripts(open, fine, left_out, Fault::PreScriptPermission);
    check_scripts(fine, gone, left_out, Fault::PostScriptNotFound);
    check_scripts(fine, open, left_out, Fault::PostScriptPermission);
    check_scripts(gone, open, left_out, Fault::PreScriptNotFound);
    let unreadable = ScriptsDraft {
        config_readable: false,
        ..scripts((Fails, 99), (Missing, 0), false)
    };
    check_linux(&linux(unreadable), Ok(Quiesced::ScriptsUnreadable));
}

/// CON-2, CON-6
#[test]
fn scripts_that_fail_or_take_too_long_lower_the_level_or_fail_the_backup() {
    use ScriptEndDraft::{Fails, Succeeds};
    let (fine, fails, late) = ((Succeeds, 30), (Fails, 30), (Succeeds, 31));
    let (failed, timed_out) = (Quiesced::ScriptFailed, Quiesced::ScriptTimedOut);
    check_scripts(fails, fine, failed, Fault::PreScriptFailed);
    check_scripts(fine, fails, failed, Fault::PostScriptFailed);
    check_scripts(late, fine, timed_out, Fault::PreScriptTimeout);
    check_scripts(fine, late, timed_out, Fault::PostScriptTimeout);
    check_scripts((Fails, 31), fine, timed_out, Fault::PreScriptTimeout);
    check_scripts(fails, late, failed, Fault::PreScriptFailed);
}

#[test]
fn the_timeout_covers_all_tries_of_a_script_and_has_a_limit_itself() {
    let with = |takes_s, retries, timeout_s| {
        let pre = (ScriptEndDraft::Fails, takes_s);
        let post = (ScriptEndDraft::Succeeds, 0);
        linux(ScriptsDraft {
            retries,
            timeout_s,
            ..scripts(pre, post, true)
        })
    };
    check_linux(&with(10, 2, 30), Ok(Quiesced::ScriptFailed));
    check_linux(&with(10, 3, 30), Ok(Quiesced::ScriptTimedOut));
    check_linux(&with(11, 2, 30), Ok(Quiesced::ScriptTimedOut));
    // Looked at every three seconds: ten times in 30 as in 32 seconds.
    check_linux(&with(30, 0, 32), Ok(Quiesced::ScriptFailed));
    check_linux(&with(31, 0, 32), Ok(Quiesced::ScriptTimedOut));
    check_linux(&with(33, 0, 33), Ok(Quiesced::ScriptFailed));
    check_linux(&with(1800, 0, 4000), Ok(Quiesced::ScriptFailed));
    check_linux(&with(1801, 0, 4000), Ok(Quiesced::ScriptTimedOut));
}

#[test]
fn without_a_freeze_scripts_have_to_succeed_and_nothing_is_frozen() {
    let unfrozen = |pre, post| {
        let mut guest = linux(ScriptsDraft {
            freeze_enabled: false,
            ..scripts((pre, 0), (post, 0), true)
        });
        guest.freeze.takes_s = 999;
        guest
    };
    let (ok, fails) = (ScriptEndDraft::Succeeds, ScriptEndDraft::Fails);
    check_linux(&unfrozen(ok, ok), Ok(Quiesced::Scripts));
    check_linux(&unfrozen(fails, ok), Err(Fault::PreScriptFailed));
    check_linux(&unfrozen(ok, fails), Err(Fault::PostScriptFailed));
}

#[test]
fn a_linux_guest_with_one_disk_does_without_a_freeze_from_the_second_attempt_on() {
    let mut guest = guest();
    guest.freeze.takes_s = 999;
    let result = |has_one_disk, number| {
        guest.quiesce(Attempt {
            has_one_disk,
            number,
            ..attempt(OsDraft::Linux)
        })
    };
    assert_eq!(result(true, 1), Err(Fault::FsFreezeTimeout));
    assert_eq!(result(true, 2), Ok(Quiesced::OneDisk));
    assert_eq!(result(false, 2), Err(Fault::FsFreezeTimeout));
}

/// CON-5
#[test]
fn only_a_full_backup_in_which_every_writer_took_part_cuts_logs() {
    let full = windows(false, 1, 1);
    assert!(full.cuts_logs(Quiesced::EveryWriter));
    assert!(!full.cuts_logs(Quiesced::WriterFailed));
    let copy = Guest {
        vss_copy_backup: true,
        ..full
    };
    assert!(!copy.cuts_logs(Quiesced::EveryWriter));
}
