//! RVTools: the sheets vInfo, vDisk and vPartition joined into machines. A row belongs to a machine
//! by "VM ID" (and the vCenter's id) where all sheets have it, else by name. Partitions are not
//! mapped to disks in these sheets: their use is summed over a machine and spread over its disks.

use super::Power;
use super::machine::{self, Machine, disk};
use super::sizes;
use super::summary::{LeftOutReason, Notes, SourceKind, assumption};
use super::table::{Row, Table, Wanted};
use super::text;
use crate::azure::assumed::USED_PERCENT;
use crate::scenario::Problem;
use crate::scenario::draft::{AssumptionKind, DiskDraft, DiskKindDraft, DiskRoleDraft};
use std::collections::{BTreeMap, BTreeSet};

/// The columns wanted of any sheet; the constants below are their places.
pub(super) const WANTED: [Wanted; 12] = [
    wanted(&["vm"], true),
    wanted(&["powerstate"], false),
    wanted(&["template"], false),
    wanted(&["vmid"], false),
    wanted(&["visdkuuid", "visdkserver"], false),
    wanted(&["osaccordingtotheconfigurationfile"], false),
    wanted(&["osaccordingtothevmwaretools"], false),
    wanted(&["disk"], false),
    wanted(&["capacitymib", "capacitymb"], false),
    wanted(&["consumedmib", "consumedmb"], false),
    wanted(&["inusemib", "inusemb"], false),
    wanted(
        &[
            "totaldiskcapacitymib",
            "totaldiskcapacitymb",
            "provisionedmib",
            "provisionedmb",
        ],
        false,
    ),
];
const VM: usize = 0;
const POWER: usize = 1;
const TEMPLATE: usize = 2;
const ID: usize = 3;
const VCENTER: usize = 4;
const OS_CONFIGURED: usize = 5;
const OS_TOOLS: usize = 6;
const DISK: usize = 7;
const CAPACITY: usize = 8;
const CONSUMED: usize = 9;
const IN_USE: usize = 10;
const PROVISIONED: usize = 11;

const fn wanted(headers: &'static [&'static str], or_first: bool) -> Wanted {
    Wanted { headers, or_first }
}

/// Which sheet has these headers; `None` if it is none of RVTools.
pub(super) fn kind_of(headers: &[String]) -> Option<SourceKind> {
    let headers: BTreeSet<String> = headers.iter().map(|h| text::header(h)).collect();
    let has = |names: &[&str]| names.iter().any(|name| headers.contains(*name));
    let has_power = has(WANTED[POWER].headers);
    if has(WANTED[CONSUMED].headers) && has_power {
        Some(SourceKind::RvtoolsPartition)
    } else if has(WANTED[DISK].headers) && has(WANTED[CAPACITY].headers) && has_power {
        Some(SourceKind::RvtoolsDisk)
    } else if has_power && (has(WANTED[IN_USE].headers) || has(WANTED[PROVISIONED].headers)) {
        Some(SourceKind::RvtoolsInfo)
    } else {
        let is_other = has(&["visdkserver", "vmid"]) || (has(&["host"]) && has(&["datacenter"]));
        is_other.then_some(SourceKind::RvtoolsOther)
    }
}

/// The sheets of an import, of all its files.
#[derive(Default)]
pub(super) struct Sheets {
    pub(super) infos: Vec<Table>,
    pub(super) disks: Vec<Table>,
    pub(super) partitions: Vec<Table>,
}

