//! The rows of a table, made into drafts one after another: in memory that grows with the names, not with the rows.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::hash::RandomState;
use std::io::{self, BufWriter, Read, Seek, Write};

use asof_core::Draft;
use serde_json::{Value as Json, json};

use super::again::Standing;
use super::names::Names;
use super::row::{RowValues, RowsAre, column};
use super::row_drafts::{KnownProcess, OfRow, RowMaker};
use super::rows::{Covers, Detected, Next, Row, Rows, Scratch, TableError};
use super::tally::{Tally, Unknown};
use crate::source::log::Log;
use crate::write::rules::{BecauseRule, Refusal, Rules, Stop, TableFormat};

/// What the options of an import say.
#[derive(Debug, Clone, Copy)]
pub struct TableOptions<'a> {
    /// What the name of the file says of its form.
    pub ending: Option<TableFormat>,
    /// The process of every event, in the place of that of the rules.
    pub process: Option<&'a str>,
    /// What becomes of events of the data set that the table no longer has.
    pub missing: Missing,
    /// Whether an edition may be older than one that stands in the log.
    pub older: Older,
}

/// What becomes of events of a data set that its table no longer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// They are listed.
    Listed,
    /// They are retracted.
    Retracted,
}

/// Whether an edition may be older than one that stands in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Older {
    /// It is refused: it would correct back.
    Refused,
    /// It may.
    Allowed,
}

/// A row that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RefusedRow {
    pub(super) column: Option<String>,
    pub(super) cell: Option<String>,
    pub(super) reason: String,
    /// Whether the log refused it, not the rules.
    pub(super) is_of_log: bool,
}

/// Where a draft comes from: the line of its row, and the number of its event among those of the rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub(super) line: u32,
    pub(super) event: u16,
}

/// The number of no event.
pub(super) const NO_EVENT: u16 = u16::MAX;

/// What was made of a table.
pub(super) struct Made {
    pub(super) spill: File,
    /// Of each line of the spill file, where its draft comes from.
    pub(super) origins: Vec<Origin>,
    pub(super) tally: Tally,
    pub(super) unknown: Unknown,
    pub(super) refused: BTreeMap<u64, RefusedRow>,
    /// The first events, as they were made.
    pub(super) first: Vec<String>,
    /// Events of the data set that the table does not have, by process and key.
    pub(super) missing: Vec<(String, String)>,
    pub(super) detected: Detected,
}

/// How many of the first events are kept to be shown.
const SHOWN: usize = 3;

/// What makes drafts of rows.
struct Maker<'a> {
    rules: &'a Rules,
    options: TableOptions<'a>,
    standing: Standing<'a>,
    names: Names,
    processes: HashMap<String, KnownProcess>,
    /// The keys of what `[[register]]` made, each with a hash of it.
    registered: HashMap<String, u64>,
    hasher: RandomState,
    /// Of each event by a hash of its process and key: a hash of it, and the line of its row.
    made: HashMap<u64, (u64, u32)>,
    once: HashSet<u64>,
    spill: BufWriter<File>,
    origins: Vec<Origin>,
    tally: Tally,
    unknown: Unknown,
    refused: BTreeMap<u64, RefusedRow>,
    first: Vec<String>,
}

/// Makes the drafts of a table, and writes them to a file, one a line.
///
/// # Errors
///
/// The table cannot be read, or is an older edition.
pub(super) fn make(
    rules: &Rules,
    table: impl Read + Seek,
    log: &Log,
    options: TableOptions<'_>,
    scratch: Scratch<'_>,
) -> Result<Made, TableError> {
    let mut rows = Rows::open(table, rules, options.ending, scratch)?;
    let spill = scratch()?;
    let standing = Standing::of(log, rules.again.as_ref().map(|again| &again.by));
    let mut maker = Maker::new(rules, log, options, standing, spill);
    if options.older == Older::Refused {
        maker.refuse_older()?;
    }
    maker.edition(log)?;
    let is_workbook = rows.detected().format.is_workbook();
    let rows_are = if is_workbook { RowsAre::Cells } else { RowsAre::Text };
    loop {
        match rows.next()? {
            Next::End => break,
            Next::Blank => maker.tally.blank += 1,
            Next::Bad { line, column, reason, .. } => {
                maker.tally.read += 1;
                maker.refused.insert(line, RefusedRow { column, cell: None, reason, is_of_log: false });
            }
            Next::Row(row) => maker.row(&row, rows_are)?,
        }
    }
    rows.refuse_missing()?;
    if options.older == Older::Refused {
        maker.refuse_older()?;
    }
    let missing = match rows.covers() {
        Covers::Whole => maker.missing()?,
        // What was not refused is elsewhere.
        Covers::Refused => Vec::new(),
    };
    let Maker { spill, origins, tally, unknown, refused, first, .. } = maker;
    let spill = spill.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(Made { spill, origins, tally, unknown, refused, first, missing, detected: rows.detected() })
}

