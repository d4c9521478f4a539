//! Why backups are late although a plan was searched: what no start time cures.

use super::fleet::Fleet;
use super::judge::Run;
use super::measure::over;
use crate::engine::Pace;
use crate::ledger::{DiskTransfer, Job, JobOutcome, Phase};
use crate::scenario::calendar::Night;
use crate::scenario::windows::Nights;
use crate::scenario::{Calibration, Disk};
use crate::units::{Bytes, BytesPerSec, Id, JobId, SimDuration, SimTime, VmId};
use std::collections::{BTreeMap, BTreeSet};

/// What keeps backups out of the window.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is the machine's first backup, which sends everything.
    FirstBackup,
    /// Alone, from the window's opening, it would take longer than the window.
    TooLarge,
    /// Its policy is not moved.
    NotMoved,
    /// An earlier backup of the machine was still transferring.
    EarlierStillRuns,
    /// What this vault has to take in that night does not fit into the window.
    Vault(String),
    /// What has to be read from this storage account that night does not fit into the window.
    Account(String),
    /// Nothing of that: no plan that was tried is better.
    NoneBetter,
}

/// A reason, and for what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What it is.
    pub why: Why,
    /// Late backups.
    pub backups: u32,
    /// Different machines.
    pub machines: u32,
    /// The machine that is over by most.
    pub worst: VmId,
    /// By how much.
    pub over: SimDuration,
}

/// What links carry in a night.
#[derive(Clone, Default)]
struct Load {
    vaults: Vec<Bytes>,
    accounts: Vec<Bytes>,
}

/// The reasons of a run's late backups, those of most backups first.
pub(super) fn reasons(run: &Run, fleet: &Fleet) -> Vec<Reason> {
    let Run {
        scenario, ledger, ..
    } = run;
    let nights = Nights::of(scenario);
    let loads = loads(run, &nights);
    let mut seen = BTreeSet::new();
    let mut found: BTreeMap<Why, (Reason, BTreeSet<VmId>)> = BTreeMap::new();
    for (id, job) in ledger.jobs().enumerate() {
        let night = job.night(&nights);
        let is_first = match job.outcome {
            JobOutcome::Completed(_) => seen.insert(job.vm),
            JobOutcome::Running
            | JobOutcome::TransferSkipped(_)
            | JobOutcome::Failed(_)
            | JobOutcome::Cancelled
            | JobOutcome::Withdrawn => false,
        };
        let Some(over) = over(job, night).filter(|over| over.as_nanos() > 0) else {
            continue;
        };
        let why = if fleet.cluster_of[job.vm].is_none() {
            Why::NotMoved
        } else if is_first {
            Why::FirstBackup
        } else if matches!(job.outcome, JobOutcome::TransferSkipped(_)) {
            Why::EarlierStillRuns
        } else if alone(run, id, job) > night.closes.saturating_since(night.opens) {
            Why::TooLarge
        } else {
            full_link(run, job, night, &loads[nights.index(job.due)]).unwrap_or(Why::NoneBetter)
        };
        let new = Reason {
            why: why.clone(),
            backups: 0,
            machines: 0,
            worst: job.vm,
            over,
        };
        let (reason, machines) = found.entry(why).or_insert((new, BTreeSet::new()));
        reason.backups += 1;
        if over > reason.over {
            (reason.over, reason.worst) = (over, job.vm);
        }
        machines.insert(job.vm);
    }
    let mut reasons: Vec<Reason> = found
        .into_values()
        .map(|(reason, machines)| Reason {
            machines: u32::try_from(machines.len()).expect("limits keep machines below 2^32"),
            ..reason
        })
        .collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.backups));
    reasons
}

/// How long a backup would take if it shared nothing: what it waited, and its slowest disk.
fn alone(run: &Run, id: JobId, job: &Job) -> SimDuration {
    let until = job.phase_end(Phase::Queue).unwrap_or(SimTime::ZERO);
    let transfers = run.ledger.transfers_of(id).iter();
    let slowest = transfers
        .map(|transfer| alone_secs(run, transfer))
        .fold(0.0, f64::max);
    until.saturating_since(job.due) + SimDuration::from_secs_f64_rounded_up(slowest)
}

/// How long a disk takes that shares nothing: what is compared is read before anything is sent.
fn alone_secs(run: &Run, transfer: &DiskTransfer) -> f64 {
    let disk = &run.scenario.disks()[transfer.disk];
    let calibration = run.scenario.calibration();
    let secs = |bytes: Bytes, pace: fn(&DiskTransfer, &Disk, Bytes, &Calibration) -> Pace| {
        if bytes.is_zero() {
            return 0.0;
        }
        bytes.as_f64() / pace(transfer, disk, disk.size, calibration).rate
    };
    secs(transfer.compared(), Pace::of_reading) + secs(transfer.sent, Pace::of_sending)
}

fn loads(run: &Run, nights: &Nights) -> Vec<Load> {
    let none = Load {
        vaults: vec![Bytes::ZERO; run.scenario.vaults().len()],
        accounts: vec![Bytes::ZERO; run.scenario.accounts().len()],
    };
    let mut loads = vec![none; nights.calendar().len()];
    for (id, job) in run.ledger.jobs().enumerate() {
        let load = &mut loads[nights.index(job.due)];
        let vault = run.scenario.vault_of(job.policy).index();
        for transfer in run.ledger.transfers_of(id) {
            load.vaults[vault] += transfer.sent;
            if let Some(account) = run.scenario.disks()[transfer.disk].account {
                load.accounts[account.index()] += transfer.sent;
            }
        }
    }
    loads
}

/// A link of a backup on which the night's load does not fit into the window.
fn full_link(run: &Run, job: &Job, night: &Night, load: &Load) -> Option<Why> {
    let window = night.closes.saturating_since(night.opens).as_secs_f64();
    let is_full = |load: Bytes, rate: BytesPerSec| load.as_f64() > rate.as_f64() * window;
    let scenario = &run.scenario;
    let accounts = scenario
        .backed_up_disks_of(job.vm)
        .filter_map(|(_, disk)| disk.account);
    for account in accounts {
        let record = &scenario.accounts()[account];
        if is_full(load.accounts[account.index()], record.rate) {
            return Some(Why::Account(record.name.clone()));
        }
    }
    let vault = scenario.vault_of(job.policy);
    let record = &scenario.vaults()[vault];
    is_full(load.vaults[vault.index()], record.rate).then(|| Why::Vault(record.name.clone()))
}
