//! The question of a snapshot, as it was asked.

use asof_core::{Inferred, Key};
use chrono::DateTime;
use serde::{Deserialize, Serialize};

use crate::ask::query::{Query, QueryError, ResolvedQuery, Scope};
use crate::source::log::Log;

/// The question of a snapshot: of one process, with its dates as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a question")]
pub struct KeptQuery {
    /// The process.
    pub process: Key,
    /// The moment, as written.
    pub at: String,
    /// By when it was known, as written; all that the log knows if absent.
    pub known: Option<String>,
    /// Whether dates of knowledge that the encoder inferred count.
    #[serde(with = "InferredDates")]
    pub inferred: Inferred,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Inferred", rename_all = "lowercase")]
enum InferredDates {
    Exclude,
    Include,
}

impl KeptQuery {
    /// Returns the question about a moment, of the process that answers it now: once it is kept, it names that
    /// process, in whose zone and among whose rounds its dates are read from then on.
    ///
    /// # Errors
    ///
    /// The question cannot be answered.
    pub(crate) fn new(log: &Log, question: &Query<'_>, at: &str) -> Result<Self, QueryError> {
        let process = question.at(log, Some(at))?.process;
        Ok(Self {
            process,
            at: one_spaced(at),
            known: question.known.map(one_spaced),
            inferred: question.inferred,
        })
    }

    /// Asks the question of a log as it is now.
    ///
    /// # Errors
    ///
    /// A process, round or key that it names does not exist.
    pub(crate) fn ask(&self, log: &Log) -> Result<ResolvedQuery, QueryError> {
        let question = Query {
            process: Some(self.process.as_str()),
            scope: Scope::Process,
            as_of: None,
            known: self.known.as_deref(),
            recorded: None,
            inferred: self.inferred,
            // No kept date reads it.
            now: DateTime::UNIX_EPOCH,
        };
        question.at(log, Some(&self.at))
    }

    /// Returns whether it is of another process than the one named.
    pub(crate) fn is_of_another(&self, process: Option<&str>) -> bool {
        process.is_some_and(|process| process != self.process.as_str())
    }

    /// Returns the question in words, as one would type it.
    pub(crate) fn in_words(&self) -> String {
        let known = self.known.as_ref().map_or_else(String::new, |known| format!(" --known {known}"));
        let stated = if self.inferred == Inferred::Exclude { " --no-inferred" } else { "" };
        format!("{}{known}{stated} in {}", self.at, self.process)
    }
}

/// Returns a text on one line: what parts its words is one space.
pub(crate) fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
