//! A log in a file of JSON Lines, as durable as a file can be.
//!
//! A writer holds an exclusive advisory lock while it appends, so that several processes can share a log. It
//! reads what others wrote since, sets an unfinished append aside, writes its batch with one call and syncs it.

mod batches;
mod disk;
mod file;
mod needed;

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use asof_core::Draft;

use crate::batches::behind;
use crate::clock::{Clock, SystemClock};
use crate::error::StoreError;
use crate::event_batch::EventBatch;
use crate::files::{create_file, identity, metadata_of_file, open_or_create, wait_for_lock, write_error};
use crate::plan::AppendPlan;
use crate::reader::{LogReader, finished_len};
use crate::replication::{VerifiedBatch, text_of_rest};
use crate::{AppendResult, Batches, EventLog, Expected, RegistryPart, Replicated, TornTail};
use batches::Reading;
use disk::{Disk, SystemDisk};
use file::{holds, keep_fragment, open_to_read, read_from, read_on};
use needed::read_needed;

const PATIENCE: Duration = Duration::from_secs(2);

/// A log in a file of JSON Lines.
///
/// It holds no lock between calls, and sees what other processes append. The lock is advisory: it keeps out
/// other writers of this sort, not editors.
pub struct JsonlLog {
    path: PathBuf,
    clock: Box<dyn Clock>,
    patience: Duration,
    disk: Box<dyn Disk>,
    known: Option<KnownFile>,
    poisoned: bool,
}

/// What a writer knows of the file: the finished appends in its first `len` bytes.
#[derive(Default)]
struct KnownFile {
    reader: LogReader,
    len: u64,
}

/// What a locked file holds.
struct Caught {
    known: KnownFile,
    /// The line end that the last finished append lacks: nothing, unless an editor took it.
    lacking: &'static str,
    /// What stands at the end of an append that was not finished.
    unfinished: Vec<u8>,
}

impl JsonlLog {
    /// Opens the log in this file; it is read when it is asked. An empty file is an empty log.
    ///
    /// # Errors
    ///
    /// There is no such file, it is a folder or device, or it cannot be read.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let path = path.into();
        open_to_read(&path)?;
        Ok(Self::at(path))
    }

    /// Creates an empty log in a new file, in a folder that exists.
    ///
    /// # Errors
    ///
    /// The file exists already, or cannot be created.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let path = path.into();
        create_file(&path)?;
        Ok(Self::at(path))
    }

    /// Opens the log in this file, or creates an empty one with the folders that it needs.
    ///
    /// # Errors
    ///
    /// Those of [`JsonlLog::open`] for a file that exists; it, or a folder, cannot be created.
    pub fn open_or_create(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        open_or_create(&path.into(), |path| Self::open(path), |path| Self::create(path))
    }

    fn at(path: PathBuf) -> Self {
        Self {
            path,
            clock: Box::new(SystemClock),
            patience: PATIENCE,
            disk: Box::new(SystemDisk),
            known: None,
            poisoned: false,
        }
    }

    /// Returns the log with another clock.
    pub fn with_clock(self, clock: impl Clock + 'static) -> Self {
        Self { clock: Box::new(clock), ..self }
    }

    /// Returns the log with another time to wait for other writers; it is two seconds otherwise.
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    fn read_now(
        &self,
        file: &mut File,
        feed: &impl Fn(&mut LogReader, &[u8]),
    ) -> Result<EventBatch, StoreError> {
        let bytes = read_from(file, 0).map_err(|source| self.read_error(source))?;
        let (finished, unfinished) = bytes.split_at(finished_len(None, &bytes));
        let mut reader = LogReader::default();
        feed(&mut reader, finished);
        let damage = reader.unfinished(unfinished);
        let mut contents = reader.contents;
        contents.damage_mut().extend(damage);
        Ok(contents)
    }

    fn read_by(&self, feed: impl Fn(&mut LogReader, &[u8])) -> Result<EventBatch, StoreError> {
        let mut file = open_to_read(&self.path)?;
        let contents = self.read_now(&mut file, &feed)?;
        // A writer may be in the middle of what looks damaged: look again once it is done, if it soon is.
        if !contents.damage().is_empty() && self.wait_for(|| file.try_lock_shared()).is_ok() {
            return self.read_now(&mut file, &feed);
        }
        Ok(contents)
    }

    fn open_to_append(&self) -> Result<File, StoreError> {
        metadata_of_file(&self.path)?;
        let opened = OpenOptions::new().read(true).append(true).open(&self.path);
        opened.map_err(|source| write_error(&self.path, source))
    }

    fn wait_for(&self, lock: impl Fn() -> Result<(), TryLockError>) -> Result<(), StoreError> {
        wait_for_lock(self.patience, lock).map_err(|error| match error {
            TryLockError::Error(source) => write_error(&self.path, source),
            TryLockError::WouldBlock => StoreError::Busy { path: self.path.clone(), waited: self.patience },
        })
    }

    /// Waits for the lock on the file that stands at the path once it is had: another one may have taken its place while
    /// it was waited for, and nobody reads what is appended to the old one.
    fn locked(&self) -> Result<File, StoreError> {
        let begun = Instant::now();
        loop {
            let file = self.open_to_append()?;
            self.wait_for(|| file.try_lock())?;
            if self.is_at_path(&file)? {
                return Ok(file);
            }
            if begun.elapsed() >= self.patience {
                return Err(StoreError::Busy { path: self.path.clone(), waited: self.patience });
            }
        }
    }

    fn is_at_path(&self, file: &File) -> Result<bool, StoreError> {
        let opened = file.metadata().map_err(|source| self.read_error(source))?;
        Ok(identity(&opened) == identity(&metadata_of_file(&self.path)?))
    }

    /// Returns what the locked file holds.
    fn catch_up(&mut self, file: &mut File) -> Result<Caught, StoreError> {
        let (mut known, mut bytes) = match self.known.take() {
            Some(known) => read_on(file, known),
            None => read_from(file, 0).map(|bytes| (KnownFile::default(), bytes)),
        }
        .map_err(|source| self.read_error(source))?;
        let unfinished = bytes.split_off(finished_len(known.reader.contents.iter().next_back(), &bytes));
        known.reader.feed(&bytes);
        known.len += bytes.len() as u64;
        let lacking = if bytes.is_empty() || bytes.ends_with(b"\n") { "" } else { "\n" };
        Ok(Caught { known, lacking, unfinished })
    }

    /// Waits for its turn and returns the file, locked, with what it holds; refuses a damaged one.
    fn lock(&mut self) -> Result<(File, Caught), StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned { path: self.path.clone() });
        }
        let mut file = self.locked()?;
        let caught = self.catch_up(&mut file)?;
        caught.known.reader.contents.refuse_damaged()?;
        Ok((file, caught))
    }

    /// Writes lines at the end of a log, setting aside what was not finished there.
    fn extend(
        &mut self,
        file: &mut File,
        caught: Caught,
        lines: &str,
    ) -> Result<(KnownFile, Option<TornTail>), StoreError> {
        let Caught { mut known, lacking, unfinished } = caught;
        let set_aside =
            if unfinished.is_empty() { None } else { Some(self.set_aside(file, &known, unfinished)?) };
        let text = format!("{lacking}{lines}");
        self.write_at(file, known.len, text.as_bytes())?;
        if !matches!(self.is_at_path(file), Ok(true)) || !holds(file, known.len, text.as_bytes()) {
            return Err(StoreError::Replaced { path: self.path.clone() });
        }
        known.len += text.len() as u64;
        Ok((known, set_aside))
    }

    /// Writes at the end of the finished appends and syncs, or takes back what it wrote of it.
    ///
    /// Of a disk that could not sync, what it holds is unknown, even where it then says that it took the batch back.
    fn write_at(&mut self, file: &mut File, len: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.disk.write(file, bytes);
        let is_written = written.is_ok();
        let Err(source) = written.and_then(|()| self.disk.sync(file)) else { return Ok(()) };
        self.poisoned = true;
        match self.disk.cut_off(file, len) {
            Ok(()) if !is_written => Err(write_error(&self.path, source)),
            Ok(()) | Err(_) => Err(StoreError::Indeterminate { path: self.path.clone(), source }),
        }
    }

    /// Takes an unfinished append off the end of the log, once it is safely kept beside it.
    fn set_aside(
        &mut self,
        file: &File,
        known: &KnownFile,
        fragment: Vec<u8>,
    ) -> Result<TornTail, StoreError> {
        let seq = known.reader.contents.head() + 1;
        let kept = keep_fragment(&self.path, seq, &fragment).and_then(|kept_in| {
            self.disk.cut_off(file, known.len)?;
            Ok(kept_in)
        });
        let kept_in = kept.map_err(|source| write_error(&self.path, source))?;
        Ok(TornTail { seq, fragment, kept_in: Some(kept_in) })
    }

    fn read_error(&self, source: io::Error) -> StoreError {
        StoreError::Unreadable { path: self.path.clone(), source }
    }
}

