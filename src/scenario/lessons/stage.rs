//! The stage of a lesson: a machine `vm` with two disks, a vault, and policies of which `daily` backs
//! up at 22:00. Nothing waits. The days are those of March 2026, as `02 22:00`.

use crate::azure::errors::Fault;
use crate::azure::profile::Profile;
use crate::azure::rules::{LifecycleStep, SoftDelete};
use crate::scenario::draft::{
    AccountDraft, ActionDraft, ActionKindDraft, CalibrationDraft, DiskDraft, DiskKindDraft,
    DiskRoleDraft, EncryptionDraft, KeyVaultDraft, KeysDraft, LockDraft, NetworkDraft, OsDraft,
    PolicyDraft, PolicyKindDraft, RedundancyDraft, RestoreDraft, RestoreKindDraft,
    RestoreTargetDraft, RetentionDraft, SCHEMA_VERSION, ScenarioDraft, ScheduleDraft, SetupDraft,
    SoftDeleteDraft, StoppedDataDraft, VaultDraft, VmDraft, WindowDraft,
};

/// The machine of every lesson.
const VM: &str = "vm";

/// A lesson as it is written.
pub(super) struct Stage {
    draft: ScenarioDraft,
    /// The generation of the service.
    pub(super) profile: Profile,
}

impl Stage {
    /// A machine that is protected from the start, and two policies in each of two vaults.
    pub(super) fn of(fault: Fault, profile: &Profile) -> Self {
        let mut policies = vec![
            policy("daily", "vault", "22:00"),
            policy("quiet", "vault", "12:00"),
            policy("elsewhere", "vault-2", "22:00"),
        ];
        if profile.enhanced_snapshots.is_some() {
            for name in ["enhanced", "enhanced-2"] {
                let mut enhanced = policy(name, "vault", "22:00");
                enhanced.kind = PolicyKindDraft::Enhanced;
                policies.push(enhanced);
            }
        }
        let draft = ScenarioDraft {
            schema: SCHEMA_VERSION,
            name: fault.row().code.to_owned(),
            seed: 42,
            start: "2026-03-01".to_owned(),
            days: 4,
            profile: profile.name.to_owned(),
            region: "westeurope".to_owned(),
            window: WindowDraft {
                opens: "22:00".to_owned(),
                closes: "06:00".to_owned(),
                time_zone: "UTC".to_owned(),
            },
            vaults: vec![vault("vault"), vault("vault-2")],
            accounts: Vec::new(),
            policies,
            vms: vec![machine(VM)],
            key_vaults: Vec::new(),
            operators: Vec::new(),
            troubles: Vec::new(),
            timeline: Vec::new(),
            traces: Vec::new(),
            calibration: CalibrationDraft {
                start_delay_max_min: Some(0),
                queue_mean_min: Some(0),
                queue_busy_mean_min: Some(0),
                ..CalibrationDraft::default()
            },
            assumptions: Vec::new(),
        };
        Self {
            draft,
            profile: *profile,
        }
    }
    pub(super) fn draft(self) -> ScenarioDraft {
        self.draft
    }
    /// Machines are registered first.
    pub(super) fn is_classic(&self) -> bool {
        let steps = self.profile.steps.value;
        steps.contains(&LifecycleStep::Register)
    }
    pub(super) fn with(mut self, change: impl FnOnce(&mut ScenarioDraft)) -> Self {
        change(&mut self.draft);
        self
    }
    /// With a change of the machine.
    pub(super) fn vm(self, change: impl FnOnce(&mut VmDraft)) -> Self {
        self.with(|draft| change(&mut draft.vms[0]))
    }
    /// With a change of what is particular about the machine.
    pub(super) fn setup(self, change: impl FnOnce(&mut SetupDraft)) -> Self {
        self.vm(|vm| change(vm.setup.get_or_insert_default()))
    }
    pub(super) fn os(self, os: OsDraft) -> Self {
        self.vm(|vm| vm.os = os)
    }
    pub(super) fn days(self, days: u32) -> Self {
        self.with(|draft| draft.days = days)
    }
    pub(super) fn unprotected(self) -> Self {
        self.vm(|vm| vm.policy = None)
    }
    /// With this many data disks in all.
    pub(super) fn data_disks(self, count: usize) -> Self {
        self.vm(|vm| {
            for i in vm.disks.len()..=count {
                vm.disks
                    .push(disk(&format!("data-{i}"), DiskRoleDraft::Data, 1.0));
            }
        })
    }
    /// With a disk `extra` that an operator can add.
    pub(super) fn extra_disk(self) -> Self {
        self.vm(|vm| {
            let mut extra = disk("extra", DiskRoleDraft::Data, 1.0);
            extra.added_later = true;
            vm.disks.push(extra);
        })
    }
    /// With its disks in a storage account.
    pub(super) fn unmanaged(self) -> Self {
        self.with(|draft| {
            draft.accounts.push(AccountDraft {
                name: "account".to_owned(),
                mib_per_s: None,
                ..AccountDraft::default()
            });
            for disk in &mut draft.vms[0].disks {
                disk.account = Some("account".to_owned());
            }
        })
    }
    /// With disks that are encrypted with keys of a key vault.
    pub(super) fn encrypted(self) -> Self {
        self.with(|draft| {
            draft.key_vaults.push(KeyVaultDraft {
                name: "keys".to_owned(),
                backup_service_may_read: true,
            });
        })
        .setup(|setup| {
            setup.encryption = Some(EncryptionDraft {
                key_vault: "keys".to_owned(),
                keys: KeysDraft::Bek,
            });
        })
    }
    /// Deleted data are gone at once.
    pub(super) fn without_soft_delete(self) -> Self {
        let has = !matches!(self.profile.soft_delete.value, SoftDelete::None);
        self.with(|draft| {
            draft.vaults[0].soft_delete = has.then_some(SoftDeleteDraft::Off {});
        })
    }
    /// The vault has a copy in the paired region that can be restored.
    pub(super) fn paired(self) -> Self {
        self.with(|draft| draft.vaults[0].redundancy = RedundancyDraft::RaGrs)
    }

