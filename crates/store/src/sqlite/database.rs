//! The database that holds a log: opening it, its format, its transactions, and what its errors mean.
//!
//! SQLite keeps two more files next to a database in WAL mode. The `-wal` is the write-ahead log: it holds the latest
//! commits until a *checkpoint* copies them into the database. The `-shm` is the memory that the programs share, and it
//! holds their locks.

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
use crate::files::{LOOK_AGAIN, write_error};

/// The `application_id` of a log: "asof".
const APPLICATION: i64 = 0x6173_6f66;
/// The latest `user_version` that this build knows.
const VERSION: i64 = 1;

/// How many statements are kept to be used again: more than a question or an append has.
const STATEMENTS: usize = 64;

const USER_VERSION: &str = "PRAGMA user_version";

/// How often a database is opened again while other programs replace its `-wal` and `-shm` files.
const OPENINGS: usize = 100;

/// How long to read again while another program is writing the write-ahead log.
const WAL_SETTLES: Duration = Duration::from_millis(200);

/// How long to wait for the lock on the folder: on opening if there is a `-shm` file, and on closing.
const FOLDER_PATIENCE: Duration = Duration::from_millis(200);

/// A connection to the database at a path.
pub(super) struct Database {
    path: PathBuf,
    connection: Connection,
    file: DatabaseFile,
    access: Access,
    patience: Cell<Duration>,
    /// The `-wal` and `-shm` files, as they were when they were found to belong to it; `None` before.
    beside: Cell<Option<Beside>>,
    /// Whether the log is known to be sound with everything in the `-wal`, which may then be checkpointed on closing.
    is_sound: Cell<bool>,
    /// The lock on the folder while the connection closes. Declared after the connection, so dropped after it.
    closing: Option<File>,
}

/// The number of frames in the write-ahead log, and how many of them are already checkpointed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frames {
    all: u64,
    checkpointed: u64,
}

