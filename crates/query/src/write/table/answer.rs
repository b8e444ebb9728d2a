//! What an import of a table did, as an answer.

use asof_core::{Digest, Draft, Key};
use asof_projector::{role, row};

use super::TableImport;
use super::tally::Tally;
use crate::answers::envelope::OpenEnvelope;
use crate::write::append::{Imported, OfKind};
use crate::write::plain::PlainWriter;

/// Of so many rows each is told; JSON and the file of refused rows have more.
const TOLD: usize = 1000;

row! {
    /// What an import of a table did: what `import` prints.
    pub struct ImportTableAnswer as "ImportTable" {
        /// What every answer begins with.
        envelope: OpenEnvelope as role::Flat,
        /// The table.
        file: String as role::Prose,
        /// The rules.
        rules: String as role::Prose,
        /// Whether it was only tried out, and nothing is written.
        dry_run: bool,
        /// Whether nothing was written because rows were refused.
        held_back: bool,
        /// The form of the table: csv, tsv, jsonl, xlsx, xls, ods.
        format: String as role::Prose,
        /// Its encoding.
        encoding: String as role::Prose,
        /// The sheet of a workbook; null if it is none.
        sheet: Option<String> as role::Prose,
        /// What stands between its cells: a character, or `tab`; null for JSON and workbooks.
        delimiter: Option<String> as role::Prose,
        /// The key of the edition, as a source.
        edition: Key,
        /// How many rows were read.
        rows: u64,
        /// How many rows were blank.
        blank: u64,
        /// How many rows the rules leave out.
        skipped: u64,
        /// How many events stand in the table twice, with the same values.
        repeated: u64,
        /// How many events stand in the log as they are.
        unchanged: u64,
        /// How many events were retracted in the log, and stay so.
        retracted: u64,
        /// How many events of the log were corrected.
        corrected: u64,
        /// How many rows were refused.
        refused: u64,
        /// How many entries were appended.
        appended: u64,
        /// The greatest `seq` of the log now; 0 if it is empty.
        head: u64,
        /// The log root now; null if the log is empty.
        log_root: Option<Digest>,
        /// The entries that were appended, by kind.
        kinds: Vec<OfKind> as role::Rows,
        /// What was registered on the way, by sort.
        registered: Vec<OfRegistry> as role::Rows,
        /// Texts that maps of the rules do not have.
        unknown: Vec<UnknownText> as role::Rows,
        /// How many dates are coarser than a day.
        coarsened: u64,
        /// How many dates fell back to another.
        fell_back: u64,
        /// How many dates of `known` were before `occurred`, which stands for them.
        raised: u64,
        /// How many quantities had their numbers put in order.
        crossed: u64,
        /// The first of these.
        first_crossed: Vec<CrossedRow> as role::Rows,
        /// What else is worth a look.
        notes: Vec<NoteRow> as role::Rows,
        /// The first events that the rows make, in a dry run.
        first_events: Vec<FirstEvent> as role::Rows,
        /// The rows that were refused, as many as are told.
        refused_rows: Vec<RefusedRowAnswer> as role::Rows,
        /// How many events of the data set the table no longer has.
        missing: u64,
        /// How many of them are retracted by this import.
        missing_retracted: u64,
        /// The first of those that are missing.
        missing_events: Vec<MissingRow> as role::Rows,
    }
}

row! {
    /// How many entries of the registry were made on the way.
    pub struct OfRegistry as "OfRegistry" {
        /// Of which sort: process, body, person, place, issue, spelling.
        sort: String as role::Prose,
        /// How many.
        count: u64,
    }
}

row! {
    /// A text that a map of the rules does not have.
    pub struct UnknownText as "UnknownText" {
        /// The map.
        map: String as role::Prose,
        /// The text.
        text: String as role::Prose,
        /// How many rows have it.
        count: u64,
        /// The line of the first.
        first_line: u64,
    }
}

row! {
    /// A quantity whose numbers were put in order.
    pub struct CrossedRow as "CrossedRow" {
        /// The line of the row.
        line: u64,
        /// The numbers as they stood.
        numbers: String as role::Prose,
    }
}

row! {
    /// Something worth a look.
    pub struct NoteRow as "ImportNote" {
        /// What it is.
        note: String as role::Prose,
    }
}

row! {
    /// An event that a row makes.
    pub struct FirstEvent as "FirstEvent" {
        /// It as a draft, in lines of plain text.
        lines: Vec<String> as role::Prose,
    }
}

