//! The database that holds a log: opening it, its format, its transactions, and what its errors mean.

use std::cell::Cell;
use std::fs::File;
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Error, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::file::{Beside, DatabaseFile, Trace};
use super::rows::{last_seq, line_of};
use super::schema::{self, Schema};
use crate::error::{FileFlaw, StoreError};
use crate::files::{LOOK_AGAIN, not_written};

/// The `application_id` of a log: "asof".
const APPLICATION: i64 = 0x6173_6f66;
/// The latest `user_version` that this build knows.
const VERSION: i64 = 1;

/// How often a database is opened anew while what lies beside it is replaced.
const OPENINGS: usize = 100;

/// After how long a write-ahead log that another program just writes is no longer between two states, and for how
/// long who opens a database waits for those who write where there is a shared memory to join.
const SETTLED: Duration = Duration::from_millis(200);

/// A connection to the database at a path.
pub(super) struct Database {
    path: PathBuf,
    connection: Connection,
    file: DatabaseFile,
    access: Access,
    patience: Cell<Duration>,
    /// What lay beside it when it was found to belong to it; `None` before.
    beside: Cell<Option<Beside>>,
    /// Whether everything that is read with the write-ahead log is known to be sound.
    is_sound: Cell<bool>,
    /// The lock on the folder while the connection closes; it is declared, and so dropped, after it.
    closing: Option<File>,
}

/// How many frames a write-ahead log has that are read, and how many of them the database itself holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frames {
    read: u64,
    taken_over: u64,
}

/// A transaction that writes, and the lock on the folder, which is given back after it.
pub(super) struct Writing<'d> {
    transaction: Transaction<'d>,
    lock: Option<File>,
}

impl<'d> Deref for Writing<'d> {
    type Target = Transaction<'d>;

    fn deref(&self) -> &Self::Target {
        &self.transaction
    }
}

/// How a database is read.
#[derive(Debug)]
enum Access {
    /// With the locks of SQLite, and with files of its own beside the database.
    Locked,
    /// Without either, as long as nobody writes to it: beside it no file can be written, for this reason.
    AsItStands { trace: Trace, reason: io::ErrorKind },
}

/// What a database holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Format {
    /// Nothing at all.
    Blank,
    /// A log, in a table that this is said of.
    Log(Schema),
}

impl Database {
    /// Connects to the database in a file that exists, and refuses one that is no log.
    pub(super) fn open(path: &Path, patience: Duration) -> Result<Self, StoreError> {
        let file = DatabaseFile::at(path)?;
        Self::wait_for_journal(&file, patience)?;
        if !file.is_writable() && file.beside().is_none() {
            // What SQLite makes beside it could not be removed again, and would keep out who may write to it.
            return Self::open_as_it_stands(path, file, io::ErrorKind::PermissionDenied, patience);
        }
        match Self::open_locked(path, &file, patience) {
            Err(StoreError::Unreadable { source, .. }) if is_for_want_of_files(&source) => {
                Self::open_as_it_stands(path, file, source.kind(), patience)
            }
            other => other,
        }
    }

    /// Waits for who writes with a journal, as other programs do, and this one until it has set the database up.
    fn wait_for_journal(file: &DatabaseFile, patience: Duration) -> Result<(), StoreError> {
        let begun = Instant::now();
        loop {
            match file.refuse_files_of_another() {
                Err(StoreError::StrangeFileBeside { flaw: FileFlaw::Undoes, .. })
                    if begun.elapsed() < patience =>
                {
                    thread::sleep(LOOK_AGAIN);
                }
                refused => return refused,
            }
        }
    }

