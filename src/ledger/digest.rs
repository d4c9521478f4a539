//! A hash of every record of a ledger, in order: the run's identity on every machine.

use super::{
    Carrier, DiskCopy, DiskTransfer, Job, JobOutcome, Ledger, LinkName, LinkUsage, Loss,
    OperatorRecord, Phase, Point, Restored, Restoring, SnapshotHeld, Task, TaskOutcome, Trigger,
};
use crate::azure::errors::Fault;
use crate::model::Protection;
use crate::scenario::calendar::Slot;
use crate::units::{Bytes, SimTime};
use xxhash_rust::xxh3::Xxh3;

/// Hashes fixed-width words, so that no two records can run into each other.
struct Hasher {
    hash: Xxh3,
    /// Words that are not in the hash yet: few at a time cost more.
    waiting: [u8; Self::WORD * 128],
    waiting_len: usize,
}

impl Hasher {
    const WORD: usize = size_of::<u64>();

    fn new() -> Self {
        Self {
            hash: Xxh3::new(),
            waiting: [0; Self::WORD * 128],
            waiting_len: 0,
        }
    }
    fn digest(mut self) -> u64 {
        self.hash.update(&self.waiting[..self.waiting_len]);
        self.hash.digest()
    }
    fn word(&mut self, word: u64) {
        if self.waiting_len == self.waiting.len() {
            self.hash.update(&self.waiting);
            self.waiting_len = 0;
        }
        let end = self.waiting_len + Self::WORD;
        self.waiting[self.waiting_len..end].copy_from_slice(&word.to_le_bytes());
        self.waiting_len = end;
    }
    fn time(&mut self, at: SimTime) {
        self.optional_time(Some(at).filter(|at| *at != SimTime::MAX));
    }
    fn optional_time(&mut self, at: Option<SimTime>) {
        self.word(at.map_or(u64::MAX, SimTime::as_nanos));
    }
    fn fault(&mut self, fault: Option<Fault>) {
        self.word(fault.map_or(u64::MAX, |fault| fault as u64));
    }
    fn size(&mut self, bytes: Bytes) {
        self.word(bytes.get());
    }
}

pub(super) fn digest(ledger: &Ledger) -> u64 {
    let Ledger {
        jobs,
        transfers,
        points,
        tasks,
        measured,
        usage,
        // These by themselves.
        losses: _,
        losses_of_tasks: _,
        dropped: _,
        late_moves: _,
        copies: _,
        operators,
        protection,
        events,
    } = ledger;
    let mut hasher = Hasher::new();
    hasher.word(*events);
    jobs.iter().for_each(|job| hash_job(&mut hasher, job));
    for transfer in transfers {
        let DiskTransfer {
            disk,
            sent,
            read_ended,
            ended,
            found,
            read,
            requests,
            lists,
        } = transfer;
        hasher.word(u64::from(disk.get()));
        hasher.size(*sent);
        hasher.optional_time(*read_ended);
        hasher.optional_time(*ended);
        hasher.word(*found as u64);
        hasher.size(*read);
        hasher.word(u64::from(*requests) | u64::from(*lists) << 32);
    }
    points
        .iter()
        .for_each(|point| hash_point(&mut hasher, point));
    usage
        .iter()
        .for_each(|usage| hash_usage(&mut hasher, usage));
    for (point, at, held) in measured
        .iter()
        .flat_map(|(point, all)| all.iter().map(move |(at, held)| (point, at, held)))
    {
        hasher.word(u64::from(point.get()));
        hasher.time(*at);
        hasher.size(*held);
    }
    hash_flows(&mut hasher, ledger);
    tasks.iter().for_each(|task| hash_task(&mut hasher, task));
    operators
        .iter()
        .for_each(|record| hash_operator(&mut hasher, record));
    for (at, state) in protection.iter().flatten() {
        hasher.time(*at);
        hash_protection(&mut hasher, *state);
    }
    hasher.digest()
}

