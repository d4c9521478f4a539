//! What other programs say about a fleet, as a [`ScenarioDraft`]: RVTools, Azure's lists and Azure's
//! policies. Files are known by their content, never by their names. It touches no file system, and
//! it keeps only what a scenario needs: no addresses, paths, tags or passwords.
//!
//! A row that can't be read is named in the summary and the rest is taken; a file that is not
//! understood, or is over a limit, refuses the whole import, with every such problem at once.
//!
//! [`trace`] is apart from all that: what disks did, record by record, and no fleet.

mod azure;
mod csv;
pub mod fleet;
pub mod limits;
mod machine;
pub mod policy;
mod rvtools;
pub mod sizes;
mod summary;
mod table;
mod text;
pub mod trace;
mod xlsx;

pub use summary::{
    AssumptionCount, LeftOut, LeftOutReason, Source, SourceKind, Summary, Unreadable,
};

use crate::scenario::Problem;
use crate::scenario::draft::ScenarioDraft;
use azure::{Azure, Taken};
use csv::CsvFile;
use limits::{FILE_BYTES_MAX, FILES_BYTES_MAX, FILES_MAX, MACHINES_MAX};
use rvtools::Sheets;
use summary::Notes;
use table::{Budget, Table};
use xlsx::Workbook;

/// A file as a person gives it.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its name, perhaps with folders; only shown, never opened.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// What to take. Templates are never taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which machines by power.
    pub power: Power,
}

/// Which machines by power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// All of them.
    All,
    /// Only those that run; where a source does not say it, a machine runs.
    PoweredOnOnly,
}

/// A scenario, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The scenario.
    pub draft: ScenarioDraft,
    /// How it came about.
    pub summary: Summary,
}

