//! Instructions, counted by valgrind: of the event wheel, of the sharing of links, and of one day of
//! a fleet. The counts do not depend on what else the machine does, so a change of a few percent
//! shows. `cargo xtask instructions` runs this and compares with `instructions.txt`; by itself it
//! needs the program `gungraun-runner`, so neither `cargo test` nor a plain `cargo bench` runs it.

#![expect(missing_docs, reason = "the macros make modules without documentation")]

mod work;

use gungraun::{library_benchmark, library_benchmark_group, main};
use std::hint::black_box;
use vaultlab::engine::Simulation;
use vaultlab::engine::flow::{FlowSpec, LinkSpec, replay};
use vaultlab::engine::wheel::Wheel;
use vaultlab::scenario::check;
use vaultlab::scenario::presets::Preset;
use work::{Night, Wait, aligned_wait, hold, scenario_of, short_wait};

#[library_benchmark]
#[bench::short_waits(short_wait)]
#[bench::aligned_waits(aligned_wait)]
fn event_wheel(wait: Wait) -> u64 {
    black_box(hold(Wheel::new(), 10_000, 200_000, wait))
}

/// One full vault and 2,000 disks of one night.
fn night(machines: bool) -> (Vec<LinkSpec>, Vec<FlowSpec>) {
    let (links, flows) = scenario_of(Night {
        vaults: 1,
        flows_per_vault: 2_000,
        vault_share: 0.5,
        machines,
    });
    (links.into_iter().map(LinkSpec::from).collect(), flows)
}

#[library_benchmark]
#[bench::vault_only(night(false))]
#[bench::with_machines_and_accounts(night(true))]
fn sharing((links, flows): (Vec<LinkSpec>, Vec<FlowSpec>)) -> usize {
    black_box(replay(&links, &flows)).len()
}

/// The first day of a fleet.
fn fleet(vms: usize) -> Simulation {
    let mut draft = Preset::find("fleet-1000")
        .expect("the preset exists")
        .draft();
    draft.vms.truncate(vms);
    draft.days = 1;
    Simulation::new(check(draft).expect("the preset is valid"))
}

#[library_benchmark]
#[bench::machines_200(fleet(200))]
fn fleet_day(simulation: Simulation) -> u64 {
    let (_, _, ledger) = black_box(simulation).finish();
    ledger.digest()
}

library_benchmark_group!(
    name = counts,
    benchmarks = [event_wheel, sharing, fleet_day]
);
main!(library_benchmark_groups = counts);
