//! The steps of a window and of a restore, one after the other.
//!
//! A window: a snapshot of the disk; what differs from the snapshot before it is written to the backup
//! blob, or all of it where there is none to compare with; a snapshot of the backup blob; then the
//! disk's older snapshots go. A restore: a snapshot of the backup blob becomes a blob of its own, that
//! becomes a disk, and the machine gets it; from then on the new blob follows the new disk.

use super::{Backup, Custom, Refusal, Step, What, fill, refused, request, step_of, whole_second};
use crate::azure::blobs::SWAP;
use crate::blob::desk::{Ask, Cost};
use crate::blob::page::{BlobName, Version};
use crate::scenario::scheme::Scheme;
use crate::units::{BlobAccountId, Bytes, SimDuration, SimTime};
use std::collections::VecDeque;

/// A window or a restore that runs.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// Nothing for a restore.
    window: Option<u32>,
    from: SimTime,
    todo: VecDeque<Todo>,
}

#[derive(Clone, Debug)]
enum Todo {
    SnapshotDisk(String),
    Differ { disk: String, base: String },
    Apply { disk: String, base: String },
    CopyAll { disk: String },
    SnapshotBackup { disk: String, name: String },
    DeleteOld { newest: String },
    DeleteStale(String),
    Promote(Restore),
    SnapshotPromoted(Restore),
    CopyToDisk(Restore),
    SnapshotNewDisk(Restore),
    Swap(Restore),
}

/// What a restore makes of what.
#[derive(Clone, Debug)]
struct Restore {
    from: BlobName,
    snapshot: String,
    backup: BlobName,
    disk: BlobName,
}

impl Restore {
    fn backup_snapshot(&self) -> String {
        numbered(&self.backup, 1)
    }
    fn disk_snapshot(&self) -> String {
        numbered(&self.disk, 1)
    }
}

/// A step that was done goes on with these; one that was refused ends the job.
type Done = Result<Vec<Todo>, Refusal>;

