//! An entry that a log has accepted, with what only the log sets.

use crate::draft::Draft;
use crate::stamp::{Digest, EventId, Recorded};

/// An entry that a log has accepted. Nothing changes it afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the log, counted from 1 without gaps.
    pub seq: u64,
    /// When the log accepted it; never earlier than the event before it.
    pub recorded: Recorded,
    /// The last `seq` of the append that it came with.
    pub commit: u64,
    /// The log root up to and including it.
    pub hash: Digest,
    /// Its id.
    pub id: EventId,
    /// What its author wrote, without the id, which stands in [`Event::id`].
    pub draft: Draft,
}
