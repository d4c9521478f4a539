//! Where the time of flows went: what they lost to links, and what they need at their caps, is all
//! the time there was.

use super::script::Script;
use vaultlab::engine::flow::{End, FlowKey, Loss, Network, Seconds};

/// Every flow that has ended took its bytes by its cap, and its losses; one without a cap lost all
/// of its time.
pub(super) fn check_losses(
    script: &Script,
    ends: &[End],
    keys: &[Option<FlowKey>],
    losses: &[Loss],
    context: &str,
) {
    for (flow, (end, key)) in ends.iter().zip(keys).enumerate() {
        let spec = &script.flows[flow];
        let (ended, moved) = match *end {
            End::Finished(at) => (at, spec.bytes),
            End::Cancelled { secs, bytes_left } => (secs, spec.bytes - bytes_left),
            End::Unfinished { .. } => continue,
        };
        let own = losses.iter().filter(|loss| Some(loss.flow) == *key);
        let lost: f64 = own.map(|loss| loss.secs).sum();
        let told = moved / spec.cap_bytes_per_s.unwrap_or(f64::INFINITY) + lost;
        let took = ended - spec.start_secs;
        assert!(
            (told - took).abs() <= 1e-9 * ended.max(1.0),
            "{context}: flow {flow} took {took}, of which {told} are known"
        );
    }
}

/// The losses of the flows that a link let go since they were last taken.
fn taken(network: &mut Network<Seconds>) -> Vec<Loss> {
    let mut losses = Vec::new();
    network.take_losses(&mut losses);
    losses
}

#[test]
fn a_flow_tells_which_link_cost_it_how_much() {
    let mut network = Network::new();
    network.follow_losses(true);
    let (account, vault) = (network.add_link(100.0), network.add_link(150.0));
    let at = Seconds;
    // At its cap for 1 s, held by the account to half of it for 4 s, then by the vault for 8.
    let flow = network.start(at(0.0), &[account, vault], Some(100.0), 500.0);
    network.settle(at(0.0));
    let other = network.start(at(1.0), &[account], None, 1e6);
    network.settle(at(1.0));
    network.set_capacity(at(5.0), vault, 25.0);
    network.settle(at(5.0));
    let (link, secs) = (account, 2.0);
    assert_eq!(taken(&mut network), [Loss { flow, link, secs }]);
    assert_eq!(network.next_completion(), Some(at(13.0)));
    network.take_completed(at(13.0), &mut Vec::new());
    network.settle(at(13.0));
    let (link, secs) = (vault, 6.0);
    assert_eq!(taken(&mut network), [Loss { flow, link, secs }]);
    // One without a cap loses all of its time.
    network.cancel(at(14.0), other);
    let (flow, link, secs) = (other, account, 13.0);
    assert_eq!(taken(&mut network), [Loss { flow, link, secs }]);
}

#[test]
fn losses_are_noted_on_request_only_and_never_for_flows_at_their_caps() {
    for follow in [false, true] {
        let mut network = Network::new();
        network.follow_losses(follow);
        let vault = network.add_link(100.0);
        for cap in [30.0, 30.0] {
            network.start(Seconds(0.0), &[vault], Some(cap), 120.0);
        }
        let held = network.start(Seconds(0.0), &[vault], Some(50.0), 120.0);
        network.settle(Seconds(0.0));
        while let Some(at) = network.next_completion() {
            network.take_completed(at, &mut Vec::new());
            network.settle(at);
        }
        let flows: Vec<_> = taken(&mut network).iter().map(|loss| loss.flow).collect();
        assert_eq!(flows, if follow { vec![held] } else { vec![] });
    }
}
