//! What is wrong with a line, in our words and with its column in characters.

use serde_json::Value;

/// What is wrong with a line: the one problem at which reading it stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LineError {
    /// The column, counted from 1 in Unicode scalar values; `None` if the whole line is at fault.
    pub column: Option<usize>,
    /// What was wrong, what was expected.
    pub message: String,
}

impl LineError {
    pub(super) fn whole(message: impl Into<String>) -> Self {
        Self { column: None, message: message.into() }
    }
}

/// Puts what serde says of a line into our words, with the column in characters.
pub(super) fn explain(text: &str, error: &serde_json::Error) -> LineError {
    let column = character_column(text, error.line(), error.column());
    if let Some(message) = several_kinds(text) {
        return LineError { column, message };
    }
    let full = error.to_string();
    let message = full.split(" at line ").next().unwrap_or(&full).to_owned();
    LineError { column, message }
}

/// Turns serde's line and byte column into a character column of the (last) line.
fn character_column(text: &str, line: usize, column: usize) -> Option<usize> {
    let line = text.lines().nth(line.checked_sub(1)?)?;
    let bytes = line.as_bytes().get(..column.min(line.len()))?;
    Some(String::from_utf8_lossy(bytes).chars().count().max(1))
}

/// Says which kinds stand in a `what` that does not hold exactly one, of which serde says nothing useful.
fn several_kinds(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    let what = value.get("what")?.as_object()?;
    let names: Vec<_> = what.keys().map(|key| format!("`{key}`")).collect();
    match names.len() {
        0 => Some("`what` is empty: it holds exactly one kind".to_owned()),
        1 => None,
        _ => Some(format!("`what` holds exactly one kind, and here stand {}", names.join(" and "))),
    }
}
