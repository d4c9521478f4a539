//! Imports from outside: what files are given and what scenario comes out.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests are tests, though clippy does not see it"
)]

/// A fixture's name and bytes.
macro_rules! fixture {
    ($name:literal) => {
        (
            $name,
            include_bytes!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/fixtures/import/",
                $name
            ))
            .as_slice(),
        )
    };
}

mod azure;
mod book;
mod hostile;
mod policies;
mod real;

use vaultlab::import::{
    File, Imported, LeftOutReason, Options, Power, SourceKind, Summary, import,
};
use vaultlab::scenario::draft::{AssumptionKind, DiskKindDraft, DiskRoleDraft, OsDraft, VmDraft};
use vaultlab::scenario::{Problem, check};

const RUNNING: Options = Options {
    power: Power::PoweredOnOnly,
};
const ALL: Options = Options { power: Power::All };

fn try_import(files: &[(&str, &[u8])], options: Options) -> Result<Imported, Vec<Problem>> {
    let files: Vec<File<'_>> = files
        .iter()
        .map(|(name, bytes)| File { name, bytes })
        .collect();
    import(&files, options)
}

/// Imports, and holds that the draft is a scenario that runs.
#[track_caller]
fn taken(files: &[(&str, &[u8])], options: Options) -> Imported {
    let imported = match try_import(files, options) {
        Ok(imported) => imported,
        Err(problems) => panic!("{problems:#?}"),
    };
    if let Err(problems) = check(imported.draft.clone()) {
        panic!("not a scenario: {problems:#?}");
    }
    imported
}

const RVTOOLS: [(&str, &[u8]); 3] = [
    fixture!("rvtools/info.csv"),
    fixture!("rvtools/disk.csv"),
    fixture!("rvtools/partition.csv"),
];

#[track_caller]
fn machine<'d>(imported: &'d Imported, name: &str) -> &'d VmDraft {
    let found = imported.draft.vms.iter().find(|vm| vm.name == name);
    found.unwrap_or_else(|| panic!("no machine {name}"))
}

/// What a machine's disks use together, in MiB.
fn used_mib(vm: &VmDraft) -> f64 {
    vm.disks.iter().map(|disk| disk.used_gib * 1024.0).sum()
}

