//! A month of a fleet, from the scenario to its ledger: time, growth from 1,000 to 10,000 machines
//! and peak memory. Prints the digest of every run. `cargo bench --bench fleets` measures;
//! `cargo test` runs small fleets once.

#![expect(clippy::disallowed_types, reason = "a bench reads the wall clock")]

use std::time::Instant;
use vaultlab::engine::Simulation;
use vaultlab::scenario::check;
use vaultlab::scenario::draft::ScenarioDraft;
use vaultlab::scenario::presets::Preset;

fn main() {
    let large = std::env::args().any(|arg| arg == "--bench");
    let (sizes, runs) = if large {
        ([1_000, 10_000], 7)
    } else {
        ([20, 200], 1)
    };
    let times = sizes.map(|vms| {
        let (secs, jobs, digest) = median(vms, runs);
        println!(
            "{vms:>6} machines × 30 days: {secs:.4} s, {:.2} µs a job, digest {digest:016x}",
            secs * 1e6 / jobs as f64
        );
        secs
    });
    let exponent = libm::log10(times[1] / times[0]);
    println!(
        "growth exponent from {} to {}: {exponent:.3}",
        sizes[0], sizes[1]
    );
    match peak_mib() {
        Some(mib) => println!("peak memory of this process: {mib:.0} MiB"),
        None => println!("peak memory: /proc/self/status can't be read here"),
    }
}

/// The first machines of the large fleet, with the vaults and policies that they use.
fn fleet(vms: usize) -> ScenarioDraft {
    let mut draft = Preset::find("fleet-10000")
        .expect("the preset exists")
        .draft();
    draft.vms.truncate(vms);
    draft
}

/// Median seconds, jobs and digest of a number of runs.
fn median(vms: usize, runs: usize) -> (f64, usize, u64) {
    let mut secs = Vec::new();
    let mut last = None;
    for _ in 0..runs {
        let scenario = check(fleet(vms)).expect("the preset is valid");
        let begin = Instant::now();
        let (_, _, ledger) = Simulation::new(scenario).finish();
        secs.push(begin.elapsed().as_secs_f64());
        let run = (ledger.jobs().len(), ledger.digest());
        assert!(
            last.is_none_or(|last| last == run),
            "the same scenario gives the same run"
        );
        last = Some(run);
    }
    secs.sort_by(f64::total_cmp);
    let (jobs, digest) = last.expect("there is at least one run");
    (secs[runs.div_euclid(2)], jobs, digest)
}

/// The most memory that this process has held, as the kernel counts it.
fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}