/// The machines in the sheets.
pub(super) fn machines(sheets: &Sheets, power: Power, notes: &mut Notes) -> Vec<Machine> {
    let mut fleet = Fleet::new(sheets);
    let listing = [&sheets.infos, &sheets.disks, &sheets.partitions];
    let Some(listing) = listing.into_iter().find(|tables| !tables.is_empty()) else {
        return Vec::new();
    };
    notes.assume(
        AssumptionKind::DiskKindUnknown,
        "RVTools does not know Azure's kinds of disk: every disk is a Standard SSD",
    );
    let is_one_row_each = !sheets.infos.is_empty();
    for table in listing {
        for row in &table.rows {
            fleet.list(table, row, power, is_one_row_each, notes);
        }
    }
    for table in &sheets.disks {
        for row in &table.rows {
            fleet.add_disk(table, row, is_one_row_each, notes);
        }
    }
    let is_listed_elsewhere = is_one_row_each || !sheets.disks.is_empty();
    for table in &sheets.partitions {
        for row in &table.rows {
            fleet.add_partition(table, row, is_listed_elsewhere, notes);
        }
    }
    let found = fleet.found.into_values();
    let gaps = Gaps {
        no_disk_sheet: sheets.disks.is_empty(),
        no_partition_sheet: sheets.partitions.is_empty(),
    };
    let mut found: Vec<Found> = found.collect();
    found.sort_by_key(|machine| machine.order);
    found
        .into_iter()
        .filter_map(|machine| machine.finish(&gaps, notes))
        .collect()
}

/// What no machine has because a sheet is missing.
struct Gaps {
    no_disk_sheet: bool,
    no_partition_sheet: bool,
}

/// A machine while its rows come in.
struct Found {
    order: usize,
    /// Where it was listed.
    place: String,
    name: String,
    os_text: String,
    in_use_mib: Option<u64>,
    provisioned_mib: Option<u64>,
    /// Names and sizes.
    disks: Vec<(String, u64)>,
    consumed_mib: Option<u64>,
    partitions_mib: u64,
}

struct Fleet {
    is_by_id: bool,
    is_by_vcenter: bool,
    found: BTreeMap<String, Found>,
    left_out: BTreeSet<String>,
}

impl Fleet {
    fn new(sheets: &Sheets) -> Self {
        let Sheets {
            infos,
            disks,
            partitions,
        } = sheets;
        let tables = || infos.iter().chain(disks).chain(partitions);
        let is_filled = |column: usize, table: &Table| {
            table.has(column) && table.rows.iter().any(|row| !row.cell(column).is_empty())
        };
        Self {
            is_by_id: tables().all(|table| table.has(ID)),
            is_by_vcenter: tables().all(|table| is_filled(VCENTER, table)),
            found: BTreeMap::new(),
            left_out: BTreeSet::new(),
        }
    }

    /// What the rows of one machine have in common.
    fn key(&self, row: &Row) -> String {
        let vcenter = if self.is_by_vcenter {
            row.cell(VCENTER)
        } else {
            ""
        };
        let id = row.cell(ID);
        if self.is_by_id && !id.is_empty() {
            format!("id\n{vcenter}\n{id}").to_lowercase()
        } else {
            format!("name\n{vcenter}\n{}", row.cell(VM)).to_lowercase()
        }
    }

    fn list(&mut self, table: &Table, row: &Row, power: Power, is_once: bool, notes: &mut Notes) {
        let Some(key) = self.usable(table, row, true, notes) else {
            return;
        };
        let name = row.cell(VM);
        if self.found.contains_key(&key) || self.left_out.contains(&key) {
            if is_once {
                notes.leave_out(LeftOutReason::Duplicate, name);
            }
            return;
        }
        let power_state = row.cell(POWER).to_lowercase();
        let is_off = !matches!(power_state.as_str(), "" | "poweredon");
        let reason = if matches!(
            row.cell(TEMPLATE).to_lowercase().as_str(),
            "true" | "1" | "yes"
        ) {
            Some(LeftOutReason::Template)
        } else {
            (is_off && power == Power::PoweredOnOnly).then_some(LeftOutReason::PoweredOff)
        };
        if let Some(reason) = reason {
            notes.leave_out(reason, name);
            self.left_out.insert(key);
            return;
        }
        let os_texts = [row.cell(OS_CONFIGURED), row.cell(OS_TOOLS)];
        let os_text = os_texts.into_iter().find(|os| !os.is_empty());
        let machine = Found {
            order: self.found.len(),
            place: table.place_of(row),
            name: text::name(name),
            os_text: os_text.unwrap_or_default().to_owned(),
            in_use_mib: sizes::mib(row.cell(IN_USE)),
            provisioned_mib: sizes::mib(row.cell(PROVISIONED)),
            disks: Vec::new(),
            consumed_mib: None,
            partitions_mib: 0,
        };
        self.found.insert(key, machine);
    }

