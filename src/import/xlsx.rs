//! XLSX as [`Table`]s: the sheets of a workbook that an import wants, row by row. It knows no
//! dates, styles or formulas; a number is its digits and a formula is its last result.
//!
//! Written here because a ready-made reader panics on hostile sheets (a shared-string count of
//! 2^63, a column of eleven letters), and a panic ends the page.

mod part;
mod sheet;

use super::limits::{
    XLSX_BYTES_MAX, XLSX_PARTS_MAX, XLSX_PIECE_BYTES_MAX, XLSX_PIECES_MAX, XLSX_RATIO_FROM_BYTES,
    XLSX_RATIO_MAX, XLSX_STRINGS_BYTES_MAX, XLSX_STRINGS_MAX,
};
use super::table::{Budget, Table, Wanted};
use crate::scenario::{Problem, quoted};
use part::{Allowance, Part, Piece};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// How every zip file starts, empty ones aside.
pub(super) const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
/// How an entry of a zip's directory starts.
const DIRECTORY_MAGIC: &[u8] = b"PK\x01\x02";
const ALLOWED: &str = "an XLSX workbook as RVTools writes it";

/// An open workbook.
pub(super) struct Workbook<'b> {
    place: String,
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Index of each part by its path in lower case.
    parts: BTreeMap<String, usize>,
    unpacked: u64,
    strings: Vec<Box<str>>,
    /// Names and part paths, in the order of the tabs.
    sheets: Vec<(String, String)>,
}

impl<'b> Workbook<'b> {
    /// Reads the directory, the names of the sheets and the shared strings.
    ///
    /// # Errors
    /// It is no workbook, or over a limit.
    pub(super) fn open(place: &str, bytes: &'b [u8]) -> Result<Self, Problem> {
        refuse_many_parts(place, bytes)?;
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| Problem::new(place, quoted(&error.to_string()), ALLOWED))?;
        let names = zip.file_names().enumerate();
        let parts = names.filter_map(|(index, name)| Some((normal(&name.ok()?), index)));
        let parts = parts.collect();
        let mut book = Self {
            place: place.to_owned(),
            zip,
            parts,
            unpacked: 0,
            strings: Vec::new(),
            sheets: Vec::new(),
        };
        let workbook = book.workbook_path()?;
        book.read_sheets(&workbook)?;
        book.read_strings(&workbook)?;
        Ok(book)
    }

    /// The names of its sheets.
    pub(super) fn sheet_names(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|(name, _)| name.as_str())
    }

    /// The wanted cells of the sheet with this index.
    ///
    /// # Errors
    /// The sheet can't be read, or is over a limit.
    pub(super) fn table(
        &mut self,
        sheet: usize,
        wanted: &[Wanted],
        budget: &mut Budget,
    ) -> Result<Table, Problem> {
        let (name, path) = self.sheets[sheet].clone();
        let place = format!("{}, sheet {}", self.place, quoted(&name));
        let Self {
            zip,
            parts,
            unpacked,
            strings,
            ..
        } = self;
        let mut part = opened(place.clone(), zip, parts, &path, XLSX_BYTES_MAX - *unpacked)?;
        let table = sheet::read(place, &mut part, strings, wanted, budget);
        *unpacked += part.unpacked().min(XLSX_BYTES_MAX - *unpacked);
        table
    }

    /// Where the workbook part is: what the package says, or else the usual place.
    fn workbook_path(&mut self) -> Result<String, Problem> {
        let mut path = "xl/workbook.xml".to_owned();
        self.for_each_element("_rels/.rels", |element| {
            let kind = element.attribute("Type").unwrap_or_default();
            if element.name() == "Relationship" && kind.ends_with("/officeDocument") {
                let target = element.attribute("Target").unwrap_or_default();
                target.trim_start_matches('/').clone_into(&mut path);
            }
        })?;
        Ok(path)
    }

    fn read_sheets(&mut self, workbook: &str) -> Result<(), Problem> {
        let (folder, file) = split_path(workbook);
        let mut targets = BTreeMap::new();
        self.for_each_element(&format!("{folder}_rels/{file}.rels"), |element| {
            if let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target"))
            {
                targets.insert(id, resolved(folder, &target));
            }
        })?;
        let mut sheets = Vec::new();
        self.for_each_element(workbook, |element| {
            if element.name() != "sheet" {
                return;
            }
            let path = element.attribute("id").and_then(|id| targets.get(&id));
            if let (Some(name), Some(path)) = (element.attribute("name"), path) {
                sheets.push((name, path.clone()));
            }
        })?;
        self.sheets = sheets;
        Ok(())
    }

    fn read_strings(&mut self, workbook: &str) -> Result<(), Problem> {
        let path = format!("{}sharedStrings.xml", split_path(workbook).0);
        if !self.parts.contains_key(&normal(&path)) {
            return Ok(());
        }
        let place = format!("{}, {path}", self.place);
        let bytes_max = XLSX_STRINGS_BYTES_MAX.min(XLSX_BYTES_MAX - self.unpacked);
        let mut part = opened(place, &mut self.zip, &self.parts, &path, bytes_max)?;
        let mut strings: Vec<Box<str>> = Vec::new();
        let mut text = String::new();
        let mut is_text = false;
        let mut is_reading_aid = false;
        loop {
            match part.next()? {
                Piece::Start(element) => match element.name() {
                    "si" => text.clear(),
                    "t" => is_text = true,
                    "rPh" => is_reading_aid = true,
                    _ => {}
                },
                Piece::Text(piece) if is_text && !is_reading_aid => text.push_str(&piece),
                Piece::End(end) => match end.name() {
                    "t" => is_text = false,
                    "rPh" => is_reading_aid = false,
                    "si" if strings.len() == XLSX_STRINGS_MAX => {
                        let found = format!("shared string {}", XLSX_STRINGS_MAX + 1);
                        return Err(part.problem(&found, &format!("at most {XLSX_STRINGS_MAX}")));
                    }
                    "si" => strings.push(text.as_str().into()),
                    _ => {}
                },
                Piece::Text(_) | Piece::Nothing => {}
                Piece::Eof => break,
            }
        }
        self.unpacked += part.unpacked();
        drop(part);
        self.strings = strings;
        Ok(())
    }

    /// Every element of a small part; a part that is not there has none.
    fn for_each_element(
        &mut self,
        path: &str,
        mut each: impl FnMut(&part::Element<'_>),
    ) -> Result<(), Problem> {
        if !self.parts.contains_key(&normal(path)) {
            return Ok(());
        }
        let place = format!("{}, {}", self.place, quoted(path));
        let bytes_max = XLSX_BYTES_MAX - self.unpacked;
        let mut part = opened(place, &mut self.zip, &self.parts, path, bytes_max)?;
        loop {
            match part.next()? {
                Piece::Start(element) => each(&element),
                Piece::End(_) | Piece::Text(_) | Piece::Nothing => {}
                Piece::Eof => break,
            }
        }
        self.unpacked += part.unpacked();
        Ok(())
    }
}

