//! Where a text stops being JSON, in words.

use serde_json::error::Category;

use super::error::{LineCode, LineError};

/// Says where a text stops being JSON.
pub(super) fn syntax(text: &str, error: &serde_json::Error) -> LineError {
    let full = error.to_string();
    let at = byte_of(text, error.line(), error.column());
    // Within a text, serde names a place near by.
    let after = text[at..].char_indices().nth(1).map_or(at, |(next, _)| at + next);
    let at = if full.contains("control character") {
        after
    } else if full.contains("escape") || full.contains("code point") {
        text[..after].rfind('\\').unwrap_or(at)
    } else {
        start_of_word(text, at)
    };
    let rest = &text[at..];
    let is_cut_off = matches!(error.classify(), Category::Eof);
    let (message, hint) = if is_cut_off {
        (
            "the text ends before the entry does".to_owned(),
            "close every \" { and [, or restore what was cut off".to_owned(),
        )
    } else {
        let found = match rest.chars().next() {
            None => "the end".to_owned(),
            Some(c) if c.is_control() => format!("the control character U+{:04X}", u32::from(c)),
            Some(c) => format!("`{c}`"),
        };
        (format!("not JSON from here on: {found} is not allowed here"), syntax_hint(rest, &full).to_owned())
    };
    let end = at + rest.chars().next().map_or(0, char::len_utf8);
    LineError { code: LineCode::NotJson, span: Some(at..end), message, hint: Some(hint) }
}

/// Returns where the bare word begins that a byte lies in.
fn start_of_word(text: &str, at: usize) -> usize {
    let is_outside = |c: char| !c.is_ascii_alphanumeric();
    let in_word = text[at..].starts_with(|c: char| !is_outside(c));
    if in_word {
        text[..at].char_indices().rfind(|(_, c)| is_outside(*c)).map_or(0, |(end, c)| end + c.len_utf8())
    } else {
        at
    }
}

/// Guesses what somebody meant who wrote this.
fn syntax_hint(rest: &str, said: &str) -> &'static str {
    if rest.starts_with(['“', '”', '„', '‘', '’', '\'']) {
        "JSON quotes names and texts with plain double quotes: \"key\""
    } else if said.contains("recursion limit") {
        "no entry is nested this deep"
    } else if said.contains("control character") {
        "a text is one line: remove tabs and line breaks, or write spaces"
    } else if said.contains("escape") || said.contains("code point") {
        "inside a text, \\ is allowed only before \" \\ / b f n r t and uXXXX"
    } else if said.contains("trailing comma") || rest.starts_with(['}', ']']) {
        "remove the comma after the last field or item"
    } else if said.contains("trailing characters") {
        "one entry is one object: put each on its own line"
    } else if said.contains("expected `,`") {
        "put a comma between fields and between items; inside a text, write \\\" for a quotation mark"
    } else if said.contains("expected `:`") {
        "put a colon between a field's name and its value"
    } else if rest.starts_with('/') || rest.starts_with('#') {
        "JSON has no comments: remove them"
    } else if said.contains("key must be a string") {
        "put field names in double quotes"
    } else {
        "put names and texts in double quotes; an entry is one object, {...}"
    }
}

/// Returns the byte of serde's line and column, which count from 1 and point behind what was read.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let begun: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    text.floor_char_boundary((begun + column.saturating_sub(1)).min(text.len()))
}
