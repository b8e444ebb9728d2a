//! The first line of an entry: its kind, its key, when it happened, who says so.

use asof_core::{Key, LineCode, LineError, one_line};

use super::lines::{Part, not_plain};
use super::shape::{KindShape, REGISTERED, Shapes};
use super::value::meant;

/// A first line.
#[derive(Debug)]
pub(super) struct Head<'a> {
    /// The kind as the schema has it: `meeting/held`, `registered/person`.
    pub(super) kind: &'static str,
    pub(super) shape: &'static KindShape,
    /// Where the kind is written.
    pub(super) written: Part<'a>,
    pub(super) key: Option<Part<'a>>,
    /// When it happened; of what has no such date, when it was known.
    pub(super) date: Option<Part<'a>>,
    pub(super) claimants: Vec<Part<'a>>,
    /// Of an entry of the registry what stands behind the colon.
    pub(super) title: Option<Part<'a>>,
}

/// Reads a first line.
pub(super) fn read(line: Part<'_>) -> Result<Head<'_>, LineError> {
    let (written, rest) = first_word(line);
    let written = Part { text: written.text.trim_end_matches(':'), ..written };
    let (kind, shape) = Shapes::published().kind(written.text).ok_or_else(|| no_kind(written))?;
    let mut head = Head { kind, shape, written, key: None, date: None, claimants: Vec::new(), title: None };
    if kind.starts_with(REGISTERED) {
        head.read_registered(line, rest)?;
    } else {
        head.read_rest(rest)?;
    }
    Ok(head)
}

/// Returns the first word of a line, and what stands behind it.
fn first_word(line: Part<'_>) -> (Part<'_>, Part<'_>) {
    let end = line.text.find(' ').unwrap_or(line.text.len());
    (line.part(0..end), line.part(end..line.text.len()).trimmed())
}

fn no_kind(written: Part<'_>) -> LineError {
    let shapes = Shapes::published();
    let shown = one_line(written.text);
    if written.text == "process" {
        let hint = "write registered/process for a negotiation, process/opened for what happens to it";
        let fault = not_plain(written.span(), "`process` could be either of two kinds", Some(hint));
        return LineError { code: LineCode::UnknownWord, ..fault };
    }
    let phases = shapes.phases(written.text);
    if !phases.is_empty() {
        let hint = format!("write {}", phases.join(", "));
        let fault = not_plain(written.span(), format!("`{shown}` lacks its phase"), Some(&hint));
        return LineError { code: LineCode::OneKind, ..fault };
    }
    let all =
        || "an entry begins with its kind, as claim or meeting/held; `asof draft` lists them".to_owned();
    let hint = meant(written.text, shapes.kinds()).unwrap_or_else(all);
    let fault = not_plain(written.span(), format!("`{shown}` is not a kind of entry"), Some(&hint));
    LineError { code: LineCode::UnknownWord, ..fault }
}

impl<'a> Head<'a> {
    /// Reads `KEY: NAME`.
    fn read_registered(&mut self, line: Part<'a>, rest: Part<'a>) -> Result<(), LineError> {
        if line.text[self.written.text.len()..].starts_with(':') {
            self.title = Some(rest).filter(|title| !title.text.is_empty());
            return Ok(());
        }
        let (key, behind) = first_word(rest);
        let colon = key.text.ends_with(':');
        let key = Part { text: key.text.trim_end_matches(':'), ..key };
        self.key = Some(key).filter(|key| !key.text.is_empty());
        if !behind.text.is_empty() && !colon {
            let message = format!("`{}` stands behind the key", one_line(behind.text));
            return Err(not_plain(
                behind.span(),
                message,
                Some("write a colon before the name: person KEY: NAME"),
            ));
        }
        self.title = Some(behind).filter(|title| !title.text.is_empty());
        Ok(())
    }

    /// Reads `KEY DATE by CLAIMANT, CLAIMANT`.
    fn read_rest(&mut self, rest: Part<'a>) -> Result<(), LineError> {
        let mut rest = rest;
        while !rest.text.is_empty() {
            let (word, behind) = first_word(rest);
            rest = behind;
            if word.text == "by" {
                return self.read_claimants(word, rest);
            }
            if is_date(word.text) && self.date.is_none() {
                self.date = Some(word);
            } else if self.key.is_none() && self.date.is_none() {
                self.key = Some(word);
            } else {
                let message = format!("`{}` cannot stand here", one_line(word.text));
                let hint = "the first line is KIND KEY DATE by CLAIMANT, CLAIMANT; other dates have a name: known: DATE";
                return Err(not_plain(word.span(), message, Some(hint)));
            }
        }
        Ok(())
    }

    fn read_claimants(&mut self, by: Part<'a>, list: Part<'a>) -> Result<(), LineError> {
        let mut from = 0;
        for written in list.text.split(',') {
            let claimant = list.part(from..from + written.len()).trimmed();
            from += written.len() + 1;
            if claimant.text.is_empty() || claimant.text.contains(' ') {
                let hint =
                    "write by KEY, KEY; an event with the key `by` has it in a line of its own: key: by";
                let span = if claimant.text.is_empty() { by.span() } else { claimant.span() };
                return Err(not_plain(
                    span,
                    "behind `by` are the keys of who says so, with commas",
                    Some(hint),
                ));
            }
            self.claimants.push(claimant);
        }
        Ok(())
    }
}

/// Returns whether a word is meant as a date: no key has the form of one.
fn is_date(word: &str) -> bool {
    let is_key = word.parse::<Key>().is_ok();
    !is_key && word.starts_with(|first: char| first.is_ascii_digit() || ['[', '.'].contains(&first))
}
