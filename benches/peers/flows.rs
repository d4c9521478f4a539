//! Saturated vaults for SimGrid: the same topologies go through our sharing of links and theirs.

use super::Took;
use std::fmt::Write;
use vaultlab::engine::flow::{FlowKey, LinkId, Network, Seconds};

/// What every vault carries, bytes a second.
const VAULT_RATE: f64 = 1e9;
/// Starts are spread over this time.
const NIGHT_SECS: f64 = 3_600.0;

/// One transfer: when it starts, what it moves at most how fast, and into which vault.
struct Disk {
    start_secs: f64,
    bytes: f64,
    cap: f64,
    vault: usize,
}

/// Numbers that are the same everywhere (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % count
    }
}

/// Disks that all start within an hour and together ask half as much again as their vault carries in
/// it.
/// Whole bytes, and times in whole milliseconds: both sides read the same numbers.
fn disks(vaults: usize, disks: usize) -> Vec<Disk> {
    let mut dice = Dice(20);
    let mean = 1.5 * VAULT_RATE * NIGHT_SECS / disks as f64;
    let mut all: Vec<Disk> = (0..vaults * disks)
        .map(|i| Disk {
            start_secs: dice.below((NIGHT_SECS * 1e3) as u64) as f64 / 1e3,
            bytes: (mean * (0.5 + dice.below(1_000) as f64 / 1e3)).round(),
            cap: [20e6, 60e6, 25e6][dice.below(3) as usize],
            vault: i.rem_euclid(vaults),
        })
        .collect();
    all.sort_by(|a, b| a.start_secs.total_cmp(&b.start_secs));
    all
}

/// Writes the topology as `vaultlab check flows` reads it.
pub(super) fn export(vaults: usize, count: usize, file: &str) {
    let links =
        (0..vaults).map(|i| format!(r#"{{"id": "v{i}", "capacity_bytes_per_s": {VAULT_RATE}}}"#));
    let flows = disks(vaults, count).into_iter().enumerate().map(|(i, disk)| {
        let Disk { start_secs, bytes, cap, vault } = disk;
        format!(
            r#"{{"id": "{i}", "start_s": {start_secs}, "bytes": {bytes}, "links": ["v{vault}"], "cap_bytes_per_s": {cap}}}"#
        )
    });
    let text = format!(
        "{{\"links\": [\n{}\n],\n\"flows\": [\n{}\n]}}\n",
        links.collect::<Vec<_>>().join(",\n"),
        flows.collect::<Vec<_>>().join(",\n"),
    );
    std::fs::write(file, text).expect("the file can be written");
}

/// Runs the same topology and writes when each flow finishes, a line each.
pub(super) fn run(vaults: usize, count: usize, file: &str) {
    let disks = disks(vaults, count);
    let ((finish_secs, live_max), took) = Took::of(|| replay(vaults, &disks));
    took.print();
    println!("flows {}\nlive_max {live_max}", disks.len());
    let mut text = String::new();
    for secs in finish_secs {
        writeln!(text, "{secs}").expect("a string takes all");
    }
    std::fs::write(file, text).expect("the file can be written");
}

/// When each disk finishes, in seconds, and how many moved at most at one time.
fn replay(vaults: usize, disks: &[Disk]) -> (Vec<f64>, usize) {
    let mut network = Network::<Seconds>::new();
    let links: Vec<LinkId> = (0..vaults).map(|_| network.add_link(VAULT_RATE)).collect();
    let mut finish_secs = vec![f64::INFINITY; disks.len()];
    let mut running: Vec<usize> = Vec::new();
    let mut completed: Vec<FlowKey> = Vec::new();
    let mut starts = disks.iter().enumerate().peekable();
    let mut live_max = 0;
    loop {
        let start = starts.peek().map(|(_, disk)| disk.start_secs);
        let end = network.next_completion().map(|end| end.0);
        let now = match (start, end) {
            (Some(start), Some(end)) => Seconds(start.min(end)),
            (Some(at), None) | (None, Some(at)) => Seconds(at),
            (None, None) => return (finish_secs, live_max),
        };
        network.take_completed(now, &mut completed);
        for flow in completed.drain(..) {
            finish_secs[running[flow.slot()]] = now.0;
        }
        while let Some((i, disk)) = starts.next_if(|(_, disk)| disk.start_secs <= now.0) {
            let flow = network.start(now, &[links[disk.vault]], Some(disk.cap), disk.bytes);
            if running.len() <= flow.slot() {
                running.resize(flow.slot() + 1, 0);
            }
            running[flow.slot()] = i;
        }
        network.settle(now);
        live_max = live_max.max(network.len());
    }
}
