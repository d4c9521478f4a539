//! Our side of the comparison with other simulators: `benches/peers/run` calls it, sets up the other
//! sides and prints the table of benches/README.md. What both sides read is written here: a fleet's
//! jobs and transfers for the SimPy twin, topologies in the format of `vaultlab check flows` for
//! SimGrid. Each call does one thing in a process of its own and prints `key value` lines.
//!
//! `cargo test` runs every call once, small. No network, no other simulator: those are the script's.

#![expect(clippy::disallowed_types, reason = "a bench reads the wall clock")]

#[path = "peers/fleet.rs"]
mod fleet;
#[path = "peers/flows.rs"]
mod flows;
#[path = "peers/night.rs"]
mod night;

use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse::<usize>().expect("a number");
    match words[..] {
        // A fleet for the SimPy twin: written to a file, or run and timed.
        ["night", "export", vms, days, file] => night::export(number(vms), number(days), file),
        ["night", "run", vms, days] => night::run(number(vms), number(days)),
        // Topologies for SimGrid.
        ["flows", "export", vaults, disks, file] => {
            flows::export(number(vaults), number(disks), file);
        }
        ["flows", "run", vaults, disks, file] => flows::run(number(vaults), number(disks), file),
        // The engine as the page calls it, and its growth.
        ["session", preset] => fleet::session(preset),
        ["fleet", vms, days] => fleet::run(number(vms), number(days)),
        _ => small(),
    }
}

/// Everything once, as `cargo test` wants it.
fn small() {
    println!("the comparison is benches/peers/run; this is every part of it once, small");
    let folder = std::env::temp_dir().join(format!("vaultlab-peers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for what is written");
    let file = folder.join("out").display().to_string();
    night::export(20, 4, &file);
    night::run(20, 4);
    flows::export(2, 20, &file);
    flows::run(2, 20, &file);
    fleet::session("one-vm");
    fleet::run(20, 4);
    std::fs::remove_dir_all(&folder).expect("the folder can go again");
}

/// Seconds that something took, by the clock on the wall and on a processor.
#[derive(Clone, Copy, Debug)]
struct Took {
    wall: f64,
    cpu: f64,
}

impl Took {
    fn of<T>(work: impl FnOnce() -> T) -> (T, Self) {
        let (begin, cpu_begin) = (Instant::now(), cpu_secs());
        let result = work();
        let cpu = cpu_secs() - cpu_begin;
        let wall = begin.elapsed().as_secs_f64();
        (result, Self { wall, cpu })
    }
    fn print(self) {
        println!("wall_s {}\ncpu_s {}", self.wall, self.cpu);
    }
}

/// Seconds that this process has had a processor, as the kernel counts them; NaN where it does not.
/// On a busy machine this says more than the wall's clock. Nothing here has a second thread.
fn cpu_secs() -> f64 {
    // The kernel brings its count up to date when it chooses who goes on.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanos = text.split_ascii_whitespace().next();
    nanos
        .and_then(|nanos| nanos.parse::<f64>().ok())
        .map_or(f64::NAN, |nanos| nanos / 1e9)
}

/// Memory of this process in KiB, `VmRSS` or `VmHWM`; NaN where the kernel does not say.
fn memory_kib(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    let kib = line.and_then(|line| line.split_ascii_whitespace().nth(1)?.parse().ok());
    kib.unwrap_or(f64::NAN)
}
