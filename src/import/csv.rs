//! CSV as a [`Table`]: comma, semicolon or tab, with or without quotes and a byte order mark. It
//! stops at the first row over the limit, so that a huge file is refused after reading little.

use super::limits::COLUMNS_MAX;
use super::table::{Budget, Table, Wanted};
use super::text;
use crate::scenario::Problem;
use csv::{ByteRecord, ReaderBuilder};

/// A CSV file of which only the header is read so far.
pub(super) struct CsvFile<'t> {
    place: String,
    delimiter: u8,
    text: &'t str,
    /// As read.
    pub(super) headers: Vec<String>,
}

impl<'t> CsvFile<'t> {
    /// The file if its first line reads like a header of a sheet.
    ///
    /// # Errors
    /// A line has more delimiters than a sheet may have columns.
    pub(super) fn open(place: &str, text: &'t str) -> Result<Option<Self>, Problem> {
        let first_line = text.lines().next().unwrap_or_default();
        let Some(delimiter) = delimiter_of(first_line) else {
            return Ok(None);
        };
        refuse_wide_lines(place, text, delimiter)?;
        let mut record = ByteRecord::new();
        let is_read = reader(text, delimiter).read_byte_record(&mut record);
        if !matches!(is_read, Ok(true)) {
            return Ok(None);
        }
        let headers = record.iter().map(|h| text::decoded(h).into_owned());
        Ok(Some(Self {
            place: place.to_owned(),
            delimiter,
            text,
            headers: headers.collect(),
        }))
    }

    /// The rows below the header.
    ///
    /// # Errors
    /// The budget is used up.
    pub(super) fn table(&self, wanted: &[Wanted], budget: &mut Budget) -> Result<Table, Problem> {
        let mut table = Table::new(self.place.clone(), &self.headers, wanted);
        let mut reader = reader(self.text, self.delimiter);
        let mut record = ByteRecord::new();
        let mut number = 0_u64;
        // The text is valid UTF-8 and rows may differ in length, so that reading can't fail; if it
        // ever does, the file ends there.
        while matches!(reader.read_byte_record(&mut record), Ok(true)) {
            number += 1;
            if number == 1 {
                continue;
            }
            budget.row(&self.place)?;
            let cell = |column: usize| {
                let bytes = record.get(column).unwrap_or_default();
                std::str::from_utf8(bytes).unwrap_or_default()
            };
            table.push(number, cell, budget)?;
        }
        Ok(table)
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// The one of `,` `;` and tab that the first line has most of.
fn delimiter_of(first_line: &str) -> Option<u8> {
    let count = |delimiter: u8| first_line.bytes().filter(|b| *b == delimiter).count();
    let (most, delimiter) = [b'\t', b';', b',']
        .map(|d| (count(d), d))
        .into_iter()
        .max()?;
    (most > 0).then_some(delimiter)
}

/// The reader remembers every field of a record, so that a line of nothing but delimiters would
/// need many times its size.
fn refuse_wide_lines(place: &str, text: &str, delimiter: u8) -> Result<(), Problem> {
    let mut line = 1_u64;
    let mut fields = 1_usize;
    for byte in text.bytes() {
        if byte == b'\n' {
            line += 1;
            fields = 1;
        } else if byte == delimiter {
            fields += 1;
            if fields > COLUMNS_MAX {
                let place = format!("{place}, line {line}");
                let allowed = format!("at most {COLUMNS_MAX}");
                return Err(Problem::new(place, "more columns than that", allowed));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: [Wanted; 2] = [
        Wanted {
            headers: &["vm"],
            or_first: true,
        },
        Wanted {
            headers: &["capacitymib", "capacitymb"],
            or_first: false,
        },
    ];

    #[track_caller]
    fn check_rows(text: &str, expected: &[(u64, &str, &str)]) {
        let file = CsvFile::open("a.csv", text).unwrap().unwrap();
        let table = file.table(&WANTED, &mut Budget::new()).unwrap();
        let rows: Vec<_> = table
            .rows
            .iter()
            .map(|row| (row.number, row.cell(0), row.cell(1)))
            .collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn the_delimiter_is_the_one_that_the_header_has_most_of() {
        let rows = [(2, "a", "1")];
        check_rows("VM,Capacity MB\na,1\n", &rows);
        check_rows("VM;Capacity MB\na;1\n", &rows);
        check_rows("VM\tCapacity MB\na\t1\n", &rows);
    }

    #[test]
    fn headers_match_in_any_case_and_order_and_the_first_column_is_the_machine() {
        check_rows("capacity mib,x,vm\n1,y,a\n", &[(2, "a", "1")]);
        check_rows("Some Data Center;CAPACITY  MB\na;1\n", &[(2, "a", "1")]);
    }

    #[test]
    fn short_long_and_quoted_rows_are_read() {
        check_rows(
            "VM,Capacity MB\na\n\"b,\nc\",2,3\n ,\n",
            &[(2, "a", ""), (3, "b,\nc", "2"), (4, "", "")],
        );
    }

    #[test]
    fn a_line_may_have_as_many_columns_as_a_sheet_and_no_more() {
        let wide = |columns: usize| format!("VM,x\n{}\n", ",".repeat(columns - 1));
        assert!(CsvFile::open("a.csv", &wide(COLUMNS_MAX)).is_ok());
        let problem = CsvFile::open("a.csv", &wide(COLUMNS_MAX + 1))
            .err()
            .unwrap();
        assert_eq!(problem.place, "a.csv, line 2");
    }

    #[test]
    fn prose_is_not_a_sheet() {
        assert!(CsvFile::open("a.csv", "hello").unwrap().is_none());
        assert!(CsvFile::open("a.csv", "").unwrap().is_none());
    }
}
