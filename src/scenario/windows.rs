//! Which window a backup has to keep: its machine's own, else its policy's, else the scenario's; and
//! the nights of each, resolved once. The calendar's nights are the scenario's window's. How a window
//! opens is in `calendar.rs`; what a backup did with it is the report's.

use super::Scenario;
use super::calendar::{Calendar, Night, Window, night_of};
use crate::units::{IdVec, PolicyId, SimTime, VmId};
use jiff::civil::Time;
use std::collections::BTreeMap;

/// Whose window a backup has to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowOf {
    /// The scenario's.
    Scenario,
    /// Its policy's.
    Policy,
    /// Its machine's.
    Machine,
}

impl Scenario {
    /// The window that a machine's backups under a policy have to keep, and whose it is.
    #[must_use]
    pub fn window_of(&self, vm: VmId, policy: PolicyId) -> (&Window, WindowOf) {
        if let Some(window) = &self.vms()[vm].window {
            return (window, WindowOf::Machine);
        }
        match &self.policies()[policy].window {
            Some(window) => (window, WindowOf::Policy),
            None => (self.window(), WindowOf::Scenario),
        }
    }
    /// Whether every backup has the scenario's window.
    #[must_use]
    pub fn has_one_window(&self) -> bool {
        let of_policy = self.policies().iter().any(|policy| policy.window.is_some());
        !of_policy && self.vms().iter().all(|vm| vm.window.is_none())
    }
}

/// The nights of every window of a scenario, each different window's once.
#[derive(Clone, Debug)]
pub struct Nights {
    /// Of each window; the scenario's are the first.
    all: Vec<Vec<Night>>,
    /// The window of each policy, by its place among these.
    of_policy: IdVec<PolicyId, usize>,
    /// The same of machines with their own.
    of_vm: BTreeMap<VmId, usize>,
}

impl Nights {
    /// The nights of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let mut found = Found {
            calendar: scenario.calendar(),
            end: scenario.end(),
            seen: BTreeMap::new(),
            all: Vec::new(),
        };
        let first = found.place(scenario.window());
        let policies = scenario.policies().iter();
        let of_policy = policies.map(|policy| match &policy.window {
            Some(window) => found.place(window),
            None => first,
        });
        let of_policy = of_policy.collect();
        let vms = scenario.vms().enumerate();
        let of_vm = vms.filter_map(|(id, vm)| Some((id, found.place(vm.window.as_deref()?))));
        let of_vm = of_vm.collect();
        Self {
            all: found.all,
            of_policy,
            of_vm,
        }
    }
    /// The nights of the calendar: the scenario's window's.
    #[must_use]
    pub fn calendar(&self) -> &[Night] {
        &self.all[0]
    }
    /// The calendar's night that a backup belongs to, by its place.
    #[must_use]
    pub fn index(&self, due: SimTime) -> usize {
        night_of(&self.all[0], due)
    }
    /// The opening that a machine's backup under a policy has to keep where its window is not the
    /// scenario's: the one in which it is due, else the nearest.
    #[must_use]
    pub fn own(&self, vm: VmId, policy: PolicyId, due: SimTime) -> Option<&Night> {
        let window = match self.of_vm.get(&vm) {
            Some(window) => *window,
            None => self.of_policy[policy],
        };
        let nights = &self.all[window];
        (window > 0).then(|| &nights[night_of(nights, due)])
    }
    /// The opening that a machine's backup under a policy has to keep.
    #[must_use]
    pub fn night(&self, vm: VmId, policy: PolicyId, due: SimTime) -> &Night {
        let own = self.own(vm, policy, due);
        own.unwrap_or_else(|| &self.all[0][self.index(due)])
    }
}

/// Windows found so far, and their nights.
struct Found<'s> {
    calendar: Calendar,
    end: SimTime,
    seen: BTreeMap<(Time, Time, &'s str), usize>,
    all: Vec<Vec<Night>>,
}

impl<'s> Found<'s> {
    fn place(&mut self, window: &'s Window) -> usize {
        let key = (window.opens, window.closes, window.zone.name());
        *self.seen.entry(key).or_insert_with(|| {
            self.all.push(window.nights(self.calendar, self.end));
            self.all.len() - 1
        })
    }
}
