//! The whole life of a small fleet, once as in 2015 and once as today: every step, what goes wrong
//! and how it is cured, a restore, and the end of the bill. What happens follows from what is set
//! here; nothing names an error.

use super::{base, daily, disk, policy, vault};
use crate::scenario::draft::{
    ActionDraft, ActionKindDraft, AgentDraft, AgentStateDraft, DiskDraft, DiskKindDraft,
    DiskRoleDraft, EncryptionDraft, KeyVaultDraft, KeysDraft, NetworkDraft, OperatorDraft, OsDraft,
    PowerDraft, RestoreDraft, RestoreKindDraft, ScenarioDraft, SetupDraft, StoppedDataDraft,
    VmDraft, WriterDraft,
};

const DAILY: &str = "daily-22:00";

/// Classic machines in July 2015.
pub(super) fn classic() -> ScenarioDraft {
    let migrated = SetupDraft {
        agent: AgentDraft {
            state: AgentStateDraft::Missing,
            flagged: false,
            ..AgentDraft::default()
        },
        ..SetupDraft::default()
    };
    let off = SetupDraft {
        power: PowerDraft::Deallocated,
        ..SetupDraft::default()
    };
    let later = SetupDraft {
        created_later: true,
        ..SetupDraft::default()
    };
    ScenarioDraft {
        start: "2015-07-06".to_owned(),
        days: 20,
        profile: "classic-2015".to_owned(),
        vaults: vec![vault("vault-2015")],
        policies: vec![policy(DAILY, "vault-2015", daily("22:00"), "UTC", 14)],
        vms: vec![
            vm(
                "web-01",
                "web-service",
                OsDraft::Windows,
                SetupDraft::default(),
            ),
            vm("web-01", "shop-service", OsDraft::Windows, off),
            vm("files-01", "office-service", OsDraft::Windows, migrated),
            vm("new-01", "office-service", OsDraft::Linux, later),
        ],
        timeline: [classic_beginning(), classic_days(), classic_end()].concat(),
        ..base("A life in 2015", "UTC")
    }
}

/// Discover, register, protect: what has to be there first.
fn classic_beginning() -> Vec<ActionDraft> {
    use ActionKindDraft as Do;
    let web = ("web-01", Some("web-service"));
    let shop = ("web-01", Some("shop-service"));
    let files = ("files-01", Some("office-service"));
    vec![
        // Nothing can be registered that no discovery has seen.
        on(web, "2015-07-06T08:55:00Z", Do::Register {}),
        alone("2015-07-06T09:00:00Z", Do::Discover {}),
        alone("2015-07-06T09:01:00Z", Do::Discover {}),
        on(web, "2015-07-06T09:30:00Z", Do::Register {}),
        on(shop, "2015-07-06T09:30:00Z", Do::Register {}),
        on(files, "2015-07-06T09:30:00Z", Do::Register {}),
        // One machine is off, the other has no agent.
        on(shop, "2015-07-06T10:00:00Z", Do::Start {}),
        on(
            files,
            "2015-07-06T10:00:00Z",
            Do::InstallAgent { version: None },
        ),
        on(
            files,
            "2015-07-06T10:05:00Z",
            Do::FlagAgent { flagged: true },
        ),
        on(shop, "2015-07-06T10:15:00Z", Do::Register {}),
        on(files, "2015-07-06T10:15:00Z", Do::Register {}),
        on(web, "2015-07-06T11:00:00Z", protect()),
        on(shop, "2015-07-06T11:00:00Z", protect()),
        on(files, "2015-07-06T11:00:00Z", protect()),
        // The first backup waits for its time.
        on(
            web,
            "2015-07-06T11:30:00Z",
            Do::BackUpNow { keep_days: None },
        ),
    ]
}

