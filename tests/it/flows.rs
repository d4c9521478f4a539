//! The sharing of links, against two judges: a solver that recomputes everything at every event,
//! and exact rational arithmetic.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail by panicking, too"
)]

mod script;

use script::{Script, Step, random_script, specs_of};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use vaultlab::engine::flow::{Clock, FlowKey, FlowSpec, LinkId, Network, Seconds, finish_times};
use vaultlab::units::SimTime;

const TOLERANCE: f64 = 1e-12;
/// How far rates may be from a max-min fair assignment that is checked on its own.
const CERTIFICATE_TOLERANCE: f64 = 1e-9;

/// What became of each flow: when it finished, or what it had left when it was cancelled.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Finished(f64),
    Cancelled(f64),
}

// The slow judge

/// Max-min fair rates by progressive filling from zero.
fn fair_rates(capacities: &[f64], flows: &[&FlowSpec]) -> Vec<f64> {
    let mut rates: Vec<Option<f64>> = vec![None; flows.len()];
    let crosses = |flow: usize, link: usize| flows[flow].links.contains(&link);
    let cap_of = |flow: usize| flows[flow].cap_bytes_per_s.unwrap_or(f64::INFINITY);
    while rates.iter().any(Option::is_none) {
        let levels: Vec<f64> = (0..capacities.len())
            .map(|link| {
                let users = (0..flows.len()).filter(|flow| crosses(*flow, link));
                let (fixed, rising): (Vec<usize>, _) =
                    users.partition(|flow| rates[*flow].is_some());
                let used: f64 = fixed.iter().filter_map(|flow| rates[*flow]).sum();
                (capacities[link] - used).max(0.0) / rising.len() as f64
            })
            .collect();
        let rising = (0..flows.len()).filter(|flow| rates[*flow].is_none());
        let limit = |flow: usize| {
            let level = flows[flow].links.iter().map(|link| levels[*link]);
            level.fold(cap_of(flow), f64::min)
        };
        let lowest = rising.map(limit).fold(f64::INFINITY, f64::min);
        let fixed: Vec<usize> = (0..flows.len())
            .filter(|flow| rates[*flow].is_none() && limit(*flow) <= lowest)
            .collect();
        for flow in fixed {
            rates[flow] = Some(lowest);
        }
    }
    rates.into_iter().flatten().collect()
}

/// Plays a script by recomputing all rates at every event.
fn play_slowly(script: &Script) -> Vec<Option<Fate>> {
    let mut capacities = script.capacities.clone();
    let mut flows: Vec<(&FlowSpec, f64)> = Vec::new();
    let mut fates: Vec<Option<Fate>> = Vec::new();
    let (mut now, mut steps) = (0.0, script.steps.iter().peekable());
    loop {
        while let Some((_, step)) = steps.next_if(|(at, _)| *at <= now) {
            match step {
                Step::Start(flow) => {
                    flows.push((flow, flow.bytes));
                    fates.push((flow.bytes == 0.0).then_some(Fate::Finished(now)));
                }
                Step::Cancel(victim) if fates[*victim].is_none() => {
                    fates[*victim] = Some(Fate::Cancelled(flows[*victim].1));
                }
                Step::Cancel(_) => {}
                Step::SetCapacity(link, capacity) => capacities[*link] = *capacity,
            }
        }
        let live: Vec<usize> = (0..flows.len())
            .filter(|flow| fates[*flow].is_none())
            .collect();
        let specs: Vec<&FlowSpec> = live.iter().map(|flow| flows[*flow].0).collect();
        let rates = fair_rates(&capacities, &specs);
        let ends = live
            .iter()
            .zip(&rates)
            .map(|(flow, rate)| now + flows[*flow].1 / rate);
        let next_end = ends.clone().fold(f64::INFINITY, f64::min);
        let next = steps.peek().map_or(next_end, |(at, _)| at.min(next_end));
        if next.is_infinite() {
            return fates;
        }
        for ((flow, rate), end) in live.iter().zip(&rates).zip(ends.collect::<Vec<_>>()) {
            flows[*flow].1 -= rate * (next - now);
            if end <= next {
                fates[*flow] = Some(Fate::Finished(next));
            }
        }
        now = next;
    }
}

