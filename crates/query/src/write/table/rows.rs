//! The rows of a table, one after another: of text with separators, or of JSON objects.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::UTF_8;
use serde_json::{Map, Value};

use super::decode::Decoded;
use super::sheet::{SheetRow, unpack};
use crate::write::rules::{Clean, Column, FileRules, Header, Rules, TableFormat, without_markup};

/// A row of more bytes than this is none: a quote was not closed.
const LONGEST: usize = 1 << 20;

/// Columns that the file of refused rows has, and that are no part of the table.
pub(super) const OF_REFUSED: [&str; 3] = ["asof_line", "asof_column", "asof_reason"];

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The line on which it begins, counted from 1.
    pub(super) line: u64,
    /// The cleaned cells of the columns that the rules name, in their order.
    pub(super) cells: Vec<String>,
    /// All cells as they stand.
    pub(super) raw: Raw,
}

/// The cells of a row as they stand.
#[derive(Debug, Clone)]
pub(super) enum Raw {
    Cells(StringRecord),
    Object(String),
}

/// What comes next.
pub(super) enum Next {
    Row(Row),
    /// A row that cannot be taken apart.
    Bad {
        line: u64,
        raw: Raw,
        column: Option<String>,
        reason: String,
    },
    /// A row without a value in it.
    Blank,
    End,
}

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file cannot be read, or is not of its encoding.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// It is of a form that is not read.
    #[error("{0}")]
    Form(String),
    /// Columns that the rules name are missing.
    #[error("{}", lacking(.missing))]
    Columns {
        /// Their names, each with the line of the rules that names it first.
        missing: Vec<(String, usize)>,
        /// The columns that there are.
        known: Vec<String>,
    },
    /// A row that never ends.
    #[error("the row that begins in line {0} has more than a million bytes: is a quote not closed?")]
    Endless(u64),
}

impl From<csv::Error> for TableError {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Self::Unreadable(error),
            other => Self::Form(format!("{other:?}")),
        }
    }
}

fn lacking(columns: &[(String, usize)]) -> String {
    let named = columns.iter().map(|(name, line)| format!("`{name}` (line {line} of the rules)"));
    let named = named.collect::<Vec<_>>().join(", ");
    format!("the table has no column {named}")
}

/// What turned out about a file.
#[derive(Debug, Clone)]
pub(super) struct Detected {
    pub(super) format: TableFormat,
    pub(super) encoding: &'static str,
    /// What stands between cells; nothing in JSON.
    pub(super) delimiter: Option<u8>,
    /// The sheet of a workbook.
    pub(super) sheet: Option<String>,
    pub(super) header: Vec<String>,
}

/// The rows of a table.
pub(super) struct Rows<'r, R> {
    file: &'r FileRules,
    columns: &'r [Column],
    source: Source<R>,
    format: TableFormat,
    delimiter: Option<u8>,
    header: Vec<String>,
    /// Of each column of the rules, its number in the file; of JSON, whether a row had it.
    places: Vec<Option<usize>>,
    covers: Covers,
}

/// What of a data set a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Covers {
    /// All of it.
    Whole,
    /// Rows that were refused.
    Refused,
}

enum Source<R> {
    Separated(csv::Reader<Decoded<R>>),
    Objects {
        lines: BufReader<Decoded<R>>,
        line: u64,
    },
    /// The rows of a sheet, as they were unpacked.
    Sheet {
        rows: BufReader<File>,
        name: String,
    },
}

/// What makes a temporary file.
pub(super) type Scratch<'s> = &'s dyn Fn() -> io::Result<File>;

impl<'r, R: Read + Seek> Rows<'r, R> {
    /// Begins to read a table; `ending` is what the name of its file says of its form. A sheet is unpacked into a file that
    /// `scratch` makes.
    ///
    /// # Errors
    ///
    /// It has no header, or lacks columns of the rules.
    pub(super) fn open(
        source: R,
        rules: &'r Rules,
        ending: Option<TableFormat>,
        scratch: Scratch<'_>,
    ) -> Result<Self, TableError> {
        let file = &rules.file;
        let format = file.format.or(ending).ok_or_else(|| {
            let all = TableFormat::ALL.map(|(name, _)| name).join(", ");
            let said = format!(
                "its name does not say its form: write format below [file] in the rules; there are {all}"
            );
            TableError::Form(said)
        })?;
        let is_text = !format.is_workbook() && format != TableFormat::Jsonl;
        let delimiter =
            is_text.then(|| file.delimiter.unwrap_or(if format == TableFormat::Tsv { b'\t' } else { b',' }));
        let source = if format.is_workbook() {
            let mut unpacked = scratch()?;
            let name = unpack(source, format, &file.sheet, &unpacked)?;
            unpacked.seek(SeekFrom::Start(0))?;
            Source::Sheet { rows: BufReader::new(unpacked), name }
        } else {
            let decoded = Decoded::new(source, file.encoding.unwrap_or(UTF_8));
            match delimiter {
                Some(delimiter) => Source::Separated(separated(decoded, file, delimiter)),
                None => Source::Objects { lines: BufReader::new(decoded), line: 0 },
            }
        };
        let (header, places) = (Vec::new(), vec![None; rules.columns.len()]);
        let covers = Covers::Whole;
        let mut rows =
            Self { file, columns: &rules.columns, source, format, delimiter, header, places, covers };
        if format != TableFormat::Jsonl {
            rows.read_header()?;
        }
        Ok(rows)
    }

