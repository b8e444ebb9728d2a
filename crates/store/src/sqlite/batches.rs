//! Reading a database part by part.

use rusqlite::Transaction;

use super::rows::{end_of_part, line_of, read_rows, refuse_lost_rows};
use crate::batches::{Last, all_behind};
use crate::error::StoreError;
use crate::event_batch::EventBatch;
use crate::reader::LogReader;

/// About how many events are read as one part; an append that is longer is one part whole.
const EVENTS: u64 = 4096;

/// How far a database was read, each part in a transaction of its own.
#[derive(Clone, Default)]
pub(super) struct Reading {
    last: Option<Last>,
    /// The number of the last row that was read, whatever it says.
    to: u64,
    rows: usize,
}

impl Reading {
    /// Reads the next part; `None` where the log ends now, and an error where it no longer holds what was read.
    pub(super) fn next(
        &mut self,
        transaction: &Transaction<'_>,
    ) -> rusqlite::Result<Result<Option<EventBatch>, StoreError>> {
        if let Some(last) = &self.last
            && line_of(transaction, last.seq())?.as_deref() != Some(last.stored().text.as_bytes())
        {
            return Ok(Err(StoreError::NoLongerHeld { seq: last.seq() }));
        }
        self.read_on(transaction).map(Ok)
    }

    fn read_on(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<Option<EventBatch>> {
        let Some(end) = end_of_part(transaction, self.to, EVENTS)? else {
            refuse_lost_rows(transaction, self.rows)?;
            return Ok(None);
        };
        let mut reader = LogReader::behind(self.last.as_ref().map(Last::stored));
        self.rows += read_rows(transaction, &mut reader, self.to, end)?;
        self.to = end;
        let part = match &self.last {
            Some(last) => reader.contents.restrict(&all_behind(last.seq())),
            None => reader.contents,
        };
        self.last = Last::of(&part).or(self.last.take());
        Ok(Some(part))
    }
}
