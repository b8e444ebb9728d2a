//! Sheets that were filled in by hand: each row is an entry, its columns are the fields of the kind, and its cells hold what plain
//! text has in them. No rules are needed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Seek, SeekFrom};

use asof_core::LineCode;
use encoding_rs::UTF_8;

use super::decode::Decoded;
use super::rows::TableError;
use super::sheet::{AS_VALUE, SheetRow, sheets, unpack};
use crate::check::problem::{Code, Passage, Problem};
use crate::write::drafts::{Destination, DraftForm, Read, read};
use crate::write::plain::{Header, RowPlace, block_of_cells};
use crate::write::rules::{Formulas, Merged, SheetRules, TableFormat};

/// The column that says which kind of entry a row is, unless the name of the sheet does.
const KIND: &str = "kind";

/// In that column: what the row says holds for the rows below, as what stands above entries in plain text.
const HEADER: &str = "header";

/// The entries of sheets.
#[derive(Debug, Default)]
pub struct FilledSheets {
    /// The drafts, in the order of the sheets and rows. The line of each is its row.
    pub drafts: Vec<Read>,
    /// What is no entry.
    pub problems: Vec<Problem>,
    /// How many rows have nothing but their kind.
    pub blank: usize,
}

/// A sheet: its name, if it has one, and its rows.
struct Sheet {
    name: Option<String>,
    rows: Vec<SheetRow>,
}

impl FilledSheets {
    /// Reads all sheets of a workbook, or the rows of a text. `scratch` makes a temporary file.
    ///
    /// # Errors
    ///
    /// The table cannot be read, or a sheet has no column for the kinds of its rows.
    pub fn read(
        table: File,
        format: TableFormat,
        to: &impl Destination,
        scratch: &dyn Fn() -> io::Result<File>,
    ) -> Result<Self, TableError> {
        let sheets = match format {
            TableFormat::Csv => separated(table, b',')?,
            TableFormat::Tsv => separated(table, b'\t')?,
            TableFormat::Xlsx | TableFormat::Xls | TableFormat::Ods => unpacked(table, format, scratch)?,
            TableFormat::Jsonl => {
                let said = "JSON Lines need rules: `asof append` reads drafts in JSON without any";
                return Err(TableError::Form(said.to_owned()));
            }
        };
        let mut filled = Self::default();
        let mut header = Header::default();
        for sheet in sheets {
            filled.add(sheet, &mut header, to)?;
        }
        Ok(filled)
    }

    /// Adds the entries of a sheet.
    fn add(&mut self, sheet: Sheet, header: &mut Header, to: &impl Destination) -> Result<(), TableError> {
        let mut rows = sheet.rows.into_iter();
        let Some(names) = rows.next() else { return Ok(()) };
        let columns: Vec<String> = names.cells.iter().map(|name| name.trim().to_owned()).collect();
        let of_sheet = sheet.name.as_ref().map(|name| name.trim().replace(' ', "/"));
        let of_sheet = of_sheet.filter(|name| name == HEADER || block_of_cells(name, &[]).is_some());
        if of_sheet.is_none() && !columns.iter().any(|column| column == KIND) {
            let said =
                sheet.name.as_ref().map_or_else(String::new, |name| format!("the sheet `{name}` has "));
            return Err(TableError::Form(format!(
                "{said}no column `kind`: `asof import --template KIND` prints a sheet to fill, and a table of another \
                 form needs --rules"
            )));
        }
        let place = RowPlace { sheet: sheet.name };
        for row in rows {
            self.add_row(&columns, of_sheet.as_deref(), &row, &place, header, to);
        }
        Ok(())
    }

    fn add_row(
        &mut self,
        columns: &[String],
        of_sheet: Option<&str>,
        row: &SheetRow,
        place: &RowPlace,
        header: &mut Header,
        to: &impl Destination,
    ) {
        let line = usize::try_from(row.row).unwrap_or(usize::MAX);
        for (at, fault) in &row.faults {
            let column = columns.get(*at).map_or("", String::as_str);
            let fault = fault.strip_suffix(AS_VALUE).unwrap_or(fault);
            self.problems.push(faulty(line, place.said(format!("column `{column}`: {fault}"))));
        }
        let cells = columns.iter().zip(&row.cells).map(|(name, cell)| (name.as_str(), cell.trim()));
        let (kinds, filled): (Vec<_>, Vec<_>) = cells
            .filter(|(name, cell)| !name.is_empty() && !cell.is_empty())
            .partition(|(name, _)| *name == KIND);
        if filled.is_empty() || !row.faults.is_empty() {
            self.blank += usize::from(row.faults.is_empty());
            return;
        }
        let Some(kind) = kinds.first().map(|(_, kind)| *kind).or(of_sheet) else {
            return self.problems.push(faulty(line, place.said("the row has no kind".to_owned())));
        };
        let block = block_of_cells(kind, &filled).unwrap_or_else(|| format!("{kind}\n"));
        let passage = Passage { text: block.trim_end(), line, column: 1, origin: None };
        match read(passage, DraftForm::Plain, header, to) {
            Ok(draft) => self.drafts.extend(draft.map(|draft| draft.of_row(place.clone()))),
            Err(problems) => {
                let of_row =
                    |problem: Problem| Problem { line, message: place.said(problem.message), ..problem };
                self.problems.extend(problems.into_iter().map(of_row));
            }
        }
    }
}

/// Returns what is wrong with a row that cannot be read as an entry.
fn faulty(line: usize, message: String) -> Problem {
    Passage { text: "", line, column: 1, origin: None }.at(
        None,
        Code::Line(LineCode::NotPlain),
        message,
        None,
        None,
    )
}

