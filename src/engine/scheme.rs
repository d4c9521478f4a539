//! A custom backup by incremental snapshots: the steps of its procedure one after the other, restores
//! and requests by hand between them. What is refused is refused by the storage, which lies
//! underneath (`blob/desk.rs`); a window whose step is refused ends there.
//!
//! `scheme/procedure.rs` says which steps there are, `scheme/machine.rs` writes the disk,
//! `scheme/meter.rs` measures what is held, `scheme/copies.rs` is the same by full copies.

mod copies;
mod machine;
mod meter;
mod procedure;
mod step;

pub use copies::{FullCopies, full_copies};
pub use meter::Held;
pub use step::{Ranges, Refusal, Step, What};

use crate::blob::desk::{Ask, Cost, Desk, Reply, Request};
use crate::blob::page::{AccountKind, BlobError, BlobName};
use crate::scenario::scheme::{ActKind, Scheme};
use crate::units::{Bytes, SimDuration, SimTime};
use machine::Machine;
use meter::Meter;
use procedure::Job;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A custom backup, run up to some step.
#[derive(Clone, Debug)]
pub struct Custom {
    scheme: Arc<Scheme>,
    desk: Desk,
    machine: Machine,
    meter: Meter,
    steps: Vec<Step>,
    /// The blob that follows the disk.
    backup: BlobName,
    /// Every blob that has, oldest first.
    backups: Vec<BlobName>,
    /// The disk's snapshot that the backup blob holds, once there is one.
    base: Option<String>,
    /// The procedure's snapshots of the disk that are there, oldest first, as far as it knows.
    kept: Vec<String>,
    /// The number of the newest snapshots.
    number: u32,
    /// What the disk was at each snapshot of a backup blob.
    moments: BTreeMap<(BlobName, String), SimTime>,
    job: Option<Job>,
    /// When what was begun last has ended.
    free: SimTime,
    next_window: u32,
    next_act: usize,
    /// Snapshots that were asked for, and when.
    waiting: VecDeque<(SimTime, String)>,
    /// The digest of the disk's newest snapshot, once it was needed.
    digest: Option<(BlobName, String, u64)>,
    done: Vec<Backup>,
}

/// A backup that was completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Of which window.
    pub window: u32,
    /// When its first step began.
    pub from: SimTime,
    /// When its last step ended.
    pub to: SimTime,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Something by hand, or the request for a restore.
    Act(usize),
    /// The next step of what runs.
    Step,
    /// A restore that waits.
    Restore,
    /// A window.
    Window(u32),
}

impl Custom {
    /// The run before its first step: the disk is there, filled and leased.
    #[must_use]
    pub fn new(scheme: Arc<Scheme>) -> Self {
        let (mut desk, machine) = start(&scheme);
        let mut meter = Meter::new(Scheme::backup_account());
        meter.measure(desk.storage(), machine.disk());
        let backup = BlobName::new(Scheme::backup_account(), &scheme.draft().backup.name);
        desk.advance(SimTime::ZERO);
        Self {
            desk,
            machine,
            meter,
            steps: Vec::new(),
            backups: vec![backup.clone()],
            backup,
            base: None,
            kept: Vec::new(),
            number: 0,
            moments: BTreeMap::new(),
            job: None,
            free: SimTime::ZERO,
            next_window: 0,
            next_act: 0,
            waiting: VecDeque::new(),
            digest: None,
            done: Vec::new(),
            scheme,
        }
    }
    /// Does one more step, if there is one.
    pub fn step(&mut self) -> bool {
        while let Some((at, next)) = self.next() {
            let before = self.steps.len();
            match next {
                Next::Act(act) => self.act(at, act),
                Next::Step => self.go_on(at),
                Next::Restore => self.begin_restore(at),
                Next::Window(window) => self.begin_window(at, window),
            }
            if self.steps.len() > before {
                return true;
            }
        }
        // What is held is held to the end of the last day.
        self.meter.pass(self.scheme.end());
        false
    }
    /// What comes next, and when: requests by hand come first.
    #[must_use]
    pub fn next(&self) -> Option<(SimTime, Next)> {
        let act = self.scheme.timeline().get(self.next_act);
        let act = act.map(|act| (act.at.max(self.now()), Next::Act(self.next_act)));
        let run = match (&self.job, self.waiting.front()) {
            (Some(_), _) => Some((self.free, Next::Step)),
            (None, Some((asked, _))) => Some((self.free.max(*asked), Next::Restore)),
            (None, None) => None,
        };
        let window = self.scheme.window(self.next_window);
        let window = window.map(|at| (at.max(self.now()), Next::Window(self.next_window)));
        // Of equal moments the first is meant.
        [act, run, window]
            .into_iter()
            .flatten()
            .min_by_key(|(at, _)| *at)
    }
    /// The clock of the storage.
    #[must_use]
    pub const fn now(&self) -> SimTime {
        self.desk.storage().now()
    }
    /// The scenario.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }
    /// The storage.
    #[must_use]
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }
    /// The steps that were done.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
    /// The machine's disk.
    #[must_use]
    pub const fn disk(&self) -> &BlobName {
        self.machine.disk()
    }
    /// The blob that follows it.
    #[must_use]
    pub const fn backup(&self) -> &BlobName {
        &self.backup
    }
    /// The disk's snapshot that the backup blob holds, once there is one.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }
    /// How many entries of the timeline have had their moment.
    #[must_use]
    pub const fn acts_done(&self) -> usize {
        self.next_act
    }
    /// The backups that were completed.
    #[must_use]
    pub fn done(&self) -> &[Backup] {
        &self.done
    }
    /// What was held when, up to the last step; of a run that is over, to its end.
    #[must_use]
    pub fn held(&self) -> &[Held] {
        self.meter.held()
    }
    /// What the accounts hold now: of backups, and of snapshots beside the disks.
    #[must_use]
    pub fn stored(&self) -> (Bytes, Bytes) {
        (self.meter.stored(), self.meter.beside())
    }

    fn act(&mut self, at: SimTime, act: usize) {
        self.next_act = act + 1;
        let what = self.scheme.timeline()[act].what.clone();
        match what {
            ActKind::Restore { snapshot } => self.waiting.push_back((at, snapshot)),
            ActKind::Ask(request) => self.by_hand(at, request),
        }
    }
    fn by_hand(&mut self, at: SimTime, request: Request) {
        self.desk.advance(at);
        if request.blob == *self.disk() || reads(&request.ask, self.disk()) {
            self.write_disk(at);
        }
        let mut step = step_of(at, What::Asked(request.clone()));
        step.by_hand = true;
        match self.ask(&request) {
            Ok(reply) => fill(&mut step, &reply),
            Err(refusal) => step.refused = Some(refusal),
        }
        self.steps.push(step);
    }
    /// The machine writes its disk up to now.
    fn write_disk(&mut self, at: SimTime) {
        self.machine.write_up_to(&mut self.desk, at);
        let disk = self.machine.disk().clone();
        self.meter.measure_written(self.desk.storage(), &disk);
    }
    /// Asks the storage, and measures what has become of the blob.
    fn ask(&mut self, request: &Request) -> Result<Reply, Refusal> {
        let named = match &request.ask {
            Ask::Snapshot { name } | Ask::IncrementalCopy { name, .. } => Some(name),
            Ask::Create { .. }
            | Ask::Put { .. }
            | Ask::Clear { .. }
            | Ask::Resize { .. }
            | Ask::Delete { .. }
            | Ask::DeleteSnapshot { .. }
            | Ask::Ranges { .. }
            | Ask::Diff { .. }
            | Ask::Copy { .. }
            | Ask::Promote { .. }
            | Ask::Apply { .. }
            | Ask::Acquire { .. }
            | Ask::Release
            | Ask::Break => None,
        };
        if named.is_some_and(|name| self.desk.is_named(&request.blob, name)) {
            return Err(Refusal::NameTaken);
        }
        let reply = self.desk.ask(request).map_err(Refusal::Service);
        if changes_what_is_held(&request.ask) {
            self.meter.measure(self.desk.storage(), &request.blob);
        }
        reply
    }
}

