//! One machine's recovery points through time: backups, changes of policy and clean-ups, by the
//! rules that the engine follows. Clean-ups run only on days on which something may go.

use super::{DateRow, PointRow, ROWS_MAX, ReasonNames, Utc};
use crate::model::{Keeper, clean_up_from};
use crate::scenario::Problem;
use crate::scenario::calendar::{Calendar, Slot};
use crate::scenario::policy::{Kept, Policy, Reason, Reasons};
use crate::units::{SimDuration, SimTime};
use jiff::civil::Date;
use jiff::tz::Offset;
use std::collections::BTreeSet;

/// What happens to one machine, and when somebody looks.
pub(super) struct History {
    pub(super) calendar: Calendar,
    /// Points that the machine may have.
    pub(super) points_max: usize,
    /// The policy before any change.
    pub(super) first: Era,
    /// Changes in the order of time.
    pub(super) changes: Vec<(SimTime, Era)>,
    /// Backups in the order of time.
    pub(super) backups: Vec<Backup>,
    /// In any order.
    pub(super) dates: Vec<SimTime>,
}

/// A policy from when it is saved to the next.
pub(super) struct Era {
    pub(super) policy: Policy,
    /// Whether a day begins with its first backup rather than at midnight.
    pub(super) is_hourly: bool,
}

/// A backup.
pub(super) struct Backup {
    pub(super) at: SimTime,
    pub(super) ok: bool,
    /// How long an on-demand backup's point lives; none for a scheduled one.
    pub(super) own_life: Option<SimDuration>,
}

/// What can happen, in the order of one instant; a clean-up is between the last two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Backup(usize),
    Change(usize),
    Date(usize),
}

impl History {
    /// What is there on each date, in the order of the file.
    pub(super) fn answers(&self) -> Result<Vec<DateRow>, Problem> {
        let backups = self.backups.iter().map(|backup| backup.at).enumerate();
        let changes = self.changes.iter().map(|(at, _)| *at).enumerate();
        let dates = self.dates.iter().copied().enumerate();
        let backups = backups.map(|(i, at)| (at, Event::Backup(i)));
        let changes = changes.map(|(i, at)| (at, Event::Change(i)));
        let dates = dates.map(|(i, at)| (at, Event::Date(i)));
        let mut events: Vec<(SimTime, Event)> = backups.chain(changes).chain(dates).collect();
        events.sort_unstable();
        let mut machine = Machine::new(self);
        let (mut answers, mut rows) = (Vec::new(), 0);
        for (at, event) in events {
            machine.advance(at, matches!(event, Event::Date(_)));
            match event {
                Event::Backup(i) => machine.back_up(&self.backups[i]),
                Event::Change(i) => machine.change(&self.changes[i].1),
                Event::Date(i) => {
                    rows += machine.alive + machine.refused.len();
                    if rows > ROWS_MAX {
                        let found = "a longer answer";
                        let allowed =
                            format!("at most {ROWS_MAX} points and refusals, all dates together");
                        return Err(Problem::new("as_of", found, allowed));
                    }
                    answers.push((i, machine.answer()));
                }
            }
        }
        answers.sort_by_key(|(i, _)| *i);
        Ok(answers.into_iter().map(|(_, answer)| answer).collect())
    }
}

/// The machine at one instant. Points are keyed by their place among all that ever were.
struct Machine<'a> {
    calendar: Calendar,
    points_max: usize,
    now: SimTime,
    era: &'a Era,
    /// The policy's offset from UTC, once it is saved.
    offset: Option<Offset>,
    /// The day whose last backup has failed, and the reasons of that one's point.
    failed_last: Option<(Date, Reasons)>,
    points: Vec<Point>,
    /// Points that are in one tier at least.
    alive: usize,
    snapshots: Keeper<usize>,
    vault: Keeper<usize>,
    /// Whether the policy has changed since the keepers were told.
    is_stale: bool,
    refused: Vec<SimTime>,
}

struct Point {
    kept: Kept,
    has_snapshot: bool,
    is_in_vault: bool,
}

impl<'a> Machine<'a> {
    fn new(history: &'a History) -> Self {
        Self {
            calendar: history.calendar,
            points_max: history.points_max,
            now: SimTime::ZERO,
            era: &history.first,
            offset: None,
            failed_last: None,
            points: Vec::new(),
            alive: 0,
            snapshots: Keeper::default(),
            vault: Keeper::default(),
            is_stale: false,
            refused: Vec::new(),
        }
    }

    /// Runs the clean-ups before an instant, and the one of that instant if asked for.
    fn advance(&mut self, to: SimTime, inclusive: bool) {
        let comes = |at: SimTime| at < to || (inclusive && at == to);
        if comes(clean_up_from(self.now)) {
            self.refresh();
            while let Some(at) = self.next_clean_up().filter(|at| comes(*at)) {
                self.now = at;
                self.clean_up();
            }
        }
        self.now = to;
    }

