//! Drafts as an author hands them in: one JSON object, or several, each on one line or spread over several.

mod batches;
mod file;
mod passages;

use asof_core::{Draft, LineCode, LineError, Zone};

use crate::ask::dates::{clock_without_offset, offset_hint};
use crate::check::problem::{Passage, Problem};
use passages::{Next, Passages};

pub use batches::BATCH;
pub use file::{DraftFile, DraftFileError};

/// A draft and its place in the text that was read.
#[derive(Debug, Clone)]
pub struct Read {
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// The column at which it begins.
    pub column: usize,
    /// It as it was written; empty if nobody wrote it.
    pub text: String,
    /// The draft.
    pub draft: Draft,
}

impl Read {
    /// Returns a draft that was made and not read.
    pub fn made(draft: Draft) -> Self {
        Self { line: 1, column: 1, text: String::new(), draft }
    }

    pub(crate) fn passage(&self) -> Passage<'_> {
        Passage { text: &self.text, line: self.line, column: self.column }
    }
}

/// Reads drafts: JSON objects, one after another.
///
/// # Errors
///
/// Everything that is not a draft. After a text that is not JSON, reading goes on at the next line that begins
/// with `{`. A clock time without its offset is told the one of that day in the zone of its process, which `zone_of`
/// returns by its key.
pub fn read_drafts(
    text: &str,
    zone_of: impl Fn(Option<&str>) -> Option<Zone>,
) -> Result<Vec<Read>, Vec<Problem>> {
    let mut passages = Passages::new(text);
    let mut drafts = Vec::new();
    let mut problems = Vec::new();
    loop {
        match passages.next(false) {
            Next::Value(passage) => match read(passage, &zone_of) {
                Ok(read) => drafts.push(read),
                Err(problem) => problems.push(*problem),
            },
            Next::NotJson(problem) => problems.push(*problem),
            Next::End | Next::CutOff => break,
        }
    }
    if problems.is_empty() { Ok(drafts) } else { Err(problems) }
}

/// Reads a passage as a draft.
fn read(passage: Passage<'_>, zone_of: impl Fn(Option<&str>) -> Option<Zone>) -> Result<Read, Box<Problem>> {
    let Passage { text, line, column } = passage;
    match Draft::from_json(text) {
        Ok(_) if text.contains(PLACEHOLDER) => Err(Box::new(passage.unreadable(not_filled_in(text)))),
        Ok(draft) => Ok(Read { line, column, text: text.to_owned(), draft }),
        Err(error) => Err(Box::new(passage.unreadable(with_offset(error, text, zone_of)))),
    }
}

/// The text in a form that the author must replace.
const PLACEHOLDER: &str = "\"FILL IN\"";

/// Says where a form was not filled in, in a field that takes any text.
fn not_filled_in(text: &str) -> LineError {
    LineError {
        code: LineCode::BadText,
        span: text.find(PLACEHOLDER).map(|at| at..at + PLACEHOLDER.len()),
        message: "`FILL IN` marks something still to be written".to_owned(),
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
        match read_drafts(text, |_| None) {
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
        let problems = read_drafts(&text, |_| None).unwrap_err();
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
