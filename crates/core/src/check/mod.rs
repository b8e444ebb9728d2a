//! The checks of meaning that a sound log satisfies, in running order: one small file a rule.
//!
//! Each rule is a pure function over all entries; it reports every problem that it finds, so that an
//! author sees all of them at once.

mod dates;
mod index;
mod keys;
mod references;
mod shape;
mod targets;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::draft::Draft;
pub use index::Index;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; never fails a check.
    Note,
    /// Probably a slip; fails a strict check.
    Warning,
    /// The entry cannot mean what it says; refused by an append.
    Error,
}

/// What sort of problem it is. Codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each code says what it is")]
pub enum Code {
    DuplicateKey,
    UnknownReference,
    WrongReference,
    UnknownTarget,
    WrongTarget,
    ZoneChanged,
    InvertedDate,
    KnownTooEarly,
    Shape,
    Repeated,
}

impl Code {
    /// Returns the code's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::DuplicateKey => "duplicate-key",
            Self::UnknownReference => "unknown-reference",
            Self::WrongReference => "wrong-reference",
            Self::UnknownTarget => "unknown-target",
            Self::WrongTarget => "wrong-target",
            Self::ZoneChanged => "zone-changed",
            Self::InvertedDate => "inverted-date",
            Self::KnownTooEarly => "known-too-early",
            Self::Shape => "shape",
            Self::Repeated => "repeated",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A problem of meaning in one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which entry, counted from 0 in the order given.
    pub entry: usize,
    /// The field at fault, as on the wire.
    pub field: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What sort of problem it is.
    pub code: Code,
    /// What is wrong, with the offending text.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Returns every problem of meaning in a log, in the order of its entries.
pub fn check(entries: &[&Draft]) -> Vec<Problem> {
    let index = Index::new(entries);
    let mut found = Found::default();
    for (number, draft) in entries.iter().enumerate() {
        found.entry = number;
        keys::check(&index, number, draft, &mut found);
        references::check(&index, draft, &mut found);
        targets::check(&index, draft, &mut found);
        dates::check(&index, draft, &mut found);
        shape::check(draft, &mut found);
    }
    found.problems
}

/// Collects the problems of the entry at hand.
#[derive(Default)]
struct Found {
    entry: usize,
    problems: Vec<Problem>,
}

impl Found {
    fn error(&mut self, code: Code, field: &'static str, message: String, hint: Option<String>) {
        self.problems.push(Problem {
            entry: self.entry,
            field,
            severity: Severity::Error,
            code,
            message,
            hint,
        });
    }

    fn warning(&mut self, code: Code, field: &'static str, message: String, hint: Option<String>) {
        self.problems.push(Problem {
            entry: self.entry,
            field,
            severity: Severity::Warning,
            code,
            message,
            hint,
        });
    }
}

#[cfg(test)]
mod tests;
