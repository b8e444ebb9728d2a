//! The lines of a block: its head, its fields, its summary. What they mean is not looked at here.

use std::ops::Range;

use asof_core::{LineCode, LineError, one_line};

use super::shape::Shapes;

/// A piece of the text of a block, and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    pub(super) from: usize,
}

/// A field as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) name: Part<'a>,
    /// Its value, line by line; none if nothing stands there.
    pub(super) value: Vec<Part<'a>>,
    /// The lines below it that begin with `- `, each with those that go on.
    pub(super) items: Vec<Vec<Part<'a>>>,
}

/// What a block holds: an entry, or, without a head, what holds for those below.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Lines<'a> {
    pub(super) head: Option<Part<'a>>,
    pub(super) fields: Vec<Line<'a>>,
    pub(super) summary: Vec<Part<'a>>,
    /// The replacement of a correction: its head without `with`, its fields and its summary.
    pub(super) with: Option<Box<Lines<'a>>>,
}

impl<'a> Part<'a> {
    pub(super) fn span(&self) -> Range<usize> {
        self.from..self.from + self.text.len()
    }

    /// Returns a part of it.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        Self { text: &self.text[range.clone()], from: self.from + range.start }
    }

    /// Returns it without the spaces around it.
    pub(super) fn trimmed(&self) -> Self {
        let from = self.text.len() - self.text.trim_start().len();
        self.part(from..from + self.text.trim().len())
    }

    /// Returns what stands behind some text, if it begins with that.
    fn behind(&self, begin: &str) -> Option<Self> {
        self.text.starts_with(begin).then(|| self.part(begin.len()..self.text.len()))
    }
}

/// Says what is no plain text, and where.
pub(super) fn not_plain(span: Range<usize>, message: impl Into<String>, hint: Option<&str>) -> LineError {
    let hint = hint.map(str::to_owned);
    LineError { code: LineCode::NotPlain, span: Some(span), message: message.into(), hint }
}

/// Reads the lines of a block. Returns also what is said of each line that is neither a field, a summary, a comment, nor goes
/// on with what is above it.
pub(super) fn read(block: &str) -> (Lines<'_>, Vec<LineError>) {
    let mut lines = Lines::default();
    let mut faults = Vec::new();
    let mut from = 0;
    let mut is_first = true;
    for text in block.split_inclusive('\n') {
        let part = Part { text: text.trim_end(), from };
        from += text.len();
        if part.text.is_empty() || part.text.starts_with('#') {
            continue;
        }
        if let Some(tab) = part.text.find('\t') {
            let hint = Some("write spaces");
            faults.push(not_plain(part.from + tab..part.from + tab + 1, "a tab cannot stand here", hint));
            continue;
        }
        if is_first && name(part).is_none() {
            if part.text.starts_with(['>', '-', ' ']) {
                faults.push(without_entry(part));
                break;
            }
            lines.head = Some(part);
        } else {
            let fault = lines.add(part).err();
            let begins_another = fault.is_some() && begins_entry(part);
            faults.extend(fault);
            if begins_another {
                break;
            }
        }
        is_first = false;
    }
    (lines, faults)
}

/// Returns the name of a field that a line begins with, if it does.
fn name(line: Part<'_>) -> Option<Part<'_>> {
    let end = line.text.find(':')?;
    let name = line.part(0..end);
    let is_of_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let is_name = !name.text.is_empty() && name.text.bytes().all(is_of_name);
    let is_field = is_name && line.text[end + 1..].chars().next().is_none_or(|next| next == ' ');
    is_field.then_some(name)
}

fn without_entry(line: Part<'_>) -> LineError {
    let hint = "a blank line ends an entry: take it out, or begin one with its kind: claim KEY 2025-05-16";
    not_plain(line.span(), "this line belongs to no entry", Some(hint))
}

impl<'a> Lines<'a> {
    /// Returns where the last of them ends.
    pub(super) fn end(&self) -> usize {
        let of_fields = self.fields.iter().map(|line| {
            let values = line.value.iter().chain(line.items.iter().flatten());
            values.last().map_or(line.name.span().end, |part| part.span().end)
        });
        let parts = self.head.iter().chain(&self.summary).map(|part| part.span().end);
        let with = self.with.iter().map(|with| with.end());
        of_fields.chain(parts).chain(with).max().unwrap_or(0)
    }

    /// Adds a line below the head.
    fn add(&mut self, line: Part<'a>) -> Result<(), LineError> {
        if let Some(with) = &mut self.with {
            return with.add(line);
        }
        if let Some(text) = line.behind(">") {
            self.summary.extend(Some(text.trimmed()).filter(|text| !text.text.is_empty()));
            return Ok(());
        }
        if let Some(item) = line.behind("- ") {
            let Some(field) = self.fields.last_mut() else { return Err(without_field(line)) };
            field.items.push(vec![item.trimmed()]);
            return Ok(());
        }
        if line.behind("  ").is_some() {
            let Some(field) = self.fields.last_mut() else { return Err(without_field(line)) };
            field.items.last_mut().unwrap_or(&mut field.value).push(line.trimmed());
            return Ok(());
        }
        if let Some(name) = name(line) {
            let value = line.part(name.text.len() + 1..line.text.len()).trimmed();
            let value = Some(value).filter(|value| !value.text.is_empty());
            self.fields.push(Line { name, value: value.into_iter().collect(), items: Vec::new() });
            return Ok(());
        }
        if let Some(head) = line.behind("with ") {
            self.with = Some(Box::new(Lines { head: Some(head), ..Lines::default() }));
            return Ok(());
        }
        let message = format!("`{}` has no colon: a field is NAME: VALUE", one_line(line.text));
        let hint = if begins_entry(line) {
            "if an entry begins here, put a blank line before it"
        } else {
            "write NAME: VALUE, or begin the line with two spaces if the value above goes on in it"
        };
        Err(not_plain(line.span(), message, Some(hint)))
    }
}

/// Returns whether a line begins with the name of a kind.
fn begins_entry(line: Part<'_>) -> bool {
    let word = line.text.split(' ').next().unwrap_or_default();
    Shapes::published().kind(word).is_some()
}

fn without_field(line: Part<'_>) -> LineError {
    let hint = "write the name of the field above it, with a colon";
    not_plain(line.span(), "this line belongs to no field", Some(hint))
}
