//! Scenarios without mercy: machines of every set-up, anything broken at any time, operators who do
//! what comes to their minds. From a day on everything is mended and left alone.

use serde_json::{Value, json};
use vaultlab::azure::troubles::{Family, troubles};
use vaultlab::rng::{Draw, Draws, Purpose};
use vaultlab::scenario::draft::ScenarioDraft;

/// How long a run is.
pub(super) const DAYS: u64 = 24;
/// The day on which everything is mended.
pub(super) const QUIET_FROM_DAY: u64 = 15;
/// Troubles that the draw likes as much as all others together.
const ACTIONS: u64 = 90;

fn below(draw: &mut Draw, n: usize) -> usize {
    (draw.unit() * n as f64) as usize
}
fn often(draw: &mut Draw, share: f64) -> bool {
    draw.unit() < share
}
fn one<'a, T: ?Sized>(draw: &mut Draw, of: &[&'a T]) -> &'a T {
    of[below(draw, of.len())]
}

/// The scenario of a seed.
pub(crate) fn chaos(seed: u64) -> ScenarioDraft {
    let mut draw = Draws::new(seed).at(1, 0, Purpose::Preset);
    let draw = &mut draw;
    let profile = one(
        draw,
        &[
            "classic-2015",
            "resource-manager-2019",
            "current",
            "current",
        ],
    );
    let enhanced = profile == "current";
    let machines: Vec<Machine> = (0..2 + below(draw, 3))
        .map(|i| Machine::new(draw, i))
        .collect();
    let mut timeline: Vec<Value> = Vec::new();
    if profile == "classic-2015" {
        timeline.extend([5, 6].map(|hour| json!({"at": at(0, hour, 0), "do": "discover"})));
    }
    for machine in machines.iter().filter(|machine| machine.is_later) {
        timeline.push(json!({"at": at(0, 0, 0), "do": "create-vm", "vm": machine.name}));
    }
    for _ in 0..ACTIONS {
        let machine = &machines[below(draw, machines.len())];
        let day = below(draw, QUIET_FROM_DAY as usize);
        // Most happens about the time of the backups.
        let (hour, minute) = if often(draw, 0.6) {
            (22, below(draw, 45))
        } else {
            (below(draw, 24), below(draw, 60))
        };
        let mut action = machine.action(draw, profile);
        let second = if often(draw, 0.5) { below(draw, 60) } else { 0 };
        action["at"] = json!(at_second(day, hour, minute, second));
        timeline.push(action);
    }
    for machine in &machines {
        timeline.extend(machine.mended(profile));
    }
    timeline.extend(service_mended());
    if profile == "classic-2015" {
        timeline.push(json!({"at": at(QUIET_FROM_DAY as usize, 12, 0), "do": "discover"}));
    }
    // Some vaults hold deleted data, some do not.
    let held = match seed % 3 {
        0 if enhanced => json!({"state": "enhanced", "days": 20}),
        1 => json!({"state": "off"}),
        _ => Value::Null,
    };
    let text = json!({
        "schema": 1, "name": format!("chaos {seed}"), "seed": seed, "start": "2026-03-01",
        "days": DAYS, "profile": profile,
        "window": {"opens": "22:00", "closes": "06:00", "time_zone": "UTC"},
        "vaults": [{"name": "v", "redundancy": "ra-grs", "soft_delete": held}], "accounts": [{"name": "sa"}],
        "policies": policies(enhanced),
        "vms": machines.iter().map(|machine| machine.draft(profile)).collect::<Vec<_>>(),
        "key_vaults": [{"name": "kv"}],
        "operators": [{"name": "clerk"}, {"name": "officer", "may_use_keys": true}],
        "timeline": timeline,
    });
    serde_json::from_value(text).expect("a random scenario can be read")
}

fn policies(enhanced: bool) -> Vec<Value> {
    let policy = |name: &str, kind: &str, hour: &str| {
        json!({"name": name, "vault": "v", "kind": kind, "time_zone": "UTC",
               "schedule": {"every": "day", "at": hour}, "retention": {"daily": {"days": 7}}})
    };
    let mut policies = vec![
        policy("daily", "standard", "22:00"),
        policy("late", "standard", "22:20"),
    ];
    if enhanced {
        policies.push(policy("enhanced", "enhanced", "22:00"));
        let mut hourly = policy("hourly", "enhanced", "22:00");
        hourly["schedule"] =
            json!({"every": "hours", "interval_hours": 4, "from": "20:00", "duration_hours": 12});
        policies.push(hourly);
    }
    policies
}

