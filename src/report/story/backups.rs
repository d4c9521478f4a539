//! What is worth telling of a machine's backups: the first, those that fail, the first that succeeds
//! again, warnings, and how consistent the points are when that changes. What repeats is told once.

use super::{Kind, Lines, why};
use crate::azure::consistency::Consistency;
use crate::azure::errors::Fault;
use crate::ledger::{Job, JobOutcome};
use crate::model::Protection;
use crate::report::Report;
use crate::units::{SimTime, VmId};

/// What a backup came to, as far as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Well,
    Warned(Fault),
    Failed(Fault),
    Skipped,
    Cancelled,
}

/// Backups one after the other that came to the same.
struct Streak {
    end: End,
    from: SimTime,
    to: SimTime,
    count: u32,
    text: String,
}

impl Report {
    pub(super) fn tell_backups(&self, lines: &mut Lines, vm: VmId) {
        let mut ended: Vec<(SimTime, Job)> = Vec::new();
        for id in self.jobs_of(vm) {
            let job = self.ledger.jobs()[*id];
            ended.extend(
                job.ended()
                    .filter(|at| *at <= lines.now)
                    .map(|at| (at, job)),
            );
        }
        ended.sort_by_key(|(at, _)| *at);
        let mut streak: Option<Streak> = None;
        let mut last: Option<(SimTime, Consistency)> = None;
        for (at, job) in ended {
            let Some(end) = end_of(&job) else {
                continue;
            };
            self.tell_first(lines, at, &job, &mut last);
            match &mut streak {
                Some(same) if same.end == end => {
                    same.to = at;
                    same.count += 1;
                }
                Some(_) | None => {
                    let before = streak.take();
                    let has_failed = before.as_ref().is_some_and(|it| it.end.is_failure());
                    self.tell_streak(lines, vm, before);
                    if has_failed && !end.is_failure() {
                        let text = "Backups succeed again.".to_owned();
                        lines.tell(at, Some(vm), Kind::Recovery, text);
                    }
                    streak = Some(Streak {
                        end,
                        from: at,
                        to: at,
                        count: 1,
                        text: told(end),
                    });
                }
            }
        }
        self.tell_streak(lines, vm, streak);
    }

    fn tell_streak(&self, lines: &mut Lines, vm: VmId, streak: Option<Streak>) {
        let Some(streak) = streak.filter(|streak| streak.end != End::Well) else {
            return;
        };
        let kind = match streak.end {
            End::Failed(_) => Kind::Failure,
            End::Skipped | End::Warned(_) => Kind::Warning,
            End::Well | End::Cancelled => Kind::Job,
        };
        let mut text = streak.text;
        if streak.count > 1 {
            let until = self.date(streak.to);
            let more = streak.count - 1;
            text += &format!(" … and {more} more until {until}.");
        }
        lines.tell(streak.from, Some(vm), kind, text);
    }
    /// The first backup of a machine's life under protection, and any whose point is more or less
    /// consistent than the one before.
    fn tell_first(
        &self,
        lines: &mut Lines,
        at: SimTime,
        job: &Job,
        last: &mut Option<(SimTime, Consistency)>,
    ) {
        let JobOutcome::Completed(point) = job.outcome else {
            return;
        };
        let point = &self.ledger.points()[point];
        let (now, reason) = (point.quiesced.level(), point.quiesced.reason());
        let states = self.ledger.protection_of(job.vm).iter().rev();
        let mut none = states.filter(|(from, state)| *from <= at && *state == Protection::None);
        let since = none.next().map_or(SimTime::ZERO, |(from, _)| *from);
        let before = last.filter(|(ended, _)| *ended >= since);
        let name = now.name();
        if before.is_none() {
            let sent = match point.vault {
                Some(_) => format!("{} sent, ", job.sent),
                None => String::new(),
            };
            let text = format!("The first backup has succeeded: {sent}{name}. {reason}");
            lines.tell(at, Some(job.vm), Kind::Job, text);
        } else if before.is_some_and(|(_, level)| level != now) {
            let text = format!("Recovery points are {name} from now on. {reason}");
            lines.tell(at, Some(job.vm), Kind::Point, text);
        }
        *last = Some((at, now));
    }
}

impl End {
    const fn is_failure(self) -> bool {
        match self {
            Self::Failed(_) => true,
            Self::Well | Self::Warned(_) | Self::Skipped | Self::Cancelled => false,
        }
    }
}

fn end_of(job: &Job) -> Option<End> {
    match job.outcome {
        JobOutcome::Running | JobOutcome::Withdrawn => None,
        JobOutcome::Completed(_) => Some(job.warning.map_or(End::Well, End::Warned)),
        JobOutcome::TransferSkipped(_) => Some(End::Skipped),
        JobOutcome::Failed(fault) => Some(End::Failed(fault)),
        JobOutcome::Cancelled => Some(End::Cancelled),
    }
}

fn told(end: End) -> String {
    match end {
        End::Well => String::new(),
        End::Warned(fault) => format!("Backup succeeds with a warning. {}", why(fault)),
        End::Failed(fault) => format!("Backup fails. {}", why(fault)),
        End::Skipped => "Backup is skipped: the transfer of an earlier one still runs.".to_owned(),
        End::Cancelled => "Backup was cancelled.".to_owned(),
    }
}
