//! From a draft to a custom backup, or every problem with the path of its field. Nothing after this
//! can reject the input; what the storage refuses is a step of the run.

use super::draft::{
    SchemeActionDraft, SchemeActionKindDraft, SchemeBackupDraft, SchemeDiskDraft, SchemeDraft,
    SnapshotsDraft,
};
use super::{Act, ActKind, Scheme, fleet};
use crate::azure::blobs::SIZE_MAX;
use crate::azure::workload;
use crate::blob::blocks::BlockSize;
use crate::blob::desk::{Ask, Request};
use crate::blob::page::{BlobName, Deletion, Ink, LeaseTime};
use crate::scenario::calendar::Calendar;
use crate::scenario::check::field::{Fields, Figure};
use crate::scenario::draft::SCHEMA_VERSION;
use crate::scenario::{Problem, limits, quoted};
use crate::units::{BlobAccountId, Bytes, SimDuration, SimTime};
use std::collections::BTreeMap;
use std::ops::Range;

/// Turns what was typed into a custom backup.
///
/// # Errors
/// Every problem, in the order of the document.
pub fn check(draft: SchemeDraft) -> Result<Scheme, Vec<Problem>> {
    let mut fields = Fields::default();
    fields.equal("schema", draft.schema, SCHEMA_VERSION);
    fields.name("name", &draft.name);
    fields.within("seed", draft.seed, 0, limits::SEED_MAX);
    let calendar = Calendar::starting(&draft.start);
    if calendar.is_none() {
        let allowed = "a date YYYY-MM-DD from 2000 to 2199";
        fields.wrong("start", quoted(&draft.start), allowed);
    }
    let (every_min, every_max) = limits::SCHEME_EVERY_HOURS;
    fields.within("days", draft.days, 1, limits::SCHEME_DAYS_MAX);
    fields.within("every_hours", draft.every_hours, every_min, every_max);
    let block = draft.block_kib.checked_mul(1 << 10).map(Bytes::new);
    let block = block.and_then(BlockSize::new);
    if block.is_none() {
        let found = format!("{} KiB", draft.block_kib);
        fields.wrong("block_kib", found, "a power of two from 4 to 4096 KiB");
    }
    fields.name("vm", &draft.vm);
    let size = check_disk(&mut fields, &draft.disk);
    check_backup(&mut fields, &draft.disk, &draft.backup);
    if let Some(block) = block {
        check_products(&mut fields, &draft, size, block);
    }
    let timeline = check_timeline(&mut fields, &draft, calendar);
    let problems = fields.into_problems();
    if !problems.is_empty() {
        return Err(problems);
    }
    let fleet = crate::scenario::check(fleet::of(&draft))?;
    Ok(Scheme {
        draft,
        fleet,
        size,
        timeline,
    })
}

fn check_disk(fields: &mut Fields, draft: &SchemeDiskDraft) -> Bytes {
    fields.name("disk.name", &draft.name);
    fields.name("disk.account", &draft.account);
    let size_max_gib = SIZE_MAX.value.get() >> 30;
    fields.within("disk.size_gib", draft.size_gib, 1, size_max_gib);
    let size = Bytes::gib(draft.size_gib.clamp(1, size_max_gib));
    fields.gib("disk.used_gib", draft.used_gib, size);
    let change = Some(draft.change_percent_per_day);
    fields.percent("disk.change_percent_per_day", change);
    fields.percent("disk.hot_percent", draft.hot_percent);
    let mut gib = |place, value: Option<f64>| fields.gib(place, value.unwrap_or(0.0), size);
    gib("disk.growth_gib_per_day", draft.growth_gib_per_day);
    let writes = draft.writes.clone().unwrap_or_default();
    let place = "disk.writes.temporary_gib_per_day";
    gib(place, writes.temporary_gib_per_day);
    if let Some(kib) = writes.run_kib {
        let (min, max) = limits::RUN_KIB;
        let place = "disk.writes.run_kib";
        fields.within(place, Figure(kib), Figure(min), Figure(max));
    }
    size
}

fn check_backup(fields: &mut Fields, disk: &SchemeDiskDraft, draft: &SchemeBackupDraft) {
    fields.name("backup.name", &draft.name);
    fields.name("backup.account", &draft.account);
    if draft.account == disk.account {
        let allowed = "another account than the disk's";
        fields.wrong("backup.account", quoted(&draft.account), allowed);
    }
}

