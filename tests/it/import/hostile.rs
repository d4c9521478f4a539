//! Files that want to break the reader: huge, lying, truncated, random, or full of names that mean
//! harm. Each is refused with the limit it passed, or taken with its names made harmless; nothing
//! here may panic, and nothing is held to a clock: what is asserted is how much was read.

use super::book::{sheet, sheet_of, workbook, zipped};
use super::{ALL, RVTOOLS, taken, try_import};
use crate::dice::Dice;
use vaultlab::import::limits::{
    CELL_CHARS_MAX, DATA_DISKS_MAX, FILE_BYTES_MAX, FILES_MAX, MACHINES_MAX, NAME_CHARS_MAX,
    POLICIES_MAX, ROWS_MAX, XLSX_PARTS_MAX, XLSX_PIECE_BYTES_MAX, XLSX_STRINGS_MAX,
};
use vaultlab::scenario::Problem;

/// One file is refused, with these words in one of the problems.
#[track_caller]
fn check_refused(bytes: &[u8], words: &str) {
    let problems = try_import(&[("a", bytes)], ALL).unwrap_err();
    let text: Vec<String> = problems.iter().map(Problem::to_string).collect();
    assert!(text.iter().any(|text| text.contains(words)), "{text:?}");
}

#[track_caller]
fn check_taken(bytes: &[u8], machines: usize) {
    let imported = try_import(&[("a", bytes)], ALL).unwrap();
    assert_eq!(imported.draft.vms.len(), machines);
}

const INFO: &str = "VM,Powerstate,Template,Provisioned MB,In Use MB\n";
const WEB: &str = "web,poweredOn,False,10240,5000\n";

fn minimal() -> Vec<u8> {
    workbook(&[("vInfo", &sheet_of(&format!("{INFO}{WEB}")))], "<sst/>")
}

#[test]
fn an_unknown_file_is_refused_with_what_is_accepted() {
    for bytes in [
        "",
        "hello",
        "a,b\n1,2\n",
        "{}",
        "{\"Items\": []}",
        "[1, 2]",
        "\0\0\0\0",
    ] {
        check_refused(bytes.as_bytes(), "az vm list");
    }
}

#[test]
fn every_file_that_is_not_understood_is_named_at_once() {
    let files: [(&str, &[u8]); 3] = [("a.txt", b"a"), RVTOOLS[0], ("b.bin", b"\x7FELF")];
    let problems = try_import(&files, ALL).unwrap_err();
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| problem.place.as_str())
        .collect();
    assert_eq!(places, ["a.txt", "b.bin"]);
}

#[test]
fn a_scenario_an_old_workbook_and_a_zip_of_something_else_are_refused() {
    check_refused(b"{\"schema\": 1, \"vms\": []}", "nothing to import");
    check_refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "password");
    check_refused(&zipped(&[("a.txt", b"hello")]), "without RVTools' sheets");
    check_refused(b"PK\x03\x04 and no more", "XLSX");
}

#[test]
fn files_without_a_machine_are_refused_and_say_what_could_not_be_read() {
    check_refused(INFO.as_bytes(), "0 machines");
    check_refused(
        format!("{INFO}web,poweredOn,False,n/a,1\n").as_bytes(),
        "without a disk",
    );
    check_refused(b"[]", "0 machines");
}

#[test]
fn a_file_may_be_64_mib_and_not_a_byte_more() {
    let mut bytes = b"[{\"name\": \"a\", \"storageProfile\": {\"osDisk\": {}}}]".to_vec();
    bytes.resize(FILE_BYTES_MAX, b' ');
    check_taken(&bytes, 1);
    let whole = ("a", bytes.as_slice());
    assert!(try_import(&[whole; 4], ALL).is_ok());
    let problems = try_import(&[whole; 5], ALL).unwrap_err();
    assert!(
        problems[0].found.contains("in all files together"),
        "{problems:?}"
    );
    bytes.push(b' ');
    check_refused(&bytes, "67108865 bytes");
}

#[test]
fn sixty_four_files_are_taken_and_not_one_more() {
    let file: (&str, &[u8]) = (
        "a",
        b"[{\"name\": \"a\", \"storageProfile\": {\"osDisk\": {}}}]",
    );
    assert!(try_import(&[file; FILES_MAX], ALL).is_ok());
    let problems = try_import(&[file; FILES_MAX + 1], ALL).unwrap_err();
    assert_eq!(problems[0].found, "65 files");
}

