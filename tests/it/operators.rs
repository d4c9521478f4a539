//! What operators do during a run: taken or refused with the right code, recorded either way, and
//! the run goes on. A small fleet is here as JSON; a test adds actions and compares what follows,
//! one line each. The order of one instant is in `src/engine/event.rs`. 1 March 2026 is a Sunday.
//!
//! `operators/states.rs`: every action in every state of protection. `operators/policies.rs`:
//! protect and change policies (LIF-6), full policies and vaults. `operators/lives.rs`: stop, delete,
//! undelete, resume (LIF-10). `operators/demand.rs`: backups on demand (LIF-8) and the limit of
//! points. `operators/disks.rs`: disks and the network. `operators/many.rs`: many at one instant,
//! and policies that nobody follows.

mod demand;
mod disks;
mod lives;
mod many;
mod policies;
mod states;

use serde_json::{Value, json};
use vaultlab::api::Session;
use vaultlab::engine::Simulation;
use vaultlab::ledger::{Job, JobOutcome, Ledger};
use vaultlab::model::{VmState, World};
use vaultlab::scenario::{Scenario, check, parse};
use vaultlab::units::{SimTime, VmId};

/// A fleet and what is done to it.
#[derive(Clone)]
pub(crate) struct Story(pub(crate) Value);

impl Story {
    /// Machines `a` and `b` under `daily`, `c` under nothing; nothing waits, nothing changes.
    pub(crate) fn of_days(days: u32) -> Self {
        let daily = |name: &str, vault: &str, at: &str, days: u32| {
            json!({"name": name, "vault": vault, "schedule": {"every": "day", "at": at},
                   "time_zone": "UTC", "retention": {"daily": {"days": days}}})
        };
        let mut enhanced = daily("enhanced", "v", "22:00", 7);
        enhanced["kind"] = json!("enhanced");
        Self(json!({
            "schema": 1, "name": "Story", "start": "2026-03-01", "days": days,
            "window": {"opens": "22:00", "closes": "06:00", "time_zone": "UTC"},
            "vaults": [{"name": "v"}, {"name": "w"}],
            "policies": [
                daily("daily", "v", "22:00", 7), daily("long", "v", "20:00", 30),
                enhanced, daily("other-vault", "w", "22:00", 7)],
            "vms": [machine("a", Some("daily")), machine("b", Some("daily")), machine("c", None)],
            "timeline": [],
            "calibration": {"start_delay_max_min": 0, "queue_mean_min": 0, "queue_busy_mean_min": 0}
        }))
    }
    /// Under a generation of the service, with the policies that it has.
    pub(crate) fn under(self, profile: &str) -> Self {
        let mut story = self.with("/profile", json!(profile));
        if profile != "current" {
            let policies = story.0["policies"].as_array_mut();
            policies
                .expect("policies")
                .retain(|policy| policy["kind"] != "enhanced");
        }
        story
    }
    /// With another value in one of its fields.
    pub(crate) fn with(mut self, pointer: &str, value: Value) -> Self {
        let (parent, field) = pointer.rsplit_once('/').expect("a pointer has a slash");
        let parent = self.0.pointer_mut(parent).expect("the parent is there");
        if let Some(list) = parent.as_array_mut() {
            let index = field.parse::<usize>().expect("an index");
            if index == list.len() {
                list.push(value);
            } else {
                list[index] = value;
            }
        } else {
            parent[field] = value;
        }
        self
    }
    pub(crate) fn soft_delete(self, value: Value) -> Self {
        self.with("/vaults/0/soft_delete", value)
    }
    /// An action on `a`: `03-04 10:00` or `03-04 10:00:30`.
    pub(crate) fn then(self, at: &str, what: Value) -> Self {
        self.then_to("a", at, what)
    }
    pub(crate) fn then_to(mut self, vm: &str, at: &str, mut what: Value) -> Self {
        what["at"] = json!(utc(at));
        what["vm"] = json!(vm);
        let list = self.0["timeline"].as_array_mut();
        list.expect("a story has a timeline").push(what);
        self
    }
    /// An action on no machine: on the service, or a vault.
    pub(crate) fn then_in_service(mut self, at: &str, mut what: Value) -> Self {
        what["at"] = json!(utc(at));
        let list = self.0["timeline"].as_array_mut();
        list.expect("a story has a timeline").push(what);
        self
    }
    /// The scenario's JSON text.
    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }
    pub(crate) fn run(&self) -> Run {
        let scenario = parse(&self.0.to_string()).and_then(check);
        let scenario = scenario.expect("a story is valid");
        let (scenario, world, ledger) = Simulation::new(scenario).finish();
        Run {
            scenario,
            world,
            ledger,
        }
    }
    /// The run as a person reads it.
    pub(crate) fn session(&self) -> Session {
        let mut session = Session::open(&self.0.to_string()).expect("a story is valid");
        while !session.step(1 << 20).done {}
        session
    }
    /// Every action was taken, or refused with this code.
    #[track_caller]
    pub(crate) fn check_answers(&self, expected: &[&str]) -> Run {
        let run = self.run();
        assert_eq!(run.answers(), expected);
        run
    }
}

