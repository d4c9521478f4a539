//! A network on its own: what happens when goes in, how each flow ends comes out. No engine, no
//! rounding of time.

use super::{FlowKey, LinkId, Network, Seconds, Use};

/// After the last thing that a replay is told of, it goes on for this many seconds. More than any
/// night takes; a flow that has not ended by then is given up.
pub const NIGHT_SECS_MAX: f64 = 1e15;

/// One link of a replay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkSpec {
    /// What it carries a second at first, in what it counts.
    pub capacity: f64,
    /// From when on it carries what, in the order of time.
    pub changes: Vec<(f64, f64)>,
}

impl From<f64> for LinkSpec {
    fn from(capacity: f64) -> Self {
        let changes = Vec::new();
        Self { capacity, changes }
    }
}

/// One flow of a replay.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowSpec {
    /// When it starts.
    pub start_secs: f64,
    /// What it moves.
    pub bytes: f64,
    /// The links it crosses, as indices, and what it takes of each for each byte.
    pub links: Vec<(usize, f64)>,
    /// The most it moves at, if it has a limit of its own.
    pub cap_bytes_per_s: Option<f64>,
    /// Where links are shared, a flow of weight two gets twice what one of weight one gets.
    pub weight: f64,
    /// When it is cancelled, unless it has ended; not before it starts.
    pub cancel_secs: Option<f64>,
}

impl Default for FlowSpec {
    /// A flow of weight one without bytes and links.
    fn default() -> Self {
        Self {
            start_secs: 0.0,
            bytes: 0.0,
            links: Vec::new(),
            cap_bytes_per_s: None,
            weight: 1.0,
            cancel_secs: None,
        }
    }
}

/// What became of a flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// It moved all of its bytes by then, in seconds.
    Finished(f64),
    /// It was cancelled and had bytes left.
    Cancelled {
        /// When.
        secs: f64,
        /// How many.
        bytes_left: f64,
    },
    /// It never ends, or not before [`NIGHT_SECS_MAX`].
    Unfinished {
        /// The link that held it last, unless it moved at its cap.
        link: Option<usize>,
    },
}

/// Something that happens to the network from outside.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Start(usize),
    Cancel(usize),
    Change(usize, f64),
}

/// How each flow ends. At one instant, flows that complete come first, then changes of links, then
/// starts, then cancellations.
///
/// # Panics
/// If a number is not sensible, a link does not exist, or a flow has neither cap nor link.
#[must_use]
pub fn replay(links: &[LinkSpec], flows: &[FlowSpec]) -> Vec<End> {
    let happenings = in_order(links, flows);
    let last_secs = happenings.last().map_or(0.0, |(at, _)| *at);
    let mut happenings = happenings.into_iter().peekable();
    let mut network = Network::new();
    let links: Vec<LinkId> = links
        .iter()
        .map(|link| network.add_link(link.capacity))
        .collect();
    let mut ends = vec![End::Unfinished { link: None }; flows.len()];
    let mut keys: Vec<Option<FlowKey>> = vec![None; flows.len()];
    let mut running: Vec<usize> = Vec::new();
    let mut completed = Vec::new();
    loop {
        let next = happenings.peek().map(|(at, _)| Seconds(*at));
        let now = match (next, network.next_completion()) {
            (Some(next), Some(end)) if end < next => end,
            (Some(next), _) => next,
            (None, Some(end)) if end.0 - last_secs <= NIGHT_SECS_MAX => end,
            (None, _) => break,
        };
        network.take_completed(now, &mut completed);
        for key in completed.drain(..) {
            let flow = running[key.slot()];
            (ends[flow], keys[flow]) = (End::Finished(now.0), None);
        }
        while let Some((_, happening)) = happenings.next_if(|(at, _)| Seconds(*at) <= now) {
            match happening {
                Happening::Change(link, capacity) => {
                    network.set_capacity(now, links[link], capacity);
                }
                Happening::Start(flow) => {
                    let key = start(&mut network, now, &links, &flows[flow]);
                    if running.len() <= key.slot() {
                        running.resize(key.slot() + 1, flow);
                    }
                    (running[key.slot()], keys[flow]) = (flow, Some(key));
                }
                // A flow without bytes is done, though it has not been taken yet.
                Happening::Cancel(flow) if flows[flow].bytes > 0.0 => {
                    if let Some(key) = keys[flow].take() {
                        let bytes_left = network.cancel(now, key) * flows[flow].weight;
                        let secs = now.0;
                        ends[flow] = End::Cancelled { secs, bytes_left };
                    }
                }
                Happening::Cancel(_) => {}
            }
        }
        network.settle(now);
    }
    let left = keys.iter().zip(&mut ends);
    for (key, end) in left.filter_map(|(key, end)| key.map(|key| (key, end))) {
        let link = network.holder(key).map(|link| link.0 as usize);
        *end = End::Unfinished { link };
    }
    ends
}

