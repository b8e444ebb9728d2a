//! Taking over the events of another log, as they stand there.

use crate::contents::{Contents, Stored};
use crate::damage::Damage;
use crate::error::StoreError;
use crate::journal::Journal;
use crate::{ALL, EventLog, SetAside};

/// A whole log, found sound, that another one can take over.
#[derive(Debug, Clone)]
pub struct Original(Contents);

impl Original {
    /// Reads a log and hashes every line again. An unfinished append at its end is left out.
    ///
    /// # Errors
    ///
    /// The log cannot be read, or is damaged by more than an unfinished append.
    pub fn read(log: &dyn EventLog) -> Result<Self, StoreError> {
        let contents = log.read(ALL)?;
        let faults = contents.faults();
        match faults.first() {
            None => Ok(Self(contents)),
            Some(first) => Err(StoreError::Damaged { first: Box::new(first.clone()), count: faults.len() }),
        }
    }

    /// Returns what was read.
    pub fn contents(&self) -> &Contents {
        &self.0
    }

    /// Returns the unfinished append at its end, which is left out.
    pub fn left_out(&self) -> Option<&Damage> {
        self.0.unfinished()
    }
}

/// What taking over another log did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// How many events were written; those before them stood in the log already.
    pub written: u64,
    /// The unfinished append that stood at the end of the log, if there was one.
    pub set_aside: Option<SetAside>,
}

/// Returns the events that a log lacks of the original.
///
/// # Errors
///
/// The original does not begin with the events of the log.
pub(crate) fn rest<'a>(
    journal: &Journal,
    original: &'a Original,
) -> Result<impl Iterator<Item = Stored<'a>> + use<'a>, StoreError> {
    let mut lines = original.0.iter();
    for own in journal.contents.iter() {
        if lines.next().is_none_or(|line| line.text != own.text) {
            return Err(StoreError::Diverged { seq: own.event.seq });
        }
    }
    Ok(lines)
}

/// Returns the lines of [`rest`], each with its end.
pub(crate) fn text_of_rest(journal: &Journal, original: &Original) -> Result<String, StoreError> {
    Ok(rest(journal, original)?.flat_map(|line| [line.text, "\n"]).collect())
}