    /// Something is done to the machine.
    pub(super) fn at(self, when: &str, what: ActionKindDraft) -> Self {
        self.does(when, Some(VM), None, what)
    }
    /// Something is done to the machine by somebody.
    pub(super) fn by(self, who: &str, when: &str, what: ActionKindDraft) -> Self {
        self.does(when, Some(VM), Some(who), what)
    }
    /// Something is done to no machine.
    pub(super) fn of_service(self, when: &str, what: ActionKindDraft) -> Self {
        self.does(when, None, None, what)
    }
    pub(super) fn protect(self, when: &str) -> Self {
        self.at(when, protect("daily"))
    }
    /// Discovery and registration, where machines are registered.
    pub(super) fn registered(self) -> Self {
        if !self.is_classic() {
            return self;
        }
        self.of_service("01 02:00", ActionKindDraft::Discover {})
            .at("01 04:00", ActionKindDraft::Register {})
    }
    /// `cause` before the second night, `cure` after it: the third night succeeds.
    pub(super) fn second_night(self, cause: ActionKindDraft, cure: ActionKindDraft) -> Self {
        self.at("02 09:00", cause).at("03 09:00", cure)
    }
    /// A person backs the machine up.
    pub(super) fn backed_up(self, when: &str) -> Self {
        self.at(when, back_up())
    }
    /// Something is done to the machine at an instant of any month.
    pub(super) fn on(self, at: String, what: ActionKindDraft) -> Self {
        self.with(|draft| draft.timeline.push(action(at, Some(VM), None, what)))
    }
    fn does(self, when: &str, vm: Option<&str>, by: Option<&str>, what: ActionKindDraft) -> Self {
        self.with(|draft| draft.timeline.push(action(utc(when), vm, by, what)))
    }
}

