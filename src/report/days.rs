//! The days of a run, as the calendar of recovery points steps through them, and the days worth a
//! stop on the way.

use super::Report;
use super::view::Moment;
use crate::ledger::JobOutcome;
use crate::scenario::policy::Reason;
use crate::units::{SimDuration, SimTime, VmId};
use jiff::civil::Date;

impl Report {
    /// The last moment of each day of the run, in the window's zone; the last one is the run's end.
    /// The hours at either end of a run that its zone counts to another day belong to the nearest.
    #[must_use]
    pub fn days(&self) -> Vec<Moment> {
        let last = self.last_day();
        let days = self.first_day().series(jiff::Span::new().days(1));
        let days = days.take_while(|day| *day <= last);
        days.filter_map(|day| self.end_of_day(day))
            .map(|at| self.moment(at))
            .collect()
    }
    /// The last moment of a day of the run, `2026-03-04`; nothing for any other.
    #[must_use]
    pub fn day_named(&self, date: &str) -> Option<Moment> {
        let date: Date = date.parse().ok()?;
        let is_of_run = (self.first_day()..=self.last_day()).contains(&date);
        let at = self.end_of_day(date).filter(|_| is_of_run)?;
        Some(self.moment(at))
    }
    /// The first moment of a day of the run, in the window's zone, or a moment of it (UTC).
    #[must_use]
    pub fn start_of_day_or_moment(&self, text: &str) -> Option<SimTime> {
        let calendar = self.scenario.calendar();
        let Ok(date) = text.parse::<Date>() else {
            let at = calendar.utc_instant(text)?;
            return (at <= self.scenario.end()).then_some(at);
        };
        self.day_named(text)?;
        let midnight = date.to_datetime(jiff::civil::Time::midnight());
        let at = calendar.instant(midnight, &self.scenario.window().zone);
        Some(at.unwrap_or(SimTime::ZERO))
    }
    /// An instant of the run from whole seconds; one after the run's end is its end.
    #[must_use]
    pub fn instant(&self, s: u64) -> SimTime {
        SimTime::ZERO + SimDuration::secs(s.min(self.scenario.end().whole_secs()))
    }
    /// The run's first day, as its scenario says.
    pub(super) fn first_day(&self) -> Date {
        self.scenario.calendar().start()
    }
    /// The last one.
    pub(super) fn last_day(&self) -> Date {
        let before = self.scenario.end().day().saturating_sub(1);
        let days = i64::try_from(before).expect("limits keep runs short");
        self.first_day()
            .saturating_add(jiff::Span::new().days(days))
    }
    /// When something other than the usual happened to a machine's points, in order: an operator did
    /// something, backups began or ceased to fail, a point that was kept for a month or longer went.
    pub(super) fn changes_of(&self, vm: VmId) -> Vec<SimTime> {
        let operators = self.ledger.operators().iter();
        let mut changes: Vec<SimTime> = operators
            .filter(|record| record.vm == Some(vm))
            .map(|record| record.at)
            .collect();
        let mut failed = false;
        for id in self.jobs_of(vm) {
            let job = &self.ledger.jobs()[*id];
            let fails = match job.outcome {
                JobOutcome::Running | JobOutcome::Withdrawn | JobOutcome::Cancelled => continue,
                JobOutcome::Failed(_) => true,
                JobOutcome::Completed(_) | JobOutcome::TransferSkipped(_) => false,
            };
            changes.extend(job.ended().filter(|_| fails != failed));
            failed = fails;
        }
        for id in self.meters.points_of(vm) {
            let point = &self.ledger.points()[*id];
            let is_long = [Reason::Monthly, Reason::Yearly]
                .into_iter()
                .any(|reason| point.reasons.has(reason));
            changes.extend(point.vault.map(|tier| tier.removed).filter(|_| is_long));
        }
        changes.retain(|at| *at <= self.scenario.end());
        changes.sort_unstable();
        changes.dedup();
        changes
    }

    /// The date of an instant in the window's zone.
    pub(super) fn date(&self, at: SimTime) -> Date {
        let zone = &self.scenario.window().zone;
        self.scenario.calendar().local(at, zone).date()
    }
    fn end_of_day(&self, date: Date) -> Option<SimTime> {
        if date == self.last_day() {
            return Some(self.scenario.end());
        }
        let calendar = self.scenario.calendar();
        let midnight = jiff::civil::Time::midnight();
        let next = date.tomorrow().ok()?.to_datetime(midnight);
        let next = calendar.instant(next, &self.scenario.window().zone)?;
        Some(self.instant(next.whole_secs().saturating_sub(1)))
    }
}
