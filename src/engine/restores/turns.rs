//! Whose turn it is: a person who wants only so many restores at once asks for the next when fewer
//! run. The list is the person's own; the service knows nothing of it, and has a queue besides.

use crate::engine::{Event, Simulation};
use crate::scenario::timeline::ActionKind;
use crate::units::VmId;
use std::collections::VecDeque;

/// Restores that run, and those that wait for their turn.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct Turns {
    running: u32,
    /// Actions of the timeline, first come, first served.
    waiting: VecDeque<u32>,
}

impl Turns {
    /// A restore has begun.
    pub(super) const fn begun(&mut self) {
        self.running += 1;
    }
}

impl Simulation {
    /// Puts an action off, if it is a restore whose turn has not come.
    pub(in crate::engine) fn puts_off(&mut self, action: u32) -> bool {
        let Some(most) = self.at_once(action) else {
            return false;
        };
        let puts_off = !self.turns.waiting.is_empty() || self.turns.running >= most;
        if puts_off {
            self.turns.waiting.push_back(action);
        }
        puts_off
    }
    /// A restore has ended, well or not: the next may have its turn.
    pub(super) fn restore_ended(&mut self) {
        self.turns.running -= 1;
        if !self.turns.waiting.is_empty() {
            self.push(self.now, Event::NextRestores);
        }
    }
    /// Takes a machine's restores that wait for their turn out of the list; says whether there were any.
    pub(in crate::engine) fn forget_turns(&mut self, vm: VmId) -> bool {
        let Self {
            turns, scenario, ..
        } = self;
        let before = turns.waiting.len();
        let is_of = |action: &u32| scenario.timeline()[*action as usize].vm == Some(vm);
        turns.waiting.retain(|action| !is_of(action));
        turns.waiting.len() < before
    }
    /// Asks for those whose turn it is. One that is refused holds up nobody.
    pub(in crate::engine) fn next_restores(&mut self) {
        while let Some(action) = self.turns.waiting.front().copied() {
            let most = self.at_once(action).expect("only such restores wait");
            if self.turns.running >= most {
                return;
            }
            self.turns.waiting.pop_front();
            self.take_or_refuse(action);
        }
    }
    /// How many restores may run beside an action, if it minds.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only restores mind")]
    fn at_once(&self, action: u32) -> Option<u32> {
        match self.scenario.timeline()[action as usize].what {
            ActionKind::Restore(order) => order.at_once,
            _ => None,
        }
    }
}
