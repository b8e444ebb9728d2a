//! A log in memory: for tests, for trying an append out, and for the record that is built into a program.

use std::fmt;
use std::ops::RangeInclusive;

use asof_core::Draft;

use crate::adoption::{Original, text_of_rest};
use crate::clock::{Clock, SystemClock};
use crate::contents::Contents;
use crate::error::StoreError;
use crate::journal::{Journal, finished_len};
use crate::plan::Plan;
use crate::{Adopted, EventLog, Expected, Receipt, SetAside};

/// A log in memory, with the promises of a log on disk but for durability.
pub struct MemoryLog {
    journal: Journal,
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
        let mut journal = Journal::default();
        journal.feed(finished);
        Self { journal, unfinished: unfinished.to_vec(), access, clock: Box::new(SystemClock) }
    }

    fn refuse_unwritable(&self) -> Result<(), StoreError> {
        match self.access {
            Access::ReadOnly => Err(StoreError::ReadOnly),
            Access::ReadWrite => self.journal.contents.refuse_damaged(),
        }
    }

    /// Takes an unfinished append off the end of the log.
    fn set_aside(&mut self) -> Option<SetAside> {
        let fragment = std::mem::take(&mut self.unfinished);
        let seq = self.journal.contents.head() + 1;
        (!fragment.is_empty()).then_some(SetAside { seq, fragment, kept_in: None })
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
        let head = self.journal.contents.head();
        f.debug_struct("MemoryLog").field("head", &head).field("access", &self.access).finish_non_exhaustive()
    }
}

impl EventLog for MemoryLog {
    fn head(&self) -> Result<u64, StoreError> {
        Ok(self.journal.contents.head())
    }

    fn read(&self, range: RangeInclusive<u64>) -> Result<Contents, StoreError> {
        let mut contents = self.journal.contents.clone();
        contents.damage_mut().extend(self.journal.unfinished(&self.unfinished));
        Ok(contents.restrict(&range))
    }

    fn append(&mut self, batch: &[Draft], expected: Expected) -> Result<Receipt, StoreError> {
        self.refuse_unwritable()?;
        let plan = Plan::new(&self.journal, batch, expected, &*self.clock)?;
        let set_aside = if plan.writes_nothing() { None } else { self.set_aside() };
        Ok(plan.carry_out(&mut self.journal, set_aside))
    }

    fn adopt(&mut self, original: &Original) -> Result<Adopted, StoreError> {
        self.refuse_unwritable()?;
        let lines = text_of_rest(&self.journal, original)?;
        let set_aside = if lines.is_empty() { None } else { self.set_aside() };
        self.journal.feed(lines.as_bytes());
        Ok(Adopted { written: lines.lines().count() as u64, set_aside })
    }
}
