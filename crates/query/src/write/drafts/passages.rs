//! The JSON values of a text, each with its place. Of a long text the parts are read one after another.

use asof_core::{Draft, LineCode, LineError};
use serde_json::value::RawValue;

use crate::check::problem::{Passage, Problem};

/// What is still to be read of a text, or of a part of one.
pub(super) struct Passages<'a> {
    text: &'a str,
    /// How many bytes were read.
    at: usize,
    place: Place,
}

/// Where in a text something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The line, counted from 1.
    pub(super) line: usize,
    /// The column, counted from 1.
    pub(super) column: usize,
}

impl Place {
    /// The beginning of a text.
    pub(super) const FIRST: Self = Self { line: 1, column: 1 };

    /// Goes on behind a text.
    pub(super) fn pass(&mut self, text: &str) {
        let line_begun = text.rfind('\n').map(|end| end + 1);
        self.line += text.matches('\n').count();
        let columns = text[line_begun.unwrap_or(0)..].chars().count();
        self.column = if line_begun.is_some() { 1 + columns } else { self.column + columns };
    }
}

/// What comes next.
pub(super) enum Next<'a> {
    /// A JSON value, or a block of plain text.
    Value(Passage<'a>),
    /// Text that is no JSON, up to the next line that begins an object.
    NotJson(Box<Problem>),
    /// A value that may go on in the next part of the text.
    CutOff,
    /// Nothing.
    End,
}

impl<'a> Passages<'a> {
    /// Returns those of a part of a text that begins at a place.
    pub(super) fn at(text: &'a str, place: Place) -> Self {
        Self { text, at: 0, place }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Returns how many bytes were read, and the place behind them.
    pub(super) fn read(&self) -> (usize, Place) {
        (self.at, self.place)
    }

    /// Reads what comes next; `goes_on` says whether the text does behind this part.
    pub(super) fn next(&mut self, goes_on: bool) -> Next<'a> {
        let blank = self.text[self.at..].len() - self.text[self.at..].trim_start().len();
        self.pass(blank);
        let rest = &self.text[self.at..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        match values.next() {
            None => Next::End,
            Some(Ok(value)) => Next::Value(self.passage(value.get().len())),
            Some(Err(error)) if goes_on && (error.is_eof() || !rest.contains("\n{")) => Next::CutOff,
            Some(Err(_)) => Next::NotJson(Box::new(self.not_json())),
        }
    }

    /// Returns the next bytes as a passage, read.
    fn passage(&mut self, bytes: usize) -> Passage<'a> {
        let text = &self.text[self.at..self.at + bytes];
        let Place { line, column } = self.place;
        self.pass(bytes);
        Passage { text, line, column, origin: None }
    }

    fn pass(&mut self, bytes: usize) {
        self.place.pass(&self.text[self.at..self.at + bytes]);
        self.at += bytes;
    }

    /// Says where the text is not JSON, and skips to the next line that begins an object.
    fn not_json(&mut self) -> Problem {
        let rest = &self.text[self.at..];
        let passage = self.passage(rest.find("\n{").map_or(rest.len(), |end| end + 1));
        let passage = Passage { text: passage.text.trim_end(), ..passage };
        let error = Draft::from_json(passage.text).err();
        passage.unreadable(error.unwrap_or_else(|| LineError {
            code: LineCode::NotJson,
            span: None,
            message: "not JSON".to_owned(),
            hint: None,
        }))
    }
}
