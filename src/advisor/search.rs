//! The search for a plan: load-levelling constructions first, then moves and swaps, then a few kicks
//! out of a local optimum. Simulation judges every step (`judge.rs`).
//!
//! Parts of a fleet that share no link are searched at once: one simulation judges a move of each.
//! Where all assignments can be simulated, they are.

use super::fleet::{Fleet, Starts};
use super::judge::{Judge, Stop};
use super::measure::{Measure, Rank};
use super::order::{Checked, Objective, Times};
use crate::rng::{Draw, Draws, Purpose, entity_key};
use crate::units::Bytes;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Clusters that are moved together.
type Unit = Vec<usize>;

/// How many kicks in a row may bring nothing.
const FRUITLESS_MAX: u32 = 8;

/// How many units of a part are looked at from one plan: those in most trouble.
const MOVED_MAX: usize = 96;

/// A step of the local search.
#[derive(Clone, Debug)]
enum Move {
    /// A unit starts at this time.
    To(usize, u16),
    /// Two units change their times.
    Swap(usize, usize),
}

/// Searches from these plans on. The judge remembers what was tried; the best of it is the answer.
pub(super) fn search(judge: &mut Judge<'_>, seeds: &[Starts]) -> Result<(), Stop> {
    let fleet = judge.fleet;
    for seed in seeds {
        judge.measure(seed)?;
    }
    let wholes: Vec<Unit> = fleet.policies.clone();
    let clusters: Vec<Unit> = (0..fleet.clusters.len())
        .map(|cluster| vec![cluster])
        .collect();
    let most = judge.most;
    // Half is kept for machines that are moved out of their policies, in case they have to be.
    if clusters.len() > wholes.len() {
        judge.most = most.min(judge.met + judge.left().div_ceil(2));
    }
    let searched = level(judge, &wholes);
    judge.most = most;
    match searched {
        Err(Stop::Pause) => return Err(Stop::Pause),
        Ok(()) | Err(Stop::Budget) => {}
    }
    let is_enough =
        |(rank, starts): (Rank, Starts)| rank[1] == 0 && fleet.allows(&starts, judge.order);
    if clusters.len() == wholes.len() || judge.best().is_some_and(is_enough) {
        return Ok(());
    }
    let both: Vec<Unit> = clusters.into_iter().chain(wholes).collect();
    level(judge, &both)
}

/// Equal spacing: the policies in their order, over all allowed start times.
pub(super) fn equal_spacing(fleet: &Fleet, order: &Checked) -> Option<Starts> {
    let units = &fleet.policies;
    let targets: Vec<(usize, usize)> = (0..units.len())
        .map(|i| (i, spaced(i, units.len(), order.times.slots.len())))
        .collect();
    place_all(fleet, order, units, &targets)
}

#[expect(clippy::integer_division, reason = "whole slots")]
const fn spaced(index: usize, count: usize, slots: usize) -> usize {
    index * slots / count
}

/// Searches with these units.
fn level(judge: &mut Judge<'_>, units: &[Unit]) -> Result<(), Stop> {
    // Units that overlap are the clusters and, after them, whole policies: only the first are free.
    let covered: BTreeSet<usize> = units.iter().flatten().copied().collect();
    let mut free = 0;
    let mut seen = 0;
    while seen < covered.len() {
        seen += units[free].len();
        free += 1;
    }
    let free = &units[..free];
    if judge.order.times.slots.is_empty() || free.is_empty() {
        return Ok(());
    }
    if let Some(all) = all_assignments(judge, free) {
        for starts in all {
            judge.measure(&starts)?;
        }
        return Ok(());
    }
    for starts in constructions(judge.fleet, judge.order, free) {
        judge.measure(&starts)?;
    }
    let Some((_, begin)) = judge.best() else {
        return Ok(());
    };
    let mut rank = descend(judge, units, begin)?;
    let mut fruitless = 0;
    let draws = Draws::new(judge.scenario.seed());
    let key = entity_key(judge.scenario.name());
    for kick in 0.. {
        if fruitless == FRUITLESS_MAX {
            break;
        }
        let Some((_, best)) = judge.best() else { break };
        let mut draw = draws.at(key, kick, Purpose::Plan);
        let Some(kicked) = kicked(judge, units, best, &mut draw) else {
            fruitless += 1;
            continue;
        };
        let reached = descend(judge, units, kicked)?;
        fruitless = if reached < rank { 0 } else { fruitless + 1 };
        rank = rank.min(reached);
    }
    Ok(())
}

