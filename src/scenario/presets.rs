//! Ready scenarios. They are drafts like any other and pass the same check.

mod crowded;
mod demo;
mod fleet;
mod lab;
mod lifecycle;
mod retention;

pub use lab::lab;

use super::draft::{
    DiskDraft, DiskKindDraft, DiskRoleDraft, NetworkDraft, OsDraft, PolicyDraft, PolicyKindDraft,
    RedundancyDraft, RetentionDraft, SCHEMA_VERSION, ScenarioDraft, ScheduleDraft, VaultDraft,
    VmDraft, WindowDraft,
};

/// A ready scenario.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name on the command line and in the page.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, as a sentence.
    pub about: &'static str,
    make: fn() -> ScenarioDraft,
}

impl Preset {
    /// The scenario.
    #[must_use]
    pub fn draft(&self) -> ScenarioDraft {
        (self.make)()
    }
    /// The preset with this name.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.id == id)
    }
}

/// Every preset.
pub const PRESETS: [Preset; 8] = [
    Preset {
        id: "demo",
        title: "Demo fleet",
        about: "25 machines in Madrid in the month of the clock change: most nights hold, one \
                machine is late whenever it is due, one fails every night.",
        make: demo::draft,
    },
    Preset {
        id: "one-vm",
        title: "One machine",
        about: "The worked example of the documentation: large disks, 47 GB of data, one instance \
                at the smallest fee.",
        make: one_vm,
    },
    Preset {
        id: "crowded-night",
        title: "A crowded night",
        about: "200 machines that all start at 22:00 and miss the window together, though the night \
                has room: what a plan is for.",
        make: crowded::draft,
    },
    Preset {
        id: "retention-years",
        title: "Two years of points",
        about: "Six machines whose points live for days, weeks, months and years, while operators \
                stop, delete, take back and cut them off.",
        make: retention::draft,
    },
    Preset {
        id: "lifecycle-classic",
        title: "A life in 2015",
        about: "Four classic machines: discovered, registered, protected, broken, cured, restored, \
                deleted.",
        make: lifecycle::classic,
    },
    Preset {
        id: "lifecycle-current",
        title: "A life today",
        about: "Three machines, one of them encrypted: protected at once, broken, cured, restored, \
                deleted, and held by soft delete to the end of the bill.",
        make: lifecycle::current,
    },
    Preset {
        id: "fleet-1000",
        title: "1,000 machines",
        about: "A vault filled to its limit; every machine drawn from measured populations.",
        make: || fleet::draft(1_000),
    },
    Preset {
        id: "fleet-10000",
        title: "10,000 machines",
        about: "Ten full vaults: what a large company backs up in a night.",
        make: || fleet::draft(10_000),
    },
];

/// BIL-5: an OS disk of 4095 GB with 17 GB of data, a temporary disk, two data disks with 30 GB
/// and nothing.
fn one_vm() -> ScenarioDraft {
    let vm = VmDraft {
        name: "vm-1".to_owned(),
        resource_group: None,
        os: OsDraft::Windows,
        policy: Some("daily-22:00".to_owned()),
        window: None,
        network: NetworkDraft::Open,
        setup: None,
        disks: vec![
            disk("os", DiskRoleDraft::Os, 4095, 17.0),
            disk("temporary", DiskRoleDraft::Temp, 135, 5.0),
            disk("data-1", DiskRoleDraft::Data, 4095, 30.0),
            disk("data-2", DiskRoleDraft::Data, 4095, 0.0),
        ],
        assumptions: Vec::new(),
    };
    ScenarioDraft {
        days: 61,
        vaults: vec![vault("vault-1")],
        policies: vec![policy("daily-22:00", "vault-1", daily("22:00"), "UTC", 30)],
        vms: vec![vm],
        ..base("One machine", "UTC")
    }
}

/// March 2026 with nothing in it yet.
fn base(name: &str, time_zone: &str) -> ScenarioDraft {
    ScenarioDraft {
        schema: SCHEMA_VERSION,
        name: name.to_owned(),
        seed: 42,
        start: "2026-03-01".to_owned(),
        days: 30,
        profile: "current".to_owned(),
        region: "westeurope".to_owned(),
        window: WindowDraft {
            opens: "22:00".to_owned(),
            closes: "06:00".to_owned(),
            time_zone: time_zone.to_owned(),
        },
        vaults: Vec::new(),
        accounts: Vec::new(),
        policies: Vec::new(),
        vms: Vec::new(),
        key_vaults: Vec::new(),
        operators: Vec::new(),
        troubles: Vec::new(),
        timeline: Vec::new(),
        traces: Vec::new(),
        calibration: Default::default(),
        assumptions: Vec::new(),
    }
}

fn vault(name: &str) -> VaultDraft {
    VaultDraft {
        name: name.to_owned(),
        redundancy: RedundancyDraft::Grs,
        soft_delete: None,
        mib_per_s: None,
    }
}

fn daily(at: &str) -> ScheduleDraft {
    ScheduleDraft::Day { at: at.to_owned() }
}

fn policy(
    name: &str,
    vault: &str,
    schedule: ScheduleDraft,
    time_zone: &str,
    keep: u32,
) -> PolicyDraft {
    let retention = match schedule {
        ScheduleDraft::Day { .. } | ScheduleDraft::Hours { .. } => RetentionDraft::of_days(keep),
        ScheduleDraft::Week { .. } => RetentionDraft::of_weeks(keep),
    };
    PolicyDraft {
        name: name.to_owned(),
        vault: vault.to_owned(),
        kind: PolicyKindDraft::Standard,
        schedule,
        time_zone: time_zone.to_owned(),
        window: None,
        instant_restore_days: None,
        retention,
    }
}

fn disk(name: &str, role: DiskRoleDraft, size_gib: u64, used_gib: f64) -> DiskDraft {
    DiskDraft {
        name: name.to_owned(),
        role,
        added_later: false,
        kind: DiskKindDraft::PremiumSsd,
        size_gib,
        used_gib,
        account: None,
        change_percent_per_day: None,
        hot_percent: None,
        writes: None,
        growth_gib_per_day: None,
    }
}