    fn add_disk(&mut self, table: &Table, row: &Row, is_noted: bool, notes: &mut Notes) {
        let Some(machine) = self.owner(table, row, is_noted, notes) else {
            return;
        };
        match sizes::mib(row.cell(CAPACITY)) {
            Some(mib) if mib > 0 => {
                let stated = Some(row.cell(DISK)).filter(|name| !name.is_empty());
                machine
                    .disks
                    .push((text::name(stated.unwrap_or("disk")), mib));
            }
            Some(_) | None => notes.unreadable(no_size(table, row, CAPACITY, "capacity of a disk")),
        }
    }

    fn add_partition(&mut self, table: &Table, row: &Row, is_noted: bool, notes: &mut Notes) {
        let Some(machine) = self.owner(table, row, is_noted, notes) else {
            return;
        };
        let Some(consumed) = sizes::mib(row.cell(CONSUMED)) else {
            notes.unreadable(no_size(
                table,
                row,
                CONSUMED,
                "consumed size of a partition",
            ));
            return;
        };
        let sum = machine.consumed_mib.get_or_insert(0);
        *sum += consumed;
        machine.partitions_mib += sizes::mib(row.cell(CAPACITY)).unwrap_or(0);
    }

    /// The machine of a disk or partition, unless it was left out.
    fn owner(
        &mut self,
        table: &Table,
        row: &Row,
        is_noted: bool,
        notes: &mut Notes,
    ) -> Option<&mut Found> {
        let key = self.usable(table, row, is_noted, notes)?;
        let machine = self.found.get_mut(&key);
        if machine.is_none() && !self.left_out.contains(&key) {
            notes.leave_out(LeftOutReason::NotListed, row.cell(VM));
        }
        machine
    }

    /// The key of a row that can be used; notes why not, unless another pass has done so.
    fn usable(
        &self,
        table: &Table,
        row: &Row,
        is_noted: bool,
        notes: &mut Notes,
    ) -> Option<String> {
        if row.is_blank() && is_noted {
            notes.leave_out(LeftOutReason::BlankRow, "");
        } else if row.is_overlong && is_noted {
            let found = "a cell longer than that";
            let allowed = format!("at most {} characters", super::limits::CELL_CHARS_MAX);
            notes.unreadable(Problem::new(table.place_of(row), found, allowed));
        } else if row.cell(VM).is_empty() && !row.is_blank() && is_noted {
            let place = table.place_of(row);
            notes.unreadable(Problem::new(place, "no name of a machine", "a name"));
        }
        let is_usable = !row.is_overlong && !row.cell(VM).is_empty();
        is_usable.then(|| self.key(row))
    }
}

fn no_size(table: &Table, row: &Row, column: usize, what: &str) -> Problem {
    let found = crate::scenario::quoted(row.cell(column));
    let allowed = format!("the {what} as a whole number of MiB, such as 40960");
    Problem::new(table.place_of(row), found, allowed)
}

