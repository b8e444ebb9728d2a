//! Taking over the events of another log, as they stand there.

use asof_core::{Digest, Event};

use crate::damage::Damage;
use crate::error::{Existing, StoreError};
use crate::event_batch::{EventBatch, StoredEvent};
use crate::reader::LogReader;
use crate::{ALL, EventLog, TornTail};

/// A log, or a part of it that ends with an append, found sound, that another one can take over.
#[derive(Debug, Clone)]
pub struct VerifiedBatch(EventBatch);

impl VerifiedBatch {
    /// Reads a log and hashes every line again. An unfinished append at its end is left out.
    ///
    /// # Errors
    ///
    /// The log cannot be read, or is damaged by more than an unfinished append.
    pub fn read(log: &dyn EventLog) -> Result<Self, StoreError> {
        Self::sound(log.read(ALL)?)
    }

    /// Reads a log part by part, and hashes every line again. An unfinished append at its end is left out.
    ///
    /// Each part, once it is come to, is refused where [`VerifiedBatch::read`] would refuse the log.
    pub fn batches(log: &dyn EventLog) -> impl Iterator<Item = Result<Self, StoreError>> + '_ {
        log.batches(0).map(|part| part.and_then(Self::sound))
    }

    fn sound(contents: EventBatch) -> Result<Self, StoreError> {
        StoreError::refuse(&contents.faults())?;
        Ok(Self(contents))
    }

    /// Returns it without what stands behind an event.
    #[must_use]
    pub fn up_to(self, seq: u64) -> Self {
        Self(self.0.restrict(&(0..=seq)))
    }

    /// Returns the `seq` of the event before the first one here, 0 if there is none, and its hash.
    pub(crate) fn before(&self) -> (u64, Option<Digest>) {
        self.0.before().map_or((0, None), |(seq, hash)| (seq, Some(hash)))
    }

    /// Returns what was read.
    pub fn contents(&self) -> &EventBatch {
        &self.0
    }

    /// Returns the unfinished append at its end, which is left out.
    pub fn left_out(&self) -> Option<&Damage> {
        self.0.unfinished()
    }
}

/// What taking over another log did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replicated {
    /// How many events were written; those before them stood in the log already.
    pub written: u64,
    /// The unfinished append that stood at the end of the log, if there was one.
    pub set_aside: Option<TornTail>,
}

/// Returns the events that a log lacks of the original.
///
/// # Errors
///
/// The log differs from the original, or ends before it begins.
pub(crate) fn rest<'a>(
    reader: &LogReader,
    original: &'a VerifiedBatch,
) -> Result<impl Iterator<Item = StoredEvent<'a>> + use<'a>, StoreError> {
    let (after, root) = original.before();
    let mut own = reader.contents.iter().skip_while(|own| own.event.seq < after);
    if after > 0 && own.next().map(|own| own.event.hash) != root {
        return Err(StoreError::Diverged { seq: reader.contents.head().min(after) });
    }
    let mut lines = original.0.iter();
    for (own, line) in own.zip(lines.clone()) {
        if line.text != own.text {
            return Err(StoreError::Diverged { seq: own.event.seq });
        }
        lines.next();
    }
    Ok(lines)
}

/// Returns the lines of [`rest`], each with its end.
pub(crate) fn text_of_rest(reader: &LogReader, original: &VerifiedBatch) -> Result<String, StoreError> {
    Ok(rest(reader, original)?.flat_map(|line| [line.text, "\n"]).collect())
}

/// Returns that an event to take over has the name of an earlier one.
pub(crate) fn key_reused(event: &Event, earlier: u64) -> StoreError {
    StoreError::KeyReused {
        draft: usize::try_from(event.seq.saturating_sub(1)).unwrap_or(usize::MAX),
        process: event.draft.process().cloned(),
        key: event.draft.key.clone(),
        existing: Existing::Seq(earlier),
    }
}
