//! The closed form of a disk's writer against the same writer block by block: what it expects of a
//! change is what is written, on average over seeds, within the error that docs/model.md states
//! ("Change"). And what changes between two moments is the union of what changes between.

use serde_json::{Value, json};
use vaultlab::blob::blocks::{BlockSize, Layer};
use vaultlab::engine::Simulation;
use vaultlab::ledger::Job;
use vaultlab::model::blocks::BlockDisk;
use vaultlab::model::writer::Change;
use vaultlab::model::{Moment, World};
use vaultlab::rng::Draws;
use vaultlab::scenario::{Scenario, check, draft};
use vaultlab::units::{Bytes, DiskId, SimDuration, SimTime, VmId};

const VM: VmId = VmId::new(0);
const DISK: DiskId = DiskId::new(0);
const GIB: f64 = (1_u64 << 30) as f64;
/// Hours between two moments; all but one are whole days, that one ends when less is there of what is
/// deleted at the end of each day.
const GAPS: [u64; 6] = [24, 36, 48, 7 * 24, 30 * 24, 365 * 24];

/// A disk and how it is written; what is there and what comes follows the size of its blocks.
#[derive(Clone, Copy, Debug)]
struct Kind {
    name: &'static str,
    workload: Option<&'static str>,
    change_percent: Option<f64>,
    hot_percent: Option<f64>,
    run_kib: Option<f64>,
    /// New data a day, to stay or to be deleted at its end, in percent of what is used.
    growth: f64,
    temporary: Option<f64>,
    /// How much of the disk is used: what fits the size of its blocks, nearly all, or hardly any.
    used: Used,
}

#[derive(Clone, Copy, Debug)]
enum Used {
    Some,
    Most,
    Little,
}

const PLAIN: Kind = Kind {
    name: "",
    workload: None,
    change_percent: None,
    hot_percent: None,
    run_kib: None,
    growth: 0.0,
    temporary: None,
    used: Used::Some,
};

const KINDS: [Kind; 13] = [
    Kind {
        name: "drawn",
        ..PLAIN
    },
    Kind {
        name: "file server",
        workload: Some("file-server"),
        ..PLAIN
    },
    Kind {
        name: "database",
        workload: Some("database"),
        ..PLAIN
    },
    Kind {
        name: "web",
        workload: Some("web"),
        ..PLAIN
    },
    Kind {
        name: "single granules",
        change_percent: Some(20.0),
        hot_percent: Some(80.0),
        run_kib: Some(4.0),
        ..PLAIN
    },
    Kind {
        name: "long runs",
        change_percent: Some(8.0),
        hot_percent: Some(0.0),
        run_kib: Some(1_024.0),
        ..PLAIN
    },
    Kind {
        name: "growing",
        change_percent: Some(3.0),
        growth: 0.3,
        ..PLAIN
    },
    Kind {
        name: "temporary",
        change_percent: Some(5.0),
        temporary: Some(7.0),
        ..PLAIN
    },
    Kind {
        name: "only growing",
        change_percent: Some(0.0),
        growth: 1.0,
        ..PLAIN
    },
    Kind {
        name: "everything",
        change_percent: Some(100.0),
        hot_percent: Some(100.0),
        run_kib: Some(256.0),
        ..PLAIN
    },
    Kind {
        name: "half",
        change_percent: Some(50.0),
        hot_percent: Some(50.0),
        run_kib: Some(256.0),
        ..PLAIN
    },
    Kind {
        name: "filled up",
        change_percent: Some(2.0),
        growth: 0.1,
        run_kib: Some(256.0),
        used: Used::Most,
        ..PLAIN
    },
    Kind {
        name: "tiny",
        change_percent: Some(10.0),
        run_kib: Some(4.0),
        used: Used::Little,
        ..PLAIN
    },
];

