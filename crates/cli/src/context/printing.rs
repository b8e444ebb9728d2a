//! How the answer is printed: as words, as data, or as it is stored.

use asof_render::{Dialect, Format};

use super::Context;
use crate::failure::Failure;
use crate::terminal::Shown;

impl Context<'_> {
    /// Prints to where the answer goes.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        self.put(&self.shown(text))
    }

    /// Prints lines of a log to where the answer goes, as they are stored.
    pub(crate) fn print_stored(&self, lines: &str) -> Result<(), Failure> {
        self.put(&self.stored(lines))
    }

    /// Prints the text of a file of another format, whose lines end as that format says.
    pub(crate) fn print_as_it_is(&self, text: &str) -> Result<(), Failure> {
        self.put(&Shown::as_it_is(text))
    }

    pub(super) fn put(&self, text: &Shown<'_>) -> Result<(), Failure> {
        Ok(self.output.borrow_mut().write(text, self.global.color)?)
    }

    /// Prints a piece of an answer that goes on; returns whether anybody is there to read more.
    pub(crate) fn print_to_reader(&self, text: &str) -> Result<bool, Failure> {
        let shown = match self.global.format() {
            Format::Jsonl => self.stored(text),
            Format::Text
            | Format::Json
            | Format::Csv
            | Format::Md
            | Format::Html
            | Format::CloudEvents
            | Format::Github => self.shown(text),
        };
        Ok(self.output.borrow_mut().write_to_reader(&shown, self.global.color)?)
    }

    /// Returns a text in the format asked for as it is printed.
    pub(super) fn shown<'t>(&self, text: &'t str) -> Shown<'t> {
        match self.global.format() {
            Format::Json | Format::Jsonl | Format::CloudEvents => Shown::json(text),
            Format::Csv if !self.is_read_as_words() => Shown::as_it_is(text),
            Format::Text | Format::Md | Format::Html | Format::Github | Format::Csv => Shown::words(text),
        }
    }

    /// Returns stored lines as they are printed: of what is read by its bytes none is altered, on a terminal they are
    /// the same JSON.
    fn stored<'t>(&self, lines: &'t str) -> Shown<'t> {
        if self.output.borrow().is_terminal() { Shown::json(lines) } else { Shown::as_it_is(lines) }
    }

    /// Returns whether a person reads the answer as it is printed: not JSON, nor rows in a file or a pipe.
    pub(super) fn is_read_as_words(&self) -> bool {
        match self.global.format() {
            Format::Text | Format::Md | Format::Html | Format::Github => true,
            Format::Csv => self.output.borrow().is_terminal(),
            Format::Json | Format::Jsonl | Format::CloudEvents => false,
        }
    }

    /// Returns whether the answer is text that is shown as it comes.
    pub(crate) fn is_shown_as_text(&self) -> bool {
        self.global.format() == Format::Text && self.output.borrow().is_terminal()
    }

    /// Returns for which programs rows are written.
    pub(super) fn dialect(&self) -> Dialect {
        if !self.global.excel {
            Dialect::Plain
        } else if self.output.borrow().is_terminal() {
            // Nobody sees a byte order mark there.
            Dialect::Guarded
        } else {
            Dialect::Excel
        }
    }
}