impl<'a> Maker<'a> {
    fn new(
        rules: &'a Rules,
        log: &'a Log,
        options: TableOptions<'a>,
        standing: Standing<'a>,
        spill: File,
    ) -> Self {
        let processes = log.processes().iter().map(|process| {
            let known = KnownProcess { title: process.title.to_string(), zone: process.zone, line: None };
            (process.key.to_string(), known)
        });
        Self {
            rules,
            options,
            standing,
            names: Names::of(log.events()),
            processes: processes.collect(),
            registered: HashMap::new(),
            hasher: RandomState::new(),
            made: HashMap::new(),
            once: HashSet::new(),
            spill: BufWriter::new(spill),
            origins: Vec::new(),
            tally: Tally::default(),
            unknown: Unknown::default(),
            refused: BTreeMap::new(),
            first: Vec::new(),
        }
    }

    fn refuse_older(&self) -> Result<(), TableError> {
        let edition = &self.rules.edition;
        match self.standing.newer(edition.source.as_str(), edition.issued.as_deref()) {
            Some((newer, issued)) => Err(TableError::Form(format!(
                "the edition `{}` is older than `{newer}` ({issued}), which stands in the log: it would correct back; --older \
                 takes it all the same",
                edition.source
            ))),
            None => Ok(()),
        }
    }

    fn write(&mut self, draft: &Json, origin: Origin) -> io::Result<()> {
        writeln!(self.spill, "{draft}")?;
        self.origins.push(origin);
        Ok(())
    }

    /// Writes the source that every event cites.
    fn edition(&mut self, log: &Log) -> Result<(), TableError> {
        let edition = &self.rules.edition;
        let fields = edition.fields.iter().map(|(name, text)| (name.clone(), json!(text)));
        let source = Json::Object(fields.collect());
        let draft = json!({ "key": edition.source.as_str(), "what": { "registered": { "source": source } } });
        let read = Draft::from_json(&draft.to_string())
            .map_err(|error| TableError::Form(format!("[edition] of the rules: {}", error.message)))?;
        let known =
            log.events().iter().find(|event| event.draft.process().is_none() && event.draft.key == read.key);
        if known.is_some_and(|event| event.draft.entry != read.entry) {
            return Err(TableError::Form(format!(
                "`{}` stands in the log, and not as [edition] of the rules has it: another edition has another key, and what is \
                 wrong with this one is corrected in the log",
                edition.source
            )));
        }
        Ok(self.write(&draft, Origin { line: 0, event: NO_EVENT })?)
    }

    /// Makes the drafts of a row, or notes why it is refused.
    fn row(&mut self, row: &Row, rows_are: RowsAre) -> io::Result<()> {
        self.tally.read += 1;
        let rules = self.rules;
        let mut values = RowValues::new(rules, row.line, &row.cells, &mut self.names, &mut self.unknown);
        values.rows_are = rows_are;
        let made = is_skipped(rules, &mut values).and_then(|is_skipped| {
            if is_skipped {
                return Err(Stop::Skipped);
            }
            let mut maker = RowMaker {
                rules,
                options: self.options,
                standing: &mut self.standing,
                processes: &self.processes,
                registered: &self.registered,
                hasher: &self.hasher,
                made: &self.made,
                once: &self.once,
                values: &mut values,
                of_row: OfRow::default(),
            };
            maker.make().map(|()| maker.of_row)
        });
        let noted = std::mem::take(&mut values.noted);
        if matches!(made, Err(Stop::Refused(_))) {
            see_refused(rules, self.options, &mut self.standing, &mut values);
        }
        match made {
            Ok(of_row) => {
                self.tally.take(row.line, noted);
                self.take(row.line, of_row)
            }
            Err(Stop::Skipped) => {
                self.tally.skipped += 1;
                self.names.roll_back();
                Ok(())
            }
            Err(Stop::Refused(refusal)) => {
                self.names.roll_back();
                self.refused.insert(row.line, self.refused_row(row, refusal));
                Ok(())
            }
        }
    }