/// A write transaction, and the lock on the folder, which is released after it.
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
    /// With the locks of SQLite, and with its `-wal` and `-shm` files.
    Locked,
    /// Without locks, as long as nobody writes to it: no `-wal` or `-shm` file can be created, for this reason.
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
            // SQLite would create `-wal` and `-shm` files that we could not remove. They would lock out users who can
            // write.
            return Self::open_as_it_stands(path, file, io::ErrorKind::PermissionDenied, patience);
        }
        match Self::open_locked(path, &file, patience) {
            Err(StoreError::Unreadable { source, .. }) if is_for_want_of_files(&source) => {
                Self::open_as_it_stands(path, file, source.kind(), patience)
            }
            other => other,
        }
    }

    /// Waits while another program writes with a rollback journal, and refuses a journal that is not finished by then.
    /// asof itself uses one only until a new database is in WAL mode.
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

    /// Connects with the locks of SQLite. Connects again if another program replaced the `-wal` or `-shm` file
    /// meanwhile.
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

    /// Waits until no asof process writes, and keeps all of them from writing meanwhile. If there is a `-shm` file,
    /// waits only briefly: a long write must not stop others from reading.
    fn wait_to_open(file: &DatabaseFile, patience: Duration) -> Result<Option<File>, StoreError> {
        match file.lock_folder_to_open(FOLDER_PATIENCE.min(patience)) {
            Err(StoreError::Busy { .. }) if file.beside().is_some() => Ok(None),
            Err(StoreError::Busy { .. }) => {
                file.lock_folder_to_open(patience.saturating_sub(FOLDER_PATIENCE))
            }
            locked => locked,
        }
    }

    /// Connects to a database for which no `-wal` and `-shm` files can be created: the folder may be read-only, or the
    /// disk full.
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
        // Without a `-shm` file SQLite reads a write-ahead log only in exclusive mode.
        let exclusive = connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE;");
        exclusive.map_err(|error| read_error(path, patience, &error))?;
        Self::of(path, connection, file, Access::AsItStands { trace, reason }, patience)
    }

    fn connect(path: &Path, name: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
        Connection::open_with_flags(name, flags).map_err(|error| read_error(path, Duration::ZERO, &error))
    }

    fn of(
        path: &Path,
        connection: Connection,
        file: DatabaseFile,
        access: Access,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        let read_error = |error| read_error(path, patience, &error);
        // Do this first. Otherwise closing after a failed open would checkpoint a `-wal` that may belong to another
        // database.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(read_error)?;
        // Otherwise SQLite plans a statement anew for every value that it is asked with.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(read_error)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.busy_timeout(patience).map_err(read_error)?;
        let path = path.to_owned();
        let (patience, beside, is_sound) = (Cell::new(patience), Cell::new(None), Cell::new(false));
        let database = Self { path, connection, file, access, patience, beside, is_sound, closing: None };
        database.beside.set(database.look_beside().map_err(|error| database.because_of_wal(error))?);
        Ok(database)
    }

    /// Sets the connection up, and returns the `-wal` and `-shm` files once they are known to belong to the database.
    fn look_beside(&self) -> Result<Option<Beside>, StoreError> {
        let settings = "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
                        PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = 0;";
        self.connection.execute_batch(settings).map_err(|error| self.read_error(&error))?;
        let begun = Instant::now();
        loop {
            // The first read makes SQLite look at the write-ahead log. Later reads see at least the frames counted now.
            self.see_one_state(&self.begin(TransactionBehavior::Deferred)?)?;
            let in_wal = self.file.last_in_wal(self.frames().map_or(u64::MAX, |frames| frames.all));
            let transaction = self.begin(TransactionBehavior::Deferred)?;
            self.see_one_state(&transaction)?;
            let found = self.file.beside();
            if self.file.wal_len() > 0 {
                self.refuse_hidden(&transaction)?;
            }
            let last = match self.format(&transaction)? {
                Format::Log(_) => last_seq(&transaction).map_err(|error| self.read_error(&error))?,
                Format::Blank => u64::MAX,
            };
            match in_wal {
                // Another program may have rewritten the `-wal` between the two reads.
                Some(seq) if seq > last && begun.elapsed() < WAL_SETTLES => {
                    thread::sleep(LOOK_AGAIN);
                }
                Some(seq) if seq > last => return Err(self.file.strange_wal(FileFlaw::Ahead(seq))),
                Some(_) | None => return Ok(found),
            }
        }
    }

    /// Blames the `-wal` for an error on opening if the database can be read without it. Returns other errors
    /// unchanged.
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

    /// Counts the frames of the write-ahead log; `None` if SQLite does not say, as without a `-shm` file.
    fn frames(&self) -> Option<Frames> {
        let count =
            |row: &rusqlite::Row<'_>, at| row.get(at).map(|count: i64| u64::try_from(count).unwrap_or(0));
        let counted = self.connection.query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| {
            Ok(Frames { all: count(row, 1)?, checkpointed: count(row, 2)? })
        });
        counted.ok()
    }

    /// Returns the connection, for what no log does.
    #[cfg(test)]
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Fixes the state that a transaction sees: SQLite does so at the first read.
    fn see_one_state(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let read = number(transaction, USER_VERSION);
        read.map(drop).map_err(|error| self.read_error(&error))
    }

    /// Refuses a `-wal` that hides an event which the database file itself holds: it was written for another state of
    /// that file.
    fn refuse_hidden(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let held = |seq| match line_of(transaction, seq) {
            Err(error) if is_busy(&error) => Err(error),
            held => Ok(held.ok().flatten()),
        };
        match self.file.hidden(held).map_err(|error| self.read_error(&error))? {
            Some(seq) => Err(self.file.strange_wal(FileFlaw::Hides(seq))),
            None => Ok(()),
        }
    }

    /// Notes that the whole log was read and is sound: the `-wal` may be checkpointed.
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

    /// Returns whether the database at the path, and its `-wal` and `-shm` files, are those that were opened.
    fn is_where_it_was(&self) -> Result<bool, StoreError> {
        let is_file = DatabaseFile::at(&self.path)? == self.file;
        let is_beside = match self.beside.get() {
            Some(beside) => self.file.beside() == Some(beside) && self.file.is_open_with(&beside),
            // In WAL mode SQLite uses a `-shm` file: somebody removed it before we looked for it.
            None => !self.is_wal(),
        };
        Ok(is_file && is_beside)
    }

    /// Returns whether somebody wrote to a database that is read without locks.
    fn was_written_to(&self) -> bool {
        match &self.access {
            Access::Locked => false,
            Access::AsItStands { trace, .. } => *trace != self.file.trace(),
        }
    }

    /// Returns whether the database can have `-wal` and `-shm` files, without which nothing can be written to it.
    pub(super) fn is_writable(&self) -> bool {
        matches!(self.access, Access::Locked)
    }

    /// Refuses what was read without locks if somebody wrote to the database meanwhile.
    pub(super) fn refuse_written_to(&self) -> Result<(), StoreError> {
        if self.was_written_to() {
            let source =
                io::Error::new(io::ErrorKind::ResourceBusy, "it was written to while it was being read");
            return Err(StoreError::Unreadable { path: self.path.clone(), source });
        }
        Ok(())
    }

    /// Forgets the `-wal` and `-shm` files, as if they had been missing when they were looked for.
    #[cfg(test)]
    pub(super) fn forget_what_lies_beside(&self) {
        self.beside.set(None);
    }

    pub(super) fn begin(&self, behavior: TransactionBehavior) -> Result<Transaction<'_>, StoreError> {
        Transaction::new_unchecked(&self.connection, behavior).map_err(|error| self.read_error(&error))
    }

    /// Waits for the write lock, and sets an empty database up.
    pub(super) fn begin_to_write(&self) -> Result<Writing<'_>, StoreError> {
        let write_error = |error| self.write_error(&error);
        self.refuse_unwritable()?;
        self.enable_wal().map_err(write_error)?;
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
            .map_err(write_error)?;
        let lock = self.file.lock_folder(self.patience.get())?;
        self.see_one_state(&transaction)?;
        if let Err(hidden) = self.refuse_hidden(&transaction) {
            // Without a `-wal`, an append was checkpointed that this connection never saw: others replaced the `-shm`
            // file.
            return Err(if self.file.wal_len() > 0 { hidden } else { self.replaced_meanwhile() });
        }
        if self.beside.get().is_none() {
            // By now SQLite has created the files.
            let found = self.file.beside().ok_or_else(|| self.replaced_meanwhile())?;
            self.beside.set(Some(found));
        }
        match self.format(&transaction)? {
            Format::Log(schema) => self.refuse_altered(schema)?,
            Format::Blank => schema::set_up(&transaction).map_err(write_error)?,
        }
        Ok(Writing { transaction, lock })
    }

    /// Refuses to write if the schema was changed, as by a trigger: other programs could change what is stored.
    fn refuse_altered(&self, schema: Schema) -> Result<(), StoreError> {
        match schema.flaws {
            flaws if flaws.is_empty() => Ok(()),
            flaws => Err(StoreError::AlteredSchema { path: self.path.clone(), flaws }),
        }
    }

    fn replaced_meanwhile(&self) -> StoreError {
        let source = io::Error::new(io::ErrorKind::ResourceBusy, "it, or a file next to it, was replaced");
        write_error(&self.path, source)
    }

    fn refuse_unwritable(&self) -> Result<(), StoreError> {
        match &self.access {
            Access::Locked => Ok(()),
            Access::AsItStands { reason, .. } => Err(write_error(&self.path, io::Error::from(*reason))),
        }
    }

    /// Returns whether the database is open with locks, and is in WAL mode.
    fn is_wal(&self) -> bool {
        let mode = self.connection.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0));
        matches!(self.access, Access::Locked) && mode.is_ok_and(|mode| mode == "wal")
    }

    /// Switches the database to WAL mode.
    ///
    /// If two programs set up the same database, SQLite returns `SQLITE_BUSY` without waiting: so this tries again.
    fn enable_wal(&self) -> rusqlite::Result<()> {
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

    /// Commits, and checks before and after that the database, `-wal` and `-shm` are still the files that were opened.
    /// If somebody removed the `-shm`, our lock was lost with it.
    pub(super) fn commit(&self, writing: Writing<'_>) -> Result<(), StoreError> {
        self.commit_while(writing, || {})
    }

    /// Commits as [`Self::commit`] does, and calls `meanwhile` between the commit and the second check: tests replace
    /// files there.
    pub(super) fn commit_while(
        &self,
        writing: Writing<'_>,
        meanwhile: impl FnOnce(),
    ) -> Result<(), StoreError> {
        // Drop the lock last, however this returns.
        let Writing { lock, transaction } = writing;
        if !self.is_where_it_was()? {
            return Err(self.replaced_meanwhile());
        }
        transaction.commit().map_err(|error| match self.write_error(&error) {
            // The commit may have been written, and only the sync have failed.
            StoreError::NotWritable { path, source } => StoreError::Indeterminate { path, source },
            other => other,
        })?;
        meanwhile();
        if !matches!(self.is_where_it_was(), Ok(true)) {
            return Err(StoreError::Replaced { path: self.path.clone() });
        }
        self.is_sound.set(true);
        self.checkpoint();
        drop(lock);
        Ok(())
    }

    /// Checkpoints the write-ahead log into the database, so that the database file is complete without its `-wal`.
    ///
    /// Call it only after `is_where_it_was` returned `true`, so that a file that was moved away is never changed.
    fn checkpoint(&self) {
        // The commit is safe in either file. If a reader blocks the checkpoint, the next append tries again.
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    }

    /// Returns what the database holds, or refuses what is no log.
    pub(super) fn format(&self, transaction: &Transaction<'_>) -> Result<Format, StoreError> {
        let number = |sql: &str| number(transaction, sql).map_err(|error| self.read_error(&error));
        let (application, version) = (number("PRAGMA application_id")?, number(USER_VERSION)?);
        let path = self.path.clone();
        match (application, version) {
            (APPLICATION, VERSION) => {
                let schema = Schema::of(transaction).map_err(|error| self.read_error(&error))?;
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

    pub(super) fn read_error(&self, error: &Error) -> StoreError {
        read_error(&self.path, self.patience.get(), error)
    }

    pub(super) fn write_error(&self, error: &Error) -> StoreError {
        match read_error(&self.path, self.patience.get(), error) {
            StoreError::Unreadable { path, source } if source.kind() == io::ErrorKind::InvalidData => {
                StoreError::Unreadable { path, source }
            }
            StoreError::Unreadable { path, source } => write_error(&path, source),
            other => other,
        }
    }
}

impl Drop for Database {
    /// Lets SQLite checkpoint and remove the `-wal` and `-shm` files on closing, but only if they are still ours, and
    /// everything in them was verified or is already checkpointed.
    fn drop(&mut self) {
        let is_checkpointed = || self.frames().is_some_and(|frames| frames.all == frames.checkpointed);
        if self.beside.get().is_none() || !(self.is_sound.get() || is_checkpointed()) {
            return;
        }
        // Without this lock, somebody could append through other files between this check and the close.
        self.closing = self.file.lock_folder(FOLDER_PATIENCE).ok().flatten();
        if self.closing.is_some() && matches!(self.is_where_it_was(), Ok(true)) {
            let _ = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
        }
    }
}

/// Returns the number that a statement asks for.
fn number(transaction: &Transaction<'_>, sql: &str) -> rusqlite::Result<i64> {
    transaction.prepare_cached(sql)?.query_row([], |row| row.get(0))
}

fn is_busy(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Returns whether SQLite could not extend the `-shm` file to the length that it needs.
fn lacks_room_for_shared_memory(error: &Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

/// Returns whether a database could not be read because its `-wal` and `-shm` files could not be written.
fn is_for_want_of_files(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::StorageFull)
}

/// Converts an error of SQLite on reading. `waited` is how long others were waited for, if the database was busy.
fn read_error(path: &Path, waited: Duration, error: &Error) -> StoreError {
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