/// A failure with its cure, a machine that comes later, a restore.
fn classic_days() -> Vec<ActionDraft> {
    use ActionKindDraft as Do;
    let shop = ("web-01", Some("shop-service"));
    let new = ("new-01", Some("office-service"));
    let files = ("files-01", Some("office-service"));
    let network = |network| Do::ChangeNetwork { network };
    vec![
        on(shop, "2015-07-08T18:00:00Z", network(NetworkDraft::NoDns)),
        on(shop, "2015-07-09T09:00:00Z", network(NetworkDraft::Open)),
        on(new, "2015-07-09T10:00:00Z", Do::CreateVm {}),
        on(new, "2015-07-09T10:05:00Z", Do::Register {}),
        alone("2015-07-09T10:10:00Z", Do::Discover {}),
        on(new, "2015-07-09T10:30:00Z", Do::Register {}),
        on(new, "2015-07-09T11:00:00Z", protect()),
        on(
            files,
            "2015-07-11T14:00:00Z",
            restore(RestoreKindDraft::Disks),
        ),
    ]
}

/// A machine is deleted while its protection goes on; then all of it ends.
fn classic_end() -> Vec<ActionDraft> {
    use ActionKindDraft as Do;
    let web = ("web-01", Some("web-service"));
    let mut all = vec![
        on(web, "2015-07-12T12:00:00Z", Do::DeleteVm {}),
        on(web, "2015-07-15T09:00:00Z", stop(StoppedDataDraft::Keep)),
        on(web, "2015-07-20T09:00:00Z", stop(StoppedDataDraft::Delete)),
    ];
    for vm in [
        ("web-01", Some("shop-service")),
        ("files-01", Some("office-service")),
        ("new-01", Some("office-service")),
    ] {
        all.push(on(
            vm,
            "2015-07-23T09:00:00Z",
            stop(StoppedDataDraft::Delete),
        ));
    }
    all
}

/// Resource Manager machines in March 2026.
pub(super) fn current() -> ScenarioDraft {
    let sql = SetupDraft {
        writers: vec![WriterDraft {
            name: "SqlServerWriter".to_owned(),
            freeze_s: 8,
            fails: false,
            log_gib_per_day: 0.75,
        }],
        ..SetupDraft::default()
    };
    let encrypted = SetupDraft {
        encryption: Some(EncryptionDraft {
            key_vault: "keys-madrid".to_owned(),
            keys: KeysDraft::BekAndKek,
        }),
        ..SetupDraft::default()
    };
    let mut sql = vm("sql-01", "rg-data", OsDraft::Windows, sql);
    sql.disks.push(DiskDraft {
        kind: DiskKindDraft::PremiumSsd,
        change_percent_per_day: Some(4.0),
        ..disk("data-1", DiskRoleDraft::Data, 256, 90.0)
    });
    ScenarioDraft {
        days: 42,
        vaults: vec![vault("vault-madrid")],
        key_vaults: vec![KeyVaultDraft {
            name: "keys-madrid".to_owned(),
            backup_service_may_read: true,
        }],
        operators: vec![
            OperatorDraft {
                name: "backup-operator".to_owned(),
                may_use_keys: false,
            },
            OperatorDraft {
                name: "key-officer".to_owned(),
                may_use_keys: true,
            },
        ],
        policies: vec![policy(DAILY, "vault-madrid", daily("22:00"), "UTC", 14)],
        vms: vec![
            sql,
            vm("web-01", "rg-web", OsDraft::Linux, SetupDraft::default()),
            vm("secret-01", "rg-data", OsDraft::Windows, encrypted),
        ],
        timeline: [
            current_beginning(),
            current_days(),
            current_keys(),
            current_end(),
        ]
        .concat(),
        ..base("A life today", "UTC")
    }
}

fn current_beginning() -> Vec<ActionDraft> {
    let day = "2026-03-02T09:00:00Z";
    let now = ActionKindDraft::BackUpNow {
        keep_days: Some(30),
    };
    vec![
        on(SQL, day, protect()),
        on(WEB, day, protect()),
        on(SECRET, day, protect()),
        on(SQL, "2026-03-02T10:00:00Z", now),
    ]
}

const SQL: Name = ("sql-01", Some("rg-data"));
const WEB: Name = ("web-01", Some("rg-web"));
const SECRET: Name = ("secret-01", Some("rg-data"));