/// What became of transfers.
fn hash_flows(hasher: &mut Hasher, ledger: &Ledger) {
    let Ledger {
        losses,
        dropped,
        late_moves,
        copies,
        ..
    } = ledger;
    let mut losses: Vec<(Carrier, Loss)> = losses.iter().collect();
    losses.sort_by_key(|(carrier, _)| *carrier);
    for of_one in losses.chunk_by(|one, other| one.0 == other.0) {
        hash_carrier(hasher, of_one[0].0);
        for (_, Loss { link, time }) in of_one {
            hash_link(hasher, *link);
            hasher.word(time.as_nanos());
        }
    }
    for (carrier, moved) in dropped {
        hash_carrier(hasher, *carrier);
        hasher.size(*moved);
    }
    for (job, at) in late_moves {
        hasher.word(u64::from(job.get()));
        hasher.time(*at);
    }
    for (task, copy) in copies
        .iter()
        .flat_map(|(task, all)| all.iter().map(move |copy| (task, copy)))
    {
        let DiskCopy {
            disk,
            bytes,
            began,
            ended,
        } = copy;
        hasher.word(u64::from(task.get()) << 32 | u64::from(disk.get()));
        hasher.size(*bytes);
        hasher.time(*began);
        hasher.optional_time(*ended);
    }
}

fn hash_operator(hasher: &mut Hasher, record: &OperatorRecord) {
    let OperatorRecord {
        at,
        vm,
        action,
        refused,
    } = record;
    hasher.time(*at);
    hasher.word(vm.map_or(u64::MAX, |vm| vm.get().into()));
    // The action itself is part of the scenario.
    hasher.word(u64::from(*action));
    hasher.fault(*refused);
}

fn hash_task(hasher: &mut Hasher, task: &Task) {
    let Task {
        operation,
        vm,
        began,
        ended,
        outcome,
        restore,
    } = task;
    hasher.word(*operation as u64);
    hasher.word(vm.map_or(u64::MAX, |vm| vm.get().into()));
    hasher.time(*began);
    hasher.time(*ended);
    let (kind, fault) = match outcome {
        TaskOutcome::Running => (0, None),
        TaskOutcome::Completed => (1, None),
        TaskOutcome::Warned(fault) => (2, Some(*fault)),
        TaskOutcome::Partly(fault) => (3, Some(*fault)),
        TaskOutcome::Failed(fault) => (4, Some(*fault)),
        TaskOutcome::Cancelled => (5, None),
    };
    hasher.word(kind);
    hasher.fault(fault);
    if let Some(Restoring {
        // What was ordered, and how soon it was ready, shows in what became of it.
        order: _,
        prepared: _,
        point,
        from_snapshot,
        bytes,
        copied,
        restored,
    }) = restore
    {
        hasher.word(u64::from(point.get()));
        hasher.word(u64::from(*from_snapshot));
        hasher.size(*bytes);
        hasher.time(*copied);
        if let Some(Restored { blocks, digest }) = restored {
            hasher.word(*blocks);
            hasher.word(*digest);
        }
    }
}

fn hash_protection(hasher: &mut Hasher, state: Protection) {
    let (kind, policy) = match state {
        Protection::None => (0, u32::MAX),
        Protection::Active(policy) => (1, policy.get()),
        Protection::Stopped(policy) => (2, policy.get()),
        Protection::Deleted { policy, .. } => (3, policy.get()),
    };
    hasher.word(kind);
    hasher.word(u64::from(policy));
    if let Protection::Deleted {
        free_from, purge, ..
    } = state
    {
        hasher.time(free_from);
        hasher.time(purge);
    }
}