impl Found {
    fn finish(mut self, gaps: &Gaps, notes: &mut Notes) -> Option<Machine> {
        let (os, mut assumptions) = machine::os_of(&self.os_text);
        let mut disks = self.disks_in_order(gaps, notes);
        if disks.is_empty() {
            let found = format!(
                "machine {} without a disk",
                crate::scenario::quoted(&self.name)
            );
            notes.unreadable(Problem::new(self.place, found, "at least one disk"));
            return None;
        }
        if self.consumed_mib.is_none() && !gaps.no_partition_sheet {
            let assumed = match self.in_use_mib {
                Some(mib) => format!(
                    "no partitions are listed: vInfo's \"In Use\", {:.3} GiB, is taken as used",
                    sizes::gib(mib)
                ),
                None => "no partitions are listed".to_owned(),
            };
            assumptions.push(assumption(AssumptionKind::NoPartitions, assumed));
        }
        let used_mib = self.consumed_mib.or(self.in_use_mib);
        if gaps.no_partition_sheet && self.in_use_mib.is_some() {
            let assumed = "there is no sheet vPartition: vInfo's \"In Use\" is taken as used";
            notes.assume(AssumptionKind::UsedSizeUnknown, assumed);
        }
        match used_mib {
            Some(used_mib) => assumptions.extend(sizes::spread(used_mib, &mut disks)),
            None => {
                let assumed = format!("{} % of every disk is used", USED_PERCENT.value);
                assumptions.push(assumption(AssumptionKind::UsedSizeUnknown, assumed));
            }
        }
        Some(Machine {
            name: self.name,
            resource_group: None,
            os,
            location: None,
            disks,
            assumptions,
        })
    }

    /// Disks by their number ("Hard disk 2" before "Hard disk 10"); the first one is booted from.
    fn disks_in_order(&mut self, gaps: &Gaps, notes: &mut Notes) -> Vec<DiskDraft> {
        if gaps.no_disk_sheet {
            let partitions = Some(self.partitions_mib).filter(|mib| *mib > 0);
            let whole = self.provisioned_mib.filter(|mib| *mib > 0).or(partitions);
            self.disks = whole
                .map(|mib| ("disk".to_owned(), mib))
                .into_iter()
                .collect();
            let assumed = "there is no sheet vDisk: every machine has one disk, as large as vInfo's \
                           capacity, or all its partitions";
            notes.assume(AssumptionKind::DiskSizeUnknown, assumed);
        }
        self.disks.sort_by_key(|(name, _)| number_in(name));
        let named = self.disks.iter().enumerate();
        let disks = named.map(|(index, (name, mib))| {
            let role = if index == 0 {
                DiskRoleDraft::Os
            } else {
                DiskRoleDraft::Data
            };
            disk(
                name,
                role,
                DiskKindDraft::StandardSsd,
                sizes::gib_started(*mib),
            )
        });
        disks.collect()
    }
}

/// The last number in a text; texts without one come last.
fn number_in(text: &str) -> u64 {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let start = digits.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    digits[start..].parse().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disks_are_ordered_by_their_number() {
        assert!(number_in("Hard disk 2") < number_in("Hard disk 10"));
        assert_eq!(number_in("Hard disk 3 (RDM)"), 3);
        assert_eq!(number_in("disk"), u64::MAX);
    }

    #[track_caller]
    fn check_kind(headers: &[&str], kind: Option<SourceKind>) {
        let headers: Vec<String> = headers.iter().map(|h| (*h).to_owned()).collect();
        assert_eq!(kind_of(&headers), kind);
    }

    #[test]
    fn a_sheet_is_known_by_its_headers() {
        check_kind(
            &[
                "Some Data Center",
                "Powerstate",
                "Disk",
                "Capacity MB",
                "Consumed MB",
            ],
            Some(SourceKind::RvtoolsPartition),
        );
        check_kind(
            &["VM", "Powerstate", "Disk", "Capacity MiB"],
            Some(SourceKind::RvtoolsDisk),
        );
        check_kind(
            &["VM", "Powerstate", "In Use MiB"],
            Some(SourceKind::RvtoolsInfo),
        );
        check_kind(
            &["Name", "Capacity MB", "In Use MB", "VI SDK Server"],
            Some(SourceKind::RvtoolsOther),
        );
        check_kind(&["name", "price"], None);
    }
}
