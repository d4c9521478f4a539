//! Azure's lists, answers, templates and policies.

use super::{
    ALL, RUNNING, check_assumed, check_disks, check_left_out, machine, taken, try_import, used_mib,
};
use vaultlab::import::LeftOutReason;
use vaultlab::scenario::draft::{
    AssumptionKind, DiskKindDraft, DiskRoleDraft, OsDraft, RetentionDraft, ScheduleDraft,
    WeekdayDraft,
};

#[test]
fn azure_lists_are_joined_by_id_in_any_case() {
    let files = [
        fixture!("azure/vms-rest.json"),
        fixture!("azure/disks-cli.json"),
    ];
    let imported = taken(&files, RUNNING);
    check_disks(
        machine(&imported, "shop-web"),
        &[
            (
                "shop-web-os",
                DiskRoleDraft::Os,
                DiskKindDraft::PremiumSsd,
                128,
            ),
            (
                "shop-web-a",
                DiskRoleDraft::Data,
                DiskKindDraft::StandardSsd,
                32,
            ),
            (
                "shop-web-b",
                DiskRoleDraft::Data,
                DiskKindDraft::PremiumSsd,
                64,
            ),
        ],
    );
    check_assumed(machine(&imported, "shop-web"), &[]);
    check_left_out(
        &imported.summary,
        &[(LeftOutReason::UnattachedDisk, 1, &["forgotten"])],
    );
    assert_eq!(imported.draft.region, "northeurope");
    assert_eq!(used_mib(machine(&imported, "shop-web")), 112.0 * 1024.0);
    let about: Vec<_> = imported
        .draft
        .assumptions
        .iter()
        .map(|it| it.about)
        .collect();
    assert_eq!(
        about,
        [
            AssumptionKind::UsedSizeUnknown,
            AssumptionKind::PolicyUnknown,
            AssumptionKind::ZoneUnknown
        ]
    );
}

#[test]
fn an_unmanaged_disk_is_in_its_storage_account() {
    let imported = taken(&[fixture!("azure/vms-rest.json")], RUNNING);
    let legacy = machine(&imported, "shop-legacy");
    assert_eq!(legacy.disks[0].account.as_deref(), Some("stshop01"));
    assert_eq!(imported.draft.accounts[0].name, "stshop01");
    check_assumed(legacy, &[AssumptionKind::DiskKindUnknown]);
    assert_eq!(legacy.disks[0].kind, DiskKindDraft::StandardHdd);
}

#[test]
fn a_size_that_no_list_knows_is_the_usual_one_of_the_system() {
    let imported = taken(&[fixture!("azure/vms-rest.json")], RUNNING);
    let sizes = |name| machine(&imported, name).disks[0].size_gib;
    assert_eq!((sizes("shop-web"), sizes("shop-lost")), (127, 30));
    check_assumed(
        machine(&imported, "shop-lost"),
        &[
            AssumptionKind::DiskSizeUnknown,
            AssumptionKind::DiskKindUnknown,
        ],
    );
    assert_eq!(machine(&imported, "shop-lost").os, OsDraft::Linux);
}

#[test]
fn a_list_of_the_command_line_says_what_is_running() {
    let running = taken(&[fixture!("azure/vms-cli.json")], RUNNING);
    check_left_out(
        &running.summary,
        &[(LeftOutReason::PoweredOff, 1, &["crm-old"])],
    );
    assert_eq!(machine(&running, "crm").disks[0].size_gib, 64);
    assert_eq!(
        machine(&running, "crm").resource_group.as_deref(),
        Some("CRM")
    );
    assert_eq!(
        taken(&[fixture!("azure/vms-cli.json")], ALL)
            .summary
            .machines,
        2
    );
}

#[test]
fn both_forms_of_resource_graph_are_one() {
    let table = taken(&[fixture!("azure/graph-table.json")], RUNNING);
    let objects = taken(&[fixture!("azure/graph-objects.json")], RUNNING);
    assert_eq!(table.draft.vms, objects.draft.vms);
    let expected = ("erp-os", DiskRoleDraft::Os, DiskKindDraft::StandardSsd, 256);
    check_disks(machine(&table, "erp"), &[expected]);
    let twice = [
        fixture!("azure/graph-table.json"),
        fixture!("azure/graph-objects.json"),
    ];
    let twice = taken(&twice, RUNNING);
    check_left_out(&twice.summary, &[(LeftOutReason::Duplicate, 1, &["erp"])]);
}

