//! A worksheet part as a [`Table`]: the first row that holds anything is the header.

use super::part::{Element, Part, Piece};
use crate::import::limits::{CELL_CHARS_MAX, COLUMNS_MAX};
use crate::import::table::{Budget, Table, Wanted};
use crate::scenario::Problem;
use std::collections::BTreeMap;
use std::io::Read;

/// Reads a sheet to its end.
///
/// # Errors
/// It is not XML, has no header, or is over a limit.
pub(super) fn read<R: Read>(
    place: String,
    part: &mut Part<R>,
    strings: &[Box<str>],
    wanted: &[Wanted],
    budget: &mut Budget,
) -> Result<Table, Problem> {
    let mut state = State {
        place,
        strings,
        wanted,
        table: None,
        row: 0,
        column: 0,
        cells: BTreeMap::new(),
        cell_kind: String::new(),
        text: String::new(),
        is_value: false,
        is_reading_aid: false,
    };
    loop {
        match part.next()? {
            Piece::Start(element) => state.start(&element)?,
            Piece::Text(text) => state.add_text(&text),
            Piece::End(end) if end.name() == "sheetData" => break,
            Piece::End(end) => state.end(end.name(), budget)?,
            Piece::Nothing => {}
            Piece::Eof => return Err(part.problem("the sheet ends early", "a whole sheet")),
        }
    }
    let no_header = || part.problem("no row with a header", "a header in the first row");
    state.table.ok_or_else(no_header)
}

struct State<'s> {
    place: String,
    strings: &'s [Box<str>],
    wanted: &'s [Wanted],
    table: Option<Table>,
    row: u64,
    column: usize,
    cells: BTreeMap<usize, String>,
    cell_kind: String,
    text: String,
    is_value: bool,
    is_reading_aid: bool,
}

impl State<'_> {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Problem> {
        match element.name() {
            "row" => {
                let next = self.row.saturating_add(1);
                let stated = element.attribute("r").and_then(|r| r.parse().ok());
                self.row = stated.unwrap_or(next);
                self.column = 0;
                self.cells.clear();
            }
            "c" => {
                let stated = element.attribute("r").and_then(|r| column_of(&r));
                self.column = stated.unwrap_or(self.column + 1);
                if self.column > COLUMNS_MAX {
                    let place = format!("{}, row {}", self.place, self.row);
                    let allowed = format!("at most {COLUMNS_MAX}");
                    return Err(Problem::new(place, "more columns than that", allowed));
                }
                self.cell_kind = element.attribute("t").unwrap_or_default();
                self.text.clear();
            }
            "v" | "t" => self.is_value = true,
            "rPh" => self.is_reading_aid = true,
            _ => {}
        }
        Ok(())
    }

    /// Keeps one character more than a cell may have, so that an overlong one is noticed.
    fn add_text(&mut self, text: &str) {
        let room = (CELL_CHARS_MAX + 1).saturating_sub(self.text.chars().count());
        if self.is_value && !self.is_reading_aid {
            self.text.extend(text.chars().take(room));
        }
    }

    fn end(&mut self, name: &str, budget: &mut Budget) -> Result<(), Problem> {
        match name {
            "v" | "t" => self.is_value = false,
            "rPh" => self.is_reading_aid = false,
            "c" => {
                let column = self.column.saturating_sub(1);
                if self.table.as_ref().is_none_or(|table| table.keeps(column)) {
                    let value = self.value();
                    self.cells.insert(column, value);
                }
            }
            "row" => self.end_row(budget)?,
            _ => {}
        }
        Ok(())
    }

    fn end_row(&mut self, budget: &mut Budget) -> Result<(), Problem> {
        let cells = &self.cells;
        match &mut self.table {
            Some(table) => {
                budget.row(&self.place)?;
                let cell = |column: usize| cells.get(&column).map_or("", String::as_str);
                table.push(self.row, cell, budget)?;
            }
            None if cells.values().all(String::is_empty) => budget.row(&self.place)?,
            None => {
                let last = cells.keys().next_back().map_or(0, |last| last + 1);
                let header = |column| cells.get(&column).cloned().unwrap_or_default();
                let headers: Vec<String> = (0..last).map(header).collect();
                self.table = Some(Table::new(self.place.clone(), &headers, self.wanted));
            }
        }
        Ok(())
    }

    fn value(&self) -> String {
        match self.cell_kind.as_str() {
            "s" => {
                let index = self.text.trim().parse::<usize>().ok();
                let shared = index.and_then(|index| self.strings.get(index));
                let kept = shared.map(|text| text.chars().take(CELL_CHARS_MAX + 1).collect());
                kept.unwrap_or_default()
            }
            "" | "n" => number(&self.text),
            "e" => String::new(),
            _ => self.text.clone(),
        }
    }
}

/// A number as RVTools means it: whole, a started one counting as one. Anything else is a text.
fn number(text: &str) -> String {
    match text.trim().parse::<f64>() {
        Ok(value) if value.abs() < 9e15 => format!("{:.0}", value.ceil()),
        Ok(_) | Err(_) => text.to_owned(),
    }
}

/// The column of a cell's address, the first being 1: `AB12` is in column 28.
fn column_of(address: &str) -> Option<usize> {
    let mut column = 0_usize;
    for letter in address.chars().take_while(char::is_ascii_alphabetic) {
        let value = letter.to_ascii_uppercase() as usize - 'A' as usize + 1;
        column = column.saturating_mul(26).saturating_add(value);
    }
    (column > 0).then_some(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_column() {
        assert_eq!(column_of("A1"), Some(1));
        assert_eq!(column_of("ab12"), Some(28));
        assert_eq!(column_of("12"), None);
        assert_eq!(column_of(&"Z".repeat(50)), Some(usize::MAX));
    }

    #[test]
    fn a_number_is_whole() {
        assert_eq!(number("40901"), "40901");
        assert_eq!(number("4.0901E4"), "40901");
        assert_eq!(number("12.25"), "13");
        assert_eq!(number("-0.5"), "-0");
        assert_eq!(number("1e300"), "1e300");
        assert_eq!(number("web"), "web");
    }
}
