//! Any recovery point restores to the bytes of its moment, and the vault holds each block exactly as
//! long as some point needs it. The truth is kept apart from the engine's own: a plain map of every
//! block of every disk, noted as each point is taken.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vaultlab::blob::blocks::{BlockSize, Layer};
use vaultlab::blob::content::Stamp;
use vaultlab::engine::Simulation;
use vaultlab::ledger::{DiskTransfer, Found};
use vaultlab::scenario::{check, draft};
use vaultlab::units::{Bytes, DiskId, PointId, VmId};

const VM: VmId = VmId::new(0);
const DAYS: u64 = 90;

/// Ninety days of a machine whose policy changes, whose disks grow, shrink, come, go and are
/// replaced, and whose snapshots are deleted once; the seed moves all of it about.
fn scenario(seed: u64) -> Value {
    let at = |day: u64, hour: u64| {
        let day = 1 + (day + seed) % (DAYS - 2);
        let date = jiff::civil::date(2026, 3, 1)
            + jiff::Span::new().days(i64::try_from(day).expect("it is there"));
        format!("{date}T{hour:02}:00:00Z")
    };
    let act = |at: String, mut action: Value| {
        action["at"] = json!(at);
        action["vm"] = json!("vm");
        action
    };
    let retention = |days: u64| json!({"daily": {"days": days}});
    let policy = |name: &str, days: u64| {
        json!({"name": name, "vault": "vault", "schedule": {"every": "day", "at": "22:00"},
               "time_zone": "UTC", "retention": retention(days)})
    };
    json!({
        "schema": 1, "name": "blocks", "seed": seed, "start": "2026-03-01", "days": DAYS,
        "window": {"opens": "22:00", "closes": "06:00", "time_zone": "UTC"},
        "vaults": [{"name": "vault"}],
        "policies": [policy("short", 7), policy("long", 25)],
        "vms": [{"name": "vm", "os": "linux", "policy": "short",
            "setup": {"blocks": {"block_kib": 64}},
            "disks": [
                {"name": "os", "role": "os", "size_gib": 1, "used_gib": 0.02,
                 "change_percent_per_day": 5.0, "growth_gib_per_day": 0.0004,
                 "writes": {"temporary_gib_per_day": 0.003}},
                {"name": "data", "role": "data", "size_gib": 1, "used_gib": 0.01,
                 "change_percent_per_day": 20.0, "hot_percent": 80},
                {"name": "late", "role": "data", "size_gib": 1, "used_gib": 0.005,
                 "added_later": true, "change_percent_per_day": 3.0},
            ]}],
        "timeline": [
            act(at(9, 9), json!({"do": "change-policy", "policy": "long"})),
            act(at(60, 9), json!({"do": "change-policy", "policy": "short"})),
            act(at(15, 10), json!({"do": "fill-disk", "disk": "data", "add_gib": 0.006})),
            act(at(24, 11), json!({"do": "delete-data", "disk": "os", "gib": 0.008})),
            act(at(33, 12), json!({"do": "grow-disk", "disk": "os", "size_gib": 2})),
            act(at(40, 13), json!({"do": "add-disk", "disk": "late"})),
            act(at(52, 14), json!({"do": "remove-disk", "disk": "late"})),
            act(at(56, 15), json!({"do": "delete-snapshots"})),
            act(at(63, 8), json!({"do": "deallocate"})),
            act(at(63, 9), json!({"do": "restore", "how": "replace-disks"})),
            act(at(64, 15), json!({"do": "start"})),
        ],
    })
}

/// What each block of a disk holds.
type Plain = BTreeMap<u32, Stamp>;

fn plain(layer: &Layer) -> Plain {
    let of_stamp = |(stamp, set): (Stamp, &vaultlab::blob::blocks::BlockSet)| {
        set.ranges()
            .flatten()
            .map(move |block| (block, stamp))
            .collect::<Vec<_>>()
    };
    layer.by_stamp().flat_map(of_stamp).collect()
}

/// The bytes of a disk, block after block, as one digest: through the generator of contents itself.
fn bytes_digest(blocks: &Plain, size: BlockSize) -> u64 {
    let mut all = Vec::new();
    let mut buffer = vec![0; usize::try_from(size.bytes().get()).expect("it is there")];
    for (block, stamp) in blocks {
        stamp.fill(size.of(u64::from(*block)).get(), &mut buffer);
        all.extend_from_slice(&block.to_le_bytes());
        all.extend_from_slice(&buffer);
    }
    xxhash_rust::xxh3::xxh3_64(&all)
}

/// What a test knows of a run: what was on the disks at the moment of each point, and which of it
/// each point that came to the vault had brought there.
#[derive(Default)]
struct Truth {
    points: usize,
    disks: BTreeMap<PointId, BTreeMap<DiskId, Plain>>,
    /// The vault's points, gone ones too, each with the blocks that its job sent.
    sent: BTreeMap<DiskId, BTreeMap<PointId, BTreeSet<u32>>>,
    newest: Option<PointId>,
}

