//! The words of a value.

use std::ops::Range;

use asof_core::{LineError, one_line};
use serde_json::Value;

use super::lines::{Part, not_plain};

/// A word of a value, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) at: Range<usize>,
    pub(super) sort: Sort<'a>,
}

/// What sort of word it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sort<'a> {
    /// As it stands.
    Bare(&'a str),
    /// Text in quotation marks, as JSON has it; what stands directly behind the second mark.
    Quoted(String, &'a str),
    /// A JSON object.
    Object(Value),
    /// `,` between the values of a list.
    Comma,
    /// `;` between items.
    Semicolon,
}

/// Whether a comma ends a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commas {
    /// It does.
    Separate,
    /// It is part of the word: `12,118-121`.
    Belong,
}

impl Token<'_> {
    /// Returns the text of a word.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.sort {
            Sort::Bare(text) => Some(text),
            Sort::Quoted(text, _) => Some(text),
            Sort::Object(_) | Sort::Comma | Sort::Semicolon => None,
        }
    }

    /// Returns the text of a word without quotation marks.
    pub(super) fn bare(&self) -> Option<&str> {
        if let Sort::Bare(text) = self.sort { Some(text) } else { None }
    }
}

/// Returns the words of a line.
///
/// # Errors
///
/// A quotation mark or a brace without its end.
pub(super) fn tokens<'a>(line: Part<'a>, commas: Commas) -> Result<Vec<Token<'a>>, LineError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = line.text[at..].chars().next() {
        let rest = &line.text[at..];
        let (sort, length) = match first {
            ' ' => {
                at += 1;
                continue;
            }
            ';' => (Sort::Semicolon, 1),
            ',' if commas == Commas::Separate => (Sort::Comma, 1),
            '"' => {
                let (text, length) = json::<String>(line, at)?;
                let behind = &rest[length..];
                let behind = &behind[..end_of_word(behind, commas)];
                (Sort::Quoted(text, behind), length + behind.len())
            }
            '{' => {
                let (object, length) = json::<Value>(line, at)?;
                (Sort::Object(object), length)
            }
            _ => {
                let end = end_of_word(rest, commas).max(first.len_utf8());
                (Sort::Bare(&rest[..end]), end)
            }
        };
        let from = line.from + at;
        tokens.push(Token { at: from..from + length, sort });
        at += length;
    }
    Ok(tokens)
}

fn end_of_word(text: &str, commas: Commas) -> usize {
    let ends = |next: char| match next {
        ' ' | '"' | ';' | '{' | '}' => true,
        ',' => commas == Commas::Separate,
        _ => false,
    };
    text.find(ends).unwrap_or(text.len())
}

/// Reads the JSON that begins at a byte of a line.
fn json<T: serde::de::DeserializeOwned>(line: Part<'_>, at: usize) -> Result<(T, usize), LineError> {
    let mut values = serde_json::Deserializer::from_str(&line.text[at..]).into_iter::<T>();
    match values.next() {
        Some(Ok(value)) => Ok((value, values.byte_offset())),
        _ => {
            let written = &line.text[at..];
            let (what, hint) = if written.starts_with('"') {
                ("a text in quotation marks", "write \"...\" as JSON has it, with \\\" for a quotation mark")
            } else {
                ("a JSON object", "write {\"NAME\": VALUE, ...} as JSON has it, on one line")
            };
            let span = line.from + at..line.from + line.text.len();
            let message = format!("`{}` is not {what}", one_line(written));
            Err(not_plain(span, message, Some(hint)))
        }
    }
}