    /// Connects with the locks of SQLite, again if another program put away meanwhile what lies beside the database.
    fn open_locked(path: &Path, file: &DatabaseFile, patience: Duration) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        for _ in 0..OPENINGS {
            let lock = Self::wait_to_open(file, patience)?;
            let before = file.beside();
            let connection = Self::connect(path, &file.real, flags)?;
            let database = Self::of(path, connection, file.clone(), Access::Locked, patience)?;
            drop(lock);
            let is_as_before = before.is_none() || before == database.beside.get();
            if is_as_before && database.is_where_it_was()? {
                return Ok(database);
            }
            database.beside.set(None);
        }
        let source = io::Error::new(io::ErrorKind::ResourceBusy, "a file next to it keeps being replaced");
        Err(StoreError::Unreadable { path: path.to_owned(), source })
    }

    /// Waits for those who write. Who writes for long keeps nobody from reading, as long as there is a shared memory to join.
    fn wait_to_open(file: &DatabaseFile, patience: Duration) -> Result<Option<File>, StoreError> {
        match file.lock_folder_to_open(SETTLED.min(patience)) {
            Err(StoreError::Busy { .. }) if file.beside().is_some() => Ok(None),
            Err(StoreError::Busy { .. }) => file.lock_folder_to_open(patience.saturating_sub(SETTLED)),
            locked => locked,
        }
    }

    /// Connects to a database beside which no file can be written: the folder may be read-only, or the disk full.
    fn open_as_it_stands(
        path: &Path,
        file: DatabaseFile,
        reason: io::ErrorKind,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        let trace = file.trace();
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = Self::connect(path, &file.name_without_locks(), flags)?;
        // A write-ahead log is read without a file of shared memory only by one that shares with nobody.
        let exclusive = connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE;");
        exclusive.map_err(|error| unreadable(path, patience, &error))?;
        Self::of(path, connection, file, Access::AsItStands { trace, reason }, patience)
    }

    fn connect(path: &Path, name: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
        Connection::open_with_flags(name, flags).map_err(|error| unreadable(path, Duration::ZERO, &error))
    }

    fn of(
        path: &Path,
        connection: Connection,
        file: DatabaseFile,
        access: Access,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        let unreadable = |error| unreadable(path, patience, &error);
        // First of all: what lies beside it is taken over once it is known to belong to it, however the opening ends.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(unreadable)?;
        connection.busy_timeout(patience).map_err(unreadable)?;
        let path = path.to_owned();
        let (patience, beside, is_sound) = (Cell::new(patience), Cell::new(None), Cell::new(false));
        let database = Self { path, connection, file, access, patience, beside, is_sound, closing: None };
        database.beside.set(database.look_beside().map_err(|error| database.because_of_wal(error))?);
        Ok(database)
    }

    /// Sets the connection up, and returns what lies beside the database, which belongs to it.
    fn look_beside(&self) -> Result<Option<Beside>, StoreError> {
        let settings = "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
                        PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = 0;";
        self.connection.execute_batch(settings).map_err(|error| self.unreadable(&error))?;
        let begun = Instant::now();
        loop {
            // The first reading has SQLite look at the write-ahead log; what is read later holds at least so much of it.
            self.see_one_state(&self.begin(TransactionBehavior::Deferred)?)?;
            let in_wal = self.file.last_in_wal(self.frames().map_or(u64::MAX, |frames| frames.read));
            let transaction = self.begin(TransactionBehavior::Deferred)?;
            self.see_one_state(&transaction)?;
            let found = self.file.beside();
            if self.file.wal_len() > 0 {
                self.refuse_hidden(&transaction)?;
            }
            let last = match self.format(&transaction)? {
                Format::Log(_) => last_seq(&transaction).map_err(|error| self.unreadable(&error))?,
                Format::Blank => u64::MAX,
            };
            match in_wal {
                // Another program may have written the file anew between the two.
                Some(seq) if seq > last && begun.elapsed() < SETTLED => {
                    thread::sleep(LOOK_AGAIN);
                }
                Some(seq) if seq > last => return Err(self.file.strange_wal(FileFlaw::Ahead(seq))),
                Some(_) | None => return Ok(found),
            }
        }
    }

    /// Returns what an error of opening means if the database is sound without its write-ahead log.
    fn because_of_wal(&self, error: StoreError) -> StoreError {
        let is_damage = match &error {
            StoreError::Unreadable { source, .. } => source.kind() == io::ErrorKind::InvalidData,
            StoreError::NotADatabase { .. }
            | StoreError::OtherDatabase { .. }
            | StoreError::AlteredSchema { .. } => true,
            _ => false,
        };
        match self.file.last_row_alone() {
            Some((seq, _)) if is_damage && self.file.wal_len() > 0 => {
                self.file.strange_wal(FileFlaw::Hides(seq))
            }
            _ => error,
        }
    }

    /// Returns how many frames the write-ahead log has; `None` where SQLite does not tell, as without shared memory.
    fn frames(&self) -> Option<Frames> {
        let count =
            |row: &rusqlite::Row<'_>, at| row.get(at).map(|count: i64| u64::try_from(count).unwrap_or(0));
        let counted = self.connection.query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| {
            Ok(Frames { read: count(row, 1)?, taken_over: count(row, 2)? })
        });
        counted.ok()
    }

    /// From the first reading on a transaction sees one state.
    fn see_one_state(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let read = transaction.query_row("PRAGMA user_version", [], |_| Ok(()));
        read.map_err(|error| self.unreadable(&error))
    }

    /// Refuses a state in which an event is missing that the database holds by itself: its write-ahead log is not of this
    /// state of it.
    fn refuse_hidden(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let held = |seq| match line_of(transaction, seq) {
            Err(error) if is_busy(&error) => Err(error),
            held => Ok(held.ok().flatten()),
        };
        match self.file.hidden(held).map_err(|error| self.unreadable(&error))? {
            Some(seq) => Err(self.file.strange_wal(FileFlaw::Hides(seq))),
            None => Ok(()),
        }
    }

    /// Notes that the log was read whole and is sound: what stands in the write-ahead log may be taken over.
    pub(super) fn found_sound(&self) {
        self.is_sound.set(true);
    }

    /// Sets how long other programs are waited for.
    pub(super) fn wait(&self, patience: Duration) {
        self.patience.set(patience);
        // The call stores a number and cannot fail on an open connection.
        let _ = self.connection.busy_timeout(patience);
    }

    /// Returns whether the file at the path is still the one that was opened, and can be read as it was.
    pub(super) fn is_current(&self) -> Result<bool, StoreError> {
        Ok(self.is_where_it_was()? && !self.was_written_to())
    }

    /// Returns whether the file at the path, and what lies beside it, are those that were opened.
    fn is_where_it_was(&self) -> Result<bool, StoreError> {
        let is_file = DatabaseFile::at(&self.path)? == self.file;
        let is_beside = match self.beside.get() {
            Some(beside) => self.file.beside() == Some(beside) && self.file.is_open_with(&beside),
            // SQLite has it open by a shared memory that was removed before it was looked.
            None => !self.keeps_a_write_ahead_log(),
        };
        Ok(is_file && is_beside)
    }

    /// Returns whether somebody wrote to a database that is read as it stands.
    fn was_written_to(&self) -> bool {
        match &self.access {
            Access::Locked => false,
            Access::AsItStands { trace, .. } => *trace != self.file.trace(),
        }
    }

    /// Returns whether files can be written beside the database.
    pub(super) fn is_writable(&self) -> bool {
        matches!(self.access, Access::Locked)
    }

    /// Refuses what was read of a database while somebody wrote to it.
    pub(super) fn refuse_written_to(&self) -> Result<(), StoreError> {
        if self.was_written_to() {
            let source =
                io::Error::new(io::ErrorKind::ResourceBusy, "it was written to while it was being read");
            return Err(StoreError::Unreadable { path: self.path.clone(), source });
        }
        Ok(())
    }

    /// Forgets which files lay beside it, as if they had never been there when it was looked.
    #[cfg(test)]
    pub(super) fn forget_what_lies_beside(&self) {
        self.beside.set(None);
    }

    pub(super) fn begin(&self, behavior: TransactionBehavior) -> Result<Transaction<'_>, StoreError> {
        Transaction::new_unchecked(&self.connection, behavior).map_err(|error| self.unreadable(&error))
    }

    /// Waits for the write lock, and sets an empty database up.
    pub(super) fn begin_to_write(&self) -> Result<Writing<'_>, StoreError> {
        let not_written = |error| self.not_written(&error);
        self.refuse_unwritable()?;
        self.keep_a_write_ahead_log().map_err(not_written)?;
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
            .map_err(not_written)?;
        let lock = self.file.lock_folder(self.patience.get())?;
        self.see_one_state(&transaction)?;
        if let Err(hidden) = self.refuse_hidden(&transaction) {
            // An append was taken over that was never seen here: others removed the files by which it would have been.
            return Err(if self.file.wal_len() > 0 { hidden } else { self.replaced_meanwhile() });
        }
        if self.beside.get().is_none() {
            // By now SQLite has made them.
            let found = self.file.beside().ok_or_else(|| self.replaced_meanwhile())?;
            self.beside.set(Some(found));
        }
        match self.format(&transaction)? {
            Format::Log(schema) => self.refuse_altered(schema)?,
            Format::Blank => schema::set_up(&transaction).map_err(not_written)?,
        }
        Ok(Writing { transaction, lock })
    }

    /// Refuses to write where another program has a say in what becomes of it.
    fn refuse_altered(&self, schema: Schema) -> Result<(), StoreError> {
        match schema.flaws {
            flaws if flaws.is_empty() => Ok(()),
            flaws => Err(StoreError::AlteredSchema { path: self.path.clone(), flaws }),
        }
    }

    fn replaced_meanwhile(&self) -> StoreError {
        let source = io::Error::new(io::ErrorKind::ResourceBusy, "it, or a file next to it, was replaced");
        not_written(&self.path, source)
    }

    fn refuse_unwritable(&self) -> Result<(), StoreError> {
        match &self.access {
            Access::Locked => Ok(()),
            Access::AsItStands { reason, .. } => Err(not_written(&self.path, io::Error::from(*reason))),
        }
    }

    /// Returns whether it has been read or written with a write-ahead log and shared memory.
    fn keeps_a_write_ahead_log(&self) -> bool {
        let mode = self.connection.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0));
        matches!(self.access, Access::Locked) && mode.is_ok_and(|mode| mode == "wal")
    }

    /// Two that set a database up at once are told at once that it is busy: they are made to wait here.
    fn keep_a_write_ahead_log(&self) -> rusqlite::Result<()> {
        let begun = Instant::now();
        loop {
            let set =
                self.connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
            match set {
                Err(error) if is_busy(&error) && begun.elapsed() < self.patience.get() => {
                    thread::sleep(LOOK_AGAIN);
                }
                set => return set.map(|_| ()),
            }
        }
    }

    /// Commits, and makes sure that the file is still the one that others read, and what lies beside it too: who removes the
    /// shared memory removes the lock.
    pub(super) fn commit(&self, writing: Writing<'_>) -> Result<(), StoreError> {
        self.commit_while(writing, || {})
    }

    /// Commits, and does something else between that and looking whether the files are still in their places.
    pub(super) fn commit_while(
        &self,
        writing: Writing<'_>,
        meanwhile: impl FnOnce(),
    ) -> Result<(), StoreError> {
        // On every way out the lock goes last.
        let Writing { lock, transaction } = writing;
        if !self.is_where_it_was()? {
            return Err(self.replaced_meanwhile());
        }
        transaction.commit().map_err(|error| match self.not_written(&error) {
            // It may have been written, and only the sync have failed.
            StoreError::NotWritable { path, source } => StoreError::Indeterminate { path, source },
            other => other,
        })?;
        meanwhile();
        if !matches!(self.is_where_it_was(), Ok(true)) {
            return Err(StoreError::Replaced { path: self.path.clone() });
        }
        self.is_sound.set(true);
        self.take_over_wal();
        drop(lock);
        Ok(())
    }

    /// Takes the write-ahead log over into the database, now that both are known to be those that others read: into a file
    /// that was moved away meanwhile nothing is taken over, and one that is moved later holds everything by itself.
    fn take_over_wal(&self) {
        // What is committed stands in either: another reader may be in the way, and the next append tries again.
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    }

    /// Returns what the database holds, or refuses what is no log.
    pub(super) fn format(&self, transaction: &Transaction<'_>) -> Result<Format, StoreError> {
        let number = |sql: &str| {
            let found = transaction.query_row(sql, [], |row| row.get::<_, i64>(0));
            found.map_err(|error| self.unreadable(&error))
        };
        let (application, version) = (number("PRAGMA application_id")?, number("PRAGMA user_version")?);
        let path = self.path.clone();
        match (application, version) {
            (APPLICATION, VERSION) => {
                let schema = Schema::of(transaction).map_err(|error| self.unreadable(&error))?;
                if schema.is_readable {
                    return Ok(Format::Log(schema));
                }
                Err(StoreError::AlteredSchema { path, flaws: schema.flaws })
            }
            (APPLICATION, found) if found > VERSION => {
                Err(StoreError::NewerFormat { path, found, known: VERSION })
            }
            (0, 0) if self.file.is_cut_short() => Err(StoreError::NotADatabase { path }),
            (0, 0) if number("SELECT count(*) FROM sqlite_schema")? == 0 => Ok(Format::Blank),
            _ => Err(StoreError::OtherDatabase { path }),
        }
    }

    pub(super) fn unreadable(&self, error: &Error) -> StoreError {
        unreadable(&self.path, self.patience.get(), error)
    }

    pub(super) fn not_written(&self, error: &Error) -> StoreError {
        match unreadable(&self.path, self.patience.get(), error) {
            StoreError::Unreadable { path, source } if source.kind() == io::ErrorKind::InvalidData => {
                StoreError::Unreadable { path, source }
            }
            StoreError::Unreadable { path, source } => not_written(&path, source),
            other => other,
        }
    }
}