impl Truth {
    /// Looks at the run after an event.
    fn note(&mut self, simulation: &Simulation) {
        let (world, ledger) = (simulation.world(), simulation.ledger());
        let machine = &world.blocks[&VM];
        let points = ledger.points();
        for (point, record) in points.enumerate().skip(self.points) {
            let attached = |id| world.writers[id].is_attached(record.taken);
            let disks = machine.disks().filter(|(id, _)| attached(*id));
            let disks = disks.map(|(id, disk)| (id, plain(disk.contents())));
            self.disks.insert(point, disks.collect());
        }
        self.points = points.len();
        let newest = world.vms[VM].in_vault.newest();
        if let Some(point) = newest
            && newest != self.newest
        {
            let job = points[point].job;
            for transfer in ledger.transfers_of(job) {
                self.note_sent(
                    point,
                    transfer,
                    machine.disk(transfer.disk).expect("it is there").size(),
                );
            }
            self.newest = newest;
        }
    }
    /// A job sends everything, or the blocks whose contents are not those of the point before.
    #[track_caller]
    fn note_sent(&mut self, point: PointId, transfer: &DiskTransfer, size: BlockSize) {
        let Some(now) = self.disks[&point].get(&transfer.disk) else {
            assert!(transfer.sent.is_zero(), "the disk was not there");
            return;
        };
        let before = self
            .newest
            .and_then(|it| self.disks[&it].get(&transfer.disk));
        let is_new = |(block, stamp): &(&u32, &Stamp)| match transfer.found {
            Found::Whole => true,
            Found::Ranges | Found::Checksum => {
                before.and_then(|before| before.get(block)) != Some(*stamp)
            }
        };
        let sent: BTreeSet<u32> = now.iter().filter(is_new).map(|(block, _)| *block).collect();
        assert_eq!(transfer.sent, size.of(sent.len() as u64), "{transfer:?}");
        let of_disk = self.sent.entry(transfer.disk).or_default();
        of_disk.insert(point, sent);
    }
    /// Every point that is in the vault restores to what was there, and no copy of a block is held
    /// that no point needs, nor any missed. Returns how many points there are.
    #[track_caller]
    fn check(&self, simulation: &Simulation) -> usize {
        let world = simulation.world();
        let machine = &world.blocks[&VM];
        let alive: Vec<PointId> = world.vms[VM].in_vault.iter().collect();
        let mut held = Bytes::ZERO;
        for (id, disk) in machine.disks() {
            let mut needed = BTreeSet::new();
            for point in &alive {
                let restored = disk.vault.contents(*point);
                let Some(truth) = self.disks[point].get(&id) else {
                    assert_eq!(restored, None, "the disk was not there");
                    continue;
                };
                let restored = plain(&restored.expect("the disk was there"));
                assert!(restored == *truth, "{point:?} of {id:?} is not what it was");
                needed.extend(
                    truth
                        .keys()
                        .map(|block| (self.copy_of(id, *point, *block), *block)),
                );
            }
            assert_eq!(disk.vault.blocks(), needed.len() as u64, "copies of {id:?}");
            held += disk.size().of(disk.vault.blocks());
        }
        let points = simulation.ledger().points();
        let of_ledger = alive
            .iter()
            .map(|point| points[*point].vault.expect("it is there").held);
        assert_eq!(
            of_ledger.sum::<Bytes>(),
            held,
            "the record says what is held"
        );
        alive.len()
    }
    /// Which job's copy of a block a point restores.
    fn copy_of(&self, disk: DiskId, point: PointId, block: u32) -> PointId {
        let mut jobs = self.sent[&disk].range(..=point).rev();
        let copy = jobs.find(|(_, sent)| sent.contains(&block));
        *copy.expect("some job sent it").0
    }
    /// The same of one disk in real bytes.
    fn check_bytes(&self, simulation: &Simulation, point: PointId) {
        for (id, disk) in simulation.world().blocks[&VM].disks() {
            let truth = self.disks[&point].get(&id);
            let restored = disk.vault.contents(point).map(|it| plain(&it));
            let digest = |blocks: &Plain| bytes_digest(blocks, disk.size());
            assert_eq!(restored.as_ref().map(digest), truth.map(digest));
        }
    }
}

/// What happened in all runs together, so that a test knows that it has seen it.
#[derive(Default)]
struct Seen {
    points: usize,
    whole: usize,
    ranges: usize,
    checksum: usize,
    restored: usize,
}

fn check_run(seed: u64, seen: &mut Seen) {
    let draft = draft::parse(&scenario(seed).to_string()).expect("it parses");
    let scenario = check(draft).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut simulation = Simulation::new(scenario);
    let mut truth = Truth::default();
    let mut checked = 0;
    while !simulation.step(1) {
        truth.note(&simulation);
        // After every clean-up of every fifth day.
        if simulation.now().day() >= checked + 5 {
            checked = simulation.now().day();
            truth.check(&simulation);
        }
    }
    seen.points += truth.check(&simulation);
    let newest = truth.newest.expect("there are points");
    truth.check_bytes(&simulation, newest);
    let ledger = simulation.ledger();
    for job in ledger.jobs().ids() {
        for transfer in ledger.transfers_of(job) {
            match transfer.found {
                Found::Whole => seen.whole += 1,
                Found::Ranges => seen.ranges += 1,
                Found::Checksum => seen.checksum += 1,
            }
        }
    }
    let restored = ledger
        .tasks()
        .iter()
        .filter_map(|task| task.restore?.restored);
    seen.restored += restored.count();
}

/// PRO-4, and the vault's promise: 50 seeds of 90 days each.
#[test]
fn any_point_restores_to_the_bytes_of_its_moment_and_nothing_is_held_in_vain() {
    let mut seen = Seen::default();
    for seed in 0..50 {
        println!("seed {seed}");
        check_run(seed, &mut seen);
    }
    assert!(seen.points > 400, "{}", seen.points);
    assert!(
        seen.whole >= 150 && seen.ranges > 8_000,
        "{} {}",
        seen.whole,
        seen.ranges
    );
    assert!(
        seen.checksum > 50 && seen.restored >= 40,
        "{} {}",
        seen.checksum,
        seen.restored
    );
}
