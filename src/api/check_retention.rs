//! `check retention`: the keeping of recovery points alone, for one machine from a file, so that it
//! can be compared with other implementations. The format is described in docs/check.md; what
//! happens is in `check_retention/replay.rs`.

mod replay;

use crate::azure::profile::{self, Profile};
use crate::scenario::calendar::Calendar;
use crate::scenario::draft::{PolicyDraft, PolicyKindDraft, RetentionDraft, ScheduleDraft};
use crate::scenario::policy::{PolicyKind, Reasons};
use crate::scenario::{Problem, check_policy, limits, parser_said, quoted};
use crate::units::{SimDuration, SimTime};
use replay::{Backup, Era, History};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Backups in a file.
const BACKUPS_MAX: usize = 100_000;
/// Changes of policy in a file.
const CHANGES_MAX: usize = 10_000;
/// Dates that are asked for.
const DATES_MAX: usize = 10_000;
/// Points and refusals in an answer, all dates together.
const ROWS_MAX: usize = 1_000_000;
/// The first day on which something can happen; instants are counted from here.
const FIRST_DAY: &str = "2000-01-01";
/// The first instant that is too late.
const END: &str = "2200-01-01T00:00:00Z";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetentionFile {
    #[serde(default = "current")]
    profile: String,
    policy: PolicyRow,
    backups: Vec<BackupRow>,
    #[serde(default)]
    changes: Vec<ChangeRow>,
    as_of: Vec<String>,
}

fn current() -> String {
    profile::CURRENT.name.to_owned()
}

/// A scenario's policy without its name and vault.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyRow {
    #[serde(default)]
    kind: PolicyKindDraft,
    schedule: ScheduleDraft,
    time_zone: String,
    #[serde(default)]
    instant_restore_days: Option<u32>,
    retention: RetentionDraft,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeRow {
    time: String,
    policy: PolicyRow,
}

/// A backup as an object.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BackupFields {
    time: String,
    #[serde(default = "yes")]
    ok: bool,
    #[serde(default)]
    keep_days: Option<u32>,
}

const fn yes() -> bool {
    true
}

/// A backup: an object, or its time alone.
struct BackupRow(BackupFields);

impl<'de> Deserialize<'de> for BackupRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BackupVisitor)
    }
}

struct BackupVisitor;

impl<'de> Visitor<'de> for BackupVisitor {
    type Value = BackupRow;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time or an object with a time")
    }
    fn visit_str<E: Error>(self, time: &str) -> Result<BackupRow, E> {
        Ok(BackupRow(BackupFields {
            time: time.to_owned(),
            ok: true,
            keep_days: None,
        }))
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BackupRow, A::Error> {
        BackupFields::deserialize(MapAccessDeserializer::new(map)).map(BackupRow)
    }
}

#[derive(Serialize)]
struct Answer {
    as_of: Vec<DateRow>,
}

/// What is there on a date.
#[derive(Serialize)]
struct DateRow {
    time: Utc,
    points: Vec<PointRow>,
    refused: Vec<Utc>,
}

#[derive(Serialize)]
struct PointRow {
    time: Utc,
    reasons: ReasonNames,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot_until: Option<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vault_until: Option<Utc>,
}

/// An instant, written as UTC text.
#[derive(Clone, Copy)]
struct Utc(Calendar, SimTime);

impl Serialize for Utc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.timestamp(self.1))
    }
}

struct ReasonNames(Reasons);

impl Serialize for ReasonNames {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|reason| reason.name()))
    }
}

/// Which points of one machine are kept on each of a file's dates, why, and until when.
///
/// # Errors
/// Every problem of the file.
pub fn check_retention(text: &str) -> Result<String, Vec<Problem>> {
    let file: RetentionFile = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let found = parser_said(&error.to_string());
        vec![Problem::new(place, found, "the format of docs/check.md")]
    })?;
    let history = Reader::new(&file).read(file)?;
    let answer = Answer {
        as_of: history.answers().map_err(|problem| vec![problem])?,
    };
    Ok(super::view_text(&answer))
}

/// Reads the values of a file and collects what is wrong with them.
struct Reader {
    calendar: Calendar,
    end: SimTime,
    profile: &'static Profile,
    problems: Vec<Problem>,
}

impl Reader {
    fn new(file: &RetentionFile) -> Self {
        let calendar = Calendar::starting(FIRST_DAY).expect("the first day is a date");
        let end = calendar.utc_instant(END).expect("the end is an instant");
        let named = |profile: &&Profile| profile.name == file.profile;
        let profile = profile::PROFILES.iter().find(named);
        let mut problems = Vec::new();
        if profile.is_none() {
            let names: Vec<_> = profile::PROFILES.iter().map(|p| p.name).collect();
            let found = quoted(&file.profile);
            problems.push(Problem::new("profile", found, names.join(", ")));
        }
        Self {
            calendar,
            end,
            profile: profile.unwrap_or(&profile::CURRENT),
            problems,
        }
    }

