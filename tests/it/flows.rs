//! The sharing of links, against two judges: a solver that recomputes everything at every event,
//! and exact rational arithmetic; and against the definition of what is fair.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail by panicking, too"
)]

mod certificate;
mod exact;
mod extremes;
mod losses;
mod script;
mod slow;

use certificate::{Shown, check_certificate};
use losses::check_losses;
use script::{EVERYTHING, PLAIN, Script, Spice, Step, random_script};
use slow::{fair_rates, play_slowly};
use vaultlab::engine::flow::{
    Clock, End, FlowKey, FlowSpec, LinkId, Network, Seconds, Use, replay,
};
use vaultlab::units::SimTime;

const TOLERANCE: f64 = 1e-12;

/// A network that a script is played on, and what is known of it from outside.
struct Stage<'a, T> {
    network: Network<T>,
    links: Vec<LinkId>,
    capacities: Vec<f64>,
    /// The flows that have started and not ended.
    live: Vec<(FlowKey, usize)>,
    script: &'a Script,
    ends: Vec<End>,
}

impl<'a, T: Clock> Stage<'a, T> {
    fn new(script: &'a Script) -> Self {
        let mut network = Network::new();
        network.follow_losses(true);
        let capacities: Vec<f64> = script.links.iter().map(|link| link.capacity).collect();
        Self {
            links: capacities.iter().map(|c| network.add_link(*c)).collect(),
            network,
            capacities,
            live: Vec::new(),
            script,
            ends: vec![End::Unfinished { link: None }; script.flows.len()],
        }
    }

    fn take_completed(&mut self, now: T) {
        let mut completed = Vec::new();
        self.network.take_completed(now, &mut completed);
        for key in completed {
            let is_it = |(other, _): &(FlowKey, usize)| *other == key;
            let (_, flow) = self.live.remove(self.live.iter().position(is_it).unwrap());
            self.ends[flow] = End::Finished(now.secs_since(T::START));
        }
    }

    fn take(&mut self, now: T, step: Step) {
        match step {
            Step::Change(link, capacity) => {
                self.capacities[link] = capacity;
                self.network.set_capacity(now, self.links[link], capacity);
            }
            Step::Start(flow) => {
                let spec = &self.script.flows[flow];
                let weight = spec.weight;
                let cap = spec.cap_bytes_per_s.map(|cap| cap / weight);
                let is_plain = weight == 1.0 && spec.links.iter().all(|(_, amount)| *amount == 1.0);
                let key = if is_plain {
                    let links: Vec<LinkId> = spec
                        .links
                        .iter()
                        .map(|(link, _)| self.links[*link])
                        .collect();
                    self.network.start(now, &links, cap, spec.bytes)
                } else {
                    let amount =
                        |(link, amount): &(usize, f64)| self.links[*link].at(amount * weight);
                    let uses: Vec<Use> = spec.links.iter().map(amount).collect();
                    self.network
                        .start_using(now, &uses, cap, spec.bytes / weight)
                };
                self.live.push((key, flow));
            }
            Step::Cancel(flow) => {
                let place = self.live.iter().position(|(_, other)| *other == flow);
                // A flow without bytes is done, though it has not been taken yet.
                if let Some(place) = place.filter(|_| self.script.flows[flow].bytes > 0.0) {
                    let (key, _) = self.live.remove(place);
                    let left = self.network.cancel(now, key) * self.script.flows[flow].weight;
                    let (secs, bytes_left) = (now.secs_since(T::START), left);
                    self.ends[flow] = End::Cancelled { secs, bytes_left };
                }
            }
        }
    }

    /// The rates are those of the slow solver, and fair by the definition.
    fn check_rates(&self, context: &str) {
        let moving = |flow: &usize| self.script.flows[*flow].bytes > 0.0;
        let live = self.live.iter().filter(|(_, flow)| moving(flow));
        let specs: Vec<&FlowSpec> = live
            .clone()
            .map(|(_, it)| &self.script.flows[*it])
            .collect();
        let weighted = live.zip(&specs);
        let rates: Vec<f64> = weighted
            .map(|((key, _), spec)| self.network.rate(*key) * spec.weight)
            .collect();
        for (rate, fair) in rates.iter().zip(fair_rates(&self.capacities, &specs)) {
            assert!(
                (rate - fair).abs() <= TOLERANCE * fair,
                "{context}: rate {rate}, fair {fair}"
            );
        }
        let shown: Vec<Shown> = self
            .links
            .iter()
            .map(|link| Shown {
                load: self.network.link_load(*link),
                count: self.network.flow_count(*link),
            })
            .collect();
        check_certificate(&self.capacities, &specs, &rates, &shown, context);
    }
}

