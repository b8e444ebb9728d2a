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

crate::codes! {
    /// What sort of problem keeps a line from being read. Codes are stable.
    #[allow(missing_docs, reason = "each code says what it is")]
    pub enum LineCode {
        NotJson = "not-json",
        UnknownField = "unknown-field",
        MissingField = "missing-field",
        RepeatedField = "repeated-field",
        ForbiddenField = "forbidden-field",
        WrongType = "wrong-type",
        UnknownWord = "unknown-word",
        OneKind = "one-kind",
        BadNumber = "bad-number",
        BadQuantity = "bad-quantity",
        BadDate = "bad-date",
        BadDuration = "bad-duration",
        BadKey = "bad-key",
        BadText = "bad-text",
        BadLines = "bad-lines",
        BadZone = "bad-zone",
        BadStamp = "bad-stamp",
        WrongReplacement = "wrong-replacement",
        NotPlain = "not-plain",
    }
}
