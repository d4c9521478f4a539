//! A network on its own: given starts in, finish times out. No engine, no rounding of time.

use super::{LinkId, Network, Seconds};

/// One flow of a replay.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowSpec {
    /// When it starts.
    pub start_secs: f64,
    /// What it moves.
    pub bytes: f64,
    /// The links it crosses, as indices.
    pub links: Vec<usize>,
    /// The most it moves at, if it has a limit of its own.
    pub cap_bytes_per_s: Option<f64>,
}

/// When each flow finishes, in seconds; infinite for one that a link without capacity stops.
///
/// # Panics
/// If a number is not sensible, a link does not exist, or a flow has neither cap nor link.
#[must_use]
pub fn finish_times(link_bytes_per_s: &[f64], flows: &[FlowSpec]) -> Vec<f64> {
    let mut network = Network::new();
    let links: Vec<LinkId> = link_bytes_per_s
        .iter()
        .map(|capacity| network.add_link(*capacity))
        .collect();
    let mut order: Vec<usize> = (0..flows.len()).collect();
    order.sort_by(|a, b| flows[*a].start_secs.total_cmp(&flows[*b].start_secs));
    let mut starts = order.into_iter().peekable();

    let mut finish_secs = vec![f64::INFINITY; flows.len()];
    let mut running: Vec<usize> = Vec::new();
    let mut completed = Vec::new();
    loop {
        let start = starts.peek().map(|flow| Seconds(flows[*flow].start_secs));
        let now = match (start, network.next_completion()) {
            (Some(start), Some(end)) if end < start => end,
            (Some(start), _) => start,
            (None, Some(end)) => end,
            (None, None) => return finish_secs,
        };
        network.take_completed(now, &mut completed);
        for key in completed.drain(..) {
            finish_secs[running[key.slot()]] = now.0;
        }
        while let Some(flow) = starts.next_if(|flow| Seconds(flows[*flow].start_secs) <= now) {
            let spec = &flows[flow];
            let path: Vec<LinkId> = spec.links.iter().map(|link| links[*link]).collect();
            let key = network.start(now, &path, spec.cap_bytes_per_s, spec.bytes);
            if running.len() <= key.slot() {
                running.resize(key.slot() + 1, flow);
            }
            running[key.slot()] = flow;
        }
        network.settle(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_finish(link_bytes_per_s: &[f64], flows: &[(f64, f64, &[usize])], expected: &[f64]) {
        let flows: Vec<FlowSpec> = flows
            .iter()
            .map(|&(start_secs, bytes, links)| FlowSpec {
                start_secs,
                bytes,
                links: links.to_vec(),
                cap_bytes_per_s: None,
            })
            .collect();
        assert_eq!(finish_times(link_bytes_per_s, &flows), expected);
    }

    #[test]
    fn two_flows_share_a_link_until_one_ends() {
        let both = [(0.0, 500.0, &[0][..]), (0.0, 1000.0, &[0])];
        check_finish(&[100.0], &both, &[10.0, 15.0]);
    }

    #[test]
    fn a_flow_without_bytes_ends_as_it_starts() {
        check_finish(&[1.0], &[(3.0, 0.0, &[0]), (3.0, 2.0, &[0])], &[3.0, 5.0]);
    }

    #[test]
    fn a_flow_on_a_dead_link_never_ends() {
        let flows = [(0.0, 1.0, &[0][..]), (0.0, 1.0, &[0, 1]), (0.0, 1.0, &[1])];
        check_finish(&[0.0, 1.0], &flows, &[f64::INFINITY, f64::INFINITY, 1.0]);
    }
}