    /// Keeps what a row made.
    fn take(&mut self, line: u64, of_row: OfRow) -> io::Result<()> {
        let row = u32::try_from(line).unwrap_or(u32::MAX);
        if let Some((key, process)) = of_row.process {
            *self.tally.registered.entry("process").or_default() += u64::from(process.line == Some(line));
            if process.line == Some(line) {
                self.processes.insert(key, process);
            } else {
                let (count, _) = self.tally.other_titles.entry(key).or_insert((0, line));
                *count += 1;
            }
        }
        for committed in self.names.commit() {
            *self.tally.registered.entry(committed.sort).or_default() += 1;
            self.write(&committed.draft, Origin { line: row, event: NO_EVENT })?;
        }
        self.registered.extend(of_row.registered);
        self.made.extend(of_row.made.into_iter().map(|(name, content)| (name, (content, row))));
        self.once.extend(of_row.once);
        self.tally.unchanged += of_row.unchanged;
        self.tally.retracted += of_row.retracted;
        self.tally.corrected += of_row.corrected;
        self.tally.repeated += of_row.repeated;
        for (draft, event) in of_row.drafts {
            if event != NO_EVENT && self.first.len() < SHOWN {
                self.first.push(draft.to_string());
            }
            self.write(&draft, Origin { line: row, event })?;
        }
        Ok(())
    }

    /// Returns why a row is refused, with the column that is to blame and its cell.
    fn refused_row(&self, row: &Row, Refusal { of, reason }: Refusal) -> RefusedRow {
        let column = of.and_then(|of| column(self.rules, of));
        let cell = column.map(|number| row.cells[number].clone());
        let column = column.map(|number| self.rules.columns[number].name.clone());
        RefusedRow { column, cell, reason, is_of_log: false }
    }

    /// Returns the events of the data set that the table does not have, and retracts them if that is asked for.
    fn missing(&mut self) -> io::Result<Vec<(String, String)>> {
        let Some(again) = &self.rules.again else { return Ok(Vec::new()) };
        let edition = self.rules.edition.source.as_str();
        let missing = self.standing.missing(edition);
        let missing: Vec<(String, String)> =
            missing.into_iter().map(|(process, key)| (process.to_string(), key.to_string())).collect();
        if self.options.missing == Missing::Retracted && !self.refused.is_empty() {
            self.tally.not_retracted = missing.len() as u64;
        } else if self.options.missing == Missing::Retracted {
            self.tally.retracted_missing = missing.len() as u64;
            for (process, key) in &missing {
                let reason = format!("{edition} no longer has it.");
                let name = free_key(&self.standing, &format!("retract-{key}-{edition}"));
                let mut draft = json!({
                    "process": process,
                    "key": name,
                    "summary": reason,
                    "what": { "retraction": { "of": key, "because": "record", "reason": reason } },
                });
                if let BecauseRule::World { attributed_to, .. } = &again.because {
                    draft["what"]["retraction"]["because"] = json!("world");
                    draft["known"] = json!(self.rules.edition.issued);
                    draft["attributed_to"] = json!(attributed_to);
                }
                self.write(&draft, Origin { line: 0, event: NO_EVENT })?;
            }
        }
        Ok(missing)
    }
}

/// Notes that the table has the events of a row that is refused, as far as their keys and ids can be made.
fn see_refused(
    rules: &Rules,
    options: TableOptions<'_>,
    standing: &mut Standing<'_>,
    values: &mut RowValues<'_>,
) {
    let process = match (options.process, &rules.process) {
        (Some(process), _) => Some(process.to_owned()),
        (None, Some(rule)) => rule.key.raw(values).ok().flatten(),
        (None, None) => None,
    };
    for event in &rules.events {
        let key = event.key.raw(values).ok().flatten();
        let ids = event.fields.iter().find(|field| field.name == "external_ids");
        let ids = ids.and_then(|field| values.field(field).ok().flatten());
        standing.see(process.as_deref(), key.as_deref(), ids.as_ref());
    }
}

fn is_skipped(rules: &Rules, values: &mut RowValues<'_>) -> Result<bool, Stop> {
    for conditions in &rules.file.skip {
        if conditions.hold(values)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the first of `name`, `name-2`, `name-3` ... that no entry of the log has.
pub(super) fn free_key(standing: &Standing<'_>, name: &str) -> String {
    let mut number = 1u64;
    let mut free = name.to_owned();
    while standing.has_key(&free) {
        number += 1;
        free = format!("{name}-{number}");
    }
    free
}