/// How much for how long.
fn check_products(fields: &mut Fields, draft: &SchemeDraft, size: Bytes, block: BlockSize) {
    let blocks = size.steps_started(block.bytes());
    if blocks > limits::SCHEME_BLOCKS_MAX {
        let allowed = format!("at most {}", limits::SCHEME_BLOCKS_MAX);
        fields.wrong("block_kib", format!("{blocks} blocks"), allowed);
    }
    let days = draft.days.min(limits::SCHEME_DAYS_MAX);
    let windows = (u64::from(days) * 24).div_ceil(u64::from(draft.every_hours.max(1)));
    if windows > limits::SCHEME_WINDOWS_MAX {
        let allowed = format!("at most {}", limits::SCHEME_WINDOWS_MAX);
        fields.wrong("every_hours", format!("{windows} windows"), allowed);
    }
    let runs = runs_written(&draft.disk, size, block, days);
    if runs > limits::SCHEME_RUNS_MAX {
        let found = format!("about {runs} runs of blocks written in the run");
        let allowed = format!("at most {}", limits::SCHEME_RUNS_MAX);
        fields.wrong("disk", found, allowed);
    }
    let work = runs.saturating_mul(windows);
    if work > limits::SCHEME_WORK_MAX {
        let found = format!("{windows} windows × {runs} runs of blocks = {work}");
        let allowed = format!("a product of at most {}", limits::SCHEME_WORK_MAX);
        fields.wrong("days", found, allowed);
    }
}

/// How many runs of blocks a disk is written in a run: of a full disk, if it grows.
fn runs_written(disk: &SchemeDiskDraft, size: Bytes, block: BlockSize, days: u32) -> u64 {
    const GIB: f64 = (1_u64 << 30) as f64;
    let full = size.as_f64();
    let bounded = |gib: Option<f64>| (gib.unwrap_or(0.0) * GIB).clamp(0.0, full);
    let writes = disk.writes.clone().unwrap_or_default();
    let growth = bounded(disk.growth_gib_per_day);
    let used = bounded(Some(disk.used_gib)) + growth * f64::from(days);
    let changed = used.min(full) * disk.change_percent_per_day.clamp(0.0, 100.0) / 100.0;
    let (run_min, run_max) = limits::RUN_KIB;
    let of_model = workload::RUN_BYTES.value as f64;
    let run = writes
        .run_kib
        .map(|kib| kib.clamp(run_min, run_max) * 1024.0);
    let run = run.unwrap_or(of_model).max(block.bytes().as_f64());
    // New and temporary data are written one after the other: a run or two a day.
    let a_day = (changed / run).ceil() + 2.0;
    (a_day * f64::from(days)) as u64
}

fn check_timeline(
    fields: &mut Fields,
    draft: &SchemeDraft,
    calendar: Option<Calendar>,
) -> Vec<Act> {
    fields.count(
        "timeline",
        draft.timeline.len(),
        0,
        limits::SCHEME_ACTIONS_MAX,
    );
    let copies = draft.timeline.iter().filter(|action| is_copy(&action.what));
    let copies = copies.count();
    if copies > limits::SCHEME_COPIES_MAX {
        let found = format!("{copies} copies of whole blobs");
        let allowed = format!("at most {}", limits::SCHEME_COPIES_MAX);
        fields.wrong("timeline", found, allowed);
    }
    let accounts = BTreeMap::from([
        (draft.backup.account.clone(), Scheme::backup_account()),
        (draft.disk.account.clone(), Scheme::disk_account()),
    ]);
    let end = SimTime::ZERO + SimDuration::days(u64::from(draft.days.min(limits::DAYS_MAX)));
    let mut timeline = Vec::new();
    let actions = draft.timeline.iter().enumerate();
    for (place, action) in actions.take(limits::SCHEME_ACTIONS_MAX) {
        let mut reading = Reading {
            fields: &mut *fields,
            accounts: &accounts,
            at: format!("timeline[{place}]"),
        };
        let at = calendar.and_then(|calendar| calendar.utc_instant(&action.at));
        let at = at.filter(|at| *at <= end);
        if at.is_none() && calendar.is_some() {
            let allowed = "a moment of the run such as 2026-03-04T21:00:00Z";
            reading.wrong("at", quoted(&action.at), allowed);
        }
        let what = reading.action(action);
        if let (Some(at), Some(what)) = (at, what) {
            timeline.push(Act { at, place, what });
        }
    }
    timeline.sort_by_key(|act| act.at);
    timeline
}

const fn is_copy(what: &SchemeActionKindDraft) -> bool {
    use SchemeActionKindDraft as Do;
    match what {
        Do::Restore { .. } | Do::Copy { .. } | Do::Promote { .. } | Do::IncrementalCopy { .. } => {
            true
        }
        Do::Create { .. }
        | Do::Put { .. }
        | Do::Clear { .. }
        | Do::Resize { .. }
        | Do::Delete { .. }
        | Do::Snapshot { .. }
        | Do::DeleteSnapshot { .. }
        | Do::Ranges { .. }
        | Do::Diff { .. }
        | Do::AcquireLease { .. }
        | Do::ReleaseLease {}
        | Do::BreakLease {} => false,
    }
}

/// Reads one entry of the timeline.
struct Reading<'f> {
    fields: &'f mut Fields,
    accounts: &'f BTreeMap<String, BlobAccountId>,
    at: String,
}

