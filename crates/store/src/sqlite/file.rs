//! The file of a database: by which name it is opened, and what tells that it is another one since.
//!
//! The write-ahead log lies beside the database and goes by its name. Whoever opens the file by another name writes
//! another write-ahead log, and neither sees what the other appends: such a file is refused. So is a write-ahead log that
//! was left by another database of that name, or by an earlier state of this one: SQLite would read it over what is there.

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OpenFlags, Row};

use super::{event_of, wal};
use crate::error::{FileFlaw, StoreError};
use crate::files::{Identity, beside, identity, metadata_of_file, open_files, wait_for_lock};

/// The size in bytes of the smallest page, with which a database begins.
const SHORTEST: u64 = 512;

/// The file of a database, found by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DatabaseFile {
    /// Its path without links, beside which the write-ahead log lies.
    pub(super) real: PathBuf,
    identity: Identity,
}

impl DatabaseFile {
    /// Finds the file at a path.
    ///
    /// # Errors
    ///
    /// There is no file, or it has a second name: a hard link, or a mount of the file alone; what lies beside it is no file.
    pub(super) fn at(path: &Path) -> Result<Self, StoreError> {
        let metadata = metadata_of_file(path)?;
        refuse_second_name(path, &metadata)?;
        let read_error = |source| StoreError::Unreadable { path: path.to_owned(), source };
        let real = fs::canonicalize(path).map_err(read_error)?;
        refuse_what_is_no_file(&real)?;
        Ok(Self { real, identity: identity(&metadata) })
    }

    /// Returns how many bytes the write-ahead log beside it has, in which there may be events; 0 if there is none.
    pub(super) fn wal_len(&self) -> u64 {
        fs::metadata(beside(&self.real, "-wal")).map_or(0, |wal| wal.len())
    }

    /// Returns whether it is shorter than any database, and not empty: SQLite takes such a file for an empty one.
    pub(super) fn is_cut_short(&self) -> bool {
        fs::metadata(&self.real).is_ok_and(|file| (1..SHORTEST).contains(&file.len()))
    }

    /// Returns what shows whether the file, or its write-ahead log, is written to.
    pub(super) fn trace(&self) -> Trace {
        Trace { database: written(&self.real), wal: written(&beside(&self.real, "-wal")) }
    }

    /// Returns what tells whether what lies beside it is replaced or removed while it is open; `None` before SQLite made
    /// the file of shared memory.
    pub(super) fn beside(&self) -> Option<Beside> {
        let found = |suffix| Some(identity(&fs::metadata(beside(&self.real, suffix)).ok()?));
        Some(Beside { wal: found("-wal").flatten(), shm: found("-shm")? })
    }

    /// Returns the name by which SQLite reads it without a lock, and without a file beside it.
    ///
    /// `unix-none` is the file system of SQLite that locks nothing; it reads a write-ahead log too.
    pub(super) fn name_without_locks(&self) -> PathBuf {
        self.uri(if self.wal_len() > 0 { "mode=ro&vfs=unix-none" } else { ALONE })
    }

    /// Refuses what SQLite would take for its own and is of another state of the database: beside an empty file it removes a
    /// write-ahead log unread, and of a journal it puts the older pages back. While a log is set up, it holds no event.
    pub(super) fn refuse_files_of_another(&self) -> Result<(), StoreError> {
        let refuse = |suffix, flaw| {
            let file = beside(&self.real, suffix);
            Err(StoreError::StrangeFileBeside { file, flaw })
        };
        // In this order: while a database is set up, it is no longer empty once it has one.
        if self.wal_len() > 0 && fs::metadata(&self.real).is_ok_and(|file| file.len() < SHORTEST) {
            return refuse("-wal", FileFlaw::Left);
        }
        let mut first = [0];
        let reader =
            File::open(beside(&self.real, "-journal")).and_then(|mut file| file.read_exact(&mut first));
        // SQLite overwrites the beginning with zeros where it is done and keeps the file.
        let is_hot = reader.is_ok() && first != [0];
        if is_hot && self.last_row_alone().is_some() {
            return refuse("-journal", FileFlaw::Undoes);
        }
        Ok(())
    }

