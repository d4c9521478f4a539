//! What whole runs keep, against the naive implementation: two years of one machine, with failed
//! backups, on-demand ones, changes of policy and of clocks.
//!
//! The naive implementation is told when each job was due, started, taken and committed, to the
//! nanosecond, and whether its snapshot failed; so no distance between moments has to be kept, and
//! what decides is in the middle of things as often as not. Which points there are, in which tier,
//! why and until when is read where a person reads it.

use super::file::text;
use super::naive::{AsOf, Backup, History, Policy, SECOND, retention};
use super::random::{
    BEGIN, DAY, DAYS, Dice, HOUR, MINUTE, PROFILES, due_times, next_noon, random_backups,
    random_dates, random_policy,
};
use crate::fleets::{report, run};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vaultlab::azure::errors::Fault;
use vaultlab::ledger::{Job, JobOutcome, Phase, Trigger};
use vaultlab::report::Report;
use vaultlab::report::view::PointRow;
use vaultlab::scenario::calendar::Slot;
use vaultlab::scenario::draft::ScenarioDraft;
use vaultlab::units::{SimDuration, SimTime};

/// A machine's two years, in seconds since 1970-01-01.
struct Plan {
    profile: &'static str,
    begin: i64,
    end: i64,
    policies: Vec<Value>,
    /// From when on each policy counts.
    from: Vec<i64>,
    /// When the policies' backups are due.
    due: Vec<i64>,
    /// Those and on-demand ones, as a file would list them.
    backups: BTreeMap<i64, Value>,
}

/// What the seeds have come across.
#[derive(Default, Debug)]
struct Seen {
    jobs: usize,
    failed: usize,
    refused: usize,
    carried_over: usize,
    points: usize,
}

