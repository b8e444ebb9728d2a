//! The drafts of a text, each with its place: JSON values, or blocks of plain text, which a blank line ends. Of a long text the
//! parts are read one after another.

use asof_core::{Draft, LineCode, LineError};
use serde_json::value::RawValue;

use super::DraftForm;
use crate::check::problem::{Passage, Problem};

/// What is still to be read of a text, or of a part of one.
pub(super) struct Passages<'a> {
    text: &'a str,
    form: DraftForm,
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
    fn pass(&mut self, text: &str) {
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
    pub(super) fn at(text: &'a str, place: Place, form: DraftForm) -> Self {
        Self { text, form, at: 0, place }
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
        match self.form {
            DraftForm::Json => self.next_value(goes_on),
            DraftForm::Plain => self.next_block(goes_on),
        }
    }

    fn next_block(&mut self, goes_on: bool) -> Next<'a> {
        let is_blank = |line: &&str| line.trim().is_empty();
        let lines = self.text[self.at..].split_inclusive('\n');
        self.pass(lines.take_while(is_blank).map(str::len).sum());
        let rest = &self.text[self.at..];
        let length = rest.split_inclusive('\n').take_while(|line| !is_blank(line)).map(str::len).sum();
        if length == 0 {
            return Next::End;
        }
        if goes_on && length == rest.len() {
            return Next::CutOff;
        }
        let block = self.passage(length);
        Next::Value(Passage { text: block.text.trim_end(), ..block })
    }

    fn next_value(&mut self, goes_on: bool) -> Next<'a> {
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