/// Reads the rows of a text.
fn separated(mut table: File, delimiter: u8) -> Result<Vec<Sheet>, TableError> {
    let delimiter = delimiter_of(&mut table, delimiter)?;
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(delimiter);
    let mut rows = Vec::new();
    for record in reader.from_reader(Decoded::new(table, UTF_8)).into_records() {
        let record = record?;
        let row = record.position().map_or(0, csv::Position::line);
        rows.push(SheetRow { row, cells: record.iter().map(str::to_owned).collect(), ..SheetRow::default() });
    }
    Ok(vec![Sheet { name: None, rows }])
}

/// Returns what stands between cells: semicolons, where spreadsheets write those and the names of the columns have no other.
fn delimiter_of(table: &mut File, usual: u8) -> io::Result<u8> {
    let mut first = Vec::new();
    BufReader::new(&mut *table).take(1 << 16).read_until(b'\n', &mut first)?;
    table.seek(SeekFrom::Start(0))?;
    Ok(if first.contains(&b';') && !first.contains(&usual) { b';' } else { usual })
}

/// Reads the rows of every sheet of a workbook.
fn unpacked(
    mut table: File,
    format: TableFormat,
    scratch: &dyn Fn() -> io::Result<File>,
) -> Result<Vec<Sheet>, TableError> {
    let mut all = Vec::new();
    for name in sheets(&mut table, format)? {
        let rules = SheetRules {
            name: Some(name.clone()),
            number: None,
            merged: Merged::Refuse,
            formulas: Formulas::Refuse,
        };
        let mut rows = scratch()?;
        unpack(&mut table, format, &rules, &rows)?;
        rows.seek(SeekFrom::Start(0))?;
        let rows = BufReader::new(rows).lines().map(|line| Ok(serde_json::from_str(&line?)?));
        all.push(Sheet { name: Some(name), rows: rows.collect::<io::Result<_>>()? });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rust_xlsxwriter::{Formula, Workbook};

    use super::*;

    fn written(rows: &[(&str, &[&[&str]])]) -> File {
        let mut book = Workbook::new();
        for (name, rows) in rows {
            let sheet = book.add_worksheet().set_name(*name).unwrap();
            for (row, cells) in (0..).zip(*rows) {
                for (column, cell) in (0..).zip(*cells) {
                    let added = match cell.strip_prefix('=') {
                        Some(formula) => sheet.write_formula(row, column, Formula::new(formula)),
                        None => sheet.write_string(row, column, *cell),
                    };
                    added.unwrap();
                }
            }
        }
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&book.save_to_buffer().unwrap()).unwrap();
        file
    }

    fn read_sheets(table: File, format: TableFormat) -> FilledSheets {
        FilledSheets::read(table, format, &(), &tempfile::tempfile).unwrap()
    }

    #[test]
    fn several_kinds_stand_in_one_workbook() {
        let filled = read_sheets(
            written(&[
                (
                    "registry",
                    &[
                        &["kind", "key", "names", "title"],
                        &["body", "veyra", "Veyra"],
                        &["source", "s", "", "A source"],
                    ],
                ),
                ("header", &[&["process", "sources", "attributed_to"], &["talks", "s", "source"]]),
                (
                    "exchange carried-out",
                    &[
                        &["key", "occurred", "transfers", "sources", "summary"],
                        &["loads", "2019-01-20", "supplies 110 load one-way", "12", "\"Loads\" came."],
                        &[],
                        &["more", "2019-01-21", "supplies ? load", "13", "More came."],
                    ],
                ),
            ]),
            TableFormat::Xlsx,
        );
        assert_eq!(filled.problems, []);
        let keys: Vec<&str> = filled.drafts.iter().map(|read| read.draft.key.as_str()).collect();
        assert_eq!(keys, ["veyra", "s", "loads", "more"]);
        let loads = &filled.drafts[2];
        assert_eq!(
            (loads.line, loads.draft.summary().map(asof_core::Text::as_str)),
            (2, Some("\"Loads\" came."))
        );
        assert_eq!(loads.draft.process().map(asof_core::Key::as_str), Some("talks"));
    }

    #[test]
    fn what_is_wrong_is_said_of_its_sheet_row_and_column() {
        let filled = read_sheets(
            written(&[(
                "claims",
                &[
                    &["kind", "key", "says", "occurred"],
                    &["claim", "a", "=1+1", "2019-01-20"],
                    &["clam", "b", "something", "2019-01-20"],
                    &["", "c", "something"],
                    &["claim"],
                ],
            )]),
            TableFormat::Xlsx,
        );
        let said: Vec<(usize, &str)> =
            filled.problems.iter().map(|problem| (problem.line, problem.message.as_str())).collect();
        assert_eq!(
            said,
            [
                (2, "in the sheet `claims`, column `says`: the cell has a formula, =1+1"),
                (3, "in the sheet `claims`, `clam` is not a kind of entry"),
                (4, "in the sheet `claims`, the row has no kind"),
            ]
        );
        assert_eq!((filled.drafts.len(), filled.blank), (0, 1));
        let mut csv = tempfile::tempfile().unwrap();
        csv.write_all(b"key,says\na,b\n").unwrap();
        csv.rewind().unwrap();
        let error = FilledSheets::read(csv, TableFormat::Csv, &(), &tempfile::tempfile).unwrap_err();
        assert!(error.to_string().contains("`asof import --template KIND`"), "{error}");
    }
}
