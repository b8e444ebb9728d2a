//! Snapshots: golden states of a log at moments that its keeper chose.
//!
//! A [`Snapshot`] is one readable text: the question as it was asked, the point that came of it, where the log stood,
//! and every slot of the state. [`record`] makes such texts, [`check`] asks their questions again and tells what
//! differs, and which entries of the log made it differ. Both are handed the texts and hand texts back; files are
//! for others to read and write.
//!
//! The registry is no part of a snapshot: it has no date, so that it stood no otherwise at one moment than at
//! another, and a person registered for the talks of next year would change every state of this one.

mod ancestry;
mod answer;
mod compare;
mod folder;
mod kept;
mod name;
mod naming;
mod problem;
mod read;
mod recording;
mod slots;
#[cfg(test)]
mod tests;
mod write;

use asof_core::{AsOf, AsOfToken, Digest, Head};

use crate::answers::sentence::as_of_in_words;
use crate::ask::query::QueryError;
use crate::source::log::Log;
use crate::source::process::ProcessError;
use slots::Slots;

pub use ancestry::Beginning;
pub use answer::{Action, KeptRow, KeptStatus, Report, SnapshotAnswer, Unread, Verdict};
pub use compare::{KeptChange, KeptFact, MovedDate};
pub use folder::{Folder, Found, check};
pub use kept::KeptQuery;
pub use name::{NameError, SnapshotName};
pub use problem::{ProblemKind, SnapshotProblem};
pub use recording::{RecordError, Wanted, record};

/// How the file of a snapshot ends, without the dot.
pub const EXTENSION: &str = "snapshot";

/// The state of a process as of a point, with the question that it answers, as a file keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The question.
    pub question: KeptQuery,
    /// The point in a sentence, for reading.
    pub sentence: String,
    /// How many events counted, for reading.
    pub counted: String,
    /// The point, with the head of the log at which the snapshot was taken.
    pub token: AsOfToken,
    /// The log root at that head.
    pub root: Digest,
    pub(crate) slots: Slots,
}

/// Whose hand the text of a snapshot shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditedBy {
    /// The program's: it stands as it was written.
    Program,
    /// Somebody edited its slots.
    Another,
}

impl Snapshot {
    /// Asks a question and keeps the answer.
    ///
    /// # Errors
    ///
    /// The question cannot be answered.
    pub fn take(log: &Log, question: &KeptQuery) -> Result<Self, QueryError> {
        let asked = question.ask(log)?;
        let root = log.contents().log_root().ok_or(ProcessError::NoneRegistered)?;
        let as_of = AsOf { recorded: Head::Seq(log.head()), ..asked.as_of };
        let state = log.as_of(&as_of).state(&asked.process);
        let counted = state.counted;
        Ok(Self {
            question: question.clone(),
            sentence: as_of_in_words(&as_of, asked.zone, log.head()),
            counted: format!(
                "{} of {} events, {} more possible",
                counted.in_force, counted.events, counted.possible
            ),
            token: AsOfToken::new(asked.process, as_of),
            root,
            slots: slots::of(&state),
        })
    }

    /// Returns the greatest `seq` of the log when the snapshot was taken.
    pub fn head(&self) -> u64 {
        match self.token.as_of.recorded {
            Head::Seq(head) => head,
            // The reader and `take` let no other head in.
            Head::All => u64::MAX,
        }
    }
}