// The network under test

/// Plays a script on the network and checks its rates after each instant.
fn play<T: Clock>(script: &Script, at: impl Fn(f64) -> T, context: &str) -> Vec<Option<Fate>> {
    let mut network = Network::new();
    let links: Vec<LinkId> = script
        .capacities
        .iter()
        .map(|c| network.add_link(*c))
        .collect();
    let mut capacities = script.capacities.clone();
    let mut flows: Vec<(FlowKey, &FlowSpec)> = Vec::new();
    let mut fates = Vec::new();
    let mut steps = script.steps.iter().peekable();
    let mut completed = Vec::new();
    loop {
        let step = steps.peek().map(|(secs, _)| at(*secs));
        let now = match (step, network.next_completion()) {
            (Some(step), Some(end)) if end < step => end,
            (Some(step), _) => step,
            (None, Some(end)) => end,
            (None, None) => return fates,
        };
        network.take_completed(now, &mut completed);
        for key in completed.drain(..) {
            let flow = flows.iter().position(|(other, _)| *other == key).unwrap();
            fates[flow] = Some(Fate::Finished(now.secs_since(T::START)));
        }
        while let Some((_, step)) = steps.next_if(|(secs, _)| at(*secs) <= now) {
            match step {
                Step::Start(flow) => {
                    let path: Vec<LinkId> = flow.links.iter().map(|link| links[*link]).collect();
                    let key = network.start(now, &path, flow.cap_bytes_per_s, flow.bytes);
                    flows.push((key, flow));
                    fates.push(None);
                }
                // A flow without bytes is done, though it has not been taken yet.
                Step::Cancel(victim)
                    if fates[*victim].is_none() && flows[*victim].1.bytes > 0.0 =>
                {
                    fates[*victim] = Some(Fate::Cancelled(network.cancel(now, flows[*victim].0)));
                }
                Step::Cancel(_) => {}
                Step::SetCapacity(link, capacity) => {
                    capacities[*link] = *capacity;
                    network.set_capacity(now, links[*link], *capacity);
                }
            }
        }
        network.settle(now);
        check_rates(&network, &links, &capacities, &flows, context);
    }
}

/// The rates are those of the slow solver, and max-min fair by the definition.
fn check_rates<T: Clock>(
    network: &Network<T>,
    links: &[LinkId],
    capacities: &[f64],
    flows: &[(FlowKey, &FlowSpec)],
    context: &str,
) {
    let is_moving = |(key, flow): &&(FlowKey, &FlowSpec)| network.is_live(*key) && flow.bytes > 0.0;
    let live: Vec<&(FlowKey, &FlowSpec)> = flows.iter().filter(is_moving).collect();
    let specs: Vec<&FlowSpec> = live.iter().map(|(_, flow)| *flow).collect();
    let rates: Vec<f64> = live.iter().map(|(key, _)| network.rate(*key)).collect();
    for (rate, fair) in rates.iter().zip(fair_rates(capacities, &specs)) {
        assert!(
            (rate - fair).abs() <= TOLERANCE * fair,
            "{context}: rate {rate}, fair {fair}"
        );
    }
    let users = |link: usize| {
        let crossing = specs
            .iter()
            .zip(&rates)
            .filter(move |(flow, _)| flow.links.contains(&link));
        crossing.map(|(_, rate)| *rate)
    };
    for (link, capacity) in capacities.iter().enumerate() {
        let (load, shown) = (users(link).sum::<f64>(), network.link_load(links[link]));
        assert!(
            load <= capacity * (1.0 + CERTIFICATE_TOLERANCE),
            "{context}: overload"
        );
        let error = (load - shown).abs();
        assert!(
            error <= CERTIFICATE_TOLERANCE * capacity,
            "{context}: {load} shown as {shown}"
        );
        assert_eq!(
            network.flow_count(links[link]),
            users(link).count(),
            "{context}"
        );
    }
    for (flow, rate) in specs.iter().zip(&rates) {
        let at_cap = flow.cap_bytes_per_s == Some(*rate);
        let is_bottleneck = |link: &usize| {
            let full =
                users(*link).sum::<f64>() >= capacities[*link] * (1.0 - CERTIFICATE_TOLERANCE);
            full && users(*link).all(|other| other <= rate * (1.0 + CERTIFICATE_TOLERANCE))
        };
        assert!(
            at_cap || flow.links.iter().any(is_bottleneck),
            "{context}: no bottleneck"
        );
    }
}

