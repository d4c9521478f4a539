//! A hash of every record of a ledger, in order: the run's identity on every machine.

use super::{DiskTransfer, Job, JobOutcome, Ledger, LinkName, LinkUsage, Phase, Point};
use crate::units::{Bytes, SimTime};
use xxhash_rust::xxh3::Xxh3;

/// Hashes fixed-width words, so that no two records can run into each other.
struct Hasher(Xxh3);

impl Hasher {
    fn word(&mut self, word: u64) {
        self.0.update(&word.to_le_bytes());
    }
    fn time(&mut self, at: SimTime) {
        self.word(at.as_nanos());
    }
    fn optional_time(&mut self, at: Option<SimTime>) {
        self.word(at.map_or(u64::MAX, SimTime::as_nanos));
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
        usage,
        events,
    } = ledger;
    let mut hasher = Hasher(Xxh3::new());
    hasher.word(*events);
    jobs.iter().for_each(|job| hash_job(&mut hasher, job));
    for DiskTransfer { disk, sent, ended } in transfers {
        hasher.word(u64::from(disk.get()));
        hasher.size(*sent);
        hasher.optional_time(*ended);
    }
    points
        .iter()
        .for_each(|point| hash_point(&mut hasher, point));
    usage
        .iter()
        .for_each(|usage| hash_usage(&mut hasher, usage));
    hasher.0.digest()
}

fn hash_job(hasher: &mut Hasher, job: &Job) {
    hasher.word(u64::from(job.vm.get()));
    hasher.time(job.due);
    hasher.size(job.sent);
    Phase::ALL
        .into_iter()
        .for_each(|phase| hasher.optional_time(job.phase_end(phase)));
    let (kind, detail) = match job.outcome {
        JobOutcome::Running => (0, 0),
        JobOutcome::Completed(point) => (1, u64::from(point.get())),
        JobOutcome::TransferSkipped => (2, 0),
        JobOutcome::Failed(fault) => (3, fault as u64),
    };
    hasher.word(kind);
    hasher.word(detail);
}

fn hash_point(hasher: &mut Hasher, point: &Point) {
    let Point {
        vm,
        job,
        taken,
        committed,
        expires,
        expired,
        added,
        freed,
        protected,
    } = point;
    hasher.word(u64::from(vm.get()));
    hasher.word(u64::from(job.get()));
    [taken, committed, expires]
        .into_iter()
        .for_each(|at| hasher.time(*at));
    hasher.optional_time(*expired);
    [added, freed, protected]
        .into_iter()
        .for_each(|size| hasher.size(*size));
}

fn hash_usage(hasher: &mut Hasher, usage: &LinkUsage) {
    let (kind, index) = match usage.link {
        LinkName::Vault(id) => (0, id.get()),
        LinkName::Account(id) => (1, id.get()),
    };
    hasher.word(kind);
    hasher.word(u64::from(index));
    hasher.word(usage.carried().len() as u64);
    usage
        .carried()
        .iter()
        .for_each(|bytes| hasher.word(bytes.to_bits()));
}
