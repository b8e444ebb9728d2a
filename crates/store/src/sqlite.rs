//! A log in an SQLite database, one row an event, its line kept as it stands.
//!
//! A writer takes the one write lock first (`BEGIN IMMEDIATE`), reads what others wrote since, and commits its batch
//! as one transaction, synced before it returns (write-ahead log, `synchronous=FULL`). A process that is killed
//! leaves nothing half done. What lies beside the database is used only while it is known to belong to it.

mod batches;
mod database;
mod file;
mod rows;
mod schema;
mod seen;
mod wal;

use std::cell::{Ref, RefCell};
use std::collections::BTreeSet;
use std::fmt;
use std::iter;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use asof_core::{Draft, Event};
use rusqlite::{Transaction, TransactionBehavior};

use crate::batches::behind;
use crate::clock::{Clock, SystemClock};
use crate::error::StoreError;
use crate::event_batch::{EventBatch, StoredEvent};
use crate::files::{create_file, open_or_create};
use crate::plan::AppendPlan;
use crate::reader::LogReader;
use crate::replication::{VerifiedBatch, key_reused};
use crate::{AppendResult, Batches, EventLog, Examination, Expected, RegistryPart, Replicated};
use batches::Reading;
use database::{Database, Format};
use file::refuse_left;
use rows::{
    clashes, examine, last_seq, line_of, read_for_append, read_needed_rows, read_rows, refuse_lost_rows,
    seq_of_name,
};

pub(crate) use file::files_beside;

const PATIENCE: Duration = Duration::from_secs(2);

/// A log in an SQLite database, for any number of reading and writing processes on one machine.
///
/// It holds no lock between calls, and sees what other processes append. Beside the database lie, while it is
/// open, `-wal` and `-shm`, which belong to it: what copies the database alone may lose its last events, where
/// somebody reads it meanwhile. While it writes or is closed, it also locks the folder, and while it is opened it shares
/// that lock with others who open: it waits for those who write to any database there. Where there is a `-shm` to join, it
/// is opened after 200 ms all the same.
pub struct SqliteLog {
    path: PathBuf,
    clock: Box<dyn Clock>,
    patience: Duration,
    /// `None` while it is opened anew.
    database: RefCell<Option<Database>>,
    known: Option<LogReader>,
    /// The head up to which it was found sound when it last took over events.
    sound_to: Option<u64>,
}