    fn read_header(&mut self) -> Result<(), TableError> {
        self.header = match &self.file.header {
            Header::Named(columns) => columns.clone(),
            Header::Line(number) => loop {
                let Some((line, cells)) = self.source.cells()? else {
                    return Err(TableError::Form(format!("it ends before line {number}, its header")));
                };
                if line >= *number {
                    break cells.iter().map(|name| name.trim().to_owned()).collect();
                }
            },
        };
        self.places =
            self.columns.iter().map(|of| self.header.iter().position(|name| *name == of.name)).collect();
        if self.header.iter().any(|name| OF_REFUSED.contains(&name.as_str())) {
            self.covers = Covers::Refused;
        }
        self.refuse_missing()?;
        let twice =
            self.columns.iter().find(|of| self.header.iter().filter(|name| **name == of.name).count() > 1);
        match twice {
            Some(of) => Err(TableError::Form(format!("it has two columns named `{}`", of.name))),
            None => Ok(()),
        }
    }

    /// Refuses a table without a column that the rules name. Of JSON this is known at its end.
    pub(super) fn refuse_missing(&self) -> Result<(), TableError> {
        let missing = self.columns.iter().zip(&self.places).filter(|(_, place)| place.is_none());
        let missing: Vec<(String, usize)> = missing.map(|(of, _)| (of.name.clone(), of.line)).collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(TableError::Columns { missing, known: self.header.clone() })
        }
    }

    /// Returns what of the data set the table has, as far as it was read.
    pub(super) fn covers(&self) -> Covers {
        self.covers
    }

    /// Returns what turned out about the file.
    pub(super) fn detected(&self) -> Detected {
        let encoding = match &self.source {
            Source::Separated(reader) => reader.get_ref().encoding().name(),
            Source::Objects { lines, .. } => lines.get_ref().encoding().name(),
            Source::Sheet { .. } => "UTF-8",
        };
        let sheet = match &self.source {
            Source::Sheet { name, .. } => Some(name.clone()),
            Source::Separated(_) | Source::Objects { .. } => None,
        };
        let (format, delimiter, header) = (self.format, self.delimiter, self.header.clone());
        Detected { format, encoding, delimiter, sheet, header }
    }

    /// Reads what comes next.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a row never ends.
    pub(super) fn next(&mut self) -> Result<Next, TableError> {
        match &mut self.source {
            Source::Separated(reader) => {
                let mut record = StringRecord::new();
                let Some(line) = read_record(reader, &mut record)? else { return Ok(Next::End) };
                Ok(self.separated(line, record))
            }
            Source::Sheet { rows, .. } => Ok(match sheet_row(rows)? {
                Some(row) => self.of_sheet(row),
                None => Next::End,
            }),
            Source::Objects { lines, line } => {
                *line += 1;
                let mut bytes = Vec::new();
                lines.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut bytes)?;
                if bytes.len() > LONGEST {
                    return Err(TableError::Endless(*line));
                }
                if bytes.is_empty() {
                    return Ok(Next::End);
                }
                let line = *line;
                Ok(self.object(line, String::from_utf8_lossy(&bytes).trim()))
            }
        }
    }

    fn separated(&mut self, line: u64, mut record: StringRecord) -> Next {
        let is_of_refused = record.len() == self.header.len() + OF_REFUSED.len();
        if is_of_refused && matches!(self.file.header, Header::Named(_)) {
            self.covers = Covers::Refused;
            record = record.iter().skip(OF_REFUSED.len()).collect();
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return Next::Blank;
        }
        if record.len() != self.header.len() {
            let reason =
                format!("the row has {} cells, and there are {} columns", record.len(), self.header.len());
            return Next::Bad { line, raw: Raw::Cells(record), column: None, reason };
        }
        let cells = self
            .places
            .iter()
            .map(|place| self.cleaned(place.and_then(|at| record.get(at)).unwrap_or_default()));
        Next::Row(Row { line, cells: cells.collect(), raw: Raw::Cells(record) })
    }

    /// Returns a row of a sheet; cells behind its last one are empty.
    fn of_sheet(&mut self, row: SheetRow) -> Next {
        let SheetRow { row: line, mut cells, faults } = row;
        let width = self.header.len();
        let last = cells.iter().rposition(|cell| !cell.is_empty());
        cells.resize(last.map_or(width, |last| width.max(last + 1)), String::new());
        let record = StringRecord::from(cells);
        let mut faults = faults.into_iter().filter_map(|(number, fault)| {
            let mut named = self.columns.iter().zip(&self.places);
            let (column, _) = named.find(|(_, place)| **place == Some(number))?;
            Some((column.name.clone(), fault))
        });
        match faults.next() {
            Some((column, reason)) => {
                Next::Bad { line, raw: Raw::Cells(record), column: Some(column), reason }
            }
            None => self.separated(line, record),
        }
    }

    fn object(&mut self, line: u64, text: &str) -> Next {
        if text.is_empty() {
            return Next::Blank;
        }
        let raw = Raw::Object(text.to_owned());
        let Ok(fields) = serde_json::from_str::<Map<String, Value>>(text) else {
            return Next::Bad { line, raw, column: None, reason: "the line is no JSON object".to_owned() };
        };
        if OF_REFUSED.iter().any(|name| fields.contains_key(*name)) {
            self.covers = Covers::Refused;
        }
        let mut cells = Vec::with_capacity(self.columns.len());
        for (number, column) in self.columns.iter().enumerate() {
            let found = fields.get(&column.name);
            if found.is_some() {
                self.places[number] = Some(number);
            }
            let text = match found {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            };
            cells.push(self.cleaned(&text));
        }
        Next::Row(Row { line, cells, raw })
    }

    /// Returns a cell as the rules clean it; empty if it is one of those without a value.
    fn cleaned(&self, cell: &str) -> String {
        let mut text = cell.to_owned();
        for step in &self.file.clean {
            text = match step {
                Clean::Trim => text.trim().to_owned(),
                Clean::Spaces => text.split_whitespace().collect::<Vec<_>>().join(" "),
                Clean::Html => without_markup(&text),
                Clean::Quotes => straight(&text),
            };
        }
        if self.file.empty.contains(&text) { String::new() } else { text }
    }
}

