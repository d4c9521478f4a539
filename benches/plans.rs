//! Ways to new start times on ten generated fleets: as it is, equal spacing, random search, and the
//! planner, the last two with the same number of simulations. Prints what each way comes to, whole
//! policies moved and machines moved, and a hash of it all.
//! `cargo bench --bench plans` compares ten fleets; `cargo test` two small ones.

#![expect(clippy::disallowed_types, reason = "a bench reads the wall clock")]

use std::fmt::Write;
use std::time::Instant;
use vaultlab::advisor::{Figures, PlanOrder, Planner, clock};
use vaultlab::rng::{Draw, Draws, Purpose, entity_key};
use vaultlab::scenario::draft::{ScenarioDraft, ScheduleDraft};
use vaultlab::scenario::parse;

/// Allowed start times: every half hour from 20:00 to 05:30, in minutes of the day.
const SLOTS: u16 = 20;

fn main() {
    let is_large = std::env::args().any(|arg| arg == "--bench");
    let (fleets, scale, budget) = if is_large { (10, 30, 100) } else { (2, 3, 4) };
    let mut table = String::new();
    let mut sums = [[0_u64; 4]; 4];
    for number in 0..fleets {
        let draft = fleet(number, scale);
        let begin = Instant::now();
        let order = PlanOrder {
            budget,
            ..PlanOrder::default()
        };
        let plan = Planner::new(draft.clone(), &order)
            .expect("it is right")
            .finish();
        let secs = begin.elapsed().as_secs_f64();
        let equal = plan.equal.unwrap_or(plan.was);
        let ways = [plan.was, equal, random(&draft, number, budget), plan.is];
        let machines = draft.vms.len();
        let _ = write!(table, "fleet {number:>2} {machines:>4} machines |");
        for (sum, way) in sums.iter_mut().zip(&ways) {
            let figures = [
                u64::from(way.missed),
                u64::from(way.late),
                way.over_s,
                way.ends_s,
            ];
            for (sum, figure) in sum.iter_mut().zip(figures) {
                *sum += figure;
            }
            let _ = write!(table, "{}", told(figures, way.nights));
        }
        table.push('\n');
        println!(
            "fleet {number:>2}: {} simulations in {secs:.2} s",
            plan.simulations
        );
    }
    println!(
        "nights missed, late backups, hours over, mean end (of each: as is, equal, random, plan)"
    );
    print!("{table}");
    for (name, [missed, late, over, _]) in ["as is", "equal", "random", "plan"].iter().zip(sums) {
        println!(
            "{name:<7} {missed:>4} nights missed, {late:>5} late, {:>8.1} h over",
            over as f64 / 3600.0
        );
    }
    println!("hash {:016x}", entity_key(&table));
}

fn told([missed, late, over_s, ends_s]: [u64; 4], nights: u32) -> String {
    let mean_end = ends_s as f64 / f64::from(nights.max(1)) / 3600.0;
    format!(
        " {missed:>2} {late:>4} {:>7.1} {mean_end:>5.2} |",
        over_s as f64 / 3600.0
    )
}

/// The best of this many random assignments, the one that is there among them.
fn random(draft: &ScenarioDraft, number: u64, budget: u32) -> Figures {
    let mut draw = Draws::new(number).at(entity_key("random"), 0, Purpose::Preset);
    let rank = |of: &Figures| (of.missed, of.late, of.over_s, of.ends_s);
    let mut best = figures(draft.clone());
    for _ in 1..budget {
        let mut draft = draft.clone();
        for policy in &mut draft.policies {
            let slot = below(&mut draw, usize::from(SLOTS)) as u16;
            let at = clock((20 * 60 + 30 * slot).rem_euclid(24 * 60));
            policy.schedule = ScheduleDraft::Day { at };
        }
        let figures = figures(draft);
        if rank(&figures) < rank(&best) {
            best = figures;
        }
    }
    best
}

/// What a scenario comes to as it is.
fn figures(draft: ScenarioDraft) -> Figures {
    let order = PlanOrder {
        budget: 1,
        ..PlanOrder::default()
    };
    Planner::new(draft, &order)
        .expect("it is right")
        .finish()
        .was
}

fn below(draw: &mut Draw, count: usize) -> usize {
    (draw.unit() * count as f64) as usize
}

/// Eight to twelve policies in two vaults, all due at a few common times.
fn fleet(number: u64, scale: usize) -> ScenarioDraft {
    let mut draw = Draws::new(number).at(entity_key("fleet"), 0, Purpose::Preset);
    let count = 8 + below(&mut draw, 5);
    let (mut policies, mut vms) = (Vec::new(), Vec::new());
    let mut held = [0.0; 2];
    for i in 0..count {
        let at = ["22:00", "23:00", "00:00", "01:00"][below(&mut draw, 4)];
        policies.push(format!(
            r#"{{"name": "p{i}", "vault": "v{}", "time_zone": "UTC", "schedule": {{
                "every": "day", "at": "{at}"}}, "retention": {{"daily": {{"days": 7}}}}}}"#,
            i.rem_euclid(2)
        ));
        let machines = 1 + below(&mut draw, scale);
        let size = 10.0 + 40.0 * draw.unit();
        for j in 0..machines {
            let used = (size * (0.5 + draw.unit())).round();
            let change = (10.0 + 40.0 * draw.unit()).round();
            held[i.rem_euclid(2)] += used;
            vms.push(format!(
                r#"{{"name": "p{i}-{j}", "os": "linux", "policy": "p{i}", "disks": [{{"name": "os",
                    "role": "os", "size_gib": 128, "used_gib": {used},
                    "change_percent_per_day": {change}}}]}}"#
            ));
        }
    }
    // A vault takes in its first night's data in a bit more than eight hours.
    let vaults = held.iter().enumerate().map(|(i, held)| {
        let rate = (held * 1024.0 / 30_000.0).max(1.0) as u64 + 1;
        format!(r#"{{"name": "v{i}", "mib_per_s": {rate}}}"#)
    });
    let text = format!(
        r#"{{"schema": 1, "name": "fleet {number}", "start": "2026-03-01", "days": 9,
            "window": {{"opens": "20:00", "closes": "06:00", "time_zone": "UTC"}},
            "vaults": [{}], "policies": [{}], "vms": [{}]}}"#,
        vaults.collect::<Vec<_>>().join(","),
        policies.join(","),
        vms.join(",")
    );
    parse(&text).expect("the scenario is well formed")
}