    /// The first clean-up from now on that removes something.
    fn next_clean_up(&self) -> Option<SimTime> {
        let deaths = [self.snapshots.next_death(), self.vault.next_death()];
        let first = deaths.into_iter().flatten().min()?;
        Some(clean_up_from(first.max(self.now)))
    }

    fn clean_up(&mut self) {
        for key in self.snapshots.plan(self.now) {
            self.snapshots.remove(key);
            self.points[key].has_snapshot = false;
            self.alive -= usize::from(!self.points[key].is_in_vault);
        }
        for key in self.vault.plan(self.now) {
            self.vault.remove(key);
            self.points[key].is_in_vault = false;
            self.alive -= usize::from(!self.points[key].has_snapshot);
        }
    }

    /// Tells the keepers of a changed policy: once for all changes since the last clean-up.
    fn refresh(&mut self) {
        if !std::mem::take(&mut self.is_stale) {
            return;
        }
        let (policy, points) = (&self.era.policy, &self.points);
        self.snapshots
            .replan(|key| policy.snapshot_death(&points[key].kept));
        let vault_death = |point: &Point| policy.vault_death(&point.kept, point.has_snapshot).0;
        self.vault.replan(|key| vault_death(&points[key]));
    }

    fn change(&mut self, era: &'a Era) {
        self.era = era;
        self.offset = Some(self.calendar.offset_at(&era.policy.zone, self.now));
        self.failed_last = None;
        self.is_stale = true;
    }

    fn back_up(&mut self, backup: &Backup) {
        let zone = &self.era.policy.zone;
        let saved = self.calendar.offset_at(zone, self.now);
        let offset = *self.offset.get_or_insert(saved);
        let is_refused = backup.ok && self.alive >= self.points_max;
        if is_refused {
            self.refused.push(self.now);
        }
        let succeeds = backup.ok && !is_refused;
        let reasons = if backup.own_life.is_some() {
            Some(Reasons::only(Reason::OnDemand))
        } else {
            self.vault_reasons(offset, succeeds)
        };
        if succeeds {
            self.keep(reasons, backup.own_life);
        }
    }

    /// For which reasons a scheduled backup goes to the vault; none if it stays a snapshot.
    fn vault_reasons(&mut self, offset: Offset, succeeds: bool) -> Option<Reasons> {
        let Policy {
            schedule,
            retention,
            ..
        } = &self.era.policy;
        let local = self.calendar.local_at_offset(self.now, offset);
        let (date, slot) = if self.era.is_hourly {
            schedule.place_in_window(local)
        } else {
            (local.date(), Slot::Only)
        };
        match slot {
            Slot::Only => Some(retention.reasons(date)),
            Slot::First => {
                let (failed_on, reasons) = self.failed_last.take()?;
                (failed_on.tomorrow().ok() == Some(date)).then_some(reasons)
            }
            Slot::Middle => None,
            Slot::Last => {
                let reasons = retention.reasons(date);
                self.failed_last = (!succeeds).then_some((date, reasons));
                Some(reasons)
            }
        }
    }

    /// Adds a point; one that is meant for the vault has reasons.
    fn keep(&mut self, reasons: Option<Reasons>, own_life: Option<SimDuration>) {
        let policy = &self.era.policy;
        let kept = Kept {
            taken: self.now,
            reasons: reasons.unwrap_or_default(),
            own_life,
        };
        let point = Point {
            kept,
            has_snapshot: policy.snapshots.is_some(),
            is_in_vault: reasons.is_some(),
        };
        let key = self.points.len();
        if point.has_snapshot {
            self.snapshots.add(key, policy.snapshot_death(&kept));
        }
        if point.is_in_vault {
            let has_snapshot = policy.snapshots.is_some();
            self.vault
                .add(key, policy.vault_death(&kept, has_snapshot).0);
        }
        self.alive += usize::from(point.has_snapshot || point.is_in_vault);
        self.points.push(point);
    }

    fn answer(&self) -> DateRow {
        let policy = &self.era.policy;
        let utc = |at| Utc(self.calendar, at);
        let alive: BTreeSet<usize> = self.snapshots.iter().chain(self.vault.iter()).collect();
        let row = |key| {
            let Point {
                kept,
                has_snapshot,
                is_in_vault,
            } = &self.points[key];
            let snapshot_until = has_snapshot.then(|| policy.snapshot_death(kept));
            let vault_until = is_in_vault.then(|| policy.vault_death(kept, *has_snapshot).0);
            PointRow {
                time: utc(kept.taken),
                reasons: ReasonNames(kept.reasons),
                snapshot_until: snapshot_until.map(utc),
                vault_until: vault_until.map(utc),
            }
        };
        DateRow {
            time: utc(self.now),
            points: alive.into_iter().map(row).collect(),
            refused: self.refused.iter().copied().map(utc).collect(),
        }
    }
}
