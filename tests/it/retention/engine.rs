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
    BEGIN, DAY, DAYS, HOUR, MINUTE, PROFILES, due_times, next_noon, random_backups, random_dates,
    random_policy,
};
use crate::dice::Dice;
use crate::fleets::{report, run};
use crate::operators::{allow_snapshots, forbid_snapshots};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vaultlab::azure::errors::Fault;
use vaultlab::ledger::{Job, JobOutcome, Phase, Trigger};
use vaultlab::report::Report;
use vaultlab::report::view::PointRow;
use vaultlab::scenario::calendar::Slot;
use vaultlab::scenario::draft::ScenarioDraft;
use vaultlab::units::{SimDuration, SimTime};

const SEEDS: u64 = 1_000;

/// A machine's life, in seconds since 1970-01-01.
struct Plan {
    profile: &'static str,
    begin: i64,
    end: i64,
    policies: Vec<Value>,
    /// From when on each policy counts.
    from: Vec<i64>,
    /// Backups that shall fail, and on-demand ones; others may stand here too.
    backups: BTreeMap<i64, Value>,
}

/// What the seeds have come across.
#[derive(Default, Debug)]
struct Seen {
    jobs: u32,
    failed: u32,
    /// Backups that went to the vault because the day before had none.
    carried_over: u32,
    /// Seeds with several backups a day.
    hourly: u32,
    every_4_hours: u32,
}