/// The accounts, and the machine with its disk.
fn start(scheme: &Scheme) -> (Desk, Machine) {
    let mut desk = Desk::new();
    let draft = scheme.draft();
    let premium = desk.add_account(&draft.disk.account, AccountKind::Premium);
    desk.add_account(&draft.backup.account, AccountKind::Standard);
    let disk = BlobName::new(premium, &draft.disk.name);
    let machine = Machine::new(scheme.fleet(), &mut desk, disk, scheme.size());
    (desk, machine)
}

fn step_of(at: SimTime, what: What) -> Step {
    Step {
        window: None,
        by_hand: false,
        at,
        takes: SimDuration::ZERO,
        what,
        cost: Cost::default(),
        ranges: None,
        full_copy: None,
        refused: None,
        proven: None,
    }
}

fn fill(step: &mut Step, reply: &Reply) {
    step.cost = reply.cost;
    step.takes = reply.cost.takes();
    step.ranges = reply.diff.as_ref().map(Ranges::from);
}

/// Whether a request reads a blob that it does not write.
fn reads(ask: &Ask, blob: &BlobName) -> bool {
    match ask {
        Ask::Copy { from, .. } | Ask::IncrementalCopy { from, .. } | Ask::Apply { from, .. } => {
            from == blob
        }
        Ask::Create { .. }
        | Ask::Put { .. }
        | Ask::Clear { .. }
        | Ask::Resize { .. }
        | Ask::Delete { .. }
        | Ask::Snapshot { .. }
        | Ask::DeleteSnapshot { .. }
        | Ask::Ranges { .. }
        | Ask::Diff { .. }
        | Ask::Promote { .. }
        | Ask::Acquire { .. }
        | Ask::Release
        | Ask::Break => false,
    }
}

/// Whether a blob or its snapshots may hold more or less after a request. A snapshot holds nothing of
/// its own when it is taken.
const fn changes_what_is_held(ask: &Ask) -> bool {
    match ask {
        Ask::Create { .. }
        | Ask::Put { .. }
        | Ask::Clear { .. }
        | Ask::Resize { .. }
        | Ask::Delete { .. }
        | Ask::DeleteSnapshot { .. }
        | Ask::Copy { .. }
        | Ask::Promote { .. }
        | Ask::IncrementalCopy { .. }
        | Ask::Apply { .. } => true,
        Ask::Snapshot { .. }
        | Ask::Ranges { .. }
        | Ask::Diff { .. }
        | Ask::Acquire { .. }
        | Ask::Release
        | Ask::Break => false,
    }
}

/// A request without a lease.
const fn request(blob: BlobName, ask: Ask) -> Request {
    Request {
        blob,
        ask,
        with_lease: false,
    }
}

/// The next whole second: the procedure looks at a clock of seconds, so that a person can act between
/// any two of its steps.
fn whole_second(at: SimTime) -> SimTime {
    let whole = SimTime::ZERO + SimDuration::secs(at.whole_secs());
    if whole < at {
        whole + SimDuration::secs(1)
    } else {
        whole
    }
}

const fn refused(error: BlobError) -> Refusal {
    Refusal::Service(error)
}