impl Custom {
    pub(super) fn begin_window(&mut self, at: SimTime, window: u32) {
        self.next_window = window + 1;
        if self.job.is_some() || self.free > at {
            let mut step = step_of(at, What::LeftOut { until: self.free });
            step.window = Some(window);
            self.steps.push(step);
            return;
        }
        let number = self.free_number();
        self.number = number;
        // What windows that were refused have left: nothing will be compared with it.
        let is_stale = |name: &&String| self.base.as_ref() != Some(name);
        let stale = self.kept.iter().filter(is_stale).cloned();
        let mut todo: VecDeque<Todo> = stale.map(Todo::DeleteStale).collect();
        todo.push_back(Todo::SnapshotDisk(numbered(self.disk(), number)));
        self.begin(at, Some(window), todo);
    }
    pub(super) fn begin_restore(&mut self, at: SimTime) {
        let Some((_, snapshot)) = self.waiting.pop_front() else {
            return;
        };
        let mut backups = self.backups.iter().rev();
        let from = backups.find(|blob| self.desk.is_named(blob, &snapshot));
        let from = from.unwrap_or(&self.backup).clone();
        let draft = self.scheme.draft();
        let restore = Restore {
            from,
            snapshot,
            backup: self.free_name(Scheme::backup_account(), &draft.backup.name),
            disk: self.free_name(Scheme::disk_account(), &draft.disk.name),
        };
        self.begin(at, None, VecDeque::from([Todo::Promote(restore)]));
    }
    fn begin(&mut self, at: SimTime, window: Option<u32>, todo: VecDeque<Todo>) {
        self.free = at;
        self.job = Some(Job {
            window,
            from: at,
            todo,
        });
    }
    /// The next step of the job that runs.
    pub(super) fn go_on(&mut self, at: SimTime) {
        let Some(mut job) = self.job.take() else {
            return;
        };
        let Some(todo) = job.todo.pop_front() else {
            return;
        };
        self.desk.advance(at);
        let mut step = self.step_for(at, &todo);
        step.window = job.window;
        let done = self.perform(at, todo, &mut step);
        self.free = whole_second(step.ended());
        let ended = step.ended();
        match done {
            Ok(next) => job.todo.extend(next),
            Err(refusal) => {
                step.refused = Some(refusal);
                self.steps.push(step);
                return;
            }
        }
        self.steps.push(step);
        if !job.todo.is_empty() {
            self.job = Some(job);
        } else if let Some(window) = job.window {
            let from = job.from;
            self.done.push(Backup {
                window,
                from,
                to: ended,
            });
        }
    }
    fn step_for(&self, at: SimTime, todo: &Todo) -> Step {
        let what = match todo {
            Todo::SnapshotDisk(name) => asked(self.disk(), snapshot(name)),
            Todo::Differ { disk, base } => asked(
                self.disk(),
                Ask::Diff {
                    snapshot: Some(disk.clone()),
                    previous: base.clone(),
                },
            ),
            Todo::Apply { disk, base } => asked(
                &self.backup,
                Ask::Apply {
                    from: self.disk().clone(),
                    snapshot: disk.clone(),
                    previous: base.clone(),
                },
            ),
            Todo::CopyAll { disk } => asked(&self.backup, copy(self.disk(), Some(disk))),
            Todo::SnapshotBackup { name, .. } => asked(&self.backup, snapshot(name)),
            Todo::DeleteOld { .. } => {
                let name = self.kept.first().cloned().unwrap_or_default();
                asked(self.disk(), Ask::DeleteSnapshot { name })
            }
            Todo::DeleteStale(name) => {
                asked(self.disk(), Ask::DeleteSnapshot { name: name.clone() })
            }
            Todo::Promote(it) => asked(&it.backup, copy(&it.from, Some(&it.snapshot))),
            Todo::SnapshotPromoted(it) => asked(&it.backup, snapshot(&it.backup_snapshot())),
            Todo::CopyToDisk(it) => asked(&it.disk, copy(&it.backup, Some(&it.backup_snapshot()))),
            Todo::SnapshotNewDisk(it) => asked(&it.disk, snapshot(&it.disk_snapshot())),
            Todo::Swap(it) => What::Swapped {
                from: self.disk().clone(),
                to: it.disk.clone(),
            },
        };
        step_of(at, what)
    }
    fn perform(&mut self, at: SimTime, todo: Todo, step: &mut Step) -> Done {
        if let Todo::Swap(restore) = todo {
            return self.swap(at, restore, step);
        }
        if let Todo::SnapshotDisk(_) = todo {
            self.write_disk(at);
        }
        let What::Asked(request) = &step.what else {
            return Ok(Vec::new());
        };
        let answer = self.ask(&request.clone());
        if let Ok(reply) = &answer {
            fill(step, reply);
        }
        match todo {
            Todo::SnapshotDisk(disk) => {
                answer?;
                self.kept.push(disk.clone());
                Ok(vec![match self.base.clone() {
                    Some(base) => Todo::Differ { disk, base },
                    None => Todo::CopyAll { disk },
                }])
            }
            Todo::Differ { disk, base } => {
                // Without a difference the next window copies all.
                answer.inspect_err(|_| self.base = None)?;
                Ok(vec![Todo::Apply { disk, base }])
            }
            Todo::Apply { disk, .. } => {
                // Part of it may have been written.
                answer.inspect_err(|_| self.base = None)?;
                step.full_copy = Some(full_copy(self.size_of(&disk)));
                Ok(self.written(disk, step))
            }
            Todo::CopyAll { disk } => {
                answer?;
                Ok(self.written(disk, step))
            }
            Todo::SnapshotBackup { disk, name } => {
                answer.inspect_err(|_| self.base = None)?;
                let here = self.desk.version(&self.backup, Some(&name));
                step.proven = Some(self.is_disk(&here, &disk));
                let taken = self.desk.snapshot(self.machine.disk(), &disk).taken();
                self.moments.insert((self.backup.clone(), name), taken);
                Ok(self.next_to_delete(disk))
            }
            Todo::DeleteOld { newest } => {
                self.kept.remove(0);
                // The backup is there, whether somebody was quicker or not.
                step.refused = answer.err();
                Ok(self.next_to_delete(newest))
            }
            Todo::DeleteStale(name) => {
                self.kept.retain(|kept| *kept != name);
                step.refused = answer.err();
                Ok(Vec::new())
            }
            Todo::Promote(it) => answer.map(|_| vec![Todo::SnapshotPromoted(it)]),
            Todo::SnapshotPromoted(it) => answer.map(|_| vec![Todo::CopyToDisk(it)]),
            Todo::CopyToDisk(it) => answer.map(|_| vec![Todo::SnapshotNewDisk(it)]),
            Todo::SnapshotNewDisk(it) => {
                answer?;
                let new = self.desk.version(&it.disk, Some(&it.disk_snapshot()));
                let old = self.desk.version(&it.from, Some(&it.snapshot));
                step.proven = Some(self.are_equal(&new, &old));
                Ok(vec![Todo::Swap(it)])
            }
            Todo::Swap(_) => Ok(Vec::new()),
        }
    }
    /// The backup blob holds this snapshot of the disk.
    fn written(&mut self, disk: String, step: &mut Step) -> Vec<Todo> {
        step.proven = Some(self.is_disk(&self.backup.now(), &disk));
        self.base = Some(disk.clone());
        let name = numbered(&self.backup, self.number);
        vec![Todo::SnapshotBackup { disk, name }]
    }
    /// The ruling: the snapshot with which the next one will be compared is kept, all older ones go.
    fn next_to_delete(&self, newest: String) -> Vec<Todo> {
        let has_older = self.kept.first().is_some_and(|oldest| *oldest != newest);
        has_older
            .then_some(Todo::DeleteOld { newest })
            .into_iter()
            .collect()
    }
    fn swap(&mut self, at: SimTime, restore: Restore, step: &mut Step) -> Done {
        self.write_disk(at);
        let key = (restore.from.clone(), restore.snapshot.clone());
        let then = self.moments.get(&key).copied().unwrap_or(at);
        let disk = restore.disk.clone();
        self.machine
            .swap(&mut self.desk, disk, then)
            .map_err(refused)?;
        step.takes = SWAP.value;
        let first = (restore.backup.clone(), restore.backup_snapshot());
        self.moments.insert(first, then);
        self.backups.push(restore.backup.clone());
        self.base = Some(restore.disk_snapshot());
        self.kept = vec![restore.disk_snapshot()];
        self.number = 1;
        self.backup = restore.backup;
        Ok(Vec::new())
    }

