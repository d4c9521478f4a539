//! Ten years of a thousand machines with daily, weekly, monthly and yearly retention, run and
//! metered: time and memory follow the number of backups and of living points, not their product.
//! Each run has a process of its own. Prints the digest of every run.
//! `cargo bench --bench years` measures; `cargo test` runs a few machines once.

#![expect(clippy::disallowed_types, reason = "a bench reads the wall clock")]

use std::process::Command;
use std::time::Instant;
use vaultlab::billing::Meters;
use vaultlab::engine::Simulation;
use vaultlab::scenario::{check, parse};

/// What is run: machines, days, and for how many days every day's point is kept.
type Case = (usize, u32, u32);

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--one") {
        let number = |i: usize| args[at + i].parse::<u32>().expect("a number");
        return one((number(1) as usize, number(2), number(3)));
    }
    let vms = if args.iter().any(|arg| arg == "--bench") {
        1_000
    } else {
        2
    };
    // One year and ten; then ten with ten years of living points instead of half a year's.
    for case in [(vms, 365, 180), (vms, 3_650, 180), (vms, 3_650, 9_999)] {
        println!("{}", in_a_process(case));
    }
}

/// Machines of one disk, backed up every day, with every range of retention.
fn scenario((vms, days, keep_days): Case) -> String {
    let vm = |i: usize| {
        format!(
            r#"{{"name": "vm-{i}", "os": "linux", "policy": "policy-{}", "disks": [{{
                "name": "os", "role": "os", "size_gib": 128, "used_gib": 40}}]}}"#,
            i.div_euclid(100)
        )
    };
    let policy = |i: usize| {
        format!(
            r#"{{"name": "policy-{i}", "vault": "vault", "time_zone": "Europe/Madrid",
                "schedule": {{"every": "day", "at": "{:02}:00"}}, "retention": {{
                "daily": {{"days": {keep_days}}},
                "weekly": {{"weeks": 52, "on": ["sunday"]}},
                "monthly": {{"months": 60, "on": {{"by": "week", "days": ["sunday"], "weeks": ["first"]}}}},
                "yearly": {{"years": 10, "months": ["january"], "on": {{"by": "date", "days": [1]}}}}}}}}"#,
            (20 + i).rem_euclid(24)
        )
    };
    let list = |items: Vec<String>| items.join(",");
    format!(
        r#"{{"schema": 1, "name": "years", "start": "2026-01-01", "days": {days},
            "window": {{"opens": "20:00", "closes": "06:00", "time_zone": "Europe/Madrid"}},
            "vaults": [{{"name": "vault"}}], "policies": [{}], "vms": [{}]}}"#,
        list((0..vms.div_ceil(100)).map(policy).collect()),
        list((0..vms).map(vm).collect())
    )
}

fn one(case: Case) {
    let draft = parse(&scenario(case)).expect("the scenario is well formed");
    let scenario = check(draft).expect("the scenario is valid");
    let begin = Instant::now();
    let (scenario, _, ledger) = Simulation::new(scenario).finish();
    let run = begin.elapsed().as_secs_f64();
    let meters = Meters::read(&scenario, &ledger);
    let metered = begin.elapsed().as_secs_f64() - run;
    let end = scenario.end();
    let living = ledger.points().iter().filter(|it| it.is_alive_at(end));
    let (backups, living) = (ledger.jobs().len(), living.count());
    let (vms, days, keep_days) = case;
    println!(
        "{vms} machines × {days} days, days kept {keep_days}: {backups} backups, {living} living \
         points; run {run:.2} s ({:.2} µs a backup), metered in {metered:.2} s over {} months, \
         peak {:.0} MiB ({:.0} B a backup), digest {:016x}",
        run * 1e6 / backups as f64,
        meters.months.len(),
        peak_mib(),
        peak_mib() * 1_048_576.0 / backups as f64,
        ledger.digest()
    );
}

fn in_a_process((vms, days, keep_days): Case) -> String {
    let program = std::env::current_exe().expect("a program knows where it is");
    let args = [vms.to_string(), days.to_string(), keep_days.to_string()];
    let output = Command::new(program).arg("--one").args(args).output();
    let output = output.expect("a run ends").stdout;
    let text = String::from_utf8(output).expect("a run prints text");
    assert!(text.contains("digest"), "a run prints its digest: {text}");
    text.trim_end().to_owned()
}

/// The most memory that this process has held, as the kernel counts it; NaN where it does not say.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_ascii_whitespace().nth(1)?.parse::<f64>().ok());
    kib.map_or(f64::NAN, |kib| kib / 1024.0)
}
