//! The world at one instant: what each machine is doing and what is held of it. State only; the
//! engine changes it, the ledger remembers it.

mod activity;
pub mod blocks;
mod keeper;
mod machine;
mod quiesce;
pub mod secret;
pub mod writer;

pub use activity::{Activity, Hours};
pub use keeper::{Keeper, clean_up_from};
pub use machine::{Attached, Guest, Keys, Locks, Power};
pub use quiesce::Attempt;

use crate::azure::consistency::Quiesced;
use crate::azure::rules::LifecycleStep;
use crate::azure::troubles::Trouble;
use crate::rng::Draws;
use crate::scenario::draft::NetworkDraft;
use crate::scenario::policy::Reasons;
use crate::scenario::setup::{Setup, Troubles};
use crate::scenario::{Scenario, Vm};
use crate::units::{
    Bytes, DiskId, IdVec, JobId, PointId, PolicyId, SimDuration, SimTime, TaskId, VaultId, VmId,
};
use blocks::{BlockDisk, BlockMachine};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use writer::Writer;

/// Everything that changes during a run.
#[derive(Clone, Debug)]
pub struct World {
    /// The machines.
    pub vms: IdVec<VmId, VmState>,
    /// How each disk is written, and what operators did to it.
    pub writers: IdVec<DiskId, Writer>,
    /// The machines that are simulated block by block.
    pub blocks: BTreeMap<VmId, BlockMachine>,
    /// What is wrong with the whole service.
    pub troubles: Troubles,
    /// When troubles end by themselves: of which machine, or of the whole service.
    pub healing: BTreeMap<(Option<VmId>, Trouble), SimTime>,
    /// Whether the backup service may read each key vault.
    pub key_access: Vec<bool>,
    /// The discovery that runs.
    pub discovery: Option<TaskId>,
    /// Which vaults were deleted.
    pub deleted_vaults: BTreeSet<VaultId>,
}

/// A machine.
#[derive(Clone, Debug)]
pub struct VmState {
    /// What its draws are keyed by.
    pub key: u64,
    /// Its first disk; its disks are numbered from here.
    pub disk_first: DiskId,
    /// How many disks it has.
    pub disk_count: u32,
    /// Whether it exists.
    pub exists: bool,
    /// Whether it runs.
    pub power: Power,
    /// A discovery has seen it, where there are discoveries.
    pub is_discovered: bool,
    /// It is registered, where there are registrations.
    pub is_registered: bool,
    /// Since when it has the backup extension.
    pub extension_since: Option<SimTime>,
    /// What its attached disks are together.
    pub attached: Attached,
    /// What happens in it while it is snapshotted. Machines that are as all are share it.
    pub guest: Arc<Guest>,
    /// Since when its applications' logs have grown: the last full backup, or the beginning.
    pub logs_since: SimTime,
    /// What is wrong with it.
    pub troubles: Troubles,
    /// What is locked of it.
    pub locks: Locks,
    /// Its keys, if its disks are encrypted.
    pub keys: Option<Keys>,
    /// The task that runs on it: register, configure protection, restore.
    pub task: Option<TaskId>,
    /// When its power was last changed.
    pub restarted: Option<SimTime>,
    /// When its disks were last attached or detached.
    pub reshaped: Option<SimTime>,
    /// When its snapshots were last deleted by hand.
    pub snapshots_deleted: Option<SimTime>,
    /// Whether the guest reaches Azure's storage.
    pub network: NetworkDraft,
    /// Whether and how it is protected.
    pub protection: Protection,
    /// Since when it has been protected without a break. A backup that was due before has been
    /// withdrawn.
    pub protected_since: SimTime,
    /// The job that prepares or snapshots it.
    pub snapshotting: Option<JobId>,
    /// The job that waits, transfers or commits, and what it took.
    pub transferring: Option<Transferring>,
    /// How much has been written since the run began, as far as it has been asked.
    pub activity: Activity,
    /// Its recovery points in the vault.
    pub in_vault: Keeper<PointId>,
    /// Its recovery points whose snapshots are there.
    pub snapshots: Keeper<PointId>,
    /// For which reasons the day's last backup was wanted, if it failed and no other took its place.
    pub missed: Reasons,
    /// The day (UTC) of its newest on-demand backup, and how many there were on it.
    pub on_demand: (u64, u32),
}