    /// Whether a version of the backup is a snapshot of the disk.
    fn is_disk(&mut self, backup: &Version, name: &str) -> bool {
        let disk = self.disk().clone();
        let storage = self.desk.storage();
        let known = self.digest.take();
        let known = known.filter(|(blob, of, _)| *blob == disk && of == name);
        let known = known.map(|(.., digest)| digest).or_else(|| {
            let version = self.desk.version(&disk, Some(name));
            storage.digest(&version).ok()
        });
        let is_equal = known.is_some() && storage.digest(backup).ok() == known;
        self.digest = known.map(|digest| (disk, name.to_owned(), digest));
        is_equal
    }
    fn are_equal(&self, one: &Version, other: &Version) -> bool {
        let digest = |of| self.desk.storage().digest(of);
        match (digest(one), digest(other)) {
            (Ok(one), Ok(other)) => one == other,
            (Err(_), _) | (_, Err(_)) => false,
        }
    }
    fn size_of(&self, disk: &str) -> Bytes {
        let version = self.desk.version(self.disk(), Some(disk));
        Bytes::new(self.desk.storage().size(&version).unwrap_or_default())
    }
    /// The next number that no snapshot of disk or backup blob has, or had.
    fn free_number(&self) -> u32 {
        let is_named = |number: &u32| {
            let named = |blob: &BlobName| self.desk.is_named(blob, &numbered(blob, *number));
            named(self.disk()) || named(&self.backup)
        };
        let mut numbers = self.number + 1..;
        numbers
            .find(|number| !is_named(number))
            .expect("a run takes fewer snapshots than there are numbers")
    }
    /// What a restored blob is called: `…restored`, then `…restored2` and so on.
    fn free_name(&self, account: BlobAccountId, name: &str) -> BlobName {
        let nth = |n: u32| match n {
            1 => BlobName::new(account, format!("{name}restored")),
            _ => BlobName::new(account, format!("{name}restored{n}")),
        };
        let is_there = |blob: &BlobName| {
            self.desk.storage().snapshots(blob).is_ok()
                || self.desk.named().iter().any(|(_, named, _)| *named == blob)
        };
        (1..)
            .map(nth)
            .find(|blob| !is_there(blob))
            .expect("a run makes fewer blobs than there are numbers")
    }
}

/// How long a copy of so much takes.
pub(super) fn full_copy(size: Bytes) -> SimDuration {
    let cost = Cost {
        moved: size,
        requests: 1,
    };
    cost.takes()
}

fn numbered(blob: &BlobName, number: u32) -> String {
    format!("{}_ss{number}", blob.name)
}
fn snapshot(name: &str) -> Ask {
    Ask::Snapshot {
        name: name.to_owned(),
    }
}
fn copy(from: &BlobName, snapshot: Option<&str>) -> Ask {
    Ask::Copy {
        from: from.clone(),
        snapshot: snapshot.map(str::to_owned),
    }
}
fn asked(blob: &BlobName, ask: Ask) -> What {
    What::Asked(request(blob.clone(), ask))
}