/// All that happens, in the order of time, and of one instant in the order of [`replay`].
fn in_order(links: &[LinkSpec], flows: &[FlowSpec]) -> Vec<(f64, Happening)> {
    let mut all = Vec::new();
    for (link, spec) in links.iter().enumerate() {
        let changes = spec.changes.iter();
        all.extend(changes.map(|(at, capacity)| (*at, Happening::Change(link, *capacity))));
    }
    let starts = flows.iter().enumerate();
    all.extend(starts.map(|(flow, spec)| (spec.start_secs, Happening::Start(flow))));
    for (flow, spec) in flows.iter().enumerate() {
        all.extend(spec.cancel_secs.map(|at| (at, Happening::Cancel(flow))));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all
}

/// Starts a flow; see the network's documentation for what a weight is to it.
fn start(
    network: &mut Network<Seconds>,
    now: Seconds,
    links: &[LinkId],
    flow: &FlowSpec,
) -> FlowKey {
    let weight = flow.weight;
    let uses: Vec<Use> = flow
        .links
        .iter()
        .map(|(link, per_byte)| links[*link].at(per_byte * weight))
        .collect();
    let cap = flow.cap_bytes_per_s.map(|cap| cap / weight);
    network.start_using(now, &uses, cap, flow.bytes / weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(start_secs: f64, bytes: f64, links: &[usize]) -> FlowSpec {
        FlowSpec {
            start_secs,
            bytes,
            links: links.iter().map(|link| (*link, 1.0)).collect(),
            ..FlowSpec::default()
        }
    }

    #[track_caller]
    fn check_ends(link_bytes_per_s: &[f64], flows: &[FlowSpec], expected: &[End]) {
        let links: Vec<LinkSpec> = link_bytes_per_s.iter().map(|c| (*c).into()).collect();
        assert_eq!(replay(&links, flows), expected);
    }

    const NEVER: End = End::Unfinished { link: Some(0) };

    #[test]
    fn two_flows_share_a_link_until_one_ends() {
        let both = [flow(0.0, 500.0, &[0]), flow(0.0, 1000.0, &[0])];
        check_ends(&[100.0], &both, &[End::Finished(10.0), End::Finished(15.0)]);
    }

    #[test]
    fn a_flow_without_bytes_ends_as_it_starts() {
        let flows = [flow(3.0, 0.0, &[0]), flow(3.0, 2.0, &[0])];
        check_ends(&[1.0], &flows, &[End::Finished(3.0), End::Finished(5.0)]);
    }

    #[test]
    fn a_flow_on_a_dead_link_never_ends() {
        let flows = [
            flow(0.0, 1.0, &[0]),
            flow(0.0, 1.0, &[0, 1]),
            flow(0.0, 1.0, &[1]),
        ];
        check_ends(&[0.0, 1.0], &flows, &[NEVER, NEVER, End::Finished(1.0)]);
    }

    #[test]
    fn a_flow_that_hardly_moves_is_given_up_at_the_limit() {
        let flows = [flow(1e6, 1e9, &[0]), flow(1e6, 1e8, &[1])];
        let in_time = End::Finished(1e6 + 1e14);
        check_ends(&[1e-6, 1e-6], &flows, &[End::Finished(1e6 + 1e15), in_time]);
        check_ends(&[9e-7, 1e-6], &flows, &[NEVER, in_time]);
    }

    #[test]
    fn a_link_of_requests_holds_the_flow_with_the_smaller_ones() {
        // 60 requests a second; a byte of the first flow takes one, of the second a half.
        let flows = [(1.0, 400.0), (0.5, 400.0)].map(|(per_byte, bytes)| FlowSpec {
            links: vec![(0, per_byte)],
            ..flow(0.0, bytes, &[])
        });
        let end = End::Finished(10.0);
        check_ends(&[60.0], &flows, &[end, end]);
    }

    #[test]
    fn a_flow_of_weight_four_gets_four_times_as_much() {
        let heavy = FlowSpec {
            weight: 4.0,
            cancel_secs: Some(5.0),
            ..flow(0.0, 500.0, &[0])
        };
        let flows = [heavy, flow(0.0, 500.0, &[0])];
        let cancelled = End::Cancelled {
            secs: 5.0,
            bytes_left: 300.0,
        };
        check_ends(&[50.0], &flows, &[cancelled, End::Finished(14.0)]);
    }

    #[test]
    fn a_link_that_stops_for_an_hour_makes_its_flow_an_hour_late() {
        let links = [LinkSpec {
            capacity: 10.0,
            changes: vec![(5.0, 0.0), (3605.0, 10.0)],
        }];
        let ends = replay(&links, &[flow(0.0, 100.0, &[0])]);
        assert_eq!(ends, [End::Finished(3610.0)]);
    }
}