fn at(day: usize, hour: usize, minute: usize) -> String {
    at_second(day, hour, minute, 0)
}
fn at_second(day: usize, hour: usize, minute: usize, second: usize) -> String {
    format!("2026-03-{:02}T{hour:02}:{minute:02}:{second:02}Z", day + 1)
}

/// What cannot change about a machine.
struct Machine {
    name: String,
    is_windows: bool,
    is_encrypted: bool,
    is_unmanaged: bool,
    is_later: bool,
    disks: usize,
}

impl Machine {
    fn new(draw: &mut Draw, index: usize) -> Self {
        Self {
            name: format!("vm-{index}"),
            is_windows: often(draw, 0.5),
            is_encrypted: often(draw, 0.3),
            is_unmanaged: often(draw, 0.3),
            is_later: index > 0 && often(draw, 0.3),
            disks: 1 + below(draw, 6),
        }
    }
    fn draft(&self, profile: &str) -> Value {
        let disk = |i: usize| {
            let role = if i == 0 { "os" } else { "data" };
            let account = self.is_unmanaged.then_some("sa");
            let is_later = i > 1 && i.is_multiple_of(2);
            json!({"name": format!("d{i}"), "role": role, "kind": "standard-hdd", "size_gib": 64,
                   "used_gib": 4, "account": account, "added_later": is_later})
        };
        let mut setup = json!({"created_later": self.is_later});
        if self.is_encrypted {
            setup["encryption"] = json!({"key_vault": "kv", "keys": "bek-and-kek"});
        }
        if self.is_windows {
            setup["writers"] = json!([{"name": "w", "log_gib_per_day": 0.5}]);
        }
        let policy = (!self.is_later && profile != "classic-2015").then_some("daily");
        json!({"name": self.name, "os": if self.is_windows { "windows" } else { "linux" },
               "policy": policy, "setup": setup,
               "disks": (0..self.disks).map(disk).collect::<Vec<_>>()})
    }
    /// Something that somebody does to it.
    fn action(&self, draw: &mut Draw, profile: &str) -> Value {
        let mut action = match below(draw, 10) {
            0..4 => self.protection(draw, profile),
            4 | 5 => self.trouble(draw),
            6 | 7 => self.guest(draw),
            _ => self.machine(draw),
        };
        action["vm"] = json!(self.name);
        action
    }
    fn protection(&self, draw: &mut Draw, profile: &str) -> Value {
        let policies: &[&str] = if profile == "current" {
            &["daily", "late", "enhanced", "hourly"]
        } else {
            &["daily", "late"]
        };
        let policy = one(draw, policies);
        match below(draw, 16) {
            0 | 1 => json!({"do": "protect", "policy": policy}),
            2 => json!({"do": "change-policy", "policy": policy}),
            3..6 => json!({"do": "back-up-now", "keep_days": 3}),
            6 => json!({"do": "stop-protection", "data": one(draw, &["keep", "delete"])}),
            7 => json!({"do": "resume"}),
            8 => json!({"do": "undelete"}),
            9 => json!({"do": "cancel"}),
            10 if profile == "classic-2015" => json!({"do": "register"}),
            10 | 11 => json!({"do": "delete-snapshots"}),
            12 => json!({"do": one(draw, &["lose-keys", "restore-keys", "read-keys"]),
                         "by": one(draw, &["clerk", "officer"])}),
            _ => {
                json!({"do": "restore", "how": one(draw, &["vm", "disks", "replace-disks", "files"]),
                        "to": one(draw, &["same", "same", "same", "other-subscription",
                                          "paired-region", "other-subscription-paired-region"]),
                        "tier": often(draw, 0.3).then(|| one(draw, &["snapshot", "vault"])),
                        "at_once": often(draw, 0.3).then_some(1),
                        "same_name": often(draw, 0.2)})
            }
        }
    }
    fn trouble(&self, draw: &mut Draw) -> Value {
        let fitting: Vec<&str> = troubles()
            .filter(|row| match row.family {
                Family::Any => true,
                Family::Windows => self.is_windows,
                Family::Linux => !self.is_windows,
            })
            .map(|row| row.name)
            .collect();
        let end = often(draw, 0.5);
        let trouble = one(draw, &fitting);
        json!({"do": if end { "end-trouble" } else { "begin-trouble" }, "trouble": trouble})
    }
    fn guest(&self, draw: &mut Draw) -> Value {
        if often(draw, 0.5) {
            return match below(draw, 4) {
                0 => json!({"do": "install-agent"}),
                1 => json!({"do": "flag-agent", "flagged": often(draw, 0.7)}),
                2 => json!({"do": "change-agent",
                            "state": one(draw, &["ready", "ready", "stopped", "hung", "missing"]),
                            "answers_after_min": if often(draw, 0.2) { 150 } else { 0 }}),
                _ => json!({"do": "change-network",
                            "network": one(draw, &["open", "open", "open", "no-outbound", "no-dns",
                                                   "some-storage", "slow-proxy", "no-host-agent"])}),
            };
        }
        match (self.is_windows, below(draw, 3)) {
            (true, 0) => json!({"do": "change-writer", "writer": "w", "fails": often(draw, 0.3),
                                "freeze_s": below(draw, 90)}),
            (true, 1) => json!({"do": "change-write-hold", "seconds": below(draw, 15)}),
            (true, _) => json!({"do": "change-vss-backup", "copy": often(draw, 0.5)}),
            (false, 0) => json!({"do": "change-freeze", "takes_s": below(draw, 90)}),
            (false, _) => json!({"do": "change-scripts", "scripts": {
                "pre": {"takes_s": below(draw, 60),
                        "ends": one(draw, &["succeeds", "succeeds", "fails", "missing"])},
                "continue_on_failure": often(draw, 0.5)}}),
        }
    }
    fn machine(&self, draw: &mut Draw) -> Value {
        let disk = format!("d{}", 1 + below(draw, self.disks.max(2) - 1));
        let has_data = self.disks > 1;
        match below(draw, 9) {
            0 => json!({"do": one(draw, &["start", "start", "stop", "deallocate", "restart"])}),
            1 => json!({"do": one(draw, &["create-vm", "create-vm", "delete-vm"])}),
            2 if has_data => json!({"do": "add-disk", "disk": disk}),
            3 if has_data => json!({"do": "remove-disk", "disk": disk}),
            4 => json!({"do": "fill-disk", "disk": "d0", "add_gib": 1}),
            5 => {
                json!({"do": "lock", "on": one(draw, &["machine", "snapshots", "storage-account"])})
            }
            6 => {
                json!({"do": "unlock", "on": one(draw, &["machine", "snapshots", "storage-account"])})
            }
            7 => json!({"do": "change-key-access", "backup_service_may_read": often(draw, 0.5)}),
            _ => json!({"do": "start"}),
        }
    }
    /// Everything that may be wrong with it is put right. One with keys of its own is made anew: they
    /// may be lost, and held by no point.
    fn mended(&self, profile: &str) -> Vec<Value> {
        let mut all: Vec<Value> = troubles()
            .filter(|row| match row.family {
                Family::Any => true,
                Family::Windows => self.is_windows,
                Family::Linux => !self.is_windows,
            })
            .map(|row| json!({"do": "end-trouble", "trouble": row.name}))
            .collect();
        all.extend(
            ["machine", "snapshots", "storage-account"].map(|on| json!({"do": "unlock", "on": on})),
        );
        if self.is_encrypted {
            all.push(json!({"do": "delete-vm"}));
        }
        all.extend([
            json!({"do": "create-vm"}),
            json!({"do": "start"}),
            json!({"do": "install-agent"}),
            json!({"do": "flag-agent", "flagged": true}),
            json!({"do": "change-agent", "state": "ready"}),
            json!({"do": "change-network", "network": "open"}),
            json!({"do": "change-key-access", "backup_service_may_read": true}),
        ]);
        if self.is_windows {
            all.push(json!({"do": "change-writer", "writer": "w"}));
            all.push(json!({"do": "change-write-hold", "seconds": 1}));
        } else {
            all.push(json!({"do": "change-freeze", "takes_s": 1}));
            all.push(json!({"do": "change-scripts"}));
        }
        for (minute, action) in all.iter_mut().enumerate() {
            action["at"] = json!(at(
                QUIET_FROM_DAY as usize,
                8 + minute.div_euclid(60),
                minute.rem_euclid(60)
            ));
            action["vm"] = json!(self.name);
        }
        // A machine that was made anew is registered anew.
        if profile == "classic-2015" {
            all.push(json!({"do": "register", "vm": self.name,
                            "at": at(QUIET_FROM_DAY as usize, 13, 0)}));
        }
        all
    }
}

fn service_mended() -> Vec<Value> {
    let time = at(QUIET_FROM_DAY as usize, 7, 0);
    troubles()
        .map(|row| json!({"do": "end-trouble", "trouble": row.name, "at": time}))
        .collect()
}