impl SqliteLog {
    /// Opens the log in this database. An empty file is an empty log.
    ///
    /// # Errors
    ///
    /// There is no such file, it is a folder or device, it cannot be read, or is no database with a log that this
    /// build can read.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let path = path.into();
        let database = RefCell::new(Some(Database::open(&path, PATIENCE)?));
        Ok(Self {
            path,
            clock: Box::new(SystemClock),
            patience: PATIENCE,
            database,
            known: None,
            sound_to: None,
        })
    }

    /// Creates an empty log in a new database, in a folder that exists.
    ///
    /// # Errors
    ///
    /// The file exists already, or cannot be created; files of another database of its name lie there.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let path = path.into();
        // What lies there is of somebody who created it meanwhile, if it exists by then.
        if let Err(left) = refuse_left(&path)
            && !path.exists()
        {
            return Err(left);
        }
        create_file(&path)?;
        let log = Self::open(path)?;
        {
            let database = log.database_to_write()?;
            database.commit(database.begin_to_write()?)?;
        }
        Ok(log)
    }

    /// Opens the log in this database, or creates an empty one with the folders that it needs.
    ///
    /// # Errors
    ///
    /// Those of [`SqliteLog::open`] for a file that exists; it, or a folder, cannot be created.
    pub fn open_or_create(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        open_or_create(&path.into(), |path| Self::open(path), |path| Self::create(path))
    }

    /// Returns the log with another clock.
    pub fn with_clock(self, clock: impl Clock + 'static) -> Self {
        Self { clock: Box::new(clock), ..self }
    }

    /// Returns the log with another time to wait for other programs from now on; it is two seconds otherwise.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        self.database.borrow().iter().for_each(|database| database.wait(patience));
        Self { patience, ..self }
    }

    /// Returns the database, opened anew if another file has taken its place.
    fn database(&self) -> Result<Ref<'_, Database>, StoreError> {
        let is_current = self.database.borrow().as_ref().map_or(Ok(false), Database::is_current)?;
        if is_current { Ok(self.opened()) } else { self.open_anew() }
    }

    /// Returns the database, opened anew, too, if it could only be read when it was opened: it may be writable by now.
    fn database_to_write(&self) -> Result<Ref<'_, Database>, StoreError> {
        let database = self.database()?;
        if database.is_writable() {
            return Ok(database);
        }
        drop(database);
        self.open_anew()
    }

    fn open_anew(&self) -> Result<Ref<'_, Database>, StoreError> {
        // The old one goes first: connections of one process to one file share its memory, whatever stands at its path.
        *self.database.borrow_mut() = None;
        *self.database.borrow_mut() = Some(Database::open(&self.path, self.patience)?);
        Ok(self.opened())
    }

    fn opened(&self) -> Ref<'_, Database> {
        Ref::map(self.database.borrow(), |database| database.as_ref().expect("it is open"))
    }

    /// Appends a batch, given what was known of the log; returns with the receipt what is known of it then, if it
    /// had to be read whole.
    fn append_behind(
        &self,
        known: Option<LogReader>,
        batch: &[Draft],
        expected: Expected,
    ) -> Result<(AppendResult, Option<LogReader>), StoreError> {
        let database = self.database_to_write()?;
        let writing = database.begin_to_write()?;
        let read_error = |error| database.read_error(&error);
        let needed = read_for_append(&writing, batch).map_err(read_error)?;
        let is_read_whole = needed.is_none();
        let mut reader = match needed {
            Some(needed) => needed,
            None => catch_up(&writing, known).map_err(read_error)?,
        };
        reader.contents.refuse_damaged()?;
        let plan = AppendPlan::new(&reader, batch, expected, &*self.clock)?;
        if !plan.writes_nothing() {
            for (seq, line) in plan.lines() {
                rows::insert(&writing, seq, line).map_err(|error| database.write_error(&error))?;
            }
            seen::catch_up(&writing).map_err(|error| database.write_error(&error))?;
            database.commit(writing)?;
        }
        let receipt = plan.carry_out(&mut reader, None);
        Ok((receipt, is_read_whole.then_some(reader)))
    }

    /// Does what reads in one transaction, so that it sees one state of the log; an empty file has none. Where it can only be
    /// read as it stands, and somebody wrote to it meanwhile, it is read again.
    fn reading<T: Default>(
        &self,
        read: impl Fn(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let begun = Instant::now();
        loop {
            let database = self.database()?;
            let transaction = database.begin(TransactionBehavior::Deferred)?;
            let found = match database.format(&transaction)? {
                Format::Blank => T::default(),
                Format::Log(_) => read(&transaction).map_err(|error| database.read_error(&error))?,
            };
            match database.refuse_written_to() {
                Ok(()) => return Ok(found),
                Err(_) if begun.elapsed() < self.patience => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// What a log elsewhere needs that keeps a copy of itself in a database.
#[cfg(feature = "jetstream")]
impl SqliteLog {
    /// Reads the whole log.
    pub(crate) fn reader(&self) -> Result<LogReader, StoreError> {
        self.reading(|transaction| catch_up(transaction, None))
    }

    /// Writes those of the events that the database lacks, all or none.
    pub(crate) fn write_behind<'a>(
        &self,
        events: impl Iterator<Item = StoredEvent<'a>>,
    ) -> Result<(), StoreError> {
        let database = self.database_to_write()?;
        let writing = database.begin_to_write()?;
        let last = last_seq(&writing).map_err(|error| database.read_error(&error))?;
        for stored in events.filter(|stored| stored.event.seq > last) {
            rows::insert(&writing, stored.event.seq, stored.text)
                .map_err(|error| database.write_error(&error))?;
        }
        database.commit(writing)
    }
}

/// Returns what the database holds, given what was known of it.
fn catch_up(transaction: &Transaction<'_>, known: Option<LogReader>) -> rusqlite::Result<LogReader> {
    let known = known.filter(|known| known.contents.damage().is_empty());
    let (mut reader, head) = match known.as_ref().and_then(|known| known.contents.iter().next_back()) {
        Some(StoredEvent { event, text, .. })
            if line_of(transaction, event.seq)?.as_deref() == Some(text.as_bytes()) =>
        {
            let head = event.seq;
            (known.unwrap_or_default(), head)
        }
        Some(_) | None => (LogReader::default(), 0),
    };
    let rows = read_rows(transaction, &mut reader, head, u64::MAX)?;
    if head == 0 {
        refuse_lost_rows(transaction, rows)?;
    }
    Ok(reader)
}

/// Refuses a log that is damaged, reading it part by part.
fn refuse_damaged(transaction: &Transaction<'_>) -> rusqlite::Result<Result<(), StoreError>> {
    let mut reading = Reading::default();
    loop {
        let part = match reading.next(transaction)? {
            Ok(Some(part)) => part,
            Ok(None) => return Ok(Ok(())),
            Err(error) => return Ok(Err(error)),
        };
        if let Err(damaged) = part.refuse_damaged() {
            return Ok(Err(damaged));
        }
    }
}

/// Returns the events that a database lacks of a part of another log, or that it holds others.
fn rest<'o>(
    transaction: &Transaction<'_>,
    original: &'o VerifiedBatch,
) -> rusqlite::Result<Result<impl Iterator<Item = StoredEvent<'o>> + use<'o>, StoreError>> {
    let (head, (after, root)) = (last_seq(transaction)?, original.before());
    let before = line_of(transaction, after)?.and_then(|line| event_of(&line));
    if after > 0 && before.map(|event| event.hash) != root {
        return Ok(Err(StoreError::Diverged { seq: head.min(after) }));
    }
    let mut lines = original.contents().iter();
    for line in lines.clone().take_while(|line| line.event.seq <= head) {
        if line_of(transaction, line.event.seq)?.as_deref() != Some(line.text.as_bytes()) {
            return Ok(Err(StoreError::Diverged { seq: line.event.seq }));
        }
        lines.next();
    }
    Ok(Ok(lines))
}

fn event_of(line: &[u8]) -> Option<Event> {
    Event::from_line(str::from_utf8(line).ok()?).ok()
}

impl EventLog for SqliteLog {
    fn head(&self) -> Result<u64, StoreError> {
        self.reading(last_seq)
    }

    fn read(&self, range: RangeInclusive<u64>) -> Result<EventBatch, StoreError> {
        let reader = self.reading(|transaction| catch_up(transaction, None))?;
        if reader.contents.damage().is_empty() {
            self.opened().found_sound();
        }
        Ok(reader.contents.restrict(&range))
    }

    fn read_about(
        &self,
        processes: &BTreeSet<String>,
        registry: RegistryPart,
    ) -> Result<EventBatch, StoreError> {
        let reader = self.reading(|transaction| {
            let mut reader = LogReader::default();
            if let Some(rows) = read_needed_rows(transaction, &mut reader, processes, registry)? {
                refuse_lost_rows(transaction, rows)?;
            }
            Ok(reader)
        })?;
        Ok(reader.contents)
    }

    fn batches(&self, after: u64) -> Batches<'_> {
        let mut reading = Reading::default();
        behind(
            after,
            iter::from_fn(move || {
                let read = self.reading(|transaction| {
                    let mut next = reading.clone();
                    Ok(Some((next.next(transaction)?, next)))
                });
                match read {
                    Ok(Some((part, next))) => {
                        reading = next;
                        part.transpose()
                    }
                    Ok(None) => None,
                    Err(error) => Some(Err(error)),
                }
            }),
        )
    }

    fn append(&mut self, batch: &[Draft], expected: Expected) -> Result<AppendResult, StoreError> {
        let known = self.known.take();
        let (receipt, reader) = self.append_behind(known, batch, expected)?;
        self.known = reader;
        Ok(receipt)
    }

    fn replicate(&mut self, original: &VerifiedBatch) -> Result<Replicated, StoreError> {
        let database = self.database_to_write()?;
        let writing = database.begin_to_write()?;
        let read_error = |error| database.read_error(&error);
        let head = last_seq(&writing).map_err(read_error)?;
        if self.sound_to != Some(head) {
            refuse_damaged(&writing).map_err(read_error)??;
        }
        let mut written = 0;
        for stored in rest(&writing, original).map_err(read_error)?? {
            rows::insert(&writing, stored.event.seq, stored.text).map_err(|error| {
                let named = || seq_of_name(&writing, &stored.event.draft).ok().flatten();
                let earlier = clashes(&error).then(named).flatten();
                earlier
                    .map_or_else(|| database.write_error(&error), |earlier| key_reused(stored.event, earlier))
            })?;
            written += 1;
        }
        seen::catch_up(&writing).map_err(|error| database.write_error(&error))?;
        database.commit(writing)?;
        drop(database);
        self.sound_to = Some(head + written);
        Ok(Replicated { written, set_aside: None })
    }

    fn examine(&self) -> Result<Option<Examination>, StoreError> {
        self.reading(|transaction| examine(transaction).map(Some))
    }
}

impl fmt::Debug for SqliteLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteLog").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
