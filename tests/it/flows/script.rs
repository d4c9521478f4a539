//! Random scripts of what happens to a network, in six topologies, rich in ties.

use crate::dice::Dice;
use serde_json::{Value, json};
use vaultlab::engine::flow::{FlowSpec, LinkSpec};

/// Something that happens to a network.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Change(usize, f64),
    Start(usize),
    Cancel(usize),
}

/// What a script may hold beside starts of plain flows with and without caps.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spice {
    /// Capacities that change and flows that are cancelled.
    pub(super) changes: bool,
    /// A byte takes another amount of each link.
    pub(super) amounts: bool,
    pub(super) weights: bool,
}

pub(super) const PLAIN: Spice = Spice {
    changes: false,
    amounts: false,
    weights: false,
};
pub(super) const EVERYTHING: Spice = Spice {
    changes: true,
    amounts: true,
    weights: true,
};

#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) links: Vec<LinkSpec>,
    /// In the order of their starts.
    pub(super) flows: Vec<FlowSpec>,
}

impl Script {
    /// All that happens: by time, and of one instant changes, then starts, then cancellations.
    pub(super) fn steps(&self) -> Vec<(f64, Step)> {
        let links = self.links.iter().enumerate();
        let changes = links.flat_map(|(link, spec)| {
            let changes = spec.changes.iter();
            changes.map(move |(at, capacity)| (*at, Step::Change(link, *capacity)))
        });
        let flows = || self.flows.iter().enumerate();
        let starts = flows().map(|(flow, spec)| (spec.start_secs, Step::Start(flow)));
        let cancels =
            flows().filter_map(|(flow, spec)| Some((spec.cancel_secs?, Step::Cancel(flow))));
        let mut steps: Vec<(f64, Step)> = changes.chain(starts).chain(cancels).collect();
        steps.sort_by(|a, b| a.0.total_cmp(&b.0));
        steps
    }

    /// In the format of `check flows`; links and flows are named by their numbers.
    pub(super) fn to_document(&self) -> Value {
        let links = self.links.iter().enumerate().map(|(link, spec)| {
            json!({
                "id": link.to_string(), "capacity_bytes_per_s": spec.capacity,
                "changes": spec.changes,
            })
        });
        let flows = self.flows.iter().enumerate().map(|(flow, spec)| {
            let uses = spec.links.iter();
            let uses = uses.map(|(link, per_byte)| (link.to_string(), json!(per_byte)));
            json!({
                "id": flow.to_string(), "start_s": spec.start_secs, "bytes": spec.bytes,
                "links": uses.collect::<serde_json::Map<_, _>>(), "weight": spec.weight,
                "cap_bytes_per_s": spec.cap_bytes_per_s, "cancel_s": spec.cancel_secs,
            })
        });
        json!({"links": links.collect::<Vec<_>>(), "flows": flows.collect::<Vec<_>>()})
    }
}

impl Dice {
    /// Sometimes from a short list, so that many things tie; otherwise anything up to `most`.
    pub(super) fn amount(&mut self, most: u64) -> f64 {
        match self.below(3) {
            0 => [1, 2, 5, 10][self.below(4) as usize] as f64 * (most as f64 / 10.0).ceil(),
            1 => (1 + self.below(most)) as f64,
            _ => (1 + self.below(most * 1_000)) as f64 / 1_000.0,
        }
    }
    /// A weight, or what a byte takes: often one, and otherwise not far from it.
    fn factor(&mut self) -> f64 {
        match self.below(4) {
            0 => 1.0,
            1 => [0.25, 0.5, 2.0, 3.0][self.below(4) as usize],
            _ => (100 + self.below(9_900)) as f64 / 1_000.0,
        }
    }
}

/// The links of one flow, in one of six topologies.
fn random_path(dice: &mut Dice, topology: u64, link_count: u64) -> Vec<usize> {
    let any = |dice: &mut Dice| dice.below(link_count) as usize;
    match topology {
        0 => vec![0],
        // A star: machine links below one or two vaults.
        1 => {
            let machine = any(dice);
            vec![machine, machine % 2]
        }
        // A chain: consecutive links.
        2 => {
            let (a, b) = (any(dice), any(dice));
            (a.min(b)..=a.max(b)).collect()
        }
        // Layers: machine, account, vault, region.
        3 => {
            let machine = 4 + dice.below(link_count.max(5) - 4) as usize;
            let account = 2 + dice.below(2) as usize;
            let path = [machine, account, 1, 0];
            let len = link_count as usize;
            path.into_iter().filter(|link| *link < len).collect()
        }
        // Every flow crosses nearly every link: many full ones on each path.
        4 => {
            let without = any(dice);
            let all = 0..link_count as usize;
            all.filter(|link| *link != without).collect()
        }
        // Anything, a link twice included.
        _ => (0..1 + dice.below(6)).map(|_| any(dice)).collect(),
    }
}

fn random_flow(dice: &mut Dice, topology: u64, link_count: u64, spice: Spice) -> FlowSpec {
    let mut path = random_path(dice, topology, link_count);
    path.sort_unstable();
    path.dedup();
    let capped = dice.below(4) < 2 || path.is_empty();
    let bytes = if dice.one_in(20) {
        0.0
    } else {
        dice.amount(5_000)
    };
    let mut factor = |spiced: bool| if spiced { dice.factor() } else { 1.0 };
    let per_bytes = path.into_iter().map(|link| (link, factor(spice.amounts)));
    let links = per_bytes.collect();
    let weight = factor(spice.weights);
    FlowSpec {
        bytes,
        links,
        weight,
        cap_bytes_per_s: capped.then(|| dice.amount(200)),
        ..FlowSpec::default()
    }
}

pub(super) fn random_script(seed: u64, flow_count: u64, spice: Spice) -> Script {
    let mut dice = Dice(seed);
    let topology = seed % 6;
    let link_count = 1 + dice.below(12);
    let mut links: Vec<LinkSpec> = (0..link_count).map(|_| dice.amount(1_000).into()).collect();
    let instants = 1 + dice.below(2 * flow_count);
    let mut flows: Vec<FlowSpec> = (0..flow_count)
        .map(|_| {
            let mut flow = random_flow(&mut dice, topology, link_count, spice);
            flow.start_secs = if dice.one_in(3) {
                dice.below(instants) as f64
            } else {
                dice.amount(50)
            };
            flow
        })
        .collect();
    flows.sort_by(|a, b| a.start_secs.total_cmp(&b.start_secs));
    if !spice.changes {
        return Script { links, flows };
    }
    for flow in 0..flows.len() {
        let at = flows[flow].start_secs;
        if dice.one_in(6) {
            // At the start of a later flow, or just after it.
            let victim = dice.below(flow as u64 + 1) as usize;
            flows[victim].cancel_secs = Some(at + dice.below(2) as f64 * 1e-3);
        }
        let link = &mut links[dice.below(link_count) as usize];
        if dice.one_in(6) && link.changes.last().is_none_or(|(before, _)| *before < at) {
            let stops = dice.one_in(5);
            let capacity = if stops { 0.0 } else { dice.amount(1_000) };
            link.changes.push((at, capacity));
        }
    }
    Script { links, flows }
}
