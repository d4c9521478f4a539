//! The definition of a fair sharing, checked on its own: no link carries more than it can, and every
//! flow moves at its cap or crosses a full link on which no other flow is faster.

use super::TOLERANCE;
use vaultlab::engine::flow::FlowSpec;

/// What the network says of a link.
pub(super) struct Shown {
    pub(super) load: f64,
    pub(super) count: usize,
}

/// Checks the rates of the live flows. Of flows with weights, the faster is the one that moves more
/// for its weight.
pub(super) fn check_certificate(
    capacities: &[f64],
    flows: &[&FlowSpec],
    rates: &[f64],
    shown: &[Shown],
    context: &str,
) {
    let mut loads = vec![0.0; capacities.len()];
    let mut fastest = vec![0.0_f64; capacities.len()];
    let mut counts = vec![0; capacities.len()];
    for (flow, rate) in flows.iter().zip(rates) {
        for (link, per_byte) in &flow.links {
            loads[*link] += per_byte * rate;
            fastest[*link] = fastest[*link].max(rate / flow.weight);
            counts[*link] += 1;
        }
    }
    for (link, (load, capacity)) in loads.iter().zip(capacities).enumerate() {
        assert!(
            *load <= capacity * (1.0 + TOLERANCE),
            "{context}: {load} on link {link} of {capacity}"
        );
        let Shown { load: told, count } = &shown[link];
        assert!(
            (load - told).abs() <= TOLERANCE * capacity,
            "{context}: {load} shown as {told}"
        );
        assert_eq!(*count, counts[link], "{context}: users of link {link}");
    }
    let is_full = |link: usize| loads[link] >= capacities[link] * (1.0 - TOLERANCE);
    for (flow, rate) in flows.iter().zip(rates) {
        let cap = flow.cap_bytes_per_s.unwrap_or(f64::INFINITY);
        let at_cap = (rate - cap).abs() <= TOLERANCE * cap;
        let is_bottleneck =
            |link: usize| is_full(link) && fastest[link] <= rate / flow.weight * (1.0 + TOLERANCE);
        let mut links = flow.links.iter();
        assert!(
            at_cap || links.any(|(link, _)| is_bottleneck(*link)),
            "{context}: a flow at {rate} of {cap} has no bottleneck"
        );
    }
}
