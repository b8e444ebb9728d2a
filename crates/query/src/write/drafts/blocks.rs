//! The blocks of a plain text, each with its place. A blank line ends a block.

use super::passages::{Next, Place};
use crate::check::problem::Passage;

/// What is still to be read of a text, or of a part of one.
pub(super) struct Blocks<'a> {
    text: &'a str,
    at: usize,
    place: Place,
}

impl<'a> Blocks<'a> {
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

    /// Reads the next block; `goes_on` says whether the text does behind this part.
    pub(super) fn next(&mut self, goes_on: bool) -> Next<'a> {
        let mut lines = self.text[self.at..].split_inclusive('\n');
        let blank: usize = lines.by_ref().take_while(|line| is_blank(line)).map(str::len).sum();
        self.pass(blank);
        let rest = &self.text[self.at..];
        let length: usize = rest.split_inclusive('\n').take_while(|line| !is_blank(line)).map(str::len).sum();
        if length == 0 {
            return Next::End;
        }
        if goes_on && length == rest.len() {
            return Next::CutOff;
        }
        let Place { line, column } = self.place;
        self.pass(length);
        Next::Value(Passage { text: rest[..length].trim_end(), line, column, origin: None })
    }

    fn pass(&mut self, bytes: usize) {
        self.place.pass(&self.text[self.at..self.at + bytes]);
        self.at += bytes;
    }
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}
