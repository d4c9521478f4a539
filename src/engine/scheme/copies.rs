//! The same disk backed up by full copies, in a storage of its own: each window takes a snapshot,
//! copies all of it to another blob, and deletes the snapshot. Nothing is restored, and nobody does
//! anything by hand.

use super::procedure::full_copy;
use super::{Ask, Backup, Held, request, start, whole_second};
use crate::azure::blobs::PAGE;
use crate::blob::desk::{Cost, Desk};
use crate::blob::page::{BlobName, Deletion};
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
        let copied = copy(&mut desk, scheme, &disk, window);
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

/// One copy: nobody changes it later, so that what it holds is known once and for all, and the blob
/// itself need not be kept here.
fn copy(desk: &mut Desk, scheme: &Scheme, disk: &BlobName, window: u32) -> Copied {
    let name = format!("{}_ss{}", disk.name, window + 1);
    let to = format!("{}_copy{}", scheme.draft().backup.name, window + 1);
    let to = BlobName::new(Scheme::backup_account(), to);
    let mut ask = |blob: &BlobName, ask: Ask| {
        let reply = desk.ask(&request(blob.clone(), ask));
        reply.expect("nobody else is there who could be in the way")
    };
    ask(disk, Ask::Snapshot { name: name.clone() });
    let from = Ask::Copy {
        from: disk.clone(),
        snapshot: Some(name.clone()),
    };
    let moved = ask(&to, from).cost.moved;
    ask(disk, Ask::DeleteSnapshot { name });
    let billed = desk.storage().billed(&to);
    let pages = billed.expect("it was just made").base;
    let request = request(
        to,
        Ask::Delete {
            what: Deletion::Blob,
        },
    );
    desk.ask(&request).expect("it has no snapshots");
    let held = PAGE.value * pages;
    Copied { moved, held }
}
