//! What a person asks of a plan: the objective and the limits, as typed and as checked. Nothing is
//! simulated here.

use crate::scenario::calendar::{Window, Zone, time_of_day};
use crate::scenario::policy::Weekdays;
use crate::scenario::{Problem, Scenario, limits, parser_said, quoted};
use crate::units::PolicyId;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// Minutes of a day.
pub(super) const DAY_MIN: u16 = 1_440;

/// What a plan should be good at, once as many nights hold as can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Objective {
    /// The last backup of a night ends as early as can be.
    #[default]
    EarliestEnd,
    /// As few policies and machines as can be are changed, by as few minutes.
    LeastChange,
}

impl Objective {
    /// Its name in a document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EarliestEnd => "earliest-end",
            Self::LeastChange => "least-change",
        }
    }
}

/// An order for a plan, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct PlanOrder {
    /// What it should be good at.
    pub objective: Objective,
    /// The most machines whose backups may be due at one moment; absent: any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_once: Option<u32>,
    /// The first allowed start time, `HH:MM` in the window's zone; absent: as the window opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before when backups start; at or before `from` means the next day; absent: the window's close.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Minutes from one allowed start time to the next.
    pub step_min: u32,
    /// How many plans may be simulated, the one that is there included.
    pub budget: u32,
}

impl Default for PlanOrder {
    fn default() -> Self {
        Self {
            objective: Objective::default(),
            at_once: None,
            from: None,
            to: None,
            step_min: 30,
            budget: 200,
        }
    }
}

/// Reads an order's JSON text; an empty text is the order with every default.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_order(text: &str) -> Result<PlanOrder, Vec<Problem>> {
    let allowed = "an order: objective, at_once, from, to, step_min, budget";
    if text.len() > limits::ORDER_BYTES_MAX {
        let found = format!("{} bytes", text.len());
        return Err(vec![Problem::new("order", found, allowed)]);
    }
    if text.trim().is_empty() {
        return Ok(PlanOrder::default());
    }
    serde_json::from_str(text).map_err(|error| {
        let found = parser_said(&error.to_string());
        vec![Problem::new("order", found, allowed)]
    })
}

/// An order that fits its scenario.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) objective: Objective,
    pub(super) at_once: Option<u32>,
    /// When machines without a window of their own may start.
    pub(super) times: Times,
    /// Somebody has said so: machines with a window of their own may not start at other times either.
    is_said: bool,
    step: u16,
    pub(super) budget: u32,
}

/// When backups may start, in minutes of the scenario's window's day.
#[derive(Clone, Debug)]
pub(super) struct Times {
    all: Span,
    /// None but these.
    within: Option<Span>,
    /// Every time that a plan tries, from the first on.
    pub(super) slots: Vec<u16>,
}

/// Minutes of a day from one on.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: u16,
    count: u16,
}

impl Span {
    const fn place(self, minute: u16) -> u16 {
        (minute + DAY_MIN - self.from) % DAY_MIN
    }
    const fn has(self, minute: u16) -> bool {
        self.place(minute) < self.count
    }
}

impl Times {
    fn new(from: u16, to: u16, step: u16) -> Self {
        let count = span(from, to);
        let slots = (0..count).step_by(usize::from(step));
        Self {
            all: Span { from, count },
            within: None,
            slots: slots.map(|after| (from + after) % DAY_MIN).collect(),
        }
    }
    /// How many minutes after the first time.
    pub(super) const fn place(&self, minute: u16) -> u16 {
        self.all.place(minute)
    }
    /// Whether backups may start then.
    pub(super) fn allows(&self, minute: u16) -> bool {
        self.all.has(minute) && self.within.is_none_or(|within| within.has(minute))
    }
    /// The slot that lies as far into these times as another into so many.
    #[expect(clippy::integer_division, reason = "whole slots")]
    pub(super) const fn scaled(&self, slot: usize, slots: usize) -> usize {
        slot * self.slots.len() / slots
    }
}

impl Checked {
    /// When machines with this window of their own may start, in a zone that is so many minutes
    /// ahead of the scenario's window's; nothing where the order allows no time in it.
    pub(super) fn times_in(&self, own: &Window, ahead: u16) -> Option<Times> {
        let [opens, closes] = [own.opens, own.closes].map(|time| there(time, ahead));
        let mut times = Times::new(opens, closes, self.step);
        if self.is_said {
            let within = self.times.all;
            times.within = Some(within);
            times.slots.retain(|slot| within.has(*slot));
        }
        (!times.slots.is_empty()).then_some(times)
    }
}