impl Reading<'_> {
    fn wrong(&mut self, field: &str, found: impl std::fmt::Display, allowed: &str) {
        self.fields
            .wrong(&format!("{}.{field}", self.at), found, allowed);
    }
    fn name(&mut self, field: &str, name: &str) -> String {
        self.fields.name(&format!("{}.{field}", self.at), name);
        name.to_owned()
    }
    fn optional(&mut self, field: &str, name: Option<&str>) -> Option<String> {
        name.map(|name| self.name(field, name))
    }
    fn blob(
        &mut self,
        (at_account, account): (&str, &str),
        blob: (&str, &str),
    ) -> Option<BlobName> {
        let place = format!("{}.{at_account}", self.at);
        let name = self.name(blob.0, blob.1);
        let account = self
            .fields
            .reference(&place, account, self.accounts, "storage account")?;
        Some(BlobName::new(account, name))
    }
    fn range(&mut self, offset: u64, length: u64) -> Range<u64> {
        let end = offset.checked_add(length).filter(|end| *end <= 1 << 53);
        let Some(end) = end else {
            let found = format!("{length} bytes at {offset}");
            self.wrong("offset", found, "a range that ends below 2^53");
            return 0..0;
        };
        offset..end
    }
    fn action(&mut self, action: &SchemeActionDraft) -> Option<ActKind> {
        let SchemeActionDraft {
            account,
            blob,
            with_lease,
            what,
            ..
        } = action;
        if let SchemeActionKindDraft::Restore { snapshot } = what {
            let fields = [("account", account.is_some()), ("blob", blob.is_some())];
            for (field, is_there) in fields.into_iter().chain([("with_lease", *with_lease)]) {
                if is_there {
                    self.wrong(field, "a value", "absent: a restore is of the disk");
                }
            }
            let snapshot = self.name("snapshot", snapshot);
            return Some(ActKind::Restore { snapshot });
        }
        let missing = |field: &Option<String>| field.clone().unwrap_or_default();
        let (account, blob) = (missing(account), missing(blob));
        let blob = self.blob(("account", &account), ("blob", &blob));
        let ask = self.ask(what);
        let (blob, ask) = (blob?, ask?);
        Some(ActKind::Ask(Request {
            blob,
            ask,
            with_lease: *with_lease,
        }))
    }
    fn ask(&mut self, what: &SchemeActionKindDraft) -> Option<Ask> {
        use SchemeActionKindDraft as Do;
        Some(match what {
            Do::Restore { .. } => return None,
            Do::Create { size_bytes } => Ask::Create { size: *size_bytes },
            Do::Put {
                offset,
                length,
                fill,
            } => Ask::Put {
                range: self.range(*offset, *length),
                ink: Ink::Fill(*fill),
            },
            Do::Clear { offset, length } => Ask::Clear {
                range: self.range(*offset, *length),
            },
            Do::Resize { size_bytes } => Ask::Resize { size: *size_bytes },
            Do::Delete { snapshots } => Ask::Delete {
                what: match snapshots {
                    SnapshotsDraft::None => Deletion::Blob,
                    SnapshotsDraft::Include => Deletion::BlobAndSnapshots,
                    SnapshotsDraft::Only => Deletion::SnapshotsOnly,
                },
            },
            Do::Snapshot { name } => Ask::Snapshot {
                name: self.name("name", name),
            },
            Do::DeleteSnapshot { name } => Ask::DeleteSnapshot {
                name: self.name("name", name),
            },
            Do::Ranges { name } => Ask::Ranges {
                snapshot: self.optional("name", name.as_deref()),
            },
            Do::Diff { name, previous } => Ask::Diff {
                snapshot: self.optional("name", name.as_deref()),
                previous: self.name("previous", previous),
            },
            Do::Copy {
                from_account,
                from,
                name,
            } => Ask::Copy {
                snapshot: self.optional("name", name.as_deref()),
                from: self.blob(("from_account", from_account), ("from", from))?,
            },
            Do::Promote { name } => Ask::Promote {
                name: self.name("name", name),
            },
            Do::IncrementalCopy {
                from_account,
                from,
                source,
                name,
            } => Ask::IncrementalCopy {
                snapshot: self.name("source", source),
                name: self.name("name", name),
                from: self.blob(("from_account", from_account), ("from", from))?,
            },
            Do::AcquireLease { seconds } => Ask::Acquire {
                time: self.lease_time(*seconds),
            },
            Do::ReleaseLease {} => Ask::Release,
            Do::BreakLease {} => Ask::Break,
        })
    }
    /// Any time within a day: which of them a lease has, the storage says.
    fn lease_time(&mut self, seconds: Option<u64>) -> LeaseTime {
        const DAY_SECS: u64 = 86_400;
        let Some(seconds) = seconds else {
            return LeaseTime::Infinite;
        };
        if seconds > DAY_SECS {
            self.wrong("seconds", seconds, "at most 86400, or absent: for good");
        }
        LeaseTime::For(SimDuration::secs(seconds.min(DAY_SECS)))
    }
}