#[test]
fn two_hundred_thousand_rows_are_read_and_not_one_more() {
    let rows = |count: u64| format!("{INFO}{WEB}{}", ",,,,\n".repeat(count as usize - 1));
    check_taken(rows(ROWS_MAX).as_bytes(), 1);
    check_refused(rows(ROWS_MAX + 1).as_bytes(), "row 200001 of the import");
}

#[test]
fn two_million_rows_are_refused_after_the_first_too_many() {
    let csv = format!("{INFO}{}", WEB.repeat(2_000_000));
    check_refused(csv.as_bytes(), "row 200001 of the import");
    let xml = format!(
        "<worksheet><sheetData><row><c t=\"str\"><v>VM</v></c></row>{}</sheetData></worksheet>",
        "<row/>".repeat(2_000_000)
    );
    check_refused(
        &workbook(&[("vInfo", &xml)], "<sst/>"),
        "row 200001 of the import",
    );
    let json = format!("[{}{{}}]", "{},".repeat(2_000_000));
    check_refused(json.as_bytes(), "more than 200000 entries");
    let grid = "[],".repeat(2_000_000);
    let grid = format!("{{\"data\": {{\"columns\": [], \"rows\": [{grid}[]]}}}}");
    check_refused(grid.as_bytes(), "more than 200000 entries");
}

#[test]
fn twenty_thousand_machines_are_taken_and_not_one_more() {
    let rows = |count: usize| {
        format!("{INFO}{}", {
            let row = |i| format!("vm{i},poweredOn,False,1024,1\n");
            (0..count).map(row).collect::<String>()
        })
    };
    check_taken(rows(MACHINES_MAX).as_bytes(), MACHINES_MAX);
    check_refused(rows(MACHINES_MAX + 1).as_bytes(), "20001 machines");
    let vm = "{\"name\": \"same\", \"storageProfile\": {\"osDisk\": {}}}";
    let list = |count: usize| format!("[{}]", vec![vm; count].join(","));
    check_taken(list(MACHINES_MAX).as_bytes(), MACHINES_MAX);
    check_refused(list(MACHINES_MAX + 1).as_bytes(), "more machines");
}

#[test]
fn disks_of_a_machine_and_policies_are_bounded() {
    let vm = |disks: usize| {
        let data = vec!["{\"diskSizeGB\": 1}"; disks].join(",");
        format!(
            "[{{\"name\": \"a\", \"storageProfile\": {{\"osDisk\": {{}}, \"dataDisks\": [{data}]}}}}]"
        )
    };
    check_taken(vm(DATA_DISKS_MAX).as_bytes(), 1);
    check_refused(vm(DATA_DISKS_MAX + 1).as_bytes(), "more than 256 entries");
    let policy = "{\"name\": \"p\", \"properties\": {\"schedulePolicy\": {\
        \"scheduleRunFrequency\": \"Daily\", \"scheduleRunTimes\": [\"T22:00\"]}}}";
    let list = |policies: usize| {
        let vm = "{\"name\": \"a\", \"storageProfile\": {\"osDisk\": {}}}";
        format!("[{vm},{}]", vec![policy; policies].join(","))
    };
    check_taken(list(POLICIES_MAX).as_bytes(), 1);
    check_refused(list(POLICIES_MAX + 1).as_bytes(), "more policies");
}

#[test]
fn a_cell_has_1024_characters_and_a_name_256() {
    let csv = |chars: usize| format!("{INFO}{}{WEB}", WEB.replace("web", &"n".repeat(chars)));
    let imported = taken(&[("a.csv", csv(CELL_CHARS_MAX).as_bytes())], ALL);
    assert_eq!(imported.draft.vms[0].name.len(), NAME_CHARS_MAX);
    let imported = taken(&[("a.csv", csv(CELL_CHARS_MAX + 1).as_bytes())], ALL);
    assert_eq!(imported.draft.vms.len(), 1);
    assert_eq!(imported.summary.unreadable.listed[0].place, "a.csv, row 2");
}

#[test]
fn one_long_text_in_every_cell_does_not_fill_the_memory() {
    let rows = "<row><c t=\"s\"><v>1</v></c></row>".repeat(100_000);
    let header = "<row><c t=\"s\"><v>0</v></c></row>";
    let xml = format!("<worksheet><sheetData>{header}{rows}</sheetData></worksheet>");
    let strings = format!(
        "<sst><si><t>VM</t></si><si><t>{}</t></si></sst>",
        "n".repeat(1_000)
    );
    check_refused(
        &workbook(&[("vInfo", &xml)], &strings),
        "bytes of text in wanted cells",
    );
}

