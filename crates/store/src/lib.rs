//! Where the log is kept: in memory, as JSON Lines, in SQLite or in a JetStream, behind one trait.
//!
//! A log only grows. Each append is one batch of drafts that becomes events, all or none; every event is kept
//! as one line of UTF-8 text, verbatim, and chained to the one before it by a hash. What each store
//! promises is stated once, in `tests/contract.rs`, and tested on every one of them.
//!
//! ```
//! use asof_core::Draft;
//! use asof_store::{EventLog, Expected, MemoryLog, Outcome, ALL};
//!
//! let mut log = MemoryLog::new();
//! let draft = Draft::from_json(r#"{"key":"russia","what":{"registered":{"body":{"names":[{"name":"Russia"}]}}}}"#)?;
//! log.append(std::slice::from_ref(&draft), Expected::Head(0))?;
//! let again = log.append(&[draft], Expected::Any)?;
//! assert!(matches!(again.outcomes[..], [Outcome::Unchanged(ref event)] if event.seq == 1));
//! assert_eq!(log.read(ALL)?.events().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batches;
mod clock;
mod damage;
mod error;
mod event_batch;
mod files;
mod foreign;
mod hash;
mod jetstream;
mod jsonl;
mod location;
mod memory;
mod needed;
mod parallel;
mod plan;
mod reader;
mod replication;
mod seen;
mod sqlite;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use asof_core::{Digest, Draft, Event, Recorded};

pub use batches::Batches;
pub use clock::{Clock, SystemClock};
pub use damage::{Damage, DamageCode, DamageKind};
pub use error::{Existing, FileFlaw, SizeLimit, StoreError};
pub use event_batch::{EventBatch, SeenText, StoredEvent, Verification};
pub use files::{is_open_as, is_same_file};
pub use foreign::{ForeignMessage, WhyForeign};
pub use hash::{
    CanonicalError, canonical_bytes, content_hash, content_hash_without_id, draft_hash,
    draft_hash_without_id, next_content_root, next_log_root, sha256, write_fields, write_stated,
};
#[cfg(feature = "jetstream")]
pub use jetstream::JetStreamLog;
pub use jetstream::{Reach, StreamAddress, Unsynced};
pub use jsonl::JsonlLog;
pub use location::{Location, find_upwards, open_location, open_or_create_location};
pub use memory::{Access, MemoryLog};
pub use replication::{Replicated, VerifiedBatch};
pub use sqlite::SqliteLog;

/// Every event of a log, as a range to read; from 0, which only a damaged log has.
pub const ALL: RangeInclusive<u64> = 0..=u64::MAX;

/// The most bytes that the line of an event may have, without its end: 1 MiB in every store, so that a log
/// can be copied from any to any.
pub const MAX_EVENT_BYTES: usize = 1 << 20;

/// A log of events that can be read and added to, and never changed.
pub trait EventLog: Send {
    /// Returns the greatest `seq` of the log, 0 if it is empty.
    ///
    /// # Errors
    ///
    /// The log cannot be reached or read.
    fn head(&self) -> Result<u64, StoreError>;

    /// Reads the events whose `seq` lies in the range, both ends included, as the log stands now.
    ///
    /// A damaged log is read as far as it can be, and says what is damaged; hashes are not computed again
    /// (see [`EventBatch::verify`]).
    ///
    /// # Errors
    ///
    /// The log cannot be reached or read at all.
    fn read(&self, range: RangeInclusive<u64>) -> Result<EventBatch, StoreError>;

    /// Reads what a question needs in which some names occur, of processes and of what is registered: the events of the
    /// processes and of every process that may affect them, and what all of them name of the registry. It may read more, up
    /// to the whole log, and does where none of the names is that of a process and the registry is not asked for whole.
    ///
    /// The head is that of the log. Of damage it tells what it read: lines that it passes over are taken to be sound.
    ///
    /// # Errors
    ///
    /// Those of [`EventLog::read`].
    fn read_about(
        &self,
        processes: &BTreeSet<String>,
        registry: RegistryPart,
    ) -> Result<EventBatch, StoreError> {
        let _ = (processes, registry);
        self.read(ALL)
    }

