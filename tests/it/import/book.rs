//! Workbooks and CSV files made in memory.

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ROOT: &str = r#"<Relationships><Relationship Id="a" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// A zip file of these parts.
pub(super) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of these sheets, each given as its XML, with these shared strings.
pub(super) fn workbook(sheets: &[(&str, &str)], strings: &str) -> Vec<u8> {
    let mut tabs = String::new();
    let mut targets = String::new();
    for (index, (name, _)) in sheets.iter().enumerate() {
        write!(
            tabs,
            r#"<sheet name="{name}" sheetId="{index}" r:id="r{index}"/>"#
        )
        .unwrap();
        write!(
            targets,
            r#"<Relationship Id="r{index}" Type="http://x/worksheet" Target="worksheets/s{index}.xml"/>"#
        )
        .unwrap();
    }
    let book = format!("<workbook><sheets>{tabs}</sheets></workbook>");
    let targets = format!("<Relationships>{targets}</Relationships>");
    let paths: Vec<String> = (0..sheets.len())
        .map(|i| format!("xl/worksheets/s{i}.xml"))
        .collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", targets.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ];
    for (path, (_, xml)) in paths.iter().zip(sheets) {
        parts.push((path, xml.as_bytes()));
    }
    zipped(&parts)
}

/// A sheet of these rows, all cells being inline texts, numbers where they are digits.
pub(super) fn sheet(rows: &[Vec<&str>]) -> String {
    let mut xml = String::from(r#"<worksheet><dimension ref="A1"/><sheetData>"#);
    for (index, row) in rows.iter().enumerate() {
        write!(xml, r#"<row r="{}">"#, index + 1).unwrap();
        for cell in row {
            let is_number = !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
            if is_number {
                write!(xml, "<c><v>{cell}</v></c>").unwrap();
            } else {
                let text = cell.replace('&', "&amp;").replace('<', "&lt;");
                write!(xml, r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#).unwrap();
            }
        }
        xml.push_str("</row>");
    }
    xml + "</sheetData></worksheet>"
}

/// A CSV text as a sheet.
pub(super) fn sheet_of(csv: &str) -> String {
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    sheet(&rows)
}