    /// Returns whether whoever runs this may write to the file.
    pub(super) fn is_writable(&self) -> bool {
        is_writable(&self.real)
    }

    /// Returns the `seq` of the last event in the first frames of the write-ahead log, as many as are given.
    pub(super) fn last_in_wal(&self, frames: u64) -> Option<u64> {
        wal::events(&beside(&self.real, "-wal"), frames).last().copied()
    }

    /// Refuses what is in the write-ahead log.
    pub(super) fn strange_wal(&self, flaw: FileFlaw) -> StoreError {
        StoreError::StrangeFileBeside { file: beside(&self.real, "-wal"), flaw }
    }

    /// Returns whether this program has the files open that are in their places; `true` where the system does not tell.
    ///
    /// SQLite does not look whether the shared memory that it uses, and locks, is still the one that others find.
    pub(super) fn is_open_with(&self, beside: &Beside) -> bool {
        let files = [self.identity, beside.wal, beside.shm];
        open_files().is_none_or(|open| files.iter().all(|file| file.is_none() || open.contains(file)))
    }

    /// Waits for the lock on the folder, which all writers of this program take while they hold that of SQLite: that one is in
    /// a file that somebody may remove. Where a folder cannot be locked, there is none.
    pub(super) fn lock_folder(&self, patience: Duration) -> Result<Option<File>, StoreError> {
        self.lock_folder_by(patience, File::try_lock)
    }

    /// Waits until nobody of this program writes, and keeps all from it that lock the folder.
    ///
    /// Who opens a database may make its shared memory anew, from what the write-ahead log holds. A writer whose shared memory
    /// was removed a moment ago notices only behind its commit, and must not write into that log meanwhile.
    pub(super) fn lock_folder_to_open(&self, patience: Duration) -> Result<Option<File>, StoreError> {
        self.lock_folder_by(patience, File::try_lock_shared)
    }

    fn lock_folder_by(
        &self,
        patience: Duration,
        lock: impl Fn(&File) -> Result<(), TryLockError>,
    ) -> Result<Option<File>, StoreError> {
        let Some(Ok(folder)) = self.real.parent().map(File::open) else { return Ok(None) };
        match wait_for_lock(patience, || lock(&folder)) {
            Ok(()) => Ok(Some(folder)),
            Err(TryLockError::Error(_)) => Ok(None),
            Err(TryLockError::WouldBlock) => {
                Err(StoreError::Busy { path: self.real.clone(), waited: patience })
            }
        }
    }

    /// Returns the last event that the database holds without its write-ahead log, and that is not read with it. `held`
    /// returns the line of an event as it is read with it; the transaction in which it does so has begun.
    ///
    /// No program takes a write-ahead log over into the database further than anybody reads it: what the database holds by
    /// itself is never ahead of what is read.
    pub(super) fn hidden(
        &self,
        held: impl FnOnce(u64) -> rusqlite::Result<Option<Vec<u8>>>,
    ) -> rusqlite::Result<Option<u64>> {
        let Some((seq, line)) = self.last_row_alone() else { return Ok(None) };
        Ok((held(seq)?.is_none_or(|held| held != line)).then_some(seq))
    }

    /// Returns the last event of the database as it is without what lies beside it, and its line; `None` if there is none, or
    /// if it cannot be read so, as while a write-ahead log is taken over.
    ///
    /// SQLite opens the file: a descriptor of ours, once closed, would drop the locks that SQLite has on it.
    pub(super) fn last_row_alone(&self) -> Option<(u64, Vec<u8>)> {
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(self.uri(ALONE), flags).ok()?;
        let sql = "SELECT seq, line FROM event ORDER BY seq DESC LIMIT 1";
        let last = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get_ref(1)?.as_bytes()?.to_vec()));
        let (seq, line) = connection.query_row(sql, [], last).ok()?;
        // Of a line that is being taken over there may be a part.
        event_of(&line)?;
        Some((u64::try_from(seq).ok()?, line))
    }

    fn uri(&self, how: &str) -> PathBuf {
        let mut uri = b"file:".to_vec();
        for byte in bytes(&self.real) {
            match byte {
                b'%' | b'?' | b'#' => uri.extend(format!("%{byte:02x}").bytes()),
                byte => uri.push(byte),
            }
        }
        uri.extend(format!("?{how}").bytes());
        path(uri)
    }
}

