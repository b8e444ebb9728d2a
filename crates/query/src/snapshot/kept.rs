//! The question of a snapshot, as it was asked.

use asof_core::{Admission, Key};
use chrono::DateTime;

use crate::log::Log;
use crate::question::{Asked, Question, QuestionError, Scope};

/// The question of a snapshot: of one process, with its dates as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptQuestion {
    /// The process.
    pub process: Key,
    /// The moment, as written.
    pub at: String,
    /// By when it was known, as written; all that the log knows if absent.
    pub known: Option<String>,
    /// Whether dates of knowledge that the encoder inferred count.
    pub admission: Admission,
}

impl KeptQuestion {
    /// Returns the question about a moment, of the process that answers it now: once it is kept, it names that
    /// process, in whose zone and among whose rounds its dates are read from then on.
    ///
    /// # Errors
    ///
    /// The question cannot be answered.
    pub(crate) fn new(log: &Log, question: &Question<'_>, at: &str) -> Result<Self, QuestionError> {
        let process = question.at(log, Some(at))?.process;
        Ok(Self {
            process,
            at: one_spaced(at),
            known: question.known.map(one_spaced),
            admission: question.admission,
        })
    }

    /// Asks the question of a log as it is now.
    ///
    /// # Errors
    ///
    /// The process, a round, a key that it names is not to be had.
    pub(crate) fn ask(&self, log: &Log) -> Result<Asked, QuestionError> {
        let question = Question {
            process: Some(self.process.as_str()),
            scope: Scope::Process,
            cut: None,
            known: self.known.as_deref(),
            recorded: None,
            admission: self.admission,
            // No kept date reads it.
            now: DateTime::UNIX_EPOCH,
        };
        question.at(log, Some(&self.at))
    }

    /// Returns the question in words, as one would type it.
    pub(crate) fn in_words(&self) -> String {
        let known = self.known.as_ref().map_or_else(String::new, |known| format!(" --known {known}"));
        let stated = match self.admission {
            Admission::All => "",
            Admission::Stated => " --stated",
        };
        format!("{}{known}{stated} in {}", self.at, self.process)
    }
}

/// Returns a text on one line: what parts its words is one space.
pub(crate) fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
