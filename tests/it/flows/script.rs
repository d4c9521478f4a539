//! Random scripts of what happens to a network, in five topologies, rich in ties.

use crate::dice::Dice;
use vaultlab::engine::flow::FlowSpec;

/// Something that happens to a network.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Start(FlowSpec),
    /// Cancels the flow of this number, if it still runs.
    Cancel(usize),
    SetCapacity(usize, f64),
}

#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) capacities: Vec<f64>,
    /// In the order of time; flows are numbered in this order.
    pub(super) steps: Vec<(f64, Step)>,
}

impl Dice {
    /// Sometimes from a short list, so that many things tie; otherwise anything up to `most`.
    fn amount(&mut self, most: u64) -> f64 {
        match self.below(3) {
            0 => [1, 2, 5, 10][self.below(4) as usize] as f64 * (most as f64 / 10.0).ceil(),
            1 => (1 + self.below(most)) as f64,
            _ => (1 + self.below(most * 1_000)) as f64 / 1_000.0,
        }
    }
}

/// The links of one flow, in one of five topologies.
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
        // Anything, a link twice included.
        _ => (0..1 + dice.below(6)).map(|_| any(dice)).collect(),
    }
}

pub(super) fn random_script(seed: u64, flow_count: u64, with_changes: bool) -> Script {
    let mut dice = Dice(seed);
    let topology = seed % 5;
    let link_count = 1 + dice.below(12);
    let capacities: Vec<f64> = (0..link_count).map(|_| dice.amount(1_000)).collect();
    let (cap_chance, instants) = (dice.below(4), 1 + dice.below(2 * flow_count));
    let mut starts: Vec<f64> = (0..flow_count)
        .map(|_| {
            if dice.one_in(3) {
                dice.below(instants) as f64
            } else {
                dice.amount(50)
            }
        })
        .collect();
    starts.sort_by(f64::total_cmp);
    let mut steps = Vec::new();
    for (flow, start_secs) in starts.into_iter().enumerate() {
        let links = random_path(&mut dice, topology, link_count);
        let capped = dice.below(4) < cap_chance || links.is_empty();
        let cap_bytes_per_s = capped.then(|| dice.amount(200));
        let bytes = if dice.one_in(20) {
            0.0
        } else {
            dice.amount(5_000)
        };
        let start = FlowSpec {
            start_secs,
            bytes,
            links,
            cap_bytes_per_s,
        };
        steps.push((start_secs, Step::Start(start)));
        if with_changes && dice.one_in(6) {
            let victim = dice.below(flow as u64 + 1) as usize;
            steps.push((
                start_secs + dice.below(2) as f64 * 1e-3,
                Step::Cancel(victim),
            ));
        }
        if with_changes && dice.one_in(6) {
            let link = dice.below(link_count) as usize;
            steps.push((start_secs, Step::SetCapacity(link, dice.amount(1_000))));
        }
    }
    steps.sort_by(|a, b| a.0.total_cmp(&b.0));
    Script { capacities, steps }
}

/// The flows of a script that only starts some.
pub(super) fn specs_of(script: &Script) -> Vec<FlowSpec> {
    let spec = |step: &(f64, Step)| match &step.1 {
        Step::Start(spec) => Some(spec.clone()),
        Step::Cancel(_) | Step::SetCapacity(..) => None,
    };
    script.steps.iter().filter_map(spec).collect()
}