/// Every allowed assignment, if they are so few that all can be simulated.
fn all_assignments(judge: &Judge<'_>, units: &[Unit]) -> Option<Vec<Starts>> {
    let (fleet, order) = (judge.fleet, judge.order);
    let choices: Vec<Vec<u16>> = units.iter().map(|unit| choices(fleet, unit)).collect();
    let mut count = 1_u64;
    for choice in &choices {
        count = count.saturating_mul(choice.len() as u64);
    }
    if count > u64::from(judge.left()) {
        return None;
    }
    let mut all = vec![fleet.as_it_is()];
    for (unit, choice) in units.iter().zip(&choices) {
        let set = |(starts, start): (Starts, &u16)| set(starts, unit, *start);
        all = all
            .into_iter()
            .flat_map(|starts| choice.iter().map(move |start| (starts.clone(), start)))
            .map(set)
            .collect();
    }
    all.retain(|starts| fleet.allows(starts, order));
    Some(all)
}

/// The allowed start times of a unit: the slots, and its own time if that is allowed.
fn choices(fleet: &Fleet, unit: &Unit) -> Vec<u16> {
    let was = fleet.clusters[unit[0]].was;
    let times = fleet.times_of(unit);
    let own = times.allows(was) && !times.slots.contains(&was);
    times
        .slots
        .iter()
        .copied()
        .chain(own.then_some(was))
        .collect()
}

fn set(mut starts: Starts, unit: &Unit, start: u16) -> Starts {
    for cluster in unit {
        starts[*cluster] = start;
    }
    starts
}

/// Plans that level the load by rule: equal spacing and the heaviest first onto the emptiest start
/// time, over all start times, half and a quarter of them; and all at the first.
fn constructions(fleet: &Fleet, order: &Checked, units: &[Unit]) -> Vec<Starts> {
    let slots = order.times.slots.len();
    let weight = |unit: &Unit| -> Bytes { unit.iter().map(|c| fleet.clusters[*c].weight).sum() };
    let mut heaviest: Vec<usize> = (0..units.len()).collect();
    heaviest.sort_by_key(|i| (std::cmp::Reverse(weight(&units[*i])), *i));
    let mut plans = Vec::new();
    let mut widths = vec![slots, slots.div_ceil(2), slots.div_ceil(4), 1];
    widths.dedup();
    for width in widths {
        let spaced = |order: &[usize]| -> Vec<(usize, usize)> {
            let place = |(i, unit): (usize, &usize)| (*unit, spaced(i, units.len(), width));
            order.iter().enumerate().map(place).collect()
        };
        let in_order: Vec<usize> = (0..units.len()).collect();
        plans.push(spaced(&in_order));
        plans.push(spaced(&heaviest));
        let mut loads = vec![vec![Bytes::ZERO; width]; fleet.parts];
        let levelled = heaviest.iter().map(|unit| {
            let loads = &mut loads[fleet.clusters[units[*unit][0]].part];
            let slot = (0..width)
                .min_by_key(|slot| (loads[*slot], *slot))
                .unwrap_or(0);
            loads[slot] += weight(&units[*unit]);
            (*unit, slot)
        });
        plans.push(levelled.collect());
    }
    let mut placed: Vec<Starts> = Vec::new();
    for plan in plans {
        if let Some(starts) = place_all(fleet, order, units, &plan)
            && !placed.contains(&starts)
        {
            placed.push(starts);
        }
    }
    placed
}

/// Places units at these slots, or at the nearest with room for them; one with a window of its own
/// as far into that.
fn place_all(
    fleet: &Fleet,
    order: &Checked,
    units: &[Unit],
    targets: &[(usize, usize)],
) -> Option<Starts> {
    let mut starts = fleet.as_it_is();
    let slots = order.times.slots.len();
    let mut due: BTreeMap<u16, usize> = BTreeMap::new();
    for (unit, target) in targets {
        let machines = fleet.machines(&units[*unit]);
        let times = fleet.times_of(&units[*unit]);
        let target = times.scaled(*target, slots);
        let mut nearest: Vec<usize> = (0..times.slots.len()).collect();
        nearest.sort_by_key(|slot| slot.abs_diff(target));
        let mut nearest = nearest.into_iter().map(|slot| times.slots[slot]);
        let start = nearest.find(|start| {
            let there = due.get(start).copied().unwrap_or_default();
            order
                .at_once
                .is_none_or(|most| there + machines <= most as usize)
        })?;
        *due.entry(start).or_default() += machines;
        starts = set(starts, &units[*unit], start);
    }
    fleet.allows(&starts, order).then_some(starts)
}