#[cfg(target_os = "linux")]
fn is_writable(path: &Path) -> bool {
    use rustix::{fs, io::Errno};
    !matches!(fs::access(path, fs::Access::WRITE_OK), Err(Errno::ACCESS | Errno::ROFS | Errno::PERM))
}

#[cfg(not(target_os = "linux"))]
fn is_writable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| !file.permissions().readonly())
}

/// How SQLite opens a database without locks and without what lies beside it.
const ALONE: &str = "immutable=1";

#[cfg(unix)]
fn bytes(path: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec()
}

#[cfg(unix)]
fn path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes))
}

#[cfg(not(unix))]
fn bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn path(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// What lies beside a database while it is open: its write-ahead log, and the shared memory by which its programs lock it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beside {
    wal: Identity,
    shm: Identity,
}

/// Returns the files that SQLite keeps beside a database, there or not. The last events may be in them.
pub(crate) fn files_beside(path: &Path) -> [PathBuf; 3] {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    ["-wal", "-shm", "-journal"].map(|suffix| beside(&real, suffix))
}

/// How a database and its write-ahead log were when they were last written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trace {
    database: Option<Written>,
    wal: Option<Written>,
}

type Written = (Identity, u64, Option<SystemTime>);

fn written(path: &Path) -> Option<Written> {
    let metadata = fs::metadata(path).ok()?;
    Some((identity(&metadata), metadata.len(), metadata.modified().ok()))
}

/// Refuses to create a database where files of another one of its name lie: programs that have that open would share the
/// memory by which they lock, and SQLite would take over what is in them.
pub(super) fn refuse_left(path: &Path) -> Result<(), StoreError> {
    match files_beside(path).into_iter().find(|file| fs::symlink_metadata(file).is_ok()) {
        Some(file) => Err(StoreError::StrangeFileBeside { file, flaw: FileFlaw::Left }),
        None => Ok(()),
    }
}

/// Refuses what lies beside a database and is no file: SQLite would wait for a pipe, and lock the target of a link.
fn refuse_what_is_no_file(path: &Path) -> Result<(), StoreError> {
    let is_file = |file: &PathBuf| fs::symlink_metadata(file).map_or(true, |found| found.is_file());
    match files_beside(path).into_iter().find(|file| !is_file(file)) {
        Some(file) => Err(StoreError::StrangeFileBeside { file, flaw: FileFlaw::NotAFile }),
        None => Ok(()),
    }
}

/// Refuses a file that other programs may open by another name.
fn refuse_second_name(path: &Path, metadata: &Metadata) -> Result<(), StoreError> {
    let names = names(metadata);
    if names > 1 {
        return Err(StoreError::SeveralNames { path: path.to_owned(), names });
    }
    match is_mounted_alone(path) {
        Ok(false) => Ok(()),
        Ok(true) => Err(StoreError::MountedAlone { path: path.to_owned() }),
        Err(source) => Err(StoreError::Unreadable { path: path.to_owned(), source }),
    }
}

#[cfg(unix)]
fn names(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
fn names(_: &Metadata) -> u64 {
    1
}

/// Returns whether the file itself is mounted, as containers do with a single file. Linux says so since 5.8; where
/// nobody says, it is taken for a file like any other.
#[cfg(target_os = "linux")]
fn is_mounted_alone(path: &Path) -> io::Result<bool> {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    match statx(CWD, path, AtFlags::empty(), StatxFlags::TYPE) {
        Ok(found) => {
            Ok((found.stx_attributes & found.stx_attributes_mask).contains(StatxAttributes::MOUNT_ROOT))
        }
        Err(rustix::io::Errno::NOSYS) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
#[allow(clippy::unnecessary_wraps, reason = "the same signature as on Linux")]
fn is_mounted_alone(_: &Path) -> io::Result<bool> {
    Ok(false)
}