row! {
    /// A row that was refused.
    pub struct RefusedRowAnswer as "RefusedRow" {
        /// The line on which it begins.
        line: u64,
        /// The column that is to blame; null if no one is.
        column: Option<String> as role::Prose,
        /// What the cell has; null if that is not known.
        cell: Option<String> as role::Prose,
        /// Why.
        reason: String as role::Prose,
    }
}

row! {
    /// An event of the data set that its table no longer has.
    pub struct MissingRow as "MissingRow" {
        /// The negotiation.
        process: Key,
        /// Its key.
        key: Key as role::Event,
    }
}

/// What an answer says beside what was counted.
#[derive(Debug, Clone, Copy)]
pub struct TableRun<'a> {
    /// How the table is named.
    pub file: &'a str,
    /// How the rules are named.
    pub rules: &'a str,
    /// Whether it was only tried out.
    pub dry_run: bool,
    /// Whether nothing was written because rows were refused.
    pub held_back: bool,
}

impl TableImport<'_> {
    /// Returns what was done as an answer.
    pub fn answer(&self, run: TableRun<'_>, imported: &Imported) -> ImportTableAnswer {
        let made = &self.made;
        let tally = &made.tally;
        let key = |text: &str| text.parse::<Key>().ok();
        let missing = made
            .missing
            .iter()
            .filter_map(|(process, event)| Some(MissingRow { process: key(process)?, key: key(event)? }));
        let refused = made.refused.iter().take(TOLD).map(|(line, row)| RefusedRowAnswer {
            line: *line,
            column: row.column.clone(),
            cell: row.cell.clone(),
            reason: row.reason.clone(),
        });
        let mut writer = PlainWriter::default();
        let first = made.first.iter().filter_map(|draft| Draft::from_json(draft).ok());
        let first = first.map(|draft| FirstEvent {
            lines: writer.write(&draft).trim().lines().map(str::to_owned).collect(),
        });
        let unknown = made.unknown.texts.iter().map(|((map, text), (count, first_line))| UnknownText {
            map: self.rules.maps[*map].name.clone(),
            text: text.clone(),
            count: *count,
            first_line: *first_line,
        });
        let crossed = tally
            .first_crossed
            .iter()
            .map(|(line, numbers)| CrossedRow { line: *line, numbers: numbers.clone() });
        let registered = tally
            .registered
            .iter()
            .map(|(sort, count)| OfRegistry { sort: (*sort).to_owned(), count: *count });
        ImportTableAnswer {
            envelope: OpenEnvelope::default(),
            file: run.file.to_owned(),
            rules: run.rules.to_owned(),
            dry_run: run.dry_run,
            held_back: run.held_back,
            format: made.detected.format.name().to_owned(),
            encoding: made.detected.encoding.to_owned(),
            sheet: made.detected.sheet.clone(),
            delimiter: made.detected.delimiter.map(delimiter_name),
            edition: self.rules.edition.source.clone(),
            rows: tally.read,
            blank: tally.blank,
            skipped: tally.skipped,
            repeated: tally.repeated,
            unchanged: tally.unchanged,
            retracted: tally.retracted,
            corrected: tally.corrected,
            refused: made.refused.len() as u64,
            appended: imported.appended,
            head: imported.head,
            log_root: imported.root,
            kinds: imported.of_kinds(),
            registered: registered.collect(),
            unknown: unknown.collect(),
            coarsened: tally.coarsened,
            fell_back: tally.fell_back,
            raised: tally.raised,
            crossed: tally.crossed,
            first_crossed: crossed.collect(),
            first_events: if run.dry_run { first.collect() } else { Vec::new() },
            notes: notes(tally, made.unknown.more),
            refused_rows: refused.collect(),
            missing: made.missing.len() as u64,
            missing_retracted: tally.retracted_missing,
            missing_events: missing.take(TOLD).collect(),
        }
    }
}

/// Returns how a delimiter is shown.
fn delimiter_name(byte: u8) -> String {
    if byte == b'\t' { "tab".to_owned() } else { char::from(byte).to_string() }
}

fn notes(tally: &Tally, unknown: u64) -> Vec<NoteRow> {
    let titles = tally.other_titles.iter().map(|(process, (count, line))| {
        format!("the process `{process}` keeps its title; rows with another: {count}, first in line {line}")
    });
    let more = (unknown > 0).then(|| format!("{unknown} more texts are not in the maps"));
    let kept = (tally.not_retracted > 0).then(|| {
        format!(
            "{} events that the table no longer has were not retracted: rows were refused, and they may be among them",
            tally.not_retracted
        )
    });
    titles.chain(more).chain(kept).map(|note| NoteRow { note }).collect()
}