    fn read(mut self, file: RetentionFile) -> Result<History, Vec<Problem>> {
        let first = self.era("policy", file.policy);
        self.count("backups", file.backups.len(), BACKUPS_MAX);
        let backups = self.backups(&file.backups);
        self.count("changes", file.changes.len(), CHANGES_MAX);
        let changes = self.changes(first.as_ref(), file.changes);
        self.count("as_of", file.as_of.len(), DATES_MAX);
        let mut dates = Vec::new();
        for (i, date) in file.as_of.iter().enumerate().take(DATES_MAX) {
            dates.extend(self.time(&format!("as_of[{i}]"), date));
        }
        match first {
            Some(first) if self.problems.is_empty() => Ok(History {
                calendar: self.calendar,
                points_max: self.profile.points_max.value,
                first,
                changes,
                backups,
                dates,
            }),
            _ => Err(listed(self.problems)),
        }
    }

    fn count(&mut self, what: &str, count: usize, max: usize) {
        if count > max {
            let found = format!("{count} entries");
            self.problems
                .push(Problem::new(what, found, format!("at most {max}")));
        }
    }

    fn time(&mut self, place: &str, text: &str) -> Option<SimTime> {
        let at = self.calendar.utc_instant(text).filter(|at| *at < self.end);
        if at.is_none() {
            let allowed = "a time such as 2026-03-04T21:00:00Z, in the years 2000 to 2199";
            self.problems
                .push(Problem::new(place, quoted(text), allowed));
        }
        at
    }

    fn era(&mut self, place: &str, row: PolicyRow) -> Option<Era> {
        let PolicyRow {
            kind,
            schedule,
            time_zone,
            instant_restore_days,
            retention,
        } = row;
        let is_hourly = matches!(schedule, ScheduleDraft::Hours { .. });
        let draft = PolicyDraft {
            name: String::new(),
            vault: String::new(),
            kind,
            schedule,
            time_zone,
            window: None,
            instant_restore_days,
            retention,
        };
        match check_policy(&draft, self.profile, place) {
            Ok(policy) => Some(Era { policy, is_hourly }),
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }

    /// The backups; each is later than the one before.
    fn backups(&mut self, rows: &[BackupRow]) -> Vec<Backup> {
        let mut backups: Vec<Backup> = Vec::with_capacity(rows.len().min(BACKUPS_MAX));
        for (i, BackupRow(row)) in rows.iter().enumerate().take(BACKUPS_MAX) {
            let place = format!("backups[{i}].time");
            let at = self.time(&place, &row.time);
            let before = backups.last().map(|before| before.at);
            if let Some((before, at)) = before.zip(at)
                && at <= before
            {
                let allowed = format!("after {}", self.calendar.utc_text(before));
                self.problems
                    .push(Problem::new(place, quoted(&row.time), allowed));
            }
            let (min, max) = self.profile.on_demand_days.value;
            if let Some(days) = row.keep_days
                && !(min..=max).contains(&days)
            {
                let (place, allowed) =
                    (format!("backups[{i}].keep_days"), format!("{min} to {max}"));
                self.problems.push(Problem::new(place, days, allowed));
            }
            let days = row.keep_days.map(|days| u64::from(days.min(max)));
            backups.extend(at.map(|at| Backup {
                at,
                ok: row.ok,
                own_life: days.map(SimDuration::days),
            }));
        }
        backups
    }

    /// The changes in the order of time; those of one instant as they stand.
    fn changes(&mut self, first: Option<&Era>, rows: Vec<ChangeRow>) -> Vec<(SimTime, Era)> {
        let mut changes = Vec::new();
        for (i, row) in rows.into_iter().enumerate().take(CHANGES_MAX) {
            let at = self.time(&format!("changes[{i}].time"), &row.time);
            let era = self.era(&format!("changes[{i}].policy"), row.policy);
            changes.extend(at.zip(era).map(|(at, era)| (at, i, era)));
        }
        changes.sort_by_key(|(at, ..)| *at);
        let mut kind = first.map(|era| era.policy.kind);
        for (_, i, era) in &changes {
            let next = Some(era.policy.kind);
            if (kind, next) == (Some(PolicyKind::Enhanced), Some(PolicyKind::Standard)) {
                let place = format!("changes[{i}].policy.kind");
                let allowed = "enhanced: the policy before is, and there is no way back";
                self.problems.push(Problem::new(place, "standard", allowed));
            } else {
                kind = next;
            }
        }
        let timed = changes.into_iter().map(|(at, _, era)| (at, era));
        timed.collect()
    }
}

/// The first of many problems, and how many there are.
fn listed(mut problems: Vec<Problem>) -> Vec<Problem> {
    let (count, most) = (problems.len(), limits::PROBLEMS_LISTED_MAX);
    if count > most {
        problems.truncate(most);
        let found = format!("{count} problems");
        let allowed = format!("none; the first {most} are listed");
        problems.push(Problem::new("file", found, allowed));
    }
    problems
}
