//! A log in memory: for tests, for trying an append out, and for the record that is built into a program.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use asof_core::Draft;

use crate::clock::{Clock, SystemClock};
use crate::error::StoreError;
use crate::event_batch::EventBatch;
use crate::plan::{self, AppendPlan};
use crate::reader::{LogReader, finished_len};
use crate::replication::{VerifiedBatch, text_of_rest};
use crate::{AppendResult, EventLog, Expected, RegistryPart, Replicated, TornTail};

/// A log in memory, with the promises of a log on disk but for durability.
pub struct MemoryLog {
    reader: LogReader,
    unfinished: Vec<u8>,
    access: Access,
    clock: Box<dyn Clock>,
}

/// Whether a log may be added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It may be read and added to.
    ReadWrite,
    /// It may be read only.
    ReadOnly,
}

impl MemoryLog {
    /// Returns an empty log.
    pub fn new() -> Self {
        Self::from_text("", Access::ReadWrite)
    }

    /// Returns the log that a text in JSON Lines holds; a damaged one says so when it is read.
    pub fn from_text(text: &str, access: Access) -> Self {
        let (finished, unfinished) = text.as_bytes().split_at(finished_len(None, text.as_bytes()));
        let mut reader = LogReader::default();
        reader.feed(finished);
        Self { reader, unfinished: unfinished.to_vec(), access, clock: Box::new(SystemClock) }
    }

    /// Returns a log that holds what was read of another one, to try out what would be appended to that.
    pub fn from_batch(batch: &EventBatch) -> Self {
        let mut reader = LogReader::default();
        batch.iter().for_each(|stored| reader.push(stored.event.clone(), stored.text));
        Self { reader, unfinished: Vec::new(), access: Access::ReadWrite, clock: Box::new(SystemClock) }
    }

    /// Returns what was read of a log as it would be with these drafts, for questions about what would be. The new events have
    /// no hashes and no stored texts.
    ///
    /// # Errors
    ///
    /// An id or a key of a draft is that of something else.
    pub fn with_drafts(batch: &EventBatch, drafts: &[Draft]) -> Result<EventBatch, StoreError> {
        plan::with_batch(Self::from_batch(batch).reader, drafts, &SystemClock)
    }

    fn refuse_unwritable(&self) -> Result<(), StoreError> {
        match self.access {
            Access::ReadOnly => Err(StoreError::ReadOnly),
            Access::ReadWrite => self.reader.contents.refuse_damaged(),
        }
    }

    /// Takes an unfinished append off the end of the log.
    fn set_aside(&mut self) -> Option<TornTail> {
        let fragment = std::mem::take(&mut self.unfinished);
        let seq = self.reader.contents.head() + 1;
        (!fragment.is_empty()).then_some(TornTail { seq, fragment, kept_in: None })
    }

    /// Returns the log with another clock.
    pub fn with_clock(self, clock: impl Clock + 'static) -> Self {
        Self { clock: Box::new(clock), ..self }
    }
}

impl Default for MemoryLog {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = self.reader.contents.head();
        f.debug_struct("MemoryLog").field("head", &head).field("access", &self.access).finish_non_exhaustive()
    }
}

impl EventLog for MemoryLog {
    fn head(&self) -> Result<u64, StoreError> {
        Ok(self.reader.contents.head())
    }

    fn read(&self, range: RangeInclusive<u64>) -> Result<EventBatch, StoreError> {
        let mut contents = self.reader.contents.clone();
        contents.damage_mut().extend(self.reader.unfinished(&self.unfinished));
        Ok(contents.restrict(&range))
    }

    fn read_about(
        &self,
        processes: &BTreeSet<String>,
        registry: RegistryPart,
    ) -> Result<EventBatch, StoreError> {
        let read = self.read(crate::ALL)?;
        Ok(read.about(&read.seen(), processes, registry))
    }

    fn append(&mut self, batch: &[Draft], expected: Expected) -> Result<AppendResult, StoreError> {
        self.refuse_unwritable()?;
        let plan = AppendPlan::new(&self.reader, batch, expected, &*self.clock)?;
        let set_aside = if plan.writes_nothing() { None } else { self.set_aside() };
        Ok(plan.carry_out(&mut self.reader, set_aside))
    }

    fn replicate(&mut self, original: &VerifiedBatch) -> Result<Replicated, StoreError> {
        self.refuse_unwritable()?;
        let lines = text_of_rest(&self.reader, original)?;
        let set_aside = if lines.is_empty() { None } else { self.set_aside() };
        self.reader.feed(lines.as_bytes());
        Ok(Replicated { written: lines.lines().count() as u64, set_aside })
    }
}