/// A part ready to read. What its header declares can only refuse it, never admit it.
fn opened<'z, 'b>(
    place: String,
    zip: &'z mut ZipArchive<Cursor<&'b [u8]>>,
    parts: &BTreeMap<String, usize>,
    path: &str,
    bytes_max: u64,
) -> Result<Part<impl Read + use<'z, 'b>>, Problem> {
    let Some(index) = parts.get(&normal(path)) else {
        return Err(Problem::new(place, "no such part in the file", ALLOWED));
    };
    let file = match zip.by_index(*index) {
        Ok(file) => file,
        Err(error) => return Err(Problem::new(place, quoted(&error.to_string()), ALLOWED)),
    };
    let (declared, packed) = (file.size(), file.compressed_size());
    if declared > bytes_max {
        let found = format!("a part that unpacks to {declared} bytes");
        return Err(Problem::new(place, found, format!("at most {bytes_max}")));
    }
    let tight = packed.max(1).saturating_mul(XLSX_RATIO_MAX);
    if declared > XLSX_RATIO_FROM_BYTES.max(tight) {
        let found = format!("{packed} bytes that unpack to {declared}");
        let allowed = format!("at most {XLSX_RATIO_MAX} times the packed size");
        return Err(Problem::new(place, found, allowed));
    }
    let lying = XLSX_RATIO_FROM_BYTES.max(tight);
    let allowance = Allowance {
        bytes_max: bytes_max.min(lying),
        pieces_max: XLSX_PIECES_MAX,
        piece_bytes_max: XLSX_PIECE_BYTES_MAX,
    };
    Ok(Part::new(place, file, allowance))
}

/// The directory is read into memory as a whole, so its entries are counted before.
fn refuse_many_parts(place: &str, bytes: &[u8]) -> Result<(), Problem> {
    let starts = bytes.windows(DIRECTORY_MAGIC.len());
    let count = starts.filter(|start| *start == DIRECTORY_MAGIC).count();
    if count > XLSX_PARTS_MAX {
        let found = format!("a workbook of {count} parts");
        return Err(Problem::new(
            place,
            found,
            format!("at most {XLSX_PARTS_MAX}"),
        ));
    }
    Ok(())
}

fn normal(path: &str) -> String {
    path.replace('\\', "/").to_lowercase()
}

/// `xl/` and `workbook.xml`.
fn split_path(path: &str) -> (&str, &str) {
    path.rfind('/')
        .map_or(("", path), |at| path.split_at(at + 1))
}

/// A target is absolute, or relative to the folder of the part that names it.
fn resolved(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}{target}"),
    }
}
