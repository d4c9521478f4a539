//! A custom backup for who looks at it step by step: it goes on from where it is, and back from marks
//! that it left on its way. How many steps there are in all is known once the end was seen.

use super::{Blobs, done};
use crate::engine::scheme::{Custom, Next};
use crate::report::scheme as report;
use crate::scenario::Problem;
use crate::scenario::scheme::{ActKind, check, parse};
use std::sync::Arc;

/// Steps from one mark to the next. A mark holds the storage of its moment.
const MARK_STEPS: u32 = 40;

/// A custom backup that is gone through.
#[derive(Debug)]
pub struct BlobSteps {
    now: Blobs,
    /// Earlier moments, oldest first.
    marks: Vec<Custom>,
}

impl BlobSteps {
    /// Opens a document before its first step.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn open(text: &str) -> Result<Self, Vec<Problem>> {
        let custom = Custom::new(Arc::new(check(parse(text)?)?));
        let marks = vec![custom.clone()];
        let now = Blobs {
            custom,
            steps_in_all: 0,
            ways: Vec::new(),
        };
        Ok(Self { now, marks })
    }
    /// Where it is: its view says 0 steps in all until the end was seen.
    #[must_use]
    pub const fn now(&self) -> &Blobs {
        &self.now
    }
    /// Steps done.
    #[must_use]
    pub fn at(&self) -> u32 {
        done(&self.now.custom)
    }
    /// Does one more step; false when there is none.
    pub fn step(&mut self) -> bool {
        let is_done = self.now.custom.step();
        let at = self.at();
        if !is_done {
            if self.now.ways.is_empty() {
                self.now.ways = report::ways(&self.now.custom);
            }
            self.now.steps_in_all = at;
        } else if self
            .marks
            .last()
            .is_some_and(|mark| at >= done(mark) + MARK_STEPS)
        {
            self.marks.push(self.now.custom.clone());
        }
        is_done
    }
    /// Goes back to the last mark that is not after so many steps; what is over goes back too.
    pub fn back(&mut self, steps: u32) {
        if steps >= self.at() {
            return;
        }
        let mark = self.marks.iter().rfind(|mark| done(mark) <= steps);
        if let Some(mark) = mark {
            self.now.custom = mark.clone();
        }
    }
    /// True when the next step begins a window or a restore, or there is none.
    #[must_use]
    pub fn is_between(&self) -> bool {
        match self.now.custom.next() {
            Some((_, Next::Step | Next::Act(_))) => false,
            Some((_, Next::Restore | Next::Window(_))) | None => true,
        }
    }
    /// Requests by hand that are still to come.
    #[must_use]
    pub fn hands_to_come(&self) -> usize {
        let custom = &self.now.custom;
        let later = &custom.scheme().timeline()[custom.acts_done()..];
        let by_hand = later.iter().filter(|act| match act.what {
            ActKind::Ask(_) => true,
            ActKind::Restore { .. } => false,
        });
        by_hand.count()
    }
}