#[track_caller]
fn check_left_out(summary: &Summary, expected: &[(LeftOutReason, u64, &[&str])]) {
    let found: Vec<(LeftOutReason, u64, Vec<&str>)> = summary
        .left_out
        .iter()
        .map(|left| {
            (
                left.reason,
                left.count,
                left.names.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(reason, count, names)| (*reason, *count, names.to_vec()))
        .collect();
    assert_eq!(found, expected);
}

#[track_caller]
fn check_assumed(vm: &VmDraft, expected: &[AssumptionKind]) {
    let found: Vec<AssumptionKind> = vm.assumptions.iter().map(|it| it.about).collect();
    assert_eq!(found, expected, "{}", vm.name);
}

#[track_caller]
fn check_disks(vm: &VmDraft, expected: &[(&str, DiskRoleDraft, DiskKindDraft, u64)]) {
    let found: Vec<_> = vm
        .disks
        .iter()
        .map(|disk| (disk.name.as_str(), disk.role, disk.kind, disk.size_gib))
        .collect();
    assert_eq!(found, expected, "{}", vm.name);
}

#[test]
fn three_csv_files_of_rvtools_become_machines_with_disks_and_exact_use() {
    let imported = taken(&RVTOOLS, RUNNING);
    let used: Vec<(&str, f64)> = imported
        .draft
        .vms
        .iter()
        .map(|vm| (vm.name.as_str(), used_mib(vm)))
        .collect();
    assert_eq!(
        used,
        [
            ("web01", 30_001.0),
            ("db01", 133_457.0),
            ("app01", 45_000.0),
            ("web01 (2)", 4_096.0)
        ]
    );
    check_disks(
        machine(&imported, "db01"),
        &[
            (
                "Hard disk 1",
                DiskRoleDraft::Os,
                DiskKindDraft::StandardSsd,
                101,
            ),
            (
                "Hard disk 2",
                DiskRoleDraft::Data,
                DiskKindDraft::StandardSsd,
                200,
            ),
        ],
    );
    assert_eq!(imported.draft.name, "rvtools");
    let kinds: Vec<_> = imported
        .summary
        .sources
        .iter()
        .map(|it| (it.kind, it.rows))
        .collect();
    assert_eq!(
        kinds,
        [
            (SourceKind::RvtoolsInfo, 8),
            (SourceKind::RvtoolsDisk, 9),
            (SourceKind::RvtoolsPartition, 5)
        ]
    );
}

#[test]
fn what_rvtools_lists_and_is_not_a_running_machine_is_left_out_and_named() {
    let imported = taken(&RVTOOLS, RUNNING);
    check_left_out(
        &imported.summary,
        &[
            (LeftOutReason::PoweredOff, 1, &["old01"]),
            (LeftOutReason::Template, 1, &["gold"]),
            (LeftOutReason::BlankRow, 1, &[]),
            (LeftOutReason::NotListed, 1, &["stray"]),
        ],
    );
    assert_eq!(imported.summary.machines, 4);
}

#[test]
fn machines_that_are_off_are_taken_when_all_are_wanted_but_templates_never() {
    let imported = taken(&RVTOOLS, ALL);
    machine(&imported, "old01");
    assert_eq!(imported.summary.machines, 5);
    assert!(!imported.draft.vms.iter().any(|vm| vm.name == "gold"));
}

#[test]
fn rows_that_can_not_be_read_are_named_with_their_file_and_row() {
    let imported = taken(&RVTOOLS, RUNNING);
    let unreadable = &imported.summary.unreadable;
    let places: Vec<&str> = unreadable
        .listed
        .iter()
        .map(|it| it.place.as_str())
        .collect();
    assert_eq!(
        places,
        ["rvtools/disk.csv, row 9", "rvtools/info.csv, row 9"]
    );
    assert_eq!(unreadable.count, 2);
    assert_eq!(unreadable.listed[0].found, "\"40.960\"");
    assert_eq!(
        unreadable.listed[1].found,
        "machine \"bare01\" without a disk"
    );
}

#[test]
fn what_rvtools_does_not_say_is_an_assumption_of_the_machine() {
    let imported = taken(&RVTOOLS, RUNNING);
    check_assumed(machine(&imported, "db01"), &[]);
    check_assumed(
        machine(&imported, "app01"),
        &[
            AssumptionKind::NoPartitions,
            AssumptionKind::DiskSizeUnknown,
        ],
    );
    check_disks(
        machine(&imported, "app01"),
        &[(
            "Hard disk 1",
            DiskRoleDraft::Os,
            DiskKindDraft::StandardSsd,
            44,
        )],
    );
    check_assumed(
        machine(&imported, "web01 (2)"),
        &[AssumptionKind::OsUnknown, AssumptionKind::NameRepeated],
    );
    assert_eq!(machine(&imported, "app01").os, OsDraft::Linux);
    assert_eq!(machine(&imported, "web01").os, OsDraft::Windows);
}

#[test]
fn nothing_but_what_is_needed_is_kept() {
    let all = [
        &RVTOOLS[..],
        &[fixture!("azure/vms-rest.json")],
        &[fixture!("policies/template.json")],
    ];
    let imported = taken(&all.concat(), ALL);
    let text = format!("{imported:?}");
    for secret in [
        "hunter2",
        "someone@example.org",
        "ds1",
        "Standard_D2s_v5",
        "subscriptions",
    ] {
        assert!(!text.contains(secret), "{secret} is kept");
    }
}

#[track_caller]
fn check_same_fleet(files: &[(&str, &[u8])]) {
    let expected = taken(&RVTOOLS, RUNNING);
    let found = taken(files, RUNNING);
    assert_eq!(found.draft.vms, expected.draft.vms);
    assert_eq!(found.summary.left_out, expected.summary.left_out);
}

fn rvtools_texts(change: impl Fn(&str) -> Vec<u8>) -> Vec<(&'static str, Vec<u8>)> {
    let text = |bytes| std::str::from_utf8(bytes).unwrap();
    RVTOOLS
        .map(|(name, bytes)| (name, change(text(bytes))))
        .to_vec()
}

#[track_caller]
fn check_same_fleet_if(change: impl Fn(&str) -> Vec<u8>) {
    let texts = rvtools_texts(change);
    let files: Vec<(&str, &[u8])> = texts
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    check_same_fleet(&files);
}

/// Without the one cell that has a comma in it.
fn plain(text: &str) -> String {
    text.replace("\"root password: hunter2, do not tell\"", "")
}

#[test]
fn delimiter_case_line_ends_and_encoding_make_no_difference() {
    check_same_fleet_if(|text| plain(text).replace(',', ";").into_bytes());
    check_same_fleet_if(|text| plain(text).replace(',', "\t").into_bytes());
    check_same_fleet_if(|text| text.replace('\n', "\r\n").into_bytes());
    check_same_fleet_if(|text| text.replace(" MB", " MiB").into_bytes());
    check_same_fleet_if(|text| format!("\u{FEFF}{text}").into_bytes());
    check_same_fleet_if(|text| {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    });
    check_same_fleet_if(|text| {
        let (header, rows) = text.split_once('\n').unwrap();
        format!("{}\n{rows}", header.to_uppercase().replace(' ', "  ")).into_bytes()
    });
}

#[test]
fn a_workbook_gives_the_same_fleet_as_its_sheets_as_csv() {
    let sheets = rvtools_texts(|text| book::sheet_of(&plain(text)).into_bytes());
    let sheets: Vec<&str> = sheets
        .iter()
        .map(|(_, xml)| std::str::from_utf8(xml).unwrap())
        .collect();
    let names = ["vInfo", "VDISK", "tabvPartition"];
    let named: Vec<(&str, &str)> = names.into_iter().zip(sheets).collect();
    let book = book::workbook(&named, "<sst></sst>");
    check_same_fleet(&[("contoso.xlsx", &book)]);
}

#[test]
fn a_workbook_with_shared_strings_and_addresses_is_read() {
    let info = r#"<worksheet><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c></row>
        <row r="3"><c r="D3"><v>4.0960E4</v></c><c r="A3" t="s"><v>3</v></c><c r="C3" t="str"><f>1+1</f><v>poweredOn</v></c></row>
        </sheetData></worksheet>"#;
    let strings = "<sst count=\"4\" uniqueCount=\"18446744073709551615\"><si><t>VM</t></si>\
        <si><r><t>Power</t></r><r><t>state</t></r><rPh><t>x</t></rPh></si>\
        <si><t>In Use MiB</t></si><si><t>a&amp;b&#33;</t></si></sst>";
    let disk = book::sheet_of("VM,Powerstate,Disk,Capacity MiB\na&b!,poweredOn,Hard disk 1,51200");
    let book = book::workbook(&[("vInfo", info), ("vDisk", &disk)], strings);
    let imported = taken(&[("one.xlsx", &book)], RUNNING);
    assert_eq!(used_mib(machine(&imported, "a&b!")), 40_960.0);
}

#[test]
fn one_csv_alone_is_enough_and_what_it_lacks_is_an_assumption() {
    let fleet_kinds = |imported: &Imported| -> Vec<AssumptionKind> {
        imported
            .draft
            .assumptions
            .iter()
            .map(|it| it.about)
            .collect()
    };
    let info = taken(&RVTOOLS[..1], RUNNING);
    assert!(fleet_kinds(&info).contains(&AssumptionKind::DiskSizeUnknown));
    assert!(fleet_kinds(&info).contains(&AssumptionKind::UsedSizeUnknown));
    assert_eq!(used_mib(machine(&info, "web01")), 30_000.0);
    let disk = taken(&RVTOOLS[1..2], RUNNING);
    assert_eq!(machine(&disk, "db01").disks.len(), 2);
    check_assumed(
        machine(&disk, "db01"),
        &[AssumptionKind::OsUnknown, AssumptionKind::UsedSizeUnknown],
    );
    let partition = taken(&RVTOOLS[2..], RUNNING);
    assert_eq!(used_mib(machine(&partition, "db01")), 133_457.0);
    assert_eq!(machine(&partition, "db01").disks[0].size_gib, 293);
}

#[test]
fn sheets_without_ids_are_joined_by_name() {
    let info = "VM,Powerstate,In Use MB\nweb,poweredOn,5000\nweb,poweredOn,6000\n";
    let disk = "VM,Powerstate,Disk,Capacity MB\nWEB,poweredOn,Hard disk 1,10240\n";
    let files = [("a.csv", info.as_bytes()), ("b.csv", disk.as_bytes())];
    let imported = taken(&files, RUNNING);
    assert_eq!(used_mib(machine(&imported, "web")), 5_000.0);
    check_left_out(
        &imported.summary,
        &[(LeftOutReason::Duplicate, 1, &["web"])],
    );
}

#[test]
fn machines_of_two_vcenters_with_one_id_are_two_machines() {
    let info =
        "VM,Powerstate,In Use MB,VM ID,VI SDK UUID\na,poweredOn,1,vm-1,x\nb,poweredOn,2,vm-1,y\n";
    let disk = "VM,Powerstate,Disk,Capacity MB,VM ID,VI SDK UUID\n\
        a,poweredOn,Hard disk 1,1024,vm-1,x\nb,poweredOn,Hard disk 1,2048,vm-1,y\n";
    let files = [("a.csv", info.as_bytes()), ("b.csv", disk.as_bytes())];
    let imported = taken(&files, RUNNING);
    assert_eq!(machine(&imported, "a").disks[0].size_gib, 1);
    assert_eq!(machine(&imported, "b").disks[0].size_gib, 2);
}

#[test]
fn the_order_of_files_changes_neither_machines_nor_figures() {
    let mut files = RVTOOLS.to_vec();
    files.reverse();
    assert_eq!(
        taken(&files, RUNNING).draft.vms,
        taken(&RVTOOLS, RUNNING).draft.vms
    );
}

#[test]
fn a_draft_survives_json_unchanged() {
    let imported = taken(&RVTOOLS, RUNNING);
    let text = serde_json::to_string(&imported.draft).unwrap();
    assert_eq!(vaultlab::scenario::parse(&text).unwrap(), imported.draft);
}