#[test]
fn a_policy_decides_schedule_retention_vault_and_zone() {
    let files = [
        fixture!("azure/vms-cli.json"),
        fixture!("policies/daily-cli.json"),
    ];
    let imported = taken(&files, ALL);
    let policy = &imported.draft.policies[0];
    assert_eq!(
        (policy.name.as_str(), policy.vault.as_str()),
        ("nightly", "rsv-prod")
    );
    assert_eq!(policy.schedule, ScheduleDraft::Day { at: "23:30".into() });
    assert_eq!(policy.instant_restore_days, Some(2));
    assert_eq!(policy.retention, RetentionDraft::of_days(14));
    assert_eq!(policy.time_zone, "Romance Standard Time");
    assert_eq!(imported.draft.window.time_zone, "Romance Standard Time");
    let mut policies = imported.draft.vms.iter().map(|vm| vm.policy.as_deref());
    assert!(policies.all(|policy| policy == Some("nightly")));
}

#[test]
fn policies_of_a_list_come_in_as_they_are_and_what_is_missing_is_assumed() {
    let files = [
        fixture!("azure/vms-cli.json"),
        fixture!("policies/list-rest.json"),
    ];
    let imported = try_import(&files, ALL).unwrap();
    let sentences: Vec<&str> = imported
        .draft
        .assumptions
        .iter()
        .map(|it| it.assumed.as_str())
        .collect();
    assert_eq!(
        sentences[1..],
        [
            "2 policies are given and none says which machines it protects: all have \"hourly\"",
            "policy \"hourly\" states \"Atlantis Standard Time\": UTC",
            "policy \"weekly\": yearly retention does not say on which days: left out",
        ]
    );
    check_left_out(
        &imported.summary,
        &[(LeftOutReason::OtherWorkload, 1, &["files"])],
    );
    let [hourly, weekly] = &imported.draft.policies[..] else {
        panic!("{:?}", imported.draft.policies);
    };
    assert_eq!(hourly.retention, RetentionDraft::of_days(3));
    let on = vec![WeekdayDraft::Wednesday, WeekdayDraft::Saturday];
    assert_eq!(
        weekly.schedule,
        ScheduleDraft::Week {
            on,
            at: "01:15".into()
        }
    );
    assert_eq!(weekly.retention, RetentionDraft::of_weeks(6));
}

#[test]
fn a_compiled_template_gives_what_is_literal_in_it() {
    let imported = taken(&[fixture!("policies/template.json")], ALL);
    assert_eq!(machine(&imported, "tmpl-vm").os, OsDraft::Windows);
    assert_eq!(imported.draft.policies[0].name, "sundays");
    assert_eq!(imported.draft.vaults[0].name, "tmpl-vault");
    let unreadable = &imported.summary.unreadable;
    let places: Vec<&str> = unreadable
        .listed
        .iter()
        .map(|it| it.place.as_str())
        .collect();
    assert_eq!(places[0], "policies/template.json, entry 3");
    assert!(
        places[1].starts_with("policies/template.json, entry 5, policy"),
        "{}",
        places[1]
    );
    check_left_out(&imported.summary, &[(LeftOutReason::OtherResource, 1, &[])]);
}

#[test]
fn more_machines_than_a_policy_protects_get_more_policies() {
    let list = |machines: usize| {
        let vm = |i| {
            format!(
                r#"{{"name": "vm{i}", "type": "Microsoft.Compute/virtualMachines",
                "storageProfile": {{"osDisk": {{"osType": "Linux", "diskSizeGB": 30}}}}}}"#
            )
        };
        format!("[{}]", (0..machines).map(vm).collect::<Vec<_>>().join(","))
    };
    let hundred = taken(&[("a.json", list(100).as_bytes())], ALL);
    assert_eq!(
        (hundred.draft.policies.len(), hundred.draft.vaults.len()),
        (1, 1)
    );
    let more = taken(&[("a.json", list(1_001).as_bytes())], ALL);
    assert_eq!(
        (more.draft.policies.len(), more.draft.vaults.len()),
        (11, 2)
    );
    assert_eq!(more.draft.vms[1_000].policy.as_deref(), Some("daily (11)"));
    assert_eq!(more.draft.policies[10].vault, "vault (2)");
}
