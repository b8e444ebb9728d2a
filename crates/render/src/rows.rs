//! Rows: the one list of a document that csv and jsonl print.

use asof_projector::{Column, Describe, Fields, Writing, columns};
use asof_query::rows::StateAnswer;
use asof_query::{Answer, Body, Names, StatePart};
use serde_json::{Map, Value};

use crate::Format;

/// What a command answers with, which decides the formats that it can be printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Rows of one shape.
    Rows,
    /// Something else: for csv and jsonl, this is to be asked instead.
    Whole(&'static str),
    /// Problems with their places.
    Problems,
    /// Lines that come one after another, without an end.
    Stream,
    /// A briefing: a document for people, with a title of its own.
    Briefing,
    /// Drafts, as plain text or one JSON object on each line.
    Drafts,
    /// A calendar, whatever the format.
    Calendar,
    /// A picture, whatever the format.
    Picture,
    /// Files, each in a format of its own.
    Files,
}

impl Shape {
    /// What cannot be had as rows, where nothing nearer can be asked.
    pub const DOCUMENT: Self = Self::Whole(
        "use --format json here; rows are those of `asof log` and of one part of a state, such as `asof state --only commitments`",
    );

    /// Checks that the answer can be printed in a format, or returns what to ask instead.
    pub fn fits(self, format: Format) -> Result<(), String> {
        match (format, self) {
            (Format::Md | Format::Json | Format::Csv | Format::Github, Self::Stream) => Err(
                "what comes without an end is printed as lines: use --format text or jsonl here, or `asof log`".to_owned(),
            ),
            (Format::Md | Format::Csv | Format::Github, Self::Drafts) => {
                Err("drafts are printed in plain text or as JSON: use --format text or jsonl here".to_owned())
            }
            (Format::Md | Format::Json | Format::Jsonl | Format::Csv | Format::Github, Self::Calendar) => Err(
                "a calendar is iCalendar: leave out --format, and with -o name a file that ends in .ics".to_owned(),
            ),
            (Format::Md | Format::Json | Format::Jsonl | Format::Csv | Format::Github, Self::Picture) => Err(
                "a picture is SVG: leave out --format, and with -o name a file that ends in .svg".to_owned(),
            ),
            (Format::Md | Format::Json | Format::Jsonl | Format::Csv | Format::Github, Self::Files) => {
                Err("what is exported is files, which have formats of their own: leave out --format".to_owned())
            }
            (Format::Html, Self::Briefing) | (Format::CloudEvents, Self::Stream) => Ok(()),
            (Format::Html, _) => Err(
                "only `asof brief` writes an HTML document; `asof serve` shows every answer in a browser: use --format \
                 text, md or json here"
                    .to_owned(),
            ),
            (Format::CloudEvents, _) => Err(
                "cloudevents is for the events that `asof follow` prints: use --format json here".to_owned(),
            ),
            (Format::Jsonl | Format::Csv | Format::Github, Self::Briefing) => Err(
                "a briefing is a document: use --format text, md, html or json here".to_owned(),
            ),
            (Format::Text | Format::Md | Format::Json, _)
            | (Format::Jsonl, Self::Stream | Self::Drafts)
            | (Format::Jsonl | Format::Csv, Self::Rows)
            | (Format::Github, Self::Problems) => Ok(()),
            (Format::Jsonl, Self::Whole(instead)) => Err(refusal("jsonl", instead)),
            (Format::Csv, Self::Whole(instead)) => Err(refusal("csv", instead)),
            (Format::Jsonl, Self::Problems) => Err(refusal("jsonl", "use --format json or github here")),
            (Format::Csv, Self::Problems) => Err(refusal("csv", "use --format json or github here")),
            (Format::Github, Self::Rows | Self::Whole(_)) => {
                Err("github is for the problems that `asof check` finds: use --format json here".to_owned())
            }
        }
    }
}

fn refusal(format: &str, instead: &str) -> String {
    format!("{format} is for rows of one shape, and this answer has none: {instead}")
}

/// The one list of an answer, as rows of one shape.
pub(crate) struct Table {
    /// Their columns.
    pub(crate) columns: Vec<Column>,
    /// The rows, each with every field.
    pub(crate) rows: Vec<Map<String, Value>>,
}

impl Table {
    fn of<R: Fields + Describe>(rows: &[R], names: &Names) -> Self {
        Self { columns: columns::<R>(), rows: written(rows, names) }
    }
}

