//! The sheet of a workbook, unpacked row by row into a file: as the text that its cells show, with what cannot be taken as text.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use calamine::{Data, Dimensions, ExcelDateTime, Ods, Reader, Xls, Xlsx};
use serde::{Deserialize, Serialize};

use super::rows::TableError;
use crate::write::rules::{Formulas, Merged, SheetRules, TableFormat};

/// A workbook that is read whole, into memory, has at most so many bytes.
const MOST_WHOLE: u64 = 64 << 20;

/// A row of a sheet.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct SheetRow {
    /// Its number, counted from 1.
    pub(super) row: u64,
    pub(super) cells: Vec<String>,
    /// What is wrong with cells, by their numbers.
    pub(super) faults: BTreeMap<usize, String>,
}

/// What rules can say of formulas.
pub(super) const AS_VALUE: &str = ": formulas = \"value\" takes the value that the workbook stored";

/// What is in a cell: its text, or why it has none.
type CellText = Result<String, String>;

/// Unpacks a sheet into a file, a row a line; returns the name of the sheet.
///
/// # Errors
///
/// It is no workbook of this form, has no such sheet, or is too large to be read whole.
pub(super) fn unpack(
    mut table: impl Read + Seek,
    format: TableFormat,
    rules: &SheetRules,
    into: &File,
) -> Result<String, TableError> {
    let bytes = table.seek(SeekFrom::End(0))?;
    table.seek(SeekFrom::Start(0))?;
    if format != TableFormat::Xlsx && bytes > MOST_WHOLE {
        let said =
            "it has more than 64 MB, and a workbook of this form is read whole: save it as .xlsx or .csv";
        return Err(TableError::Form(said.to_owned()));
    }
    let table = io::BufReader::new(table);
    match format {
        TableFormat::Xls => {
            let mut book: Xls<_> = Xls::new(table).map_err(broken)?;
            let name = chosen(rules, &book.sheet_names())?;
            let merged = book.merge_cells_by_sheet_name(&name).map_err(broken)?;
            whole(&mut book, name, RowWriter::new(rules, merged, into))
        }
        TableFormat::Ods => {
            let mut book: Ods<_> = Ods::new(table).map_err(broken)?;
            let name = chosen(rules, &book.sheet_names())?;
            whole(&mut book, name, RowWriter::new(rules, Vec::new(), into))
        }
        TableFormat::Xlsx | TableFormat::Csv | TableFormat::Tsv | TableFormat::Jsonl => {
            let mut book: Xlsx<_> = Xlsx::new(table).map_err(broken)?;
            let name = chosen(rules, &book.sheet_names())?;
            let merged = book.merge_cells_by_sheet_name(&name).map_err(broken)?;
            let mut writer = RowWriter::new(rules, merged, into);
            let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
            while let Some(cell) = cells.next_cell_with_formula().map_err(broken)? {
                let formula = cell.formula.filter(|formula| !formula.is_empty());
                writer.cell(cell.pos, shown(&Data::from(cell.value)), formula.as_deref())?;
            }
            writer.finish()?;
            Ok(name)
        }
    }
}

/// Returns the names of the sheets of a workbook.
///
/// # Errors
///
/// It is no workbook of this form.
pub(super) fn sheets(mut table: impl Read + Seek, format: TableFormat) -> Result<Vec<String>, TableError> {
    table.seek(SeekFrom::Start(0))?;
    let table = io::BufReader::new(table);
    Ok(match format {
        TableFormat::Xls => Xls::new(table).map_err(broken)?.sheet_names(),
        TableFormat::Ods => Ods::new(table).map_err(broken)?.sheet_names(),
        TableFormat::Xlsx | TableFormat::Csv | TableFormat::Tsv | TableFormat::Jsonl => {
            Xlsx::new(table).map_err(broken)?.sheet_names()
        }
    })
}

fn broken(error: impl std::fmt::Display) -> TableError {
    TableError::Form(format!("it cannot be read as a workbook: {error}"))
}