/// Two failures with their cures, two levels of consistency below the best, restores.
fn current_days() -> Vec<ActionDraft> {
    use ActionKindDraft as Do;
    let agent = |state| Do::ChangeAgent {
        state,
        answers_after_min: 0,
    };
    let writer = |fails| Do::ChangeWriter {
        writer: "SqlServerWriter".to_owned(),
        fails,
        freeze_s: 8,
    };
    vec![
        on(WEB, "2026-03-04T15:00:00Z", agent(AgentStateDraft::Stopped)),
        on(WEB, "2026-03-06T09:00:00Z", agent(AgentStateDraft::Ready)),
        on(SQL, "2026-03-07T12:00:00Z", writer(true)),
        on(SQL, "2026-03-08T12:00:00Z", writer(false)),
        on(WEB, "2026-03-08T20:00:00Z", Do::Deallocate {}),
        on(WEB, "2026-03-09T07:00:00Z", Do::Start {}),
        on(SQL, "2026-03-10T08:00:00Z", restore(RestoreKindDraft::Vm)),
    ]
}

/// Who may read keys, and how lost ones come back.
fn current_keys() -> Vec<ActionDraft> {
    use ActionKindDraft as Do;
    let access = |backup_service_may_read| Do::ChangeKeyAccess {
        backup_service_may_read,
    };
    let by = |name: &str, action: ActionDraft| ActionDraft {
        by: Some(name.to_owned()),
        ..action
    };
    let back = |at| on(SECRET, at, Do::RestoreKeys {});
    vec![
        on(SECRET, "2026-03-11T12:00:00Z", access(false)),
        on(SECRET, "2026-03-12T09:00:00Z", access(true)),
        on(SECRET, "2026-03-14T10:00:00Z", Do::LoseKeys {}),
        on(
            SECRET,
            "2026-03-14T10:30:00Z",
            restore(RestoreKindDraft::Vm),
        ),
        by("backup-operator", back("2026-03-14T11:00:00Z")),
        by("key-officer", back("2026-03-14T11:30:00Z")),
        on(
            SECRET,
            "2026-03-14T12:00:00Z",
            restore(RestoreKindDraft::Vm),
        ),
    ]
}

fn current_end() -> Vec<ActionDraft> {
    use ActionKindDraft as Do;
    let mut all = vec![
        on(WEB, "2026-03-15T12:00:00Z", Do::DeleteVm {}),
        on(WEB, "2026-03-17T09:00:00Z", stop(StoppedDataDraft::Keep)),
    ];
    for vm in [SQL, WEB, SECRET] {
        all.push(on(
            vm,
            "2026-03-20T09:00:00Z",
            stop(StoppedDataDraft::Delete),
        ));
    }
    all
}

/// A machine by its name and its group.
type Name = (&'static str, Option<&'static str>);

fn on((vm, group): Name, at: &str, what: ActionKindDraft) -> ActionDraft {
    ActionDraft {
        at: at.to_owned(),
        vm: Some(vm.to_owned()),
        resource_group: group.map(str::to_owned),
        by: None,
        what,
    }
}

fn alone(at: &str, what: ActionKindDraft) -> ActionDraft {
    ActionDraft {
        at: at.to_owned(),
        vm: None,
        resource_group: None,
        by: None,
        what,
    }
}

fn protect() -> ActionKindDraft {
    ActionKindDraft::Protect {
        policy: DAILY.to_owned(),
    }
}

const fn stop(data: StoppedDataDraft) -> ActionKindDraft {
    ActionKindDraft::StopProtection { data }
}

fn restore(how: RestoreKindDraft) -> ActionKindDraft {
    ActionKindDraft::Restore(RestoreDraft {
        how,
        to: Default::default(),
        account: None,
        until: None,
        tier: None,
        at_once: None,
        same_name: false,
    })
}

/// A machine with a disk for its system and one for its data.
fn vm(name: &str, group: &str, os: OsDraft, setup: SetupDraft) -> VmDraft {
    let disks = [
        disk("os", DiskRoleDraft::Os, 127, 24.0),
        disk("data", DiskRoleDraft::Data, 64, 18.0),
    ];
    VmDraft {
        name: name.to_owned(),
        resource_group: Some(group.to_owned()),
        os,
        policy: None,
        window: None,
        network: NetworkDraft::Open,
        setup: (setup != SetupDraft::default()).then(|| Box::new(setup)),
        disks: disks
            .map(|disk| DiskDraft {
                kind: DiskKindDraft::StandardHdd,
                change_percent_per_day: Some(2.0),
                ..disk
            })
            .into(),
        assumptions: Vec::new(),
    }
}
