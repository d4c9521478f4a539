//! Where a restore's time went: every nanosecond from its begin to its end in exactly one part. Of
//! the copies the disk counts that was there last.

use super::{Part, Report, Spent};
use crate::engine::OwnLimit;
use crate::ledger::{Carrier, Task};
use crate::units::{SimDuration, SimTime, TaskId};

impl Report {
    /// Where a restore's time went, from its begin to its end, or up to now. Parts that took no time
    /// are left out; the rest are in the order in which they began. Nothing for any other task.
    #[must_use]
    pub fn restore_parts(&self, id: TaskId) -> Vec<Spent> {
        let task = &self.ledger.tasks()[id];
        let Some(restoring) = task.restore else {
            return Vec::new();
        };
        let until = self.told_of(task);
        let prepared = restoring.prepared.min(until);
        let copied = restoring.copied.min(until);
        let copies = self.ledger.copies_of(id);
        let is_copied = !restoring.from_snapshot && !restoring.bytes.is_zero();
        let began = copies.first().map(|copy| copy.began);
        let queued = if is_copied {
            began.unwrap_or(copied)
        } else {
            prepared
        };
        let mut parts = vec![
            (Part::Prepare, prepared.since(task.began)),
            (Part::Queue, queued.since(prepared)),
        ];
        let length = copied.since(queued);
        let by_end = (0_u32..).zip(copies);
        let last =
            by_end.max_by_key(|(slot, it)| (it.ended.unwrap_or(SimTime::MAX), u32::MAX - slot));
        let losses = last.map(|(slot, _)| self.losses(Carrier::Copies(id, slot), length));
        let losses = losses.unwrap_or_default();
        let own = length - losses.iter().map(|(_, lost)| *lost).sum();
        parts.push((Part::Moving(OwnLimit::Service), own));
        parts.extend(losses);
        parts.push((Part::Create, until.since(copied)));
        parts.retain(|(_, length)| *length > SimDuration::ZERO);
        parts
    }
    /// What a restore has lost to links that it shared, as a sentence, if that is worth one.
    pub(in crate::report) fn restore_lost(&self, id: TaskId) -> Option<String> {
        let parts = self.restore_parts(id);
        let all: SimDuration = parts.iter().map(|(_, length)| *length).sum();
        let lost = parts.iter().filter_map(|(part, length)| {
            let share = super::percent(*length, all);
            let link = part.link().filter(|_| share >= 1.0)?;
            Some(format!(
                "{length} ({share:.0} %) to {}",
                self.link_name(link)
            ))
        });
        let lost: Vec<String> = lost.collect();
        (!lost.is_empty()).then(|| format!("It lost {}.", lost.join(", ")))
    }
    /// The end of a task, or up to when it is told of.
    fn told_of(&self, task: &Task) -> SimTime {
        let until = || self.told_until().max(task.began);
        task.end().unwrap_or_else(until)
    }
}
