//! A month of a fleet, from the scenario to its ledger: time, growth from 1,000 to 10,000 machines
//! and peak memory. Every run has a process of its own, as a person's run has: none inherits warm
//! memory from the one before, and each has its own peak. Prints the digest of every size.
//! `cargo bench --bench fleets` measures; `cargo test` runs small fleets once.

#![expect(clippy::disallowed_types, reason = "a bench reads the wall clock")]

use std::process::Command;
use std::time::Instant;
use vaultlab::engine::Simulation;
use vaultlab::scenario::check;
use vaultlab::scenario::draft::ScenarioDraft;
use vaultlab::scenario::presets::Preset;

/// What one run in its own process tells.
struct Run {
    secs: f64,
    jobs: usize,
    digest: String,
    peak_mib: f64,
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--one") {
        let vms = args[at + 1].parse().expect("a number of machines");
        return one(vms);
    }
    let large = args.iter().any(|arg| arg == "--bench");
    let (sizes, runs) = if large {
        ([1_000, 10_000], 9)
    } else {
        ([20, 200], 1)
    };
    let secs = sizes.map(|vms| {
        let Run {
            secs,
            jobs,
            digest,
            peak_mib,
        } = median(vms, runs);
        println!(
            "{vms:>6} machines × 30 days: {secs:.4} s, {:.2} µs a job, peak {peak_mib:.0} MiB, \
             digest {digest}",
            secs * 1e6 / jobs as f64
        );
        secs
    });
    let exponent = libm::log10(secs[1] / secs[0]);
    println!(
        "growth exponent from {} to {}: {exponent:.3}",
        sizes[0], sizes[1]
    );
}

/// The first machines of the large fleet, with its vaults and policies.
fn fleet(vms: usize) -> ScenarioDraft {
    let mut draft = Preset::find("fleet-10000")
        .expect("the preset exists")
        .draft();
    draft.vms.truncate(vms);
    draft
}

/// One run; prints seconds, jobs, digest and peak memory in MiB.
fn one(vms: usize) {
    let scenario = check(fleet(vms)).expect("the preset is valid");
    let begin = Instant::now();
    let (_, _, ledger) = Simulation::new(scenario).finish();
    let secs = begin.elapsed().as_secs_f64();
    println!(
        "{secs} {} {:016x} {}",
        ledger.jobs().len(),
        ledger.digest(),
        peak_mib()
    );
}

/// The run of median length among several processes, all with the same digest.
fn median(vms: usize, runs: usize) -> Run {
    let program = std::env::current_exe().expect("a program knows where it is");
    let mut told: Vec<Run> = (0..runs)
        .map(|_| {
            let mut child = Command::new(&program);
            let output = child.args(["--one", &vms.to_string()]).output();
            let output = output.expect("a run ends");
            parse(&String::from_utf8(output.stdout).expect("a run prints text"))
        })
        .collect();
    told.sort_by(|a, b| a.secs.total_cmp(&b.secs));
    assert!(
        told.iter().all(|run| run.digest == told[0].digest),
        "the same scenario, the same run"
    );
    told.swap_remove(runs.div_euclid(2))
}

fn parse(line: &str) -> Run {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let [secs, jobs, digest, peak_mib] = words[..] else {
        panic!("a run prints four words: {line}")
    };
    Run {
        secs: secs.parse().expect("seconds"),
        jobs: jobs.parse().expect("jobs"),
        digest: digest.to_owned(),
        peak_mib: peak_mib.parse().expect("MiB"),
    }
}

/// The most memory that this process has held, as the kernel counts it; NaN where it does not say.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_ascii_whitespace().nth(1)?.parse::<f64>().ok());
    kib.map_or(f64::NAN, |kib| kib / 1024.0)
}