    /// Reads the events behind a `seq` part by part, each part up to the end of an append, so that a log of any length
    /// fits in little memory.
    ///
    /// The parts end where the log ends now; asked again after that, they go on with what was appended since. Otherwise
    /// the same holds as of [`EventLog::read`], each part for itself.
    fn batches(&self, after: u64) -> Batches<'_> {
        batches::by_reading(self, after)
    }

    /// Appends a batch, all or nothing, and returns once it is as durable as the store can make it.
    ///
    /// A draft that stands in the log already changes nothing: one with the same id and content, or one
    /// without id and with the content of the entry of its process and key. Where all do, nothing is written and the
    /// expectation is not asked for, so that an append whose receipt was lost can be sent again.
    ///
    /// # Errors
    ///
    /// The log is not where `expected` says; an id or key is that of something else; a draft is too large or
    /// cannot be stored; the log is damaged by more than an unfinished append, read-only, busy, full or cannot
    /// be written. Nothing was appended then, but for [`StoreError::Indeterminate`]. Of a database, an append reads only the
    /// last row and what the drafts name, and counts the rows of their processes: damage elsewhere is found by reading the
    /// whole log.
    fn append(&mut self, batch: &[Draft], expected: Expected) -> Result<AppendResult, StoreError>;

    /// Takes over the events of another log, or of a part of it, of which this one holds the beginning, all or nothing,
    /// each line as it stands there: with its number, instant of recording, id and hash. What it holds already of them
    /// is compared; what it holds behind them is not looked at. A stream takes it over append by append: where that
    /// stops on the way ([`StoreError::Interrupted`]), what was written is a beginning, from which the next call goes on.
    ///
    /// # Errors
    ///
    /// This log differs from the original, or ends before the part begins ([`StoreError::Diverged`]), is damaged by
    /// more than an unfinished append, read-only, busy, full or cannot be written. Nothing was written then, but
    /// for [`StoreError::Indeterminate`].
    fn replicate(&mut self, original: &VerifiedBatch) -> Result<Replicated, StoreError>;

    /// Returns what whoever relies on the log should know of the place where it is kept, a clause each.
    fn cautions(&self) -> Vec<String> {
        Vec::new()
    }

    /// Has what keeps the lines examined by its own means, beyond the lines; `None` where the lines are all there is.
    ///
    /// # Errors
    ///
    /// The log cannot be reached or read at all.
    fn examine(&self) -> Result<Option<Examination>, StoreError> {
        Ok(None)
    }
}

/// What an examination of that which keeps the lines showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// By what it was examined.
    pub by: &'static str,
    /// What is wrong, in the words of that; empty if nothing is.
    pub flaws: Vec<String>,
}

/// How much of the registry is read with some processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistryPart {
    /// What they name, and what that names.
    Named,
    /// All of it, with whatever amends it.
    Whole,
}

/// Where the writer expects the log to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Anywhere.
    Any,
    /// Its greatest `seq` is this (0: it is empty).
    Head(u64),
}

/// What an append did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppendResult {
    /// What became of each draft, in the order of the batch.
    pub outcomes: Vec<Outcome>,
    /// What was written; `None` if every draft stood in the log already.
    pub written: Option<Written>,
    /// The greatest `seq` of the log after it.
    pub head: u64,
    /// The log root after it; `None` if the log is empty.
    pub root: Option<Digest>,
    /// The unfinished append that stood at the end of the log, if there was one.
    pub set_aside: Option<TornTail>,
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was appended as this event.
    Appended(Event),
    /// It was there already, as this event (or was twice in the batch); nothing changed.
    Unchanged(Event),
}

impl Outcome {
    /// Returns the event that the draft is.
    pub fn event(&self) -> &Event {
        match self {
            Self::Appended(event) | Self::Unchanged(event) => event,
        }
    }
}

/// The new events of an append: those from `first` to `commit`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The first `seq`.
    pub first: u64,
    /// The last `seq`.
    pub commit: u64,
    /// The one instant at which they were recorded.
    pub recorded: Recorded,
}

/// An unfinished append that was taken off the end of a log and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TornTail {
    /// The `seq` at which it began, which went to another event since.
    pub seq: u64,
    /// What was there of it.
    pub fragment: Vec<u8>,
    /// The file that keeps it; `None` for a log in memory.
    pub kept_in: Option<PathBuf>,
}
