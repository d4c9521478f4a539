//! Amounts of very different size: beside a large one a small one is lost in the last place. The
//! rates of those that take little are then not exact, but nothing hangs, overflows or takes more
//! than there is.

use super::script::{EVERYTHING, Script, Step, random_script};
use super::{Stage, TOLERANCE};
use crate::dice::Dice;
use vaultlab::engine::flow::{FlowSpec, LinkSpec, Network, Seconds, replay};

/// Starts all flows at once; no link takes more than it has.
#[track_caller]
fn check_loads(script: &Script, context: &str) {
    let mut stage = Stage::<Seconds>::new(script);
    for flow in 0..script.flows.len() {
        stage.take(Seconds(0.0), Step::Start(flow));
    }
    stage.network.settle(Seconds(0.0));
    for (link, capacity) in stage.links.iter().zip(&stage.capacities) {
        let load = stage.network.link_load(*link);
        let most = capacity * (1.0 + TOLERANCE);
        assert!(load <= most, "{context}: {load} of {capacity}");
    }
}

#[test]
fn amounts_of_very_different_size_are_solved() {
    for seed in 0..1_000 {
        let mut script = random_script(seed, 1 + seed % 30, EVERYTHING);
        let mut dice = Dice(seed);
        for (_, amount) in script.flows.iter_mut().flat_map(|flow| &mut flow.links) {
            *amount *= [1e-9, 1e-3, 1.0, 1e4, 1e9][dice.below(5) as usize];
        }
        let ends = replay(&script.links, &script.flows);
        assert_eq!(ends.len(), script.flows.len());
        check_loads(&script, &format!("seed {seed}"));
    }
}

#[test]
fn an_amount_that_is_lost_beside_another_does_not_keep_the_solve_from_ending() {
    // At a level of 3 the link is full. The second flow may then be let go to its cap or not: the
    // third takes too little for the difference to be seen.
    let mut network = Network::new();
    let now = Seconds(0.0);
    let link = network.add_link(0.5 + 3e9);
    network.start_using(now, &[link.at(1.0)], Some(0.5), 1.0);
    let second = network.start_using(now, &[link.at(1e9)], Some(3.0), 1.0);
    let third = network.start_using(now, &[link.at(1e-9)], None, 1.0);
    network.settle(now);
    assert_eq!((network.rate(second), network.rate(third)), (3.0, 3.0));
}

/// Links that are full at the very caps of some of their flows.
#[test]
fn ties_between_amounts_of_very_different_size_are_solved() {
    for seed in 0..3_000 {
        let mut dice = Dice(seed);
        let link_count = 1 + dice.below(4) as usize;
        let tie = |dice: &mut Dice| [1.0, 2.0, 3.0, 0.7][dice.below(4) as usize];
        let levels: Vec<f64> = (0..link_count).map(|_| tie(&mut dice)).collect();
        let mut capacities = vec![0.0; link_count];
        let mut flows: Vec<FlowSpec> = Vec::new();
        for _ in 0..2 + dice.below(12) {
            let cap = (dice.below(3) > 0).then(|| tie(&mut dice));
            let crossed = (0..link_count).filter(|_| dice.below(3) > 0);
            let crossed: Vec<usize> = crossed.collect();
            let mut links = Vec::new();
            for link in crossed {
                let size = [1e-12, 1e-9, 1e-3, 1.0, 7.0, 1e3, 1e9, 1e12][dice.below(8) as usize];
                capacities[link] += size * levels[link].min(cap.unwrap_or(f64::INFINITY));
                links.push((link, size));
            }
            if cap.is_some() || !links.is_empty() {
                flows.push(FlowSpec {
                    bytes: 1.0,
                    links,
                    cap_bytes_per_s: cap,
                    ..FlowSpec::default()
                });
            }
        }
        let links: Vec<LinkSpec> = capacities.into_iter().map(LinkSpec::from).collect();
        let script = Script { links, flows };
        assert_eq!(
            replay(&script.links, &script.flows).len(),
            script.flows.len()
        );
        check_loads(&script, &format!("seed {seed}"));
    }
}
