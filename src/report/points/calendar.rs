//! The calendar of a machine's recovery points: every day with its best point.

use super::AsOf;
use crate::ledger::{Job, JobOutcome};
use crate::report::view::{DayMark, PointDay, PointRow};
use crate::units::{JobId, PointId, SimTime};
use jiff::civil::Date;
use std::collections::BTreeMap;

impl AsOf<'_> {
    /// The calendar: every day with its best point, from the run's first day on.
    pub(super) fn days(&self, rows: &[PointRow]) -> Vec<PointDay> {
        let report = self.report;
        let zone = &report.scenario.window().zone;
        let date = |at: SimTime| report.scenario.calendar().local(at, zone).date();
        let rows: BTreeMap<u32, &PointRow> = rows.iter().map(|row| (row.point, row)).collect();
        let mut by_day: BTreeMap<Date, Vec<JobId>> = BTreeMap::new();
        for job in report.jobs_of(self.vm) {
            let Job { due, date, .. } = report.ledger.jobs()[*job];
            if due <= self.now {
                by_day.entry(date).or_default().push(*job);
            }
        }
        let first = report
            .first_day()
            .min(by_day.keys().next().copied().unwrap_or(Date::MAX));
        let last = date(self.now).min(self.run_ends()).max(first);
        let days = first.series(jiff::Span::new().days(1));
        let days = days.take_while(|day| *day <= last);
        days.map(|day| {
            let jobs = by_day.get(&day).map_or(&[][..], Vec::as_slice);
            self.day(day, jobs, &rows)
        })
        .collect()
    }
    /// The calendar's last day: the run's, or the one after on which a backup is due before its end.
    pub(super) fn run_ends(&self) -> Date {
        let report = self.report;
        let last = report.jobs_of(self.vm).last();
        let last = last.map(|job| report.ledger.jobs()[*job].date);
        last.map_or(report.last_day(), |last| last.max(report.last_day()))
    }
    fn day(&self, date: Date, jobs: &[JobId], rows: &BTreeMap<u32, &PointRow>) -> PointDay {
        let job = |job: &JobId| &self.report.ledger.jobs()[*job];
        let points = jobs.iter().filter_map(|id| match job(id).outcome {
            JobOutcome::Completed(point) | JobOutcome::TransferSkipped(Some(point)) => Some(point),
            JobOutcome::Running
            | JobOutcome::TransferSkipped(None)
            | JobOutcome::Failed(_)
            | JobOutcome::Cancelled
            | JobOutcome::Withdrawn => None,
        });
        let points = points.filter(|point| self.point(*point).appeared <= self.now);
        let points: Vec<PointId> = points.collect();
        let living: Vec<&PointRow> = points
            .iter()
            .filter_map(|point| rows.get(&point.get()).copied())
            .collect();
        // Of equals the latest.
        let best = living
            .iter()
            .copied()
            .max_by_key(|row| (row.mark, row.point));
        let ended = |id: &&JobId| job(id).ended().is_some_and(|ended| ended <= self.now);
        let failed = jobs
            .iter()
            .filter(ended)
            .find_map(|id| match job(id).outcome {
                JobOutcome::Failed(fault) => {
                    let row = fault.row();
                    Some(format!(
                        "Failed: {}. {} {}",
                        row.code, row.message, row.remedy
                    ))
                }
                JobOutcome::TransferSkipped(None) => {
                    Some("Nothing was sent: an earlier transfer still ran.".to_owned())
                }
                JobOutcome::Completed(_)
                | JobOutcome::Running
                | JobOutcome::Cancelled
                | JobOutcome::TransferSkipped(_)
                | JobOutcome::Withdrawn => None,
            });
        let (mark, about) = match (best, failed) {
            (Some(row), _) => (row.mark, row.life.clone()),
            (None, Some(why)) if points.is_empty() => (DayMark::Failed, why),
            (None, _) if !points.is_empty() => {
                (DayMark::Gone, "There was a point; it is gone.".to_owned())
            }
            (None, _)
                if jobs
                    .iter()
                    .any(|id| job(id).outcome == JobOutcome::Withdrawn) =>
            {
                (
                    DayMark::Nothing,
                    "A backup was due, but protection ended before it began.".to_owned(),
                )
            }
            (None, _) if !jobs.is_empty() => (DayMark::Nothing, "Not done yet.".to_owned()),
            (None, _) => (DayMark::Nothing, "No backup was due.".to_owned()),
        };
        PointDay {
            date: date.to_string(),
            mark,
            point: best.map(|row| row.point),
            points: u32::try_from(living.len()).expect("a day has few points"),
            about,
        }
    }
}