/// Goes from a plan to better ones by single moves, until none is better. The rank that it reached.
fn descend(judge: &mut Judge<'_>, units: &[Unit], begin: Starts) -> Result<Rank, Stop> {
    let fleet = judge.fleet;
    let mut here = begin;
    let mut measure = judge.measure(&here)?;
    // A limit that holds for all machines together couples the parts.
    let coupled = judge.order.at_once.is_some();
    let mut moves: Vec<Vec<Move>> = (0..fleet.parts)
        .map(|part| moves_of(judge, units, &here, &measure, part))
        .collect();
    loop {
        let mut proposal = here.clone();
        let mut moved = Vec::new();
        for (part, moves) in moves.iter_mut().enumerate() {
            while let Some(next) = moves.pop() {
                let with = apply(units, &proposal, &next);
                if with != proposal && fleet.allows(&with, judge.order) {
                    proposal = with;
                    moved.push(part);
                    break;
                }
            }
            if coupled && !moved.is_empty() {
                break;
            }
        }
        if moved.is_empty() {
            // What parts gained apart is told together.
            return judge.rank(&here);
        }
        let told = judge.measure(&proposal)?;
        let better: Vec<usize> = moved
            .into_iter()
            .filter(|part| {
                part_rank(judge, &proposal, &told, *part) < part_rank(judge, &here, &measure, *part)
            })
            .collect();
        if better.is_empty() {
            continue;
        }
        let mut merged = Measure::clone(&measure);
        for (cluster, start) in proposal.iter().enumerate() {
            if better.contains(&fleet.clusters[cluster].part) {
                here[cluster] = *start;
                merged.clusters[cluster] = told.clusters[cluster];
            }
        }
        for part in &better {
            merged.parts[*part] = told.parts[*part];
        }
        measure = Arc::new(merged);
        for part in better {
            moves[part] = moves_of(judge, units, &here, &measure, part);
        }
    }
}

fn part_rank(judge: &Judge<'_>, starts: &Starts, measure: &Measure, part: usize) -> Rank {
    let changes = judge.fleet.changes(starts, Some(part));
    measure.parts[part].rank(judge.order.objective, changes)
}

fn apply(units: &[Unit], starts: &Starts, step: &Move) -> Starts {
    match step {
        Move::To(unit, start) => set(starts.clone(), &units[*unit], *start),
        Move::Swap(a, b) => {
            let (at_a, at_b) = (starts[units[*a][0]], starts[units[*b][0]]);
            set(set(starts.clone(), &units[*a], at_b), &units[*b], at_a)
        }
    }
}

/// The moves of a part, the most promising last: of the units that miss most to the emptiest start
/// times, and of all back to where they were.
fn moves_of(
    judge: &Judge<'_>,
    units: &[Unit],
    here: &Starts,
    measure: &Measure,
    part: usize,
) -> Vec<Move> {
    let (fleet, order) = (judge.fleet, judge.order);
    let trouble = |unit: &Unit| {
        let of = unit.iter().map(|cluster| measure.clusters[*cluster]);
        of.fold((0, 0, 0), |(late, over, end), next| {
            (late + next.0, over + next.1, end.max(next.2))
        })
    };
    let mut own: Vec<usize> = (0..units.len())
        .filter(|unit| fleet.clusters[units[*unit][0]].part == part)
        .collect();
    own.sort_by_cached_key(|unit| (std::cmp::Reverse(trouble(&units[*unit])), *unit));
    own.truncate(MOVED_MAX);
    let load = |slot: u16| -> Bytes {
        let at = fleet
            .clusters
            .iter()
            .zip(here)
            .filter(|(c, start)| c.part == part && **start == slot);
        at.map(|(cluster, _)| cluster.weight).sum()
    };
    let emptiest = |times: &Times| {
        let mut slots = times.slots.clone();
        slots.sort_by_cached_key(|slot| (load(*slot), times.place(*slot)));
        slots
    };
    let mut sorted: BTreeMap<usize, Vec<u16>> = BTreeMap::new();
    let mut ranked: Vec<(usize, Move)> = Vec::new();
    for (i, unit) in own.iter().enumerate() {
        let first = units[*unit][0];
        let times = fleet.times_of(&units[*unit]);
        let slots = sorted.entry(fleet.clusters[first].policy);
        let slots = slots.or_insert_with(|| emptiest(times));
        let back = match order.objective {
            Objective::LeastChange => 0,
            Objective::EarliestEnd => slots.len(),
        };
        for (j, slot) in slots.iter().enumerate() {
            ranked.push((2 * i + j, Move::To(*unit, *slot)));
        }
        let was = fleet.clusters[first].was;
        if times.allows(was) {
            ranked.push((i + back, Move::To(*unit, was)));
        }
        for (j, other) in own.iter().enumerate().skip(i + 1) {
            ranked.push((2 * i + 2 * j + 1, Move::Swap(*unit, *other)));
        }
    }
    ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    ranked.into_iter().map(|(_, step)| step).collect()
}

/// The plan with a few units somewhere else.
fn kicked(judge: &Judge<'_>, units: &[Unit], best: Starts, draw: &mut Draw) -> Option<Starts> {
    let mut kicked = best;
    let below = |draw: &mut Draw, count: usize| (draw.unit() * count as f64) as usize;
    for _ in 0..3 {
        let unit = below(draw, units.len());
        let slots = &judge.fleet.times_of(&units[unit]).slots;
        let start = slots[below(draw, slots.len())];
        let with = set(kicked.clone(), &units[unit], start);
        if judge.fleet.allows(&with, judge.order) {
            kicked = with;
        }
    }
    judge.fleet.allows(&kicked, judge.order).then_some(kicked)
}
