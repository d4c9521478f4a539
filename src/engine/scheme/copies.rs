//! The same disk backed up by full copies, in a storage of its own: each window takes a snapshot,
//! copies all of it to another blob, and deletes the snapshot. Nothing is restored, and nobody does
//! anything by hand.

use super::procedure::full_copy;
use super::{Backup, Held, start, whole_second};
use crate::azure::blobs::PAGE;
use crate::blob::desk::{Cost, Desk};
use crate::blob::page::BlobName;
use crate::scenario::scheme::Scheme;
use crate::units::{Bytes, SimTime};

/// What full copies come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullCopies {
    /// The backups that were completed.
    pub done: Vec<Backup>,
    /// What they moved, by how many requests.
    pub cost: Cost,
    /// What was held when.
    pub held: Vec<Held>,
    /// What is stored at the end.
    pub stored: Bytes,
}

/// Backs the disk of a scenario up by full copies. A window that begins while a copy runs is left
/// out.
#[must_use]
pub fn full_copies(scheme: &Scheme) -> FullCopies {
    let (mut desk, mut machine) = start(scheme);
    let disk = machine.disk().clone();
    let mut all = FullCopies {
        done: Vec::new(),
        cost: Cost::default(),
        held: Vec::new(),
        stored: Bytes::ZERO,
    };
    let (mut free, mut held_since) = (SimTime::ZERO, SimTime::ZERO);
    for window in 0.. {
        let Some(at) = scheme.window(window) else {
            break;
        };
        if at < free {
            continue;
        }
        desk.advance(at);
        machine.write_up_to(&mut desk, at);
        let copied = copy(&desk, &disk);
        let takes = full_copy(copied.moved);
        let to = at + takes;
        all.hold(held_since, at);
        held_since = at;
        all.stored += copied.held;
        all.cost.moved += copied.moved;
        // Snapshot, copy, and the deletion of the snapshot.
        all.cost.requests += 3;
        all.done.push(Backup {
            window,
            from: at,
            to,
        });
        free = whole_second(to);
    }
    all.hold(held_since, scheme.end());
    all
}

impl FullCopies {
    /// Beside the disk is a snapshot only while it is copied: what it holds of its own is let go.
    fn hold(&mut self, from: SimTime, to: SimTime) {
        if to > from {
            self.held.push(Held {
                from,
                to,
                backups: self.stored,
                beside: Bytes::ZERO,
            });
        }
    }
}

struct Copied {
    moved: Bytes,
    held: Bytes,
}

/// One copy. It holds what the disk holds, and nobody changes it later: so it is known once and for
/// all, and need not be made here.
fn copy(desk: &Desk, disk: &BlobName) -> Copied {
    let size = desk.storage().size(&disk.now());
    let pages = desk.storage().billed(disk).expect("the disk is there").base;
    Copied {
        moved: Bytes::new(size.expect("the disk is there")),
        held: PAGE.value * pages,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Ask, request};
    use super::*;
    use crate::scenario::scheme::{check, custom_12_hourly};
    use crate::units::SimDuration;

    #[test]
    fn a_copy_that_is_made_moves_and_holds_what_is_said_of_it() {
        let mut draft = custom_12_hourly();
        (draft.disk.size_gib, draft.disk.used_gib) = (8, 4.0);
        draft.timeline.clear();
        let scheme = check(draft).expect("it is valid");
        let (mut desk, mut machine) = start(&scheme);
        let disk = machine.disk().clone();
        for day in 1..4 {
            let at = SimTime::ZERO + SimDuration::days(day);
            desk.advance(at);
            machine.write_up_to(&mut desk, at);
            let said = copy(&desk, &disk);
            let to = BlobName::new(Scheme::backup_account(), format!("copy{day}"));
            let from = Ask::Copy {
                from: disk.clone(),
                snapshot: None,
            };
            let made = desk.ask(&request(to.clone(), from)).expect("it is copied");
            assert_eq!(made.cost.moved, said.moved);
            let billed = desk.storage().billed(&to).expect("it is there");
            assert_eq!(PAGE.value * billed.base, said.held);
            assert!(said.held < said.moved);
        }
    }
}