impl EventLog for JsonlLog {
    fn head(&self) -> Result<u64, StoreError> {
        Ok(self.read(crate::ALL)?.head())
    }

    fn read(&self, range: RangeInclusive<u64>) -> Result<EventBatch, StoreError> {
        Ok(self.read_by(LogReader::feed)?.restrict(&range))
    }

    fn read_about(
        &self,
        processes: &BTreeSet<String>,
        registry: RegistryPart,
    ) -> Result<EventBatch, StoreError> {
        let mut file = open_to_read(&self.path)?;
        let read = read_needed(&mut file, processes, registry).map_err(|source| self.read_error(source))?;
        match read.filter(|read| read.damage().is_empty()) {
            Some(read) => Ok(read),
            None => self.read_by(|reader, lines| reader.feed_needed(lines, processes, registry)),
        }
    }

    fn batches(&self, after: u64) -> Batches<'_> {
        behind(after, Reading::new(self))
    }

    fn append(&mut self, batch: &[Draft], expected: Expected) -> Result<AppendResult, StoreError> {
        let (mut file, mut caught) = self.lock()?;
        let plan = AppendPlan::new(&caught.known.reader, batch, expected, &*self.clock)?;
        if plan.writes_nothing() {
            return Ok(plan.carry_out(&mut caught.known.reader, None));
        }
        let (mut known, set_aside) = self.extend(&mut file, caught, &plan.text())?;
        let receipt = plan.carry_out(&mut known.reader, set_aside);
        self.known = Some(known);
        Ok(receipt)
    }

    fn replicate(&mut self, original: &VerifiedBatch) -> Result<Replicated, StoreError> {
        let (mut file, caught) = self.lock()?;
        let lines = text_of_rest(&caught.known.reader, original)?;
        if lines.is_empty() {
            return Ok(Replicated { written: 0, set_aside: None });
        }
        let (mut known, set_aside) = self.extend(&mut file, caught, &lines)?;
        known.reader.feed(lines.as_bytes());
        self.known = Some(known);
        Ok(Replicated { written: lines.lines().count() as u64, set_aside })
    }
}

impl fmt::Debug for JsonlLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonlLog").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