/// Plays a script on the network and checks its rates after each instant, and where the time went.
fn play<T: Clock>(script: &Script, at: impl Fn(f64) -> T, context: &str) -> Vec<End> {
    let mut stage = Stage::new(script);
    let mut steps = script.steps().into_iter().peekable();
    let (mut keys, mut losses) = (vec![None; script.flows.len()], Vec::new());
    loop {
        let step = steps.peek().map(|(secs, _)| at(*secs));
        let now = match (step, stage.network.next_completion()) {
            (Some(step), Some(end)) if end < step => end,
            (Some(step), _) => step,
            (None, Some(end)) => end,
            (None, None) => break,
        };
        stage.take_completed(now);
        while let Some((_, step)) = steps.next_if(|(secs, _)| at(*secs) <= now) {
            stage.take(now, step);
        }
        stage.network.settle(now);
        stage.network.take_losses(&mut losses);
        for (key, flow) in &stage.live {
            keys[*flow] = Some(*key);
        }
        stage.check_rates(context);
    }
    check_losses(script, &stage.ends, &keys, &losses, context);
    stage.ends
}

#[track_caller]
fn check_against_slow_solver(seed: u64, flow_count: u64, spice: Spice) -> f64 {
    let script = random_script(seed, flow_count, spice);
    let context = format!("seed {seed}, {flow_count} flows, {spice:?}");
    let (fast, slow) = (play(&script, Seconds, &context), play_slowly(&script));
    let worst = worst_difference(&script, &fast, &slow);
    let replayed = worst_difference(&script, &replay(&script.links, &script.flows), &slow);
    assert!(
        worst <= TOLERANCE,
        "{context}: {worst:e}, {fast:?}, {slow:?}"
    );
    assert!(replayed <= TOLERANCE, "{context}: replayed, {replayed:e}");
    worst
}

/// The largest relative difference between the ends of two plays; infinite if they are of different
/// kinds.
fn worst_difference(script: &Script, one: &[End], other: &[End]) -> f64 {
    let most = script.flows.iter().map(|flow| flow.bytes);
    let most = most.fold(1.0, f64::max);
    let difference = |(one, other): (&End, &End)| match (*one, *other) {
        (End::Finished(one), End::Finished(other)) => (one - other).abs() / other.max(1e-300),
        // What is left is a difference: judged against the bytes of the largest flow.
        (
            End::Cancelled {
                bytes_left: one, ..
            },
            End::Cancelled {
                bytes_left: other, ..
            },
        ) => (one - other).abs() / most,
        // Cancelled in the very instant in which it ends: rounding decides which comes first.
        (End::Finished(_), End::Cancelled { bytes_left, .. })
        | (End::Cancelled { bytes_left, .. }, End::Finished(_)) => bytes_left / most,
        (End::Unfinished { .. }, End::Unfinished { .. }) => 0.0,
        (End::Unfinished { .. }, _) | (_, End::Unfinished { .. }) => f64::INFINITY,
    };
    one.iter().zip(other).map(difference).fold(0.0, f64::max)
}

fn check_topologies(spice: Spice) {
    let mut worst: f64 = 0.0;
    for seed in 0..600 {
        worst = worst.max(check_against_slow_solver(seed, 1 + seed % 40, spice));
    }
    println!("600 topologies, {spice:?}: worst relative error {worst:e}");
}

#[test]
fn finish_times_are_those_of_a_full_recomputation() {
    check_topologies(PLAIN);
}

#[test]
fn cancelled_flows_and_changed_capacities_leave_the_others_exact() {
    check_topologies(Spice {
        changes: true,
        ..PLAIN
    });
}

#[test]
fn flows_share_what_their_bytes_take_of_each_link() {
    check_topologies(Spice {
        amounts: true,
        ..PLAIN
    });
}

#[test]
fn flows_share_by_weight() {
    check_topologies(Spice {
        weights: true,
        ..PLAIN
    });
}

#[test]
fn weights_amounts_changes_and_cancels_go_together() {
    check_topologies(EVERYTHING);
}

#[test]
fn nanoseconds_finish_a_flow_never_early_and_hardly_late() {
    for seed in 0..100 {
        let script = random_script(seed, 20, PLAIN);
        let context = format!("seed {seed}");
        let to_nanos = |secs: f64| SimTime::ZERO.after_secs(secs);
        let fast = play(&script, to_nanos, &context);
        for (flow, ends) in fast.into_iter().zip(play_slowly(&script)).enumerate() {
            let (End::Finished(fast), End::Finished(slow)) = ends else {
                panic!("{context}: flow {flow} is {ends:?}");
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

#[test]
fn a_flow_may_have_its_bottleneck_beside_three_other_full_links() {
    let mut network = Network::new();
    // Four links, each of them filled by a flow of its own beside the long one.
    let links = [100.0, 200.0, 300.0, 400.0].map(|capacity| network.add_link(capacity));
    let now = Seconds(0.0);
    let long = network.start(now, &links, None, 1e6);
    let own = links.map(|link| network.start(now, &[link], None, 1e6));
    network.settle(now);
    assert_eq!(network.rate(long), 50.0);
    assert_eq!(
        own.map(|flow| network.rate(flow)),
        [50.0, 150.0, 250.0, 350.0]
    );
    let loads = links.map(|link| network.link_load(link));
    assert_eq!(loads, [100.0, 200.0, 300.0, 400.0]);
    network.set_capacity(now, links[2], 40.0);
    network.settle(now);
    assert_eq!(
        (network.rate(long), network.holder(long)),
        (20.0, Some(links[2]))
    );
    assert_eq!(
        own.map(|flow| network.rate(flow)),
        [80.0, 180.0, 20.0, 380.0]
    );
}