fn written<R: Fields>(rows: &[R], names: &Names) -> Vec<Map<String, Value>> {
    rows.iter().map(|row| Writing::named(names).row(row)).collect()
}

/// Returns the rows of an answer.
///
/// # Errors
///
/// The answer has no list, or several, with what to ask instead.
pub(crate) fn table(answer: &Answer) -> Result<Table, String> {
    let names = &answer.names;
    let table = match &answer.body {
        Body::Log(log) => Some(Table::of(&log.events, names)),
        Body::Names(list) => Some(Table::of(&list.names, names)),
        Body::Processes(list) => Some(Table::of(&list.processes, names)),
        Body::History(history) => Some(Table::of(&history.changes, names)),
        Body::Due(list) => Some(Table::of(&list.due, names)),
        Body::Disputes(found) => Some(Table::of(&found.disputes, names)),
        Body::State(state) => of_part(state, names),
        Body::Hindsight(_)
        | Body::Diff(_)
        | Body::Brief(_)
        | Body::Show(_)
        | Body::Why(_)
        | Body::Compare(_)
        | Body::About(_)
        | Body::Append(_)
        | Body::Import(_)
        | Body::ImportTable(_)
        | Body::Replay(_)
        | Body::Snapshot(_)
        | Body::Copy(_)
        | Body::Init(_) => None,
    };
    table.ok_or_else(|| refusal("this format", "use --format json here"))
}

/// Returns whether an answer is one list of rows, which csv and jsonl print.
pub fn has_rows(answer: &Answer) -> bool {
    table(answer).is_ok()
}

/// Returns the rows of a state of which one part was asked for.
fn of_part(state: &StateAnswer, names: &Names) -> Option<Table> {
    match state.only.as_slice() {
        [StatePart::Possible] => Some(Table::of(&state.possible, names)),
        [StatePart::Collection(collection)] => {
            let rows = state.parts.get(*collection)?;
            Some(Table { columns: collection.columns(), rows: written(rows, names) })
        }
        _ => None,
    }
}

/// Returns the rows of an answer as JSON, one a line.
///
/// # Errors
///
/// The answer has no rows.
pub fn jsonl(answer: &Answer) -> Result<String, String> {
    let rows = table(answer)?.rows.into_iter();
    Ok(rows.map(|row| format!("{}\n", Value::Object(row))).collect())
}

#[cfg(test)]
mod tests {
    use asof_core::Inferred;
    use asof_projector::Collection;
    use asof_query::{Log, Query, Scope, Selection, state};
    use asof_store::{Access, MemoryLog};

    use super::*;

    #[test]
    fn a_state_of_one_part_has_rows_and_one_of_several_has_none() {
        let text = include_str!("../../../fixtures/logs/first-days.jsonl");
        let log = Log::read(&MemoryLog::from_text(text, Access::ReadOnly)).unwrap();
        let query = Query {
            process: None,
            scope: Scope::Process,
            as_of: None,
            known: None,
            recorded: None,
            inferred: Inferred::Include,
            now: chrono::DateTime::UNIX_EPOCH,
        };
        let asked = query.at(&log, Some("last")).unwrap();
        let rows = |parts: &[Collection]| {
            let only = parts.iter().copied().map(StatePart::Collection).collect();
            let stood = state(&log, &asked, &Selection { only, ..Selection::default() });
            table(&Answer::new(stood, log.names())).map(|table| table.rows.len())
        };
        assert_eq!(rows(&[Collection::People]), Ok(3));
        // A status is one row or none.
        assert!(rows(&[Collection::Status]).is_ok_and(|rows| rows <= 1));
        assert_eq!(rows(&[Collection::Resolutions]), Ok(0));
        for parts in [&[][..], &[Collection::People, Collection::Status]] {
            assert!(rows(parts).unwrap_err().contains("--format json"));
        }
    }

    #[test]
    fn rows_are_refused_with_what_to_ask_instead() {
        let whole = Shape::Whole("ask for the log");
        assert_eq!(whole.fits(Format::Json), Ok(()));
        assert!(whole.fits(Format::Csv).unwrap_err().ends_with("ask for the log"));
        assert!(whole.fits(Format::Jsonl).unwrap_err().starts_with("jsonl"));
        assert_eq!(Shape::Rows.fits(Format::Csv), Ok(()));
        assert_eq!(Shape::Picture.fits(Format::Text), Ok(()));
        assert!(Shape::Picture.fits(Format::Json).unwrap_err().contains(".svg"));
    }
}