/// Whether and how a machine is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// It is not, and nothing is held of it.
    None,
    /// By this policy.
    Active(PolicyId),
    /// No longer, but its points are kept.
    Stopped(PolicyId),
    /// No longer; soft delete holds its points.
    Deleted {
        /// The policy that it had.
        policy: PolicyId,
        /// From when on they are held free of charge.
        free_from: SimTime,
        /// When they will be gone.
        purge: SimTime,
    },
}

impl Protection {
    /// The policy that it has or had.
    #[must_use]
    pub const fn policy(self) -> Option<PolicyId> {
        match self {
            Self::None => None,
            Self::Active(policy) | Self::Stopped(policy) | Self::Deleted { policy, .. } => {
                Some(policy)
            }
        }
    }
}

/// A job past its snapshot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transferring {
    /// Which.
    pub job: JobId,
    /// What was snapshotted.
    pub taken: Taken,
    /// The point, where it is there before its data.
    pub point: Option<PointId>,
    /// Disks whose transfer has not ended.
    pub disks_left: u32,
}

/// The moment of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// When.
    pub at: SimTime,
    /// The machine's activity up to then, in average days.
    pub activity_days: f64,
    /// Its protected-instance size then.
    pub protected: Bytes,
    /// Why it is as consistent as it is.
    pub quiesced: Quiesced,
    /// The keys of its encrypted disks were read with it.
    pub has_keys: bool,
    /// It leaves out a disk that the machine had then.
    pub leaves_out: bool,
}

impl World {
    /// The world as the run begins: nothing is held yet.
    #[must_use]
    pub fn new(scenario: &Scenario, draws: Draws) -> Self {
        let ordinary = Setup::default();
        let ordinary_guest = Arc::new(Guest::new(&ordinary));
        let registers = scenario.profile().has_step(LifecycleStep::Register);
        let vm_state = |vm: &crate::scenario::Vm| {
            let setup = vm.setup.as_deref().unwrap_or(&ordinary);
            VmState {
                exists: !setup.created_later,
                power: Power {
                    state: setup.power,
                    settles: SimTime::ZERO,
                },
                is_discovered: vm.policy.is_some(),
                is_registered: vm.policy.is_some(),
                extension_since: (registers && vm.policy.is_some()).then_some(SimTime::ZERO),
                attached: Attached::default(),
                guest: match &vm.setup {
                    Some(setup) => Arc::new(Guest::new(setup)),
                    None => Arc::clone(&ordinary_guest),
                },
                logs_since: SimTime::ZERO,
                troubles: setup.troubles,
                locks: Locks::default(),
                keys: setup.encryption.map(Keys::new),
                task: None,
                restarted: None,
                reshaped: None,
                snapshots_deleted: None,
                key: vm.key,
                disk_first: vm.disk_first,
                disk_count: vm.disk_count,
                network: vm.network,
                protection: vm.policy.map_or(Protection::None, Protection::Active),
                protected_since: SimTime::ZERO,
                snapshotting: None,
                transferring: None,
                activity: activity_of(scenario, vm, draws),
                in_vault: Keeper::default(),
                snapshots: Keeper::default(),
                missed: Reasons::NONE,
                on_demand: (0, 0),
            }
        };
        let mut writers = IdVec::default();
        for (id, vm) in scenario.vms().enumerate() {
            for (slot, (_, disk)) in scenario.disks_of(id).enumerate() {
                writers.push(Writer::new(disk, draws, vm.key, slot as u64));
            }
        }
        let mut world = Self {
            vms: scenario.vms().iter().map(vm_state).collect(),
            blocks: block_machines(scenario, &writers, draws),
            writers,
            troubles: scenario.troubles(),
            healing: BTreeMap::new(),
            key_access: scenario
                .key_vaults()
                .iter()
                .map(|vault| vault.backup_service_may_read)
                .collect(),
            discovery: None,
            deleted_vaults: BTreeSet::new(),
        };
        for vm in scenario.vms().ids() {
            world.vms[vm].attached = world.attached(scenario, vm, SimTime::ZERO);
        }
        world
    }
    /// What the disks of a machine are together that are attached at an instant.
    #[must_use]
    pub fn attached(&self, scenario: &Scenario, vm: VmId, at: SimTime) -> Attached {
        let disks = scenario.disks_of(vm);
        let disks = disks.map(|(id, disk)| (disk, &self.writers[id]));
        disks
            .filter(|(_, writer)| writer.is_attached(at))
            .fold(Attached::default(), |all, (disk, writer)| {
                all.and(disk, writer.size(at))
            })
    }
    /// The writers of a machine's disks that are backed up.
    pub fn backed_up_writers_of(&self, vm: VmId) -> impl Iterator<Item = (DiskId, &Writer)> {
        let VmState {
            disk_first,
            disk_count,
            ..
        } = self.vms[vm];
        let disks = (disk_first.get()..disk_first.get() + disk_count).map(DiskId::new);
        disks
            .map(|disk| (disk, &self.writers[disk]))
            .filter(|(_, writer)| writer.backed_up)
    }
    /// Protected-instance size: what the disks of a machine hold, the temporary one aside (BIL-5).
    #[must_use]
    pub fn protected_size(&self, vm: VmId, at: SimTime) -> Bytes {
        self.backed_up_writers_of(vm)
            .map(|(_, writer)| writer.used(at))
            .sum()
    }
    /// What differs on a machine's disks between two moments: what the later one holds over the
    /// earlier.
    #[must_use]
    pub fn difference(&self, vm: VmId, earlier: Moment, later: Moment) -> Bytes {
        if let Some(machine) = self.blocks.get(&vm) {
            return machine.difference(&self.writers, earlier.at, later.at);
        }
        self.backed_up_writers_of(vm)
            .map(|(_, writer)| writer.difference(earlier, later))
            .sum()
    }
}

