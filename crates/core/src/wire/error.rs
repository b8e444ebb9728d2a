//! What is wrong with a line, in our words and with its place.

use std::ops::Range;

use serde::Deserialize;

use super::Wire;
use super::fault::Fault;
use super::messages::described;
use super::spans::Walk;
use super::syntax::syntax;
use crate::json::{Columns, Node, Place};

/// What is wrong with a line: the one problem at which reading it stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LineError {
    /// What sort of problem it is.
    pub code: LineCode,
    /// Where it stands in the text that was read, in bytes; `None` if all of it is at fault.
    pub span: Option<Range<usize>>,
    /// What was wrong, what was expected.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
}

impl LineError {
    /// Returns the columns of the problem on the one line that was read; `None` if the whole line is at fault.
    pub fn columns(&self, line: &str) -> Option<Columns> {
        self.span.as_ref().map(|span| Place::of(line, span).columns)
    }

    /// Puts what a fault of an entry is into words.
    pub(super) fn new(text: &str, fault: &Fault) -> Self {
        let (code, message, hint) = described(fault);
        let span = fault.span.clone().or_else(|| Node::read(text).ok().and_then(|node| fault.find(node)));
        Self { code, span, message, hint }
    }
}

/// Says what is wrong with a text that serde could not read as an entry.
pub(super) fn explain(text: &str, error: &serde_json::Error) -> LineError {
    let node = match Node::read(text) {
        Ok(node) => node,
        Err(error) => return syntax(text, &error),
    };
    // Too deep for serde is too deep for a second reading.
    if error.to_string().starts_with("recursion limit") {
        return syntax(text, error);
    }
    match Wire::deserialize(Walk::new(node)) {
        Ok(_) => syntax(text, error),
        Err(fault) => LineError::new(text, &fault),
    }
}

/// What sort of problem keeps a line from being read. Codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each code says what it is")]
pub enum LineCode {
    NotJson,
    UnknownField,
    MissingField,
    RepeatedField,
    ForbiddenField,
    WrongType,
    UnknownWord,
    OneKind,
    BadNumber,
    BadQuantity,
    BadDate,
    BadDuration,
    BadKey,
    BadText,
    BadLines,
    BadZone,
    BadStamp,
    WrongReplacement,
}

impl LineCode {
    /// All codes.
    pub const ALL: [Self; 18] = [
        Self::NotJson,
        Self::UnknownField,
        Self::MissingField,
        Self::RepeatedField,
        Self::ForbiddenField,
        Self::WrongType,
        Self::UnknownWord,
        Self::OneKind,
        Self::BadNumber,
        Self::BadQuantity,
        Self::BadDate,
        Self::BadDuration,
        Self::BadKey,
        Self::BadText,
        Self::BadLines,
        Self::BadZone,
        Self::BadStamp,
        Self::WrongReplacement,
    ];

    /// Returns the code's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotJson => "not-json",
            Self::UnknownField => "unknown-field",
            Self::MissingField => "missing-field",
            Self::RepeatedField => "repeated-field",
            Self::ForbiddenField => "forbidden-field",
            Self::WrongType => "wrong-type",
            Self::UnknownWord => "unknown-word",
            Self::OneKind => "one-kind",
            Self::BadNumber => "bad-number",
            Self::BadQuantity => "bad-quantity",
            Self::BadDate => "bad-date",
            Self::BadDuration => "bad-duration",
            Self::BadKey => "bad-key",
            Self::BadText => "bad-text",
            Self::BadLines => "bad-lines",
            Self::BadZone => "bad-zone",
            Self::BadStamp => "bad-stamp",
            Self::WrongReplacement => "wrong-replacement",
        }
    }
}