fn hash_job(hasher: &mut Hasher, job: &Job) {
    hasher.word(u64::from(job.vm.get()));
    hasher.word(u64::from(job.policy.get()));
    let trigger = match job.trigger {
        Trigger::Schedule(Slot::Only) => 0,
        Trigger::Schedule(Slot::First) => 1,
        Trigger::Schedule(Slot::Middle) => 2,
        Trigger::Schedule(Slot::Last) => 3,
        Trigger::OnDemand(life) => 4 + life.as_nanos(),
    };
    hasher.word(trigger);
    hasher.word(u64::from(job.reasons.bits()));
    let date = job.date;
    [
        date.year().unsigned_abs(),
        date.month().unsigned_abs().into(),
        date.day().unsigned_abs().into(),
    ]
    .into_iter()
    .for_each(|part| hasher.word(u64::from(part)));
    hasher.time(job.due);
    hasher.size(job.sent);
    Phase::ALL
        .into_iter()
        .for_each(|phase| hasher.optional_time(job.phase_end(phase)));
    let (kind, detail) = match job.outcome {
        JobOutcome::Running => (0, 0),
        JobOutcome::Completed(point) => (1, u64::from(point.get())),
        JobOutcome::TransferSkipped(point) => (2, point.map_or(u64::MAX, |it| it.get().into())),
        JobOutcome::Failed(fault) => (3, fault as u64),
        JobOutcome::Withdrawn => (4, 0),
        JobOutcome::Cancelled => (5, 0),
    };
    hasher.word(kind);
    hasher.word(detail);
    hasher.word(u64::from(job.attempts));
    hasher.fault(job.warning);
}

fn hash_point(hasher: &mut Hasher, point: &Point) {
    let Point {
        vm,
        job,
        taken,
        appeared,
        activity_days,
        protected,
        reasons,
        quiesced,
        has_keys,
        leaves_out,
        own_life,
        snapshot,
        vault,
    } = point;
    hasher.word(u64::from(vm.get()));
    hasher.word(u64::from(job.get()));
    hasher.time(*taken);
    hasher.time(*appeared);
    hasher.word(activity_days.to_bits());
    hasher.size(*protected);
    hasher.word(u64::from(reasons.bits()));
    hasher.word(*quiesced as u64);
    hasher.word(u64::from(*has_keys) | u64::from(*leaves_out) << 1);
    hasher.word(own_life.map_or(u64::MAX, |life| life.as_nanos()));
    if let Some(tier) = snapshot {
        let (kind, bytes, other) = match tier.held {
            SnapshotHeld::Diverged { bytes, until } => (1, bytes, until.as_nanos()),
            SnapshotHeld::Incremental { added, freed } => (2, added, freed.get()),
        };
        hasher.word(kind);
        hasher.size(bytes);
        hasher.word(other);
        hasher.time(tier.removed);
    }
    if let Some(tier) = vault {
        hasher.time(tier.committed);
        hasher.size(tier.held);
        hasher.time(tier.removed);
        hasher.size(tier.freed);
        hasher.word(tier.heir.map_or(u64::MAX, |heir| heir.get().into()));
    }
}

fn hash_carrier(hasher: &mut Hasher, carrier: Carrier) {
    let (kind, id, slot) = match carrier {
        Carrier::Reads(job, slot) => (0, job.get(), slot),
        Carrier::Sends(job, slot) => (1, job.get(), slot),
        Carrier::Copies(task, slot) => (2, task.get(), slot),
    };
    hasher.word(kind << 32 | u64::from(slot));
    hasher.word(u64::from(id));
}

fn hash_link(hasher: &mut Hasher, link: LinkName) {
    let (kind, index) = match link {
        LinkName::Vault(id) => (0, id.get()),
        LinkName::Account(id) => (1, id.get()),
        LinkName::Requests(id) => (2, id.get()),
        LinkName::VaultOut(id) => (3, id.get()),
        LinkName::Vm(id) => (4, id.get()),
        LinkName::Region => (5, 0),
    };
    hasher.word(kind);
    hasher.word(u64::from(index));
}

fn hash_usage(hasher: &mut Hasher, usage: &LinkUsage) {
    hash_link(hasher, usage.link);
    hasher.word(usage.carried().len() as u64);
    usage
        .carried()
        .iter()
        .for_each(|bytes| hasher.word(bytes.to_bits()));
}