/// Checks an order against its scenario.
pub(super) fn check(order: &PlanOrder, scenario: &Scenario) -> Result<Checked, Vec<Problem>> {
    let mut problems = Vec::new();
    let window = scenario.window();
    let mut time = |place: &str, text: &Option<String>, otherwise: Time| {
        let Some(text) = text else {
            return minute_of(otherwise);
        };
        let read = time_of_day(text);
        if read.is_none() {
            let allowed = "a time HH:MM from 00:00 to 23:59";
            problems.push(Problem::new(place, quoted(text), allowed));
        }
        minute_of(read.unwrap_or(otherwise))
    };
    let from = time("from", &order.from, window.opens);
    let to = time("to", &order.to, window.closes);
    let span = span(from, to);
    let mut within = |place: &str, found: u32, (min, max): (u32, u32)| {
        if !(min..=max).contains(&found) {
            problems.push(Problem::new(place, found, format!("{min} to {max}")));
        }
    };
    within("step_min", order.step_min, limits::PLAN_STEP_MIN);
    within("budget", order.budget, limits::PLAN_BUDGET);
    let (opens, closes) = (minute_of(window.opens), minute_of(window.closes));
    let overlaps = |window: &Window| {
        let ahead = ahead_min(scenario, &window.zone);
        let [opens, closes] = [window.opens, window.closes].map(|time| there(time, ahead));
        let into_window = (from + DAY_MIN - opens) % DAY_MIN;
        into_window < self::span(opens, closes) || (opens + DAY_MIN - from) % DAY_MIN < span
    };
    let own = scenario.policies().iter();
    let mut own = own.filter_map(|policy| policy.window.as_ref());
    if !overlaps(window) && !own.any(overlaps) {
        let found = format!("{} to {}", clock(from), clock(to));
        let allowed = format!(
            "start times in the window, {} to {}: outside of it no backup can hold",
            clock(opens),
            clock(closes)
        );
        problems.push(Problem::new("from", found, allowed));
    }
    let step = u16::try_from(order.step_min.clamp(1, u32::from(DAY_MIN)));
    let step = step.expect("a day has few minutes");
    let times = Times::new(from, to, step);
    if let Some(most) = order.at_once {
        let slots = times.slots.len();
        let least = least_at_once(scenario, slots);
        if most < least {
            let allowed = format!("at least {least}, with {slots} allowed start times");
            problems.push(Problem::new("at_once", most, allowed));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Checked {
        objective: order.objective,
        at_once: order.at_once,
        times,
        is_said: order.from.is_some() || order.to.is_some(),
        step,
        budget: order.budget,
    })
}

/// The fewest that must start at one moment if all that can be moved are spread over the slots.
fn least_at_once(scenario: &Scenario, slots: usize) -> u32 {
    let daily = |policy: &PolicyId| {
        let policy = &scenario.policies()[*policy];
        let schedule = &policy.schedule;
        policy.window.is_none() && schedule.per_day == 1 && schedule.on == Weekdays::ALL
    };
    let policies = scenario.vms().iter().filter_map(|vm| vm.policy);
    let machines = policies.filter(daily).count();
    u32::try_from(machines.div_ceil(slots.max(1)).max(1)).expect("limits keep machines below 2^32")
}

/// How many minutes lie from one time to another; a whole day where they are the same.
const fn span(from: u16, to: u16) -> u16 {
    let span = (to + DAY_MIN - from) % DAY_MIN;
    if span == 0 { DAY_MIN } else { span }
}

/// How many minutes a zone is ahead of the window's as the run begins.
pub(super) fn ahead_min(scenario: &Scenario, zone: &Zone) -> u16 {
    let calendar = scenario.calendar();
    let [there, here] = [zone, &scenario.window().zone].map(|it| calendar.offset_at_start(it));
    let ahead = (there.seconds() - here.seconds()).div_euclid(60);
    let ahead = ahead.rem_euclid(i32::from(DAY_MIN));
    u16::try_from(ahead).expect("a day has few minutes")
}

/// A time of day in a zone so far ahead, in minutes of the window's day.
fn there(time: Time, ahead: u16) -> u16 {
    (minute_of(time) + DAY_MIN - ahead) % DAY_MIN
}

/// A time of day in minutes.
pub(super) fn minute_of(time: Time) -> u16 {
    let [hour, minute] = [time.hour(), time.minute()].map(i8::unsigned_abs);
    u16::from(hour) * 60 + u16::from(minute)
}

/// `22:30`.
#[must_use]
#[expect(clippy::integer_division, reason = "whole hours of minutes")]
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