fn scenario(kind: Kind, size: BlockSize) -> Scenario {
    let block_kib = size.bytes().get() >> 10;
    let some_mib: u64 = if size < BlockSize::MAX { 128 } else { 256 };
    let used = match kind.used {
        Used::Some => Bytes::new(some_mib << 20),
        Used::Most => Bytes::new(1_010 << 20),
        Used::Little => size.of(3),
    };
    let gib = |percent: f64| used.as_f64() / GIB * percent / 100.0;
    let mut setup = json!({"blocks": {"block_kib": block_kib}});
    let size_gib = if matches!(kind.used, Used::Most) {
        1
    } else {
        8
    };
    let mut disk =
        json!({"name": "os", "role": "os", "size_gib": size_gib, "used_gib": used.as_f64() / GIB});
    let mut writes = json!({});
    let say = |at: &mut Value, name: &str, value: Option<Value>| {
        if let Some(value) = value {
            at[name] = value;
        }
    };
    say(&mut setup, "workload", kind.workload.map(Into::into));
    say(
        &mut disk,
        "change_percent_per_day",
        kind.change_percent.map(Into::into),
    );
    say(&mut disk, "hot_percent", kind.hot_percent.map(Into::into));
    say(
        &mut disk,
        "growth_gib_per_day",
        Some(gib(kind.growth).into()),
    );
    say(&mut writes, "run_kib", kind.run_kib.map(Into::into));
    say(
        &mut writes,
        "temporary_gib_per_day",
        kind.temporary.map(|it| gib(it).into()),
    );
    disk["writes"] = writes;
    let scenario = json!({
        "schema": 1, "name": "form", "seed": 1, "start": "2026-03-01", "days": 1,
        "window": {"opens": "22:00", "closes": "06:00", "time_zone": "UTC"},
        "vaults": [{"name": "vault"}],
        "policies": [{"name": "daily", "vault": "vault", "schedule": {"every": "day", "at": "22:00"},
                      "time_zone": "UTC", "retention": {"daily": {"days": 7}}}],
        "vms": [{"name": "vm", "os": "linux", "policy": "daily", "setup": setup, "disks": [disk]}],
    });
    let draft = draft::parse(&scenario.to_string()).expect("it parses");
    check(draft).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A machine of which only the writes happen.
struct Disk {
    world: World,
    size: BlockSize,
}

impl Disk {
    fn new(scenario: &Scenario, size: BlockSize, seed: u64) -> Self {
        let world = World::new(scenario, Draws::new(seed));
        Self { world, size }
    }
    /// Everything is written up to then; returns the moment.
    fn write_up_to(&mut self, at: SimTime) -> Moment {
        let World {
            vms,
            writers,
            blocks,
            ..
        } = &mut self.world;
        let machine = blocks.get_mut(&VM).expect("it is there");
        machine.write_up_to(writers, at);
        let activity_days = vms[VM].activity.days_up_to(at);
        Moment { at, activity_days }
    }
    fn blocks(&self) -> &BlockDisk {
        let disk = self.world.blocks[&VM].disk(DISK);
        disk.expect("it is there")
    }
    /// What differs: of what was cleared, what the earlier moment held.
    fn change(&self, from: SimTime, to: SimTime) -> Layer {
        let there = self.blocks().contents_at(from).written();
        self.blocks().change(from, to).over(&there)
    }
    fn observed(&self, from: Moment, to: Moment) -> Four {
        let change = self.change(from.at, to.at);
        let written = change.written();
        [
            written.len() as f64,
            change.cleared().len() as f64,
            written.runs() as f64,
            written.requests(self.size) as f64,
        ]
    }
    fn expected(&self, from: Moment, to: Moment) -> Four {
        let change = self.world.writers[DISK].change(from, to, self.size);
        let Change {
            written,
            cleared,
            runs,
            requests,
            there: _,
        } = change;
        let blocks = |bytes: Bytes| bytes.as_f64() / self.size.bytes().as_f64();
        [blocks(written), blocks(cleared), runs, requests]
    }
}

fn size_of(block_kib: u64) -> BlockSize {
    BlockSize::new(Bytes::new(block_kib << 10)).expect("an allowed size")
}

fn day(day: u64, hour: u64) -> SimTime {
    SimTime::ZERO + SimDuration::days(day) + SimDuration::hours(hour)
}

/// Written, cleared, runs, requests.
type Four = [f64; 4];
const FOUR: [&str; 4] = ["written", "cleared", "runs", "requests"];

/// What was found of one quantity, seed by seed: how it differs from what was expected.
#[derive(Clone, Copy, Default)]
struct Sample {
    count: f64,
    sum: f64,
    squares: f64,
    expected: f64,
}

/// The stated error beside that of the mean: a block, run or request for each of the two parts, which
/// are whole blocks on the disk and no more than a share in the closed form.
const WHOLE: f64 = 2.0;
/// So many standard errors a mean may be off.
const ERRORS: f64 = 5.0;

impl Sample {
    fn note(&mut self, observed: f64, expected: f64) {
        let off = observed - expected;
        self.count += 1.0;
        self.sum += off;
        self.squares += off * off;
        self.expected += expected;
    }
    fn mean(self) -> f64 {
        self.sum / self.count
    }
    /// The standard error of the mean.
    fn error(self) -> f64 {
        let variance = (self.squares - self.sum * self.mean()) / (self.count - 1.0);
        (variance.max(0.0) / self.count).sqrt()
    }
}

/// The mean of many seeds is what the closed form expects, for every kind of disk and gap.
#[track_caller]
fn check_form(block_kib: u64, seeds: u64) {
    let size = size_of(block_kib);
    let mut worst: f64 = 0.0;
    for kind in KINDS {
        let scenario = scenario(kind, size);
        let mut found = [[Sample::default(); 4]; GAPS.len()];
        for seed in 0..seeds {
            let mut disk = Disk::new(&scenario, size, seed);
            let from = disk.write_up_to(day(3, 22));
            for (gap, found) in GAPS.iter().zip(&mut found) {
                let to = disk.write_up_to(from.at + SimDuration::hours(*gap));
                let (observed, expected) = (disk.observed(from, to), disk.expected(from, to));
                for (sample, (observed, expected)) in
                    found.iter_mut().zip(observed.into_iter().zip(expected))
                {
                    sample.note(observed, expected);
                }
            }
        }
        for (gap, found) in GAPS.iter().zip(found) {
            for (name, sample) in FOUR.iter().zip(found) {
                let (off, error, expected) = (
                    sample.mean(),
                    sample.error(),
                    sample.expected / sample.count,
                );
                worst = worst.max(off.abs() - ERRORS * error);
                assert!(
                    off.abs() <= ERRORS * error + WHOLE,
                    "{}, blocks of {block_kib} KiB, {gap} hours, seeds 0..{seeds}: {name} {expected:.2} expected, \
                     off by {off:+.3} with a standard error of {error:.3}",
                    kind.name,
                );
            }
        }
    }
    println!("blocks of {block_kib} KiB: at most {worst:.3} beside {ERRORS} standard errors");
}

#[test]
fn the_closed_form_expects_what_is_written_in_blocks_of_4_kib() {
    check_form(4, 60);
}

#[test]
fn the_closed_form_expects_what_is_written_in_blocks_of_64_kib() {
    check_form(64, 40);
}

#[test]
fn the_closed_form_expects_what_is_written_in_blocks_of_1_mib() {
    check_form(1_024, 30);
}

#[test]
fn the_closed_form_expects_what_is_written_in_blocks_of_4_mib() {
    check_form(4_096, 25);
}

/// Thirty days seen every few hours, every day, or once: the same blocks, and each longer change is
/// the shorter ones one after another.
#[test]
fn a_change_is_the_union_of_its_days_and_does_not_depend_on_who_looks() {
    let size = size_of(64);
    for kind in KINDS {
        let scenario = scenario(kind, size);
        for seed in 0..3 {
            let (from, days) = (day(2, 22), 30);
            let looked_at = |hours: &[u64]| {
                let mut disk = Disk::new(&scenario, size, seed);
                disk.write_up_to(from);
                for hours in hours {
                    disk.write_up_to(from + SimDuration::hours(*hours));
                }
                disk
            };
            let end = from + SimDuration::days(days);
            let daily: Vec<u64> = (1..=days).map(|day| 24 * day).collect();
            let often: Vec<u64> = (1..=days * 24)
                .filter(|hour| hour % 5 == 0 || hour % 24 == 0)
                .collect();
            let (once, often) = (looked_at(&[24 * days]), looked_at(&often));
            let disk = looked_at(&daily);
            let whole = disk.change(from, end);
            let at = |day| from + SimDuration::days(day);
            let day_by_day = (0..days).map(|day| disk.blocks().change(at(day), at(day + 1)));
            let joined = day_by_day.fold(Layer::default(), |all, day| all.then(&day));
            let case = format!("{}, seed {seed}", kind.name);
            assert!(
                joined == disk.blocks().change(from, end),
                "{case}: day by day"
            );
            for (other, looked) in [(once, "once"), (often, "often")] {
                let other = other.change(from, end);
                assert!(
                    other.written() == whole.written(),
                    "{case}: written, looked at {looked}"
                );
                assert!(
                    other.cleared() == whole.cleared(),
                    "{case}: cleared, looked at {looked}"
                );
            }
        }
    }
}

/// Four machines that share nothing with each other but the service; some of them block by block.
pub(crate) fn fleet(in_blocks: &[&str]) -> Value {
    let names = ["one", "two", "three", "four"];
    let vm = |name: &&str| {
        let mut vm = json!({"name": name, "os": "linux", "policy": name, "disks": [
            {"name": "os", "role": "os", "size_gib": 4, "used_gib": 1, "growth_gib_per_day": 0.01},
            {"name": "data", "role": "data", "size_gib": 4, "used_gib": 0.5, "hot_percent": 70}]});
        if in_blocks.contains(name) {
            vm["setup"] = json!({"blocks": {"block_kib": 64}});
        }
        vm
    };
    let policy = |name: &&str| {
        json!({"name": name, "vault": name, "schedule": {"every": "day", "at": "22:00"},
        "time_zone": "UTC", "retention": {"daily": {"days": 7}}})
    };
    json!({
        "schema": 1, "name": "fleet", "seed": 5, "start": "2026-03-01", "days": 14,
        "window": {"opens": "22:00", "closes": "06:00", "time_zone": "UTC"},
        "vaults": names.iter().map(|name| json!({"name": name})).collect::<Vec<_>>(),
        "policies": names.iter().map(policy).collect::<Vec<_>>(),
        "vms": names.iter().map(vm).collect::<Vec<_>>(),
    })
}

pub(crate) fn run(scenario: &Value) -> Simulation {
    let draft = draft::parse(&scenario.to_string()).expect("it parses");
    let scenario = check(draft).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut simulation = Simulation::new(scenario);
    while !simulation.step(1_000) {}
    simulation
}

/// Every backup of a machine: when it was due, what each disk sent, and when each phase ended.
pub(crate) fn backups(simulation: &Simulation, vm: VmId) -> Vec<String> {
    let ledger = simulation.ledger();
    let jobs = ledger.jobs().enumerate().filter(|(_, job)| job.vm == vm);
    let line = |(id, job): (_, &Job)| {
        let phases: Vec<_> = job.phases().collect();
        format!(
            "{:?} {:?} {phases:?} {:?}",
            job.due,
            job.outcome,
            ledger.transfers_of(id)
        )
    };
    jobs.map(line).collect()
}

#[test]
fn a_machine_that_is_switched_to_blocks_leaves_all_others_as_they_were() {
    let (without, with) = (run(&fleet(&[])), run(&fleet(&["two"])));
    for (vm, is_switched) in [(0, false), (1, true), (2, false), (3, false)] {
        let [before, after] = [&without, &with].map(|it| backups(it, VmId::new(vm)));
        assert!(before.len() >= 13, "{}", before.len());
        assert_eq!(before != after, is_switched, "machine {vm}");
    }
}
