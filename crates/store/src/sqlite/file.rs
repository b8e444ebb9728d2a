//! The file of a database: by which name it is opened, and what tells that it is another one since.
//!
//! The write-ahead log lies beside the database and goes by its name. Whoever opens the file by another name writes
//! another write-ahead log, and neither sees what the other appends: such a file is refused.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::StoreError;
use crate::files::{Identity, beside, identity, metadata_of_file};

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
    /// There is no file, or it has a second name: a hard link, or a mount of the file alone.
    pub(super) fn at(path: &Path) -> Result<Self, StoreError> {
        let metadata = metadata_of_file(path)?;
        refuse_second_name(path, &metadata)?;
        let unreadable = |source| StoreError::Unreadable { path: path.to_owned(), source };
        let real = fs::canonicalize(path).map_err(unreadable)?;
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

    /// Returns the name by which SQLite reads it without a lock, and without a file beside it.
    ///
    /// `unix-none` is the file system of SQLite that locks nothing; it reads a write-ahead log too.
    pub(super) fn name_without_locks(&self) -> String {
        let path = self.real.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let how = if self.wal_len() > 0 { "mode=ro&vfs=unix-none" } else { "immutable=1" };
        format!("file:{path}?{how}")
    }
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