/// Returns the name of the sheet that the rules name, or of the first.
fn chosen(rules: &SheetRules, names: &[String]) -> Result<String, TableError> {
    let found = match (&rules.name, rules.number) {
        (Some(name), _) => names.iter().find(|known| *known == name),
        (None, number) => names.get(number.unwrap_or(1).saturating_sub(1)),
    };
    found
        .cloned()
        .ok_or_else(|| TableError::Form(format!("it has no such sheet; it has {}", names.join(", "))))
}

/// Reads a sheet that is in memory as a whole.
fn whole<R: Read + Seek, B: Reader<R>>(
    book: &mut B,
    name: String,
    mut writer: RowWriter<'_>,
) -> Result<String, TableError>
where
    B::Error: std::fmt::Display,
{
    let range = book.worksheet_range(&name).map_err(broken)?;
    let formulas = book.worksheet_formula(&name).map_err(broken)?;
    let Some((top, left)) = range.start() else { return Ok(name) };
    for (row, column, data) in range.used_cells() {
        let (row, column) =
            (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
        let at = (top.saturating_add(row), left.saturating_add(column));
        let formula = formulas.get_value(at).filter(|formula| !formula.is_empty());
        writer.cell(at, shown(data), formula.map(String::as_str))?;
    }
    writer.finish()?;
    Ok(name)
}

/// Returns what a cell shows: a date as its day, with its clock time if it has one.
fn shown(data: &Data) -> CellText {
    Ok(match data {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        // The shortest text that reads as the same number: 12, 0.1.
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTimeIso(text) => text.clone(),
        Data::DateTime(date) => return day(date),
        Data::DurationIso(text) => return Err(format!("the cell is a duration, {text}")),
        Data::Error(error) => return Err(format!("the cell is an error, {error}")),
    })
}

fn day(date: &ExcelDateTime) -> CellText {
    if date.is_duration() {
        return Err("the cell is a duration".to_owned());
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    Ok(match (hour, minute, second, milli) {
        (0, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    })
}

/// What writes the rows of a sheet, whose cells come in their order.
struct RowWriter<'a> {
    rules: &'a SheetRules,
    out: BufWriter<&'a File>,
    row: SheetRow,
    /// Merged ranges that begin in a later row, the last of them first.
    later: Vec<Dimensions>,
    /// Those that the row has a part of, each with the text of its first cell.
    merged: Vec<(Dimensions, Option<CellText>)>,
}

/// No column behind this is filled with the value of a merged range.
const WIDEST: u32 = 1024;

impl<'a> RowWriter<'a> {
    fn new(rules: &'a SheetRules, mut merged: Vec<Dimensions>, into: &'a File) -> Self {
        merged.retain(|range| range.start != range.end);
        merged.sort_by_key(|range| std::cmp::Reverse(range.start));
        let (out, row) = (BufWriter::new(into), SheetRow::default());
        Self { rules, out, row, later: merged, merged: Vec::new() }
    }

    fn cell(&mut self, (row, column): (u32, u32), text: CellText, formula: Option<&str>) -> io::Result<()> {
        let number = u64::from(row) + 1;
        while self.row.row < number {
            self.next_row()?;
        }
        let text = match (formula, self.rules.formulas) {
            (Some(formula), Formulas::Refuse) => Err(format!("the cell has a formula, ={formula}{AS_VALUE}")),
            _ => text,
        };
        match self.merged.iter_mut().find(|(range, _)| range.contains(row, column)) {
            Some((_, first)) => drop(first.get_or_insert(text)),
            None => self.put(column as usize, text),
        }
        Ok(())
    }

    fn put(&mut self, column: usize, text: CellText) {
        if self.row.cells.len() <= column {
            self.row.cells.resize(column + 1, String::new());
        }
        match text {
            Ok(text) => self.row.cells[column] = text,
            Err(fault) => drop(self.row.faults.insert(column, fault)),
        }
    }

    /// Ends a row, with what merged ranges have in it, and begins the next.
    fn next_row(&mut self) -> io::Result<()> {
        if self.row.row > 0 {
            self.put_merged();
            if self.row.cells.iter().any(|cell| !cell.is_empty()) || !self.row.faults.is_empty() {
                writeln!(self.out, "{}", serde_json::to_string(&self.row)?)?;
            }
        }
        self.row = SheetRow { row: self.row.row + 1, ..SheetRow::default() };
        let row = u32::try_from(self.row.row - 1).unwrap_or(u32::MAX);
        self.merged.retain(|(range, _)| range.end.0 >= row);
        while let Some(range) = self.later.pop_if(|range| range.start.0 <= row) {
            self.merged.push((range, None));
        }
        Ok(())
    }

    fn put_merged(&mut self) {
        for (range, first) in std::mem::take(&mut self.merged) {
            let text = match self.rules.merged {
                Merged::Fill => first.clone().unwrap_or_else(|| Ok(String::new())),
                Merged::Refuse => Err(format!(
                    "the cell is merged with others ({}): merged = \"fill\" gives each of them the value",
                    first.as_ref().and_then(|first| first.as_deref().ok()).unwrap_or("without a value")
                )),
            };
            for column in range.start.1..=range.end.1.min(WIDEST) {
                self.put(column as usize, text.clone());
            }
            self.merged.push((range, first));
        }
    }

    fn finish(mut self) -> io::Result<()> {
        self.next_row()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use asof_store::{ALL, EventLog, MemoryLog};
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    use super::*;
    use crate::source::log::Log;
    use crate::write::rules::Rules;
    use crate::write::table::rows::{Next, Rows};
    use crate::write::table::{Missing, Older, TableImport, TableOptions};

    fn rules(file: &str) -> Rules {
        Rules::read(&format!(
            "asof = \"import/1\"\n[file]\n{file}\n[edition]\nsource = \"s\"\ntitle = \"S\"\n\
             [[event]]\nkind = \"claim\"\nkey = \"c-{{id}}\"\nsays = \"{{text}}\"\nsources = \"page 1\"\n\
             occurred = {{ date = \"{{day}}\", format = \"%d.%m.%Y\" }}\n"
        ))
        .unwrap()
    }

    /// A workbook of two sheets, with all that a cell can be.
    fn workbook() -> Vec<u8> {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("notes").unwrap().write(0, 0, "id").unwrap();
        let sheet = book.add_worksheet().set_name("data").unwrap();
        let (day, clock) =
            (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("yyyy-mm-dd hh:mm"));
        let at = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
        for (column, name) in ["id", "day", "text", "more"].into_iter().enumerate() {
            sheet.write(0, u16::try_from(column).unwrap(), name).unwrap();
        }
        sheet.write(1, 0, 12).unwrap().write_with_format(1, 1, at("2019-01-14"), &day).unwrap();
        sheet.write(1, 2, "Peace, \"at last\"").unwrap();
        // Row 3 is blank.
        sheet.write(3, 0, 0.5).unwrap().write_with_format(3, 1, at("2019-01-14 14:30"), &clock).unwrap();
        sheet.write(3, 2, true).unwrap();
        sheet.write(4, 0, 5).unwrap().write(4, 1, "14.01.2019").unwrap();
        sheet.write_formula(4, 2, Formula::new("1+1").set_result("2")).unwrap();
        // A formula in a column that nobody reads is of no account.
        sheet.write(5, 0, 6).unwrap().write(5, 2, "=1+1").unwrap();
        sheet.write_formula(5, 3, Formula::new("2+2").set_result("4")).unwrap();
        sheet.merge_range(6, 0, 7, 0, "7", &Format::new()).unwrap();
        sheet.write(6, 2, "a").unwrap().write(7, 2, "b").unwrap();
        book.save_to_buffer().unwrap()
    }

    fn read(file: &str) -> Vec<String> {
        let rules = rules(file);
        let mut rows =
            match Rows::open(Cursor::new(workbook()), &rules, Some(TableFormat::Xlsx), &tempfile::tempfile) {
                Ok(rows) => rows,
                Err(error) => return vec![error.to_string()],
            };
        let mut found = Vec::new();
        loop {
            found.push(match rows.next().unwrap() {
                Next::Row(row) => format!("{}: {}", row.line, row.cells.join("|")),
                Next::Bad { line, column, reason, .. } => {
                    format!("{line} {}: {reason}", column.unwrap_or_default())
                }
                Next::Blank => "blank".to_owned(),
                Next::End => return found,
            });
        }
    }

    #[test]
    fn cells_are_what_they_show_and_what_is_none_is_said() {
        let merged = "the cell is merged with others (7): merged = \"fill\" gives each of them the value";
        assert_eq!(
            read("sheet = \"data\""),
            [
                "2: 12|Peace, \"at last\"|2019-01-14",
                "4: 0.5|true|2019-01-14 14:30:00",
                "5 text: the cell has a formula, =1+1: formulas = \"value\" takes the value that the workbook stored",
                "6: 6|=1+1|",
                &format!("7 id: {merged}"),
                &format!("8 id: {merged}"),
            ]
        );
        let taken = read("sheet = 2\nformulas = \"value\"\nmerged = \"fill\"");
        assert_eq!(taken[2..], ["5: 5|2|14.01.2019", "6: 6|=1+1|", "7: 7|a|", "8: 7|b|"]);
    }

    #[test]
    fn a_date_of_a_workbook_is_read_whatever_the_format_of_texts() {
        let process =
            "[process]\nkey = \"talks\"\ntitle = \"T\"\nzone = \"UTC\"\n[each]\nsummary = \"It was said.\"";
        let file = format!("sheet = \"data\"\nformulas = \"value\"\n{process}");
        let rules = rules(&file);
        let mut log = MemoryLog::new();
        let options = TableOptions {
            ending: Some(TableFormat::Xlsx),
            process: None,
            missing: Missing::Listed,
            older: Older::Refused,
        };
        let before = Log::read(&log).unwrap();
        let import = TableImport::new(&rules, Cursor::new(workbook()), &before, options, &tempfile::tempfile);
        import.unwrap().append(&mut log, None, &mut |_| {}).unwrap();
        let log = log.read(ALL).unwrap();
        let dates = log
            .events()
            .iter()
            .filter_map(|event| event.draft.assertion())
            .map(|said| said.occurred.to_string());
        assert_eq!(dates.collect::<Vec<_>>(), ["2019-01-14", "2019-01-14"]);
    }

    #[test]
    fn a_sheet_that_is_not_there_and_what_is_no_workbook_are_refused() {
        assert_eq!(read("sheet = \"dates\""), ["it has no such sheet; it has notes, data"]);
        assert!(read("")[0].contains("no column"));
        let rules = rules("");
        for format in [TableFormat::Xlsx, TableFormat::Xls, TableFormat::Ods] {
            let opened = Rows::open(Cursor::new("no workbook"), &rules, Some(format), &tempfile::tempfile);
            assert!(opened.err().unwrap().to_string().contains("cannot be read as a workbook"), "{format:?}");
        }
    }

    #[test]
    fn a_date_of_either_system_is_its_day() {
        for is_1904 in [false, true] {
            let serial = if is_1904 { 42017.0 } else { 43479.0 };
            let date = calamine::ExcelDateTime::new(serial, calamine::ExcelDateTimeType::DateTime, is_1904);
            assert_eq!(shown(&Data::DateTime(date)).unwrap(), "2019-01-14");
        }
        let hours = calamine::ExcelDateTime::new(0.5, calamine::ExcelDateTimeType::TimeDelta, false);
        assert!(shown(&Data::DateTime(hours)).is_err());
    }
}