/// Returns a text with straight quotes.
fn straight(text: &str) -> String {
    let straight = |character| match character {
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' => '"',
        other => other,
    };
    text.chars().map(straight).collect()
}

impl<R: Read> Source<R> {
    /// Reads the cells of a row as they stand, with its line.
    fn cells(&mut self) -> Result<Option<(u64, Vec<String>)>, TableError> {
        match self {
            Self::Separated(reader) => {
                let mut record = StringRecord::new();
                let line = read_record(reader, &mut record)?;
                Ok(line.map(|line| (line, record.iter().map(str::to_owned).collect())))
            }
            Self::Sheet { rows, .. } => Ok(sheet_row(rows)?.map(|row| (row.row, row.cells))),
            Self::Objects { .. } => Ok(None),
        }
    }
}

/// Returns a reader of text with separators.
fn separated<R: Read>(source: Decoded<R>, file: &FileRules, delimiter: u8) -> csv::Reader<Decoded<R>> {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).quote(file.quote).comment(file.comment);
    builder.from_reader(source)
}

/// Reads the next row of a sheet that was unpacked.
fn sheet_row(rows: &mut BufReader<File>) -> io::Result<Option<SheetRow>> {
    let mut line = String::new();
    let read = rows.read_line(&mut line)?;
    Ok(if read == 0 { None } else { Some(serde_json::from_str(&line)?) })
}

/// Reads a record; returns the line on which it begins.
fn read_record<R: Read>(
    reader: &mut csv::Reader<R>,
    record: &mut StringRecord,
) -> Result<Option<u64>, TableError> {
    if !reader.read_record(record)? {
        return Ok(None);
    }
    let begun = record.position().map_or(1, csv::Position::line);
    // Blank lines before a record count as its beginning to the reader.
    let within: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
    let line = begun.max(reader.position().line().saturating_sub(1 + within as u64));
    if record.as_slice().len() > LONGEST { Err(TableError::Endless(line)) } else { Ok(Some(line)) }
}

#[cfg(test)]
mod tests;