pub(crate) fn machine(name: &str, policy: Option<&str>) -> Value {
    json!({"name": name, "os": "linux", "policy": policy, "disks": [
        {"name": "os", "role": "os", "size_gib": 32, "used_gib": 8, "change_percent_per_day": 0}]})
}

/// A run that is over.
pub(crate) struct Run {
    pub(crate) scenario: Scenario,
    pub(crate) world: World,
    pub(crate) ledger: Ledger,
}

impl Run {
    /// `taken`, or the code of the refusal, of each action in the order of time.
    pub(super) fn answers(&self) -> Vec<&str> {
        let records = self.ledger.operators().iter();
        let answer = |refused: Option<vaultlab::azure::errors::Fault>| {
            refused.map_or("taken", |fault| fault.row().code)
        };
        records.map(|record| answer(record.refused)).collect()
    }
    pub(crate) fn vm(&self, name: &str) -> VmId {
        let mut vms = self.scenario.vms().enumerate();
        vms.find(|(_, vm)| vm.name == name).expect("a machine").0
    }
    /// What a machine is like when the run is over.
    pub(crate) fn state(&self, vm: &str) -> &VmState {
        &self.world.vms[self.vm(vm)]
    }
    pub(crate) fn at(&self, short: &str) -> SimTime {
        let at = self.scenario.calendar().utc_instant(&utc(short));
        at.expect("a time in the run")
    }
    pub(crate) fn short(&self, at: SimTime) -> String {
        self.scenario.calendar().utc_text(at)[5..16].replace('T', " ")
    }
    /// `03-01 22:00 daily ok` of each job of a machine: when due, by which policy, how it ended.
    pub(crate) fn jobs(&self, vm: &str) -> Vec<String> {
        let vm = self.vm(vm);
        let of_vm = self.ledger.jobs().iter().filter(|job| job.vm == vm);
        of_vm.map(|job| self.job_line(job)).collect()
    }
    fn job_line(&self, job: &Job) -> String {
        let ended = match job.outcome {
            JobOutcome::Completed(_) => "ok",
            JobOutcome::Failed(fault) => fault.row().code,
            JobOutcome::TransferSkipped(_) => "skipped",
            JobOutcome::Cancelled => "cancelled",
            JobOutcome::Withdrawn => "withdrawn",
            JobOutcome::Running => "running",
        };
        let policy = &self.scenario.policies()[job.policy].name;
        format!("{} {policy} {ended}", self.short(job.due))
    }
    /// When the jobs were due whose points of `a` are in the vault then.
    pub(crate) fn in_vault(&self, at: &str) -> Vec<String> {
        let (vm, at) = (self.vm("a"), self.at(at));
        let points = self.ledger.points().iter();
        let there = points.filter(|point| point.vm == vm && point.is_in_vault_at(at));
        let due = there.map(|point| self.short(self.ledger.jobs()[point.job].due));
        due.collect()
    }
    #[track_caller]
    pub(super) fn check_jobs(&self, expected: &[&str]) {
        assert_eq!(self.jobs("a"), expected);
    }
    #[track_caller]
    pub(super) fn check_in_vault(&self, at: &str, expected: &[&str]) {
        assert_eq!(self.in_vault(at), expected, "at {at}");
    }
}

fn utc(short: &str) -> String {
    let seconds = if short.len() == 11 { ":00" } else { "" };
    format!("2026-{}{seconds}Z", short.replace(' ', "T"))
}

pub(crate) fn protect(policy: &str) -> Value {
    json!({"do": "protect", "policy": policy})
}
pub(crate) fn change_policy(policy: &str) -> Value {
    json!({"do": "change-policy", "policy": policy})
}
pub(crate) fn back_up_now(days: u32) -> Value {
    json!({"do": "back-up-now", "keep_days": days})
}
pub(crate) fn stop_keep() -> Value {
    json!({"do": "stop-protection", "data": "keep"})
}
pub(crate) fn stop_delete() -> Value {
    json!({"do": "stop-protection", "data": "delete"})
}
pub(crate) fn resume() -> Value {
    json!({"do": "resume"})
}
pub(super) fn resume_with(policy: &str) -> Value {
    json!({"do": "resume", "policy": policy})
}
pub(crate) fn undelete() -> Value {
    json!({"do": "undelete"})
}
pub(crate) fn network(network: &str) -> Value {
    json!({"do": "change-network", "network": network})
}
/// Something goes wrong by which every snapshot fails, whoever is asked; and is right again.
pub(crate) fn forbid_snapshots() -> Value {
    begin_trouble("policy-denies-group")
}
pub(crate) fn allow_snapshots() -> Value {
    end_trouble("policy-denies-group")
}
pub(crate) fn begin_trouble(trouble: &str) -> Value {
    json!({"do": "begin-trouble", "trouble": trouble})
}
pub(crate) fn end_trouble(trouble: &str) -> Value {
    json!({"do": "end-trouble", "trouble": trouble})
}
pub(crate) fn fill(add_gib: f64) -> Value {
    json!({"do": "fill-disk", "disk": "os", "add_gib": add_gib})
}
pub(crate) fn grow(size_gib: u64) -> Value {
    json!({"do": "grow-disk", "disk": "os", "size_gib": size_gib})
}