impl Plan {
    fn random(dice: &mut Dice) -> Self {
        let profile = PROFILES[[0, 1, 2, 2, 2, 2, 2, 2][dice.from(0, 7) as usize]];
        let begin = BEGIN + dice.from(0, 400) * DAY;
        let end = begin + DAYS * DAY;
        let (mut policies, mut from) = (vec![random_policy(dice, profile, None)], vec![begin]);
        for _ in 0..dice.from(0, 4) {
            let (policy, since) = (&policies[policies.len() - 1], from[from.len() - 1]);
            let change = random_change(dice, policy, begin, since, end);
            if change >= end {
                break;
            }
            let policy = random_policy(dice, profile, Some(policy));
            policies.push(policy);
            from.push(change);
        }
        let mut due = Vec::new();
        for (at, policy) in policies.iter().enumerate() {
            let until = from.get(at + 1).copied().unwrap_or(end);
            due.extend(due_times(policy, begin, from[at], until - 1));
        }
        Self {
            profile: profile.name,
            begin,
            end,
            backups: random_backups(dice, profile, &due, end),
            policies,
            from,
            due,
        }
    }
    fn scenario(&self, seed: u64) -> Value {
        let policies = self.policies.iter().enumerate().map(|(at, policy)| {
            let mut policy = policy.clone();
            policy["name"] = name(at).into();
            policy["vault"] = "vault".into();
            policy
        });
        let disk = json!({"name": "os", "role": "os", "size_gib": 32, "used_gib": 1,
                          "change_percent_per_day": 1});
        json!({
            "schema": 1, "name": "retention", "seed": seed, "profile": self.profile,
            "start": text(self.begin * SECOND)[..10], "days": DAYS,
            "window": {"opens": "22:00", "closes": "06:00", "time_zone": "UTC"},
            "vaults": [{"name": "vault"}],
            "policies": policies.collect::<Value>(),
            "vms": [{"name": "vm", "os": "linux", "policy": name(0), "disks": [disk]}],
            "timeline": self.timeline(),
            "calibration": {"start_delay_max_min": 0, "queue_mean_min": 0, "queue_busy_mean_min": 0},
        })
    }
    /// Changes, on-demand backups, and no way out of the guest while a backup shall fail.
    fn timeline(&self) -> Vec<Value> {
        let mut timeline = Vec::new();
        let mut act = |time: i64, mut action: Value| {
            if (self.begin..self.end).contains(&time) {
                action["vm"] = "vm".into();
                action["at"] = text(time * SECOND).into();
                timeline.push(action);
            }
        };
        for (at, time) in self.from.iter().enumerate().skip(1) {
            act(*time, json!({"do": "change-policy", "policy": name(at)}));
        }
        for (time, backup) in &self.backups {
            if backup["ok"] == json!(false) {
                let network = |network: &str| json!({"do": "change-network", "network": network});
                act(time - 5 * MINUTE, network("no-outbound"));
                act(time + 40 * MINUTE, network("open"));
            }
            if backup["keep_days"].is_i64() {
                let keep_days = &backup["keep_days"];
                act(*time, json!({"do": "back-up-now", "keep_days": keep_days}));
            }
        }
        timeline
    }
    fn moment(&self, at: SimTime) -> i64 {
        self.begin * SECOND + i64::try_from(at.as_nanos()).unwrap()
    }
    fn backup(&self, job: &Job) -> Backup {
        let ended = self.moment(job.ended().unwrap());
        let phase = |phase| job.phase_end(phase).map(|at| self.moment(at));
        let keep_days = match job.trigger {
            Trigger::OnDemand(life) => Some(life.whole_secs() as i64 / (DAY)),
            Trigger::Schedule(_) => None,
        };
        Backup {
            due: self.moment(job.due),
            started: phase(Phase::Start).unwrap(),
            taken: phase(Phase::Snapshot).unwrap_or(ended),
            committed: ended,
            ok: match job.outcome {
                // Too many points are the naive implementation's to count.
                JobOutcome::Completed(_) | JobOutcome::Failed(Fault::PointLimitReached) => true,
                JobOutcome::Failed(_) => false,
                JobOutcome::Running | JobOutcome::TransferSkipped(_) => {
                    panic!("a transfer takes seconds: {job:?}")
                }
            },
            keep_days,
        }
    }
    fn history(&self, jobs: &[Job], dates: &[i64]) -> History<'_> {
        // A run's policies are all saved when it begins.
        let saved = |policy| Policy::saved(policy, self.profile, self.begin * SECOND);
        let policies = self.from.iter().zip(&self.policies);
        let changes = policies.skip(1);
        History {
            profile: self.profile,
            first: saved(&self.policies[0]),
            changes: changes
                .map(|(from, policy)| (from * SECOND, saved(policy)))
                .collect(),
            changes_first: true,
            backups: jobs.iter().map(|job| self.backup(job)).collect(),
            dates: dates.iter().map(|date| date * SECOND).collect(),
        }
    }
    /// Dates around what happens in the run, and around the clean-ups after it.
    fn dates(&self, dice: &mut Dice, jobs: &[Job]) -> Vec<i64> {
        let ended = jobs.iter().filter_map(Job::ended);
        let ended = Vec::from_iter(ended.map(|at| self.moment(at).div_euclid(SECOND)));
        let mut dates = random_dates(dice, &self.policies, &self.from[1..], &ended);
        dates.push(self.end);
        for date in &mut dates {
            *date = (*date).clamp(self.begin, self.end);
        }
        dates
    }
}

fn name(policy: usize) -> String {
    format!("policy-{policy}")
}

/// A moment for the next change: any, around a backup or during it, or when points go.
fn random_change(dice: &mut Dice, policy: &Value, begin: i64, since: i64, end: i64) -> i64 {
    let any = dice.from(since + 1, since + (end - since).div_euclid(2).max(1));
    let due = due_times(policy, begin, any, any + 8 * DAY);
    let moment = match dice.from(1, 6) {
        1 => dice.pick(&due) + dice.from(-1, 1),
        2 | 3 => dice.pick(&due) + dice.from(0, 20 * MINUTE),
        4 => dice.pick(&due) + dice.from(1, 4) * HOUR,
        5 => next_noon(any),
        _ => any,
    };
    moment.max(since + 1)
}

