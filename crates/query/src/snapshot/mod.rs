//! Snapshots: golden states of a log at moments that its keeper chose.
//!
//! A [`Snapshot`] is one readable text: the question as it was asked, the cut that came of it, where the log stood,
//! and every slot of the state. [`record`] makes such texts, [`check`] asks their questions again and tells what
//! differs, and which entries of the log made it differ. Both are handed the texts and hand texts back; files are
//! for others to read and write.
//!
//! The registry is no part of a snapshot: it has no date, so that it stood no otherwise at one moment than at
//! another, and a person registered for the talks of next year would change every state of this one.

mod answer;
mod compare;
mod folder;
mod kept;
mod lineage;
mod name;
mod problem;
mod read;
mod recording;
mod slots;
#[cfg(test)]
mod tests;
mod write;

use asof_core::{Cut, CutToken, Digest, Head};
use asof_projector::project;

use crate::log::Log;
use crate::process::ProcessError;
use crate::question::QuestionError;
use crate::sentence::cut_in_words;
use slots::Slots;

pub use answer::{Report, Verdict};
pub use folder::{Folder, Found, check};
pub use kept::KeptQuestion;
pub use name::{NameError, SnapshotName};
pub use problem::{Problem, ProblemKind};
pub use recording::{RecordError, Wanted, record};

/// How the file of a snapshot ends, without the dot.
pub const EXTENSION: &str = "snapshot";

/// The state of a process at a cut, with the question that it answers, as a file keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The question.
    pub question: KeptQuestion,
    /// The cut in a sentence, for reading.
    pub sentence: String,
    /// How many events counted, for reading.
    pub counted: String,
    /// The cut, with the head of the log at which the snapshot was taken.
    pub token: CutToken,
    /// The log root at that head.
    pub root: Digest,
    pub(crate) slots: Slots,
}

/// Whose hand the text of a snapshot shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
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
    pub fn take(log: &Log, question: &KeptQuestion) -> Result<Self, QuestionError> {
        let asked = question.ask(log)?;
        let root = log.contents().log_root().ok_or(ProcessError::NoneRegistered)?;
        let cut = Cut { recorded: Head::Seq(log.head()), ..asked.cut };
        let state = project(log.events(), &asked.process, &cut);
        let counted = state.counted;
        Ok(Self {
            question: question.clone(),
            sentence: cut_in_words(&cut, asked.zone, log.head()),
            counted: format!(
                "{} of {} events, {} more possible",
                counted.in_force, counted.events, counted.possible
            ),
            token: CutToken::new(asked.process, cut),
            root,
            slots: slots::of(&state),
        })
    }

    /// Returns the greatest `seq` of the log when the snapshot was taken.
    pub fn head(&self) -> u64 {
        match self.token.cut.recorded {
            Head::Seq(head) => head,
            // The reader and `take` let no other head in.
            Head::All => u64::MAX,
        }
    }
}