#[test]
fn a_part_that_unpacks_to_hundreds_of_times_its_size_is_refused() {
    let bomb = format!("<sst>{}</sst>", " ".repeat(32 << 20));
    let sheet = sheet_of(&format!("{INFO}{WEB}"));
    let file = workbook(&[("vInfo", &sheet)], &bomb);
    check_refused(&file, "times the packed size");
    check_refused(&lying(&file, bomb.len()), "larger than its declared");
}

/// The same zip whose headers declare a thousand bytes instead of `size`.
fn lying(zip: &[u8], size: usize) -> Vec<u8> {
    let mut zip = zip.to_vec();
    let declared = u32::try_from(size).unwrap().to_le_bytes();
    let places: Vec<usize> = zip
        .windows(4)
        .enumerate()
        .filter(|(_, w)| *w == declared)
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        zip[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    zip
}

#[test]
fn one_endless_text_is_refused() {
    let limit = XLSX_PIECE_BYTES_MAX as usize;
    let book = |bytes: usize| {
        let name = "n".repeat(bytes);
        let sheet = sheet(&[vec!["VM", "Powerstate"], vec![&name], vec!["web"]]);
        workbook(&[("vInfo", &sheet)], "<sst/>")
    };
    check_refused(&book(limit - 20_000), "0 machines");
    check_refused(
        &book(limit + 20_000),
        "a piece of markup or text over the limit",
    );
}

#[test]
fn a_workbook_has_ten_thousand_parts_and_two_million_strings_at_most() {
    let names: Vec<String> = (0..XLSX_PARTS_MAX).map(|i| format!("p{i}")).collect();
    let mut parts: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    check_refused(&zipped(&parts), "without RVTools' sheets");
    parts.push(("one more", b""));
    check_refused(&zipped(&parts), "10001 parts");
    let strings = |count: usize| format!("<sst>{}</sst>", "<si/>".repeat(count));
    let sheet = sheet_of(&format!("{INFO}{WEB}"));
    check_taken(
        &workbook(&[("vInfo", &sheet)], &strings(XLSX_STRINGS_MAX)),
        1,
    );
    let more = strings(XLSX_STRINGS_MAX + 1);
    check_refused(
        &workbook(&[("vInfo", &sheet)], &more),
        "shared string 2000001",
    );
}

#[test]
fn a_sheet_is_as_wide_as_a_workbook_allows_and_no_wider() {
    let book = |address: &str| {
        let wide = format!("<row><c r=\"{address}\"><v>1</v></c></row></sheetData>");
        let sheet = sheet_of(&format!("{INFO}{WEB}")).replace("</sheetData>", &wide);
        workbook(&[("vInfo", &sheet)], "<sst/>")
    };
    check_taken(&book("XFD1"), 1);
    check_refused(&book("XFE1"), "more columns");
}

#[test]
fn addresses_counts_and_dimensions_that_overflow_are_harmless() {
    let odd = [
        "<c r=\"ZZZZZZZZZZZZ1\"><v>1</v></c>",
        "<c r=\"A99999999999999999999\"><v>1</v></c>",
        "<c t=\"s\"><v>99999999999999999999</v></c>",
        "<c t=\"b\"><v>maybe</v></c><c t=\"e\"><v>#REF!</v></c><c t=\"zzz\"/>",
        "<v>1</v></c></c><row r=\"-1\"/>",
    ];
    for cells in odd {
        let xml = format!(
            "<worksheet><dimension ref=\"B2:A1\"/><sheetData><row r=\"18446744073709551615\">\
             <c t=\"str\"><v>VM</v></c></row><row>{cells}</row></sheetData></worksheet>"
        );
        let book = workbook(
            &[("vInfo", &xml)],
            "<sst uniqueCount=\"9223372036854775807\"/>",
        );
        assert!(try_import(&[("a", &book)], ALL).is_err());
    }
}

#[test]
fn json_nested_a_hundred_thousand_deep_is_refused_or_skipped() {
    let deep = "[".repeat(100_000);
    assert!(try_import(&[("a", deep.as_bytes())], ALL).is_err());
    let closed = format!("{deep}{}", "]".repeat(100_000));
    check_refused(closed.as_bytes(), "JSON without machines");
    let hidden = format!(
        "[{{\"name\": \"a\", \"tags\": {closed}, \"storageProfile\": {{\"osDisk\": {{}}}}}}]"
    );
    check_taken(hidden.as_bytes(), 1);
}

#[test]
fn hostile_names_become_harmless_or_stay_plain_text() {
    let names = [
        "a\0b",
        "a\u{1b}[2Jb",
        "pay\u{202E}cod.exe",
        "=cmd|'/C calc'!A0",
        "<script>",
    ];
    let rows: String = names.map(|name| WEB.replace("web", name)).concat();
    let imported = taken(&[("a.csv", format!("{INFO}{rows}").as_bytes())], ALL);
    let found: Vec<&str> = imported
        .draft
        .vms
        .iter()
        .map(|vm| vm.name.as_str())
        .collect();
    assert_eq!(
        found,
        [
            "a\u{FFFD}b",
            "a\u{FFFD}[2Jb",
            "pay\u{FFFD}cod.exe",
            "=cmd|'/C calc'!A0",
            "<script>"
        ]
    );
    let problems = try_import(&[("\u{1b}[31m\n.txt", b"?")], ALL).unwrap_err();
    assert_eq!(problems[0].place, "\u{FFFD}[31m\u{FFFD}.txt");
}

#[test]
fn a_truncated_workbook_is_refused_wherever_it_is_cut() {
    let whole = minimal();
    check_taken(&whole, 1);
    for length in 0..whole.len() {
        assert!(
            try_import(&[("a.xlsx", &whole[..length])], ALL).is_err(),
            "{length} bytes"
        );
    }
}

/// Changes, copies or drops a few bytes.
fn mutated(seed: &[u8], random: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.index(8) {
        let at = random.index(bytes.len());
        match random.index(4) {
            0 => bytes[at] = random.index(256) as u8,
            1 => bytes[at] ^= 1 << random.index(8),
            2 => {
                let end = (at + random.index(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let end = (at + random.index(40)).min(bytes.len());
                let copied = bytes[at..end].to_vec();
                let to = random.index(bytes.len());
                bytes.splice(to..to, copied);
            }
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
    bytes
}

/// Mutants of a file are refused or taken, and what is taken is told apart by its names.
#[track_caller]
fn check_mutants(seed_bytes: &[u8], others: &[(&str, &[u8])]) {
    let seed = std::env::var("SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or(0x5EED_0001);
    println!("reproduce with: SEED={seed} cargo test --test it hostile");
    let mut random = Dice(seed);
    let mut outcomes = [0, 0];
    for _ in 0..400 {
        let bytes = mutated(seed_bytes, &mut random);
        let mut files = others.to_vec();
        files.push(("mutant", &bytes));
        let outcome = try_import(&files, ALL);
        outcomes[usize::from(outcome.is_ok())] += 1;
        if let Ok(imported) = outcome {
            let names = imported
                .draft
                .vms
                .iter()
                .map(|vm| (&vm.resource_group, &vm.name));
            let distinct: std::collections::BTreeSet<_> = names.collect();
            assert_eq!(distinct.len(), imported.draft.vms.len());
        }
    }
    println!("{} refused, {} taken", outcomes[0], outcomes[1]);
}

#[test]
fn mutants_of_every_kind_of_file_do_not_panic() {
    for (_, csv) in RVTOOLS {
        check_mutants(csv, &RVTOOLS);
    }
    check_mutants(&minimal(), &[]);
    let stored = stored_workbook();
    check_mutants(&stored, &[]);
    let json: [&[u8]; 6] = [
        include_bytes!("../../fixtures/import/azure/vms-rest.json"),
        include_bytes!("../../fixtures/import/azure/disks-cli.json"),
        include_bytes!("../../fixtures/import/azure/graph-table.json"),
        include_bytes!("../../fixtures/import/policies/daily-cli.json"),
        include_bytes!("../../fixtures/import/policies/list-rest.json"),
        include_bytes!("../../fixtures/import/policies/template.json"),
    ];
    for json in json {
        check_mutants(json, &RVTOOLS);
    }
}

/// Not packed, so that mutants reach the XML; sums are checked only at a part's end.
fn stored_workbook() -> Vec<u8> {
    use std::io::{Cursor, Write};
    use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};
    let packed = minimal();
    let mut from = ZipArchive::new(Cursor::new(packed)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        to.start_file(part.name().unwrap(), options).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn random_bytes_do_not_panic() {
    let mut random = Dice(0x5EED_0002);
    let starts: [&[u8]; 6] = [
        b"",
        b"PK\x03\x04",
        b"[",
        b"{\"data\":",
        b"VM,Powerstate,In Use MB\n",
        b"\xFF\xFE",
    ];
    for start in starts {
        for _ in 0..200 {
            let length = random.index(2_000);
            let noise = (0..length).map(|_| random.index(256) as u8);
            let bytes: Vec<u8> = start.iter().copied().chain(noise).collect();
            let _ = try_import(&[("noise", &bytes)], ALL);
        }
    }
}