/// Reads a fleet from any mix of files.
///
/// The draft says what the files say, whether or not it is a scenario that runs: policies alone make
/// one without machines.
///
/// # Errors
/// Every file that is not understood or over a limit; or neither machine nor policy in all of them.
pub fn import(files: &[File<'_>], options: Options) -> Result<Imported, Vec<Problem>> {
    refuse_large(files)?;
    let mut reading = Reading {
        sheets: Sheets::default(),
        azure: Azure::default(),
        budget: Budget::new(),
        notes: Notes::default(),
    };
    let taken = files.iter().map(|file| reading.take(*file));
    let problems: Vec<Problem> = taken.filter_map(Result::err).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let Reading {
        sheets,
        mut azure,
        budget: _,
        mut notes,
    } = reading;
    let mut machines = rvtools::machines(&sheets, options.power, &mut notes);
    machines.extend(azure.machines(options.power, &mut notes));
    let is_empty = machines.is_empty() && azure.policies.is_empty();
    if is_empty || machines.len() > MACHINES_MAX {
        let found = format!("{} machines", machines.len());
        let allowed = format!("1 to {MACHINES_MAX} machines in all files together, or a policy");
        let mut problems = vec![Problem::new("import", found, allowed)];
        problems.extend_from_slice(notes.listed());
        return Err(problems);
    }
    let name = fleet::name_of(files.first().map_or("", |file| file.name));
    let draft = fleet::draft(name, machines, azure.policies, &mut notes);
    let summary = notes.into_summary(&draft);
    Ok(Imported { draft, summary })
}

const ACCEPTED: &str = "RVTools as XLSX or CSV (vInfo, vDisk, vPartition); JSON of az vm list, az \
                        disk list, az backup policy show, Azure's REST interface, Resource Graph \
                        or a compiled template";

/// Every file that is too large, and too many of them.
fn refuse_large(files: &[File<'_>]) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    if files.len() > FILES_MAX {
        let found = format!("{} files", files.len());
        problems.push(Problem::new(
            "import",
            found,
            format!("at most {FILES_MAX}"),
        ));
    }
    for file in files.iter().take(FILES_MAX) {
        if file.bytes.len() > FILE_BYTES_MAX {
            let found = format!("{} bytes", file.bytes.len());
            let allowed = format!("at most {FILE_BYTES_MAX} in a file");
            problems.push(Problem::new(text::name(file.name), found, allowed));
        }
    }
    let all: usize = files.iter().map(|file| file.bytes.len()).sum();
    if all > FILES_BYTES_MAX {
        let found = format!("{all} bytes in all files together");
        problems.push(Problem::new(
            "import",
            found,
            format!("at most {FILES_BYTES_MAX}"),
        ));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// What is read so far.
struct Reading {
    sheets: Sheets,
    azure: Azure,
    budget: Budget,
    notes: Notes,
}

impl Reading {
    fn take(&mut self, file: File<'_>) -> Result<(), Problem> {
        let place = text::name(file.name);
        if file.bytes.starts_with(xlsx::ZIP_MAGIC) {
            return self.take_workbook(&place, file.bytes);
        }
        if file.bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            let found = "an old or a password-protected Excel file";
            return Err(Problem::new(
                place,
                found,
                "XLSX without a password, or CSV",
            ));
        }
        let text = text::decoded(file.bytes);
        if text.trim_start().starts_with(['{', '[']) {
            return self.take_json(place, &text);
        }
        match CsvFile::open(&place, &text)? {
            Some(csv) => self.take_csv(&place, &csv),
            None => Err(unknown(place, "an unknown kind of file")),
        }
    }

    fn take_json(&mut self, place: String, text: &str) -> Result<(), Problem> {
        let taken = self
            .azure
            .take(&place, text, &mut self.budget, &mut self.notes)?;
        match taken {
            Taken::Resources(rows) => {
                self.source(place, SourceKind::Azure, rows);
                Ok(())
            }
            Taken::Scenario => {
                let allowed = "a scenario is simulated as it is; there is nothing to import";
                Err(Problem::new(place, "a scenario", allowed))
            }
            Taken::Unknown => Err(unknown(place, "JSON without machines, disks or policies")),
        }
    }

    fn take_csv(&mut self, place: &str, csv: &CsvFile<'_>) -> Result<(), Problem> {
        let Some(kind) = rvtools::kind_of(&csv.headers) else {
            return Err(unknown(
                place.to_owned(),
                "a CSV file without RVTools' headers",
            ));
        };
        let table = csv.table(&rvtools::WANTED, &mut self.budget)?;
        self.take_sheet(kind, table);
        Ok(())
    }

    fn take_workbook(&mut self, place: &str, bytes: &[u8]) -> Result<(), Problem> {
        let mut book = Workbook::open(place, bytes)?;
        let names: Vec<String> = book.sheet_names().map(text::header).collect();
        let mut is_known = false;
        for (index, name) in names.iter().enumerate() {
            let name = name.trim_start_matches("rvtools").trim_start_matches("tab");
            let kind = match name {
                "vinfo" => SourceKind::RvtoolsInfo,
                "vdisk" => SourceKind::RvtoolsDisk,
                "vpartition" => SourceKind::RvtoolsPartition,
                _ => continue,
            };
            let table = book.table(index, &rvtools::WANTED, &mut self.budget)?;
            self.take_sheet(kind, table);
            is_known = true;
        }
        if is_known {
            Ok(())
        } else {
            Err(unknown(
                place.to_owned(),
                "a workbook without RVTools' sheets",
            ))
        }
    }

    fn take_sheet(&mut self, kind: SourceKind, table: Table) {
        self.source(table.place.clone(), kind, table.rows.len() as u64);
        match kind {
            SourceKind::RvtoolsInfo => self.sheets.infos.push(table),
            SourceKind::RvtoolsDisk => self.sheets.disks.push(table),
            SourceKind::RvtoolsPartition => self.sheets.partitions.push(table),
            SourceKind::RvtoolsOther | SourceKind::Azure => {}
        }
    }

    fn source(&mut self, file: String, kind: SourceKind, rows: u64) {
        self.notes.sources.push(Source { file, kind, rows });
    }
}

fn unknown(place: String, found: &str) -> Problem {
    Problem::new(place, found, ACCEPTED)
}