impl Drop for Database {
    /// Has SQLite take over and remove what lies beside the database, unless that may belong to another one by now, or
    /// something would be taken over that nobody has read.
    fn drop(&mut self) {
        let leaves_nothing = || self.frames().is_some_and(|frames| frames.read == frames.taken_over);
        if self.beside.get().is_none() || !(self.is_sound.get() || leaves_nothing()) {
            return;
        }
        // Or somebody could append by other files between this look and the closing.
        self.closing = self.file.lock_folder(SETTLED).ok().flatten();
        if self.closing.is_some() && matches!(self.is_where_it_was(), Ok(true)) {
            let _ = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
        }
    }
}

fn is_busy(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Returns whether SQLite could not make the file of shared memory as long as it must be.
fn lacks_room_for_shared_memory(error: &Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

/// Returns whether a database could not be read because no file could be written beside it.
fn is_for_want_of_files(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::StorageFull)
}

/// Returns what it means that a database cannot be read.
fn unreadable(path: &Path, waited: Duration, error: &Error) -> StoreError {
    let path = path.to_owned();
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            return StoreError::Busy { path, waited };
        }
        Some(ErrorCode::NotADatabase) => return StoreError::NotADatabase { path },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            io::ErrorKind::PermissionDenied
        }
        Some(ErrorCode::DatabaseCorrupt) => io::ErrorKind::InvalidData,
        Some(ErrorCode::DiskFull) => io::ErrorKind::StorageFull,
        _ if lacks_room_for_shared_memory(error) => io::ErrorKind::StorageFull,
        _ => io::ErrorKind::Other,
    };
    StoreError::Unreadable { path, source: io::Error::new(kind, error.to_string()) }
}
