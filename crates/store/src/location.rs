//! Where a log is: as it is written, and how it is found and opened.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::error::StoreError;
use crate::sqlite;
use crate::{EventLog, JsonlLog, SqliteLog, StreamAddress, Unsynced};
#[cfg(feature = "jetstream")]
use crate::{JetStreamLog, Reach};

/// Where a log is.
///
/// ```
/// use asof_store::Location;
/// assert_eq!("events/talks.jsonl".parse::<Location>()?, Location::JsonLines("events/talks.jsonl".into()));
/// assert!("talks.txt".parse::<Location>().is_err());
/// # Ok::<(), asof_store::StoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of JSON Lines: a path ending in `.jsonl`.
    JsonLines(PathBuf),
    /// An SQLite database: a path ending in `.db`, `.sqlite` or `.sqlite3`, or any other behind `sqlite:`.
    Sqlite(PathBuf),
    /// A stream of NATS JetStream: `nats://HOST:PORT/STREAM`.
    JetStream(StreamAddress),
    /// The record that is built into the program: `demo`.
    Demo,
}

impl FromStr for Location {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        if text == "demo" {
            return Ok(Self::Demo);
        }
        if StreamAddress::is_meant_by(text) {
            return text.parse().map(Self::JetStream);
        }
        if let Some(path) = text.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        Self::of_file(PathBuf::from(text)).ok_or_else(|| StoreError::UnknownLocation(text.to_owned()))
    }
}

impl Location {
    /// Returns the location of a log in this file, as the end of its name says; `None` if it says nothing.
    fn of_file(path: PathBuf) -> Option<Self> {
        match path.extension().and_then(OsStr::to_str) {
            Some("jsonl") => Some(Self::JsonLines(path)),
            Some("db" | "sqlite" | "sqlite3") => Some(Self::Sqlite(path)),
            Some(_) | None => None,
        }
    }

    /// Returns the file that holds the log; `None` if it is in no file of its own.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::JsonLines(path) | Self::Sqlite(path) => Some(path),
            Self::JetStream(_) | Self::Demo => None,
        }
    }
}

impl Location {
    /// Returns the files in which there may be events of the log: its own, and those that SQLite keeps beside a database,
    /// by the name to which links lead.
    pub fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::JsonLines(path) => vec![path.clone()],
            Self::Sqlite(path) => [path.clone()].into_iter().chain(sqlite::files_beside(path)).collect(),
            Self::JetStream(_) | Self::Demo => Vec::new(),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) if path.display().to_string().parse().ok().as_ref() != Some(self) => {
                write!(f, "sqlite:{}", path.display())
            }
            Self::JsonLines(path) | Self::Sqlite(path) => path.display().fmt(f),
            Self::JetStream(address) => address.fmt(f),
            Self::Demo => f.write_str("demo"),
        }
    }
}

/// Opens the log at a location. What reaches a stream beside its address is read from the environment
/// ([`Reach::from_environment`](crate::Reach::from_environment)).
///
/// # Errors
///
/// There is no log, it cannot be read, or the location is of a sort that this build does not support.
/// [`Location::Demo`] is among those: only the program that holds the demo record can open it.
pub fn open_location(location: &Location, unsynced: Unsynced) -> Result<Box<dyn EventLog>, StoreError> {
    match location {
        Location::JsonLines(path) => Ok(Box::new(JsonlLog::open(path)?)),
        Location::Sqlite(path) => Ok(Box::new(SqliteLog::open(path)?)),
        Location::JetStream(address) => open_stream(address, unsynced),
        Location::Demo => Err(unsupported(location, "a record inside a program")),
    }
}

/// Opens the log at a location, or creates an empty one there with the folders that it needs.
///
/// # Errors
///
/// Those of [`open_location`] for a log that exists; it, or a folder, cannot be created. [`Location::Demo`] is
/// read-only.
pub fn open_or_create_location(
    location: &Location,
    unsynced: Unsynced,
) -> Result<Box<dyn EventLog>, StoreError> {
    match location {
        Location::JsonLines(path) => Ok(Box::new(JsonlLog::open_or_create(path)?)),
        Location::Sqlite(path) => Ok(Box::new(SqliteLog::open_or_create(path)?)),
        Location::JetStream(address) => open_or_create_stream(address, unsynced),
        Location::Demo => Err(StoreError::ReadOnly),
    }
}

#[cfg(feature = "jetstream")]
fn open_stream(address: &StreamAddress, unsynced: Unsynced) -> Result<Box<dyn EventLog>, StoreError> {
    Ok(Box::new(JetStreamLog::open(address, &Reach::from_environment(unsynced))?))
}

#[cfg(feature = "jetstream")]
fn open_or_create_stream(
    address: &StreamAddress,
    unsynced: Unsynced,
) -> Result<Box<dyn EventLog>, StoreError> {
    Ok(Box::new(JetStreamLog::open_or_create(address, &Reach::from_environment(unsynced))?))
}

#[cfg(not(feature = "jetstream"))]
fn open_stream(address: &StreamAddress, _: Unsynced) -> Result<Box<dyn EventLog>, StoreError> {
    Err(StoreError::WithoutJetStream { location: address.to_string() })
}

#[cfg(not(feature = "jetstream"))]
use open_stream as open_or_create_stream;

/// Refuses a location of a sort that this build does not support, by name.
fn unsupported(location: &Location, store: &'static str) -> StoreError {
    StoreError::Unsupported { location: location.to_string(), store }
}

/// Finds the log nearest to a folder: that in the first folder `events`, here or upwards, that holds one.
///
/// `start` is an absolute path, or the search ends where it begins.
///
/// # Errors
///
/// No folder upwards has a log, or the nearest that has any has several, which are named.
pub fn find_upwards(start: &Path) -> Result<Location, StoreError> {
    for folder in start.ancestors().map(|ancestor| ancestor.join("events")) {
        let mut found = logs_in(&folder)?;
        match found.len() {
            0 => {}
            1 => return Ok(found.remove(0)),
            _ => {
                let found = found.iter().filter_map(Location::file).map(Path::to_owned).collect();
                return Err(StoreError::SeveralLogs { folder, found });
            }
        }
    }
    Err(StoreError::NoLogFound { start: start.to_owned() })
}

/// Returns the logs in a folder, by name; none if there is no such folder.
fn logs_in(folder: &Path) -> Result<Vec<Location>, StoreError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let read_error = |source| StoreError::Unreadable { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(read_error)? {
        let path = entry.map_err(read_error)?.path();
        if path.is_file() {
            found.extend(Location::of_file(path));
        }
    }
    found.sort_by(|a, b| a.file().cmp(&b.file()));
    Ok(found)
}