impl Plan {
    fn random(dice: &mut Dice) -> Self {
        let profile = PROFILES[[0, 1, 2, 2, 2, 2, 2, 2][dice.from(0, 7) as usize]];
        let begin = BEGIN + dice.from(0, 400) * DAY;
        let end = begin + DAYS * DAY;
        // One machine in four begins with several backups a day.
        let is_hourly = profile.name == "current" && dice.one_in(3);
        let mut first = random_policy(dice, profile, None);
        while is_hourly && interval(&first).is_none_or(|hours| hours >= 24) {
            first = random_policy(dice, profile, None);
        }
        let (mut policies, mut from) = (vec![first], vec![begin]);
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
        let mut plan = Self {
            profile: profile.name,
            begin,
            end,
            policies,
            from,
            backups: BTreeMap::new(),
        };
        plan.backups = random_backups(dice, profile, &plan.due(), end);
        for change in &plan.from[1..] {
            // What a change forgets.
            if let Some((_, backup)) = plan.backups.range_mut(..change).next_back()
                && dice.one_in(2)
            {
                *backup = json!({"ok": false});
            }
        }
        plan
    }
    /// When the policies' backups are due.
    fn due(&self) -> Vec<i64> {
        let mut due = Vec::new();
        for (at, policy) in self.policies.iter().enumerate() {
            let until = self.from.get(at + 1).copied().unwrap_or(self.end);
            due.extend(due_times(policy, self.begin, self.from[at], until - 1));
        }
        due
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
            "start": text(self.begin * SECOND)[..10], "days": (self.end - self.begin).div_euclid(DAY),
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
                act(time - 5 * MINUTE, forbid_snapshots());
                act(time + 40 * MINUTE, allow_snapshots());
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
            Trigger::OnDemand(life) => Some((life.whole_secs() as i64).div_euclid(DAY)),
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
                JobOutcome::Running
                | JobOutcome::TransferSkipped(_)
                | JobOutcome::Cancelled
                | JobOutcome::Withdrawn => {
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
    /// Dates around what happens in the run, after each change, and its end.
    fn dates(&self, dice: &mut Dice, jobs: &[Job]) -> Vec<i64> {
        let ended = jobs.iter().filter_map(Job::ended);
        let ended = Vec::from_iter(ended.map(|at| self.moment(at).div_euclid(SECOND)));
        let mut dates = random_dates(dice, &self.policies, &self.from[1..], &ended);
        dates.push(self.end);
        for change in &self.from[1..] {
            dates.push(change + dice.from(1, 72) * HOUR);
        }
        for date in &mut dates {
            *date = (*date).clamp(self.begin, self.end);
        }
        dates
    }
}

/// Hours from one backup to the next, with an hourly policy.
fn interval(policy: &Value) -> Option<i64> {
    policy["schedule"]["interval_hours"].as_i64()
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
    format!(
        "{time}: {reasons}{}{}",
        snapshot.unwrap_or_default(),
        vault.unwrap_or_default()
    )
}

fn naive_lines(answer: &AsOf) -> Vec<String> {
    let mut lines = Vec::from_iter(answer.points.iter().map(|point| {
        let (snapshot, vault) = (point.snapshot_until.map(text), point.vault_until.map(text));
        line(&text(point.time), &point.reasons.join(" "), snapshot, vault)
    }));
    lines.extend(
        answer
            .refused
            .iter()
            .map(|due| format!("{} refused", text(*due))),
    );
    lines
}

/// What a person is shown; a tier without a date would be none.
fn shown_lines(report: &Report, at: SimTime) -> Vec<String> {
    let vm = report.scenario().vms().ids().next().unwrap();
    let shown = |row: &PointRow| {
        let snapshot = row.snapshot_until.as_ref().map(|until| until.utc.clone());
        let vault = row.vault_until.as_ref().map(|until| until.utc.clone());
        let tiers = [
            snapshot.as_ref().map(|_| "snapshot"),
            vault.as_ref().map(|_| "vault"),
        ];
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

/// Runs a plan, compares what it keeps on each date, and gives its jobs.
fn check(seed: u64, plan: &Plan, dates: impl FnOnce(&[Job]) -> Vec<i64>) -> Vec<Job> {
    let draft: ScenarioDraft = serde_json::from_value(plan.scenario(seed)).unwrap();
    let session = run(draft);
    let report = report(&session);
    let jobs = Vec::from_iter(report.ledger().jobs().iter().copied());
    let scheduled = jobs
        .iter()
        .filter(|job| matches!(job.trigger, Trigger::Schedule(_)));
    let due = Vec::from_iter(scheduled.map(|job| plan.moment(job.due).div_euclid(SECOND)));
    assert!(due == plan.due(), "seed {seed}: other backups are due");

    let dates = dates(&jobs);
    let answers = retention(&plan.history(&jobs, &dates));
    for (date, answer) in dates.iter().zip(&answers) {
        let since = u64::try_from(date - plan.begin).unwrap();
        let shown = shown_lines(report, SimTime::ZERO + SimDuration::secs(since));
        let naive = naive_lines(answer);
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
    jobs
}

impl Seen {
    fn is_at_least(&self, least: &Self) -> bool {
        let counts = |it: &Self| {
            let rare = [it.carried_over, it.hourly, it.every_4_hours];
            [[it.jobs, it.failed].as_slice(), &rare].concat()
        };
        counts(self)
            .iter()
            .zip(&counts(least))
            .all(|(count, least)| count >= least)
    }
    fn count(&mut self, plan: &Plan, jobs: &[Job]) {
        let intervals = Vec::from_iter(plan.policies.iter().filter_map(interval));
        self.hourly += u32::from(intervals.iter().any(|hours| *hours < 24));
        self.every_4_hours += u32::from(intervals.contains(&4));
        for job in jobs {
            self.jobs += 1;
            let is_first = job.trigger == Trigger::Schedule(Slot::First);
            self.carried_over += u32::from(is_first && job.phase_end(Phase::Commit).is_some());
            match job.outcome {
                JobOutcome::Failed(_) => self.failed += 1,
                JobOutcome::Running
                | JobOutcome::Completed(_)
                | JobOutcome::TransferSkipped(_)
                | JobOutcome::Cancelled
                | JobOutcome::Withdrawn => {}
            }
        }
    }
}

#[test]
fn over_1000_seeds_a_run_keeps_what_a_naive_implementation_keeps() {
    let mut seen = Seen::default();
    for seed in 0..SEEDS {
        let dice = &mut Dice(seed);
        let plan = Plan::random(dice);
        let jobs = check(seed, &plan, |jobs| plan.dates(dice, jobs));
        seen.count(&plan, &jobs);
    }
    let enough = Seen {
        jobs: 1_000_000,
        failed: 50_000,
        carried_over: 5_000,
        hourly: 400,
        every_4_hours: 120,
    };
    assert!(
        seen.is_at_least(&enough),
        "the seeds come across too little: {seen:?}"
    );
}

/// A day of two backups, the first at this time.
fn twice_a_day(from: &str) -> Value {
    json!({"kind": "enhanced", "time_zone": "UTC", "retention": {"daily": {"days": 30}},
           "schedule": {"every": "hours", "from": from, "interval_hours": 12, "duration_hours": 24}})
}

/// The reasons of each scheduled backup whose data went to the vault, by when it was due; the
/// backup of 1 March at 14:00 fails, and policies change at these times.
fn in_vault(changes: &[(&str, &str)]) -> Vec<String> {
    let moment = |text: &str| text.parse::<Timestamp>().unwrap().as_second();
    let begin = moment("2026-03-01T00:00:00Z");
    let fails = moment("2026-03-01T14:00:00Z");
    let from = changes.iter().map(|(at, _)| moment(at));
    let policies = changes.iter().map(|(_, from)| twice_a_day(from));
    let plan = Plan {
        profile: "current",
        begin,
        end: begin + 4 * DAY,
        policies: [twice_a_day("02:00")].into_iter().chain(policies).collect(),
        from: [begin].into_iter().chain(from).collect(),
        backups: BTreeMap::from([(fails, json!({"ok": false}))]),
    };
    let jobs = check(1, &plan, |_| vec![plan.end]);
    let sent = jobs
        .iter()
        .filter(|job| job.phase_end(Phase::Commit).is_some());
    let lines = sent.map(|job| {
        let reasons = job.reasons.iter().map(|reason| reason.name());
        format!(
            "{} {}",
            &text(plan.moment(job.due))[5..16],
            Vec::from_iter(reasons).join(" ")
        )
    });
    lines.collect()
}

#[test]
fn after_a_failed_last_the_next_days_first_goes() {
    let expected = [
        "03-02T02:00 daily",
        "03-02T14:00 daily",
        "03-03T14:00 daily",
        "03-04T14:00 daily",
    ];
    assert_eq!(in_vault(&[]), expected);
}

#[test]
fn a_change_forgets_a_failed_last_also_while_it_still_runs() {
    let expected = [
        "03-02T13:00 daily",
        "03-03T13:00 daily",
        "03-04T13:00 daily",
    ];
    assert_eq!(in_vault(&[("2026-03-01T14:40:00Z", "01:00")]), expected);
    // Its snapshot takes five minutes at least.
    assert_eq!(in_vault(&[("2026-03-01T14:02:00Z", "01:00")]), expected);
}

/// The new policy's last finds the machine in a snapshot of the old policy's first, and fails: that
/// is not the old one's to make good.
#[test]
fn a_first_that_still_runs_when_the_policy_changes_does_not_go_for_the_new_policys_last() {
    let changes = [("2026-03-02T02:02:00Z", "14:04")];
    let expected = [
        "03-02T14:04 daily",
        "03-03T02:04 daily",
        "03-04T02:04 daily",
    ];
    assert_eq!(in_vault(&changes), expected);
}