#[track_caller]
fn check_against_slow_solver(seed: u64, flow_count: u64, with_changes: bool) -> f64 {
    let script = random_script(seed, flow_count, with_changes);
    let context = format!("seed {seed}, {flow_count} flows, changes {with_changes}");
    let (fast, slow) = (play(&script, Seconds, &context), play_slowly(&script));
    assert_eq!(fast.len(), slow.len(), "{context}");
    let mut worst: f64 = 0.0;
    for (flow, fates) in fast.iter().zip(&slow).enumerate() {
        worst = worst.max(match fates {
            (Some(Fate::Finished(fast)), Some(Fate::Finished(slow))) => {
                (fast - slow).abs() / slow.max(1e-300)
            }
            // What is left is a difference: judged against the bytes of the largest flow.
            (Some(Fate::Cancelled(fast)), Some(Fate::Cancelled(slow))) => (fast - slow).abs() / 1e4,
            // Cancelled in the very instant in which it ends: rounding decides which comes first.
            (Some(Fate::Finished(_)), Some(Fate::Cancelled(left)))
            | (Some(Fate::Cancelled(left)), Some(Fate::Finished(_))) => left / 1e4,
            _ => panic!("{context}: flow {flow} is {fates:?}"),
        });
        assert!(
            worst <= TOLERANCE,
            "{context}: flow {flow} differs by {worst:e}: {fates:?}"
        );
    }
    worst
}

#[test]
fn finish_times_are_those_of_a_full_recomputation() {
    let mut worst: f64 = 0.0;
    for seed in 0..600 {
        worst = worst.max(check_against_slow_solver(seed, 1 + seed % 40, false));
    }
    println!("600 topologies: worst relative error {worst:e}");
}

#[test]
fn cancelled_flows_and_changed_capacities_leave_the_others_exact() {
    let mut worst: f64 = 0.0;
    for seed in 0..600 {
        worst = worst.max(check_against_slow_solver(seed, 1 + seed % 40, true));
    }
    println!("600 topologies: worst relative error {worst:e}");
}

#[test]
fn nanoseconds_finish_a_flow_never_early_and_hardly_late() {
    for seed in 0..100 {
        let script = random_script(seed, 20, false);
        let context = format!("seed {seed}");
        let to_nanos = |secs: f64| SimTime::ZERO.after_secs(secs);
        let pairs = play(&script, to_nanos, &context)
            .into_iter()
            .zip(play_slowly(&script));
        for (flow, fates) in pairs.enumerate() {
            let (Some(Fate::Finished(fast)), Some(Fate::Finished(slow))) = fates else {
                panic!("{context}: flow {flow} is {fates:?}");
            };
            let late = fast - slow;
            assert!(
                late > -1e-7 && late < 1e-6,
                "{context}: flow {flow} is late by {late:e}"
            );
        }
    }
}

#[test]
fn simultaneous_completions_come_in_the_order_of_their_starts() {
    let mut network = Network::new();
    let (vault, wide) = (network.add_link(100.0), network.add_link(1e9));
    let now = SimTime::ZERO;
    let paths = [
        (&[vault][..], None),
        (&[], Some(50.0)),
        (&[wide], Some(50.0)),
        (&[vault], None),
    ];
    let keys = paths.map(|(path, cap)| network.start(now, path, cap, 100.0));
    network.settle(now);
    let end = network.next_completion().unwrap();
    assert_eq!(end, SimTime::from_nanos(2_000_000_000));
    let mut completed = Vec::new();
    network.take_completed(end, &mut completed);
    assert_eq!(completed, keys);
    network.settle(end);
    assert!(network.is_empty() && network.next_completion().is_none());
}

