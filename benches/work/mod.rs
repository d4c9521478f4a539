//! What the benches of the event wheel and of the sharing of links have to do: queues that are held
//! at a size, and nights of transfers. Nothing here measures.

use vaultlab::engine::flow::FlowSpec;
use vaultlab::engine::wheel::Wheel;
use vaultlab::units::SimTime;
use xxhash_rust::xxh3::Xxh3;

pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }
    pub(crate) fn unit(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
}

pub(crate) trait Queue {
    fn push(&mut self, at: u64, event: u32);
    fn pop(&mut self) -> Option<(u64, u32)>;
}

impl Queue for Wheel<u32> {
    fn push(&mut self, at: u64, event: u32) {
        Self::push(self, SimTime::from_nanos(at), 0, event);
    }
    fn pop(&mut self) -> Option<(u64, u32)> {
        Self::pop(self).map(|(at, event)| (at.as_nanos(), event))
    }
}

/// A wait before the next event of one process.
pub(crate) type Wait = fn(now: u64, random: u64) -> u64;

/// About exponential with a mean of a second: the count of leading zeros is geometric.
pub(crate) fn short_wait(_now: u64, random: u64) -> u64 {
    u64::from(random.leading_zeros()) * 693_147_180 + (random & 0x3FFF_FFFF) + 1
}

/// As in a night of backups: a quarter waits for a half hour, so thousands tie.
pub(crate) fn aligned_wait(now: u64, random: u64) -> u64 {
    const HALF_HOUR: u64 = 1_800_000_000_000;
    let wait = short_wait(now, random);
    match random & 3 {
        0 => (now + wait).next_multiple_of(HALF_HOUR) - now,
        1 => wait,
        2 => wait * 60,
        _ => wait * 3_600,
    }
}

/// The hold model: each popped event pushes one, so that the number pending stays.
pub(crate) fn hold(mut queue: impl Queue, pending: u32, events: u32, wait: Wait) -> u64 {
    let mut dice = Dice(1);
    for event in 0..pending {
        queue.push(wait(0, dice.roll()), event);
    }
    let mut order = Xxh3::new();
    for _ in 0..events {
        let (now, event) = queue.pop().expect("the queue never empties");
        order.update(&event.to_le_bytes());
        queue.push(now + wait(now, dice.roll()), event);
    }
    order.digest()
}

/// What a night of transfers looks like.
#[derive(Clone, Copy)]
pub(crate) struct Night {
    pub(crate) vaults: usize,
    pub(crate) flows_per_vault: usize,
    /// How much of the demand a vault can carry; above one it never fills.
    pub(crate) vault_share: f64,
    /// With the links of machines and accounts, of which many are full now and then.
    pub(crate) machines: bool,
}

/// Each link once; a byte takes one of each.
pub(crate) fn distinct(links: &[usize]) -> Vec<(usize, f64)> {
    let mut links: Vec<(usize, f64)> = links.iter().map(|link| (*link, 1.0)).collect();
    links.dedup();
    links
}

/// Disks of 1 to 60 GB over two hours; four to a machine, forty machines to an account.
pub(crate) fn scenario_of(night: Night) -> (Vec<f64>, Vec<FlowSpec>) {
    const SPAN_SECS: f64 = 7_200.0;
    const CAPS: [f64; 4] = [20e6, 30e6, 60e6, 80e6];
    let mut dice = Dice(night.flows_per_vault as u64);
    let demand = night.flows_per_vault as f64 * 30.5e9 / SPAN_SECS;
    let mut link_bytes_per_s = Vec::new();
    let mut flows = Vec::new();
    for _ in 0..night.vaults {
        let vault = link_bytes_per_s.len();
        link_bytes_per_s.push(demand * night.vault_share);
        let (mut account, mut machine) = (vault, vault);
        for flow in 0..night.flows_per_vault {
            if night.machines && flow % 160 == 0 {
                account = link_bytes_per_s.len();
                link_bytes_per_s.push(3e9);
            }
            if night.machines && flow % 4 == 0 {
                machine = link_bytes_per_s.len();
                link_bytes_per_s.push([96e6, 145e6, 192e6, 384e6][(dice.roll() & 3) as usize]);
            }
            flows.push(FlowSpec {
                start_secs: dice.between(0.0, SPAN_SECS),
                bytes: dice.between(1e9, 60e9).floor(),
                links: distinct(&[machine, account, vault]),
                cap_bytes_per_s: Some(CAPS[(dice.roll() & 3) as usize]),
                ..FlowSpec::default()
            });
        }
    }
    (link_bytes_per_s, flows)
}