fn action(at: String, vm: Option<&str>, by: Option<&str>, what: ActionKindDraft) -> ActionDraft {
    ActionDraft {
        at,
        vm: vm.map(str::to_owned),
        resource_group: None,
        by: by.map(str::to_owned),
        what,
    }
}

/// `02 22:00` or `02 22:00:30` of March.
fn utc(when: &str) -> String {
    let seconds = if when.len() == 8 { ":00" } else { "" };
    format!("2026-03-{}{seconds}Z", when.replace(' ', "T"))
}

/// A machine under `daily`.
pub(super) fn machine(name: &str) -> VmDraft {
    VmDraft {
        name: name.to_owned(),
        resource_group: None,
        os: OsDraft::Linux,
        policy: Some("daily".to_owned()),
        window: None,
        network: NetworkDraft::Open,
        setup: None,
        disks: vec![
            disk("os", DiskRoleDraft::Os, 8.0),
            disk("data", DiskRoleDraft::Data, 1.0),
        ],
        assumptions: Vec::new(),
    }
}

pub(super) fn disk(name: &str, role: DiskRoleDraft, used_gib: f64) -> DiskDraft {
    DiskDraft {
        name: name.to_owned(),
        role,
        added_later: false,
        kind: DiskKindDraft::StandardHdd,
        size_gib: 32,
        used_gib,
        account: None,
        change_percent_per_day: Some(1.0),
        hot_percent: None,
        writes: None,
        growth_gib_per_day: None,
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

fn policy(name: &str, vault: &str, at: &str) -> PolicyDraft {
    PolicyDraft {
        name: name.to_owned(),
        vault: vault.to_owned(),
        kind: PolicyKindDraft::Standard,
        schedule: ScheduleDraft::Day { at: at.to_owned() },
        time_zone: "UTC".to_owned(),
        window: None,
        instant_restore_days: None,
        retention: RetentionDraft::of_days(30),
    }
}

pub(super) fn protect(policy: &str) -> ActionKindDraft {
    ActionKindDraft::Protect {
        policy: policy.to_owned(),
    }
}
pub(super) fn change_policy(policy: &str) -> ActionKindDraft {
    ActionKindDraft::ChangePolicy {
        policy: policy.to_owned(),
    }
}
pub(super) const fn back_up() -> ActionKindDraft {
    ActionKindDraft::BackUpNow { keep_days: None }
}
pub(super) const fn stop(data: StoppedDataDraft) -> ActionKindDraft {
    ActionKindDraft::StopProtection { data }
}
pub(super) const fn resume() -> ActionKindDraft {
    ActionKindDraft::Resume { policy: None }
}
pub(super) fn begin(trouble: &str) -> ActionKindDraft {
    ActionKindDraft::BeginTrouble {
        trouble: trouble.to_owned(),
    }
}
pub(super) fn end(trouble: &str) -> ActionKindDraft {
    ActionKindDraft::EndTrouble {
        trouble: trouble.to_owned(),
    }
}
pub(super) const fn lock(on: LockDraft) -> ActionKindDraft {
    ActionKindDraft::Lock { on }
}
pub(super) const fn unlock(on: LockDraft) -> ActionKindDraft {
    ActionKindDraft::Unlock { on }
}
pub(super) fn add_disk(disk: &str) -> ActionKindDraft {
    ActionKindDraft::AddDisk {
        disk: disk.to_owned(),
    }
}
pub(super) fn remove_disk(disk: &str) -> ActionKindDraft {
    ActionKindDraft::RemoveDisk {
        disk: disk.to_owned(),
    }
}
pub(super) const fn restore(how: RestoreKindDraft) -> ActionKindDraft {
    restore_to(how, RestoreTargetDraft::Same)
}
pub(super) const fn restore_to(how: RestoreKindDraft, to: RestoreTargetDraft) -> ActionKindDraft {
    ActionKindDraft::Restore(RestoreDraft {
        how,
        to,
        account: None,
        until: None,
        tier: None,
        at_once: None,
        same_name: false,
    })
}
