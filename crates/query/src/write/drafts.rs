//! Drafts as an author hands them in: as JSON objects, each on one line or spread over several, or as plain text.

mod batches;
mod file;
mod passages;

use asof_core::{Draft, LineCode, LineError, Zone};

use crate::ask::dates::{clock_without_offset, offset_hint};
use crate::check::problem::{Passage, Problem};
use crate::write::form::FILL_IN;
use crate::write::plain::{Filled, Header, Origin, PlainEntry, RowPlace, of_block, read_block};
use passages::{Next, Passages, Place};

pub use batches::BATCH;
pub use file::{DraftFile, DraftFileError};

/// A draft and its place in the text that was read.
#[derive(Debug, Clone)]
pub struct Read {
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// The column at which it begins.
    pub column: usize,
    /// It as JSON: as it was written, or made of plain text; empty if nobody wrote it.
    pub text: String,
    /// The draft.
    pub draft: Draft,
    /// What its author left to the reader.
    pub filled: Filled,
    /// The plain text that it was made of.
    origin: Option<Origin>,
}

impl Read {
    /// Returns a draft that was made and not read.
    pub fn made(draft: Draft) -> Self {
        Self { line: 1, column: 1, text: String::new(), draft, filled: Filled::default(), origin: None }
    }

    /// Returns it with another draft in its place.
    #[must_use]
    pub fn with(self, draft: Draft) -> Self {
        Self { draft, ..self }
    }

    /// Returns it as one that was made of the cells of a row.
    pub(crate) fn of_row(mut self, row: RowPlace) -> Self {
        if let Some(origin) = &mut self.origin {
            origin.row = Some(row);
        }
        self
    }

    /// Returns the line and the byte of it at which the key that was proposed would stand, if one was.
    pub(crate) fn key_place(&self) -> Option<(usize, usize)> {
        let block = &self.origin.as_ref()?.block;
        let before = block.get(..self.filled.key?)?;
        let begun = before.rfind('\n').map_or(0, |end| end + 1);
        Some((self.line + before.matches('\n').count(), before.len() - begun))
    }

    pub(crate) fn passage(&self) -> Passage<'_> {
        Passage { text: &self.text, line: self.line, column: self.column, origin: self.origin.as_ref() }
    }
}

/// How drafts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftForm {
    /// JSON objects, one after another.
    Json,
    /// Blocks of plain text, with blank lines between them.
    Plain,
}

impl DraftForm {
    /// Returns how a text is written, by its first line that is neither blank nor a comment: plain text begins with a word.
    pub fn of(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = text.lines().map(str::trim_start);
        match lines.find(|line| !line.is_empty() && !line.starts_with('#')) {
            Some(line) if line.starts_with(|first: char| first.is_ascii_alphabetic()) => Self::Plain,
            _ => Self::Json,
        }
    }
}

/// The log that drafts are read for. It is asked where a draft leaves something open.
pub trait Destination {
    /// Returns the zone of a process as a draft names it; of the only process there is, if it names none.
    fn zone_of(&self, process: Option<&str>) -> Option<Zone>;

    /// Returns the process of entries in plain text that name none.
    fn process(&self) -> Option<String>;
}

/// No log.
impl Destination for () {
    fn zone_of(&self, _: Option<&str>) -> Option<Zone> {
        None
    }

    fn process(&self) -> Option<String> {
        None
    }
}

/// Reads drafts: JSON objects, one after another, or blocks of plain text.
///
/// # Errors
///
/// Everything that is not a draft. After a text that is not JSON, reading goes on at the next line that begins
/// with `{`; after a block that is no plain text, at the next. A clock time without its offset is told the one of that day in
/// the zone of its process.
pub fn read_drafts(text: &str, form: DraftForm, to: &impl Destination) -> Result<Vec<Read>, Vec<Problem>> {
    // Some editors begin a file with a byte order mark, which means nothing in UTF-8.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut passages = Passages::at(text, Place::FIRST, form);
    let mut header = Header::default();
    let mut drafts = Vec::new();
    let mut problems = Vec::new();
    loop {
        match passages.next(false) {
            Next::Value(passage) => match read(passage, form, &mut header, to) {
                Ok(read) => drafts.extend(read),
                Err(found) => problems.extend(found),
            },
            Next::NotJson(problem) => problems.push(*problem),
            Next::End | Next::CutOff => break,
        }
    }
    if problems.is_empty() { Ok(drafts) } else { Err(problems) }
}

/// Reads a passage as a draft; `None` if it is a header of plain text, which is changed by it.
pub(crate) fn read(
    passage: Passage<'_>,
    form: DraftForm,
    header: &mut Header,
    to: &impl Destination,
) -> Result<Option<Read>, Vec<Problem>> {
    let alone = |problem: Box<Problem>| vec![*problem];
    // Among blocks of plain text a draft may stand as JSON, the way out for what has no other form.
    if form == DraftForm::Json || passage.text.starts_with('{') {
        let (text, filled) = (passage.text.to_owned(), Filled::default());
        let draft = draft(passage, to).map_err(alone)?;
        return Ok(Some(of(passage, draft, text, filled, None)));
    }
    let block = read_block(passage.text, header, || to.process());
    let told = |faults: Vec<LineError>| {
        faults.into_iter().map(|fault| passage.unreadable(fault)).collect::<Vec<_>>()
    };
    match block.map_err(told)? {
        Some(PlainEntry { json, origin, filled }) => {
            let made = Passage { text: &json, origin: Some(&origin), ..passage };
            let draft = draft(made, to).map_err(alone)?;
            Ok(Some(of(passage, draft, json, filled, Some(origin))))
        }
        None => Ok(None),
    }
}