/// How busy a machine is, in the hours of its workload.
fn activity_of(scenario: &Scenario, vm: &Vm, draws: Draws) -> Activity {
    let workload = vm.setup.as_ref().and_then(|setup| setup.workload);
    let hours = workload.map(|workload| {
        let zone = &scenario.window().zone;
        let ahead = scenario.calendar().offset_at_start(zone).seconds();
        Hours::new(&workload.shape(), ahead)
    });
    Activity::new(draws, vm.key).in_hours(hours)
}

/// The machines that are simulated block by block.
fn block_machines(
    scenario: &Scenario,
    writers: &IdVec<DiskId, Writer>,
    draws: Draws,
) -> BTreeMap<VmId, BlockMachine> {
    let traces: Vec<_> = scenario.traces().iter().cloned().map(Arc::new).collect();
    let mut machines = BTreeMap::new();
    for (id, vm) in scenario.vms().enumerate() {
        let Some(size) = vm.setup.as_ref().and_then(|setup| setup.blocks) else {
            continue;
        };
        let mut disks = BTreeMap::new();
        for (slot, (disk, described)) in scenario.disks_of(id).enumerate() {
            let usage = described.writes.trace;
            let trace = usage.map(|usage| (Arc::clone(&traces[usage.trace]), usage));
            if described.is_backed_up() {
                let key = (vm.key, slot as u64);
                let blocks = BlockDisk::new(&writers[disk], size, trace, draws, key);
                disks.insert(disk, blocks);
            }
        }
        let activity = activity_of(scenario, vm, draws);
        machines.insert(id, BlockMachine::new(activity, disks));
    }
    machines
}

/// The midnights (UTC) between two instants.
fn midnights_between(from: SimTime, to: SimTime) -> impl Iterator<Item = SimTime> {
    let midnight = |day| SimTime::ZERO + SimDuration::days(day);
    (from.day() + 1..)
        .map(midnight)
        .take_while(move |at| *at < to)
}

/// A moment of a machine: when, and its activity up to then in average days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// When.
    pub at: SimTime,
    /// The machine's activity up to then.
    pub activity_days: f64,
}
