//! The slow judge: all rates anew at every event, and nothing remembered but the bytes.

use super::script::{Script, Step};
use vaultlab::engine::flow::{End, FlowSpec};

/// Max-min fair rates by progressive filling from zero. The level counts bytes a second of a flow
/// of weight one.
pub(super) fn fair_rates(capacities: &[f64], flows: &[&FlowSpec]) -> Vec<f64> {
    let mut rates: Vec<Option<f64>> = vec![None; flows.len()];
    let cap_of = |flow: usize| flows[flow].cap_bytes_per_s.unwrap_or(f64::INFINITY);
    while rates.iter().any(Option::is_none) {
        let (mut left, mut rising) = (capacities.to_vec(), vec![0.0; capacities.len()]);
        for (flow, rate) in flows.iter().zip(&rates) {
            for (link, per_byte) in &flow.links {
                match rate {
                    Some(rate) => left[*link] -= per_byte * rate,
                    None => rising[*link] += per_byte * flow.weight,
                }
            }
        }
        let limit = |flow: usize| {
            let links = flows[flow].links.iter();
            let levels = links.map(|(link, _)| left[*link].max(0.0) / rising[*link]);
            levels.fold(cap_of(flow) / flows[flow].weight, f64::min)
        };
        let open: Vec<usize> = (0..flows.len())
            .filter(|flow| rates[*flow].is_none())
            .collect();
        let lowest = open.iter().map(|flow| limit(*flow));
        let lowest = lowest.fold(f64::INFINITY, f64::min);
        let fixed = open.into_iter().filter(|flow| limit(*flow) <= lowest);
        for flow in fixed.collect::<Vec<_>>() {
            rates[flow] = Some((lowest * flows[flow].weight).min(cap_of(flow)));
        }
    }
    rates.into_iter().flatten().collect()
}

/// Plays a script by recomputing all rates at every event.
pub(super) fn play_slowly(script: &Script) -> Vec<End> {
    let mut capacities: Vec<f64> = script.links.iter().map(|link| link.capacity).collect();
    let mut left: Vec<f64> = script.flows.iter().map(|flow| flow.bytes).collect();
    let mut ends = vec![End::Unfinished { link: None }; left.len()];
    let mut live: Vec<usize> = Vec::new();
    let (mut now, mut steps) = (0.0, script.steps().into_iter().peekable());
    loop {
        while let Some((_, step)) = steps.next_if(|(at, _)| *at <= now) {
            match step {
                Step::Change(link, capacity) => capacities[link] = capacity,
                Step::Start(flow) if left[flow] == 0.0 => ends[flow] = End::Finished(now),
                Step::Start(flow) => live.push(flow),
                Step::Cancel(flow) => {
                    if let Some(place) = live.iter().position(|other| *other == flow) {
                        live.remove(place);
                        let (secs, bytes_left) = (now, left[flow]);
                        ends[flow] = End::Cancelled { secs, bytes_left };
                    }
                }
            }
        }
        let specs: Vec<&FlowSpec> = live.iter().map(|flow| &script.flows[*flow]).collect();
        let rates = fair_rates(&capacities, &specs);
        let due = live.iter().zip(&rates);
        let due: Vec<f64> = due.map(|(flow, rate)| now + left[*flow] / rate).collect();
        let next_end = due.iter().copied().fold(f64::INFINITY, f64::min);
        let next = steps.peek().map_or(next_end, |(at, _)| at.min(next_end));
        if next.is_infinite() {
            return ends;
        }
        for ((flow, rate), due) in live.iter().zip(&rates).zip(&due) {
            left[*flow] -= rate * (next - now);
            if *due <= next {
                ends[*flow] = End::Finished(next);
            }
        }
        live.retain(|flow| !matches!(ends[*flow], End::Finished(_)));
        now = next;
    }
}