fn of(passage: Passage<'_>, draft: Draft, text: String, filled: Filled, origin: Option<Origin>) -> Read {
    let Passage { line, column, .. } = passage;
    Read { line, column, text, draft, filled, origin }
}

/// Reads a passage of JSON.
fn draft(passage: Passage<'_>, to: &impl Destination) -> Result<Draft, Box<Problem>> {
    let text = passage.text;
    let error = match Draft::from_json(text) {
        Ok(_) if text.contains(&quoted_blank()) => not_filled_in(text),
        Ok(draft) => return Ok(draft),
        Err(error) => with_offset(error, text, |process| to.zone_of(process)),
    };
    let error = if passage.origin.is_some() { of_block(error) } else { error };
    Err(Box::new(passage.unreadable(error)))
}

/// Returns what stands in a form where the author must write.
fn quoted_blank() -> String {
    format!("\"{FILL_IN}\"")
}

/// Says where a form was not filled in, in a field that takes any text.
fn not_filled_in(text: &str) -> LineError {
    let blank = quoted_blank();
    LineError {
        code: LineCode::BadText,
        span: text.find(&blank).map(|at| at..at + blank.len()),
        message: format!("`{FILL_IN}` marks something still to be written"),
        hint: Some("replace it, or leave the field out".to_owned()),
    }
}

/// Says with which offset a clock time that lacks it is written, if the zone of its process is known.
fn with_offset(error: LineError, draft: &str, zone_of: impl Fn(Option<&str>) -> Option<Zone>) -> LineError {
    let hint = || {
        let span = error.span.clone().filter(|_| error.code == LineCode::BadDate)?;
        let written: String = serde_json::from_str(draft.get(span)?).ok()?;
        let clock = clock_without_offset(&written)?;
        let entry: serde_json::Value = serde_json::from_str(draft).ok()?;
        offset_hint(&clock, zone_of(entry["process"].as_str())?)
    };
    let hint = hint();
    LineError { hint: hint.or(error.hint), ..error }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"N"}]}}}}"#;

    fn body(key: &str) -> String {
        BODY.replace("KEY", key)
    }

    /// Returns the lines and keys of the drafts, or the places and codes of the problems.
    fn read(text: &str) -> Vec<(usize, String)> {
        match read_drafts(text, DraftForm::Json, &()) {
            Ok(drafts) => drafts.into_iter().map(|read| (read.line, read.draft.key.to_string())).collect(),
            Err(problems) => problems
                .iter()
                .map(|problem| {
                    let column = problem.columns.map_or(0, |columns| columns.first);
                    (problem.line, format!("{column} {}", problem.code.name()))
                })
                .collect(),
        }
    }

    fn spread(key: &str) -> String {
        body(key).replace(",\"what", ",\n  \"what").replace("}}}}", "}}}\n}")
    }

    #[test]
    fn a_form_that_is_not_filled_in_is_no_draft() {
        assert_eq!(read(&body("a").replace(r#""N""#, r#""FILL IN""#)), [(1, "59 bad-text".to_owned())]);
    }

    #[test]
    fn drafts_stand_on_a_line_each_or_are_spread_over_several() {
        let text = format!("\u{feff}{}\r\n\n{}\n  {}\n", body("a"), spread("b"), body("c"));
        let expected = [(1, "a"), (3, "b"), (6, "c")].map(|(line, key)| (line, key.to_owned()));
        assert_eq!(read(&text), expected);
        assert_eq!(read(" \n"), []);
    }

    #[test]
    fn problems_of_a_spread_draft_are_placed_on_its_lines() {
        let text = format!("{}\n{}", body("a"), spread("b").replace("names", "nams"));
        assert_eq!(read(&text), [(3, "33 unknown-field".to_owned())]);
        let problems = read_drafts(&text, DraftForm::Json, &()).unwrap_err();
        assert!(problems[0].excerpt.text.starts_with("  \"what"), "{:?}", problems[0].excerpt);
        // A draft that is indented counts its columns from the margin.
        assert_eq!(read(&format!("    {}", body("A"))), [(1, "12 bad-key".to_owned())]);
    }

    #[test]
    fn reading_goes_on_behind_what_is_not_json() {
        let broken = spread("b").replace("\"names\":", "names:");
        let text = format!("{broken}\n{}\nnonsense\n{}", body("A"), body("B"));
        let expected = [(2, "33 not-json"), (4, "8 bad-key"), (5, "1 not-json"), (6, "8 bad-key")];
        assert_eq!(read(&text), expected.map(|(line, said)| (line, said.to_owned())));
    }

    #[test]
    fn a_draft_that_is_cut_off_is_one_problem() {
        let as_of = spread("b");
        assert_eq!(read(&as_of[..as_of.len() - 4]), [(2, "55 not-json".to_owned())]);
    }
}