/// `2026-03-01T22:07:31Z: daily weekly, snapshot 2026-03-03T22:07:31Z, vault 2026-03-08T22:07:31Z`.
fn line(time: &str, reasons: &str, snapshot: Option<String>, vault: Option<String>) -> String {
    let tier = |name: &str, until: Option<String>| until.map(|until| format!(", {name} {until}"));
    let (snapshot, vault) = (tier("snapshot", snapshot), tier("vault", vault));
    format!("{time}: {reasons}{}{}", snapshot.unwrap_or_default(), vault.unwrap_or_default())
}

fn naive_lines(answer: &AsOf) -> Vec<String> {
    let mut lines = Vec::from_iter(answer.points.iter().map(|point| {
        let (snapshot, vault) = (point.snapshot_until.map(text), point.vault_until.map(text));
        line(&text(point.time), &point.reasons.join(" "), snapshot, vault)
    }));
    lines.extend(answer.refused.iter().map(|due| format!("{} refused", text(*due))));
    lines
}

/// What a person is shown; a tier without a date would be none.
fn shown_lines(report: &Report, at: SimTime) -> Vec<String> {
    let vm = report.scenario().vms().ids().next().unwrap();
    let shown = |row: &PointRow| {
        let snapshot = row.snapshot_until.as_ref().map(|until| until.utc.clone());
        let vault = row.vault_until.as_ref().map(|until| until.utc.clone());
        let tiers = [snapshot.as_ref().map(|_| "snapshot"), vault.as_ref().map(|_| "vault")];
        assert_eq!(row.tiers, Vec::from_iter(tiers.into_iter().flatten()));
        line(&row.taken.utc, &row.reasons.join(" "), snapshot, vault)
    };
    let rows = report.points(vm, at).unwrap().points;
    let mut lines = Vec::from_iter(rows.iter().rev().map(shown));
    let calendar = report.scenario().calendar();
    for job in report.ledger().jobs().iter() {
        let refused = job.outcome == JobOutcome::Failed(Fault::PointLimitReached);
        if refused && job.started() <= Some(at) {
            lines.push(format!("{} refused", calendar.utc_text(job.due)));
        }
    }
    lines
}

fn check(seed: u64, seen: &mut Seen) {
    let dice = &mut Dice(seed);
    let plan = Plan::random(dice);
    let draft: ScenarioDraft = serde_json::from_value(plan.scenario(seed)).unwrap();
    let session = run(draft);
    let report = report(&session);
    let jobs = Vec::from_iter(report.ledger().jobs().iter().copied());
    let scheduled = jobs.iter().filter(|job| matches!(job.trigger, Trigger::Schedule(_)));
    let due = Vec::from_iter(scheduled.map(|job| plan.moment(job.due).div_euclid(SECOND)));
    assert!(due == plan.due, "seed {seed}: other backups are due");

    let dates = plan.dates(dice, &jobs);
    let answers = retention(&plan.history(&jobs, &dates));
    for (date, answer) in dates.iter().zip(&answers) {
        let since = u64::try_from(date - plan.begin).unwrap();
        let shown = shown_lines(report, SimTime::ZERO + SimDuration::secs(since));
        let naive = naive_lines(answer);
        seen.points += naive.len();
        let only = |ours: &[String], theirs: &[String]| {
            let lines = ours.iter().filter(|line| !theirs.contains(line));
            Vec::from_iter(lines.cloned())
        };
        assert!(
            shown == naive,
            "seed {seed}, as of {}\nonly the run has {:#?}\nonly the naive one has {:#?}",
            text(date * SECOND),
            only(&shown, &naive),
            only(&naive, &shown),
        );
    }
    seen.count(&jobs);
}

impl Seen {
    fn count(&mut self, jobs: &[Job]) {
        for job in jobs {
            self.jobs += 1;
            let is_first = job.trigger == Trigger::Schedule(Slot::First);
            self.carried_over += usize::from(is_first && job.phase_end(Phase::Commit).is_some());
            match job.outcome {
                JobOutcome::Failed(Fault::PointLimitReached) => self.refused += 1,
                JobOutcome::Failed(_) => self.failed += 1,
                _ => {}
            }
        }
    }
}

#[test]
fn over_1000_seeds_a_run_keeps_what_a_naive_implementation_keeps() {
    let mut seen = Seen::default();
    for seed in 0..1_000 {
        check(seed, &mut seen);
    }
    eprintln!("{seen:?}");
}