#[test]
fn a_stopped_link_holds_its_flows_until_it_carries_again() {
    let mut network = Network::new();
    let vault = network.add_link(10.0);
    let flow = network.start(Seconds(0.0), &[vault], Some(4.0), 40.0);
    network.settle(Seconds(0.0));
    network.set_capacity(Seconds(5.0), vault, 0.0);
    network.settle(Seconds(5.0));
    assert_eq!((network.rate(flow), network.next_completion()), (0.0, None));
    network.set_capacity(Seconds(9.0), vault, 2.0);
    network.settle(Seconds(9.0));
    assert_eq!(network.bytes_left(Seconds(10.0), flow), 18.0);
    assert_eq!(network.next_completion(), Some(Seconds(19.0)));
}

#[test]
fn ended_flows_leave_no_memory_behind() {
    let mut network = Network::new();
    let links = [network.add_link(100.0), network.add_link(150.0)];
    let mut completed = Vec::new();
    let (mut most, mut now) = (0, SimTime::ZERO);
    for round in 0..5_000_u32 {
        let cap = (round % 3 > 0).then_some(f64::from(round % 7 + 20));
        let path = &links[..1 + round as usize % 2];
        let key = network.start(now, path, cap, f64::from(round % 11 * 10));
        most = most.max(key.slot());
        network.settle(now);
        while network.len() > 8 || network.next_completion() == Some(now) {
            now = network.next_completion().unwrap();
            network.take_completed(now, &mut completed);
            network.settle(now);
        }
    }
    assert!(most <= 9, "slot {most}");
    assert!(completed.iter().all(|key| !network.is_live(*key)));
}

// The exact judge

fn to_document(script: &Script) -> Value {
    let links: Vec<Value> = script
        .capacities
        .iter()
        .enumerate()
        .map(|(link, capacity)| json!({"id": link.to_string(), "capacity_bytes_per_s": capacity}))
        .collect();
    let flows: Vec<Value> = specs_of(script)
        .iter()
        .enumerate()
        .map(|(flow, spec)| {
            let path: Vec<String> = spec.links.iter().map(usize::to_string).collect();
            json!({
                "id": flow.to_string(), "start_s": spec.start_secs, "bytes": spec.bytes,
                "links": path, "cap_bytes_per_s": spec.cap_bytes_per_s,
            })
        })
        .collect();
    json!({"links": links, "flows": flows})
}

/// The finish times of many scenarios by `maxmin_oracle.py`, in one run of Python.
fn ask_exact_judge(oracle: &Path, documents: &[Value]) -> Vec<Value> {
    const PROGRAM: &str = "
import json, sys
sys.path.insert(0, sys.argv[1])
import maxmin_oracle
for line in sys.stdin:
    finish, _ = maxmin_oracle.simulate(json.loads(line, parse_float=str))
    print(json.dumps({flow: float(at) for flow, at in finish.items()}))
";
    let folder = oracle.parent().unwrap();
    let mut python = Command::new("python3");
    python.args(["-B", "-c", PROGRAM]).arg(folder);
    let python = python.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut python = python.expect("python3 is installed");
    let lines: Vec<String> = documents
        .iter()
        .map(|document| format!("{document}\n"))
        .collect();
    let mut input = python.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || input.write_all(lines.concat().as_bytes()));
    let output = python.wait_with_output().unwrap();
    feeder.join().unwrap().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn finish_times_are_those_of_exact_arithmetic() {
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracles/maxmin_oracle.py");
    if !oracle.exists() {
        println!("skipped: the exact judge is not beside this checkout");
        return;
    }
    let scripts: Vec<Script> = (0..200)
        .map(|seed| random_script(10_000 + seed, 1 + seed % 16, false))
        .collect();
    let documents: Vec<Value> = scripts.iter().map(to_document).collect();
    let mut worst: f64 = 0.0;
    for (seed, (script, exact)) in scripts
        .iter()
        .zip(ask_exact_judge(&oracle, &documents))
        .enumerate()
    {
        let finish = finish_times(&script.capacities, &specs_of(script));
        for (flow, finish) in finish.iter().enumerate() {
            let exact = exact[flow.to_string()].as_f64().unwrap();
            worst = worst.max((finish - exact).abs() / exact.max(1e-300));
            assert!(
                worst <= TOLERANCE,
                "seed {seed}, flow {flow}: {finish} is not {exact}"
            );
        }
    }
    println!("200 scenarios: worst relative error {worst:e}");
}
