//! The rows that were refused, as they stood, each with why: to be mended and imported again.

use std::fs::File;
use std::io::{self, Read, Seek, Write};

use csv::{StringRecord, WriterBuilder};
use serde_json::{Map, Value, json};

use super::TableImport;
use super::make::RefusedRow;
use super::rows::{Next, OF_REFUSED, Raw, Row, Rows, TableError};
use crate::write::rules::{Header, TableFormat};

impl TableImport<'_> {
    /// Writes the rows that were refused, with line, column and reason before them; the table is read again for that.
    ///
    /// # Errors
    ///
    /// The table cannot be read again, or the file not be written.
    pub fn write_refused(
        &self,
        table: impl Read + Seek,
        ending: Option<TableFormat>,
        scratch: &dyn Fn() -> io::Result<File>,
        mut out: impl Write,
    ) -> Result<(), TableError> {
        let rows = Rows::open(table, self.rules, ending, scratch)?;
        let detected = rows.detected();
        // Of a sheet they are written as text with commas.
        let delimiter = detected.delimiter.or(detected.sheet.as_ref().map(|_| b','));
        let Some(delimiter) = delimiter else {
            self.for_each_refused(rows, |line, raw, refused| {
                let Raw::Object(text) = raw else { return Ok(()) };
                Ok(writeln!(out, "{}", object(&text, line, refused))?)
            })?;
            return Ok(out.flush()?);
        };
        // The columns of an earlier file of refused rows are written anew.
        let is_kept = |name: &str| !OF_REFUSED.contains(&name);
        let kept: Vec<bool> = detected.header.iter().map(|name| is_kept(name)).collect();
        let mut cells = WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(out);
        if !matches!(self.rules.file.header, Header::Named(_)) {
            let names = detected.header.iter().map(String::as_str).filter(|name| is_kept(name));
            cells.write_record(OF_REFUSED.into_iter().chain(names))?;
        }
        self.for_each_refused(rows, |line, raw, refused| {
            let Raw::Cells(record) = raw else { return Ok(()) };
            let before = before(line, refused);
            Ok(cells.write_record(before.iter().map(String::as_str).chain(kept_cells(&record, &kept)))?)
        })?;
        Ok(cells.flush()?)
    }

    /// Calls back with each row of a table that was refused.
    fn for_each_refused<R: Read + Seek>(
        &self,
        mut rows: Rows<'_, R>,
        mut call: impl FnMut(u64, Raw, &RefusedRow) -> Result<(), TableError>,
    ) -> Result<(), TableError> {
        loop {
            let (line, raw) = match rows.next()? {
                Next::Row(Row { line, raw, .. }) | Next::Bad { line, raw, .. } => (line, raw),
                Next::Blank => continue,
                Next::End => return Ok(()),
            };
            if let Some(refused) = self.made.refused.get(&line) {
                call(line, raw, refused)?;
            }
        }
    }
}

fn before(line: u64, refused: &RefusedRow) -> [String; 3] {
    [line.to_string(), refused.column.clone().unwrap_or_default(), refused.reason.clone()]
}

fn kept_cells<'r>(record: &'r StringRecord, kept: &'r [bool]) -> impl Iterator<Item = &'r str> {
    let is_kept = |number: usize| kept.get(number).copied().unwrap_or(true);
    record.iter().enumerate().filter(move |(number, _)| is_kept(*number)).map(|(_, cell)| cell)
}

fn object(text: &str, line: u64, refused: &RefusedRow) -> Value {
    let [line, column, reason] = before(line, refused);
    let mut object = Map::from_iter([
        (OF_REFUSED[0].to_owned(), json!(line)),
        (OF_REFUSED[1].to_owned(), json!(column)),
        (OF_REFUSED[2].to_owned(), json!(reason)),
    ]);
    match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(fields) => {
            object.extend(fields.into_iter().filter(|(name, _)| !OF_REFUSED.contains(&name.as_str())));
        }
        Err(_) => drop(object.insert("asof_text".to_owned(), json!(text))),
    }
    Value::Object(object)
}
