//! A sheet as text: one header, then numbered rows of which only the wanted columns are kept. Where
//! the cells come from (CSV, XLSX) and what they mean (`rvtools.rs`) is decided elsewhere.

use super::limits::{CELL_CHARS_MAX, CELLS_BYTES_MAX, ROWS_MAX};
use super::text;
use crate::scenario::Problem;

/// What an import may still read; shared by all its files.
pub(super) struct Budget {
    rows_read: u64,
    cells_bytes: usize,
}

impl Budget {
    /// Nothing read so far.
    pub(super) fn new() -> Self {
        Self {
            rows_read: 0,
            cells_bytes: 0,
        }
    }

    /// One row more.
    ///
    /// # Errors
    /// Over [`ROWS_MAX`].
    pub(super) fn row(&mut self, place: &str) -> Result<(), Problem> {
        self.rows_read += 1;
        if self.rows_read > ROWS_MAX {
            let found = format!("row {} of the import", self.rows_read);
            let allowed = format!("at most {ROWS_MAX} rows in all files together");
            return Err(Problem::new(place, found, allowed));
        }
        Ok(())
    }

    /// Some kept text more.
    ///
    /// # Errors
    /// Over [`CELLS_BYTES_MAX`].
    pub(super) fn cell(&mut self, place: &str, bytes: usize) -> Result<(), Problem> {
        self.cells_bytes += bytes;
        if self.cells_bytes > CELLS_BYTES_MAX {
            let found = format!("{} bytes of text in wanted cells", self.cells_bytes);
            let allowed = format!("at most {CELLS_BYTES_MAX} in all files together");
            return Err(Problem::new(place, found, allowed));
        }
        Ok(())
    }
}

/// A column by its normalised headers, any of them; the first column can stand in for a missing one.
pub(super) struct Wanted {
    pub(super) headers: &'static [&'static str],
    pub(super) or_first: bool,
}

/// One row: where it was, and the wanted cells in the order of the wanted columns.
pub(super) struct Row {
    /// The row of the file, the header being 1.
    pub(super) number: u64,
    cells: Vec<String>,
    /// Over [`CELL_CHARS_MAX`] in a wanted cell.
    pub(super) is_overlong: bool,
}

impl Row {
    /// A wanted cell without white space around it; empty where the row or the sheet has none.
    pub(super) fn cell(&self, wanted: usize) -> &str {
        self.cells.get(wanted).map_or("", String::as_str)
    }
    /// Nothing in any wanted cell.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// The wanted part of a sheet.
pub(super) struct Table {
    /// File and sheet, for messages.
    pub(super) place: String,
    columns: Vec<Option<usize>>,
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// A table without rows; `headers` are as read.
    pub(super) fn new(place: String, headers: &[String], wanted: &[Wanted]) -> Self {
        let normal: Vec<String> = headers.iter().map(|h| text::header(h)).collect();
        let column = |wanted: &Wanted| {
            let named = wanted
                .headers
                .iter()
                .find_map(|name| normal.iter().position(|header| header == name));
            named.or(wanted.or_first.then_some(0))
        };
        Self {
            place,
            columns: wanted.iter().map(column).collect(),
            rows: Vec::new(),
        }
    }

    /// True if the sheet has the wanted column of this index.
    pub(super) fn has(&self, wanted: usize) -> bool {
        self.columns.get(wanted).is_some_and(Option::is_some)
    }

    /// True if this column of the file is wanted.
    pub(super) fn keeps(&self, column: usize) -> bool {
        self.columns.contains(&Some(column))
    }

    /// Keeps the wanted cells of a row.
    ///
    /// # Errors
    /// The budget is used up.
    pub(super) fn push<'c>(
        &mut self,
        number: u64,
        cell: impl Fn(usize) -> &'c str,
        budget: &mut Budget,
    ) -> Result<(), Problem> {
        let mut row = Row {
            number,
            cells: Vec::with_capacity(self.columns.len()),
            is_overlong: false,
        };
        for column in &self.columns {
            let found = column.map_or("", &cell).trim();
            let is_overlong = found.chars().nth(CELL_CHARS_MAX).is_some();
            row.is_overlong |= is_overlong;
            let kept = if is_overlong { "" } else { found };
            budget.cell(&self.place, kept.len())?;
            row.cells.push(kept.to_owned());
        }
        self.rows.push(row);
        Ok(())
    }

    /// `FILE, row 12`.
    pub(super) fn place_of(&self, row: &Row) -> String {
        format!("{}, row {}", self.place, row.number)
    }
}
