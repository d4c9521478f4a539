//! Real exports by others, read through `../shared` where that is there; none of them is part of
//! this project.

use super::{ALL, RUNNING, taken, used_mib};
use std::path::{Path, PathBuf};
use vaultlab::import::Imported;
use vaultlab::scenario::draft::{AssumptionKind, VmDraft};

/// The files, read; `None` and a message where they are not there.
pub(super) fn shared(paths: &[&str]) -> Option<Vec<(PathBuf, Vec<u8>)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let read = |path: &&str| Some((PathBuf::from(path), std::fs::read(root.join(path)).ok()?));
    let files: Option<Vec<_>> = paths.iter().map(read).collect();
    if files.is_none() {
        println!(
            "skipped: {} not found in {}",
            paths.join(", "),
            root.display()
        );
    }
    files
}

#[track_caller]
fn taken_from(paths: &[&str], options: vaultlab::import::Options) -> Option<Imported> {
    let files = shared(paths)?;
    let named: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, bytes)| (path.to_str().unwrap(), bytes.as_slice()))
        .collect();
    Some(taken(&named, options))
}

const RVTOOLS: [&str; 3] = [
    "inventory/rvtools_next133/RVTools_tabvInfo.csv",
    "inventory/rvtools_next133/RVTools_tabvDisk.csv",
    "inventory/rvtools_next133/RVTools_tabvPartition.csv",
];

/// How many machines use at most 50 GiB, at most 500, and more; and TiB to three decimals.
fn classes<'d>(vms: impl Iterator<Item = &'d VmDraft>) -> ([usize; 3], String) {
    let mut counts = [0; 3];
    let mut all_mib = 0.0;
    for vm in vms {
        let used = used_mib(vm);
        all_mib += used;
        let class = [50.0, 500.0]
            .iter()
            .filter(|gib| used > **gib * 1024.0)
            .count();
        counts[class] += 1;
    }
    (counts, format!("{:.3}", all_mib / 1024.0 / 1024.0))
}

#[test]
fn an_export_of_131_machines_gives_its_reference_figures() {
    let Some(imported) = taken_from(&RVTOOLS, RUNNING) else {
        return;
    };
    let vms = &imported.draft.vms;
    assert_eq!(vms.len(), 109);
    assert_eq!(classes(vms.iter()), ([74, 27, 8], "18.054".to_owned()));
    let has_partitions = |vm: &&VmDraft| {
        vm.assumptions
            .iter()
            .all(|it| it.about != AssumptionKind::NoPartitions)
    };
    let with: Vec<&VmDraft> = vms.iter().filter(has_partitions).collect();
    assert_eq!(with.len(), 105);
    assert_eq!(
        classes(with.into_iter()),
        ([73, 24, 8], "17.569".to_owned())
    );
    assert_eq!(imported.summary.unreadable.count, 0);
    let left: Vec<u64> = imported
        .summary
        .left_out
        .iter()
        .map(|it| it.count)
        .collect();
    assert_eq!(left, [20, 2]);
    assert_eq!(imported.draft.name, "rvtools_next133");
}

#[test]
fn a_whole_folder_with_sheets_that_are_not_needed_is_taken() {
    let folder = [
        &RVTOOLS[..],
        &[
            "inventory/rvtools_next133/RVTools_tabvCluster.csv",
            "inventory/rvtools_next133/RVTools_tabvHost.csv",
        ],
    ];
    let Some(imported) = taken_from(&folder.concat(), ALL) else {
        return;
    };
    assert_eq!(imported.draft.vms.len(), 129);
}

#[test]
fn a_workbook_of_three_machines_is_read() {
    let Some(imported) = taken_from(&["inventory/rvtools-small-complete.xlsx"], ALL) else {
        return;
    };
    assert_eq!(imported.draft.vms.len(), 3);
    assert_eq!(imported.summary.unreadable.count, 0);
}

#[test]
fn recorded_lists_of_five_machines_and_four_disks_are_joined() {
    let lists = [
        "inventory/c7n_vm_list_5_arm_rest.json",
        "inventory/c7n_disk_list_arm_rest.json",
    ];
    let Some(imported) = taken_from(&lists, RUNNING) else {
        return;
    };
    assert_eq!(imported.draft.vms.len(), 5);
    let accounts: Vec<&str> = imported
        .draft
        .accounts
        .iter()
        .map(|account| account.name.as_str())
        .collect();
    assert_eq!(accounts, ["00usm2nughsm6poagnt0", "usm2nughsm6pomstr0"]);
    assert_eq!(imported.summary.left_out[0].count, 2);
    assert_eq!(imported.draft.region, "southcentralus");
}

#[test]
fn a_recorded_table_of_resource_graph_is_read() {
    let Some(imported) = taken_from(&["inventory/c7n_vm_resource_graph_table.json"], ALL) else {
        return;
    };
    let sizes: Vec<u64> = imported.draft.vms[0]
        .disks
        .iter()
        .map(|disk| disk.size_gib)
        .collect();
    assert_eq!(sizes, [30, 1023]);
}

#[test]
fn a_compiled_template_gives_its_machines_and_its_vault() {
    let Some(imported) = taken_from(&["policies/ace_backup_arm.json"], ALL) else {
        return;
    };
    let names: Vec<&str> = imported
        .draft
        .vms
        .iter()
        .map(|vm| vm.name.as_str())
        .collect();
    assert_eq!(names, ["ace-vm-01", "ace-vm-02"]);
    assert_eq!(imported.draft.vaults[0].name, "ace-vault");
    assert!(!format!("{imported:?}").contains("AzureTest"));
}
